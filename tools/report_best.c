/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/report_best.h"

#include <csv.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "engine/require.h"
#include "tools/cell_table.h"
#include "tools/comparison_words.h"
#include "tools/json_values.h"
#include "tools/printable.h"
#include "tools/wrapped.h"

enum { MOST_SHOWN = 30 };

static const char *procedure_words(enum best_procedure procedure)
{
    static const char *const words[] = {
        [BEST_KIM_NELSON] = "Kim and Nelson", [BEST_RINOTT] = "Rinott", [BEST_OCBA] = "OCBA"};
    return words[procedure];
}

static const char *outcome_words(enum best_outcome outcome)
{
    static const char *const words[] = {[BEST_DONE] = "done",
                                        [BEST_OUT_OF_BUDGET] = "out of budget",
                                        [BEST_INTERRUPTED] = "interrupted",
                                        [BEST_NOT_ESTIMABLE] = "not estimable"};
    return words[outcome];
}

static const char *fate_words(enum best_fate fate)
{
    static const char *const words[] = {[BEST_SELECTED] = "selected",
                                        [BEST_KEPT] = "not ruled out",
                                        [BEST_ELIMINATED] = "eliminated",
                                        [BEST_SCREENED] = "screened out"};
    return words[fate];
}

/* ---- text: what was run ---- */

static void print_parts(FILE *out, const char *heading, char **parts, size_t count)
{
    wrapped_print(out, heading, (const char *const *)parts, count);
    for (size_t p = 0; p < count; p++) {
        free(parts[p]);
    }
}

static void write_scenario(const struct best_report *self, FILE *out)
{
    const struct best_name *name = &self->names[self->best->selected];
    char label[LABEL_SIZE];
    scenario_label(self->best->selected, label);
    char *shown = printable_fit(name->name, TEXT_WIDTH - 13), *path = printable_copy(name->path);
    bool wide = 13 + printable_width(path) + strlen(", hash 0123456789abcdef") > TEXT_WIDTH;
    fprintf(out, "%-12s %s\n%-12s %s,%s hash %016" PRIx64 "\n", label, shown, "", path,
            wide ? "\n            " : "", name->hash);
    free(path);
    free(shown);
}

static void write_promise(const struct best_report *self, FILE *out)
{
    const struct best *best = self->best;
    const struct best_options *options = &best->options;
    double factor = unit_factor(options->unit);
    const char *unit = strcmp(options->unit, "1") == 0 ? "points" : unit_shown(options->unit);
    char *parts[4];
    size_t count = 0;
    if (options->procedure == BEST_OCBA) {
        parts[count++] = text_of("none: a budget is spent where it tells most");
        parts[count++] = text_of("estimated probability that it is the best, or within %.3g %s of "
                                 "it: %.3f",
                                 best->delta * factor, unit, best->probability);
    } else if (best->outcome == BEST_DONE) {
        parts[count++] = text_of("with a probability of at least %g %% it is the best",
                                 100 * options->confidence);
        parts[count++] = text_of("if the best leads by %.3g %s or more, else about as good",
                                 best->delta * factor, unit);
    } else {
        parts[count++] = text_of("none: %s", outcome_words(best->outcome));
        if (best->needed > 0) {
            parts[count++] = text_of("it would have taken %" PRIu64 " replications", best->needed);
        }
    }
    print_parts(out, "promise", parts, count);
}

static void write_procedure(const struct best *best, FILE *out)
{
    const struct best_options *options = &best->options;
    char *parts[3];
    size_t count = 0;
    parts[count++] =
        text_of("%" PRIu64 " replications of each to begin with", options->first_stage);
    if (options->procedure != BEST_OCBA) {
        parts[count++] = text_of("subset screening");
    }
    parts[count++] = text_of("%s", procedure_words(options->procedure));
    print_parts(out, "procedure", parts, count);
}

static void write_run(const struct best_report *self, FILE *out)
{
    const struct results *run = self->run;
    const struct best *best = self->best;
    bool own = best->options.procedure == BEST_RINOTT;
    char *parts[] = {
        text_of("%g day%s after %g day%s of warm-up", run->horizon_h / 24,
                run->horizon_h == 24 ? "" : "s", run->warm_up_h / 24,
                run->warm_up_h == 24 ? "" : "s"),
        own ? text_of("seeds %" PRIu64 " to %" PRIu64 ": each its own parcels",
                      best->entries[0].seed, best->entries[best->count - 1].seed)
            : text_of("seed %" PRIu64 " for all: the same parcels", best->entries[0].seed),
        text_of("lastmile %s", run->version),
    };
    print_parts(out, "run", parts, sizeof parts / sizeof *parts);
    uint64_t equal = best->most_replications * best->count;
    char *effort[] = {
        text_of("%" PRIu64 " replications in all", best->replications),
        text_of("%" PRIu64 " if all had been simulated as often as the most (%" PRIu64 ")", equal,
                best->most_replications),
    };
    print_parts(out, "effort", effort, sizeof effort / sizeof *effort);
    if (self->note_count > 0) {
        wrapped_print(out, "note", self->notes, self->note_count);
    }
}

