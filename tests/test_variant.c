/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_variant.c - a scenario that says only what differs: files on top of bases, and changes
 * from the command line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/scenario/resolve.h"
#include "models/scenario/scenario_difference.h"
#include "models/scenario/variant.h"
#include "tests/assert_close.h"

/* Every test starts in an empty folder that holds base.yaml. */
static char folder[64];

static const char base[] =
    "lastmile: 1\n"
    "name: Base\n"
    "start: 2016-06-06\n"
    "experiment: {warm_up: 1 d, horizon: 7 d, seed: 5}\n"
    "hubs:\n"
    "  - {name: Hub, lat: 26, lon: 106, sorting: {rate: 600 /h}, vehicles: {truck: 2, cart: 1}}\n"
    "counties:\n"
    "  - name: County\n"
    "    lat: 25\n"
    "    lon: 106\n"
    "    sorting: {servers: 2, time: 9 s, shifts: \"06:00-20:00\"}\n"
    "    vehicles: {van: 2}\n"
    "stations:\n"
    "  defaults: {shelf: 60, open: \"08:00-18:00\"}\n"
    "  list:\n"
    "    - {name: East, lat: 25, lon: 106.1}\n"
    "    - {name: St. West, lat: 25, lon: 105.9, shelf: 80}\n"
    "villages:\n"
    "  - {name: V1, lat: 25, lon: 106.1, people: 100}\n"
    "  - {name: V2, lat: 25, lon: 105.9, people: 200}\n"
    "demand: {inbound: {orders: 14 /person/y, months: {nov: 2, feb: 0.5}}}\n"
    "pick_up: {dwell: {lognormal: {mean: 20 h, cv: 1}}}\n"
    "vehicles:\n"
    "  - {type: truck, parcels: 100, speed: 60 km/h}\n"
    "  - {type: van, parcels: 50, speed: 36 km/h}\n"
    "  - {type: cart, parcels: 5, speed: 6 km/h}\n"
    "travel: {links: [{between: [Hub, County], time: 4 h}]}\n"
    "line_haul:\n"
    "  - {name: up, to: each county, vehicle: truck, depart: [\"01:00\"], days: mon-fri}\n"
    "  - {name: slow, to: each county, vehicle: cart, depart: [\"02:00\"]}\n"
    "feeders:\n"
    "  - {name: down, stops: each station, vehicle: van, depart: [\"07:00\"]}\n";

