/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_demand_control.c - the known mean of demand by hand and against replications; figures that
 * follow from it, which must have no variance left. */
#include "models/measure/demand_control.h"

#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/session.h"
#include "models/measure/summary.h"
#include "tests/assert_close.h"
#include "tests/made_results.h"
#include "tests/random_scenario.h"
#include "tests/two_hubs.h"

/* ---- the known mean ---- */

/* 30.5 hours from a Monday. S1 is always open, S2 from 08:00 to 18:15, V3 is out of reach. */
static const char opening_hours[] =
    "lastmile: 1\nname: Opening hours\nstart: 2016-06-06\n"
    "experiment: {warm_up: 12 h, horizon: 18.5 h}\n"
    "hubs:\n  - {name: H, lat: 26, lon: 106, vehicles: {truck: 1}}\n"
    "counties:\n  - {name: C, hub: H, lat: 26, lon: 107, vehicles: {van: 1}}\n"
    "stations:\n"
    "  - {name: S1, county: C, lat: 26, lon: 107}\n"
    "  - {name: S2, county: C, lat: 27, lon: 107, open: \"08:00-18:15\"}\n"
    "villages:\n"
    "  choose: {station: nearest, reach: 9 km, beyond: lost}\n"
    "  list:\n"
    "    - {name: V1, lat: 26, lon: 107, people: 1, inbound: 2 /h, outbound: 3 /h}\n"
    "    - {name: V2, lat: 27, lon: 107, people: 1, inbound: 1 /h, outbound: 9 /h}\n"
    "    - {name: V3, lat: 28, lon: 107, people: 1, inbound: 4 /h, outbound: 6 /h}\n"
    "demand:\n"
    "  inbound: {orders: 1 /person/y, hours: {00-12: 3}}\n"
    "  outbound: {orders: 1 /person/y, hours: {18-19: 2, 06-07: 3}}\n"
    "vehicles:\n"
    "  - {type: truck, parcels: 99, speed: 50 km/h}\n"
    "  - {type: van, parcels: 99, speed: 30 km/h}\n"
    "line_haul:\n  - {name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}\n"
    "feeders:\n  - {name: F, stops: all stations, vehicle: van, depart: [\"07:00\"]}\n";

/* Inbound hours have mean (12 * 3 + 12) / 24 = 2, so factors 1.5 before noon and .5 after it:
 * 24 the first day, 6.5 * 1.5 the second; 7 parcels an hour in all. Outbound hours have mean
 * (22 + 2 + 3) / 24 = 1.125. To the end that is (27 + 6 + .5 * 3) / 1.125 = 92 / 3; who comes to
 * S2 after 18:15 on the first day finds it open at 08:00, which is past the end: (17 + 3 + .25 * 2)
 * / 1.125 = 164 / 9. */
static void test_mean_demand_is_as_worked_out_by_hand(void **state)
{
    (void)state;
    struct network *network = network_from_text(opening_hours);
    assert_close(network_expected_orders(network, INBOUND), 7 * 33.75, 1e-8);
    assert_close(network_expected_orders(network, OUTBOUND),
                 3 * 92 / 3. + 9 * 164 / 9. + 6 * 92 / 3., 1e-8);
    network_destroy(network);
}

/* What entered in the replications beyond what the luck of their days lets expect, and its
 * variance. Given the days, the number is compound Poisson: with orders of N parcels its variance
 * is E[N^2] / E[N] times its mean, or less where the parcels of an order come to several stations.
 */
struct beyond {
    double sum, variance;
};

static double variance_per_parcel(const struct order_sizes *sizes)
{
    double square = 0, below = 0;
    for (int i = 0; i < sizes->most; i++) {
        double share = (double)sizes->threshold[i] * 0x1p-32 - below;
        square += share * (i + 1) * (i + 1);
        below += share;
    }
    return square / sizes->mean;
}

