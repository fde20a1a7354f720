/* SPDX-License-Identifier: GPL-3.0-or-later */
/* resolve.h - a scenario with nothing left unsaid: bases and changes merged, rows from CSV files
 * and `defaults:` written out, every default filled in, and each value with its origin.
 *
 * A tree of the schema's shape, keys in the schema's order. It says what the scenario says: read
 * again, it is the same scenario. County groups stay groups. */
#ifndef MODELS_SCENARIO_RESOLVE_H
#define MODELS_SCENARIO_RESOLVE_H

#include <stdio.h>

#include "models/scenario/document.h"
#include "models/scenario/scenario.h"

/* The tree lives in `arena`, and parts of it in the scenario's. */
const struct node *scenario_resolve(const struct scenario *scenario, struct scenario_arena *arena);

/* A value on one line as YAML: `{gamma: {mean: 9 s, cv: 0.4}}`. */
const char *resolved_text(struct scenario_arena *arena, const struct node *value);
/* Where a value was written: "first-county.yaml:34", "--set 2", "default", "defaults of
 * stations, first-county.yaml:40". Several places when its parts come from several. Files are
 * named as seen from the folder of the scenario that `root` is of; `section`: of it. */
const char *resolved_origin(struct scenario_arena *arena, const struct node *root,
                            const char *section, const struct node *value);

/* The whole as YAML, each value followed by its origin. */
void scenario_show(const struct scenario *scenario, FILE *out);

#endif