static void write_file(const char *name, const char *text)
{
    FILE *out = fopen(name, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static int enter_folder(void **state)
{
    (void)state;
    strcpy(folder, "/tmp/lastmile-variant-XXXXXX");
    if (!mkdtemp(folder) || chdir(folder) != 0) {
        return -1;
    }
    write_file("base.yaml", base);
    return 0;
}

static int leave_folder(void **state)
{
    (void)state;
    char command[100];
    snprintf(command, sizeof command, "rm -r '%s'", folder);
    return chdir("/") == 0 ? system(command) : -1;
}

/* What loading says; the scenario, or NULL, in *ret. The caller frees both. */
static char *load_words(const char *path, const struct scenario_changes *changes,
                        struct scenario **ret)
{
    char *words = NULL;
    size_t length = 0;
    struct problem_list problems = {0};
    bool unreadable = false;
    *ret = scenario_load(path, changes, &problems, &unreadable);
    FILE *out = open_memstream(&words, &length);
    problem_list_print(&problems, out);
    fclose(out);
    problem_list_done(&problems);
    return words;
}

static struct scenario *load_changed(const char *path, const char *const *sets, size_t count)
{
    const struct scenario_changes changes = {sets, count};
    struct scenario *scenario;
    char *words = load_words(path, &changes, &scenario);
    assert_string_equal(words, "");
    assert_non_null(scenario);
    free(words);
    return scenario;
}

static struct scenario *load_set(const char *set)
{
    return load_changed("base.yaml", &set, 1);
}

/* The variant with this text, named variant.yaml. */
static struct scenario *load_variant(const char *text)
{
    write_file("variant.yaml", text);
    return load_changed("variant.yaml", NULL, 0);
}

/* ---- merging ---- */

static void test_a_variant_says_only_what_differs(void **state)
{
    (void)state;
    struct scenario *scenario = load_variant("base: base.yaml\n"
                                             "name: Longer\n"
                                             "experiment: {horizon: 14 d}\n");
    assert_string_equal(scenario->name.chars, "Longer");
    assert_close(scenario->experiment.horizon_s, 14 * 86400.0, 0);
    assert_close(scenario->experiment.warm_up_s, 86400, 0); /* the base's */
    assert_int_equal(scenario->experiment.seed, 5);
    assert_int_equal(scenario->station_count, 2);
    assert_string_equal(scenario->base, "base.yaml");
    assert_int_equal(scenario->change_count, 1);
    assert_string_equal(scenario->changes[0], "base: base.yaml");
    scenario_destroy(scenario);
}

static void test_rows_are_changed_added_and_removed_by_name(void **state)
{
    (void)state;
    struct scenario *scenario =
        load_variant("base: base.yaml\n"
                     "stations:\n"
                     "  list:\n"
                     "    - {name: North, lat: 25.1, lon: 106}\n"
                     "    - {name: St. West, open: always}\n"
                     "    - {name: East, remove: yes}\n"
                     "villages: [{name: V1, people: 150}]\n"
                     "line_haul: [{name: slow, remove: yes}]\n"
                     "hubs: [{name: Hub, vehicles: {cart: ~, truck: 3}}]\n");
    assert_int_equal(scenario->station_count, 2);
    const struct scenario_station *west = &scenario->stations[0], *north = &scenario->stations[1];
    assert_string_equal(west->name.chars, "St. West"); /* changed where it stood */
    assert_int_equal(west->name.at.line, 17);          /* in base.yaml */
    assert_int_equal(west->shelf, 80);
    assert_int_equal(west->open.count, 0);
    assert_string_equal(north->name.chars, "North");
    assert_int_equal(north->shelf, 60); /* the base's defaults hold for new rows */
    assert_close(scenario->villages[0].people, 150, 0);
    assert_close(scenario->villages[1].people, 200, 0);
    assert_int_equal(scenario->line_haul_count, 1);
    assert_int_equal(scenario->hubs[0].vehicles.count, 1);
    assert_int_equal(scenario->hubs[0].vehicles.fleets[0].count, 3);
    scenario_destroy(scenario);
}

static void test_defaults_change_the_rows_that_say_nothing_else(void **state)
{
    (void)state;
    struct scenario *scenario = load_variant("base: base.yaml\n"
                                             "stations: {defaults: {shelf: 90}}\n");
    assert_int_equal(scenario->stations[0].shelf, 90);
    assert_int_equal(scenario->stations[1].shelf, 80); /* its own */
    assert_int_equal(scenario->stations[0].open.count, 7);
    scenario_destroy(scenario);
}

static void test_of_alternatives_the_one_given_holds(void **state)
{
    (void)state;
    struct scenario *scenario = load_variant(
        "base: base.yaml\n"
        "hubs: [{name: Hub, sorting: {servers: 3, time: 12 s}}]\n"
        "counties: [{name: County, sorting: {rate: 400 /h}}]\n"
        "line_haul: [{name: up, dispatch: {when_full: 50 %}}]\n"); /* instead of depart and days */
    assert_int_equal(scenario->hubs[0].sorting.servers, 3);
    assert_close(des_distribution_mean(&scenario->hubs[0].sorting.time), 12, 0);
    assert_int_equal(scenario->counties[0].sorting.servers, 1);
    assert_close(des_distribution_mean(&scenario->counties[0].sorting.time), 9, 1e-9);
    assert_int_equal(scenario->counties[0].sorting.shifts.count, 7); /* stands beside either */
    assert_int_equal(scenario->line_haul[0].dispatch.kind, DISPATCH_WHEN_FULL);
    scenario_destroy(scenario);
}

static void test_what_is_one_value_is_replaced_as_a_whole(void **state)
{
    (void)state;
    struct scenario *scenario =
        load_variant("base: base.yaml\n"
                     "demand: {inbound: {months: {dec: 3}}}\n"
                     "pick_up: {dwell: {exponential: {mean: 5 h}}}\n"
                     "feeders: [{name: down, depart: [\"09:00\", \"15:00\"]}]\n");
    const double *months = scenario->demand[INBOUND].months;
    assert_close(months[11], 3, 0);
    assert_close(months[10], 1, 0); /* November's factor of the base is gone */
    assert_int_equal(scenario->pick_up.dwell.kind, DES_EXPONENTIAL);
    assert_int_equal(scenario->feeders[0].dispatch.time_count, 2);
    scenario_destroy(scenario);
}

static void test_a_tilde_takes_a_key_out(void **state)
{
    (void)state;
    struct scenario *scenario = load_variant("base: base.yaml\n"
                                             "stations: {list: [{name: St. West, shelf: ~}]}\n"
                                             "line_haul: [{name: up, days: ~}]\n"
                                             "demand: {inbound: {months: ~}}\n"
                                             "pick_up: ~\n");
    assert_int_equal(scenario->stations[1].shelf, 60); /* the defaults' */
    assert_true(scenario->line_haul[0].dispatch.weekdays[6]);
    assert_close(scenario->demand[INBOUND].months[10], 1, 0);
    assert_close(des_distribution_mean(&scenario->pick_up.dwell), 0, 0);
    scenario_destroy(scenario);
}

static void test_a_link_is_found_whichever_end_comes_first(void **state)
{
    (void)state;
    struct scenario *scenario = load_variant(
        "base: base.yaml\n"
        "travel: {links: [{between: [County, Hub], time: 5 h}, {between: [County, East], "
        "time: 1 h}]}\n");
    assert_int_equal(scenario->travel.link_count, 2);
    assert_close(des_distribution_mean(&scenario->travel.links[0].time), 5 * 3600, 0);
    scenario_destroy(scenario);
}

static void test_rows_of_a_csv_file_are_changed_by_name(void **state)
{
    (void)state;
    assert_int_equal(mkdir("lists", 0700), 0);
    write_file("lists/villages.csv", "name,lat,lon,people\nA,25,106.1,10\nB,25,105.9,20\n"
                                     "C,25,105.9,30\n");
    write_file("lists/county.yaml",
               "base: ../base.yaml\n"
               "villages:\n"
               "  file: villages.csv\n" /* beside county.yaml, where it is written */
               "  list: [{name: V1, remove: yes}, {name: V2, people: 7}]\n");
    struct scenario *scenario =
        load_variant("base: lists/county.yaml\n"
                     "villages: {list: [{name: B, people: 25}, {name: C, remove: yes}]}\n");
    assert_int_equal(scenario->village_count, 3); /* the file's, then the list's */
    assert_string_equal(scenario->villages[0].name.chars, "A");
    assert_string_equal(scenario->villages[0].name.at.file, "lists/villages.csv");
    assert_close(scenario->villages[1].people, 25, 0);
    assert_int_equal(scenario->villages[1].name.at.line, 3);
    assert_close(scenario->villages[2].people, 7, 0);
    scenario_destroy(scenario);
}

static void test_the_nearest_of_several_bases_wins(void **state)
{
    (void)state;
    write_file("middle.yaml", "base: base.yaml\nstart: 2017-01-02\n"
                              "stations: {list: [{name: East, shelf: 10}]}\n");
    struct scenario *scenario =
        load_variant("base: middle.yaml\nstations: {list: [{name: East, return_after: 3 d}]}\n");
    assert_int_equal(scenario->start.year, 2017);
    assert_int_equal(scenario->stations[0].shelf, 10);
    assert_close(scenario->stations[0].return_after_s, 3 * 86400.0, 0);
    scenario_destroy(scenario);
}

static void test_a_chain_of_bases_may_have_sixteen_and_no_more(void **state)
{
    (void)state;
    char name[40], text[80];
    for (int i = 1; i <= VARIANT_BASES + 1; i++) {
        snprintf(name, sizeof name, "v%d.yaml", i);
        if (i == 1) {
            strcpy(text, "base: base.yaml\n");
        } else {
            snprintf(text, sizeof text, "base: v%d.yaml\n", i - 1);
        }
        write_file(name, text);
    }
    scenario_destroy(load_changed("v16.yaml", NULL, 0));
    struct scenario *scenario;
    char *words = load_words("v17.yaml", NULL, &scenario);
    assert_string_equal(words, "v1.yaml:1:7: error 118: a chain of more than 16 bases\n"
                               "    in base\n");
    assert_null(scenario);
    free(words);
}

static void test_bases_that_go_in_a_circle_are_told(void **state)
{
    (void)state;
    write_file("a.yaml", "base: b.yaml\n");
    write_file("b.yaml", "base: link.yaml\n");
    assert_int_equal(symlink("a.yaml", "link.yaml"), 0);
    struct scenario *scenario;
    char *words = load_words("a.yaml", NULL, &scenario);
    assert_string_equal(words, "b.yaml:1:7: error 117: 'link.yaml' is a variant of itself\n"
                               "    in base\n");
    assert_null(scenario);
    free(words);
}

static void test_a_mistake_is_told_where_it_was_written(void **state)
{
    (void)state;
    write_file("middle.yaml", "base: base.yaml\nstations: {list: [{name: East, shelf: many}]}\n");
    write_file("variant.yaml", "base: middle.yaml\n"
                               "feeders: [{name: down, stops: [East, Wset]}]\n");
    struct scenario *scenario;
    char *words = load_words("variant.yaml", NULL, &scenario);
    assert_string_equal(words, "middle.yaml:2:39: error 206: expected a whole number or "
                               "'unlimited', found 'many'\n"
                               "    in stations.list[0].shelf\n"
                               "variant.yaml:2:38: error 301: no station named 'Wset'\n"
                               "    in feeders[0].stops[1]\n");
    assert_null(scenario);
    free(words);
}

/* ---- --set ---- */

static void test_set_changes_rows_keys_and_what_is_inside(void **state)
{
    (void)state;
    struct scenario *scenario = load_set("stations.East.shelf=120");
    assert_int_equal(scenario->stations[0].shelf, 120);
    assert_int_equal(scenario->stations[1].shelf, 80);
    assert_string_equal(scenario->changes[0], "stations.East.shelf = 120 (--set)");
    scenario_destroy(scenario);
    scenario = load_set("stations[\"St. West\"].shelf = 7");
    assert_int_equal(scenario->stations[1].shelf, 7);
    scenario_destroy(scenario);
    scenario = load_set("stations.'St. West'.remove=yes");
    assert_int_equal(scenario->station_count, 1);
    scenario_destroy(scenario);
    scenario = load_set("stations.*.shelf=9");
    assert_int_equal(scenario->stations[0].shelf, 9);
    assert_int_equal(scenario->stations[1].shelf, 9);
    scenario_destroy(scenario);
    scenario = load_set("stations.defaults.shelf=9");
    assert_int_equal(scenario->stations[1].shelf, 80);
    scenario_destroy(scenario);
    scenario = load_set("stations.East={shelf: 3, when_full: return to sender}");
    assert_int_equal(scenario->stations[0].shelf, 3);
    assert_int_equal(scenario->stations[0].when_full, RETURN_TO_SENDER);
    scenario_destroy(scenario);
    scenario = load_set("demand.inbound.months.nov=4"); /* February stays */
    assert_close(scenario->demand[INBOUND].months[10], 4, 0);
    assert_close(scenario->demand[INBOUND].months[1], 0.5, 0);
    scenario_destroy(scenario);
    const char *const sets[] = {"line_haul.slow.remove=yes", "hubs.Hub.vehicles.cart=~"};
    scenario = load_changed("base.yaml", sets, 2);
    assert_int_equal(scenario->line_haul_count, 1);
    assert_int_equal(scenario->hubs[0].vehicles.count, 1);
    scenario_destroy(scenario);
}

static void test_set_changes_a_distribution_and_its_parameters(void **state)
{
    (void)state;
    struct scenario *scenario = load_set("pick_up.dwell.lognormal.mean=10 h");
    assert_int_equal(scenario->pick_up.dwell.kind, DES_LOGNORMAL); /* of the same cv */
    assert_close(des_distribution_mean(&scenario->pick_up.dwell), 36000, 1e-6);
    scenario_destroy(scenario);
    scenario = load_set("pick_up.dwell=10 h");
    assert_int_equal(scenario->pick_up.dwell.kind, DES_CONSTANT);
    scenario_destroy(scenario);
    scenario = load_set("pick_up.dwell.gamma={mean: 10 h, cv: 2}");
    assert_int_equal(scenario->pick_up.dwell.kind, DES_GAMMA);
    scenario_destroy(scenario);
}

static void test_sets_are_applied_in_the_order_given(void **state)
{
    (void)state;
    const char *const sets[] = {"feeders.down.dispatch={when_full: 50 %}",
                                "feeders.down.dispatch.wait_at_most=2 h", "start=2020-01-01",
                                "start=2021-01-01"};
    struct scenario *scenario = load_changed("base.yaml", sets, 4);
    assert_close(scenario->feeders[0].dispatch.full_share, 0.5, 0);
    assert_close(scenario->feeders[0].dispatch.wait_at_most_s, 7200, 0);
    assert_int_equal(scenario->start.year, 2021);
    scenario_destroy(scenario);
}

static void test_set_says_what_is_wrong_and_where(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"shelf", "--set:1:1: error 119: expected PATH=VALUE such as stations.Naye.shelf=120, "
                  "found 'shelf'\n"},
        {"stations..shelf=1", "--set:1:10: error 119: expected PATH=VALUE such as "
                              "stations.Naye.shelf=120, found a path with an empty part\n"},
        {"stations[\"St. West.shelf=1", "--set:1:10: error 119: expected PATH=VALUE such as "
                                        "stations.Naye.shelf=120, found a quote that is never "
                                        "closed\n"},
        {"stations[East.shelf=1", "--set:1:22: error 119: expected PATH=VALUE such as "
                                  "stations.Naye.shelf=120, found a bracket that is never "
                                  "closed\n"},
        {"statoins.East.shelf=1",
         "--set:1:1: error 201: unknown key 'statoins'\n    did you mean 'stations'?\n"},
        {"stations.East.shlef=1",
         "--set:1:15: error 201: unknown key 'shlef'\n    did you mean 'shelf'?\n"},
        {"stations.East.name=Easter", "--set:1:15: error 201: unknown key 'name'\n"
                                      "    a row keeps its name; remove it and add another\n"},
        {"stations.Esat.shelf=1",
         "--set:1:10: error 301: no station named 'Esat'\n    did you mean 'East'?\n"},
        {"start=~", "base.yaml:1:1: error 202: 'start' is missing\n"},
        {"county_groups.*.counties=1", "--set:1:15: error 301: no county group named '*'\n"},
        {"stations.East.shelf.room=1",
         "--set:1:21: error 217: 'shelf' is one value; it has no 'room' to set\n"},
        {"stations.East.open.sat=09:00-12:00",
         "--set:1:20: error 217: 'open' is one value; it has no 'sat' to set\n"},
        {"stations.East=5", "--set:1:15: error 203: expected a mapping, found a single value\n"},
        {"feeders.down.depart=[07:00",
         "--set:1:27: error 105: not YAML: did not find expected ',' or ']', while parsing a "
         "flow sequence\n"},
        {"base=other.yaml",
         "--set:1:1: error 201: unknown key 'base'\n    only a file names its base\n"},
        {"stations.East.shelf=-1",
         "--set:1:21: error 206: expected a whole number or 'unlimited', found '-1'\n"
         "    in stations.list[0].shelf\n"},
        {"stations.\xe4\xb8\x9c.shelf=1", "--set:1:10: error 301: no station named '东'\n"},
        {"description=\xff",
         "--set:1:1: error 104: this is not UTF-8 text\n    save it as UTF-8\n"},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        const struct scenario_changes changes = {&cases[c][0], 1};
        struct scenario *scenario;
        char *words = load_words("base.yaml", &changes, &scenario);
        assert_string_equal(words, cases[c][1]);
        assert_null(scenario);
        free(words);
    }
}

