/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_best.c - comparing and selecting among queues whose waits are known (Erlang C). */
#include "models/measure/best.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tests/assert_close.h"

enum { MOST = 5 };
static const char wait[] = "wait.hub.mean"; /* min */

/* ---- queues ---- */

/* Mean wait of M/M/c in minutes: 10 orders an hour, `servers` who take `service_min` each.
 * Erlang B by its recursion, Erlang C from it. */
static double erlang_wait(int servers, double service_min)
{
    double load = 10 * service_min / 60, blocking = 1;
    for (int s = 1; s <= servers; s++) {
        blocking = load * blocking / (s + load * blocking);
    }
    double share = load / servers, waits = blocking / (1 - share * (1 - blocking));
    return waits * service_min / (servers * (1 - share));
}

struct compilation {
    const struct scenario *scenario;
    uint64_t seed;
};

static struct network *compile(void *context, bool warm_up_given, des_time warm_up)
{
    const struct compilation *self = context;
    const struct network_options options = {
        .seed_given = true, .seed = self->seed, .warm_up_given = warm_up_given, .warm_up = warm_up};
    return network_compile(self->scenario, &options);
}

struct queue {
    int servers;
    double service_min;
    const char *days; /* observed */
    uint64_t seed;
};

static struct session *queue_session(struct queue queue, unsigned jobs, atomic_bool *stop)
{
    char path[4096], servers[80], service[120], horizon[80];
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/scenarios/theory/mm3-hub.yaml", root ? root : ".");
    snprintf(servers, sizeof servers, "hubs.Hub.sorting.servers=%d", queue.servers);
    snprintf(service, sizeof service, "hubs.Hub.sorting.time={exponential: {mean: %g min}}",
             queue.service_min);
    snprintf(horizon, sizeof horizon, "experiment.horizon=%s", queue.days);
    const char *const sets[] = {servers, service, horizon};
    const struct scenario_changes changes = {sets, 3};
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, &changes, &problems, &unreadable);
    problem_list_print(&problems, stderr);
    DES_REQUIRE(scenario != NULL);
    problem_list_done(&problems);
    struct compilation compilation = {scenario, queue.seed};
    const struct session_options options = {
        .confidence = 0.95, .detail = DETAIL_NETWORK, .jobs = jobs, .stop = stop};
    struct session *session = session_create(&options, compile, &compilation);
    DES_REQUIRE(session != NULL);
    scenario_destroy(scenario); /* the network has copies of what it needs */
    return session;
}

/* ---- comparing ---- */

static void test_a_fourth_sorter_shortens_the_wait_as_erlang_c_says(void **state)
{
    (void)state;
    assert_close(erlang_wait(3, 15) / 60, 0.351124, 1e-6); /* ORACLES: M/M/c */
    struct session *sessions[] = {
        queue_session((struct queue){3, 15, "100 d", 1}, 0, NULL),
        queue_session((struct queue){4, 15, "100 d", 1}, 0, NULL),
    };
    const uint64_t totals[] = {20, 20};
    assert_true(sessions_extend(sessions, totals, 2));
    static const char *const metrics[] = {wait};
    const struct comparison_options options = {.confidence = 0.999,
                                               .looks = 1,
                                               .metrics = metrics,
                                               .metric_count = 1,
                                               .false_discovery = 0.05};
    const struct results *results[] = {session_results(sessions[0]), session_results(sessions[1])};
    struct comparison *comparison = comparison_make(results, 2, &options);
    const struct compared *compared = &comparison->pairs[0].compared[0];
    assert_close(compared->difference.mean, erlang_wait(4, 15) - erlang_wait(3, 15),
                 compared->difference.half_width);
    assert_true(compared->difference.half_width < 5); /* of 17.9 min: it could fail */
    assert_int_equal(compared->verdict, VERDICT_BETTER);
    comparison_destroy(comparison);
    session_destroy(sessions[0]);
    session_destroy(sessions[1]);
}

/* ---- selecting ---- */

