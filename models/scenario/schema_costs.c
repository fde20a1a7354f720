/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_costs.c - the tables of money, emissions and people. */
#include <math.h>
#include <string.h>

#include "models/scenario/schema_tables.h"

#define MOST_MONEY 1e9

#define PRICE(name, kind, owner, member, sample, words)                                            \
    {                                                                                              \
        .key = name, .type = SCHEMA_QUANTITY, .unit = kind, .low = 0, .high = MOST_MONEY,          \
        AT(owner, member), .example = sample, .help = words                                        \
    }

/* ---- currency ---- */

static const char *currency_of(const struct schema_reader *reader)
{
    const struct node *root = reader->root;
    const struct node *money =
        root && root->kind == NODE_MAPPING ? node_value(root, "money") : NULL;
    const struct node *currency =
        money && money->kind == NODE_MAPPING ? node_value(money, "currency") : NULL;
    bool good = currency && currency->kind == NODE_SCALAR && currency_read(currency->text);
    return good ? currency->text : "yuan";
}

bool schema_check_currency(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place)
{
    char found[CURRENCY_LENGTH + 1], expected[80];
    const char *currency = currency_of(reader);
    quantity_currency(node->text, found);
    if (strcmp(found, currency) == 0) {
        return true;
    }
    snprintf(expected, sizeof expected, "money in %s, the currency of this scenario", currency);
    SCHEMA_PROBLEM(reader, node, place, "money.currency says which one it is", PROBLEM_UNKNOWN_UNIT,
                   expected, node->text, found);
    return false;
}

static void read_currency(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *ret)
{
    static const char expected[] = "a currency of 2 to 8 letters such as CNY";
    const char **currency = ret;
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    if (!currency_read(node->text)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, node->text);
        return;
    }
    *currency = scenario_arena_text(reader->arena, node->text);
}

/* ---- what things cost ---- */

#define FINISH(owner)                                                                              \
    static void finish_##owner(struct schema_reader *reader, const struct node *node,              \
                               const struct schema_place *place, void *row)                        \
    {                                                                                              \
        (void)reader, (void)place;                                                                 \
        ((struct owner *)row)->given = node->kind == NODE_MAPPING && node->count > 0;              \
    }
FINISH(scenario_vehicle_costs)
FINISH(scenario_sorting_costs)
FINISH(scenario_station_costs)
FINISH(scenario_late_costs)
FINISH(scenario_prices)

/* The currency alone, which `show` writes out, is no price. */
static void finish_scenario_money(struct schema_reader *reader, const struct node *node,
                                  const struct schema_place *place, void *row)
{
    (void)reader, (void)place;
    size_t keys = node->kind == NODE_MAPPING ? node->count : 0;
    ((struct scenario_money *)row)->given = keys > (node_value(node, "currency") != NULL);
}

static const struct schema_field vehicle_costs_fields[] = {
    PRICE("per_km", QUANTITY_PER_KM, scenario_vehicle_costs, per_m, "2.1 yuan/km", "Driven."),
    PRICE("per_trip", QUANTITY_MONEY, scenario_vehicle_costs, per_trip, "15 yuan",
          "From the base and back."),
    PRICE("per_hour", QUANTITY_PER_HOUR, scenario_vehicle_costs, per_s, "40 yuan/h",
          "Away from the base: the driver."),
    PRICE("per_month", QUANTITY_PER_MONTH, scenario_vehicle_costs, per_month, "2500 yuan/month",
          "Each vehicle of the fleet, in use or not.")};
const struct schema_table schema_vehicle_costs_table = {.title = "vehicles.costs",
                                                        .help = "What such a vehicle costs.",
                                                        TABLE(vehicle_costs_fields),
                                                        .finish = finish_scenario_vehicle_costs};

static const struct schema_field sorting_costs_fields[] = {
    PRICE("per_parcel", QUANTITY_MONEY, scenario_sorting_costs, per_parcel, "0.1 yuan", "Sorted."),
    PRICE("per_hour", QUANTITY_PER_HOUR, scenario_sorting_costs, per_s, "25 yuan/h",
          "Of each server on shift, busy or not."),
    PRICE("per_month", QUANTITY_PER_MONTH, scenario_sorting_costs, per_month, "6000 yuan/month",
          "Of the place: rent, machines.")};
const struct schema_table schema_sorting_costs_table = {.title = "sorting.costs",
                                                        .help = "What sorting costs.",
                                                        TABLE(sorting_costs_fields),
                                                        .finish = finish_scenario_sorting_costs};

