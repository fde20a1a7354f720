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

#include "models/measure/results.h"
#include "models/network/network.h"

struct session;

struct experiment_progress {
    uint64_t replications, most; /* done, and at most to come; of all sessions together */
    uint64_t parcels;            /* so far */
    double days;                 /* simulated so far */
    bool pilot;                  /* still looking for the warm-up */
};

/* Recompiles the network with a warm-up. The caller keeps the scenario; measure can't see it. */
typedef struct network *(*experiment_compile)(void *context, bool warm_up_given, des_time warm_up);

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
    /* May be NULL. Called when a replication (0, 1, ...) has become part of the session's
     * results, in order and one call at a time, from any thread. It may read the results and
     * write them to a file; it may not change them. */
    void (*on_replication)(void *context, const struct session *session, uint64_t replication);
    void *replication_context;
};

/* Compiles the network and, when asked, finds the warm-up. NULL when stopped meanwhile. The
 * options are copied; `compile` and its context are not used afterwards. */
struct session *session_create(const struct session_options *options, experiment_compile compile,
                               void *context);
void session_destroy(struct session *self);

/* Takes up replications 0 .. earlier->replications - 1 from results of an earlier session,
 * which are copied. Only before the first extension; on_replication is not called for them.
 * False, and nothing is changed, when they can't be this session's: another seed, other times,
 * other rows, a series of another length. That the scenario is the same one, and the version
 * of the program, is for the caller to see to. */
bool session_restore(struct session *self, const struct results *earlier);

/* Goes on until sessions[i] has totals[i] replications, for every i; a total not above what it
 * has is no work. False when stopped before all were complete: what is complete is kept, and is
 * without a gap; sessions that had equally many are then at most one replication apart. All of
 * them were created with the same jobs, stop and progress. */
bool sessions_extend(struct session *const *sessions, const uint64_t *totals, size_t count);

/* Goes on until `enough` says so of the results, which it is asked after every replication (not
 * before the first), or until there are `most`. Where it ends doesn't depend on the number of
 * threads. False when stopped before either. */
bool session_extend_until(struct session *self, uint64_t most,
                          bool (*enough)(void *context, const struct results *results),
                          void *context);

/* What is complete so far; owned by the session, changed by sessions_extend. The identity
 * (scenario name, path, hash, version, assumed) is the caller's to fill in. */
struct results *session_results(const struct session *self);
const struct network *session_network(const struct session *self);
/* Its results will have the row? As network.h's rates say, before anything is simulated. The
 * names are results_find's. */
bool session_will_have(const struct session *self, const char *measure, const char *statistic,
                       const char *event, const char *direction, const char *class_name);
/* The results become the caller's; the session is destroyed. */
struct results *session_finish(struct session *self);

#endif
