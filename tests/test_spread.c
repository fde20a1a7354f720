/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_spread.c - quantiles over replications. ORACLES, 'Output analysis': order-statistic
 * intervals n=100, q=.5: 40,61 .96480; n=200, q=.95: 184,197 .96715; n=1000, q=.99: 983,997
 * .97609; least n for a finite interval: 6, 59, 299. */
#include <math.h>
#include <stdlib.h>

#include "engine/random.h"
#include "models/measure/spread.h"
#include "tests/assert_close.h"

enum { MOST = 1000 };

/* 1 ... count, in an order that isn't sorted; 617 and count have no common divisor. */
static void fill(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = (double)(i * 617 % count + 1);
    }
}

static void test_intervals_lie_between_the_published_ranks(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double q, lower, upper, coverage;
    } rows[] = {{100, 0.5, 40, 61, 0.96480},
                {200, 0.95, 184, 197, 0.96715},
                {1000, 0.99, 983, 997, 0.97609}};
    double values[MOST];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        fill(values, rows[r].n);
        struct spread spread = spread_make(values, rows[r].n, rows[r].q, 0.95);
        assert_close(spread.lower, rows[r].lower, 0);
        assert_close(spread.upper, rows[r].upper, 0);
        assert_close(spread.coverage, rows[r].coverage, 5e-6);
        assert_close(spread.value, rows[r].q * (double)rows[r].n, 0); /* the values are ranks */
        assert_int_equal(spread.count, rows[r].n);
    }
}

static void test_below_the_least_number_there_is_a_quantile_and_no_interval(void **state)
{
    (void)state;
    static const struct {
        double q;
        size_t least;
    } rows[] = {{0.5, 6}, {0.95, 59}, {0.99, 299}};
    double values[MOST];
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        fill(values, rows[r].least);
        assert_true(isfinite(spread_make(values, rows[r].least, rows[r].q, 0.95).upper));
        fill(values, rows[r].least - 1);
        struct spread spread = spread_make(values, rows[r].least - 1, rows[r].q, 0.95);
        assert_true(isnan(spread.lower) && isnan(spread.upper) && isnan(spread.coverage));
        assert_true(isfinite(spread.value));
        assert_int_equal(spread.least, rows[r].least);
    }
}

static void test_what_is_not_known_is_left_out(void **state)
{
    (void)state;
    const double values[] = {NAN, 3, 1, NAN, 2, 6, 5, 4};
    struct spread spread = spread_make(values, 8, 0.5, 0.95);
    assert_int_equal(spread.count, 6);
    assert_close(spread.value, 3, 0);
    assert_close(spread.lower, 1, 0);
    assert_close(spread.upper, 6, 0);
    assert_true(isnan(spread_make(values, 1, 0.5, 0.95).value));
    assert_true(isnan(spread_make(values, 0, 0.5, 0.95).value));
}

static void test_the_ninth_of_ten_is_the_quantile_of_nine_tenths(void **state)
{
    (void)state;
    double values[10];
    for (size_t i = 0; i < 10; i++) {
        values[i] = (double)(10 - i);
    }
    assert_close(spread_make(values, 10, 0.9, 0.95).value, 9, 0);
    assert_close(spread_make(values, 10, 0.91, 0.95).value, 10, 0);
    assert_close(spread_make(values, 10, 0.05, 0.95).value, 1, 0);
}

/* Skewed: exponential, whose quantile q is -ln(1 - q). The interval covers with the probability it
 * states, whatever the distribution: 4,000 experiments, 99.9 % binomial bounds. */
static void test_intervals_cover_as_often_as_they_state(void **state)
{
    (void)state;
    enum { EXPERIMENTS = 4000, REPLICATIONS = 40 };
    static const double quantiles[] = {0.5, 0.9};
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(7, 0, "spread", "test"));
    for (size_t k = 0; k < 2; k++) {
        double q = quantiles[k], truth = -log(1 - q), coverage = NAN;
        int covered = 0;
        for (int e = 0; e < EXPERIMENTS; e++) {
            double values[REPLICATIONS];
            for (size_t i = 0; i < REPLICATIONS; i++) {
                values[i] = des_exponential_from_bits(des_rng_word64(&rng));
            }
            struct spread spread = spread_make(values, REPLICATIONS, q, 0.95);
            coverage = spread.coverage;
            covered += spread.lower <= truth && truth < spread.upper;
        }
        double error = 3.29 * sqrt(coverage * (1 - coverage) / EXPERIMENTS);
        assert_close((double)covered / EXPERIMENTS, coverage, error);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals_lie_between_the_published_ranks),
        cmocka_unit_test(test_below_the_least_number_there_is_a_quantile_and_no_interval),
        cmocka_unit_test(test_what_is_not_known_is_left_out),
        cmocka_unit_test(test_the_ninth_of_ten_is_the_quantile_of_nine_tenths),
        cmocka_unit_test(test_intervals_cover_as_often_as_they_state),
    };
    return cmocka_run_group_tests_name("spread", tests, NULL, NULL);
}
