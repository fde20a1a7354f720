/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_costs.c - money and emissions of a world small enough for a pencil.
 *
 * A hub, a county 100 km away, stations Sun (10 km) and Tor (20 km further, 30 km from the county).
 * Observed are 730 h, which is a month, from 10:00 of the first day on. One truck trip brings six
 * parcels and takes two, a van's brings four to Sun (one of which finds the shelf full and comes
 * back) and two to Tor and takes one from each, and one van drives for nothing. */
#include "models/measure/costs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metrics.h"
#include "models/measure/summary.h"
#include "tests/assert_close.h"
#include "tests/random_scenario.h"

static const char pencil[] =
    "lastmile: 1\n"
    "name: Pencil\n"
    "start: 2016-06-06\n"
    "experiment: {warm_up: 10 h, horizon: 730 h}\n"
    "parcels:\n"
    "  - {class: only, inbound: 100 %, outbound: 100 %, promise: 24 h,\n"
    "     late: {per_parcel: 3 yuan, per_hour: 0.5 yuan/h}}\n"
    "hubs:\n"
    "  - {name: H, sorting: {rate: 60 /h, costs: {per_parcel: 0.5 yuan}}, vehicles: {truck: 1}}\n"
    "counties:\n"
    "  - name: C\n"
    "    sorting:\n"
    "      servers: 2\n"
    "      time: 1 min\n"
    "      shifts: \"08:00-16:00\"\n"
    "      costs: {per_hour: 10 yuan/h, per_month: 100 yuan/month}\n"
    "    vehicles: {van: 1}\n"
    "stations:\n"
    "  - {name: Sun, costs: {per_month: 70 yuan/month, per_parcel: 0.5 yuan, per_return: 2 yuan}}\n"
    "  - {name: Tor, open: \"09:00-12:00\", costs: {per_hour: 1 yuan/h}}\n"
    "villages:\n"
    "  - {name: At Sun, station: Sun, people: 100}\n"
    "  - {name: At Tor, station: Tor, people: 100}\n"
    "demand: {inbound: {orders: 1 /person/y}, outbound: {orders: 1 /person/y}}\n"
    "vehicles:\n"
    "  - {type: truck, parcels: 10, speed: 50 km/h, co2: {empty: 500 g/km, full: 700 g/km},\n"
    "     costs: {per_km: 2 yuan/km, per_trip: 10 yuan, per_hour: 30 yuan/h}}\n"
    "  - {type: van, parcels: 10, speed: 50 km/h, co2: {empty: 0.2 kg/km, full: 0.3 kg/km},\n"
    "     costs: {per_km: 1 yuan/km, per_hour: 20 yuan/h, per_month: 50 yuan/month}}\n"
    "travel:\n"
    "  links:\n"
    "    - {between: [H, C], distance: 100 km}\n"
    "    - {between: [C, Sun], distance: 10 km}\n"
    "    - {between: [Sun, Tor], distance: 20 km}\n"
    "    - {between: [Tor, C], distance: 30 km}\n"
    "line_haul: [{name: l, to: C, vehicle: truck, depart: [\"01:00\"]}]\n"
    "feeders: [{name: f, stops: [Sun, Tor], vehicle: van, depart: [\"09:00\"]}]\n";

enum { HUB, COUNTY };               /* centres */
enum { SUN, TOR, COUNTER, PLACES }; /* places: stations, then counters */
enum { LINE_HAUL, FEEDER };         /* routes */

static const double km = 1000;

struct fixture {
    struct network *network;
    struct costs *costs;
};

static des_time at(double hours)
{
    return des_time_from_seconds(3600 * hours);
}

static void drive(struct costs *costs, route_id route, double from_h, double to_h,
                  double distance_m, const struct stop_record *stops, int32_t count)
{
    int32_t load = 0;
    for (int32_t s = 0; s < count; s++) {
        load += stops[s].brought;
    }
    costs_trip(costs, &(struct trip_record){.route = route,
                                            .pool = costs->network->routes[route].pool,
                                            .departed = at(from_h),
                                            .returned = at(to_h),
                                            .load_out = load,
                                            .distance_m = distance_m,
                                            .stops = stops,
                                            .stop_count = count});
}

