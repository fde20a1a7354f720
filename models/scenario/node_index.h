/* SPDX-License-Identifier: GPL-3.0-or-later */
/* node_index.h - which entry of a list or mapping bears a name, without looking at each. */
#ifndef MODELS_SCENARIO_NODE_INDEX_H
#define MODELS_SCENARIO_NODE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/scenario/document.h"

struct node_index;

#define NODE_INDEX_NONE SIZE_MAX

struct node_index *node_index_create(void);
/* Of a mapping's keys; empty for anything else. */
struct node_index *node_index_of_keys(const struct node *mapping);
void node_index_destroy(struct node_index *self);
/* False when the name is there already; the first keeps it. `name` is not copied. */
bool node_index_add(struct node_index *self, const char *name, size_t place);
/* NODE_INDEX_NONE when nothing bears the name. */
size_t node_index_find(const struct node_index *self, const char *name);

#endif
