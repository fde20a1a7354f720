/* SPDX-License-Identifier: GPL-3.0-or-later */
/* origins.h - delivery times by where and when orders arose: by village, and by hour of the day.
 *
 * Kept only when asked for (network.watch_origins), as comparisons do: means, no quantiles.
 * Inbound it is the time from order to available, outbound from drop-off to having left the
 * hub; what is completed within the observed time counts. One for every region of a
 * replication, absorbed in region order into one for the whole network. */
#ifndef MODELS_MEASURE_ORIGINS_H
#define MODELS_MEASURE_ORIGINS_H

#include "models/network/network.h"
#include "models/operation/parcel.h"

enum { HOURS_OF_DAY = 24 };

struct origin_sum {
    uint64_t count;
    double sum; /* microseconds */
};

struct origins {
    int32_t first_village;                   /* id of villages[...][0] */
    int32_t village_count;                   /* of those here */
    struct origin_sum *villages[DIRECTIONS]; /* owned */
    struct origin_sum hours[DIRECTIONS][HOURS_OF_DAY];
};

/* Is there anybody who asks? */
static inline bool origins_wanted(const struct network *network)
{
    return network->watch_origins || network->people || network->carriers;
}

struct origins *origins_create(struct id_range villages);
void origins_destroy(struct origins *self);

static inline void origins_add(struct origins *self, enum direction direction,
                               const struct parcel *parcel, des_time delay)
{
    struct origin_sum *village =
        &self->villages[direction][(int32_t)parcel->village - self->first_village];
    /* Scenarios start at midnight. */
    struct origin_sum *hour = &self->hours[direction][parcel_born(parcel) % DES_DAY / DES_HOUR];
    village->count++;
    village->sum += (double)delay;
    hour->count++;
    hour->sum += (double)delay;
}

/* The villages of `region` must be among those of `self`. */
void origins_absorb(struct origins *self, const struct origins *region);

double origin_mean(const struct origin_sum *self); /* microseconds; NaN of nothing */

#endif
