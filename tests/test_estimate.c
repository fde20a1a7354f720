/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_estimate.c - intervals against published numbers (Law, 5th ed., example 9.14 for the ten
 * delays; David and Nagaraja for order statistics). */
#include "models/measure/estimate.h"

#include <stdio.h>

#include "tests/assert_close.h"

static void test_half_widths_are_students(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double t;
    } rows[] = {{5, 2.776445}, {10, 2.262157}, {20, 2.093024}, {30, 2.045230}};
    for (size_t i = 0; i < 4; i++) {
        double values[30];
        for (size_t k = 0; k < rows[i].n; k++) {
            values[k] = (double)(k * k);
        }
        struct estimate estimate = estimate_make(values, rows[i].n, 0.95);
        double t = estimate.half_width / estimate.deviation * sqrt((double)rows[i].n);
        assert_close(t, rows[i].t, 5e-7);
    }
}

static void test_ten_delays_are_as_published(void **state)
{
    (void)state;
    const double delays[] = {1.53, 1.66, 1.24, 2.34, 2.00, 1.69, 2.69, 2.86, 1.70, 2.60};
    struct estimate estimate = estimate_make(delays, 10, 0.9);
    assert_close(estimate.mean, 2.031, 1e-12);
    assert_close(estimate.deviation * estimate.deviation, 0.309099, 5e-7);
    assert_close(estimate.half_width, 0.322283, 5e-7);
    assert_int_equal(estimate.count, 10);
}

static void test_replications_without_a_value_are_left_out(void **state)
{
    (void)state;
    const double values[] = {NAN, 3, NAN, 5};
    struct estimate two = estimate_make(values, 4, 0.95);
    assert_int_equal(two.count, 2);
    assert_close(two.mean, 4, 0);
    assert_close(two.half_width, 12.706205, 1e-6);
    struct estimate one = estimate_make(values, 3, 0.95);
    assert_int_equal(one.count, 1);
    assert_close(one.mean, 3, 0);
    assert_true(isnan(one.half_width));
    struct estimate none = estimate_make(values, 1, 0.95);
    assert_int_equal(none.count, 0);
    assert_true(isnan(none.mean) && isnan(none.half_width));
    assert_int_equal(estimate_make(NULL, 0, 0.95).count, 0);
}

static void test_precision_is_adjusted_as_law_does(void **state)
{
    (void)state;
    assert_close(estimate_adjusted_precision(0.1), 1.0 / 11, 1e-15);
    struct estimate estimate = {.mean = -11, .half_width = 1, .count = 10};
    assert_true(estimate_is_precise(&estimate, 0.1000001));
    assert_false(estimate_is_precise(&estimate, 0.0999999));
    estimate.half_width = NAN;
    assert_false(estimate_is_precise(&estimate, 0.5));
    estimate = (struct estimate){.mean = NAN, .half_width = NAN};
    assert_false(estimate_is_precise(&estimate, 0.5));
    estimate = (struct estimate){.mean = 0, .half_width = 0, .count = 10}; /* always 0: known */
    assert_true(estimate_is_precise(&estimate, 0.01));
}

static void test_quantiles_lie_between_order_statistics(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double q;
        size_t lower, upper;
        double coverage;
    } rows[] = {{100, 0.5, 40, 61, 0.96480},
                {200, 0.95, 184, 197, 0.96715},
                {1000, 0.99, 983, 997, 0.97609}};
    for (size_t i = 0; i < 3; i++) {
        struct order_interval interval = order_interval_make(rows[i].n, rows[i].q, 0.95);
        assert_int_equal(interval.lower, rows[i].lower);
        assert_int_equal(interval.upper, rows[i].upper);
        assert_close(interval.coverage, rows[i].coverage, 5e-6);
    }
}

static void test_intervals_hold_from_the_least_count_on(void **state)
{
    (void)state;
    static const struct {
        double q;
        size_t least;
    } rows[] = {{0.5, 6}, {0.9, 29}, {0.95, 59}, {0.99, 299}, {0.05, 59}};
    for (size_t i = 0; i < 5; i++) {
        size_t least = rows[i].least;
        assert_int_equal(order_least_count(rows[i].q, 0.95), least);
        struct order_interval none = order_interval_make(least - 1, rows[i].q, 0.95);
        assert_int_equal(none.lower, 0);
        assert_int_equal(none.upper, 0);
        assert_true(isnan(none.coverage));
        for (size_t n = least; n < least + 40; n++) {
            struct order_interval interval = order_interval_make(n, rows[i].q, 0.95);
            assert_true(interval.lower >= 1 && interval.lower < interval.upper);
            assert_true(interval.upper <= n);
            assert_true(interval.coverage >= 0.95);
        }
    }
}

static void assert_written(double mean, double half_width, double factor, const char *text)
{
    char buffer[64];
    struct estimate estimate = {.mean = mean, .half_width = half_width};
    estimate_format(&estimate, factor, buffer, sizeof buffer);
    assert_string_equal(buffer, text);
}

static void test_numbers_are_rounded_to_two_digits_of_the_half_width(void **state)
{
    (void)state;
    assert_written(41.6234, 0.3812, 1, "41.62 ± 0.38");
    assert_written(41.6234, 3.812, 1, "41.6 ± 3.8");
    assert_written(41.6234, 9.97, 1, "42 ± 10");
    assert_written(41.6234, 0.0996, 1, "41.62 ± 0.10");
    assert_written(41623.4, 381.2, 1, "41620 ± 380");
    assert_written(0.416234, 0.003812, 100, "41.62 ± 0.38");
    assert_written(-0.001, 0.38, 1, "0.00 ± 0.38");
    assert_written(0.0000416, 0.0000012, 1, "0.0000416 ± 0.0000012");
}

static void test_what_is_not_known_is_said(void **state)
{
    (void)state;
    assert_written(NAN, NAN, 1, "not estimable");
    assert_written(41.6234, NAN, 1, "41.62 ± n/e");
    assert_written(416234, NAN, 1, "416234 ± n/e");
    assert_written(5, 0, 1, "5 ± 0");
    assert_written(0, 0, -1, "0 ± 0");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_widths_are_students),
        cmocka_unit_test(test_ten_delays_are_as_published),
        cmocka_unit_test(test_replications_without_a_value_are_left_out),
        cmocka_unit_test(test_precision_is_adjusted_as_law_does),
        cmocka_unit_test(test_quantiles_lie_between_order_statistics),
        cmocka_unit_test(test_intervals_hold_from_the_least_count_on),
        cmocka_unit_test(test_numbers_are_rounded_to_two_digits_of_the_half_width),
        cmocka_unit_test(test_what_is_not_known_is_said),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
