/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_loads.c - what goes on a vehicle by number, volume, weight and priority: worked out by hand
 * from docs/model.md. */
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* One hub, one county, station S. Nobody sorts; a truck leaves at 02:00 and needs an hour, a van at
 * 07:00 and needs half an hour. All parcels of the first day come within its first hour. */
struct plan {
    const char *classes, *direction, *orders, *truck, *van, *truck_route, *van_route;
};

static const struct plan usual = {
    .classes = "{class: all, inbound: 100 %, outbound: 100 %}",
    .direction = "inbound",
    .orders = "40 /village/d",
    .truck = "parcels: unlimited",
    .van = "parcels: unlimited",
    .truck_route = "depart: \"02:00\"",
    .van_route = "depart: \"07:00\"",
};

static struct network *compile(const struct plan *plan)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: By hand\nstart: 2016-01-31\n"
        "experiment: {warm_up: 0 d, horizon: 30 d, replications: 1, seed: 3}\n"
        "parcels: [%s]\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, hub: H, vehicles: {van: unlimited}}]\n"
        "stations: [{name: S, county: C}]\n"
        "villages: [{name: V, people: 9, station: S}]\n"
        "demand: {%s: {orders: %s, hours: {00-01: 1, 01-24: 0}, months: {feb: 0, mar: 0}}}\n"
        "pick_up: {dwell: 12 h}\n"
        "vehicles: [{type: truck, %s, speed: 50 km/h}, {type: van, %s, speed: 30 km/h}]\n"
        "travel: {links: [{between: [H, C], time: 1 h, distance: 50 km}, "
        "{between: [C, S], time: 30 min, distance: 15 km}]}\n"
        "line_haul: [{name: L, from: H, to: C, vehicle: truck, %s}]\n"
        "feeders: [{name: F, county: C, stops: [S], vehicle: van, %s}]\n",
        plan->classes, plan->direction, plan->orders, plan->truck, plan->van, plan->truck_route,
        plan->van_route);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

struct run {
    struct network *network;
    struct fact_observer seen;
};

static struct run run_plan(const struct plan *plan)
{
    struct run run = {.network = compile(plan)};
    run.seen.network = run.network;
    fact_observer_run(&run.seen, 0, 0, true);
    return run;
}

static void run_done(struct run *self)
{
    fact_list_done(&self->seen.facts);
    network_destroy(self->network);
}

/* The parcel that `entered` is about, when it left `place`; -1: it didn't. */
static des_time left_at(const struct run *run, const struct fact *entered, enum fact_kind kind,
                        int32_t place)
{
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (fact->kind == (int32_t)kind && fact->place == place && fact->born == entered->born &&
            fact->luck == entered->luck) {
            return fact->a;
        }
    }
    return -1;
}

/* All that entered, by birth. Returns how many. */
static size_t entered_facts(const struct run *run, const struct fact *ret[200])
{
    size_t count = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        if (run->seen.facts.facts[i].kind == FACT_ENTERED && count < 200) {
            ret[count++] = &run->seen.facts.facts[i];
        }
    }
    assert_true(count > 15 && count < 200);
    return count;
}

static const des_time night = 2 * DES_HOUR; /* the truck leaves */

/* ---- volume and weight ---- */

static const char two_classes[] =
    "{class: large, inbound: 30 %, outbound: 30 %, volume: 60 L, weight: 1 kg, priority: 1}, "
    "{class: small, inbound: 70 %, outbound: 70 %, volume: 10 L, weight: 7 kg}";

/* Day after day in order of birth, each that fits into what 100 L have left. */
static void test_who_does_not_fit_stays_and_smaller_ones_go(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = two_classes;
    plan.truck = "parcels: unlimited, volume: 100 L";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered), left = count;
    bool gone[200] = {false};
    for (int day = 0; left > 0; day++) {
        int room = 100;
        for (size_t i = 0; i < count; i++) {
            int volume = entered[i]->a == 0 ? 60 : 10;
            if (!gone[i] && volume <= room) {
                gone[i] = true;
                room -= volume;
                left--;
                assert_int_equal(left_at(&run, entered[i], FACT_DEPARTED, 0),
                                 day * DES_DAY + night);
            }
        }
    }
    run_done(&run);
}

/* 7 kg each: two fit into 20 kg, however much volume is left. */
static void test_the_weight_may_bind_first(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = "{class: heavy, inbound: 100 %, outbound: 100 %, volume: 1 L, weight: 7 kg}";
    plan.truck = "parcels: 100, volume: 1 m3, weight: 20 kg";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered);
    for (size_t i = 0; i < count && i < 50; i++) {
        assert_int_equal(left_at(&run, entered[i], FACT_DEPARTED, 0),
                         (des_time)(i / 2) * DES_DAY + night);
    }
    run_done(&run);
}

