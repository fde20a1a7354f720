/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_comparison.c - verdicts and intervals of results made by hand. */
#include "models/measure/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tests/assert_close.h"
#include "tests/made_results.h"

static const char *const mean_time[] = {"delivery_time.inbound.mean"};
static const struct indifference no_zone = {NULL, ZONE_NUMBER, 0};

static struct comparison_options usual(void)
{
    return (struct comparison_options){.confidence = 0.95,
                                       .looks = 1,
                                       .metrics = mean_time,
                                       .metric_count = 1,
                                       .zones = &no_zone,
                                       .zone_count = 1,
                                       .false_discovery = 0.05};
}

static struct results *times(const char *name, const double *values, size_t count)
{
    struct results *results = made_results(name, count);
    made_add_times(results, values);
    return results;
}

/* Compares and destroys; the only metric of the only pair. */
static struct compared compare_one(const double *first, const double *second, size_t count,
                                   struct comparison_options options)
{
    struct results *a = times("A", first, count), *b = times("B", second, count);
    struct comparison *comparison = comparison_make((const struct results *[]){a, b}, 2, &options);
    assert_int_equal(comparison->pair_count, 1);
    assert_int_equal(comparison->metric_count, 1);
    struct compared compared = comparison->pairs[0].compared[0];
    comparison_destroy(comparison);
    results_destroy(a);
    results_destroy(b);
    return compared;
}

/* ---- intervals ---- */

static const double law_a[] = {126.97, 124.31, 126.68, 122.66, 127.23};
static const double law_b[] = {118.21, 120.22, 122.45, 122.68, 119.40};

static void test_the_published_paired_interval_is_found(void **state)
{
    (void)state; /* ORACLES, comparison: A - B = 4.978, 90 % [1.649127, 8.306873] */
    struct comparison_options options = usual();
    options.confidence = 0.90;
    struct compared compared = compare_one(law_b, law_a, 5, options);
    assert_close(compared.difference.mean, 4.978, 1e-12);
    assert_close(compared.difference.mean - compared.difference.half_width, 1.649127, 5e-7);
    assert_close(compared.difference.mean + compared.difference.half_width, 8.306873, 5e-7);
    assert_int_equal(compared.verdict, VERDICT_WORSE); /* a longer delivery time */
    assert_int_equal(compare_one(law_a, law_b, 5, options).verdict, VERDICT_BETTER);
}

static void test_intervals_are_shared_out_over_pairs_metrics_and_looks(void **state)
{
    (void)state;
    static const char *const two[] = {"delivery_time.inbound.mean", "throughput.inbound"};
    static const double one[] = {1, 2, 4};
    struct results *all[3];
    for (size_t s = 0; s < 3; s++) {
        all[s] = times("S", one, 3);
        made_add(all[s],
                 (struct made_row){.measure = "throughput",
                                   .statistic = "per_day",
                                   .event = "completed",
                                   .direction = "inbound",
                                   .unit = "parcels/d"},
                 one);
    }
    struct comparison_options options = usual();
    options.metrics = two;
    options.metric_count = 2;
    struct comparison *against_first = comparison_make((const struct results **)all, 3, &options);
    assert_int_equal(against_first->pair_count, 2);
    assert_close(against_first->each_confidence, 1 - 0.05 / 4, 1e-12);
    comparison_destroy(against_first);
    options.all_pairs = true;
    options.looks = 5;
    struct comparison *every = comparison_make((const struct results **)all, 3, &options);
    assert_int_equal(every->pair_count, 3);
    assert_int_equal(every->pairs[2].first, 1);
    assert_int_equal(every->pairs[2].second, 2);
    assert_close(every->each_confidence, 1 - 0.05 / 30, 1e-12);
    comparison_destroy(every);
    for (size_t s = 0; s < 3; s++) {
        results_destroy(all[s]);
    }
}

static void test_what_pairing_saved_is_said(void **state)
{
    (void)state;
    static const double up[] = {1, 2, 3, 4}, more[] = {3, 5, 7, 9}, down[] = {4, 3, 2, 1};
    /* var 5/3 and 20/3, covariance 10/3: the difference has 5/3 where independent ones have 25/3.
     */
    struct compared helps = compare_one(up, more, 4, usual());
    assert_close(helps.difference.correlation, 1, 1e-12);
    assert_close(helps.difference.variance_saved, 0.8, 1e-12);
    /* Opposite: the difference varies twice as much as it would without pairing. */
    struct compared hurts = compare_one(up, down, 4, usual());
    assert_close(hurts.difference.correlation, -1, 1e-12);
    assert_close(hurts.difference.variance_saved, -1, 1e-12);
}

/* ---- verdicts ---- */

