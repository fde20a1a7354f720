/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_diff.c - says in what two scenarios differ; simulates nothing. */
#include <stdlib.h>

#include "tools/command.h"
#include "tools/load.h"
#include "tools/options.h"
#include "tools/output.h"
#include "tools/report_diff.h"

static const struct command_option diff_options[] = {
    {"set", "PATH=VALUE", NULL,
     "Change scenario B, for instance stations.Naye.shelf=120; may be repeated"},
    {"format", "text|json", "text", "For people, for programs"},
    {"out", "FILE", "the standard output", "Write there; the file appears when it is complete"},
};

static int compare(const struct command_line *line, const struct scenario *a,
                   const struct scenario *b, bool json)
{
    const struct options options = {&command_diff, line};
    struct output output;
    if (!output_open(&output, options_value(&options, "out"))) {
        return EXIT_FILES;
    }
    struct scenario_differences *differences = scenario_differences_find(a, b);
    struct diff_report report = {{line->arguments[0], line->arguments[1]}, {a, b}, differences};
    if (json) {
        report_diff_json(&report, output.file);
    } else {
        report_diff_text(&report, output.file);
    }
    int code = differences->count > 0 ? EXIT_NO : EXIT_DONE;
    scenario_differences_destroy(differences);
    return output_close(&output, true) ? code : EXIT_FILES;
}

static int run(const struct command_line *line)
{
    static const char *const formats[] = {"text", "json", NULL};
    const struct options options = {&command_diff, line};
    int json = 0;
    if (!options_read_word(&options, "format", formats, &json)) {
        return EXIT_WRONG;
    }
    struct scenario_changes changes = options_changes(&options);
    int code_a, code_b;
    struct scenario *a = load_scenario(line->arguments[0], NULL, &code_a);
    struct scenario *b = load_scenario(line->arguments[1], &changes, &code_b);
    int code = a && b ? compare(line, a, b, json == 1) : code_a > code_b ? code_a : code_b;
    scenario_destroy(a);
    scenario_destroy(b);
    free((void *)changes.sets);
    return code;
}

const struct command command_diff = {
    .name = "diff",
    .arguments = "A B",
    .help = "Say in what scenario B differs from A. Exit code 0: in nothing; 1: in something.",
    .options = diff_options,
    .option_count = sizeof diff_options / sizeof *diff_options,
    .least_arguments = 2,
    .most_arguments = 2,
    .run = run,
};
