/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_show.c - a scenario with its bases, defaults and changes written out. */
#include <stdlib.h>

#include "models/scenario/resolve.h"
#include "tools/command.h"
#include "tools/load.h"
#include "tools/options.h"
#include "tools/output.h"

static const struct command_option show_options[] = {
    OPTION_SET,
    {"out", "FILE", "the standard output", "Write there; the file appears when it is complete"},
};

static int show(const struct scenario *scenario, const char *out)
{
    struct output output;
    if (!output_open(&output, out)) {
        return EXIT_FILES;
    }
    scenario_show(scenario, output.file);
    return output_close(&output, true) ? EXIT_DONE : EXIT_FILES;
}

static int run(const struct command_line *line)
{
    const struct options options = {&command_show, line};
    struct scenario_changes changes = options_changes(&options);
    int code;
    struct scenario *scenario = load_scenario(line->arguments[0], &changes, &code);
    if (scenario) {
        code = show(scenario, options_value(&options, "out"));
    }
    scenario_destroy(scenario);
    free((void *)changes.sets);
    return code;
}

const struct command command_show = {
    .name = "show",
    .arguments = "FILE",
    .help = "Print a scenario in full, each value with where it comes from.",
    .options = show_options,
    .option_count = sizeof show_options / sizeof *show_options,
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
