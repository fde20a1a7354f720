/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_scenario.h - small scenarios, each a handful of everything the model can do, from a
 * number. */
#ifndef TESTS_RANDOM_SCENARIO_H
#define TESTS_RANDOM_SCENARIO_H

#include <stdint.h>
#include <stdio.h>

#include "models/network/network.h"

/* The YAML text of scenario number `number`. */
void random_scenario_write(uint64_t number, FILE *out);

/* Loads and compiles `text` through a temporary file; prints the problems and aborts when it
 * has mistakes. */
struct network *network_from_text(const char *text);
/* The same for a file, its horizon cut to a share of what it says. */
struct network *network_from_file(const char *path, double share);

#endif
