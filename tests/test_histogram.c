/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "engine/des_time.h"
#include "engine/histogram.h"
#include "engine/random.h"
#include "engine/require.h"
#include "tests/assert_close.h"

enum { COUNT = 20000 };

static int by_size(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Exponential delivery times of mean 30 h, in microseconds. */
static int64_t *make_values(const char *purpose)
{
    int64_t *values = des_allocate(COUNT, sizeof *values);
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(1, 0, purpose, ""));
    for (int i = 0; i < COUNT; i++) {
        double unit = des_exponential_from_bits(des_rng_word64(&rng));
        values[i] = des_time_round(unit * 30 * (double)DES_HOUR);
    }
    return values;
}

static void test_an_empty_one_has_no_answers(void **state)
{
    (void)state;
    struct des_histogram h = {0};
    assert_true(isnan(des_histogram_mean(&h)));
    assert_true(isnan(des_histogram_quantile(&h, 0.5)));
    assert_true(isnan(des_histogram_share_at_most(&h, 1)));
    des_histogram_clear(&h);
    des_histogram_done(&h);
    des_histogram_done(NULL);
}

static void test_buckets_meet_without_gap_or_overlap(void **state)
{
    (void)state;
    struct des_histogram h;
    des_histogram_init(&h, 3);
    uint32_t last = des_histogram_bucket(&h, DES_NEVER - 1);
    for (uint32_t b = 0; b <= last; b++) {
        int64_t lower = (int64_t)des_histogram_lower(&h, b);
        int64_t upper = (int64_t)des_histogram_lower(&h, b + 1);
        assert_int_equal(des_histogram_bucket(&h, lower), b);
        assert_int_equal(des_histogram_bucket(&h, upper - 1), b);
        assert_true(b < 64 || (upper - lower) * 64 <= lower);
    }
    des_histogram_done(&h);
}

static void test_small_values_are_exact(void **state)
{
    (void)state;
    struct des_histogram h = {0};
    for (int64_t v = 0; v < 64; v++) {
        des_histogram_add(&h, v);
    }
    for (int v = 0; v < 64; v++) {
        assert_close(des_histogram_quantile(&h, (v + 1) / 64.0), v, 0);
        assert_close(des_histogram_share_at_most(&h, v), (v + 1) / 64.0, 0);
    }
    assert_close(des_histogram_share_at_most(&h, -1), 0, 0);
    des_histogram_done(&h);
}

static void test_a_share_that_is_a_whole_number_of_observations_is_that_number(void **state)
{
    (void)state;
    struct des_histogram h = {0};
    for (int64_t v = 1; v <= 50; v++) {
        des_histogram_add_many(&h, v, 2);
    }
    for (int percent = 1; percent <= 100; percent++) { /* 0.07 * 100 > 7 in binary */
        assert_close(des_histogram_quantile(&h, percent / 100.0), (percent + 1) / 2, 0);
    }
    des_histogram_done(&h);
}

static void test_quantiles_are_within_1_percent_of_sorting(void **state)
{
    (void)state;
    int64_t *values = make_values("quantiles");
    for (unsigned shift = 0; shift <= 16; shift += 8) {
        struct des_histogram h;
        des_histogram_init(&h, shift);
        for (int i = 0; i < COUNT; i++) {
            des_histogram_add(&h, values[i]);
        }
        qsort(values, COUNT, sizeof *values, by_size);
        for (int rank = 1; rank <= COUNT; rank += 7) {
            double exact = (double)values[rank - 1];
            double unit = ldexp(1, (int)shift);
            double q = des_histogram_quantile(&h, rank / (double)COUNT);
            assert_close(q, exact, exact < 64 * unit ? unit : 0.01 * exact);
            double share = des_histogram_share_at_most(&h, exact);
            assert_close(share, rank / (double)COUNT, 0.01);
        }
        des_histogram_done(&h);
    }
    free(values);
}

