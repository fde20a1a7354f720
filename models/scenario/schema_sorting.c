/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_sorting.c - the table of sorting: who sorts, when, in which order. */
#include <math.h>

#include "models/scenario/schema_tables.h"

static const struct schema_field crew_fields[] = {
    {.key = "servers",
     .type = SCHEMA_COUNT,
     .required = true,
     .low = 1,
     .high = 10000,
     AT(scenario_crew, servers),
     .example = "4",
     .help = "How many they are."},
    {.key = "shifts",
     .type = SCHEMA_HOURS,
     AT(scenario_crew, shifts),
     .example = "\"06:00-14:00\"",
     .help = "When they work; always if left out."},
};
static const struct schema_table crew_table = {.title = "sorting.crews",
                                               .help = "Servers that come and go together.",
                                               .row_size = sizeof(struct scenario_crew),
                                               TABLE(crew_fields)};

static const struct schema_field wave_fields[] = {
    {.key = "at",
     .type = SCHEMA_OWN,
     .read = schema_wave_times,
     .json = LIST_OR(REF("clock")),
     .example = "[\"06:00\", \"12:00\"]",
     .help = "Clock times at which a wave takes all that wait, more than one wave if need be."},
    {.key = "size",
     .type = SCHEMA_COUNT,
     .low = 1,
     .high = 1e9,
     AT(scenario_waves, size),
     .example = "200",
     .help = "Parcels that one wave takes at most; so many together make it begin, too. Any number "
             "if left out."},
    {.key = "wait_at_most",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .high = 1e10,
     .absent = INFINITY,
     AT(scenario_waves, wait_at_most_s),
     .example = "1 h",
     .help = "When the first parcel has waited so long, a wave begins, full or not."},
    {.key = "time",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     AT(scenario_waves, time),
     .example = "30 min",
     .help = "What a wave takes; then all its parcels are sorted. Required."},
};
static const struct schema_table wave_table = {
    .title = "sorting.waves",
    .help = "Parcels gather and are sorted together, one wave at a time.",
    TABLE(wave_fields)};

static const char *const order_words[] = {"as they came", "by priority", NULL};
static const struct schema_field sorting_fields[] = {
    {.key = "rate",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_RATE,
     .low = 1e-9, /* once in thirty years */
     .above_low = true,
     .high = 1e6,
     .absent = NAN,
     AT(scenario_sorting, time.b),
     .instead_of = "servers time crews waves",
     .example = "1800 /h",
     .help = "Parcels sorted one after the other at this rate; or give servers and time."},
    {.key = "servers",
     .type = SCHEMA_COUNT,
     .low = 1,
     .high = 100000,
     AT(scenario_sorting, servers),
     .instead_of = "rate crews waves",
     .example = "4",
     .help = "Sorting in parallel."},
    {.key = "time",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     AT(scenario_sorting, time),
     .instead_of = "rate waves",
     .example = "{gamma: {mean: 9 s, cv: 0.4}}",
     .help = "A server's time for one parcel."},
    {.key = "shifts",
     .type = SCHEMA_HOURS,
     AT(scenario_sorting, shifts),
     .instead_of = "crews",
     .example = "[\"05:30-12:00\", \"13:00-19:00\"]",
     .help = "When there is work; always if left out."},
    {.key = "crews",
     .type = SCHEMA_LIST,
     .one_alone = true,
     .table = &crew_table,
     ROWS(scenario_sorting, crews, crew_count),
     .instead_of = "rate servers shifts waves",
     .example = "[{servers: 4, shifts: \"06:00-14:00\"}, {servers: 2, shifts: \"14:00-22:00\"}]",
     .help = "Instead of servers and shifts: several crews, each with shifts of its own. Who has "
             "begun a parcel when the shift ends, finishes it."},
    CLOSED(scenario_sorting, closed, "Days without a shift."),
    {.key = "order",
     .type = SCHEMA_CHOICE,
     .choices = order_words,
     .quiet = true,
     .fallback = "as they came",
     AT(scenario_sorting, order),
     .example = "by priority",
     .help = "Which of those that wait is next: first come, first served, or the class with the "
             "highest priority first. Nothing that has begun is interrupted."},
    {.key = "waves",
     .type = SCHEMA_MAPPING,
     .table = &wave_table,
     AT(scenario_sorting, waves),
     .instead_of = "rate servers time crews setup",
     .example = "{at: [\"06:00\", \"12:00\"], time: 30 min}",
     .help = "Parcels gather and are sorted together, one wave at a time; instead of servers and "
             "time."},
    {.key = "setup",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .high = 1e8,
     .absent = 0,
     AT(scenario_sorting, setup_s),
     .instead_of = "waves",
     .example = "10 min",
     .help = "What a server needs to change from inbound to outbound or back; it does when nothing "
             "more waits in its direction."},
    {.key = "buffer",
     .type = SCHEMA_COUNT,
     .allow_unlimited = true,
     .low = 1,
     .high = 1e9,
     .quiet = true,
     .fallback = "unlimited",
     AT(scenario_sorting, buffer),
     .example = "500",
     .help = "Room for parcels that wait to be sorted. A vehicle whose parcels don't fit waits at "
             "the dock."},
    {.key = "costs",
     .type = SCHEMA_MAPPING,
     .table = &schema_sorting_costs_table,
     AT(scenario_sorting, costs),
     .example = "{per_parcel: 0.1 yuan, per_hour: 25 yuan/h}",
     .help = "What sorting costs."},
};
const struct schema_table schema_sorting_table = {
    .title = "sorting",
    .help = "How parcels are sorted; without it sorting takes no time.",
    TABLE(sorting_fields)};

