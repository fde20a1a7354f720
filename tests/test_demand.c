/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_demand.c - orders of several parcels and days that are busy by chance: the moments that
 * theory gives, and orders that stay what they are when the feature is switched on. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "engine/tally.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* A day's orders of one village; `demand` goes into both directions. */
static struct network *village_with(const char *inbound, const char *outbound)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: Orders\nstart: 2016-06-06\nexperiment: {warm_up: 0 d, horizon: 1 d}\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, vehicles: {truck: unlimited}}]\n"
        "stations: [{name: S}]\nvillages: [{name: V, station: S, people: 1}]\n"
        "demand:\n  inbound: {orders: 50 /village/d%s}\n  outbound: {orders: 50 /village/d%s}\n"
        "vehicles: [{type: truck, parcels: unlimited}]\n"
        "travel: {links: [{between: [H, C], time: 1 h}, {between: [C, S], time: 1 h}]}\n"
        "line_haul: [{name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}]\n"
        "feeders: [{name: F, stops: each station, vehicle: truck, depart: [\"07:00\"]}]\n",
        inbound, outbound);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static double entered(const struct fact_list *facts, int direction)
{
    double count = 0;
    for (size_t i = 0; i < facts->count; i++) {
        count += facts->facts[i].kind == FACT_ENTERED && facts->facts[i].direction == direction;
    }
    return count;
}

/* Counts of a day over many replications; their covariance in ret_covariance. */
static void count_days(const struct network *network, uint32_t days,
                       struct des_tally tallies[DIRECTIONS], double *ret_covariance)
{
    double product = 0;
    for (uint32_t r = 0; r < days; r++) {
        struct fact_observer story = {.network = network};
        double counts[DIRECTIONS];
        fact_observer_run(&story, 0, r, false);
        for (int d = 0; d < DIRECTIONS; d++) {
            counts[d] = entered(&story.facts, d);
            des_tally_add(&tallies[d], counts[d]);
        }
        product += counts[INBOUND] * counts[OUTBOUND];
        fact_list_done(&story.facts);
    }
    *ret_covariance = product / days - tallies[INBOUND].mean * tallies[OUTBOUND].mean;
}

/* A compound Poisson count with order sizes N has mean m E[N] and variance m E[N^2]. Sizes 1, 2, 3
 * with shares .7, .2, .1: E[N] = 1.4, E[N^2] = .7 + .8 + .9 = 2.4. Its fourth central moment is
 * 3 Var^2 + m E[N^4], E[N^4] = .7 + 3.2 + 8.1 = 12: the sample variance of n days has variance
 * (2 Var^2 + 600) / n. Six standard errors. */
static void test_orders_of_several_parcels_spread_counts_as_compound_poisson(void **state)
{
    (void)state;
    enum { DAYS = 6000 };
    struct network *network = village_with(", parcels_per_order: {1: 70 %, 2: 20 %, 3: 10 %}", "");
    struct des_tally tallies[DIRECTIONS] = {0};
    double covariance;
    count_days(network, DAYS, tallies, &covariance);
    assert_close(network_expected_orders(network, INBOUND), 70, 1e-5);
    assert_close(network_expected_orders(network, OUTBOUND), 50, 1e-5);
    assert_close(tallies[INBOUND].mean, 70, 6 * sqrt(120. / DAYS));
    assert_close(des_tally_variance(&tallies[INBOUND]), 120,
                 6 * sqrt((2 * 120. * 120 + 600) / DAYS));
    assert_close(des_tally_variance(&tallies[OUTBOUND]), 50, 6 * sqrt((2 * 50. * 50 + 50) / DAYS));
    assert_close(covariance, 0, 6 * sqrt(120. * 50 / DAYS));
    network_destroy(network);
}

/* Gamma factors W of mean 1 and cv c make a negative binomial count: Var = m + (m c)^2. Its excess
 * kurtosis is 6/k + 1/Var with k = 1/c^2 (Johnson, Kemp and Kotz, Univariate Discrete
 * Distributions, section 5.4): for c = .3, k = 11.1 it is .54 + .004. Both directions have the same
 * days: covariance (m c)^2. */
static void test_busy_days_spread_counts_as_mixed_poisson(void **state)
{
    (void)state;
    enum { DAYS = 6000 };
    static const char busy[] = ", busy_days: {gamma: {mean: 1, cv: 0.3}}";
    struct network *network = village_with(busy, busy);
    struct des_tally tallies[DIRECTIONS] = {0};
    double variance = 50 + 15 * 15, covariance;
    count_days(network, DAYS, tallies, &covariance);
    for (int d = 0; d < DIRECTIONS; d++) {
        assert_close(network_expected_orders(network, (enum direction)d), 50, 1e-5);
        assert_close(tallies[d].mean, 50, 6 * sqrt(variance / DAYS));
        assert_close(des_tally_variance(&tallies[d]), variance,
                     6 * variance * sqrt((2 + .55) / DAYS));
    }
    assert_close(covariance, 225, 6 * variance * sqrt(2.55 / DAYS));
    network_destroy(network);
}

