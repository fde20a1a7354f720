/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_experiment.c - replications, threads, stopping and the warm-up. */
#include "models/measure/experiment.h"

#include "models/measure/estimate.h"
#include "tests/assert_close.h"
#include "tests/two_hubs.h"

static struct scenario *load_short(void)
{
    return two_hubs_load("experiment: {warm_up: 1 d, horizon: 3 d, replications: 4, seed: 7}");
}

static struct results *run(struct scenario *scenario, const struct experiment_options *options)
{
    return experiment_run(options, two_hubs_compile, scenario);
}

static void test_results_are_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    struct scenario *scenario = load_short();
    struct experiment_options options = {
        .at_least = 5, .at_most = 5, .session = {.confidence = 0.95, .jobs = 1}};
    struct results *alone = run(scenario, &options);
    assert_int_equal(alone->replications, 5);
    assert_false(alone->incomplete);
    assert_true(alone->parcels > 5 * 4 * 24 * 9);
    for (options.session.jobs = 2; options.session.jobs <= 3; options.session.jobs++) {
        struct results *together = run(scenario, &options);
        assert_same_results(alone, together);
        results_destroy(together);
    }
    results_destroy(alone);
    scenario_destroy(scenario);
}

static void test_results_say_what_was_run(void **state)
{
    (void)state;
    struct scenario *scenario = load_short();
    struct experiment_options options = {.at_least = 1, .at_most = 1, .session.confidence = 0.9};
    struct results *results = run(scenario, &options);
    assert_string_equal(results->start_date, "2016-01-04");
    assert_int_equal(results->seed, 7);
    assert_close(results->warm_up_h, 24, 0);
    assert_close(results->horizon_h, 72, 0);
    assert_int_equal(results->hubs, 2);
    assert_int_equal(results->counties, 2);
    assert_int_equal(results->stations, 2);
    assert_int_equal(results->villages, 2);
    assert_close(results->confidence, 0.9, 0);
    assert_int_equal(results->target_count, 0);
    assert_int_equal(results->series.length, 4 * 24 + 1);
    assert_false(results->warm_up_found);
    results_destroy(results);
    scenario_destroy(scenario);
}

/* ---- stopping ---- */

static char name_of_mean[] = "delivery_time.inbound.mean";
static char name_of_throughput[] = "throughput.inbound";

static const struct result_row *mean_row(const struct results *results)
{
    return results_find(results, "delivery_time", "mean", "available", "inbound", NULL);
}

static void test_it_stops_at_the_first_replication_that_is_precise_enough(void **state)
{
    (void)state;
    struct scenario *scenario = load_short();
    const struct result_target target = {.measure = name_of_mean, .half_width = 0.06};
    struct experiment_options options = {.at_least = 2,
                                         .at_most = 200,
                                         .targets = &target,
                                         .target_count = 1,
                                         .session = {.confidence = 0.95, .jobs = 1}};
    struct results *results = run(scenario, &options);
    assert_true(results->precision_reached);
    assert_false(results->incomplete);
    assert_int_equal(results->target_count, 1);
    assert_string_equal(results->targets[0].measure, name_of_mean);
    assert_in_range(results->replications, 11, 199);
    const struct result_row *row = mean_row(results);
    for (size_t n = 10; n <= results->replications; n++) {
        struct estimate estimate = estimate_make(row->values, n, 0.95);
        assert_int_equal(estimate_is_precise(&estimate, 0.06), n == results->replications);
    }
    options.session.jobs = 3;
    struct results *together = run(scenario, &options);
    assert_same_results(results, together);
    results_destroy(together);
    results_destroy(results);
    scenario_destroy(scenario);
}

static void test_it_never_stops_before_ten(void **state)
{
    (void)state;
    struct scenario *scenario = load_short();
    const struct result_target target = {.measure = name_of_throughput, .half_width = 10};
    struct experiment_options options = {.at_least = 2,
                                         .at_most = 200,
                                         .targets = &target,
                                         .target_count = 1,
                                         .session.confidence = 0.95};
    struct results *results = run(scenario, &options);
    assert_int_equal(results->replications, 10);
    assert_true(results->precision_reached);
    results_destroy(results);
    options.at_least = 13;
    results = run(scenario, &options);
    assert_int_equal(results->replications, 13);
    results_destroy(results);
    options.look_ahead = 4;
    results = run(scenario, &options);
    assert_int_equal(results->replications, 17);
    results_destroy(results);
    scenario_destroy(scenario);
}

static void test_a_budget_that_runs_out_is_not_an_interruption(void **state)
{
    (void)state;
    struct scenario *scenario = load_short();
    /* The first is met at once, the second never. */
    const struct result_target targets[] = {
        {.measure = name_of_throughput, .half_width = 10},
        {.measure = name_of_mean, .half_width = 1e-9, .absolute = true}};
    struct experiment_options options = {.at_least = 2,
                                         .at_most = 12,
                                         .targets = targets,
                                         .target_count = 2,
                                         .session.confidence = 0.95};
    struct results *results = run(scenario, &options);
    assert_int_equal(results->replications, 12);
    assert_false(results->precision_reached);
    assert_false(results->incomplete);
    results_destroy(results);
    scenario_destroy(scenario);
}

