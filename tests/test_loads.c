/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_loads.c - what goes on a vehicle by number, volume, weight and priority: worked out by hand
 * from docs/model.md. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/by_hand.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* One hub, one county, station S. Nobody sorts; a truck leaves at 02:00 and needs an hour, a van at
 * 07:00 and needs half an hour. All parcels of the first day come within its first hour. */
struct plan {
    const char *classes, *direction, *orders, *truck, *van, *truck_route, *van_route, *station;
};

static const struct plan usual = {
    .classes = "{class: all, inbound: 100 %, outbound: 100 %}",
    .direction = "inbound",
    .orders = "40 /village/d",
    .truck = "parcels: unlimited",
    .van = "parcels: unlimited",
    .truck_route = "depart: \"02:00\"",
    .van_route = "depart: \"07:00\"",
    .station = "",
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
        "stations: [{name: S, county: C%s}]\n"
        "villages: [{name: V, people: 9, station: S}]\n"
        "demand: {%s: {orders: %s, hours: {00-01: 1, 01-24: 0}, months: {feb: 0, mar: 0}}}\n"
        "pick_up: {dwell: 12 h}\n"
        "vehicles: [{type: truck, %s, speed: 50 km/h}, {type: van, %s, speed: 30 km/h}]\n"
        "travel: {links: [{between: [H, C], time: 1 h, distance: 50 km}, "
        "{between: [C, S], time: 30 min, distance: 15 km}]}\n"
        "line_haul: [{name: L, from: H, to: C, vehicle: truck, %s}]\n"
        "feeders: [{name: F, county: C, stops: [S], vehicle: van, %s}]\n",
        plan->classes, plan->station, plan->direction, plan->orders, plan->truck, plan->van,
        plan->truck_route, plan->van_route);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static struct run run_plan(const struct plan *plan)
{
    return run_network(compile(plan));
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

/* ---- lockers ---- */

/* Five of 10 L and three of 60 L, then the shelf. In lockers they are available at 07:30 and
 * collected at 19:30; on the shelf from 09:00 to the next morning, when the station opens again. */
static void test_each_takes_the_smallest_free_compartment_that_holds_it(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = two_classes;
    plan.station = ", open: \"09:00-17:00\", lockers: [{size: large, holds: 60 L, count: 3}, "
                   "{size: small, holds: 10 L, count: 5}]";
    struct run run = run_plan(&plan);
    const struct fact *entered[200];
    size_t count = entered_facts(&run, entered);
    const des_time van = 7 * DES_HOUR + 30 * DES_MINUTE;
    int small = 5, large = 3;
    for (size_t i = 0; i < count; i++) {
        bool is_small = entered[i]->a == 1;
        int size = is_small && small > 0 ? 0 : large > 0 ? 1 : -1;
        small -= size == 0;
        large -= size == 1;
        des_time leaves = size < 0 ? DES_DAY + 9 * DES_HOUR : van + 12 * DES_HOUR;
        size_t seen = 0;
        for (size_t f = 0; f < run.seen.facts.count; f++) {
            const struct fact *fact = &run.seen.facts.facts[f];
            bool own = fact->born == entered[i]->born && fact->luck == entered[i]->luck;
            if (own && fact->kind == FACT_LOCKER) {
                assert_int_equal(fact->a, van);
                assert_int_equal(fact->other, size);
                assert_int_equal(fact->b, is_small ? 0 : 1);
                seen++;
            } else if (own && fact->kind == FACT_SHELVED) {
                assert_int_equal(fact->b, size < 0 ? 9 * DES_HOUR : van);
                assert_int_equal(fact->c, leaves);
                seen++;
            }
        }
        assert_int_equal(seen, 2);
    }
    run_done(&run);
}

/* Lockers alone: who is too large for all of them goes back at once, the others wait their turn. */
static void test_who_fits_nowhere_goes_back_to_the_sender(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.classes = "{class: any, inbound: 100 %, outbound: 100 %, "
                   "volume: {empirical: {values: [10 L, 90 L]}}}";
    plan.station = ", shelf: 0, lockers: [{size: box, holds: 60 L, count: 4}]";
    struct network *network = compile(&plan);
    atomic_bool stop = false;
    struct summary *summary = summary_create(network, 0);
    struct fact_observer seen = {.network = network};
    summary_absorb(summary, region_summary_run(network, 0, 0, &stop));
    summary_verify(summary);
    fact_observer_run(&seen, 0, 0, true);
    int64_t large = 0, all = 0;
    for (size_t f = 0; f < seen.facts.count; f++) {
        const struct fact *fact = &seen.facts.facts[f];
        if (fact->kind == FACT_ENTERED) {
            all++;
            large += network_size_of(network, 0, fact->luck).volume_ml == 90000;
        }
    }
    assert_true(large > 5 && all - large > 5);
    assert_int_equal(summary->ledger[INBOUND].returned, large);
    assert_int_equal(summary->ledger[INBOUND].delivered, all - large);
    fact_list_done(&seen.facts);
    summary_destroy(summary);
    network_destroy(network);
}

/* Everybody drives at once and alone: a parcel is at the station when it is ordered. */
static struct network *instant(const char *classes, const char *lockers)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: Lockers\nstart: 2016-01-04\n"
        "experiment: {warm_up: 2 d, horizon: 60 d, replications: 20, seed: 1}\n"
        "parcels: [%s]\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, hub: H, vehicles: {van: unlimited}}]\n"
        "stations: [{name: S, county: C, shelf: 0, when_full: return to sender, "
        "open: \"08:00-09:00\", lockers: [%s]}]\n"
        "villages: [{name: V, people: 1, station: S}]\n"
        "demand: {inbound: {orders: 12 /village/h}}\n"
        "pick_up: {dwell: {exponential: {mean: 1 h}}}\n"
        "vehicles: [{type: truck, parcels: 1}, {type: van, parcels: 1}]\n"
        "travel: {links: [{between: [H, C], time: 0 s}, {between: [C, S], time: 0 s}]}\n"
        "line_haul: [{name: L, from: H, to: C, vehicle: truck, dispatch: {when_full: 1}}]\n"
        "feeders: [{name: F, county: C, stops: [S], vehicle: van, dispatch: {when_full: 1}}]\n",
        classes, lockers);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