/* The first parcels of all orders, by birth: what stays the same. */
static size_t births(const struct network *network, uint32_t replication, des_time *ret,
                     size_t most)
{
    struct fact_observer story = {.network = network};
    size_t count = 0;
    fact_observer_run(&story, 0, replication, false);
    fact_list_settle(&story.facts);
    for (size_t i = 0; i < story.facts.count; i++) {
        const struct fact *fact = &story.facts.facts[i];
        bool counts = fact->kind == FACT_ENTERED && fact->direction == INBOUND;
        if (counts && (count == 0 || ret[count - 1] != fact->born)) {
            assert_true(count < most);
            ret[count++] = fact->born;
        }
    }
    fact_list_done(&story.facts);
    return count;
}

static void test_the_same_orders_are_made_however_many_parcels_they_have(void **state)
{
    (void)state;
    enum { MOST = 200 };
    struct network *one = village_with("", "");
    struct network *some = village_with(", parcels_per_order: {2: 50 %, 20: 50 %}", "");
    for (uint32_t r = 0; r < 20; r++) {
        des_time first[MOST], second[MOST];
        size_t count = births(one, r, first, MOST);
        assert_true(count > 10);
        assert_int_equal(births(some, r, second, MOST), count);
        assert_memory_equal(first, second, count * sizeof first[0]);
    }
    network_destroy(one);
    network_destroy(some);
}

/* Each day has luck of its own, whatever the horizon; without the feature there is none. */
static void test_a_day_keeps_its_luck(void **state)
{
    (void)state;
    struct network *plain = village_with("", ", busy_days: {uniform: {from: 0.5, to: 1.5}}");
    assert_null(network_draw_shape(plain, 3, INBOUND));
    double *shape = network_draw_shape(plain, 3, OUTBOUND), *again;
    assert_non_null(shape);
    assert_true(shape[24] >= 12 && shape[24] <= 36);
    assert_close(shape[1] / shape[24], 1. / 24, 1e-9);
    plain->hours = 12;
    again = network_draw_shape(plain, 3, OUTBOUND);
    assert_memory_equal(shape, again, 13 * sizeof *shape);
    free(again);
    again = network_draw_shape(plain, 4, OUTBOUND);
    assert_true(shape[12] != again[12]);
    free(again);
    free(shape);
    network_destroy(plain);
}

/* A day of 24 hours of factor 1 under luck of mean 1 and cv .6. */
static void test_the_luck_of_a_day_has_mean_1(void **state)
{
    (void)state;
    enum { DAYS = 4000 };
    struct network *network = village_with(", busy_days: {gamma: {mean: 1, cv: 0.6}}", "");
    struct des_tally hours = {0};
    for (uint32_t r = 0; r < DAYS; r++) {
        double *shape = network_draw_shape(network, r, INBOUND);
        des_tally_add(&hours, shape[24]);
        free(shape);
    }
    assert_close(hours.mean, 24, 4 * 24 * 0.6 / sqrt(DAYS));
    network_destroy(network);
}

/* ---- choice of stations ---- */

/* One village between two stations, the second twice as far away as the first. */
static struct network *village_between(const char *choose, const char *attraction)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: Choice\nstart: 2016-06-06\n"
        "experiment: {warm_up: 0 d, horizon: 20 d}\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, vehicles: {truck: unlimited}}]\n"
        "stations:\n  - {name: Near, lat: 26.02, lon: 106}\n"
        "  - {name: Far, lat: 25.96, lon: 106%s}\n"
        "villages:\n  choose: {%s}\n"
        "  list: [{name: V, lat: 26, lon: 106, people: 1}]\n"
        "demand: {inbound: {orders: 500 /village/d}, outbound: {orders: 500 /village/d}}\n"
        "vehicles: [{type: truck, parcels: unlimited, speed: 50 km/h}]\n"
        "travel: {distance: {great_circle: {detour: 1}}, links: [{between: [H, C], time: 1 h}, "
        "{between: [C, Near], time: 1 h}, {between: [C, Far], time: 1 h}]}\n"
        "line_haul: [{name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}]\n"
        "feeders: [{name: F, stops: each station, vehicle: truck, depart: [\"07:00\"]}]\n",
        attraction, choose);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

