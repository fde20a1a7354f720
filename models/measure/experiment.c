/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/experiment.h"

#include <string.h>

#include "engine/require.h"
#include "models/measure/estimate.h"

enum {
    FEWEST_TO_STOP = 10, /* with fewer, the rule stops by luck (docs/statistics.md) */
};

/* ---- measures that may stop an experiment ---- */

#define TIMES(X, key, event, direction)                                                            \
    X("delivery_time." key ".mean", "delivery_time", "mean", event, direction)                     \
    X("delivery_time." key ".p50", "delivery_time", "p50", event, direction)                       \
    X("delivery_time." key ".p90", "delivery_time", "p90", event, direction)                       \
    X("delivery_time." key ".p95", "delivery_time", "p95", event, direction)                       \
    X("delivery_time." key ".p99", "delivery_time", "p99", event, direction)
#define STOP_MEASURES(X)                                                                           \
    TIMES(X, "inbound", "available", "inbound")                                                    \
    TIMES(X, "collected", "collected", "inbound")                                                  \
    TIMES(X, "outbound", "left hub", "outbound")                                                   \
    X("service_level.inbound", "service_level", "share", "", "inbound")                            \
    X("service_level.outbound", "service_level", "share", "", "outbound")                          \
    X("throughput.inbound", "throughput", "per_day", "completed", "inbound")                       \
    X("throughput.outbound", "throughput", "per_day", "completed", "outbound")

struct stop_measure {
    const char *measure, *statistic, *event, *direction;
};

#define NAME(name, measure, statistic, event, direction) name,
#define ROW(name, measure, statistic, event, direction)  {measure, statistic, event, direction},
static const char *const stop_names[] = {STOP_MEASURES(NAME) NULL};
static const struct stop_measure stop_measures[] = {STOP_MEASURES(ROW)};

const char *const *experiment_measures(void)
{
    return stop_names;
}

static const struct stop_measure *find_measure(const char *name)
{
    for (size_t i = 0; stop_names[i]; i++) {
        if (strcmp(stop_names[i], name) == 0) {
            return &stop_measures[i];
        }
    }
    return NULL;
}

bool experiment_measure_exists(const char *name)
{
    return find_measure(name) != NULL;
}

static const struct result_row *find_row(const struct results *results, const char *name)
{
    const struct stop_measure *wanted = find_measure(name);
    return wanted ? results_find(results, wanted->measure, wanted->statistic, wanted->event,
                                 wanted->direction, NULL)
                  : NULL;
}

static bool session_measures(const struct session *session, const char *name)
{
    const struct stop_measure *wanted = find_measure(name);
    return wanted && session_will_have(session, wanted->measure, wanted->statistic, wanted->event,
                                       wanted->direction, NULL);
}

/* ---- running ---- */

static bool is_precise(void *context, const struct results *results)
{
    const struct experiment_options *options = context;
    uint64_t least = options->at_least > FEWEST_TO_STOP ? options->at_least : FEWEST_TO_STOP;
    if (results->replications < least) {
        return false;
    }
    const struct result_row *row = find_row(results, options->stop_measure);
    DES_REQUIRE(row);
    struct estimate estimate =
        estimate_make(row->values, results->replications, options->confidence);
    return estimate.count >= FEWEST_TO_STOP && estimate_is_precise(&estimate, options->half_width);
}

size_t experiment_ends_at(const struct experiment_options *options, const struct results *earlier)
{
    struct experiment_options copy = *options;
    struct results first = *earlier; /* the same rows, fewer replications */
    for (size_t n = 1; options->stop_measure && n < earlier->replications; n++) {
        first.replications = n;
        if (is_precise(&copy, &first)) {
            return n;
        }
    }
    return earlier->replications;
}

static void replicate(struct session *session, struct experiment_options *options)
{
    struct results *results = session_results(session);
    bool complete;
    if (options->stop_measure) {
        results->stop_measure = des_copy_text(options->stop_measure);
        results->asked_half_width = options->half_width;
        complete = is_precise(options, results) || /* restored ones may be enough */
                   session_extend_until(session, options->at_most, is_precise, options);
        results->precision_reached = is_precise(options, results);
    } else {
        complete = sessions_extend(&session, &options->at_least, 1);
    }
    results->incomplete = !complete;
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
    const struct session_options session_options = {
        .find_warm_up = options->find_warm_up,
        .confidence = options->confidence,
        .detail = options->detail,
        .jobs = options->jobs,
        .stop = options->stop,
        .progress = options->progress,
        .progress_context = options->progress_context,
        .on_replication = options->on_replication,
        .replication_context = options->keep_context,
    };
    struct session *session = session_create(&session_options, compile, context);
    if (!session) {
        return nothing();
    }
    if (options->stop_measure && !session_measures(session, options->stop_measure)) {
        session_destroy(session);
        return NULL;
    }
    if (options->begin && !options->begin(options->keep_context, session)) {
        session_destroy(session);
        return nothing();
    }
    replicate(session, &copy);
    return session_finish(session);
}
