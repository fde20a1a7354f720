/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_world.c - small worlds, stepped one event at a time and verified after each; what
 * happens in them was worked out by hand from docs/model.md. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

#define AT(h, m, s) ((h)*DES_HOUR + (m)*DES_MINUTE + (s)*DES_SECOND)

/* One hub, one county, one station, one village that orders only in the first hour of the
 * first day: what is ordered is random, all that follows is not. */
struct plan {
    const char *village, *demand, *station, *pick_up, *truck, *van, *truck_goes, *van_goes;
    const char *feeder_leg, *delay;
};

static const struct plan usual = {
    .demand = "inbound",
    .village = "station: S",
    .station = "lat: 26.1, shelf: unlimited, open: \"08:00-18:00\"",
    .pick_up = "{dwell: 12 h}",
    .truck = "{truck: unlimited}",
    .van = "{van: unlimited}",
    .truck_goes = "depart: [\"02:00\"], stop_time: [6 min, 60 s/parcel]",
    .van_goes = "depart: [\"07:00\"], stop_time: [5 min, 30 s/parcel]",
    .feeder_leg = "45 min",
    .delay = "1",
};

static char *plan_text(const struct plan *plan, int seed)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: By hand\nstart: 2016-01-31\n"
        "experiment: {warm_up: 0 d, horizon: 9 d, replications: 1, seed: %d}\n"
        "hubs:\n  - {name: H, lat: 26, lon: 106, sorting: {rate: 30 /h}, vehicles: %s}\n"
        "counties:\n  - {name: C, hub: H, lat: 26, lon: 106.5, vehicles: %s,\n"
        "     sorting: {servers: 1, time: 3 min, shifts: \"06:00-20:00\"}}\n"
        "stations:\n  - {name: S, county: C, lon: 106.5, %s}\n"
        "villages:\n  list:\n    - {name: V, lat: 26.1, lon: 106.5, people: 9, %s}\n"
        "demand:\n  %s: {orders: 1 /village/d, hours: {00-01: 1, 01-24: 0}, months: {feb: 0}}\n"
        "pick_up: %s\n"
        "vehicles:\n  - {type: truck, parcels: 50}\n"
        "  - {type: van, parcels: 1, speed: 30 km/h}\n"
        "travel:\n  delay: %s\n  links:\n    - {between: [H, C], time: 1 h}\n"
        "    - {between: [C, S], time: %s}\n"
        "line_haul:\n  - {name: L, from: H, to: C, vehicle: truck, %s}\n"
        "feeders:\n  - {name: F, county: C, stops: [S], vehicle: van, %s}\n",
        seed, plan->truck, plan->van, plan->station, plan->village, plan->demand, plan->pick_up,
        plan->delay, plan->feeder_leg, plan->truck_goes, plan->van_goes);
    assert_true(length > 0);
    return text;
}

/* A run in which exactly so many parcels are ordered; facts are in order of time. */
struct run {
    struct network *network;
    struct fact_observer seen;
    struct ledger ledger[DIRECTIONS];
};

static size_t count_facts(const struct fact_list *list, enum fact_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += list->facts[i].kind == (int32_t)kind;
    }
    return count;
}

static const struct fact *fact_number(const struct run *run, enum fact_kind kind, size_t number)
{
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        if (run->seen.facts.facts[i].kind == (int32_t)kind && number-- == 0) {
            return &run->seen.facts.facts[i];
        }
    }
    fail_msg("no such fact");
    return NULL;
}

static void run_done(struct run *self)
{
    fact_list_done(&self->seen.facts);
    network_destroy(self->network);
}

static void take_ledger(struct run *self)
{
    atomic_bool stop = false;
    struct region_summary *summary = region_summary_run(self->network, 0, 0, &stop);
    memcpy(self->ledger, summary->ledger, sizeof self->ledger);
    region_summary_destroy(summary);
    assert_int_equal(ledger_imbalance(&self->ledger[INBOUND]), 0);
    assert_int_equal(ledger_imbalance(&self->ledger[OUTBOUND]), 0);
}

static struct run run_plan(const struct plan *plan, size_t parcels)
{
    for (int seed = 1; seed < 1000; seed++) {
        char *text = plan_text(plan, seed);
        struct run run = {.network = network_from_text(text)};
        free(text);
        run.seen.network = run.network;
        fact_observer_run(&run.seen, 0, 0, true);
        if (count_facts(&run.seen.facts, FACT_ENTERED) == parcels) {
            take_ledger(&run);
            return run;
        }
        run_done(&run);
    }
    fail_msg("no seed gives so many parcels");
    return (struct run){0};
}

