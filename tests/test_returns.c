/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_returns.c - how long parcels stay at a station, and what becomes of those that stay too
 * long or find no room: worked out by hand from docs/model.md, and against theory. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/by_hand.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* One hub, one county, station S and what else is wanted. Nobody sorts; vehicles need an hour
 * from the hub to the county and half an hour from there to a station. */
struct plan {
    const char *station, *orders, *pick_up, *more_stations, *more_links, *stops, *centres;
};

static const struct plan usual = {
    .station = "",
    .orders = "inbound: {orders: 40 /village/d, hours: {00-01: 1, 01-24: 0}, months: {feb: 0}}",
    .pick_up = "{dwell: 12 h}",
    .more_stations = "",
    .more_links = "",
    .stops = "[S]",
    .centres = "",
};

static struct network *compile(const struct plan *plan)
{
    char *text = NULL;
    int length =
        asprintf(&text,
                 "lastmile: 1\nname: By hand\nstart: 2016-01-31\n"
                 "experiment: {warm_up: 0 d, horizon: 20 d, replications: 1, seed: 3}\n"
                 "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
                 "counties: [{name: C, hub: H, vehicles: {van: unlimited}%s}]\n"
                 "stations:\n  - {name: S, county: C%s}\n%s"
                 "villages: [{name: V, people: 9, station: S}]\n"
                 "demand: {%s}\n"
                 "pick_up: %s\n"
                 "vehicles: [{type: truck, parcels: 500, speed: 50 km/h}, "
                 "{type: van, parcels: 500, speed: 30 km/h}]\n"
                 "travel: {links: [{between: [H, C], time: 1 h, distance: 50 km}, "
                 "{between: [C, S], time: 30 min, distance: 15 km}%s]}\n"
                 "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: \"02:00\"}]\n"
                 "feeders: [{name: F, county: C, stops: %s, vehicle: van, depart: \"07:00\"}]\n",
                 plan->centres, plan->station, plan->more_stations, plan->orders, plan->pick_up,
                 plan->more_links, plan->stops);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static struct run run_plan(const struct plan *plan)
{
    return run_network(compile(plan));
}

static size_t count_facts(const struct run *run, enum fact_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        count += run->seen.facts.facts[i].kind == (int32_t)kind;
    }
    return count;
}

/* All of them say the same: placed on the shelf, available, gone. */
static void assert_all_shelved(const struct plan *plan, des_time placed, des_time available,
                               des_time leaves)
{
    struct run run = run_plan(plan);
    assert_true(count_facts(&run, FACT_SHELVED) > 10);
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        if (fact->kind == FACT_SHELVED) {
            assert_int_equal(fact->a, placed);
            assert_int_equal(fact->b, available);
            assert_int_equal(fact->c, leaves);
        }
    }
    run_done(&run);
}

static const des_time morning = 7 * DES_HOUR + 30 * DES_MINUTE; /* the van is at the station */

/* ---- closed days ---- */

static void test_on_a_closed_day_the_van_unloads_and_nobody_collects(void **state)
{
    (void)state;
    struct plan plan = usual;
    assert_all_shelved(&plan, morning, morning, morning + 12 * DES_HOUR);
    plan.station = ", closed: 2016-01-31..2016-02-01"; /* the first two days */
    assert_all_shelved(&plan, morning, 2 * DES_DAY, 2 * DES_DAY + 12 * DES_HOUR);
    plan.pick_up = "{dwell: 20 h}"; /* would be collected on the second day, at 03:30 */
    plan.station = ", closed: [2016-02-02, 2016-02-01]";
    assert_all_shelved(&plan, morning, morning, 3 * DES_DAY);
    plan.pick_up = "{dwell: 20 h, counts: open hours}"; /* 16 h 30 min on the first day */
    assert_all_shelved(&plan, morning, morning, 3 * DES_DAY + 3 * DES_HOUR + 30 * DES_MINUTE);
}

