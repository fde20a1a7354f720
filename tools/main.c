/* SPDX-License-Identifier: GPL-3.0-or-later */
/* main.c - the program `lastmile`: finds the command and hands over. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "models/scenario/quantity.h"
#include "tools/command.h"
#include "tools/output.h"

static const struct command *const commands[] = {&command_run,   &command_report, &command_compare,
                                                 &command_check, &command_diff,   &command_show,
                                                 &command_schema};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static void print_help(FILE *out)
{
    fputs("usage: lastmile COMMAND [OPTION...] [ARGUMENT...]\n\n"
          "Simulates parcels between city hubs, county centres and village stations.\n\n",
          out);
    for (size_t c = 0; c < COMMAND_COUNT; c++) {
        fprintf(out, "  %-8s %s\n", commands[c]->name, commands[c]->help);
    }
    fputs("\n`lastmile COMMAND --help` says more of each; `lastmile --version` which version this "
          "is.\n"
          "Exit codes: 0 done; 1 the answer is no; 2 used wrongly, or a scenario with mistakes;\n"
          "3 cannot read or write; 130 interrupted.\n",
          out);
}

static int unknown_command(const char *name)
{
    const char *names[COMMAND_COUNT];
    for (size_t c = 0; c < COMMAND_COUNT; c++) {
        names[c] = commands[c]->name;
    }
    const char *nearest = nearest_name(name, names, COMMAND_COUNT);
    return nearest ? command_refuse("no command '%s' -- did you mean '%s'?", name, nearest)
                   : command_refuse("no command '%s'; see lastmile --help", name);
}

static int finish(int code)
{
    struct output output;
    return output_open(&output, NULL) && output_close(&output, true) ? code : EXIT_FILES;
}

int main(int argc, char **argv)
{
    signal(SIGPIPE, SIG_IGN); /* a closed pipe is a write error, with a message */
    signal(SIGXFSZ, SIG_IGN); /* and so is a file that may grow no more */
    if (argc < 2) {
        print_help(stderr);
        return EXIT_WRONG;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_help(stdout);
        return finish(EXIT_DONE);
    }
    if (strcmp(name, "--version") == 0) {
        puts("lastmile " LASTMILE_VERSION);
        return finish(EXIT_DONE);
    }
    for (size_t c = 0; c < COMMAND_COUNT; c++) {
        if (strcmp(commands[c]->name, name) == 0) {
            return command_execute(commands[c], argc - 1, argv + 1);
        }
    }
    return unknown_command(name);
}
