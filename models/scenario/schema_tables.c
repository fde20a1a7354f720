/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_tables.c - the tables themselves: every key that a scenario may hold. */
#include <math.h>
#include <string.h>

#include "models/scenario/schema.h"

#define AT(owner, member) .offset = offsetof(struct owner, member)
#define ROWS(owner, member, number)                                                                \
    .offset = offsetof(struct owner, member), .count_offset = offsetof(struct owner, number)
#define ANY         .low = 0, .high = 1e18
#define TABLE(rows) .fields = (rows), .count = sizeof(rows) / sizeof *(rows)
/* What JSON Schema says of values that several keys share (schema_write.c has the parts). */
#define REF(name) "{\"$ref\": \"#/definitions/" name "\"}"
#define MAPPING_OF(keys, value)                                                                    \
    "{\"type\": \"object\", \"propertyNames\": {\"pattern\": \"" keys "\"}, "                      \
    "\"additionalProperties\": " value "}"
#define NUMBER_JSON    "{\"type\": \"number\", \"minimum\": 0}"
#define LIST_OR(value) "{\"anyOf\": [" value ", {\"type\": \"array\", \"items\": " value "}]}"
#define DAYS_PATTERN   "^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$"

/* ---- experiment ---- */

static const struct schema_field stop_fields[] = {
    {.key = "measure",
     .type = SCHEMA_TEXT,
     .required = true,
     AT(scenario_experiment, stop_measure),
     .example = "delivery_time.inbound.mean",
     .help = "What must be known so precisely."},
    {.key = "half_width",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .above_low = true,
     .high = 1,
     AT(scenario_experiment, stop_half_width),
     .example = "2 %",
     .help = "Half-width of the interval, relative to the estimate."},
    {.key = "confidence",
     .type = SCHEMA_QUANTITY,
     .quiet = true,
     .unit = QUANTITY_SHARE,
     .low = 0.5,
     .high = 0.999,
     .absent = 0.95,
     .fallback = "95 %",
     AT(scenario_experiment, confidence),
     .example = "95 %",
     .help = "Of every interval."},
};
static const struct schema_table stop_table = {
    .title = "stop_when", .help = "When there are enough replications.", TABLE(stop_fields)};

static void read_stop_when(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place, void *ret)
{
    schema_read_table(reader, &stop_table, node, place, ret);
}

static const struct schema_field experiment_fields[] = {
    {.key = "warm_up",
     .type = SCHEMA_OWN,
     .read = schema_warm_up,
     .fallback = "auto",
     .json = "{\"anyOf\": [{\"const\": \"auto\"}, " REF("duration") "]}",
     .example = "7 d",
     .help = "Simulated but not observed, so that the network is running; `auto` finds it by "
             "MSER-5 on pilot replications."},
    {.key = "horizon",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .above_low = true,
     .high = 100 * 366 * 86400.0,
     AT(scenario_experiment, horizon_s),
     .fallback = "28 d",
     .example = "28 d",
     .help = "Observed time, after the warm-up."},
    {.key = "replications",
     .type = SCHEMA_OWN,
     .read = schema_replications,
     .fallback = "10",
     .json = "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1}, {\"type\": \"object\", "
             "\"properties\": {\"at_least\": {\"type\": \"integer\", \"minimum\": 1}, "
             "\"at_most\": {\"type\": \"integer\", \"minimum\": 1}}, "
             "\"additionalProperties\": false}]}",
     .example = "{at_least: 10, at_most: 200}",
     .help = "How often the horizon is simulated with other random numbers: exactly so often, "
             "or within bounds that `stop_when` decides between."},
    {.key = "stop_when",
     .type = SCHEMA_OWN,
     .read = read_stop_when,
     .table = &stop_table,
     .example = "{measure: delivery_time.inbound.mean, half_width: 2 %}",
     .help = "Stop as soon as an estimate is this precise."},
    {.key = "seed",
     .type = SCHEMA_COUNT,
     .low = 0,
     .high = 9007199254740992.0,
     AT(scenario_experiment, seed),
     .fallback = "1",
     .example = "20160606",
     .help = "Same seed, same numbers."},
};
static void finish_experiment(struct schema_reader *reader, const struct node *node,
                              const struct schema_place *place, void *row)
{
    struct scenario_experiment *experiment = row;
    (void)reader, (void)node, (void)place;
    if (!(experiment->confidence > 0)) {
        experiment->confidence = 0.95;
    }
}
static const struct schema_table experiment_table = {.title = "experiment",
                                                     .help = "How long and how often to simulate.",
                                                     TABLE(experiment_fields),
                                                     .finish = finish_experiment};

