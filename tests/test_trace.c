/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_trace.c - recorded orders: five parcels by hand, a run that is recorded and is that run
 * again, and files as spreadsheets write them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/scenario/trace.h"
#include "tests/assert_close.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

/* S1 is always open, S2 in the given hours. The truck leaves at 02:00 and is back an hour later
 * each way; the van leaves at 07:00 for S1, S2 and home, an hour each. Nothing takes time else. */
static const char small[] =
    "lastmile: 1\nname: Recorded\nstart: 2016-06-06\n"
    "experiment: {warm_up: 0 d, horizon: 4 d, replications: 1}\n"
    "parcels:\n  - {class: fast, inbound: 50 %%, outbound: 50 %%}\n"
    "  - {class: slow, inbound: 50 %%, outbound: 50 %%}\n"
    "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
    "counties: [{name: C, vehicles: {truck: unlimited}}]\n"
    "stations: [{name: S1}, {name: S2%s}]\n"
    "villages: [{name: V1, station: S1, people: 1}, {name: 河东, station: S2, people: 1}]\n"
    "demand: {inbound: {%s}, outbound: {%s}}\n"
    "pick_up: {dwell: 2 h}\n"
    "vehicles: [{type: truck, parcels: unlimited}]\n"
    "travel: {links: [{between: [H, C], time: 1 h}, {between: [C, S1], time: 1 h}, "
    "{between: [S1, S2], time: 1 h}, {between: [S2, C], time: 1 h}]}\n"
    "line_haul: [{name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}]\n"
    "feeders: [{name: F, stops: [S1, S2], vehicle: truck, depart: [\"07:00\"]}]\n";

static char *write_rows(const char *rows, size_t length)
{
    char *path = des_copy_text("/tmp/lastmile-test-XXXXXX.csv");
    int file = mkstemps(path, 4);
    DES_REQUIRE(file >= 0);
    DES_REQUIRE(write(file, rows, length) == (ssize_t)length);
    close(file);
    return path;
}

/* The small network with these rows for both directions. */
#define BY_DAY ", open: \"08:00-18:00\""
static struct network *network_of(const char *rows, size_t length, const char *hours)
{
    char *path = write_rows(rows, length), *trace = NULL, *text = NULL;
    assert_true(asprintf(&trace, "trace: %s", path) > 0);
    assert_true(asprintf(&text, small, hours, trace, trace) > 0);
    struct network *network = network_from_text(text);
    unlink(path);
    free(path);
    free(trace);
    free(text);
    return network;
}

static struct fact_list story_of(const struct network *network, uint32_t replication)
{
    struct fact_observer story = {.network = network};
    fact_observer_run(&story, 0, replication, true);
    fact_list_settle(&story.facts);
    return story.facts;
}

/* The fact of this kind and place about the parcel born then; there must be one. */
static const struct fact *fact_at(const struct fact_list *facts, enum fact_kind kind, int32_t place,
                                  des_time born)
{
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->facts[i];
        int32_t at = kind == FACT_SHELVED ? fact->other : fact->place;
        if (fact->kind == (int)kind && at == place && fact->born == born) {
            return fact;
        }
    }
    fail_msg("no fact of kind %d at %d about the parcel born at %lld", (int)kind, place,
             (long long)born);
    return NULL;
}

static des_time at(double hours)
{
    return (des_time)(hours * 3600 * 1e6 + 0.5);
}

static const char five[] = "time,village,class,direction\n"
                           "2016-06-06 01:30:00,V1,fast,inbound\n"
                           "2016/6/6 2:00,河东,slow,inbound\n"
                           "2016-06-06T02:00:00.000001,V1,fast,inbound\n"
                           "2016-06-06 08:59:59.5,河东,slow,outbound\n"
                           "2016-06-06 19:00,河东,fast,outbound\n";

