/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_report.c - the report of a run that a results file keeps, without simulating it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/results_file.h"
#include "models/scenario/quantity.h"
#include "tools/cell_table.h"
#include "tools/command.h"
#include "tools/options.h"
#include "tools/output.h"
#include "tools/printable.h"
#include "tools/report_write.h"

static const struct command_option report_options[] = {
    {"list", NULL, NULL, "List the runs in the file instead"},
    {"run", "N", "the only one", "The run with this number in the list"},
    {"scenario", "NAME", NULL, "The only run of the scenario with this name"},
    {"quantiles", NULL, NULL,
     "Also say how figures vary between replications: quantiles with intervals (text and json)"},
    {"control", NULL, NULL,
     "Adjust the main figures for how much demand there was, whose mean is known, and say what "
     "that "
     "saved (text and json)"},
    {"format", "text|csv|json", "text", "For people, for data frames, for programs"},
    {"out", "FILE", "the standard output", "Write there; the file appears when it is complete"},
};

struct request {
    const char *path, *out, *scenario; /* the last two may be NULL */
    bool list, control, quantiles;
    int64_t run; /* 0: not given */
    enum format format;
};

static bool read_request(const struct command_line *line, struct request *request)
{
    const struct options options = {&command_report, line};
    *request = (struct request){.path = line->arguments[0],
                                .out = options_value(&options, "out"),
                                .scenario = options_value(&options, "scenario"),
                                .list = options_value(&options, "list"),
                                .control = options_value(&options, "control"),
                                .quantiles = options_value(&options, "quantiles")};
    return options_read_whole(&options, "run", 1, INT64_MAX, &request->run) &&
           options_read_format(&options, &request->format);
}

static int complain(const struct request *request, const char *words)
{
    char *shown = printable_copy(request->path);
    fprintf(stderr, "lastmile: cannot read %s: %s\n", shown, words);
    free(shown);
    return EXIT_FILES;
}

/* ---- the list ---- */

struct runs {
    struct results_file_run *runs;
    size_t count;
};

static char *number_text(uint64_t number)
{
    char *text;
    DES_REQUIRE(asprintf(&text, "%" PRIu64, number) >= 0);
    return text;
}

static char *settings_text(const struct results_file_run *run)
{
    const char *parts[] = {run->design_point, run->options};
    char *all = des_copy_text(""), *longer;
    for (size_t p = 0; p < 2; p++) {
        if (parts[p][0]) {
            DES_REQUIRE(asprintf(&longer, "%s%s%s", all, all[0] ? "; " : "", parts[p]) >= 0);
            free(all);
            all = longer;
        }
    }
    char *fitting = printable_fit(all, 24);
    free(all);
    return fitting;
}

static void print_runs(const struct runs *self, FILE *out)
{
    static const struct cell_column columns[] = {{"scenario", true},      {"settings", true},
                                                 {"version", true},       {"seed", false},
                                                 {"replications", false}, {"complete", true}};
    struct cell_table table = {.columns = columns,
                               .column_count = sizeof columns / sizeof *columns};
    cell_table_set_up();
    for (size_t i = 0; i < self->count; i++) {
        const struct results_file_run *run = &self->runs[i];
        char *const cells[] = {number_text((uint64_t)run->id),
                               printable_fit(run->scenario_name, 30),
                               settings_text(run),
                               printable_fit(run->version, 10),
                               number_text(run->seed),
                               number_text(run->replications),
                               des_copy_text(run->complete ? "yes" : "no")};
        cell_table_add(&table, cells);
    }
    cell_table_print(&table, NULL, false, out);
}

static int list_runs(const struct request *request, const struct runs *runs)
{
    struct output output;
    if (!output_open(&output, request->out)) {
        return EXIT_FILES;
    }
    print_runs(runs, output.file);
    return output_close(&output, true) ? EXIT_DONE : EXIT_FILES;
}

/* ---- choosing ---- */

