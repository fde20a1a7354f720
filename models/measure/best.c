/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/best.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/ocba.h"
#include "models/measure/selection.h"

enum {
    LEAST_AT_A_TIME = 16, /* replications of all together, so that threads have work */
    OCBA_AT_A_TIME = 20,
};

/* A selection under way. */
struct search {
    struct best *best;
    struct session **sessions;
    struct metric_source *sources;
    size_t count;
    uint64_t *totals; /* replications wanted of each */
};

/* ---- values ---- */

static double value_of(const struct search *self, size_t s, size_t replication)
{
    return metric_source_value(session_results(self->sessions[s]), self->sources[s], replication);
}

static size_t replications_of(const struct search *self, size_t s)
{
    return session_results(self->sessions[s])->replications;
}

/* Its values so far; the caller frees them. */
static double *values_of(const struct search *self, size_t s)
{
    size_t count = replications_of(self, s);
    double *values = des_allocate(count, sizeof *values);
    for (size_t r = 0; r < count; r++) {
        values[r] = value_of(self, s, r);
    }
    return values;
}

static struct estimate estimate_of(const struct search *self, size_t s)
{
    double *values = values_of(self, s);
    struct estimate estimate =
        estimate_make(values, replications_of(self, s), self->best->options.confidence);
    free(values);
    return estimate;
}

/* ---- simulating ---- */

/* Ends a scenario's part: what was found is kept, the memory isn't. */
static void retire(struct search *self, size_t s, enum best_fate fate, uint64_t after)
{
    struct best_entry *entry = &self->best->entries[s];
    entry->fate = fate;
    entry->eliminated_after = after;
    entry->estimate = estimate_of(self, s);
    entry->replications = replications_of(self, s);
    entry->values = values_of(self, s);
    const struct best_options *options = &self->best->options;
    if (options->on_retired) {
        options->on_retired(options->retired_context, s, session_results(self->sessions[s]));
    }
    session_destroy(self->sessions[s]);
    self->sessions[s] = NULL;
}

static uint64_t simulated(const struct search *self)
{
    uint64_t sum = 0;
    for (size_t s = 0; s < self->count; s++) {
        sum += self->sessions[s] ? replications_of(self, s) : self->best->entries[s].replications;
    }
    return sum;
}

static bool all_finite(struct search *self, const size_t *before)
{
    for (size_t s = 0; s < self->count; s++) {
        for (size_t r = before[s]; self->sessions[s] && r < replications_of(self, s); r++) {
            if (!isfinite(value_of(self, s, r))) {
                return false;
            }
        }
    }
    return true;
}

/* Goes on to self->totals. False, with the outcome set, when that is more than the budget, when
 * stopped, or when a value isn't estimable. */
static bool extend(struct search *self)
{
    struct session **sessions = des_allocate(self->count, sizeof *sessions);
    uint64_t *totals = des_allocate(self->count, sizeof *totals), more = 0;
    size_t *before = des_allocate(self->count, sizeof *before), count = 0;
    uint64_t done = simulated(self);
    for (size_t s = 0; s < self->count; s++) {
        if (self->sessions[s]) {
            before[s] = replications_of(self, s);
            more += self->totals[s] > before[s] ? self->totals[s] - before[s] : 0;
            sessions[count] = self->sessions[s];
            totals[count++] = self->totals[s];
        }
    }
    uint64_t budget = self->best->options.budget;
    if (budget > 0 && done + more > budget) {
        self->best->outcome = BEST_OUT_OF_BUDGET;
    } else if (!sessions_extend(sessions, totals, count)) {
        self->best->outcome = BEST_INTERRUPTED;
    } else if (self->sources[0].row != METRIC_NO_ROW && !all_finite(self, before)) {
        self->best->outcome = BEST_NOT_ESTIMABLE;
    }
    free(sessions);
    free(totals);
    free(before);
    return self->best->outcome == BEST_DONE;
}

/* ---- the first stage ---- */

static bool first_stage(struct search *self)
{
    struct best *best = self->best;
    for (size_t s = 0; s < self->count; s++) {
        self->totals[s] = best->options.first_stage;
        self->sources[s].row = METRIC_NO_ROW; /* no rows yet */
    }
    if (!extend(self)) {
        return false;
    }
    size_t *none = des_allocate(self->count, sizeof *none);
    for (size_t s = 0; s < self->count; s++) {
        DES_REQUIRE(metric_source_find(session_results(self->sessions[s]), best->options.metric,
                                       &self->sources[s]));
    }
    if (!all_finite(self, none)) {
        best->outcome = BEST_NOT_ESTIMABLE;
    }
    free(none);
    best->delta =
        indifference_zone(best->options.zone, best->options.zone ? 1 : 0, best->options.metric,
                          best->options.unit, estimate_of(self, 0).mean);
    return best->outcome == BEST_DONE;
}

