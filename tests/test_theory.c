/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_theory.c - the whole model against queueing theory, on the scenarios in
 * scenarios/theory, each of which says what it is and where its numbers come from.
 *
 * For every number the two-sided 99.9 % Student interval over independent replications must
 * cover the published value. Seeds are fixed; should one fail, find out why.
 *
 * usage: test_theory [ROOT [SHARE]]     the folder that holds scenarios/, default: this one; the
 * share of each scenario's horizon that is run, default: 0.2 */
#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "engine/tally.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/random_scenario.h"

enum { REPLICATIONS = 20, MEASURES = 4 };

/* Fills in what one replication came to. */
typedef void measure_function(const struct summary *summary, double *ret_values);

struct settings {
    const char *root;
    double share;
};

struct theory {
    const char *scenario;
    measure_function *measure;
    int count;
    double expected[MEASURES];
    const char *names[MEASURES];
};

static double hours(double microseconds)
{
    return microseconds / (double)DES_HOUR;
}

static double minutes(double microseconds)
{
    return microseconds / (double)DES_MINUTE;
}

static struct summary *replicate(const struct network *network, uint32_t replication)
{
    atomic_bool stop = false;
    struct summary *summary = summary_create(network, replication);
    for (int32_t region = 0; region < network->hub_count; region++) {
        summary_absorb(summary, region_summary_run(network, region, replication, &stop));
    }
    summary_verify(summary);
    return summary;
}

static struct network *theory_network(const struct settings *settings, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s/scenarios/theory/%s.yaml", settings->root, name);
    return network_from_file(path, settings->share);
}

static void check(const struct settings *settings, const struct theory *theory)
{
    struct network *network = theory_network(settings, theory->scenario);
    struct des_tally tallies[MEASURES] = {0};
    for (uint32_t replication = 0; replication < REPLICATIONS; replication++) {
        struct summary *summary = replicate(network, replication);
        double values[MEASURES];
        theory->measure(summary, values);
        for (int m = 0; m < theory->count; m++) {
            des_tally_add(&tallies[m], values[m]);
        }
        summary_destroy(summary);
    }
    double t = gsl_cdf_tdist_Pinv(0.9995, REPLICATIONS - 1);
    for (int m = 0; m < theory->count; m++) {
        double half_width = t * des_tally_deviation(&tallies[m]) / sqrt(REPLICATIONS);
        print_message("# %s, %s: %.6f +- %.6f, expected %.6f\n", theory->scenario, theory->names[m],
                      tallies[m].mean, half_width, theory->expected[m]);
        assert_true(half_width > 0 && half_width < 0.2 * fabs(theory->expected[m]));
        assert_close(tallies[m].mean, theory->expected[m], half_width);
    }
    network_destroy(network);
}

/* ---- queues: ORACLES, rows M/M/c, M/G/1, tandem ---- */

static double observed_us(const struct summary *summary)
{
    return (double)(summary->network->end - summary->network->warm_up);
}

static void measure_many_servers(const struct summary *summary, double *ret_values)
{
    const struct centre_summary *hub = &summary->centres[0];
    ret_values[0] = (double)hub->waited / (double)hub->sorted;
    ret_values[1] = hours(des_histogram_mean(&hub->wait));
    ret_values[2] = hub->queue_integral / observed_us(summary);
    ret_values[3] = 1 - des_histogram_share_at_most(&hub->wait, 0.25 * (double)DES_HOUR);
}

static void test_three_sorters_wait_as_erlang_c_says(void **state)
{
    check(*state, &(struct theory){"mm3-hub",
                                   measure_many_servers,
                                   4,
                                   {.702247, .351124, 3.511236, .425934},
                                   {"P(wait)", "Wq", "Lq", "P(Wq > .25)"}});
}

static void measure_hub_wait(const struct summary *summary, double *ret_values)
{
    ret_values[0] = minutes(des_histogram_mean(&summary->centres[0].wait));
    ret_values[1] = summary->centres[0].busy / summary->centres[0].open;
}

static void test_one_sorter_waits_as_pollaczek_and_khinchine_say(void **state)
{
    static const char *const scenarios[] = {"md1-hub", "me2-hub", "mm1-hub", "mg1-hub"};
    static const double waits[] = {2, 3, 4, 6};
    for (int s = 0; s < 4; s++) {
        check(*state,
              &(struct theory){
                  scenarios[s], measure_hub_wait, 2, {waits[s], .8}, {"Wq", "utilisation"}});
    }
}

