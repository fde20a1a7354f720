/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "engine/require.h"
#include "engine/workers.h"
#include "tests/assert_close.h"

/* Each task's result is a number on the heap: a leak or a double free shows under ASan. */
struct job {
    unsigned threads;
    uint64_t merged_until; /* merge returns false for this number */
    uint64_t stop_at;      /* this task sets the caller's stop */
    atomic_bool *stop;
    atomic_int alive; /* results not yet merged or dropped */
    atomic_int most_alive;
    atomic_int merging;
    atomic_bool out_of_order;
    atomic_bool bad_slot;
    uint64_t next, hash; /* plain on purpose: TSan sees whether merges are one at a time */
};

static void spin(uint64_t number)
{
    for (uint64_t i = 0; i < number * 7919 % 31; i++) {
        sched_yield();
    }
}

static void *run_task(void *context, uint64_t number, unsigned slot, const atomic_bool *stop)
{
    struct job *job = context;
    if (slot >= job->threads) {
        atomic_store(&job->bad_slot, true);
    }
    if (number == job->stop_at) {
        atomic_store(job->stop, true);
    }
    spin(number);
    if (atomic_load(stop)) {
        return NULL;
    }
    uint64_t *result = des_allocate(1, sizeof *result);
    *result = number * number;
    int alive = atomic_fetch_add(&job->alive, 1) + 1;
    int most = atomic_load(&job->most_alive);
    while (alive > most && !atomic_compare_exchange_weak(&job->most_alive, &most, alive)) {
    }
    return result;
}

static bool merge_task(void *context, uint64_t number, void *result)
{
    struct job *job = context;
    uint64_t *value = result;
    if (atomic_fetch_add(&job->merging, 1) != 0 || number != job->next ||
        *value != number * number) {
        atomic_store(&job->out_of_order, true);
    }
    job->next++;
    job->hash = job->hash * 31 + *value;
    free(value);
    atomic_fetch_sub(&job->alive, 1);
    atomic_fetch_sub(&job->merging, 1);
    return number != job->merged_until;
}

static void drop_task(void *context, void *result)
{
    struct job *job = context;
    if (result != NULL) {
        free(result);
        atomic_fetch_sub(&job->alive, 1);
    }
}

static const unsigned thread_counts[] = {1, 2, 7};
enum { THREAD_COUNTS = 3, TASKS = 500 };

static struct job make_job(unsigned threads, atomic_bool *stop)
{
    return (struct job){
        .threads = threads, .merged_until = UINT64_MAX, .stop_at = UINT64_MAX, .stop = stop};
}

static uint64_t run_job(struct job *job, uint64_t tasks)
{
    const struct des_work work = {job, run_task, merge_task, drop_task};
    uint64_t merged = des_work_run(&work, tasks, job->threads, job->stop);
    assert_true(merged == job->next);
    assert_false(atomic_load(&job->out_of_order));
    assert_false(atomic_load(&job->bad_slot));
    assert_int_equal(atomic_load(&job->alive), 0);
    return merged;
}

static void test_any_number_of_threads_merges_the_same_sequence(void **state)
{
    (void)state;
    uint64_t hashes[THREAD_COUNTS];
    for (int i = 0; i < THREAD_COUNTS; i++) {
        struct job job = make_job(thread_counts[i], NULL);
        assert_true(run_job(&job, TASKS) == TASKS);
        hashes[i] = job.hash;
        assert_true(hashes[i] == hashes[0]);
    }
}

static void test_few_results_wait_in_memory(void **state)
{
    (void)state;
    for (int i = 0; i < THREAD_COUNTS; i++) {
        struct job job = make_job(thread_counts[i], NULL);
        run_job(&job, TASKS);
        assert_true(atomic_load(&job.most_alive) <= (int)thread_counts[i] + 2);
    }
}

static void test_nothing_is_merged_after_merge_wants_no_more(void **state)
{
    (void)state;
    for (int i = 0; i < THREAD_COUNTS; i++) {
        atomic_bool stop = false;
        struct job job = make_job(thread_counts[i], &stop);
        job.merged_until = 41;
        assert_true(run_job(&job, TASKS) == 42);
        assert_false(atomic_load(&stop)); /* the caller's flag is the caller's */
    }
}

static void test_stopping_merges_a_gapless_beginning(void **state)
{
    (void)state;
    for (int i = 0; i < THREAD_COUNTS; i++) {
        atomic_bool stop = false;
        struct job job = make_job(thread_counts[i], &stop);
        job.stop_at = 100;
        assert_true(run_job(&job, TASKS) <= 100);
    }
}

static void test_a_stop_before_the_beginning_runs_nothing(void **state)
{
    (void)state;
    for (int i = 0; i < THREAD_COUNTS; i++) {
        atomic_bool stop = true;
        struct job job = make_job(thread_counts[i], &stop);
        assert_true(run_job(&job, TASKS) == 0);
    }
}

static void *wait_for_stop(void *context, uint64_t number, unsigned slot, const atomic_bool *stop)
{
    (void)slot;
    atomic_bool *callers = context;
    if (number == 2) {
        atomic_store(callers, true);
    }
    while (!atomic_load(stop)) {
        sched_yield();
    }
    return NULL;
}

static bool merge_nothing(void *context, uint64_t number, void *result)
{
    (void)context, (void)number, (void)result;
    fail();
    return false;
}

static void test_a_long_task_hears_of_the_stop(void **state)
{
    (void)state;
    atomic_bool stop = false;
    const struct des_work work = {&stop, wait_for_stop, merge_nothing, NULL};
    assert_true(des_work_run(&work, 3, 3, &stop) == 0);
}

static void test_no_tasks_and_fewer_tasks_than_threads(void **state)
{
    (void)state;
    struct job none = make_job(7, NULL), three = make_job(7, NULL);
    assert_true(run_job(&none, 0) == 0);
    assert_true(run_job(&three, 3) == 3);
    struct job all_cores = make_job(0, NULL);
    all_cores.threads = 0;
    const struct des_work work = {&all_cores, run_task, merge_task, drop_task};
    assert_true(des_work_run(&work, 50, 0, NULL) == 50);
    assert_true(des_work_cores() >= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_number_of_threads_merges_the_same_sequence),
        cmocka_unit_test(test_few_results_wait_in_memory),
        cmocka_unit_test(test_nothing_is_merged_after_merge_wants_no_more),
        cmocka_unit_test(test_stopping_merges_a_gapless_beginning),
        cmocka_unit_test(test_a_stop_before_the_beginning_runs_nothing),
        cmocka_unit_test(test_a_long_task_hears_of_the_stop),
        cmocka_unit_test(test_no_tasks_and_fewer_tasks_than_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
