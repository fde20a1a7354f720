/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorters, stations and counters. */
#include <math.h>
#include <stdio.h>

#include "models/measure/metrics_rows.h"

static const double minute = (double)DES_MINUTE;

/* ---- sorters ---- */

static void sorted_row(struct metrics *self, struct row_name name, uint64_t sorted)
{
    name.event = "sorted";
    metrics_row(self, row_measure(name, "throughput", "per_day", "parcels/d"),
                metrics_per_day(self, (double)sorted));
}

static void sorter_rows(struct metrics *self, struct row_name name,
                        const struct centre_summary *centre)
{
    const struct des_histogram *wait = &centre->wait;
    double p95 = wait->total >= self->least[2] ? des_histogram_quantile(wait, 0.95) : NAN;
    metrics_row(self, row_measure(name, "utilisation", "share", "1"),
                metrics_ratio(centre->busy, centre->open));
    metrics_row(self, row_measure(name, "wait", "mean", "min"), des_histogram_mean(wait) / minute);
    metrics_row(self, row_measure(name, "wait", "p95", "min"), p95 / minute);
    metrics_row(self, row_measure(name, "queue", "mean", "parcels"),
                metrics_ratio(centre->queue_integral, self->observed));
    metrics_row(self, row_measure(name, "waited", "share", "1"),
                metrics_ratio((double)centre->waited, (double)centre->sorted));
}

static void class_waits(struct metrics *self, struct row_name name, const struct line_record *line)
{
    const struct network *network = self->network;
    for (int32_t c = 0; c < line->class_count; c++) {
        const struct network_class *class = &network->classes[c];
        const struct des_histogram *wait = &line->wait[c];
        name.class_name = class->name;
        if (class->share[INBOUND] > 0 || class->share[OUTBOUND] > 0) {
            double p95 = wait->total >= self->least[2] ? des_histogram_quantile(wait, 0.95) : NAN;
            metrics_row(self, row_measure(name, "wait", "mean", "min"),
                        des_histogram_mean(wait) / minute);
            metrics_row(self, row_measure(name, "wait", "p95", "min"), p95 / minute);
        }
    }
}

/* What only sorters with rules of their own do. */
static void line_rows(struct metrics *self, struct row_name name, const struct line_record *line)
{
    class_waits(self, name, line);
    if (line->has_waves) {
        metrics_row(self, row_measure(name, "waves", "per_day", "waves/d"),
                    metrics_per_day(self, (double)line->waves));
        metrics_row(self, row_measure(name, "wave_size", "mean", "parcels"),
                    metrics_ratio((double)line->in_waves, (double)line->waves));
    }
    if (line->has_setups) {
        metrics_row(self, row_measure(name, "setups", "per_day", "setups/d"),
                    metrics_per_day(self, (double)line->setups));
    }
    if (line->has_buffer) {
        metrics_row(self, row_measure(name, "blocked", "per_day", "vehicles/d"),
                    metrics_per_day(self, (double)line->blocked));
        metrics_row(self, row_measure(name, "blocked_hours", "per_day", "h/d"),
                    metrics_per_day(self, line->blocked_time / (double)DES_HOUR));
    }
}

/* All hubs, or all counties, as if they were one. */
static void sorters_together(struct metrics *self, const struct summary *summary,
                             struct id_range of, enum tier tier)
{
    uint64_t sorted = 0;
    bool sorts = false;
    struct centre_summary all = {.line = line_record_empty(self->network)};
    for (centre_id c = of.begin; c < of.end; c++) {
        const struct centre_summary *centre = &summary->centres[c];
        sorted += centre->sorted;
        if (!self->network->centres[c].sorts) {
            continue;
        }
        sorts = true;
        all.sorted += centre->sorted;
        all.waited += centre->waited;
        all.busy += centre->busy;
        all.open += centre->open;
        all.queue_integral += centre->queue_integral;
        if (centre->line) {
            line_record_add(all.line, centre->line);
        }
        if (centre->wait.total > 0) {
            all.wait.unit_shift = centre->wait.unit_shift;
            des_histogram_merge(&all.wait, &centre->wait);
        }
    }
    struct row_name name = {.tier = metrics_tiers[tier]};
    sorted_row(self, name, sorted);
    if (sorts) {
        sorter_rows(self, name, &all);
        line_rows(self, name, all.line);
    }
    des_histogram_done(&all.wait);
    line_record_destroy(all.line);
}

void metrics_sorters(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    int32_t hubs = network->hub_count;
    sorters_together(self, summary, (struct id_range){0, hubs}, TIER_HUB);
    sorters_together(self, summary, (struct id_range){hubs, network->centre_count}, TIER_COUNTY);
    centre_id shown = self->counties ? network->centre_count : hubs;
    for (centre_id c = 0; c < shown; c++) {
        struct row_name name = {.place_kind = c < hubs ? "hub" : "county",
                                .place = network->centres[c].name};
        sorted_row(self, name, summary->centres[c].sorted);
        if (network->centres[c].sorts) {
            sorter_rows(self, name, &summary->centres[c]);
        }
        if (summary->centres[c].line) {
            line_rows(self, name, summary->centres[c].line);
        }
    }
}

/* ---- stations and counters ---- */

static void place_times(struct metrics *self, struct row_name name,
                        const struct station_summary *place, const bool has[DIRECTIONS])
{
    name.measure = "delivery_time";
    if (has[INBOUND]) {
        name.event = "available";
        name.direction = metrics_directions[INBOUND];
        metrics_times(self, name, &place->available);
    }
    if (has[OUTBOUND]) {
        name.event = "left hub";
        name.direction = metrics_directions[OUTBOUND];
        metrics_times(self, name, &place->outbound);
    }
}

