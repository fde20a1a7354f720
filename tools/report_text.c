/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_text.c - results for people: what was run, then the tables, at most 100 columns. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/estimate.h"
#include "tools/printable.h"
#include "tools/report.h"
#include "tools/report_costs.h"
#include "tools/report_disturbances.h"
#include "tools/report_spread.h"
#include "tools/text_table.h"
#include "tools/wrapped.h"

enum { MOST_ROWS = 12, SHOWN_ROWS = 6, MOST_BARS = 60 };

struct writer {
    const struct results *results;
    struct row_index index; /* of the same results */
    FILE *out;
    bool colour;
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- what was run ---- */

static const char *plural(double count)
{
    return count == 1 ? "" : "s";
}

static void write_run(const struct writer *self)
{
    const struct results *results = self->results;
    char run[160], pairs[60], seed[40], version[80];
    snprintf(run, sizeof run, "%zu replication%s of %g day%s after %g day%s of warm-up (%s)",
             results->replications, plural((double)results->replications), results->horizon_h / 24,
             plural(results->horizon_h / 24), results->warm_up_h / 24,
             plural(results->warm_up_h / 24), results->warm_up_found ? "found by MSER-5" : "given");
    snprintf(seed, sizeof seed, "seed %" PRIu64, results->seed);
    snprintf(version, sizeof version, "lastmile %s", results->version);
    snprintf(pairs, sizeof pairs, "in %zu antithetic pairs", results_independent(results));
    const char *const parts[] = {run, seed, version, pairs};
    wrapped_print(self->out, "run", parts, results->antithetic ? COUNT(parts) : COUNT(parts) - 1);
}

/* The name, and the path with the hash, which stays whole when the path is long. */
static void write_scenario(const struct writer *self)
{
    const struct results *results = self->results;
    char *name = printable_fit(results->scenario_name, TEXT_WIDTH);
    char *path = printable_copy(results->scenario_path);
    fprintf(self->out, self->colour ? "\033[1m%s\033[0m\n" : "%s\n", name);
    bool wide = 13 + printable_width(path) + strlen(", hash 0123456789abcdef") > TEXT_WIDTH;
    fprintf(self->out, "%-12s %s,%s", "scenario", path, wide ? "\n            " : "");
    fprintf(self->out, " hash %016" PRIx64 "\n", results->scenario_hash);
    free(path);
    free(name);
}

static void write_identity(const struct writer *self)
{
    const struct results *results = self->results;
    FILE *out = self->out;
    write_scenario(self);
    fprintf(out, "%-12s %zu hub%s, %zu %s, %zu station%s, %zu village%s; starts %s\n", "network",
            results->hubs, results->hubs == 1 ? "" : "s", results->counties,
            results->counties == 1 ? "county" : "counties", results->stations,
            results->stations == 1 ? "" : "s", results->villages, results->villages == 1 ? "" : "s",
            results->start_date);
    write_run(self);
    report_asked(results, out);
    report_saved(results, out);
    if (results->change_count > 0) {
        wrapped_print(out, "changed", (const char *const *)results->changes, results->change_count);
    }
    if (results->assumed_count > 0) {
        wrapped_print(out, "assumed", (const char *const *)results->assumed,
                      results->assumed_count);
    }
    fprintf(out,
            "%-12s mean ± half-width of the %g %% interval over replications; n/e: not "
            "estimable;\n%-12s quantiles p50 ... p99 are read off buckets: within 0.8 %%\n",
            "estimates", 100 * results->confidence, "");
    if (results->incomplete) {
        fputs("\n*** INCOMPLETE: interrupted; this is what was done until then ***\n", out);
    }
    if (results->no_steady_state) {
        fputs(
            "\n*** NO STEADY STATE FOUND: parcels in the system still drift at half the horizon;\n"
            "    the network is overloaded, or the horizon too short ***\n",
            out);
    }
}

/* ---- tables ---- */

static void add_with_classes(struct text_table *table, const char *label, const struct row_key *key,
                             const char *const *classes, size_t count)
{
    text_table_add(table, label, key);
    for (size_t c = 0; c < count; c++) {
        struct row_key own = *key;
        char *name = printable_fit(classes[c], TEXT_LABEL_WIDTH - 2);
        char indented[4 * TEXT_LABEL_WIDTH + 4];
        own.class_name = classes[c];
        snprintf(indented, sizeof indented, "  %s", name);
        text_table_add(table, indented, &own);
        free(name);
    }
}

static const struct text_column time_columns[] = {{"mean", "delivery_time", "mean", 1},
                                                  {"p50", "delivery_time", "p50", 1},
                                                  {"p90", "delivery_time", "p90", 1},
                                                  {"p95", "delivery_time", "p95", 1},
                                                  {"p99", "delivery_time", "p99", 1}};

static void write_delivery_times(const struct writer *self)
{
    const char **classes;
    size_t count = row_index_classes(&self->index, "delivery_time", &classes);
    struct text_table table = text_table_make(&self->index, time_columns, COUNT(time_columns));
    struct row_key available = {.event = "available", .direction = "inbound"};
    struct row_key collected = {.event = "collected", .direction = "inbound"};
    struct row_key left = {.event = "left hub", .direction = "outbound"};
    add_with_classes(&table, "inbound, available", &available, classes, count);
    add_with_classes(&table, "inbound, collected", &collected, classes, count);
    add_with_classes(&table, "outbound, left hub", &left, classes, count);
    text_table_add(&table, "local, available",
                   &(struct row_key){.event = "available", .direction = "local"});
    text_table_add(&table, "local, collected",
                   &(struct row_key){.event = "collected", .direction = "local"});
    text_table_print(&table, "Delivery time, h (order or drop-off until ...)", self->colour,
                     self->out);
    free(classes);
}

static void write_tiers(const struct writer *self)
{
    static const struct text_column columns[] = {{"mean", "tier_time", "mean", 1},
                                                 {"p50", "tier_time", "p50", 1},
                                                 {"p95", "tier_time", "p95", 1}};
    static const char *const inbound[] = {"hub", "line-haul", "county", "feeder", "station"};
    static const char *const outbound[] = {"station", "feeder", "county", "line-haul", "hub"};
    struct text_table table = text_table_make(&self->index, columns, COUNT(columns));
    for (size_t t = 0; t < 2 * COUNT(inbound); t++) {
        bool in = t < COUNT(inbound);
        const char *tier = in ? inbound[t] : outbound[t - COUNT(inbound)];
        char label[80];
        struct row_key key = {.direction = in ? "inbound" : "outbound", .tier = tier};
        snprintf(label, sizeof label, "%s, %s", key.direction, tier);
        text_table_add(&table, label, &key);
    }
    text_table_print(&table, "Where the time goes, h", self->colour, self->out);
}

static void write_service(const struct writer *self)
{
    static const struct text_column flows[] = {{"parcels a day", "throughput", "per_day", 1},
                                               {"service level, %", "service_level", "share", 100}};
    const char **classes;
    size_t count = row_index_classes(&self->index, "throughput", &classes);
    struct text_table table = text_table_make(&self->index, flows, 1);
    struct text_table levels = text_table_make(&self->index, flows + 1, 1);
    static const char *const directions[] = {"inbound", "outbound", "local"};
    for (size_t d = 0; d < COUNT(directions); d++) {
        static const char *const events[] = {"entered", "completed", "collected"};
        for (size_t e = 0; e < COUNT(events); e++) {
            char label[80];
            struct row_key key = {.event = events[e], .direction = directions[d]};
            snprintf(label, sizeof label, "%s, %s%s", directions[d], events[e],
                     e == 0 ? " (warm-up too)" : "");
            add_with_classes(&table, label, &key, classes, e == 1 ? count : 0);
        }
        struct row_key level = {.direction = directions[d]};
        add_with_classes(&levels, directions[d], &level, classes, count);
    }
    struct row_key hub = {.event = "sorted", .tier = "hub"};
    struct row_key county = {.event = "sorted", .tier = "county"};
    text_table_add(&table, "sorted at hubs", &hub);
    text_table_add(&table, "sorted at counties", &county);
    text_table_print(&table, "Throughput", self->colour, self->out);
    text_table_print(&levels, "Service level: within the promise, of those done or overdue",
                     self->colour, self->out);
    free(classes);
    static const struct text_column shares[] = {{"24 h, %", "share_within", "24h", 100},
                                                {"48 h, %", "share_within", "48h", 100},
                                                {"72 h, %", "share_within", "72h", 100}};
    struct text_table within = text_table_make(&self->index, shares, COUNT(shares));
    struct row_key available = {.event = "available", .direction = "inbound"};
    struct row_key left = {.event = "left hub", .direction = "outbound"};
    text_table_add(&within, "inbound, available", &available);
    text_table_add(&within, "outbound, left hub", &left);
    text_table_print(&within, "Share of those done within", self->colour, self->out);
}

/* So many days share a bar of a sparkline. */
static size_t days_a_bar(size_t hours)
{
    size_t days = hours / 24;
    return days > MOST_BARS ? (days + MOST_BARS - 1) / MOST_BARS : 1;
}

/* Daily means of a series as a line of blocks, the highest full. */
static void write_sparkline(FILE *out, const char *label, const double *series, size_t hours)
{
    double any = 0;
    for (size_t h = 0; h < hours; h++) {
        any += series[h];
    }
    if (!(any > 0)) {
        return;
    }
    static const char *const blocks[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    double means[MOST_BARS] = {0}, most = 0;
    size_t bars = 0, days = hours / 24, step = days_a_bar(hours);
    for (size_t day = 0; day < days; day += step, bars++) {
        size_t last = day + step < days ? day + step : days; /* the last bar may have fewer */
        for (size_t h = 24 * day; h < 24 * last; h++) {
            means[bars] += series[h] / (double)(24 * (last - day));
        }
        most = means[bars] > most ? means[bars] : most;
    }
    fprintf(out, "  %-20s ", label);
    for (size_t b = 0; b < bars; b++) {
        fputs(blocks[most > 0 ? (size_t)(means[b] / most * 7.999) : 0], out);
    }
    fprintf(out, "  to %.0f\n", most);
}

static void write_stocks(const struct writer *self)
{
    static const struct text_column columns[] = {{"mean", "parcels_in_system", "mean", 1},
                                                 {"highest", "parcels_in_system", "max", 1}};
    const struct result_series *series = &self->results->series;
    struct text_table table = text_table_make(&self->index, columns, COUNT(columns));
    struct row_key inbound = {.direction = "inbound"}, outbound = {.direction = "outbound"};
    struct row_key shelf = {.measure = "on_shelf"};
    text_table_add(&table, "inbound", &inbound);
    text_table_add(&table, "outbound", &outbound);
    text_table_add(&table, "on shelves", &shelf);
    text_table_print(&table, "Parcels in the system, at full hours", self->colour, self->out);
    if (series->length >= 72) {
        char bar[40] = "";
        size_t step = days_a_bar(series->length);
        if (step > 1) {
            snprintf(bar, sizeof bar, " (%zu a bar)", step);
        }
        fprintf(self->out, "  by day%s from the start, warm-up (%g day%s) included:\n", bar,
                self->results->warm_up_h / 24, plural(self->results->warm_up_h / 24));
        write_sparkline(self->out, "inbound", series->in_system[0], series->length);
        write_sparkline(self->out, "outbound", series->in_system[1], series->length);
        write_sparkline(self->out, "on shelves", series->on_shelf, series->length);
    }
}

/* ---- many places: all of a few, or those that stand out ---- */

struct ranked {
    const char *place;
    double value;
};

static int by_value(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->value != b->value) { /* NaN is put in as -1 */
        return a->value < b->value ? 1 : -1;
    }
    return strcmp(a->place, b->place);
}

/* Places of a kind, the ones with the highest `key` result first when there are too many.
 * Returns how many there are; *ret is the caller's to free. */
static size_t rank_places(const struct row_index *index, const char *measure, struct row_key key,
                          struct ranked **ret)
{
    const char **names;
    size_t count = row_index_places(index, measure, key.place_kind, &names);
    *ret = des_allocate(count, sizeof **ret);
    for (size_t p = 0; p < count; p++) {
        key.place = names[p];
        double value = row_index_mean(index, &key);
        (*ret)[p] = (struct ranked){names[p], isnan(value) ? -1 : value};
    }
    if (count > MOST_ROWS) {
        qsort(*ret, count, sizeof **ret, by_value);
    }
    free(names);
    return count;
}

/* A table of places of one kind: all, or the first by `by`. `most` words it: "busiest". */
static void write_places(const struct writer *self, const char *heading, const char *most,
                         const struct row_key *by, const struct row_key *row,
                         const struct text_column *columns, size_t count)
{
    struct ranked *places;
    size_t all = rank_places(&self->index, columns[0].measure, *by, &places);
    size_t shown = all > MOST_ROWS ? SHOWN_ROWS : all;
    struct text_table table = text_table_make(&self->index, columns, count);
    for (size_t p = 0; p < shown; p++) {
        struct row_key key = *row;
        key.place_kind = by->place_kind;
        key.place = places[p].place;
        text_table_add(&table, places[p].place, &key);
    }
    char title[160];
    if (shown < all) {
        snprintf(title, sizeof title, "%s: the %zu %s of %zu (all: --format csv)", heading, shown,
                 most, all);
    } else {
        snprintf(title, sizeof title, "%s", heading);
    }
    text_table_print(&table, title, self->colour, self->out);
    free(places);
}

/* Where classes have priorities: who waits how long. */
static void write_class_waits(const struct writer *self)
{
    static const struct text_column columns[] = {{"wait, min", "wait", "mean", 1},
                                                 {"p95, min", "wait", "p95", 1}};
    static const char *const tiers[] = {"hub", "county"};
    static const char *const labels[] = {"at hubs", "at county centres"};
    const char **classes;
    size_t count = row_index_classes(&self->index, "wait", &classes);
    struct text_table table = text_table_make(&self->index, columns, COUNT(columns));
    for (size_t t = 0; count > 0 && t < COUNT(tiers); t++) {
        struct row_key of_class = {
            .measure = "wait", .statistic = "mean", .class_name = classes[0], .tier = tiers[t]};
        struct row_key key = {.tier = tiers[t]};
        if (row_index_find(&self->index, &of_class)) {
            add_with_classes(&table, labels[t], &key, classes, count);
        }
    }
    text_table_print(&table, "Sorting by priority", self->colour, self->out);
    free(classes);
}

/* Waves, set-ups and vehicles at the dock, where there are any. */
static void write_sorter_rules(const struct writer *self)
{
    static const struct text_column waves[] = {{"waves a day", "waves", "per_day", 1},
                                               {"parcels in one", "wave_size", "mean", 1}};
    static const struct text_column setups[] = {{"set-ups a day", "setups", "per_day", 1}};
    static const struct text_column docks[] = {{"vehicles that waited/d", "blocked", "per_day", 1},
                                               {"hours/d", "blocked_hours", "per_day", 1}};
    static const char *const kinds[] = {"hub", "county"};
    struct row_key row = {0};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct row_key by = {.measure = "waves", .statistic = "per_day", .place_kind = kinds[k]};
        write_places(self, "Waves", "with most", &by, &row, waves, COUNT(waves));
        by.measure = "setups";
        write_places(self, "Set-ups between directions", "with most", &by, &row, setups,
                     COUNT(setups));
        by.measure = "blocked";
        write_places(self, "Vehicles at the dock for want of room", "where most wait", &by, &row,
                     docks, COUNT(docks));
    }
}

