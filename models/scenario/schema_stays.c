/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_stays.c - days on which a place is closed, and what shortens a parcel's stay. */
#include "models/scenario/arena.h"
#include "models/scenario/schema_tables.h"

void schema_closed(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    static const char expected[] = "dates such as 2016-10-01..2016-10-07, or a list of them";
    struct scenario_closed *closed = ret;
    size_t count = node->kind == NODE_SEQUENCE ? node->count : 1;
    closed->days = scenario_arena_take(reader->arena, count, sizeof *closed->days);
    closed->count = 0;
    for (size_t i = 0; i < count; i++) {
        bool list = node->kind == NODE_SEQUENCE;
        const struct schema_place item = {.up = place, .index = i};
        const struct node *text = list ? node->items[i] : node;
        const struct schema_place *here = list ? &item : place;
        struct scenario_days *days = &closed->days[closed->count];
        if (!schema_expect(reader, text, here, NODE_SCALAR, expected)) {
            continue;
        }
        if (date_range_read(text->text, &days->from, &days->to)) {
            closed->count++;
        } else {
            SCHEMA_PROBLEM(reader, text, here, NULL, PROBLEM_BAD_NUMBER, expected, text->text);
        }
    }
}

static const struct schema_field keeper_fields[] = {
    {.key = "service",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     .quiet = true,
     .fallback = "0 s",
     AT(scenario_keeper, service),
     .example = "{exponential: {mean: 1.5 min}}",
     .help = "A keeper's time for everybody who collects or drops off a parcel; none if left out."},
    {.key = "keepers",
     .type = SCHEMA_COUNT,
     .quiet = true,
     .low = 1,
     .high = 1000,
     .fallback = "1",
     AT(scenario_keeper, keepers),
     .example = "1",
     .help = "Who serve side by side."},
};
const struct schema_table schema_keeper_table = {
    .title = "stations.keeper",
    .help = "Who come to a station are served by its keepers, first come, first served.",
    TABLE(keeper_fields)};

static const struct schema_field home_fields[] = {
    {.key = "share",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     AT(scenario_home, share),
     .example = "15 %",
     .help = "Of the parcels of villages near enough: those for which it is ordered."},
    {.key = "within",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_DISTANCE,
     .low = 0,
     .high = 1e9,
     AT(scenario_home, within_m),
     .example = "3 km",
     .help = "How far from the station, by great circle x detour."},
    {.key = "rounds",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_rounds,
     .json = LIST_OR("{\"type\": \"string\"}"),
     .example = "[\"10:00\", \"16:00\"]",
     .help = "When the rider sets out, on days on which the station is open then."},
    {.key = "speed",
     .type = SCHEMA_QUANTITY,
     .quiet = true,
     .unit = QUANTITY_SPEED,
     .low = 0,
     .above_low = true,
     .high = 1000,
     .absent = 15 / 3.6,
     AT(scenario_home, speed_mps),
     .example = "15 km/h",
     .help = "Of the rider between villages; 15 km/h if left out."},
    {.key = "per_parcel",
     .type = SCHEMA_QUANTITY,
     .quiet = true,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .high = 1e6,
     .absent = 120,
     AT(scenario_home, per_parcel_s),
     .example = "2 min",
     .help = "At the door, for each parcel; 2 min if left out."},
    {.key = "carries",
     .type = SCHEMA_COUNT,
     .allow_unlimited = true,
     .low = 1,
     .high = 1e9,
     AT(scenario_home, carries),
     .example = "40",
     .help = "Parcels that the rider takes along, others wait for the next round; no limit if left "
             "out."},
};
const struct schema_table schema_home_table = {
    .title = "stations.home_delivery",
    .help = "A rider who takes parcels home from the station, round by round.",
    TABLE(home_fields)};

static const struct schema_field reminder_fields[] = {
    {.key = "after",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .high = 1e10,
     AT(scenario_reminder, after_s),
     .example = "24 h",
     .help = "How far into its dwell a parcel's villager is reminded."},
    {.key = "shortens",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     AT(scenario_reminder, shortens),
     .example = "50 %",
     .help = "By how much what remains of the dwell is shorter then."},
};
const struct schema_table schema_reminder_table = {
    .title = "pick_up.reminder",
    .help = "A message to those who haven't collected yet.",
    .row_size = sizeof(struct scenario_reminder),
    TABLE(reminder_fields)};

static const struct schema_field locker_fields[] = {
    {.key = "size",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_locker, size),
     .example = "small",
     .help = "What it is called."},
    {.key = "holds",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_VOLUME,
     .low = 0,
     .above_low = true,
     .high = 1000,
     AT(scenario_locker, holds_m3),
     .example = "10 L",
     .help = "A parcel of up to this volume."},
    {.key = "count",
     .type = SCHEMA_COUNT,
     .required = true,
     .low = 1,
     .high = 1e6,
     AT(scenario_locker, count),
     .example = "20",
     .help = "How many of them."},
};
const struct schema_table schema_locker_table = {.title = "stations.lockers",
                                                 .row = "locker size",
                                                 .help = "Compartments of one size.",
                                                 .row_size = sizeof(struct scenario_locker),
                                                 TABLE(locker_fields)};
