/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_sorting.c - sorters at which more than who came first decides who is next: worked out by
 * hand from docs/model.md, and against theory. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "engine/tally.h"
#include "models/measure/metric.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* ---- by hand ----
 *
 * About 30 parcels come into the county, ordered between 00:00 and 01:00 of one day, and about 10
 * go out, dropped off in the same hour. Trucks need an hour from the hub, vans half an hour to
 * the station. Whatever leaves the hub at 02:00 is at the county at 03:00, and so is what the van
 * collects that leaves the county at 02:00. */

struct plan {
    const char *sorting, *outbound, *truck, *line_haul;
};

static const struct plan usual = {
    .sorting = "servers: 1, time: 1 min",
    .outbound = "",
    .truck = "500",
    .line_haul = "{name: L, from: H, to: C, vehicle: truck, depart: \"02:00\"}",
};

static struct network *compile(const struct plan *plan)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: By hand\nstart: 2016-01-31\n"
        "experiment: {warm_up: 0 d, horizon: 3 d, replications: 1, seed: 3}\n"
        "parcels:\n"
        "  - {class: slow, inbound: 70 %%, outbound: 100 %%}\n"
        "  - {class: fast, inbound: 30 %%, priority: 1}\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, hub: H, vehicles: {van: unlimited}, sorting: {%s}}]\n"
        "stations: [{name: S, county: C}]\n"
        "villages: [{name: V, people: 9, station: S}]\n"
        "demand:\n"
        "  inbound: {orders: 31 /village/d, hours: {00-01: 1, 01-24: 0}, months: {feb: 0}}\n%s"
        "pick_up: {dwell: 12 h}\n"
        "vehicles: [{type: truck, parcels: %s, speed: 50 km/h}, "
        "{type: van, parcels: 500, speed: 30 km/h}]\n"
        "travel: {links: [{between: [H, C], time: 1 h}, {between: [C, S], time: 30 min}]}\n"
        "line_haul: [%s]\n"
        "feeders: [{name: F, county: C, stops: [S], vehicle: van, depart: \"02:00\"}]\n",
        plan->sorting, plan->outbound, plan->truck, plan->line_haul);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

struct run {
    struct network *network;
    struct fact_observer seen;
    struct fact sorted[100]; /* at the county, in order of start */
    size_t count;
};

static int by_start(const void *left, const void *right)
{
    const struct fact *a = left, *b = right;
    return (a->b > b->b) - (a->b < b->b);
}

static struct run run_plan(const struct plan *plan)
{
    struct run run = {.network = compile(plan)};
    run.seen.network = run.network;
    fact_observer_run(&run.seen, 0, 0, true);
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *fact = &run.seen.facts.facts[i];
        if (fact->kind == FACT_SORTED && fact->place == 1) {
            assert_true(run.count < sizeof run.sorted / sizeof *run.sorted);
            run.sorted[run.count++] = *fact;
        }
    }
    qsort(run.sorted, run.count, sizeof *run.sorted, by_start);
    assert_true(run.count > 20);
    return run;
}

static void run_done(struct run *self)
{
    fact_list_done(&self->seen.facts);
    network_destroy(self->network);
}

static int32_t class_of(const struct run *run, const struct fact *parcel)
{
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (fact->kind == FACT_ENTERED && fact->born == parcel->born &&
            fact->luck == parcel->luck && fact->village == parcel->village) {
            return (int32_t)fact->a;
        }
    }
    assert_true(false);
    return -1;
}

/* What the county's sorter did beside sorting, in order of begin; returns how often. */
static size_t deeds(const struct run *run, enum sorter_deed_kind kind, struct fact *ret,
                    size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        if (fact->kind == FACT_SORTER && fact->other == (int32_t)kind) {
            assert_int_equal(fact->place, 1);
            assert_true(count < most);
            ret[count++] = *fact;
        }
    }
    return count;
}

static const des_time three = 3 * DES_HOUR;

