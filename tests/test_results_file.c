/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_results_file.c - results made by hand, kept in a file and read back; what is no results
 * file; two that write; the GeoPackage. */
#include "models/measure/results_file.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "engine/require.h"
#include "tests/assert_close.h"

enum { ROWS = 5, HOURS = 30 };

struct folder {
    char path[64], file[96];
};

static int set_up(void **state)
{
    struct folder *self = des_allocate(1, sizeof *self);
    strcpy(self->path, "/tmp/lastmile-results-XXXXXX");
    DES_REQUIRE(mkdtemp(self->path) != NULL);
    snprintf(self->file, sizeof self->file, "%s/a ?#%%b.gpkg", self->path);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    struct folder *self = *state;
    char command[160];
    snprintf(command, sizeof command, "rm -r '%s'", self->path);
    int code = system(command);
    free(self);
    return code;
}

/* ---- results by hand ---- */

/* Row 1 is never estimable, row 2 in even replications only; row 3 is as awkward as doubles
 * come. */
static double value_of(size_t row, size_t replication)
{
    static const double awkward[] = {0.1, 1e300, -5e-324, 3, 1.0 / 3};
    if (row == 1 || (row == 2 && replication % 2 == 1)) {
        return NAN;
    }
    return row == 3 ? awkward[replication % 5] : 10.0 * (double)row + (double)replication;
}

static int64_t level_of(int series, size_t hour, size_t replication)
{
    return (int64_t)((size_t)series * 1000 + 7 * hour * (replication + 1) % 101);
}

static void name_row(struct result_row *row, const char *measure, const char *statistic,
                     const char *event, const char *kind, const char *place)
{
    row->measure = des_copy_text(measure);
    row->statistic = des_copy_text(statistic);
    row->event = des_copy_text(event);
    row->direction = des_copy_text(event[0] ? "inbound" : "");
    row->class_name = des_copy_text("");
    row->tier = des_copy_text("");
    row->place_kind = des_copy_text(kind);
    row->place = des_copy_text(place);
    row->unit = des_copy_text("h");
}

static void add_rows(struct results *results)
{
    results->rows = des_allocate(ROWS, sizeof *results->rows);
    results->row_count = ROWS;
    name_row(&results->rows[0], "delivery_time", "mean", "available", "", "");
    name_row(&results->rows[1], "delivery_time", "p99", "available", "", "");
    name_row(&results->rows[2], "delivery_time", "mean", "available", "station",
             "乐旺 \"east\", o'");
    name_row(&results->rows[3], "shelf", "mean", "", "counter", "望谟县");
    name_row(&results->rows[4], "utilisation", "share", "", "hub", "贵阳");
}

static void add_place(struct results *results, const char *kind, const char *name, double lat,
                      double lon, double people)
{
    size_t count = results->place_count++;
    results->places = des_resize(results->places, count + 1, sizeof *results->places);
    results->places[count] =
        (struct result_place){des_copy_text(kind), des_copy_text(name), lat, lon, people};
}

static struct results *make(uint64_t seed)
{
    struct results *results = results_create();
    results->scenario_name = des_copy_text("望谟县 \"now\"; DROP TABLE run");
    results->scenario_path = des_copy_text("scenarios/望谟县.yaml");
    results->version = des_copy_text("1.2.3");
    results->start_date = des_copy_text("2018-03-05");
    results->scenario_hash = 0xfedcba9876543210u;
    results->seed = seed;
    results->warm_up_h = 24;
    results->horizon_h = 72.5;
    results->warm_up_found = true;
    results->confidence = 0.9;
    results->hubs = 1;
    results->counties = 2;
    results->stations = 3;
    results->villages = 4;
    results->assumed = des_allocate(2, sizeof *results->assumed);
    results->assumed[results->assumed_count++] = des_copy_text("dwell 0 h");
    results->assumed[results->assumed_count++] = des_copy_text("speed 40 km/h");
    results->changes = des_allocate(1, sizeof *results->changes);
    results->changes[results->change_count++] = des_copy_text("stations.Naye.shelf = 120 (--set)");
    add_rows(results);
    add_place(results, "hub", "贵阳", 26.5, 106.75, NAN);
    add_place(results, "county", "望谟县", 25.25, 106.125, NAN);
    add_place(results, "station", "乐旺 \"east\", o'", -25.5, -179.5, NAN);
    add_place(results, "village", "nowhere", NAN, NAN, 800);
    return results;
}

