/* SPDX-License-Identifier: GPL-3.0-or-later */
/* same_value.h - do two values of a field mean the same, though written otherwise? */
#ifndef MODELS_SCENARIO_SAME_VALUE_H
#define MODELS_SCENARIO_SAME_VALUE_H

#include "models/scenario/schema.h"

/* Either may be NULL: not given, which for some fields means the same as a value (no opening
 * hours: always). Both values are valid for the field. */
bool same_value(struct scenario_arena *arena, const struct schema_field *field,
                const struct node *a, const struct node *b);

#endif
