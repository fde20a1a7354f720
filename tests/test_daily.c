/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_daily.c - days add up to the whole; one long run's interval covers what theory says. */
#include "models/measure/daily.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/long_run.h"
#include "models/measure/summary.h"
#include "tests/assert_close.h"

static struct scenario *load(const char *name)
{
    char path[4096];
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/scenarios/%s.yaml", root ? root : ".", name);
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    DES_REQUIRE(scenario != NULL);
    problem_list_done(&problems);
    return scenario;
}

static struct summary *replicate(const struct network *network)
{
    const atomic_bool never = false;
    struct summary *summary = summary_create(network, 0);
    for (int32_t r = 0; r < network->hub_count; r++) {
        summary_absorb(summary, region_summary_run(network, r, 0, &never));
    }
    return summary;
}

static struct daily_sum add_up(const struct daily *daily, int direction)
{
    struct daily_sum all = {0};
    for (int32_t day = 0; day <= daily->days; day++) {
        all.completed += daily->sums[direction][day].completed;
        all.on_time += daily->sums[direction][day].on_time;
        all.delay += daily->sums[direction][day].delay;
    }
    return all;
}

static void test_days_add_up_to_the_observed_time(void **state)
{
    (void)state;
    static const enum delivery_measure measures[] = {TO_AVAILABLE, TO_HUB};
    struct scenario *scenario = load("first-county");
    struct network *network =
        network_compile(scenario, &(struct network_options){.watch_days = true});
    struct summary *summary = replicate(network);
    for (int d = 0; d < DIRECTIONS; d++) {
        uint64_t completed = 0, on_time = 0;
        double delay = 0;
        for (int32_t c = 0; c < network->class_count; c++) {
            const struct des_histogram *times = &summary->delivery[measures[d]][c];
            completed += summary->classes[d][c].completed;
            on_time += summary->classes[d][c].on_time;
            delay += (double)times->total * des_histogram_mean(times);
        }
        struct daily_sum all = add_up(summary->daily, d);
        assert_true(completed > 1000);
        assert_int_equal(all.completed, completed);
        assert_int_equal(all.on_time, on_time);
        assert_close((double)all.delay, delay, 1e-9 * delay);
    }
    summary_destroy(summary);
    network_destroy(network);
    scenario_destroy(scenario);
}

/* Day i of 700: 1 parcel of 1 h, or 3 of 5 h: the ratio is 16 h / 4, not the mean of 1 and 5. */
static void test_a_mean_is_the_ratio_of_the_sums_of_whole_weeks(void **state)
{
    (void)state;
    struct network network = {.end = 700 * DES_DAY};
    struct daily *daily = daily_create(&network);
    for (int32_t day = 0; day < daily->days; day++) {
        uint64_t count = day % 2 == 0 ? 1 : 3;
        daily->sums[INBOUND][day] = (struct daily_sum){
            .completed = count, .delay = count * (count == 1 ? 1 : 5) * (uint64_t)DES_HOUR};
    }
    struct long_run *run = long_run_create(daily, 0.95);
    assert_int_equal(run->period, 7);
    assert_int_equal(run->count, 2); /* no promise, nothing outbound */
    assert_string_equal(run->figures[0].measure, "delivery_time.inbound.mean");
    assert_close(run->figures[0].batches.mean, 4, 1e-12);
    assert_int_equal(run->figures[0].batches.batch_size, 35);
    assert_close(run->figures[1].batches.mean, 2, 1e-12);
    assert_true(long_run_is_estimable(run));
    free(run);
    daily_destroy(daily);
}

/* Erlang C: wait .351124 h, and a service of .25 h. */
static void test_one_long_run_covers_erlangs_delay(void **state)
{
    (void)state;
    struct scenario *scenario = load("theory/mm3-hub");
    struct network *network =
        network_compile(scenario, &(struct network_options){.watch_days = true});
    struct summary *summary = replicate(network);
    struct long_run *run = long_run_create(summary->daily, 0.999);
    const struct batch_means *delay = &run->figures[0].batches;
    assert_int_equal(run->days, 400);
    assert_true(delay->half_width > 0 && delay->half_width < 0.2 * 0.601124);
    assert_close(delay->mean, 0.601124, delay->half_width);
    assert_close(run->figures[1].batches.mean, 240, run->figures[1].batches.half_width);
    free(run);
    summary_destroy(summary);
    network_destroy(network);
    scenario_destroy(scenario);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days_add_up_to_the_observed_time),
        cmocka_unit_test(test_a_mean_is_the_ratio_of_the_sums_of_whole_weeks),
        cmocka_unit_test(test_one_long_run_covers_erlangs_delay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