/* One replication more, as a session would. */
static void simulate(struct results *results)
{
    size_t n = results->replications;
    double **means[] = {&results->series.in_system[0], &results->series.in_system[1],
                        &results->series.on_shelf};
    for (size_t r = 0; r < ROWS; r++) {
        struct result_row *row = &results->rows[r];
        row->values = des_resize(row->values, n + 1, sizeof *row->values);
        row->values[n] = value_of(r, n);
    }
    results->series.length = HOURS;
    for (int s = 0; s < 3; s++) {
        *means[s] = des_resize(*means[s], HOURS, sizeof **means[s]);
        for (size_t h = 0; h < HOURS; h++) {
            int64_t sum = 0;
            for (size_t i = 0; i <= n; i++) {
                sum += level_of(s, h, i);
            }
            (*means[s])[h] = (double)sum / (double)(n + 1);
        }
    }
    results->parcels += 100 + n;
    results->events += 1000 * (n + 1);
    results->replications++;
}

static void simulate_all(struct results *results, size_t count)
{
    while (results->replications < count) {
        simulate(results);
    }
}

/* ---- files ---- */

static struct results_file *opened(const char *path)
{
    char *words = NULL;
    struct results_file *file = results_file_write(path, &words);
    if (!file) {
        print_error("%s\n", words);
    }
    assert_non_null(file);
    assert_null(words);
    return file;
}

static void closed(struct results_file *file)
{
    char *words = NULL;
    bool good = results_file_close(file, &words);
    if (!good) {
        print_error("%s\n", words);
    }
    assert_true(good);
    assert_null(words);
}

/* Simulates and records until there are `count`, and finishes. */
static void record(struct results_file *file, struct results *results, const char *design_point,
                   size_t count)
{
    struct results_run *run = results_run_open(file, results, design_point, "");
    assert_non_null(run);
    while (results->replications < count) {
        simulate(results);
        if (results->replications > results_run_stored(run)) {
            assert_true(results_run_record(run, results));
        }
    }
    assert_true(results_run_finish(run, results));
    results_run_destroy(run);
}

static void keep(const char *path, uint64_t seed, size_t count)
{
    struct results_file *file = opened(path);
    struct results *results = make(seed);
    record(file, results, "", count);
    results_destroy(results);
    closed(file);
}

static struct results *loaded(const char *path, int64_t run, uint64_t most)
{
    char *words = NULL;
    struct results_file *file = results_file_read(path, &words);
    assert_non_null(file);
    struct results *results = results_file_load(file, run, most);
    if (!results) {
        print_error("%s\n", results_file_words(file));
    }
    assert_non_null(results);
    closed(file);
    return results;
}

/* Bit by bit, NaN like NaN. */
static void assert_same_number(double found, double expected)
{
    if (isnan(expected)) {
        assert_true(isnan(found));
    } else {
        assert_memory_equal(&found, &expected, sizeof found);
    }
}

static void assert_same_rows(const struct results *found, const struct results *expected)
{
    assert_int_equal(found->row_count, expected->row_count);
    for (size_t r = 0; r < expected->row_count; r++) {
        assert_true(result_row_same(&found->rows[r], &expected->rows[r]));
        for (size_t n = 0; n < expected->replications; n++) {
            assert_same_number(found->rows[r].values[n], expected->rows[r].values[n]);
        }
    }
    assert_int_equal(found->series.length, expected->series.length);
    for (size_t h = 0; h < expected->series.length; h++) {
        assert_same_number(found->series.in_system[0][h], expected->series.in_system[0][h]);
        assert_same_number(found->series.in_system[1][h], expected->series.in_system[1][h]);
        assert_same_number(found->series.on_shelf[h], expected->series.on_shelf[h]);
    }
}