static void write_sorters(const struct writer *self)
{
    static const struct text_column columns[] = {{"utilisation, %", "utilisation", "share", 100},
                                                 {"wait, min", "wait", "mean", 1},
                                                 {"p95, min", "wait", "p95", 1},
                                                 {"queue", "queue", "mean", 1},
                                                 {"had to wait, %", "waited", "share", 100}};
    static const char *const kinds[] = {"hub", "county"};
    static const char *const headings[] = {"Sorting at hubs", "Sorting at county centres"};
    struct row_key row = {0};
    for (size_t k = 0; k < COUNT(kinds); k++) {
        struct row_key by = {
            .measure = "utilisation", .statistic = "share", .place_kind = kinds[k]};
        write_places(self, headings[k], "busiest", &by, &row, columns, COUNT(columns));
    }
    write_class_waits(self);
    write_sorter_rules(self);
}

/* By what else than their number. */
static void write_loads(const struct writer *self)
{
    static const struct text_column columns[] = {{"out, %", "fill_rate", "out", 100},
                                                 {"back, %", "fill_rate", "back", 100}};
    static const char *const by[] = {"by volume", "by weight"};
    static const char *const headings[] = {"Loads by volume", "Loads by weight"};
    for (size_t i = 0; i < COUNT(by); i++) {
        struct row_key row = {.event = by[i]};
        struct row_key fill = {
            .measure = "fill_rate", .statistic = "out", .event = by[i], .place_kind = "route"};
        write_places(self, headings[i], "fullest", &fill, &row, columns, COUNT(columns));
    }
}

