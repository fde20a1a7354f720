/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tasks are (replication, session, region), in this order; everything that is decided is
 * decided in merge, which sees them in order whatever the number of threads. */
#include "models/measure/session.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/random.h"
#include "engine/require.h"
#include "engine/workers.h"
#include "models/measure/long_run.h"
#include "models/measure/metrics.h"
#include "models/measure/mser.h"
#include "models/measure/summary.h"
#include "models/measure/village_records.h"

enum {
    PILOTS = 5,     /* replications, whose average is searched for the warm-up */
    MSER_BATCH = 5, /* hours */
};

struct session {
    struct session_options options;
    struct network *network; /* owned */
    struct results *results; /* owned; NULL once the caller has taken them */
    struct metrics *metrics; /* owned; NULL in a pilot */
    struct summary *summary; /* of the replication under way; owned */
};

/* ---- one replication more ---- */

static void average_in(double **series, const int64_t *more, size_t length, size_t before)
{
    if (!*series) {
        *series = des_allocate(length, sizeof **series);
    }
    /* Sums of whole numbers: rounding recovers them from the mean, so that the mean of n is the
     * same whether its sum was kept, or read back from a file. */
    for (size_t h = 0; h < length; h++) {
        double sum = round((*series)[h] * (double)before) + (double)more[h];
        (*series)[h] = sum / (double)(before + 1);
    }
}

static void add_series(struct results *results, const struct summary *summary, size_t before)
{
    struct result_series *series = &results->series;
    series->length = (size_t)summary->series_length;
    for (int d = 0; d < DIRECTIONS; d++) {
        average_in(&series->in_system[d], summary->in_system[d], series->length, before);
    }
    average_in(&series->on_shelf, summary->on_shelf, series->length, before);
}

static uint64_t parcels_in(const struct summary *summary)
{
    return (uint64_t)(summary->ledger[INBOUND].entered + summary->ledger[OUTBOUND].entered);
}

static void finish_replication(struct session *self)
{
    struct results *results = self->results;
    size_t before = results->replications;
    summary_verify(self->summary);
    add_series(results, self->summary, before);
    if (self->metrics) {
        metrics_append(self->metrics, self->summary);
        if (self->summary->daily && before == 0) {
            results->long_run = long_run_create(self->summary->daily, self->options.confidence);
        }
    } else {
        results->replications++;
    }
    results->parcels += parcels_in(self->summary);
    results->events += self->summary->events;
    summary_destroy(self->summary);
    self->summary = NULL;
    if (self->options.on_replication) {
        self->options.on_replication(self->options.replication_context, self, before);
    }
}

/* ---- many, on threads ---- */

/* Rounds of one replication of each of the same sessions. There are few stretches, however many
 * replications: a new one begins where a session joins or leaves. */
struct stretch {
    uint64_t first_replication, first_task;
    uint64_t round; /* tasks in a round */
    struct member { /* of a round; owned */
        struct session *session;
        uint64_t offset; /* of its first region */
    } * members;
    size_t count;
};

struct agenda {
    struct session *const *sessions;
    const uint64_t *totals;
    size_t session_count;
    struct stretch *stretches; /* owned */
    size_t stretch_count;
    uint64_t tasks;
    bool (*enough)(void *context, const struct results *results); /* NULL: all of them */
    void *enough_context;
    bool was_enough;
};

struct job { /* a task: one region of one replication of one session */
    struct session *session;
    uint32_t replication;
    uint64_t region;
};

static uint64_t regions(const struct session *self)
{
    return (uint64_t)self->network->hub_count;
}

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static bool takes_part(const struct agenda *self, size_t s, uint64_t replication)
{
    return replication >= self->sessions[s]->results->replications && replication < self->totals[s];
}

/* The next replication from `from` on at which a session joins or leaves; UINT64_MAX: none. */
static uint64_t next_change(const struct agenda *self, uint64_t from)
{
    uint64_t next = UINT64_MAX;
    for (size_t s = 0; s < self->session_count; s++) {
        uint64_t has = self->sessions[s]->results->replications, total = self->totals[s];
        if (has < total) {
            next = has >= from && has < next ? has : next;
            next = total >= from && total < next ? total : next;
        }
    }
    return next;
}

static struct stretch stretch_make(const struct agenda *self, uint64_t replication)
{
    struct stretch stretch = {.first_replication = replication, .first_task = self->tasks};
    stretch.members = des_allocate(self->session_count, sizeof *stretch.members);
    for (size_t s = 0; s < self->session_count; s++) {
        if (takes_part(self, s, replication)) {
            stretch.members[stretch.count++] = (struct member){self->sessions[s], stretch.round};
            stretch.round += regions(self->sessions[s]);
        }
    }
    return stretch;
}

