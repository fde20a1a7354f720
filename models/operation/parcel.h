/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parcel.h - one parcel: 32 bytes, two to a cache line, copied from queue to queue. */
#ifndef MODELS_OPERATION_PARCEL_H
#define MODELS_OPERATION_PARCEL_H

#include <stdint.h>

#include "engine/des_time.h"
#include "models/network/network.h"

struct parcel {
    uint64_t birth;   /* time of order or drop-off << 8 | class << 1 | direction */
    des_time arrived; /* at the centre where it is now, or at the station counter */
    des_time ready;   /* to leave from there: sorted, or dropped off */
    uint32_t village;
    uint32_t luck; /* 32 random bits of its own; with village and birth they name its dwell */
};

static inline uint64_t parcel_birth(des_time born, int32_t class, enum direction direction)
{
    return (uint64_t)born << 8 | (uint64_t) class << 1 | direction;
}
static inline des_time parcel_born(const struct parcel *self)
{
    return (des_time)(self->birth >> 8);
}
static inline int32_t parcel_class(const struct parcel *self)
{
    return (int32_t)(self->birth >> 1 & 127);
}
static inline enum direction parcel_direction(const struct parcel *self)
{
    return (enum direction)(self->birth & 1);
}

enum { PARCEL_CLASS_LIMIT = 128 };

#endif
