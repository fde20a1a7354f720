/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_diff_json.c - the differences as one JSON object, by jansson. */
#include <inttypes.h>
#include <stdlib.h>

#include <jansson.h>

#include "tools/printable.h"
#include "tools/report_diff.h"

static void set_text(json_t *object, const char *key, const char *text)
{
    json_object_set_new(object, key, text ? json_string(text) : json_null());
}

static json_t *side(const struct diff_report *self, int s)
{
    json_t *object = json_object();
    const struct scenario *scenario = self->scenarios[s];
    char hash[17], *path = printable_copy(self->paths[s]);
    snprintf(hash, sizeof hash, "%016" PRIx64, scenario->hash);
    set_text(object, "file", path);
    set_text(object, "scenario", scenario->name.chars);
    set_text(object, "hash", hash);
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
    set_text(object, "section", self->section);
    set_text(object, "kind", kinds[self->kind]);
    set_text(object, "list", self->list);
    set_text(object, "row_kind", self->row_kind);
    set_text(object, "row", self->row);
    set_text(object, "field", self->field);
    set_text(object, "before", self->before);
    set_text(object, "after", self->after);
    set_text(object, "origin", origin);
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
    json_dumpf(root, out, JSON_INDENT(1));
    fputc('\n', out);
    json_decref(root);
}
