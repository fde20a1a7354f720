/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_report_comparison.c - reports of comparisons of results made by hand. */
#include "tools/report_comparison.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "engine/require.h"
#include "tests/assert_text.h"
#include "tests/made_results.h"
#include "tools/comparison_words.h"
#include "tools/report_best.h"

enum { COUNT = 3 };

/* ---- two scenarios: B's trucks are faster and drive further; one station less, one more ---- */

static const double slow[COUNT] = {10, 12, 14}, fast[COUNT] = {8, 9.5, 11.75};
static const double near[COUNT] = {100, 100, 100}, far[COUNT] = {110, 110, 110};
static const double noise[COUNT] = {9, 13, 14};

static void add_km(struct results *results, const double *values)
{
    made_add(results, (struct made_row){.measure = "km", .statistic = "per_day", .unit = "km/d"},
             values);
}

static struct results *make(const char *name, const double *times, const double *km)
{
    struct results *results = made_results(name, COUNT);
    made_add_times(results, times);
    add_km(results, km);
    made_add_place(results, "station", "Both", times);
    return results;
}

struct fixture {
    struct results *first, *second;
    struct comparison *comparison;
};

static struct fixture fixture_make(struct results *first, struct results *second)
{
    static const char *const metrics[] = {"delivery_time.inbound.mean", "km"};
    const struct indifference none = {NULL, ZONE_NUMBER, 0};
    const struct comparison_options options = {.confidence = 0.95,
                                               .looks = 1,
                                               .metrics = metrics,
                                               .metric_count = 2,
                                               .zones = &none,
                                               .zone_count = 1,
                                               .false_discovery = 0.05};
    struct fixture self = {.first = first, .second = second};
    self.comparison = comparison_make((const struct results *[]){first, second}, 2, &options);
    return self;
}

static void fixture_done(struct fixture *self)
{
    comparison_destroy(self->comparison);
    results_destroy(self->first);
    results_destroy(self->second);
}

typedef void report_function(const struct comparison_report *report, FILE *out);

static void plain_text(const struct comparison_report *report, FILE *out)
{
    report_comparison_text(report, out, false);
}