/* ---- parcels ---- */

static const struct schema_field class_fields[] = {
    {.key = "class",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_class, name),
     .example = "express",
     .help = "Its name."},
    {.key = "inbound",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     AT(scenario_class, share[INBOUND]),
     .example = "20 %",
     .help = "Share of the inbound parcels; the classes' shares add up to 100 %."},
    {.key = "outbound",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     AT(scenario_class, share[OUTBOUND]),
     .example = "10 %",
     .help = "Share of the outbound parcels; the classes' shares add up to 100 %."},
    {.key = "promise",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .above_low = true,
     .high = 1e10,
     .absent = INFINITY,
     AT(scenario_class, promise_s),
     .example = "48 h",
     .help = "Delivery time promised; without it none is."},
};
static const struct schema_table class_table = {.title = "parcels",
                                                .help = "Classes of parcels.",
                                                .row_size = sizeof(struct scenario_class),
                                                TABLE(class_fields)};

/* ---- sorting and fleets ---- */

static const struct schema_field sorting_fields[] = {
    {.key = "rate",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_RATE,
     .low = 0,
     .above_low = true,
     .high = 1e6,
     .absent = NAN,
     AT(scenario_sorting, time.b),
     .example = "1800 /h",
     .help = "Parcels sorted one after the other at this rate; or give servers and time."},
    {.key = "servers",
     .type = SCHEMA_COUNT,
     .low = 1,
     .high = 100000,
     AT(scenario_sorting, servers),
     .example = "4",
     .help = "Sorting in parallel."},
    {.key = "time",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     AT(scenario_sorting, time),
     .example = "{gamma: {mean: 9 s, cv: 0.4}}",
     .help = "A server's time for one parcel."},
    {.key = "shifts",
     .type = SCHEMA_HOURS,
     AT(scenario_sorting, shifts),
     .example = "[\"05:30-12:00\", \"13:00-19:00\"]",
     .help = "When there is work; always if left out."},
};
static const struct schema_table sorting_table = {
    .title = "sorting",
    .help = "How parcels are sorted; without it sorting takes no time.",
    TABLE(sorting_fields)};

/* A rate is one server with a constant time. Read by hand since `rate` has no place of its
 * own in the scenario. */
static void read_sorting(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, void *ret)
{
    struct scenario_sorting *sorting = ret, read = {.servers = 0};
    schema_read_table(reader, &sorting_table, node, place, &read);
    if (node->kind != NODE_MAPPING) {
        return;
    }
    bool rate = node_value(node, "rate"), time = node_value(node, "time");
    if (rate == time || (rate && node_value(node, "servers"))) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ONE_OF,
                       "'rate' and 'time' (with 'servers')");
    }
    *sorting = read;
    sorting->given = true;
    if (rate) {
        struct schema_place here = {place, "rate", 0};
        double per_second = 1;
        struct quantity_fault fault;
        const struct node *value = node_value(node, "rate");
        (void)here;
        if (value->kind == NODE_SCALAR &&
            !quantity_read(value->text, QUANTITY_RATE, &per_second, &fault)) {
            per_second = 1;
        }
        sorting->time = des_constant(per_second > 0 ? 1 / per_second : 1);
        sorting->servers = 1;
    }
    sorting->servers = sorting->servers > 0 ? sorting->servers : 1;
}
#define SORTING(owner)                                                                             \
    {                                                                                              \
        .key = "sorting", .type = SCHEMA_OWN, .read = read_sorting, .table = &sorting_table,       \
        AT(owner, sorting), .example = "{rate: 1800 /h, shifts: \"06:00-22:00\"}",                 \
        .help = "How parcels are sorted; without it sorting takes no time."                        \
    }