static void test_the_highest_class_goes_first_and_within_it_who_came_first(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.sorting = "servers: 1, time: 1 min, order: by priority";
    struct run run = run_plan(&plan);
    size_t fast = 0;
    for (size_t i = 0; i < run.count; i++) {
        assert_int_equal(run.sorted[i].b, three + (des_time)i * DES_MINUTE);
        fast += class_of(&run, &run.sorted[i]) == 1;
    }
    assert_true(fast > 3 && fast < run.count - 3);
    for (size_t i = 0; i < run.count; i++) {
        assert_int_equal(class_of(&run, &run.sorted[i]), i < fast);
        if (i > 0 && i != fast) { /* the truck was loaded in order of birth */
            assert_true(run.sorted[i].born >= run.sorted[i - 1].born);
        }
    }
    run_done(&run);
}

static void test_crews_come_and_go_and_finish_what_they_have_begun(void **state)
{
    (void)state;
    static const int starts[] = {0, 0, 2, 2, 4, 4, 5, 7, 9, 11};
    struct plan plan = usual;
    plan.sorting = "time: 2 min, crews: [{servers: 2, shifts: \"02:00-03:05\"}, "
                   "{servers: 1, shifts: \"03:05-24:00\"}]";
    for (int lazy = 0; lazy < 2; lazy++) {
        struct run run = run_plan(&plan);
        for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
            assert_int_equal(run.sorted[i].b, three + starts[i] * DES_MINUTE);
            assert_int_equal(run.sorted[i].c, three + (starts[i] + 2) * DES_MINUTE);
        }
        double on_shift = network_server_time(&run.network->centres[1], 0, DES_DAY);
        assert_close(on_shift / (double)DES_MINUTE, 2 * 65 + 20 * 60 + 55, 1e-9);
        run_done(&run);
        /* The same with room for all. */
        plan.sorting = "time: 2 min, buffer: 1000, crews: [{servers: 2, shifts: \"02:00-03:05\"}, "
                       "{servers: 1, shifts: \"03:05-24:00\"}]";
    }
}

static void test_a_wave_takes_all_that_wait(void **state)
{
    (void)state;
    static const char *const waves[] = {"waves: {at: [\"04:00\", \"05:00\"], time: 30 min}",
                                        "waves: {wait_at_most: 45 min, time: 30 min}",
                                        ("waves: {at: \"04:00\", time: 30 min}, shifts: "
                                         "[\"02:00-03:30\", \"06:00-06:10\", \"08:00-10:00\"]")};
    static const int starts[] = {60, 45, 180}, ends[] = {90, 75, 320};
    for (size_t w = 0; w < 3; w++) {
        struct plan plan = usual;
        struct fact wave;
        plan.sorting = waves[w];
        struct run run = run_plan(&plan);
        for (size_t i = 0; i < run.count; i++) {
            assert_int_equal(run.sorted[i].b, three + starts[w] * DES_MINUTE);
            assert_int_equal(run.sorted[i].c, three + ends[w] * DES_MINUTE);
        }
        assert_int_equal(deeds(&run, DEED_WAVE, &wave, 1), 1);
        assert_int_equal(wave.c, run.count);
        run_done(&run);
    }
}

/* A wave of ten begins at 03:00 because so many are there, and another when it is done; at 04:00
 * all that are left are called, and the last wave isn't full. */
static void test_what_a_clock_time_calls_is_sorted_in_several_waves(void **state)
{
    (void)state;
    struct plan plan = usual;
    struct fact waves[9];
    plan.sorting = "waves: {at: \"04:00\", size: 10, time: 30 min}";
    struct run run = run_plan(&plan);
    assert_true(run.count % 10 != 0);
    for (size_t i = 0; i < run.count; i++) {
        assert_int_equal(run.sorted[i].b, three + (des_time)(i / 10) * 30 * DES_MINUTE);
    }
    assert_int_equal(deeds(&run, DEED_WAVE, waves, 9), run.count / 10 + 1);
    run_done(&run);
}

static void test_a_server_turns_when_nothing_waits_in_its_direction(void **state)
{
    (void)state;
    struct plan plan = usual;
    struct fact setup[2];
    plan.sorting = "servers: 1, time: 1 min, setup: 10 min";
    plan.outbound = "  outbound: {orders: 10 /village/d, hours: {00-01: 1, 01-24: 0}, "
                    "months: {feb: 0}}\n";
    struct run run = run_plan(&plan);
    size_t inbound = 0;
    for (size_t i = 0; i < run.count; i++) {
        inbound += run.sorted[i].direction == INBOUND;
    }
    assert_true(inbound > 10 && run.count > inbound + 3);
    for (size_t i = 0; i < run.count; i++) {
        des_time turned = i < inbound ? 0 : 10 * DES_MINUTE;
        assert_int_equal(run.sorted[i].a, three); /* both directions */
        assert_int_equal(run.sorted[i].direction, i < inbound ? INBOUND : OUTBOUND);
        assert_int_equal(run.sorted[i].b, three + (des_time)i * DES_MINUTE + turned);
    }
    assert_int_equal(deeds(&run, DEED_SETUP, setup, 2), 1);
    assert_int_equal(setup[0].a, three + (des_time)inbound * DES_MINUTE);
    assert_int_equal(setup[0].b, setup[0].a + 10 * DES_MINUTE);
    run_done(&run);
}

