/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_comparison_text.c - a comparison for people: what was run, the answer, the numbers. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tools/cell_table.h"
#include "tools/comparison_words.h"
#include "tools/printable.h"
#include "tools/report_comparison.h"
#include "tools/wrapped.h"

enum { MOST_PAIRS_IN_DETAIL = 6 };

static const char *plural(double count)
{
    return count == 1 ? "" : "s";
}

/* ---- what was run ---- */

static void write_scenario(size_t scenario, const struct results *results, FILE *out)
{
    char label[LABEL_SIZE];
    scenario_label(scenario, label);
    char *name = printable_fit(results->scenario_name, TEXT_WIDTH - 13);
    char *path = printable_copy(results->scenario_path);
    bool wide = 13 + printable_width(path) + strlen(", hash 0123456789abcdef") > TEXT_WIDTH;
    fprintf(out, "%-12s %s\n%-12s %s,%s hash %016" PRIx64 "\n", label, name, "", path,
            wide ? "\n            " : "", results->scenario_hash);
    fprintf(out, "%-12s %zu hub%s, %zu %s, %zu station%s, %zu village%s\n", "", results->hubs,
            plural((double)results->hubs), results->counties,
            results->counties == 1 ? "county" : "counties", results->stations,
            plural((double)results->stations), results->villages,
            plural((double)results->villages));
    if (results->change_count > 0) {
        char heading[LABEL_SIZE + 10];
        snprintf(heading, sizeof heading, "%s changes", label);
        wrapped_print(out, heading, (const char *const *)results->changes, results->change_count);
    }
    free(path);
    free(name);
}

static bool has_assumed(const struct results *results, const char *assumed)
{
    for (size_t a = 0; a < results->assumed_count; a++) {
        if (strcmp(results->assumed[a], assumed) == 0) {
            return true;
        }
    }
    return false;
}

static bool all_assume(const struct comparison *comparison, const char *assumed)
{
    for (size_t s = 0; s < comparison->scenario_count; s++) {
        if (!has_assumed(comparison->results[s], assumed)) {
            return false;
        }
    }
    return true;
}

/* What all scenarios assumed, and what only this one did. */
static void write_assumed(const struct comparison *comparison, size_t scenario, bool by_all,
                          FILE *out)
{
    const struct results *results = comparison->results[scenario];
    const char **parts = des_allocate(results->assumed_count, sizeof *parts);
    size_t count = 0;
    for (size_t a = 0; a < results->assumed_count; a++) {
        if (all_assume(comparison, results->assumed[a]) == by_all) {
            parts[count++] = results->assumed[a];
        }
    }
    char label[LABEL_SIZE], heading[LABEL_SIZE + 10];
    scenario_label(scenario, label);
    snprintf(heading, sizeof heading, "%s assumed", label);
    if (count > 0) {
        wrapped_print(out, by_all ? "assumed" : heading, parts, count);
    }
    free(parts);
}

static void write_run(const struct comparison *comparison, FILE *out)
{
    const struct results *results = comparison->results[0];
    char *parts[] = {
        text_of("%zu replication%s of each: %g day%s after %g day%s of warm-up (%s)",
                comparison->replications, plural((double)comparison->replications),
                results->horizon_h / 24, plural(results->horizon_h / 24), results->warm_up_h / 24,
                plural(results->warm_up_h / 24),
                results->warm_up_found ? "found by MSER-5" : "given"),
        text_of("starts %s", results->start_date),
        text_of("seed %" PRIu64 " for all: the same parcels", results->seed),
        text_of("lastmile %s", results->version),
    };
    enum { PARTS = sizeof parts / sizeof *parts };
    wrapped_print(out, "run", (const char *const *)parts, PARTS);
    for (size_t p = 0; p < PARTS; p++) {
        free(parts[p]);
    }
}

