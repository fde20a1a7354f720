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

/* A figure's values by replication, the caller's to free; NULL when there is no such figure. */
static double *find_values(const struct results *results, const char *measure,
                           const char **ret_unit)
{
    struct metric_source source;
    bool found = metric_source_find(results, measure, &source);
    *ret_unit = found ? metric_source_unit(results, source) : "";
    return found ? metric_source_values(results, source) : NULL;
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

/* Of each target. */
static double **find_all_values(const struct results *results)
{
    double **values = des_allocate(results->target_count, sizeof *values);
    for (size_t t = 0; t < results->target_count; t++) {
        const char *unit;
        values[t] = find_values(results, results->targets[t].measure, &unit);
        DES_REQUIRE(values[t]);
    }
    return values;
}

static void drop_all_values(double **values, size_t count)
{
    for (size_t t = 0; t < count; t++) {
        free(values[t]);
    }
    free(values);
}

/* All targets, of the first n replications. */
static bool all_met(const struct results *results, double *const *values, uint64_t n)
{
    for (size_t t = 0; t < results->target_count; t++) {
        if (!is_met(results, &results->targets[t], values[t], (size_t)n)) {
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
    double **values = find_all_values(results);
    bool enough = false;
    for (; !enough && since >= least && all_met(results, values, since); since--) {
        enough = n - since >= stopping_look_ahead(results->look_ahead, since);
    }
    drop_all_values(values, results->target_count);
    return enough;
}

uint64_t stopping_met_since(const struct results *results)
{
    uint64_t since = results->replications;
    if (results->target_count == 0 || since == 0) {
        return 0;
    }
    double **values = find_all_values(results);
    while (since > 0 && all_met(results, values, since)) {
        since--;
    }
    drop_all_values(values, results->target_count);
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
    const char *unit;
    double *values = find_values(results, asked->measure, &unit);
    double confidence = stopping_each_confidence(results);
    size_t n = values ? results->replications : 0; /* none when nothing was simulated */
    struct stopping_verdict verdict = {.estimate =
                                           results_estimate(results, values, n, confidence)};
    snprintf(verdict.unit, sizeof verdict.unit, "%s", unit);
    verdict.wanted = wanted_half_width(asked, verdict.estimate.mean);
    verdict.met = is_met(results, asked, values, n);
    verdict.needed = find_needed(results, &verdict);
    free(values);
    return verdict;
}
