/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/local.h"

#include <stdlib.h>

#include "engine/require.h"

struct local *local_create(const struct network *network)
{
    struct local *self = des_allocate(1, sizeof *self);
    self->network = network;
    self->classes = des_allocate((size_t)network->class_count, sizeof *self->classes);
    for (int32_t c = 0; c < network->class_count; c++) {
        des_histogram_init(&self->classes[c].available, TIME_UNIT_SHIFT);
        des_histogram_init(&self->classes[c].collected, TIME_UNIT_SHIFT);
    }
    return self;
}

void local_destroy(struct local *self)
{
    for (int32_t c = 0; self && c < self->network->class_count; c++) {
        des_histogram_done(&self->classes[c].available);
        des_histogram_done(&self->classes[c].collected);
    }
    if (self) {
        free(self->classes);
        free(self);
    }
}

void local_absorb(struct local *self, const struct local *region)
{
    ledger_add(&self->ledger, &region->ledger);
    for (int32_t c = 0; c < self->network->class_count; c++) {
        const struct local_class *from = &region->classes[c];
        struct local_class *to = &self->classes[c];
        class_summary_add(&to->summary, &from->summary);
        des_histogram_merge(&to->available, &from->available);
        des_histogram_merge(&to->collected, &from->collected);
    }
}

/* ---- what the observer is told of them ---- */

static bool observed(const struct local *self, des_time time)
{
    return time >= self->network->warm_up && time < self->network->end;
}

static struct local_class *class_of(struct local *self, const struct parcel *parcel)
{
    return &self->classes[parcel_class(parcel)];
}

static des_time promise_of(const struct local *self, const struct parcel *parcel)
{
    return self->network->classes[parcel_class(parcel)].promise;
}

void local_entered(struct local *self, size_t count)
{
    self->ledger.entered += (int64_t)count;
}

void local_lost(struct local *self, const struct parcel *parcels, size_t count)
{
    self->ledger.lost += (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        class_of(self, &parcels[i])->summary.lost += observed(self, parcel_born(&parcels[i]));
    }
}

void local_available(struct local *self, const struct parcel *parcel, des_time available)
{
    struct local_class *class = class_of(self, parcel);
    des_time born = parcel_born(parcel), end = self->network->end;
    if (observed(self, available)) {
        class->summary.completed++;
        class->summary.on_time += available - born <= promise_of(self, parcel);
        des_histogram_add(&class->available, available - born);
    } else if (available >= end) {
        class->summary.overdue += end - born > promise_of(self, parcel);
    }
}

void local_left(struct local *self, const struct parcel *parcel, des_time leave, bool returned)
{
    struct local_class *class = class_of(self, parcel);
    des_time born = parcel_born(parcel), end = self->network->end;
    bool travels = self->network->returns_travel;
    if (leave >= end) {
        self->ledger.in_system[ON_SHELF]++;
        return;
    }
    self->ledger.delivered += !returned;
    self->ledger.returned += returned && !travels; /* else it remains in the system */
    if (observed(self, leave) && returned) {
        class->summary.returned++;
    } else if (observed(self, leave)) {
        des_histogram_add(&class->collected, leave - born);
    }
}

void local_refused(struct local *self, const struct parcel *parcels, size_t count, des_time time)
{
    self->ledger.returned += self->network->returns_travel ? 0 : (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        class_of(self, &parcels[i])->summary.returned += observed(self, time);
    }
}

void local_came_back(struct local *self, const struct parcel *parcel)
{
    if (parcel->ready >= self->network->end) {
        self->ledger.in_system[AT_HUB_SORTING]++;
    } else {
        self->ledger.returned++;
    }
}

void local_unfinished(struct local *self, int place, const struct parcel *parcels, size_t count)
{
    self->ledger.in_system[place] += (int64_t)count;
    for (size_t i = 0; i < count; i++) {
        bool late = self->network->end - parcel_born(&parcels[i]) > promise_of(self, &parcels[i]);
        class_of(self, &parcels[i])->summary.overdue +=
            late && !parcel_has(&parcels[i], PARCEL_RETURNING);
    }
}
