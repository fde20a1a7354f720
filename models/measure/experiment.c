/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/experiment.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/stopping.h"

static bool is_enough(void *context, const struct results *results)
{
    const struct experiment_options *options = context;
    return stopping_is_enough(results, options->at_least);
}

size_t experiment_ends_at(const struct experiment_options *options, const struct results *earlier)
{
    struct results first = *earlier; /* the same rows, fewer replications, and our rule */
    struct result_target *targets = des_allocate(options->target_count, sizeof *targets);
    size_t end = earlier->replications;
    for (size_t t = 0; t < options->target_count; t++) {
        targets[t] = options->targets[t];
    }
    first.targets = targets;
    first.target_count = options->target_count;
    first.look_ahead = options->look_ahead;
    first.confidence = options->session.confidence;
    for (size_t n = 1; n < end; n++) {
        first.replications = n;
        end = stopping_is_enough(&first, options->at_least) ? n : end;
    }
    free(targets);
    return end;
}

static void replicate(struct session *session, struct experiment_options *options)
{
    struct results *results = session_results(session);
    if (options->target_count == 0) {
        results->incomplete = !sessions_extend(&session, &options->at_least, 1);
        return;
    }
    for (size_t t = 0; t < options->target_count; t++) {
        const struct result_target *target = &options->targets[t];
        results_ask(results, target->measure, target->half_width, target->absolute);
    }
    results->look_ahead = options->look_ahead;
    bool complete = is_enough(options, results) || /* restored ones may be enough */
                    session_extend_until(session, options->at_most, is_enough, options);
    results->incomplete = !complete;
    results->precision_reached = stopping_is_enough(results, options->at_least);
}

static struct results *nothing(void)
{
    struct results *results = results_create();
    results->incomplete = true;
    return results;
}

struct results *experiment_run(const struct experiment_options *options, experiment_compile compile,
                               void *context)
{
    DES_REQUIRE(options->at_least >= 1 && options->at_least <= options->at_most);
    struct experiment_options copy = *options;
    struct session *session = session_create(&options->session, compile, context);
    if (!session) {
        return nothing();
    }
    if (options->begin && !options->begin(options->begin_context, session)) {
        session_destroy(session);
        return nothing();
    }
    replicate(session, &copy);
    return session_finish(session);
}
