/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/stopping.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metric.h"

static const uint64_t MOST_NEEDED = UINT64_C(1) << 40;

double stopping_each_confidence(const struct results *results)
{
    double targets = results->target_count > 0 ? (double)results->target_count : 1;
    return 1 - (1 - results->confidence) / targets;
}

uint64_t stopping_look_ahead(uint64_t look_ahead, uint64_t n)
{
    return n <= 100 ? look_ahead : look_ahead * n / 100;
}

/* A figure's values by replication, and its unit. */
struct figure {
    double *values; /* owned; NULL when there is no such figure */
    char *unit;     /* owned */
};

static struct figure figure_copy(const double *values, size_t count, const char *unit)
{
    struct figure self = {des_allocate(count + 1, sizeof *self.values), des_copy_text(unit)};
    if (count > 0) {
        memcpy(self.values, values, count * sizeof *values);
    }
    return self;
}

static void figure_done(struct figure *self)
{
    free(self->values);
    free(self->unit);
}

/* One that is derived from several rows. */
static struct figure find_derived(const struct results *results, const char *measure)
{
    struct metric_list list = metric_list_make(results);
    const struct metric *metric = metric_list_find(&list, measure);
    struct figure figure = {0};
    if (metric) {
        figure = figure_copy(metric->values, results->replications, metric->unit);
    }
    metric_list_done(&list);
    return figure;
}

static struct figure find_figure(const struct results *results, const char *measure)
{
    size_t start = strcspn(measure, ".["); /* most names needn't be made */
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (strlen(row->measure) != start || strncmp(row->measure, measure, start) != 0) {
            continue;
        }
        char *name = metric_name(row);
        bool found = name && strcmp(name, measure) == 0;
        free(name);
        if (found) {
            return figure_copy(row->values, results->replications, row->unit);
        }
    }
    return find_derived(results, measure);
}

/* At which the target is met. */
static double wanted_half_width(const struct result_target *target, double mean)
{
    return target->absolute ? target->half_width
                            : estimate_adjusted_precision(target->half_width) * fabs(mean);
}

/* Of the first n replications. A figure that some of them lack is met when the ten are there
 * that the rule needs. */
static bool is_met(const struct results *results, const struct result_target *target,
                   const double *values, size_t n)
{
    struct estimate estimate =
        results_estimate(results, values, n, stopping_each_confidence(results));
    return estimate.count >= STOPPING_LEAST &&
           estimate.half_width <= wanted_half_width(target, estimate.mean);
}

static struct figure *find_figures(const struct results *results)
{
    struct figure *figures = des_allocate(results->target_count, sizeof *figures);
    for (size_t t = 0; t < results->target_count; t++) {
        figures[t] = find_figure(results, results->targets[t].measure);
        DES_REQUIRE(figures[t].values);
    }
    return figures;
}

static void drop_figures(struct figure *figures, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        figure_done(&figures[t]);
    }
    free(figures);
}

/* All targets, of the first n replications. */
static bool all_met(const struct results *results, const struct figure *figures, uint64_t n)
{
    for (size_t t = 0; t < results->target_count; t++) {
        if (!is_met(results, &results->targets[t], figures[t].values, (size_t)n)) {
            return false;
        }
    }
    return true;
}

bool stopping_is_enough(const struct results *results, uint64_t least)
{
    uint64_t n = results->replications, since = n;
    least = least > STOPPING_LEAST ? least : STOPPING_LEAST;
    if (results->target_count == 0 || n < least + stopping_look_ahead(results->look_ahead, least)) {
        return false;
    }
    struct figure *figures = find_figures(results);
    bool enough = false;
    for (; !enough && since >= least && all_met(results, figures, since); since--) {
        enough = n - since >= stopping_look_ahead(results->look_ahead, since);
    }
    drop_figures(figures, results->target_count);
    return enough;
}

uint64_t stopping_met_since(const struct results *results)
{
    uint64_t since = results->replications;
    if (results->target_count == 0 || since == 0) {
        return 0;
    }
    struct figure *figures = find_figures(results);
    while (since > 0 && all_met(results, figures, since)) {
        since--;
    }
    drop_figures(figures, results->target_count);
    return since < results->replications ? since + 1 : 0;
}

/* From the n at which the half-width should do, on to the end of the look-ahead. */
static uint64_t find_needed(const struct results *results, const struct stopping_verdict *verdict)
{
    uint64_t n = estimate_needed(verdict->estimate.deviation, stopping_each_confidence(results),
                                 verdict->wanted, MOST_NEEDED);
    if (n == 0) {
        return 0;
    }
    n = n > STOPPING_LEAST ? n : STOPPING_LEAST;
    n = results->antithetic ? 2 * n : n;
    n += stopping_look_ahead(results->look_ahead, n);
    return n > results->replications ? n : results->replications;
}

struct stopping_verdict stopping_judge(const struct results *results, size_t target)
{
    DES_REQUIRE(target < results->target_count);
    const struct result_target *asked = &results->targets[target];
    struct figure figure = find_figure(results, asked->measure);
    double confidence = stopping_each_confidence(results);
    size_t n = figure.values ? results->replications : 0; /* none when nothing was simulated */
    struct stopping_verdict verdict = {.estimate =
                                           results_estimate(results, figure.values, n, confidence)};
    snprintf(verdict.unit, sizeof verdict.unit, "%s", figure.unit ? figure.unit : "");
    verdict.wanted = wanted_half_width(asked, verdict.estimate.mean);
    verdict.met = is_met(results, asked, figure.values, n);
    verdict.needed = find_needed(results, &verdict);
    figure_done(&figure);
    return verdict;
}
