/* SPDX-License-Identifier: GPL-3.0-or-later */
/* care.h - what a vehicle type needs besides roads: repairs, maintenance, drivers. */
#ifndef MODELS_NETWORK_CARE_H
#define MODELS_NETWORK_CARE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/des_time.h"
#include "engine/distribution.h"

/* A shift of drivers within any week counted from time 0: 0 <= begin < DES_WEEK, and `end` may lie
 * in the next. Shifts that touch stay apart: another driver takes over at the base. */
struct shift {
    des_time begin, end;
};

struct vehicle_care {
    bool breaks, maintained, rests;
    struct des_distribution every;  /* breaks: microseconds of driving between breakdowns */
    struct des_distribution repair; /* microseconds */
    des_time fetched_after;         /* a spare goes on with the load; DES_NEVER: it waits */
    int64_t due_m;                  /* maintained: after so many metres, */
    des_time due_after;             /* or so long; the other is 0 */
    struct des_distribution upkeep; /* microseconds in maintenance */
    des_time rest_after, rest_lasts;
    struct shift *shifts; /* ascending; owned */
    int32_t shift_count;  /* 0: at any time */
};

void vehicle_care_done(struct vehicle_care *self);

/* Does it have any of these at all? */
static inline bool vehicle_care_any(const struct vehicle_care *self)
{
    return self->breaks || self->maintained || self->rests || self->shift_count > 0;
}

#endif