static void test_a_scenario_against_itself_differs_by_exactly_0(void **state)
{
    (void)state;
    static const double values[] = {0.1, NAN, 0.3, 1e300};
    struct compared compared = compare_one(values, values, 4, usual());
    assert_int_equal(compared.verdict, VERDICT_IDENTICAL);
    assert_true(compared.difference.mean == 0 && compared.difference.half_width == 0);
    assert_int_equal(compared.difference.count, 3);
}

static void test_a_constant_shift_is_certain(void **state)
{
    (void)state;
    static const double first[] = {1, 3, 2}, second[] = {1.5, 3.5, 2.5};
    struct compared compared = compare_one(first, second, 3, usual());
    assert_true(compared.difference.mean == 0.5 && compared.difference.half_width == 0);
    assert_int_equal(compared.verdict, VERDICT_WORSE);
    assert_close(compared.difference.correlation, 1, 1e-12);
    assert_close(compared.difference.variance_saved, 1, 1e-12);
}

static enum verdict verdict_of_a_rise(struct made_row row, const char *name)
{
    static const double first[] = {1, 3, 2}, second[] = {1.5, 3.5, 2.5};
    struct results *a = made_results("A", 3), *b = made_results("B", 3);
    made_add(a, row, first);
    made_add(b, row, second);
    struct comparison_options options = usual();
    options.metrics = &name;
    struct comparison *comparison = comparison_make((const struct results *[]){a, b}, 2, &options);
    enum verdict verdict = comparison->pairs[0].compared[0].verdict;
    comparison_destroy(comparison);
    results_destroy(a);
    results_destroy(b);
    return verdict;
}

static void test_which_way_is_good_depends_on_the_measure(void **state)
{
    (void)state;
    assert_int_equal(verdict_of_a_rise((struct made_row){.measure = "service_level",
                                                         .statistic = "share",
                                                         .direction = "inbound",
                                                         .unit = "1"},
                                       "service_level.inbound"),
                     VERDICT_BETTER);
    assert_int_equal(verdict_of_a_rise((struct made_row){.measure = "utilisation",
                                                         .statistic = "share",
                                                         .tier = "hub",
                                                         .unit = "1"},
                                       "utilisation.hub"),
                     VERDICT_HIGHER);
    assert_int_equal(
        verdict_of_a_rise(
            (struct made_row){.measure = "km", .statistic = "per_day", .unit = "km/d"}, "km"),
        VERDICT_WORSE);
}

static void test_a_measure_that_only_one_has_is_not_compared(void **state)
{
    (void)state;
    static const double values[] = {1, 2, 3};
    struct results *a = times("A", values, 3), *b = made_results("B", 3);
    struct comparison_options options = usual();
    struct comparison *comparison = comparison_make((const struct results *[]){a, b}, 2, &options);
    assert_int_equal(comparison->pairs[0].compared[0].verdict, VERDICT_NOT_IN_BOTH);
    assert_close(comparison->pairs[0].compared[0].first.mean, 2, 1e-12);
    assert_int_equal(comparison_open(comparison), 0);
    comparison_destroy(comparison);
    results_destroy(a);
    results_destroy(b);
}

static void test_replications_without_a_value_are_left_out_in_pairs(void **state)
{
    (void)state;
    static const double first[] = {1, NAN, 3, 4}, second[] = {2, 5, NAN, 7};
    struct compared compared = compare_one(first, second, 4, usual());
    assert_int_equal(compared.difference.count, 2); /* differences 1 and 3 */
    assert_close(compared.difference.mean, 2, 1e-12);
    static const double none[] = {NAN, NAN, NAN, 1};
    assert_int_equal(compare_one(first, none, 4, usual()).verdict, VERDICT_NOT_ESTIMABLE);
}

/* ---- indifference ---- */

/* The mean difference is 0.5 h, its deviation 1 h. */
static const double before[] = {10, 10, 10}, after[] = {9.5, 10.5, 11.5};

static void test_replications_still_needed_are_those_that_leave_0_out(void **state)
{
    (void)state;
    /* t(17, .975)/sqrt(18) = 2.1098/4.2426 = .497 <= .5 < t(16, .975)/sqrt(17) = .514 */
    struct compared compared = compare_one(before, after, 3, usual());
    assert_int_equal(compared.verdict, VERDICT_CANT_TELL);
    assert_int_equal(compared.needed, 18);
    /* Nothing tells how many there must be when no difference is seen and none is indifferent. */
    static const double around[] = {9, 10, 11};
    assert_int_equal(compare_one(before, around, 3, usual()).needed, 0);
    /* Within 2 h: |d| + h <= 2, so h <= 1.5: t(4, .975)/sqrt(5) = 1.242, t(3)/sqrt(4) = 1.591. */
    struct comparison_options options = usual();
    const struct indifference zone = {NULL, ZONE_DURATION, 7200};
    options.zones = &zone;
    assert_int_equal(compare_one(before, after, 3, options).needed, 5);
}

