/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_periods.c - a long run cut at the turn of months, quarters and years. */
#include "models/measure/periods.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metrics.h"
#include "models/measure/summary.h"
#include "tests/assert_close.h"

/* policies/costs.yaml, which starts on Monday 2016-06-06, cut by `kind`. */
static struct network *load(enum period_kind kind, double warm_up_d, double horizon_d)
{
    char path[4096], warm_up[80], horizon[80];
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/scenarios/policies/costs.yaml", root ? root : ".");
    snprintf(warm_up, sizeof warm_up, "experiment.warm_up=%g d", warm_up_d);
    snprintf(horizon, sizeof horizon, "experiment.horizon=%g d", horizon_d);
    const char *const sets[] = {warm_up, horizon};
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario =
        scenario_load(path, &(struct scenario_changes){sets, 2}, &problems, &unreadable);
    DES_REQUIRE(scenario != NULL);
    problem_list_done(&problems);
    struct network *network = network_compile(scenario, &(struct network_options){.by = kind});
    scenario_destroy(scenario);
    return network;
}

static void assert_period(const struct network_period *period, const char *name, double from_d,
                          double to_d)
{
    assert_string_equal(period->name, name);
    assert_close((double)period->begin / (double)DES_DAY, from_d, 1e-9);
    assert_close((double)period->end / (double)DES_DAY, to_d, 1e-9);
}

static void test_periods_turn_where_the_calendar_does(void **state)
{
    (void)state;
    struct network *network = load(PERIOD_MONTH, 7.5, 60);
    assert_int_equal(network->period_count, 3);
    assert_period(&network->periods[0], "2016-06", 7.5, 25); /* 1 July is 25 days later */
    assert_period(&network->periods[1], "2016-07", 25, 56);
    assert_period(&network->periods[2], "2016-08", 56, 67.5);
    network_destroy(network);
    network = load(PERIOD_QUARTER, 25, 400); /* nothing of Q2 is observed */
    assert_int_equal(network->period_count, 5);
    assert_period(&network->periods[0], "2016 Q3", 25, 117);
    assert_period(&network->periods[2], "2017 Q1", 209, 299);
    assert_period(&network->periods[4], "2017 Q3", 390, 425);
    network_destroy(network);
    network = load(PERIOD_YEAR, 0, 300);
    assert_int_equal(network->period_count, 2);
    assert_period(&network->periods[0], "2016", 0, 209);
    assert_period(&network->periods[1], "2017", 209, 300);
    network_destroy(network);
}

static void test_a_moment_belongs_to_the_period_that_begins_with_it(void **state)
{
    (void)state;
    const struct network_period periods[] = {{"a", 10, 20}, {"b", 20, 30}, {"c", 30, 35}};
    assert_int_equal(network_period_of(periods, 3, 5), 0);
    assert_int_equal(network_period_of(periods, 3, 19), 0);
    assert_int_equal(network_period_of(periods, 3, 20), 1);
    assert_int_equal(network_period_of(periods, 3, 30), 2);
    assert_int_equal(network_period_of(periods, 3, 99), 2);
}

/* A parcel of June whose 48 h pass in June and that arrives in August is overdue at the ends of
 * June and July; one that never arrives from when its promise passes on. */
static void test_a_parcel_is_overdue_at_the_end_of_every_period_it_misses(void **state)
{
    (void)state;
    struct network *network = load(PERIOD_MONTH, 0, 80);
    network->classes[0].promise = 48 * DES_HOUR;
    struct periods *periods = periods_create(network);
    struct parcel parcel = {.birth = parcel_birth(10 * DES_DAY, 0, INBOUND)};
    periods_completed(periods, &parcel, 60 * DES_DAY);
    parcel.birth = parcel_birth(23 * DES_DAY, 0, INBOUND); /* the promise: 25 d, 1 July */
    periods_missing(periods, &parcel, DES_NEVER);
    parcel.birth = parcel_birth(79 * DES_DAY, 0, INBOUND); /* not yet due at the end */
    periods_missing(periods, &parcel, DES_NEVER);
    const struct period_sum *sums = periods->sums[INBOUND];
    int64_t june = sums[0].overdue, july = june + sums[1].overdue, august = july + sums[2].overdue;
    assert_int_equal(june, 1);
    assert_int_equal(july, 2);
    assert_int_equal(august, 1);
    assert_int_equal(sums[2].completed, 1);
    assert_int_equal(sums[2].on_time, 0);
    periods_destroy(periods);
    network_destroy(network);
}

