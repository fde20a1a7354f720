/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_stations.c - what happens at a station beyond its shelf: returns that travel back, keepers
 * who need time. Worked out by hand from docs/model.md, and against theory. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "engine/tally.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* One hub, one county, one station S and a village. Nobody sorts. The truck leaves at 2:00 and
 * needs an hour each way; the van leaves at 7:00 and needs half an hour each way. */
struct plan {
    const char *station, *orders, *pick_up, *van, *more;
};

/* All orders are made in the first hour. */
#define FIRST_HOUR "{orders: 40 /village/d, hours: {00-01: 1, 01-24: 0}, months: {feb: 0}}"

static struct network *compile(const struct plan *plan)
{
    char *text = NULL;
    int length =
        asprintf(&text,
                 "lastmile: 1\nname: By hand\nstart: 2016-01-31\n"
                 "experiment: {warm_up: 0 d, horizon: 20 d, replications: 1, seed: 3}\n"
                 "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
                 "counties: [{name: C, hub: H, vehicles: {van: unlimited}}]\n"
                 "stations:\n  - {name: S, county: C%s}\n"
                 "villages: [{name: V, people: 9, station: S}]\n"
                 "demand: {%s}\npick_up: %s\n"
                 "vehicles: [{type: truck, parcels: 500, costs: {per_km: 2 yuan/km}}, "
                 "{type: van, parcels: %s, costs: {per_km: 1 yuan/km}}]\n"
                 "travel: {links: [{between: [H, C], time: 1 h, distance: 50 km}, "
                 "{between: [C, S], time: 30 min, distance: 15 km}]}\n"
                 "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: \"02:00\"}]\n"
                 "feeders: [{name: F, county: C, stops: [S], vehicle: van, depart: \"07:00\"}]\n%s",
                 plan->station, plan->orders, plan->pick_up, plan->van, plan->more);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

struct run {
    struct network *network;
    struct fact_observer seen;
    struct summary *summary;
};

static struct run run_plan(const struct plan *plan)
{
    struct run run = {.network = compile(plan)};
    atomic_bool stop = false;
    run.seen.network = run.network;
    fact_observer_run(&run.seen, 0, 0, true);
    run.summary = summary_create(run.network, 0);
    summary_absorb(run.summary, region_summary_run(run.network, 0, 0, &stop));
    summary_verify(run.summary);
    return run;
}

static void run_done(struct run *self)
{
    fact_list_done(&self->seen.facts);
    summary_destroy(self->summary);
    network_destroy(self->network);
}

static des_time at(int day, int hour, int minute)
{
    return day * DES_DAY + hour * DES_HOUR + minute * DES_MINUTE;
}

/* ---- returns that travel back ---- */

/* Every return was given up at `begun`, and so many of them left the hub at `back`. */
static void assert_returns(const struct run *run, des_time begun, des_time back, size_t count)
{
    size_t seen = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (fact->kind == FACT_SORTED && fact->direction == GOING_BACK && fact->place == 0) {
            assert_int_equal(fact->born, begun);
            seen += fact->c == back;
        }
    }
    assert_int_equal(seen, count);
}

/* Shelved on day 0 at 7:30. */
static void test_a_return_waits_for_the_van_and_the_truck(void **state)
{
    (void)state;
    struct plan plan = {.station = ", return_after: 1 d",
                        .orders = "inbound: " FIRST_HOUR,
                        .pick_up = "{dwell: 100 d, returns: travel back}",
                        .van = "500",
                        .more = ""};
    struct run run = run_plan(&plan); /* given up the moment the van is there */
    const struct ledger *ledger = &run.summary->ledger[INBOUND];
    assert_true(ledger->entered > 10);
    assert_int_equal(ledger->returned, ledger->entered);
    assert_returns(&run, at(1, 7, 30), at(2, 4, 0), (size_t)ledger->entered);
    assert_close(des_histogram_mean(&run.summary->return_time), (double)at(0, 20, 30), 1);
    run_done(&run);
    plan.station = ", return_after: 25 h"; /* an hour too late for that van */
    run = run_plan(&plan);
    ledger = &run.summary->ledger[INBOUND];
    assert_returns(&run, at(1, 8, 30), at(3, 4, 0), (size_t)ledger->entered);
    run_done(&run);
}