/* Four trucks with four parcels each stand at the dock at 03:00; a minute sorts one. */
static void assert_unloads(const char *buffer, const int minutes[4])
{
    struct plan plan = usual;
    struct fact blocked[12];
    char sorting[100];
    snprintf(sorting, sizeof sorting, "servers: 1, time: 1 min, buffer: %s", buffer);
    plan.sorting = sorting;
    plan.truck = "4";
    plan.line_haul = "{name: L1, from: H, to: C, vehicle: truck, depart: \"02:00\"}, "
                     "{name: L2, from: H, to: C, vehicle: truck, depart: \"02:00\"}, "
                     "{name: L3, from: H, to: C, vehicle: truck, depart: \"02:00\"}, "
                     "{name: L4, from: H, to: C, vehicle: truck, depart: \"02:00\"}";
    struct run run = run_plan(&plan);
    size_t count = 0;
    for (size_t i = 0; i < 16; i++) {
        assert_int_equal(run.sorted[i].b, three + (des_time)i * DES_MINUTE);
        assert_int_equal(run.sorted[i].a, three + minutes[i / 4] * DES_MINUTE);
    }
    for (size_t i = 0; i < run.seen.facts.count; i++) {
        const struct fact *trip = &run.seen.facts.facts[i];
        if (trip->kind == FACT_TRIP && trip->b == 2 * DES_HOUR && trip->place < 4) {
            assert_int_equal(trip->c, three + minutes[count++] * DES_MINUTE + DES_HOUR);
        }
    }
    assert_int_equal(count, 4);
    count = deeds(&run, DEED_BLOCKED, blocked, 12);
    assert_true(count >= 3); /* and some of the next nights */
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(blocked[i].a, three);
        assert_int_equal(blocked[i].b, three + minutes[i + 1] * DES_MINUTE);
        assert_int_equal(blocked[i].c, 4);
    }
    run_done(&run);
}

static void test_a_truck_waits_until_its_parcels_have_room(void **state)
{
    (void)state;
    /* With room for five the next has room when only one waits: two minutes after 03:00, for the
     * first has begun at once; with four each has four minutes to wait. */
    assert_unloads("5", (const int[]){0, 2, 6, 10});
    assert_unloads("4", (const int[]){0, 3, 7, 11});
    assert_unloads("3", (const int[]){0, 3, 7, 11}); /* never room for four: when nothing waits */
}

/* ---- what is reported ---- */

static void assert_reports(const char *sorting, const char *metric, bool reports)
{
    struct plan plan = usual;
    plan.sorting = sorting;
    struct network *network = compile(&plan);
    struct metric_list list = metric_list_of_network(network);
    assert_int_equal(metric_list_find(&list, metric) != NULL, reports);
    metric_list_done(&list);
    network_destroy(network);
}

static void test_rows_are_there_where_the_rule_is(void **state)
{
    (void)state;
    static const char *const rules[][2] = {
        {"servers: 1, time: 1 min, order: by priority", "wait.county.mean[fast]"},
        {"waves: {at: \"04:00\", time: 1 h}", "waves.county"},
        {"waves: {at: \"04:00\", time: 1 h}", "wave_size.county.mean"},
        {"rate: 60 /h, setup: 5 min", "setups.county"},
        {"rate: 60 /h, buffer: 50", "blocked.county"},
        {"rate: 60 /h, buffer: 50", "blocked_hours.county"},
    };
    for (size_t r = 0; r < sizeof rules / sizeof *rules; r++) {
        assert_reports(rules[r][0], rules[r][1], true);
        assert_reports(usual.sorting, rules[r][1], false);
        assert_reports("time: 1 min, crews: [{servers: 2, shifts: \"06:00-14:00\"}]", rules[r][1],
                       false);
    }
}

