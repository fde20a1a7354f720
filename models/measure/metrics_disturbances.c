/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics_disturbances.c - rows of what each disturbance did: those that its kind can do. */
#include "models/measure/metrics_rows.h"

static const double hour = (double)DES_HOUR;

static void per_day(struct metrics *self, struct row_name name, const char *measure,
                    const char *unit, double count)
{
    metrics_row(self, row_measure(name, measure, "per_day", unit), metrics_per_day(self, count));
}

static void rows_of(struct metrics *self, const struct disturbance *row,
                    const struct disturbance_record *record)
{
    struct row_name name = {.place_kind = "disturbance", .place = row->name};
    metrics_row(self, row_measure(name, "disturbed", "share", "1"),
                metrics_ratio(record->lasted, self->observed));
    metrics_row(self, row_measure(name, "disturbed", "spells", "1"), (double)record->spells);
    if (row->kind == DISTURBANCE_WEATHER || row->kind == DISTURBANCE_ROAD) {
        per_day(self, name, "delayed_legs", "legs/d", (double)record->legs);
        per_day(self, name, "added_vehicle_time", "h/d", record->vehicle / hour);
        per_day(self, name, "added_parcel_time", "h/d", record->parcel / hour);
    }
    if (row->kind == DISTURBANCE_OUTAGE) {
        per_day(self, name, "lost_sorting", "h/d", record->sorting / hour);
    }
    if (row->kind == DISTURBANCE_STRIKE) {
        per_day(self, name, "cancelled", "departures/d", (double)record->cancelled);
    }
    if (row->orders[INBOUND] != 1 || row->orders[OUTBOUND] != 1) {
        per_day(self, name, "added_orders", "parcels/d", (double)record->orders);
    }
}

void metrics_disturbances(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    for (int32_t d = 0; d < network->disturbance_count; d++) {
        rows_of(self, &network->disturbances[d], &summary->disturbances[d]);
    }
}