static const struct schema_field station_costs_fields[] = {
    PRICE("per_month", QUANTITY_PER_MONTH, scenario_station_costs, per_month, "800 yuan/month",
          "Rent, power."),
    PRICE("per_hour", QUANTITY_PER_HOUR, scenario_station_costs, per_s, "15 yuan/h",
          "While open: the keeper."),
    PRICE("per_parcel", QUANTITY_MONEY, scenario_station_costs, per_parcel, "0.5 yuan",
          "The keeper's commission on each parcel completed."),
    PRICE("per_return", QUANTITY_MONEY, scenario_station_costs, per_return, "1.5 yuan",
          "Each parcel returned to its sender."),
    PRICE("rider_per_hour", QUANTITY_PER_HOUR, scenario_station_costs, rider_per_s, "18 yuan/h",
          "On a round: who takes parcels home."),
    PRICE("rider_per_parcel", QUANTITY_MONEY, scenario_station_costs, rider_per_parcel, "0.8 yuan",
          "The rider's, for each parcel taken home.")};
const struct schema_table schema_station_costs_table = {.title = "stations.costs",
                                                        .help = "What a station costs.",
                                                        TABLE(station_costs_fields),
                                                        .finish = finish_scenario_station_costs};

static const struct schema_field late_fields[] = {
    PRICE("per_parcel", QUANTITY_MONEY, scenario_late_costs, per_parcel, "2 yuan",
          "That is completed after its promise."),
    PRICE("per_hour", QUANTITY_PER_HOUR, scenario_late_costs, per_s, "0.1 yuan/h",
          "By which it was late.")};
const struct schema_table schema_late_table = {.title = "parcels.late, money.late",
                                               .help = "What a late parcel costs.",
                                               TABLE(late_fields),
                                               .finish = finish_scenario_late_costs};

static const struct schema_field prices_fields[] = {
    PRICE("inbound", QUANTITY_MONEY, scenario_prices, of[INBOUND], "3 yuan", "Made available."),
    PRICE("outbound", QUANTITY_MONEY, scenario_prices, of[OUTBOUND], "9 yuan", "Out of the hub.")};
const struct schema_table schema_prices_table = {
    .title = "parcels.revenue, money.revenue, money.subsidy",
    .help = "What a completed parcel brings.",
    TABLE(prices_fields),
    .finish = finish_scenario_prices};

static const struct schema_field money_fields[] = {
    {.key = "currency",
     .type = SCHEMA_OWN,
     .quiet = true,
     .fallback = "yuan",
     .read = read_currency,
     .json = "{\"type\": \"string\", \"pattern\": \"^[A-Za-z]{2,8}$\"}",
     AT(scenario_money, currency),
     .example = "CNY",
     .help = "In which all money of the scenario is written and reported."},
    {.key = "revenue",
     .type = SCHEMA_MAPPING,
     .table = &schema_prices_table,
     AT(scenario_money, revenue),
     .example = "{inbound: 2 yuan, outbound: 6 yuan}",
     .help = "What a completed parcel brings, of classes that don't say."},
    {.key = "subsidy",
     .type = SCHEMA_MAPPING,
     .table = &schema_prices_table,
     AT(scenario_money, subsidy),
     .example = "{outbound: 1 yuan}",
     .help = "Paid by others on top of it."},
    PRICE("station_subsidy", QUANTITY_PER_MONTH, scenario_money, subsidy_station_month,
          "300 yuan/month", "Paid by others for each station."),
    PRICE("per_return", QUANTITY_MONEY, scenario_money, per_return, "1.5 yuan",
          "Each parcel returned to its sender, at stations that don't say."),
    {.key = "late",
     .type = SCHEMA_MAPPING,
     .table = &schema_late_table,
     AT(scenario_money, late),
     .example = "{per_parcel: 2 yuan}",
     .help = "What a late parcel costs, of classes that don't say."}};
const struct schema_table schema_money_table = {.title = "money",
                                                .help = "Revenue, subsidy and penalties.",
                                                TABLE(money_fields),
                                                .finish = finish_scenario_money};

/* ---- emissions ---- */

static const struct schema_field emissions_fields[] = {
    {.key = "empty",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_EMISSION,
     .low = 0,
     .high = 100,
     AT(scenario_emissions, empty),
     .example = "180 g/km",
     .help = "CO2, with nothing on board."},
    {.key = "full",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_EMISSION,
     .low = 0,
     .high = 100,
     AT(scenario_emissions, full),
     .example = "260 g/km",
     .help = "CO2, full; linear in the load in between."}};
const struct schema_table schema_emissions_table = {
    .title = "vehicles.co2", .help = "What such a vehicle emits.", TABLE(emissions_fields)};
void schema_emissions(struct schema_reader *reader, const struct node *node,
                      const struct schema_place *place, void *ret)
{
    struct scenario_emissions *emissions = ret;
    schema_read_table(reader, &schema_emissions_table, node, place, emissions);
    emissions->given = true;
}

