/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_stopping.c - the rule, on values made up for it. */
#include "models/measure/stopping.h"

#include "tests/assert_close.h"
#include "tests/made_results.h"

enum { MANY = 400 };

/* Alternating 100 - spread, 100 + spread: for even n the mean is 100 and the deviation
 * spread * sqrt(n / (n - 1)), so that the half-width is t(n - 1) * spread / sqrt(n - 1). */
static void alternate(double *values, double spread)
{
    for (int n = 0; n < MANY; n++) {
        values[n] = n % 2 == 0 ? 100 - spread : 100 + spread;
    }
}

static struct results *made(const double *values, size_t replications)
{
    struct results *results = made_results("made", replications);
    results->confidence = 0.95;
    made_add_times(results, values);
    return results;
}

static const char mean_name[] = "delivery_time.inbound.mean";

static bool is_enough(const double *values, size_t n, uint64_t least, uint64_t look_ahead,
                      double relative)
{
    struct results *results = made(values, n);
    results_ask(results, mean_name, relative, false);
    results->look_ahead = look_ahead;
    bool enough = stopping_is_enough(results, least);
    results_destroy(results);
    return enough;
}

static size_t first_enough(const double *values, uint64_t least, uint64_t look_ahead,
                           double relative)
{
    for (size_t n = 1; n <= MANY; n++) {
        if (is_enough(values, n, least, look_ahead, relative)) {
            return n;
        }
    }
    return 0;
}

static void test_ten_are_the_fewest(void **state)
{
    (void)state;
    double same[MANY];
    alternate(same, 0);
    assert_int_equal(first_enough(same, 1, 0, 0.01), 10);
    assert_int_equal(first_enough(same, 12, 0, 0.01), 12);
    assert_int_equal(first_enough(same, 1, 5, 0.01), 15);
}

/* Law's adjustment, at even n: t(n - 1) spread / sqrt(n - 1) <= 100 g / (1 + g). With spread 10
 * and g = 5 %: 4.762; t(19) 10 / sqrt(19) = 4.8018, t(21) 10 / sqrt(21) = 4.5381 (t from tables:
 * 2.093024, 2.079614). At 21 the mean is 99.52 and the half-width 4.6616 <= 4.739. */
static void test_relative_precision_is_laws(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 10);
    assert_false(is_enough(values, 20, 1, 0, 0.05));
    assert_true(is_enough(values, 22, 1, 0, 0.05));
    assert_int_equal(first_enough(values, 1, 0, 0.05), 21);
}

static void test_absolute_precision_is_in_the_figures_unit(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 10);
    for (int narrow = 0; narrow < 2; narrow++) {
        struct results *results = made(values, 20);
        /* 4.8018 as above */
        results_ask(results, mean_name, narrow ? 4.801 : 4.803, true);
        assert_int_equal(stopping_is_enough(results, 1), !narrow);
        results_destroy(results);
    }
}

/* One wild value after the rule was met breaks the spell: the look-ahead starts again. */
static void test_what_is_met_must_stay_met(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 1);
    values[12] = 280; /* the 13th: within the five after 10 */
    assert_int_equal(first_enough(values, 1, 0, 0.02), 10);
    assert_int_equal(first_enough(values, 1, 2, 0.02), 12);
    size_t again = 0; /* where it is met for the second time */
    for (size_t n = 13; n <= MANY && !again; n++) {
        again = is_enough(values, n, 13, 0, 0.02) ? n : 0;
    }
    /* One value 180 off makes s about 180 / sqrt(n), and t * 180 / n = 100 * 0.02 / 1.02 where n
     * is 181 with t = 1.973; less the little that it adds to the mean. */
    assert_in_range(again, 175, 185);
    /* Beyond 100 the look-ahead is 5 % of n. */
    assert_int_equal(first_enough(values, 1, 5, 0.02), again + 5 * again / 100);
}

static void test_the_look_ahead_grows_with_n(void **state)
{
    (void)state;
    assert_int_equal(stopping_look_ahead(5, 10), 5);
    assert_int_equal(stopping_look_ahead(5, 100), 5);
    assert_int_equal(stopping_look_ahead(5, 119), 5);
    assert_int_equal(stopping_look_ahead(5, 120), 6);
    assert_int_equal(stopping_look_ahead(5, 1000), 50);
    assert_int_equal(stopping_look_ahead(0, 1000), 0);
}

static void test_without_targets_nothing_is_enough(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 0);
    struct results *results = made(values, 100);
    assert_false(stopping_is_enough(results, 1));
    assert_int_equal(stopping_met_since(results), 0);
    results_destroy(results);
}

/* ---- several ---- */

static struct results *made_two(size_t n, double spread_a, double spread_b)
{
    static double a[MANY], b[MANY];
    alternate(a, spread_a);
    alternate(b, spread_b);
    struct results *results = made(a, n);
    made_add(results,
             (struct made_row){.measure = "throughput",
                               .statistic = "per_day",
                               .event = "completed",
                               .direction = "inbound",
                               .unit = "parcels/d"},
             b);
    results_ask(results, mean_name, 0.05, false);
    results_ask(results, "throughput.inbound", 0.05, false);
    return results;
}