static void test_one_that_is_larger_than_the_vehicle_fills_it(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = "{class: huge, inbound: 100 %, outbound: 100 %, "
                   "volume: {uniform: {from: 150 L, to: 200 L}}}";
    plan.truck = "parcels: 100, volume: 100 L";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered);
    for (size_t i = 0; i < count && i < 30; i++) {
        assert_int_equal(left_at(&run, entered[i], FACT_DEPARTED, 0),
                         (des_time)i * DES_DAY + night);
    }
    run_done(&run);
}

/* 30 L each: three a day fit into the van. */
static void test_what_is_collected_must_fit_as_well(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = "{class: crate, inbound: 100 %, outbound: 100 %, volume: 30 L}";
    plan.direction = "outbound";
    plan.van = "parcels: unlimited, volume: 100 L";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered);
    for (size_t i = 0; i < count && i < 80; i++) {
        assert_int_equal(left_at(&run, entered[i], FACT_PICKED_UP, 0),
                         (des_time)(i / 3) * DES_DAY + 7 * DES_HOUR + 30 * DES_MINUTE);
    }
    run_done(&run);
}

/* 80 % of 100 L are 80 L: a large and two small, whoever completes them. */
static void test_a_vehicle_leaves_when_its_fullest_limit_is_reached(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = two_classes;
    plan.truck = "parcels: 1000, volume: 100 L";
    plan.truck_route = "dispatch: {when_full: 80 %}";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered), first = 0;
    bool gone[200] = {false};
    int waiting = 0;
    for (size_t i = 0; i < count; i++) {
        waiting += entered[i]->a == 0 ? 60 : 10;
        while (waiting >= 80) { /* leaves now, and perhaps again at once with what was left */
            int room = 100;
            for (size_t j = first; j <= i; j++) {
                int volume = entered[j]->a == 0 ? 60 : 10;
                if (!gone[j] && volume <= room) {
                    gone[j] = true;
                    room -= volume;
                    waiting -= volume;
                    assert_int_equal(left_at(&run, entered[j], FACT_DEPARTED, 0), entered[i]->born);
                }
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(gone[i], left_at(&run, entered[i], FACT_DEPARTED, 0) >= 0);
    }
    run_done(&run);
}

/* A truck of 10 by number: with 4 parcels of 25 L on 100 L it is full, 10 of them never are. */
static void test_a_number_of_parcels_also_leaves_when_there_is_no_room_for_it(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = "{class: box, inbound: 100 %, outbound: 100 %, volume: 25 L}";
    plan.truck = "parcels: 10, volume: 100 L";
    plan.truck_route = "dispatch: {when_full: 10}";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered);
    for (size_t i = 0; i < count; i++) {
        size_t last = i / 4 * 4 + 3;
        assert_int_equal(left_at(&run, entered[i], FACT_DEPARTED, 0),
                         last < count ? entered[last]->born : -1);
    }
    run_done(&run);
}

/* ---- drawn sizes ---- */

/* The same parcel has the same size whatever else there is; means and spread are those asked for.
 */
static void test_sizes_are_drawn_as_asked_for(void **state)
{
    (void)state;
    enum { DRAWS = 200000 };
    struct plan plan = usual;
    plan.classes = "{class: all, inbound: 100 %, outbound: 100 %, "
                   "volume: {lognormal: {mean: 8 L, cv: 0.5}}, "
                   "weight: {exponential: {mean: 2 kg}}}";
    struct network *network = compile(&plan);
    double sum[2] = {0, 0}, squares[2] = {0, 0}, product = 0;
    for (uint32_t luck = 0; luck < DRAWS; luck++) {
        struct parcel_size size = network_size_of(network, 0, luck), again;
        again = network_size_of(network, 0, luck);
        assert_int_equal(size.volume_ml, again.volume_ml);
        double x[2] = {(double)size.volume_ml, (double)size.weight_g};
        for (int d = 0; d < 2; d++) {
            sum[d] += x[d] / DRAWS;
            squares[d] += x[d] * x[d] / DRAWS;
        }
        product += x[0] * x[1] / DRAWS;
    }
    double root = 3.29 / sqrt(DRAWS), mean[2] = {8000, 2000}, deviation[2] = {4000, 2000};
    for (int d = 0; d < 2; d++) {
        assert_close(sum[d], mean[d], root * deviation[d]);
        /* the fourth moments give these a spread of a few percent at most */
        assert_close(sqrt(squares[d] - sum[d] * sum[d]), deviation[d], 0.03 * deviation[d]);
    }
    double correlation = (product - sum[0] * sum[1]) / deviation[0] / deviation[1];
    assert_close(correlation, 0, root);
    network_destroy(network);
}

