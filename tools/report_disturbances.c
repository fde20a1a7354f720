/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_disturbances.c - what each disturbance did, in a table of its own for each effect. */
#include "tools/report_disturbances.h"

#include <stdlib.h>

#include "tools/text_table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct text_column when[] = {{"of the time, %", "disturbed", "share", 100},
                                          {"times", "disturbed", "spells", 1}};
static const struct text_column legs[] = {{"legs a day", "delayed_legs", "per_day", 1},
                                          {"vehicle h/d", "added_vehicle_time", "per_day", 1},
                                          {"parcel h/d", "added_parcel_time", "per_day", 1}};
static const struct text_column sorting[] = {{"sorters' h/d", "lost_sorting", "per_day", 1}};
static const struct text_column departures[] = {{"cancelled/d", "cancelled", "per_day", 1}};
static const struct text_column orders[] = {{"parcels/d", "added_orders", "per_day", 1}};

static const struct {
    const char *heading;
    const struct text_column *columns;
    size_t count;
} tables[] = {
    {"Disturbances, in the observed time", when, COUNT(when)},
    {"Disturbances: time that they added on the way", legs, COUNT(legs)},
    {"Disturbances: time on shift that they took", sorting, COUNT(sorting)},
    {"Disturbances: departures that were cancelled", departures, COUNT(departures)},
    {"Disturbances: orders that they added or kept back", orders, COUNT(orders)},
};

void report_disturbances(const struct row_index *index, FILE *out, bool colour)
{
    const char **names;
    size_t count = row_index_places(index, "disturbed", "disturbance", &names);
    for (size_t t = 0; t < COUNT(tables); t++) {
        struct text_table table = text_table_make(index, tables[t].columns, tables[t].count);
        for (size_t d = 0; d < count; d++) {
            struct row_key key = {.place_kind = "disturbance", .place = names[d]};
            text_table_add(&table, names[d], &key);
        }
        text_table_print(&table, tables[t].heading, colour, out);
    }
    free(names);
}
