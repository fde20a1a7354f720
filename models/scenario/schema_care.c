/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_care.c - the tables of breakdowns, maintenance and drivers. */
#include <math.h>

#include "models/scenario/schema_tables.h"

static const struct schema_field breakdowns_fields[] = {
    {.key = "every",
     .type = SCHEMA_DISTRIBUTION,
     .required = true,
     .unit = QUANTITY_DURATION,
     AT(scenario_breakdowns, every),
     .example = "{exponential: {mean: 900 h}}",
     .help = "Hours of driving from one breakdown of a vehicle to its next."},
    {.key = "lasts",
     .type = SCHEMA_DISTRIBUTION,
     .required = true,
     .unit = QUANTITY_DURATION,
     AT(scenario_breakdowns, lasts),
     .example = "{lognormal: {mean: 5 h, cv: 0.8}}",
     .help = "Until it is repaired."},
    {.key = "fetched_after",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .high = 1e9,
     .absent = INFINITY,
     AT(scenario_breakdowns, fetched_after_s),
     .example = "2 h",
     .help = "After so long a spare takes the load and goes on; the load waits for the repair if "
             "left out."}};
const struct schema_table schema_breakdowns_table = {.title = "vehicles.breakdowns",
                                                     .help = "How often such a vehicle breaks down "
                                                             "on the road, and what happens then.",
                                                     TABLE(breakdowns_fields)};
void schema_breakdowns(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, void *ret)
{
    struct scenario_breakdowns *breakdowns = ret;
    size_t errors = reader->problems->errors;
    schema_read_table(reader, &schema_breakdowns_table, node, place, breakdowns);
    breakdowns->given = true;
    double mean_s = des_distribution_mean(&breakdowns->every);
    if (reader->problems->errors == errors && mean_s < 60) {
        struct schema_place here = {place, "every", 0};
        SCHEMA_PROBLEM(reader, node_value(node, "every"), &here, NULL, PROBLEM_BREAKS_TOO_OFTEN,
                       mean_s);
    }
}

/* ---- maintenance ---- */

/* A distance or a duration, as its unit says. */
void schema_upkeep_every(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, void *ret)
{
    static const char expected[] =
        "a distance such as '10000 km' or a duration such as '30 d', above 0";
    struct scenario_maintenance *maintenance = ret;
    struct quantity_fault fault;
    double metres;
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    if (quantity_read(node->text, QUANTITY_DISTANCE, &metres, &fault)) {
        schema_read_quantity(reader, node, place, QUANTITY_DISTANCE, &maintenance->every_m);
    } else if (quantity_read(node->text, QUANTITY_DURATION, &maintenance->every_s, &fault)) {
        schema_read_quantity(reader, node, place, QUANTITY_DURATION, &maintenance->every_s);
    } else {
        schema_report_quantity(reader, node, place, expected, &fault);
        return;
    }
    if (!(maintenance->every_m >= 1) && !(maintenance->every_s >= 1)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE, expected, node->text);
    }
}

static const struct schema_field maintenance_fields[] = {
    {.key = "every",
     .type = SCHEMA_OWN,
     .required = true,
     .read = schema_upkeep_every,
     .json = "{\"anyOf\": [" REF("distance") ", " REF("duration") "]}",
     .example = "10000 km",
     .help = "Kilometres that a vehicle has driven, or time that has passed, since the last: due "
             "when it is back at its base."},
    {.key = "lasts",
     .type = SCHEMA_DISTRIBUTION,
     .required = true,
     .unit = QUANTITY_DURATION,
     AT(scenario_maintenance, lasts),
     .example = "1 d",
     .help = "Until it may leave again."}};
const struct schema_table schema_maintenance_table = {
    .title = "vehicles.maintenance",
    .help = "Planned work on a vehicle, which can't leave meanwhile.",
    TABLE(maintenance_fields)};
void schema_maintenance(struct schema_reader *reader, const struct node *node,
                        const struct schema_place *place, void *ret)
{
    struct scenario_maintenance *maintenance = ret;
    schema_read_table(reader, &schema_maintenance_table, node, place, maintenance);
    maintenance->given = true;
}

/* ---- drivers ---- */

void schema_driver_shifts(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *ret)
{
    schema_read_hours(reader, node, place, ret);
}

static const struct schema_field rest_fields[] = {{.key = "after",
                                                   .type = SCHEMA_QUANTITY,
                                                   .required = true,
                                                   .unit = QUANTITY_DURATION,
                                                   .low = 60,
                                                   .high = 1e9,
                                                   AT(scenario_rest, after_s),
                                                   .example = "4 h",
                                                   .help = "Of driving without a rest."},
                                                  {.key = "lasts",
                                                   .type = SCHEMA_QUANTITY,
                                                   .required = true,
                                                   .unit = QUANTITY_DURATION,
                                                   .low = 1,
                                                   .high = 1e9,
                                                   AT(scenario_rest, lasts_s),
                                                   .example = "20 min",
                                                   .help = "For so long it stands then."}};
const struct schema_table schema_rest_table = {
    .title = "vehicles.rest", .help = "When drivers rest on the way.", TABLE(rest_fields)};
void schema_rest(struct schema_reader *reader, const struct node *node,
                 const struct schema_place *place, void *ret)
{
    struct scenario_rest *rest = ret;
    schema_read_table(reader, &schema_rest_table, node, place, rest);
    rest->given = true;
}
