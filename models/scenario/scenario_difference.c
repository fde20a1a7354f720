/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/scenario_difference.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/node_index.h"
#include "models/scenario/resolve.h"
#include "models/scenario/same_value.h"
#include "models/scenario/schema.h"
#include "models/scenario/variant.h"

/* Where the comparison is. */
struct comparing {
    struct scenario_differences *found;
    size_t room;
    const struct node *a, *b;        /* the roots */
    struct scenario_difference here; /* what every difference found here has in common */
};

static void note(struct comparing *self, struct scenario_difference difference)
{
    struct scenario_differences *found = self->found;
    if (found->count == self->room) {
        self->room = 2 * self->room + 16;
        found->differences = des_resize(found->differences, self->room, sizeof *found->differences);
    }
    found->differences[found->count++] = difference;
}

static const char *joined(struct comparing *self, const char *path, const char *key)
{
    return scenario_arena_print(self->found->arena, "%s%s%s", path, path[0] ? "." : "", key);
}

/* `root`: of the scenario that the value is in. */
static const char *origin(struct comparing *self, const struct node *root, const struct node *value)
{
    return resolved_origin(self->found->arena, root, self->here.section, value);
}

/* ---- values ---- */

static void note_value(struct comparing *self, const char *key, const struct node *a,
                       const struct node *b)
{
    struct scenario_arena *arena = self->found->arena;
    struct scenario_difference difference = self->here;
    difference.kind = DIFFERENCE_VALUE;
    difference.field = joined(self, self->here.field, key);
    difference.before = a ? resolved_text(arena, a) : NULL;
    difference.after = b ? resolved_text(arena, b) : NULL;
    difference.origin = origin(self, b ? self->b : self->a, b ? b : a);
    note(self, difference);
}

static void compare_tables(struct comparing *self, const struct schema_table *table,
                           const struct node *a, const struct node *b);
static void compare_lists(struct comparing *self, const struct schema_table *table,
                          const struct node *a, const struct node *b);

static void compare_inside(struct comparing *self, const struct schema_field *field,
                           const struct node *a, const struct node *b)
{
    static const struct node nothing = {.kind = NODE_MAPPING, .text = ""};
    const char *before = self->here.field;
    self->here.field = joined(self, before, field->key);
    compare_tables(self, field->table, a ? a : &nothing, b ? b : &nothing);
    self->here.field = before;
}

/* `a` and `b` are lists, or a list and what stands beside it. */
static void compare_rows(struct comparing *self, const struct schema_field *field,
                         const struct node *a, const struct node *b)
{
    static const struct node nothing = {.kind = NODE_MAPPING, .text = ""};
    const struct node *a_list = a && field->beside ? node_value(a, "list") : a;
    const struct node *b_list = b && field->beside ? node_value(b, "list") : b;
    const char *before = self->here.field;
    self->here.field = joined(self, before, field->key);
    compare_lists(self, field->table, a_list, b_list);
    if (field->beside) {
        compare_tables(self, field->beside, a ? a : &nothing, b ? b : &nothing);
    }
    self->here.field = before;
}

/* A fleet, type by type. */
static void compare_keys(struct comparing *self, const struct schema_field *field,
                         const struct node *a, const struct node *b)
{
    const struct node *const sides[2] = {a, b};
    const char *before = self->here.field;
    self->here.field = joined(self, before, field->key);
    for (size_t s = 0; s < 2; s++) {
        for (size_t k = 0; sides[s] && k < sides[s]->count; k++) {
            const char *key = sides[s]->keys[k]->text;
            const struct node *x = a ? node_value(a, key) : NULL,
                              *y = b ? node_value(b, key) : NULL;
            bool second = s == 1 && x; /* told with A's */
            if (!second && !(x && y && strcmp(x->text, y->text) == 0)) {
                note_value(self, key, x, y);
            }
        }
    }
    self->here.field = before;
}

static void compare_fields(struct comparing *self, const struct schema_field *field,
                           const struct node *a, const struct node *b)
{
    bool nested = field->type == SCHEMA_MAPPING || field->type == SCHEMA_OWN;
    if (field->type == SCHEMA_LIST || field->type == SCHEMA_ROWS) {
        compare_rows(self, field, a, b);
    } else if (nested && field->table) {
        compare_inside(self, field, a, b);
    } else if (field->keyed) {
        compare_keys(self, field, a, b);
    } else if (!same_value(self->found->arena, field, a, b)) {
        note_value(self, field->key, a, b);
    }
}

static void compare_tables(struct comparing *self, const struct schema_table *table,
                           const struct node *a, const struct node *b)
{
    for (size_t f = 0; f < table->count; f++) {
        const struct schema_field *field = &table->fields[f];
        const struct node *x = node_value(a, field->key), *y = node_value(b, field->key);
        if (table == &schema_scenario) {
            bool section = field->type == SCHEMA_MAPPING || field->type == SCHEMA_LIST ||
                           field->type == SCHEMA_ROWS;
            self->here.section = section ? field->key : "scenario";
        }
        if ((x || y) && !(table->row && variant_names_row(table, field->key))) {
            compare_fields(self, field, x, y);
        }
    }
}