static void write_estimates(const struct comparison *comparison, FILE *out)
{
    size_t intervals = comparison->pair_count * comparison->metric_count;
    char *parts[] = {
        text_of("± of a scenario: its own %g %% interval over replications",
                100 * comparison->confidence),
        text_of("± of differences: all %zu hold together with %g %% (Bonferroni%s)", intervals,
                100 * comparison->confidence,
                comparison->looks > 1 ? ", over every look taken" : ""),
        text_of("indifferent, unless asked otherwise: %g %% of the first, of shares %g points",
                100 * COMPARISON_ZONE_OF_OTHERS, 100 * COMPARISON_ZONE_OF_SHARES),
        text_of("n/e: not estimable"),
    };
    enum { PARTS = sizeof parts / sizeof *parts };
    wrapped_print(out, "estimates", (const char *const *)parts, PARTS);
    for (size_t p = 0; p < PARTS; p++) {
        free(parts[p]);
    }
}

static void write_identity(const struct comparison_report *self, FILE *out, bool colour)
{
    const struct comparison *comparison = self->comparison;
    fprintf(out,
            colour ? "\033[1m%zu scenarios, compared under the same parcels\033[0m\n"
                   : "%zu scenarios, compared under the same parcels\n",
            comparison->scenario_count);
    for (size_t s = 0; s < comparison->scenario_count; s++) {
        write_scenario(s, comparison->results[s], out);
    }
    write_run(comparison, out);
    if (self->note_count > 0) {
        wrapped_print(out, "note", self->notes, self->note_count);
    }
    write_assumed(comparison, 0, true, out);
    for (size_t s = 0; s < comparison->scenario_count; s++) {
        write_assumed(comparison, s, false, out);
    }
    write_estimates(comparison, out);
    if (self->incomplete) {
        fputs("\n*** INCOMPLETE: interrupted; this is what was done until then ***\n", out);
    }
    for (size_t s = 0; s < comparison->scenario_count; s++) {
        char label[LABEL_SIZE];
        scenario_label(s, label);
        if (comparison->results[s]->no_steady_state) {
            fprintf(out,
                    "\n*** NO STEADY STATE FOUND IN %s: parcels in the system still drift at half "
                    "the horizon;\n    the network is overloaded, or the horizon too short ***\n",
                    label);
        }
    }
}

/* ---- the answer ---- */

struct answer {
    const struct comparison *comparison;
    const struct comparison_pair *pair;
    char first[LABEL_SIZE], second[LABEL_SIZE];
};

static size_t count_verdicts(const struct answer *self, enum verdict verdict)
{
    size_t count = 0;
    for (size_t m = 0; m < self->comparison->metric_count; m++) {
        count += self->pair->compared[m].verdict == verdict;
    }
    return count;
}

/* What is said of a metric in the list of its verdict. */
static char *say_metric(const struct answer *self, size_t m)
{
    const struct compared *compared = &self->pair->compared[m];
    const char *unit = self->comparison->metrics[m].unit;
    char *name = metric_words(self->comparison->metrics[m].name), *text = NULL;
    char *words =
        difference_words(compared->difference.mean, compared->difference.half_width, unit);
    switch (compared->verdict) {
    case VERDICT_EQUIVALENT:
        text = text_of("%s, within %.3g %s", name, compared->zone * unit_factor(unit),
                       strcmp(unit, "1") == 0 ? "points" : unit_shown(unit));
        break;
    case VERDICT_CANT_TELL:
        text = compared->needed > 0 ? text_of("%s: %s; about %" PRIu64 " replications would tell",
                                              name, words, compared->needed)
                                    : text_of("%s: %s", name, words);
        break;
    case VERDICT_BETTER:
    case VERDICT_WORSE:
    case VERDICT_LOWER:
    case VERDICT_HIGHER:
        text = text_of("%s: %s", name, words);
        break;
    default:
        text = text_of("%s", name);
    }
    free(words);
    free(name);
    return text;
}

