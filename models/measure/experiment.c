/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks are (replication, region), replication by replication; everything that is decided is
 * decided in merge, which sees them in order whatever the number of threads. */
#include "models/measure/experiment.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "engine/workers.h"
#include "models/measure/estimate.h"
#include "models/measure/metrics.h"
#include "models/measure/mser.h"
#include "models/measure/summary.h"

enum {
    PILOTS = 5,          /* replications, whose average is searched for the warm-up */
    MSER_BATCH = 5,      /* hours */
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

/* Rows depend on the network alone, so those of an empty summary are those there will be. */
static bool network_has(const struct network *network, const char *name)
{
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(network, DETAIL_NETWORK, results);
    struct summary *summary = summary_create(network, 0);
    metrics_append(metrics, summary);
    bool found = find_row(results, name) != NULL;
    summary_destroy(summary);
    metrics_destroy(metrics);
    results_destroy(results);
    return found;
}

/* ---- running replications ---- */

struct replicator {
    const struct experiment_options *options;
    const struct network *network;
    struct results *results; /* replications, series, parcels and events are counted here */
    struct metrics *metrics; /* NULL in the pilot */
    struct summary *summary; /* of the replication under way; owned */
    uint64_t most;
};

static void *run_region(void *context, uint64_t number, unsigned slot, const atomic_bool *stop)
{
    const struct replicator *self = context;
    uint64_t regions = (uint64_t)self->network->hub_count;
    (void)slot;
    return region_summary_run(self->network, (int32_t)(number % regions),
                              (uint32_t)(number / regions), stop);
}

static void drop_region(void *context, void *result)
{
    (void)context;
    region_summary_destroy(result);
}

static void add_up(double **series, const int64_t *more, size_t length)
{
    if (!*series) {
        *series = des_allocate(length, sizeof **series);
    }
    for (size_t h = 0; h < length; h++) {
        (*series)[h] += (double)more[h];
    }
}

static void add_series(struct result_series *series, const struct summary *summary)
{
    series->length = (size_t)summary->series_length;
    for (int d = 0; d < DIRECTIONS; d++) {
        add_up(&series->in_system[d], summary->in_system[d], series->length);
    }
    add_up(&series->on_shelf, summary->on_shelf, series->length);
}

static void divide_series(struct result_series *series, size_t replications)
{
    for (size_t h = 0; h < series->length; h++) {
        for (int d = 0; d < DIRECTIONS; d++) {
            series->in_system[d][h] /= (double)replications;
        }
        series->on_shelf[h] /= (double)replications;
    }
}

static bool is_precise(const struct replicator *self)
{
    const struct experiment_options *options = self->options;
    uint64_t least = options->at_least > FEWEST_TO_STOP ? options->at_least : FEWEST_TO_STOP;
    if (!self->metrics || !options->stop_measure || self->results->replications < least) {
        return false;
    }
    const struct result_row *row = find_row(self->results, options->stop_measure);
    DES_REQUIRE(row);
    struct estimate estimate =
        estimate_make(row->values, self->results->replications, options->confidence);
    return estimate.count >= FEWEST_TO_STOP && estimate_is_precise(&estimate, options->half_width);
}

static void report_progress(const struct replicator *self)
{
    const struct experiment_options *options = self->options;
    if (!options->progress) {
        return;
    }
    uint64_t done = self->results->replications;
    struct experiment_progress progress = {
        .replications = done,
        .most = self->most,
        .parcels = self->results->parcels,
        .days = (double)done * ((double)self->network->end / (double)DES_DAY),
        .pilot = !self->metrics,
    };
    for (int d = 0; self->summary && d < DIRECTIONS; d++) {
        progress.parcels += (uint64_t)self->summary->ledger[d].entered;
    }
    options->progress(options->progress_context, &progress);
}

static void finish_replication(struct replicator *self)
{
    struct results *results = self->results;
    summary_verify(self->summary);
    if (self->metrics) {
        metrics_append(self->metrics, self->summary);
    } else {
        results->replications++;
    }
    add_series(&results->series, self->summary);
    for (int d = 0; d < DIRECTIONS; d++) {
        results->parcels += (uint64_t)self->summary->ledger[d].entered;
    }
    results->events += self->summary->events;
    summary_destroy(self->summary);
    self->summary = NULL;
}

static bool merge_region(void *context, uint64_t number, void *result)
{
    struct replicator *self = context;
    uint64_t regions = (uint64_t)self->network->hub_count;
    if (number % regions == 0) {
        self->summary = summary_create(self->network, (uint32_t)(number / regions));
    }
    summary_absorb(self->summary, result);
    bool wanted = true;
    if ((number + 1) % regions == 0) {
        finish_replication(self);
        self->results->precision_reached = is_precise(self);
        wanted = !self->results->precision_reached;
    }
    report_progress(self);
    return wanted;
}

/* Up to `self->most` replications; then divides the series. */
static void replicate(struct replicator *self)
{
    atomic_bool never = false;
    const struct experiment_options *options = self->options;
    const struct des_work work = {
        .context = self, .run = run_region, .merge = merge_region, .drop = drop_region};
    des_work_run(&work, self->most * (uint64_t)self->network->hub_count, options->jobs,
                 options->stop ? options->stop : &never);
    summary_destroy(self->summary); /* when stopped between two regions */
    self->summary = NULL;
    divide_series(&self->results->series, self->results->replications);
}

/* ---- the warm-up ---- */

static struct mser find_cut(const struct result_series *series)
{
    /* What lies on shelves is in the system too. */
    double *sum = des_allocate(series->length, sizeof *sum);
    for (size_t h = 0; h < series->length; h++) {
        sum[h] = series->in_system[INBOUND][h] + series->in_system[OUTBOUND][h];
    }
    struct mser mser = mser_find(sum, series->length, MSER_BATCH);
    free(sum);
    return mser;
}

/* Runs pilots on a network without a warm-up and says where to cut. False when stopped. */
static bool run_pilots(const struct experiment_options *options, const struct network *network,
                       struct mser *ret_mser)
{
    struct results *results = results_create();
    struct replicator pilots = {
        .options = options, .network = network, .results = results, .most = PILOTS};
    replicate(&pilots);
    bool complete = results->replications == PILOTS;
    if (complete) {
        *ret_mser = find_cut(&results->series);
    }
    results_destroy(results);
    return complete;
}

/* Replaces the network, compiled for pilots, by one that begins to observe after the cut. */
static struct network *cut_warm_up(const struct experiment_options *options,
                                   experiment_compile compile, void *context,
                                   struct network *network, struct results *results)
{
    struct mser mser = {0};
    results->warm_up_found = run_pilots(options, network, &mser);
    results->no_steady_state = results->warm_up_found && mser.at_limit;
    network_destroy(network);
    /* Whole days: observation that began at noon would count one part of the daily cycle more
     * often than another. */
    des_time cut = (des_time)mser.cut * DES_HOUR;
    return compile(context, true, (cut + DES_DAY - 1) / DES_DAY * DES_DAY);
}

/* ---- results ---- */

static void describe(struct results *results, const struct experiment_options *options,
                     const struct network *network)
{
    char date[32];
    snprintf(date, sizeof date, "%04d-%02d-%02d", network->start.year, network->start.month,
             network->start.day);
    results->start_date = des_copy_text(date);
    results->seed = network->seed;
    results->warm_up_h = (double)network->warm_up / (double)DES_HOUR;
    results->horizon_h = (double)(network->end - network->warm_up) / (double)DES_HOUR;
    results->hubs = (size_t)network->hub_count;
    results->counties = (size_t)(network->centre_count - network->hub_count);
    results->stations = (size_t)network->station_count;
    results->villages = (size_t)network->village_count;
    results->confidence = options->confidence;
    if (options->stop_measure) {
        results->stop_measure = des_copy_text(options->stop_measure);
        results->asked_half_width = options->half_width;
    }
}

static void observe(struct results *results, const struct experiment_options *options,
                    const struct network *network)
{
    struct replicator self = {.options = options, .network = network, .results = results};
    self.metrics = metrics_create(network, options->detail, results);
    self.most = options->stop_measure ? options->at_most : options->at_least;
    replicate(&self);
    results->incomplete = results->replications < self.most && !results->precision_reached;
    metrics_destroy(self.metrics);
}

struct results *experiment_run(const struct experiment_options *options, experiment_compile compile,
                               void *context)
{
    DES_REQUIRE(options->at_least >= 1 && options->at_least <= options->at_most);
    struct network *network = compile(context, false, 0);
    if (options->stop_measure && !network_has(network, options->stop_measure)) {
        network_destroy(network);
        return NULL;
    }
    struct results *results = results_create();
    if (options->find_warm_up) {
        network = cut_warm_up(options, compile, context, network, results);
    }
    describe(results, options, network);
    observe(results, options, network);
    network_destroy(network);
    return results;
}