#define FLEET(owner)                                                                               \
    {                                                                                              \
        .key = "vehicles", .type = SCHEMA_OWN, .read = schema_fleets, AT(owner, vehicles),         \
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
#define NAME(owner)                                                                                \
    {                                                                                              \
        .key = "name", .type = SCHEMA_NAME, .required = true, AT(owner, name),                     \
        .example = "Wangmo", .help = "Its name; places share one name space."                      \
    }

/* ---- places ---- */

static const struct schema_field hub_fields[] = {NAME(scenario_hub), LAT(scenario_hub),
                                                 LON(scenario_hub), SORTING(scenario_hub),
                                                 FLEET(scenario_hub)};
static const struct schema_table hub_table = {.title = "hubs",
                                              .help = "City hubs, where parcels enter and leave.",
                                              .row_size = sizeof(struct scenario_hub),
                                              TABLE(hub_fields)};

#define COUNTER(owner, member)                                                                     \
    {                                                                                              \
        .key = "open", .type = SCHEMA_HOURS, AT(owner, member), .example = "\"08:00-18:00\"",      \
        .help = "Opening hours of the counter, for those who collect at the county."               \
    }

static const struct schema_field county_fields[] = {
    NAME(scenario_county),
    {.key = "hub",
     .type = SCHEMA_NAME,
     AT(scenario_county, hub),
     .example = "Guiyang",
     .help = "Its hub; may be left out when there is only one."},
    LAT(scenario_county),
    LON(scenario_county),
    SORTING(scenario_county),
    FLEET(scenario_county),
    COUNTER(scenario_county, open)};
static const struct schema_table county_table = {.title = "counties",
                                                 .help = "County centres.",
                                                 .row_size = sizeof(struct scenario_county),
                                                 TABLE(county_fields)};

static const char *const when_full_words[] = {"hold at county", "return to sender", NULL};
#define SHELF_FIELDS(owner)                                                                        \
    {.key = "shelf",                                                                               \
     .type = SCHEMA_COUNT,                                                                         \
     .allow_unlimited = true,                                                                      \
     .low = 1,                                                                                     \
     .high = 1e9,                                                                                  \
     .fallback = "unlimited",                                                                      \
     AT(owner, shelf),                                                                             \
     .example = "60",                                                                              \
     .help = "Room, in parcels."},                                                                 \
        {.key = "open",                                                                            \
         .type = SCHEMA_HOURS,                                                                     \
         AT(owner, open),                                                                          \
         .example = "\"08:30-18:30\"",                                                             \
         .help = "Opening hours; always if left out."},                                            \
        {.key = "when_full",                                                                       \
         .type = SCHEMA_CHOICE,                                                                    \
         .choices = when_full_words,                                                               \
         .quiet = true,                                                                            \
         .fallback = "hold at county",                                                             \
         AT(owner, when_full),                                                                     \
         .example = "hold at county",                                                              \
         .help = "What happens to a parcel that finds the shelf full."},                           \
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
    SHELF_FIELDS(scenario_station)};
