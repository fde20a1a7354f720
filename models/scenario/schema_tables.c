/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_tables.c - the scenario as a whole, its experiment, parcels and demand. */
#include <math.h>

#include "models/scenario/schema_tables.h"

/* ---- experiment ---- */

static const struct schema_field stop_fields[] = {
    {.key = "measure",
     .type = SCHEMA_TEXT,
     .required = true,
     AT(scenario_target, measure),
     .example = "delivery_time.inbound.mean",
     .help = "What must be known so precisely: a figure of the whole network."},
    {.key = "half_width",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_precision,
     .json = "{\"anyOf\": [" REF("share") ", " REF("duration") ", {\"type\": \"number\", "
                                                               "\"exclusiveMinimum\": 0}]}",
     .example = "2 %",
     .help = "Half-width of the interval: relative to the estimate, or, of a time, as a duration, "
             "or, of any other figure, as a number in its unit."},
    {.key = "confidence",
     .type = SCHEMA_QUANTITY,
     .quiet = true,
     .unit = QUANTITY_SHARE,
     .low = 0.5,
     .high = 0.999,
     AT(scenario_target, confidence),
     .example = "95 %",
     .help = "With which all intervals of the list hold together; 95 % unless given, and the "
             "highest one given in a list."},
    {.key = "look_ahead",
     .type = SCHEMA_COUNT,
     .quiet = true,
     .low = 0,
     .high = 1000,
     .fallback = "5",
     AT(scenario_target, look_ahead),
     .example = "5",
     .help = "For so many replications more all of it must stay so (beyond 100 replications, as "
             "many percent of them); the highest one of a list."},
};
static const struct schema_table stop_table = {
    .title = "stop_when",
    .row_size = sizeof(struct scenario_target),
    .help = "When there are enough replications: when all of it is so.",
    TABLE(stop_fields)};

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
     .low = 1,
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
     .type = SCHEMA_LIST,
     .one_alone = true,
     .table = &stop_table,
     ROWS(scenario_experiment, targets, target_count),
     .example = "{measure: delivery_time.inbound.mean, half_width: 2 %}",
     .help = "Stop as soon as estimates are this precise."},
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
    for (size_t t = 0; t < experiment->target_count; t++) {
        experiment->confidence = fmax(experiment->confidence, experiment->targets[t].confidence);
    }
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
    {.key = "priority",
     .type = SCHEMA_COUNT,
     .low = 0,
     .high = 9,
     .quiet = true,
     .fallback = "0",
     AT(scenario_class, priority),
     .example = "1",
     .help = "Higher goes first where priorities count."},
    {.key = "volume",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_VOLUME,
     AT(scenario_class, volume_m3),
     .example = "{lognormal: {mean: 8 L, cv: 0.8}}",
     .help = "Of a parcel of this class; the same parcel has the same in every scenario."},
    {.key = "weight",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_WEIGHT,
     AT(scenario_class, weight_kg),
     .example = "1.2 kg",
     .help = "Of a parcel of this class."},
    {.key = "revenue",
     .type = SCHEMA_MAPPING,
     .table = &schema_prices_table,
     AT(scenario_class, revenue),
     .example = "{inbound: 3 yuan, outbound: 9 yuan}",
     .help = "What a completed parcel of this class brings; `money.revenue` if left out."},
    {.key = "late",
     .type = SCHEMA_MAPPING,
     .table = &schema_late_table,
     AT(scenario_class, late),
     .example = "{per_parcel: 2 yuan}",
     .help = "What a late one costs; `money.late` if left out."},
};
static const struct schema_table class_table = {.title = "parcels",
                                                .row = "class",
                                                .help = "Classes of parcels.",
                                                .row_size = sizeof(struct scenario_class),
                                                TABLE(class_fields)};

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
                                               .row = "peak",
                                               .help = "Days with other demand.",
                                               .row_size = sizeof(struct scenario_peak),
                                               TABLE(peak_fields)};

static void refuse_inbound(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place)
{
    for (size_t k = 0; k < node->count; k++) {
        const char *key = node->keys[k]->text;
        if (strcmp(key, "to_villages") == 0 || strcmp(key, "own_county") == 0) {
            SCHEMA_PROBLEM(reader, node->keys[k], place, NULL, PROBLEM_ONLY_OUTBOUND, key);
        }
    }
}

/* Orders that are recorded are all there are. */
static void refuse_beside_trace(struct schema_reader *reader, const struct node *node,
                                const struct schema_place *place)
{
    for (size_t k = 0; node_value(node, "trace") && k < node->count; k++) {
        const char *key = node->keys[k]->text;
        if (strcmp(key, "trace") != 0 && strcmp(key, "to_villages") != 0 &&
            strcmp(key, "own_county") != 0) {
            SCHEMA_PROBLEM(reader, node->keys[k], place, NULL, PROBLEM_NOT_WITH_TRACE, key);
        }
    }
}

