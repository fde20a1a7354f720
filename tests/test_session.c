/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_session.c - a replication is the same however it was asked for. */
#include "models/measure/session.h"

#include "models/measure/antithetic.h"
#include "tests/assert_close.h"
#include "tests/two_hubs.h"

enum { SESSIONS = 3 };

struct fixture {
    struct scenario *scenarios[SESSIONS];
};

static int set_up(void **state)
{
    static struct fixture fixture;
    static const char *const experiments[SESSIONS] = {
        "experiment: {warm_up: 1 d, horizon: 3 d, replications: 4, seed: 7}",
        "experiment: {warm_up: 0 d, horizon: 2 d, replications: 4, seed: 7}",
        "experiment: {warm_up: 1 d, horizon: 3 d, replications: 4, seed: 8}"};
    for (int s = 0; s < SESSIONS; s++) {
        fixture.scenarios[s] = two_hubs_load(experiments[s]);
    }
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    for (int s = 0; s < SESSIONS; s++) {
        scenario_destroy(fixture->scenarios[s]);
    }
    return 0;
}

static struct session *open_session(void **state, int which, struct session_options options)
{
    struct fixture *fixture = *state;
    options.confidence = 0.95;
    return session_create(&options, two_hubs_compile, fixture->scenarios[which]);
}

static void extend(struct session *session, uint64_t total)
{
    assert_true(sessions_extend(&session, &total, 1));
    assert_int_equal(session_results(session)->replications, total);
}

/* Computed alone, in one go, by one thread: what all others are held against. */
static struct results *run_plainly(void **state, int which, uint64_t total)
{
    struct session *session = open_session(state, which, (struct session_options){.jobs = 1});
    extend(session, total);
    return session_finish(session);
}

static void test_going_on_gives_what_asking_at_once_gives(void **state)
{
    struct results *at_once = run_plainly(state, 0, 10);
    assert_int_equal(at_once->replications, 10);
    for (unsigned jobs = 1; jobs <= 4; jobs *= 2) {
        struct session *session = open_session(state, 0, (struct session_options){.jobs = jobs});
        extend(session, 3);
        extend(session, 10);
        const uint64_t fewer = 5; /* no work */
        assert_true(sessions_extend(&session, &fewer, 1));
        assert_same_results(at_once, session_results(session));
        session_destroy(session);
    }
    results_destroy(at_once);
}

static void extend_together(void **state, unsigned jobs, const uint64_t first[SESSIONS],
                            const uint64_t totals[SESSIONS])
{
    struct session *sessions[SESSIONS];
    for (int s = 0; s < SESSIONS; s++) {
        sessions[s] = open_session(state, s, (struct session_options){.jobs = jobs});
    }
    assert_true(sessions_extend(sessions, first, SESSIONS));
    for (int s = 0; s < SESSIONS; s++) {
        assert_int_equal(session_results(sessions[s])->replications, first[s]);
    }
    assert_true(sessions_extend(sessions, totals, SESSIONS));
    for (int s = 0; s < SESSIONS; s++) {
        struct results *alone = run_plainly(state, s, totals[s]);
        assert_same_results(alone, session_results(sessions[s]));
        results_destroy(alone);
        session_destroy(sessions[s]);
    }
}

static void test_together_is_what_each_is_alone(void **state)
{
    static const uint64_t cases[][2][SESSIONS] = {
        {{2, 0, 1}, {4, 7, 1}}, {{0, 5, 2}, {1, 6, 3}}, {{4, 4, 4}, {5, 5, 5}}};
    for (unsigned jobs = 1; jobs <= 4; jobs *= 2) {
        for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
            extend_together(state, jobs, cases[c][0], cases[c][1]);
        }
    }
}

static void test_no_sessions_are_soon_extended(void **state)
{
    (void)state;
    assert_true(sessions_extend(NULL, NULL, 0));
}

/* ---- stopped in the middle ---- */

struct watcher {
    atomic_bool stop;
    uint64_t seen, stop_at; /* replications */
    double sum;             /* of a figure, as it came */
    struct experiment_progress last;
};

static const struct result_row *mean_row(const struct results *results)
{
    return results_find(results, "delivery_time", "mean", "available", "inbound", NULL);
}

static void see_replication(void *context, const struct session *session, uint64_t replication)
{
    struct watcher *self = context;
    const struct results *results = session_results(session);
    assert_int_equal(results->replications, replication + 1);
    self->sum += mean_row(results)->values[replication];
    if (++self->seen == self->stop_at) {
        atomic_store(&self->stop, true);
    }
}

