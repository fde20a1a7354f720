/* SPDX-License-Identifier: GPL-3.0-or-later */
/* load.h - reads a scenario for a command, and says what is wrong with it. */
#ifndef TOOLS_LOAD_H
#define TOOLS_LOAD_H

#include "models/scenario/scenario.h"

/* NULL after words on stderr; sets *ret_code to the exit code so far: done, wrong, or files.
 * `changes` may be NULL. */
struct scenario *load_scenario(const char *path, const struct scenario_changes *changes,
                               int *ret_code);

#endif