static const struct schema_table station_table = {.title = "stations",
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
static const struct schema_table village_table = {.title = "villages",
                                                  .help = "Where demand arises.",
                                                  .row_size = sizeof(struct scenario_village),
                                                  TABLE(village_fields)};

static const char *const choose_words[] = {"nearest", NULL};
static const char *const beyond_words[] = {"lost", "collect at county", "nearest anyway", NULL};
static void read_nearest(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, void *ret)
{
    (void)ret;
    if (schema_expect(reader, node, place, NODE_SCALAR, "one word") &&
        strcmp(node->text, choose_words[0]) != 0) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_CHOICE, "'nearest'", node->text);
    }
}
static const struct schema_field choice_fields[] = {
    {.key = "station",
     .type = SCHEMA_OWN,
     .read = read_nearest,
     .json = "{\"const\": \"nearest\"}",
     .example = "nearest",
     .help = "The station that a village uses: the nearest by great circle x detour."},
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
static const struct schema_table beside_villages_table = {
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
    SHELF_FIELDS(scenario_county_group)};
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
    COUNTER(scenario_county_group, counter_open),
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
static const struct schema_table group_table = {
    .title = "county_groups",
    .help = "So many counties like this, with this spread, laid out by chance (always the same).",
    .row_size = sizeof(struct scenario_county_group),
    TABLE(group_fields)};

/* ---- demand ---- */

static const struct schema_field peak_fields[] = {{.key = "name",
                                                   .type = SCHEMA_TEXT,
                                                   .required = true,
                                                   AT(scenario_peak, name),
                                                   .example = "Singles' Day",
                                                   .help = "What it is."},
                                                  {.key = "dates",
                                                   .type = SCHEMA_OWN,
                                                   .required = true,
                                                   .read = schema_dates,
                                                   .json = "{\"type\": \"string\"}",
                                                   .example = "2016-11-11..2016-11-13",
                                                   .help = "A day, or the first and the last."},
                                                  {.key = "factor",
                                                   .type = SCHEMA_QUANTITY,
                                                   .required = true,
                                                   .unit = QUANTITY_NUMBER,
                                                   .low = 0,
                                                   .high = 1000,
                                                   AT(scenario_peak, factor),
                                                   .example = "3.2",
                                                   .help = "On the demand of whole days."}};
static const struct schema_table peak_table = {.title = "demand.peaks",
                                               .help = "Days with other demand.",
                                               .row_size = sizeof(struct scenario_peak),
                                               TABLE(peak_fields)};

static void finish_demand(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *row)
{
    struct scenario_demand *demand = row;
    (void)reader, (void)place;
    demand->given = node->count > 0;
    for (int i = 0; i < 24; i++) {
        demand->hours[i] = node_value(node, "hours") ? demand->hours[i] : 1;
        demand->weekdays[i % 7] = node_value(node, "weekdays") ? demand->weekdays[i % 7] : 1;
        demand->months[i % 12] = node_value(node, "months") ? demand->months[i % 12] : 1;
    }
}
static const struct schema_field direction_fields[] = {
    {.key = "orders",
     .type = SCHEMA_OWN,
     .read = schema_orders,
     .json = REF("order_rate"),
     .example = "14 /person/y",
     .help = "Parcels at `start`: by person, or by village."},
    {.key = "growth",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_GROWTH,
     .low = -0.99,
     .high = 100,
     AT(scenario_demand, growth),
     .example = "45 %/y",
     .help = "Compound, from `start` on."},
    {.key = "hours",
     .type = SCHEMA_OWN,
     .read = schema_hour_factors,
     .json = MAPPING_OF("^[0-9]{1,2}-[0-9]{1,2}$", NUMBER_JSON),
     .example = "{08-12: 1.2, 18-23: 1.9, 23-08: 0.2}",
     .help = "How a day's orders are spread: factors, 1 elsewhere, scaled to mean 1."},
    {.key = "weekdays",
     .type = SCHEMA_OWN,
     .read = schema_weekday_factors,
     .json = MAPPING_OF(DAYS_PATTERN, NUMBER_JSON),
     .example = "{sat: 1.15, sun: 1.2}",
     .help = "How a week's orders are spread: factors, 1 elsewhere, scaled to mean 1."},
    {.key = "months",
     .type = SCHEMA_OWN,
     .read = schema_month_factors,
     .json = MAPPING_OF("^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$", NUMBER_JSON),
     .example = "{nov: 1.4, feb: 0.6}",
     .help = "How a year's orders are spread: factors, 1 elsewhere, scaled to mean 1."},
    {.key = "peaks",
     .type = SCHEMA_LIST,
     .table = &peak_table,
     ROWS(scenario_demand, peaks, peak_count),
     .example = "[{name: Singles' Day, dates: 2016-11-11, factor: 3}]",
     .help = "Days with other demand, on top of everything."}};
static const struct schema_table direction_table = {.title = "demand.inbound, demand.outbound",
                                                    .help = "The orders of one direction.",
                                                    TABLE(direction_fields),
                                                    .finish = finish_demand};
static const struct schema_field demand_fields[] = {
    {.key = "inbound",
     .type = SCHEMA_MAPPING,
     .table = &direction_table,
     .offset = offsetof(struct scenario, demand[INBOUND]),
     .example = "{orders: 14 /person/y}",
     .help = "Goods to the countryside."},
    {.key = "outbound",
     .type = SCHEMA_MAPPING,
     .table = &direction_table,
     .offset = offsetof(struct scenario, demand[OUTBOUND]),
     .example = "{orders: 5 /person/y}",
     .help = "Local products to the city."}};
static const struct schema_table demand_table = {
    .title = "demand", .help = "What is ordered and sent.", TABLE(demand_fields)};

/* ---- collection ---- */

static const char *const counts_words[] = {"clock", "open hours", NULL};
static const struct schema_field pick_up_fields[] = {
    {.key = "dwell",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     .fallback = "0 s",
     AT(scenario_pick_up, dwell),
     .example = "{gamma: {mean: 20 h, cv: 0.9}}",
     .help = "From available at the station to collected."},
    {.key = "counts",
     .type = SCHEMA_CHOICE,
     .choices = counts_words,
     .quiet = true,
     .fallback = "clock",
     AT(scenario_pick_up, counts),
     .example = "clock",
     .help = "Does dwell run by the clock (a collection at closed hours moves to the next "
             "opening), or only while the station is open?"}};
static const struct schema_table pick_up_table = {
    .title = "pick_up", .help = "How villagers collect.", TABLE(pick_up_fields)};

/* ---- transport ---- */

static const struct schema_field vehicle_fields[] = {
    {.key = "type",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_vehicle, type),
     .example = "van",
     .help = "Its name."},
    {.key = "parcels",
     .type = SCHEMA_COUNT,
     .required = true,
     .allow_unlimited = true,
     .low = 1,
     .high = 1e9,
     AT(scenario_vehicle, parcels),
     .example = "180",
     .help = "What it holds."},
    {.key = "speed",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SPEED,
     .low = 0,
     .above_low = true,
     .high = 300,
     .absent = NAN,
     AT(scenario_vehicle, speed_mps),
     .example = "32 km/h",
     .help = "On links without a time of their own."}};
