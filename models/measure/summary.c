/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/summary.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/local.h"
#include "models/measure/recorder.h"

int64_t ledger_in_system(const struct ledger *self)
{
    int64_t count = 0;
    for (int p = 0; p < PARCEL_PLACES; p++) {
        count += self->in_system[p];
    }
    return count;
}

int64_t ledger_imbalance(const struct ledger *self)
{
    return self->entered - self->delivered - self->returned - self->lost - ledger_in_system(self);
}

int32_t summary_series_length(const struct network *network)
{
    return (int32_t)(network->end / DES_HOUR) + 1;
}

struct summary *summary_create(const struct network *network, uint32_t replication)
{
    struct summary *self = des_allocate(1, sizeof *self);
    size_t classes = (size_t)network->class_count;
    self->network = network;
    self->replication = replication;
    self->series_length = summary_series_length(network);
    for (int d = 0; d < DIRECTIONS; d++) {
        self->classes[d] = des_allocate(classes, sizeof *self->classes[d]);
        self->in_system[d] = des_allocate((size_t)self->series_length, sizeof(int64_t));
    }
    for (int m = 0; m < DELIVERY_MEASURES; m++) {
        self->delivery[m] = des_allocate(classes, sizeof *self->delivery[m]);
    }
    self->on_shelf = des_allocate((size_t)self->series_length, sizeof(int64_t));
    self->centres = des_allocate((size_t)network->centre_count, sizeof *self->centres);
    for (centre_id c = 0; c < network->centre_count; c++) { /* what there will be rows for */
        self->centres[c].line = line_record_create(network, c, 0);
    }
    self->stations = des_allocate((size_t)network->station_count, sizeof *self->stations);
    self->counters =
        des_allocate((size_t)(network->centre_count - network->hub_count), sizeof *self->counters);
    self->lockers = des_allocate((size_t)network->locker_count, sizeof *self->lockers);
    self->routes = des_allocate((size_t)network->route_count, sizeof *self->routes);
    self->pools = des_allocate((size_t)network->pool_count, sizeof *self->pools);
    if (origins_wanted(network)) {
        self->origins = origins_create((struct id_range){0, network->village_count});
    }
    self->daily = network->watch_days ? daily_create(network) : NULL;
    self->local = network->local_below > 0 ? local_create(network) : NULL;
    self->costs = costs_wanted(network) ? costs_create(network, NULL) : NULL;
    self->periods = network->period_count > 0 ? periods_create(network) : NULL;
    self->disturbances = disturbance_records_create(network);
    return self;
}

void summary_destroy(struct summary *self)
{
    if (!self) {
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->classes[d]);
        free(self->in_system[d]);
        for (int t = 0; t < TIERS; t++) {
            des_histogram_done(&self->tiers[d][t]);
        }
    }
    for (int m = 0; m < DELIVERY_MEASURES; m++) {
        for (int32_t c = 0; c < self->network->class_count; c++) {
            des_histogram_done(&self->delivery[m][c]);
        }
        free(self->delivery[m]);
    }
    for (int32_t c = 0; c < self->network->centre_count; c++) {
        des_histogram_done(&self->centres[c].wait);
        line_record_destroy(self->centres[c].line);
    }
    des_histogram_done(&self->return_time);
    des_histogram_done(&self->counter_wait);
    origins_destroy(self->origins);
    daily_destroy(self->daily);
    local_destroy(self->local);
    costs_destroy(self->costs);
    periods_destroy(self->periods);
    free(self->disturbances);
    free(self->on_shelf);
    free(self->centres);
    free(self->stations);
    free(self->counters);
    free(self->lockers);
    free(self->routes);
    free(self->pools);
    free(self);
}

/* Takes over the contents of `from`, or adds them to what is there. */
static void absorb_histogram(struct des_histogram *to, struct des_histogram *from)
{
    if (!to->counts) {
        des_histogram_done(to);
        *to = *from;
        *from = (struct des_histogram){0};
    } else if (from->total > 0) {
        des_histogram_merge(to, from);
    }
}

void ledger_add(struct ledger *to, const struct ledger *from)
{
    to->entered += from->entered;
    to->delivered += from->delivered;
    to->returned += from->returned;
    to->lost += from->lost;
    for (int p = 0; p < PARCEL_PLACES; p++) {
        to->in_system[p] += from->in_system[p];
    }
}

void class_summary_add(struct class_summary *to, const struct class_summary *from)
{
    to->completed += from->completed;
    to->on_time += from->on_time;
    to->overdue += from->overdue;
    to->returned += from->returned;
    to->lost += from->lost;
}

static void absorb_classes(struct summary *self, struct region_summary *region)
{
    for (int32_t c = 0; c < self->network->class_count; c++) {
        for (int d = 0; d < DIRECTIONS; d++) {
            class_summary_add(&self->classes[d][c], &region->classes[d][c]);
        }
        for (int m = 0; m < DELIVERY_MEASURES; m++) {
            absorb_histogram(&self->delivery[m][c], &region->delivery[m][c]);
        }
    }
}

static struct delivery_summary summarise(const struct des_histogram *histogram)
{
    return (struct delivery_summary){
        .count = histogram->total,
        .mean = des_histogram_mean(histogram),
        .p50 = des_histogram_quantile(histogram, 0.5),
        .p90 = des_histogram_quantile(histogram, 0.9),
        .p95 = des_histogram_quantile(histogram, 0.95),
        .p99 = des_histogram_quantile(histogram, 0.99),
    };
}