static void finish_demand(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *row)
{
    struct scenario_demand *demand = row;
    const struct node *busy = node_value(node, "busy_days");
    double mean = des_distribution_mean(&demand->busy_days);
    demand->given = node->count > 0;
    refuse_beside_trace(reader, node, place);
    if (place->key && strcmp(place->key, "inbound") == 0) {
        refuse_inbound(reader, node, place);
    }
    if (!isnan(demand->own_county) && !(demand->to_villages > 0)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_NOT_WITH, "own_county", "'to_villages'");
    }
    if (busy && fabs(mean - 1) > 1e-6) {
        struct schema_place here = {place, "busy_days", 0};
        SCHEMA_PROBLEM(reader, busy, &here, NULL, PROBLEM_MEAN_NOT_ONE, mean);
    }
    if (!node_value(node, "parcels_per_order")) {
        demand->order_share[0] = 1;
    }
    for (int i = 0; i < 24; i++) {
        demand->hours[i] = node_value(node, "hours") ? demand->hours[i] : 1;
        demand->weekdays[i % 7] = node_value(node, "weekdays") ? demand->weekdays[i % 7] : 1;
        demand->months[i % 12] = node_value(node, "months") ? demand->months[i % 12] : 1;
    }
}
static const struct schema_field direction_fields[] = {
    {.key = "trace",
     .type = SCHEMA_NAME,
     AT(scenario_demand, trace),
     .instead_of = "orders parcels_per_order busy_days growth hours weekdays months peaks",
     .example = "orders.csv",
     .help =
         "Recorded orders instead of all else: a CSV file with the columns time, village, class "
         "(where there are several) and direction (without it all are of this one), a parcel a "
         "row, in any order."},
    {.key = "orders",
     .type = SCHEMA_OWN,
     .instead_of = "trace",
     .read = schema_orders,
     .json = REF("order_rate"),
     .example = "14 /person/y",
     .help = "Orders at `start`: by person, or by village. An order is a parcel unless "
             "`parcels_per_order` says otherwise."},
    {.key = "to_villages",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     .absent = 0,
     AT(scenario_demand, to_villages),
     .example = "8 %",
     .help =
         "Outbound only: the share of the parcels that is bound for another village of the hub's "
         "counties; they turn round at the county centre, or at the hub, and are counted apart."},
    {.key = "own_county",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     .absent = NAN,
     AT(scenario_demand, own_county),
     .example = "60 %",
     .help =
         "With `to_villages`: the share of those that stays in the village's own county. Left out: "
         "people alone decide, over all counties of the hub."},
    {.key = "parcels_per_order",
     .type = SCHEMA_OWN,
     .read = schema_order_sizes,
     .keyed = true,
     .json = MAPPING_OF("^([1-9]|1[0-9]|20)$", REF("share")),
     .example = "{1: 70 %, 2: 20 %, 3: 10 %}",
     .help = "How many parcels an order has: shares of the orders, which add up to 100 %; one if "
             "left out."},
    {.key = "busy_days",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_NUMBER,
     .quiet = true,
     .fallback = "1",
     AT(scenario_demand, busy_days),
     .example = "{gamma: {mean: 1, cv: 0.2}}",
     .help = "A factor on a whole day's demand in all villages, drawn for each day; its mean is "
             "1."},
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
static const char *const returns_words[] = {"leave at once", "travel back", NULL};
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
             "opening), or only while the station is open?"},
    {.key = "returns",
     .type = SCHEMA_CHOICE,
     .choices = returns_words,
     .quiet = true,
     .fallback = "leave at once",
     AT(scenario_pick_up, returns),
     .example = "travel back",
     .help = "Parcels that go back to their senders (`return_after`, `return to sender`): do they "
             "leave the model at once, or travel back through the county and the hub?"},
    {.key = "reminder",
     .type = SCHEMA_LIST,
     .one_alone = true,
     .table = &schema_reminder_table,
     ROWS(scenario_pick_up, reminders, reminder_count),
     .example = "{after: 24 h, shortens: 50 %}",
     .help = "A message to those who haven't collected yet, or several."}};
