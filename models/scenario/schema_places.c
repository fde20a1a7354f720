/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_places.c - the tables of places: hubs, counties, stations, villages, county groups. */
#include <math.h>
#include <string.h>

#include "models/scenario/schema_tables.h"

/* ---- fleets ---- */

#define FLEET(owner)                                                                               \
    {                                                                                              \
        .key = "vehicles", .type = SCHEMA_OWN, .read = schema_fleets, .keyed = true,               \
        AT(owner, vehicles),                                                                       \
        .json = "{\"type\": \"object\", \"additionalProperties\": " REF("count_or_unlimited") "}", \
        .example = "{van: 3, e-trike: unlimited}", .help = "Its vehicles: how many of each type."  \
    }
#define LAT(owner)                                                                                 \
    {                                                                                              \
        .key = "lat", .type = SCHEMA_QUANTITY, .unit = QUANTITY_NUMBER, .low = -90, .high = 90,    \
        .absent = NAN, AT(owner, lat), .example = "26.647", .help = "Degrees north."               \
    }
#define LON(owner)                                                                                 \
    {                                                                                              \
        .key = "lon", .type = SCHEMA_QUANTITY, .unit = QUANTITY_NUMBER, .low = -180, .high = 180,  \
        .absent = NAN, AT(owner, lon), .example = "106.630", .help = "Degrees east."               \
    }
/* ---- places ---- */

static const struct schema_field hub_fields[] = {
    NAME(scenario_hub),
    LAT(scenario_hub),
    LON(scenario_hub),
    SORTING(scenario_hub),
    FLEET(scenario_hub),
    CARRIER(scenario_hub,
            "Whose it is, with all that hangs on it; it serves all carriers if left out.")};
const struct schema_table schema_hub_table = {.title = "hubs",
                                              .row = "hub",
                                              .help = "City hubs, where parcels enter and leave.",
                                              .row_size = sizeof(struct scenario_hub),
                                              TABLE(hub_fields)};

#define COUNTER(owner, hours, days)                                                                \
    {.key = "open",                                                                                \
     .type = SCHEMA_HOURS,                                                                         \
     AT(owner, hours),                                                                             \
     .example = "\"08:00-18:00\"",                                                                 \
     .help = "Opening hours of the counter, for those who collect at the county."},                \
        CLOSED(owner, days, "Days on which the counter is closed.")

static const struct schema_field county_fields[] = {
    NAME(scenario_county),
    {.key = "hub",
     .type = SCHEMA_NAME,
     AT(scenario_county, hub),
     .example = "Guiyang",
     .help = "Its hub; may be left out when there is only one."},
    CARRIER(scenario_county, "Whose it is, with its stations; its hub's if left out."),
    LAT(scenario_county),
    LON(scenario_county),
    SORTING(scenario_county),
    FLEET(scenario_county),
    COUNTER(scenario_county, open, closed)};
const struct schema_table schema_county_table = {.title = "counties",
                                                 .row = "county",
                                                 .help = "County centres.",
                                                 .row_size = sizeof(struct scenario_county),
                                                 TABLE(county_fields)};

static const char *const when_full_words[] = {"hold at county", "return to sender",
                                              "divert to next station", NULL};
#define SHELF_FIELDS(owner)                                                                        \
    {.key = "shelf",                                                                               \
     .type = SCHEMA_COUNT,                                                                         \
     .allow_unlimited = true,                                                                      \
     .low = 0,                                                                                     \
     .high = 1e9,                                                                                  \
     .fallback = "unlimited",                                                                      \
     AT(owner, shelf),                                                                             \
     .example = "60",                                                                              \
     .help = "Room, in parcels; 0 where there are only lockers."},                                 \
        {.key = "lockers",                                                                         \
         .type = SCHEMA_LIST,                                                                      \
         .table = &schema_locker_table,                                                            \
         ROWS(owner, lockers, locker_count),                                                       \
         .example = "[{size: small, holds: 10 L, count: 20}, {size: large, holds: 40 L, "          \
                    "count: 8}]",                                                                  \
         .help = "Compartments, open day and night, by size; what finds none free goes on the "    \
                 "shelf."},                                                                        \
        {.key = "open",                                                                            \
         .type = SCHEMA_HOURS,                                                                     \
         AT(owner, open),                                                                          \
         .example = "\"08:30-18:30\"",                                                             \
         .help = "Opening hours; always if left out."},                                            \
        CLOSED(owner, closed, "Days on which nobody collects or drops off."),                      \
        {.key = "when_full",                                                                       \
         .type = SCHEMA_CHOICE,                                                                    \
         .choices = when_full_words,                                                               \
         .quiet = true,                                                                            \
         .fallback = "hold at county",                                                             \
         AT(owner, when_full),                                                                     \
         .example = "hold at county",                                                              \
         .help = "What happens to a parcel that finds the shelf full."},                           \
        {.key = "keeper",                                                                          \
         .type = SCHEMA_MAPPING,                                                                   \
         .table = &schema_keeper_table,                                                            \
         AT(owner, keeper),                                                                        \
         .example = "{service: {exponential: {mean: 1.5 min}}, keepers: 1}",                       \
         .help = "How long villagers keep its keepers; no time if left out."},                     \
        {.key = "home_delivery",                                                                   \
         .type = SCHEMA_MAPPING,                                                                   \
         .table = &schema_home_table,                                                              \
         AT(owner, home),                                                                          \
         .example = "{share: 15 %, within: 3 km, rounds: [\"10:00\", \"16:00\"]}",                 \
         .help = "A rider who takes parcels home; nobody if left out."},                           \
    {                                                                                              \
        .key = "return_after", .type = SCHEMA_QUANTITY, .unit = QUANTITY_DURATION, .low = 0,       \
        .above_low = true, .high = 1e10, .absent = INFINITY, AT(owner, return_after_s),            \
        .example = "7 d", .help = "Uncollected parcels go back after so long; never if left out."  \
    }