static void test_the_second_set_is_told_as_the_second(void **state)
{
    (void)state;
    const char *const sets[] = {"start=2020-01-01", "stations.East.shelf=x"};
    const struct scenario_changes changes = {sets, 2};
    struct scenario *scenario;
    char *words = load_words("base.yaml", &changes, &scenario);
    assert_memory_equal(words, "--set:2:21: error 206: ", 23);
    assert_null(scenario);
    free(words);
}

/* splitmix64 */
static uint64_t roll(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void test_whatever_is_set_ends_with_a_scenario_or_with_words(void **state)
{
    (void)state;
    static const char *const paths[] = {"stations[\"St. West\"].shelf=12",
                                        "demand.inbound.months.nov=3",
                                        "pick_up.dwell.lognormal.cv=2",
                                        "feeders.down.dispatch={when_full: 5}",
                                        "hubs.*.vehicles.*=4",
                                        "travel.links[Hub - County].time=[1 h]",
                                        "stations.list=[{name: East, remove: yes}]",
                                        "villages=[{name: V3, lat: 25, lon: 106, people: 1}]"};
    static const char bytes[] = ".[]=\"'*~{}:,-\n\t #%1ax\xff\xe4";
    uint64_t dice = 4;
    for (int round = 0; round < 3000; round++) {
        char text[80];
        strcpy(text, paths[roll(&dice) % (sizeof paths / sizeof *paths)]);
        for (uint64_t changes = roll(&dice) % 4; changes > 0; changes--) {
            text[roll(&dice) % strlen(text)] = bytes[roll(&dice) % (sizeof bytes - 1)];
        }
        const char *set = text;
        const struct scenario_changes changes = {&set, 1};
        struct scenario *scenario;
        char *words = load_words("base.yaml", &changes, &scenario);
        assert_true(scenario || strstr(words, "error "));
        scenario_destroy(scenario);
        free(words);
    }
}

/* ---- identity ---- */

static uint64_t hash_of(const char *path, const char *set)
{
    struct scenario *scenario = load_changed(path, &set, set ? 1 : 0);
    uint64_t hash = scenario->hash;
    scenario_destroy(scenario);
    return hash;
}

static void test_a_change_anywhere_changes_the_hash(void **state)
{
    (void)state;
    write_file("variant.yaml", "base: base.yaml\nname: V\n");
    uint64_t plain = hash_of("base.yaml", NULL), variant = hash_of("variant.yaml", NULL);
    assert_true(plain == hash_of("base.yaml", NULL));
    assert_true(plain != variant);
    assert_true(plain != hash_of("base.yaml", "start=2016-06-06")); /* though it is the same day */
    assert_true(hash_of("base.yaml", "stations.East.shelf=1") !=
                hash_of("base.yaml", "stations[\"St. West\"].shelf=1"));
    FILE *out = fopen("base.yaml", "a");
    fputs("# a remark\n", out);
    fclose(out);
    assert_true(variant != hash_of("variant.yaml", NULL));
}

/* ---- resolved ---- */

static char *shown(const struct scenario *scenario)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    scenario_show(scenario, out);
    fclose(out);
    return text;
}

