/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/level.h"
#include "engine/random.h"
#include "engine/tally.h"
#include "tests/assert_close.h"

/* ORACLES, Output analysis: ten delays. */
static const double delays[] = {1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60};

static void test_ten_delays(void **state)
{
    (void)state;
    struct des_tally t = {0};
    for (int i = 0; i < 10; i++) {
        des_tally_add(&t, delays[i]);
    }
    assert_int_equal(t.count, 10);
    assert_close(t.mean, 2.031, 1e-12);
    assert_close(des_tally_variance(&t), 0.309099, 5e-7);
    assert_close(des_tally_deviation(&t), sqrt(0.309099), 1e-6);
    assert_close(t.minimum, 1.24, 0);
    assert_close(t.maximum, 2.86, 0);
}

static void test_fewer_than_two_have_no_variance(void **state)
{
    (void)state;
    struct des_tally t = {0};
    assert_true(isnan(des_tally_variance(&t)));
    des_tally_add(&t, -3);
    assert_true(isnan(des_tally_deviation(&t)));
    assert_close(t.mean, -3, 0);
    assert_close(t.maximum, -3, 0);
}

static void test_a_large_offset_does_not_drown_the_variance(void **state)
{
    (void)state;
    struct des_tally t = {0};
    for (int i = 0; i < 3000; i++) {
        des_tally_add(&t, 1e12 + i % 3);
    }
    assert_close(des_tally_variance(&t), 2.0 / 3 * 3000 / 2999, 1e-4);
}

static void test_merging_equals_adding_all(void **state)
{
    (void)state;
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(1, 0, "tally", ""));
    struct des_tally parts[5] = {{0}}, all = {0}, merged = {0};
    for (int i = 0; i < 10000; i++) {
        double value = des_exponential_from_bits(des_rng_word64(&rng));
        des_tally_add(&parts[i % 7 % 4], value); /* the fifth stays empty */
        des_tally_add(&all, value);
    }
    for (int p = 4; p >= 0; p--) {
        des_tally_merge(&merged, &parts[p]);
    }
    assert_int_equal(merged.count, all.count);
    assert_close(merged.mean, all.mean, 1e-13);
    assert_close(merged.m2, all.m2, 1e-9);
    assert_close(merged.minimum, all.minimum, 0);
    assert_close(merged.maximum, all.maximum, 0);
}

static void test_a_level_is_weighted_by_time(void **state)
{
    (void)state;
    struct des_level l;
    des_level_init(&l, 100, 2);
    assert_true(isnan(des_level_mean(&l, 100)));
    des_level_set(&l, 110, 5);     /* 2 for 10 */
    des_level_change(&l, 130, -4); /* 5 for 20 */
    assert_close(des_level_mean(&l, 140), (2 * 10 + 5 * 20 + 1 * 10) / 40.0, 1e-12);
    assert_close(l.value, 1, 0);
    assert_close(l.maximum, 5, 0);
}

static void test_a_restarted_level_keeps_only_its_value(void **state)
{
    (void)state;
    struct des_level l;
    des_level_init(&l, 0, 9);
    des_level_set(&l, 10, 3);
    des_level_restart(&l, 20);
    assert_close(l.value, 3, 0);
    assert_close(l.maximum, 3, 0);
    assert_true(isnan(des_level_mean(&l, 20)));
    assert_close(des_level_mean(&l, 30), 3, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_delays),
        cmocka_unit_test(test_fewer_than_two_have_no_variance),
        cmocka_unit_test(test_a_large_offset_does_not_drown_the_variance),
        cmocka_unit_test(test_merging_equals_adding_all),
        cmocka_unit_test(test_a_level_is_weighted_by_time),
        cmocka_unit_test(test_a_restarted_level_keeps_only_its_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