static void add_replication(const struct network *network, uint32_t replication,
                            struct beyond beyond[DIRECTIONS])
{
    atomic_bool stop = false;
    struct summary *summary = summary_create(network, replication);
    for (int32_t region = 0; region < network->hub_count; region++) {
        summary_absorb(summary, region_summary_run(network, region, replication, &stop));
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        double expected = network_expected_orders_in(network, (enum direction)d, replication);
        beyond[d].sum += (double)summary->ledger[d].entered - expected;
        beyond[d].variance += expected * variance_per_parcel(&network->order_sizes[d]);
    }
    summary_destroy(summary);
}

/* With `chance` of a false alarm. */
static void assert_enters_as_expected(const struct network *network, uint32_t replications,
                                      double chance)
{
    struct beyond beyond[DIRECTIONS] = {0};
    for (uint32_t replication = 0; replication < replications; replication++) {
        add_replication(network, replication, beyond);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        double bound = gsl_cdf_ugaussian_Qinv(chance / 2) * sqrt(beyond[d].variance);
        assert_close(beyond[d].sum, 0, bound + 1e-9);
    }
}

static void test_demand_has_that_mean(void **state)
{
    (void)state;
    struct network *network = network_from_text(opening_hours);
    assert_enters_as_expected(network, 4000, 0.001);
    network_destroy(network);
}

/* 60 networks of everything the model can do: 120 intervals of 99.9 % together. */
static void test_random_networks_have_the_demand_expected_of_them(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 60; number++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        random_scenario_write(number, out);
        fclose(out);
        struct network *network = network_from_text(text);
        free(text);
        assert_enters_as_expected(network, 20, 0.001 / 120);
        network_destroy(network);
    }
}

/* ---- figures ---- */

static struct results *simulate(struct session_options options, uint64_t total)
{
    struct scenario *scenario =
        two_hubs_load("experiment: {warm_up: 1 d, horizon: 9 d, replications: 40, seed: 7}");
    options.confidence = 0.95;
    struct session *session = session_create(&options, two_hubs_compile, scenario);
    assert_true(sessions_extend(&session, &total, 1));
    struct results *results = session_finish(session);
    scenario_destroy(scenario);
    return results;
}

static struct demand_adjusted adjusted(const struct results *results, const char *name)
{
    struct demand_adjusted result;
    assert_true(demand_control_adjust(results, name, &result));
    return result;
}

/* Two villages with 9 parcels an hour for ten days: 4320, 432 a day. */
static void assert_what_enters_is_known(const struct results *results)
{
    struct demand_adjusted entered = adjusted(results, "throughput.inbound.entered");
    assert_close(results->expected_entered[0], 4320, 1e-9);
    assert_close(results->expected_entered[1], 0, 0);
    assert_true(entered.used[0] && !entered.used[1]);
    assert_string_equal(entered.unit, "parcels/d");
    assert_true(entered.plain.half_width > 0.5);
    assert_close(entered.controlled.mean, 432, 1e-9);
    assert_close(entered.controlled.half_width, 0, 1e-6);
    assert_close(entered.controlled.variance_saved, 1, 1e-9);
}

static void test_what_enters_has_no_variance_left(void **state)
{
    (void)state;
    struct results *results = simulate((struct session_options){.jobs = 2}, 40);
    assert_what_enters_is_known(results);
    results_destroy(results);
}

static void test_pairs_are_adjusted_as_pairs(void **state)
{
    (void)state;
    struct results *results = simulate((struct session_options){.jobs = 2, .antithetic = true}, 41);
    assert_what_enters_is_known(results);
    struct demand_adjusted entered = adjusted(results, "throughput.inbound.entered");
    assert_int_equal(entered.plain.count, 20);
    assert_int_equal(entered.controlled.count, 20);
    assert_int_equal(demand_control_least(results, entered.used), 8);
    results_destroy(results);
}