static void assert_shelved(const struct fact_list *facts, int32_t station, des_time born,
                           double hours)
{
    const struct fact *fact = fact_at(facts, FACT_SHELVED, station, born);
    assert_int_equal(fact->a, at(hours));
    assert_int_equal(fact->b, at(hours));
    assert_int_equal(fact->c, at(hours + 2));
}

/* The second comes at the very moment the truck leaves and is on it; the third a microsecond too
 * late, so that a day passes. The fourth is dropped off half a second before the van comes; the
 * fifth finds the station closed and is dropped off at 08:00. */
static void test_five_recorded_parcels_go_as_worked_out_by_hand(void **state)
{
    (void)state;
    struct network *network = network_of(five, sizeof five - 1, BY_DAY);
    assert_close(network_expected_orders(network, INBOUND), 3, 0);
    assert_close(network_expected_orders(network, OUTBOUND), 2, 0);
    struct fact_list facts = story_of(network, 0);
    assert_shelved(&facts, 0, at(1.5), 8);
    assert_shelved(&facts, 1, at(2), 9);
    assert_shelved(&facts, 0, at(2) + 1, 24 + 8);
    assert_int_equal(fact_at(&facts, FACT_ENTERED, 0, at(1.5))->a, 0); /* fast */
    assert_int_equal(fact_at(&facts, FACT_ENTERED, 0, at(2))->a, 1);
    des_time fourth = at(9) - 500000;
    assert_int_equal(fact_at(&facts, FACT_PICKED_UP, 1, fourth)->a, at(9));
    assert_int_equal(fact_at(&facts, FACT_SORTED, 0, fourth)->c, at(24 + 4));
    assert_int_equal(fact_at(&facts, FACT_PICKED_UP, 1, at(24 + 8))->a, at(24 + 9));
    assert_int_equal(fact_at(&facts, FACT_SORTED, 0, at(24 + 8))->c, at(48 + 4));
    fact_list_done(&facts);
    network_destroy(network);
}

/* ---- what a file may look like ---- */

static void assert_same_story(const char *rows, size_t length)
{
    struct network *network = network_of(five, sizeof five - 1, BY_DAY);
    struct network *other = network_of(rows, length, BY_DAY);
    struct fact_list facts = story_of(network, 1), others = story_of(other, 1);
    assert_int_equal(facts.count, others.count);
    for (size_t i = 0; i < facts.count; i++) {
        assert_int_equal(fact_compare(&facts.facts[i], &others.facts[i]), 0);
    }
    fact_list_done(&facts);
    fact_list_done(&others);
    network_destroy(network);
    network_destroy(other);
}

/* Out of order (a village's own rows keep theirs, which name their luck), other columns first, with
 * a byte order mark, CRLF, quotes, empty lines and no end of the last line. */
static void test_rows_may_come_in_any_order_and_form(void **state)
{
    (void)state;
    static const char rows[] = "\xef\xbb\xbf"
                               "direction,class,time,village\r\n"
                               "\"outbound\",slow,2016-06-06 08:59:59.500000,河东\r\n"
                               "\r\n"
                               "outbound,fast,2016-06-06 19:00:00,\"河东\"\r\n"
                               "inbound,slow,2016-06-06 02:00,河东\r\n"
                               "inbound,fast,2016-06-06 01:30,V1\r\n"
                               "inbound,fast,2016-06-06 02:00:00.000001,V1";
    assert_same_story(rows, sizeof rows - 1);
}

static void test_chinese_spreadsheets_are_read(void **state)
{
    (void)state;
    char rows[sizeof five], *to = rows; /* the village's name in GB18030 */
    for (const char *from = five; *from;) {
        bool village = strncmp(from, "河东", strlen("河东")) == 0;
        memcpy(to, village ? "\xba\xd3\xb6\xab" : from, village ? 4 : 1);
        to += village ? 4 : 1;
        from += village ? strlen("河东") : 1;
    }
    assert_same_story(rows, (size_t)(to - rows));
}

/* Rows before the start and after the end are no problem, and change nothing but their village's
 * numbering, here at its end. */