/* ---- against theory ---- */

enum { REPLICATIONS = 20, MEASURES = 3 };

typedef void measure_function(const struct summary *summary, double *ret_values);

/* Each two-sided 99.9 % Student interval over replications covers the value. */
static void check(const char *text, measure_function *measure, const double *expected, int count)
{
    struct network *network = network_from_text(text);
    struct des_tally tallies[MEASURES] = {0};
    atomic_bool stop = false;
    for (uint32_t replication = 0; replication < REPLICATIONS; replication++) {
        struct summary *summary = summary_create(network, replication);
        double values[MEASURES];
        summary_absorb(summary, region_summary_run(network, 0, replication, &stop));
        summary_verify(summary);
        measure(summary, values);
        for (int m = 0; m < count; m++) {
            des_tally_add(&tallies[m], values[m]);
        }
        summary_destroy(summary);
    }
    double t = gsl_cdf_tdist_Pinv(0.9995, REPLICATIONS - 1);
    for (int m = 0; m < count; m++) {
        double half_width = t * des_tally_deviation(&tallies[m]) / sqrt(REPLICATIONS);
        print_message("# %.6f +- %.6f, expected %.6f\n", tallies[m].mean, half_width, expected[m]);
        assert_true(half_width > 0 && half_width < 0.1 * expected[m]);
        assert_close(tallies[m].mean, expected[m], half_width);
    }
    network_destroy(network);
}

/* Poisson orders at a hub that sorts, 48 an hour (0.8 a minute) unless said otherwise. */
static char *hub_text(const char *sorting, const char *orders, const char *horizon)
{
    char *text = NULL;
    int length = asprintf(&text,
                          "lastmile: 1\nname: Theory\nstart: 2016-01-01\n"
                          "experiment: {warm_up: 2 d, horizon: %s, replications: 20, seed: 11}\n"
                          "parcels:\n"
                          "  - {class: first, inbound: 30 %%, priority: 9}\n"
                          "  - {class: second, inbound: 50 %%, priority: 5}\n"
                          "  - {class: third, inbound: 20 %%}\n"
                          "hubs: [{name: H, vehicles: {truck: unlimited}, sorting: {%s}}]\n"
                          "counties: [{name: C, hub: H, vehicles: {van: unlimited}}]\n"
                          "stations: [{name: S, county: C}]\n"
                          "villages: [{name: V, station: S, inbound: %s}]\n"
                          "demand: {inbound: {orders: 1 /village/d}}\n"
                          "vehicles: [{type: truck, parcels: unlimited, speed: 50 km/h}, "
                          "{type: van, parcels: unlimited, speed: 50 km/h}]\n"
                          "travel: {links: [{between: [H, C], time: 1 h}, "
                          "{between: [C, S], time: 1 h}]}\n"
                          "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: "
                          "\"03:00\"}]\n"
                          "feeders: [{name: F, county: C, stops: [S], vehicle: van, depart: "
                          "\"05:00\"}]\n",
                          horizon, sorting, orders);
    assert_true(length > 0);
    return text;
}

static void measure_class_waits(const struct summary *summary, double *ret_values)
{
    for (int c = 0; c < 3; c++) {
        ret_values[c] = des_histogram_mean(&summary->centres[0].line->wait[c]) / (double)DES_MINUTE;
    }
}

/* Cobham (1954): W_k = W0 / ((1 - s_(k-1)) (1 - s_k)), s_k the load of classes 1 .. k and W0 what
 * is left of the service under way, lambda E[S^2] / 2. Here s = .24, .64, .80. */
static void test_classes_wait_as_cobham_says(void **state)
{
    (void)state;
    static const char *const sorting[] = {
        "servers: 1, time: {exponential: {mean: 1 min}}, order: by priority",
        "rate: 60 /h, order: by priority",
        "servers: 1, time: {gamma: {mean: 1 min, cv: 1.5}}, order: by priority"};
    static const double left[] = {.8, .4, .8 * (1 + 2.25) / 2};
    for (int s = 0; s < 3; s++) {
        double expected[] = {left[s] / (1 - .24), left[s] / ((1 - .24) * (1 - .64)),
                             left[s] / ((1 - .64) * (1 - .8))};
        char *text = hub_text(sorting[s], "1152 /d", "60 d");
        check(text, measure_class_waits, expected, 3);
        free(text);
    }
}