static void test_an_interval_within_the_zone_is_equivalent(void **state)
{
    (void)state;
    struct comparison_options options = usual();
    const struct indifference wide = {NULL, ZONE_DURATION, 3 * 3600};
    options.zones = &wide; /* 0.5 ± 2.484 h */
    assert_int_equal(compare_one(before, after, 3, options).verdict, VERDICT_EQUIVALENT);
    const struct indifference narrow = {NULL, ZONE_DURATION, 2.9 * 3600};
    options.zones = &narrow;
    assert_int_equal(compare_one(before, after, 3, options).verdict, VERDICT_CANT_TELL);
    /* A difference that is certain, and certainly too small to matter. */
    static const double shifted[] = {10.5, 10.5, 10.5};
    options.zones = &wide;
    assert_int_equal(compare_one(before, shifted, 3, options).verdict, VERDICT_EQUIVALENT);
}

static void test_the_zone_of_the_name_goes_before_that_of_all(void **state)
{
    (void)state;
    const struct indifference zones[] = {{"delivery_time.inbound.mean", ZONE_NUMBER, 7},
                                         {NULL, ZONE_DURATION, 3600},
                                         {"delivery_time.inbound.p95", ZONE_NUMBER, 9},
                                         {NULL, ZONE_SHARE, 0.5}};
    struct comparison_options options = usual();
    options.zones = zones;
    options.zone_count = 4;
    assert_close(compare_one(before, after, 3, options).zone, 7, 1e-12);
    options.zones = zones + 1;
    options.zone_count = 3;
    assert_close(compare_one(before, after, 3, options).zone, 1, 1e-12);
    const struct indifference relative = {"delivery_time.inbound.mean", ZONE_SHARE, 0.2};
    options.zones = &relative;
    options.zone_count = 1;
    assert_close(compare_one(before, after, 3, options).zone, 2, 1e-12);
    options.zone_count = 0; /* 1 % of the first's mean */
    assert_close(compare_one(before, after, 3, options).zone, 0.1, 1e-12);
}

static void test_zones_fit_only_what_they_are_said_of(void **state)
{
    (void)state;
    const struct indifference hour = {"x", ZONE_DURATION, 3600}, point = {"x", ZONE_SHARE, 0.01};
    const struct indifference points = {NULL, ZONE_SHARE, 0.01}, three = {NULL, ZONE_NUMBER, 3};
    assert_true(indifference_fits(&hour, "h") && indifference_fits(&hour, "min"));
    assert_false(indifference_fits(&hour, "1"));
    assert_true(indifference_fits(&point, "1") && indifference_fits(&point, "h"));
    assert_true(indifference_fits(&points, "km/d"));
    assert_false(indifference_fits(&points, "h"));
    assert_false(indifference_fits(&three, "km/d"));
    assert_true(indifference_fits(&no_zone, "km/d"));
}

/* ---- the number of replications ---- */

static void test_only_replications_that_all_have_are_compared(void **state)
{
    (void)state;
    static const double first[] = {1, 3, 2, 100}, second[] = {1.5, 3.5, 2.5};
    struct results *a = times("A", first, 4), *b = times("B", second, 3);
    struct comparison_options options = usual();
    struct comparison *comparison = comparison_make((const struct results *[]){a, b}, 2, &options);
    assert_int_equal(comparison->replications, 3);
    assert_close(comparison->pairs[0].compared[0].first.mean, 2, 1e-12);
    comparison_destroy(comparison);
    results_destroy(a);
    results_destroy(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_paired_interval_is_found),
        cmocka_unit_test(test_intervals_are_shared_out_over_pairs_metrics_and_looks),
        cmocka_unit_test(test_what_pairing_saved_is_said),
        cmocka_unit_test(test_a_scenario_against_itself_differs_by_exactly_0),
        cmocka_unit_test(test_a_constant_shift_is_certain),
        cmocka_unit_test(test_which_way_is_good_depends_on_the_measure),
        cmocka_unit_test(test_a_measure_that_only_one_has_is_not_compared),
        cmocka_unit_test(test_replications_without_a_value_are_left_out_in_pairs),
        cmocka_unit_test(test_replications_still_needed_are_those_that_leave_0_out),
        cmocka_unit_test(test_an_interval_within_the_zone_is_equivalent),
        cmocka_unit_test(test_the_zone_of_the_name_goes_before_that_of_all),
        cmocka_unit_test(test_zones_fit_only_what_they_are_said_of),
        cmocka_unit_test(test_only_replications_that_all_have_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