static const struct schema_table vehicle_table = {.title = "vehicles",
                                                  .help = "Types of vehicles.",
                                                  .row_size = sizeof(struct scenario_vehicle),
                                                  TABLE(vehicle_fields)};

static const struct schema_field link_fields[] = {
    {.key = "between",
     .type = SCHEMA_OWN,
     .read = schema_between,
     .json = "{\"type\": \"array\", \"items\": {\"type\": \"string\"}, \"minItems\": 2, "
             "\"maxItems\": 2}",
     .example = "[Guiyang, Wangmo]",
     .help = "Two places, both ways."},
    {.key = "from",
     .type = SCHEMA_NAME,
     AT(scenario_link, from),
     .example = "Guiyang",
     .help = "One way only: from here"},
    {.key = "to",
     .type = SCHEMA_NAME,
     AT(scenario_link, to),
     .example = "Wangmo",
     .help = "to there."},
    {.key = "distance",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DISTANCE,
     ANY,
     .absent = NAN,
     AT(scenario_link, distance_m),
     .example = "236 km",
     .help = "By road; from coordinates if left out."},
    {.key = "time",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     AT(scenario_link, time),
     .example = "4 h 20 min",
     .help = "On the way; distance / speed if left out."}};
static void finish_link(struct schema_reader *reader, const struct node *node,
                        const struct schema_place *place, void *row)
{
    struct scenario_link *link = row;
    bool between = node_value(node, "between"), from = node_value(node, "from"),
         to = node_value(node, "to");
    link->time_given = node_value(node, "time");
    if (between == (from && to) || from != to) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ONE_OF, "'between' and 'from' with 'to'");
    }
    if (!link->time_given && !node_value(node, "distance")) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_MISSING_KEY, "time' or 'distance");
    }
}
static const struct schema_table link_table = {.title = "travel.links",
                                               .help = "Roads that are known.",
                                               .row_size = sizeof(struct scenario_link),
                                               TABLE(link_fields),
                                               .finish = finish_link};

