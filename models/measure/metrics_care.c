/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breakdowns, maintenance and drivers: rows only of what some type of vehicles has. */
#include <stdio.h>

#include "models/measure/metrics_rows.h"

/* Fleets added up, and what their types have. */
struct care_sum {
    struct spells spells;
    bool breaks, maintained, rests, shifts;
    double vehicles; /* of fleets with a limit, */
    double out;      /* and vehicle microseconds in repair or maintenance of those */
};

static void add_fleet(struct care_sum *self, const struct network *network, pool_id id,
                      const struct pool_summary *seen)
{
    const struct vehicle_pool *pool = &network->pools[id];
    const struct vehicle_care *care = &network->vehicle_types[pool->type].care;
    self->breaks |= care->breaks;
    self->maintained |= care->maintained;
    self->rests |= care->rests;
    self->shifts |= care->shift_count > 0;
    spells_absorb(&self->spells, &seen->spells);
    if (pool->size != UNLIMITED && (care->breaks || care->maintained)) {
        self->vehicles += pool->size;
        self->out += seen->spells.time[SPELL_REPAIR] + seen->spells.time[SPELL_MAINTENANCE];
    }
}

static void per_day(struct metrics *self, struct row_name name, const char *measure,
                    const char *unit, double count)
{
    metrics_row(self, row_measure(name, measure, "per_day", unit), metrics_per_day(self, count));
}

static void care_rows(struct metrics *self, struct row_name name, const struct care_sum *sum)
{
    const struct spells *spells = &sum->spells;
    const double hour = (double)DES_HOUR;
    if (sum->breaks) {
        per_day(self, name, "breakdowns", "1/d", (double)spells->count[SPELL_STANDING]);
        per_day(self, name, "breakdown_loss", "parcel-h/d", spells->load_time / hour);
        per_day(self, name, "repair", "h/d", spells->time[SPELL_REPAIR] / hour);
    }
    if (sum->maintained) {
        per_day(self, name, "maintenance", "h/d", spells->time[SPELL_MAINTENANCE] / hour);
    }
    if (sum->vehicles > 0) {
        metrics_row(self, row_measure(name, "availability", "share", "1"),
                    1 - sum->out / (sum->vehicles * self->observed));
    }
    if (sum->rests) {
        per_day(self, name, "rest", "h/d", spells->time[SPELL_REST] / hour);
    }
    if (sum->shifts) {
        per_day(self, name, "shift_waits", "1/d", (double)spells->count[SPELL_SHIFT_WAIT]);
        per_day(self, name, "overtime", "h/d", spells->time[SPELL_OVERTIME] / hour);
    }
}

void metrics_care(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    struct care_sum all = {0};
    for (pool_id p = 0; p < network->pool_count; p++) {
        add_fleet(&all, network, p, &summary->pools[p]);
    }
    care_rows(self, (struct row_name){0}, &all);
    for (pool_id p = 0; self->routes && p < network->pool_count; p++) {
        const struct vehicle_pool *pool = &network->pools[p];
        char place[512];
        snprintf(place, sizeof place, "%s: %s", network->centres[pool->base].name,
                 network->vehicle_types[pool->type].name);
        struct care_sum one = {0};
        add_fleet(&one, network, p, &summary->pools[p]);
        care_rows(self, (struct row_name){.place_kind = "fleet", .place = place}, &one);
    }
}
