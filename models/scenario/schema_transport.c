/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_transport.c - the tables of vehicles, roads and routes. */
#include <math.h>

#include "models/scenario/schema_tables.h"

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
    {.key = "volume",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_VOLUME,
     .low = 0,
     .above_low = true,
     .high = 1e6,
     .absent = INFINITY,
     AT(scenario_vehicle, volume_m3),
     .example = "4.5 m3",
     .help = "And that not above this volume; no limit if left out."},
    {.key = "weight",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_WEIGHT,
     .low = 0,
     .above_low = true,
     .high = 1e6,
     .absent = INFINITY,
     AT(scenario_vehicle, weight_kg),
     .example = "800 kg",
     .help = "Nor above this weight; no limit if left out."},
    {.key = "speed",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SPEED,
     .low = 0.01,
     .high = 300,
     .absent = NAN,
     AT(scenario_vehicle, speed_mps),
     .example = "32 km/h",
     .help = "On links without a time of their own."},
    {.key = "costs",
     .type = SCHEMA_MAPPING,
     .table = &schema_vehicle_costs_table,
     AT(scenario_vehicle, costs),
     .example = "{per_km: 2.1 yuan/km, per_trip: 15 yuan, per_hour: 40 yuan/h}",
     .help = "What such a vehicle costs, driver included."},
    {.key = "co2",
     .type = SCHEMA_OWN,
     .read = schema_emissions,
     .table = &schema_emissions_table,
     AT(scenario_vehicle, co2),
     .example = "{empty: 180 g/km, full: 260 g/km}",
     .help = "What it emits."},
    {.key = "breakdowns",
     .type = SCHEMA_OWN,
     .read = schema_breakdowns,
     .table = &schema_breakdowns_table,
     AT(scenario_vehicle, breakdowns),
     .example = "{every: {exponential: {mean: 900 h}}, lasts: 5 h, fetched_after: 2 h}",
     .help = "How often it breaks down on the road; never if left out."},
    {.key = "maintenance",
     .type = SCHEMA_OWN,
     .read = schema_maintenance,
     .table = &schema_maintenance_table,
     AT(scenario_vehicle, maintenance),
     .example = "{every: 10000 km, lasts: 1 d}",
     .help = "When it is in the workshop; never if left out."},
    {.key = "shifts",
     .type = SCHEMA_OWN,
     .read = schema_driver_shifts,
     .json = REF("hours"),
     AT(scenario_vehicle, shifts),
     .example = "[\"06:00-14:00\", \"14:00-22:00\"]",
     .help = "Of its drivers: it leaves only if it should be home before the shift ends; at any "
             "time if left out."},
    {.key = "rest",
     .type = SCHEMA_OWN,
     .read = schema_rest,
     .table = &schema_rest_table,
     AT(scenario_vehicle, rest),
     .example = "{after: 4 h, lasts: 20 min}",
     .help = "When its drivers rest on the way; never if left out."}};
const struct schema_table schema_vehicle_table = {.title = "vehicles",
                                                  .row = "vehicle type",
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
                                               .row = "link",
                                               .help = "Roads that are known.",
                                               .row_size = sizeof(struct scenario_link),
                                               TABLE(link_fields),
                                               .finish = finish_link};

/* ---- a table of roads ---- */

static const struct schema_field road_fields[] = {
    {.key = "origin",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_link, from),
     .example = "Xunwu",
     .help = "A hub, county or station."},
    {.key = "destination",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_link, to),
     .example = "Naye",
     .help = "Another one."},
    {.key = "km",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_NUMBER,
     .low = 0,
     .high = 50000,
     .absent = NAN,
     AT(scenario_link, distance_m),
     .example = "12.4",
     .help = "By road, in kilometres; great circle x detour if left out."},
    {.key = "minutes",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_NUMBER,
     .low = 0,
     .high = 1e6,
     .absent = NAN,
     AT(scenario_link, time.b),
     .example = "25",
     .help = "On the way, whatever the vehicle; km / speed if left out."}};

