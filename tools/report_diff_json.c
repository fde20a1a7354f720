/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_diff_json.c - the differences as one JSON object, by jansson. */
#include <stdlib.h>

#include <jansson.h>

#include "tools/json_values.h"
#include "tools/printable.h"
#include "tools/report_diff.h"

static json_t *side(const struct diff_report *self, int s)
{
    json_t *object = json_object();
    const struct scenario *scenario = self->scenarios[s];
    char *path = printable_copy(self->paths[s]);
    json_set_text_or_null(object, "file", path);
    json_set_text_or_null(object, "scenario", scenario->name.chars);
    json_set_hash(object, "hash", scenario->hash);
    json_t *changes = json_array();
    for (size_t c = 0; c < scenario->change_count; c++) {
        char *change = printable_copy(scenario->changes[c]);
        json_array_append_new(changes, json_string(change));
        free(change);
    }
    json_object_set_new(object, "changes", changes);
    free(path);
    return object;
}

static json_t *difference(const struct scenario_difference *self)
{
    static const char *const kinds[] = {"value", "only in A", "only in B", "order"};
    json_t *object = json_object();
    char *origin = printable_copy(self->origin);
    json_set_text_or_null(object, "section", self->section);
    json_set_text_or_null(object, "kind", kinds[self->kind]);
    json_set_text_or_null(object, "list", self->list);
    json_set_text_or_null(object, "row_kind", self->row_kind);
    json_set_text_or_null(object, "row", self->row);
    json_set_text_or_null(object, "field", self->field);
    json_set_text_or_null(object, "before", self->before);
    json_set_text_or_null(object, "after", self->after);
    json_set_text_or_null(object, "origin", origin);
    free(origin);
    return object;
}

void report_diff_json(const struct diff_report *self, FILE *out)
{
    json_t *root = json_object(), *list = json_array();
    json_object_set_new(root, "a", side(self, 0));
    json_object_set_new(root, "b", side(self, 1));
    for (size_t d = 0; d < self->differences->count; d++) {
        json_array_append_new(list, difference(&self->differences->differences[d]));
    }
    json_object_set_new(root, "differences", list);
    json_write(root, out);
}