enum { REPLICATIONS = 20 };

/* Shares of parcels that found their own size taken, by size, and that found nothing at all. */
struct blocking {
    double own[2], refused;
};

static void assert_blocking(struct network *network, int sizes, const struct blocking *expected)
{
    double values[3][REPLICATIONS],
        wanted[3] = {expected->own[0], expected->own[1], expected->refused};
    for (uint32_t n = 0; n < REPLICATIONS; n++) {
        atomic_bool stop = false;
        struct summary *summary = summary_create(network, n);
        summary_absorb(summary, region_summary_run(network, 0, n, &stop));
        summary_verify(summary);
        double sought = 0;
        for (int l = 0; l < sizes; l++) {
            const struct locker_summary *own = &summary->lockers[l];
            values[l][n] = (double)own->blocked / (double)own->sought;
            sought += (double)own->sought;
        }
        values[2][n] = (double)summary->stations[0].overflowed / sought;
        summary_destroy(summary);
    }
    for (int v = 0; v < 3; v++) {
        if (v == 1 && sizes == 1) {
            continue;
        }
        double mean = 0, squares = 0;
        for (int n = 0; n < REPLICATIONS; n++) {
            mean += values[v][n] / REPLICATIONS;
        }
        for (int n = 0; n < REPLICATIONS; n++) {
            squares += (values[v][n] - mean) * (values[v][n] - mean);
        }
        /* Student's t, 99.9 % of 19 degrees of freedom. */
        double half_width = 3.8834 * sqrt(squares / (REPLICATIONS - 1) / REPLICATIONS);
        print_message("# %.5f +- %.5f, expected %.5f\n", mean, half_width, wanted[v]);
        assert_true(half_width < 0.2 * wanted[v]);
        assert_close(mean, wanted[v], half_width);
    }
    network_destroy(network);
}

/* ORACLES: Erlang B; whatever the opening hours, as lockers are open day and night. */
static void test_lockers_of_one_size_refuse_as_erlang_b_says(void **state)
{
    (void)state;
    assert_blocking(
        instant("{class: all, inbound: 100 %, volume: 8 L}", "{size: box, holds: 8 L, count: 16}"),
        1, &(struct blocking){{.060413, 0}, .060413});
}

/* The chain of (small, large) compartments taken, in hours: 9 small and 3 large parcels an hour,
 * small ones spill over; solved by repeated substitution. */
static struct blocking solve_chain(int small, int large)
{
    enum { MOST = 16 };
    double p[MOST][MOST], next[MOST][MOST];
    for (int i = 0; i <= small; i++) {
        for (int j = 0; j <= large; j++) {
            p[i][j] = 1.0 / (small + 1) / (large + 1);
        }
    }
    const double step = 1.0 / (12 + small + large + 1); /* uniformization */
    for (int round = 0; round < 20000; round++) {
        memset(next, 0, sizeof next);
        for (int i = 0; i <= small; i++) {
            for (int j = 0; j <= large; j++) {
                double left = 1 - step * (12 + i + j), flow = p[i][j] * step;
                int to_i = i < small ? i + 1 : i, to_j = i < small || j == large ? j : j + 1;
                next[to_i][to_j] += 9 * flow;
                next[i][j < large ? j + 1 : j] += 3 * flow;
                next[i > 0 ? i - 1 : 0][j] += i * flow;
                next[i][j > 0 ? j - 1 : 0] += j * flow;
                next[i][j] += p[i][j] * left;
            }
        }
        memcpy(p, next, sizeof p);
    }
    struct blocking blocking = {{0, 0}, 0};
    for (int i = 0; i <= small; i++) {
        for (int j = 0; j <= large; j++) {
            blocking.own[0] += i == small ? p[i][j] : 0;
            blocking.own[1] += j == large ? p[i][j] : 0;
        }
    }
    blocking.refused = 0.75 * p[small][large] + 0.25 * blocking.own[1];
    return blocking;
}

static void test_small_parcels_spill_over_into_large_lockers_as_the_chain_says(void **state)
{
    (void)state;
    struct blocking expected = solve_chain(8, 5);
    assert_blocking(instant("{class: small, inbound: 75 %, volume: 5 L}, "
                            "{class: large, inbound: 25 %, volume: 30 L}",
                            "{size: large, holds: 40 L, count: 5}, "
                            "{size: small, holds: 10 L, count: 8}"),
                    2, &expected);
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
        cmocka_unit_test(test_each_takes_the_smallest_free_compartment_that_holds_it),
        cmocka_unit_test(test_who_fits_nowhere_goes_back_to_the_sender),
        cmocka_unit_test(test_lockers_of_one_size_refuse_as_erlang_b_says),
        cmocka_unit_test(test_small_parcels_spill_over_into_large_lockers_as_the_chain_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
