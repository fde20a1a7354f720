/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/metrics.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/estimate.h"
#include "models/measure/metrics_rows.h"

/* With AUTO: beyond these, rows of every place are too many to read. */
enum { MANY_ROUTES = 500, MANY_COUNTIES = 200 };

static const char *const place_names[PARCEL_PLACES] = {
    [AT_HUB_SORTING] = "sorting at hub",       [AT_HUB_WAITING] = "waiting at hub",
    [ON_LINE_HAUL] = "on line-haul",           [AT_COUNTY_SORTING] = "sorting at county",
    [AT_COUNTY_WAITING] = "waiting at county", [ON_FEEDER] = "on feeder",
    [AT_STATION_WAITING] = "at station",       [ON_SHELF] = "on shelf",
};

static void choose_detail(struct metrics *self, enum detail detail)
{
    const struct network *network = self->network;
    bool automatic = detail == DETAIL_AUTO, all = detail == DETAIL_STATION;
    self->stations = network->watch_stations && (all || automatic);
    self->routes = all || (automatic && network->route_count <= MANY_ROUTES);
    self->counties = self->stations || detail == DETAIL_COUNTY ||
                     (automatic && network->centre_count - network->hub_count <= MANY_COUNTIES);
}

/* Who is used, by the villages' rates: chance must not decide which rows there are. */
static void find_used(struct metrics *self)
{
    const struct network *network = self->network;
    for (int d = 0; d < DIRECTIONS; d++) {
        bool *stations = des_allocate((size_t)network->station_count, sizeof *stations);
        bool *counters =
            des_allocate((size_t)(network->centre_count - network->hub_count), sizeof *counters);
        for (int32_t v = 0; v < network->village_count; v++) {
            const struct village *village = &network->villages[v];
            bool used = village->rate[d] > 0;
            self->has[d] |= used;
            if (used && village->service == SERVED_BY_STATION) {
                stations[village->station] = true;
                for (int32_t o = village->options.begin; o < village->options.end; o++) {
                    stations[network->options[o].station] = true;
                }
            } else if (used && village->service == SERVED_BY_COUNTER) {
                counters[village->county - network->hub_count] = true;
            }
        }
        self->station_has[d] = stations;
        self->counter_has[d] = counters;
    }
}

struct metrics *metrics_create(const struct network *network, enum detail detail,
                               struct results *results)
{
    static const double quantiles[] = {0.5, 0.9, 0.95, 0.99};
    DES_REQUIRE((results->row_count == 0) == (results->replications == 0));
    struct metrics *self = des_allocate(1, sizeof *self);
    self->network = network;
    self->results = results;
    self->observed = (double)(network->end - network->warm_up);
    self->days = self->observed / (double)DES_DAY;
    for (size_t q = 0; q < sizeof quantiles / sizeof *quantiles; q++) {
        self->least[q] = order_least_count(quantiles[q], 0.95);
    }
    choose_detail(self, detail);
    find_used(self);
    metrics_list_places(results, network);
    metrics_list_villages(results, network);
    return self;
}

void metrics_destroy(struct metrics *self)
{
    if (!self) {
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->station_has[d]);
        free(self->counter_has[d]);
    }
    free(self);
}

/* ---- parcels ---- */

static bool class_has(const struct metrics *self, int32_t class, int direction)
{
    return self->has[direction] && self->network->classes[class].share[direction] > 0;
}

static struct des_histogram merge_classes(const struct metrics *self,
                                          const struct des_histogram *by_class)
{
    struct des_histogram all = {0};
    for (int32_t c = 0; c < self->network->class_count; c++) {
        if (by_class[c].total > 0) {
            all.unit_shift = by_class[c].unit_shift;
            des_histogram_merge(&all, &by_class[c]);
        }
    }
    return all;
}

static void share_within(struct metrics *self, struct row_name name,
                         const struct des_histogram *all)
{
    static const char *const names[] = {"24h", "48h", "72h"};
    for (int i = 0; i < 3; i++) {
        double limit = (double)((i + 1) * DES_DAY);
        metrics_row(self, row_measure(name, "share_within", names[i], "1"),
                    all->total > 0 ? des_histogram_share_at_most(all, limit) : NAN);
    }
}

static void delivery_times(struct metrics *self, const struct summary *summary)
{
    static const char *const events[] = {"available", "collected", "left hub"};
    for (int m = 0; m < DELIVERY_MEASURES; m++) {
        int d = m == TO_HUB ? OUTBOUND : INBOUND;
        if (!self->has[d]) {
            continue;
        }
        struct row_name name = {.measure = "delivery_time", .event = events[m]};
        name.direction = metrics_directions[d];
        struct des_histogram all = merge_classes(self, summary->delivery[m]);
        metrics_histogram(self, name, &all);
        if (m != TO_COLLECTED) {
            share_within(self, name, &all);
        }
        des_histogram_done(&all);
        for (int32_t c = 0; self->network->class_count > 1 && c < self->network->class_count; c++) {
            name.class_name = self->network->classes[c].name;
            if (class_has(self, c, d)) {
                metrics_histogram(self, name, &summary->delivery[m][c]);
            }
        }
    }
}

static void tier_times(struct metrics *self, const struct summary *summary)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int t = 0; self->has[d] && t < TIERS; t++) {
            struct row_name name = {.measure = "tier_time",
                                    .direction = metrics_directions[d],
                                    .tier = metrics_tiers[t]};
            metrics_histogram(self, name, &summary->tiers[d][t]);
        }
    }
}

