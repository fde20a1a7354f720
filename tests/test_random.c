/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/random.h"
#include "engine/require.h"
#include "tests/assert_close.h"

static struct des_stream stream_of(const char *purpose)
{
    return des_stream_make(20161111, 3, purpose, "Wangmo");
}

static void assert_block(struct des_block block, const uint32_t expected[4])
{
    for (int i = 0; i < 4; i++) {
        assert_int_equal(block.word[i], expected[i]);
    }
}

/* ORACLES, Random numbers: Philox4x32-10 of (counter, key). */
static void test_philox_gives_the_published_words(void **state)
{
    (void)state;
    const uint32_t zeros[4] = {0}, ones[4] = {UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX};
    struct des_stream pi = {{0xa4093822, 0x299f31d0}, 0x13198a2e};
    const uint32_t of_zeros[4] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
    const uint32_t of_ones[4] = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
    const uint32_t of_pi[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
    assert_block(des_philox(zeros, zeros), of_zeros);
    assert_block(des_philox(ones, ones), of_ones);
    assert_block(des_stream_block(&pi, UINT64_C(0x85a308d3243f6a88), 0x03707344), of_pi);
}

/* However they are drawn: with the bit in the replication every word is the other's complement,
 * and a unit u is exactly 1 - u. */
static void test_the_complement_is_the_opposite_of_every_word(void **state)
{
    (void)state;
    struct des_stream plain = stream_of("bulk"), other = plain;
    other.replication |= DES_COMPLEMENT;
    struct des_block ours[11], theirs[11];
    des_stream_fill_blocks(&plain, 5, ours, 11);
    des_stream_fill_blocks(&other, 5, theirs, 11);
    for (uint32_t i = 0; i < 11; i++) {
        for (int w = 0; w < 4; w++) {
            assert_int_equal(theirs[i].word[w], ~ours[i].word[w]);
        }
        assert_block(des_stream_block(&other, 5 + i, 0), theirs[i].word);
    }
    struct des_rng rng, opposite;
    des_rng_init_at(&rng, plain, 12);
    des_rng_init_at(&opposite, other, 12);
    for (int i = 0; i < 1000; i++) {
        assert_close(des_rng_unit(&opposite), 1 - des_rng_unit(&rng), 0);
    }
}

static void test_blocks_in_bulk_are_the_blocks_one_by_one(void **state)
{
    (void)state;
    struct des_stream stream = stream_of("bulk");
    struct des_block blocks[150];
    const uint64_t firsts[] = {0, 7, UINT64_C(0xfffffff0), UINT64_MAX - 20};
    for (size_t f = 0; f < sizeof firsts / sizeof firsts[0]; f++) {
        for (size_t count = 0; count <= 150; count += count < 40 ? 1 : 37) {
            des_stream_fill_blocks(&stream, firsts[f], blocks, count);
            for (size_t i = 0; i < count; i++) {
                assert_block(blocks[i], des_stream_block(&stream, firsts[f] + i, 0).word);
            }
        }
    }
}

static void next_blocks_are_those_of_each(uint32_t replication)
{
    enum { STREAMS = 13 };
    static const char *const names[STREAMS] = {"a", "b", "c", "d", "e", "f", "g",
                                               "h", "i", "j", "k", "l", "m"};
    uint32_t keys[STREAMS][2], next[STREAMS], expected[STREAMS];
    struct des_stream streams[STREAMS];
    for (uint32_t s = 0; s < STREAMS; s++) {
        streams[s] = des_stream_make(1, replication, "several", names[s]);
        memcpy(keys[s], streams[s].key, sizeof keys[s]);
        next[s] = expected[s] = s * 1000;
    }
    for (uint32_t count = 0; count <= STREAMS; count++) {
        uint32_t which[STREAMS];
        struct des_block blocks[STREAMS];
        for (uint32_t i = 0; i < count; i++) {
            which[i] = (5 * i + count) % STREAMS;
        }
        des_streams_next_blocks((const uint32_t(*)[2])keys, next, replication, which, blocks,
                                count);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t s = which[i];
            assert_block(blocks[i], des_stream_block(&streams[s], expected[s]++, 0).word);
        }
        assert_memory_equal(next, expected, sizeof next);
        des_streams_further_blocks((const uint32_t(*)[2])keys, next, replication, which, blocks,
                                   count);
        for (uint32_t i = 0; i < count; i++) {
            uint32_t s = which[i];
            assert_block(blocks[i], des_stream_block(&streams[s], expected[s] - 1, 1).word);
        }
    }
}