static const struct schema_table pick_up_table = {
    .title = "pick_up", .help = "How villagers collect.", TABLE(pick_up_fields)};

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
    {.key = "base",
     .type = SCHEMA_TEXT,
     AT(scenario, base),
     .example = "first-county.yaml",
     .help = "Another scenario file, beside this one, of which this one is a variant: it says only "
             "what differs."},
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
    {.key = "carriers",
     .type = SCHEMA_LIST,
     .table = &schema_carrier_table,
     ROWS(scenario, carriers, carrier_count),
     .example = "[{name: North Express, share: 45 %}, {name: Others, share: 55 %}]",
     .help = "Who shares the parcels; one system takes all of them if left out."},
    {.key = "hubs",
     .type = SCHEMA_LIST,
     .required = true,
     .table = &schema_hub_table,
     ROWS(scenario, hubs, hub_count),
     .example = "[{name: Guiyang}]",
     .help = "City hubs."},
    {.key = "counties",
     .type = SCHEMA_LIST,
     .table = &schema_county_table,
     ROWS(scenario, counties, county_count),
     .example = "[{name: Wangmo}]",
     .help = "County centres."},
    {.key = "county_groups",
     .type = SCHEMA_LIST,
     .table = &schema_group_table,
     ROWS(scenario, groups, group_count),
     .example = "[{name: County, counties: 832}]",
     .help = "So many counties like this, with this spread."},
    {.key = "stations",
     .type = SCHEMA_ROWS,
     .table = &schema_station_table,
     ROWS(scenario, stations, station_count),
     .example = "[{name: Lewang, lat: 25.1, lon: 106.4}]",
     .help = "A list, or a mapping with `defaults:`, `file:` (a CSV file whose columns are named "
             "like the keys) and `list:`."},
    {.key = "villages",
     .type = SCHEMA_ROWS,
     .table = &schema_village_table,
     .beside = &schema_beside_villages_table,
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
    {.key = "money",
     .type = SCHEMA_MAPPING,
     .table = &schema_money_table,
     AT(scenario, money),
     .example = "{currency: yuan, revenue: {inbound: 2 yuan, outbound: 6 yuan}}",
     .help = "Revenue, subsidy and what is paid for being late."},
    {.key = "carbon",
     .type = SCHEMA_OWN,
     .read = schema_carbon,
     .table = &schema_carbon_table,
     AT(scenario, carbon),
     .example = "{own_trips: [{name: motorbike, share: 60 %, co2: 60 g/km}]}",
     .help = "Emissions beside those of the vehicles."},
    {.key = "people",
     .type = SCHEMA_OWN,
     .read = schema_people,
     .table = &schema_people_table,
     AT(scenario, staff),
     .example = "{full_time: 40 h, within: [2 km, 5 km, 10 km]}",
     .help = "Ask for jobs, coverage and equity: who works, who lives near, who waits."},
    {.key = "vehicles",
     .type = SCHEMA_LIST,
     .required = true,
     .table = &schema_vehicle_table,
     ROWS(scenario, vehicles, vehicle_count),
     .example = "[{type: van, parcels: 180}]",
     .help = "Types of vehicles."},
    {.key = "travel",
     .type = SCHEMA_MAPPING,
     .table = &schema_travel_table,
     AT(scenario, travel),
     .example = "{delay: 1.1}",
     .help = "Distances and times."},
    {.key = "roads",
     .type = SCHEMA_ROWS,
     .table = &schema_road_table,
     .beside = &schema_beside_roads_table,
     ROWS(scenario, roads, road_count),
     .example = "{file: roads.csv, both_ways: yes}",
     .help = "A table of distances and times, mostly a CSV file with the columns origin, "
             "destination, km and minutes. With it every leg that a route needs must be there."},
    {.key = "line_haul",
     .type = SCHEMA_LIST,
     .required = true,
     .table = &schema_line_haul_table,
     ROWS(scenario, line_haul, line_haul_count),
     .example = "[{name: night, to: each county}]",
     .help = "Hub to counties and back."},
    {.key = "feeders",
     .type = SCHEMA_LIST,
     .table = &schema_feeder_table,
     ROWS(scenario, feeders, feeder_count),
     .example = "[{name: loop, stops: all stations}]",
     .help = "County to stations and back."},
    {.key = "disturbances",
     .type = SCHEMA_LIST,
     .or_none = true,
     .table = &schema_disturbance_table,
     ROWS(scenario, disturbances, disturbance_count),
     .example = "[{weather: heavy rain, chance: 6 %, spell: 2 d, speed: 60 %}]",
     .help = "What goes wrong now and then: bad weather, closed roads, outages of sorting, strikes "
             "and surges of orders; `none` takes all of a base's out."}};
const struct schema_table schema_scenario = {
    .title = "scenario", .help = "A lastmile scenario.", TABLE(scenario_fields)};
