/* SPDX-License-Identifier: GPL-3.0-or-later */
/* two_hubs.h - a scenario for tests of experiments: two hubs, so two regions, whose vehicles
 * take no time; only the first sorts, with exponential times at 60 % load. */
#ifndef TESTS_TWO_HUBS_H
#define TESTS_TWO_HUBS_H

#include "models/measure/results.h"
#include "models/network/network.h"
#include "models/scenario/scenario.h"

/* `experiment` is the YAML of the experiment, and more if wanted. The caller destroys it. */
struct scenario *two_hubs_load(const char *experiment);

/* An experiment_compile; `context` is the scenario. */
struct network *two_hubs_compile(void *context, bool warm_up_given, des_time warm_up);

/* To the bit. */
void assert_same_results(const struct results *a, const struct results *b);

#endif
