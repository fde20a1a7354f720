/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_inline.h - the hot half of random.h; include that, never this. */
#ifndef ENGINE_RANDOM_INLINE_H
#define ENGINE_RANDOM_INLINE_H

#include <string.h>

/* Only the 32-bit generator is wanted; the 64-bit ones need __int128, which -Wpedantic and
 * some processors don't have. */
#ifndef R123_USE_PHILOX_64BIT
#define R123_USE_PHILOX_64BIT 0
#endif
#include <Random123/philox.h>

static inline uint32_t des_replication_complement(uint32_t replication)
{
    return 0 - (replication >> 31);
}

static inline struct des_block des_philox(const uint32_t counter[4], const uint32_t key[2])
{
    philox4x32_ctr_t from = {{counter[0], counter[1], counter[2], counter[3]}};
    philox4x32_ctr_t to = philox4x32_R(10, from, (philox4x32_key_t){{key[0], key[1]}});
    return (struct des_block){{to.v[0], to.v[1], to.v[2], to.v[3]}};
}

static inline struct des_block des_stream_block(const struct des_stream *self, uint64_t index,
                                                uint32_t sub)
{
    const uint32_t counter[4] = {(uint32_t)index, (uint32_t)(index >> 32),
                                 self->replication & ~DES_COMPLEMENT, sub};
    uint32_t flip = des_replication_complement(self->replication);
    struct des_block block = des_philox(counter, self->key);
    for (int word = 0; word < 4; word++) {
        block.word[word] ^= flip;
    }
    return block;
}

static inline uint32_t des_lot(uint32_t luck, uint32_t purpose)
{
    uint64_t z = ((uint64_t)purpose << 32 | luck) + UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 32);
}

static inline double des_double_from_pattern(uint64_t pattern)
{
    double value;
    memcpy(&value, &pattern, sizeof value);
    return value;
}

static inline uint64_t des_pattern_from_double(double value)
{
    uint64_t pattern;
    memcpy(&pattern, &value, sizeof pattern);
    return pattern;
}

/* The random bits become the fraction of a double in [1, 2); what is subtracted then is exact.
 * Unlike a conversion from int64_t, SSE2 does this two at a time. */
static inline double des_unit_from_bits(uint64_t bits)
{
    return des_double_from_pattern(UINT64_C(0x3ff) << 52 | bits >> 12) - (1 - 0x1p-53);
}

static inline double des_unit_from_word(uint32_t word)
{
    return des_double_from_pattern(UINT64_C(0x3ff) << 52 | (uint64_t)word << 20) - (1 - 0x1p-33);
}

/* -ln(u) of a normal u in (0, 1), after Tang (1990), 'Table-driven implementation of the
 * logarithm function in IEEE floating-point arithmetic', ACM TOMS 16(4).
 *
 * u = z / 2^k with z in [1/2, 1); c is z rounded to a multiple of 1/128 and r = (z - c) / c, so
 * that -ln u = k ln 2 - ln c - ln(1 + r). z - c is exact and |r| <= 1/128, or 1/256 where c = 1.
 * Both k ln 2 and -ln c are >= 0, so nothing cancels and the relative error stays near 2^-52
 * even for u next to 1, where c is 1 and only the series in r is left. */
static inline double des_minus_log(double u)
{
    const uint64_t half = UINT64_C(0x3fe) << 52;
    const uint64_t fraction = (UINT64_C(1) << 52) - 1;
    uint64_t pattern = des_pattern_from_double(u);
    /* k as the last bits of 2^52 + k: integer to double without a conversion instruction. */
    uint64_t exponent = UINT64_C(0x433) << 52 | (1022 - (pattern >> 52));
    double k = des_double_from_pattern(exponent) - 0x1p52;
    uint64_t z_pattern = (pattern & fraction) | half;
    uint64_t c_pattern = (z_pattern + (UINT64_C(1) << 45)) >> 46 << 46;
    const struct des_log_entry *entry = &des_log_table[(c_pattern - half) >> 46];
    double z = des_double_from_pattern(z_pattern);
    double r = (z - des_double_from_pattern(c_pattern)) * entry->inverse;
    double square = r * r;
    double high = (1.0 / 4 - r * (1.0 / 5)) + square * (1.0 / 6);
    double tail = square * ((1.0 / 2 - r * (1.0 / 3)) + square * high);
    return (k * 0x1.62e42fefa39efp-1 + entry->minus_log) + (tail - r);
}

static inline uint32_t des_rng_word(struct des_rng *self)
{
    if (self->used == DES_RNG_WORDS) {
        des_rng_refill(self);
    }
    return self->words[self->used++];
}

static inline uint64_t des_rng_word64(struct des_rng *self)
{
    if (self->used <= DES_RNG_WORDS - 2) { /* the usual case */
        const uint32_t *words = &self->words[self->used];
        self->used += 2;
        return words[0] | (uint64_t)words[1] << 32;
    }
    uint64_t low = des_rng_word(self);
    return low | (uint64_t)des_rng_word(self) << 32;
}

static inline double des_rng_unit(struct des_rng *self)
{
    return des_unit_from_bits(des_rng_word64(self));
}

static inline double des_exponential_from_bits(uint64_t bits)
{
    return des_minus_log(des_unit_from_bits(bits));
}

static inline double des_exponential_from_word(uint32_t word)
{
    return des_minus_log(des_unit_from_word(word));
}

#endif