/* Ten a day: what the van holds. It brings them so, too. */
static void test_returns_need_room_on_the_van(void **state)
{
    (void)state;
    const struct plan plan = {.station = ", return_after: 10 d",
                              .orders = "inbound: " FIRST_HOUR,
                              .pick_up = "{dwell: 100 d, returns: travel back}",
                              .van = "10",
                              .more = ""};
    struct run run = run_plan(&plan);
    const struct ledger *ledger = &run.summary->ledger[INBOUND];
    size_t entered = (size_t)ledger->entered, days = (entered + 9) / 10;
    assert_true(entered > 10 && days < 8);
    for (size_t day = 0; day < days; day++) {
        size_t gone = 0;
        for (size_t i = 0; i < run.seen.facts.count; i++) {
            const struct fact *fact = &run.seen.facts.facts[i];
            gone += fact->kind == FACT_SORTED && fact->direction == GOING_BACK &&
                    fact->place == 0 && fact->c == at((int)day + 11, 4, 0);
        }
        assert_int_equal(gone, day + 1 < days ? 10 : entered - 10 * day);
    }
    run_done(&run);
}

static void test_what_finds_no_room_rides_back_to_its_sender(void **state)
{
    (void)state;
    const struct plan plan = {.station = ", shelf: 10, when_full: return to sender",
                              .orders = "inbound: " FIRST_HOUR,
                              .pick_up = "{dwell: 12 h, returns: travel back}",
                              .van = "500",
                              .more = ""};
    struct run run = run_plan(&plan);
    const struct ledger *ledger = &run.summary->ledger[INBOUND];
    assert_int_equal(ledger->delivered, 10);
    assert_int_equal(ledger->returned, ledger->entered - 10);
    assert_returns(&run, at(0, 7, 30), at(1, 4, 0), (size_t)ledger->returned);
    run_done(&run);
}

static void test_books_at_the_end_know_where_a_return_is(void **state)
{
    (void)state;
    struct plan plan = {.orders = "inbound: " FIRST_HOUR,
                        .pick_up = "{dwell: 100 d, returns: travel back}",
                        .van = "500",
                        .more = ""};
    static const struct {
        const char *station;
        enum parcel_place place;
    } cases[] = {
        {", return_after: 20 d", ON_SHELF},            /* until after the end */
        {", return_after: 468 h", AT_STATION_WAITING}, /* day 19, 19:30: the last van was there */
        {", return_after: 19 d", AT_COUNTY_WAITING},   /* the last truck was there at 3:00 */
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        plan.station = cases[c].station;
        struct run run = run_plan(&plan);
        const struct ledger *ledger = &run.summary->ledger[INBOUND];
        assert_int_equal(ledger->in_system[cases[c].place], ledger->entered);
        assert_int_equal(ledger->returned, 0);
        run_done(&run);
    }
}

/* Of the 20 vans one brings parcels and one fetches returns; the others run empty. */
static void test_returns_share_the_costs_of_the_trips_that_carry_them(void **state)
{
    (void)state;
    const struct plan plan = {.station = ", return_after: 1 d",
                              .orders = "inbound: " FIRST_HOUR,
                              .pick_up = "{dwell: 100 d, returns: travel back}",
                              .van = "500",
                              .more = ""};
    struct run run = run_plan(&plan);
    const struct costs *costs = run.summary->costs;
    double van = 30, truck = 200; /* yuan a trip */
    assert_close(costs->places[0].carriage[INBOUND], 2 * van, 1e-9);
    assert_close(costs->places[0].carriage[OUTBOUND], 0, 1e-9);
    assert_close(costs->centres[1].haul[INBOUND], 2 * truck, 1e-9);
    assert_close(costs->idle, 18 * van + 18 * truck, 1e-6);
    run_done(&run);
}

/* ---- keepers who need time ---- */

static int by_time(const void *left, const void *right)
{
    const des_time *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* When the parcels left the shelf, in order; returns how many. */
static size_t collections(const struct run *run, des_time *ret, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (fact->kind == FACT_SHELVED && fact->c >= 0 && count < most) {
            ret[count++] = fact->c;
        }
    }
    qsort(ret, count, sizeof *ret, by_time);
    return count;
}

/* Everybody stands at the door at 8:00; the last are served after closing time. */
static void test_who_stands_at_the_door_is_served_one_after_the_other(void **state)
{
    (void)state;
    struct plan plan = {
        .station = ", open: \"08:00-12:00\", keeper: {service: 10 min}",
        .orders = "inbound: " FIRST_HOUR,
        .pick_up = "{dwell: 0 h}",
        .van = "500",
        .more = "",
    };
    for (int keepers = 1; keepers <= 2; keepers++) {
        struct run run = run_plan(&plan);
        des_time left[200];
        size_t count = collections(&run, left, 200);
        assert_true(count > 30); /* five hours' work for one keeper, in four */
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(left[i], at(0, 8, 10 * (int)(i / (size_t)keepers + 1)));
        }
        const struct counter_summary *counter = &run.summary->stations[0].counter;
        assert_int_equal(counter->served, count);
        assert_int_equal(counter->waited, count - (size_t)keepers);
        assert_close(counter->busy, (double)count * 10 * (double)DES_MINUTE, 1);
        run_done(&run);
        plan.station = ", open: \"08:00-12:00\", keeper: {service: 10 min, keepers: 2}";
    }
}

