/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_difference.c - paired and Welch intervals against ORACLES.md, 'Comparison and selection'
 * (row A, B; in the inventory example of Law, 5th ed., section 10.2), and findings against what
 * they claim. */
#include "models/measure/difference.h"

#include "tests/assert_close.h"

static const double A[] = {126.97, 124.31, 126.68, 122.66, 127.23};
static const double B[] = {118.21, 120.22, 122.45, 122.68, 119.40};

static void test_paired_interval_is_as_published(void **state)
{
    (void)state;
    struct difference d = difference_paired(A, B, 5, 0.9);
    assert_close(d.mean, 4.978, 1e-12);
    assert_close(d.mean - d.half_width, 1.649127, 5e-7);
    assert_close(d.mean + d.half_width, 8.306873, 5e-7);
    assert_int_equal(d.count, 5);
    assert_close(d.freedom, 4, 0);
    assert_int_equal(d.left_out, 0);
    assert_false(d.identical);
}

static void test_welch_interval_is_as_published(void **state)
{
    (void)state;
    struct difference d = difference_unpaired(A, 5, B, 5, 0.9);
    assert_close(d.mean, 4.978, 1e-12);
    assert_close(d.freedom, 7.992386, 5e-7);
    assert_close(d.mean - d.half_width, 2.660786, 5e-7);
    assert_close(d.mean + d.half_width, 7.295214, 5e-7);
    assert_true(isnan(d.correlation) && isnan(d.variance_saved));
}

/* Row A, B: covariances by Python's statistics module. */
static void test_pairing_that_hurts_is_seen(void **state)
{
    (void)state;
    struct difference d = difference_paired(A, B, 5, 0.9);
    assert_close(d.correlation, -0.5708957482, 5e-10);
    assert_close(d.variance_saved, -0.5706237471, 5e-10);
}

/* a - b = -1, 1, -1, 1, uncorrelated to b; by hand. */
static void test_pairing_that_helps_is_measured(void **state)
{
    (void)state;
    const double a[] = {-1, 1, 3, 5}, b[] = {0, 0, 4, 4};
    struct difference d = difference_paired(a, b, 4, 0.95);
    /* Sums of squares: b 16, a 20, a - b 4; of products 16. */
    assert_close(d.mean, 0, 0);
    assert_close(d.correlation, 16 / sqrt(320), 1e-15);
    assert_close(d.variance_saved, 1 - 4.0 / 36, 1e-15);
}

static void test_pairs_without_a_value_are_left_out_and_counted(void **state)
{
    (void)state;
    const double a[] = {126.97, NAN, 124.31, 126.68, 5, 122.66, NAN, 127.23};
    const double b[] = {118.21, 7, 120.22, 122.45, NAN, 122.68, NAN, 119.40};
    struct difference all = difference_paired(A, B, 5, 0.9);
    struct difference d = difference_paired(a, b, 8, 0.9);
    assert_int_equal(d.left_out, 3);
    assert_int_equal(d.count, 5);
    assert_close(d.mean, all.mean, 0);
    assert_close(d.half_width, all.half_width, 0);
    struct difference welch = difference_unpaired(a, 8, b, 8, 0.9);
    assert_int_equal(welch.left_out, 4);
    assert_int_equal(welch.count, 6);
}

static void test_a_scenario_does_not_differ_from_itself(void **state)
{
    (void)state;
    const double values[] = {0.1, NAN, 1e17, -3.3};
    struct difference d = difference_paired(values, values, 4, 0.95);
    assert_true(d.identical);
    assert_close(d.mean, 0, 0);
    assert_close(d.half_width, 0, 0);
    assert_close(d.correlation, 1, 1e-15);
    assert_close(d.variance_saved, 1, 0);
    assert_int_equal(difference_finding(&d, 0), FINDING_EQUIVALENT);
    assert_int_equal(difference_needed(&d, 0, 1000), 3);
}

static void test_equal_in_some_replications_is_not_identical(void **state)
{
    (void)state;
    const double a[] = {1, 2, 3}, b[] = {1, 2, 4};
    struct difference d = difference_paired(a, b, 3, 0.95);
    assert_false(d.identical);
    assert_int_equal(difference_finding(&d, 0), FINDING_OPEN);
}

static void test_one_pair_tells_nothing(void **state)
{
    (void)state;
    struct difference one = difference_paired(A, B, 1, 0.9);
    assert_close(one.mean, 126.97 - 118.21, 1e-12);
    assert_true(isnan(one.half_width));
    assert_int_equal(difference_finding(&one, 1), FINDING_OPEN);
    assert_int_equal(difference_needed(&one, 1, 1000), 0);
    struct difference none = difference_paired(A, B, 0, 0.9);
    assert_true(isnan(none.mean) && isnan(none.half_width) && !none.identical);
    assert_int_equal(difference_finding(&none, 1), FINDING_OPEN);
    assert_true(isnan(difference_unpaired(A, 5, B, 1, 0.9).half_width));
    assert_true(isnan(difference_unpaired(A, 5, B, 0, 0.9).mean));
}

