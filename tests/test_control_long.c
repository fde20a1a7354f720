/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_control_long.c - intervals adjusted by control variates cover as they say: on normal
 * figures, where the theory is exact, and on the demand of a simulated network. Not in the normal
 * suite.
 *
 * The share that covers must be within 3.29 standard errors of what is promised (99.9 %; seeds are
 * fixed). */
#include <stdlib.h>

#include "engine/random.h"
#include "models/measure/demand_control.h"
#include "models/measure/session.h"
#include "tests/assert_close.h"
#include "tests/two_hubs.h"

enum { EXPERIMENTS = 10000, MOST = 40, NETWORKS = 1000, REPLICATIONS = 20 };

static const double NORMAL_999 = 3.2905267; /* .9995 quantile of the normal distribution */

static double uniform(struct des_rng *rng)
{
    return ((double)(des_rng_word64(rng) >> 11) + 0.5) * 0x1p-53;
}

/* Box and Muller. */
static double normal(struct des_rng *rng)
{
    return sqrt(-2 * log(uniform(rng))) * cos(2 * M_PI * uniform(rng));
}

static void assert_covers(int covered, int experiments)
{
    double error = NORMAL_999 * sqrt(0.95 * 0.05 / experiments);
    assert_close((double)covered / experiments, 0.95, error);
}

/* y has mean 3 and the given correlation with each of q controls, of mean 0. */
static bool covers_normal(struct des_rng *rng, size_t n, size_t q, double correlation,
                          double *saved)
{
    double y[MOST], c[2][MOST];
    const double *controls[] = {c[0], c[1]}, known[] = {0, 0};
    for (size_t r = 0; r < n; r++) {
        y[r] = 3 + sqrt(1 - (double)q * correlation * correlation) * normal(rng);
        for (size_t k = 0; k < q; k++) {
            c[k][r] = normal(rng);
            y[r] += correlation * c[k][r];
        }
    }
    struct controlled result = control_variate_adjust(y, n, controls, known, q, 0.95);
    *saved += result.variance_saved / EXPERIMENTS;
    return fabs(result.mean - 3) <= result.half_width;
}

static void test_intervals_of_normal_figures_cover(void **state)
{
    (void)state;
    static const struct {
        size_t n, q;
        double correlation;
    } cases[] = {{5, 1, 0}, {5, 1, .8}, {10, 1, .8}, {10, 2, .6}, {40, 1, 0}, {40, 2, .6}};
    print_message("# adjusted intervals, .950, %d experiments\n", EXPERIMENTS);
    print_message("# replications  controls  correlation   cover  variance saved, mean\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct des_rng rng;
        des_rng_init(&rng, des_stream_make(1, (uint32_t)i, "control", "normal"));
        int covered = 0;
        double saved = 0;
        for (int e = 0; e < EXPERIMENTS; e++) {
            covered += covers_normal(&rng, cases[i].n, cases[i].q, cases[i].correlation, &saved);
        }
        print_message("# %12zu  %8zu  %11.1f  %6.3f  %8.2f\n", cases[i].n, cases[i].q,
                      cases[i].correlation, (double)covered / EXPERIMENTS, saved);
        assert_covers(covered, EXPERIMENTS);
    }
}

/* Two hubs, 9 parcels an hour each: 432 a day are completed, as after a day of warm-up the queue of
 * the one that sorts is stationary, and nothing is lost. */
static void test_intervals_of_a_networks_throughput_cover(void **state)
{
    (void)state;
    struct scenario *scenario =
        two_hubs_load("experiment: {warm_up: 1 d, horizon: 2 d, replications: 4, seed: 7}");
    const struct session_options options = {.confidence = 0.95, .jobs = 2};
    struct session *session = session_create(&options, two_hubs_compile, scenario);
    uint64_t total = NETWORKS * REPLICATIONS;
    assert_true(sessions_extend(&session, &total, 1));
    const struct results *results = session_results(session);
    const struct result_row *entered =
        results_find(results, "ledger", "total", "entered", "inbound", NULL);
    const struct result_row *done =
        results_find(results, "throughput", "per_day", "completed", "inbound", NULL);
    int covered = 0;
    double saved = 0;
    for (size_t e = 0; e < NETWORKS; e++) {
        const double *control = entered->values + e * REPLICATIONS;
        struct controlled result =
            control_variate_adjust(done->values + e * REPLICATIONS, REPLICATIONS, &control,
                                   &results->expected_entered[0], 1, 0.95);
        covered += fabs(result.mean - 432) <= result.half_width;
        saved += result.variance_saved / NETWORKS;
    }
    print_message("# throughput of a network, %d replications: cover %.3f, saved %.2f\n",
                  REPLICATIONS, (double)covered / NETWORKS, saved);
    assert_covers(covered, NETWORKS);
    session_destroy(session);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_intervals_of_normal_figures_cover),
        cmocka_unit_test(test_intervals_of_a_networks_throughput_cover),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
