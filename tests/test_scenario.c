/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_scenario.c - what a planner wrote is what the program reads. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <xxhash.h>

#include "engine/require.h"
#include "models/scenario/scenario.h"
#include "models/scenario/schema.h"
#include "tests/assert_close.h"

/* A folder of its own for each test's files. */
struct folder {
    char path[64];
};

static int make_folder(void **state)
{
    struct folder *folder = des_allocate(1, sizeof *folder);
    strcpy(folder->path, "/tmp/lastmile-scenario-XXXXXX");
    *state = folder;
    return mkdtemp(folder->path) ? 0 : -1;
}

static int remove_folder(void **state)
{
    struct folder *folder = *state;
    char command[100];
    snprintf(command, sizeof command, "rm -r '%s'", folder->path);
    int result = system(command);
    free(folder);
    return result;
}

static void write_bytes(const struct folder *folder, const char *name, const char *bytes,
                        size_t length)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    assert_int_equal(fclose(out), 0);
}

static void write_text(const struct folder *folder, const char *name, const char *text)
{
    write_bytes(folder, name, text, strlen(text));
}

/* The parts of a scenario that most tests leave alone. */
static const char head[] = "lastmile: 1\nname: Test\nstart: 2016-06-06\n";
static const char hubs[] = "hubs:\n  - {name: Hub, lat: 26, lon: 106, vehicles: {truck: 1}}\n";
static const char counties[] =
    "counties:\n  - {name: County, lat: 25, lon: 106, vehicles: {van: 2}}\n";
static const char stations[] = "stations:\n  - {name: Station, lat: 25, lon: 106.1}\n";
static const char villages[] = "villages:\n  - {name: Village, lat: 25, lon: 106.1, people: 100}\n";
static const char demand[] = "demand: {inbound: {orders: 14 /person/y}}\n";
static const char vehicles[] = "vehicles:\n  - {type: truck, parcels: 100, speed: 60 km/h}\n"
                               "  - {type: van, parcels: 50, speed: 36 km/h}\n";
static const char line_haul[] =
    "line_haul:\n  - {name: up, to: each county, vehicle: truck, depart: [\"01:00\"]}\n";
static const char feeders[] =
    "feeders:\n  - {name: down, stops: each station, vehicle: van, depart: [\"07:00\"]}\n";

static struct scenario *load_file(const struct folder *folder, const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", folder->path, name);
    struct problem_list problems = {0};
    bool unreadable = true;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    if (!scenario || problems.count > 0) {
        problem_list_print(&problems, stderr);
    }
    assert_non_null(scenario);
    assert_false(unreadable);
    problem_list_done(&problems);
    return scenario;
}

/* The whole scenario, with `part` in the place of the section it begins with. */
static struct scenario *load_with(const struct folder *folder, const char *part)
{
    const char *parts[] = {head,   hubs,     counties,  stations, villages,
                           demand, vehicles, line_haul, feeders};
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    for (size_t p = 0; p < sizeof parts / sizeof *parts; p++) {
        size_t key = strcspn(parts[p], ":") + 1;
        const char *found = strstr(part, parts[p]);
        bool given = strncmp(part, parts[p], key) == 0;
        for (const char *line = strchr(part, '\n'); line && !given; line = strchr(line + 1, '\n')) {
            given = strncmp(line + 1, parts[p], key) == 0;
        }
        fputs(given || found ? "" : parts[p], out);
    }
    fputs(part, out);
    fclose(out);
    write_text(folder, "scenario.yaml", text);
    free(text);
    return load_file(folder, "scenario.yaml");
}

/* ---- values ---- */

