/* SPDX-License-Identifier: GPL-3.0-or-later */
/* histogram_inline.h - the hot half of histogram.h; include that, never this. */
#ifndef ENGINE_HISTOGRAM_INLINE_H
#define ENGINE_HISTOGRAM_INLINE_H

/* Makes room for `bucket`; aborts when only a negative value could have led to it. */
void des_histogram_grow(struct des_histogram *self, uint32_t bucket);

/* Octave e >= 6 holds the units in [2^e, 2^(e+1)) in buckets 64 (e - 5) ... 64 (e - 5) + 63.
 * `units | 64` lets the values below 64 share the arithmetic of octave 6. */
static inline uint32_t des_histogram_bucket(const struct des_histogram *self, int64_t value)
{
    uint64_t units = (uint64_t)value >> self->unit_shift;
    uint32_t shift = 57 - (uint32_t)__builtin_clzll(units | 64);
    return (shift << 6) + (uint32_t)(units >> shift);
}

static inline void des_histogram_add_many(struct des_histogram *self, int64_t value, uint64_t times)
{
    uint32_t bucket = des_histogram_bucket(self, value);
    if (bucket >= self->capacity) {
        des_histogram_grow(self, bucket);
    }
    self->counts[bucket] += times;
    self->total += times;
    __extension__ unsigned __int128 product = (unsigned __int128)times * (uint64_t)value;
    uint64_t low = (uint64_t)product;
    self->sum_low += low;
    self->sum_high += (uint64_t)(product >> 64) + (self->sum_low < low);
}

/* The two halves of adding, for a caller who adds many at once: the buckets, then the sum. */
static inline void des_histogram_count(struct des_histogram *self, uint32_t bucket)
{
    if (bucket >= self->capacity) {
        des_histogram_grow(self, bucket);
    }
    self->counts[bucket]++;
}

static inline void des_histogram_add_sum(struct des_histogram *self, uint64_t times, uint64_t sum)
{
    self->total += times;
    self->sum_low += sum;
    self->sum_high += self->sum_low < sum;
}

static inline void des_histogram_add_all(struct des_histogram *self, const int64_t *values,
                                         size_t count)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < count; i++) {
        des_histogram_count(self, des_histogram_bucket(self, values[i]));
        sum += (uint64_t)values[i];
    }
    des_histogram_add_sum(self, count, sum);
}

static inline void des_histogram_add(struct des_histogram *self, int64_t value)
{
    des_histogram_count(self, des_histogram_bucket(self, value));
    des_histogram_add_sum(self, 1, (uint64_t)value);
}

#endif
