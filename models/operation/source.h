/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source.h - villages' orders: one non-homogeneous Poisson process a village and direction.
 *
 * Parcel i of a village comes from block i of the village's own stream: two words for the gap
 * to the one before, one for its luck, one for its class. Gaps are exponential in operational
 * time, the integral of the village's rate (Cinlar 1975; Lewis and Shedler 1979), which the
 * network tabulates by the hour, so that the times are exact and don't depend on how far ahead
 * anybody looks. Where an order may have several parcels, the further blocks (i, 1), (i, 2), ...
 * say how many and give each its luck.
 *
 * Where carriers share the parcels, each record of a village draws all of its orders and keeps
 * those whose lot is its own.
 *
 * All sources of a world lie in one set, field by field, those of a place side by side: who has
 * no order within the hour costs a comparison, and the others draw together. */
#ifndef MODELS_OPERATION_SOURCE_H
#define MODELS_OPERATION_SOURCE_H

#include "models/network/network.h"
#include "models/operation/parcel_queue.h"

/* An order not yet made a parcel: what struct parcel needs, and no more. */
struct order {
    uint64_t birth;
    uint32_t village, luck;
};

struct source_set {
    uint32_t replication;
    size_t count, capacity;
    double *level;       /* operational time of the next parcel, in hours of shape 1 */
    double *gap;         /* mean, in the same unit: 1 / rate */
    uint32_t (*keys)[2]; /* of the streams */
    uint32_t *next_block;
    uint32_t (*words)[2]; /* luck and class of the next parcel */
    uint32_t *village;
    /* Working space. */
    uint32_t *which; /* sources with an order in the hour */
    struct order *orders;
    size_t order_capacity;
    uint32_t *buckets;
    size_t bucket_capacity;
};

void source_set_done(struct source_set *self);

/* Adds one; `rate` > 0 parcels an hour at shape 1. Those of a place must be added together, by
 * ascending village. */
void source_set_add(struct source_set *self, const uint32_t key[2], uint32_t village, double rate);

/* What all sources of a direction share. */
struct source_clock {
    const struct network *network;
    enum direction direction;
    const double *cumulative; /* the replication's shape of demand: network->hours + 1 values */
};

/* Appends to `batch` the parcels of sources `which` that are born from `from` to `until`, both
 * included, by birth, among equals by village; later ones stay for the next call. None that is
 * born before `from` may be left. */
void source_set_emit(struct source_set *self, struct id_range which,
                     const struct source_clock *clock, des_time from, des_time until,
                     struct parcel_batch *batch);

#endif