/* `key` and any of `others` (NULL at the end) in one mapping are a problem. */
static void refuse_beside(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, const char *key,
                          const char *const *others)
{
    for (; node_value(node, key) && *others; others++) {
        const struct node *other = node_value(node, *others);
        if (other) {
            struct schema_place here = {place, *others, 0};
            SCHEMA_PROBLEM(reader, other, &here, NULL, PROBLEM_NOT_BESIDE, *others, key);
        }
    }
}

static void finish_waves(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, struct scenario_sorting *sorting)
{
    const struct scenario_waves *waves = &sorting->waves;
    struct schema_place here = {place, "waves", 0}, size = {&here, "size", 0};
    if (node->kind != NODE_MAPPING) {
        return;
    }
    sorting->in_waves = true;
    sorting->time = waves->time;
    sorting->servers = 1;
    if (!node_value(node, "time")) {
        SCHEMA_PROBLEM(reader, node, &here, NULL, PROBLEM_MISSING_KEY, "time");
    }
    bool begins = node_value(node, "at") || node_value(node, "wait_at_most");
    if (!begins && !node_value(node, "size")) {
        SCHEMA_PROBLEM(reader, node, &here, NULL, PROBLEM_NEVER_BEGINS);
    }
    if (!begins && sorting->buffer != UNLIMITED && waves->size > sorting->buffer) {
        SCHEMA_PROBLEM(reader, node_value(node, "size"), &size, NULL, PROBLEM_WAVE_ABOVE_BUFFER,
                       (long long)waves->size, (long long)sorting->buffer);
    }
}

static void finish_crews(struct scenario_sorting *sorting)
{
    sorting->servers = 0;
    for (size_t c = 0; c < sorting->crew_count; c++) {
        sorting->servers += sorting->crews[c].servers;
    }
}

/* A rate is one server with a constant time. Read by hand since `rate` has no place of its
 * own in the scenario. */
void schema_sorting(struct schema_reader *reader, const struct node *node,
                    const struct schema_place *place, void *ret)
{
    static const char *const not_by_crews[] = {"rate", "servers", "shifts", NULL};
    static const char *const not_in_waves[] = {"rate", "servers", "time", "crews", "setup", NULL};
    struct scenario_sorting *sorting = ret, read = {.servers = 0};
    schema_read_table(reader, &schema_sorting_table, node, place, &read);
    if (node->kind != NODE_MAPPING) {
        return;
    }
    const struct node *waves = node_value(node, "waves");
    bool rate = node_value(node, "rate"), time = node_value(node, "time");
    bool both = rate && (time || node_value(node, "servers"));
    if (!waves && (both || (!rate && !time))) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ONE_OF,
                       "'rate' and 'time' (with 'servers')");
    }
    refuse_beside(reader, node, place, "crews", not_by_crews);
    refuse_beside(reader, node, place, "waves", not_in_waves);
    *sorting = read;
    sorting->given = true;
    sorting->order_at = node_value(node, "order") ? node_value(node, "order")->at : node->at;
    if (rate) { /* NAN after a problem */
        double per_second = read.time.b;
        sorting->time = des_constant(per_second > 0 ? 1 / per_second : 1);
        sorting->servers = 1;
    }
    if (sorting->crew_count > 0) {
        finish_crews(sorting);
    }
    sorting->servers = sorting->servers > 0 ? sorting->servers : 1;
    if (waves) {
        finish_waves(reader, waves, place, sorting);
    }
}
