/* SPDX-License-Identifier: GPL-3.0-or-later */
/* variant_set.c - "stations.Naye.shelf=120" as a tree that is merged on top of the scenario.
 *
 * The path is followed through the schema's tables, so that a misspelt key or name is told with
 * what it may have meant. Where it leads inside of what is one value, such as the months of
 * demand, that value is copied with the change made. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/quantity.h"
#include "models/scenario/variant.h"

enum { STEP_LIMIT = 16, NAME_LIMIT = 64 };

/* One part of a path. */
struct step {
    const char *text;
    bool quoted; /* or in brackets: a name, even if a key is called so */
    struct source_position at;
};

struct setting {
    struct document_reader *reader;
    struct step steps[STEP_LIMIT];
    size_t count;
    struct node *value;
};

/* ---- paths ---- */

struct cursor {
    const char *at;
    struct source_position position;
};

static void move(struct cursor *cursor, const char *to)
{
    for (; cursor->at < to; cursor->at++) {
        cursor->position.column += ((unsigned char)*cursor->at & 0xc0) != 0x80;
    }
}

static void skip_blanks(struct cursor *cursor)
{
    move(cursor, cursor->at + strspn(cursor->at, " "));
}

static bool refuse_syntax(struct setting *self, const struct cursor *cursor, const char *found)
{
    problem_add(self->reader->problems, cursor->position, NULL, NULL, PROBLEM_SET_SYNTAX, found);
    return false;
}

/* A name in quotes. */
static bool read_quoted(struct setting *self, struct cursor *cursor, struct step *step)
{
    const char *end = strchr(cursor->at + 1, *cursor->at);
    if (!end) {
        return refuse_syntax(self, cursor, "a quote that is never closed");
    }
    step->text =
        scenario_arena_text_of(self->reader->arena, cursor->at + 1, (size_t)(end - cursor->at) - 1);
    step->quoted = true;
    move(cursor, end + 1);
    return true;
}

/* A name up to one of `ends`, without the blanks around it. */
static bool read_bare(struct setting *self, struct cursor *cursor, const char *ends,
                      struct step *step)
{
    size_t length = strcspn(cursor->at, ends), used = length;
    while (used > 0 && cursor->at[used - 1] == ' ') {
        used--;
    }
    if (used == 0) {
        return refuse_syntax(self, cursor, "a path with an empty part");
    }
    step->text = scenario_arena_text_of(self->reader->arena, cursor->at, used);
    move(cursor, cursor->at + length);
    return true;
}

static bool read_step(struct setting *self, struct cursor *cursor)
{
    if (self->count == STEP_LIMIT) {
        return refuse_syntax(self, cursor, "a longer path than any scenario has");
    }
    bool bracket = *cursor->at == '[';
    if (bracket) {
        move(cursor, cursor->at + 1);
    }
    skip_blanks(cursor);
    struct step *step = &self->steps[self->count];
    *step = (struct step){.at = cursor->position};
    bool quote = *cursor->at == '"' || *cursor->at == '\'';
    if (!(quote ? read_quoted(self, cursor, step)
                : read_bare(self, cursor, bracket ? "]" : ".[=", step))) {
        return false;
    }
    skip_blanks(cursor);
    if (bracket && *cursor->at != ']') {
        return refuse_syntax(self, cursor, "a bracket that is never closed");
    }
    if (bracket) {
        step->quoted |= strcmp(step->text, "*") != 0;
        move(cursor, cursor->at + 1);
        skip_blanks(cursor);
    }
    self->count++;
    return true;
}

/* Reads the path and the value behind it. */
static bool read_setting(struct setting *self, struct cursor cursor)
{
    if (!strchr(cursor.at, '=')) {
        char found[320];
        snprintf(found, sizeof found, "'%.300s'", cursor.at);
        return refuse_syntax(self, &cursor, found);
    }
    for (;;) {
        if (!read_step(self, &cursor)) {
            return false;
        }
        if (*cursor.at == '.') {
            move(&cursor, cursor.at + 1);
        } else if (*cursor.at != '[') {
            break;
        }
    }
    if (*cursor.at != '=') {
        return refuse_syntax(self, &cursor, "no '=' behind the path");
    }
    move(&cursor, cursor.at + 1);
    self->value = document_read_text(self->reader, cursor.at, cursor.position);
    return self->value != NULL;
}

/* ---- what is put on top ---- */

static struct node *put_in_table(struct setting *self, const struct schema_table *table,
                                 const struct node *current, size_t step);

static struct node *key_node(struct setting *self, size_t step)
{
    struct node *key = variant_node(self->reader, NODE_SCALAR, self->steps[step].at, 0);
    key->text = self->steps[step].text;
    return key;
}

static struct node *mapping_at(struct setting *self, size_t step, size_t room)
{
    return variant_node(self->reader, NODE_MAPPING, self->steps[step].at, room);
}