static void write_vehicles(const struct writer *self)
{
    static const struct text_column fleets[] = {{"away, %", "utilisation", "share", 100},
                                                {"trips a day", "trips", "per_day", 1},
                                                {"km a day", "km", "per_day", 1}};
    static const struct text_column routes[] = {
        {"trips/d", "trips", "per_day", 1},    {"full out, %", "fill_rate", "out", 100},
        {"back, %", "fill_rate", "back", 100}, {"late, %", "late", "share", 100},
        {"missed/d", "missed", "per_day", 1},  {"left behind/d", "left_behind", "per_day", 1}};
    struct row_key row = {0};
    struct row_key fleet = {.measure = "utilisation", .statistic = "share", .place_kind = "fleet"};
    struct row_key route = {
        .measure = "left_behind", .statistic = "per_day", .place_kind = "route"};
    write_places(self, "Fleets", "busiest", &fleet, &row, fleets, COUNT(fleets));
    struct text_table table = text_table_make(&self->index, routes, COUNT(routes));
    struct row_key line_haul = {.tier = "line-haul"}, feeder = {.tier = "feeder"};
    text_table_add(&table, "line-haul", &line_haul);
    text_table_add(&table, "feeders", &feeder);
    text_table_print(&table, "Vehicles", self->colour, self->out);
    write_places(self, "Routes", "that leave most behind", &route, &row, routes, COUNT(routes));
    write_loads(self);
    static const struct text_column again[] = {{"trips/d", "reloads", "per_day", 1}};
    struct row_key by_reloads = {
        .measure = "reloads", .statistic = "per_day", .place_kind = "route"};
    write_places(self, "Vehicles that go again", "that go most", &by_reloads, &row, again,
                 COUNT(again));
}