static void test_closed_days_before_the_start_are_over(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.station = ", closed: [2016-01-01..2016-01-30, 2015-12-01]";
    assert_all_shelved(&plan, morning, morning, morning + 12 * DES_HOUR);
    plan.station = ", closed: 2016-01-01..2016-01-31";
    assert_all_shelved(&plan, morning, DES_DAY, DES_DAY + 12 * DES_HOUR);
}

static void test_who_comes_on_a_closed_day_comes_back_and_drops_off_then(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.orders =
        "outbound: {orders: 40 /village/d, hours: {00-01: 1, 01-24: 0}, months: {feb: 0}}";
    plan.station = ", closed: 2016-01-31..2016-02-02, open: \"09:00-17:00\"";
    struct run run = run_plan(&plan);
    assert_true(count_facts(&run, FACT_ENTERED) > 10);
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        assert_true(fact->kind != FACT_ENTERED || fact->born == 3 * DES_DAY + 9 * DES_HOUR);
    }
    run_done(&run);
}

static void test_nobody_sorts_on_a_closed_day(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.centres = ", sorting: {servers: 1, time: 0 s, closed: 2016-01-31}";
    assert_all_shelved(&plan, DES_DAY + morning, DES_DAY + morning,
                       DES_DAY + morning + 12 * DES_HOUR);
}

/* ---- reminders ---- */

/* From the same luck: each parcel's own stay, shortened as the formula says. */
static void test_a_reminder_shortens_each_stay_by_the_formula(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.pick_up = "{dwell: {exponential: {mean: 20 h}}}";
    struct run before = run_plan(&plan);
    plan.pick_up = "{dwell: {exponential: {mean: 20 h}}, reminder: "
                   "[{after: 30 h, shortens: 100 %}, {after: 10 h, shortens: 50 %}]}";
    struct run after = run_plan(&plan);
    assert_int_equal(before.seen.facts.count, after.seen.facts.count);
    size_t longest = 0, reminded = 0;
    for (size_t i = 0; i < after.seen.facts.count; i++) {
        const struct fact *x = &before.seen.facts.facts[i], *y = &after.seen.facts.facts[i];
        assert_int_equal(x->luck, y->luck);
        if (x->kind != FACT_SHELVED) {
            continue;
        }
        double stay = (double)(x->c - x->b) / DES_HOUR;
        double expected = stay <= 10 ? stay : 10 + (stay - 10) / 2;
        expected = expected > 30 ? 30 : expected;
        assert_close((double)(y->c - y->b) / DES_HOUR, expected, 1e-9);
        reminded += expected < stay;
        longest += expected == 30;
    }
    assert_true(reminded > 5 && longest > 0);
    run_done(&before);
    run_done(&after);
}

/* Exponential with mean m, reminded at r: m (1 - e^(-r/m)) + (1 - s) m e^(-r/m). */
static void test_the_mean_stay_under_a_reminder_is_that_of_theory(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.orders = "inbound: {orders: 20000 /village/d, hours: {00-01: 1, 01-24: 0}, "
                  "months: {feb: 0}}";
    plan.pick_up = "{dwell: {exponential: {mean: 20 h}}, reminder: {after: 24 h, shortens: 60 %}}";
    struct network *network = compile(&plan);
    network->vehicle_types[0].capacity = network->vehicle_types[1].capacity = UNLIMITED;
    atomic_bool stop = false;
    struct region_summary *summary = region_summary_run(network, 0, 0, &stop);
    const struct des_histogram *stays = &summary->tiers[INBOUND][TIER_STATION];
    double beyond = exp(-24.0 / 20), mean = 20 * (1 - beyond) + 0.4 * 20 * beyond;
    assert_true(stays->total > 15000);
    double error = 3.29 * 20 / sqrt((double)stays->total); /* the sd is below the 20 h without */
    assert_close(des_histogram_mean(stays) / DES_HOUR, mean, error);
    assert_true(error < 0.6 * 20 * beyond / 4); /* so that a reminder forgotten is noticed */
    region_summary_destroy(summary);
    network_destroy(network);
}

/* ---- full shelves ---- */

