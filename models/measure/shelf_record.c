/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/shelf_record.h"

#include <stdlib.h>

#include "engine/require.h"

enum { FIRST_RING = 256 }; /* hours */

void shelf_record_done(struct shelf_record *self)
{
    des_histogram_done(&self->samples);
    free(self->changes);
}

void shelf_record_grow(struct shelf_record *self, int32_t reach)
{
    int32_t size = self->mask < 0 ? FIRST_RING : 2 * (self->mask + 1);
    while (size <= reach) {
        size *= 2;
    }
    int32_t *changes = des_allocate((size_t)size, sizeof *changes);
    for (int32_t h = 0; h <= self->mask; h++) {
        int32_t hour = self->next_hour + h;
        changes[hour & (size - 1)] = self->changes[hour & self->mask];
    }
    free(self->changes);
    self->changes = changes;
    self->mask = size - 1;
}

/* Runs of hours without a change at once. */
void shelf_record_sample(struct shelf_record *self, int32_t first_observed, int32_t hour)
{
    while (self->next_hour < hour) {
        if (self->mask >= 0) {
            int32_t *change = &self->changes[self->next_hour & self->mask];
            self->stock += *change;
            *change = 0;
        }
        DES_REQUIRE(self->stock >= 0);
        int32_t begin = self->next_hour++;
        while (self->next_hour < hour &&
               (self->mask < 0 || self->changes[self->next_hour & self->mask] == 0)) {
            self->next_hour++;
        }
        begin = begin > first_observed ? begin : first_observed;
        if (self->next_hour > begin) {
            des_histogram_add_many(&self->samples, self->stock,
                                   (uint64_t)(self->next_hour - begin));
            self->maximum = self->stock > self->maximum ? self->stock : self->maximum;
        }
    }
}

void shelf_record_prefetch(const struct shelf_record *self)
{
    for (int32_t h = 0; h <= self->mask && h < 96; h += 16) {
        __builtin_prefetch(&self->changes[(self->next_hour + h) & self->mask], 1);
    }
    for (int64_t s = self->stock - 24; s <= self->stock + 8; s += 8) {
        if (s >= 0 && s < self->samples.capacity) {
            __builtin_prefetch(&self->samples.counts[s], 1);
        }
    }
}
