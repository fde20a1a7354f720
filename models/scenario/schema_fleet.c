/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_fleet.c - vehicles that go again at once. */
#include "models/scenario/schema_tables.h"

static void read_until(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, void *ret)
{
    struct scenario_route *route = ret;
    const char *expected = "a clock time such as \"18:00\"";
    if (schema_expect(reader, node, place, NODE_SCALAR, expected) &&
        !clock_read(node->text, &route->reload_until)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, node->text);
    }
}

static const struct schema_field reload_fields[] = {
    {.key = "at_least",
     .type = SCHEMA_COUNT,
     .required = true,
     .low = 1,
     .high = 1e9,
     AT(scenario_route, reload_parcels),
     .example = "20",
     .help = "Parcels that must be ready for the route's stops when the vehicle is back."},
    {.key = "until",
     .type = SCHEMA_OWN,
     .read = read_until,
     .json = REF("clock"),
     .example = "\"18:00\"",
     .help = "Not after this time of day; at any time if left out."}};
const struct schema_table schema_reload_table = {
    .title = "reload",
    .help = "A vehicle that comes home loads up and goes round again at once.",
    TABLE(reload_fields)};

void schema_reload(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    struct scenario_route *route = ret;
    route->reload_until = DES_DAY;
    schema_read_table(reader, &schema_reload_table, node, place, route);
}