static const struct schema_field mode_fields[] = {
    {.key = "name",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_mode, name),
     .example = "motorbike",
     .help = "How villagers go."},
    {.key = "share",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     AT(scenario_mode, share),
     .example = "60 %",
     .help = "Of their special trips; the rest is without emissions."},
    {.key = "co2",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_EMISSION,
     .low = 0,
     .high = 100,
     AT(scenario_mode, g_per_m),
     .example = "60 g/km",
     .help = "CO2 of the trip."}};
static const struct schema_table mode_table = {.title = "carbon.own_trips",
                                               .row = "mode",
                                               .help = "How villagers go to their station.",
                                               .row_size = sizeof(struct scenario_mode),
                                               TABLE(mode_fields)};
static const struct schema_field carbon_fields[] = {
    {.key = "special",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 1,
     .absent = 1,
     .fallback = "100 %",
     AT(scenario_carbon, special),
     .example = "50 %",
     .help = "Share of parcels for which somebody makes a trip to the station and back that would "
             "not be made otherwise."},
    {.key = "own_trips",
     .type = SCHEMA_LIST,
     .required = true,
     .table = &mode_table,
     ROWS(scenario_carbon, modes, mode_count),
     .example = "[{name: motorbike, share: 60 %, co2: 60 g/km}]",
     .help = "How villagers go on these trips."}};
static void finish_carbon(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *row)
{
    struct scenario_carbon *carbon = row;
    double sum = 0;
    carbon->given = true;
    for (size_t m = 0; m < carbon->mode_count; m++) {
        sum += carbon->modes[m].share;
    }
    if (sum > 1 + 1e-9) {
        struct schema_place here = {place, "own_trips", 0};
        char found[40];
        snprintf(found, sizeof found, "%.10g %%", 100 * sum);
        SCHEMA_PROBLEM(reader, node_value(node, "own_trips"), &here, NULL, PROBLEM_OUT_OF_RANGE,
                       "shares of at most 100 % together", found);
    }
}
const struct schema_table schema_carbon_table = {.title = "carbon",
                                                 .help = "Emissions of the villagers' own trips.",
                                                 TABLE(carbon_fields),
                                                 .finish = finish_carbon};
void schema_carbon(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    schema_read_table(reader, &schema_carbon_table, node, place, ret);
}

/* ---- people ---- */

enum { MOST_DISTANCES = 10 };

static void read_distances(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place, void *ret)
{
    struct scenario_distances *distances = ret;
    bool list = node->kind == NODE_SEQUENCE;
    size_t count = list ? node->count : 1;
    if (count > MOST_DISTANCES) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_TOO_MANY, MOST_DISTANCES, "distances",
                       count);
        return;
    }
    distances->metres = scenario_arena_take(reader->arena, count, sizeof *distances->metres);
    distances->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct schema_place item = {place, NULL, i};
        const struct node *of = list ? node->items[i] : node;
        double metres = 0, before = i > 0 && distances->count > 0 ? distances->metres[i - 1] : 0;
        if (!schema_read_quantity(reader, of, list ? &item : place, QUANTITY_DISTANCE, &metres)) {
            return;
        }
        if (metres <= before) {
            SCHEMA_PROBLEM(reader, of, list ? &item : place, NULL, PROBLEM_OUT_OF_RANGE,
                           "distances above 0, each above the one before", of->text);
            return;
        }
        distances->metres[distances->count++] = metres;
    }
}

static const struct schema_field people_fields[] = {
    {.key = "full_time",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .above_low = true,
     .high = 7 * 86400,
     .absent = 40 * 3600,
     .fallback = "40 h",
     AT(scenario_people, full_time_s),
     .example = "44 h",
     .help = "A week's hours of a full-time job."},
    {.key = "within",
     .type = SCHEMA_OWN,
     .read = read_distances,
     .json = LIST_OR(REF("distance")),
     AT(scenario_people, within),
     .example = "[2 km, 5 km, 10 km]",
     .help = "How many people live so near to where they are served; within 2, 5 and 10 km if left "
             "out."}};
static void finish_people(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *row)
{
    static const double usual[] = {2000, 5000, 10000};
    struct scenario_people *people = row;
    (void)place;
    people->given = true;
    if (!node_value(node, "within")) {
        people->within.metres = scenario_arena_take(reader->arena, 3, sizeof(double));
        memcpy(people->within.metres, usual, sizeof usual);
        people->within.count = 3;
    }
}
const struct schema_table schema_people_table = {.title = "people",
                                                 .help = "Jobs, coverage and equity.",
                                                 TABLE(people_fields),
                                                 .finish = finish_people};
void schema_people(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    schema_read_table(reader, &schema_people_table, node, place, ret);
}
