/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_report.c - reports of results made by hand: what no scenario is sure to bring about. */
#include "tools/report.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "engine/require.h"
#include "tests/assert_text.h"
#include "tests/made_results.h"
#include "tools/printable.h"
#include "tools/row_index.h"

enum { REPLICATIONS = 3, HOURS = 24 * 365 };

typedef void report_function(const struct results *results, FILE *out);

static void text_plain(const struct results *results, FILE *out)
{
    report_text(results, out, false);
}

static char *report_of(const struct results *results, report_function *report)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    report(results, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void add(struct results *results, struct row_key key, const char *unit, const double *values)
{
    struct made_row row = {key.measure, key.statistic,  key.event, key.direction, key.class_name,
                           key.tier,    key.place_kind, key.place, unit};
    made_add(results, row, values);
}

static void add_ledger(struct results *results)
{
    static const char *const events[] = {"entered", "delivered", "returned", "lost", "in system"};
    static const double values[][REPLICATIONS] = {
        {100, 110, 120}, {70, 80, 90}, {10, 10, 10}, {5, 5, 5}, {15, 15, 15}};
    for (size_t e = 0; e < 5; e++) {
        struct row_key key = {
            .measure = "ledger", .statistic = "total", .event = events[e], .direction = "inbound"};
        add(results, key, "parcels", values[e]);
    }
}

/* Delivery times of one class: exact, of fewer replications, and of none. */
static void add_times(struct results *results, const char *class_name)
{
    static const double known[] = {41.5, 42, 42.5}, some[] = {50, NAN, 52},
                        none[] = {NAN, NAN, NAN};
    struct row_key key = {.measure = "delivery_time",
                          .statistic = "mean",
                          .event = "available",
                          .direction = "inbound",
                          .class_name = class_name};
    add(results, key, "h", known);
    key.statistic = "p95";
    add(results, key, "h", some);
    key.statistic = "p99";
    add(results, key, "h", none);
}

static struct results *make(void)
{
    struct results *results = made_results("望谟县 \"now\", and later", REPLICATIONS);
    free(results->scenario_path);
    results->scenario_path = des_copy_text("scenarios/望谟县.yaml");
    add_times(results, "");
    add_ledger(results);
    return results;
}

static int count_of(const char *text, const char *words)
{
    int count = 0;
    for (; *text; text++) {
        count += strncmp(text, words, strlen(words)) == 0;
    }
    return count;
}

/* ---- text ---- */

static void test_text_opens_with_what_was_run(void **state)
{
    (void)state;
    struct results *results = make();
    char *text = report_of(results, text_plain);
    assert_true(strncmp(text, "望谟县 \"now\"", strlen("望谟县 \"now\"")) == 0);
    assert_says(text, "scenarios/望谟县.yaml, hash 0000000000000abc\n");
    assert_says(text, "3 replications of 3 days after 1 day of warm-up (given); seed 20180305");
    assert_says(text, "lastmile 1.2.3\n");
    assert_says_not(text, "***");
    free(text);
    results_destroy(results);
}

static void test_text_says_what_went_wrong(void **state)
{
    (void)state;
    struct results *results = make();
    results->incomplete = results->no_steady_state = results->warm_up_found = true;
    results_ask(results, "delivery_time.inbound.mean", 0.02, false);
    char *text = report_of(results, text_plain);
    assert_says(text, "*** INCOMPLETE");
    assert_says(text, "*** NO STEADY STATE");
    assert_says(text, "found by MSER-5");
    assert_says(text, "delivery_time.inbound.mean to within 2 % of it: NOT reached");
    free(text);
    results_destroy(results);
}

static void test_every_estimate_has_its_half_width_and_count(void **state)
{
    (void)state;
    struct results *results = make();
    char *text = report_of(results, text_plain);
    assert_says(text, "42.0 ± 1.2 "); /* t = 4.302653, s = 0.5, n = 3 */
    assert_says(text, "51 ± 13 [2]"); /* t = 12.7062, s = 1.41421, n = 2 */
    assert_says(text, "n/e\n");
    assert_says_not(text, "nan");
    free(text);
    results_destroy(results);
}

static void test_one_replication_has_no_half_width(void **state)
{
    (void)state;
    struct results *results = make();
    results->replications = 1;
    char *text = report_of(results, text_plain);
    assert_says(text, "1 replication of");
    assert_says(text, "41.5 ± n/e");
    free(text);
    results_destroy(results);
}

static void test_books_are_summed_and_checked(void **state)
{
    (void)state;
    struct results *results = make();
    char *text = report_of(results, text_plain);
    assert_says(text, "330 entered = 240 delivered + 30 returned + 15 lost + 45 in system\n");
    free(text);
    results->rows[results->row_count - 1].values[0] += 1;
    text = report_of(results, text_plain);
    assert_says(text, "46 in system  NOT BALANCED\n");
    free(text);
    results_destroy(results);
}

static void test_sections_without_rows_are_left_out(void **state)
{
    (void)state;
    struct results *results = make();
    char *text = report_of(results, text_plain);
    assert_says_not(text, "Fleets");
    assert_says_not(text, "Shelves");
    assert_says_not(text, "outbound");
    free(text);
    results_destroy(results);
}

static void test_long_names_are_cut_between_characters(void **state)
{
    (void)state;
    struct results *results = make();
    add_times(results, "a快递特快专递农产品上行优先保证二十四小时送达的包裹");
    char *text = report_of(results, text_plain);
    assert_says(text, "    a快递特快专递农产品上行优先保证… 42.0 ± 1.2");
    assert_says_not(text, "\\x");
    assert_fits(text);
    free(text);
    results_destroy(results);
}

static void test_control_characters_are_not_passed_on(void **state)
{
    (void)state;
    struct results *results = make();
    free(results->scenario_name);
    results->scenario_name = des_copy_text("red \033[31m");
    add_times(results, "two\nlines");
    char *text = report_of(results, text_plain);
    assert_says_not(text, "\033");
    assert_says(text, "red \\x1b[31m\n");
    assert_says(text, "    two\\x0alines ");
    free(text);
    results_destroy(results);
}

static void test_wide_tables_are_printed_in_parts(void **state)
{
    (void)state;
    static const double wide[] = {123456789.25, 123456789.5, 123456789.125};
    static const char *const statistics[] = {"mean", "p50", "p90", "p95", "p99"};
    struct results *results = make();
    for (size_t s = 0; s < 5; s++) {
        struct row_key key = {.measure = "delivery_time",
                              .statistic = statistics[s],
                              .event = "left hub",
                              .direction = "outbound"};
        add(results, key, "h", wide);
    }
    char *text = report_of(results, text_plain);
    assert_fits(text);
    assert_int_equal(count_of(text, "  outbound, left hub"), 2);
    free(text);
    results_destroy(results);
}

static void test_long_paths_and_defaults_are_wrapped(void **state)
{
    (void)state;
    struct results *results = make();
    results->assumed = des_allocate(20, sizeof *results->assumed);
    for (size_t a = 0; a < 20; a++) {
        results->assumed[results->assumed_count++] =
            des_copy_text("travel.distance.great_circle.detour: 1.3");
    }
    results->seed = (uint64_t)1 << 53;
    free(results->scenario_path);
    results->scenario_path =
        des_copy_text("/home/planner/scenarios/望谟县/望谟县/望谟县/望谟县/望谟县/third.yaml");
    char *text = report_of(results, text_plain);
    assert_fits(text);
    assert_says(text, "third.yaml,\n             hash 0000000000000abc\n");
    free(text);
    results_destroy(results);
}

static void test_a_year_of_days_fits_the_terminal(void **state)
{
    (void)state;
    struct results *results = make();
    results->series.length = HOURS;
    results->series.in_system[0] = des_allocate(HOURS, sizeof(double));
    results->series.in_system[1] = des_allocate(HOURS, sizeof(double));
    results->series.on_shelf = des_allocate(HOURS, sizeof(double));
    for (size_t h = 0; h < HOURS; h++) {
        results->series.in_system[0][h] = 1e7 * (double)(h + 1);
    }
    char *text = report_of(results, text_plain);
    assert_fits(text);
    assert_says(text, "by day (7 a bar) from the start, warm-up (1 day) included");
    assert_says(text, "█  to ");
    assert_says_not(text, "  on shelves           "); /* empty */
    free(text);
    results_destroy(results);
}

static void test_of_many_places_those_that_stand_out_are_shown(void **state)
{
    (void)state;
    struct results *results = make();
    for (int s = 0; s < 20; s++) {
        char name[40];
        double values[REPLICATIONS] = {s, s, s};
        snprintf(name, sizeof name, "望谟 %d", s);
        struct row_key key = {
            .measure = "shelf", .statistic = "mean", .place_kind = "station", .place = name};
        add(results, key, "parcels", s == 7 ? (double[]){NAN, NAN, NAN} : values);
    }
    char *text = report_of(results, text_plain);
    assert_says(text, "Shelves: the 6 fullest of 20 (all: --format csv)");
    assert_says(text, "望谟 19 ");
    assert_says(text, "望谟 14 ");
    assert_says_not(text, "望谟 13 ");
    assert_says_not(text, "望谟 7 ");
    free(text);
    results_destroy(results);
}

/* ---- csv and json ---- */

static void test_csv_is_tidy_quoted_and_empty_when_not_estimable(void **state)
{
    (void)state;
    struct results *results = make();
    add_times(results, "next \"day\", early");
    char *text = report_of(results, report_csv);
    assert_says(text, "replication,measure,statistic,event,direction,class,tier,place_kind,place,"
                      "unit,value\n");
    assert_says(text, "\n2,delivery_time,mean,available,inbound,,,,,h,42\n");
    assert_says(text, "\n2,delivery_time,p95,available,inbound,,,,,h,\n");
    assert_says(text, "inbound,\"next \"\"day\"\", early\",,,,h,41.5\n");
    free(text);
    results_destroy(results);
}

static void test_csv_writes_fifteen_digits(void **state)
{
    (void)state;
    struct results *results = make();
    results->rows[0].values[0] = 100.0 / 3;
    char *text = report_of(results, report_csv);
    assert_says(text, "h,33.3333333333333\n");
    free(text);
    results_destroy(results);
}

static void test_json_says_null_for_what_is_not_estimable(void **state)
{
    (void)state;
    struct results *results = make();
    results->incomplete = true;
    char *text = report_of(results, report_json);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    json_t *run = json_object_get(root, "run"), *rows = json_object_get(root, "measures");
    assert_true(json_is_true(json_object_get(run, "incomplete")));
    assert_string_equal(json_string_value(json_object_get(run, "hash")), "0000000000000abc");
    assert_string_equal(json_string_value(json_object_get(run, "file")), "scenarios/望谟县.yaml");
    assert_int_equal(json_array_size(rows), results->row_count);
    json_t *some = json_array_get(rows, 1), *none = json_array_get(rows, 2);
    assert_int_equal(json_integer_value(json_object_get(some, "n")), 2);
    assert_true(json_is_null(json_array_get(json_object_get(some, "values"), 1)));
    assert_true(json_is_null(json_object_get(none, "mean")));
    assert_true(json_is_null(json_object_get(none, "half_width")));
    assert_int_equal(json_integer_value(json_object_get(none, "n")), 0);
    json_decref(root);
    free(text);
    results_destroy(results);
}

/* ---- what they are made with ---- */

static void test_rows_are_found_as_by_looking_at_each(void **state)
{
    (void)state;
    static const double values[] = {1, 2, 3};
    struct results *results = make();
    for (int n = 0; n < 200; n++) { /* with twins: the first is meant */
        char place[20], class_name[20];
        snprintf(place, sizeof place, "%d", n * 7 % 30);
        snprintf(class_name, sizeof class_name, "%d", n % 3);
        struct row_key key = {.measure = n % 2 ? "shelf" : "trips",
                              .class_name = class_name,
                              .place_kind = n % 5 ? "station" : "hub",
                              .place = place};
        add(results, key, "1", values);
    }
    struct row_index index = row_index_init(results);
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r], *first = NULL;
        for (size_t s = 0; !first; s++) {
            const struct result_row *other = &results->rows[s];
            bool same = strcmp(row->measure, other->measure) == 0 &&
                        strcmp(row->statistic, other->statistic) == 0 &&
                        strcmp(row->event, other->event) == 0 &&
                        strcmp(row->class_name, other->class_name) == 0 &&
                        strcmp(row->place_kind, other->place_kind) == 0 &&
                        strcmp(row->place, other->place) == 0;
            first = same ? other : NULL;
        }
        struct row_key key = {.measure = row->measure,
                              .statistic = row->statistic,
                              .event = row->event,
                              .direction = row->direction,
                              .class_name = row->class_name,
                              .place_kind = row->place_kind,
                              .place = row->place};
        assert_ptr_equal(row_index_find(&index, &key), first);
    }
    const char **places;
    assert_int_equal(row_index_places(&index, "shelf", "none", &places), 0);
    free(places);
    assert_null(row_index_find(&index, &(struct row_key){.measure = "shelf"}));
    row_index_done(&index);
    results_destroy(results);
}