static struct parcel born(double hours, enum direction direction, uint32_t village)
{
    return (struct parcel){.birth = parcel_birth(at(hours), 0, direction), .village = village};
}

/* What the head of this file tells. */
static void happens(struct costs *costs)
{
    const struct stop_record county[] = {{COUNTY, 6, 0, 2, 0, 100 * km}};
    const struct stop_record loop[] = {{SUN, 4, 1, 1, 0, 10 * km}, {TOR, 2, 0, 1, 0, 30 * km}};
    drive(costs, LINE_HAUL, 11, 15, 200 * km, county, 1);
    drive(costs, FEEDER, 16, 18, 60 * km, loop, 2);
    drive(costs, FEEDER, 20, 21, 60 * km, NULL, 0);
    costs_sorted(costs, HUB, INBOUND, 6);
    costs_sorted(costs, HUB, OUTBOUND, 2);
    costs_sorted(costs, COUNTY, INBOUND, 6);
    costs_sorted(costs, COUNTY, OUTBOUND, 2);
    const struct parcel in_time[] = {born(60, INBOUND, SUN), born(70, INBOUND, SUN)};
    const struct parcel late = born(50, INBOUND, SUN); /* available 30 h after: 6 h too late */
    const struct parcel tor[] = {born(79, INBOUND, TOR), born(79.5, INBOUND, TOR)};
    costs_available(costs, COUNTY, SUN, at(80), in_time, 2);
    costs_available(costs, COUNTY, SUN, at(80), &late, 1);
    costs_available(costs, COUNTY, TOR, at(81), tor, 2);
    costs_available(costs, COUNTY, NO_PLACE, at(81), tor, 1);
    struct parcel out = born(90, OUTBOUND, SUN);
    out.ready = at(100);
    costs_left_hub(costs, &out);
    out = born(90, OUTBOUND, TOR); /* 26 h: 2 h too late */
    out.ready = at(116);
    costs_left_hub(costs, &out);
}

static int set_up(void **state)
{
    struct fixture *self = des_allocate(1, sizeof *self);
    self->network = network_from_text(pencil);
    self->costs = costs_create(self->network, NULL);
    happens(self->costs);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *self = *state;
    costs_destroy(self->costs);
    network_destroy(self->network);
    free(self);
    return 0;
}

static const uint64_t one_returned[] = {1, 0};

static void test_every_cause_is_what_the_pencil_says(void **state)
{
    const struct fixture *self = *state;
    struct cost_shares shares = cost_shares_make(self->costs, one_returned);
    const double expected[COST_CAUSES] = {
        [COST_HAUL_KM] = 200 * 2,
        [COST_HAUL_TRIPS] = 10,
        [COST_HAUL_HOURS] = 4 * 30,
        [COST_FEEDER_KM] = 2 * 60 * 1,
        [COST_FEEDER_TRIPS] = 0,
        [COST_FEEDER_HOURS] = 3 * 20,
        [COST_VEHICLES] = 50,
        [COST_HUB_SORTING] = 8 * 0.5,
        /* 10:00-16:00, then 30 whole shifts of 8 h: the last day ends at 20:00 */
        [COST_COUNTY_SORTING] = (6 + 30 * 8) * 2 * 10 + 100,
        [COST_STATIONS] = 70,
        [COST_KEEPERS] = 2 + 30 * 3, /* 10:00-12:00, then 30 mornings */
        [COST_COMMISSION] = 4 * 0.5,
        [COST_RETURNS] = 2,
        [COST_LATE] = (3 + 6 * 0.5) + (3 + 2 * 0.5),
    };
    for (int c = 0; c < COST_CAUSES; c++) {
        assert_close(shares.by_cause[c], expected[c], 1e-9);
    }
    assert_close(cost_shares_sum(&shares), 5960, 1e-9);
    cost_shares_done(&shares);
}

