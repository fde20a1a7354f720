/* SPDX-License-Identifier: GPL-3.0-or-later */
/* workers.c - a window of results slides over the task numbers.
 *
 * Task n may start once fewer than `window` numbers separate it from the next one to merge; its
 * result waits in place n % window. Whoever finishes the next one to merge becomes the merger
 * until there is a gap; `merging` keeps others out while the lock is open.
 *
 * The calling thread does no tasks, it only watches the caller's `stop`, which a signal handler
 * may set: tasks get a flag of ours that also turns true when merge wants no more. */
#include "engine/workers.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "engine/require.h"

struct place {
    void *result;
    bool finished;
};

struct office {
    const struct des_work *work;
    const atomic_bool *stop; /* the caller's; may be NULL */
    atomic_bool abandon;     /* ours, what tasks see */
    uint64_t tasks;
    pthread_mutex_t lock; /* for all below */
    pthread_cond_t moved; /* merged grew, a thread ended, or the work is abandoned */
    uint64_t next, merged;
    uint64_t window;
    struct place *places; /* [window], owned */
    unsigned active;      /* threads that haven't ended */
    bool merging;
};

struct clerk {
    struct office *office;
    unsigned slot;
    pthread_t thread;
};

static bool is_stopped(const struct office *self)
{
    return self->stop != NULL && atomic_load(self->stop);
}

static void drop(const struct des_work *work, void *result)
{
    if (work->drop != NULL) {
        work->drop(work->context, result);
    }
}

static bool is_abandoned(const struct office *self)
{
    return atomic_load(&self->abandon) || is_stopped(self);
}

/* Lock held; opens it during each merge. */
static void merge_ready(struct office *self)
{
    self->merging = true;
    bool wanted = true;
    while (wanted && self->places[self->merged % self->window].finished) {
        struct place *place = &self->places[self->merged % self->window];
        void *result = place->result;
        *place = (struct place){0};
        uint64_t number = self->merged;
        pthread_mutex_unlock(&self->lock);
        wanted = self->work->merge(self->work->context, number, result);
        pthread_mutex_lock(&self->lock);
        self->merged++;
        pthread_cond_broadcast(&self->moved);
    }
    /* When no more is wanted it stays set: nothing may be merged any more. */
    self->merging = !wanted;
    if (!wanted) {
        atomic_store(&self->abandon, true);
    }
}

/* Lock held. False when there is nothing more to do for this thread. */
static bool next_task(struct office *self, uint64_t *ret_number)
{
    while (!is_abandoned(self) && self->next < self->tasks &&
           self->next - self->merged >= self->window) {
        pthread_cond_wait(&self->moved, &self->lock);
    }
    if (is_abandoned(self) || self->next >= self->tasks) {
        return false;
    }
    *ret_number = self->next++;
    return true;
}

static void *work_through(void *argument)
{
    struct clerk *clerk = argument;
    struct office *self = clerk->office;
    uint64_t number;
    pthread_mutex_lock(&self->lock);
    while (next_task(self, &number)) {
        pthread_mutex_unlock(&self->lock);
        void *result = self->work->run(self->work->context, number, clerk->slot, &self->abandon);
        /* Once the flag is up the result may be incomplete, even if it needn't be. */
        bool complete = !is_abandoned(self);
        if (!complete) {
            drop(self->work, result);
        }
        pthread_mutex_lock(&self->lock);
        if (complete) {
            self->places[number % self->window] = (struct place){result, true};
        }
        if (complete && !self->merging) {
            merge_ready(self);
        }
    }
    self->active--;
    pthread_cond_broadcast(&self->moved);
    pthread_mutex_unlock(&self->lock);
    return NULL;
}

/* Lock held. Wakes every few milliseconds because a signal handler can't signal a condition. */
static void watch(struct office *self)
{
    while (self->active > 0) {
        struct timespec until;
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += 5000000;
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&self->moved, &self->lock, &until);
        if (is_stopped(self) && !atomic_load(&self->abandon)) {
            atomic_store(&self->abandon, true);
            pthread_cond_broadcast(&self->moved);
        }
    }
}

static void office_init(struct office *self)
{
    pthread_condattr_t attributes;
    DES_REQUIRE(pthread_mutex_init(&self->lock, NULL) == 0);
    DES_REQUIRE(pthread_condattr_init(&attributes) == 0);
    DES_REQUIRE(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
    DES_REQUIRE(pthread_cond_init(&self->moved, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
    self->places = des_allocate((size_t)self->window, sizeof *self->places);
}

/* What finished after a gap, or after merge wanted no more. */
static void office_done(struct office *self)
{
    for (uint64_t i = 0; i < self->window; i++) {
        if (self->places[i].finished) {
            drop(self->work, self->places[i].result);
        }
    }
    free(self->places);
    pthread_cond_destroy(&self->moved);
    pthread_mutex_destroy(&self->lock);
}

static uint64_t run_alone(const struct des_work *work, uint64_t tasks, const atomic_bool *stop)
{
    uint64_t merged = 0;
    bool wanted = true;
    while (wanted && merged < tasks && !atomic_load(stop)) {
        void *result = work->run(work->context, merged, 0, stop);
        if (atomic_load(stop)) {
            drop(work, result);
            break;
        }
        wanted = work->merge(work->context, merged++, result);
    }
    return merged;
}

static uint64_t run_together(struct office *office, unsigned threads)
{
    office_init(office);
    struct clerk *clerks = des_allocate(threads, sizeof *clerks);
    unsigned started = 0;
    pthread_mutex_lock(&office->lock);
    while (started < threads) {
        struct clerk *clerk = &clerks[started];
        *clerk = (struct clerk){.office = office, .slot = started};
        if (pthread_create(&clerk->thread, NULL, work_through, clerk) != 0) {
            break; /* fewer threads give the same results, later */
        }
        started++;
    }
    DES_REQUIRE(started > 0);
    office->active = started;
    watch(office);
    pthread_mutex_unlock(&office->lock);
    for (unsigned i = 0; i < started; i++) {
        pthread_join(clerks[i].thread, NULL);
    }
    free(clerks);
    office_done(office);
    return office->merged;
}

uint64_t des_work_run(const struct des_work *self, uint64_t tasks, unsigned threads,
                      atomic_bool *stop)
{
    static const atomic_bool never = false;
    threads = threads == 0 ? des_work_cores() : threads;
    threads = threads < tasks ? threads : (unsigned)tasks;
    if (threads <= 1) {
        return run_alone(self, tasks, stop == NULL ? &never : stop);
    }
    struct office office = {
        .work = self, .stop = stop, .tasks = tasks, .window = (uint64_t)threads + 2};
    return run_together(&office, threads);
}

unsigned des_work_cores(void)
{
    cpu_set_t allowed;
    if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) {
        int cores = CPU_COUNT(&allowed);
        return cores > 0 ? (unsigned)cores : 1;
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN); /* more cores than cpu_set_t has bits */
    return online > 0 ? (unsigned)online : 1;
}
