/* SPDX-License-Identifier: GPL-3.0-or-later */
/* command.c - a command's option table fed to argp (glibc): it parses, and prints the help. */
#include "tools/command.h"

#include <argp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tools/printable.h"

enum { FIRST_KEY = 1000, OPTION_LIMIT = 32 }; /* no short options */

struct parsing {
    const struct command *command;
    struct command_line line;
};

static error_t parse_one(int key, char *argument, struct argp_state *state)
{
    struct parsing *parsing = state->input;
    const struct command *command = parsing->command;
    struct command_line *line = &parsing->line;
    if (key >= FIRST_KEY && key < FIRST_KEY + command->option_count) {
        line->given[line->given_count++] =
            (struct command_given){key - FIRST_KEY, argument ? argument : ""};
        return 0;
    }
    if (key == ARGP_KEY_ARG) {
        line->arguments[line->argument_count++] = argument;
        return 0;
    }
    if (key == ARGP_KEY_END) {
        bool few = line->argument_count < command->least_arguments;
        bool many = command->most_arguments >= 0 && line->argument_count > command->most_arguments;
        if (few || many) {
            const char *what = command->arguments;
            argp_error(state,
                       few    ? "%s is missing"
                       : what ? "only one %s is read"
                              : "nothing is read%s",
                       what ? what : "");
        }
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

/* The option's help with its default. Freed by the caller. */
static char *option_help(const struct command_option *option)
{
    char *text = NULL;
    int length = option->fallback
                     ? asprintf(&text, "%s (default: %s)", option->help, option->fallback)
                     : asprintf(&text, "%s", option->help);
    DES_REQUIRE(length >= 0);
    return text;
}

int command_execute(const struct command *command, int argc, char **argv)
{
    struct argp_option options[OPTION_LIMIT + 1] = {0};
    char *helps[OPTION_LIMIT] = {NULL}, name[64];
    DES_REQUIRE(command->option_count <= OPTION_LIMIT);
    for (int i = 0; i < command->option_count; i++) {
        helps[i] = option_help(&command->options[i]);
        options[i] = (struct argp_option){.name = command->options[i].name,
                                          .key = FIRST_KEY + i,
                                          .arg = command->options[i].unit,
                                          .doc = helps[i]};
    }
    struct argp argp = {options, parse_one, command->arguments, command->help, NULL, NULL, NULL};
    struct parsing parsing = {.command = command};
    parsing.line.given = des_allocate((size_t)argc + 1, sizeof *parsing.line.given);
    parsing.line.arguments = des_allocate((size_t)argc + 1, sizeof(char *));
    snprintf(name, sizeof name, "lastmile %s", command->name);
    argv[0] = name;
    argp_err_exit_status = EXIT_WRONG;
    int code = EXIT_WRONG;
    if (argp_parse(&argp, argc, argv, 0, NULL, &parsing) == 0) {
        code = command->run(&parsing.line);
    }
    for (int i = 0; i < command->option_count; i++) {
        free(helps[i]);
    }
    free(parsing.line.given);
    free(parsing.line.arguments);
    return code;
}

static int option_index(const struct command *command, const char *name)
{
    for (int i = 0; i < command->option_count; i++) {
        if (strcmp(command->options[i].name, name) == 0) {
            return i;
        }
    }
    DES_REQUIRE(false && "the command has such an option");
    return -1;
}

const char *command_value(const struct command *command, const struct command_line *line,
                          const char *name)
{
    int option = option_index(command, name);
    for (int i = line->given_count - 1; i >= 0; i--) {
        if (line->given[i].option == option) {
            return line->given[i].value;
        }
    }
    return NULL;
}

size_t command_values(const struct command *command, const struct command_line *line,
                      const char *name, const char ***ret)
{
    int option = option_index(command, name);
    size_t count = 0;
    *ret = des_allocate((size_t)line->given_count + 1, sizeof **ret);
    for (int i = 0; i < line->given_count; i++) {
        if (line->given[i].option == option) {
            (*ret)[count++] = line->given[i].value;
        }
    }
    return count;
}

int command_refuse(const char *format, ...)
{
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    DES_REQUIRE(vasprintf(&text, format, arguments) >= 0);
    va_end(arguments);
    char *shown = printable_copy(text);
    fprintf(stderr, "lastmile: %s\n", shown);
    free(shown);
    free(text);
    return EXIT_WRONG;
}
