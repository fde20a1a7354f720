/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parcel.h - one parcel: 32 bytes, two to a cache line, copied from queue to queue. */
#ifndef MODELS_OPERATION_PARCEL_H
#define MODELS_OPERATION_PARCEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/des_time.h"
#include "models/network/network.h"

struct parcel {
    uint64_t birth;   /* time of order or drop-off << 8 | class << 3 | flags | direction */
    des_time arrived; /* at the centre where it is now, or at the station counter */
    des_time ready;   /* to leave from there: sorted, or dropped off */
    uint32_t village;
    uint32_t luck; /* 32 random bits of its own; with village and birth they name its dwell */
};

/* What else the low byte of `birth` says of a parcel. */
enum parcel_flag {
    PARCEL_RETURNING = 1 << 1, /* inbound once, uncollected: on its way back to the sender */
    PARCEL_LOCAL = 1 << 2,     /* from village to village: turns inbound where it is sorted */
};
enum { PARCEL_CLASS_SHIFT = 3, PARCEL_CLASS_LIMIT = 32 };

static inline uint64_t parcel_birth(des_time born, int32_t class, enum direction direction)
{
    return (uint64_t)born << 8 | (uint64_t) class << PARCEL_CLASS_SHIFT | direction;
}
static inline des_time parcel_born(const struct parcel *self)
{
    return (des_time)(self->birth >> 8);
}
static inline int32_t parcel_class(const struct parcel *self)
{
    return (int32_t)(self->birth >> PARCEL_CLASS_SHIFT & (PARCEL_CLASS_LIMIT - 1));
}
static inline enum direction parcel_direction(const struct parcel *self)
{
    return (enum direction)(self->birth & 1);
}
static inline bool parcel_has(const struct parcel *self, enum parcel_flag flag)
{
    return (self->birth & flag) != 0;
}
/* Does it move towards the city: outbound, or inbound on its way back? */
static inline bool parcel_heads_out(const struct parcel *self)
{
    return parcel_direction(self) == OUTBOUND || parcel_has(self, PARCEL_RETURNING);
}

/* How many of the first of `count` parcels (at least one) have the direction and the flags of the
 * very first: observers are told of those together. */
static inline size_t parcel_run(const struct parcel *parcels, size_t count)
{
    uint64_t kind = (UINT64_C(1) << PARCEL_CLASS_SHIFT) - 1;
    size_t run = 1;
    while (run < count && ((parcels[run].birth ^ parcels[0].birth) & kind) == 0) {
        run++;
    }
    return run;
}

#endif