static void test_several_share_the_error(void **state)
{
    (void)state;
    struct results *results = made_two(20, 1, 1);
    assert_close(stopping_each_confidence(results), 0.975, 1e-12);
    assert_true(stopping_is_enough(results, 1));
    /* t(19, 0.9875) = 2.433440: 10 / sqrt(19) times it. */
    struct stopping_verdict verdict = stopping_judge(results, 0);
    assert_close(verdict.estimate.half_width, 2.433440 / sqrt(19), 1e-6);
    assert_string_equal(verdict.unit, "h");
    results_destroy(results);
}

static void test_the_slowest_decides(void **state)
{
    (void)state;
    for (int slow = 0; slow < 2; slow++) {
        struct results *results = made_two(30, slow ? 20 : 1, slow ? 1 : 20);
        assert_false(stopping_is_enough(results, 1));
        assert_int_equal(stopping_judge(results, 0).met, !slow);
        assert_int_equal(stopping_judge(results, 1).met, slow);
        assert_int_equal(stopping_met_since(results), 0);
        results_destroy(results);
    }
}

static void test_a_derived_figure_may_be_a_target(void **state)
{
    (void)state;
    double entered[MANY], lost[MANY];
    alternate(entered, 0);
    for (int n = 0; n < MANY; n++) {
        lost[n] = entered[n] / 4;
    }
    struct results *results = made_results("made", 10);
    struct made_row row = {.measure = "ledger",
                           .statistic = "total",
                           .event = "entered",
                           .direction = "inbound",
                           .unit = "parcels"};
    made_add(results, row, entered);
    row.event = "lost";
    made_add(results, row, lost);
    results->confidence = 0.95;
    results_ask(results, "lost_share.inbound", 0.01, true);
    assert_true(stopping_is_enough(results, 1));
    assert_close(stopping_judge(results, 0).estimate.mean, 0.25, 1e-12);
    results_destroy(results);
}

/* In pairs of 90 and 110 there is no variance left; ten of them are twenty replications. */
static void test_ten_pairs_are_the_fewest(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 10);
    for (size_t n = 10; n <= 20; n++) {
        struct results *results = made(values, n);
        results->antithetic = true;
        results_ask(results, mean_name, 0.001, false);
        assert_int_equal(stopping_is_enough(results, 1), n == 20);
        assert_int_equal(stopping_judge(results, 0).needed, 20);
        results_destroy(results);
    }
}

/* ---- how many it would take ---- */

static void test_needed_is_where_it_would_do(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 10);
    struct results *results = made(values, 10);
    results_ask(results, mean_name, 0.05, false);
    struct stopping_verdict verdict = stopping_judge(results, 0);
    assert_false(verdict.met);
    assert_close(verdict.wanted, 100 * 0.05 / 1.05, 1e-9);
    /* s = 10.5409: t(20) s / sqrt(21) = 4.798, t(21) s / sqrt(22) = 4.6736 <= 4.7619 */
    assert_int_equal(verdict.needed, 22);
    results->look_ahead = 5;
    assert_int_equal(stopping_judge(results, 0).needed, 27);
    results_destroy(results);
}

static void test_needed_is_never_fewer_than_there_are(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 1);
    struct results *results = made(values, 40);
    results_ask(results, mean_name, 0.5, false);
    assert_int_equal(stopping_judge(results, 0).needed, 40);
    assert_int_equal(stopping_met_since(results), 10);
    results_destroy(results);
}

/* Values missing in some replications don't count towards the ten. */
static void test_missing_values_are_not_counted(void **state)
{
    (void)state;
    double values[MANY];
    alternate(values, 0);
    values[0] = values[5] = NAN;
    assert_false(is_enough(values, 11, 1, 0, 0.05));
    assert_true(is_enough(values, 12, 1, 0, 0.05));
}

static void test_nothing_simulated_is_judged_as_nothing(void **state)
{
    (void)state;
    struct results *results = results_create();
    results->confidence = 0.95;
    results_ask(results, mean_name, 0.05, false);
    struct stopping_verdict verdict = stopping_judge(results, 0);
    assert_false(verdict.met);
    assert_true(isnan(verdict.estimate.mean));
    assert_int_equal(verdict.needed, 0);
    assert_false(stopping_is_enough(results, 1));
    assert_int_equal(stopping_met_since(results), 0);
    results_destroy(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_are_the_fewest),
        cmocka_unit_test(test_relative_precision_is_laws),
        cmocka_unit_test(test_absolute_precision_is_in_the_figures_unit),
        cmocka_unit_test(test_what_is_met_must_stay_met),
        cmocka_unit_test(test_the_look_ahead_grows_with_n),
        cmocka_unit_test(test_without_targets_nothing_is_enough),
        cmocka_unit_test(test_several_share_the_error),
        cmocka_unit_test(test_the_slowest_decides),
        cmocka_unit_test(test_a_derived_figure_may_be_a_target),
        cmocka_unit_test(test_ten_pairs_are_the_fewest),
        cmocka_unit_test(test_needed_is_where_it_would_do),
        cmocka_unit_test(test_needed_is_never_fewer_than_there_are),
        cmocka_unit_test(test_missing_values_are_not_counted),
        cmocka_unit_test(test_nothing_simulated_is_judged_as_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
