/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_schema.c - what a scenario may say, for editors and for people. */
#include "models/scenario/schema.h"
#include "tools/command.h"
#include "tools/output.h"

static const struct command_option options[] = {
    {"markdown", NULL, NULL, "The reference of scenarios/README.md instead of a JSON Schema"},
    {"out", "FILE", "the standard output", "Write there"},
};

static int run(const struct command_line *line)
{
    struct output output;
    if (!output_open(&output, command_value(&command_schema, line, "out"))) {
        return EXIT_FILES;
    }
    if (command_value(&command_schema, line, "markdown")) {
        scenario_schema_write_markdown(output.file);
    } else {
        scenario_schema_write_json(output.file);
    }
    return output_close(&output, true) ? EXIT_DONE : EXIT_FILES;
}

const struct command command_schema = {
    .name = "schema",
    .help = "Print what a scenario may say, as a JSON Schema (draft-07) for editors.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .run = run,
};