static void shelf_rows(struct metrics *self, struct row_name name,
                       const struct station_summary *place)
{
    metrics_row(self, row_measure(name, "shelf", "mean", "parcels"), place->shelf_mean);
    metrics_row(self, row_measure(name, "shelf", "p95", "parcels"), place->shelf_p95);
    metrics_row(self, row_measure(name, "shelf", "max", "parcels"), (double)place->shelf_max);
}

static void refused_rows(struct metrics *self, struct row_name name, uint64_t overflowed,
                         uint64_t returned)
{
    metrics_row(self, row_measure(name, "overflowed", "per_day", "parcels/d"),
                metrics_per_day(self, (double)overflowed));
    metrics_row(self, row_measure(name, "returned", "per_day", "parcels/d"),
                metrics_per_day(self, (double)returned));
}

static void diverted_rows(struct metrics *self, struct row_name name, uint64_t diverted,
                          double farther_m)
{
    metrics_row(self, row_measure(name, "diverted", "per_day", "parcels/d"),
                metrics_per_day(self, (double)diverted));
    metrics_row(self, row_measure(name, "diverted_farther", "mean", "km"),
                metrics_ratio(farther_m / 1000, (double)diverted));
}

/* Returns that have travelled back and left the hub. */
static void return_rows(struct metrics *self, const struct des_histogram *time)
{
    struct row_name name = {.measure = "return_time"};
    metrics_histogram(self, name, time);
    metrics_row(self, row_measure(name, "came_back", "per_day", "parcels/d"),
                metrics_per_day(self, (double)time->total));
}

static void station_rows(struct metrics *self, const struct summary *summary, station_id id)
{
    const struct station *station = &self->network->stations[id];
    const struct station_summary *place = &summary->stations[id];
    struct row_name name = {.place_kind = "station", .place = station->name};
    bool has[] = {self->station_has[INBOUND][id], self->station_has[OUTBOUND][id]};
    place_times(self, name, place, has);
    if (!has[INBOUND]) {
        return;
    }
    shelf_rows(self, name, place);
    if (station->shelf != UNLIMITED && !station->has_lockers) {
        metrics_row(self, row_measure(name, "shelf_fill", "share", "1"),
                    metrics_ratio(place->shelf_mean, (double)station->shelf));
    }
    refused_rows(self, name, place->overflowed, place->returned);
    if (station->when_full == DIVERT_TO_NEXT) {
        diverted_rows(self, name, place->diverted, place->farther_m);
    }
}

static void counter_rows(struct metrics *self, const struct summary *summary, int32_t county)
{
    const struct network *network = self->network;
    struct row_name name = {.place_kind = "counter",
                            .place = network->centres[network->hub_count + county].name};
    bool has[] = {self->counter_has[INBOUND][county], self->counter_has[OUTBOUND][county]};
    place_times(self, name, &summary->counters[county], has);
    if (has[INBOUND]) {
        shelf_rows(self, name, &summary->counters[county]);
    }
}

/* Compartments of one size, or all of them. */
static void locker_rows(struct metrics *self, struct row_name name,
                        const struct locker_summary *lockers, double count)
{
    metrics_row(self, row_measure(name, "locker", "mean", "compartments"), lockers->mean);
    metrics_row(self, row_measure(name, "locker_fill", "share", "1"),
                metrics_ratio(lockers->mean, count));
    metrics_row(self, row_measure(name, "locker_blocked", "share", "1"),
                metrics_ratio((double)lockers->blocked, (double)lockers->sought));
}

static void lockers(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    struct locker_summary all = {0};
    double count = 0;
    for (int32_t l = 0; l < network->locker_count; l++) {
        all.mean += summary->lockers[l].mean;
        all.sought += summary->lockers[l].sought;
        all.blocked += summary->lockers[l].blocked;
        count += network->lockers[l].count;
    }
    locker_rows(self, (struct row_name){0}, &all, count);
    for (int32_t l = 0; self->stations && l < network->locker_count; l++) {
        const struct locker_size *size = &network->lockers[l];
        const struct locker_summary *own = &summary->lockers[l];
        char place[512];
        snprintf(place, sizeof place, "%s: %s", network->stations[size->station].name, size->name);
        struct row_name name = {.place_kind = "locker", .place = place};
        locker_rows(self, name, own, size->count);
        metrics_row(self, row_measure(name, "locker", "p95", "compartments"), own->p95);
        metrics_row(self, row_measure(name, "locker", "max", "compartments"), (double)own->maximum);
    }
}

void metrics_stations(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    uint64_t overflowed = 0, returned = 0, diverted = 0;
    double farther_m = 0;
    for (station_id s = 0; s < network->station_count; s++) {
        diverted += summary->stations[s].diverted;
        farther_m += summary->stations[s].farther_m;
        overflowed += summary->stations[s].overflowed;
        returned += summary->stations[s].returned;
    }
    refused_rows(self, (struct row_name){0}, overflowed, returned);
    if (network->diverts) {
        diverted_rows(self, (struct row_name){0}, diverted, farther_m);
    }
    if (network->returns_travel) {
        return_rows(self, &summary->return_time);
    }
    for (int32_t c = 0; self->counties && c < network->centre_count - network->hub_count; c++) {
        counter_rows(self, summary, c);
    }
    for (station_id s = 0; self->stations && s < network->station_count; s++) {
        station_rows(self, summary, s);
    }
    if (network->locker_count > 0) {
        lockers(self, summary);
    }
}
