/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_bulk.c - many draws at once, with AVX2 where the processor has it.
 *
 * Same bits either way (avx2.h), and test_random compares them. */
#include "engine/avx2.h"
#include "engine/random.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

static void fill_blocks_plain(struct des_stream stream, uint64_t first, struct des_block *out,
                              size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = des_stream_block(&stream, first + i, 0);
    }
}

/* Of every stream the next position's block with this `sub`: 0; or of the position before, 1. */
enum which_block { NEXT_BLOCK = 0, FURTHER_BLOCK = 1 };

/* Streams that draw together; the caller counts on. */
struct several {
    const uint32_t (*keys)[2];
    const uint32_t *next;
    uint32_t replication;
    enum which_block block;
};

static void several_plain(struct several from, const uint32_t *which, struct des_block *out,
                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t *key = from.keys[which[i]];
        struct des_stream stream = {{key[0], key[1]}, from.replication};
        out[i] = des_stream_block(&stream, from.next[which[i]] - from.block, from.block);
    }
}

static inline __attribute__((always_inline)) void exponentials(const uint32_t *restrict words,
                                                               double *restrict out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = des_exponential_from_word(words[i]);
    }
}

static inline __attribute__((always_inline)) void
exponentials_of_pairs(const uint32_t *restrict words, double mean, double *restrict out,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t bits = words[2 * i] | (uint64_t)words[2 * i + 1] << 32;
        out[i] = mean * des_exponential_from_bits(bits);
    }
}

#if defined(__x86_64__)

/* Four blocks side by side: word[j] holds word j of each in the lower half of a 64-bit lane.
 * The upper halves hold leftovers, which the next multiplication ignores. */
struct four_blocks {
    __m256i word[4];
};

DES_WITH_AVX2 static inline struct four_blocks philox_round(struct four_blocks in, __m256i key0,
                                                            __m256i key1)
{
    __m256i product0 = _mm256_mul_epu32(in.word[0], _mm256_set1_epi64x(PHILOX_M4x32_0));
    __m256i product1 = _mm256_mul_epu32(in.word[2], _mm256_set1_epi64x(PHILOX_M4x32_1));
    __m256i high0 = _mm256_srli_epi64(product0, 32), high1 = _mm256_srli_epi64(product1, 32);
    return (struct four_blocks){{
        _mm256_xor_si256(_mm256_xor_si256(high1, key0), in.word[1]),
        product1,
        _mm256_xor_si256(_mm256_xor_si256(high0, key1), in.word[3]),
        product0,
    }};
}

/* Every word, or none, is replaced by its complement. */
DES_WITH_AVX2 static inline struct four_blocks complement_four(struct four_blocks blocks,
                                                               uint32_t replication)
{
    __m256i flip = _mm256_set1_epi32((int)des_replication_complement(replication));
    for (int word = 0; word < 4; word++) {
        blocks.word[word] = _mm256_xor_si256(blocks.word[word], flip);
    }
    return blocks;
}

DES_WITH_AVX2 static inline void store_four(struct four_blocks from, struct des_block *out)
{
    __m256i front = _mm256_blend_epi32(from.word[0], _mm256_slli_epi64(from.word[1], 32), 0xaa);
    __m256i back = _mm256_blend_epi32(from.word[2], _mm256_slli_epi64(from.word[3], 32), 0xaa);
    __m256i even = _mm256_unpacklo_epi64(front, back); /* blocks 0 and 2 */
    __m256i odd = _mm256_unpackhi_epi64(front, back);  /* blocks 1 and 3 */
    _mm256_storeu_si256((__m256i *)(void *)out, _mm256_permute2x128_si256(even, odd, 0x20));
    _mm256_storeu_si256((__m256i *)(void *)&out[2], _mm256_permute2x128_si256(even, odd, 0x31));
}

DES_WITH_AVX2 static inline struct four_blocks philox_four(struct four_blocks blocks, __m256i key0,
                                                           __m256i key1)
{
    for (int round = 0; round < 10; round++) {
        blocks = philox_round(blocks, key0, key1);
        key0 = _mm256_add_epi32(key0, _mm256_set1_epi64x(PHILOX_W32_0));
        key1 = _mm256_add_epi32(key1, _mm256_set1_epi64x(PHILOX_W32_1));
    }
    return blocks;
}