static void test_quantities_become_si(void **state)
{
    struct scenario *scenario = load_with(
        *state, "experiment: {warm_up: 7 d, horizon: 4 wk, seed: 42, replications: 20}\n"
                "parcels:\n  - {class: all, inbound: 100 %, promise: 48 h}\n"
                "travel: {distance: {great_circle: {detour: 1.35}}, links: [{between: [Hub, "
                "County], distance: 236 km, time: 4 h 20 min}]}\n");
    assert_close(scenario->experiment.warm_up_s, 7 * 86400, 0);
    assert_false(scenario->experiment.warm_up_auto);
    assert_close(scenario->experiment.horizon_s, 28 * 86400, 0);
    assert_int_equal(scenario->experiment.seed, 42);
    assert_int_equal(scenario->experiment.at_least, 20);
    assert_int_equal(scenario->experiment.at_most, 20);
    assert_close(scenario->classes[0].promise_s, 48 * 3600, 0);
    assert_close(scenario->classes[0].share[INBOUND], 1, 1e-12);
    assert_close(scenario->demand[INBOUND].per_person_s, 14 / (365 * 86400.0), 1e-18);
    assert_false(scenario->demand[OUTBOUND].given);
    assert_close(scenario->vehicles[1].speed_mps, 10, 1e-12);
    assert_close(scenario->travel.detour, 1.35, 0);
    const struct scenario_link *link = &scenario->travel.links[0];
    assert_true(link->both_ways && link->time_given);
    assert_close(link->distance_m, 236000, 0);
    assert_close(des_distribution_mean(&link->time), 4 * 3600 + 20 * 60, 0);
    scenario_destroy(scenario);
}

static void test_stop_when_is_one_or_a_list(void **state)
{
    struct scenario *scenario = load_with(
        *state, "experiment: {stop_when: {measure: throughput.inbound, half_width: 2 %}}\n");
    assert_int_equal(scenario->experiment.target_count, 1);
    assert_string_equal(scenario->experiment.targets[0].measure, "throughput.inbound");
    assert_close(scenario->experiment.targets[0].precision.half_width, 0.02, 1e-15);
    assert_int_equal(scenario->experiment.targets[0].look_ahead, 5);
    assert_close(scenario->experiment.confidence, 0.95, 1e-12);
    scenario_destroy(scenario);
    scenario = load_with(
        *state, "experiment:\n  stop_when:\n    - {measure: a, half_width: 30 min, look_ahead: 0}\n"
                "    - {measure: b, half_width: 0.01, confidence: 99 %}\n");
    assert_int_equal(scenario->experiment.target_count, 2);
    assert_int_equal(scenario->experiment.targets[0].precision.kind, PRECISION_TIME);
    assert_int_equal(scenario->experiment.targets[0].look_ahead, 0);
    assert_int_equal(scenario->experiment.targets[1].precision.kind, PRECISION_NUMBER);
    assert_close(scenario->experiment.confidence, 0.99, 1e-12);
    scenario_destroy(scenario);
}

static void test_what_is_left_out_has_its_default_and_is_told(void **state)
{
    struct scenario *scenario = load_with(*state, "");
    assert_true(scenario->experiment.warm_up_auto);
    assert_close(scenario->experiment.horizon_s, 28 * 86400, 0);
    assert_int_equal(scenario->experiment.at_least, 10);
    assert_int_equal(scenario->experiment.seed, 1);
    assert_close(scenario->experiment.confidence, 0.95, 1e-12);
    assert_int_equal(scenario->class_count, 1);
    assert_string_equal(scenario->classes[0].name.chars, "standard");
    assert_true(isinf(scenario->classes[0].promise_s));
    assert_close(scenario->travel.detour, 1.3, 0);
    assert_close(des_distribution_mean(&scenario->travel.delay), 1, 0);
    assert_int_equal(scenario->stations[0].shelf, UNLIMITED);
    assert_int_equal(scenario->stations[0].open.count, 0);
    assert_true(isinf(scenario->stations[0].return_after_s));
    assert_true(isinf(scenario->choice.reach_m));
    assert_int_equal(scenario->choice.beyond, BEYOND_LOST);
    assert_true(isnan(scenario->villages[0].rate[INBOUND]));
    for (int i = 0; i < 24; i++) {
        assert_close(scenario->demand[OUTBOUND].hours[i], 1, 0);
    }
    bool told = false;
    for (size_t a = 0; a < scenario->assumed_count; a++) {
        told |= strcmp(scenario->assumed[a], "experiment.horizon: 28 d") == 0;
    }
    assert_true(told);
    scenario_destroy(scenario);
}

