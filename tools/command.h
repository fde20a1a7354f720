/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.h - the program's commands and their options. */
#ifndef TOOLS_COMMAND_H
#define TOOLS_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

/* Exit codes (docs/user-guide.md). */
enum exit_code {
    EXIT_DONE = 0,
    EXIT_NO = 1,    /* the answer is no: the precision was not reached */
    EXIT_WRONG = 2, /* used wrongly, or a scenario with mistakes */
    EXIT_FILES = 3, /* something could not be read or written */
    EXIT_INTERRUPTED = 130,
};

struct command_option {
    const char *name, *unit; /* unit NULL: a flag */
    const char *fallback;    /* what holds without it, for --help; NULL: nothing to say */
    const char *help;
};

/* An option as it was given: its place in the option table, and its value; "" for a flag. */
struct command_given {
    int option;
    const char *value;
};

/* What the command line said. */
struct command_line {
    struct command_given *given; /* in the order given; one may come several times */
    int given_count;
    char **arguments;
    int argument_count;
};

struct command {
    const char *name, *arguments, *help;
    const struct command_option *options;
    int option_count;
    int least_arguments, most_arguments; /* most -1: any number */
    int (*run)(const struct command_line *line);
};

extern const struct command command_check, command_compare, command_diff, command_report,
    command_run, command_schema, command_show;

/* Parses what follows the command's name and runs it. Ends the program itself on --help and
 * on wrong use. */
int command_execute(const struct command *command, int argc, char **argv);

/* The value of the option with this name, the last one given; NULL when absent. */
const char *command_value(const struct command *command, const struct command_line *line,
                          const char *name);
/* All values of an option that may be repeated, in the order given. Returns how many; the array
 * is the caller's to free, the values aren't. */
size_t command_values(const struct command *command, const struct command_line *line,
                      const char *name, const char ***ret);

/* "lastmile: MESSAGE" on stderr; returns EXIT_WRONG. */
int command_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
