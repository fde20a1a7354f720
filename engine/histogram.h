/* SPDX-License-Identifier: GPL-3.0-or-later */
/* histogram.h - counts by logarithmic bucket, mergeable, 1 % relative error.
 *
 * 64 linear buckets an octave: bucket width is at most 1/64 of its lower edge, so a bucket's
 * midpoint is within 0.8 % of anything in it; values below 64 units are exact. Storage grows
 * to the highest bucket seen. Adding is a shift, a count of leading zeros and an increment. */
#ifndef ENGINE_HISTOGRAM_H
#define ENGINE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

struct des_histogram {
    uint64_t *counts; /* owned; NULL while empty */
    uint32_t capacity;
    uint32_t unit_shift; /* values are counted in units of 2^unit_shift */
    uint64_t total;
    /* Of the values themselves, high * 2^64 + low: exact, so that the mean depends neither on
     * buckets nor on the order of adding and merging. */
    uint64_t sum_low, sum_high;
};

/* Zeroed is also a valid empty histogram of unit 1. For microseconds use a shift of 16
 * (65.5 ms): everything from 4.2 s up keeps its 1 %. */
void des_histogram_init(struct des_histogram *self, unsigned unit_shift);
void des_histogram_done(struct des_histogram *self);
void des_histogram_clear(struct des_histogram *self); /* keeps the storage */

static inline void des_histogram_add(struct des_histogram *self, int64_t value); /* value >= 0 */
static inline void des_histogram_add_many(struct des_histogram *self, int64_t value,
                                          uint64_t times);
/* Adds `count` values; at most DES_HISTOGRAM_BATCH, each below 2^55. */
static inline void des_histogram_add_all(struct des_histogram *self, const int64_t *values,
                                         size_t count);
enum { DES_HISTOGRAM_BATCH = 512 };
/* Requires equal units. */
void des_histogram_merge(struct des_histogram *self, const struct des_histogram *other);

double des_histogram_mean(const struct des_histogram *self); /* NaN when empty */
/* The value such that share q of the observations are at or below it (0 < q <= 1): midpoint
 * of the bucket of observation number ceil(q * total). NaN when empty. */
double des_histogram_quantile(const struct des_histogram *self, double q);
/* Share of observations at or below `value`, linear within its bucket. NaN when empty. */
double des_histogram_share_at_most(const struct des_histogram *self, double value);

/* For drawing: bucket i covers [lower(i), lower(i + 1)) in the value's own unit. */
double des_histogram_lower(const struct des_histogram *self, uint32_t bucket);

#include "engine/histogram_inline.h"

#endif