static const struct schema_field great_circle_fields[] = {
    {.key = "detour",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_NUMBER,
     .low = 1,
     .high = 10,
     .absent = 1.3,
     .fallback = "1.3",
     AT(scenario_travel, detour),
     .example = "1.35",
     .help = "Road distance / great-circle distance."}};
static const struct schema_table great_circle_table = {.title = "travel.distance.great_circle",
                                                       .help = "Distances from coordinates.",
                                                       TABLE(great_circle_fields)};
static const struct schema_field distance_fields[] = {{.key = "great_circle",
                                                       .type = SCHEMA_MAPPING,
                                                       .table = &great_circle_table,
                                                       .example = "{detour: 1.35}",
                                                       .help = "Distances from coordinates."}};
static const struct schema_table distance_table = {
    .title = "travel.distance", .help = "How distances are found.", TABLE(distance_fields)};
static const struct schema_field travel_fields[] = {
    {.key = "distance",
     .type = SCHEMA_MAPPING,
     .table = &distance_table,
     .example = "{great_circle: {detour: 1.35}}",
     .help = "How distances are found."},
    {.key = "delay",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_NUMBER,
     .quiet = true,
     .fallback = "1",
     AT(scenario_travel, delay),
     .example = "{lognormal: {mean: 1, cv: 0.15}}",
     .help = "Multiplies every travel time, drawn for each leg."},
    {.key = "links",
     .type = SCHEMA_LIST,
     .table = &link_table,
     ROWS(scenario_travel, links, link_count),
     .example = "[{between: [Guiyang, Wangmo], distance: 236 km}]",
     .help = "Roads that are known."}};
static const struct schema_table travel_table = {
    .title = "travel", .help = "Distances and times.", TABLE(travel_fields)};

/* ---- routes ---- */

static const struct schema_field dispatch_fields[] = {
    {.key = "when_full",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_when_full,
     .json = "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1}, " REF("share") "]}",
     .example = "80 %",
     .help = "Of the vehicle's capacity, or a number of parcels."},
    {.key = "wait_at_most",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .above_low = true,
     .high = 1e9,
     .absent = INFINITY,
     AT(scenario_dispatch, wait_at_most_s),
     .example = "6 h",
     .help = "Leaves anyway when a parcel has waited so long."}};
static const struct schema_table dispatch_table = {
    .title = "dispatch", .help = "Leaving by load instead of timetable.", TABLE(dispatch_fields)};
