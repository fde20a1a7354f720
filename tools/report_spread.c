/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_spread.c - quantiles over replications, for people and for programs.
 *
 * Of antithetic pairs only the first counts: two of a pair are not independent. */
#include "tools/report_spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metric.h"
#include "models/measure/spread.h"
#include "tools/cell_table.h"
#include "tools/json_values.h"
#include "tools/printable.h"

static const char *const main_figures[] = {
    "delivery_time.inbound.mean", "delivery_time.inbound.p95", "delivery_time.outbound.mean",
    "delivery_time.outbound.p95", "service_level.inbound",     "service_level.outbound",
    "throughput.inbound",         "throughput.outbound"};
enum { MAIN_FIGURES = sizeof main_figures / sizeof *main_figures };

static const double shares[] = {0.5, 0.9, 0.95};
enum { SHARES = sizeof shares / sizeof *shares };

/* What a share of independent replications stay on the good side of: below, or above. */
static struct spread spread_of(const struct results *results, const struct metric *metric,
                               double share)
{
    double q = metric->good == GOOD_HIGHER ? 1 - share : share;
    size_t step = results->antithetic ? 2 : 1, count = 0;
    double *values = des_allocate(results->replications + 1, sizeof *values);
    for (size_t r = 0; r < results->replications; r += step) {
        values[count++] = metric->values[r];
    }
    struct spread spread = spread_make(values, count, q, results->confidence);
    free(values);
    return spread;
}

/* ---- for people ---- */

static char *label(const struct metric *metric)
{
    char *text;
    bool share = strcmp(metric->unit, "1") == 0;
    DES_REQUIRE(asprintf(&text, "%s %s, %s", metric->name, metric->good == GOOD_HIGHER ? "≥" : "≤",
                         share ? "%" : metric->unit) >= 0);
    char *fitting = printable_fit(text, TEXT_LABEL_WIDTH);
    free(text);
    return fitting;
}

/* "21.4 [20.9, 22.1]", or how many replications an interval takes. */
static char *cell(const struct spread *spread, double factor)
{
    char *text;
    if (isnan(spread->value)) {
        text = des_copy_text("n/e");
    } else if (isnan(spread->upper)) {
        DES_REQUIRE(asprintf(&text, "%.4g [takes %zu]", factor * spread->value, spread->least) >=
                    0);
    } else {
        DES_REQUIRE(asprintf(&text, "%.4g [%.4g, %.4g]", factor * spread->value,
                             factor * spread->lower, factor * spread->upper) >= 0);
    }
    return text;
}

/* The intervals' probabilities are exact, and more than was asked. */
static void write_coverage(const struct results *results, const struct metric *metric, FILE *out)
{
    const char *before = "  intervals between order statistics, each by itself, hold with";
    for (size_t q = 0; q < SHARES; q++) {
        struct spread spread = spread_of(results, metric, shares[q]);
        if (!isnan(spread.coverage)) {
            fprintf(out, "%s %.1f %%", before, 100 * spread.coverage);
            before = ",";
        }
    }
    fputs(before[0] == ',' ? "\n" : "  [takes N]: an interval takes N replications\n", out);
}

void report_spread(const struct results *results, FILE *out, bool colour)
{
    static const struct cell_column columns[] = {
        {"half", false}, {"9 of 10", false}, {"19 of 20", false}};
    if (!results->spread) {
        return;
    }
    struct cell_table table = {.columns = columns, .column_count = SHARES};
    struct metric_list list = metric_list_make(results);
    const struct metric *known = NULL;
    for (size_t f = 0; f < MAIN_FIGURES; f++) {
        const struct metric *metric = metric_list_find(&list, main_figures[f]);
        if (metric) {
            char *cells[1 + SHARES] = {label(metric)};
            double factor = strcmp(metric->unit, "1") == 0 ? 100 : 1;
            for (size_t q = 0; q < SHARES; q++) {
                struct spread spread = spread_of(results, metric, shares[q]);
                cells[1 + q] = cell(&spread, factor);
            }
            cell_table_add(&table, cells);
            known = metric;
        }
    }
    char heading[120];
    snprintf(heading, sizeof heading,
             "Between replications: so many of such periods of %g days%s have ...",
             results->horizon_h / 24, results->antithetic ? " (one of each pair)" : "");
    cell_table_print(&table, heading, colour, out);
    if (known) {
        write_coverage(results, known, out);
    }
    metric_list_done(&list);
}

/* ---- for programs ---- */

static json_t *spread_json(const struct spread *spread, double share)
{
    json_t *object = json_object();
    json_set_number(object, "share", share);
    json_set_number(object, "value", spread->value);
    json_set_number(object, "lower", spread->lower);
    json_set_number(object, "upper", spread->upper);
    json_set_number(object, "coverage", spread->coverage);
    json_set_count(object, "n", spread->count);
    json_set_count(object, "n_for_an_interval", spread->least);
    return object;
}

json_t *report_spread_json(const struct results *results)
{
    json_t *figures = json_array();
    struct metric_list list = metric_list_make(results);
    for (size_t f = 0; f < MAIN_FIGURES; f++) {
        const struct metric *metric = metric_list_find(&list, main_figures[f]);
        if (!metric) {
            continue;
        }
        json_t *object = json_object(), *array = json_array();
        json_set_text(object, "measure", metric->name);
        json_set_text(object, "unit", metric->unit);
        json_set_text(object, "side", metric->good == GOOD_HIGHER ? "at least" : "at most");
        for (size_t q = 0; q < SHARES; q++) {
            struct spread spread = spread_of(results, metric, shares[q]);
            json_array_append_new(array, spread_json(&spread, shares[q]));
        }
        json_object_set_new(object, "shares", array);
        json_array_append_new(figures, object);
    }
    metric_list_done(&list);
    return figures;
}