static void test_every_distribution_is_read(void **state)
{
    static const struct {
        const char *text;
        enum des_distribution_kind kind;
        double mean;
    } cases[] = {
        {"20 h", DES_CONSTANT, 72000},
        {"{constant: {value: 20 h}}", DES_CONSTANT, 72000},
        {"{uniform: {from: 1 h, to: 3 h}}", DES_UNIFORM, 7200},
        {"{triangular: {from: 1 h, mode: 2 h, to: 3 h}}", DES_TRIANGULAR, 7200},
        {"{exponential: {mean: 2 h}}", DES_EXPONENTIAL, 7200},
        {"{erlang: {mean: 2 h, phases: 3}}", DES_GAMMA, 7200},
        {"{gamma: {mean: 2 h, cv: 0.9}}", DES_GAMMA, 7200},
        {"{lognormal: {mean: 2 h, cv: 1.4}}", DES_LOGNORMAL, 7200},
        {"{weibull: {mean: 2 h, shape: 1.5}}", DES_WEIBULL, 7200},
        {"{normal: {mean: 2 h, sd: 10 min}}", DES_NORMAL, 7200},
        {"{empirical: {values: [1 h, 2 h, 6 h]}}", DES_EMPIRICAL, 10800},
        {"{empirical: {values: [1 h, 5 h], weights: [3, 1]}}", DES_EMPIRICAL, 7200},
        {"{empirical: {file: dwell.csv}}", DES_EMPIRICAL, 7200},
    };
    write_text(*state, "dwell.csv", "value,weight\r\n1 h,3\r\n5 h,1\r\n");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char part[200];
        snprintf(part, sizeof part, "pick_up: {dwell: %s}\n", cases[i].text);
        struct scenario *scenario = load_with(*state, part);
        assert_int_equal(scenario->pick_up.dwell.kind, cases[i].kind);
        assert_close(des_distribution_mean(&scenario->pick_up.dwell), cases[i].mean, 1e-6);
        scenario_destroy(scenario);
    }
}

static void assert_hours(const struct scenario_hours *hours, size_t i, double open_h,
                         double close_h)
{
    assert_true(i < hours->count);
    assert_close((double)hours->intervals[i].open / (double)DES_HOUR, open_h, 0);
    assert_close((double)hours->intervals[i].close / (double)DES_HOUR, close_h, 0);
}

static void test_opening_hours_lie_in_a_week_from_monday(void **state)
{
    struct scenario *scenario =
        load_with(*state, "stations:\n"
                          "  - {name: A, lat: 25, lon: 106.1, open: {mon-tue: \"08:30-18:00\", "
                          "sun: [\"09:00-12:00\", \"14:00-24:00\"]}}\n"
                          "  - {name: B, lat: 25, lon: 106.1, open: \"22:00-06:00\"}\n"
                          "  - {name: C, lat: 25, lon: 106.1, open: always}\n"
                          "  - {name: D, lat: 25, lon: 106.1, open: {sat-mon: \"08:00-09:00\"}}\n");
    const struct scenario_hours *a = &scenario->stations[0].open, *b = &scenario->stations[1].open;
    assert_int_equal(a->count, 4);
    assert_hours(a, 0, 8.5, 18);
    assert_hours(a, 1, 24 + 8.5, 24 + 18);
    assert_hours(a, 2, 144 + 9, 144 + 12);
    assert_hours(a, 3, 144 + 14, 168);
    assert_int_equal(b->count, 8); /* Sunday night goes on on Monday morning */
    double open_h = 0;
    for (size_t i = 0; i < b->count; i++) {
        assert_true(b->intervals[i].close <= DES_WEEK);
        open_h += (double)(b->intervals[i].close - b->intervals[i].open) / (double)DES_HOUR;
    }
    assert_close(open_h, 56, 0);
    assert_int_equal(scenario->stations[2].open.count, 0);
    assert_int_equal(scenario->stations[3].open.count, 3);
    scenario_destroy(scenario);
}

