/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_disturbances.c - bad weather, closed roads, outages, strikes and surges: worked out by hand
 * from docs/model.md, and against the theory of their chains and renewals. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "models/network/disturbances.h"
#include "tests/assert_close.h"
#include "tests/by_hand.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

static const double SIGMAS = 3.29; /* 99.9 % of a normal distribution */

/* One hub, one county, one station. An hour from the hub to the county, half an hour on from there;
 * all orders come in the first hour of the first day, unless the plan has others. */
struct plan {
    const char *disturbances, *orders, *centres, *feeder;
    int days;
};

static const struct plan usual = {
    .disturbances = "none",
    .orders = "inbound: {orders: 40 /village/d, hours: {00-01: 1, 01-24: 0}, months: {feb: 0}}",
    .centres = "",
    .feeder = "depart: \"07:00\"",
    .days = 20,
};

static struct network *compile(const struct plan *plan)
{
    char *text = NULL;
    int length =
        asprintf(&text,
                 "lastmile: 1\nname: By hand\nstart: 2016-01-31\n"
                 "experiment: {warm_up: 0 d, horizon: %d d, replications: 1, seed: 3}\n"
                 "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
                 "counties: [{name: C, hub: H, vehicles: {van: unlimited}%s}]\n"
                 "stations: [{name: S, county: C}]\n"
                 "villages: [{name: V, people: 9, station: S}]\n"
                 "demand: {%s}\n"
                 "pick_up: {dwell: 12 h}\n"
                 "vehicles: [{type: truck, parcels: unlimited, speed: 50 km/h}, "
                 "{type: van, parcels: unlimited, speed: 30 km/h}]\n"
                 "travel: {links: [{between: [H, C], time: 1 h, distance: 50 km}, "
                 "{between: [C, S], time: 30 min, distance: 15 km}]}\n"
                 "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: \"02:00\"}]\n"
                 "feeders: [{name: F, county: C, stops: [S], vehicle: van, %s}]\n"
                 "disturbances: %s\n",
                 plan->days, plan->centres, plan->orders, plan->feeder, plan->disturbances);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static struct run run_plan(const struct plan *plan)
{
    return run_network(compile(plan));
}

/* How many facts of a kind there are, and the first of them. */
static size_t count_facts(const struct run *run, enum fact_kind kind, const struct fact **ret_first)
{
    size_t count = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (fact->kind == (int32_t)kind) {
            *ret_first = count == 0 ? fact : *ret_first;
            count++;
        }
    }
    return count;
}

/* All parcels lie on the shelf from the same moment on. */
static void assert_all_placed(const struct plan *plan, des_time placed)
{
    struct run run = run_plan(plan);
    const struct fact *first = NULL;
    assert_true(count_facts(&run, FACT_SHELVED, &first) > 10);
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        if (fact->kind == FACT_SHELVED) {
            assert_int_equal(fact->a, placed);
        }
    }
    run_done(&run);
}

static const des_time morning = 7 * DES_HOUR + 30 * DES_MINUTE; /* the van is at the station */

/* ---- by hand ---- */

static void test_legs_that_begin_in_bad_weather_take_longer(void **state)
{
    (void)state;
    struct plan plan = usual;
    assert_all_placed(&plan, morning);
    plan.disturbances = "[{weather: W, dates: 2016-01-31, speed: 50 %}]";
    assert_all_placed(&plan, 8 * DES_HOUR);
    plan.disturbances = "[{weather: W, dates: 2016-01-31, speed: 50 %, at: C}, "
                        "{weather: X, dates: 2016-01-31, speed: 25 %, at: H}]";
    assert_all_placed(&plan, DES_DAY + morning); /* the truck needs eight hours */
    plan.disturbances = "[{weather: W, dates: 2016-02-01..2016-02-09, speed: 50 %}]";
    assert_all_placed(&plan, morning);
}

static void test_a_closed_road_is_waited_for_or_gone_round(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.disturbances = "[{closed_road: R, between: [S, C], dates: 2016-01-31}]";
    assert_all_placed(&plan, DES_DAY + 30 * DES_MINUTE);
    plan.disturbances = "[{closed_road: R, between: [C, S], dates: 2016-01-31}, "
                        "{closed_road: Q, between: [C, S], dates: 2016-02-01}]";
    assert_all_placed(&plan, 2 * DES_DAY + 30 * DES_MINUTE);
    plan.disturbances = "[{closed_road: R, between: [H, C], dates: 2016-02-01..2016-02-03}]";
    assert_all_placed(&plan, morning);
    plan.disturbances = "[{closed_road: R, between: [C, S], dates: 2016-01-31, "
                        "way_round: {longer: 40 min, farther: 10 km}}]";
    assert_all_placed(&plan, morning + 40 * DES_MINUTE);
}

