/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source.h - one village's orders in one direction: a non-homogeneous Poisson process.
 *
 * Parcel i of a village comes from block i of the village's own stream: two words for the gap
 * to the one before, one for its luck, one for its class. Gaps are exponential in operational
 * time, the integral of the village's rate (Cinlar 1975; Lewis and Shedler 1979), which the
 * network tabulates by the hour, so that the times are exact and don't depend on how far ahead
 * anybody looks. */
#ifndef MODELS_OPERATION_SOURCE_H
#define MODELS_OPERATION_SOURCE_H

#include "models/network/network.h"
#include "models/operation/parcel_queue.h"

struct source {
    struct des_stream stream;
    uint32_t luck, class_word; /* of the next parcel */
    double level;              /* operational time of the next parcel, in hours of shape 1 */
    double gap;                /* mean, in the same unit: 1 / rate */
    uint32_t next_block;
    uint32_t village;
};

/* `rate` > 0 parcels an hour at shape 1. */
void source_init(struct source *self, struct des_stream stream, uint32_t village, double rate);

/* What all sources of a direction share. */
struct source_clock {
    const struct network *network;
    enum direction direction;
};

/* Appends to `batch` this source's parcels of hour `hour` that are born by `until`, earliest
 * first; later ones stay for the next call. Hours must be asked for in order. */
void source_emit(struct source *self, const struct source_clock *clock, int32_t hour,
                 des_time until, struct parcel_batch *batch);

#endif
