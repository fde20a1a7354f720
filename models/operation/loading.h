/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loading.h - which parcels of several queues go on one vehicle: earliest ready first; among
 * equals the earlier stop's. Working space of a world, used by one departure at a time. */
#ifndef MODELS_OPERATION_LOADING_H
#define MODELS_OPERATION_LOADING_H

#include "models/operation/parcel_queue.h"

struct loading {
    struct parcel_queue **queues; /* by stop, filled in by the caller; owned as an array */
    size_t *take;                 /* by stop: how many from the front */
    size_t *most;                 /* by stop: working space */
    struct parcel_size *sizes;    /* by stop: what those take up; see loading_limits.h */
    size_t count, capacity;       /* stops */

    /* For loading_limits. */
    struct candidate *candidates; /* owned */
    uint32_t *order, *spare;      /* owned */
    size_t candidate_capacity;
};

void loading_done(struct loading *self);
void loading_begin(struct loading *self, size_t stops);
/* Of one queue, the first so many. */
void loading_begin_one(struct loading *self, struct parcel_queue *queue, size_t take);

size_t loading_count(const struct loading *self); /* ready or not */
/* When the earliest of all is ready; DES_NEVER when there is none. */
des_time loading_earliest(const struct loading *self);

/* The stop whose queue, after its `take` first, holds the earliest parcel; count if none. */
size_t loading_earliest_left(const struct loading *self);

/* Sets `take` to all that is ready by `time`; returns their number. */
size_t loading_count_ready(struct loading *self, des_time time);
/* Sets `take` to the first n of all (there must be as many, n >= 1); returns the stop of the
 * last of them. Cost: the stops times the logarithm of the queues, squared. */
size_t loading_take_first(struct loading *self, size_t n);

#endif