static void assert_shows(const char *text, const char *key, const char *origin)
{
    for (const char *line = strstr(text, key); line; line = strstr(line + 1, key)) {
        const char *end = strchr(line, '\n'), *found = strstr(line, origin);
        if (found && found < end && found + strlen(origin) == end) {
            return;
        }
    }
    fail_msg("no '%s' with '%s' in\n%s", key, origin, text);
}

static void test_what_is_shown_names_the_origin_of_each_value(void **state)
{
    (void)state;
    assert_int_equal(mkdir("plans", 0700), 0); /* files are named as seen from there */
    write_file("plans/more.csv", "name,lat,lon\nNorth,25.1,106\n");
    write_file("plans/variant.yaml", "base: ../base.yaml\n"
                                     "name: \"Shown: all\"\n"
                                     "stations: {file: more.csv}\n");
    const char *const sets[] = {"stations.East.shelf=120", "pick_up.dwell.lognormal.cv=2"};
    struct scenario *scenario = load_changed("plans/variant.yaml", sets, 2);
    char *text = shown(scenario);
    assert_shows(text, "name: \"Shown: all\" ", "# variant.yaml:2");
    assert_shows(text, "  - name: North ", "# more.csv:2");
    assert_shows(text, "    shelf: 60 ", "# defaults of stations, ../base.yaml:14");
    assert_shows(text, "    shelf: 120 ", "# --set 1");
    assert_shows(text, "    shelf: 80 ", "# ../base.yaml:17");
    assert_shows(text, "    county: County ", "# default");
    assert_shows(text, "  counts: clock ", "# default");
    assert_shows(text, "  dwell: {lognormal: {mean: 20 h, cv: 2}} ", "# --set 2, ../base.yaml:22");
    free(text);
    scenario_destroy(scenario);
}

