/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_antithetic.c - pairs worked out by hand; Student's t: ORACLES.md, 'Output analysis'. */
#include "models/measure/antithetic.h"

#include "tests/assert_close.h"

/* Evens 1, 2, 3, 4, 5, odds their opposite but for the last: means 3, 3, 3, 3, 4. */
static void test_pairs_are_what_is_estimated_from(void **state)
{
    (void)state;
    const double values[] = {1, 5, 2, 4, 3, 3, 4, 2, 5, 3};
    struct antithetic pairs = antithetic_estimate(values, 10, 0.95);
    assert_int_equal(pairs.estimate.count, 5);
    assert_close(pairs.estimate.mean, 3.2, 1e-15);
    assert_close(pairs.estimate.half_width, 2.776445 * 0.2, 1e-6); /* s^2 = .8/4 */
    /* Sums of squares: evens 10, odds 5.2, means .8. */
    assert_close(pairs.variance_saved, 1 - 4 * 0.8 / 15.2, 1e-12);
}

static void test_pairs_that_go_together_cost(void **state)
{
    (void)state;
    const double values[] = {1, 1, 2, 2, 3, 3};
    assert_close(antithetic_estimate(values, 6, 0.95).variance_saved, -1, 1e-12);
}

static void test_incomplete_pairs_are_left_out(void **state)
{
    (void)state;
    const double values[] = {1, 5, NAN, 4, 3, NAN, 4, 4, 9};
    struct antithetic pairs = antithetic_estimate(values, 9, 0.95);
    assert_int_equal(pairs.estimate.count, 2);
    assert_close(pairs.estimate.mean, 3.5, 0);
    struct antithetic none = antithetic_estimate(values, 1, 0.95);
    assert_int_equal(none.estimate.count, 0);
    assert_true(isnan(none.estimate.mean) && isnan(none.variance_saved));
    assert_true(isnan(antithetic_estimate(values, 2, 0.95).variance_saved));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs_are_what_is_estimated_from),
        cmocka_unit_test(test_pairs_that_go_together_cost),
        cmocka_unit_test(test_incomplete_pairs_are_left_out),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