static void test_demand_factors_fill_the_slots_they_name(void **state)
{
    struct scenario *scenario = load_with(
        *state, "demand:\n  inbound:\n    orders: 30 /village/d\n    growth: 45 %/y\n"
                "    hours: {08-12: 1.2, 23-02: 0.2}\n    weekdays: {sat: 1.15, mon-tue: 2}\n"
                "    months: {nov: 1.4}\n"
                "    peaks: [{name: Day, dates: 2016-06-18, factor: 3}, "
                "{name: Days, dates: 2016-06-28..2016-07-02, factor: 0.5}]\n");
    const struct scenario_demand *inbound = &scenario->demand[INBOUND];
    assert_close(inbound->per_village_s, 30 / 86400.0, 1e-15);
    assert_close(inbound->growth, 0.45, 1e-12);
    for (int h = 0; h < 24; h++) {
        double expected = h >= 8 && h < 12 ? 1.2 : h == 23 || h < 2 ? 0.2 : 1;
        assert_close(inbound->hours[h], expected, 0);
    }
    assert_close(inbound->weekdays[0], 2, 0);
    assert_close(inbound->weekdays[5], 1.15, 0);
    assert_close(inbound->weekdays[6], 1, 0);
    assert_close(inbound->months[10], 1.4, 0);
    assert_int_equal(inbound->peak_count, 2);
    assert_int_equal(inbound->peaks[0].from.day, 18);
    assert_int_equal(inbound->peaks[0].to.day, 18);
    assert_int_equal(inbound->peaks[1].to.month, 7);
    scenario_destroy(scenario);
}

static void test_routes_leave_as_they_say(void **state)
{
    struct scenario *scenario = load_with(
        *state, "feeders:\n"
                "  - {name: a, stops: [Station], vehicle: van, depart: [\"14:00\", \"07:30\"], "
                "days: [mon, sat-sun], stop_time: [6 min, 8 s/parcel], back: [\"18:00\"]}\n"
                "  - {name: b, stops: all stations, vehicle: van, depart: {every: 1 h}}\n"
                "  - {name: c, stops: {groups_of: 8}, vehicle: van, "
                "dispatch: {when_full: 80 %, wait_at_most: 6 h}, stop_time: 5 min}\n"
                "  - {name: d, stops: each station, vehicle: van, dispatch: {when_full: 10}}\n");
    const struct scenario_route *a = &scenario->feeders[0];
    assert_int_equal(a->stops_kind, STOPS_LISTED);
    assert_int_equal(a->dispatch.kind, DISPATCH_TIMETABLE);
    assert_int_equal(a->dispatch.times[0], 7 * DES_HOUR + 30 * DES_MINUTE);
    assert_true(a->dispatch.weekdays[0] && !a->dispatch.weekdays[1] && a->dispatch.weekdays[6]);
    assert_close(a->stop_s, 360, 0);
    assert_close(a->handling_s, 8, 0);
    assert_int_equal(a->back_times[0], 18 * DES_HOUR);
    const struct scenario_dispatch *b = &scenario->feeders[1].dispatch;
    assert_int_equal(b->kind, DISPATCH_EVERY);
    assert_close(b->first_s, 3600, 0);
    const struct scenario_dispatch *c = &scenario->feeders[2].dispatch;
    assert_int_equal(scenario->feeders[2].group_size, 8);
    assert_close(c->full_share, 0.8, 1e-12);
    assert_close(c->wait_at_most_s, 21600, 0);
    assert_int_equal(scenario->feeders[3].dispatch.full_parcels, 10);
    assert_true(isinf(scenario->feeders[3].dispatch.wait_at_most_s));
    scenario_destroy(scenario);
}

/* ---- names ---- */

static void test_the_only_hub_and_county_need_not_be_named(void **state)
{
    struct scenario *scenario = load_with(*state, "");
    assert_string_equal(scenario->counties[0].hub.chars, "Hub");
    assert_string_equal(scenario->stations[0].county.chars, "County");
    assert_null(scenario->villages[0].county.chars);
    scenario_destroy(scenario);
}

static const char group[] =
    "hubs:\n  - {name: A, lat: 26, lon: 106, vehicles: {truck: 1}}\n"
    "  - {name: B, lat: 27, lon: 106, vehicles: {truck: 1}}\n"
    "counties:\n  - {name: County, hub: A, lat: 25, lon: 106, vehicles: {van: 2}}\n"
    "stations:\n  - {name: Station, county: County, lat: 25, lon: 106.1}\n"
    "county_groups:\n  - name: G\n    counties: 12\n    from_hub: 50 km\n    people: 100\n"
    "    vehicles: {van: 1}\n    stations: {count: 3, from_centre: 5 km}\n"
    "    villages: {per_station: 2}\n";

static void test_a_group_hangs_on_all_hubs_unless_it_says_otherwise(void **state)
{
    struct scenario *scenario = load_with(*state, group);
    assert_int_equal(scenario->groups[0].hubs.count, 2);
    assert_string_equal(scenario->groups[0].hubs.names[1].chars, "B");
    assert_int_equal(scenario->groups[0].villages_per_station, 2);
    scenario_destroy(scenario);
}