static void test_what_is_shown_is_the_same_scenario(void **state)
{
    (void)state;
    write_file("times.csv", "value,weight\n5 min,1\n15 min,3\n");
    write_file("variant.yaml",
               "base: base.yaml\n"
               "description: \"It's 5 #1, {a: [b]} \\\\ \\\"c\\\"\\nnext\"\n"
               "pick_up: {dwell: {empirical: {file: times.csv}}}\n"
               "villages: {list: [{name: \"null\", lat: 25, lon: 106.1, people: 5}, "
               "{name: \"- 3\", lat: 25, lon: 106.1, people: 6}]}\n");
    struct scenario *scenario = load_changed("variant.yaml", NULL, 0);
    char *text = shown(scenario);
    assert_int_equal(mkdir("elsewhere", 0700), 0); /* where no CSV file is */
    write_file("elsewhere/shown.yaml", text);
    struct scenario *again = load_changed("elsewhere/shown.yaml", NULL, 0);
    assert_string_equal(scenario->description, again->description);
    assert_int_equal(again->assumed_count, 0); /* nothing is left unsaid */
    assert_int_equal(again->pick_up.dwell.count, 2);
    struct scenario_differences *differences = scenario_differences_find(scenario, again);
    assert_int_equal(differences->count, 0);
    scenario_differences_destroy(differences);
    scenario_destroy(again);
    scenario_destroy(scenario);
    free(text);
}

