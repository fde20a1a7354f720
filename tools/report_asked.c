/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_asked.c - for people: what was asked of the estimates, and what came of it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "models/measure/stopping.h"
#include "tools/report.h"

/* Two digits, rounded up: no more is known. */
static uint64_t roughly(uint64_t count)
{
    uint64_t unit = 1;
    while (count / unit >= 100) {
        unit *= 10;
    }
    return (count + unit - 1) / unit * unit;
}

static void write_target(const struct results *results, size_t t, FILE *out)
{
    const struct result_target *asked = &results->targets[t];
    struct stopping_verdict verdict = stopping_judge(results, t);
    char value[80];
    estimate_format(&verdict.estimate, 1, value, sizeof value);
    fprintf(out, "%-12s %s to within ", t == 0 ? "asked" : "", asked->measure);
    if (asked->absolute) {
        bool plain = strcmp(verdict.unit, "1") == 0;
        fprintf(out, "%g%s%s", asked->half_width, plain ? "" : " ", plain ? "" : verdict.unit);
    } else {
        fprintf(out, "%g %% of it", 100 * asked->half_width);
    }
    fprintf(out, ": %s (%s)", verdict.met ? "reached" : "NOT reached", value);
    if (!verdict.met && verdict.needed > results->replications) {
        fprintf(out, ";\n%-12s   it would take about %" PRIu64 " replications more", "",
                roughly(verdict.needed - results->replications));
    }
    fputc('\n', out);
}

static void write_terms(const struct results *results, FILE *out)
{
    uint64_t since = stopping_met_since(results);
    uint64_t more = stopping_look_ahead(results->look_ahead, since);
    if (results->target_count > 1) {
        fprintf(out, "%-12s each at %.4g %%, so that all hold together with %g %%\n", "",
                100 * stopping_each_confidence(results), 100 * results->confidence);
    }
    if (since == 0) {
        return;
    }
    fprintf(out, "%-12s so since replication %" PRIu64, "", since);
    if (results->precision_reached) {
        fprintf(out, " (look-ahead: %" PRIu64 ")\n", more);
    } else {
        fprintf(out, "; NOT yet settled: it must stay so up to %" PRIu64 "\n", since + more);
    }
}

/* "10 min", "2.5 h": as it was likely given. */
static void write_seconds(double seconds, FILE *out)
{
    if (seconds < 120) {
        fprintf(out, "%g s", seconds);
    } else if (seconds < 120 * 60) {
        fprintf(out, "%g min", seconds / 60);
    } else {
        fprintf(out, "%g h", seconds / 3600);
    }
}

void report_asked(const struct results *results, FILE *out)
{
    for (size_t t = 0; t < results->target_count; t++) {
        write_target(results, t, out);
    }
    if (results->target_count > 0) {
        write_terms(results, out);
    }
    if (results->budget_s > 0) {
        fprintf(out, "%-12s by the budget of ", "ended");
        write_seconds(results->budget_s, out);
        fprintf(out, " on the clock; --replications %zu gives the same figures again\n",
                results->replications);
    }
}