/* Waits of 21.1, 12.8, 5.3, 3.5 and 8.2 min; the fourth is the best. */
static const double service_min[MOST] = {15, 14, 12, 11, 13};
enum { BEST = 3 };

static struct best *select_among(const double *service, size_t count, struct best_options options,
                                 unsigned jobs)
{
    struct session *sessions[MOST];
    /* Of two that meet the same parcels it is soon known which is better. */
    bool own = options.procedure == BEST_RINOTT || count == 2;
    for (size_t s = 0; s < count; s++) {
        sessions[s] =
            queue_session((struct queue){3, service[s], "30 d", own ? 1 + s : 1}, jobs, NULL);
    }
    options.metric = options.metric ? options.metric : wait;
    options.unit = "min";
    options.good = GOOD_LOWER;
    options.confidence = 0.95;
    options.first_stage = 10;
    struct best *best = best_find(sessions, count, &options);
    uint64_t sum = 0;
    for (size_t s = 0; s < count; s++) {
        sum += best->entries[s].replications;
        bool gone = best->entries[s].fate == BEST_SCREENED ||
                    (best->entries[s].fate == BEST_ELIMINATED && !sessions[s]);
        assert_true(gone == (sessions[s] == NULL));
        session_destroy(sessions[s]);
    }
    assert_int_equal(best->replications, sum);
    return best;
}

static const struct indifference a_minute_and_a_half = {NULL, ZONE_DURATION, 90};

static void test_the_queue_with_the_shortest_wait_is_selected(void **state)
{
    (void)state;
    for (size_t s = 0; s < MOST; s++) { /* the zone fits: the second best is further off */
        double lead = erlang_wait(3, service_min[s]) - erlang_wait(3, service_min[BEST]);
        assert_true(s == BEST ? lead == 0 : lead > 1.5);
    }
    static const enum best_procedure procedures[] = {BEST_KIM_NELSON, BEST_RINOTT};
    for (size_t p = 0; p < 2; p++) {
        struct best *best = select_among(
            service_min, MOST,
            (struct best_options){.procedure = procedures[p], .zone = &a_minute_and_a_half}, 0);
        assert_int_equal(best->outcome, BEST_DONE);
        assert_int_equal(best->selected, BEST);
        assert_close(best->delta, 1.5, 1e-12);
        assert_int_equal(best->entries[BEST].fate, BEST_SELECTED);
        for (size_t s = 0; s < MOST; s++) {
            assert_true(s == BEST || best->entries[s].eliminated_after >= 10);
            assert_true(best->entries[s].estimate.mean > 0);
            /* Half of what Erlang says at least: the interval could miss it. */
            double lead = erlang_wait(3, service_min[s]) - erlang_wait(3, service_min[BEST]);
            assert_true(best->entries[s].behind.mean >= lead / 2);
            assert_true(best->entries[s].fate != BEST_SCREENED ||
                        best->entries[s].replications == 10);
        }
        assert_int_equal(best->entries[0].fate, BEST_SCREENED); /* at 21 min */
        best_destroy(best);
    }
}

static void test_ocba_spends_its_budget_where_it_is_close(void **state)
{
    (void)state;
    struct best *best = select_among(
        service_min, MOST,
        (struct best_options){.procedure = BEST_OCBA, .zone = &a_minute_and_a_half, .budget = 200},
        0);
    assert_int_equal(best->outcome, BEST_DONE);
    assert_int_equal(best->selected, BEST);
    assert_int_equal(best->replications, 200);
    assert_true(best->probability > 0.95 && best->probability <= 1);
    assert_true(best->entries[2].replications > best->entries[0].replications);
    best_destroy(best);
}

static void test_of_equals_the_first_is_selected(void **state)
{
    (void)state;
    static const double same[] = {12, 12, 12};
    struct best *best =
        select_among(same, 3, (struct best_options){.zone = &a_minute_and_a_half}, 0);
    assert_int_equal(best->outcome, BEST_DONE);
    assert_int_equal(best->selected, 0);
    best_destroy(best);
}