/* Half of the error that is allowed. */
static double half_error(const struct best *best)
{
    return (1 - best->options.confidence) / 2;
}

static void screen(struct search *self)
{
    const struct best_options *options = &self->best->options;
    const struct selection_goal goal = {.confidence = 1 - half_error(self->best),
                                        .delta = self->best->delta,
                                        .high_is_good = options->good == GOOD_HIGHER};
    double **values = des_allocate(self->count, sizeof *values);
    bool *kept = des_allocate(self->count, sizeof *kept);
    for (size_t s = 0; s < self->count; s++) {
        values[s] = values_of(self, s);
    }
    selection_screen((const double *const *)values, self->count, options->first_stage, &goal, kept);
    for (size_t s = 0; s < self->count; s++) {
        if (!kept[s]) {
            retire(self, s, BEST_SCREENED, options->first_stage);
        }
        free(values[s]);
    }
    free(values);
    free(kept);
}

/* Those that are still there, in order; the caller frees the array. */
static size_t *survivors(const struct search *self, size_t *ret_count)
{
    size_t *left = des_allocate(self->count, sizeof *left);
    *ret_count = 0;
    for (size_t s = 0; s < self->count; s++) {
        if (self->sessions[s]) {
            left[(*ret_count)++] = s;
        }
    }
    return left;
}

/* The survivor with the best mean; without any mean, the first. */
static size_t leader(const struct search *self)
{
    bool high = self->best->options.good == GOOD_HIGHER;
    size_t best = self->count;
    double best_mean = NAN;
    for (size_t s = 0; s < self->count; s++) {
        double mean = self->sessions[s] ? estimate_of(self, s).mean : NAN;
        bool better = high ? mean > best_mean : mean < best_mean;
        if (self->sessions[s] &&
            (best == self->count || better || (isnan(best_mean) && !isnan(mean)))) {
            best = s;
            best_mean = mean;
        }
    }
    return best;
}

/* ---- Kim and Nelson ---- */

/* So many more of every survivor that there is work for threads. */
static uint64_t some_more(size_t count)
{
    return (LEAST_AT_A_TIME + count - 1) / count;
}

/* Gives the procedure what has been simulated, and lets go of those that drop out. Returns
 * whether it needs more. */
static bool feed(struct search *self, struct kim_nelson *procedure, const size_t *left,
                 size_t count)
{
    double *values = des_allocate(count, sizeof *values);
    bool more = true;
    for (;;) {
        size_t next = kim_nelson_replications(procedure);
        bool ready = true;
        for (size_t i = 0; ready && i < count; i++) {
            if (kim_nelson_needs(procedure, i)) {
                ready = replications_of(self, left[i]) > next;
                values[i] = ready ? value_of(self, left[i], next) : 0;
            }
        }
        if (!ready || !more) {
            break;
        }
        more = kim_nelson_add(procedure, values);
        for (size_t i = 0; i < count; i++) {
            size_t dropped = kim_nelson_dropped_at(procedure, i);
            if (dropped > 0 && self->sessions[left[i]]) {
                retire(self, left[i], BEST_ELIMINATED, dropped);
            }
        }
        if (!more) {
            break;
        }
    }
    free(values);
    return more;
}

static void run_kim_nelson(struct search *self)
{
    struct best *best = self->best;
    size_t count, *left = survivors(self, &count);
    if (count > 1) {
        /* Pairs are counted over all scenarios: 2 alpha / (k - 1) as if none had been screened. */
        double error = half_error(best) * (double)(count - 1) / (double)(self->count - 1);
        const struct selection_goal goal = {.confidence = 1 - error,
                                            .delta = best->delta,
                                            .high_is_good = best->options.good == GOOD_HIGHER};
        struct kim_nelson *procedure =
            kim_nelson_create(&goal, count, (size_t)best->options.first_stage);
        while (feed(self, procedure, left, count)) {
            uint64_t more = some_more(kim_nelson_survivors(procedure));
            for (size_t i = 0; i < count; i++) {
                self->totals[left[i]] = kim_nelson_replications(procedure) + more;
            }
            if (!extend(self)) {
                break;
            }
        }
        kim_nelson_destroy(procedure);
    }
    free(left);
}

/* ---- Rinott ---- */

static void run_rinott(struct search *self)
{
    struct best *best = self->best;
    size_t count, *left = survivors(self, &count);
    size_t first = (size_t)best->options.first_stage;
    if (count > 1) {
        double h = rinott_h(1 - half_error(best), first, self->count);
        uint64_t needed = simulated(self);
        for (size_t i = 0; i < count; i++) {
            size_t s = left[i];
            self->totals[s] = rinott_total(h, first, estimate_of(self, s).deviation, best->delta);
            needed += self->totals[s] - first;
        }
        if (!extend(self)) {
            best->needed = best->outcome == BEST_OUT_OF_BUDGET ? needed : 0;
        }
    }
    free(left);
}