static void test_a_run_to_a_group_is_one_to_each_of_its_counties(void **state)
{
    char part[2000];
    snprintf(part, sizeof part, "%s%s", group,
             "line_haul:\n  - {name: x, to: G, vehicle: truck, depart: [\"01:00\"]}\n"
             "  - {name: y, to: County, vehicle: truck, depart: [\"01:00\"]}\n");
    struct scenario *scenario = load_with(*state, part);
    assert_int_equal(scenario->line_haul[0].stops_kind, STOPS_EACH);
    assert_int_equal(scenario->line_haul[1].stops_kind, STOPS_LISTED);
    scenario_destroy(scenario);
}

static void test_places_of_a_group_can_be_named(void **state)
{
    char part[2000];
    snprintf(part, sizeof part, "%s%s", group,
             "travel: {links: [{between: [\"G 07\", G 07/S02], time: 5 min}]}\n"
             "villages:\n  - {name: V, county: G 12, lat: 25, lon: 106, people: 9}\n"
             "  - {name: W, station: G 01/S03, lat: 25, lon: 106, people: 9}\n");
    scenario_destroy(load_with(*state, part));
}

/* ---- files ---- */

static const char rows_from_csv[] =
    "stations: {defaults: {shelf: 60, open: \"08:00-18:00\"}, file: stations.csv, "
    "list: [{name: Last, lat: 25, lon: 106.3}]}\n";

static void test_rows_come_from_csv_then_from_the_list(void **state)
{
    write_text(*state, "stations.csv",
               "\xef\xbb\xbfname,lat,lon,shelf,when_full\r\n"
               "望谟县乐旺镇,25.1,106.4,120,return to sender\r\n"
               "\"Xintun, upper\",25.2,106.1,,\r\n,,,,\r\n");
    struct scenario *scenario = load_with(*state, rows_from_csv);
    assert_int_equal(scenario->station_count, 3);
    const struct scenario_station *rows = scenario->stations;
    assert_string_equal(rows[0].name.chars, "望谟县乐旺镇");
    assert_int_equal(rows[0].shelf, 120);
    assert_int_equal(rows[0].when_full, RETURN_TO_SENDER);
    assert_string_equal(rows[1].name.chars, "Xintun, upper");
    assert_int_equal(rows[1].shelf, 60); /* the default */
    assert_int_equal(rows[1].open.count, 7);
    assert_string_equal(rows[2].name.chars, "Last");
    assert_int_equal(rows[1].name.at.line, 3);
    scenario_destroy(scenario);
}

static void test_csv_from_a_chinese_spreadsheet_is_read(void **state)
{
    static const char gb18030[] = "name,lat,lon\n\xcd\xfb\xda\xd3,25.1,106.4\n";
    write_text(*state, "stations.csv", gb18030);
    struct scenario *scenario = load_with(*state, rows_from_csv);
    assert_string_equal(scenario->stations[0].name.chars, "望谟");
    scenario_destroy(scenario);
}

static void test_fingerprint_is_that_of_all_bytes_read(void **state)
{
    write_text(*state, "stations.csv", "name,lat,lon\nA,25,106\n");
    struct scenario *first = load_with(*state, rows_from_csv);
    struct scenario *again = load_file(*state, "scenario.yaml");
    write_text(*state, "stations.csv", "name,lat,lon\nA,25,106.5\n");
    struct scenario *other = load_file(*state, "scenario.yaml");
    assert_true(first->hash == again->hash);
    assert_true(first->hash != other->hash);
    scenario_destroy(first);
    scenario_destroy(again);
    scenario_destroy(other);
}

static void test_what_cannot_be_read_is_told_apart(void **state)
{
    const struct folder *folder = *state;
    char missing[200];
    snprintf(missing, sizeof missing, "%s/missing.yaml", folder->path);
    const char *paths[] = {missing, folder->path};
    for (size_t i = 0; i < 2; i++) {
        struct problem_list problems = {0};
        bool unreadable = false;
        assert_null(scenario_load(paths[i], NULL, &problems, &unreadable));
        assert_true(unreadable);
        assert_int_equal(problems.count, 1);
        assert_int_equal(problems.problems[0].code, PROBLEM_CANNOT_READ);
        problem_list_done(&problems);
    }
}