/* Parcels of the kind of fact, and those of them at the station (`other` or `place`). */
static void count_at(const struct network *network, enum fact_kind kind, station_id station,
                     double *ret_all, double *ret_there)
{
    struct fact_observer story = {.network = network};
    fact_observer_run(&story, 0, 0, false);
    *ret_all = *ret_there = 0;
    for (size_t i = 0; i < story.facts.count; i++) {
        const struct fact *fact = &story.facts.facts[i];
        int32_t at = kind == FACT_SHELVED ? fact->other : fact->place;
        *ret_all += fact->kind == (int)kind;
        *ret_there += fact->kind == (int)kind && at == station;
    }
    fact_list_done(&story.facts);
}

static void assert_share_at_near(const struct network *network, double share)
{
    static const enum fact_kind kinds[] = {FACT_SHELVED, FACT_PICKED_UP};
    for (int k = 0; k < 2; k++) {
        double all, near;
        count_at(network, kinds[k], 0, &all, &near);
        assert_true(all > 5000);
        assert_close(near / all, share, 5 * sqrt(share * (1 - share) / all));
    }
}

/* Half the distance, squared: four times the pull. With eight times the attraction the far one has
 * 8 / 4 = 2 parts of 3; by plain distance it has a third of the parcels. */
static void test_huff_shares_are_as_worked_out_by_hand(void **state)
{
    (void)state;
    struct network *network = village_between("station: huff", "");
    assert_share_at_near(network, 0.8);
    const double near_m = 0.02 * M_PI / 180 * 6371008.8;
    assert_close(network->villages[0].access_m, 0.8 * near_m + 0.2 * 2 * near_m, 0.01);
    network_destroy(network);
    network = village_between("station: huff", ", attraction: 8");
    assert_share_at_near(network, 1 / 3.);
    network_destroy(network);
    network = village_between("station: huff, exponent: 1", "");
    assert_share_at_near(network, 2 / 3.);
    network_destroy(network);
    network = village_between("station: huff, reach: 3 km", ", attraction: 100");
    assert_share_at_near(network, 1); /* the far one is out of reach */
    network_destroy(network);
}

/* The near station is 2,223.9 m away: with a half way of twice that, 2^-(1/2) of them stay; where
 * people choose, .8 of them that, and .2 of them 2^-1. What is lost entered. */
static void test_the_further_the_way_the_more_is_lost(void **state)
{
    (void)state;
    static const char *const chooses[] = {"demand_halves_every: 4.44780 km",
                                          "station: huff, demand_halves_every: 4.44780 km"};
    const double kept[] = {sqrt(0.5), 0.8 * sqrt(0.5) + 0.2 * 0.5};
    for (int c = 0; c < 2; c++) {
        struct network *network = village_between(chooses[c], "");
        double entered_all, lost_all, there;
        count_at(network, FACT_ENTERED, 0, &entered_all, &there);
        count_at(network, FACT_LOST, 0, &lost_all, &there);
        double error = sqrt(kept[c] * (1 - kept[c]) / entered_all);
        assert_close(1 - lost_all / entered_all, kept[c], 5 * error);
        network_destroy(network);
    }
}

/* A second station takes parcels from the first one; the others stay where they were, and all are
 * the same parcels. */
static void test_a_rival_takes_some_and_leaves_the_others_alone(void **state)
{
    (void)state;
    struct network *alone = village_between("station: huff, reach: 3 km", "");
    struct network *both = village_between("station: huff", "");
    int stayed = 0;
    for (uint32_t luck = 0; luck < 10000; luck++) {
        assert_int_equal(network_station_of(alone, 0, luck * 429493), 0);
        stayed += network_station_of(both, 0, luck * 429493) == 0;
    }
    assert_close(stayed, 8000, 5 * sqrt(10000 * 0.8 * 0.2));
    network_destroy(alone);
    network_destroy(both);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders_of_several_parcels_spread_counts_as_compound_poisson),
        cmocka_unit_test(test_busy_days_spread_counts_as_mixed_poisson),
        cmocka_unit_test(test_the_same_orders_are_made_however_many_parcels_they_have),
        cmocka_unit_test(test_a_day_keeps_its_luck),
        cmocka_unit_test(test_the_luck_of_a_day_has_mean_1),
        cmocka_unit_test(test_huff_shares_are_as_worked_out_by_hand),
        cmocka_unit_test(test_the_further_the_way_the_more_is_lost),
        cmocka_unit_test(test_a_rival_takes_some_and_leaves_the_others_alone),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
