/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_control.c - for people: the main figures adjusted for demand, and what that saved. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/demand_control.h"
#include "models/measure/metric.h"
#include "tools/cell_table.h"
#include "tools/printable.h"
#include "tools/report.h"

/* Fewer than this many per cent either way are chance more than anything. */
static const double LITTLE = 5;

/* "12345.7 parcels expected, 12341 +- 30 entered", of each direction that has demand. */
static void write_demand(const struct results *results, FILE *out)
{
    static const char *const names[DEMAND_CONTROLS] = {"ledger.inbound.entered",
                                                       "ledger.outbound.entered"};
    static const char *const directions[DEMAND_CONTROLS] = {"inbound", "outbound"};
    for (int d = 0; d < DEMAND_CONTROLS; d++) {
        struct demand_adjusted entered;
        if (demand_control_adjust(results, names[d], &entered) && entered.used[d]) {
            char text[80];
            estimate_format(&entered.plain, 1, text, sizeof text);
            fprintf(out, "  %s demand: %.1f parcels a replication expected, %s entered\n",
                    directions[d], results->expected_entered[d], text);
        }
    }
}

/* What it came to. */
static char *verdict(const struct results *results, const struct demand_adjusted *figure)
{
    const struct controlled *controlled = &figure->controlled;
    char *words;
    double percent = 100 * controlled->variance_saved;
    if (controlled->refusal == CONTROL_TOO_FEW) {
        DES_REQUIRE(asprintf(&words, "refused: takes %zu replications",
                             demand_control_least(results, figure->used)) >= 0);
    } else if (controlled->refusal == CONTROL_DEPENDENT) {
        words = des_copy_text("refused: no demand that varies");
    } else if (isnan(percent)) {
        words = des_copy_text("there was none");
    } else if (percent <= -0.5) { /* what rounds to something */
        DES_REQUIRE(asprintf(&words, "none: it costs %.0f %%", -percent) >= 0);
    } else if (percent < LITTLE) {
        words = des_copy_text("as good as nothing");
    } else if (percent > 99.95) {
        words = des_copy_text("all of it");
    } else {
        DES_REQUIRE(asprintf(&words, "%.0f %%, worth %.1f times", percent,
                             1 / (1 - controlled->variance_saved)) >= 0);
    }
    return words;
}

static char *estimate_text(const struct estimate *estimate)
{
    char text[80];
    estimate_format(estimate, 1, text, sizeof text);
    return des_copy_text(strcmp(text, "not estimable") == 0 ? "n/e" : text);
}

static char *label(const char *name, const char *unit)
{
    char *text;
    bool plain = strcmp(unit, "1") == 0;
    DES_REQUIRE(asprintf(&text, "%s%s%s", name, plain ? "" : ", ", plain ? "" : unit) >= 0);
    char *fitting = printable_fit(text, TEXT_LABEL_WIDTH);
    free(text);
    return fitting;
}

static void add_figure(struct cell_table *table, const struct results *results, const char *name)
{
    struct demand_adjusted figure;
    if (!demand_control_adjust(results, name, &figure)) {
        return;
    }
    const struct controlled *controlled = &figure.controlled;
    const struct estimate adjusted = {controlled->mean, controlled->half_width, NAN,
                                      controlled->count};
    char *const cells[] = {label(name, figure.unit), estimate_text(&figure.plain),
                           estimate_text(&adjusted), verdict(results, &figure)};
    cell_table_add(table, cells);
}

void report_control(const struct results *results, FILE *out, bool colour)
{
    static const struct cell_column columns[] = {
        {"as it was", false}, {"adjusted", false}, {"variance saved", true}};
    if (!results->control) {
        return;
    }
    struct cell_table table = {.columns = columns,
                               .column_count = sizeof columns / sizeof *columns};
    const char **names;
    size_t count = demand_control_figures(results, &names);
    for (size_t i = 0; i < count; i++) {
        add_figure(&table, results, names[i]);
    }
    cell_table_print(&table,
                     "Adjusted for demand, whose mean is known; worth: times the replications",
                     colour, out);
    write_demand(results, out);
    free(names);
}