static void read_dispatch(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *ret)
{
    struct scenario_dispatch *dispatch = &((struct scenario_route *)ret)->dispatch;
    dispatch->kind = DISPATCH_WHEN_FULL;
    schema_read_table(reader, &dispatch_table, node, place, dispatch);
}
static void finish_route(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, void *row)
{
    struct scenario_route *route = row;
    bool depart = node_value(node, "depart"), dispatch = node_value(node, "dispatch");
    route->at = node->at;
    if (depart == dispatch) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ONE_OF, "'depart' and 'dispatch'");
    }
    bool named = node_value(node, "days");
    bool timetable = depart && route->dispatch.kind == DISPATCH_TIMETABLE;
    if (named && !timetable) {
        SCHEMA_PROBLEM(reader, node_value(node, "days"), place, NULL, PROBLEM_ONE_OF,
                       "'days' (which goes with clock times) and the way this route leaves");
    }
    for (int day = 0; day < 7 && !named; day++) {
        route->dispatch.weekdays[day] = true;
    }
}
#define ROUTE_FIELDS                                                                               \
    {.key = "vehicle",                                                                             \
     .type = SCHEMA_NAME,                                                                          \
     .required = true,                                                                             \
     AT(scenario_route, vehicle),                                                                  \
     .example = "van",                                                                             \
     .help = "Type of vehicle, from the fleet of the base."},                                      \
        {.key = "depart",                                                                          \
         .type = SCHEMA_OWN,                                                                       \
         .read = schema_depart,                                                                    \
         .json = "{\"anyOf\": [" LIST_OR(                                                          \
             REF("clock")) ", {\"type\": \"object\", \"properties\": "                             \
                           "{\"every\": " REF("duration_distribution") ", \"first\": " REF(        \
                               "duration") "}, \"required\": [\"every\"], "                        \
                                           "\"additionalProperties\": false}]}",                   \
         .example = "[\"07:30\", \"14:00\"]",                                                      \
         .help = "Clock times; or `{every: 1 h, first: 1 h}`, where `every` may be random."},      \
        {.key = "days",                                                                            \
         .type = SCHEMA_OWN,                                                                       \
         .read = schema_days,                                                                      \
         .json = LIST_OR("{\"type\": \"string\", \"pattern\": \"" DAYS_PATTERN "\"}"),             \
         .example = "mon-sat",                                                                     \
         .help = "With clock times: on which days; every day if left out."},                       \
        {.key = "dispatch",                                                                        \
         .type = SCHEMA_OWN,                                                                       \
         .read = read_dispatch,                                                                    \
         .table = &dispatch_table,                                                                 \
         .example = "{when_full: 80 %, wait_at_most: 6 h}",                                        \
         .help = "Leaving by load instead of timetable."},                                         \
        {.key = "stop_time",                                                                       \
         .type = SCHEMA_OWN,                                                                       \
         .read = schema_stop_time,                                                                 \
         .json = "{\"anyOf\": [" REF(                                                              \
             "duration") ", {\"type\": \"array\", \"items\": "                                     \
                         "[" REF("duration") ", " REF(                                             \
                             "per_parcel") "], \"minItems\": 2, \"maxItems\": 2}]}",               \
         .example = "[6 min, 8 s/parcel]",                                                         \
         .help = "At each stop and back at the base: so long, and for each parcel handled."},      \
    {                                                                                              \
        .key = "back", .type = SCHEMA_OWN, .read = schema_back, .json = LIST_OR(REF("clock")),     \
        .example = "[\"18:00\"]",                                                                  \
        .help = "Clock times at which it starts home from its last stop; at once if left out."     \
    }
#define STOPS_JSON(each, all)                                                                      \
    "{\"anyOf\": [{\"enum\": [\"" each "\", \"" all                                                \
    "\"]}, " LIST_OR("{\"type\": \"string\"}") ", {\"type\": \"object\", \"properties\": "         \
                                               "{\"groups_of\": {\"type\": \"integer\", "          \
                                               "\"minimum\": 1}}, \"required\": [\"groups_of\"], " \
                                               "\"additionalProperties\": false}]}"

static const struct schema_field line_haul_fields[] = {
    NAME(scenario_route),
    {.key = "from",
     .type = SCHEMA_NAME,
     AT(scenario_route, base),
     .example = "Guiyang",
     .help = "A hub; every hub if left out."},
    {.key = "to",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_counties,
     .json = STOPS_JSON("each county", "all counties"),
     .example = "each county",
     .help = "A county, a group's counties one truck each, `[A, B]` in one run, `each county` "
             "(a truck each), `all counties` (in one run) or `{groups_of: 3}`."},
    ROUTE_FIELDS};
static const struct schema_table line_haul_table = {.title = "line_haul",
                                                    .help = "Hub to counties and back.",
                                                    .row_size = sizeof(struct scenario_route),
                                                    TABLE(line_haul_fields),
                                                    .finish = finish_route};

static const struct schema_field feeder_fields[] = {
    NAME(scenario_route),
    {.key = "county",
     .type = SCHEMA_NAME,
     AT(scenario_route, base),
     .example = "Wangmo",
     .help = "A county or a group of counties; every county if left out."},
    {.key = "stops",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_stops,
     .json = STOPS_JSON("each station", "all stations"),
     .example = "[Xintun, Lewang]",
     .help = "Stations in the order of the milk run, `each station` (a vehicle each), `all "
             "stations` (in one run), or `{groups_of: 8}` (8 a run, as listed)."},
    ROUTE_FIELDS};
static const struct schema_table feeder_table = {
    .title = "feeders",
    .help = "County to stations and back: deliver and collect in one visit.",
    .row_size = sizeof(struct scenario_route),
    TABLE(feeder_fields),
    .finish = finish_route};

/* ---- the whole ---- */