static void list_verdict(const struct answer *self, enum verdict verdict, FILE *out)
{
    size_t count = 0;
    char **parts = des_allocate(self->comparison->metric_count, sizeof *parts), heading[40];
    for (size_t m = 0; m < self->comparison->metric_count; m++) {
        if (self->pair->compared[m].verdict == verdict) {
            parts[count++] = say_metric(self, m);
        }
    }
    snprintf(heading, sizeof heading, "  %s",
             verdict == VERDICT_CANT_TELL       ? "can't tell"
             : verdict == VERDICT_NOT_ESTIMABLE ? "n/e"
             : verdict == VERDICT_NOT_IN_BOTH   ? "only one"
                                                : verdict_words(verdict));
    if (count > 0) {
        wrapped_print(out, heading, (const char *const *)parts, count);
    }
    for (size_t p = 0; p < count; p++) {
        free(parts[p]);
    }
    free(parts);
}

static char *headline(const struct answer *self)
{
    size_t better = count_verdicts(self, VERDICT_BETTER);
    size_t worse = count_verdicts(self, VERDICT_WORSE);
    size_t open = count_verdicts(self, VERDICT_CANT_TELL);
    size_t all = self->comparison->metric_count;
    const char *a = self->first, *b = self->second;
    const char *rest = open > 0 ? ", and some can't be told yet" : "";
    size_t same = count_verdicts(self, VERDICT_IDENTICAL);
    if (same > 0 && same + count_verdicts(self, VERDICT_NOT_ESTIMABLE) == all) {
        return text_of("%s is identical to %s: every difference is exactly 0.", b, a);
    }
    if (better > 0 && worse > 0) {
        return text_of("%s is better than %s in %zu of %zu measures and worse in %zu%s.", b, a,
                       better, all, worse, rest);
    }
    if (better > 0 || worse > 0) {
        size_t m = 0;
        while (self->pair->compared[m].verdict != (better > 0 ? VERDICT_BETTER : VERDICT_WORSE)) {
            m++;
        }
        char *first = say_metric(self, m);
        char *text = text_of("%s is %s than %s%s: %s%s.", b, better > 0 ? "better" : "worse", a,
                             rest, first, better + worse > 1 ? ", and more" : "");
        free(first);
        return text;
    }
    if (open > 0) {
        return text_of("It can't be told yet whether %s is better than %s.", b, a);
    }
    return text_of("%s is neither better nor worse than %s in what was compared.", b, a);
}

