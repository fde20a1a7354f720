/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_control_variate.c - against the formulas of one control written out (Law, 5th ed.,
 * section 11.4), and lines that are known. */
#include "models/measure/control_variate.h"

#include "models/measure/estimate.h"
#include "tests/assert_close.h"

enum { EIGHT = 8 };

static const double Y[EIGHT] = {13.84, 3.18, 2.26, 2.76, 4.33, 1.35, 1.82, 3.01};
static const double C[EIGHT] = {0.92, 0.95, 0.88, 0.89, 0.93, 0.81, 0.84, 0.92};

/* With one control: slope b = S_yc / S_cc, mean y - b (c - known), and residual variance
 * (S_yy - b S_yc) / (n - 2) times 1/n + (c - known)^2 / S_cc. */
static void test_one_control_is_as_in_the_textbook(void **state)
{
    (void)state;
    const double *controls[] = {C}, known[] = {0.9};
    double y = 0, c = 0, yy = 0, yc = 0, cc = 0;
    for (int r = 0; r < EIGHT; r++) {
        y += Y[r] / EIGHT;
        c += C[r] / EIGHT;
    }
    for (int r = 0; r < EIGHT; r++) {
        yy += (Y[r] - y) * (Y[r] - y);
        yc += (Y[r] - y) * (C[r] - c);
        cc += (C[r] - c) * (C[r] - c);
    }
    double slope = yc / cc, residual = (yy - slope * yc) / (EIGHT - 2);
    double error = sqrt(residual * (1.0 / EIGHT + (c - 0.9) * (c - 0.9) / cc));
    struct controlled result = control_variate_adjust(Y, EIGHT, controls, known, 1, 0.95);
    assert_int_equal(result.refusal, CONTROL_ACCEPTED);
    assert_int_equal(result.count, EIGHT);
    assert_close(result.mean, y - slope * (c - 0.9), 1e-10);
    assert_close(result.standard_error, error, 1e-10);
    assert_close(result.half_width / error, 2.446912, 5e-7); /* t(6), tables */
    assert_close(result.variance_saved, 1 - error * error / (yy / (EIGHT - 1) / EIGHT), 1e-10);
}

/* y = 5 + 2 (c - 3) - 4 (d - 1): nothing is left to chance. */
static void test_what_controls_explain_is_gone(void **state)
{
    (void)state;
    const double c[] = {1, 2, 3, 4, 5, 7}, d[] = {1, -1, 2, 0, 3, 3};
    const double *controls[] = {c, d}, known[] = {3, 1};
    double y[6];
    for (int r = 0; r < 6; r++) {
        y[r] = 5 + 2 * (c[r] - 3) - 4 * (d[r] - 1);
    }
    struct controlled result = control_variate_adjust(y, 6, controls, known, 2, 0.95);
    assert_close(result.mean, 5, 1e-12);
    assert_close(result.half_width, 0, 1e-12);
    assert_close(result.variance_saved, 1, 1e-12);
}

/* Uncorrelated: a degree of freedom is spent, nothing is gained. */
static void test_a_useless_control_costs(void **state)
{
    (void)state;
    const double y[] = {1, 3, 1, 3, 1, 3, 1, 3}, c[] = {0, 0, 2, 2, 0, 0, 2, 2};
    const double *controls[] = {c}, known[] = {1};
    struct controlled result = control_variate_adjust(y, 8, controls, known, 1, 0.95);
    assert_close(result.mean, 2, 1e-12);
    assert_close(result.variance_saved, 1 - 7.0 / 6, 1e-12);
}

static void test_controls_that_tell_nothing_are_refused(void **state)
{
    (void)state;
    const double constant[] = {4, 4, 4, 4, 4, 4, 4, 4}, known[] = {0.9, 3};
    double twice[EIGHT];
    for (int r = 0; r < EIGHT; r++) {
        twice[r] = 1 + 2 * C[r];
    }
    const double *with_constant[] = {C, constant}, *with_twice[] = {C, twice};
    struct controlled result = control_variate_adjust(Y, EIGHT, with_constant, known, 2, 0.95);
    assert_int_equal(result.refusal, CONTROL_DEPENDENT);
    assert_true(isnan(result.mean) && isnan(result.half_width) && isnan(result.variance_saved));
    result = control_variate_adjust(Y, EIGHT, with_twice, known, 2, 0.95);
    assert_int_equal(result.refusal, CONTROL_DEPENDENT);
    const double *same_as_known[] = {constant}, four[] = {4};
    result = control_variate_adjust(Y, EIGHT, same_as_known, four, 1, 0.95);
    assert_int_equal(result.refusal, CONTROL_DEPENDENT);
}

static void test_too_few_replications_are_refused(void **state)
{
    (void)state;
    const double missing[] = {NAN, 0.95, 0.88, 0.89, 0.93};
    const double *controls[] = {missing}, known[] = {0.9};
    assert_int_equal(control_variate_adjust(Y, 5, controls, known, 1, 0.95).refusal,
                     CONTROL_ACCEPTED);
    assert_int_equal(control_variate_adjust(Y, 5, controls, known, 1, 0.95).count, 4);
    struct controlled result = control_variate_adjust(Y, 4, controls, known, 1, 0.95);
    assert_int_equal(result.refusal, CONTROL_TOO_FEW);
    assert_int_equal(result.count, 3);
    assert_true(isnan(result.mean));
}

/* A figure that doesn't vary has no variance to save. */
static void test_a_constant_figure_stays_as_it_is(void **state)
{
    (void)state;
    const double y[] = {2, 2, 2, 2, 2, 2, 2, 2};
    const double *controls[] = {C}, known[] = {0.9};
    struct controlled result = control_variate_adjust(y, EIGHT, controls, known, 1, 0.95);
    assert_close(result.mean, 2, 1e-12);
    assert_close(result.half_width, 0, 1e-12);
    assert_true(isnan(result.variance_saved));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_control_is_as_in_the_textbook),
        cmocka_unit_test(test_what_controls_explain_is_gone),
        cmocka_unit_test(test_a_useless_control_costs),
        cmocka_unit_test(test_controls_that_tell_nothing_are_refused),
        cmocka_unit_test(test_too_few_replications_are_refused),
        cmocka_unit_test(test_a_constant_figure_stays_as_it_is),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
