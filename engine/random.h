/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random.h - streams of random numbers, named by what they are for.
 *
 * Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011; Debian's Random123). A stream is named by
 * (seed, purpose, entity name); the replication is part of the counter. Moving or adding an
 * entity leaves all other streams as they were, so that scenarios meet the same parcels.
 *
 * Two ways in: by position (des_stream_block: any block at any time, for draws that belong
 * to one parcel) and in sequence (struct des_rng, for draws that belong to one queue). */
#ifndef ENGINE_RANDOM_H
#define ENGINE_RANDOM_H

#include <gsl/gsl_rng.h>
#include <stddef.h>
#include <stdint.h>

/* With this bit in a replication's number every word of its streams is the complement of the
 * word that the number without the bit gives, so that a unit u becomes exactly 1 - u: the
 * antithetic replication. Numbers of replications stay below it. */
#define DES_COMPLEMENT (UINT32_C(1) << 31)
static inline uint32_t des_replication_complement(uint32_t replication); /* all ones, or 0 */

/* A name and a replication, hashed. By value; nothing to free. */
struct des_stream {
    uint32_t key[2];
    uint32_t replication; /* may have DES_COMPLEMENT */
};

struct des_stream des_stream_make(uint64_t seed, uint32_t replication, const char *purpose,
                                  const char *name);

/* The four words at position `index` of the stream: counter (index low, index high,
 * replication, sub). `sub` 0 unless one position needs more than one block. */
struct des_block {
    uint32_t word[4];
};
/* Philox4x32-10 itself. */
static inline struct des_block des_philox(const uint32_t counter[4], const uint32_t key[2]);
static inline struct des_block des_stream_block(const struct des_stream *self, uint64_t index,
                                                uint32_t sub);

/* Numbers in sequence from one stream: block 0, 1, 2, ..., words in order. By value. */
enum { DES_RNG_WORDS = 16 }; /* drawn at a time: as many as AVX2 does together */
struct des_rng {
    struct des_stream stream;
    uint64_t next_block;
    uint32_t sub;  /* of the next block; 0: the index advances, else `sub` does */
    uint32_t used; /* words already given out, DES_RNG_WORDS when all are spent */
    uint32_t words[DES_RNG_WORDS];
};

void des_rng_init(struct des_rng *self, struct des_stream stream);

/* A sequence of its own for position `index` of `stream`: blocks (index, sub = 1, 2, ...).
 * For draws by rejection that belong to one parcel. */
void des_rng_init_at(struct des_rng *self, struct des_stream stream, uint64_t index);

static inline uint32_t des_rng_word(struct des_rng *self);
static inline uint64_t des_rng_word64(struct des_rng *self); /* first word drawn: the low half */

/* The next `count` words: what as many calls of des_rng_word would give, but faster. */
void des_rng_fill_words(struct des_rng *self, uint32_t *words, size_t count);

/* In the open interval (0, 1): (the upper 52 bits + 0.5) / 2^52, exactly. With one bit more
 * the largest would round to 1. */
static inline double des_rng_unit(struct des_rng *self);
void des_rng_refill(struct des_rng *self); /* for these */
static inline double des_unit_from_bits(uint64_t bits);
/* In (0, 1) from 32 bits: (bits + 0.5) / 2^32. */
static inline double des_unit_from_word(uint32_t word);

/* -ln(u) for the u of des_unit_from_bits / des_unit_from_word: a standard exponential. Pure
 * arithmetic of our own, no libm: glibc picks another log on a processor with FMA, and the
 * bytes of a result must not depend on the machine. Relative error below 1e-14. */
static inline double des_exponential_from_bits(uint64_t bits);
static inline double des_exponential_from_word(uint32_t word);

/* Another uniform word for what has 32 random bits already, one for each purpose: decisions that
 * must stay the same whatever else is drawn. The finalizer of SplitMix64 (Steele, Lea and Flood
 * 2014) over purpose and luck; its upper half. */
static inline uint32_t des_lot(uint32_t luck, uint32_t purpose);

/* Both in bulk, several at a time; the same values as one by one. */
void des_stream_fill_blocks(const struct des_stream *self, uint64_t first, struct des_block *out,
                            size_t count);
/* The next block of several streams: out[i] is block next_block[which[i]]++ (< 2^32) of the
 * stream with key keys[which[i]], for replication `replication`. No index twice in `which`. */
void des_streams_next_blocks(const uint32_t (*keys)[2], uint32_t *next_block, uint32_t replication,
                             const uint32_t *which, struct des_block *out, size_t count);
/* The further block of what was drawn last: out[i] is block (next_block[which[i]] - 1, sub = 1). */
void des_streams_further_blocks(const uint32_t (*keys)[2], const uint32_t *next_block,
                                uint32_t replication, const uint32_t *which, struct des_block *out,
                                size_t count);
void des_exponential_from_words(const uint32_t *words, double *out, size_t count);
/* mean * -ln(u) for the u of words 2i (low half) and 2i + 1. */
void des_exponential_from_word_pairs(const uint32_t *words, double mean, double *out, size_t count);

/* `self` as a generator that every gsl_ran_* takes. Valid while `self` is; `ret_view` is the
 * caller's storage. Seeding or copying the view through GSL is not meaningful. */
void des_rng_view(struct des_rng *self, gsl_rng *ret_view);
extern const gsl_rng_type *const des_rng_gsl_type;

/* For des_exponential_from_*: see log_table.c. */
enum { DES_LOG_ENTRIES = 65 };
struct des_log_entry {
    double inverse, minus_log;
};
extern const struct des_log_entry des_log_table[DES_LOG_ENTRIES];

#include "engine/random_inline.h"

#endif
