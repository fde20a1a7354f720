/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_name.h - a name as the planner wrote it; part of scenario.h. */
#ifndef MODELS_SCENARIO_SCENARIO_NAME_H
#define MODELS_SCENARIO_SCENARIO_NAME_H

#include "models/problem/problem.h"

/* A name with its place, for messages. `chars` is NULL when absent. */
struct scenario_name {
    const char *chars;
    struct source_position at;
};

#endif