static void test_findings_follow_from_the_interval(void **state)
{
    (void)state;
    static const struct {
        double mean, half_width, delta;
        enum finding finding;
    } rows[] = {
        {3, 1, 0, FINDING_HIGHER},      {3, 3, 0, FINDING_OPEN},
        {3, 2.9, 2, FINDING_HIGHER},    {-3, 1, 0, FINDING_LOWER},
        {-3, 4, 0, FINDING_OPEN},       {1, 0.5, 2, FINDING_EQUIVALENT},
        {-1, 1, 2, FINDING_EQUIVALENT}, {-1, 1.5, 2, FINDING_OPEN},
        {-1.5, 1, 2, FINDING_LOWER},    {1, 0, 0, FINDING_HIGHER},
        {0, 0, 0, FINDING_EQUIVALENT},  {0, 1, 0, FINDING_OPEN},
        {NAN, NAN, 2, FINDING_OPEN},    {1, NAN, 2, FINDING_OPEN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct difference d = {.mean = rows[i].mean, .half_width = rows[i].half_width};
        assert_int_equal(difference_finding(&d, rows[i].delta), rows[i].finding);
    }
}

/* Differences 0 and 2: mean 1, s = sqrt 2. Settled when n > 2 t(n - 1)^2; tables have
 * t(9) = 2.262157 (ORACLES.md, Student t), t(10) = 2.228139: 10 < 10.23, 11 > 9.93. */
static void test_replications_needed_are_those_of_the_table(void **state)
{
    (void)state;
    const double a[] = {5, 7}, b[] = {5, 5};
    struct difference d = difference_paired(a, b, 2, 0.95);
    assert_int_equal(difference_finding(&d, 0), FINDING_OPEN);
    assert_int_equal(difference_needed(&d, 0, 1000), 11);
    assert_int_equal(difference_needed(&d, 0, 11), 11);
    assert_int_equal(difference_needed(&d, 0, 10), 0);
    assert_int_equal(difference_needed(&d, 0, 2), 0);
    /* To be equivalent within 3 the half-width may be 2 = 3 - 1: n >= t^2 / 2, t(4) = 2.776445
     * (3.85), t(3) = 3.182446 (5.06). */
    assert_int_equal(difference_needed(&d, 3, 1000), 5);
}

static void test_no_number_of_replications_settles_a_difference_of_nothing(void **state)
{
    (void)state;
    const double a[] = {4, 6}, b[] = {5, 5};
    struct difference d = difference_paired(a, b, 2, 0.95);
    assert_int_equal(difference_needed(&d, 0, 1000000), 0);
    assert_true(difference_needed(&d, 0.5, 1000000) > 0);
}

/* The p-value is alpha where the interval at 1 - alpha just touches 0. */
static void test_p_values_agree_with_intervals(void **state)
{
    (void)state;
    struct difference d = difference_paired(A, B, 5, 0.9);
    double p = difference_p(&d);
    struct difference touching = difference_paired(A, B, 5, 1 - p);
    assert_close(touching.mean - touching.half_width, 0, 1e-9);
    struct difference opposite = difference_paired(B, A, 5, 0.9);
    assert_close(difference_p(&opposite), p, 1e-15);
    /* Differences -1, 1, 3, with 2 degrees of freedom: t = sqrt(3)/2, and P(T > t) is known. */
    const double a[] = {-1, 1, 3}, none[] = {0, 0, 0}, one[] = {1, 1, 1};
    struct difference closed = difference_paired(a, none, 3, 0.9);
    double t = sqrt(3) / 2;
    assert_close(difference_p(&closed), 1 - t / sqrt(2 + t * t), 1e-12);
    struct difference same = difference_paired(none, none, 3, 0.9);
    assert_close(difference_p(&same), 1, 0);
    struct difference certain = difference_paired(one, none, 3, 0.9);
    assert_close(difference_p(&certain), 0, 0);
    struct difference unknown = difference_paired(one, none, 1, 0.9);
    assert_true(isnan(difference_p(&unknown)));
}

static void test_confidence_is_shared_among_comparisons(void **state)
{
    (void)state;
    assert_close(difference_confidence(0.9, 1), 0.9, 1e-15);
    assert_close(difference_confidence(0.9, 10), 0.99, 1e-15);
    assert_close(difference_confidence(0.95, 1000), 0.99995, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paired_interval_is_as_published),
        cmocka_unit_test(test_welch_interval_is_as_published),
        cmocka_unit_test(test_pairing_that_hurts_is_seen),
        cmocka_unit_test(test_pairing_that_helps_is_measured),
        cmocka_unit_test(test_pairs_without_a_value_are_left_out_and_counted),
        cmocka_unit_test(test_a_scenario_does_not_differ_from_itself),
        cmocka_unit_test(test_equal_in_some_replications_is_not_identical),
        cmocka_unit_test(test_one_pair_tells_nothing),
        cmocka_unit_test(test_findings_follow_from_the_interval),
        cmocka_unit_test(test_replications_needed_are_those_of_the_table),
        cmocka_unit_test(test_no_number_of_replications_settles_a_difference_of_nothing),
        cmocka_unit_test(test_p_values_agree_with_intervals),
        cmocka_unit_test(test_confidence_is_shared_among_comparisons),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