/* Truck: 530, half-and-half kilometres, 6 in : 2 out. Van: 100, by parcel-km 90 (Sun in, the one
 * that came back included) : 50 (Sun out) : 60 (Tor in) : 30 (Tor out). For nothing: 80. */
static void test_shares_are_what_the_pencil_says(void **state)
{
    const struct fixture *self = *state;
    struct cost_shares shares = cost_shares_make(self->costs, one_returned);
    const double above[] = {530 * 0.75 + 4 * 0.75 + (5020 + 50) * 0.75,
                            530 * 0.25 + 4 * 0.25 + (5020 + 50) * 0.25};
    const double idle = 80.0 / 8; /* a parcel */
    assert_close(shares.places[INBOUND][SUN],
                 above[INBOUND] * 3 / 6 + 100 * 90.0 / 230 + 70 * 0.75 + 3 * 0.5 + 2 + 6 + 3 * idle,
                 1e-9);
    assert_close(shares.places[OUTBOUND][SUN],
                 above[OUTBOUND] / 2 + 100 * 50.0 / 230 + 70 * 0.25 + 0.5 + idle, 1e-9);
    assert_close(shares.places[INBOUND][TOR],
                 above[INBOUND] * 2 / 6 + 100 * 60.0 / 230 + 92 * 2.0 / 3 + 2 * idle, 1e-9);
    assert_close(shares.places[OUTBOUND][TOR],
                 above[OUTBOUND] / 2 + 100 * 30.0 / 230 + 92 / 3.0 + 4 + idle, 1e-9);
    assert_close(shares.places[INBOUND][COUNTER], above[INBOUND] / 6 + idle, 1e-9);
    assert_close(shares.places[OUTBOUND][COUNTER], 0, 1e-9);
    cost_shares_done(&shares);
}

static void assert_adds_up(const struct cost_shares *shares)
{
    double sum = cost_shares_sum(shares);
    assert_true(sum > 0);
    assert_close(shares->total[INBOUND] + shares->total[OUTBOUND], sum, 1e-9 * sum);
}

static void test_shares_add_up_even_where_nothing_was_carried(void **state)
{
    const struct fixture *self = *state;
    struct cost_shares shares = cost_shares_make(self->costs, one_returned);
    assert_adds_up(&shares);
    cost_shares_done(&shares);
    /* One parcel at the counter bears it all: no trip, nothing sorted, two idle stations. */
    struct costs *lonely = costs_create(self->network, NULL);
    const struct parcel parcel = born(60, INBOUND, SUN);
    costs_available(lonely, COUNTY, NO_PLACE, at(61), &parcel, 1);
    shares = cost_shares_make(lonely, (const uint64_t[]){0, 0});
    assert_adds_up(&shares);
    assert_close(shares.places[INBOUND][COUNTER], 5020 + 50 + 70 + 92, 1e-9);
    cost_shares_done(&shares);
    costs_destroy(lonely);
}

static void test_a_trip_counts_its_kilometres_where_it_leaves_and_its_hours_where_they_lie(void **s)
{
    const struct fixture *self = *s;
    struct costs *costs = costs_create(self->network, NULL);
    drive(costs, LINE_HAUL, 9, 12, 200 * km, NULL, 0); /* two of its hours are observed */
    assert_close(costs->transport[LINE_HAUL_USE].km, 0, 0);
    assert_close(costs->transport[LINE_HAUL_USE].hours, 60, 1e-9);
    assert_close(costs->transport[LINE_HAUL_USE].grams, 0, 0);
    drive(costs, LINE_HAUL, 738, 741, 200 * km, NULL, 0); /* the last two of three */
    assert_close(costs->transport[LINE_HAUL_USE].km, 400, 1e-9);
    assert_close(costs->transport[LINE_HAUL_USE].hours, 120, 1e-9);
    assert_close(costs->idle, 400 + 10 + 120, 1e-9);
    costs_destroy(costs);
}