static void test_the_mean_is_exact_in_any_order(void **state)
{
    (void)state;
    struct des_histogram h = {0};
    const int64_t large = ((int64_t)1 << 55) - 1;
    des_histogram_add_many(&h, large, 1000000);
    des_histogram_add_many(&h, 1, 1000000);
    assert_close(des_histogram_mean(&h), 0x1p54, 0);
    /* 2^55 * 10^6 = 10^6 * 2^55: the high word is 10^6 / 2^9, the low one the rest. */
    assert_true(h.sum_high == 1000000 >> 9);
    assert_true(h.sum_low == (uint64_t)(1000000 % 512) << 55);
    struct des_histogram single = {0};
    for (int i = 0; i < 1000; i++) {
        des_histogram_add(&single, large);
    }
    assert_true(single.sum_high == 1 && des_histogram_mean(&single) == (double)large);
    des_histogram_done(&single);
    des_histogram_done(&h);
}

static void assert_same(const struct des_histogram *a, const struct des_histogram *b)
{
    assert_int_equal(a->total, b->total);
    assert_int_equal(a->sum_low, b->sum_low);
    assert_int_equal(a->sum_high, b->sum_high);
    assert_int_equal(a->capacity, b->capacity);
    assert_memory_equal(a->counts, b->counts, a->capacity * sizeof *a->counts);
}

static void test_adding_in_bulk_equals_adding_one_by_one(void **state)
{
    (void)state;
    int64_t values[DES_HISTOGRAM_BATCH];
    struct des_histogram single, bulk;
    des_histogram_init(&single, 3);
    des_histogram_init(&bulk, 3);
    for (int round = 0; round < 3; round++) {
        for (int64_t i = 0; i < DES_HISTOGRAM_BATCH; i++) {
            values[i] = (i * i * 7919 << (i % 20)) + (round == 2 ? (int64_t)1 << 54 : 0);
            des_histogram_add(&single, values[i]);
        }
        des_histogram_add_all(&bulk, values, DES_HISTOGRAM_BATCH);
        assert_same(&single, &bulk);
    }
    des_histogram_done(&single);
    des_histogram_done(&bulk);
}

static void test_merging_in_any_order_equals_adding_all(void **state)
{
    (void)state;
    enum { PARTS = 7 };
    int64_t *values = make_values("merge");
    struct des_histogram parts[PARTS] = {0}, all = {0}, forward = {0}, backward = {0};
    for (int i = 0; i < COUNT; i++) {
        des_histogram_add(&parts[(i * i) % PARTS], values[i]);
        des_histogram_add(&all, values[i]);
    }
    for (int p = 0; p < PARTS; p++) {
        des_histogram_merge(&forward, &parts[p]);
        des_histogram_merge(&backward, &parts[PARTS - 1 - p]);
    }
    assert_same(&forward, &all);
    assert_same(&backward, &all);
    for (int p = 0; p < PARTS; p++) {
        des_histogram_done(&parts[p]);
    }
    des_histogram_clear(&forward);
    assert_int_equal(forward.total, 0);
    des_histogram_merge(&forward, &all);
    assert_same(&forward, &all);
    des_histogram_done(&forward);
    des_histogram_done(&backward);
    des_histogram_done(&all);
    free(values);
}

static void test_adding_many_equals_adding_one_by_one(void **state)
{
    (void)state;
    struct des_histogram many, single;
    des_histogram_init(&many, 16);
    des_histogram_init(&single, 16);
    for (int64_t v = 1; v < DES_WEEK; v *= 3) {
        des_histogram_add_many(&many, v, 5);
        for (int i = 0; i < 5; i++) {
            des_histogram_add(&single, v);
        }
    }
    assert_same(&many, &single);
    des_histogram_done(&many);
    des_histogram_done(&single);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_one_has_no_answers),
        cmocka_unit_test(test_buckets_meet_without_gap_or_overlap),
        cmocka_unit_test(test_small_values_are_exact),
        cmocka_unit_test(test_a_share_that_is_a_whole_number_of_observations_is_that_number),
        cmocka_unit_test(test_quantiles_are_within_1_percent_of_sorting),
        cmocka_unit_test(test_the_mean_is_exact_in_any_order),
        cmocka_unit_test(test_adding_in_bulk_equals_adding_one_by_one),
        cmocka_unit_test(test_merging_in_any_order_equals_adding_all),
        cmocka_unit_test(test_adding_many_equals_adding_one_by_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