/* ---- problems ---- */

static void test_a_long_list_of_problems_is_cut_and_counted(void **state)
{
    const struct folder *folder = *state;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fputs(head, out);
    for (int i = 0; i < 300; i++) {
        fprintf(out, "key%d: 1\n", i);
    }
    fclose(out);
    write_text(folder, "many.yaml", text);
    free(text);
    char path[200];
    snprintf(path, sizeof path, "%s/many.yaml", folder->path);
    struct problem_list problems = {0};
    bool unreadable;
    assert_null(scenario_load(path, NULL, &problems, &unreadable));
    assert_int_equal(problems.count, PROBLEM_LIMIT);
    assert_int_equal(problems.errors, problems.count + problems.omitted);
    out = open_memstream(&text, &length);
    problem_list_print(&problems, out);
    fclose(out);
    const char *last = strstr(text, " more problems\n");
    assert_non_null(last);
    assert_string_equal(last, " more problems\n"); /* at the end */
    free(text);
    problem_list_done(&problems);
}

static void test_a_warning_does_not_stop_anybody(void **state)
{
    struct scenario *scenario = load_with(
        *state, "counties:\n  - {name: County, lat: 25, lon: 106, vehicles: {van: 2, truck: 1}}\n");
    scenario_destroy(scenario);
}

/* ---- dates ---- */

static void test_days_are_counted_from_1970(void **state)
{
    (void)state;
    assert_int_equal(scenario_days_from_date((struct scenario_date){1970, 1, 1}), 0);
    assert_int_equal(scenario_days_from_date((struct scenario_date){2000, 3, 1}), 11017);
    assert_int_equal(scenario_weekday((struct scenario_date){2016, 6, 6}), 0);
    assert_int_equal(scenario_weekday((struct scenario_date){1969, 12, 28}), 6);
    for (int64_t day = -25567; day < 84371; day++) { /* 1900 to 2200 */
        struct scenario_date date = scenario_date_from_days(day);
        assert_int_equal(scenario_days_from_date(date), day);
        assert_true(date.month >= 1 && date.month <= 12 && date.day >= 1 && date.day <= 31);
    }
}

/* ---- the schema ---- */

static void test_schema_and_reference_name_every_section(void **state)
{
    (void)state;
    static void (*const writers[])(FILE *) = {scenario_schema_write_json,
                                              scenario_schema_write_markdown};
    for (size_t w = 0; w < 2; w++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        writers[w](out);
        fclose(out);
        for (size_t f = 0; f < schema_scenario.count; f++) {
            assert_non_null(strstr(text, schema_scenario.fields[f].key));
            assert_non_null(strstr(text, schema_scenario.fields[f].help));
        }
        free(text);
    }
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_quantities_become_si),
        IN_FOLDER(test_stop_when_is_one_or_a_list),
        IN_FOLDER(test_what_is_left_out_has_its_default_and_is_told),
        IN_FOLDER(test_every_distribution_is_read),
        IN_FOLDER(test_opening_hours_lie_in_a_week_from_monday),
        IN_FOLDER(test_demand_factors_fill_the_slots_they_name),
        IN_FOLDER(test_routes_leave_as_they_say),
        IN_FOLDER(test_the_only_hub_and_county_need_not_be_named),
        IN_FOLDER(test_a_group_hangs_on_all_hubs_unless_it_says_otherwise),
        IN_FOLDER(test_a_run_to_a_group_is_one_to_each_of_its_counties),
        IN_FOLDER(test_places_of_a_group_can_be_named),
        IN_FOLDER(test_rows_come_from_csv_then_from_the_list),
        IN_FOLDER(test_csv_from_a_chinese_spreadsheet_is_read),
        IN_FOLDER(test_fingerprint_is_that_of_all_bytes_read),
        IN_FOLDER(test_what_cannot_be_read_is_told_apart),
        IN_FOLDER(test_a_long_list_of_problems_is_cut_and_counted),
        IN_FOLDER(test_a_warning_does_not_stop_anybody),
        cmocka_unit_test(test_days_are_counted_from_1970),
        cmocka_unit_test(test_schema_and_reference_name_every_section),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