static void test_the_way_round_counts_in_kilometres_and_hours(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.disturbances = "[{closed_road: R, between: [C, S], dates: 2016-01-31, "
                        "way_round: {longer: 40 min, farther: 10 km}}]";
    struct run run = run_plan(&plan);
    const struct fact *first = NULL;
    size_t parcels = count_facts(&run, FACT_SHELVED, &first);
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        bool van = fact->kind == FACT_TRIP && run.network->routes[fact->place].line_haul == false;
        if (van) {
            assert_int_equal(fact->f, fact->a < DES_DAY ? 50000 : 30000);
        }
    }
    run_done(&run);
    struct network *network = compile(&plan);
    atomic_bool stop = false;
    struct region_summary *summary = region_summary_run(network, 0, 0, &stop);
    assert_int_equal(summary->disturbances[0].legs, 2); /* there and back */
    assert_close(summary->disturbances[0].vehicle / DES_MINUTE, 80, 1e-12);
    assert_close(summary->disturbances[0].parcel / DES_MINUTE, 40. * (double)parcels, 1e-12);
    assert_close(summary->disturbances[0].lasted / DES_DAY, 1, 1e-12);
    assert_int_equal(summary->disturbances[0].spells, 1);
    region_summary_destroy(summary);
    network_destroy(network);
}

static void test_in_an_outage_sorting_stands_still(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.centres = ", sorting: {servers: 2, time: 0 s, shifts: \"00:00-10:00\"}";
    plan.disturbances = "[{outage: O, at: H, dates: 2016-01-31}]"; /* the hub doesn't sort */
    assert_all_placed(&plan, morning);
    plan.disturbances = "[{outage: O, at: C, dates: 2016-01-31}]";
    assert_all_placed(&plan, DES_DAY + morning);
    struct network *network = compile(&plan);
    atomic_bool stop = false;
    struct region_summary *summary = region_summary_run(network, 0, 0, &stop);
    assert_close(summary->disturbances[0].sorting / DES_HOUR, 20, 1e-12);
    assert_close(summary->centres[1].open / DES_HOUR, 2 * 10 * 19, 1e-12);
    assert_close(summary->centres[1].lost / DES_HOUR, 20, 1e-12);
    region_summary_destroy(summary);
    network_destroy(network);
}

static void test_what_is_due_in_a_strike_is_cancelled(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.disturbances = "[{strike: T, at: C, dates: 2016-01-31..2016-02-01}]";
    assert_all_placed(&plan, 2 * DES_DAY + morning);
    struct run run = run_plan(&plan);
    const struct fact *first = NULL;
    assert_int_equal(count_facts(&run, FACT_SET_BACK, &first), 2);
    assert_int_equal(first->other, SETBACK_CANCELLED);
    assert_int_equal(first->a, 7 * DES_HOUR);
    assert_int_equal(first->d, 7 * DES_HOUR);
    run_done(&run);
    plan.feeder = "dispatch: {when_full: 1}"; /* nothing is due: it leaves afterwards */
    assert_all_placed(&plan, 2 * DES_DAY + 30 * DES_MINUTE);
    plan.disturbances = "[{strike: T, at: H, dates: 2016-01-31}]";
    assert_all_placed(&plan, DES_DAY + 3 * DES_HOUR + 30 * DES_MINUTE);
}

static void test_who_waits_for_a_vehicle_that_comes_back_in_a_strike_is_cancelled(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.feeder = "depart: [\"23:00\", \"23:30\"]"; /* back at midnight: the second one waits */
    plan.disturbances = "[{strike: T, at: C, dates: 2016-02-01}]";
    struct network *network = compile(&plan);
    network->pools[1].size = 1;
    struct fact_observer seen = {.network = network};
    fact_observer_run(&seen, 0, 0, true);
    struct run run = {network, seen};
    const struct fact *first = NULL;
    assert_int_equal(count_facts(&run, FACT_SET_BACK, &first), 3);
    assert_int_equal(first->a, DES_DAY); /* came back just then */
    assert_int_equal(first->d, 23 * DES_HOUR + 30 * DES_MINUTE);
    run_done(&run);
}

/* ---- the same parcels ---- */

/* Every parcel that enters in the first run enters in the second one, too. Returns how many more
 * there are. */