/* ---- text: the scenarios ---- */

/* For qsort, which hands over nothing but what it sorts. */
struct ranked {
    const struct best_entry *entry;
    bool low; /* is good */
};

static int compare_ranks(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    bool first = a->entry->fate == BEST_SELECTED, second = b->entry->fate == BEST_SELECTED;
    if (first != second) {
        return second - first;
    }
    double one = a->entry->behind.mean, other = b->entry->behind.mean;
    if (one != other) {
        return (a->low ? one < other : one > other) ? -1 : 1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static struct ranked *rank(const struct best *best)
{
    struct ranked *ranks = des_allocate(best->count, sizeof *ranks);
    for (size_t s = 0; s < best->count; s++) {
        ranks[s] = (struct ranked){&best->entries[s], best->options.good != GOOD_HIGHER};
    }
    qsort(ranks, best->count, sizeof *ranks, compare_ranks);
    return ranks;
}

static void add_entry(struct cell_table *table, const struct best_report *self,
                      const struct best_entry *entry)
{
    size_t s = (size_t)(entry - self->best->entries);
    char label[LABEL_SIZE];
    scenario_label(s, label);
    char *text = text_of("%s %s", label, self->names[s].path);
    char *cells[] = {
        printable_fit(text, TEXT_LABEL_WIDTH),
        estimate_text(&entry->estimate, unit_factor(self->best->options.unit)),
        entry->fate == BEST_SELECTED
            ? NULL
            : difference_number(entry->behind.mean, entry->behind.half_width,
                                unit_factor(self->best->options.unit)),
        text_of("%" PRIu64, entry->replications),
        entry->eliminated_after > 0
            ? text_of("%s after %" PRIu64, fate_words(entry->fate), entry->eliminated_after)
            : des_copy_text(fate_words(entry->fate)),
    };
    cell_table_add(table, cells);
    free(text);
}

static void write_table(const struct best_report *self, FILE *out, bool colour)
{
    const struct best *best = self->best;
    char label[LABEL_SIZE], behind[LABEL_SIZE + 20];
    scenario_label(best->selected, label);
    snprintf(behind, sizeof behind, "minus %s", label);
    const struct cell_column columns[] = {
        {"estimate", false}, {behind, false}, {"replications", false}, {"", true}};
    struct cell_table table = {.columns = columns, .column_count = 4};
    struct ranked *ranks = rank(best);
    for (size_t s = 0; s < best->count && s < MOST_SHOWN; s++) {
        add_entry(&table, self, ranks[s].entry);
    }
    char *heading = text_of(
        "By %s, %s (± %g %% each by itself; differences over shared replications)",
        best->options.metric, unit_shown(best->options.unit), 100 * best->options.confidence);
    char *fitted = printable_fit(heading, TEXT_WIDTH);
    cell_table_print(&table, fitted, colour, out);
    free(fitted);
    if (best->count > MOST_SHOWN) {
        fprintf(out, "  and %zu more: --format csv has all\n", best->count - MOST_SHOWN);
    }
    free(heading);
    free(ranks);
}

void report_best_text(const struct best_report *self, FILE *out, bool colour)
{
    const struct best *best = self->best;
    char label[LABEL_SIZE], *metric = metric_words(best->options.metric);
    cell_table_set_up();
    scenario_label(best->selected, label);
    char *says = best->outcome == BEST_DONE && best->options.procedure == BEST_OCBA
                     ? text_of("%s is selected of %zu scenarios in %s, as far as the budget goes.",
                               label, best->count, metric)
                 : best->outcome == BEST_DONE
                     ? text_of("%s is the best of %zu scenarios in %s.", label, best->count, metric)
                     : text_of("%s leads, of %zu scenarios in %s: nothing is promised.", label,
                               best->count, metric);
    if (best->outcome == BEST_NOT_ESTIMABLE) {
        free(says);
        says = text_of("None is selected: %s is not estimable in some replication.", metric);
    }
    fprintf(out, colour ? "\033[1m%s\033[0m\n" : "%s\n", says);
    write_scenario(self, out);
    write_promise(self, out);
    write_procedure(best, out);
    write_run(self, out);
    if (best->outcome == BEST_INTERRUPTED) {
        fputs("\n*** INCOMPLETE: interrupted; this is what was done until then ***\n", out);
    }
    write_table(self, out, colour);
    free(says);
    free(metric);
}

/* ---- csv ---- */

static void write_field(FILE *out, const char *text)
{
    char *shown = printable_copy(text);
    if (shown[strcspn(shown, ",\"\r\n")] == '\0') {
        fputs(shown, out);
    } else {
        csv_fwrite(out, shown, strlen(shown));
    }
    fputc(',', out);
    free(shown);
}

static void write_value(FILE *out, double value)
{
    if (isfinite(value)) {
        fprintf(out, "%.15g", value);
    }
    fputc(',', out);
}

void report_best_csv(const struct best_report *self, FILE *out)
{
    const struct best *best = self->best;
    fputs("file,scenario,hash,seed,metric,unit,mean,half_width,replications,fate,"
          "eliminated_after,behind,behind_half_width\n",
          out);
    for (size_t s = 0; s < best->count; s++) {
        const struct best_entry *entry = &best->entries[s];
        write_field(out, self->names[s].path);
        write_field(out, self->names[s].name);
        fprintf(out, "%016" PRIx64 ",%" PRIu64 ",", self->names[s].hash, entry->seed);
        write_field(out, best->options.metric);
        write_field(out, best->options.unit);
        write_value(out, entry->estimate.mean);
        write_value(out, entry->estimate.half_width);
        fprintf(out, "%" PRIu64 ",%s,", entry->replications, fate_words(entry->fate));
        if (entry->eliminated_after > 0) {
            fprintf(out, "%" PRIu64, entry->eliminated_after);
        }
        fputc(',', out);
        write_value(out, entry->behind.mean);
        if (isfinite(entry->behind.half_width)) {
            fprintf(out, "%.15g", entry->behind.half_width);
        }
        fputc('\n', out);
    }
}

/* ---- json ---- */

static json_t *text(const char *words)
{
    char *shown = printable_copy(words);
    json_t *value = json_string(shown);
    free(shown);
    return value;
}

static json_t *count_or_null(uint64_t count)
{
    return count > 0 ? json_integer((json_int_t)count) : json_null();
}

static json_t *entry_json(const struct best_report *self, size_t s)
{
    const struct best_entry *entry = &self->best->entries[s];
    char hash[17];
    snprintf(hash, sizeof hash, "%016" PRIx64, self->names[s].hash);
    json_t *object = json_object();
    json_object_set_new(object, "scenario", text(self->names[s].name));
    json_object_set_new(object, "file", text(self->names[s].path));
    json_object_set_new(object, "hash", json_string(hash));
    json_object_set_new(object, "seed", json_integer((json_int_t)entry->seed));
    json_set_number(object, "mean", entry->estimate.mean);
    json_set_number(object, "half_width", entry->estimate.half_width);
    json_object_set_new(object, "replications", json_integer((json_int_t)entry->replications));
    json_object_set_new(object, "fate", json_string(fate_words(entry->fate)));
    json_object_set_new(object, "eliminated_after", count_or_null(entry->eliminated_after));
    json_set_number(object, "behind", entry->behind.mean);
    json_set_number(object, "behind_half_width", entry->behind.half_width);
    return object;
}

static json_t *run_json(const struct best_report *self)
{
    const struct best *best = self->best;
    const struct best_options *options = &best->options;
    json_t *run = json_object(), *notes = json_array();
    json_object_set_new(run, "metric", text(options->metric));
    json_object_set_new(run, "unit", text(options->unit));
    json_object_set_new(run, "good", json_string(options->good == GOOD_HIGHER ? "high" : "low"));
    json_object_set_new(run, "procedure", json_string(procedure_words(options->procedure)));
    json_object_set_new(run, "outcome", json_string(outcome_words(best->outcome)));
    json_set_number(run, "confidence", options->confidence);
    json_set_number(run, "indifference", best->delta);
    json_set_number(run, "probability", best->probability);
    json_object_set_new(run, "first_stage", json_integer((json_int_t)options->first_stage));
    json_object_set_new(run, "budget", count_or_null(options->budget));
    json_object_set_new(run, "replications", json_integer((json_int_t)best->replications));
    json_object_set_new(run, "replications_if_equal",
                        json_integer((json_int_t)(best->most_replications * best->count)));
    json_object_set_new(run, "replications_needed", count_or_null(best->needed));
    json_object_set_new(run, "version", text(self->run->version));
    json_object_set_new(run, "start", text(self->run->start_date));
    json_set_number(run, "warm_up_h", self->run->warm_up_h);
    json_set_number(run, "horizon_h", self->run->horizon_h);
    for (size_t n = 0; n < self->note_count; n++) {
        json_array_append_new(notes, text(self->notes[n]));
    }
    json_object_set_new(run, "notes", notes);
    return run;
}

void report_best_json(const struct best_report *self, FILE *out)
{
    const struct best *best = self->best;
    json_t *root = json_object(), *scenarios = json_array();
    json_object_set_new(root, "run", run_json(self));
    json_object_set_new(root, "selected",
                        best->outcome == BEST_NOT_ESTIMABLE
                            ? json_null()
                            : json_integer((json_int_t)best->selected));
    for (size_t s = 0; s < best->count; s++) {
        json_array_append_new(scenarios, entry_json(self, s));
    }
    json_object_set_new(root, "scenarios", scenarios);
    json_write(root, out);
}