static void assert_trip(const struct run *run, size_t number, const struct fact *expected)
{
    const struct fact *trip = fact_number(run, FACT_TRIP, number);
    if (trip->a != expected->a || trip->b != expected->b || trip->c != expected->c) {
        fact_print(trip, stderr);
    }
    assert_int_equal(trip->a, expected->a);
    assert_int_equal(trip->b, expected->b);
    assert_int_equal(trip->c, expected->c);
    assert_int_equal(trip->d, expected->d);
    assert_int_equal(trip->other, expected->other);
}

static void test_every_time_of_one_parcel_is_as_worked_out_by_hand(void **state)
{
    (void)state;
    struct run run = run_plan(&usual, 1);
    const struct fact *hub = fact_number(&run, FACT_SORTED, 0);
    assert_true(hub->born < DES_HOUR);
    assert_int_equal(hub->a, hub->born);
    assert_int_equal(hub->b, hub->born);
    assert_int_equal(hub->c, hub->born + AT(0, 2, 0));
    assert_int_equal(fact_number(&run, FACT_DEPARTED, 0)->a, AT(2, 0, 0));
    const struct fact *county = fact_number(&run, FACT_SORTED, 1);
    assert_int_equal(county->a, AT(3, 7, 0)); /* an hour's way, 6 min and 60 s to unload */
    assert_int_equal(county->b, AT(6, 0, 0)); /* the shift begins */
    assert_int_equal(county->c, AT(6, 3, 0));
    assert_int_equal(fact_number(&run, FACT_DEPARTED, 1)->a, AT(7, 0, 0));
    const struct fact *shelved = fact_number(&run, FACT_SHELVED, 0);
    assert_int_equal(shelved->a, AT(7, 50, 30));
    assert_int_equal(shelved->b, AT(8, 0, 0));  /* the station opens */
    assert_int_equal(shelved->c, AT(32, 0, 0)); /* 20:00 is closed: when it opens again */
    assert_int_equal(shelved->d, 0);
    /* The truck's journeys come first, by route, the van's on the first day after those. */
    struct fact truck = {.a = AT(2, 0, 0), .b = AT(2, 0, 0), .c = AT(4, 13, 0), .d = 1};
    struct fact van = {.a = AT(7, 0, 0), .b = AT(7, 0, 0), .c = AT(8, 40, 30), .d = 1};
    assert_trip(&run, 0, &truck);
    assert_trip(&run, 1, &van);
    assert_int_equal(run.ledger[INBOUND].delivered, 1);
    run_done(&run);
}

/* The van leaves at 07:00 into the rush: 90 minutes instead of 45, though it is over at 08:00; on
 * its way back it meets none. 5 min and 30 s to unload, 5 min at the base. */
static void test_a_leg_takes_as_long_as_the_hour_in_which_it_begins_says(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.delay = "1\n  hours: {07-08: 2}";
    struct run run = run_plan(&plan, 1);
    assert_int_equal(fact_number(&run, FACT_SHELVED, 0)->a, AT(8, 35, 30));
    struct fact van = {.a = AT(7, 0, 0), .b = AT(7, 0, 0), .c = AT(9, 25, 30), .d = 1};
    assert_trip(&run, 1, &van);
    run_done(&run);
}

static void test_vehicle_comes_back_before_it_leaves_again(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = "{van: 1}";
    plan.van_goes = "depart: [\"07:00\", \"07:30\"], stop_time: [5 min, 30 s/parcel]";
    struct run run = run_plan(&plan, 1);
    struct fact first = {.a = AT(7, 0, 0), .b = AT(7, 0, 0), .c = AT(8, 40, 30), .d = 1};
    struct fact second = {.a = AT(7, 30, 0), .b = AT(8, 40, 30), .c = AT(10, 20, 30)};
    assert_trip(&run, 1, &first);
    assert_trip(&run, 2, &second);
    assert_int_equal(count_facts(&run.seen.facts, FACT_MISSED), 0);
    run_done(&run);
}

static void test_departure_overtaken_by_the_next_is_missed(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = "{van: 1}";
    plan.van_goes = "depart: [\"07:00\", \"07:30\", \"08:00\"], stop_time: [5 min, 30 s/parcel]";
    struct run run = run_plan(&plan, 1);
    struct fact second = {.a = AT(8, 0, 0), .b = AT(8, 40, 30), .c = AT(10, 20, 30)};
    assert_trip(&run, 2, &second);
    assert_int_equal(fact_number(&run, FACT_MISSED, 0)->a, AT(7, 30, 0));
    assert_int_equal(count_facts(&run.seen.facts, FACT_MISSED), 9); /* once a day */
    run_done(&run);
}