static void test_rows_outside_the_time_are_left_out(void **state)
{
    (void)state;
    char *rows = NULL;
    int length = asprintf(&rows, "%s2016-06-10 00:00,V1,fast,inbound\n", five);
    assert_same_story(rows, (size_t)length);
    free(rows);
}

/* No room to write them down is the world's failure, not the planner's: unreadable. */
static void test_no_temporary_file_is_told(void **state)
{
    (void)state;
    struct problem_list problems = {0};
    bool unreadable = false;
    const char *before = getenv("TMPDIR");
    char *kept = before ? des_copy_text(before) : NULL, *path = NULL;
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    assert_true(asprintf(&path, "%s/tests/broken/570-trace-outside.yaml", root ? root : ".") > 0);
    setenv("TMPDIR", "/no/such/folder", 1);
    assert_null(scenario_load(path, NULL, &problems, &unreadable));
    assert_true(unreadable);
    assert_int_equal(problems.count, 1);
    assert_int_equal(problems.problems[0].code, PROBLEM_TRACE_TEMPORARY);
    assert_string_equal(problems.problems[0].message,
                        "no room for recorded orders in a temporary file: "
                        "No such file or directory");
    problem_list_done(&problems);
    unsetenv("TMPDIR");
    if (kept) {
        setenv("TMPDIR", kept, 1);
    }
    free(kept);
    free(path);
}

/* ---- a run that is recorded ---- */

static void write_entered(const struct network *network, const struct fact_list *facts, FILE *csv)
{
    static const char *const directions[] = {"inbound", "outbound"}, *const classes[] = {"fast",
                                                                                         "slow"};
    fprintf(csv, "time,village,class,direction\n");
    for (size_t i = 0; i < facts->count; i++) {
        const struct fact *fact = &facts->facts[i];
        if (fact->kind == FACT_ENTERED) {
            des_time day = fact->born / DES_DAY, second = fact->born % DES_DAY / DES_SECOND;
            fprintf(csv, "2016-06-%02d %02d:%02d:%02d.%06d,%s,%s,%s\n", 6 + (int)day,
                    (int)(second / 3600), (int)(second / 60 % 60), (int)(second % 60),
                    (int)(fact->born % DES_SECOND), network->villages[fact->village].name,
                    classes[fact->a], directions[fact->direction]);
        }
    }
}

/* Facts are sorted by birth, so that a village's n-th row is its n-th order, whose luck it has
 * then: where it stays on the shelf as long, all is the same. Only the first station is always
 * open, so that those of its village are dropped off in the order of their births. */
static void test_a_recorded_run_is_that_run_again(void **state)
{
    (void)state;
    char *text = NULL, *rows = NULL;
    size_t length;
    assert_true(asprintf(&text, small, "", "orders: 300 /village/d", "orders: 200 /village/d") > 0);
    struct network *network = network_from_text(text);
    for (uint32_t replication = 0; replication < 3; replication++) {
        struct fact_list facts = story_of(network, replication);
        FILE *csv = open_memstream(&rows, &length);
        write_entered(network, &facts, csv);
        fclose(csv);
        struct network *recorded = network_of(rows, length, "");
        struct fact_list again = story_of(recorded, replication);
        assert_true(facts.count > 10000);
        assert_int_equal(facts.count, again.count);
        for (size_t i = 0; i < facts.count; i++) {
            assert_int_equal(fact_compare(&facts.facts[i], &again.facts[i]), 0);
        }
        fact_list_done(&facts);
        fact_list_done(&again);
        network_destroy(recorded);
        free(rows);
    }
    network_destroy(network);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_five_recorded_parcels_go_as_worked_out_by_hand),
        cmocka_unit_test(test_rows_may_come_in_any_order_and_form),
        cmocka_unit_test(test_chinese_spreadsheets_are_read),
        cmocka_unit_test(test_rows_outside_the_time_are_left_out),
        cmocka_unit_test(test_no_temporary_file_is_told),
        cmocka_unit_test(test_a_recorded_run_is_that_run_again),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
