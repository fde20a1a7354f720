/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_carriers.c - one carrier beside the other, where several share the parcels. */
#include <stdio.h>
#include <stdlib.h>

#include "tools/report_costs.h"
#include "tools/text_table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct carriers {
    const char **names; /* owned */
    size_t count;
    const struct row_index *index;
    FILE *out;
    bool colour;
};

static void write_parcels(const struct carriers *self, const char *direction)
{
    static const struct text_column columns[] = {
        {"mean delivery time, h", "delivery_time", "mean", 1},
        {"parcels a day", "throughput", "per_day", 1}};
    struct text_table table = text_table_make(self->index, columns, COUNT(columns));
    for (size_t k = 0; k < self->count; k++) {
        struct row_key key = {
            .direction = direction, .place_kind = "carrier", .place = self->names[k]};
        text_table_add(&table, self->names[k], &key);
    }
    char heading[60];
    snprintf(heading, sizeof heading, "Carriers, %s", direction);
    text_table_print(&table, heading, self->colour, self->out);
}

static void write_vehicles(const struct carriers *self)
{
    static const struct text_column columns[] = {{"trips/d", "trips", "per_day", 1},
                                                 {"km/d", "km", "per_day", 1},
                                                 {"full out, %", "fill_rate", "out", 100},
                                                 {"back, %", "fill_rate", "back", 100}};
    static const char *const tiers[][2] = {{"  line-haul", "line-haul"}, {"  feeders", "feeder"}};
    struct text_table table = text_table_make(self->index, columns, COUNT(columns));
    for (size_t k = 0; k < self->count; k++) {
        struct row_key key = {.place_kind = "carrier", .place = self->names[k]};
        text_table_add(&table, self->names[k], &key);
        for (size_t t = 0; t < COUNT(tiers); t++) {
            key.tier = tiers[t][1];
            text_table_add(&table, tiers[t][0], &key);
        }
    }
    text_table_print(&table, "Carriers' own vehicles", self->colour, self->out);
}

static void write_costs(const struct carriers *self)
{
    static const struct text_column columns[] = {{"a parcel", "cost", "per_parcel", 1},
                                                 {"a day", "cost", "per_day", 1}};
    struct text_table table = text_table_make(self->index, columns, COUNT(columns));
    for (size_t k = 0; k < self->count; k++) {
        struct row_key key = {.place_kind = "carrier", .place = self->names[k]};
        text_table_add(&table, self->names[k], &key);
    }
    text_table_print(&table, "What the parcels of a carrier cost", self->colour, self->out);
}

void report_carriers(const struct row_index *index, FILE *out, bool colour)
{
    struct carriers self = {.index = index, .out = out, .colour = colour};
    self.count = row_index_places(index, "throughput", "carrier", &self.names);
    write_parcels(&self, "inbound");
    write_parcels(&self, "outbound");
    write_vehicles(&self);
    write_costs(&self);
    free(self.names);
}