static bool is_wanted(const struct request *request, const struct results_file_run *run)
{
    return (request->run == 0 || run->id == request->run) &&
           (!request->scenario || strcmp(run->scenario_name, request->scenario) == 0);
}

static int refuse_none(const struct request *request, const struct runs *runs)
{
    const char **names = des_allocate(runs->count, sizeof *names);
    for (size_t i = 0; i < runs->count; i++) {
        names[i] = runs->runs[i].scenario_name;
    }
    const char *nearest =
        request->scenario ? nearest_name(request->scenario, names, runs->count) : NULL;
    if (nearest && strcmp(nearest, request->scenario) != 0) {
        command_refuse("%s: no run of a scenario '%s' -- did you mean '%s'?", request->path,
                       request->scenario, nearest);
    } else {
        command_refuse("%s: no such run; lastmile report --list lists them", request->path);
    }
    free(names);
    return EXIT_WRONG;
}

/* The number of the one run that was asked for; 0 after a complaint. */
static int64_t choose(const struct request *request, const struct runs *runs)
{
    struct runs wanted = {des_allocate(runs->count, sizeof *wanted.runs), 0};
    for (size_t i = 0; i < runs->count; i++) {
        if (is_wanted(request, &runs->runs[i])) {
            wanted.runs[wanted.count++] = runs->runs[i]; /* borrowed */
        }
    }
    int64_t id = wanted.count == 1 ? wanted.runs[0].id : 0;
    if (runs->count == 0) {
        command_refuse("%s: no run in it yet", request->path);
    } else if (wanted.count == 0) {
        refuse_none(request, runs);
    } else if (wanted.count > 1) {
        command_refuse("%s: it has %zu such runs; say which one with --run", request->path,
                       wanted.count);
        print_runs(&wanted, stderr);
    }
    free(wanted.runs);
    return id;
}

static int report_run(const struct request *request, struct results_file *file, int64_t run)
{
    struct results *results = results_file_load(file, run, UINT64_MAX);
    if (!results) {
        return complain(request, results_file_words(file));
    }
    results->control = request->control;
    results->spread = request->quantiles;
    int code = report_write(results, request->format, request->out) ? EXIT_DONE : EXIT_FILES;
    if (code == EXIT_DONE && results->incomplete) {
        /* The report says so too, but CSV has no place for it. */
        fprintf(stderr, "lastmile: run %" PRId64 " is incomplete: it has %zu replications\n", run,
                results->replications);
    }
    results_destroy(results);
    return code;
}

static int report_file(const struct request *request, struct results_file *file)
{
    struct runs runs;
    if (!results_file_list(file, &runs.runs, &runs.count)) {
        return complain(request, results_file_words(file));
    }
    int code = EXIT_WRONG;
    if (request->list) {
        code = list_runs(request, &runs);
    } else {
        int64_t run = choose(request, &runs);
        code = run ? report_run(request, file, run) : EXIT_WRONG;
    }
    results_file_runs_destroy(runs.runs, runs.count);
    return code;
}

static int report(const struct command_line *line)
{
    struct request request;
    char *words = NULL;
    if (!read_request(line, &request)) {
        return EXIT_WRONG;
    }
    if (!output_possible(request.out)) {
        return EXIT_FILES;
    }
    if (request.out && output_is(request.out, request.path)) {
        return complain(&request, "the results are there, the report can't be too");
    }
    struct results_file *file = results_file_read(request.path, &words);
    int code = file ? report_file(&request, file) : complain(&request, words);
    free(words);
    results_file_close(file, &words);
    free(words);
    return code;
}

const struct command command_report = {
    .name = "report",
    .arguments = "RESULTS",
    .help = "Report a run kept in a results file, without simulating it.",
    .options = report_options,
    .option_count = sizeof report_options / sizeof *report_options,
    .least_arguments = 1,
    .most_arguments = 1,
    .run = report,
};