/* All vehicles together, then fleet by fleet. */
static void write_fleets(const struct writer *self, const char *heading,
                         const struct text_column *columns, size_t count)
{
    struct ranked *fleets;
    struct row_key all = {0};
    struct row_key by = {
        .measure = columns[0].measure, .statistic = columns[0].statistic, .place_kind = "fleet"};
    size_t found = rank_places(&self->index, columns[0].measure, by, &fleets);
    struct text_table table = text_table_make(&self->index, columns, count);
    text_table_add(&table, "all", &all);
    for (size_t f = 0; f < found && f < SHOWN_ROWS; f++) {
        struct row_key key = {.place_kind = "fleet", .place = fleets[f].place};
        text_table_add(&table, fleets[f].place, &key);
    }
    text_table_print(&table, heading, self->colour, self->out);
    free(fleets);
}

static void write_care(const struct writer *self)
{
    static const struct text_column breakdowns[] = {
        {"a day", "breakdowns", "per_day", 1},
        {"in repair, h/d", "repair", "per_day", 1},
        {"lost, parcel-h/d", "breakdown_loss", "per_day", 1}};
    static const struct text_column maintenance[] = {{"h/d", "maintenance", "per_day", 1}};
    static const struct text_column availability[] = {{"%", "availability", "share", 100}};
    static const struct text_column rests[] = {{"h/d", "rest", "per_day", 1}};
    static const struct text_column shifts[] = {{"waited for one/d", "shift_waits", "per_day", 1},
                                                {"overtime, h/d", "overtime", "per_day", 1}};
    write_fleets(self, "Breakdowns", breakdowns, COUNT(breakdowns));
    write_fleets(self, "Maintenance", maintenance, COUNT(maintenance));
    write_fleets(self, "Available: neither in repair nor in maintenance", availability,
                 COUNT(availability));
    write_fleets(self, "Drivers' rests", rests, COUNT(rests));
    write_fleets(self, "Drivers' shifts", shifts, COUNT(shifts));
}