/* ---- interruption and progress ---- */

struct watcher {
    atomic_bool stop;
    uint64_t stop_at;
    struct experiment_progress last;
    bool pilot_seen;
};

static void watch(void *context, const struct experiment_progress *progress)
{
    struct watcher *self = context;
    assert_true(progress->pilot || self->last.pilot || progress->parcels >= self->last.parcels);
    self->last = *progress;
    self->pilot_seen |= progress->pilot;
    if (progress->replications >= self->stop_at) {
        atomic_store(&self->stop, true);
    }
}

static void test_interrupted_results_hold_what_is_complete(void **state)
{
    (void)state;
    struct scenario *scenario = load_short();
    for (unsigned jobs = 1; jobs <= 3; jobs++) {
        struct watcher watcher = {.stop_at = 3};
        struct experiment_options options = {.at_least = 1000,
                                             .at_most = 1000,
                                             .session.confidence = 0.95,
                                             .session.jobs = jobs,
                                             .session.stop = &watcher.stop,
                                             .session.progress = watch,
                                             .session.progress_context = &watcher};
        struct results *results = run(scenario, &options);
        assert_true(results->incomplete);
        assert_in_range(results->replications, 3, 20);
        assert_int_equal(watcher.last.replications, results->replications);
        assert_int_equal(watcher.last.most, 1000);

        struct experiment_options same = {.at_least = results->replications,
                                          .at_most = results->replications,
                                          .session.confidence = 0.95};
        struct results *complete = run(scenario, &same);
        assert_same_results(results, complete);
        results_destroy(complete);
        results_destroy(results);
    }
    scenario_destroy(scenario);
}

static void test_stopped_at_once_nothing_was_found(void **state)
{
    (void)state;
    struct scenario *scenario = load_short();
    atomic_bool stop = true;
    for (int pilot = 0; pilot < 2; pilot++) {
        struct experiment_options options = {.at_least = 5,
                                             .at_most = 5,
                                             .session.confidence = 0.95,
                                             .session.find_warm_up = pilot,
                                             .session.jobs = 2,
                                             .session.stop = &stop};
        struct results *results = run(scenario, &options);
        assert_true(results->incomplete);
        assert_int_equal(results->replications, 0);
        assert_int_equal(results->row_count, 0);
        assert_int_equal(results->series.length, 0);
        assert_false(results->warm_up_found);
        results_destroy(results);
    }
    scenario_destroy(scenario);
}

/* ---- the warm-up ---- */

static struct results *run_automatic(const char *experiment, struct watcher *watcher)
{
    struct scenario *scenario = two_hubs_load(experiment);
    struct experiment_options options = {.at_least = 2,
                                         .at_most = 2,
                                         .session.confidence = 0.95,
                                         .session.find_warm_up = true,
                                         .session.stop = &watcher->stop,
                                         .session.progress = watch,
                                         .session.progress_context = watcher};
    struct results *results = run(scenario, &options);
    scenario_destroy(scenario);
    return results;
}

static void test_the_warm_up_is_found_in_whole_days(void **state)
{
    (void)state;
    struct watcher watcher = {.stop_at = 100};
    struct results *results =
        run_automatic("experiment: {warm_up: auto, horizon: 20 d, replications: 2, seed: 7}\n"
                      "pick_up: {dwell: {exponential: {mean: 20 h}}}",
                      &watcher);
    assert_true(results->warm_up_found);
    assert_false(results->no_steady_state);
    /* Forgotten as exp(-t / 20 h): 95 % after 60 h. */
    assert_in_range((int)results->warm_up_h, 48, 240);
    assert_close(fmod(results->warm_up_h, 24), 0, 0);
    assert_close(results->horizon_h, 480, 0);
    assert_int_equal(results->replications, 2);
    assert_true(watcher.pilot_seen);
    assert_false(watcher.last.pilot);
    results_destroy(results);
}

static void test_stock_that_only_grows_is_no_steady_state(void **state)
{
    (void)state;
    struct watcher watcher = {.stop_at = 100};
    struct results *results =
        run_automatic("experiment: {warm_up: auto, horizon: 5 d, replications: 2, seed: 7}\n"
                      "pick_up: {dwell: 1000 d}",
                      &watcher);
    assert_true(results->warm_up_found);
    assert_true(results->no_steady_state);
    results_destroy(results);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_results_are_the_same_for_any_number_of_threads),
        cmocka_unit_test(test_results_say_what_was_run),
        cmocka_unit_test(test_it_stops_at_the_first_replication_that_is_precise_enough),
        cmocka_unit_test(test_it_never_stops_before_ten),
        cmocka_unit_test(test_a_budget_that_runs_out_is_not_an_interruption),
        cmocka_unit_test(test_interrupted_results_hold_what_is_complete),
        cmocka_unit_test(test_stopped_at_once_nothing_was_found),
        cmocka_unit_test(test_the_warm_up_is_found_in_whole_days),
        cmocka_unit_test(test_stock_that_only_grows_is_no_steady_state),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
