/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_fleet.c - which vehicle goes, and when it goes again: worked out by hand from
 * docs/model.md. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/by_hand.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* One hub, one county with a trike, a van and two lorries, which hold 10, 200 and 200, and a
 * station 15 km away: 1 h 30 min there and back for the trike, 1 h for the others. Nobody sorts,
 * stops take no time. */
static struct network *compile(const char *orders, const char *feeders)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: By hand\nstart: 2016-02-01\n"
        "experiment: {warm_up: 0 d, horizon: 20 d, replications: 1, seed: 3}\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, hub: H, lat: 26, lon: 106, vehicles: {lorry: 2, van: 1, trike: 1}}]\n"
        "stations: [{name: S, county: C, lat: 26.1, lon: 106}]\n"
        "villages: [{name: V, people: 9, station: S}]\n"
        "demand: {inbound: {orders: %s /village/d, hours: {00-01: 1, 01-24: 0}}}\n"
        "vehicles:\n"
        "  - {type: truck, parcels: 5000, speed: 50 km/h}\n"
        "  - {type: van, parcels: 200, speed: 30 km/h}\n"
        "  - {type: lorry, parcels: 200, speed: 30 km/h}\n"
        "  - {type: trike, parcels: 10, speed: 20 km/h}\n"
        "travel: {links: [{between: [H, C], time: 1 h, distance: 50 km}, "
        "{between: [C, S], distance: 15 km}]}\n"
        "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: "
        "\"02:00\"}]\n"
        "feeders:\n%s",
        orders, feeders);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static struct run run_of(const char *orders, const char *feeders)
{
    return run_network(compile(orders, feeders));
}

static const char *type_of(const struct run *run, const struct fact *trip)
{
    const struct network *network = run->network;
    return network->vehicle_types[network->pools[trip->h].type].name;
}

static bool is_trip_of(const struct run *run, const struct fact *fact, const char *route)
{
    return fact->kind == FACT_TRIP && strcmp(run->network->routes[fact->place].name, route) == 0;
}

/* The n-th trip of a route, from 0. */
static const struct fact *trip_of(const struct run *run, const char *route, size_t n)
{
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (is_trip_of(run, fact, route) && n-- == 0) {
            return fact;
        }
    }
    fail_msg("no such trip");
    return NULL;
}

/* ---- several vehicle types ---- */

static void test_smallest_that_holds_what_is_ready_goes_at_its_own_speed(void **state)
{
    (void)state;
    struct run run = run_of("10", "  - {name: F, county: C, stops: [S], vehicle: [van, trike], "
                                  "depart: \"07:00\"}\n");
    int small = 0, large = 0;
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *trip = &run.seen.facts.facts[i];
        if (!is_trip_of(&run, trip, "F")) {
            continue;
        }
        bool fits = trip->d + trip->other <= 10;
        assert_string_equal(type_of(&run, trip), fits ? "trike" : "van");
        assert_int_equal(trip->other, 0);
        assert_int_equal(trip->c - trip->b, (fits ? 90 : 60) * DES_MINUTE);
        assert_int_equal(trip->f, 30000);
        small += fits;
        large += !fits;
    }
    assert_int_equal(small + large, 20);
    assert_true(small > 2 && large > 2); /* P(Poisson(10) <= 10) = 0.58 */
    run_done(&run);
}

static void test_largest_idle_one_goes_when_none_holds_it_and_of_equals_the_first(void **state)
{
    (void)state;
    struct run run = run_of("900", "  - {name: F, county: C, stops: [S], vehicle: [trike, lorry, "
                                   "van], depart: [\"07:00\", \"07:10\", \"07:20\", \"07:30\"]}\n");
    static const char *const types[] = {"lorry", "lorry", "van", "trike"};
    for (size_t n = 0; n < 4; n++) {
        const struct fact *trip = trip_of(&run, "F", n);
        assert_string_equal(type_of(&run, trip), types[n]);
        assert_int_equal(trip->d, n < 3 ? 200 : 10);
        assert_true(trip->other > 0);
    }
    run_done(&run);
}

static void test_routes_get_vehicles_of_any_of_their_types_as_they_began_to_wait(void **state)
{
    (void)state;
    struct run run = run_of(
        "1", "  - {name: A, county: C, stops: [S], vehicle: trike, depart: \"07:00\"}\n"
             "  - {name: B, county: C, stops: [S], vehicle: van, depart: \"07:00\"}\n"
             "  - {name: P, county: C, stops: [S], vehicle: [trike, van], depart: \"07:10\"}\n"
             "  - {name: Q, county: C, stops: [S], vehicle: trike, depart: \"07:15\"}\n"
             "  - {name: R, county: C, stops: [S], vehicle: van, depart: \"07:20\"}\n"
             "  - {name: T, county: C, stops: [S], vehicle: [van, trike], depart: \"07:25\"}\n");
    /* The van is back at 8:00 (P), 9:00 (R) and 10:00; the trike at 8:30 (Q) and 10:00: it has left
     * the station at 9:15, before the van, and so T, which waits since 7:25, gets it. */
    static const struct {
        const char *route, *type;
        int minutes;
    } expected[] = {{"P", "van", 480}, {"Q", "trike", 510}, {"R", "van", 540}, {"T", "trike", 600}};
    for (size_t e = 0; e < 4; e++) {
        const struct fact *trip = trip_of(&run, expected[e].route, 0);
        assert_int_equal(trip->b, expected[e].minutes * DES_MINUTE);
        assert_string_equal(type_of(&run, trip), expected[e].type);
    }
    run_done(&run);
}

