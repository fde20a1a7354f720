/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_coverage_long.c - do intervals hold as often as they say? Thousands of independent
 * experiments; not in the normal suite.
 *
 * M/M/1, mean interarrival time 1, mean service 0.9, empty at first: the mean of the first 25
 * delays is 2.124, and 90 % t-intervals over n replications cover it with the published
 * frequencies (Law, 5th ed., section 9.4.1), less than 90 % because delays are skewed. */
#include <gsl/gsl_randist.h>

#include "engine/random.h"
#include "engine/server_pool.h"
#include "models/measure/estimate.h"
#include "tests/assert_close.h"

enum { EXPERIMENTS = 4000, DELAYS = 25, MOST = 40 };
static const double unit = (double)(1000 * DES_SECOND);
static const double true_delay = 2.124;

/* Mean of the first delays of one queue. */
static double queue_run(uint32_t replication)
{
    struct des_rng arrivals, services;
    des_rng_init(&arrivals, des_stream_make(25, replication, "arrivals", ""));
    des_rng_init(&services, des_stream_make(25, replication, "services", ""));
    struct des_server_pool pool;
    des_server_pool_init(&pool, 1, NULL);
    des_time now = 0;
    double sum = 0;
    for (int i = 0; i < DELAYS; i++) {
        now += des_time_round(des_exponential_from_bits(des_rng_word64(&arrivals)) * unit);
        double work = des_exponential_from_bits(des_rng_word64(&services)) * 0.9 * unit;
        struct des_service service = des_server_pool_take(&pool, now, des_time_round(work));
        sum += (double)(service.start - now) / unit;
    }
    des_server_pool_done(&pool);
    return sum / DELAYS;
}

static bool covers(const double *values, size_t n, double confidence, double truth)
{
    struct estimate estimate = estimate_make(values, n, confidence);
    return fabs(estimate.mean - truth) <= estimate.half_width;
}

/* 99.9 % two-sided, and half a unit of the last digit published. */
static double allowance(double coverage)
{
    return 3.2905 * sqrt(coverage * (1 - coverage) / EXPERIMENTS) + 0.0005;
}

static void test_delays_are_covered_as_often_as_published(void **state)
{
    (void)state;
    static const struct {
        size_t n;
        double coverage;
    } rows[] = {{5, 0.837}, {10, 0.860}, {20, 0.877}, {40, 0.888}};
    uint32_t replication = 0;
    for (size_t r = 0; r < 4; r++) {
        int covered = 0;
        for (int e = 0; e < EXPERIMENTS; e++) {
            double values[MOST];
            for (size_t i = 0; i < rows[r].n; i++) {
                values[i] = queue_run(replication++);
            }
            covered += covers(values, rows[r].n, 0.9, true_delay);
        }
        double share = (double)covered / EXPERIMENTS;
        print_message("# n = %zu: %.4f, published %.3f\n", rows[r].n, share, rows[r].coverage);
        assert_close(share, rows[r].coverage, allowance(rows[r].coverage));
    }
}

static void test_normal_values_are_covered_as_often_as_asked(void **state)
{
    (void)state;
    static const double confidences[] = {0.9, 0.95};
    static const size_t counts[] = {2, 5, 10, 40};
    struct des_rng rng;
    gsl_rng view;
    des_rng_init(&rng, des_stream_make(25, 0, "normal values", ""));
    des_rng_view(&rng, &view);
    for (int c = 0; c < 2; c++) {
        for (int k = 0; k < 4; k++) {
            int covered = 0;
            for (int e = 0; e < EXPERIMENTS; e++) {
                double values[MOST];
                for (size_t i = 0; i < counts[k]; i++) {
                    values[i] = 7 + 3 * gsl_ran_gaussian_ziggurat(&view, 1);
                }
                covered += covers(values, counts[k], confidences[c], 7);
            }
            assert_close((double)covered / EXPERIMENTS, confidences[c], allowance(confidences[c]));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delays_are_covered_as_often_as_published),
        cmocka_unit_test(test_normal_values_are_covered_as_often_as_asked),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