static const struct schema_field station_fields[] = {
    NAME(scenario_station),
    {.key = "county",
     .type = SCHEMA_NAME,
     AT(scenario_station, county),
     .example = "Wangmo",
     .help = "Its county; may be left out when there is only one."},
    LAT(scenario_station),
    LON(scenario_station),
    {.key = "attraction",
     .type = SCHEMA_QUANTITY,
     .quiet = true,
     .unit = QUANTITY_NUMBER,
     .low = 0,
     .above_low = true,
     .high = 1e6,
     .fallback = "1",
     AT(scenario_station, attraction),
     .example = "2.5",
     .help = "Where people choose by Huff: how much it draws them, beside the others."},
    SHELF_FIELDS(scenario_station),
    COSTS_OF_STATION(scenario_station)};
const struct schema_table schema_station_table = {.title = "stations",
                                                  .row = "station",
                                                  .help = "Village service stations.",
                                                  .row_size = sizeof(struct scenario_station),
                                                  TABLE(station_fields)};

#define RATES(owner)                                                                               \
    {.key = "inbound",                                                                             \
     .type = SCHEMA_QUANTITY,                                                                      \
     .unit = QUANTITY_RATE,                                                                        \
     ANY,                                                                                          \
     .absent = NAN,                                                                                \
     AT(owner, rate[INBOUND]),                                                                     \
     .example = "20 /d",                                                                           \
     .help = "Inbound parcels of its own at `start`, instead of people x orders."},                \
    {                                                                                              \
        .key = "outbound", .type = SCHEMA_QUANTITY, .unit = QUANTITY_RATE, ANY, .absent = NAN,     \
        AT(owner, rate[OUTBOUND]), .example = "3 /d",                                              \
        .help = "Outbound parcels of its own at `start`, instead of people x orders."              \
    }

static const struct schema_field village_fields[] = {
    NAME(scenario_village),
    {.key = "county",
     .type = SCHEMA_NAME,
     AT(scenario_village, county),
     .example = "Wangmo",
     .help = "Only stations of this county serve it; any if left out."},
    {.key = "station",
     .type = SCHEMA_NAME,
     AT(scenario_village, station),
     .example = "Lewang",
     .help = "Its station, given outright instead of chosen."},
    LAT(scenario_village),
    LON(scenario_village),
    {.key = "people",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_NUMBER,
     ANY,
     .absent = NAN,
     AT(scenario_village, people),
     .example = "640",
     .help = "Who order and send."},
    RATES(scenario_village)};
const struct schema_table schema_village_table = {.title = "villages",
                                                  .row = "village",
                                                  .help = "Where demand arises.",
                                                  .row_size = sizeof(struct scenario_village),
                                                  TABLE(village_fields)};

static const char *const choose_words[] = {"nearest", "huff", NULL};
static const char *const beyond_words[] = {"lost", "collect at county", "nearest anyway", NULL};
static const struct schema_field choice_fields[] = {
    {.key = "station",
     .type = SCHEMA_CHOICE,
     .choices = choose_words,
     .quiet = true,
     .fallback = "nearest",
     AT(scenario_choice, station),
     .example = "nearest",
     .help = "The station that people use: the nearest by great circle x detour, or, by Huff, any "
             "of the county's within reach, with a share of attraction / distance ^ exponent."},
    {.key = "exponent",
     .type = SCHEMA_QUANTITY,
     .quiet = true,
     .unit = QUANTITY_NUMBER,
     .low = 0,
     .high = 20,
     .fallback = "2",
     AT(scenario_choice, exponent),
     .example = "2",
     .help = "With `huff`: how much distance deters."},
    {.key = "demand_halves_every",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DISTANCE,
     .low = 0,
     .above_low = true,
     .high = 1e9,
     .absent = INFINITY,
     AT(scenario_choice, half_m),
     .example = "6 km",
     .help = "The further the way, the more is lost: of the parcels of people d away, 2 ^ (-d / "
             "this) are left. None is lost for the way if left out."},
    {.key = "reach",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DISTANCE,
     .low = 0,
     .above_low = true,
     .high = 1e9,
     .absent = INFINITY,
     AT(scenario_choice, reach_m),
     .example = "5 km",
     .help = "How far people go; no limit if left out."},
    {.key = "beyond",
     .type = SCHEMA_CHOICE,
     .choices = beyond_words,
     .quiet = true,
     .fallback = "lost",
     AT(scenario_choice, beyond),
     .example = "collect at county",
     .help = "What becomes of the parcels of villages out of reach."},
};
static const struct schema_table choice_table = {
    .title = "choose", .help = "How villages choose their station.", TABLE(choice_fields)};