/* Replication by replication, so that after a stop no session is ahead of the others. */
static void agenda_fill(struct agenda *self)
{
    self->stretches = des_allocate(2 * self->session_count, sizeof *self->stretches);
    uint64_t from = next_change(self, 0);
    while (from != UINT64_MAX) {
        uint64_t to = next_change(self, from + 1);
        struct stretch stretch = stretch_make(self, from);
        if (to != UINT64_MAX) {
            DES_REQUIRE(to <= INT32_MAX);
            self->tasks += stretch.round * (to - from);
        }
        self->stretches[self->stretch_count++] = stretch;
        from = to;
    }
}

static void agenda_done(struct agenda *self)
{
    for (size_t i = 0; i < self->stretch_count; i++) {
        free(self->stretches[i].members);
    }
    free(self->stretches);
}

static struct job find_job(const struct agenda *self, uint64_t task)
{
    size_t last = 0; /* stretch whose first task is not above it; the last such one isn't empty */
    while (last + 1 < self->stretch_count && self->stretches[last + 1].first_task <= task) {
        last++;
    }
    const struct stretch *stretch = &self->stretches[last];
    uint64_t in_stretch = task - stretch->first_task, in_round = in_stretch % stretch->round;
    size_t low = 0, high = stretch->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (stretch->members[middle].offset <= in_round) {
            low = middle;
        } else {
            high = middle;
        }
    }
    const struct member *member = &stretch->members[low];
    return (struct job){member->session,
                        (uint32_t)(stretch->first_replication + in_stretch / stretch->round),
                        in_round - member->offset};
}

/* Of the random numbers that a replication is drawn with. */
static uint32_t numbers_of(const struct session *self, uint32_t replication)
{
    if (!self->options.antithetic) {
        return replication;
    }
    return replication / 2 | (replication % 2 == 1 ? DES_COMPLEMENT : 0);
}

static void *run_region(void *context, uint64_t number, unsigned slot, const atomic_bool *stop)
{
    struct job job = find_job(context, number);
    (void)slot;
    return region_summary_run(job.session->network, (int32_t)job.region,
                              numbers_of(job.session, job.replication), stop);
}

static void drop_region(void *context, void *result)
{
    (void)context;
    region_summary_destroy(result);
}

static void report_progress(const struct agenda *self)
{
    const struct session_options *options = &self->sessions[0]->options;
    if (!options->progress) {
        return;
    }
    struct experiment_progress progress = {.pilot = !self->sessions[0]->metrics};
    for (size_t s = 0; s < self->session_count; s++) {
        const struct session *session = self->sessions[s];
        uint64_t done = session->results->replications;
        progress.replications += done;
        progress.most += larger(self->totals[s], done);
        progress.parcels += session->results->parcels;
        progress.parcels += session->summary ? parcels_in(session->summary) : 0;
        progress.days += (double)done * ((double)session->network->end / (double)DES_DAY);
    }
    options->progress(options->progress_context, &progress);
}

static bool merge_region(void *context, uint64_t number, void *result)
{
    struct agenda *self = context;
    struct job job = find_job(self, number);
    struct session *session = job.session;
    if (job.region == 0) {
        session->summary = summary_create(session->network, job.replication);
    }
    summary_absorb(session->summary, result);
    if (job.region + 1 == regions(session)) {
        finish_replication(session);
        self->was_enough = self->enough && self->enough(self->enough_context, session->results);
    }
    report_progress(self);
    return !self->was_enough;
}

static bool work(struct agenda *self)
{
    atomic_bool never = false;
    const struct session_options *options = &self->sessions[0]->options;
    agenda_fill(self);
    const struct des_work work = {
        .context = self, .run = run_region, .merge = merge_region, .drop = drop_region};
    uint64_t merged =
        des_work_run(&work, self->tasks, options->jobs, options->stop ? options->stop : &never);
    for (size_t s = 0; s < self->session_count; s++) { /* when stopped between two regions */
        summary_destroy(self->sessions[s]->summary);
        self->sessions[s]->summary = NULL;
    }
    agenda_done(self);
    return merged == self->tasks || self->was_enough;
}

bool sessions_extend(struct session *const *sessions, const uint64_t *totals, size_t count)
{
    struct agenda agenda = {.sessions = sessions, .totals = totals, .session_count = count};
    return count == 0 || work(&agenda);
}