static struct summary *run(const struct network *network)
{
    const atomic_bool never = false;
    struct summary *summary = summary_create(network, 0);
    for (int32_t r = 0; r < network->hub_count; r++) {
        summary_absorb(summary, region_summary_run(network, r, 0, &never));
    }
    return summary;
}

static void test_periods_add_up_to_the_whole(void **state)
{
    (void)state;
    struct network *network = load(PERIOD_MONTH, 7, 100);
    struct summary *summary = run(network);
    for (int d = 0; d < DIRECTIONS; d++) {
        uint64_t completed = 0, on_time = 0, counted = 0, in_time = 0;
        int64_t overdue = 0, late = 0;
        for (int32_t p = 0; p < network->period_count; p++) {
            completed += summary->periods->sums[d][p].completed;
            on_time += summary->periods->sums[d][p].on_time;
            overdue += summary->periods->sums[d][p].overdue;
        }
        for (int32_t c = 0; c < network->class_count; c++) {
            counted += summary->classes[d][c].completed;
            in_time += summary->classes[d][c].on_time;
            late += (int64_t)summary->classes[d][c].overdue;
        }
        assert_int_equal(completed, counted);
        assert_int_equal(on_time, in_time);
        assert_int_equal(overdue, late);
        assert_true(completed > 0);
    }
    uint64_t *returned = des_allocate((size_t)network->station_count, sizeof *returned);
    for (station_id s = 0; s < network->station_count; s++) {
        returned[s] = summary->stations[s].returned;
    }
    struct cost_shares shares = cost_shares_make(summary->costs, returned);
    double spent = 0;
    for (int32_t p = 0; p < network->period_count; p++) {
        spent += costs_of_period(summary->costs, p);
    }
    assert_close(spent, cost_shares_sum(&shares), 1e-9 * spent);
    cost_shares_done(&shares);
    free(returned);
    summary_destroy(summary);
    network_destroy(network);
}

static double value_of(const struct results *results, const char *measure, const char *statistic,
                       const char *direction, const char *kind)
{
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (strcmp(row->measure, measure) == 0 && strcmp(row->statistic, statistic) == 0 &&
            strcmp(row->direction, direction) == 0 && strcmp(row->place_kind, kind) == 0 &&
            strcmp(row->event, kind[0] ? "" : row->event) == 0 && row->tier[0] == '\0' &&
            row->class_name[0] == '\0' && strcmp(row->event, "collected") != 0 &&
            strcmp(row->event, "entered") != 0) {
            return row->values[0];
        }
    }
    fail_msg("no %s %s %s %s", measure, statistic, direction, kind);
    return NAN;
}

static void test_one_period_is_the_whole(void **state)
{
    (void)state;
    struct network *network = load(PERIOD_YEAR, 7, 28);
    struct summary *summary = run(network);
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(network, DETAIL_NETWORK, results);
    metrics_append(metrics, summary);
    static const char *const rows[][3] = {{"service_level", "share", "inbound"},
                                          {"throughput", "per_day", "inbound"},
                                          {"throughput", "per_day", "outbound"},
                                          {"delivery_time", "p95", "inbound"},
                                          {"delivery_time", "mean", "outbound"},
                                          {"cost", "per_parcel", ""},
                                          {"cost", "per_day", ""}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double whole = value_of(results, rows[i][0], rows[i][1], rows[i][2], "");
        double period = value_of(results, rows[i][0], rows[i][1], rows[i][2], "period");
        assert_close(period, whole, 1e-9 * fabs(whole));
    }
    metrics_destroy(metrics);
    results_destroy(results);
    summary_destroy(summary);
    network_destroy(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_periods_turn_where_the_calendar_does),
        cmocka_unit_test(test_a_moment_belongs_to_the_period_that_begins_with_it),
        cmocka_unit_test(test_a_parcel_is_overdue_at_the_end_of_every_period_it_misses),
        cmocka_unit_test(test_periods_add_up_to_the_whole),
        cmocka_unit_test(test_one_period_is_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