/* The van at 7:30 is too early for who is still being served. */
static void test_a_parcel_is_dropped_off_when_its_service_ends(void **state)
{
    (void)state;
    const struct plan plan = {
        .station = ", keeper: {service: 15 h}",
        .orders = "outbound: " FIRST_HOUR,
        .pick_up = "{dwell: 0 h}",
        .van = "500",
        .more = "",
    };
    struct run run = run_plan(&plan);
    size_t seen = 0;
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        if (fact->kind == FACT_PICKED_UP) {
            seen++;
            assert_int_equal(fact->a % DES_DAY, at(0, 7, 30));
        }
    }
    /* The last van comes 463.5 h after the start; the 30th is done within the hour after 450 h. */
    assert_int_equal(seen, 30);
    run_done(&run);
}

/* Drop-offs at a station that is always open are a Poisson process: an M/G/c queue. The interval
 * of forty replications of 18 days covers the value (99.9 %). */
static void check_wait(const char *keeper, int per_day, double wait_min, double waits)
{
    char *station = NULL, *orders = NULL;
    assert_true(asprintf(&station, ", keeper: {%s}", keeper) > 0);
    assert_true(asprintf(&orders, "outbound: {orders: %d /village/d}", per_day) > 0);
    const struct plan plan = {station, orders, "{dwell: 0 h}", "500", ""};
    struct network *network = compile(&plan);
    struct des_tally wait = {0}, share = {0};
    atomic_bool stop = false;
    network->warm_up = 2 * DES_DAY;
    for (uint32_t replication = 0; replication < 40; replication++) {
        struct summary *summary = summary_create(network, replication);
        summary_absorb(summary, region_summary_run(network, 0, replication, &stop));
        const struct counter_summary *counter = &summary->stations[0].counter;
        des_tally_add(&wait, counter->wait_mean / (double)DES_MINUTE);
        des_tally_add(&share, (double)counter->waited / (double)counter->served);
        summary_destroy(summary);
    }
    double t = 3.5581; /* Student's t, 39 degrees of freedom, 99.9 % */
    assert_close(wait.mean, wait_min, t * sqrt(des_tally_variance(&wait) / 40));
    if (waits > 0) {
        assert_close(share.mean, waits, t * sqrt(des_tally_variance(&share) / 40));
    }
    network_destroy(network);
    free(station);
    free(orders);
}

/* Pollaczek and Khinchine, at 80 %: 2, 3, 4 and 6 services (of 1.5 min). */
static void test_the_wait_for_one_keeper_is_that_of_pollaczek_and_khinchine(void **state)
{
    (void)state;
    check_wait("service: 1.5 min", 768, 3, 0.8);
    check_wait("service: {erlang: {mean: 1.5 min, phases: 2}}", 768, 4.5, 0.8);
    check_wait("service: {exponential: {mean: 1.5 min}}", 768, 6, 0.8);
    check_wait("service: {gamma: {mean: 1.5 min, cv: 1.4142135623730951}}", 768, 9, 0.8);
}

/* Erlang C: 10 an hour, 4 an hour for each of three keepers. */
static void test_the_wait_for_three_keepers_is_erlang_s(void **state)
{
    (void)state;
    check_wait("service: {exponential: {mean: 15 min}}, keepers: 3", 240, 0.351124 * 60, 0.702247);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_return_waits_for_the_van_and_the_truck),
        cmocka_unit_test(test_returns_need_room_on_the_van),
        cmocka_unit_test(test_what_finds_no_room_rides_back_to_its_sender),
        cmocka_unit_test(test_books_at_the_end_know_where_a_return_is),
        cmocka_unit_test(test_returns_share_the_costs_of_the_trips_that_carry_them),
        cmocka_unit_test(test_who_stands_at_the_door_is_served_one_after_the_other),
        cmocka_unit_test(test_a_parcel_is_dropped_off_when_its_service_ends),
        cmocka_unit_test(test_the_wait_for_one_keeper_is_that_of_pollaczek_and_khinchine),
        cmocka_unit_test(test_the_wait_for_three_keepers_is_erlang_s),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
