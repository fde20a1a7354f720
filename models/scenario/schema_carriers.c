/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_carriers.c - who shares the parcels. */
#include "models/scenario/schema_tables.h"

static const struct schema_field carrier_fields[] = {
    {.key = "name",
     .type = SCHEMA_NAME,
     .required = true,
     AT(scenario_carrier, name),
     .example = "North Express",
     .help = "Its name, by which hubs and counties say whose they are."},
    {.key = "share",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .above_low = true,
     .high = 1,
     AT(scenario_carrier, share),
     .example = "45 %",
     .help = "Of all parcels, in both directions and in every village; the carriers' shares add up "
             "to 100 %."},
};
const struct schema_table schema_carrier_table = {
    .title = "carriers",
    .row = "carrier",
    .help = "Several carriers share the parcels. Which of them takes a parcel is the parcel's own: "
            "the same in "
            "every scenario with these carriers.",
    .row_size = sizeof(struct scenario_carrier),
    TABLE(carrier_fields)};
