/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_batch_means.c - series whose batches can be worked out by hand. Student's t: ORACLES.md,
 * 'Output analysis'. Coverage is measured in test_difference_long.c. */
#include "models/measure/batch_means.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>

#include "engine/random.h"
#include "tests/assert_close.h"

enum { LONG = 25600 };

/* +1, -1, +1, ...: C = 1 - 4 (n - 1) / (2 n). */
static void test_von_neumanns_ratio_is_as_defined(void **state)
{
    (void)state;
    double values[10], p = 0;
    for (int i = 0; i < 10; i++) {
        values[i] = i % 2 == 0 ? 1 : -1;
    }
    assert_close(von_neumann_correlation(values, 10, &p), -0.8, 1e-15);
    assert_close(p, gsl_cdf_ugaussian_P(0.8 / sqrt(8.0 / 99)), 1e-12);
    for (int i = 0; i < 10; i++) {
        values[i] = i; /* sums of squares 82.5 and 9 */
    }
    assert_close(von_neumann_correlation(values, 10, &p), 1 - 9 / 165.0, 1e-14);
    assert_true(p < 0.001);
    for (int i = 0; i < 10; i++) {
        values[i] = 7;
    }
    assert_close(von_neumann_correlation(values, 10, &p), 0, 0);
    assert_close(p, 1, 0);
}

/* 103 values: 3 left out, 20 batches of 5 with means -.2 and .2, t(19) = 2.093024. */
static void test_the_interval_is_that_of_twenty_batches(void **state)
{
    (void)state;
    double series[103];
    for (int i = 0; i < 103; i++) {
        series[i] = i % 2 == 0 ? 1 : -1;
    }
    struct batch_means run = batch_means_make(series, 103, 1, 0.95);
    assert_true(run.independent);
    assert_int_equal(run.left_out, 3);
    assert_int_equal(run.batch_size, 5);
    assert_int_equal(run.tested_size, 1);
    assert_close(run.mean, 0, 1e-15);
    assert_close(run.half_width, 2.093024 * 0.2 / sqrt(19), 1e-6);
}

static void test_what_is_left_out_is_the_start(void **state)
{
    (void)state;
    double series[103];
    for (int i = 0; i < 103; i++) {
        series[i] = i < 3 ? 1000 : 7;
    }
    struct batch_means run = batch_means_make(series, 103, 1, 0.95);
    assert_int_equal(run.left_out, 3);
    assert_close(run.mean, 7, 1e-12);
    /* Of 28 weeks the last twenty: 59 .. 198. */
    static double days[199];
    for (int i = 0; i < 199; i++) {
        days[i] = i;
    }
    struct batch_means weeks = batch_means_make(days, 199, 7, 0.95);
    assert_int_equal(weeks.batch_size, 7);
    assert_int_equal(weeks.left_out, 59);
    assert_close(weeks.mean, 128.5, 1e-12);
}

/* A hundred of +1 and -1, as many of each, with 40 changes: C = 1 - 40 * 4 / 200 = .2, which is
 * 2.02 errors from 0. */
static void test_dependence_at_the_edge_is_refused(void **state)
{
    (void)state;
    double series[100];
    int filled = 0;
    for (int run = 0; run < 41; run++) { /* 21 up: 8 of three, 13 of two; 20 down: 10 and 10 */
        int length = run / 2 < (run % 2 == 0 ? 8 : 10) ? 3 : 2;
        for (int i = 0; i < length; i++) {
            series[filled++] = run % 2 == 0 ? 1 : -1;
        }
    }
    assert_int_equal(filled, 100);
    struct batch_means run = batch_means_make(series, 100, 1, 0.95);
    assert_close(run.mean, 0, 1e-12);
    assert_close(run.correlation, 0.2, 1e-12);
    assert_close(run.p, gsl_cdf_ugaussian_Q(0.2 / sqrt(98 / 9999.0)), 1e-12);
    assert_false(run.independent);
}

static void test_a_run_that_drifts_is_refused(void **state)
{
    (void)state;
    double series[1000];
    for (int i = 0; i < 1000; i++) {
        series[i] = i;
    }
    struct batch_means run = batch_means_make(series, 1000, 1, 0.95);
    assert_false(run.independent);
    assert_true(isnan(run.half_width));
    assert_close(run.mean, 499.5, 1e-9);
    assert_int_equal(run.tested_size, 8); /* 125 batches; of 16 there would be 62 */
    assert_true(run.correlation > 0.9);
}

static void test_a_short_run_is_refused(void **state)
{
    (void)state;
    double series[99];
    for (int i = 0; i < 99; i++) {
        series[i] = (i * 37) % 11;
    }
    struct batch_means run = batch_means_make(series, 99, 1, 0.95);
    assert_false(run.independent);
    assert_true(isnan(run.half_width) && isnan(run.p) && isnan(run.correlation));
    assert_int_equal(run.tested_size, 0);
    struct batch_means shorter = batch_means_make(series, 19, 1, 0.95);
    assert_true(isnan(shorter.mean));
    assert_int_equal(shorter.batch_size, 0);
    assert_int_equal(shorter.left_out, 19);
}

static void test_batches_are_whole_weeks(void **state)
{
    (void)state;
    double series[1000];
    for (int i = 0; i < 1000; i++) {
        series[i] = i < 6 ? 1000 : i % 7; /* but for six left out, weeks don't vary */
    }
    struct batch_means run = batch_means_make(series, 1000, 7, 0.95);
    assert_true(run.independent);
    assert_int_equal(run.batch_size, 49);
    assert_int_equal(run.tested_size, 7);
    assert_close(run.p, 1, 0);
    assert_close(run.mean, 3, 1e-12);
    assert_close(run.half_width, 0, 1e-12);
}

/* y = 0.8 y' + noise: neighbouring values correlate, far apart ones don't. */
static void test_size_doubles_until_neighbours_are_independent(void **state)
{
    (void)state;
    static double series[LONG];
    struct des_rng rng;
    gsl_rng view;
    des_rng_init(&rng, des_stream_make(1, 0, "batch means", "series"));
    des_rng_view(&rng, &view);
    double value = 0;
    for (int i = 0; i < LONG; i++) {
        value = 0.8 * value + gsl_ran_gaussian(&view, 1);
        series[i] = value;
    }
    struct batch_means run = batch_means_make(series, LONG, 1, 0.95);
    assert_true(run.independent);
    assert_true(run.p > BATCH_MEANS_LEVEL);
    /* .8, .72, .56, .36, .18 of batches of 1, 2, 4, 8, 16 in theory: 7 errors from 0 at the least.
     * Of 32 it is .08, of 64 .04. */
    assert_true(run.tested_size > 16);
    assert_int_equal(run.batch_size, 1280);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_von_neumanns_ratio_is_as_defined),
        cmocka_unit_test(test_the_interval_is_that_of_twenty_batches),
        cmocka_unit_test(test_what_is_left_out_is_the_start),
        cmocka_unit_test(test_dependence_at_the_edge_is_refused),
        cmocka_unit_test(test_a_run_that_drifts_is_refused),
        cmocka_unit_test(test_a_short_run_is_refused),
        cmocka_unit_test(test_batches_are_whole_weeks),
        cmocka_unit_test(test_size_doubles_until_neighbours_are_independent),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