static void write_answer(const struct answer *self, FILE *out, bool colour)
{
    static const enum verdict order[] = {
        VERDICT_BETTER,    VERDICT_WORSE,         VERDICT_LOWER,
        VERDICT_HIGHER,    VERDICT_CANT_TELL,     VERDICT_EQUIVALENT,
        VERDICT_IDENTICAL, VERDICT_NOT_ESTIMABLE, VERDICT_NOT_IN_BOTH};
    char *text = headline(self), *fitted = printable_fit(text, TEXT_WIDTH);
    fprintf(out, colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n", fitted);
    free(fitted);
    free(text);
    for (size_t v = 0; v < sizeof order / sizeof *order; v++) {
        list_verdict(self, order[v], out);
    }
}

/* ---- the numbers ---- */

/* A table whose column titles name the two scenarios. */
static char *label_of(const struct metric *metric)
{
    char *text = text_of("%s, %s", metric->name, unit_shown(metric->unit));
    char *fitted = printable_fit(text, TEXT_LABEL_WIDTH);
    free(text);
    return fitted;
}

static void write_differences(const struct answer *self, FILE *out, bool colour)
{
    char title[2 * LABEL_SIZE + 8];
    snprintf(title, sizeof title, "%s - %s", self->second, self->first);
    const struct cell_column columns[] = {
        {self->first, false}, {self->second, false}, {title, false}, {"verdict", true}};
    struct cell_table table = {.columns = columns, .column_count = 4};
    for (size_t m = 0; m < self->comparison->metric_count; m++) {
        const struct metric *metric = &self->comparison->metrics[m];
        const struct compared *compared = &self->pair->compared[m];
        double factor = unit_factor(metric->unit);
        char *cells[] = {label_of(metric), estimate_text(&compared->first, factor),
                         estimate_text(&compared->second, factor), NULL,
                         des_copy_text(verdict_words(compared->verdict))};
        if (compared->verdict != VERDICT_NOT_IN_BOTH) {
            cells[3] = difference_number(compared->difference.mean, compared->difference.half_width,
                                         factor);
        }
        cell_table_add(&table, cells);
    }
    char *heading = text_of("%s against %s", self->second, self->first);
    cell_table_print(&table, heading, colour, out);
    free(heading);
}

/* What pairing is worth, in replications of independent parcels. */
static char *worth_of(const struct compared *compared)
{
    double left = 1 - compared->difference.variance_saved;
    if (isnan(left)) {
        return NULL;
    }
    if (left < 1e-6) {
        return des_copy_text("exact");
    }
    return left > 1    ? text_of("HURTS: %.2f", 1 / left)
           : left < .1 ? text_of("x %.0f", 1 / left)
                       : text_of("x %.1f", 1 / left);
}

static char *needed_words(const struct compared *compared)
{
    if (!verdict_is_open(compared->verdict)) {
        return NULL;
    }
    return compared->needed > 0 ? text_of("about %" PRIu64, compared->needed)
                                : des_copy_text("unknown");
}

static void write_pairing(const struct answer *self, FILE *out, bool colour)
{
    static const struct cell_column columns[] = {{"correlation", false},
                                                 {"variance saved, %", false},
                                                 {"replications", false},
                                                 {"indifferent", false},
                                                 {"needed", false}};
    struct cell_table table = {.columns = columns, .column_count = 5};
    for (size_t m = 0; m < self->comparison->metric_count; m++) {
        const struct metric *metric = &self->comparison->metrics[m];
        const struct compared *compared = &self->pair->compared[m];
        if (isnan(compared->difference.correlation) && !verdict_is_open(compared->verdict)) {
            continue;
        }
        char *cells[] = {label_of(metric),
                         NULL,
                         NULL,
                         worth_of(compared),
                         text_of("± %.3g", compared->zone * unit_factor(metric->unit)),
                         needed_words(compared)};
        if (!isnan(compared->difference.correlation)) {
            cells[1] = text_of("%.3f", compared->difference.correlation);
            cells[2] = text_of("%.1f", 100 * compared->difference.variance_saved);
        }
        cell_table_add(&table, cells);
    }
    cell_table_print(&table, "What meeting the same parcels saved, and replications needed to tell",
                     colour, out);
}

static void write_pair(const struct comparison *comparison, const struct comparison_pair *pair,
                       FILE *out, bool colour)
{
    struct answer answer = {.comparison = comparison, .pair = pair};
    scenario_label(pair->first, answer.first);
    scenario_label(pair->second, answer.second);
    write_differences(&answer, out, colour);
    write_pairing(&answer, out, colour);
    if (comparison->pair_count <= MOST_PAIRS_IN_DETAIL) {
        report_where_differs(comparison, pair, out, colour);
    }
}

void report_comparison_text(const struct comparison_report *self, FILE *out, bool colour)
{
    const struct comparison *comparison = self->comparison;
    cell_table_set_up();
    write_identity(self, out, colour);
    for (size_t p = 0; p < comparison->pair_count; p++) {
        struct answer answer = {.comparison = comparison, .pair = &comparison->pairs[p]};
        scenario_label(answer.pair->first, answer.first);
        scenario_label(answer.pair->second, answer.second);
        write_answer(&answer, out, colour);
    }
    for (size_t p = 0; p < comparison->pair_count; p++) {
        write_pair(comparison, &comparison->pairs[p], out, colour);
    }
}
