/* SPDX-License-Identifier: GPL-3.0-or-later */
/* shelf_record.h - parcels on the shelf of a station or counter, hour by hour.
 *
 * Who is shelved is told with the moment of leaving, so changes lie ahead of the clock: in a ring
 * of hours that grows when something reaches further. The stock is sampled at every full hour. */
#ifndef MODELS_MEASURE_SHELF_RECORD_H
#define MODELS_MEASURE_SHELF_RECORD_H

#include <stdint.h>

#include "engine/histogram.h"

/* Zeroed but for `mask` is empty. */
struct shelf_record {
    double integral;              /* parcel microseconds within the observed time */
    int32_t *changes;             /* at hour h: changes[h & mask]; owned */
    int32_t mask;                 /* ring size - 1; -1 while empty */
    int32_t next_hour;            /* of the first full hour not yet sampled */
    int64_t stock;                /* just before that hour's changes */
    struct des_histogram samples; /* of the stock at full hours */
    int64_t maximum;
};

void shelf_record_done(struct shelf_record *self);

/* `change` more parcels from full hour `hour` on; an hour not yet sampled. */
static inline void shelf_record_add(struct shelf_record *self, int32_t hour, int32_t change);
void shelf_record_grow(struct shelf_record *self, int32_t reach);
/* Samples the stock at every full hour before `hour`; those before `first_observed` don't count. */
void shelf_record_sample(struct shelf_record *self, int32_t first_observed, int32_t hour);
/* Asks the memory for what the next calls will touch. */
void shelf_record_prefetch(const struct shelf_record *self);

static inline void shelf_record_add(struct shelf_record *self, int32_t hour, int32_t change)
{
    int32_t reach = hour - self->next_hour;
    if (reach > self->mask) {
        shelf_record_grow(self, reach);
    }
    self->changes[hour & self->mask] += change;
}

#endif