/* ---- rows ---- */

struct rows {
    const struct node *list;
    const char **names; /* "" for none; owned */
    struct node_index *index;
};

static struct rows rows_of(struct scenario_arena *arena, const struct schema_table *table,
                           const struct node *list)
{
    static const struct node none = {.kind = NODE_SEQUENCE, .text = ""};
    struct rows rows = {.list = list ? list : &none, .index = node_index_create()};
    rows.names = des_allocate(rows.list->count + 1, sizeof *rows.names);
    for (size_t i = 0; i < rows.list->count; i++) {
        const char *name = table->row ? variant_row_name(arena, table, rows.list->items[i])
                                      : scenario_arena_print(arena, "%zu", i + 1);
        rows.names[i] = name ? name : "";
        node_index_add(rows.index, rows.names[i], i);
    }
    return rows;
}

static void rows_done(struct rows *rows)
{
    free(rows->names);
    node_index_destroy(rows->index);
}

static bool is_in(const struct rows *rows, const char *name)
{
    return node_index_find(rows->index, name) != NODE_INDEX_NONE;
}

static void note_missing(struct comparing *self, const struct rows *of, const struct rows *other,
                         enum scenario_difference_kind kind)
{
    for (size_t i = 0; i < of->list->count; i++) {
        if (!is_in(other, of->names[i])) {
            struct scenario_difference difference = self->here;
            difference.kind = kind;
            difference.row = scenario_arena_text(self->found->arena, of->names[i]);
            difference.origin = origin(self, kind == DIFFERENCE_ONLY_IN_A ? self->a : self->b,
                                       of->list->items[i]->items[0]);
            note(self, difference);
        }
    }
}

/* Do the rows that both have come in the same order? */
static bool same_order(const struct rows *a, const struct rows *b)
{
    size_t j = 0;
    for (size_t i = 0; i < a->list->count; i++) {
        if (!is_in(b, a->names[i])) {
            continue;
        }
        while (j < b->list->count && !is_in(a, b->names[j])) {
            j++;
        }
        if (j == b->list->count || strcmp(a->names[i], b->names[j++]) != 0) {
            return false;
        }
    }
    return true;
}

static size_t count_common(const struct rows *a, const struct rows *b)
{
    size_t count = 0;
    for (size_t i = 0; i < a->list->count; i++) {
        count += is_in(b, a->names[i]);
    }
    return count;
}

static void compare_lists(struct comparing *self, const struct schema_table *table,
                          const struct node *a_list, const struct node *b_list)
{
    struct scenario_arena *arena = self->found->arena;
    struct rows a = rows_of(arena, table, a_list), b = rows_of(arena, table, b_list);
    const struct scenario_difference before = self->here;
    self->here.list = self->here.field;
    self->here.field = "";
    self->here.row_kind = table->row ? table->row : "entry"; /* those without names are counted */
    self->here.rows = count_common(&a, &b);
    note_missing(self, &a, &b, DIFFERENCE_ONLY_IN_A);
    note_missing(self, &b, &a, DIFFERENCE_ONLY_IN_B);
    for (size_t i = 0; i < a.list->count; i++) {
        size_t j = node_index_find(b.index, a.names[i]);
        if (j != NODE_INDEX_NONE) {
            self->here.row = scenario_arena_text(arena, a.names[i]);
            compare_tables(self, table, a.list->items[i], b.list->items[j]);
        }
    }
    self->here.row = "";
    bool counts =
        strcmp(self->here.row_kind, "link") != 0 && strcmp(self->here.row_kind, "peak") != 0;
    if (counts && !same_order(&a, &b)) {
        struct scenario_difference difference = self->here;
        difference.kind = DIFFERENCE_ORDER;
        difference.origin = origin(self, self->b, b.list->items[0]->items[0]);
        note(self, difference);
    }
    self->here = before;
    rows_done(&a);
    rows_done(&b);
}

/* ---- all of it ---- */

struct scenario_differences *scenario_differences_find(const struct scenario *a,
                                                       const struct scenario *b)
{
    struct scenario_differences *found = des_allocate(1, sizeof *found);
    found->arena = scenario_arena_create();
    struct comparing self = {
        .found = found,
        .a = scenario_resolve(a, found->arena),
        .b = scenario_resolve(b, found->arena),
        .here = {.section = "", .list = "", .row_kind = "", .row = "", .field = "", .origin = ""}};
    compare_tables(&self, &schema_scenario, self.a, self.b);
    return found;
}

void scenario_differences_destroy(struct scenario_differences *self)
{
    if (self) {
        free(self->differences);
        scenario_arena_destroy(self->arena);
        free(self);
    }
}
