/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/periods.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/summary.h"

struct periods *periods_create(const struct network *network)
{
    struct periods *self = des_allocate(1, sizeof *self);
    self->network = network;
    for (int d = 0; d < DIRECTIONS; d++) {
        self->sums[d] = des_allocate((size_t)network->period_count, sizeof *self->sums[d]);
        for (int32_t p = 0; p < network->period_count; p++) {
            des_histogram_init(&self->sums[d][p].times, TIME_UNIT_SHIFT);
        }
    }
    return self;
}

void periods_destroy(struct periods *self)
{
    if (!self) {
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t p = 0; p < self->network->period_count; p++) {
            des_histogram_done(&self->sums[d][p].times);
        }
        free(self->sums[d]);
    }
    free(self);
}

void periods_absorb(struct periods *self, struct periods *region)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t p = 0; p < self->network->period_count; p++) {
            struct period_sum *to = &self->sums[d][p], *from = &region->sums[d][p];
            to->completed += from->completed;
            to->on_time += from->on_time;
            to->promised += from->promised;
            to->overdue += from->overdue;
            if (from->times.total > 0) {
                des_histogram_merge(&to->times, &from->times);
            }
        }
    }
}

static int32_t period_at(const struct periods *self, des_time time)
{
    return network_period_of(self->network->periods, self->network->period_count, time);
}

static des_time promise_of(const struct periods *self, const struct parcel *parcel)
{
    return self->network->classes[parcel_class(parcel)].promise;
}

/* It was overdue at the end of every period from that in which its promise passed on, until it
 * was gone: a change up here, and one down there. */
static void overdue_until(struct periods *self, const struct parcel *parcel, des_time until)
{
    des_time promise = promise_of(self, parcel);
    struct period_sum *sums = self->sums[parcel_direction(parcel)];
    des_time end = until < self->network->end ? until : self->network->end;
    if (promise == DES_NEVER || end - parcel_born(parcel) <= promise ||
        until < self->network->warm_up) {
        return;
    }
    sums[period_at(self, parcel_born(parcel) + promise)].overdue++;
    if (until < self->network->end) {
        sums[period_at(self, until)].overdue--;
    }
}

void periods_completed(struct periods *self, const struct parcel *parcel, des_time time)
{
    des_time promise = promise_of(self, parcel), delay = time - parcel_born(parcel);
    struct period_sum *sum = &self->sums[parcel_direction(parcel)][period_at(self, time)];
    sum->completed++;
    sum->promised += promise < DES_NEVER;
    sum->on_time += promise < DES_NEVER && delay <= promise;
    des_histogram_add(&sum->times, delay);
    overdue_until(self, parcel, time);
}

void periods_missing(struct periods *self, const struct parcel *parcel, des_time until)
{
    overdue_until(self, parcel, until);
}