static const struct schema_field scenario_fields[] = {
    {.key = "lastmile",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_version,
     .json = "{\"const\": 1}",
     .example = "1",
     .help = "Version of this format."},
    {.key = "name",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario, name),
     .example = "Wangmo county, today's network",
     .help = "Of the scenario."},
    {.key = "description",
     .type = SCHEMA_TEXT,
     AT(scenario, description),
     .example = "One hub, one county.",
     .help = "A sentence for the reader."},
    {.key = "start",
     .type = SCHEMA_DATE,
     .required = true,
     AT(scenario, start),
     .example = "2016-06-06",
     .help = "The first day; all clock times are local."},
    {.key = "experiment",
     .type = SCHEMA_MAPPING,
     .table = &experiment_table,
     AT(scenario, experiment),
     .example = "{warm_up: 7 d, horizon: 28 d}",
     .help = "How long and how often to simulate."},
    {.key = "parcels",
     .type = SCHEMA_LIST,
     .table = &class_table,
     ROWS(scenario, classes, class_count),
     .example = "[{class: standard, inbound: 100 %, outbound: 100 %}]",
     .help = "Classes of parcels; one class 'standard' if left out."},
    {.key = "hubs",
     .type = SCHEMA_LIST,
     .required = true,
     .table = &hub_table,
     ROWS(scenario, hubs, hub_count),
     .example = "[{name: Guiyang}]",
     .help = "City hubs."},
    {.key = "counties",
     .type = SCHEMA_LIST,
     .table = &county_table,
     ROWS(scenario, counties, county_count),
     .example = "[{name: Wangmo}]",
     .help = "County centres."},
    {.key = "county_groups",
     .type = SCHEMA_LIST,
     .table = &group_table,
     ROWS(scenario, groups, group_count),
     .example = "[{name: County, counties: 832}]",
     .help = "So many counties like this, with this spread."},
    {.key = "stations",
     .type = SCHEMA_ROWS,
     .table = &station_table,
     ROWS(scenario, stations, station_count),
     .example = "[{name: Lewang, lat: 25.1, lon: 106.4}]",
     .help = "A list, or a mapping with `defaults:`, `file:` (a CSV file whose columns are named "
             "like the keys) and `list:`."},
    {.key = "villages",
     .type = SCHEMA_ROWS,
     .table = &village_table,
     .beside = &beside_villages_table,
     ROWS(scenario, villages, village_count),
     .example = "[{name: Nabang, lat: 25.1, lon: 106.4, people: 640}]",
     .help = "A list, or a mapping with `defaults:`, `file:`, `list:` and `choose:`."},
    {.key = "demand",
     .type = SCHEMA_MAPPING,
     .table = &demand_table,
     .example = "{inbound: {orders: 14 /person/y}}",
     .help = "What is ordered and sent."},
    {.key = "pick_up",
     .type = SCHEMA_MAPPING,
     .table = &pick_up_table,
     AT(scenario, pick_up),
     .example = "{dwell: 20 h}",
     .help = "How villagers collect."},
    {.key = "vehicles",
     .type = SCHEMA_LIST,
     .required = true,
     .table = &vehicle_table,
     ROWS(scenario, vehicles, vehicle_count),
     .example = "[{type: van, parcels: 180}]",
     .help = "Types of vehicles."},
    {.key = "travel",
     .type = SCHEMA_MAPPING,
     .table = &travel_table,
     AT(scenario, travel),
     .example = "{delay: 1.1}",
     .help = "Distances and times."},
    {.key = "line_haul",
     .type = SCHEMA_LIST,
     .required = true,
     .table = &line_haul_table,
     ROWS(scenario, line_haul, line_haul_count),
     .example = "[{name: night, to: each county}]",
     .help = "Hub to counties and back."},
    {.key = "feeders",
     .type = SCHEMA_LIST,
     .table = &feeder_table,
     ROWS(scenario, feeders, feeder_count),
     .example = "[{name: loop, stops: all stations}]",
     .help = "County to stations and back."}};
const struct schema_table schema_scenario = {
    .title = "scenario", .help = "A lastmile scenario.", TABLE(scenario_fields)};