static void assert_same_identity(const struct results *found, const struct results *expected)
{
    assert_string_equal(found->scenario_name, expected->scenario_name);
    assert_string_equal(found->scenario_path, expected->scenario_path);
    assert_string_equal(found->version, expected->version);
    assert_string_equal(found->start_date, expected->start_date);
    assert_true(found->scenario_hash == expected->scenario_hash);
    assert_true(found->seed == expected->seed);
    assert_same_number(found->warm_up_h, expected->warm_up_h);
    assert_same_number(found->horizon_h, expected->horizon_h);
    assert_same_number(found->confidence, expected->confidence);
    assert_int_equal(found->warm_up_found, expected->warm_up_found);
    assert_int_equal(found->no_steady_state, expected->no_steady_state);
    assert_int_equal(found->incomplete, expected->incomplete);
    assert_int_equal(found->hubs, expected->hubs);
    assert_int_equal(found->counties, expected->counties);
    assert_int_equal(found->stations, expected->stations);
    assert_int_equal(found->villages, expected->villages);
    assert_int_equal(found->precision_reached, expected->precision_reached);
    assert_true(found->parcels == expected->parcels);
    assert_true(found->events == expected->events);
    assert_int_equal(found->assumed_count, expected->assumed_count);
    for (size_t i = 0; i < expected->assumed_count; i++) {
        assert_string_equal(found->assumed[i], expected->assumed[i]);
    }
    assert_int_equal(found->change_count, expected->change_count);
    for (size_t i = 0; i < expected->change_count; i++) {
        assert_string_equal(found->changes[i], expected->changes[i]);
    }
}

static void assert_same(const struct results *found, const struct results *expected)
{
    assert_int_equal(found->replications, expected->replications);
    assert_same_identity(found, expected);
    assert_same_rows(found, expected);
    assert_int_equal(found->place_count, expected->place_count);
    for (size_t p = 0; p < expected->place_count; p++) {
        assert_string_equal(found->places[p].kind, expected->places[p].kind);
        assert_string_equal(found->places[p].name, expected->places[p].name);
        assert_same_number(found->places[p].lat, expected->places[p].lat);
        assert_same_number(found->places[p].lon, expected->places[p].lon);
        assert_same_number(found->places[p].people, expected->places[p].people);
    }
}

static sqlite3_int64 number_in(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
    if (code != SQLITE_OK) {
        print_error("%s: %s\n", sql, sqlite3_errmsg(db));
    }
    assert_int_equal(code, SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    sqlite3_int64 number = sqlite3_column_int64(statement, 0);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return number;
}

static int execute_in(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    sqlite3_close(db);
    return code;
}

/* ---- claims ---- */

static void test_what_is_read_is_what_was_written(void **state)
{
    const struct folder *folder = *state;
    for (size_t count = 1; count <= 12; count += 11) {
        struct results *expected = make(count);
        simulate_all(expected, count);
        keep(folder->file, count, count);
        struct results *found = loaded(folder->file, count == 1 ? 1 : 2, UINT64_MAX);
        assert_same(found, expected);
        results_destroy(found);
        results_destroy(expected);
    }
}

static void test_the_first_replications_are_as_if_there_were_no_others(void **state)
{
    const struct folder *folder = *state;
    struct results *expected = make(1);
    simulate_all(expected, 4);
    keep(folder->file, 1, 9);
    struct results *found = loaded(folder->file, 1, 4);
    assert_same(found, expected);
    results_destroy(found);
    results_destroy(expected);
}

static void test_a_run_without_replications_is_not_in_the_file(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 0);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM run"), 0);
}

static void test_a_stopping_rule_and_an_interruption_are_kept(void **state)
{
    const struct folder *folder = *state;
    struct results_file *file = opened(folder->file);
    struct results *results = make(1);
    results_ask(results, "delivery_time.inbound.mean", 0.02, false);
    results_ask(results, "throughput.inbound", 3, true);
    results->look_ahead = 5;
    results->budget_s = 1.5;
    results->incomplete = true;
    record(file, results, "", 3);
    closed(file);
    struct results *found = loaded(folder->file, 1, UINT64_MAX);
    assert_same(found, results);
    assert_int_equal(found->target_count, 2);
    assert_string_equal(found->targets[0].measure, "delivery_time.inbound.mean");
    assert_same_number(found->targets[0].half_width, 0.02);
    assert_false(found->targets[0].absolute);
    assert_true(found->targets[1].absolute);
    assert_int_equal(found->look_ahead, 5);
    assert_same_number(found->budget_s, 1.5);
    results_destroy(found);
    results_destroy(results);
}