static void see_progress(void *context, const struct experiment_progress *progress)
{
    struct watcher *self = context;
    assert_true(progress->parcels >= self->last.parcels);
    self->last = *progress;
}

static struct session_options watched(struct watcher *watcher, unsigned jobs)
{
    return (struct session_options){.jobs = jobs,
                                    .stop = &watcher->stop,
                                    .progress = see_progress,
                                    .progress_context = watcher,
                                    .on_replication = see_replication,
                                    .replication_context = watcher};
}

static void test_a_stop_leaves_no_gap(void **state)
{
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        struct watcher watcher = {.stop_at = 7};
        const uint64_t totals[] = {1000, 1000};
        struct session *sessions[] = {open_session(state, 0, watched(&watcher, jobs)),
                                      open_session(state, 2, watched(&watcher, jobs))};
        assert_false(sessions_extend(sessions, totals, 2));
        size_t a = session_results(sessions[0])->replications;
        size_t b = session_results(sessions[1])->replications;
        assert_int_equal(a + b, watcher.seen);
        assert_true(a == b || a == b + 1); /* in turns */
        assert_in_range(a + b, 7, 20);
        assert_int_equal(watcher.last.most, 2000);
        assert_int_equal(watcher.last.replications, a + b);

        /* And one can go on. */
        atomic_store(&watcher.stop, false);
        const uint64_t more[] = {a + 2, b + 1};
        assert_true(sessions_extend(sessions, more, 2));
        for (int s = 0; s < 2; s++) {
            struct results *alone = run_plainly(state, 2 * s, more[s]);
            assert_same_results(alone, session_results(sessions[s]));
            results_destroy(alone);
            session_destroy(sessions[s]);
        }
    }
}

static void test_stopped_before_the_warm_up_is_found_there_is_no_session(void **state)
{
    atomic_bool stop = true;
    struct session_options options = {.jobs = 2, .find_warm_up = true, .stop = &stop};
    assert_null(open_session(state, 0, options));
}

static void test_each_replication_is_told_once_and_in_order(void **state)
{
    struct results *plain = run_plainly(state, 0, 6);
    double sum = 0;
    for (size_t n = 0; n < 6; n++) {
        sum += mean_row(plain)->values[n];
    }
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        struct watcher watcher = {0};
        struct session *session = open_session(state, 0, watched(&watcher, jobs));
        extend(session, 2);
        extend(session, 6);
        assert_int_equal(watcher.seen, 6);
        assert_close(watcher.sum, sum, 0);
        session_destroy(session);
    }
    results_destroy(plain);
}

/* ---- until enough ---- */

static bool third_or_later(void *context, const struct results *results)
{
    size_t *asked = context;
    (*asked)++;
    assert_int_equal(results->replications, *asked);
    return *asked >= 3;
}

static void test_it_ends_where_enough_is_said_whatever_the_threads(void **state)
{
    struct results *plain = run_plainly(state, 0, 3);
    for (unsigned jobs = 1; jobs <= 4; jobs++) {
        struct session *session = open_session(state, 0, (struct session_options){.jobs = jobs});
        size_t asked = 0;
        assert_true(session_extend_until(session, 100, third_or_later, &asked));
        assert_same_results(plain, session_results(session));
        extend(session, 5); /* what was under way and thrown away is done again */
        struct results *five = run_plainly(state, 0, 5);
        assert_same_results(five, session_results(session));
        results_destroy(five);
        session_destroy(session);
    }
    results_destroy(plain);
}

/* ---- antithetic ---- */

static void test_every_second_replication_is_the_opposite_of_the_one_before(void **state)
{
    struct session *session =
        open_session(state, 0, (struct session_options){.jobs = 2, .antithetic = true});
    extend(session, 5);
    extend(session, 40);
    const struct results *pairs = session_results(session);
    assert_true(pairs->antithetic);
    assert_int_equal(results_independent(pairs), 20);
    struct results *plain = run_plainly(state, 0, 20);
    const struct result_row *entered =
        results_find(pairs, "ledger", "total", "entered", "inbound", NULL);
    const struct result_row *plainly =
        results_find(plain, "ledger", "total", "entered", "inbound", NULL);
    for (size_t i = 0; i < 20; i++) { /* 2i is what i is without */
        assert_close(entered->values[2 * i], plainly->values[i], 0);
    }
    /* Where one has many parcels the other has few: a sum of exponential gaps, whose
     * correlation with their opposites is 1 - pi^2/6 = -0.645. With 20 pairs the sample
     * correlation is above -0.2 in fewer than one of a hundred cases (Fisher's z). */
    struct antithetic saved = antithetic_estimate(entered->values, 40, 0.95);
    assert_true(saved.variance_saved > 0.2);
    results_destroy(plain);
    session_destroy(session);
}