static void test_places_come_once_and_in_order(void **state)
{
    (void)state;
    static const double values[] = {1, 2, 3};
    static const char *const order[] = {"丙", "甲", "丙", "乙", "甲"};
    struct results *results = make();
    for (size_t p = 0; p < 5; p++) {
        struct row_key key = {.measure = "shelf", .place_kind = "station", .place = order[p]};
        add(results, key, "parcels", values);
    }
    struct row_index index = row_index_init(results);
    const char **places;
    assert_int_equal(row_index_places(&index, "shelf", "station", &places), 3);
    assert_string_equal(places[0], "丙");
    assert_string_equal(places[1], "甲");
    assert_string_equal(places[2], "乙");
    free(places);
    row_index_done(&index);
    results_destroy(results);
}

static void test_what_is_printable_and_how_wide(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
        const char *fit;
    } rows[] = {{"望谟县", 6, "望谟县"},
                {"望谟县", 5, "望谟…"},
                {"望谟县", 4, "望…"},
                {"abc", 1, "…"},
                {"", 1, ""},
                {"a\377b", 6, "a\\xffb"},
                {"\t", 4, "\\x09"},
                {"é", 1, "é"}};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        char *fit = printable_fit(rows[r].text, rows[r].width);
        assert_string_equal(fit, rows[r].fit);
        assert_true(printable_width(fit) <= rows[r].width);
        free(fit);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_opens_with_what_was_run),
        cmocka_unit_test(test_text_says_what_went_wrong),
        cmocka_unit_test(test_every_estimate_has_its_half_width_and_count),
        cmocka_unit_test(test_one_replication_has_no_half_width),
        cmocka_unit_test(test_books_are_summed_and_checked),
        cmocka_unit_test(test_sections_without_rows_are_left_out),
        cmocka_unit_test(test_long_names_are_cut_between_characters),
        cmocka_unit_test(test_control_characters_are_not_passed_on),
        cmocka_unit_test(test_wide_tables_are_printed_in_parts),
        cmocka_unit_test(test_long_paths_and_defaults_are_wrapped),
        cmocka_unit_test(test_a_year_of_days_fits_the_terminal),
        cmocka_unit_test(test_of_many_places_those_that_stand_out_are_shown),
        cmocka_unit_test(test_csv_is_tidy_quoted_and_empty_when_not_estimable),
        cmocka_unit_test(test_csv_writes_fifteen_digits),
        cmocka_unit_test(test_json_says_null_for_what_is_not_estimable),
        cmocka_unit_test(test_rows_are_found_as_by_looking_at_each),
        cmocka_unit_test(test_places_come_once_and_in_order),
        cmocka_unit_test(test_what_is_printable_and_how_wide),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