/* ---- OCBA ---- */

static void see(const struct search *self, struct ocba_system *systems)
{
    for (size_t s = 0; s < self->count; s++) {
        struct estimate estimate = estimate_of(self, s);
        systems[s] = (struct ocba_system){estimate.mean, estimate.deviation, estimate.count};
    }
}

static void run_ocba(struct search *self)
{
    struct best *best = self->best;
    bool high = best->options.good == GOOD_HIGHER;
    struct ocba_system *systems = des_allocate(self->count, sizeof *systems);
    size_t *extra = des_allocate(self->count, sizeof *extra);
    for (;;) {
        uint64_t left = best->options.budget - simulated(self);
        size_t some = self->count > OCBA_AT_A_TIME ? self->count : OCBA_AT_A_TIME;
        some = left < some ? (size_t)left : some;
        see(self, systems);
        if (some == 0) {
            break;
        }
        ocba_allocate(systems, self->count, high, best->delta, some, extra);
        for (size_t s = 0; s < self->count; s++) {
            self->totals[s] = replications_of(self, s) + extra[s];
        }
        if (!extend(self)) {
            break;
        }
    }
    see(self, systems);
    best->probability = ocba_probability(systems, self->count, high, best->delta);
    free(systems);
    free(extra);
}

/* ---- the whole ---- */

static void compare_to_selected(struct best *self)
{
    const struct best_entry *selected = &self->entries[self->selected];
    double confidence = self->options.confidence;
    for (size_t s = 0; self->first_stage_complete && s < self->count; s++) {
        struct best_entry *entry = &self->entries[s];
        size_t own = (size_t)entry->replications, other = (size_t)selected->replications;
        entry->behind =
            self->options.procedure == BEST_RINOTT && s != self->selected
                ? difference_unpaired(entry->values, own, selected->values, other, confidence)
                : difference_paired(entry->values, selected->values, own < other ? own : other,
                                    confidence);
    }
}

static void conclude(struct search *self)
{
    struct best *best = self->best;
    bool complete = best->outcome == BEST_DONE && best->options.procedure != BEST_OCBA;
    best->first_stage_complete = self->sources[0].row != METRIC_NO_ROW;
    best->selected = best->first_stage_complete ? leader(self) : 0;
    for (size_t s = 0; s < self->count; s++) {
        struct best_entry *entry = &best->entries[s];
        if (self->sessions[s]) {
            entry->replications = replications_of(self, s);
            entry->fate = s == best->selected ? BEST_SELECTED
                          : complete          ? BEST_ELIMINATED
                                              : BEST_KEPT;
            entry->eliminated_after = entry->fate == BEST_ELIMINATED ? entry->replications : 0;
            if (best->first_stage_complete) {
                entry->estimate = estimate_of(self, s);
                entry->values = values_of(self, s);
            }
        }
        best->replications += entry->replications;
        if (entry->replications > best->most_replications) {
            best->most_replications = entry->replications;
        }
    }
    compare_to_selected(best);
}

static void search(struct search *self)
{
    if (!first_stage(self)) {
        return;
    }
    switch (self->best->options.procedure) {
    case BEST_KIM_NELSON:
        screen(self);
        run_kim_nelson(self);
        break;
    case BEST_RINOTT:
        screen(self);
        run_rinott(self);
        break;
    case BEST_OCBA:
        run_ocba(self);
        break;
    }
}

struct best *best_find(struct session **sessions, size_t count, const struct best_options *options)
{
    DES_REQUIRE(count >= 2 && options->good != GOOD_NEITHER);
    DES_REQUIRE(options->procedure != BEST_OCBA || options->budget > 0);
    struct best *best = des_allocate(1, sizeof *best);
    *best = (struct best){.options = *options, .count = count, .probability = NAN};
    best->entries = des_allocate(count, sizeof *best->entries);
    struct search self = {.best = best, .sessions = sessions, .count = count};
    self.sources = des_allocate(count, sizeof *self.sources);
    self.totals = des_allocate(count, sizeof *self.totals);
    for (size_t s = 0; s < count; s++) {
        best->entries[s].seed = session_results(sessions[s])->seed;
        best->entries[s].estimate = (struct estimate){NAN, NAN, NAN, 0};
    }
    search(&self);
    conclude(&self);
    free(self.sources);
    free(self.totals);
    return best;
}

void best_destroy(struct best *self)
{
    if (self) {
        for (size_t s = 0; s < self->count; s++) {
            free(self->entries[s].values);
        }
        free(self->entries);
        free(self);
    }
}
