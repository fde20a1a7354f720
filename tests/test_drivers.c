/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_drivers.c - vehicles that break down and are maintained, and their drivers: worked out by
 * hand from docs/model.md, and against theory. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/by_hand.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* One hub, one county, one station. The van needs `leg` from the county to the station, 30 km, and
 * as long back; nothing else takes time. Its load is there at 03:00. */
struct plan {
    const char *van, *fleet, *depart, *leg, *route, *vehicle;
};

static const struct plan usual = {
    .van = "", .fleet = "1", .depart = "\"07:00\"", .leg = "1 h", .route = "", .vehicle = "van"};

static struct network *compile(const struct plan *plan, int days)
{
    char *text = NULL;
    int length = asprintf(
        &text,
        "lastmile: 1\nname: By hand\nstart: 2016-02-01\n"
        "experiment: {warm_up: 0 d, horizon: %d d, replications: 1, seed: 3}\n"
        "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
        "counties: [{name: C, hub: H, vehicles: {van: %s}}]\n"
        "stations:\n  - {name: S, county: C}\n"
        "villages: [{name: V, people: 9, station: S}]\n"
        "demand: {inbound: {orders: 40 /village/d, hours: {00-01: 1, 01-24: 0}}}\n"
        "vehicles: [{type: truck, parcels: 500, speed: 50 km/h}, {type: van, parcels: 500%s}]\n"
        "travel: {links: [{between: [H, C], time: 1 h}, "
        "{between: [C, S], time: %s, distance: 30 km}]}\n"
        "line_haul: [{name: L, from: H, to: C, vehicle: truck, depart: \"02:00\"}]\n"
        "feeders: [{name: F, county: C, stops: [S], vehicle: %s, depart: %s%s}]\n",
        days, plan->fleet, plan->van, plan->leg, plan->vehicle, plan->depart, plan->route);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static struct run run_plan(const struct plan *plan, int days)
{
    return run_network(compile(plan, days));
}

/* The n-th fact of a kind (and, of spells, of a kind of spell), by time; the van's route is F. */
static const struct fact *nth(const struct run *run, enum fact_kind kind, int32_t spell, size_t n)
{
    for (size_t i = 0; i < run->seen.facts.count; i++) {
        const struct fact *fact = &run->seen.facts.facts[i];
        bool of_van = fact->kind == FACT_SPELL || (fact->kind == FACT_TRIP && fact->place == 1);
        bool fits = fact->kind == (int32_t)kind && of_van;
        if (fits && (kind != FACT_SPELL || fact->other == spell) && n-- == 0) {
            return fact;
        }
    }
    return NULL;
}

/* Hours and minutes as hhmm, on a day from 0. */
static des_time at(int day, int hhmm)
{
    return day * DES_DAY + hhmm / 100 * DES_HOUR + hhmm % 100 * DES_MINUTE;
}

static void assert_trip(const struct run *run, size_t n, des_time due, des_time left, des_time home)
{
    const struct fact *trip = nth(run, FACT_TRIP, 0, n);
    assert_non_null(trip);
    assert_int_equal(trip->a, due);
    assert_int_equal(trip->b, left);
    assert_int_equal(trip->c, home);
}

static void assert_spell(const struct run *run, enum spell_kind kind, size_t n, des_time begin,
                         des_time end)
{
    const struct fact *spell = nth(run, FACT_SPELL, (int32_t)kind, n);
    assert_non_null(spell);
    assert_int_equal(spell->a, begin);
    assert_int_equal(spell->b, end);
}

/* ---- breakdowns ---- */

/* Every 90 minutes on the road; repaired in 3 hours. */
static void test_the_load_waits_for_the_repair(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", breakdowns: {every: 90 min, lasts: 3 h}";
    struct run run = run_plan(&plan, 4);
    assert_spell(&run, SPELL_STANDING, 0, at(0, 830), at(0, 1130)); /* on the way home */
    assert_trip(&run, 0, at(0, 700), at(0, 700), at(0, 1200));
    assert_spell(&run, SPELL_STANDING, 1, at(1, 800), at(1, 1100)); /* on leaving the station */
    assert_trip(&run, 1, at(1, 700), at(1, 700), at(1, 1200));
    assert_spell(&run, SPELL_STANDING, 2, at(2, 730), at(2, 1030)); /* on the way there */
    assert_int_equal(nth(&run, FACT_SPELL, SPELL_STANDING, 2)->c, nth(&run, FACT_TRIP, 0, 2)->d);
    assert_true(nth(&run, FACT_TRIP, 0, 2)->d > 0);
    assert_trip(&run, 2, at(2, 700), at(2, 700), at(2, 1200)); /* the next one on arrival: waits */
    assert_spell(&run, SPELL_STANDING, 3, at(3, 700), at(3, 1000));
    assert_spell(&run, SPELL_STANDING, 4, at(3, 1130), at(3, 1430));
    assert_trip(&run, 3, at(3, 700), at(3, 700), at(3, 1500));
    assert_spell(&run, SPELL_REPAIR, 4, at(3, 1130), at(3, 1430));
    assert_null(nth(&run, FACT_SPELL, SPELL_STANDING, 5));
    run_done(&run);
}

static void test_a_spare_goes_on_and_the_fleet_is_one_short(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", breakdowns: {every: 90 min, lasts: 30 h, fetched_after: 2 h}";
    struct run run = run_plan(&plan, 4);
    assert_spell(&run, SPELL_STANDING, 0, at(0, 830), at(0, 1030));
    assert_spell(&run, SPELL_REPAIR, 0, at(0, 830), at(1, 1430));
    assert_trip(&run, 0, at(0, 700), at(0, 700), at(0, 1100));
    assert_trip(&run, 1, at(1, 700), at(1, 1430), at(1, 1830));
    assert_spell(&run, SPELL_REPAIR, 1, at(1, 1600), at(2, 2200));
    assert_trip(&run, 2, at(2, 700), at(2, 2200), at(3, 200));
    run_done(&run);
    plan.fleet = "2"; /* the second has a clock of its own, and goes while the first is away */
    run = run_plan(&plan, 4);
    assert_trip(&run, 1, at(1, 700), at(1, 700), at(1, 1100));
    assert_trip(&run, 2, at(2, 700), at(2, 700), at(2, 1100)); /* the first again */
    assert_trip(&run, 3, at(3, 700), at(3, 700), at(3, 1100));
    run_done(&run);
}

static void test_who_is_repaired_before_a_spare_is_there_goes_on_itself(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", breakdowns: {every: 90 min, lasts: 1 h, fetched_after: 1 h}";
    struct run run = run_plan(&plan, 2);
    assert_trip(&run, 0, at(0, 700), at(0, 700), at(0, 1000));
    assert_spell(&run, SPELL_STANDING, 1, at(1, 800), at(1, 900)); /* its own clock goes on */
    run_done(&run);
}

static void test_a_fleet_without_limit_has_a_clock_for_each_vehicle(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", breakdowns: {every: 90 min, lasts: 30 h, fetched_after: 2 h}";
    plan.fleet = "unlimited";
    struct run run = run_plan(&plan, 3);
    for (int day = 0; day < 3; day++) {
        assert_trip(&run, (size_t)day, at(day, 700), at(day, 700), at(day, 1100));
        assert_spell(&run, SPELL_STANDING, (size_t)day, at(day, 830), at(day, 1030));
    }
    run_done(&run);
}

/* ---- maintenance ---- */

static void test_maintenance_by_kilometres_is_due_on_return(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", maintenance: {every: 150 km, lasts: 30 h}"; /* trips of 60 km */
    struct run run = run_plan(&plan, 7);
    assert_spell(&run, SPELL_MAINTENANCE, 0, at(2, 900), at(3, 1500));
    assert_trip(&run, 3, at(3, 700), at(3, 1500), at(3, 1700));
    assert_spell(&run, SPELL_MAINTENANCE, 1, at(5, 900), at(6, 1500));
    run_done(&run);
    plan.fleet = "2"; /* the first of two is first due after half of it */
    run = run_plan(&plan, 7);
    assert_spell(&run, SPELL_MAINTENANCE, 0, at(1, 900), at(2, 1500));
    assert_spell(&run, SPELL_MAINTENANCE, 1, at(5, 900), at(6, 1500));
    assert_trip(&run, 6, at(6, 700), at(6, 700), at(6, 900));
    run_done(&run);
}

static void test_maintenance_by_the_clock_counts_from_the_end_of_the_last(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", maintenance: {every: 2 d, lasts: 1 h}";
    struct run run = run_plan(&plan, 7);
    assert_spell(&run, SPELL_MAINTENANCE, 0, at(2, 900), at(2, 1000));
    assert_spell(&run, SPELL_MAINTENANCE, 1, at(5, 900), at(5, 1000)); /* due since 10:00 before */
    assert_null(nth(&run, FACT_SPELL, SPELL_MAINTENANCE, 2));
    run_done(&run);
}

/* ---- shifts ---- */

static void test_departures_wait_for_a_shift_in_which_they_should_be_home(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", shifts: \"08:00-12:00\"";
    plan.depart = "[\"07:00\", \"10:00\"]"; /* home at 12:00, on the dot */
    struct run run = run_plan(&plan, 2);
    assert_trip(&run, 0, at(0, 700), at(0, 800), at(0, 1000));
    assert_spell(&run, SPELL_SHIFT_WAIT, 0, at(0, 700), at(0, 800));
    assert_trip(&run, 1, at(0, 1000), at(0, 1000), at(0, 1200));
    run_done(&run);
    plan.depart = "\"10:01\"";
    run = run_plan(&plan, 3);
    assert_trip(&run, 0, at(0, 1001), at(1, 800), at(1, 1000));
    assert_trip(&run, 1, at(1, 1001), at(2, 800), at(2, 1000));
    assert_null(nth(&run, FACT_SPELL, SPELL_OVERTIME, 0));
    run_done(&run);
    plan.depart = "[\"07:00\", \"10:01\"]"; /* that of 10:01 is overtaken by that of 7:00 */
    run = run_plan(&plan, 2);
    assert_trip(&run, 1, at(1, 700), at(1, 800), at(1, 1000));
    run_done(&run);
}

static void test_another_driver_takes_over_at_the_base_only(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", shifts: [\"06:00-08:30\", \"08:30-20:00\"]";
    struct run run = run_plan(&plan, 1);
    assert_trip(&run, 0, at(0, 700), at(0, 830), at(0, 1030));
    run_done(&run);
    plan.van = ", shifts: \"20:00-08:30\""; /* over midnight: 1 h 30 min of it are left */
    run = run_plan(&plan, 1);
    assert_trip(&run, 0, at(0, 700), at(0, 2000), at(0, 2200));
    run_done(&run);
    plan.van = ", shifts: {sun: \"22:00-09:00\", wed: \"22:00-23:59\"}"; /* day 0 is a Monday */
    run = run_plan(&plan, 9);
    assert_trip(&run, 0, at(0, 700), at(0, 700), at(0, 900));
    assert_trip(&run, 1, at(6, 700), at(6, 2200), at(7, 0)); /* too short on Wednesday */
    assert_trip(&run, 2, at(7, 700), at(7, 700), at(7, 900));
    run_done(&run);
}

static void test_what_is_on_board_and_back_times_are_foreseen(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", shifts: [\"06:00-09:10\", \"12:00-20:00\"]";
    plan.route = ", stop_time: [0 min, 1 min/parcel]"; /* 10 minutes are left for parcels */
    struct run run = run_plan(&plan, 1);
    assert_true(nth(&run, FACT_TRIP, 0, 0)->d > 10);
    assert_int_equal(nth(&run, FACT_TRIP, 0, 0)->b, at(0, 1200));
    run_done(&run);
    plan.route = ", back: [\"11:00\", \"18:00\"]";
    run = run_plan(&plan, 1);
    assert_trip(&run, 0, at(0, 700), at(0, 1200), at(0, 1900));
    run_done(&run);
}

static void test_what_fits_into_no_shift_leaves_in_one_and_ends_in_overtime(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", shifts: \"07:30-09:00\"";
    struct run run = run_plan(&plan, 1);
    assert_trip(&run, 0, at(0, 700), at(0, 730), at(0, 930));
    assert_spell(&run, SPELL_OVERTIME, 0, at(0, 900), at(0, 930));
    run_done(&run);
    plan.van = ", shifts: \"07:00-09:00\", breakdowns: {every: 90 min, lasts: 3 h}";
    run = run_plan(&plan, 1);
    assert_spell(&run, SPELL_OVERTIME, 0, at(0, 900), at(0, 1200));
    run_done(&run);
}

/* Who comes back too late for the shift of the route that waits for it leaves that route waiting.
 */
static void test_a_vehicle_that_is_back_after_the_shift_waits_with_its_route(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", shifts: \"06:00-12:00\"";
    plan.depart = "[\"07:00\", \"09:00\"]";
    plan.leg = "1 h 30 min"; /* home at 10:00; the next needs until 13:00 */
    struct run run = run_plan(&plan, 2);
    assert_trip(&run, 0, at(0, 700), at(0, 700), at(0, 1000));
    assert_spell(&run, SPELL_SHIFT_WAIT, 0, at(0, 1000), at(1, 600));
    assert_trip(&run, 1, at(0, 900), at(1, 600), at(1, 900));
    run_done(&run);
}

static void test_of_several_types_that_goes_which_has_a_driver(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.fleet = "1, trike: 1";
    plan.van = ", shifts: \"08:00-12:00\"}, {type: trike, parcels: 9, shifts: \"10:00-14:00\"";
    plan.vehicle = "[van, trike]";
    struct run run = run_plan(&plan, 1); /* both wait for drivers; the van's come first */
    assert_trip(&run, 0, at(0, 700), at(0, 800), at(0, 1000));
    run_done(&run);
    plan.depart = "\"11:00\""; /* the van would be late */
    run = run_plan(&plan, 1);
    assert_trip(&run, 0, at(0, 1100), at(0, 1100), at(0, 1300));
    assert_int_equal(nth(&run, FACT_TRIP, 0, 0)->d, 9);
    run_done(&run);
    plan.depart = "[\"08:00\", \"08:30\"]"; /* the trike stands idle: its drivers are awaited */
    run = run_plan(&plan, 1);
    assert_trip(&run, 1, at(0, 830), at(0, 1000), at(0, 1200));
    run_done(&run);
}

/* ---- rest ---- */

static void test_drivers_rest_in_the_middle_of_a_leg(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", rest: {after: 4 h, lasts: 30 min}";
    plan.leg = "5 h";
    struct run run = run_plan(&plan, 2);
    assert_spell(&run, SPELL_REST, 0, at(0, 1100), at(0, 1130)); /* there at 12:30 */
    assert_spell(&run, SPELL_REST, 1, at(0, 1530), at(0, 1600));
    assert_trip(&run, 0, at(0, 700), at(0, 700), at(0, 1800));
    assert_spell(&run, SPELL_REST, 2, at(1, 1100), at(1, 1130)); /* the next trip starts rested */
    run_done(&run);
    plan.leg = "4 h"; /* rested only when driving is to go on */
    run = run_plan(&plan, 1);
    assert_spell(&run, SPELL_REST, 0, at(0, 1100), at(0, 1130));
    assert_trip(&run, 0, at(0, 700), at(0, 700), at(0, 1530));
    run_done(&run);
}

static void test_waiting_is_rest_but_handling_is_work(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", rest: {after: 4 h, lasts: 30 min}";
    plan.leg = "3 h"; /* there at 10:00 */
    plan.route = ", back: \"10:30\"";
    struct run run = run_plan(&plan, 1);
    assert_null(nth(&run, FACT_SPELL, SPELL_REST, 0));
    run_done(&run);
    plan.route = ", back: \"10:29\"";
    run = run_plan(&plan, 1);
    assert_spell(&run, SPELL_REST, 0, at(0, 1129), at(0, 1159));
    run_done(&run);
    plan.route = ", stop_time: 30 min";
    run = run_plan(&plan, 1);
    assert_spell(&run, SPELL_REST, 0, at(0, 1130), at(0, 1200));
    run_done(&run);
    plan.route = "";
    plan.leg = "5 h"; /* stands for an hour at 9:00, 12:00, ... */
    plan.van = ", rest: {after: 4 h, lasts: 30 min}, breakdowns: {every: 2 h, lasts: 1 h}";
    run = run_plan(&plan, 1);
    assert_null(nth(&run, FACT_SPELL, SPELL_REST, 0));
    assert_int_equal(nth(&run, FACT_TRIP, 0, 0)->c, at(0, 2100));
    run_done(&run);
}

/* ---- figures, and theory ---- */

static struct summary *summarise(const struct network *network, uint32_t replication)
{
    atomic_bool stop = false;
    struct summary *summary = summary_create(network, replication);
    summary_absorb(summary, region_summary_run(network, 0, replication, &stop));
    summary_verify(summary);
    return summary;
}

static void test_hours_and_lost_parcel_hours_add_up(void **state)
{
    (void)state;
    struct plan plan = usual;
    plan.van = ", breakdowns: {every: 90 min, lasts: 3 h}, rest: {after: 50 min, lasts: 2 min}";
    struct run run = run_plan(&plan, 20);
    struct summary *summary = summarise(run.network, 0);
    const struct spells *spells = &summary->pools[1].spells;
    double lost = 0, stood = 0;
    for (size_t n = 0; nth(&run, FACT_SPELL, SPELL_STANDING, n); n++) {
        const struct fact *fact = nth(&run, FACT_SPELL, SPELL_STANDING, n);
        stood += 3;
        lost += 3 * (double)fact->c;
    }
    assert_true(lost > 0 && stood > 60);
    assert_close(spells->time[SPELL_STANDING] / DES_HOUR, stood, 1e-9);
    assert_close(spells->time[SPELL_REPAIR] / DES_HOUR, stood, 1e-9);
    assert_close(spells->load_time / DES_HOUR, lost, 1e-9);
    assert_int_equal(spells->time[SPELL_REST], spells->count[SPELL_REST] * 2 * DES_MINUTE);
    assert_true(spells->count[SPELL_REST] >= 20);
    summary_destroy(summary);
    run_done(&run);
}

/* A van that is always on the road or in repair alternates between the two; the long-run share of
 * repair is MTTR / (MTBF + MTTR), with the variance of a renewal reward process (Barlow and
 * Proschan 1965; Takacs 1957): (s_up^2 MTTR^2 + s_down^2 MTBF^2) / (MTBF + MTTR)^3 / time. */
static void assert_availability(const char *van, double mtbf_h, double cv_up, double mttr_h,
                                double cv_down)
{
    enum { REPLICATIONS = 20, DAYS = 500 };
    struct plan plan = usual;
    plan.van = van;
    plan.depart = "{every: 30 min}";
    struct network *network = compile(&plan, DAYS);
    double repair = 0, breakdowns = 0, cycle = mtbf_h + mttr_h;
    double time = (double)REPLICATIONS * DAYS * 24;
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        struct summary *summary = summarise(network, r);
        const struct pool_summary *pool = &summary->pools[1];
        assert_true(pool->busy > 0.999 * DAYS * (double)DES_DAY);
        repair += pool->spells.time[SPELL_REPAIR] / (double)DES_HOUR;
        breakdowns += (double)pool->spells.count[SPELL_STANDING];
        summary_destroy(summary);
    }
    double s_up = cv_up * mtbf_h, s_down = cv_down * mttr_h;
    double variance =
        (s_up * s_up * mttr_h * mttr_h + s_down * s_down * mtbf_h * mtbf_h) / pow(cycle, 3) / time;
    double start = REPLICATIONS * cycle / time; /* each begins with a new vehicle */
    assert_close(repair / time, mttr_h / cycle, 3.29 * sqrt(variance) + start);
    double counts = sqrt((s_up * s_up + s_down * s_down) / pow(cycle, 3) / time);
    assert_close(breakdowns / time, 1 / cycle, 3.29 * counts + REPLICATIONS / time);
    network_destroy(network);
}