static void test_full_is_a_share_of_the_largest(void **state)
{
    (void)state;
    struct network *network = compile("10", "  - {name: F, county: C, stops: [S], vehicle: [trike, "
                                            "van], dispatch: {when_full: 80 %}}\n");
    const struct route *route = &network->routes[network->route_count - 1];
    assert_int_equal(route->full, 160);
    assert_string_equal(network->vehicle_types[network->pools[route->pool].type].name, "van");
    assert_int_equal(route->vehicles.end - route->vehicles.begin, 2);
    network_destroy(network);
}

/* ---- going again at once ---- */

static void test_a_vehicle_that_finds_enough_goes_again_until_the_hour(void **state)
{
    (void)state;
    /* 10 a trip of 1 h 30 min: at 7:00, and again at 8:30, 10:00 and 11:30; 13:00 is too late. */
    struct run run =
        run_of("200", "  - {name: F, county: C, stops: [S], vehicle: trike, depart: \"07:00\", "
                      "reload: {at_least: 10, until: \"12:00\"}}\n");
    for (size_t n = 0; n < 8; n++) {
        const struct fact *trip = trip_of(&run, "F", n);
        des_time today = (des_time)(n / 4) * DES_DAY;
        assert_int_equal(trip->b, today + (420 + 90 * (des_time)(n % 4)) * DES_MINUTE);
        assert_int_equal(trip->a, trip->b);
        assert_int_equal(trip->d, 10);
        assert_int_equal(trip->i, n % 4 > 0);
    }
    run_done(&run);
}

static void test_less_than_enough_is_left_to_the_next_departure(void **state)
{
    (void)state;
    struct run run =
        run_of("25", "  - {name: F, county: C, stops: [S], vehicle: trike, depart: \"07:00\", "
                     "reload: {at_least: 10}}\n");
    int again = 0, once = 0;
    /* What is left behind is all that there is until tomorrow. */
    for (size_t n = 0; once < 20; n++) {
        const struct fact *trip = trip_of(&run, "F", n);
        bool goes = trip->other >= 10;
        assert_true(!goes || trip_of(&run, "F", n + 1)->i);
        assert_true(goes || once == 19 || !trip_of(&run, "F", n + 1)->i);
        again += trip->i != 0;
        once += trip->i == 0;
    }
    assert_int_equal(once, 20);
    assert_true(again > 10);
    run_done(&run);
}

static void test_who_waits_goes_before_who_would_go_again(void **state)
{
    (void)state;
    struct run run =
        run_of("200", "  - {name: F, county: C, stops: [S], vehicle: trike, depart: \"07:00\", "
                      "reload: {at_least: 1}}\n"
                      "  - {name: G, county: C, stops: [S], vehicle: trike, depart: \"08:00\"}\n");
    assert_int_equal(trip_of(&run, "G", 0)->b, 510 * DES_MINUTE); /* waited since 8:00 */
    assert_int_equal(trip_of(&run, "F", 1)->b, DES_DAY + 420 * DES_MINUTE);
    assert_int_equal(trip_of(&run, "F", 1)->i, 0); /* G, without reload, brought it home idle */
    run_done(&run);
}

/* ---- planned at each departure ---- */

static const char daily[] = "  - {name: D, county: C, vehicle: lorry, depart: \"08:00\", "
                            "stops: {tours: {fill: 100 %, planned: daily}}}\n";

/* Parcels ordered on each day; all of them are at the county by 08:00. */
static void count_orders(const struct run *run, int32_t orders[20])
{
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (fact->kind == FACT_ENTERED) {
            orders[fact->born / DES_DAY]++;
        }
    }
}

static size_t trips_of(const struct run *run, const char *route)
{
    size_t count = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        count += is_trip_of(run, &run->seen.facts.facts[i], route);
    }
    return count;
}

/* One stop and two lorries of 200: what waits goes in as many of them as it needs; the rest waits
 * for the next day. Where nothing waits, nobody leaves. */
static void assert_leaves_with_what_waits(const char *rate, int least_trips, int most_trips)
{
    struct run run = run_of(rate, daily);
    int32_t orders[20] = {0}, waiting = 0;
    size_t n = 0;
    count_orders(&run, orders);
    for (int day = 0; day < 20; day++) {
        waiting += orders[day];
        for (int lorry = 0; lorry < 2 && waiting > 0; lorry++) {
            const struct fact *trip = trip_of(&run, "D", n++);
            int32_t load = waiting < 200 ? waiting : 200;
            assert_int_equal(trip->b, day * DES_DAY + 8 * DES_HOUR);
            assert_int_equal(trip->c - trip->b, DES_HOUR);
            assert_int_equal(trip->d, load);
            waiting -= load;
        }
    }
    assert_int_equal(trips_of(&run, "D"), n);
    assert_true((int)n >= least_trips && (int)n <= most_trips);
    run_done(&run);
}

static void test_tours_planned_at_a_departure_take_what_waits(void **state)
{
    (void)state;
    assert_leaves_with_what_waits("500", 40, 40); /* more than two hold, on every day */
    assert_leaves_with_what_waits("100", 20, 20);
    assert_leaves_with_what_waits("1", 1, 19); /* nothing, on some days: 0.37 of them on average */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tours_planned_at_a_departure_take_what_waits),
        cmocka_unit_test(test_smallest_that_holds_what_is_ready_goes_at_its_own_speed),
        cmocka_unit_test(test_largest_idle_one_goes_when_none_holds_it_and_of_equals_the_first),
        cmocka_unit_test(test_routes_get_vehicles_of_any_of_their_types_as_they_began_to_wait),
        cmocka_unit_test(test_full_is_a_share_of_the_largest),
        cmocka_unit_test(test_a_vehicle_that_finds_enough_goes_again_until_the_hour),
        cmocka_unit_test(test_less_than_enough_is_left_to_the_next_departure),
        cmocka_unit_test(test_who_waits_goes_before_who_would_go_again),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
