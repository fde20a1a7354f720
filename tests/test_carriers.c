/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_carriers.c - carriers share the parcels: together they have exactly those that one system
 * has, each in its own places, and reports count every village once.
 *
 * Two villages, Near (300 people) beside the station S and Far (100) beside T, 22 km apart. Roads
 * are 1.3 times the great circle. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/measure/metrics.h"
#include "models/measure/summary.h"
#include "models/measure/village_records.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

static const char head[] =
    "lastmile: 1\nname: Carriers\nstart: 2016-06-06\n"
    "experiment: {warm_up: 2 d, horizon: 20 d, replications: 1, seed: 11}\n"
    "parcels: [{class: fast, inbound: 30 %, outbound: 60 %}, "
    "{class: slow, inbound: 70 %, outbound: 40 %}]\n"
    "villages:\n"
    "  choose: {reach: 8 km, beyond: lost}\n"
    "  list:\n"
    "    - {name: Near, lat: 25.00, lon: 106, people: 300}\n"
    "    - {name: Far, lat: 25.20, lon: 106, people: 100}\n"
    "pick_up: {dwell: {exponential: {mean: 20 h}}}\n"
    "vehicles:\n"
    "  - {type: truck, parcels: 400, speed: 50 km/h, costs: {per_km: 2 yuan/km}}\n"
    "  - {type: van, parcels: 30, speed: 30 km/h, costs: {per_km: 1 yuan/km}}\n"
    "people: {within: [2 km]}\n";

static const char demand[] = "demand:\n"
                             "  inbound: {orders: 130 /person/y, hours: {08-20: 3}}\n"
                             "  outbound: {orders: 60 /person/y}\n";

/* In which parcels of one moment are many. */
static const char crowded_demand[] =
    "demand:\n"
    "  inbound: {orders: 130 /person/y, parcels_per_order: {1: 40 %, 3: 40 %, 9: 20 %},\n"
    "    busy_days: {gamma: {mean: 1, cv: 0.5}}}\n"
    "  outbound: {orders: 60 /person/y}\n";

static const char carriers[] = "carriers: [{name: North, share: 50 %}, {name: South, share: 30 %}, "
                               "{name: West, share: 20 %}]\n";

static const char one_system[] =
    "hubs: [{name: H, lat: 26, lon: 106, vehicles: {truck: 1}, sorting: {rate: 90 /h}}]\n"
    "counties: [{name: C, lat: 25.1, lon: 106, vehicles: {van: 2}, "
    "sorting: {servers: 1, time: {gamma: {mean: 2 min, cv: 1}}, shifts: \"06:00-20:00\"}}]\n"
    "stations: [{name: S, lat: 25.00, lon: 106.01, shelf: 60}, "
    "{name: T, lat: 25.20, lon: 106.01}]\n"
    "line_haul: [{name: L, to: each county, vehicle: truck, depart: [\"02:00\", \"12:00\"]}]\n"
    "feeders: [{name: F, stops: all stations, vehicle: van, depart: [\"08:00\", \"14:00\"]}]\n";

/* North has a hub, a county and both stations of its own; South's hub is also West's, and their
 * only station is S: it is in a county of theirs each. */
static const char apart[] =
    "hubs:\n"
    "  - {name: HN, lat: 26, lon: 106, vehicles: {truck: 1}, carrier: North}\n"
    "  - {name: HX, lat: 26, lon: 106, vehicles: {truck: 1}, sorting: {rate: 60 /h}}\n"
    "counties:\n"
    "  - {name: CN, hub: HN, lat: 25.1, lon: 106, vehicles: {van: 1}}\n"
    "  - {name: CS, hub: HX, lat: 25.1, lon: 106, vehicles: {van: 1}, carrier: South}\n"
    "  - {name: CW, hub: HX, lat: 25.1, lon: 106, vehicles: {van: 1}, carrier: West}\n"
    "stations:\n"
    "  - {name: SN, county: CN, lat: 25.00, lon: 106.01}\n"
    "  - {name: TN, county: CN, lat: 25.20, lon: 106.01}\n"
    "  - {name: SS, county: CS, lat: 25.00, lon: 106.02}\n"
    "  - {name: SW, county: CW, lat: 25.00, lon: 106.03}\n"
    "line_haul: [{name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}]\n"
    "feeders: [{name: F, stops: all stations, vehicle: van, depart: [\"08:00\", \"14:00\"]}]\n";