bool session_extend_until(struct session *self, uint64_t most,
                          bool (*enough)(void *context, const struct results *results),
                          void *context)
{
    struct agenda agenda = {.sessions = &self,
                            .totals = &most,
                            .session_count = 1,
                            .enough = enough,
                            .enough_context = context};
    return work(&agenda);
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
static bool run_pilots(const struct session *self, struct mser *ret_mser)
{
    struct session pilot = {
        .options = self->options, .network = self->network, .results = results_create()};
    struct session *pilots = &pilot;
    const uint64_t total = PILOTS;
    pilot.options.on_replication = NULL;
    pilot.options.antithetic = false;
    bool complete = sessions_extend(&pilots, &total, 1);
    if (complete) {
        *ret_mser = find_cut(&pilot.results->series);
    }
    results_destroy(pilot.results);
    return complete;
}

/* Replaces the network, compiled for pilots, by one that begins to observe after the cut. */
static bool cut_warm_up(struct session *self, experiment_compile compile, void *context)
{
    struct mser mser = {0};
    if (!run_pilots(self, &mser)) {
        return false;
    }
    self->results->warm_up_found = true;
    self->results->no_steady_state = mser.at_limit;
    network_destroy(self->network);
    /* Whole days: observation that began at noon would count one part of the daily cycle more
     * often than another. */
    des_time cut = (des_time)mser.cut * DES_HOUR;
    self->network = compile(context, true, (cut + DES_DAY - 1) / DES_DAY * DES_DAY);
    return true;
}

/* ---- making and ending one ---- */

static void describe(struct results *results, const struct network *network, double confidence)
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
    results->villages = (size_t)village_count(network);
    results->confidence = confidence;
    for (int d = 0; d < DIRECTIONS; d++) {
        /* What is the same in every replication explains nothing. */
        bool drawn = !network->traces[d];
        results->expected_entered[d] =
            drawn ? network_expected_orders(network, (enum direction)d) : 0;
    }
}

struct session *session_create(const struct session_options *options, experiment_compile compile,
                               void *context)
{
    DES_REQUIRE(options->confidence > 0 && options->confidence < 1);
    struct session *self = des_allocate(1, sizeof *self);
    self->options = *options;
    self->network = compile(context, false, 0);
    self->results = results_create();
    if (options->find_warm_up && !cut_warm_up(self, compile, context)) {
        session_destroy(self);
        return NULL;
    }
    describe(self->results, self->network, options->confidence);
    self->results->antithetic = options->antithetic;
    self->metrics = metrics_create(self->network, options->detail, self->results);
    return self;
}

void session_destroy(struct session *self)
{
    if (self) {
        metrics_destroy(self->metrics);
        summary_destroy(self->summary);
        results_destroy(self->results);
        network_destroy(self->network);
        free(self);
    }
}

struct results *session_results(const struct session *self)
{
    return self->results;
}

const struct network *session_network(const struct session *self)
{
    return self->network;
}

struct results *session_finish(struct session *self)
{
    struct results *results = self->results;
    self->results = NULL;
    session_destroy(self);
    return results;
}

/* ---- rows before the first replication, and results from before ---- */

/* Rows depend on the network alone, so those of an empty summary are those there will be. */
static struct results *expected_rows(const struct session *self)
{
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(self->network, self->options.detail, results);
    struct summary *summary = summary_create(self->network, 0);
    metrics_append(metrics, summary);
    summary_destroy(summary);
    metrics_destroy(metrics);
    return results;
}

bool session_will_have(const struct session *self, const char *measure, const char *statistic,
                       const char *event, const char *direction, const char *class_name)
{
    struct results *expected = expected_rows(self);
    bool found = results_find(expected, measure, statistic, event, direction, class_name) != NULL;
    results_destroy(expected);
    return found;
}

static bool can_restore(const struct session *self, const struct results *expected,
                        const struct results *earlier)
{
    const struct results *ours = self->results;
    if (earlier->antithetic != ours->antithetic || earlier->seed != ours->seed ||
        earlier->warm_up_h != ours->warm_up_h || earlier->horizon_h != ours->horizon_h ||
        earlier->row_count != expected->row_count ||
        earlier->series.length != (size_t)summary_series_length(self->network)) {
        return false;
    }
    for (size_t r = 0; r < expected->row_count; r++) {
        if (!result_row_same(&expected->rows[r], &earlier->rows[r])) {
            return false;
        }
    }
    return true;
}

static double *copy_numbers(const double *numbers, size_t count)
{
    double *copy = des_allocate(count, sizeof *copy);
    memcpy(copy, numbers, count * sizeof *copy);
    return copy;
}

/* The rows of `expected` become the session's, with the values of `earlier`. */
static void take_up(struct session *self, struct results *expected, const struct results *earlier)
{
    struct results *ours = self->results;
    size_t count = earlier->replications;
    for (size_t r = 0; r < expected->row_count; r++) {
        free(expected->rows[r].values);
        expected->rows[r].values = copy_numbers(earlier->rows[r].values, count);
    }
    ours->rows = expected->rows;
    ours->row_count = expected->row_count;
    expected->rows = NULL;
    expected->row_count = 0;
    ours->replications = ours->capacity = count;
    ours->parcels = earlier->parcels;
    ours->events = earlier->events;
    ours->series.length = earlier->series.length;
    ours->series.on_shelf = copy_numbers(earlier->series.on_shelf, earlier->series.length);
    for (int d = 0; d < DIRECTIONS; d++) {
        ours->series.in_system[d] =
            copy_numbers(earlier->series.in_system[d], earlier->series.length);
    }
}

bool session_restore(struct session *self, const struct results *earlier)
{
    DES_REQUIRE(self->results->replications == 0);
    if (earlier->replications == 0) {
        return true;
    }
    struct results *expected = expected_rows(self);
    bool possible = can_restore(self, expected, earlier);
    if (possible) {
        take_up(self, expected, earlier);
    }
    results_destroy(expected);
    return possible;
}