static void test_a_run_goes_on_where_it_was(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 3);
    struct results_file *file = opened(folder->file);
    struct results *results = results_file_load(file, 1, UINT64_MAX);
    struct results_run *run = results_run_open(file, results, "", "");
    assert_int_equal(results_run_id(run), 1);
    assert_int_equal(results_run_stored(run), 3);
    simulate(results);
    simulate(results);
    results->replications = 4; /* and the series of 4 */
    results->parcels -= 104;
    results->events -= 5000;
    struct results *four = make(1), *expected = make(1);
    simulate_all(four, 4);
    simulate_all(expected, 5);
    assert_true(results_run_record(run, four));
    assert_int_equal(results_run_stored(run), 4);
    assert_true(results_run_record(run, expected));
    assert_true(results_run_finish(run, expected));
    results_run_destroy(run);
    closed(file);
    struct results *found = loaded(folder->file, 1, UINT64_MAX);
    assert_same(found, expected);
    results_destroy(found);
    results_destroy(results);
    results_destroy(four);
    results_destroy(expected);
}

static void test_whoever_asks_for_less_changes_nothing(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 5);
    struct results_file *file = opened(folder->file);
    struct results *fewer = make(1);
    simulate_all(fewer, 3);
    fewer->incomplete = true;
    struct results_run *run = results_run_open(file, fewer, "", "");
    assert_true(results_run_finish(run, fewer));
    results_run_destroy(run);
    closed(file);
    struct results *found = loaded(folder->file, 1, UINT64_MAX);
    assert_int_equal(found->replications, 5);
    assert_false(found->incomplete);
    results_destroy(found);
    results_destroy(fewer);
}

static void test_runs_differ_by_seed_design_point_options_version_and_warm_up(void **state)
{
    const struct folder *folder = *state;
    struct results_file *file = opened(folder->file);
    for (int i = 0; i < 6; i++) {
        struct results *results = make(i == 1 ? 2 : 1);
        if (i == 2) {
            free(results->version);
            results->version = des_copy_text("1.2.4");
        }
        results->warm_up_h = i == 3 ? 48 : 24;
        simulate(results);
        struct results_run *run = results_run_open(file, results, i == 4 ? "shelf 90" : "",
                                                   i == 5 ? "detail county" : "");
        assert_int_equal(results_run_stored(run), 0);
        assert_true(results_run_record(run, results));
        assert_int_equal(results_run_id(run), i + 1);
        results_run_destroy(run);
        results_destroy(results);
    }
    struct results_file_run *runs;
    size_t count;
    assert_true(results_file_list(file, &runs, &count));
    assert_int_equal(count, 6);
    assert_string_equal(runs[4].design_point, "shelf 90");
    assert_string_equal(runs[5].options, "detail county");
    assert_string_equal(runs[0].scenario_name, "望谟县 \"now\"; DROP TABLE run");
    assert_true(runs[1].seed == 2);
    assert_true(runs[0].scenario_hash == 0xfedcba9876543210u);
    assert_false(runs[0].complete); /* never finished */
    results_file_runs_destroy(runs, count);
    closed(file);
    /* They share the words: two dictionaries of the file's, not of a run's. */
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM metric"), 4);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM subject"), 4);
}

static void test_two_that_record_the_same_run_write_it_once(void **state)
{
    const struct folder *folder = *state;
    struct results_file *one = opened(folder->file), *other = opened(folder->file);
    struct results *results = make(1);
    struct results_run *first = results_run_open(one, results, "", "");
    struct results_run *second = results_run_open(other, results, "", "");
    for (int i = 0; i < 4; i++) {
        simulate(results);
        assert_true(results_run_record(i % 2 ? second : first, results));
        assert_true(results_run_record(i % 2 ? first : second, results));
    }
    assert_true(results_run_finish(first, results));
    assert_true(results_run_finish(second, results));
    results_run_destroy(first);
    results_run_destroy(second);
    closed(one);
    closed(other);
    struct results *found = loaded(folder->file, 1, UINT64_MAX);
    assert_same(found, results);
    results_destroy(found);
    results_destroy(results);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM run"), 1);
}