static struct counter_summary summarise_counter(const struct counter_record *from)
{
    return (struct counter_summary){
        .served = from->wait.total,
        .waited = from->waited,
        .wait_mean = des_histogram_mean(&from->wait),
        .wait_p95 = des_histogram_quantile(&from->wait, 0.95),
        .busy = from->busy,
    };
}

static struct station_summary summarise_place(const struct network *network,
                                              const struct place_record *from)
{
    double observed = (double)(network->end - network->warm_up);
    return (struct station_summary){
        .available = summarise(&from->available),
        .outbound = summarise(&from->outbound),
        .collected = from->collected,
        .returned = from->returned,
        .overflowed = from->overflowed,
        .on_time = from->on_time,
        .diverted = from->diverted,
        .farther_m = from->farther_m,
        .counter = summarise_counter(&from->counter),
        .rider = from->rider,
        .shelf_mean = from->shelf.integral / observed,
        .shelf_p95 = des_histogram_quantile(&from->shelf.samples, 0.95),
        .shelf_max = from->shelf.maximum,
    };
}

static void absorb_centre(struct centre_summary *to, struct centre_summary *from)
{
    line_record_destroy(to->line);
    *to = *from;
    from->wait = (struct des_histogram){0};
    from->line = NULL;
}

static void absorb_lockers(struct summary *self, const struct region_summary *region)
{
    const struct network *network = self->network;
    struct id_range all = region_lockers(network, &network->regions[region->region]);
    double observed = (double)(network->end - network->warm_up);
    for (int32_t l = all.begin; l < all.end; l++) {
        const struct locker_record *from = &region->lockers[l - all.begin];
        self->lockers[l] = (struct locker_summary){
            .sought = from->sought,
            .blocked = from->blocked,
            .mean = from->taken.integral / observed,
            .p95 = des_histogram_quantile(&from->taken.samples, 0.95),
            .maximum = from->taken.maximum,
        };
    }
}

static void absorb_places(struct summary *self, struct region_summary *region)
{
    const struct network *network = self->network;
    const struct region *part = &network->regions[region->region];
    for (int32_t s = part->stations.begin; s < part->stations.end; s++) {
        self->stations[s] = summarise_place(network, &region->stations[s - part->stations.begin]);
    }
    absorb_centre(&self->centres[region->region], &region->centres[0]);
    for (int32_t c = part->counties.begin; c < part->counties.end; c++) {
        int32_t local = c - part->counties.begin;
        self->counters[c - network->hub_count] = summarise_place(network, &region->counters[local]);
        absorb_centre(&self->centres[c], &region->centres[local + 1]);
    }
    for (int32_t r = part->routes.begin; r < part->routes.end; r++) {
        self->routes[r] = region->routes[r - part->routes.begin];
    }
    for (int32_t p = part->pools.begin; p < part->pools.end; p++) {
        self->pools[p] = region->pools[p - part->pools.begin];
    }
}

/* Adds up a region's hourly changes and adds the levels to the series. */
static void absorb_series(int64_t *series, const int32_t *changes, int32_t length)
{
    int64_t level = 0;
    for (int32_t h = 0; h < length; h++) {
        level += changes[h];
        series[h] += level;
    }
}

void summary_absorb(struct summary *self, struct region_summary *region)
{
    self->events += region->events;
    for (int d = 0; d < DIRECTIONS; d++) {
        ledger_add(&self->ledger[d], &region->ledger[d]);
        absorb_series(self->in_system[d], region->in_system[d], self->series_length);
        for (int t = 0; t < TIERS; t++) {
            absorb_histogram(&self->tiers[d][t], &region->tiers[d][t]);
        }
    }
    absorb_histogram(&self->counter_wait, &region->counter_wait);
    absorb_histogram(&self->return_time, &region->return_time);
    absorb_series(self->on_shelf, region->on_shelf, self->series_length);
    absorb_classes(self, region);
    absorb_places(self, region);
    absorb_lockers(self, region);
    if (self->origins) {
        origins_absorb(self->origins, region->origins);
    }
    if (self->daily) {
        daily_absorb(self->daily, region->daily);
    }
    if (self->costs) {
        costs_absorb(self->costs, region->costs);
    }
    if (self->periods) {
        periods_absorb(self->periods, region->periods);
    }
    disturbance_records_absorb(self->disturbances, region->disturbances,
                               self->network->disturbance_count);
    if (self->local) {
        local_absorb(self->local, region->local);
    }
    region_summary_destroy(region);
}

void summary_verify(const struct summary *self)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        DES_REQUIRE(ledger_imbalance(&self->ledger[d]) == 0);
        DES_REQUIRE(self->ledger[d].entered >= 0 && self->ledger[d].delivered >= 0);
        for (int32_t h = 0; h < self->series_length; h++) {
            DES_REQUIRE(self->in_system[d][h] >= 0);
        }
    }
    DES_REQUIRE(!self->local || ledger_imbalance(&self->local->ledger) == 0);
    for (int32_t h = 0; h < self->series_length; h++) {
        DES_REQUIRE(self->on_shelf[h] >= 0);
    }
    for (int32_t c = 0; c < self->network->centre_count; c++) {
        DES_REQUIRE(self->centres[c].waited <= self->centres[c].sorted);
    }
}