static void test_those_left_behind_go_first_next_time(void **state)
{
    (void)state;
    struct plan plan = usual; /* a van for one */
    plan.van_goes = "depart: [\"07:00\", \"09:00\", \"11:00\"]";
    struct run run = run_plan(&plan, 3);
    for (int i = 0; i < 3; i++) {
        const struct fact *shelved = fact_number(&run, FACT_SHELVED, (size_t)i);
        assert_int_equal(shelved->a, AT(7 + 2 * i, 45, 0)); /* facts are in order of birth */
        assert_int_equal(fact_number(&run, FACT_TRIP, (size_t)i + 1)->other, 2 - i);
    }
    run_done(&run);
}

static void test_overflowing_locker_sends_parcel_back(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.station = "lat: 26.1, shelf: 1, when_full: return to sender";
    plan.van_goes = "depart: [\"07:00\", \"09:00\"]";
    struct run run = run_plan(&plan, 2);
    assert_int_equal(run.ledger[INBOUND].delivered, 1);
    assert_int_equal(run.ledger[INBOUND].returned, 1);
    assert_int_equal(fact_number(&run, FACT_OVERFLOWED, 0)->a, AT(9, 45, 0));
    run_done(&run);
}

static void test_held_parcel_waits_at_the_county_for_the_next_trip(void **state)
{
    (void)state;
    struct plan plan = usual; /* collected after 12 h, at 19:45; the van comes at 09:45 */
    plan.station = "lat: 26.1, shelf: 1, when_full: hold at county";
    plan.van_goes = "depart: [\"07:00\", \"09:00\"]";
    struct run run = run_plan(&plan, 2);
    const struct fact *full = fact_number(&run, FACT_OVERFLOWED, 0);
    assert_int_equal(full->a, AT(9, 45, 0));
    assert_int_equal(full->b, 0);
    assert_int_equal(fact_number(&run, FACT_SHELVED, 0)->c, AT(19, 45, 0));
    assert_int_equal(fact_number(&run, FACT_SHELVED, 1)->a, AT(31, 45, 0));
    assert_int_equal(run.ledger[INBOUND].delivered, 2);
    run_done(&run);
}

/* With a way that takes no time and a van that goes as soon as one parcel is ready, a parcel that
 * finds the shelf full would otherwise shuttle without end. */
static void test_held_parcel_is_tried_again_after_an_hour(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.station = "lat: 26.1, shelf: 1, when_full: hold at county";
    plan.van_goes = "dispatch: {when_full: 1}, stop_time: 0 min";
    plan.feeder_leg = "0 min";
    struct run run = run_plan(&plan, 2);
    const struct fact *shelved = fact_number(&run, FACT_SHELVED, 0);
    des_time first = fact_number(&run, FACT_OVERFLOWED, 0)->a;
    for (size_t i = 1; first + (des_time)i * DES_HOUR < shelved->c; i++) {
        assert_int_equal(fact_number(&run, FACT_OVERFLOWED, i)->a, first + (des_time)i * DES_HOUR);
    }
    assert_int_equal(fact_number(&run, FACT_SHELVED, 1)->a,
                     first + 12 * DES_HOUR); /* 12 h after the other one, which came just before */
    assert_int_equal(run.ledger[INBOUND].delivered, 2);
    run_done(&run);
}

/* Centuries that add up and tails without end: nothing overflows, nobody arrives. */
static void test_who_is_under_way_for_ever_is_on_the_vehicle_at_the_end(void **state)
{
    (void)state;
    const struct plan plans[] = {
        {.feeder_leg = "36500 d", .delay = "20"},
        {.feeder_leg = "{lognormal: {mean: 36500 d, cv: 3}}"},
        {.van_goes = "depart: [\"07:00\"], stop_time: [36500 d, 86400 s/parcel]"},
        {.van_goes = "depart: {every: {lognormal: {mean: 36500 d, cv: 3}}, first: 7 h}, "
                     "stop_time: 36500 d"},
        {.truck_goes = "dispatch: {when_full: 1}, stop_time: [36500 d, 86400 s/parcel]"},
    };
    for (size_t p = 0; p < sizeof plans / sizeof plans[0]; p++) {
        struct plan plan = usual;
        plan.delay = plans[p].delay ? plans[p].delay : plan.delay;
        plan.feeder_leg = plans[p].feeder_leg ? plans[p].feeder_leg : plan.feeder_leg;
        plan.van_goes = plans[p].van_goes ? plans[p].van_goes : plan.van_goes;
        plan.truck_goes = plans[p].truck_goes ? plans[p].truck_goes : plan.truck_goes;
        struct run run = run_plan(&plan, 2);
        const int64_t *at_end = run.ledger[INBOUND].in_system;
        assert_int_equal(run.ledger[INBOUND].delivered, 0);
        assert_int_equal(at_end[ON_LINE_HAUL] + at_end[ON_FEEDER] + at_end[AT_COUNTY_WAITING], 2);
        assert_true(at_end[ON_LINE_HAUL] + at_end[ON_FEEDER] > 0);
        run_done(&run);
    }
}

