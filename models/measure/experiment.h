/* SPDX-License-Identifier: GPL-3.0-or-later */
/* experiment.h - runs a scenario as often as asked, or until it is known precisely enough. */
#ifndef MODELS_MEASURE_EXPERIMENT_H
#define MODELS_MEASURE_EXPERIMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "models/measure/session.h"

struct experiment_options {
    struct session_options session;
    uint64_t at_least, at_most;          /* replications; without targets `at_least` are run */
    const struct result_target *targets; /* see stopping.h; all are figures of the network */
    size_t target_count;
    uint64_t look_ahead;
    /* May be NULL. Called once, before the first replication: may give the results an identity
     * and the session replications from before (session_restore). False: nothing is simulated. */
    bool (*begin)(void *context, struct session *session);
    void *begin_context;
};

/* The results' identity (scenario name, path, hash, version, assumed) is the caller's to fill
 * in, in `begin` or afterwards. Results with 0 replications when stopped before the first was done.
 */
struct results *experiment_run(const struct experiment_options *options, experiment_compile compile,
                               void *context);

/* After how many of these replications the stopping rule ends the experiment: what comes after
 * them must not be restored. All of them when it doesn't, or when there is no rule. */
size_t experiment_ends_at(const struct experiment_options *options, const struct results *earlier);

#endif
