/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_home_delivery.c - riders who take parcels home: worked out by hand from docs/model.md. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* One hub, one county, a station S and villages V (1001 m to the north of it) and, if asked for, W
 * (as far again). All orders are made in the first hour and lie on the shelf on day 0 from 7:30 on.
 * The rider goes one metre a second and needs a minute at a door. */
static struct network *compile(const char *home, const char *station, const char *more_villages)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: By hand\nstart: 2016-01-31\n"
        "experiment: {warm_up: 0 d, horizon: 20 d, replications: 1, seed: 3}\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, hub: H, vehicles: {truck: unlimited}}]\n"
        "stations:\n  - {name: S, county: C, lat: 26, lon: 106, costs: {rider_per_hour: 18 yuan/h, "
        "rider_per_parcel: 2 yuan}, home_delivery: {speed: 3.6 km/h, per_parcel: 1 min, %s}%s}\n"
        "villages:\n  - {name: V, lat: 26.009, lon: 106, people: 9, station: S}\n%s"
        "demand: {inbound: {orders: 40 /village/d, hours: {00-01: 1, 01-24: 0}, "
        "months: {feb: 0}}}\n"
        "pick_up: {dwell: 100 d}\nvehicles: [{type: truck, parcels: 5000}]\n"
        "carbon: {special: 50 %%, own_trips: [{name: motorbike, share: 100 %%, co2: 60 g/km}]}\n"
        "people: {full_time: 40 h, within: [2 km]}\n"
        "travel: {distance: {great_circle: {detour: 1}}, links: ["
        "{between: [H, C], time: 1 h, distance: 50 km}, "
        "{between: [C, S], time: 30 min, distance: 15 km}]}\n"
        "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: \"02:00\"}]\n"
        "feeders: [{name: F, county: C, stops: [S], vehicle: truck, depart: \"07:00\"}]\n",
        home, station, more_villages);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

struct run {
    struct network *network;
    struct fact_observer seen;
    struct summary *summary;
    des_time left[500]; /* when parcels left the shelf, in order; those still there last */
    size_t count;
};

static int by_time(const void *left, const void *right)
{
    const des_time *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static struct run run_home(const char *home, const char *station, const char *more_villages)
{
    struct run run = {.network = compile(home, station, more_villages)};
    atomic_bool stop = false;
    run.seen.network = run.network;
    fact_observer_run(&run.seen, 0, 0, true);
    run.summary = summary_create(run.network, 0);
    summary_absorb(run.summary, region_summary_run(run.network, 0, 0, &stop));
    summary_verify(run.summary);
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        if (fact->kind == FACT_SHELVED) {
            assert_true(run.count < 500);
            run.left[run.count++] = fact->c >= 0 ? fact->c : DES_NEVER;
        }
    }
    qsort(run.left, run.count, sizeof *run.left, by_time);
    assert_true(run.count > 30);
    return run;
}

static void run_done(struct run *self)
{
    fact_list_done(&self->seen.facts);
    summary_destroy(self->summary);
    network_destroy(self->network);
}

static des_time at(int day, int hour, int minute, int second)
{
    return day * DES_DAY + hour * DES_HOUR + minute * DES_MINUTE + second * DES_SECOND;
}

/* The n-th round of all. */
static struct fact round_of(const struct run *run, size_t n)
{
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        if (run->seen.facts.facts[i].kind == FACT_ROUND && n-- == 0) {
            return run->seen.facts.facts[i];
        }
    }
    return (struct fact){.a = -1};
}

static void test_what_does_not_fit_waits_for_the_next_round(void **state)
{
    (void)state;
    struct run run =
        run_home("share: 100 %, within: 2 km, rounds: [\"10:00\", \"16:00\"], carries: 20", "", "");
    for (size_t i = 0; i < run.count; i++) {
        des_time begun = at((int)(i / 40), i % 40 < 20 ? 10 : 16, 0, 0);
        assert_int_equal(run.left[i], begun + at(0, 0, (int)(i % 20) + 1, 1001));
    }
    struct fact first = round_of(&run, 0);
    assert_int_equal(first.a, at(0, 10, 0, 0));
    assert_int_equal(first.b, at(0, 10, 0, 0));
    assert_int_equal(first.c, at(0, 10, 20, 2002));
    assert_int_equal(first.d, 20);
    assert_int_equal(first.f, 2002);
    run_done(&run);
}