static void test_pairs_are_what_is_counted(void **state)
{
    struct session *session = open_session(state, 0, (struct session_options){.antithetic = true});
    extend(session, 7);
    const struct results *results = session_results(session);
    const double *values = mean_row(results)->values;
    struct estimate estimate = results_estimate(results, values, 7, 0.95);
    assert_int_equal(estimate.count, 3);
    assert_close(estimate.mean,
                 (values[0] + values[1] + values[2] + values[3] + values[4] + values[5]) / 6, 1e-9);
    struct results *plain = run_plainly(state, 0, 2);
    struct session *other = open_session(state, 0, (struct session_options){.antithetic = true});
    assert_false(session_restore(other, plain));
    session_destroy(other);
    results_destroy(plain);
    session_destroy(session);
}

/* ---- from earlier results ---- */

static void test_earlier_results_are_taken_up(void **state)
{
    struct results *whole = run_plainly(state, 0, 9);
    for (uint64_t split = 0; split <= 9; split += 3) {
        struct results *earlier = run_plainly(state, 0, split);
        struct watcher watcher = {0};
        struct session *session = open_session(state, 0, watched(&watcher, 2));
        assert_true(session_restore(session, earlier));
        assert_int_equal(session_results(session)->replications, split);
        results_destroy(earlier); /* they were copied */
        extend(session, 9);
        assert_same_results(whole, session_results(session));
        assert_int_equal(watcher.seen, 9 - split);
        session_destroy(session);
    }
    results_destroy(whole);
}

static void test_results_of_another_scenario_are_refused(void **state)
{
    struct results *plain = run_plainly(state, 0, 2);
    for (int other = 1; other < SESSIONS; other++) { /* other times; another seed */
        struct results *earlier = run_plainly(state, other, 2);
        struct session *session = open_session(state, 0, (struct session_options){0});
        assert_false(session_restore(session, earlier));
        extend(session, 2);
        assert_same_results(plain, session_results(session));
        session_destroy(session);
        results_destroy(earlier);
    }
    results_destroy(plain);
}

static void test_results_with_other_rows_are_refused(void **state)
{
    struct results *earlier = run_plainly(state, 0, 2);
    struct session *session =
        open_session(state, 0, (struct session_options){.detail = DETAIL_NETWORK});
    assert_false(session_restore(session, earlier));
    session_destroy(session);
    session = open_session(state, 0, (struct session_options){0});
    earlier->rows[3].statistic[0] = 'q';
    assert_false(session_restore(session, earlier));
    session_destroy(session);
    results_destroy(earlier);
}

static void test_rows_are_known_before_anything_is_simulated(void **state)
{
    struct session *session = open_session(state, 0, (struct session_options){0});
    assert_true(session_will_have(session, "delivery_time", "p95", "available", "inbound", NULL));
    assert_false(session_will_have(session, "delivery_time", "p95", "left hub", "outbound", NULL));
    assert_int_equal(session_results(session)->row_count, 0);
    assert_int_equal(session_network(session)->hub_count, 2);
    session_destroy(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_going_on_gives_what_asking_at_once_gives),
        cmocka_unit_test(test_together_is_what_each_is_alone),
        cmocka_unit_test(test_no_sessions_are_soon_extended),
        cmocka_unit_test(test_a_stop_leaves_no_gap),
        cmocka_unit_test(test_stopped_before_the_warm_up_is_found_there_is_no_session),
        cmocka_unit_test(test_each_replication_is_told_once_and_in_order),
        cmocka_unit_test(test_it_ends_where_enough_is_said_whatever_the_threads),
        cmocka_unit_test(test_every_second_replication_is_the_opposite_of_the_one_before),
        cmocka_unit_test(test_pairs_are_what_is_counted),
        cmocka_unit_test(test_earlier_results_are_taken_up),
        cmocka_unit_test(test_results_of_another_scenario_are_refused),
        cmocka_unit_test(test_results_with_other_rows_are_refused),
        cmocka_unit_test(test_rows_are_known_before_anything_is_simulated),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
