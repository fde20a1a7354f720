/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_saved.c - for people: what antithetic pairs saved of the main figures' variance. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/measure/antithetic.h"
#include "models/measure/metric.h"
#include "tools/report.h"

static const char *const main_figures[] = {"delivery_time.inbound.mean",
                                           "delivery_time.outbound.mean", "service_level.inbound",
                                           "service_level.outbound", "throughput.inbound"};
enum { MAIN_FIGURES = sizeof main_figures / sizeof *main_figures };

/* Fewer than this many per cent either way are chance more than anything. */
static const double LITTLE = 5;

static void write_saved(const struct results *results, const struct metric *metric, FILE *out)
{
    struct antithetic pairs =
        antithetic_estimate(metric->values, results->replications, results->confidence);
    double percent = 100 * pairs.variance_saved;
    fprintf(out, "%-12s   %s: ", "", metric->name);
    if (isnan(percent)) {
        fputs("can't be said\n", out);
    } else if (fabs(percent) < LITTLE) {
        fputs("as good as nothing\n", out);
    } else if (percent > 0) {
        fprintf(out, "%.0f %% less, worth %.1f times the replications\n", percent,
                1 / (1 - pairs.variance_saved));
    } else {
        fprintf(out, "%.0f %% more: pairs cost here\n", -percent);
    }
}

void report_saved(const struct results *results, FILE *out)
{
    if (!results->antithetic) {
        return;
    }
    fprintf(out, "%-12s variance of estimates against as many independent replications:\n",
            "pairs");
    struct metric_list list = metric_list_make(results);
    for (size_t f = 0; f < MAIN_FIGURES; f++) {
        const struct metric *metric = metric_list_find(&list, main_figures[f]);
        if (metric) {
            write_saved(results, metric, out);
        }
    }
    metric_list_done(&list);
}