static struct network *compile(const char *orders, const char *who, const char *places)
{
    char *text = NULL;
    assert_true(asprintf(&text, "%s%s%s%s", head, orders, who, places) > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

/* ---- what happened, with villages told apart by their names ---- */

/* A village is the place of its name among these, whatever its id. */
static int32_t ordinal(const char *name)
{
    static const char *const names[] = {"Near", "Far"};
    for (int32_t i = 0; i < 2; i++) {
        if (strcmp(names[i], name) == 0) {
            return i;
        }
    }
    const char *digits = strrchr(name, 'V'); /* of a group: "G 1/V003" */
    return digits ? 1000 * name[2] + (int32_t)strtol(digits + 1, NULL, 10) : -1;
}

static struct fact_list story(const struct network *network, bool all)
{
    struct fact_observer seen = {.network = network};
    struct fact_list list = {0};
    for (int32_t region = 0; region < network->hub_count; region++) {
        fact_observer_run(&seen, region, 0, true);
        for (size_t f = 0; f < seen.facts.count; f++) {
            struct fact fact = seen.facts.facts[f];
            fact.village = fact.village < 0 ? -1 : ordinal(network->villages[fact.village].name);
            if (all || fact.kind == FACT_ENTERED) {
                fact_list_add(&list, fact);
            }
        }
        fact_list_done(&seen.facts);
    }
    fact_list_sort(&list);
    return list;
}

static void assert_same_story(const struct network *one, const struct network *other, bool all)
{
    struct fact_list a = story(one, all), b = story(other, all);
    assert_true(a.count > 1000);
    assert_int_equal(a.count, b.count);
    for (size_t f = 0; f < a.count; f++) {
        if (fact_compare(&a.facts[f], &b.facts[f]) != 0) {
            fact_print(&a.facts[f], stderr);
            fact_print(&b.facts[f], stderr);
            fail();
        }
    }
    fact_list_done(&a);
    fact_list_done(&b);
}

static void compare(const char *orders, const char *who, const char *places, bool all)
{
    struct network *one = compile(orders, "", one_system), *other = compile(orders, who, places);
    assert_same_story(one, other, all);
    network_destroy(one);
    network_destroy(other);
}

/* Birth, village, luck and class of each: what the comparison of two systems rests on. */
static void test_carriers_have_together_the_parcels_that_one_system_has(void **state)
{
    (void)state;
    compare(demand, carriers, apart, false);
    compare(crowded_demand, carriers, apart, false);
}

static void test_one_carrier_of_all_parcels_is_no_carrier(void **state)
{
    (void)state;
    compare(demand, "carriers: [{name: All, share: 100 %}]\n", one_system, true);
    compare(crowded_demand, "carriers: [{name: All, share: 100 %}]\n", one_system, true);
}

static void test_carriers_who_share_everything_are_one_system(void **state)
{
    (void)state;
    compare(demand, carriers, one_system, true);
}

/* An order that was recorded has the luck that the village's order of that number would have. */
static void test_recorded_orders_are_shared_like_drawn_ones(void **state)
{
    (void)state;
    char path[] = "/tmp/lastmile-test-XXXXXX.csv", *orders = NULL;
    int file = mkstemps(path, 4);
    assert_true(file >= 0);
    FILE *out = fdopen(file, "w");
    fprintf(out, "time,village,class\n");
    for (int i = 0; i < 2000; i++) { /* some at one moment */
        fprintf(out, "2016-06-%02d %02d:%02d,%s,slow\n", 6 + i / 100, 8 + i % 12, i % 3 * 20,
                i % 4 == 0 ? "Far" : "Near");
    }
    fclose(out);
    assert_true(asprintf(&orders,
                         "demand: {outbound: {trace: %s}, inbound: {orders: 9 /person/y}}\n",
                         strrchr(path, '/') + 1) > 0);
    compare(orders, carriers, apart, false);
    compare(orders, "carriers: [{name: All, share: 100 %}]\n", one_system, true);
    unlink(path);
    free(orders);
}

/* A county's stations are laid out by chance, its villages around them: all the same. */
static void test_counties_of_groups_serve_all_carriers(void **state)
{
    (void)state;
    static const char group[] =
        "lastmile: 1\nname: G\nstart: 2016-06-06\n"
        "experiment: {warm_up: 1 d, horizon: 9 d, seed: 5}\n"
        "hubs: [{name: H, lat: 26, lon: 106, vehicles: {truck: 2}}]\n"
        "county_groups: [{name: G, counties: 2, from_hub: 60 km, people: 4000, "
        "vehicles: {van: 2}, stations: {count: 4, from_centre: 9 km}, "
        "villages: {per_station: 2, from_station: {uniform: {from: 0 km, to: 9 km}}}}]\n"
        "villages: {list: [], choose: {reach: 6 km, beyond: lost}}\n"
        "demand: {inbound: {orders: 40 /person/y}, outbound: {orders: 9 /person/y}}\n"
        "vehicles: [{type: truck, parcels: 900, speed: 50 km/h}, "
        "{type: van, parcels: 200, speed: 30 km/h}]\n"
        "line_haul: [{name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}]\n"
        "feeders: [{name: F, stops: all stations, vehicle: van, depart: [\"08:00\"]}]\n";
    char *text = NULL;
    assert_true(asprintf(&text, "%s%s", group, carriers) > 0);
    struct network *one = network_from_text(group), *other = network_from_text(text);
    assert_int_equal(one->village_count, 16);
    assert_int_equal(other->village_count, 48);
    assert_int_equal(village_count(other), 16);
    assert_same_story(one, other, true);
    network_destroy(one);
    network_destroy(other);
    free(text);
}

/* Of n parcels a carrier with share p has n p, give or take 4.5 standard deviations; and so of
 * those of either class. */
static void test_shares_come_out_right(void **state)
{
    (void)state;
    static const double shares[] = {0.5, 0.3, 0.2};
    struct network *network = compile(demand, carriers, one_system);
    struct fact_observer seen = {.network = network};
    double counts[2][3] = {{0}};
    fact_observer_run(&seen, 0, 0, false);
    for (size_t f = 0; f < seen.facts.count; f++) {
        const struct fact *fact = &seen.facts.facts[f];
        if (fact->kind == FACT_ENTERED) {
            counts[fact->a][network->village_parts[fact->village].carrier]++;
        }
    }
    for (int class = 0; class < 2; class ++) {
        double n = counts[class][0] + counts[class][1] + counts[class][2];
        assert_true(n > 1000);
        for (int k = 0; k < 3; k++) {
            double p = shares[k], bound = 4.5 * sqrt(n * p * (1 - p));
            assert_close(counts[class][k], n * p, bound);
        }
    }
    fact_list_done(&seen.facts);
    network_destroy(network);
}

/* ---- who is served where ---- */

static const struct village *record(const struct network *network, const char *name,
                                    const char *carrier)
{
    for (int32_t v = 0; v < network->village_count; v++) {
        const char *its = network->carriers[network->village_parts[v].carrier].name;
        if (strcmp(network->villages[v].name, name) == 0 && strcmp(its, carrier) == 0) {
            return &network->villages[v];
        }
    }
    fail();
    return NULL;
}

static const char *station_of(const struct network *network, const char *name, const char *carrier)
{
    const struct village *village = record(network, name, carrier);
    return village->station == NO_PLACE ? "" : network->stations[village->station].name;
}

static void test_everybody_goes_to_the_nearest_of_their_carriers_stations(void **state)
{
    (void)state;
    struct network *network = compile(demand, carriers, apart);
    assert_string_equal(station_of(network, "Near", "North"), "SN");
    assert_string_equal(station_of(network, "Near", "South"), "SS");
    assert_string_equal(station_of(network, "Near", "West"), "SW");
    assert_string_equal(station_of(network, "Far", "North"), "TN");
    assert_int_equal(record(network, "Far", "South")->service, NOT_SERVED);
    assert_int_equal(record(network, "Far", "West")->service, NOT_SERVED);
    /* each where its carrier is, so that the loss is told there */
    centre_id county = record(network, "Far", "West")->county;
    assert_string_equal(network->centres[county].name, "CW");
    network_destroy(network);
}

/* The same where Near has this beside its people. */
static struct network *compile_near(const char *more)
{
    const char *near = strstr(head, "people: 300}") + strlen("people: 300");
    char *text = NULL;
    assert_true(asprintf(&text, "%.*s, %s%s%s%s%s", (int)(near - head), head, more, near, demand,
                         carriers, apart) > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

/* Station and county that are given hold for the parcels of their carrier; the others choose. */
static void test_a_given_station_is_given_to_its_carriers_parcels(void **state)
{
    (void)state;
    struct network *network = compile_near("station: TN");
    assert_string_equal(station_of(network, "Near", "North"), "TN");
    assert_string_equal(station_of(network, "Near", "South"), "SS");
    network_destroy(network);
    network = compile_near("county: CS");
    assert_string_equal(station_of(network, "Near", "North"), "SN");
    assert_string_equal(station_of(network, "Near", "South"), "SS");
    network_destroy(network);
}

static void test_what_is_expected_to_enter_is_divided_without_rest(void **state)
{
    (void)state;
    struct network *one = compile(crowded_demand, "", one_system);
    struct network *other = compile(crowded_demand, carriers, apart);
    for (int d = 0; d < DIRECTIONS; d++) {
        double all = network_expected_orders(one, (enum direction)d);
        assert_close(network_expected_orders(other, (enum direction)d) / all, 1, 1e-12);
    }
    network_destroy(one);
    network_destroy(other);
}

/* ---- reports ---- */

static struct results *measure(const struct network *network)
{
    const atomic_bool never = false;
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(network, DETAIL_AUTO, results);
    struct summary *summary = summary_create(network, 0);
    for (int32_t region = 0; region < network->hub_count; region++) {
        summary_absorb(summary, region_summary_run(network, region, 0, &never));
    }
    metrics_append(metrics, summary);
    summary_destroy(summary);
    metrics_destroy(metrics);
    return results;
}

/* The sum over all rows of these names; *ret_count of them. */
static double sum_of(const struct results *results, const struct result_row *like,
                     size_t *ret_count)
{
    double sum = 0;
    *ret_count = 0;
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (strcmp(row->measure, like->measure) == 0 &&
            strcmp(row->statistic, like->statistic) == 0 && strcmp(row->event, like->event) == 0 &&
            strcmp(row->direction, like->direction) == 0 && row->tier[0] == '\0' &&
            row->class_name[0] == '\0' && strcmp(row->place_kind, like->place_kind) == 0) {
            sum += row->values[0];
            (*ret_count)++;
        }
    }
    return sum;
}

static void assert_adds_up(const struct results *results, struct result_row of_all,
                           struct result_row of_carriers, size_t carriers_of_it)
{
    size_t count;
    double all = sum_of(results, &of_all, &count);
    assert_int_equal(count, 1);
    assert_true(all > 0);
    assert_close(sum_of(results, &of_carriers, &count) / all, 1, 1e-9);
    assert_int_equal(count, carriers_of_it);
}

static struct result_row row(const char *measure, const char *statistic, const char *direction,
                             const char *place_kind)
{
    return (struct result_row){.measure = (char *)measure,
                               .statistic = (char *)statistic,
                               .event = "",
                               .direction = (char *)direction,
                               .place_kind = (char *)place_kind};
}

static void test_figures_of_the_carriers_add_up(void **state)
{
    (void)state;
    struct network *network = compile(demand, carriers, apart);
    struct results *results = measure(network);
    for (int d = 0; d < DIRECTIONS; d++) {
        const char *direction = d == INBOUND ? "inbound" : "outbound";
        struct result_row all = row("throughput", "per_day", direction, "");
        all.event = "completed";
        assert_adds_up(results, all, row("throughput", "per_day", direction, "carrier"), 3);
    }
    assert_adds_up(results, row("cost", "per_day", "", ""), row("cost", "per_day", "", "carrier"),
                   3);
    /* South and West share the hub and its truck, but not their vans */
    size_t count;
    struct result_row km = row("km", "per_day", "", "carrier");
    double own = sum_of(results, &km, &count);
    assert_int_equal(count, 3);
    km.place_kind = "";
    assert_true(own < sum_of(results, &km, &count));
    results_destroy(results);
    network_destroy(network);
}

static void test_every_village_is_counted_once(void **state)
{
    (void)state;
    struct network *network = compile(demand, carriers, apart);
    network->watch_origins = true;
    struct results *results = measure(network);
    size_t count;
    struct result_row rows = row("delivery_time", "mean", "inbound", "village");
    rows.event = "available";
    sum_of(results, &rows, &count);
    assert_int_equal(count, 2);
    assert_int_equal(results->served_count, 2);
    assert_int_equal(results->place_count, 2 + 3 + 4 + 2);
    for (size_t v = 0; v < 2; v++) {
        const struct result_village *village = &results->served[v];
        bool near = strcmp(village->name, "Near") == 0;
        assert_string_equal(village->place_kind, "station");
        assert_string_equal(village->place, near ? "SN, SS, SW" : "TN");
    }
    results_destroy(results);
    network_destroy(network);
}

/* The stations lie 0.01, 0.02 and 0.03 degrees of longitude from Near, at 25 degrees of latitude:
 * with North, South and West the way is 1.310, 2.620 and 3.930 km. All of North's parcels are
 * within 2 km: half of everybody's. The mean way of Near is 0.5 x 1.310 + 0.3 x 2.620 + 0.2 x 3.930
 * km; Far is served by North alone, 0.01 degrees away at 25.2 degrees. */
static void test_people_are_divided_as_their_parcels_are(void **state)
{
    (void)state;
    struct network *network = compile(demand, carriers, apart);
    struct results *results = measure(network);
    const struct result_row *coverage = results_find(results, "coverage", "2km", "", "", "");
    const struct result_row *access = results_find(results, "access", "mean", "", "", "");
    assert_non_null(coverage);
    assert_non_null(access);
    double degree_m = M_PI / 180 * 6371008.8 * 1.3, near = cos(25 * M_PI / 180) * degree_m / 100,
           far = cos(25.2 * M_PI / 180) * degree_m / 100;
    assert_close(coverage->values[0], 0.5, 1e-9);
    assert_close(access->values[0], (300 * near * (0.5 + 0.6 + 0.6) + 100 * far) / 400 / 1000,
                 1e-5);
    results_destroy(results);
    network_destroy(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_carriers_have_together_the_parcels_that_one_system_has),
        cmocka_unit_test(test_one_carrier_of_all_parcels_is_no_carrier),
        cmocka_unit_test(test_carriers_who_share_everything_are_one_system),
        cmocka_unit_test(test_recorded_orders_are_shared_like_drawn_ones),
        cmocka_unit_test(test_counties_of_groups_serve_all_carriers),
        cmocka_unit_test(test_shares_come_out_right),
        cmocka_unit_test(test_everybody_goes_to_the_nearest_of_their_carriers_stations),
        cmocka_unit_test(test_a_given_station_is_given_to_its_carriers_parcels),
        cmocka_unit_test(test_what_is_expected_to_enter_is_divided_without_rest),
        cmocka_unit_test(test_figures_of_the_carriers_add_up),
        cmocka_unit_test(test_every_village_is_counted_once),
        cmocka_unit_test(test_people_are_divided_as_their_parcels_are),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