static const char *hint_of(struct setting *self, const char *text, const char *const *names,
                           size_t count)
{
    const char *nearest = nearest_name(text, names, count);
    return nearest ? scenario_arena_print(self->reader->arena, "did you mean '%s'?", nearest)
                   : NULL;
}

/* "'shelf' is one value; it has no 'x' to set"; NULL. */
static struct node *refuse_inside(struct setting *self, size_t step)
{
    problem_add(self->reader->problems, self->steps[step].at, NULL, NULL, PROBLEM_NOTHING_INSIDE,
                self->steps[step - 1].text, self->steps[step].text);
    return NULL;
}

/* `current` as it is but for one key; `~` takes that out. */
static struct node *copy_with(struct setting *self, const struct node *current, size_t step)
{
    size_t count = current && current->kind == NODE_MAPPING ? current->count : 0;
    struct node *copy = mapping_at(self, step, count + 1);
    for (size_t k = 0; k < count; k++) {
        if (strcmp(current->keys[k]->text, self->steps[step].text) != 0) {
            variant_add(copy, current->keys[k], current->items[k]);
        }
    }
    if (!self->value->null) {
        variant_add(copy, key_node(self, step), self->value);
    }
    return copy;
}

/* dwell.lognormal.cv=2, or dwell.gamma={...} */
static struct node *put_in_distribution(struct setting *self, const struct node *current,
                                        size_t step)
{
    struct node *form = mapping_at(self, step, 1);
    if (step + 1 == self->count) {
        variant_add(form, key_node(self, step), self->value);
        return form;
    }
    if (step + 2 < self->count) {
        return refuse_inside(self, step + 2);
    }
    const struct node *same = current ? node_value(current, self->steps[step].text) : NULL;
    variant_add(form, key_node(self, step), copy_with(self, same, step + 1));
    return form;
}

/* Inside of what is one value for a variant: factors, fleets, hours by day. */
static struct node *put_inside(struct setting *self, const struct schema_field *field,
                               const struct node *current, size_t step)
{
    bool scalar = field->type != SCHEMA_OWN && field->type != SCHEMA_HOURS;
    bool other = current ? current->kind != NODE_MAPPING : field->type == SCHEMA_HOURS;
    if (scalar || other) {
        return refuse_inside(self, step);
    }
    if (step + 1 < self->count) {
        return refuse_inside(self, step + 1);
    }
    if (strcmp(self->steps[step].text, "*") != 0 || !current) {
        /* What is merged by keys needs no copy, which would also put back what `~` takes out. */
        struct node *over = field->keyed ? mapping_at(self, step, 1) : NULL;
        if (over) {
            variant_add(over, key_node(self, step), self->value);
        }
        return over ? over : copy_with(self, current, step);
    }
    struct node *all = mapping_at(self, step, current->count);
    for (size_t k = 0; k < current->count; k++) {
        variant_add(all, current->keys[k], self->value);
    }
    return all;
}

/* ---- rows ---- */

/* The row that a path leads into, with what is changed; NULL after a problem. */
static struct node *put_in_row(struct setting *self, const struct schema_table *table,
                               const struct node *row, size_t step)
{
    struct node *inside = self->value;
    if (step + 1 < self->count) {
        inside = put_in_table(self, table, row, step + 1);
    } else if (inside->kind != NODE_MAPPING) {
        problem_add(self->reader->problems, inside->at, NULL, NULL, PROBLEM_WRONG_KIND, "a mapping",
                    node_kind_name(inside));
        inside = NULL;
    }
    if (!inside) {
        return NULL;
    }
    struct node *over = mapping_at(self, step, row->count + inside->count);
    for (size_t k = 0; k < row->count; k++) {
        if (variant_names_row(table, row->keys[k]->text)) {
            variant_add(over, row->keys[k], row->items[k]);
        }
    }
    for (size_t k = 0; k < inside->count; k++) {
        if (!variant_names_row(table, inside->keys[k]->text)) {
            variant_add(over, inside->keys[k], inside->items[k]);
        }
    }
    return over;
}

static struct node *refuse_row(struct setting *self, const struct schema_table *table,
                               const struct node *rows, size_t step)
{
    const char **names = des_allocate(rows->count + 1, sizeof *names);
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const char *name = variant_row_name(self->reader->arena, table, rows->items[i]);
        if (name) {
            names[count++] = name;
        }
    }
    const char *text = self->steps[step].text;
    problem_add(self->reader->problems, self->steps[step].at, NULL,
                hint_of(self, text, names, count), PROBLEM_NO_SUCH_NAME,
                table->row ? table->row : "entry", text);
    free(names);
    return NULL;
}

