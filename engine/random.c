/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/random.h"

#include <string.h>
#include <xxhash.h>

struct des_stream des_stream_make(uint64_t seed, uint32_t replication, const char *purpose,
                                  const char *name)
{
    /* Chained, not concatenated: "ab" + "c" must differ from "a" + "bc". */
    uint64_t hash = XXH3_64bits_withSeed(purpose, strlen(purpose), seed);
    hash = XXH3_64bits_withSeed(name, strlen(name), hash);
    return (struct des_stream){{(uint32_t)hash, (uint32_t)(hash >> 32)}, replication};
}

void des_rng_init(struct des_rng *self, struct des_stream stream)
{
    *self = (struct des_rng){.stream = stream, .used = DES_RNG_WORDS};
}

void des_rng_init_at(struct des_rng *self, struct des_stream stream, uint64_t index)
{
    *self =
        (struct des_rng){.stream = stream, .next_block = index, .sub = 1, .used = DES_RNG_WORDS};
}

void des_rng_refill(struct des_rng *self)
{
    enum { BLOCK = sizeof(struct des_block) / sizeof(uint32_t) };
    struct des_block blocks[DES_RNG_WORDS / BLOCK];
    if (self->sub == 0) {
        des_stream_fill_blocks(&self->stream, self->next_block, blocks, DES_RNG_WORDS / BLOCK);
        memcpy(self->words, blocks, sizeof self->words);
        self->next_block += DES_RNG_WORDS / BLOCK;
        self->used = 0;
        return;
    }
    blocks[0] = des_stream_block(&self->stream, self->next_block, self->sub++);
    self->used = DES_RNG_WORDS - BLOCK; /* the last of them */
    memcpy(&self->words[self->used], blocks[0].word, sizeof blocks[0]);
}

void des_rng_fill_words(struct des_rng *self, uint32_t *words, size_t count)
{
    size_t i = 0;
    while (i < count && self->used != DES_RNG_WORDS) {
        words[i++] = self->words[self->used++];
    }
    struct des_block blocks[64];
    while (self->sub == 0 && count - i >= 4) {
        size_t whole = (count - i) / 4 < 64 ? (count - i) / 4 : 64;
        des_stream_fill_blocks(&self->stream, self->next_block, blocks, whole);
        memcpy(&words[i], blocks, whole * sizeof blocks[0]);
        self->next_block += whole;
        i += whole * 4;
    }
    while (i < count) {
        words[i++] = des_rng_word(self);
    }
}

static unsigned long view_word(void *state)
{
    return des_rng_word(state);
}

static double view_unit(void *state)
{
    return des_rng_unit(state);
}

/* Only reached by gsl_rng_alloc and gsl_rng_set, which ask for a state of GSL's own. */
static void view_seed(void *state, unsigned long seed)
{
    des_rng_init(state, des_stream_make(seed, 0, "gsl", ""));
}

static const gsl_rng_type view_type = {
    .name = "philox4x32-10",
    .max = UINT32_MAX,
    .min = 0,
    .size = sizeof(struct des_rng),
    .set = view_seed,
    .get = view_word,
    .get_double = view_unit,
};

const gsl_rng_type *const des_rng_gsl_type = &view_type;

void des_rng_view(struct des_rng *self, gsl_rng *ret_view)
{
    *ret_view = (gsl_rng){.type = &view_type, .state = self};
}