static void test_a_closed_file_is_one_file_and_sound(void **state)
{
    const struct folder *folder = *state;
    char beside[128];
    keep(folder->file, 1, 3);
    snprintf(beside, sizeof beside, "%s-wal", folder->file);
    assert_int_equal(access(beside, F_OK), -1);
    snprintf(beside, sizeof beside, "%s-shm", folder->file);
    assert_int_equal(access(beside, F_OK), -1);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM pragma_integrity_check"
                                             " WHERE integrity_check <> 'ok'"),
                     0);
}

static void test_the_same_runs_give_the_same_bytes(void **state)
{
    const struct folder *folder = *state;
    char other[128], command[320];
    snprintf(other, sizeof other, "%s.again", folder->file);
    keep(folder->file, 1, 3);
    keep(other, 1, 3);
    snprintf(command, sizeof command, "cmp -s '%s' '%s'", folder->file, other);
    assert_int_equal(system(command), 0);
}

/* Mean 5, 4 values: 4, 5, 6, 5 around 1e9, whose variance is 2/3. */
static void test_the_view_of_estimates_agrees_with_the_textbook(void **state)
{
    const struct folder *folder = *state;
    static const double values[] = {1e9 + 4, 1e9 + 5, 1e9 + 6, 1e9 + 5};
    struct results_file *file = opened(folder->file);
    struct results *results = make(1);
    struct results_run *run = results_run_open(file, results, "", "");
    for (size_t n = 0; n < 4; n++) {
        simulate(results);
        results->rows[0].values[n] = values[n];
        assert_true(results_run_record(run, results));
    }
    results_run_destroy(run);
    results_destroy(results);
    closed(file);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM estimates"), ROWS);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM estimates WHERE place = ''"
                                             " AND statistic = 'mean' AND n = 4 AND mean = 1e9 + 5"
                                             " AND abs(variance - 2.0 / 3) < 1e-12"),
                     1);
    /* Rows 1 and 2: none, and two of four. */
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM estimates WHERE n = 0 AND"
                                             " mean IS NULL AND variance IS NULL"),
                     1);
    assert_int_equal(number_in(folder->file, "SELECT n FROM estimates WHERE place_kind ="
                                             " 'station'"),
                     2);
    assert_int_equal(number_in(folder->file, "SELECT count(DISTINCT id) FROM results"), 4 * ROWS);
}

static void test_levels_are_kept_replication_by_replication(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 4);
    for (size_t n = 0; n < 4; n++) {
        char sql[160];
        snprintf(sql, sizeof sql,
                 "SELECT in_system_outbound FROM hourly WHERE replication = %zu AND hour = 11",
                 n + 1);
        assert_int_equal(number_in(folder->file, sql), level_of(1, 11, n));
    }
    assert_int_equal(number_in(folder->file, "SELECT parcels FROM replication"
                                             " WHERE replication = 3"),
                     102);
    assert_int_equal(number_in(folder->file, "SELECT events FROM replication"
                                             " WHERE replication = 3"),
                     3000);
}

/* GeoPackage 1.3: 2.1.3, requirement 19; little endian, point, longitude first. */
static void test_points_are_geopackage_binary(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 2);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM places WHERE name = '贵阳' AND"
                                             " hex(geom) = '47500001E6100000' ||"
                                             " '0101000000' || '0000000000B05A40' ||"
                                             " '0000000000803A40'"),
                     1); /* 106.75 and 26.5 */
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM places WHERE geom IS NULL AND"
                                             " name = 'nowhere' AND people = 800"),
                     1);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM gpkg_contents WHERE"
                                             " min_x = -179.5 AND max_x = 106.75 AND"
                                             " min_y = -25.5 AND max_y = 26.5"),
                     1);
    assert_int_equal(number_in(folder->file, "PRAGMA application_id"), 0x47504B47);
    assert_int_equal(number_in(folder->file, "PRAGMA user_version"), 10300);
}

/* Station: 20 and nothing; a county has its counter's shelf: 0.1 and 1e300; hub: 40 and 41,
 * half-width of 90 %: t(0.95; 1) = 6.3138 times 0.5. */
