/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/two_hubs.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/require.h"
#include "tests/assert_close.h"

static const char head[] = "lastmile: 1\nname: Two hubs\nstart: 2016-01-04\n";
static const char body[] =
    "hubs:\n"
    "  - {name: H1, lat: 26, lon: 115, sorting: {servers: 1, time: {exponential: {mean: 4 min}}},\n"
    "     vehicles: {truck: unlimited}}\n"
    "  - {name: H2, lat: 28, lon: 115, vehicles: {truck: unlimited}}\n"
    "counties:\n"
    "  - {name: C1, hub: H1, lat: 25, lon: 115, vehicles: {van: unlimited}}\n"
    "  - {name: C2, hub: H2, lat: 27, lon: 115, vehicles: {van: unlimited}}\n"
    "stations:\n"
    "  - {name: S1, county: C1, lat: 25, lon: 115.1, shelf: unlimited}\n"
    "  - {name: S2, county: C2, lat: 27, lon: 115.1, shelf: unlimited}\n"
    "villages:\n"
    "  - {name: V1, lat: 25, lon: 115.1, people: 1, station: S1}\n"
    "  - {name: V2, lat: 27, lon: 115.1, people: 1, station: S2}\n"
    "demand: {inbound: {orders: 9 /village/h}}\n"
    "vehicles:\n"
    "  - {type: truck, parcels: 1}\n"
    "  - {type: van, parcels: 1}\n"
    "travel:\n"
    "  links:\n"
    "    - {between: [H1, C1], time: 0 s}\n"
    "    - {between: [C1, S1], time: 0 s}\n"
    "    - {between: [H2, C2], time: 0 s}\n"
    "    - {between: [C2, S2], time: 0 s}\n"
    "line_haul:\n"
    "  - {name: t1, from: H1, to: C1, vehicle: truck, dispatch: {when_full: 1}}\n"
    "  - {name: t2, from: H2, to: C2, vehicle: truck, dispatch: {when_full: 1}}\n"
    "feeders:\n"
    "  - {name: f1, county: C1, stops: [S1], vehicle: van, dispatch: {when_full: 1}}\n"
    "  - {name: f2, county: C2, stops: [S2], vehicle: van, dispatch: {when_full: 1}}\n";

struct scenario *two_hubs_load(const char *experiment)
{
    char path[] = "/tmp/lastmile-experiment-XXXXXX.yaml";
    int descriptor = mkstemps(path, 5);
    DES_REQUIRE(descriptor >= 0);
    FILE *file = fdopen(descriptor, "w");
    fprintf(file, "%s%s\n%s", head, experiment, body);
    fclose(file);
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    if (!scenario) {
        problem_list_print(&problems, stderr);
    }
    DES_REQUIRE(scenario != NULL);
    problem_list_done(&problems);
    unlink(path);
    return scenario;
}

struct network *two_hubs_compile(void *context, bool warm_up_given, des_time warm_up)
{
    const struct network_options options = {.warm_up_given = warm_up_given, .warm_up = warm_up};
    return network_compile(context, &options);
}

static void assert_same_numbers(const double *a, const double *b, size_t count)
{
    assert_memory_equal(a, b, count * sizeof *a); /* to the bit, NaN included */
}

void assert_same_results(const struct results *a, const struct results *b)
{
    assert_int_equal(a->replications, b->replications);
    assert_int_equal(a->row_count, b->row_count);
    for (size_t r = 0; r < a->row_count; r++) {
        assert_string_equal(a->rows[r].measure, b->rows[r].measure);
        assert_string_equal(a->rows[r].place, b->rows[r].place);
        assert_same_numbers(a->rows[r].values, b->rows[r].values, a->replications);
    }
    assert_int_equal(a->series.length, b->series.length);
    assert_same_numbers(a->series.in_system[0], b->series.in_system[0], a->series.length);
    assert_same_numbers(a->series.in_system[1], b->series.in_system[1], a->series.length);
    assert_same_numbers(a->series.on_shelf, b->series.on_shelf, a->series.length);
    assert_int_equal(a->parcels, b->parcels);
    assert_int_equal(a->events, b->events);
}