/* Returns how many it did: the whole fours. */
DES_WITH_AVX2 static size_t fill_blocks_by_four(struct des_stream stream, uint64_t first,
                                                struct des_block *out, size_t count)
{
    size_t i = 0;
    for (; i + 4 <= count; i += 4) {
        __m256i index = _mm256_add_epi64(_mm256_set1_epi64x((long long)(first + i)),
                                         _mm256_setr_epi64x(0, 1, 2, 3));
        struct four_blocks blocks = {{index, _mm256_srli_epi64(index, 32),
                                      _mm256_set1_epi64x(stream.replication & ~DES_COMPLEMENT),
                                      _mm256_setzero_si256()}};
        __m256i key0 = _mm256_set1_epi64x(stream.key[0]);
        __m256i key1 = _mm256_set1_epi64x(stream.key[1]);
        blocks = complement_four(philox_four(blocks, key0, key1), stream.replication);
        store_four(blocks, &out[i]);
    }
    return i;
}

DES_WITH_AVX2 static void several_by_four(struct several from, const uint32_t *which,
                                          struct des_block *out, size_t count)
{
    for (size_t i = 0; i < count; i += 4) {
        size_t lanes = count - i < 4 ? count - i : 4;
        long long key[4] = {0}, index[4] = {0};
        for (size_t lane = 0; lane < lanes; lane++) {
            uint32_t at = which[i + lane];
            memcpy(&key[lane], from.keys[at], sizeof key[lane]);
            index[lane] = (uint32_t)(from.next[at] - from.block);
        }
        __m256i pairs = _mm256_setr_epi64x(key[0], key[1], key[2], key[3]);
        struct four_blocks blocks = {{_mm256_setr_epi64x(index[0], index[1], index[2], index[3]),
                                      _mm256_setzero_si256(),
                                      _mm256_set1_epi64x(from.replication & ~DES_COMPLEMENT),
                                      _mm256_set1_epi64x(from.block)}};
        struct des_block four[4];
        blocks = philox_four(blocks, pairs, _mm256_srli_epi64(pairs, 32));
        blocks = complement_four(blocks, from.replication);
        if (lanes == 4) {
            store_four(blocks, &out[i]);
        } else {
            store_four(blocks, four);
            memcpy(&out[i], four, lanes * sizeof four[0]);
        }
    }
}

#else

static size_t fill_blocks_by_four(struct des_stream stream, uint64_t first, struct des_block *out,
                                  size_t count)
{
    fill_blocks_plain(stream, first, out, count);
    return count;
}

static void several_by_four(struct several from, const uint32_t *which, struct des_block *out,
                            size_t count)
{
    several_plain(from, which, out, count);
}

#endif

DES_WITH_AVX2 static void exponentials_avx2(const uint32_t *words, double *out, size_t count)
{
    exponentials(words, out, count);
}

DES_WITH_AVX2 static void exponentials_of_pairs_avx2(const uint32_t *words, double mean,
                                                     double *out, size_t count)
{
    exponentials_of_pairs(words, mean, out, count);
}

void des_stream_fill_blocks(const struct des_stream *self, uint64_t first, struct des_block *out,
                            size_t count)
{
    size_t done = des_has_avx2() ? fill_blocks_by_four(*self, first, out, count) : 0;
    fill_blocks_plain(*self, first + done, out + done, count - done);
}

static void several_blocks(struct several from, const uint32_t *which, struct des_block *out,
                           size_t count)
{
    (des_has_avx2() ? several_by_four : several_plain)(from, which, out, count);
}

void des_streams_next_blocks(const uint32_t (*keys)[2], uint32_t *next_block, uint32_t replication,
                             const uint32_t *which, struct des_block *out, size_t count)
{
    struct several from = {keys, next_block, replication, NEXT_BLOCK};
    several_blocks(from, which, out, count);
    for (size_t i = 0; i < count; i++) {
        next_block[which[i]]++;
    }
}

void des_streams_further_blocks(const uint32_t (*keys)[2], const uint32_t *next_block,
                                uint32_t replication, const uint32_t *which, struct des_block *out,
                                size_t count)
{
    struct several from = {keys, next_block, replication, FURTHER_BLOCK};
    several_blocks(from, which, out, count);
}

void des_exponential_from_words(const uint32_t *words, double *out, size_t count)
{
    (des_has_avx2() ? exponentials_avx2 : exponentials)(words, out, count);
}

void des_exponential_from_word_pairs(const uint32_t *words, double mean, double *out, size_t count)
{
    (des_has_avx2() ? exponentials_of_pairs_avx2 : exponentials_of_pairs)(words, mean, out, count);
}
