/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_metric.c - measures by their short names. */
#include "models/measure/metric.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tests/assert_close.h"
#include "tests/made_results.h"

static struct metric_list metrics_of(const char *scenario_name)
{
    char path[4096];
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/scenarios/%s", root ? root : ".", scenario_name);
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    DES_REQUIRE(scenario != NULL);
    struct network *network = network_compile(scenario, NULL);
    struct metric_list list = metric_list_of_network(network);
    network_destroy(network);
    scenario_destroy(scenario);
    problem_list_done(&problems);
    return list;
}

/* What people most likely want to know precisely. */
static void test_the_usual_figures_have_the_usual_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "delivery_time.inbound.mean",  "delivery_time.inbound.p50",
        "delivery_time.inbound.p99",   "delivery_time.collected.mean",
        "delivery_time.collected.p90", "delivery_time.outbound.mean",
        "delivery_time.outbound.p95",  "service_level.inbound",
        "service_level.outbound",      "throughput.inbound",
        "throughput.outbound",         "lost_share.inbound"};
    struct metric_list list = metrics_of("first-county.yaml");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!metric_list_find(&list, names[i])) {
            print_error("no metric %s\n", names[i]);
            fail();
        }
    }
    metric_list_done(&list);
}

static void test_no_two_metrics_have_a_name_in_common(void **state)
{
    (void)state;
    struct metric_list list = metrics_of("first-county.yaml");
    assert_true(list.count > 100);
    for (size_t m = 0; m < list.count; m++) {
        if (metric_list_find(&list, list.metrics[m].name) != &list.metrics[m]) {
            print_error("%s twice\n", list.metrics[m].name);
            fail();
        }
        assert_null(strchr(list.metrics[m].name, ' '));
    }
    metric_list_done(&list);
}

static void assert_named(struct made_row made, const char *expected)
{
    static const double none[1];
    struct results *results = made_results("A", 1);
    made_add(results, made, none);
    char *name = metric_name(&results->rows[0]);
    assert_string_equal(name, expected);
    free(name);
    results_destroy(results);
}

static void test_names_leave_out_what_goes_without_saying(void **state)
{
    (void)state;
    assert_named((struct made_row){.measure = "delivery_time",
                                   .statistic = "p95",
                                   .event = "left hub",
                                   .direction = "outbound"},
                 "delivery_time.outbound.p95");
    assert_named((struct made_row){.measure = "delivery_time",
                                   .statistic = "mean",
                                   .event = "collected",
                                   .direction = "inbound",
                                   .class_name = "same day"},
                 "delivery_time.collected.mean[same day]");
    assert_named((struct made_row){.measure = "tier_time",
                                   .statistic = "mean",
                                   .direction = "inbound",
                                   .tier = "line-haul"},
                 "tier_time.inbound.line-haul.mean");
    assert_named(
        (struct made_row){
            .measure = "throughput", .statistic = "per_day", .event = "sorted", .tier = "county"},
        "throughput.county.sorted");
    assert_named((struct made_row){.measure = "fill_rate", .statistic = "out", .tier = "feeder"},
                 "fill_rate.feeder.out");
    assert_named((struct made_row){.measure = "km", .statistic = "per_day"}, "km");
}

static void test_places_have_no_name(void **state)
{
    (void)state;
    static const double none[1];
    struct results *results = made_results("A", 1);
    made_add_place(results, "station", "S", none);
    assert_null(metric_name(&results->rows[0]));
    struct metric_list list = metric_list_make(results);
    assert_int_equal(list.count, 0);
    metric_list_done(&list);
    results_destroy(results);
}

static void test_shares_are_derived_from_the_ledger(void **state)
{
    (void)state;
    static const double entered[] = {200, 0}, returned[] = {10, 0}, lost[] = {50, 0};
    struct results *results = made_results("A", 2);
    struct made_row row = {
        .measure = "ledger", .statistic = "total", .event = "entered", .direction = "inbound"};
    made_add(results, row, entered);
    row.event = "returned";
    made_add(results, row, returned);
    row.event = "lost";
    made_add(results, row, lost);
    struct metric_list list = metric_list_make(results);
    const struct metric *share = metric_list_find(&list, "returned_share.inbound");
    assert_non_null(share);
    assert_close(share->values[0], 0.05, 1e-15);
    assert_true(isnan(share->values[1]));
    assert_int_equal(share->good, GOOD_LOWER);
    assert_close(metric_list_find(&list, "lost_share.inbound")->values[0], 0.25, 1e-15);
    assert_null(metric_list_find(&list, "lost_share.outbound"));
    struct metric_source source;
    assert_true(metric_source_find(results, "returned_share.inbound", &source));
    assert_close(metric_source_value(results, source, 0), 0.05, 1e-15);
    assert_true(metric_source_find(results, "ledger.inbound.lost", &source));
    assert_close(metric_source_value(results, source, 0), 50, 0);
    assert_false(metric_source_find(results, "lost_share.outbound", &source));
    assert_false(metric_source_find(results, "ledger.inbound", &source));
    metric_list_done(&list);
    results_destroy(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_usual_figures_have_the_usual_names),
        cmocka_unit_test(test_no_two_metrics_have_a_name_in_common),
        cmocka_unit_test(test_names_leave_out_what_goes_without_saying),
        cmocka_unit_test(test_places_have_no_name),
        cmocka_unit_test(test_shares_are_derived_from_the_ledger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
