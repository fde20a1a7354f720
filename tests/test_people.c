/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_people.c - jobs, coverage, access and equity of a world small enough for a pencil.
 *
 * One station, open eight hours a day; 100 people live 0.01 degrees of latitude north of it, 300
 * 0.05 degrees, and 50 so far that nobody serves them. A degree is pi / 180 x 6371.0088 km, and
 * roads are 1.3 times as long. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metrics.h"
#include "models/measure/summary.h"
#include "tests/assert_close.h"
#include "tests/random_scenario.h"

static const char village_text[] =
    "lastmile: 1\n"
    "name: Pencil\n"
    "start: 2016-06-06\n"
    "experiment: {warm_up: 7 d, horizon: 28 d}\n"
    "hubs:\n"
    "  - {name: H, lat: 26, lon: 106, vehicles: {truck: 1}}\n"
    "counties:\n"
    "  - name: C\n"
    "    lat: 25.3\n"
    "    lon: 106\n"
    "    sorting: {servers: 2, time: 1 min, shifts: \"05:00-13:00\"}\n"
    "    vehicles: {van: 1}\n"
    "stations:\n"
    "  - {name: S, lat: 25, lon: 106, open: \"09:00-17:00\", costs: {per_month: 365 yuan/month}}\n"
    "villages:\n"
    "  choose: {reach: 10 km, beyond: lost}\n"
    "  list:\n"
    "    - {name: Near, lat: 25.01, lon: 106, people: 100}\n"
    "    - {name: Middle, lat: 25.05, lon: 106, people: 300}\n"
    "    - {name: Far, lat: 25.2, lon: 106, people: 50}\n"
    "demand: {inbound: {orders: 20 /person/y}}\n"
    "vehicles:\n"
    "  - {type: truck, parcels: 500, speed: 50 km/h}\n"
    "  - {type: van, parcels: 500, speed: 30 km/h}\n"
    "travel: {distance: {great_circle: {detour: 1.3}}}\n"
    "line_haul: [{name: l, to: C, vehicle: truck, depart: [\"01:00\"], back: [\"06:00\"]}]\n"
    "feeders: [{name: f, stops: [S], vehicle: van, depart: [\"07:00\"], back: [\"10:00\"]}]\n"
    "people: {full_time: 40 h, within: [2 km, 5 km, 10 km]}\n";

struct fixture {
    struct network *network;
    struct results *results;
};

static int set_up(void **state)
{
    struct fixture *self = des_allocate(1, sizeof *self);
    const atomic_bool never = false;
    self->network = network_from_text(village_text);
    self->results = results_create();
    struct metrics *metrics = metrics_create(self->network, DETAIL_AUTO, self->results);
    struct summary *summary = summary_create(self->network, 0);
    summary_absorb(summary, region_summary_run(self->network, 0, 0, &never));
    metrics_append(metrics, summary);
    summary_destroy(summary);
    metrics_destroy(metrics);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *self = *state;
    results_destroy(self->results);
    network_destroy(self->network);
    free(self);
    return 0;
}

static double value(const struct fixture *self, const char *measure, const char *statistic,
                    const char *tier, const char *place)
{
    for (size_t r = 0; r < self->results->row_count; r++) {
        const struct result_row *row = &self->results->rows[r];
        if (strcmp(row->measure, measure) == 0 && strcmp(row->statistic, statistic) == 0 &&
            strcmp(row->tier, tier) == 0 && strcmp(row->place, place) == 0) {
            return row->values[0];
        }
    }
    fail_msg("no %s %s %s %s", measure, statistic, tier, place);
    return NAN;
}

static void test_the_way_is_what_the_pencil_says(void **state)
{
    const struct fixture *self = *state;
    const double degree = M_PI / 180 * 6371.0088 * 1.3;
    const double near = 0.01 * degree, middle = 0.05 * degree; /* 1.446 and 7.228 km */
    assert_close(value(self, "access", "mean", "", "Near"), near, 1e-6);
    assert_close(value(self, "access", "mean", "", "Middle"), middle, 1e-6);
    assert_close(value(self, "access", "mean", "", ""), (100 * near + 300 * middle) / 400, 1e-6);
    assert_close(value(self, "access", "p50", "", ""), middle, 1e-6);
    assert_close(value(self, "access", "max", "", ""), middle, 1e-6);
    /* of two values: w1 x w2 x their difference / mean = 0.25 x 0.75 x 4 / 4 */
    assert_close(value(self, "access_gini", "share", "", ""), 0.1875, 1e-9);
    assert_close(value(self, "access_ratio", "share", "", ""), 5, 1e-6);
}

static void test_coverage_counts_those_whom_nobody_serves(void **state)
{
    const struct fixture *self = *state;
    assert_close(value(self, "coverage", "2km", "", ""), 100.0 / 450, 1e-12);
    assert_close(value(self, "coverage", "5km", "", ""), 100.0 / 450, 1e-12);
    assert_close(value(self, "coverage", "10km", "", ""), 400.0 / 450, 1e-12);
}

/* A week: a keeper 56 h, two who sort 112 h. The van leaves at 07:00, is there some 70 min later,
 * waits for 10:00 and needs as long back. */
static void test_jobs_are_staffed_hours(void **state)
{
    const struct fixture *self = *state;
    assert_close(value(self, "staffed_hours", "per_day", "station", ""), 8, 1e-9);
    assert_close(value(self, "jobs", "total", "station", ""), 56 / 40.0, 1e-9);
    assert_close(value(self, "staffed_hours", "per_day", "county", ""), 16, 1e-9);
    assert_close(value(self, "jobs", "total", "county", ""), 112 / 40.0, 1e-9);
    const double hours = 0.3 * M_PI / 180 * 6371.0088 * 1.3 / 30;
    assert_close(value(self, "staffed_hours", "per_day", "feeder", ""), 3 + hours, 1e-4);
    double sum = 0;
    static const char *const tiers[] = {"hub", "line-haul", "county", "feeder", "station"};
    for (size_t t = 0; t < sizeof tiers / sizeof *tiers; t++) {
        sum += value(self, "jobs", "total", tiers[t], "");
    }
    double all = value(self, "jobs", "total", "", "");
    assert_close(sum, all, 1e-9);
    /* 365 a month are all the costs there are */
    assert_close(value(self, "cost_per_job", "mean", "", ""), 365 / all, 1e-9);
}

/* Who lives near and who lives farther off is served by the same van at the same hours. */
static void test_one_station_serves_alike(void **state)
{
    const struct fixture *self = *state;
    double near = value(self, "delivery_time", "mean", "", "Near");
    double middle = value(self, "delivery_time", "mean", "", "Middle");
    double low = fmin(near, middle), high = fmax(near, middle), mean = 0.25 * near + 0.75 * middle;
    assert_close(value(self, "delivery_time_ratio", "share", "", ""), high / low, 1e-9);
    assert_close(value(self, "delivery_time_gini", "share", "", ""),
                 0.25 * 0.75 * (high - low) / mean, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_way_is_what_the_pencil_says),
        cmocka_unit_test(test_coverage_counts_those_whom_nobody_serves),
        cmocka_unit_test(test_jobs_are_staffed_hours),
        cmocka_unit_test(test_one_station_serves_alike),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
