/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_mser.c - cuts against a decaying series with known minima, and against the definition. */
#include "models/measure/mser.h"

#include "tests/assert_close.h"

enum { LENGTH = 200 };

static void fill(double *series)
{
    for (int i = 0; i < LENGTH; i++) {
        series[i] = 10 * exp(-i / 20.0) + ((37 * i) % 11 - 5) / 5.0;
    }
}

static void test_single_observations_are_cut_at_53(void **state)
{
    (void)state;
    double series[LENGTH];
    fill(series);
    struct mser mser = mser_find(series, LENGTH, 1);
    assert_int_equal(mser.cut, 53);
    assert_close(mser.statistic, 0.0028457876, 5e-11);
    assert_false(mser.at_limit);
}

static void test_batches_of_five_are_cut_at_15(void **state)
{
    (void)state;
    double series[LENGTH];
    fill(series);
    struct mser mser = mser_find(series, LENGTH, 5);
    assert_int_equal(mser.batches, 15);
    assert_int_equal(mser.cut, 75);
    assert_close(mser.statistic, 0.00097048504, 5e-12);
    assert_false(mser.at_limit);
}

static double statistic_at(const double *series, size_t length, size_t cut)
{
    double n = (double)(length - cut), mean = 0, squares = 0;
    for (size_t i = cut; i < length; i++) {
        mean += series[i] / n;
    }
    for (size_t i = cut; i < length; i++) {
        squares += (series[i] - mean) * (series[i] - mean);
    }
    return squares / (n * n);
}

static void test_no_other_cut_in_the_first_half_is_better(void **state)
{
    (void)state;
    double series[LENGTH];
    fill(series);
    for (size_t length = 2; length <= LENGTH; length++) {
        struct mser mser = mser_find(series, length, 1);
        assert_true(mser.cut <= length / 2);
        assert_close(mser.statistic, statistic_at(series, length, mser.cut), 1e-12);
        for (size_t cut = 0; cut <= length / 2; cut++) {
            assert_true(mser.statistic <= statistic_at(series, length, cut) + 1e-12);
        }
    }
}

static void test_a_level_series_is_not_cut(void **state)
{
    (void)state;
    double series[50];
    for (int i = 0; i < 50; i++) {
        series[i] = 7;
    }
    struct mser mser = mser_find(series, 50, 5);
    assert_int_equal(mser.cut, 0);
    assert_close(mser.statistic, 0, 0);
    assert_false(mser.at_limit);
}

static void test_growth_without_end_is_cut_at_the_limit(void **state)
{
    (void)state;
    double series[103];
    for (int i = 0; i < 103; i++) {
        series[i] = i;
    }
    struct mser mser = mser_find(series, 103, 5);
    assert_int_equal(mser.batches, 10);
    assert_true(mser.at_limit);
}

static void test_a_series_shorter_than_a_batch_shows_no_steady_state(void **state)
{
    (void)state;
    const double series[] = {1, 2, 3};
    struct mser mser = mser_find(series, 3, 5);
    assert_int_equal(mser.cut, 0);
    assert_true(isnan(mser.statistic));
    assert_true(mser.at_limit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single_observations_are_cut_at_53),
        cmocka_unit_test(test_batches_of_five_are_cut_at_15),
        cmocka_unit_test(test_no_other_cut_in_the_first_half_is_better),
        cmocka_unit_test(test_a_level_series_is_not_cut),
        cmocka_unit_test(test_growth_without_end_is_cut_at_the_limit),
        cmocka_unit_test(test_a_series_shorter_than_a_batch_shows_no_steady_state),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