/* Truck: 200 km x 500 g and, full for 800 of 10 x 200 parcel-km, 80 km x 200 g more. Van: twice
 * 60 km x 200 g, 23 km x 100 g more. */
static void test_emissions_are_linear_in_the_load(void **state)
{
    const struct fixture *self = *state;
    assert_close(self->costs->transport[LINE_HAUL_USE].grams, 116000, 1e-6);
    assert_close(self->costs->transport[FEEDER_USE].grams, 12000 + 2300 + 12000, 1e-6);
}

static void test_a_load_that_never_arrives_is_on_board_all_the_way(void **state)
{
    const struct fixture *self = *state;
    struct costs *costs = costs_create(self->network, NULL);
    const struct trip_record trip = {.route = FEEDER,
                                     .pool = self->network->routes[FEEDER].pool,
                                     .departed = at(730),
                                     .returned = at(740),
                                     .load_out = 10,
                                     .distance_m = 10 * km};
    costs_trip(costs, &trip);
    assert_close(costs->transport[FEEDER_USE].grams, 10 * 300, 1e-9);
    costs_destroy(costs);
}

static void test_where_no_road_has_a_length_parcels_share_alike(void **state)
{
    const struct fixture *self = *state;
    struct costs *costs = costs_create(self->network, NULL);
    const struct stop_record loop[] = {{SUN, 3, 0, 0, 0, 0}, {TOR, 0, 0, 1, 0, 0}};
    drive(costs, FEEDER, 16, 18, 0, loop, 2);
    assert_close(costs->places[SUN].carriage[INBOUND], 30, 1e-9);
    assert_close(costs->places[TOR].carriage[OUTBOUND], 10, 1e-9);
    costs_destroy(costs);
}

/* ---- of whole runs ---- */

static const char *path_of(const char *name, char *path, size_t size)
{
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    snprintf(path, size, "%s/scenarios/%s", root ? root : ".", name);
    return path;
}

static struct summary *run(const struct network *network)
{
    const atomic_bool never = false;
    struct summary *summary = summary_create(network, 0);
    for (int32_t r = 0; r < network->hub_count; r++) {
        summary_absorb(summary, region_summary_run(network, r, 0, &never));
    }
    return summary;
}

static double only_value(const struct results *results, const char *measure, const char *statistic,
                         const char *event, const char *direction)
{
    const struct result_row *row =
        results_find(results, measure, statistic, event, direction, NULL);
    assert_non_null(row);
    return row->values[0];
}

static double of_tier(const struct results *results, const char *tier, const char *event)
{
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (strcmp(row->measure, "cost") == 0 && strcmp(row->statistic, "per_day") == 0 &&
            strcmp(row->tier, tier) == 0 && strcmp(row->event, event) == 0) {
            return row->values[0];
        }
    }
    fail_msg("no cost of %s %s", tier, event);
    return 0;
}

/* The county's truck leaves twice a day for 130 km and back at 2.4 yuan; five of ten stations on
 * each loop; rent 400 a month. */