/* From the units of the columns to ours. */
static void finish_road(struct schema_reader *reader, const struct node *node,
                        const struct schema_place *place, void *row)
{
    struct scenario_link *road = row;
    double minutes = road->time.b;
    road->distance_m *= 1000;
    road->time_given = !isnan(minutes);
    road->time = des_constant(road->time_given ? 60 * minutes : 0);
    if (!node_value(node, "km") && !node_value(node, "minutes")) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_MISSING_KEY, "km' or 'minutes");
    }
}
const struct schema_table schema_road_table = {.title = "roads",
                                               .help = "A table of distances and times.",
                                               .row_size = sizeof(struct scenario_link),
                                               TABLE(road_fields),
                                               .finish = finish_road};

static const char *const both_ways_words[] = {"no", "yes", NULL};
static const struct schema_field beside_roads[] = {
    {.key = "both_ways",
     .type = SCHEMA_CHOICE,
     .choices = both_ways_words,
     .quiet = true,
     .fallback = "no",
     AT(scenario, roads_both_ways),
     .example = "yes",
     .help = "Does a row hold for the way back, too, where that has no row of its own?"}};
const struct schema_table schema_beside_roads_table = {
    .title = "roads", .help = "", TABLE(beside_roads)};

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
    {.key = "hours",
     .type = SCHEMA_OWN,
     .read = schema_travel_hours,
     .keyed = true,
     .json = MAPPING_OF("^[0-9]{1,2}-[0-9]{1,2}$", NUMBER_JSON),
     .example = "{07-09: 1.4, 17-19: 1.3}",
     .help = "Multiplies the time of a leg that begins in these hours of the day; 1 elsewhere."},
    {.key = "links",
     .type = SCHEMA_LIST,
     .table = &link_table,
     ROWS(scenario_travel, links, link_count),
     .example = "[{between: [Guiyang, Wangmo], distance: 236 km}]",
     .help = "Roads that are known."}};
static void finish_travel(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *row)
{
    const struct scenario_travel *travel = row;
    const struct node *delay = node_value(node, "delay");
    double mean = des_distribution_mean(&travel->delay);
    if (delay && delay->kind == NODE_SCALAR && !(mean > 0 && mean <= 1000)) {
        struct schema_place here = {place, "delay", 0};
        SCHEMA_PROBLEM(reader, delay, &here, NULL, PROBLEM_OUT_OF_RANGE,
                       "a factor above 0 and at most 1000", delay->text);
    }
}
const struct schema_table schema_travel_table = {.title = "travel",
                                                 .help = "Distances and times.",
                                                 TABLE(travel_fields),
                                                 .finish = finish_travel};

/* ---- routes ---- */

