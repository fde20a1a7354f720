/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_routes.c - the values of experiments, fleets, links and routes that have a form of
 * their own. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/schema_tables.h"

void schema_version(struct schema_reader *reader, const struct node *node,
                    const struct schema_place *place, void *ret)
{
    (void)ret;
    if (schema_expect(reader, node, place, NODE_SCALAR, "a format version") &&
        strcmp(node->text, "1") != 0) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_VERSION, node->text);
    }
}

void schema_warm_up(struct schema_reader *reader, const struct node *node,
                    const struct schema_place *place, void *ret)
{
    struct scenario_experiment *experiment = ret;
    double value;
    experiment->warm_up_auto = node->kind == NODE_SCALAR && strcmp(node->text, "auto") == 0;
    if (!experiment->warm_up_auto &&
        schema_read_quantity(reader, node, place, QUANTITY_DURATION, &value)) {
        experiment->warm_up_s = value;
    }
}

static void read_replication_count(struct schema_reader *reader, const struct node *node,
                                   const struct schema_place *place, int64_t *ret)
{
    const char *expected = "a whole number from 1 to 1000000";
    int64_t count;
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    if (!count_read(node->text, &count) || count < 1 || count > 1000000) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, node->text);
        return;
    }
    *ret = count;
}

void schema_replications(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, void *ret)
{
    struct scenario_experiment *experiment = ret;
    if (node->kind != NODE_MAPPING) {
        read_replication_count(reader, node, place, &experiment->at_least);
        experiment->at_most = experiment->at_least;
        return;
    }
    static const char *const names[] = {"at_least", "at_most"};
    int64_t *const counts[] = {&experiment->at_least, &experiment->at_most};
    schema_report_other_keys(reader, names, 2, node, place);
    for (size_t n = 0; n < 2; n++) {
        const struct node *value = node_value(node, names[n]);
        struct schema_place here = {place, names[n], 0};
        if (value) {
            read_replication_count(reader, value, &here, counts[n]);
        }
    }
    if (!node_value(node, "at_most") && experiment->at_most < experiment->at_least) {
        experiment->at_most = experiment->at_least;
    }
    if (experiment->at_most < experiment->at_least) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_REPLICATIONS,
                       (long long)experiment->at_most, (long long)experiment->at_least);
    }
}

void schema_precision(struct schema_reader *reader, const struct node *node,
                      const struct schema_place *place, void *ret)
{
    struct scenario_target *target = ret;
    if (schema_expect(reader, node, place, NODE_SCALAR, precision_expected()) &&
        !precision_read(node->text, &target->precision)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, precision_expected(),
                       node->text);
    }
}

void schema_fleets(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    struct scenario_fleets *fleets = ret;
    const char *expected = "a whole number from 1 to 1000000 or 'unlimited'";
    if (!schema_expect(reader, node, place, NODE_MAPPING, "vehicle types with their number")) {
        return;
    }
    fleets->fleets = scenario_arena_take(reader->arena, node->count, sizeof *fleets->fleets);
    for (size_t k = 0; k < node->count; k++) {
        const struct node *value = node->items[k];
        struct schema_place here = {place, node->keys[k]->text, 0};
        int64_t count = UNLIMITED;
        if (!schema_expect(reader, value, &here, NODE_SCALAR, expected)) {
            continue;
        }
        bool unlimited = strcmp(value->text, "unlimited") == 0;
        if (!unlimited && (!count_read(value->text, &count) || count < 1 || count > 1000000)) {
            SCHEMA_PROBLEM(reader, value, &here, NULL, PROBLEM_OUT_OF_RANGE, expected, value->text);
            continue;
        }
        fleets->fleets[fleets->count++] =
            (struct scenario_fleet){schema_name(reader, node->keys[k], &here), count};
    }
}

void schema_between(struct schema_reader *reader, const struct node *node,
                    const struct schema_place *place, void *ret)
{
    struct scenario_link *link = ret;
    struct scenario_names names = {0};
    if (!schema_expect(reader, node, place, NODE_SEQUENCE, "a list of two names")) {
        return;
    }
    schema_read_names(reader, node, place, &names);
    if (node->count != 2) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_WRONG_KIND, "a list of two names",
                       "another number of them");
        return;
    }
    if (names.count == 2) {
        link->from = names.names[0];
        link->to = names.names[1];
        link->both_ways = true;
    }
}

/* ---- which stops, in which tours ---- */