static char *report_of(const struct fixture *self, report_function *write, bool incomplete)
{
    static const char *const notes[] = {"B's own seed 7 is not used"};
    const struct comparison_report report = {
        .comparison = self->comparison, .notes = notes, .note_count = 1, .incomplete = incomplete};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    write(&report, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

/* Whatever the widths of columns. */
static void assert_row(const char *text, const char *row)
{
    char *squeezed = des_copy_text(text), *to = squeezed;
    for (const char *c = text; *c; c++) {
        if (*c != ' ' || to == squeezed || to[-1] != ' ') {
            *to++ = *c;
        }
    }
    *to = '\0';
    assert_says(squeezed, row);
    free(squeezed);
}

/* ---- text ---- */

static void test_text_opens_with_what_was_run_and_answers(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(make("Now", slow, near), make("Plan", fast, far));
    char *text = report_of(&fixture, plain_text, false);
    assert_says(text, "2 scenarios, compared under the same parcels\nA            Now\n");
    assert_says(text, "Now.yaml, hash 0000000000000abc\n");
    assert_says(text, "B            Plan\n");
    assert_says(text, "3 replications of each: 3 days after 1 day of warm-up (given)");
    assert_says(text, "seed 20180305 for all: the same parcels");
    assert_says(text, "note         B's own seed 7 is not used\n");
    assert_says(text, "all 2 hold together with 95 % (Bonferroni)");
    /* d = -2, -2.5, -2.25: mean -2.25, s .25; t(2, .9875) = 6.2053: half-width .8956 */
    assert_says(text, "\nB is better than A in 1 of 2 measures and worse in 1.\n");
    assert_says(text, "  better     delivery time (inbound, mean): 2.25 ± 0.90 h shorter\n");
    assert_says(text, "  worse      km: 10 ± 0 km/d more\n");
    assert_fits(text);
    free(text);
    fixture_done(&fixture);
}

static void test_a_scenario_against_itself_is_said_to_be_identical(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(make("Now", slow, near), make("Now", slow, near));
    char *text = report_of(&fixture, plain_text, false);
    assert_says(text, "\nB is identical to A: every difference is exactly 0.\n");
    free(text);
    fixture_done(&fixture);
}

static void test_what_can_not_be_told_says_how_many_more(void **state)
{
    (void)state;
    /* d = -1, 1, 0: nothing is seen, and nothing foreseen with no zone; then with some shift. */
    struct fixture fixture = fixture_make(make("Now", slow, near), make("Plan", noise, near));
    char *text = report_of(&fixture, plain_text, true);
    assert_says(text, "\nIt can't be told yet whether B is better than A.\n");
    assert_says(text, "*** INCOMPLETE: interrupted");
    assert_says(text, "unknown");
    free(text);
    fixture_done(&fixture);
    static const double shifted[COUNT] = {9.5, 12.5, 15.5}; /* d = -.5, .5, 1.5 */
    fixture = fixture_make(make("Now", slow, near), make("Plan", shifted, near));
    text = report_of(&fixture, plain_text, false);
    /* .9875 quantiles: t(23)/sqrt(24) = 2.3979/4.8990 = .4895 <= .5 < t(22)/sqrt(23) = .5011 */
    assert_says(text, "about 24 replications would tell");
    free(text);
    fixture_done(&fixture);
}

static void test_pairing_that_hurts_is_said(void **state)
{
    (void)state;
    static const double opposite[COUNT] = {15, 12, 9.5};
    struct fixture fixture = fixture_make(make("Now", slow, near), make("Plan", opposite, near));
    char *text = report_of(&fixture, plain_text, false);
    assert_says(text, "HURTS: 0.5");
    free(text);
    fixture_done(&fixture);
}

static struct result_village at(char *village, char *station, double people, double access_m)
{
    return (struct result_village){village, "station", station, people, access_m};
}

static void test_where_they_differ_is_said_by_place_and_people(void **state)
{
    (void)state;
    struct results *first = make("Now", slow, near), *second = make("Plan", fast, near);
    made_add_place(first, "station", "Closed", slow);
    made_add_place(second, "station", "New", fast);
    made_add_place(first, "village", "Upper", slow);
    made_add_place(second, "village", "Upper", fast);
    made_add_village(first, at("Upper", "Closed", 12400, 4000));
    made_add_village(second, at("Upper", "New", 12400, 1500));
    struct fixture fixture = fixture_make(first, second);
    char *text = report_of(&fixture, plain_text, false);
    assert_says(text, "only in A only in B\n");
    assert_row(text, "\n stations 1 0 0 0 0 1 1\n");
    assert_row(text, "\n people in villages 12,400 0");
    /* d as above, alone and selected 1 of 1: t(2, .975) = 4.3027 x .25/sqrt(3) = .62 */
    assert_says(text, "-2.25 ± 0.62 gains");
    assert_says(text, "Upper (12,400 people): from Closed, 4.0 km to New, 1.5 km\n");
    assert_says(text, "12,400 have it nearer; 1.50 km on average, 4.00 before\n");
    assert_fits(text);
    free(text);
    fixture_done(&fixture);
}

static void test_long_names_fit(void **state)
{
    (void)state;
    char name[301];
    memset(name, 'x', sizeof name - 1);
    name[300] = '\0';
    memcpy(name, "县\033", strlen("县\033"));
    struct results *first = make("Now", slow, near), *second = make("Plan", fast, near);
    made_add_place(first, "station", name, slow);
    made_add_place(second, "station", name, fast);
    made_add_village(first, at(name, name, 10, 4000));
    made_add_village(second, at(name, "New", 10, NAN));
    free(second->scenario_name);
    second->scenario_name = des_copy_text(name);
    struct fixture fixture = fixture_make(first, second);
    char *text = report_of(&fixture, plain_text, false);
    assert_fits(text);
    assert_null(strchr(text, '\033'));
    free(text);
    fixture_done(&fixture);
}

/* ---- csv and json ---- */

static void test_csv_has_every_metric_and_place(void **state)
{
    (void)state;
    struct results *first = make("Now", slow, near), *second = make("Plan", fast, far);
    made_add_place(first, "station", "Old, \"closed\"", slow);
    struct fixture fixture = fixture_make(first, second);
    char *text = report_of(&fixture, report_comparison_csv, false);
    assert_says(text, "first,second,metric,place_kind,place,people,unit,first_mean,");
    assert_says(text, "\nNow.yaml,Plan.yaml,km,,,,km/d,100,0,110,0,10,0,worse,3,,,0,,\n");
    assert_says(text, "\nNow.yaml,Plan.yaml,delivery_time.inbound.mean,station,Both,,h,12,");
    assert_says(text, ",station,\"Old, \"\"closed\"\"\",,h,12,");
    size_t rows = 0;
    for (const char *c = text; *c; c++) {
        rows += *c == '\n';
    }
    assert_int_equal(rows, 1 + 2 + 2); /* header, metrics, stations */
    free(text);
    fixture_done(&fixture);
}

static void test_json_says_the_same(void **state)
{
    (void)state;
    struct fixture fixture = fixture_make(make("Now", slow, near), make("Plan", fast, far));
    char *text = report_of(&fixture, report_comparison_json, false);
    json_t *root = json_loads(text, 0, NULL);
    assert_non_null(root);
    json_t *pair = json_array_get(json_object_get(root, "pairs"), 0);
    json_t *time = json_array_get(json_object_get(pair, "metrics"), 0);
    assert_string_equal(json_string_value(json_object_get(time, "verdict")), "better");
    assert_close(json_real_value(json_object_get(time, "difference")), -2.25, 1e-12);
    json_t *run = json_object_get(root, "run");
    assert_int_equal(json_array_size(json_object_get(run, "scenarios")), 2);
    assert_close(json_real_value(json_object_get(run, "each_confidence")), 0.975, 1e-12);
    json_decref(root);
    free(text);
    fixture_done(&fixture);
}

/* ---- words ---- */

static void test_labels_go_on_after_z(void **state)
{
    (void)state;
    static const struct {
        size_t scenario;
        const char *label;
    } labels[] = {{0, "A"},   {25, "Z"},   {26, "AA"},  {51, "AZ"},
                  {52, "BA"}, {701, "ZZ"}, {702, "AAA"}};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        char label[LABEL_SIZE];
        scenario_label(labels[i].scenario, label);
        assert_string_equal(label, labels[i].label);
    }
}

static void assert_words(double difference, double half_width, const char *unit, const char *words)
{
    char *text = difference_words(difference, half_width, unit);
    assert_string_equal(text, words);
    free(text);
}

static void test_differences_are_said_in_words(void **state)
{
    (void)state;
    assert_words(-3.24, 0.4, "h", "3.24 ± 0.40 h shorter");
    assert_words(0.5, 0.1, "h", "30.0 ± 6.0 min longer");
    assert_words(-0.0213, 0.004, "1", "2.13 ± 0.40 points lower");
    assert_words(12, 3, "parcels/d", "12.0 ± 3.0 parcels/d more");
    char *metric = metric_words("delivery_time.inbound.p95[same day]");
    assert_string_equal(metric, "delivery time (inbound, p95, same day)");
    free(metric);
    char *number = difference_number(2, 0.5, 1);
    assert_string_equal(number, "+2.00 ± 0.50");
    free(number);
}

/* ---- the best of many ---- */

static char *report_best(enum best_procedure procedure, enum best_outcome outcome)
{
    struct best_entry entries[] = {
        {.fate = BEST_ELIMINATED,
         .estimate = {12, 0.5, 1, 30},
         .replications = 32,
         .eliminated_after = 30,
         .seed = 7,
         .behind = {.mean = 0.9, .half_width = 0.3}},
        {.fate = BEST_SELECTED,
         .estimate = {11, 0.4, 1, 40},
         .replications = 40,
         .seed = 7,
         .behind = {.identical = true}},
        {.fate = BEST_SCREENED,
         .estimate = {19, 2, 1, 20},
         .replications = 20,
         .eliminated_after = 20,
         .seed = 7,
         .behind = {.mean = 8.1, .half_width = 1.5}},
    };
    const struct best best = {.options = {.procedure = procedure,
                                          .metric = "delivery_time.inbound.mean",
                                          .unit = "h",
                                          .good = GOOD_LOWER,
                                          .confidence = 0.95,
                                          .first_stage = 20},
                              .outcome = outcome,
                              .first_stage_complete = true,
                              .delta = 0.5,
                              .entries = entries,
                              .count = 3,
                              .selected = 1,
                              .probability = procedure == BEST_OCBA ? 0.987 : NAN,
                              .replications = 92,
                              .most_replications = 40};
    static const struct best_name names[] = {
        {"One", "1.yaml", 1}, {"Two", "2.yaml", 2}, {"Three", "3.yaml", 3}};
    struct results *run = made_results("Two", 1);
    const struct best_report report = {.best = &best, .names = names, .run = run};
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    report_best_text(&report, out, false);
    assert_int_equal(fclose(out), 0);
    results_destroy(run);
    assert_fits(text);
    return text;
}

static void test_the_best_is_named_with_what_is_promised(void **state)
{
    (void)state;
    char *text = report_best(BEST_KIM_NELSON, BEST_DONE);
    assert_says(text, "B is the best of 3 scenarios in delivery time (inbound, mean).\n");
    assert_says(text, "2.yaml, hash 0000000000000002\n");
    assert_says(text, "with a probability of at least 95 % it is the best");
    assert_says(text, "if the best leads by 0.5 h or more");
    assert_says(text, "92 replications in all; 120 if all had been simulated as often");
    assert_row(text, "\n A 1.yaml 12.00 ± 0.50 +0.90 ± 0.30 32 eliminated after 30\n");
    assert_row(text, "\n C 3.yaml 19.0 ± 2.0 +8.1 ± 1.5 20 screened out after 20\n");
    free(text);
}

static void test_without_a_promise_none_is_made(void **state)
{
    (void)state;
    char *text = report_best(BEST_KIM_NELSON, BEST_OUT_OF_BUDGET);
    assert_says(text, "B leads, of 3 scenarios");
    assert_says(text, "promise      none: out of budget\n");
    free(text);
    text = report_best(BEST_OCBA, BEST_DONE);
    assert_says(text, "B is selected of 3 scenarios");
    assert_says(text, "promise      none: a budget is spent where it tells most");
    assert_says(text, "0.987");
    free(text);
    text = report_best(BEST_RINOTT, BEST_NOT_ESTIMABLE);
    assert_says(text, "None is selected");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_opens_with_what_was_run_and_answers),
        cmocka_unit_test(test_a_scenario_against_itself_is_said_to_be_identical),
        cmocka_unit_test(test_what_can_not_be_told_says_how_many_more),
        cmocka_unit_test(test_pairing_that_hurts_is_said),
        cmocka_unit_test(test_where_they_differ_is_said_by_place_and_people),
        cmocka_unit_test(test_long_names_fit),
        cmocka_unit_test(test_csv_has_every_metric_and_place),
        cmocka_unit_test(test_json_says_the_same),
        cmocka_unit_test(test_labels_go_on_after_z),
        cmocka_unit_test(test_differences_are_said_in_words),
        cmocka_unit_test(test_the_best_is_named_with_what_is_promised),
        cmocka_unit_test(test_without_a_promise_none_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