static double mean_in_system(const struct summary *summary)
{
    int32_t first = (int32_t)(summary->network->warm_up / DES_HOUR);
    double sum = 0;
    for (int32_t h = first; h < summary->series_length; h++) {
        sum += (double)summary->in_system[INBOUND][h];
    }
    return sum / (summary->series_length - first);
}

static void measure_tandem(const struct summary *summary, double *ret_values)
{
    ret_values[0] = hours(des_histogram_mean(&summary->tiers[INBOUND][TIER_HUB]));
    ret_values[1] = hours(des_histogram_mean(&summary->tiers[INBOUND][TIER_COUNTY]));
    ret_values[2] = hours(des_histogram_mean(&summary->delivery[TO_COLLECTED][0]));
    ret_values[3] = mean_in_system(summary);
}

static void test_two_sorters_in_a_row_behave_as_if_alone(void **state)
{
    /* sum of 1/(mu - lambda), mu = 10 and 8, lambda = 6: Jackson 1957 */
    check(*state, &(struct theory){"tandem",
                                   measure_tandem,
                                   4,
                                   {1. / 4, 1. / 2, .75, 4.5},
                                   {"hub", "county", "both", "parcels in system"}});
}

/* ---- vehicles: bulk vans, dispatch when full, scheduled van, wait for a departure ---- */

static void measure_on_the_way(const struct summary *summary, double *ret_values)
{
    ret_values[0] = hours(des_histogram_mean(&summary->delivery[TO_AVAILABLE][0]));
    ret_values[1] = mean_in_system(summary);
}

static void test_van_for_two_that_leaves_at_random(void **state)
{
    check(*state,
          &(struct theory){"bulk-van", measure_on_the_way, 2, {7.65331 / 20, 7.65331}, {"W", "L"}});
}

static void test_van_for_two_that_leaves_full(void **state)
{
    check(*state, &(struct theory){
                      "full-load-van", measure_on_the_way, 2, {8.15331 / 20, 8.15331}, {"W", "L"}});
}

static void measure_hub_tier(const struct summary *summary, double *ret_values)
{
    ret_values[0] = hours(des_histogram_mean(&summary->tiers[INBOUND][TIER_HUB]));
    ret_values[1] = minutes(des_histogram_mean(&summary->tiers[INBOUND][TIER_HUB]));
}

static void test_wait_for_a_full_load(void **state)
{
    check(*state, &(struct theory){"when-full", measure_hub_tier, 1, {1.125}, {"wait to board"}});
}

static void measure_left_behind(const struct summary *summary, double *ret_values)
{
    const struct route_summary *route = &summary->routes[0];
    ret_values[0] = (double)route->left_behind / (double)route->trips;
    measure_hub_tier(summary, ret_values + 1);
}

static void test_scheduled_van_leaves_some_behind(void **state)
{
    /* m = 8, C = 10, T = 1 h: T/2 + T E[left] / m */
    check(*state, &(struct theory){"scheduled-van",
                                   measure_left_behind,
                                   2,
                                   {.878622, .5 + .878622 / 8},
                                   {"left behind", "mean wait"}});
}

static void measure_wait_min(const struct summary *summary, double *ret_values)
{
    ret_values[0] = minutes(des_histogram_mean(&summary->tiers[INBOUND][TIER_HUB]));
}

static void test_wait_for_a_departure_follows_the_headway(void **state)
{
    static const char *const scenarios[] = {"headway-fixed", "headway-two-point", "headway-uniform",
                                            "headway-exponential"};
    static const double waits[] = {5, 6.25, 20. / 3, 10};
    for (int s = 0; s < 4; s++) {
        check(*state,
              &(struct theory){scenarios[s], measure_wait_min, 1, {waits[s]}, {"wait, min"}});
    }
}

/* ---- shelves: M/G/infinity, Erlang B, daily cycle ---- */

static void measure_shelf(const struct summary *summary, double *ret_values)
{
    int32_t first = (int32_t)(summary->network->warm_up / DES_HOUR), above16 = 0, above18 = 0;
    for (int32_t h = first; h < summary->series_length; h++) {
        above16 += summary->on_shelf[h] > 16;
        above18 += summary->on_shelf[h] > 18;
    }
    double count = summary->series_length - first;
    ret_values[0] = above16 / count;
    ret_values[1] = summary->stations[0].shelf_mean;
    ret_values[2] = above18 / count;
    assert_close(summary->stations[0].shelf_p95, 18, 1); /* one replication may be off by one */
}