static const char *const planned_words[] = {"once", "daily", NULL};
static const char *const visit_words[] = {"with parcels", "all", NULL};
static const struct schema_field tour_fields[] = {
    {.key = "longest",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .above_low = true,
     .high = 1e9,
     .absent = INFINITY,
     AT(scenario_route, tour_longest_s),
     .example = "8 h",
     .help = "From departure until all is unloaded at the base; no limit if left out."},
    {.key = "fill",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0.01,
     .high = 1,
     .fallback = "80 %",
     AT(scenario_route, tour_fill),
     .example = "80 %",
     .help = "What an average departure may fill of the vehicle."},
    {.key = "planned",
     .type = SCHEMA_CHOICE,
     .choices = planned_words,
     .quiet = true,
     .fallback = "once",
     AT(scenario_route, planned),
     .example = "daily",
     .help = "Once, from averages, or anew at each departure from what is waiting."},
    {.key = "visit",
     .type = SCHEMA_CHOICE,
     .choices = visit_words,
     .quiet = true,
     .fallback = "with parcels",
     AT(scenario_route, visit),
     .example = "all",
     .help = "Planned daily: only the stops that parcels are waiting for, or all."}};
static const struct schema_table tour_table = {
    .title = "tours",
    .help = "Tours planned by the program, as many as it takes: savings, then improved.",
    TABLE(tour_fields)};

static void read_tours(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, struct scenario_route *route)
{
    static const char *const keys[] = {"tours"};
    struct schema_place here = {place, "tours", 0};
    schema_report_other_keys(reader, keys, 1, node, place);
    route->stops_kind = STOPS_TOURS;
    schema_read_table(reader, &tour_table, node_value(node, "tours"), &here, route);
}

/* `{groups_of: 8}` */
static void read_groups_of(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place, struct scenario_route *route)
{
    const char *expected = "a whole number from 1 to 1000";
    const struct node *size = node_value(node, "groups_of");
    struct schema_place here = {place, "groups_of", 0};
    if (!size || node->count != 1) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_WRONG_KIND, "{groups_of: N}",
                       "other keys");
        return;
    }
    int64_t count;
    if (!schema_expect(reader, size, &here, NODE_SCALAR, expected)) {
        return;
    }
    if (!count_read(size->text, &count) || count < 1 || count > 1000) {
        SCHEMA_PROBLEM(reader, size, &here, NULL, PROBLEM_OUT_OF_RANGE, expected, size->text);
        return;
    }
    route->stops_kind = STOPS_GROUPED;
    route->group_size = count;
}

static void read_stops(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, const char *const words[2],
                       struct scenario_route *route)
{
    if (node->kind == NODE_MAPPING && node_value(node, "tours")) {
        read_tours(reader, node, place, route);
    } else if (node->kind == NODE_MAPPING) {
        read_groups_of(reader, node, place, route);
    } else if (node->kind == NODE_SCALAR && strcmp(node->text, words[0]) == 0) {
        route->stops_kind = STOPS_EACH;
    } else if (node->kind == NODE_SCALAR && strcmp(node->text, words[1]) == 0) {
        route->stops_kind = STOPS_ALL;
    } else {
        route->stops_kind = STOPS_LISTED;
        schema_read_names(reader, node, place, &route->stops);
        if (node->kind == NODE_SEQUENCE && node->count == 0) {
            SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_NO_STOPS);
        }
    }
}

void schema_stops(struct schema_reader *reader, const struct node *node,
                  const struct schema_place *place, void *ret)
{
    static const char *const words[2] = {"each station", "all stations"};
    read_stops(reader, node, place, words, ret);
}

void schema_counties(struct schema_reader *reader, const struct node *node,
                     const struct schema_place *place, void *ret)
{
    static const char *const words[2] = {"each county", "all counties"};
    read_stops(reader, node, place, words, ret);
}

static int by_time(const void *left, const void *right)
{
    des_time a = *(const des_time *)left, b = *(const des_time *)right;
    return (a > b) - (a < b);
}

/* A clock time or a list of them, sorted; the same time twice is a problem. */
static void read_clock_times(struct schema_reader *reader, const struct node *node,
                             const struct schema_place *place, des_time **ret_times,
                             size_t *ret_count)
{
    const char *expected = "a clock time such as \"07:30\"";
    bool list = node->kind == NODE_SEQUENCE;
    if (!list && !schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    size_t most = list ? node->count : 1, count = 0;
    des_time *times = scenario_arena_take(reader->arena, most, sizeof *times);
    if (most == 0) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_EMPTY_TEXT, expected);
    }
    for (size_t i = 0; i < most; i++) {
        const struct node *item = list ? node->items[i] : node;
        struct schema_place item_place = {place, NULL, i};
        const struct schema_place *here = list ? &item_place : place;
        if (!schema_expect(reader, item, here, NODE_SCALAR, expected)) {
            continue;
        }
        if (!clock_read(item->text, &times[count]) || times[count] >= DES_DAY) {
            SCHEMA_PROBLEM(reader, item, here, NULL, PROBLEM_BAD_NUMBER, expected, item->text);
            continue;
        }
        for (size_t j = 0; j < count; j++) {
            if (times[j] == times[count]) {
                SCHEMA_PROBLEM(reader, item, here, NULL, PROBLEM_OVERLAP, item->text);
            }
        }
        count++;
    }
    qsort(times, count, sizeof *times, by_time);
    *ret_times = times;
    *ret_count = count;
}

