/* SPDX-License-Identifier: GPL-3.0-or-later */
/* session.h - replications of one scenario: as many as asked so far, and more at any time.
 *
 * A session keeps the compiled network and the results so far. Replication r of a session is
 * always the same, however many were asked for at a time, by whom, and on how many threads:
 * extending to 10 and then to 25 gives what extending to 25 gives, to the byte. Several
 * sessions extended together share the threads, so that one replication of each of a hundred
 * scenarios keeps all of them busy. */
#ifndef MODELS_MEASURE_SESSION_H
#define MODELS_MEASURE_SESSION_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "models/measure/experiment.h"
#include "models/measure/results.h"
#include "models/network/network.h"

struct session;

struct session_options {
    bool find_warm_up; /* by MSER-5 on pilot replications, run by session_create */
    double confidence; /* of the results' intervals, in (0, 1) */
    enum detail detail;
    bool antithetic;   /* replication 2i + 1 is drawn with the complement of 2i's numbers; a value
                        * of the results is then one of a pair, and pairs are what is independent */
    unsigned jobs;     /* threads; 0: one a core */
    atomic_bool *stop; /* may be set at any moment; may be NULL */
    /* May be NULL. Called from any thread, one call at a time. */
    void (*progress)(void *context, const struct experiment_progress *progress);
    void *progress_context;
};

/* Compiles the network and, when asked, finds the warm-up. NULL when stopped meanwhile. The
 * options are copied; `compile` and its context are not used afterwards. */
struct session *session_create(const struct session_options *options, experiment_compile compile,
                               void *context);
void session_destroy(struct session *self);

/* Goes on until sessions[i] has totals[i] replications, for every i; a total not above what it
 * has is no work. False when stopped before all were complete: what is complete is kept, and is
 * without a gap. All of them were created with the same jobs, stop and progress. */
bool sessions_extend(struct session *const *sessions, const uint64_t *totals, size_t count);

/* What is complete so far; owned by the session, changed by sessions_extend. The identity
 * (scenario name, path, hash, version, assumed) is the caller's to fill in. */
struct results *session_results(struct session *self);
/* The results become the caller's; the session is destroyed. */
struct results *session_finish(struct session *self);

#endif