static void test_means_are_on_the_map(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 2);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM places WHERE kind = 'station'"
                                             " AND inbound_h = 20 AND inbound_half_width_h IS NULL"
                                             " AND replications = 2 AND shelf IS NULL"),
                     1);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM places WHERE kind = 'county'"
                                             " AND shelf = 5e299 AND utilisation IS NULL"),
                     1);
    assert_int_equal(number_in(folder->file, "SELECT count(*) FROM places WHERE kind = 'hub'"
                                             " AND utilisation = 40.5"
                                             " AND abs(utilisation_half_width - 3.1569) < 1e-4"),
                     1);
}

/* ---- what is no results file ---- */

static void refused(const char *path, const char *says)
{
    for (int writes = 0; writes < 2; writes++) {
        char *words = NULL;
        struct results_file *file =
            writes ? results_file_write(path, &words) : results_file_read(path, &words);
        assert_null(file);
        assert_non_null(words);
        if (!strstr(words, says)) {
            print_error("'%s' is not in '%s'\n", says, words);
            fail();
        }
        free(words);
    }
}

static void write_bytes(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(bytes, file);
    assert_int_equal(fclose(file), 0);
}

static void test_other_files_are_refused_and_stay_as_they_are(void **state)
{
    const struct folder *folder = *state;
    char command[400], copy[128];
    static const struct {
        const char *sql, *says;
    } cases[] = {
        {NULL, "no SQLite database"},
        {"CREATE TABLE lastmile (format INTEGER); INSERT INTO lastmile VALUES (1)",
         "a database, but not of results"},
        {"PRAGMA application_id = 1196444487; CREATE TABLE roads (fid INTEGER PRIMARY KEY)",
         "a GeoPackage, but not of results"},
        {"PRAGMA application_id = 1196444487; CREATE TABLE lastmile (format INTEGER);"
         "INSERT INTO lastmile VALUES (2)",
         "a newer lastmile wrote it (format 2; this one knows format 1)"},
        {"PRAGMA application_id = 1196444487; CREATE TABLE lastmile (format INTEGER)", "damaged"},
    };
    snprintf(copy, sizeof copy, "%s.copy", folder->file);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (cases[i].sql) {
            unlink(folder->file);
            assert_int_equal(execute_in(folder->file, cases[i].sql), SQLITE_OK);
        } else {
            write_bytes(folder->file, "lastmile: 1\nname: a scenario, say, of enough bytes\n");
        }
        snprintf(command, sizeof command, "cp '%s' '%s'", folder->file, copy);
        assert_int_equal(system(command), 0);
        refused(folder->file, cases[i].says);
        snprintf(command, sizeof command, "cmp -s '%s' '%s'", folder->file, copy);
        assert_int_equal(system(command), 0);
    }
}

static void test_what_is_no_file_is_refused(void **state)
{
    const struct folder *folder = *state;
    char pipe[128];
    snprintf(pipe, sizeof pipe, "%s.pipe", folder->file);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    refused(pipe, "not a file");
    refused(folder->path, "directory");
    char *words = NULL;
    assert_null(results_file_read(folder->file, &words));
    assert_string_equal(words, "No such file or directory");
    free(words);
    write_bytes(folder->file, "");
    assert_null(results_file_read(folder->file, &words));
    assert_string_equal(words, "it is empty");
    free(words);
    closed(opened(folder->file)); /* but one to be */
}

static void test_a_locked_file_is_said_to_be_locked(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 1);
    sqlite3 *db = NULL;
    char *words = NULL;
    assert_int_equal(sqlite3_open(folder->file, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL), SQLITE_OK);
    assert_null(results_file_write(folder->file, &words));
    assert_string_equal(words, "it is locked by another process");
    free(words);
    sqlite3_close(db);
    keep(folder->file, 1, 2);
}