/* ---- differences ---- */

static struct scenario_differences *between(const char *a, const char *b)
{
    struct scenario *left = load_changed(a, NULL, 0), *right = load_changed(b, NULL, 0);
    struct scenario_differences *found = scenario_differences_find(left, right);
    scenario_destroy(left);
    scenario_destroy(right);
    return found;
}

static void test_what_means_the_same_is_no_difference(void **state)
{
    (void)state;
    write_file("variant.yaml",
               "base: base.yaml\n"
               "experiment: {horizon: 1 wk, replications: 10}\n" /* 10 is assumed in the base */
               "counties: [{name: County, sorting: {time: {constant: {value: 9000 ms}}, shifts: "
               "[\"12:00-20:00\", \"06:00-12:00\"]}, open: always}]\n"
               "pick_up: {dwell: {lognormal: {mean: 1200 min, cv: 1.0}}, counts: clock}\n"
               "demand: {inbound: {months: {feb: 0.50, nov: 2.0, dec: 1}}}\n"
               "line_haul: [{name: up, depart: \"01:00\", days: [mon, tue-fri]}, "
               "{name: slow, days: mon-sun}]\n"
               "travel: {links: [{between: [County, Hub], time: 240 min}]}\n");
    struct scenario_differences *found = between("base.yaml", "variant.yaml");
    for (size_t d = 0; d < found->count; d++) {
        print_error("%s %s %s -> %s\n", found->differences[d].row, found->differences[d].field,
                    found->differences[d].before, found->differences[d].after);
    }
    assert_int_equal(found->count, 0);
    scenario_differences_destroy(found);
}