static size_t count_shelved(const struct run *run, station_id station, des_time placed)
{
    size_t count = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        count += fact->kind == FACT_SHELVED && fact->other == station && fact->a == placed;
    }
    return count;
}

static const struct plan two_stops = {
    .station = ", shelf: 10, when_full: divert to next station",
    .orders = "inbound: {orders: 40 /village/d, hours: {00-01: 1, 01-24: 0}, months: {feb: 0}}",
    .pick_up = "{dwell: 12 h}",
    .more_stations = "  - {name: T, county: C, shelf: 7}\n",
    .more_links = ", {between: [S, T], time: 30 min, distance: 15 km}, "
                  "{between: [C, T], time: 30 min, distance: 15 km}",
    .stops = "[S, T]",
    .centres = "",
};

/* 10 stay at S, 7 go on to T, all others come again the next morning, when both are empty. */
static void test_what_finds_no_room_goes_on_to_the_next_stop_then_home(void **state)
{
    (void)state;
    struct run run = run_plan(&two_stops);
    size_t left = count_facts(&run, FACT_ENTERED), day = 0;
    station_id s = strcmp(run.network->stations[0].name, "S") == 0 ? 0 : 1;
    assert_true(left > 17);
    for (; left > 0; day++) {
        des_time at_s = (des_time)day * DES_DAY + morning, at_t = at_s + 30 * DES_MINUTE;
        size_t first = left < 10 ? left : 10, second = left - first < 7 ? left - first : 7;
        assert_int_equal(count_shelved(&run, s, at_s), first);
        assert_int_equal(count_shelved(&run, 1 - s, at_t), second);
        left -= first + second;
    }
    assert_true(day >= 3);
    run_done(&run);
}

static void test_diverted_parcels_are_counted_at_their_own_station(void **state)
{
    (void)state;
    struct network *network = compile(&two_stops);
    atomic_bool stop = false;
    struct summary *summary = summary_create(network, 0);
    summary_absorb(summary, region_summary_run(network, 0, 0, &stop));
    summary_verify(summary);
    station_id s = strcmp(network->stations[0].name, "S") == 0 ? 0 : 1;
    int64_t entered = summary->ledger[INBOUND].entered, diverted = 0;
    for (int64_t left = entered - 10; left > 0; left -= 17) {
        diverted += left < 7 ? left : 7;
    }
    assert_int_equal(summary->stations[s].diverted, diverted);
    assert_int_equal(summary->stations[1 - s].diverted, 0);
    assert_int_equal(summary->stations[1 - s].collected, diverted);
    assert_int_equal(summary->stations[s].collected, entered - diverted);
    summary_destroy(summary);
    network_destroy(network);
}

/* Who leaves at the very moment of unloading makes no room for what came with them. */
static void test_what_came_along_makes_no_room(void **state)
{
    (void)state;
    struct plan plan = two_stops;
    plan.pick_up = "{dwell: 0 s}";
    struct run run = run_plan(&plan);
    station_id s = strcmp(run.network->stations[0].name, "S") == 0 ? 0 : 1;
    assert_int_equal(count_shelved(&run, s, morning), 10);
    assert_int_equal(count_shelved(&run, 1 - s, morning + 30 * DES_MINUTE), 7);
    run_done(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_on_a_closed_day_the_van_unloads_and_nobody_collects),
        cmocka_unit_test(test_closed_days_before_the_start_are_over),
        cmocka_unit_test(test_who_comes_on_a_closed_day_comes_back_and_drops_off_then),
        cmocka_unit_test(test_nobody_sorts_on_a_closed_day),
        cmocka_unit_test(test_a_reminder_shortens_each_stay_by_the_formula),
        cmocka_unit_test(test_what_finds_no_room_goes_on_to_the_next_stop_then_home),
        cmocka_unit_test(test_diverted_parcels_are_counted_at_their_own_station),
        cmocka_unit_test(test_what_came_along_makes_no_room),
        cmocka_unit_test(test_the_mean_stay_under_a_reminder_is_that_of_theory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
