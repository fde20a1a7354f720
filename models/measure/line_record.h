/* SPDX-License-Identifier: GPL-3.0-or-later */
/* line_record.h - what is seen of a sorter at which more than who came first decides who is next,
 * within the observed time. */
#ifndef MODELS_MEASURE_LINE_RECORD_H
#define MODELS_MEASURE_LINE_RECORD_H

#include "engine/histogram.h"
#include "models/network/network.h"
#include "models/operation/observer.h"

struct line_record {
    bool has_waves, has_setups, has_buffer;
    int32_t class_count;        /* 0 unless priorities count */
    struct des_histogram *wait; /* by class: arrival to start; owned */
    uint64_t waves, in_waves;   /* begun, and the parcels in them */
    uint64_t setups;            /* begun */
    uint64_t blocked;           /* vehicles that began to wait at the dock */
    double blocked_time;        /* vehicle microseconds that they did */
};

/* NULL when the centre is first come, first served. */
struct line_record *line_record_create(const struct network *network, centre_id centre,
                                       unsigned unit_shift);
/* Of no centre, to add others to. */
struct line_record *line_record_empty(const struct network *network);
void line_record_destroy(struct line_record *self);

/* Does it have all waits, by class? Then their sum is the centre's, at the end. */
static inline bool line_record_waits(const struct line_record *self)
{
    return self && self->class_count > 0;
}

/* As the observer is told. */
void line_record_sorted(struct line_record *self, const struct network *network,
                        const struct parcel *parcels, const des_time *starts, size_t count);
void line_record_did(struct line_record *self, const struct network *network,
                     const struct sorter_deed *deed);

/* Adds another's numbers to one that began empty; both are of the same network. */
void line_record_add(struct line_record *self, const struct line_record *other);

#endif