static void test_availability_is_that_of_an_alternating_renewal_process(void **state)
{
    (void)state;
    assert_availability(", breakdowns: {every: {exponential: {mean: 50 h}}, "
                        "lasts: {exponential: {mean: 10 h}}}",
                        50, 1, 10, 1);
    assert_availability(", breakdowns: {every: {gamma: {mean: 30 h, cv: 0.5}}, "
                        "lasts: {lognormal: {mean: 8 h, cv: 1.2}}}",
                        30, 0.5, 8, 1.2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_load_waits_for_the_repair),
        cmocka_unit_test(test_a_spare_goes_on_and_the_fleet_is_one_short),
        cmocka_unit_test(test_who_is_repaired_before_a_spare_is_there_goes_on_itself),
        cmocka_unit_test(test_a_fleet_without_limit_has_a_clock_for_each_vehicle),
        cmocka_unit_test(test_maintenance_by_kilometres_is_due_on_return),
        cmocka_unit_test(test_maintenance_by_the_clock_counts_from_the_end_of_the_last),
        cmocka_unit_test(test_departures_wait_for_a_shift_in_which_they_should_be_home),
        cmocka_unit_test(test_another_driver_takes_over_at_the_base_only),
        cmocka_unit_test(test_what_is_on_board_and_back_times_are_foreseen),
        cmocka_unit_test(test_what_fits_into_no_shift_leaves_in_one_and_ends_in_overtime),
        cmocka_unit_test(test_a_vehicle_that_is_back_after_the_shift_waits_with_its_route),
        cmocka_unit_test(test_of_several_types_that_goes_which_has_a_driver),
        cmocka_unit_test(test_drivers_rest_in_the_middle_of_a_leg),
        cmocka_unit_test(test_waiting_is_rest_but_handling_is_work),
        cmocka_unit_test(test_hours_and_lost_parcel_hours_add_up),
        cmocka_unit_test(test_availability_is_that_of_an_alternating_renewal_process),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
