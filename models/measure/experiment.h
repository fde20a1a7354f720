/* SPDX-License-Identifier: GPL-3.0-or-later */
/* experiment.h - runs a scenario as often as asked, and gathers the results. */
#ifndef MODELS_MEASURE_EXPERIMENT_H
#define MODELS_MEASURE_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "models/measure/session.h"

struct experiment_options {
    uint64_t at_least, at_most; /* replications; equal: exactly so many */
    const char *stop_measure;   /* e.g. "delivery_time.inbound.mean"; NULL: no stopping rule */
    double half_width;          /* relative */
    double confidence;
    bool find_warm_up; /* by MSER-5 on pilot replications */
    unsigned jobs;     /* threads; 0: one a core */
    enum detail detail;
    atomic_bool *stop; /* may be set at any moment; may be NULL */
    /* May be NULL. Called from any thread, one call at a time. */
    void (*progress)(void *context, const struct experiment_progress *progress);
    void *progress_context;
    /* May be NULL. Called once, before the first replication: may give the results an identity
     * and the session replications from before (session_restore). False: nothing is simulated. */
    bool (*begin)(void *context, struct session *session);
    /* May be NULL. As that of a session. */
    void (*on_replication)(void *context, const struct session *session, uint64_t replication);
    void *keep_context; /* of both */
};

/* The results' identity (scenario name, path, hash, version, assumed) is the caller's to fill
 * in, in `begin` or afterwards. NULL when `stop_measure` names nothing that the network has.
 * Results with 0 replications when stopped before the first was done. */
struct results *experiment_run(const struct experiment_options *options, experiment_compile compile,
                               void *context);

/* After how many of these replications the stopping rule ends the experiment: what comes after
 * them must not be restored. All of them when it doesn't, or when there is no rule. */
size_t experiment_ends_at(const struct experiment_options *options, const struct results *earlier);

/* Is it a measure that stop_when may name? "delivery_time.inbound.mean" and the like. */
bool experiment_measure_exists(const char *name);
/* All of them, for messages: NULL-terminated. */
const char *const *experiment_measures(void);

#endif