static void throughput_of_classes(struct metrics *self, const struct summary *summary, int d)
{
    for (int32_t c = 0; self->network->class_count > 1 && c < self->network->class_count; c++) {
        if (!class_has(self, c, d)) {
            continue;
        }
        struct row_name name = {.direction = metrics_directions[d],
                                .class_name = self->network->classes[c].name};
        metrics_throughput(self, name, "completed", summary->classes[d][c].completed);
        if (d == INBOUND) {
            metrics_throughput(self, name, "collected", summary->delivery[TO_COLLECTED][c].total);
        }
    }
}

static void throughput(struct metrics *self, const struct summary *summary)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        if (!self->has[d]) {
            continue;
        }
        struct row_name name = {.direction = metrics_directions[d]};
        metrics_entered(self, name, &summary->ledger[d]);
        uint64_t completed = 0, collected = 0;
        for (int32_t c = 0; c < self->network->class_count; c++) {
            completed += summary->classes[d][c].completed;
            collected += summary->delivery[TO_COLLECTED][c].total;
        }
        metrics_throughput(self, name, "completed", completed);
        if (d == INBOUND) {
            metrics_throughput(self, name, "collected", collected);
        }
        throughput_of_classes(self, summary, d);
    }
}

static bool class_promises(const struct metrics *self, int32_t class, int direction)
{
    return class_has(self, class, direction) && self->network->classes[class].promise < DES_NEVER;
}

static void service_levels(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    for (int d = 0; d < DIRECTIONS; d++) {
        struct class_summary all = {0};
        int promises = 0;
        for (int32_t c = 0; c < network->class_count; c++) {
            if (class_promises(self, c, d)) {
                promises++;
                class_summary_add(&all, &summary->classes[d][c]);
            }
        }
        if (promises == 0) {
            continue;
        }
        struct row_name name = {.measure = "service_level",
                                .statistic = "share",
                                .direction = metrics_directions[d],
                                .unit = "1"};
        metrics_row(self, name, metrics_service_share(&all));
        for (int32_t c = 0; network->class_count > 1 && c < network->class_count; c++) {
            name.class_name = network->classes[c].name;
            if (class_promises(self, c, d)) {
                metrics_row(self, name, metrics_service_share(&summary->classes[d][c]));
            }
        }
    }
}

/* ---- stocks and books ---- */

/* Mean and highest at the full hours within the observed time. */
static void stock(struct metrics *self, struct row_name name, const int64_t *series, int32_t length)
{
    double sum = 0, max = NAN, hours = 0;
    for (int32_t h = 0; h < length; h++) {
        des_time time = (des_time)h * DES_HOUR;
        if (time >= self->network->warm_up && time < self->network->end) {
            double level = (double)series[h];
            sum += level;
            hours++;
            max = level <= max ? max : level;
        }
    }
    name.unit = "parcels";
    metrics_row(self, row_statistic(name, "mean"), metrics_ratio(sum, hours));
    metrics_row(self, row_statistic(name, "max"), max);
}

static void stocks(struct metrics *self, const struct summary *summary)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        if (self->has[d]) {
            struct row_name name = {.measure = "parcels_in_system",
                                    .direction = metrics_directions[d]};
            stock(self, name, summary->in_system[d], summary->series_length);
        }
    }
    struct row_name name = {.measure = "on_shelf"};
    stock(self, name, summary->on_shelf, summary->series_length);
}

static void ledger_row(struct metrics *self, struct row_name name, const char *event, int64_t count)
{
    name.event = event;
    metrics_row(self, name, (double)count);
}

static void ledgers(struct metrics *self, const struct summary *summary)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        const struct ledger *ledger = &summary->ledger[d];
        if (!self->has[d]) {
            continue;
        }
        struct row_name name = {.measure = "ledger",
                                .statistic = "total",
                                .direction = metrics_directions[d],
                                .unit = "parcels"};
        ledger_row(self, name, "entered", ledger->entered);
        ledger_row(self, name, "delivered", ledger->delivered);
        ledger_row(self, name, "returned", ledger->returned);
        ledger_row(self, name, "lost", ledger->lost);
        ledger_row(self, name, "in system", ledger_in_system(ledger));
        name.measure = "ledger_in_system";
        for (int p = 0; p < PARCEL_PLACES; p++) {
            ledger_row(self, name, place_names[p], ledger->in_system[p]);
        }
    }
}

/* Room for one more value in every row. */
static void make_room(struct results *results)
{
    if (results->replications < results->capacity) {
        return;
    }
    results->capacity = results->capacity > 0 ? 2 * results->capacity : 8;
    for (size_t r = 0; r < results->row_count; r++) {
        struct result_row *row = &results->rows[r];
        row->values = des_resize(row->values, results->capacity, sizeof *row->values);
    }
}

void metrics_append(struct metrics *self, const struct summary *summary)
{
    make_room(self->results);
    self->next = 0;
    delivery_times(self, summary);
    tier_times(self, summary);
    service_levels(self, summary);
    throughput(self, summary);
    stocks(self, summary);
    metrics_sorters(self, summary);
    metrics_vehicles(self, summary);
    metrics_care(self, summary);
    metrics_stations(self, summary);
    metrics_keepers(self, summary);
    metrics_riders(self, summary);
    ledgers(self, summary);
    metrics_costs(self, summary);
    metrics_carbon(self, summary);
    metrics_people(self, summary);
    metrics_carriers(self, summary);
    metrics_origins(self, summary);
    metrics_periods(self, summary);
    metrics_disturbances(self, summary);
    metrics_local(self, summary);
    DES_REQUIRE(self->next == self->results->row_count);
    self->results->replications++;
}