static void test_threads_change_nothing(void **state)
{
    (void)state;
    const struct best_options options = {.zone = &a_minute_and_a_half};
    struct best *one = select_among(service_min, MOST, options, 1);
    for (unsigned jobs = 2; jobs <= 4; jobs++) {
        struct best *more = select_among(service_min, MOST, options, jobs);
        assert_int_equal(more->replications, one->replications);
        for (size_t s = 0; s < MOST; s++) {
            const struct best_entry *a = &one->entries[s], *b = &more->entries[s];
            assert_int_equal(a->fate, b->fate);
            assert_int_equal(a->replications, b->replications);
            assert_int_equal(a->eliminated_after, b->eliminated_after);
            assert_true(a->estimate.mean == b->estimate.mean);
        }
        best_destroy(more);
    }
    best_destroy(one);
}

static void test_out_of_budget_promises_nothing(void **state)
{
    (void)state;
    static const double close[] = {12, 12.1};
    static const struct indifference tiny = {NULL, ZONE_DURATION, 1};
    static const enum best_procedure procedures[] = {BEST_KIM_NELSON, BEST_RINOTT};
    for (size_t p = 0; p < 2; p++) {
        struct best *best = select_among(
            close, 2,
            (struct best_options){.procedure = procedures[p], .zone = &tiny, .budget = 60}, 0);
        assert_int_equal(best->outcome, BEST_OUT_OF_BUDGET);
        assert_true(best->replications <= 60);
        assert_int_equal(best->entries[best->selected].fate, BEST_SELECTED);
        assert_int_equal(best->entries[1 - best->selected].fate, BEST_KEPT);
        assert_true(procedures[p] == BEST_RINOTT ? best->needed > 60 : best->needed == 0);
        best_destroy(best);
    }
}

static void test_what_is_not_estimable_cannot_be_selected_by(void **state)
{
    (void)state;
    /* Some 240 parcels in a day: fewer than the 299 that a p99 takes. */
    struct session *sessions[] = {
        queue_session((struct queue){3, 12, "1 d", 1}, 0, NULL),
        queue_session((struct queue){3, 13, "1 d", 1}, 0, NULL),
    };
    const struct best_options options = {.metric = "delivery_time.inbound.p99",
                                         .unit = "h",
                                         .good = GOOD_LOWER,
                                         .confidence = 0.95,
                                         .first_stage = 10};
    struct best *best = best_find(sessions, 2, &options);
    assert_int_equal(best->outcome, BEST_NOT_ESTIMABLE);
    assert_int_equal(best->selected, 0); /* one that is there; nothing is claimed of it */
    best_destroy(best);
    session_destroy(sessions[0]);
    session_destroy(sessions[1]);
}

static void test_stopped_early_there_is_nothing_to_say(void **state)
{
    (void)state;
    atomic_bool stop = true;
    struct session *sessions[] = {
        queue_session((struct queue){3, 12, "30 d", 1}, 1, &stop),
        queue_session((struct queue){3, 13, "30 d", 1}, 1, &stop),
    };
    const struct best_options options = {
        .metric = wait, .unit = "min", .good = GOOD_LOWER, .confidence = 0.95, .first_stage = 10};
    struct best *best = best_find(sessions, 2, &options);
    assert_int_equal(best->outcome, BEST_INTERRUPTED);
    assert_false(best->first_stage_complete);
    best_destroy(best);
    session_destroy(sessions[0]);
    session_destroy(sessions[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_fourth_sorter_shortens_the_wait_as_erlang_c_says),
        cmocka_unit_test(test_the_queue_with_the_shortest_wait_is_selected),
        cmocka_unit_test(test_ocba_spends_its_budget_where_it_is_close),
        cmocka_unit_test(test_of_equals_the_first_is_selected),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_out_of_budget_promises_nothing),
        cmocka_unit_test(test_what_is_not_estimable_cannot_be_selected_by),
        cmocka_unit_test(test_stopped_early_there_is_nothing_to_say),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