static void assert_difference(const struct scenario_difference *found, const char *row,
                              const char *field, const char *before, const char *after)
{
    assert_string_equal(found->row, row);
    assert_string_equal(found->field, field);
    assert_string_equal(found->before ? found->before : "", before);
    assert_string_equal(found->after ? found->after : "", after);
}

static void test_differences_are_told_in_the_order_of_the_schema(void **state)
{
    (void)state;
    write_file("variant.yaml", "base: base.yaml\n"
                               "feeders: [{name: down, depart: [\"08:00\"]}]\n"
                               "demand: {inbound: {growth: 20 %/y}}\n"
                               "stations:\n"
                               "  list:\n"
                               "    - {name: East, shelf: 61}\n"
                               "    - {name: North, lat: 25, lon: 106}\n"
                               "hubs: [{name: Hub, vehicles: {truck: 4}}]\n");
    struct scenario_differences *found = between("base.yaml", "variant.yaml");
    assert_int_equal(found->count, 5);
    const struct scenario_difference *d = found->differences;
    assert_difference(&d[0], "Hub", "vehicles.truck", "2", "4");
    assert_int_equal(d[1].kind, DIFFERENCE_ONLY_IN_B);
    assert_difference(&d[1], "North", "", "", "");
    assert_difference(&d[2], "East", "shelf", "60", "61");
    assert_string_equal(d[2].origin, "variant.yaml:6");
    assert_string_equal(d[2].row_kind, "station");
    assert_int_equal(d[2].rows, 2);
    assert_difference(&d[3], "", "demand.inbound.growth", "", "20 %/y");
    assert_difference(&d[4], "down", "depart", "[\"07:00\"]", "[\"08:00\"]");
    scenario_differences_destroy(found);
}

