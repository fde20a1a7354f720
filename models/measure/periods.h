/* SPDX-License-Identifier: GPL-3.0-or-later */
/* periods.h - what each period of a long run brought, by direction: when did it break?
 *
 * Kept only when the network has periods. A parcel counts in the period in which it is completed
 * (inbound: made available; outbound: out of the hub). Service level of a period = on time /
 * (completed + overdue at its end), as of the whole: overdue are those still on the way whose
 * promise has passed. One for every region of a replication, absorbed in region order into one
 * for the whole network. */
#ifndef MODELS_MEASURE_PERIODS_H
#define MODELS_MEASURE_PERIODS_H

#include "engine/histogram.h"
#include "models/network/network.h"
#include "models/operation/parcel.h"

struct period_sum {
    uint64_t completed;
    uint64_t on_time, promised; /* of those, within the promise; of a class that has one */
    int64_t overdue;            /* more of them at the end of this period than of the one before */
    struct des_histogram times; /* from order or drop-off */
};

struct periods {
    const struct network *network;       /* not owned */
    struct period_sum *sums[DIRECTIONS]; /* by period; owned */
};

struct periods *periods_create(const struct network *network);
void periods_destroy(struct periods *self);
void periods_absorb(struct periods *self, struct periods *region);

/* Completed within the observed time. */
void periods_completed(struct periods *self, const struct parcel *parcel, des_time time);
/* Not completed, and gone at `until`; DES_NEVER: still on the way at the end. */
void periods_missing(struct periods *self, const struct parcel *parcel, des_time until);

#endif