/* ---- what is reported ---- */

/* Ten of 4 L a night on a truck of 100 L and 10 parcels: full by number, 40 % by volume; back
 * nothing. The van's limit is by weight: 2 kg each of 50 kg, and no other. */
static void test_loads_by_volume_and_weight_are_added_up(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = "{class: book, inbound: 100 %, outbound: 100 %, volume: 4 L, weight: 2 kg}";
    plan.orders = "4000 /village/d";
    plan.truck = "parcels: 10, volume: 100 L, co2: {empty: 200 g/km, full: 300 g/km}";
    plan.van = "parcels: unlimited, weight: 50 kg, co2: {empty: 200 g/km, full: 300 g/km}";
    struct network *network = compile(&plan);
    atomic_bool stop = false;
    struct summary *summary = summary_create(network, 0);
    summary_absorb(summary, region_summary_run(network, 0, 0, &stop));
    summary_verify(summary);
    const struct route_summary *truck = &summary->routes[0], *van = &summary->routes[1];
    assert_int_equal(truck->trips, 30);
    assert_int_equal(truck->load_out, 300);
    assert_int_equal(truck->out.volume_ml, 30 * 10 * 4000);
    assert_int_equal(truck->back.volume_ml, 0);
    assert_int_equal(van->out.weight_g, 30 * 10 * 2000);
    const struct transport_use *use = summary->costs->transport;
    assert_close(use[LINE_HAUL_USE].grams, 30 * 50 * (300 + 200), 1e-6); /* full by number */
    assert_close(use[FEEDER_USE].grams, 30 * 15 * (240 + 200), 1e-6);    /* 40 % by weight */
    summary_destroy(summary);
    network_destroy(network);
}

/* ---- priority ---- */

/* Ten a night: the large ones of highest priority first, then the small ones, each by birth. */
static void test_highest_priority_goes_first_then_who_was_ready_first(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = two_classes;
    plan.truck = "parcels: 10";
    plan.truck_route = "depart: \"02:00\", load: by priority";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered), place = 0;
    for (int32_t class = 0; class < 2; class ++) {
        for (size_t i = 0; i < count; i++) {
            if (entered[i]->a == class) {
                assert_int_equal(left_at(&run, entered[i], FACT_DEPARTED, 0),
                                 (des_time)(place++ / 10) * DES_DAY + night);
            }
        }
    }
    assert_int_equal(place, count);
    run_done(&run);
}

/* The same on the way back, with a limit by weight: seven a day of 1 kg, or one of 7 kg. */
static void test_priority_counts_in_collecting_too(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = two_classes;
    plan.direction = "outbound";
    plan.van = "parcels: unlimited, weight: 7 kg";
    plan.van_route = "depart: \"07:00\", load: by priority";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered);
    size_t large = 0, place = 0;
    for (size_t i = 0; i < count; i++) {
        large += entered[i]->a == 0;
    }
    size_t days = (large + 6) / 7; /* on the last of them a small one may not fit any more */
    for (size_t i = 0; i < count; i++) {
        size_t day = entered[i]->a == 0 ? place++ / 7 : days++;
        if (day < 30) {
            assert_int_equal(left_at(&run, entered[i], FACT_PICKED_UP, 0),
                             (des_time)day * DES_DAY + 7 * DES_HOUR + 30 * DES_MINUTE);
        }
    }
    assert_true(large > 7);
    run_done(&run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_does_not_fit_stays_and_smaller_ones_go),
        cmocka_unit_test(test_the_weight_may_bind_first),
        cmocka_unit_test(test_one_that_is_larger_than_the_vehicle_fills_it),
        cmocka_unit_test(test_what_is_collected_must_fit_as_well),
        cmocka_unit_test(test_a_vehicle_leaves_when_its_fullest_limit_is_reached),
        cmocka_unit_test(test_a_number_of_parcels_also_leaves_when_there_is_no_room_for_it),
        cmocka_unit_test(test_sizes_are_drawn_as_asked_for),
        cmocka_unit_test(test_loads_by_volume_and_weight_are_added_up),
        cmocka_unit_test(test_highest_priority_goes_first_then_who_was_ready_first),
        cmocka_unit_test(test_priority_counts_in_collecting_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
