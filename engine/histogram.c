/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/histogram.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/des_time.h"
#include "engine/require.h"

void des_histogram_init(struct des_histogram *self, unsigned unit_shift)
{
    DES_REQUIRE(unit_shift < 50);
    *self = (struct des_histogram){.unit_shift = unit_shift};
}

void des_histogram_done(struct des_histogram *self)
{
    if (self == NULL) {
        return;
    }
    free(self->counts);
    *self = (struct des_histogram){0};
}

void des_histogram_clear(struct des_histogram *self)
{
    if (self->capacity > 0) {
        memset(self->counts, 0, self->capacity * sizeof *self->counts);
    }
    self->total = 0;
    self->sum_low = 0;
    self->sum_high = 0;
}

void des_histogram_grow(struct des_histogram *self, uint32_t bucket)
{
    DES_REQUIRE(bucket <= des_histogram_bucket(self, DES_NEVER)); /* a negative value? */
    uint32_t capacity = (bucket / 64 + 1) * 64; /* whole octaves: it grows at most 58 times */
    self->counts = des_resize(self->counts, capacity, sizeof *self->counts);
    memset(&self->counts[self->capacity], 0, (capacity - self->capacity) * sizeof *self->counts);
    self->capacity = capacity;
}

void des_histogram_merge(struct des_histogram *self, const struct des_histogram *other)
{
    if (other->total == 0) {
        return;
    }
    DES_REQUIRE(self->unit_shift == other->unit_shift);
    if (other->capacity > self->capacity) {
        des_histogram_grow(self, other->capacity - 1);
    }
    for (uint32_t i = 0; i < other->capacity; i++) {
        self->counts[i] += other->counts[i];
    }
    self->total += other->total;
    self->sum_low += other->sum_low;
    self->sum_high += other->sum_high + (self->sum_low < other->sum_low);
}

double des_histogram_mean(const struct des_histogram *self)
{
    if (self->total == 0) {
        return NAN;
    }
    return ((double)self->sum_high * 0x1p64 + (double)self->sum_low) / (double)self->total;
}

double des_histogram_lower(const struct des_histogram *self, uint32_t bucket)
{
    uint32_t shift = bucket < 128 ? 0 : bucket / 64 - 1;
    return ldexp((double)(bucket - 64 * shift), (int)(shift + self->unit_shift));
}

double des_histogram_quantile(const struct des_histogram *self, double q)
{
    if (self->total == 0) {
        return NAN;
    }
    /* 0.07 * 100 is a little above 7; the rank wanted is 7. */
    double rank = ceil(q * (double)self->total * (1 - 0x1p-51));
    uint64_t seen = 0;
    uint32_t bucket = 0;
    while (bucket + 1 < self->capacity) {
        seen += self->counts[bucket];
        if (seen > 0 && (double)seen >= rank) {
            break;
        }
        bucket++;
    }
    /* Values are whole: the last one in the bucket is 1 below the next bucket. */
    double first = des_histogram_lower(self, bucket);
    return (first + (des_histogram_lower(self, bucket + 1) - 1)) / 2;
}

double des_histogram_share_at_most(const struct des_histogram *self, double value)
{
    if (self->total == 0) {
        return NAN;
    }
    if (value < 0) {
        return 0;
    }
    double seen = 0;
    for (uint32_t i = 0; i < self->capacity; i++) {
        double lower = des_histogram_lower(self, i), upper = des_histogram_lower(self, i + 1);
        double part = (floor(value) + 1 - lower) / (upper - lower);
        if (part <= 0) {
            break;
        }
        seen += (double)self->counts[i] * (part < 1 ? part : 1);
    }
    return seen / (double)self->total;
}