static void write_stations(const struct writer *self)
{
    static const struct text_column times[] = {{"mean, h", "delivery_time", "mean", 1},
                                               {"p50, h", "delivery_time", "p50", 1},
                                               {"p95, h", "delivery_time", "p95", 1}};
    static const struct text_column shelves[] = {{"on the shelf", "shelf", "mean", 1},
                                                 {"p95", "shelf", "p95", 1},
                                                 {"highest", "shelf", "max", 1},
                                                 {"of its room, %", "shelf_fill", "share", 100},
                                                 {"found it full/d", "overflowed", "per_day", 1},
                                                 {"returned/d", "returned", "per_day", 1}};
    struct row_key inbound = {.measure = "delivery_time",
                              .statistic = "mean",
                              .event = "available",
                              .direction = "inbound",
                              .place_kind = "station"};
    struct row_key outbound = {.measure = "delivery_time",
                               .statistic = "mean",
                               .event = "left hub",
                               .direction = "outbound",
                               .place_kind = "station"};
    struct row_key in_row = {.event = "available", .direction = "inbound"};
    struct row_key out_row = {.event = "left hub", .direction = "outbound"}, row = {0};
    struct row_key fill = {.measure = "shelf", .statistic = "mean", .place_kind = "station"};
    write_places(self, "Stations, inbound until available", "slowest", &inbound, &in_row, times,
                 COUNT(times));
    write_places(self, "Stations, outbound until left hub", "slowest", &outbound, &out_row, times,
                 COUNT(times));
    write_places(self, "Shelves", "fullest", &fill, &row, shelves, COUNT(shelves));
    static const struct text_column lockers[] = {{"taken", "locker", "mean", 1},
                                                 {"p95", "locker", "p95", 1},
                                                 {"highest", "locker", "max", 1},
                                                 {"of them, %", "locker_fill", "share", 100},
                                                 {"blocked, %", "locker_blocked", "share", 100}};
    struct row_key locker = {.measure = "locker", .statistic = "mean", .place_kind = "locker"};
    write_places(self, "Lockers", "fullest", &locker, &row, lockers, COUNT(lockers));
    static const struct text_column diverted[] = {{"sent on/d", "diverted", "per_day", 1},
                                                  {"farther, km", "diverted_farther", "mean", 1}};
    struct row_key sent_on = {
        .measure = "diverted", .statistic = "per_day", .place_kind = "station"};
    write_places(self, "Sent on to another station", "that send most on", &sent_on, &row, diverted,
                 COUNT(diverted));
    static const struct text_column keepers[] = {{"busy, %", "utilisation", "share", 100},
                                                 {"wait, min", "wait", "mean", 1},
                                                 {"p95, min", "wait", "p95", 1},
                                                 {"had to wait, %", "waited", "share", 100}};
    struct row_key busy = {.measure = "utilisation", .statistic = "share", .place_kind = "station"};
    struct row_key everywhere = {.tier = "station"};
    struct text_table all = text_table_make(&self->index, keepers, COUNT(keepers));
    text_table_add(&all, "stations", &everywhere);
    text_table_print(&all, "Keepers, at the counters", self->colour, self->out);
    write_places(self, "Keepers", "busiest", &busy, &row, keepers, COUNT(keepers));
    static const struct text_column riders[] = {{"at home, %", "home_delivered", "share", 100},
                                                {"rounds/d", "rounds", "per_day", 1},
                                                {"parcels a round", "round_parcels", "mean", 1},
                                                {"h/d", "rider_hours", "per_day", 1},
                                                {"km/d", "rider_km", "per_day", 1}};
    struct row_key rider = {
        .measure = "home_delivered", .statistic = "share", .place_kind = "station"};
    struct text_table home = text_table_make(&self->index, riders, COUNT(riders));
    text_table_add(&home, "stations", &row);
    text_table_print(&home, "Delivered at home", self->colour, self->out);
    static const struct text_column saved[] = {{"CO2 saved, kg/d", "co2_saved", "per_day", 1}};
    struct row_key own = {.event = "own trips"};
    struct text_table trips = text_table_make(&self->index, saved, COUNT(saved));
    text_table_add(&trips, "villagers' own trips", &own);
    text_table_print(&trips, "Ways that home delivery saves", self->colour, self->out);
    write_places(self, "Riders", "who deliver most", &rider, &row, riders, COUNT(riders));
    static const struct text_column back[] = {{"came back/d", "came_back", "per_day", 1},
                                              {"mean, h", "return_time", "mean", 1},
                                              {"p50, h", "return_time", "p50", 1},
                                              {"p95, h", "return_time", "p95", 1}};
    struct text_table returns = text_table_make(&self->index, back, COUNT(back));
    text_table_add(&returns, "returns", &row);
    text_table_print(&returns, "On their way back, from the station until out of the hub",
                     self->colour, self->out);
    inbound.place_kind = fill.place_kind = "counter";
    write_places(self, "County counters, inbound until available", "slowest", &inbound, &in_row,
                 times, COUNT(times));
}