static void test_a_run_costs_what_its_timetable_says(void **state)
{
    (void)state;
    char path[4096];
    struct network *network =
        network_from_file(path_of("policies/costs.yaml", path, sizeof path), 1);
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(network, DETAIL_AUTO, results);
    struct summary *summary = run(network);
    metrics_append(metrics, summary);
    assert_close(of_tier(results, "line-haul", "km"), 2 * 260 * 2.4, 1e-9);
    assert_close(of_tier(results, "line-haul", "trips"), 2 * 60, 1e-9);
    assert_close(of_tier(results, "station", "rent"), 10 * 400 * 12 / 365.0, 1e-9);
    assert_close(of_tier(results, "county", "sorting"), 2 * 13 * 25 + 3000 * 12 / 365.0, 1e-9);
    double cost = only_value(results, "cost", "per_day", NULL, NULL);
    double in = only_value(results, "cost", "per_day", NULL, "inbound");
    double out = only_value(results, "cost", "per_day", NULL, "outbound");
    assert_close(in + out, cost, 1e-9 * cost);
    double places = 0, counties = 0;
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        bool daily = strcmp(row->measure, "cost") == 0 && strcmp(row->statistic, "per_day") == 0;
        bool county = strcmp(row->place_kind, "county") == 0;
        counties += daily && county ? row->values[0] : 0;
        places += daily && !county && row->place_kind[0] != '\0' ? row->values[0] : 0;
    }
    assert_close(places, cost, 1e-9 * cost);
    assert_close(counties, cost, 1e-9 * cost);
    double revenue = only_value(results, "revenue", "per_day", NULL, NULL);
    assert_close(only_value(results, "result", "per_day", NULL, NULL), revenue - cost, 1e-9);
    summary_destroy(summary);
    metrics_destroy(metrics);
    results_destroy(results);
    network_destroy(network);
}

/* 500 a month for each of ten stations, and 2 for each parcel that goes out. */
static void test_a_subsidy_moves_no_parcel_and_adds_up(void **state)
{
    (void)state;
    char path[4096];
    double cost[2], result[2], throughput = 0, subsidy = 0;
    static const char *const names[] = {"policies/costs.yaml", "policies/subsidy.yaml"};
    for (int i = 0; i < 2; i++) {
        struct network *network = network_from_file(path_of(names[i], path, sizeof path), 1);
        struct results *results = results_create();
        struct metrics *metrics = metrics_create(network, DETAIL_NETWORK, results);
        struct summary *summary = run(network);
        metrics_append(metrics, summary);
        cost[i] = only_value(results, "cost", "per_day", NULL, NULL);
        result[i] = only_value(results, "result", "per_day", NULL, NULL);
        throughput = only_value(results, "throughput", "per_day", "completed", "outbound");
        subsidy = i == 1 ? only_value(results, "subsidy", "per_day", NULL, NULL) : 0;
        summary_destroy(summary);
        metrics_destroy(metrics);
        results_destroy(results);
        network_destroy(network);
    }
    assert_close(subsidy, 10 * 500 * 12 / 365.0 + 2 * throughput, 1e-9);
    assert_close(result[1] - result[0], subsidy, 1e-9);
    assert_close(cost[1], cost[0], 0);
}

/* Kilometres of trips are those that the vehicles' own figures have, and a village's way is
 * there and back. */
static void test_emissions_of_a_run_lie_between_empty_and_full(void **state)
{
    (void)state;
    char path[4096];
    struct network *network =
        network_from_file(path_of("policies/costs.yaml", path, sizeof path), 1);
    struct summary *summary = run(network);
    double haul_km = 0;
    for (route_id r = 0; r < network->route_count; r++) {
        haul_km += network->routes[r].line_haul ? summary->routes[r].distance_m / km : 0;
    }
    double grams = summary->costs->transport[LINE_HAUL_USE].grams;
    assert_true(grams > 450 * haul_km && grams < 620 * haul_km);
    double way_m = 0;
    for (village_id v = 0; v < network->village_count; v++) {
        way_m +=
            (double)summary->origins->villages[INBOUND][v].count * network->villages[v].access_m;
    }
    assert_close(summary->costs->way_m[INBOUND], way_m, 1e-6 * way_m);
    assert_close(network->carbon->own_g_per_m, 0.5 * (0.5 * 0.060 + 0.2 * 0.012), 1e-12);
    summary_destroy(summary);
    network_destroy(network);
}

/* ---- of any scenario ---- */