static void test_next_blocks_of_several_streams_are_those_of_each(void **state)
{
    (void)state;
    next_blocks_are_those_of_each(5);
    next_blocks_are_those_of_each(5 | DES_COMPLEMENT);
}

static void test_words_in_bulk_are_the_words_one_by_one(void **state)
{
    (void)state;
    struct des_rng single, bulk;
    des_rng_init(&single, stream_of("words"));
    bulk = single;
    uint32_t words[700];
    for (size_t count = 0; count < 700; count += 1 + count / 3) {
        des_rng_fill_words(&bulk, words, count);
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(words[i], des_rng_word(&single));
        }
    }
}

static void test_a_sequence_at_an_index_has_blocks_of_its_own(void **state)
{
    (void)state;
    struct des_stream stream = stream_of("dwell");
    struct des_rng rng;
    des_rng_init_at(&rng, stream, 41);
    uint32_t words[9];
    des_rng_fill_words(&rng, words, 9);
    for (uint32_t i = 0; i < 9; i++) {
        assert_int_equal(words[i], des_stream_block(&stream, 41, 1 + i / 4).word[i % 4]);
    }
}

static void test_the_first_word_is_the_low_half(void **state)
{
    (void)state;
    struct des_rng words, pairs;
    des_rng_init(&words, stream_of("halves"));
    pairs = words;
    uint64_t low = des_rng_word(&words);
    uint64_t high = des_rng_word(&words);
    assert_true(des_rng_word64(&pairs) == (low | high << 32));
}

static void test_units_are_exact_and_never_0_or_1(void **state)
{
    (void)state;
    assert_true(des_unit_from_bits(0) == 0x1p-53);
    assert_true(des_unit_from_bits(UINT64_MAX) == 1 - 0x1p-53);
    assert_true(des_unit_from_bits(UINT64_C(1) << 63) == 0.5 + 0x1p-53);
    assert_true(des_unit_from_word(0) == 0x1p-33);
    assert_true(des_unit_from_word(UINT32_MAX) == 1 - 0x1p-33);
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t word = i * 4294967u;
        assert_true(des_unit_from_word(word) == (word + 0.5) * 0x1p-32);
    }
}

static double relative_error(double u)
{
    long double exact = -logl((long double)u);
    return (double)fabsl((des_minus_log(u) - exact) / exact);
}

static void test_the_table_holds_what_its_comment_says(void **state)
{
    (void)state;
    for (int i = 0; i < DES_LOG_ENTRIES; i++) {
        long double c = (64 + i) / 128.0L;
        assert_true(des_log_table[i].inverse == (double)(1 / c));
        assert_close(des_log_table[i].minus_log, (double)-logl(c), 0);
    }
}

static void test_exponentials_are_within_1e_14_of_the_logarithm(void **state)
{
    (void)state;
    struct des_rng rng;
    des_rng_init(&rng, stream_of("log"));
    double worst = 0;
    for (int i = 0; i < 1000000; i++) {
        worst = fmax(worst, relative_error(des_rng_unit(&rng)));
        worst = fmax(worst, relative_error(des_unit_from_word(des_rng_word(&rng))));
    }
    for (int i = 1; i <= 53; i++) { /* next to 0, to 1, and to every power of 2 */
        worst = fmax(worst, relative_error(ldexp(1, -i)));
        worst = fmax(worst, relative_error(1 - ldexp(1, -i)));
        worst = fmax(worst, relative_error(nextafter(ldexp(1, -i), 0)));
        worst = fmax(worst, relative_error(nextafter(ldexp(1, -i), 1)));
    }
    for (int i = 0; i <= 64; i++) { /* and to every border between two entries */
        double border = (64 + i - 0.5) / 128;
        worst = fmax(worst, relative_error(border));
        worst = fmax(worst, relative_error(nextafter(border, 0)));
    }
    assert_true(worst < 1e-14);
    assert_close(des_exponential_from_word(0), 33 * log(2), 1e-13);
    assert_close(des_exponential_from_bits(0), 53 * log(2), 1e-13);
    assert_close(des_exponential_from_word(UINT32_MAX) * 0x1p33, 1, 1e-9);
    assert_close(des_exponential_from_bits(UINT64_MAX) * 0x1p53, 1, 1e-14);
}