static void test_full_vehicle_leaves_when_its_last_parcel_is_ready(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.truck_goes = "dispatch: {when_full: 3}";
    struct run run = run_plan(&plan, 3);
    des_time ready = 0;
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        if (fact->kind == FACT_SORTED && fact->place == 0 && fact->c > ready) {
            ready = fact->c;
        }
    }
    struct fact trip = {.a = ready, .b = ready, .c = ready + AT(2, 0, 0), .d = 3};
    assert_trip(&run, 0, &trip);
    run_done(&run);
}

static void test_hybrid_leaves_when_the_first_has_waited_long_enough(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.truck_goes = "dispatch: {when_full: 3, wait_at_most: 5 h}";
    struct run run = run_plan(&plan, 2);
    des_time due = fact_number(&run, FACT_SORTED, 0)->c + AT(5, 0, 0);
    struct fact trip = {.a = due, .b = due, .c = due + AT(2, 0, 0), .d = 2};
    assert_trip(&run, 0, &trip);
    run_done(&run);
}

static void test_who_finds_the_station_closed_drops_off_when_it_opens(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.demand = "outbound";
    struct run run = run_plan(&plan, 1);
    assert_int_equal(fact_number(&run, FACT_ENTERED, 0)->born, AT(8, 0, 0));
    assert_int_equal(fact_number(&run, FACT_PICKED_UP, 0)->a, AT(31, 50, 0)); /* 7:50 is before */
    /* 30 s to load, 45 min, 5 min, 30 s to unload; sorted in 3 min; the truck is there at 3:06 */
    const struct fact *county = fact_number(&run, FACT_SORTED, 0);
    assert_int_equal(county->a, AT(32, 41, 0));
    assert_int_equal(fact_number(&run, FACT_DEPARTED, 0)->a, AT(51, 6, 0));
    const struct fact *hub = fact_number(&run, FACT_SORTED, 1);
    assert_int_equal(hub->a, AT(52, 14, 0)); /* a minute to load and to unload, 6 min, an hour */
    assert_int_equal(hub->c, AT(52, 16, 0));
    assert_int_equal(run.ledger[OUTBOUND].delivered, 1);
    run_done(&run);
}

static void test_uncollected_parcel_is_returned_after_so_long(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.pick_up = "{dwell: 100 h}";
    plan.station = "lat: 26.1, shelf: unlimited, open: \"08:00-18:00\", return_after: 2 d";
    struct run run = run_plan(&plan, 1);
    const struct fact *shelved = fact_number(&run, FACT_SHELVED, 0);
    assert_int_equal(shelved->b, AT(8, 0, 0));
    assert_int_equal(shelved->c, AT(56, 0, 0));
    assert_int_equal(shelved->d, 1);
    assert_int_equal(run.ledger[INBOUND].returned, 1);
    run_done(&run);
}

static void test_dwell_in_open_hours_stands_still_while_closed(void **state)
{
    (void)state;
    struct plan plan = usual; /* 08:00-18:00 on the first day, two more hours on the second */
    plan.pick_up = "{dwell: 12 h, counts: open hours}";
    struct run run = run_plan(&plan, 1);
    assert_int_equal(fact_number(&run, FACT_SHELVED, 0)->c, AT(34, 0, 0));
    run_done(&run);
}

/* ---- whatever the scenario ---- */

static char *random_text(uint64_t number)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    random_scenario_write(number, out);
    fclose(out);
    return text;
}