static void test_one_entry_alone_is_shown_set_and_compared_as_a_list_of_one(void **state)
{
    (void)state;
    write_file("alone.yaml",
               "base: base.yaml\npick_up: {reminder: {after: 24 h, shortens: 50 %}}\n");
    write_file("list.yaml",
               "base: base.yaml\npick_up: {reminder: [{after: 1 d, shortens: 50.0 %}]}\n");
    write_file("other.yaml",
               "base: base.yaml\npick_up: {reminder: [{after: 2 d, shortens: 50 %}]}\n");
    struct scenario_differences *same = between("alone.yaml", "list.yaml");
    struct scenario_differences *found = between("alone.yaml", "other.yaml");
    struct scenario_differences *more = between("base.yaml", "alone.yaml");
    assert_int_equal(same->count, 0);
    assert_int_equal(found->count, 1);
    assert_difference(&found->differences[0], "1", "after", "24 h", "2 d");
    assert_int_equal(more->count, 1);
    assert_int_equal(more->differences[0].kind, DIFFERENCE_ONLY_IN_B);
    scenario_differences_destroy(same);
    scenario_differences_destroy(found);
    scenario_differences_destroy(more);
    struct scenario *scenario =
        load_changed("alone.yaml", (const char *const[]){"pick_up.reminder.shortens=10 %"}, 1);
    assert_close(scenario->pick_up.reminders[0].after_s, 86400, 0);
    assert_close(scenario->pick_up.reminders[0].shortens, 0.1, 1e-12);
    char *text = shown(scenario);
    assert_shows(text, "    - after: 24 h ", "# alone.yaml:2");
    free(text);
    scenario_destroy(scenario);
}

static void test_rows_in_another_order_are_a_difference(void **state)
{
    (void)state;
    write_file("variant.yaml", "base: base.yaml\n"
                               "villages: [{name: V1, remove: yes}]\n");
    write_file("again.yaml", "base: variant.yaml\n"
                             "villages: [{name: V1, lat: 25, lon: 106.1, people: 100}]\n");
    struct scenario_differences *found = between("base.yaml", "again.yaml");
    assert_int_equal(found->count, 1);
    assert_int_equal(found->differences[0].kind, DIFFERENCE_ORDER);
    assert_string_equal(found->differences[0].list, "villages");
    scenario_differences_destroy(found);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_variant_says_only_what_differs),
        IN_FOLDER(test_rows_are_changed_added_and_removed_by_name),
        IN_FOLDER(test_defaults_change_the_rows_that_say_nothing_else),
        IN_FOLDER(test_of_alternatives_the_one_given_holds),
        IN_FOLDER(test_what_is_one_value_is_replaced_as_a_whole),
        IN_FOLDER(test_a_tilde_takes_a_key_out),
        IN_FOLDER(test_a_link_is_found_whichever_end_comes_first),
        IN_FOLDER(test_rows_of_a_csv_file_are_changed_by_name),
        IN_FOLDER(test_the_nearest_of_several_bases_wins),
        IN_FOLDER(test_a_chain_of_bases_may_have_sixteen_and_no_more),
        IN_FOLDER(test_bases_that_go_in_a_circle_are_told),
        IN_FOLDER(test_a_mistake_is_told_where_it_was_written),
        IN_FOLDER(test_set_changes_rows_keys_and_what_is_inside),
        IN_FOLDER(test_set_changes_a_distribution_and_its_parameters),
        IN_FOLDER(test_sets_are_applied_in_the_order_given),
        IN_FOLDER(test_set_says_what_is_wrong_and_where),
        IN_FOLDER(test_the_second_set_is_told_as_the_second),
        IN_FOLDER(test_whatever_is_set_ends_with_a_scenario_or_with_words),
        IN_FOLDER(test_a_change_anywhere_changes_the_hash),
        IN_FOLDER(test_what_is_shown_names_the_origin_of_each_value),
        IN_FOLDER(test_what_is_shown_is_the_same_scenario),
        IN_FOLDER(test_what_means_the_same_is_no_difference),
        IN_FOLDER(test_differences_are_told_in_the_order_of_the_schema),
        IN_FOLDER(test_one_entry_alone_is_shown_set_and_compared_as_a_list_of_one),
        IN_FOLDER(test_rows_in_another_order_are_a_difference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
