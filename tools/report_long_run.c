/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_long_run.c - for people: intervals from one long run, or why there is none. */
#include <math.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/long_run.h"
#include "tools/cell_table.h"
#include "tools/report.h"

enum { COLUMNS = 4 };

static void add_row(struct cell_table *table, const struct long_run_figure *figure)
{
    const struct batch_means *batches = &figure->batches;
    const struct estimate estimate = {.mean = batches->mean, .half_width = batches->half_width};
    bool share = strcmp(figure->unit, "1") == 0;
    char label[80], value[60], size[24], tested[24] = "", p[24] = "";
    snprintf(label, sizeof label, "%s, %s", figure->measure, share ? "%" : figure->unit);
    estimate_format(&estimate, share ? 100 : 1, value, sizeof value);
    snprintf(size, sizeof size, "%zu", batches->batch_size);
    if (batches->tested_size > 0) {
        snprintf(tested, sizeof tested, "%zu", batches->tested_size);
        snprintf(p, sizeof p, "%.2g", batches->p);
    }
    cell_table_add(table,
                   (char *const[]){des_copy_text(label), des_copy_text(value), des_copy_text(size),
                                   des_copy_text(tested), des_copy_text(p)});
}

/* Why figures have no half-width. */
static void write_refusals(const struct long_run *run, FILE *out)
{
    const char *name = run->period > 1 ? "week" : "day";
    for (size_t f = 0; f < run->count; f++) {
        const struct batch_means *batches = &run->figures[f].batches;
        if (!isnan(batches->half_width)) {
            continue;
        }
        if (batches->tested_size == 0) {
            fprintf(out, "  %s: not estimable: fewer than %d days; run longer\n",
                    run->figures[f].measure, BATCH_MEANS_TESTED);
        } else {
            fprintf(out,
                    "  %s: not estimable:\n    batches of %zu %s%s are still dependent (p = %.2g); "
                    "run longer\n",
                    run->figures[f].measure, batches->tested_size / run->period, name,
                    batches->tested_size > run->period ? "s" : "", batches->p);
        }
    }
}

void report_long_run(const struct results *results, FILE *out, bool colour)
{
    static const struct cell_column columns[COLUMNS] = {
        {"mean", false}, {"days a batch", false}, {"days a tested batch", false}, {"p", false}};
    const struct long_run *run = results->long_run;
    if (!run) {
        return;
    }
    char heading[120];
    snprintf(heading, sizeof heading,
             "One long run, by batch means: %d batches of its %zu days, by %s", BATCH_MEANS_BATCHES,
             run->days, run->period > 1 ? "the week" : "the day");
    struct cell_table table = {.columns = columns, .column_count = COLUMNS};
    for (size_t f = 0; f < run->count; f++) {
        add_row(&table, &run->figures[f]);
    }
    cell_table_print(&table, heading, colour, out);
    write_refusals(run, out);
}
