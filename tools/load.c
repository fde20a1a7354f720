/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/load.h"

#include <stdio.h>

#include "tools/command.h"

struct scenario *load_scenario(const char *path, const struct scenario_changes *changes,
                               int *ret_code)
{
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, changes, &problems, &unreadable);
    problem_list_print(&problems, stderr);
    problem_list_done(&problems);
    *ret_code = scenario ? EXIT_DONE : unreadable ? EXIT_FILES : EXIT_WRONG;
    return scenario;
}