static void measure_hub_wait(const struct summary *summary, double *ret_values)
{
    ret_values[0] = des_histogram_mean(&summary->centres[0].wait) / (double)DES_HOUR;
}

/* ORACLES, 'Wait for a departure': E[H^2] / (2 E[H]); gaps of 6 and 18 hours: 360 / 48 = 7.5. */
static void test_a_parcel_waits_for_its_wave_as_for_a_bus(void **state)
{
    (void)state;
    char *text = hub_text("waves: {at: [\"00:00\", \"06:00\"], time: 1 s}", "96 /d", "60 d");
    check(text, measure_hub_wait, (const double[]){7.5}, 1);
    free(text);
}

/* ORACLES, 'Dispatch when full': (K - 1) / (2 lambda); K = 10, 4 an hour: 1.125 h. */
static void test_a_parcel_waits_until_a_wave_is_full(void **state)
{
    (void)state;
    char *text = hub_text("waves: {size: 10, time: 0 s}", "96 /d", "200 d");
    check(text, measure_hub_wait, (const double[]){1.125}, 1);
    free(text);
}

static double observed(const struct summary *summary)
{
    return (double)(summary->network->end - summary->network->warm_up);
}

static void measure_dock(const struct summary *summary, double *ret_values)
{
    const struct centre_summary *county = &summary->centres[1];
    ret_values[0] = (double)county->line->blocked / (double)county->sorted;
    ret_values[1] = county->line->blocked_time / observed(summary);
    ret_values[2] = county->queue_integral / observed(summary);
}

/* Trucks with one parcel each come to the county at random, 0.8 a minute; it sorts one in a minute,
 * exponential, and three have room to wait. Trucks and parcels together are an M/M/1 queue: a truck
 * is blocked when it finds four or more there, r^4; r^5 / (1 - r) trucks stand at the dock; the
 * other r^2 / (1 - r) of those that wait are inside. */
static void test_trucks_at_a_dock_wait_as_the_tail_of_a_queue(void **state)
{
    (void)state;
    static const double expected[] = {.4096, 1.6384, 3.2 - 1.6384};
    check("lastmile: 1\nname: Dock\nstart: 2016-01-01\n"
          "experiment: {warm_up: 1 d, horizon: 40 d, replications: 20, seed: 5}\n"
          "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
          "counties: [{name: C, hub: H, vehicles: {van: unlimited}, sorting: {servers: 1, time: "
          "{exponential: {mean: 1 min}}, buffer: 3}}]\n"
          "stations: [{name: S, county: C}]\n"
          "villages: [{name: V, station: S, inbound: 2000 /d}]\n"
          "demand: {inbound: {orders: 1 /village/d}}\n"
          "vehicles: [{type: truck, parcels: 1, speed: 50 km/h}, "
          "{type: van, parcels: unlimited, speed: 50 km/h}]\n"
          "travel: {links: [{between: [H, C], time: 1 h}, {between: [C, S], time: 1 h}]}\n"
          "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: "
          "{every: {exponential: {mean: 75 s}}, first: 2 h}}]\n"
          "feeders: [{name: F, county: C, stops: [S], vehicle: van, depart: \"05:00\"}]\n",
          measure_dock, expected, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_highest_class_goes_first_and_within_it_who_came_first),
        cmocka_unit_test(test_crews_come_and_go_and_finish_what_they_have_begun),
        cmocka_unit_test(test_a_wave_takes_all_that_wait),
        cmocka_unit_test(test_what_a_clock_time_calls_is_sorted_in_several_waves),
        cmocka_unit_test(test_a_server_turns_when_nothing_waits_in_its_direction),
        cmocka_unit_test(test_a_truck_waits_until_its_parcels_have_room),
        cmocka_unit_test(test_rows_are_there_where_the_rule_is),
        cmocka_unit_test(test_classes_wait_as_cobham_says),
        cmocka_unit_test(test_a_parcel_waits_for_its_wave_as_for_a_bus),
        cmocka_unit_test(test_a_parcel_waits_until_a_wave_is_full),
        cmocka_unit_test(test_trucks_at_a_dock_wait_as_the_tail_of_a_queue),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