static struct network *random_network(uint64_t number)
{
    char *text = random_text(number);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static int by_service(const void *left, const void *right)
{
    const struct fact *a = left, *b = right;
    int place = (a->place > b->place) - (a->place < b->place);
    int arrived = (a->a > b->a) - (a->a < b->a);
    return place != 0 ? place : arrived != 0 ? arrived : (a->b > b->b) - (a->b < b->b);
}

/* Does the centre prefer somebody to who came first? */
static bool prefers(const struct network *network, centre_id centre)
{
    const struct sorting_plan *plan = network->centres[centre].plan;
    return plan && (plan->by_priority || plan->setup > 0);
}

/* Whoever comes later starts no earlier. */
static void assert_first_come_first_served(const struct network *network,
                                           const struct fact_list *list)
{
    struct fact_list sorted = {0};
    for (size_t i = 0; i < list->count; i++) {
        if (list->facts[i].kind == FACT_SORTED && !prefers(network, list->facts[i].place)) {
            fact_list_add(&sorted, list->facts[i]);
        }
    }
    if (sorted.count > 0) {
        qsort(sorted.facts, sorted.count, sizeof *sorted.facts, by_service);
    }
    for (size_t i = 1; i < sorted.count; i++) {
        const struct fact *before = &sorted.facts[i - 1], *fact = &sorted.facts[i];
        assert_true(fact->place != before->place || fact->b >= before->b);
    }
    fact_list_done(&sorted);
}

static void assert_trips_fit(const struct network *network, const struct fact_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct fact *trip = &list->facts[i];
        if (trip->kind != FACT_TRIP) {
            continue;
        }
        const struct vehicle_pool *pool = &network->pools[trip->h];
        int32_t capacity = network->vehicle_types[pool->type].capacity;
        assert_true(capacity == UNLIMITED || (trip->d <= capacity && trip->e <= capacity));
        assert_true(trip->a <= trip->b && trip->b <= trip->c);
    }
}

static void test_invariants_hold_after_every_event_of_random_worlds(void **state)
{
    (void)state;
    for (uint64_t number = 5001; number <= 5040; number++) {
        struct network *network = random_network(number);
        for (int32_t region = 0; region < network->hub_count; region++) {
            struct fact_observer seen = {.network = network};
            fact_observer_run(&seen, region, 0, true);
            assert_first_come_first_served(network, &seen.facts);
            assert_trips_fit(network, &seen.facts);
            fact_list_done(&seen.facts);
        }
        network_destroy(network);
    }
}

/* ---- same seed, same bytes ---- */

static void print_histogram(const struct des_histogram *histogram, FILE *out)
{
    fprintf(out, " %llu %.17g %.17g", (unsigned long long)histogram->total,
            des_histogram_mean(histogram), des_histogram_quantile(histogram, 0.9));
}

static void print_places(const struct summary *summary, FILE *out)
{
    const struct network *network = summary->network;
    for (int32_t c = 0; c < network->centre_count; c++) {
        const struct centre_summary *centre = &summary->centres[c];
        fprintf(out, " %.17g %.17g", centre->busy, centre->queue_integral);
        print_histogram(&centre->wait, out);
    }
    for (int32_t s = 0; s < network->station_count; s++) {
        const struct station_summary *station = &summary->stations[s];
        fprintf(out, " %llu %.17g %.17g", (unsigned long long)station->collected,
                station->shelf_mean, station->available.p95);
    }
    for (int32_t r = 0; r < network->route_count; r++) {
        fprintf(out, " %llu %.17g", (unsigned long long)summary->routes[r].load_out,
                summary->routes[r].delay);
    }
}

static char *summary_text(const struct network *network, uint32_t replication)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    atomic_bool stop = false;
    struct summary *summary = summary_create(network, replication);
    for (int32_t region = 0; region < network->hub_count; region++) {
        summary_absorb(summary, region_summary_run(network, region, replication, &stop));
    }
    summary_verify(summary);
    for (int d = 0; d < DIRECTIONS; d++) {
        const struct ledger *ledger = &summary->ledger[d];
        fprintf(out, " %lld %lld %lld", (long long)ledger->entered, (long long)ledger->delivered,
                (long long)ledger->returned);
        for (int t = 0; t < TIERS; t++) {
            print_histogram(&summary->tiers[d][t], out);
        }
        for (int32_t h = 0; h < summary->series_length; h++) {
            fprintf(out, " %lld", (long long)summary->in_system[d][h]);
        }
    }
    print_places(summary, out);
    summary_destroy(summary);
    fclose(out);
    return text;
}

