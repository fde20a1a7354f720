/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_equity.c - Gini coefficients and weighted quantiles of known distributions. */
#include "models/measure/equity.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "tests/assert_close.h"

enum { MANY = 20000 };

/* The quantiles of a distribution at equal steps of probability: its Gini but for O(1 / MANY). */
static struct equity of_quantiles(double (*quantile)(double))
{
    struct equity_point *points = des_allocate(MANY, sizeof *points);
    for (size_t i = 0; i < MANY; i++) {
        points[i] = (struct equity_point){quantile(((double)i + 0.5) / MANY), 1};
    }
    struct equity equity = equity_make(points, MANY);
    free(points);
    return equity;
}

static double uniform(double p)
{
    return p;
}

static double exponential(double p)
{
    return -log1p(-p);
}

static double always_seven(double p)
{
    return p < 2 ? 7 : 0;
}

static void test_gini_of_known_distributions(void **state)
{
    (void)state;
    assert_close(of_quantiles(uniform).gini, 1.0 / 3, 1e-4);
    assert_close(of_quantiles(exponential).gini, 0.5, 1e-3);
    assert_close(of_quantiles(always_seven).gini, 0, 1e-12);
}

static void test_ratio_of_known_distributions(void **state)
{
    (void)state;
    assert_close(of_quantiles(uniform).ratio, 9, 1e-2);
    assert_close(of_quantiles(exponential).ratio, log(10) / log(10.0 / 9), 1e-1);
    assert_close(of_quantiles(always_seven).ratio, 1, 1e-12);
}

/* Values 1, 2, 3, 10 of one person each: all pairs differ by 1 + 2 + 9 + 1 + 8 + 7 = 28 in sum,
 * each counted twice: 56 / (2 x 4 x 4 x 4) = 0.4375. */
static void test_gini_by_hand(void **state)
{
    (void)state;
    struct equity_point points[] = {{10, 1}, {2, 1}, {1, 1}, {3, 1}};
    struct equity equity = equity_make(points, 4);
    assert_close(equity.gini, 0.4375, 1e-12);
    assert_close(equity.mean, 4, 1e-12);
    assert_close(equity.p50, 2, 0);
    assert_close(equity.most, 10, 0);
}

static void test_a_weight_of_three_is_three_people(void **state)
{
    (void)state;
    struct equity_point weighted[] = {{5, 3}, {1, 1}, {9, 2}};
    struct equity_point one_by_one[] = {{5, 1}, {5, 1}, {5, 1}, {1, 1}, {9, 1}, {9, 1}};
    struct equity a = equity_make(weighted, 3), b = equity_make(one_by_one, 6);
    assert_close(a.gini, b.gini, 1e-12);
    assert_close(a.mean, b.mean, 1e-12);
    assert_close(a.p90, b.p90, 0);
    assert_close(a.ratio, 9, 1e-12);
    assert_close(equity_share_within(weighted, 3, 5), 4.0 / 6, 1e-12);
    assert_close(equity_share_within(weighted, 3, 4.99), 1.0 / 6, 1e-12);
}

static void test_one_who_has_all_of_many_is_nearly_one(void **state)
{
    (void)state;
    struct equity_point points[] = {{0, 999}, {1, 1}};
    struct equity equity = equity_make(points, 2);
    assert_close(equity.gini, 0.999, 1e-12);
    assert_true(isnan(equity.ratio));
}

static void test_nothing_has_no_equity(void **state)
{
    (void)state;
    struct equity_point none[1];
    struct equity equity = equity_make(none, 0);
    assert_true(isnan(equity.gini) && isnan(equity.mean) && isnan(equity.p90));
    struct equity_point zero[] = {{0, 4}};
    assert_true(isnan(equity_make(zero, 1).gini));
    assert_true(isnan(equity_share_within(none, 0, 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gini_of_known_distributions),
        cmocka_unit_test(test_ratio_of_known_distributions),
        cmocka_unit_test(test_gini_by_hand),
        cmocka_unit_test(test_a_weight_of_three_is_three_people),
        cmocka_unit_test(test_one_who_has_all_of_many_is_nearly_one),
        cmocka_unit_test(test_nothing_has_no_equity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