static struct node *put_in_rows(struct setting *self, const struct schema_table *table,
                                const struct node *rows, size_t step)
{
    const struct step *which = &self->steps[step];
    bool all = strcmp(which->text, "*") == 0 && !which->quoted;
    struct node *over = variant_node(self->reader, NODE_SEQUENCE, which->at, all ? rows->count : 1);
    for (size_t i = 0; i < rows->count; i++) {
        const char *name = variant_row_name(self->reader->arena, table, rows->items[i]);
        if (!name || (!all && strcmp(name, which->text) != 0)) {
            continue;
        }
        struct node *row = put_in_row(self, table, rows->items[i], step);
        if (!row) {
            return NULL;
        }
        over->items[over->count++] = row;
        if (!all) {
            break;
        }
    }
    return over->count > 0 ? over : refuse_row(self, table, rows, step);
}

/* `stations.defaults.shelf`, `villages.choose.reach`, or a row by its name. */
static struct node *put_in_parts(struct setting *self, const struct schema_field *field,
                                 const struct node *current, size_t step)
{
    const char *text = self->steps[step].text;
    bool defaults = strcmp(text, "defaults") == 0, last = step + 1 == self->count;
    bool part = defaults || strcmp(text, "file") == 0 || strcmp(text, "list") == 0;
    const struct schema_field *beside = field->beside ? schema_field_of(field->beside, text) : NULL;
    if (self->steps[step].quoted || !(part || beside)) {
        return put_in_rows(self, field->table, variant_rows(self->reader->arena, current), step);
    }
    struct node *value = self->value;
    const struct node *inside = current ? node_value(current, text) : NULL;
    if (!last && (defaults || (beside && beside->table))) {
        value = put_in_table(self, defaults ? field->table : beside->table, inside, step + 1);
    } else if (!last) {
        value = refuse_inside(self, step + 1);
    }
    struct node *over = mapping_at(self, step, 1);
    variant_add(over, key_node(self, step), value);
    return value ? over : NULL;
}

/* ---- tables ---- */

static struct node *put_in_field(struct setting *self, const struct schema_field *field,
                                 const struct node *current, size_t step)
{
    if (step == self->count) {
        return self->value;
    }
    switch (field->type) {
    case SCHEMA_LIST:
        if (field->one_alone && current && current->kind == NODE_MAPPING) {
            struct node *inside = put_in_table(self, field->table, current, step);
            return inside ? variant_merge(self->reader, field->table, current, inside) : NULL;
        }
        return put_in_rows(self, field->table, variant_rows(self->reader->arena, current), step);
    case SCHEMA_ROWS:
        return put_in_parts(self, field, current, step);
    case SCHEMA_DISTRIBUTION:
        return put_in_distribution(self, current, step);
    case SCHEMA_MAPPING:
    case SCHEMA_OWN:
        return field->table ? put_in_table(self, field->table, current, step)
                            : put_inside(self, field, current, step);
    default:
        return put_inside(self, field, current, step);
    }
}

static struct node *refuse_key(struct setting *self, const struct schema_table *table, size_t step)
{
    const char *names[NAME_LIMIT], *text = self->steps[step].text;
    size_t count = 0;
    for (size_t f = 0; f < table->count && count < NAME_LIMIT; f++) {
        if (!(table->row && variant_names_row(table, table->fields[f].key))) {
            names[count++] = table->fields[f].key;
        }
    }
    bool fixed = table->row && variant_names_row(table, text);
    const char *hint = fixed ? "a row keeps its name; remove it and add another"
                       : strcmp(text, "base") == 0 ? "only a file names its base"
                                                   : hint_of(self, text, names, count);
    problem_add(self->reader->problems, self->steps[step].at, NULL, hint, PROBLEM_UNKNOWN_KEY,
                text);
    return NULL;
}

static struct node *put_in_table(struct setting *self, const struct schema_table *table,
                                 const struct node *current, size_t step)
{
    const char *key = self->steps[step].text;
    const struct schema_field *field = schema_field_of(table, key);
    bool removal = table->row && step + 1 == self->count && strcmp(key, "remove") == 0;
    bool fixed = table->row && variant_names_row(table, key);
    if ((!field && !removal) || fixed || strcmp(key, "base") == 0) {
        return refuse_key(self, table, step);
    }
    const struct node *inside = current ? node_value(current, key) : NULL;
    struct node *value = field ? put_in_field(self, field, inside, step + 1) : self->value;
    struct node *over = mapping_at(self, step, 1);
    variant_add(over, key_node(self, step), value);
    return value ? over : NULL;
}

struct node *variant_set(struct document_reader *reader, struct node *root, const char *text,
                         int ordinal)
{
    struct setting self = {.reader = reader};
    struct cursor cursor = {text, {"--set", ordinal, 1}};
    if (!read_setting(&self, cursor)) {
        return root;
    }
    struct node *over = put_in_table(&self, &schema_scenario, root, 0);
    if (!over) {
        return root;
    }
    struct node *merged = variant_merge(reader, &schema_scenario, root, over);
    merged->at = root->at; /* what is said of the whole is said of the file */
    return merged;
}