static void test_same_seed_same_bytes_and_other_replications_differ(void **state)
{
    (void)state;
    for (uint64_t number = 6001; number <= 6010; number++) {
        struct network *network = random_network(number), *again = random_network(number);
        char *a = summary_text(network, 0), *b = summary_text(again, 0);
        char *other = summary_text(network, 1);
        assert_string_equal(a, b);
        assert_string_not_equal(a, other);
        free(a);
        free(b);
        free(other);
        network_destroy(network);
        network_destroy(again);
    }
}

static void test_other_seeds_differ(void **state)
{
    (void)state;
    char *texts[2], *summaries[2];
    for (int i = 0; i < 2; i++) {
        texts[i] = plan_text(&usual, 100 + i);
        struct network *network = network_from_text(texts[i]);
        summaries[i] = summary_text(network, 0);
        network_destroy(network);
        free(texts[i]);
    }
    assert_string_not_equal(summaries[0], summaries[1]);
    free(summaries[0]);
    free(summaries[1]);
}

/* Births and lucks of the parcels of the village that is called V. */
static struct fact_list orders_of_v(struct plan plan)
{
    char *text = plan_text(&plan, 7);
    struct network *network = network_from_text(text);
    free(text);
    struct fact_observer seen = {.network = network};
    fact_observer_run(&seen, 0, 0, true);
    struct fact_list orders = {0};
    for (size_t i = 0; i < seen.facts.count; i++) {
        struct fact fact = seen.facts.facts[i];
        if (fact.kind == FACT_ENTERED && strcmp(network->villages[fact.village].name, "V") == 0) {
            fact.village = 0;
            fact_list_add(&orders, fact);
        }
    }
    fact_list_done(&seen.facts);
    network_destroy(network);
    return orders;
}

static void test_orders_stay_when_stations_are_added_and_moved(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.village = "inbound: 90 /d, station: S";
    struct plan more = plan, moved = plan;
    more.village = "inbound: 90 /d, station: S}\n"
                   "    - {name: U, lat: 26.11, lon: 106.4, people: 9";
    more.station = "lat: 26.1, shelf: 3}\n  - {name: A, county: C, lat: 26.11, lon: 106.4";
    more.van_goes = "depart: [\"07:00\"]}\n"
                    "  - {name: G, county: C, stops: [A], vehicle: van, depart: [\"08:00\"]";
    moved.station = "lat: 26.2, shelf: 3, open: \"09:00-12:00\"";
    struct fact_list a = orders_of_v(plan), b = orders_of_v(more), c = orders_of_v(moved);
    assert_true(a.count > 50);
    assert_int_equal(a.count, b.count);
    assert_int_equal(a.count, c.count);
    for (size_t i = 0; i < a.count; i++) {
        assert_int_equal(fact_compare(&a.facts[i], &b.facts[i]), 0);
        assert_int_equal(fact_compare(&a.facts[i], &c.facts[i]), 0);
    }
    fact_list_done(&a);
    fact_list_done(&b);
    fact_list_done(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_time_of_one_parcel_is_as_worked_out_by_hand),
        cmocka_unit_test(test_a_leg_takes_as_long_as_the_hour_in_which_it_begins_says),
        cmocka_unit_test(test_vehicle_comes_back_before_it_leaves_again),
        cmocka_unit_test(test_departure_overtaken_by_the_next_is_missed),
        cmocka_unit_test(test_those_left_behind_go_first_next_time),
        cmocka_unit_test(test_overflowing_locker_sends_parcel_back),
        cmocka_unit_test(test_held_parcel_waits_at_the_county_for_the_next_trip),
        cmocka_unit_test(test_held_parcel_is_tried_again_after_an_hour),
        cmocka_unit_test(test_who_is_under_way_for_ever_is_on_the_vehicle_at_the_end),
        cmocka_unit_test(test_full_vehicle_leaves_when_its_last_parcel_is_ready),
        cmocka_unit_test(test_hybrid_leaves_when_the_first_has_waited_long_enough),
        cmocka_unit_test(test_who_finds_the_station_closed_drops_off_when_it_opens),
        cmocka_unit_test(test_uncollected_parcel_is_returned_after_so_long),
        cmocka_unit_test(test_dwell_in_open_hours_stands_still_while_closed),
        cmocka_unit_test(test_invariants_hold_after_every_event_of_random_worlds),
        cmocka_unit_test(test_same_seed_same_bytes_and_other_replications_differ),
        cmocka_unit_test(test_other_seeds_differ),
        cmocka_unit_test(test_orders_stay_when_stations_are_added_and_moved),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