/* Random scenario `number` with prices put in: its vehicle types end in "km/h}". */
static struct network *priced(uint64_t number)
{
    static const char costs[] = "km/h, costs: {per_km: 2 yuan/km, per_trip: 7 yuan, "
                                "per_hour: 30 yuan/h, per_month: 900 yuan/month}, "
                                "co2: {empty: 200 g/km, full: 300 g/km}}";
    static const char rest[] = "money: {per_return: 2 yuan, late: {per_parcel: 1 yuan}}\n"
                               "carbon: {own_trips: [{name: car, share: 40 %, co2: 150 g/km}]}\n"
                               "people: {full_time: 40 h}\n";
    char *text = NULL, *with = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    random_scenario_write(number, out);
    fclose(out);
    out = open_memstream(&with, &size);
    const char *from = text;
    for (const char *end; (end = strstr(from, "km/h}")) != NULL; from = end + strlen("km/h}")) {
        fprintf(out, "%.*s%s", (int)(end - from), from, costs);
    }
    fprintf(out, "%s%s", from, rest);
    fclose(out);
    struct network *network = network_from_text(with);
    free(text);
    free(with);
    return network;
}

static void test_shares_add_up_in_any_network(void **state)
{
    (void)state;
    enum { NETWORKS = 60 };
    int some = 0;
    for (uint64_t number = 1; number <= NETWORKS; number++) {
        struct network *network = priced(number);
        struct summary *summary = run(network);
        uint64_t *returned = des_allocate((size_t)network->station_count, sizeof *returned);
        for (station_id s = 0; s < network->station_count; s++) {
            returned[s] = summary->stations[s].returned;
        }
        struct cost_shares shares = cost_shares_make(summary->costs, returned);
        double sum = cost_shares_sum(&shares), busy = 0;
        if (shares.completed[INBOUND] + shares.completed[OUTBOUND] > 0) {
            assert_close(shares.total[INBOUND] + shares.total[OUTBOUND], sum, 1e-9 * sum);
            some++;
        }
        for (int d = 0; d < DIRECTIONS; d++) {
            uint64_t completed = 0;
            for (int32_t c = 0; c < network->class_count; c++) {
                completed += summary->classes[d][c].completed;
            }
            assert_int_equal(shares.completed[d], completed);
        }
        for (pool_id p = 0; p < network->pool_count; p++) {
            busy += summary->pools[p].busy;
        }
        double away = summary->costs->transport[LINE_HAUL_USE].away +
                      summary->costs->transport[FEEDER_USE].away;
        assert_close(away, busy, 1e-9 * busy);
        cost_shares_done(&shares);
        free(returned);
        summary_destroy(summary);
        network_destroy(network);
    }
    assert_true(some > NETWORKS / 2);
}

static void test_without_prices_nothing_is_kept(void **state)
{
    (void)state;
    char path[4096];
    struct network *network = network_from_file(path_of("first-county.yaml", path, sizeof path), 1);
    assert_null(network->money);
    assert_null(network->carbon);
    assert_null(network->people);
    struct summary *summary = summary_create(network, 0);
    assert_null(summary->costs);
    summary_destroy(summary);
    network_destroy(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cause_is_what_the_pencil_says),
        cmocka_unit_test(test_shares_are_what_the_pencil_says),
        cmocka_unit_test(test_shares_add_up_even_where_nothing_was_carried),
        cmocka_unit_test(
            test_a_trip_counts_its_kilometres_where_it_leaves_and_its_hours_where_they_lie),
        cmocka_unit_test(test_emissions_are_linear_in_the_load),
        cmocka_unit_test(test_a_load_that_never_arrives_is_on_board_all_the_way),
        cmocka_unit_test(test_where_no_road_has_a_length_parcels_share_alike),
        cmocka_unit_test(test_a_run_costs_what_its_timetable_says),
        cmocka_unit_test(test_a_subsidy_moves_no_parcel_and_adds_up),
        cmocka_unit_test(test_emissions_of_a_run_lie_between_empty_and_full),
        cmocka_unit_test(test_shares_add_up_in_any_network),
        cmocka_unit_test(test_without_prices_nothing_is_kept),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