static void write_money(const struct writer *self)
{
    static const struct text_column columns[] = {{"a parcel", "cost", "per_parcel", 1},
                                                 {"a day", "cost", "per_day", 1}};
    static const struct text_column ways[] = {{"the way, km", "access", "mean", 1}};
    struct row_key by = {.measure = "cost", .statistic = "per_parcel", .place_kind = "station"};
    struct row_key row = {0};
    report_costs(&self->index, self->out, self->colour);
    by.place_kind = "county";
    if (self->results->counties > 1) {
        write_places(self, "What the parcels of a county cost", "dearest", &by, &row, columns,
                     COUNT(columns));
    }
    by.place_kind = "station";
    write_places(self, "What the parcels of a station cost", "dearest", &by, &row, columns,
                 COUNT(columns));
    report_people(&self->index, self->out, self->colour);
    by = (struct row_key){.measure = "access", .statistic = "mean", .place_kind = "village"};
    write_places(self, "Villages", "with the farthest way", &by, &row, ways, COUNT(ways));
}

/* ---- the books ---- */

static void write_ledger(const struct writer *self)
{
    static const char *const directions[] = {"inbound", "outbound", "local"};
    static const char *const events[] = {"entered", "delivered", "returned", "lost", "in system"};
    const struct results *results = self->results;
    fprintf(self->out, self->colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n",
            "Books: parcels over all replications, warm-up included");
    for (size_t d = 0; d < COUNT(directions); d++) {
        double sums[COUNT(events)] = {0};
        for (size_t e = 0; e < COUNT(events); e++) {
            struct row_key key = {.measure = "ledger",
                                  .statistic = "total",
                                  .event = events[e],
                                  .direction = directions[d]};
            const struct result_row *row = row_index_find(&self->index, &key);
            for (size_t n = 0; row && n < results->replications; n++) {
                sums[e] += row->values[n];
            }
        }
        if (sums[0] > 0) {
            fprintf(self->out,
                    "  %-9s %.0f entered = %.0f delivered + %.0f returned + %.0f lost + %.0f in "
                    "system%s\n",
                    directions[d], sums[0], sums[1], sums[2], sums[3], sums[4],
                    sums[0] == sums[1] + sums[2] + sums[3] + sums[4] ? "" : "  NOT BALANCED");
        }
    }
}

void report_text(const struct results *results, FILE *out, bool colour)
{
    struct writer writer = {results, row_index_init(results), out, colour};
    cell_table_set_up();
    write_identity(&writer);
    report_spread(results, out, colour);
    report_control(results, out, colour);
    report_long_run(results, out, colour);
    write_delivery_times(&writer);
    write_tiers(&writer);
    write_service(&writer);
    write_stocks(&writer);
    write_sorters(&writer);
    write_vehicles(&writer);
    write_care(&writer);
    write_stations(&writer);
    write_money(&writer);
    report_carriers(&writer.index, out, colour);
    report_disturbances(&writer.index, out, colour);
    report_periods(&writer.index, out, colour);
    write_ledger(&writer);
    row_index_done(&writer.index);
}
