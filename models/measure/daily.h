/* SPDX-License-Identifier: GPL-3.0-or-later */
/* daily.h - what each day of the observed time brought, for intervals from one long run.
 *
 * Kept only when asked for (network.watch_days). Inbound a parcel counts on the day on which it
 * is made available, outbound on that on which it leaves the hub. One for every region of a
 * replication, absorbed in region order into one for the whole network. */
#ifndef MODELS_MEASURE_DAILY_H
#define MODELS_MEASURE_DAILY_H

#include "models/network/network.h"
#include "models/operation/parcel.h"

struct daily_sum {
    uint64_t completed;
    uint64_t on_time;  /* of those, within their class's promise */
    uint64_t promised; /* of those, of a class that has a promise */
    uint64_t delay;    /* microseconds from order or drop-off, summed */
};

struct daily {
    const struct network *network;      /* not owned */
    int32_t days;                       /* whole ones from the end of the warm-up on */
    struct daily_sum *sums[DIRECTIONS]; /* owned; one more: the part of a day after the last */
};

struct daily *daily_create(const struct network *network);
void daily_destroy(struct daily *self);

/* `completed` in [warm_up, end). */
static inline void daily_add(struct daily *self, const struct parcel *parcel, des_time completed)
{
    des_time promise = self->network->classes[parcel_class(parcel)].promise;
    des_time delay = completed - parcel_born(parcel);
    struct daily_sum *sum =
        &self->sums[parcel_direction(parcel)][(completed - self->network->warm_up) / DES_DAY];
    sum->completed++;
    sum->promised += promise < DES_NEVER;
    sum->on_time += promise < DES_NEVER && delay <= promise;
    sum->delay += (uint64_t)delay;
}

void daily_absorb(struct daily *self, const struct daily *region);

#endif