static const struct schema_field dispatch_fields[] = {
    {.key = "when_full",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_when_full,
     .json = "{\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1}, " REF("share") "]}",
     .example = "80 %",
     .help = "Of the vehicle's capacity, by parcels, volume or weight, whichever comes first; or a "
             "number of parcels."},
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
        SCHEMA_PROBLEM(reader, node_value(node, "days"), place, NULL, PROBLEM_NOT_WITH, "days",
                       "clock times in 'depart'");
    }
    for (int day = 0; day < 7 && !named; day++) {
        route->dispatch.weekdays[day] = true;
    }
}
static const char *const load_words[] = {"earliest first", "by priority", NULL};
#define ROUTE_FIELDS                                                                               \
    {.key = "vehicle",                                                                             \
     .type = SCHEMA_NAMES,                                                                         \
     .required = true,                                                                             \
     AT(scenario_route, vehicles),                                                                 \
     .example = "[trike, van]",                                                                    \
     .help = "Type of vehicle, from the fleet of the base; of several the smallest idle one that " \
             "holds what is ready, else the largest."},                                            \
        {.key = "depart",                                                                          \
         .type = SCHEMA_OWN,                                                                       \
         .instead_of = "dispatch",                                                                 \
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
         .instead_of = "depart days",                                                              \
         .read = read_dispatch,                                                                    \
         .table = &dispatch_table,                                                                 \
         .example = "{when_full: 80 %, wait_at_most: 6 h}",                                        \
         .help = "Leaving by load instead of timetable."},                                         \
        {.key = "load",                                                                            \
         .type = SCHEMA_CHOICE,                                                                    \
         .choices = load_words,                                                                    \
         .quiet = true,                                                                            \
         .fallback = "earliest first",                                                             \
         AT(scenario_route, load),                                                                 \
         .example = "by priority",                                                                 \
         .help = "Who goes along, out and back, when there isn't room for all: who was ready "     \
                 "first, or the highest `priority` of class and among equals who was ready "       \
                 "first."},                                                                        \
        {.key = "stop_time",                                                                       \
         .type = SCHEMA_OWN,                                                                       \
         .read = schema_stop_time,                                                                 \
         .json = "{\"anyOf\": [" REF(                                                              \
             "duration") ", {\"type\": \"array\", \"items\": "                                     \
                         "[" REF("duration") ", " REF(                                             \
                             "per_parcel") "], \"minItems\": 2, \"maxItems\": 2}]}",               \
         .example = "[6 min, 8 s/parcel]",                                                         \
         .help = "At each stop and back at the base: so long, and for each parcel handled."},      \
        {.key = "reload",                                                                          \
         .type = SCHEMA_OWN,                                                                       \
         .read = schema_reload,                                                                    \
         .table = &schema_reload_table,                                                            \
         .example = "{at_least: 20, until: \"18:00\"}",                                            \
         .help = "A vehicle that is back and finds so many parcels goes again at once."},          \
    {                                                                                              \
        .key = "back", .type = SCHEMA_OWN, .read = schema_back, .json = LIST_OR(REF("clock")),     \
        .example = "[\"18:00\"]",                                                                  \
        .help = "Clock times at which it starts home from its last stop; at once if left out."     \
    }
#define STOPS_JSON(each, all)                                                                      \
    "{\"anyOf\": [{\"enum\": [\"" each "\", \"" all "\"]}, " LIST_OR(                              \
        "{\"type\": \"string\"}") ", {\"type\": \"object\", \"properties\": "                      \
                                  "{\"groups_of\": {\"type\": \"integer\", "                       \
                                  "\"minimum\": 1}}, \"required\": [\"groups_of\"], "              \
                                  "\"additionalProperties\": false}, "                             \
                                  "{\"type\": \"object\", \"properties\": "                        \
                                  "{\"tours\": {\"type\": \"object\", "                            \
                                  "\"properties\": {\"longest\": " REF(                            \
                                      "duration") ", \"fill\": " REF("share") ", "                 \
                                                                              "\"planned\": "      \
                                                                              "{\"enum\": "        \
                                                                              "[\"once\", "        \
                                                                              "\"daily\"]}, "      \
                                                                              "\"visit\": "        \
                                                                              "{\"enum\": "        \
                                                                              "[\"with "           \
                                                                              "parcels\", "        \
                                                                              "\"all\"]}}, "       \
                                                                              "\"additionalProper" \
                                                                              "ties\": false}}, "  \
                                                                              "\"required\": "     \
                                                                              "[\"tours\"], "      \
                                                                              "\"additionalProper" \
                                                                              "ties\": false}]}"

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
             "(a truck each), `all counties` (in one run) `{groups_of: 3}` or "
             "`{tours: {longest: 20 h}}`."},
    ROUTE_FIELDS};
const struct schema_table schema_line_haul_table = {.title = "line_haul",
                                                    .row = "line-haul",
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
             "stations` (in one run), `{groups_of: 8}` (8 a run, as listed), or `{tours: {longest: "
             "8 h, fill: 80 %}}`, "
             "planned by the program (with `planned: daily` anew at each departure)."},
    ROUTE_FIELDS};
const struct schema_table schema_feeder_table = {
    .title = "feeders",
    .row = "feeder",
    .help = "County to stations and back: deliver and collect in one visit.",
    .row_size = sizeof(struct scenario_route),
    TABLE(feeder_fields),
    .finish = finish_route};