/* `{every: 1 h, first: 1 h}` */
static void read_every(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, struct scenario_dispatch *dispatch)
{
    const struct node *every = node_value(node, "every"), *first = node_value(node, "first");
    struct schema_place in_every = {place, "every", 0}, in_first = {place, "first", 0};
    dispatch->kind = DISPATCH_EVERY;
    dispatch->interval = des_constant(3600);
    static const char *const names[] = {"every", "first"};
    schema_report_other_keys(reader, names, 2, node, place);
    if (!every) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_MISSING_KEY, "every");
        return;
    }
    if (schema_read_distribution(reader, every, &in_every, QUANTITY_DURATION,
                                 &dispatch->interval) &&
        des_distribution_mean(&dispatch->interval) < 1) {
        SCHEMA_PROBLEM(reader, every, &in_every, NULL, PROBLEM_OUT_OF_RANGE,
                       "an interval of at least one second on average",
                       every->kind == NODE_SCALAR ? every->text : "less");
    }
    dispatch->first_s = des_distribution_mean(&dispatch->interval);
    if (first) {
        schema_read_quantity(reader, first, &in_first, QUANTITY_DURATION, &dispatch->first_s);
    }
}

void schema_depart(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    struct scenario_dispatch *dispatch = &((struct scenario_route *)ret)->dispatch;
    if (node->kind == NODE_MAPPING) {
        read_every(reader, node, place, dispatch);
        return;
    }
    dispatch->kind = DISPATCH_TIMETABLE;
    read_clock_times(reader, node, place, &dispatch->times, &dispatch->time_count);
}

void schema_days(struct schema_reader *reader, const struct node *node,
                 const struct schema_place *place, void *ret)
{
    bool *days = ((struct scenario_route *)ret)->dispatch.weekdays;
    const char *expected = "days such as mon-sat or [mon, wed]";
    bool list = node->kind == NODE_SEQUENCE;
    if (!list && !schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    if (list && node->count == 0) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_EMPTY_TEXT, expected);
    }
    for (size_t i = 0; i < (list ? node->count : 1); i++) {
        const struct node *item = list ? node->items[i] : node;
        if (schema_expect(reader, item, place, NODE_SCALAR, expected) &&
            !weekdays_read(item->text, days)) {
            SCHEMA_PROBLEM(reader, item, place, NULL, PROBLEM_BAD_NUMBER, expected, item->text);
        }
    }
}

/* `80 %` of the vehicle, or `10` parcels. */
void schema_when_full(struct schema_reader *reader, const struct node *node,
                      const struct schema_place *place, void *ret)
{
    struct scenario_dispatch *dispatch = ret;
    const char *expected = "a share such as '80 %' or a number of parcels";
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    struct quantity_fault fault;
    double share;
    int64_t parcels;
    dispatch->full_share = NAN;
    if (count_read(node->text, &parcels)) {
        dispatch->full_parcels = parcels;
        if (parcels < 1) {
            SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE, "at least 1 parcel",
                           node->text);
        }
    } else if (!quantity_read(node->text, QUANTITY_SHARE, &share, &fault)) {
        schema_report_quantity(reader, node, place, expected, &fault);
    } else if (!(share > 0) || share > 1) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE,
                       "a share above 0 % and at most 100 %", node->text);
    } else {
        dispatch->full_share = share;
    }
}

/* `6 min` or `[6 min, 8 s/parcel]` */
void schema_stop_time(struct schema_reader *reader, const struct node *node,
                      const struct schema_place *place, void *ret)
{
    struct scenario_route *route = ret;
    if (node->kind == NODE_SCALAR) {
        schema_read_quantity(reader, node, place, QUANTITY_DURATION, &route->stop_s);
        return;
    }
    const char *expected = "a duration or a list such as [6 min, 8 s/parcel]";
    if (!schema_expect(reader, node, place, NODE_SEQUENCE, expected)) {
        return;
    }
    if (node->count != 2) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_WRONG_KIND, expected,
                       "another number of values");
        return;
    }
    struct schema_place first = {place, NULL, 0}, second = {place, NULL, 1};
    schema_read_quantity(reader, node->items[0], &first, QUANTITY_DURATION, &route->stop_s);
    schema_read_quantity(reader, node->items[1], &second, QUANTITY_PER_PARCEL, &route->handling_s);
}

void schema_rounds(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    struct scenario_home *home = ret;
    read_clock_times(reader, node, place, &home->rounds, &home->round_count);
}

void schema_back(struct schema_reader *reader, const struct node *node,
                 const struct schema_place *place, void *ret)
{
    struct scenario_route *route = ret;
    read_clock_times(reader, node, place, &route->back_times, &route->back_count);
}

void schema_wave_times(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, void *ret)
{
    struct scenario_waves *waves = ret;
    read_clock_times(reader, node, place, &waves->times, &waves->time_count);
}