/* Back at 10:53:22, nearly half an hour after the second round was due. */
static void test_a_round_begins_when_the_rider_is_back(void **state)
{
    (void)state;
    struct run run =
        run_home("share: 100 %, within: 2 km, rounds: [\"10:00\", \"10:30\"], carries: 20", "", "");
    struct fact second = round_of(&run, 1);
    assert_int_equal(second.a, at(0, 10, 30, 0));
    assert_int_equal(second.b, at(0, 10, 53, 22));
    assert_int_equal(run.left[20], at(0, 10, 53, 22) + at(0, 0, 1, 1001));
    run_done(&run);
}

static void test_nobody_rides_on_a_closed_day(void **state)
{
    (void)state;
    struct run run =
        run_home("share: 100 %, within: 2 km, rounds: \"10:00\"", ", closed: 2016-01-31", "");
    assert_int_equal(run.left[0], at(1, 10, 1, 1001));
    assert_int_equal(run.left[run.count - 1], at(1, 10, (int)run.count, 1001));
    run_done(&run);
}

/* V is 1000.76 m away, to the metre 1001. */
static void test_only_villages_within_the_radius_are_served(void **state)
{
    (void)state;
    struct run run = run_home("share: 100 %, within: 1000 m, rounds: \"10:00\"", "", "");
    assert_int_equal(run.left[0], DES_NEVER); /* they dwell for 100 days */
    assert_int_equal(round_of(&run, 0).a, -1);
    run_done(&run);
    run = run_home("share: 100 %, within: 1001 m, rounds: \"10:00\"", "", "");
    assert_true(run.left[run.count - 1] < DES_NEVER);
    run_done(&run);
}

/* Out 1001 m and as far again, and 2002 m (2001.51) back, whichever way round: whatever is ordered,
 * a village without a parcel costs no way. Nobody at W has ordered: it is skipped. */
static void test_villages_without_a_parcel_are_skipped(void **state)
{
    (void)state;
    struct run run = run_home("share: 100 %, within: 5 km, rounds: \"10:00\"", "",
                              "  - {name: W, lat: 26.018, lon: 106, people: 9, station: S}\n");
    assert_int_equal(round_of(&run, 0).f, 1001 + 1001 + 2002);
    run_done(&run);
    run = run_home("share: 100 %, within: 5 km, rounds: \"10:00\"", "",
                   "  - {name: W, lat: 26.018, lon: 106, people: 9, station: S, inbound: 0 /d}\n");
    assert_int_equal(round_of(&run, 0).f, 2002);
    run_done(&run);
}

/* Binomial: within 3.29 standard deviations (99.9 %). */
static void test_the_share_of_the_parcels_is_delivered_at_home(void **state)
{
    (void)state;
    struct run run = run_home("share: 30 %, within: 5 km, rounds: \"10:00\"", "",
                              "  - {name: W, lat: 26.018, lon: 106, people: 9, station: S, "
                              "inbound: 300 /d}\n");
    double n = (double)run.count, home = (double)run.summary->stations[0].rider.delivered;
    assert_true(run.count > 200);
    assert_close(home / n, 0.3, 3.29 * sqrt(0.3 * 0.7 / n));
    assert_int_equal(run.summary->ledger[INBOUND].delivered,
                     run.summary->stations[0].rider.delivered);
    run_done(&run);
}

/* One round: n minutes at the door and 2002 s of way, at 18 an hour, and 2 a parcel. A trip of
 * one's own would have been 2 x 1000.76 m. */
static void test_riders_are_paid_and_save_villagers_the_way(void **state)
{
    (void)state;
    struct run run = run_home("share: 100 %, within: 2 km, rounds: \"10:00\"", "", "");
    double n = (double)run.count;
    uint64_t returned = 0;
    const struct costs *costs = run.summary->costs;
    struct cost_shares shares = cost_shares_make(costs, &returned);
    double paid = (n * 60 + 2002) / 3600 * 18 + n * 2;
    assert_close(shares.by_cause[COST_RIDERS], paid, 1e-6);
    assert_close(shares.places[INBOUND][0], paid, 1e-6);
    assert_close(costs->saved_way_m, n * 1000.756, n * 1e-2);
    assert_close(costs->way_m[INBOUND], 0, 1e-9);
    assert_close(run.summary->stations[0].rider.away, (n * 60 + 2002) * (double)DES_SECOND, 1);
    cost_shares_done(&shares);
    run_done(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_does_not_fit_waits_for_the_next_round),
        cmocka_unit_test(test_a_round_begins_when_the_rider_is_back),
        cmocka_unit_test(test_nobody_rides_on_a_closed_day),
        cmocka_unit_test(test_only_villages_within_the_radius_are_served),
        cmocka_unit_test(test_villages_without_a_parcel_are_skipped),
        cmocka_unit_test(test_the_share_of_the_parcels_is_delivered_at_home),
        cmocka_unit_test(test_riders_are_paid_and_save_villagers_the_way),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
