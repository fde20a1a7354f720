/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_tables.h - what the files of the schema's tables share: how rows are written. */
#ifndef MODELS_SCENARIO_SCHEMA_TABLES_H
#define MODELS_SCENARIO_SCHEMA_TABLES_H

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
#define NAME(owner)                                                                                \
    {                                                                                              \
        .key = "name", .type = SCHEMA_NAME, .required = true, AT(owner, name),                     \
        .example = "Wangmo", .help = "Its name; places share one name space."                      \
    }

/* schema_costs.c */
extern const struct schema_table schema_vehicle_costs_table, schema_emissions_table,
    schema_sorting_costs_table, schema_station_costs_table, schema_prices_table, schema_late_table,
    schema_money_table, schema_carbon_table, schema_people_table;
#define COSTS_OF_STATION(owner)                                                                    \
    {                                                                                              \
        .key = "costs", .type = SCHEMA_MAPPING, .table = &schema_station_costs_table,              \
        AT(owner, costs), .example = "{per_month: 800 yuan/month}",                                \
        .help = "What a station costs."                                                            \
    }

SCHEMA_READER(schema_emissions);
SCHEMA_READER(schema_carbon);
SCHEMA_READER(schema_people);

/* schema_sorting.c */
extern const struct schema_table schema_sorting_table;
SCHEMA_READER(schema_sorting);
#define SORTING(owner)                                                                             \
    {                                                                                              \
        .key = "sorting", .type = SCHEMA_OWN, .read = schema_sorting,                              \
        .table = &schema_sorting_table, AT(owner, sorting),                                        \
        .example = "{rate: 1800 /h, shifts: \"06:00-22:00\"}",                                     \
        .help = "How parcels are sorted; without it sorting takes no time."                        \
    }

/* schema_care.c */
extern const struct schema_table schema_breakdowns_table, schema_maintenance_table,
    schema_rest_table;
SCHEMA_READER(schema_breakdowns);
SCHEMA_READER(schema_maintenance);
SCHEMA_READER(schema_rest);

/* schema_stays.c */
#define CLOSED_JSON LIST_OR("{\"type\": \"string\"}")
#define CLOSED(owner, member, what)                                                                \
    {                                                                                              \
        .key = "closed", .type = SCHEMA_OWN, .read = schema_closed, .json = CLOSED_JSON,           \
        AT(owner, member), .example = "[2016-10-01..2016-10-07, 2016-11-12]", .help = what         \
    }
SCHEMA_READER(schema_closed);
extern const struct schema_table schema_locker_table, schema_reminder_table, schema_keeper_table,
    schema_home_table;
SCHEMA_READER(schema_rounds);
/* schema_carriers.c */
extern const struct schema_table schema_carrier_table;
#define CARRIER(owner, what)                                                                       \
    {                                                                                              \
        .key = "carrier", .type = SCHEMA_NAME, AT(owner, carrier), .example = "North Express",     \
        .help = what                                                                               \
    }
/* schema_fleet.c */
extern const struct schema_table schema_reload_table;
SCHEMA_READER(schema_reload);
/* schema_disturbances.c */
extern const struct schema_table schema_disturbance_table;
/* schema_places.c */
extern const struct schema_table schema_hub_table, schema_county_table, schema_station_table,
    schema_village_table, schema_beside_villages_table, schema_group_table;
/* schema_transport.c */
extern const struct schema_table schema_road_table, schema_beside_roads_table;
extern const struct schema_table schema_vehicle_table, schema_travel_table, schema_line_haul_table,
    schema_feeder_table;

#endif
