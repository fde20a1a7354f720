/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workers.h - many numbered tasks on a few threads, their results taken in number order.
 *
 * Tasks 0, 1, 2, ... run on `threads` threads, each started in order; `merge` is called for
 * every finished task, strictly in number order and by one thread at a time, so whatever it
 * accumulates is the same for any number of threads. A task far ahead of the merge waits, so
 * that finished results in memory stay below `threads` + a small constant. */
#ifndef ENGINE_WORKERS_H
#define ENGINE_WORKERS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct des_work {
    void *context;
    /* Runs task `number` and returns its result; called from any thread, concurrently.
     * `slot` in [0, threads) names the calling thread. `stop` turns true when the work is
     * to be abandoned: return early then, with NULL or an incomplete result. */
    void *(*run)(void *context, uint64_t number, unsigned slot, const atomic_bool *stop);
    /* Takes the result of task `number` (owned by the callee), in number order. Return false
     * when no further task is wanted: later results are passed to `drop`, not merged. */
    bool (*merge)(void *context, uint64_t number, void *result);
    void (*drop)(void *context, void *result); /* a result that won't be merged; may be NULL */
};

/* Runs tasks 0 .. tasks-1. `stop` may be set by another thread or a signal handler at any
 * moment: tasks that finished before it, without a gap from 0, are merged; others dropped.
 * threads 0 means one per online core. Returns the number of tasks merged. */
uint64_t des_work_run(const struct des_work *self, uint64_t tasks, unsigned threads,
                      atomic_bool *stop);

unsigned des_work_cores(void); /* cores this process may run on, at least 1 */

#endif