static void test_parcels_on_a_shelf_are_poisson(void **state)
{
    double term = exp(-12.), at_most_18 = 0;
    for (int n = 0; n <= 18; n++) {
        at_most_18 += term;
        term *= 12. / (n + 1);
    }
    assert_true(at_most_18 > .95); /* ORACLES: 95 % of the time <= 18 */
    check(*state, &(struct theory){"station-dwell",
                                   measure_shelf,
                                   3,
                                   {.101291, 12, 1 - at_most_18},
                                   {"P(N > 16)", "mean", "P(N > 18)"}});
}

static void measure_refused(const struct summary *summary, double *ret_values)
{
    const struct station_summary *station = &summary->stations[0];
    double shelved = (double)summary->classes[INBOUND][0].completed;
    ret_values[0] = (double)station->overflowed / (shelved + (double)station->overflowed);
}

static void test_locker_refuses_as_erlang_b_says(void **state)
{
    check(*state, &(struct theory){"locker-10", measure_refused, 1, {.214582}, {"refused"}});
    check(*state, &(struct theory){"locker-16", measure_refused, 1, {.060413}, {"refused"}});
}

/* First harmonic of the stock at full hours of the day: mean, sine and cosine part. */
static void measure_cycle(const struct summary *summary, double *ret_values)
{
    int32_t first = (int32_t)(summary->network->warm_up / DES_HOUR);
    int32_t days = (summary->series_length - 1 - first) / 24;
    ret_values[0] = ret_values[1] = ret_values[2] = 0;
    for (int32_t i = 0; i < 24 * days; i++) {
        double stock = (double)summary->on_shelf[first + i];
        ret_values[0] += stock / (24 * days);
        ret_values[1] += stock * sin(2 * M_PI * i / 24) / (12 * days);
        ret_values[2] += stock * cos(2 * M_PI * i / 24) / (12 * days);
    }
}

static void test_shelf_follows_the_day_three_hours_behind(void **state)
{
    /* Rates are constant within an hour, so from one full hour to the next a share 1 - e^(-1/4)
     * goes and its stationary stock comes: solve that for a sine of hourly means. */
    double w = 2 * M_PI / 24, damp = sin(w / 2) / (w / 2), keep = exp(-1. / 4);
    double stock[24] = {0}, sine = 0, cosine = 0;
    for (int h = 0; h < 24 * 50; h++) {
        double rate = 10 + 6 * damp * sin(w * (h + 0.5));
        stock[(h + 1) % 24] = stock[h % 24] * keep + rate * 4 * (1 - keep);
    }
    for (int h = 0; h < 24; h++) {
        sine += stock[h] * sin(w * h) / 12;
        cosine += stock[h] * cos(w * h) / 12;
    }
    /* ... which is next to the published swing for a smooth rate (Eick, Massey, Whitt 1993). */
    assert_close(hypot(sine, cosine), (56.57 - 23.43) / 2, 0.01 * (56.57 - 23.43) / 2);
    assert_close(atan2(-cosine, sine) / w, 3.088, 0.03); /* the steps add 0.021 h */
    check(*state,
          &(struct theory){
              "daily-cycle", measure_cycle, 3, {40, sine, cosine}, {"mean", "sine", "cosine"}});
}

int main(int argc, char **argv)
{
    struct settings settings = {".", 0.2};
    settings.root = argc > 1 ? argv[1] : settings.root;
    settings.share = argc > 2 ? strtod(argv[2], NULL) : settings.share;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_three_sorters_wait_as_erlang_c_says, &settings),
        cmocka_unit_test_prestate(test_one_sorter_waits_as_pollaczek_and_khinchine_say, &settings),
        cmocka_unit_test_prestate(test_two_sorters_in_a_row_behave_as_if_alone, &settings),
        cmocka_unit_test_prestate(test_van_for_two_that_leaves_at_random, &settings),
        cmocka_unit_test_prestate(test_van_for_two_that_leaves_full, &settings),
        cmocka_unit_test_prestate(test_wait_for_a_full_load, &settings),
        cmocka_unit_test_prestate(test_scheduled_van_leaves_some_behind, &settings),
        cmocka_unit_test_prestate(test_wait_for_a_departure_follows_the_headway, &settings),
        cmocka_unit_test_prestate(test_parcels_on_a_shelf_are_poisson, &settings),
        cmocka_unit_test_prestate(test_locker_refuses_as_erlang_b_says, &settings),
        cmocka_unit_test_prestate(test_shelf_follows_the_day_three_hours_behind, &settings),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