static const struct schema_field beside_villages[] = {
    {.key = "choose",
     .type = SCHEMA_MAPPING,
     .table = &choice_table,
     AT(scenario, choice),
     .example = "{station: nearest, reach: 5 km, beyond: lost}",
     .help = "How villages choose their station."}};
const struct schema_table schema_beside_villages_table = {
    .title = "villages", .help = "", TABLE(beside_villages)};

/* ---- county groups ---- */

static const struct schema_field group_station_fields[] = {
    {.key = "count",
     .type = SCHEMA_COUNT,
     .required = true,
     .low = 1,
     .high = 10000,
     AT(scenario_county_group, stations),
     .example = "47",
     .help = "Stations in each county."},
    {.key = "from_centre",
     .type = SCHEMA_DISTRIBUTION,
     .required = true,
     .unit = QUANTITY_DISTANCE,
     AT(scenario_county_group, station_from_centre_m),
     .example = "{triangular: {from: 1 km, mode: 12 km, to: 45 km}}",
     .help = "Distance from the county centre, straight; the direction is random."},
    SHELF_FIELDS(scenario_county_group),
    COSTS_OF_STATION(scenario_county_group)};
static const struct schema_table group_station_table = {
    .title = "county_groups.stations",
    .help = "The stations of each county of the group.",
    TABLE(group_station_fields)};

static const struct schema_field group_village_fields[] = {
    {.key = "per_station",
     .type = SCHEMA_COUNT,
     .low = 1,
     .high = 10000,
     .fallback = "1",
     .quiet = true,
     AT(scenario_county_group, villages_per_station),
     .example = "4",
     .help = "Villages laid out around each station."},
    {.key = "from_station",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DISTANCE,
     AT(scenario_county_group, village_from_station_m),
     .example = "{uniform: {from: 0 km, to: 5 km}}",
     .help = "Distance from that station, straight; the direction is random."},
    {.key = "weight",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_NUMBER,
     .fallback = "1",
     .quiet = true,
     AT(scenario_county_group, village_weight),
     .example = "{lognormal: {mean: 1, cv: 0.6}}",
     .help = "How the county's people are shared out."},
    RATES(scenario_county_group)};
static const struct schema_table group_village_table = {
    .title = "county_groups.villages",
    .help = "The villages of each county of the group.",
    TABLE(group_village_fields)};

static const struct schema_field group_fields[] = {
    {.key = "name",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_county_group, name),
     .example = "County",
     .help = "Of the group: its counties are 'County 001' and so on."},
    {.key = "counties",
     .type = SCHEMA_COUNT,
     .required = true,
     .low = 1,
     .high = 100000,
     AT(scenario_county_group, counties),
     .example = "832",
     .help = "How many."},
    {.key = "hubs",
     .type = SCHEMA_NAMES,
     AT(scenario_county_group, hubs),
     .example = "[Chengdu, Guiyang]",
     .help = "Dealt out in turn; all hubs if left out."},
    {.key = "from_hub",
     .type = SCHEMA_DISTRIBUTION,
     .required = true,
     .unit = QUANTITY_DISTANCE,
     AT(scenario_county_group, from_hub_m),
     .example = "{uniform: {from: 60 km, to: 350 km}}",
     .help = "Distance of a county centre from its hub, straight; the direction is random."},
    {.key = "people",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_NUMBER,
     AT(scenario_county_group, people),
     .example = "{lognormal: {mean: 300000, cv: 0.4}}",
     .help = "Of a county, shared out among its villages."},
    SORTING(scenario_county_group),
    FLEET(scenario_county_group),
    COUNTER(scenario_county_group, counter_open, counter_closed),
    {.key = "stations",
     .type = SCHEMA_MAPPING,
     .required = true,
     .table = &group_station_table,
     .example = "{count: 47, from_centre: 20 km}",
     .help = "The stations of each county."},
    {.key = "villages",
     .type = SCHEMA_MAPPING,
     .table = &group_village_table,
     .example = "{per_station: 4}",
     .help = "The villages of each county."}};
const struct schema_table schema_group_table = {
    .title = "county_groups",
    .row = "county group",
    .help = "So many counties like this, with this spread, laid out by chance (always the same).",
    .row_size = sizeof(struct scenario_county_group),
    TABLE(group_fields)};