static size_t more_than(const struct run *fewer, const struct run *more)
{
    size_t extra = 0, i = 0;
    for (size_t j = 0; j < more->seen.facts.count; j++) {
        const struct fact *fact = &more->seen.facts.facts[j];
        if (fact->kind != FACT_ENTERED) {
            continue;
        }
        while (i < fewer->seen.facts.count && fewer->seen.facts.facts[i].kind != FACT_ENTERED) {
            i++;
        }
        if (i < fewer->seen.facts.count && fact_compare(fact, &fewer->seen.facts.facts[i]) == 0) {
            i++;
        } else {
            extra++;
        }
    }
    while (i < fewer->seen.facts.count && fewer->seen.facts.facts[i].kind != FACT_ENTERED) {
        i++;
    }
    assert_int_equal(i, fewer->seen.facts.count);
    return extra;
}

static void test_surges_add_to_the_parcels_that_come_anyway(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.orders = "inbound: {orders: 40 /village/d}";
    struct run before = run_plan(&plan);
    plan.disturbances = "[{surge: U, factor: 3, dates: 2016-02-03}]";
    struct run after = run_plan(&plan);
    double extra = (double)more_than(&before, &after);
    assert_true(fabs(extra - 80) < SIGMAS * sqrt(80)); /* Poisson */
    for (size_t i = 0; i < after.seen.facts.count; i++) {
        const struct fact *fact = &after.seen.facts.facts[i];
        assert_true(fact->kind != FACT_SET_BACK ||
                    (fact->a >= 3 * DES_DAY && fact->a < 4 * DES_DAY && fact->c == 1));
    }
    run_done(&before);
    run_done(&after);
}

static void test_what_rain_keeps_back_was_there_without_it(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.orders = "inbound: {orders: 40 /village/d}";
    struct run before = run_plan(&plan);
    plan.disturbances = "[{weather: W, orders: 60 %, dates: 2016-02-01..2016-02-10}]";
    struct run after = run_plan(&plan);
    double fewer = (double)more_than(&after, &before);
    assert_true(fabs(fewer - 160) < SIGMAS * sqrt(160));
    run_done(&before);
    run_done(&after);
}

static void test_a_row_more_leaves_the_others_as_they_are(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.days = 400;
    plan.disturbances = "[{outage: O, every: {exponential: {mean: 9 d}}, lasts: 5 h}]";
    struct network *alone = compile(&plan);
    plan.disturbances = "[{weather: W, chance: 30 %, speed: 50 %}, {strike: O2, chance: 3 %}, "
                        "{outage: O, every: {exponential: {mean: 9 d}}, lasts: 5 h}]";
    struct network *among = compile(&plan);
    struct disturbed_spans a = disturbance_draw(alone, 0, 5), b = disturbance_draw(among, 2, 5);
    assert_int_equal(a.count, b.count);
    assert_true(a.count > 20);
    assert_memory_equal(a.spans, b.spans, (size_t)a.count * sizeof *a.spans);
    free(a.spans);
    free(b.spans);
    network_destroy(alone);
    network_destroy(among);
}

/* ---- theory ---- */

/* The share of such days is p, their spells are geometric with mean L. The share's variance over n
 * days is p (1 - p) (1 + r) / (1 - r) / n, r = 1 - 1/L - p / (L (1 - p)) being the correlation of
 * one day with the next. */
static void test_the_chain_has_its_share_and_its_spells(void **state)
{
    (void)state;
    const double p = 0.2, spell = 2.5;
    struct plan plan = usual;
    plan.days = 2000;
    plan.disturbances = "[{weather: W, chance: 20 %, spell: 2.5 d, speed: 50 %}]";
    struct network *network = compile(&plan);
    double days = 0, spells = 0, n = 0;
    for (uint32_t replication = 0; replication < 50; replication++) {
        struct disturbed_spans spans = disturbance_draw(network, 0, replication);
        for (int32_t s = 0; s < spans.count; s++) {
            assert_int_equal(spans.spans[s].begin % DES_DAY, 0);
            days += (double)((spans.spans[s].end - spans.spans[s].begin) / DES_DAY);
        }
        spells += spans.count;
        n += plan.days;
        free(spans.spans);
    }
    double r = 1 - 1 / spell - p / (spell * (1 - p));
    assert_true(fabs(days / n - p) < SIGMAS * sqrt(p * (1 - p) * (1 + r) / (1 - r) / n));
    assert_true(fabs(days / spells - spell) < SIGMAS * sqrt(spell * (spell - 1) / spells));
    network_destroy(network);
}

/* Up for an exponential time of mean 1/a, down for one of mean 1/b: from up at time 0, down at time
 * t with chance a / (a + b) (1 - e^(-(a + b) t)); the covariance of two moments falls by the same
 * exponential. */
