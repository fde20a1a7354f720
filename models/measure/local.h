/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local.h - parcels from village to village: a flow of its own, with books of its own.
 *
 * Nothing of them is in the figures of inbound and outbound parcels. */
#ifndef MODELS_MEASURE_LOCAL_H
#define MODELS_MEASURE_LOCAL_H

#include "engine/histogram.h"
#include "models/measure/summary.h"

struct local_class {
    struct class_summary summary;
    struct des_histogram available, collected; /* from drop-off */
};

struct local {
    const struct network *network;
    struct ledger ledger;
    struct local_class *classes;
};

struct local *local_create(const struct network *network);
void local_destroy(struct local *self);
void local_absorb(struct local *self, const struct local *region);

/* ---- what the observer is told of them ---- */

void local_entered(struct local *self, size_t count);
void local_lost(struct local *self, const struct parcel *parcels, size_t count);
/* On the shelf, available from then on; and gone from there, at `leave`. */
void local_available(struct local *self, const struct parcel *parcel, des_time available);
void local_left(struct local *self, const struct parcel *parcel, des_time leave, bool returned);
/* Returned to the sender at `time`, for want of room. */
void local_refused(struct local *self, const struct parcel *parcels, size_t count, des_time time);
/* A return is back at the hub. */
void local_came_back(struct local *self, const struct parcel *parcel);
void local_unfinished(struct local *self, int place, const struct parcel *parcels, size_t count);

#endif