/* The number was computed apart from this code by a transcription of Philox and of the
 * logarithm into Python, whose floats are IEEE 754's too: compiler, optimisation and processor
 * must not matter. */
static void test_exponentials_have_the_same_bits_everywhere(void **state)
{
    (void)state;
    struct des_rng rng;
    des_rng_init(&rng, (struct des_stream){{1, 2}, 3});
    uint64_t mixed = 0;
    for (int i = 0; i < 100000; i++) {
        double value = des_exponential_from_bits(des_rng_word64(&rng));
        mixed = mixed * UINT64_C(6364136223846793005) + des_pattern_from_double(value);
    }
    assert_true(mixed == UINT64_C(0xdcf00c9f3aafe1e4));
}

static void test_exponentials_in_bulk_are_those_one_by_one(void **state)
{
    (void)state;
    enum { COUNT = 517 };
    uint32_t words[2 * COUNT];
    double out[COUNT];
    struct des_rng rng;
    des_rng_init(&rng, stream_of("bulk"));
    des_rng_fill_words(&rng, words, 2 * COUNT);
    words[0] = 0;
    words[1] = UINT32_MAX;
    des_exponential_from_words(words, out, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(out[i] == des_exponential_from_word(words[i]));
    }
    des_exponential_from_word_pairs(words, 7.5, out, COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        uint64_t bits = words[2 * i] | (uint64_t)words[2 * i + 1] << 32;
        assert_true(out[i] == 7.5 * des_exponential_from_bits(bits));
    }
}

static int by_key(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* 64-bit keys: by chance two of 400,000 meet with probability 4e-9. */
static void test_different_names_and_purposes_give_different_streams(void **state)
{
    (void)state;
    enum { NAMES = 200000 };
    uint64_t *keys = des_allocate(2 * NAMES, sizeof *keys);
    for (int i = 0; i < NAMES; i++) {
        char name[32];
        snprintf(name, sizeof name, "village-%d", i);
        struct des_stream demand = des_stream_make(1, 0, "demand", name);
        struct des_stream dwell = des_stream_make(1, 0, "dwell", name);
        keys[2 * i] = demand.key[0] | (uint64_t)demand.key[1] << 32;
        keys[2 * i + 1] = dwell.key[0] | (uint64_t)dwell.key[1] << 32;
    }
    qsort(keys, 2 * NAMES, sizeof *keys, by_key);
    for (int i = 1; i < 2 * NAMES; i++) {
        assert_true(keys[i - 1] != keys[i]);
    }
    free(keys);
}

static void test_every_part_of_a_stream_name_matters(void **state)
{
    (void)state;
    struct des_stream streams[] = {
        des_stream_make(1, 0, "ab", "c"), des_stream_make(1, 0, "a", "bc"),
        des_stream_make(1, 0, "abc", ""), des_stream_make(1, 0, "", "abc"),
        des_stream_make(2, 0, "ab", "c"), des_stream_make(UINT64_C(1) << 32, 0, "ab", "c"),
        des_stream_make(1, 1, "ab", "c"), des_stream_make(0, 0, "", ""),
    };
    const size_t count = sizeof streams / sizeof streams[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            struct des_block a = des_stream_block(&streams[i], 0, 0);
            struct des_block b = des_stream_block(&streams[j], 0, 0);
            assert_memory_not_equal(&a, &b, sizeof a);
        }
    }
}