static void test_outages_take_the_share_of_their_renewals(void **state)
{
    (void)state;
    const double a = 1. / 60, b = 1. / 12, whole = a + b, hours = 24 * 400;
    struct plan plan = usual;
    plan.days = 400;
    plan.disturbances = "[{outage: O, every: {exponential: {mean: 60 h}}, "
                        "lasts: {exponential: {mean: 12 h}}}]";
    struct network *network = compile(&plan);
    double down = 0;
    const int replications = 40;
    for (uint32_t replication = 0; replication < (uint32_t)replications; replication++) {
        struct disturbed_spans spans = disturbance_draw(network, 0, replication);
        for (int32_t s = 0; s < spans.count; s++) {
            down += (double)des_time_overlap(spans.spans[s].begin, spans.spans[s].end, 0,
                                             network->end) /
                    DES_HOUR;
        }
        free(spans.spans);
    }
    double share = a / whole * (1 - (1 - exp(-whole * hours)) / (whole * hours));
    double variance = 2 * a / whole * b / whole / whole / (hours * replications);
    assert_true(fabs(down / (hours * replications) - share) < SIGMAS * sqrt(variance));
    network_destroy(network);
}

/* A day's mean is m (1 + 2 A) (1 - 0.4 B), A and B independent with chances .1 and .3. */
static void test_the_mean_number_of_orders_is_known_and_met(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.days = 100;
    plan.orders = "inbound: {orders: 30 /village/d}";
    plan.disturbances = "[{surge: U, factor: 3, chance: 10 %, direction: inbound}, "
                        "{weather: W, orders: 60 %, chance: 30 %}, "
                        "{surge: V, factor: 5, chance: 10 %, direction: outbound}]";
    struct network *network = compile(&plan);
    const double m = 30, days = 100, mean = 1.2 * 0.88;
    const double square = (1 + 0.1 * 8) * (1 - 0.3 * 0.64); /* E of both factors squared */
    assert_close(network_expected_orders(network, INBOUND), m * days * mean, 1e-9);
    const int replications = 60;
    double entered = 0;
    for (uint32_t replication = 0; replication < (uint32_t)replications; replication++) {
        atomic_bool stop = false;
        struct region_summary *summary = region_summary_run(network, 0, replication, &stop);
        entered += (double)summary->ledger[INBOUND].entered;
        region_summary_destroy(summary);
    }
    double variance = days * (m * mean + m * m * (square - mean * mean));
    assert_true(fabs(entered / replications - m * days * mean) <
                SIGMAS * sqrt(variance / replications));
    network_destroy(network);
}

/* With spells the chance of the first days isn't yet that of the month, when months differ. */
static void test_chances_follow_the_month_by_the_chain(void **state)
{
    (void)state;
    struct plan plan = usual; /* starts on 31 January */
    plan.days = 3;
    plan.orders = "inbound: {orders: 100 /village/d}";
    plan.disturbances =
        "[{surge: U, factor: 2, chance: {jan: 50 %, feb: 20 %}, spell: 2 d, direction: inbound}]";
    struct network *network = compile(&plan);
    double second = 0.5 * 0.5 + 0.5 * 0.125, third = second * 0.5 + (1 - second) * 0.125;
    assert_close(network_expected_orders(network, INBOUND), 100 * (3 + 0.5 + second + third), 1e-9);
    network_destroy(network);
    plan.disturbances = "[{surge: U, factor: 2, chance: {jan: 50 %}, direction: inbound}]";
    network = compile(&plan);
    assert_close(network_expected_orders(network, INBOUND), 100 * 3.5, 1e-9);
    network_destroy(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_legs_that_begin_in_bad_weather_take_longer),
        cmocka_unit_test(test_a_closed_road_is_waited_for_or_gone_round),
        cmocka_unit_test(test_the_way_round_counts_in_kilometres_and_hours),
        cmocka_unit_test(test_in_an_outage_sorting_stands_still),
        cmocka_unit_test(test_what_is_due_in_a_strike_is_cancelled),
        cmocka_unit_test(test_who_waits_for_a_vehicle_that_comes_back_in_a_strike_is_cancelled),
        cmocka_unit_test(test_surges_add_to_the_parcels_that_come_anyway),
        cmocka_unit_test(test_what_rain_keeps_back_was_there_without_it),
        cmocka_unit_test(test_a_row_more_leaves_the_others_as_they_are),
        cmocka_unit_test(test_the_chain_has_its_share_and_its_spells),
        cmocka_unit_test(test_outages_take_the_share_of_their_renewals),
        cmocka_unit_test(test_the_mean_number_of_orders_is_known_and_met),
        cmocka_unit_test(test_chances_follow_the_month_by_the_chain),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