/* What is completed in nine of ten days has, but for some ten parcels on the way at the ends, nine
 * tenths of the chance of what enters in ten: it explains about 90 % of the variance. The squared
 * correlation of 40 is above .75 then in 999 of 1000 cases (Fisher's z). The mean is known too:
 * nothing is lost, and the system is stationary after a day. */
static void test_throughput_is_mostly_demand(void **state)
{
    (void)state;
    struct results *results = simulate((struct session_options){.jobs = 2}, 40);
    struct demand_adjusted done = adjusted(results, "throughput.inbound");
    assert_true(done.controlled.variance_saved > 0.75);
    assert_true(done.controlled.half_width < done.plain.half_width / 2);
    /* 99.9 % rather than 95 %: t(38) = 3.566 against 2.024. */
    assert_close(done.controlled.mean, 432, done.controlled.half_width * 3.566 / 2.024);
    results_destroy(results);
}

static void test_too_few_replications_are_refused(void **state)
{
    (void)state;
    struct results *results = simulate((struct session_options){.jobs = 2}, 3);
    struct demand_adjusted time = adjusted(results, "delivery_time.inbound.mean");
    assert_int_equal(time.controlled.refusal, CONTROL_TOO_FEW);
    assert_int_equal(demand_control_least(results, time.used), 4);
    assert_int_equal(time.plain.count, 3);
    results_destroy(results);
}

/* A figure of no direction is adjusted by both; a derived one by its own; and none when the mean
 * of demand isn't known, as in results from elsewhere. */
static void test_figures_are_adjusted_by_the_demand_that_concerns_them(void **state)
{
    (void)state;
    static const double in[] = {9, 12, 10, 11, 14}, out[] = {3, 1, 4, 1, 5};
    static const double late[] = {1, 5, 2, 4, 9};
    struct results *results = made_results("made", 5);
    struct made_row row = {
        .measure = "ledger", .statistic = "total", .event = "entered", .direction = "inbound"};
    made_add(results, row, in);
    row.event = "lost";
    made_add(results, row, late);
    row.event = "entered";
    row.direction = "outbound";
    made_add(results, row, out);
    made_add(results, (struct made_row){.measure = "trips", .statistic = "per_day"}, late);
    assert_false(adjusted(results, "trips").used[0]);
    assert_true(isnan(adjusted(results, "trips").controlled.mean));
    results->expected_entered[0] = 11;
    results->expected_entered[1] = 3;
    assert_true(adjusted(results, "trips").used[0] && adjusted(results, "trips").used[1]);
    struct demand_adjusted lost = adjusted(results, "lost_share.inbound");
    assert_true(lost.used[0] && !lost.used[1]);
    assert_string_equal(lost.unit, "1");
    struct demand_adjusted none;
    assert_false(demand_control_adjust(results, "no.such", &none));
    results_destroy(results);
}

static void test_targets_are_told_of_once(void **state)
{
    (void)state;
    struct results *results = results_create();
    results_ask(results, "delivery_time.inbound.mean", 0.02, false);
    results_ask(results, "delivery_time.inbound.p95", 0.02, false);
    const char **names;
    assert_int_equal(demand_control_figures(results, &names), 7);
    assert_string_equal(names[0], "delivery_time.inbound.mean");
    assert_string_equal(names[6], "delivery_time.inbound.p95");
    free(names);
    results_destroy(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mean_demand_is_as_worked_out_by_hand),
        cmocka_unit_test(test_demand_has_that_mean),
        cmocka_unit_test(test_random_networks_have_the_demand_expected_of_them),
        cmocka_unit_test(test_what_enters_has_no_variance_left),
        cmocka_unit_test(test_pairs_are_adjusted_as_pairs),
        cmocka_unit_test(test_throughput_is_mostly_demand),
        cmocka_unit_test(test_too_few_replications_are_refused),
        cmocka_unit_test(test_figures_are_adjusted_by_the_demand_that_concerns_them),
        cmocka_unit_test(test_targets_are_told_of_once),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