/* Pearson's chi-square on 256 cells of (word of one stream, word of its neighbour by name). */
static void test_neighbouring_streams_are_independent(void **state)
{
    (void)state;
    enum { DRAWS = 1 << 20, CELLS = 256 };
    struct des_rng left, right;
    des_rng_init(&left, des_stream_make(1, 0, "demand", "village-1"));
    des_rng_init(&right, des_stream_make(1, 0, "demand", "village-2"));
    double counts[CELLS] = {0};
    for (int i = 0; i < DRAWS; i++) {
        counts[(des_rng_word(&left) >> 28) * 16 + (des_rng_word(&right) >> 28)]++;
    }
    double chi2 = 0, expected = (double)DRAWS / CELLS;
    for (int i = 0; i < CELLS; i++) {
        chi2 += (counts[i] - expected) * (counts[i] - expected) / expected;
    }
    assert_true(chi2 < gsl_cdf_chisq_Qinv(1e-4, CELLS - 1));
    assert_true(chi2 > gsl_cdf_chisq_Pinv(1e-4, CELLS - 1));
}

static void test_gsl_distributions_work_through_the_view(void **state)
{
    (void)state;
    enum { DRAWS = 400000 };
    struct des_rng rng;
    des_rng_init(&rng, stream_of("view"));
    gsl_rng view;
    des_rng_view(&rng, &view);
    double gamma = 0, poisson = 0, die = 0;
    for (int i = 0; i < DRAWS; i++) {
        gamma += gsl_ran_gamma(&view, 2.5, 2);
        poisson += gsl_ran_poisson(&view, 30);
        die += (double)gsl_rng_uniform_int(&view, 6);
    }
    const double z = 3.29, root = sqrt(DRAWS); /* 99.9 % */
    assert_close(gamma / DRAWS, 5, z * sqrt(10) / root);
    assert_close(poisson / DRAWS, 30, z * sqrt(30) / root);
    assert_close(die / DRAWS, 2.5, z * sqrt(35 / 12.0) / root);
}

static void test_gsl_can_allocate_and_seed_the_type(void **state)
{
    (void)state;
    gsl_rng *a = gsl_rng_alloc(des_rng_gsl_type), *b = gsl_rng_alloc(des_rng_gsl_type);
    gsl_rng_set(a, UINT64_C(1) << 40);
    gsl_rng_set(b, 0);
    assert_true(gsl_rng_get(a) != gsl_rng_get(b));
    assert_true(gsl_rng_max(a) == UINT32_MAX && gsl_rng_min(a) == 0);
    gsl_rng_free(a);
    gsl_rng_free(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_philox_gives_the_published_words),
        cmocka_unit_test(test_the_complement_is_the_opposite_of_every_word),
        cmocka_unit_test(test_blocks_in_bulk_are_the_blocks_one_by_one),
        cmocka_unit_test(test_next_blocks_of_several_streams_are_those_of_each),
        cmocka_unit_test(test_words_in_bulk_are_the_words_one_by_one),
        cmocka_unit_test(test_a_sequence_at_an_index_has_blocks_of_its_own),
        cmocka_unit_test(test_the_first_word_is_the_low_half),
        cmocka_unit_test(test_units_are_exact_and_never_0_or_1),
        cmocka_unit_test(test_the_table_holds_what_its_comment_says),
        cmocka_unit_test(test_exponentials_are_within_1e_14_of_the_logarithm),
        cmocka_unit_test(test_exponentials_have_the_same_bits_everywhere),
        cmocka_unit_test(test_exponentials_in_bulk_are_those_one_by_one),
        cmocka_unit_test(test_different_names_and_purposes_give_different_streams),
        cmocka_unit_test(test_every_part_of_a_stream_name_matters),
        cmocka_unit_test(test_neighbouring_streams_are_independent),
        cmocka_unit_test(test_gsl_distributions_work_through_the_view),
        cmocka_unit_test(test_gsl_can_allocate_and_seed_the_type),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