static void test_damage_is_found(void **state)
{
    const struct folder *folder = *state;
    static const char *const damages[] = {
        "DELETE FROM value WHERE replication = 2 AND row = 3",
        "DELETE FROM replication WHERE replication = 1",
        "DELETE FROM measurement WHERE row = 0",
        "DELETE FROM run",
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        unlink(folder->file);
        keep(folder->file, 1, 3);
        assert_int_equal(execute_in(folder->file, damages[i]), SQLITE_OK);
        char *words = NULL;
        struct results_file *file = results_file_read(folder->file, &words);
        assert_non_null(file);
        assert_null(results_file_load(file, 1, UINT64_MAX));
        assert_non_null(strstr(results_file_words(file), i < 3 ? "damaged" : "no such run"));
        assert_false(results_file_close(file, &words));
        free(words);
    }
}

static void test_the_tables_refuse_nonsense(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 1);
    static const char *const nonsense[] = {
        "INSERT INTO value VALUES (1, 1, 0, 5)",      /* is there */
        "INSERT INTO value VALUES (1, 2, 0, 'many')", /* no number */
        "UPDATE run SET complete = 2",
        "UPDATE run SET confidence = 1",
        "UPDATE run SET scenario_hash = 'abc'",
        "INSERT INTO replication VALUES (1, 0, 5, 5)",
        "INSERT INTO note VALUES (1, 'gossip', 1, 'x')",
        ("INSERT INTO metric (measure, statistic, event, direction, class, tier, unit) SELECT"
         " measure, statistic, event, direction, class, tier, unit FROM metric LIMIT 1"),
        "INSERT INTO places (run, kind, name) VALUES (1, 'pub', 'x')",
    };
    for (size_t i = 0; i < sizeof nonsense / sizeof *nonsense; i++) {
        int code = execute_in(folder->file, nonsense[i]);
        if (code != SQLITE_CONSTRAINT) {
            print_error("%s: %d\n", nonsense[i], code);
        }
        assert_int_equal(code, SQLITE_CONSTRAINT);
    }
}

/* The disk fills while a replication is written: it is lost, those before it are not. */
static void test_a_failed_write_leaves_what_was_there(void **state)
{
    const struct folder *folder = *state;
    keep(folder->file, 1, 2);
    assert_int_equal(execute_in(folder->file,
                                "CREATE TRIGGER full BEFORE INSERT ON hourly WHEN new.hour = 20"
                                " BEGIN SELECT raise(ABORT, 'no room'); END"),
                     SQLITE_OK);
    struct results_file *file = opened(folder->file);
    struct results *results = make(1);
    simulate_all(results, 3);
    struct results_run *run = results_run_open(file, results, "", "");
    assert_false(results_run_record(run, results));
    assert_string_equal(results_file_words(file), "no room");
    assert_int_equal(results_run_stored(run), 2);
    assert_false(results_run_finish(run, results));
    results_run_destroy(run);
    results_destroy(results);
    char *words = NULL;
    assert_false(results_file_close(file, &words));
    assert_string_equal(words, "no room");
    free(words);
    struct results *found = loaded(folder->file, 1, UINT64_MAX);
    assert_int_equal(found->replications, 2);
    assert_false(found->incomplete);
    results_destroy(found);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_read_is_what_was_written),
        TEST(test_the_first_replications_are_as_if_there_were_no_others),
        TEST(test_a_run_without_replications_is_not_in_the_file),
        TEST(test_a_stopping_rule_and_an_interruption_are_kept),
        TEST(test_a_run_goes_on_where_it_was),
        TEST(test_whoever_asks_for_less_changes_nothing),
        TEST(test_runs_differ_by_seed_design_point_options_version_and_warm_up),
        TEST(test_two_that_record_the_same_run_write_it_once),
        TEST(test_a_closed_file_is_one_file_and_sound),
        TEST(test_the_same_runs_give_the_same_bytes),
        TEST(test_the_view_of_estimates_agrees_with_the_textbook),
        TEST(test_levels_are_kept_replication_by_replication),
        TEST(test_points_are_geopackage_binary),
        TEST(test_means_are_on_the_map),
        TEST(test_other_files_are_refused_and_stay_as_they_are),
        TEST(test_what_is_no_file_is_refused),
        TEST(test_a_locked_file_is_said_to_be_locked),
        TEST(test_damage_is_found),
        TEST(test_the_tables_refuse_nonsense),
        TEST(test_a_failed_write_leaves_what_was_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
