/* SPDX-License-Identifier: GPL-3.0-or-later */
/* variant_merge.c - one tree on top of another, by the schema's tables.
 *
 * Mappings of the tables are merged key by key, rows by their names; everything else is one
 * value and replaced. Names and keys are found by index, so that time grows with the size of
 * both trees and not with its square. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/node_index.h"
#include "models/scenario/quantity.h"
#include "models/scenario/variant.h"

enum { BESIDE_LIMIT = 4 };

static const struct node no_rows = {.kind = NODE_SEQUENCE, .text = ""};
static const struct node no_keys = {.kind = NODE_MAPPING, .text = ""};

/* ---- nodes ---- */

struct node *variant_node(struct document_reader *reader, enum node_kind kind,
                          struct source_position at, size_t room)
{
    struct node *node = scenario_arena_take(reader->arena, 1, sizeof *node);
    *node = (struct node){.kind = kind, .at = at, .text = ""};
    node->items = scenario_arena_take(reader->arena, room, sizeof(struct node *));
    if (kind == NODE_MAPPING) {
        node->keys = scenario_arena_take(reader->arena, room, sizeof(struct node *));
    }
    return node;
}

void variant_add(struct node *mapping, struct node *key, struct node *value)
{
    mapping->keys[mapping->count] = key;
    mapping->items[mapping->count++] = value;
}

/* ---- names of rows ---- */

static const struct schema_field *name_field(const struct schema_table *table)
{
    static const char *const keys[] = {"name", "class", "type"};
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const struct schema_field *field = schema_field_of(table, keys[k]);
        if (field && field->required) {
            return field;
        }
    }
    return NULL;
}

static const char *scalar_text(const struct node *node)
{
    return node && node->kind == NODE_SCALAR && node->text[0] ? node->text : NULL;
}

static const char *link_name(struct scenario_arena *arena, const struct node *row)
{
    const struct node *between = node_value(row, "between");
    if (between && between->kind == NODE_SEQUENCE && between->count == 2) {
        const char *a = scalar_text(between->items[0]), *b = scalar_text(between->items[1]);
        bool swap = a && b && strcmp(a, b) > 0;
        return a && b ? scenario_arena_print(arena, "%s - %s", swap ? b : a, swap ? a : b) : NULL;
    }
    const char *from = scalar_text(node_value(row, "from"));
    const char *to = scalar_text(node_value(row, "to"));
    return from && to ? scenario_arena_print(arena, "%s -> %s", from, to) : NULL;
}

const char *variant_row_name(struct scenario_arena *arena, const struct schema_table *table,
                             const struct node *row)
{
    for (size_t k = 0; table->named_by && table->named_by[k]; k++) {
        const char *name = scalar_text(node_value(row, table->named_by[k]));
        if (name) {
            return name;
        }
    }
    const struct schema_field *field = name_field(table);
    return field ? scalar_text(node_value(row, field->key)) : link_name(arena, row);
}

bool variant_names_row(const struct schema_table *table, const char *key)
{
    for (size_t k = 0; table->named_by && table->named_by[k]; k++) {
        if (strcmp(table->named_by[k], key) == 0) {
            return true;
        }
    }
    const struct schema_field *field = name_field(table);
    return field
               ? strcmp(field->key, key) == 0
               : strcmp(key, "between") == 0 || strcmp(key, "from") == 0 || strcmp(key, "to") == 0;
}

/* ---- mappings ---- */

static struct node *merge_field(struct document_reader *reader, const struct schema_field *field,
                                struct node *base, struct node *over);

bool variant_word_of(const char *list, const char *word)
{
    size_t length = strlen(word);
    for (const char *at = list; (at = strstr(at, word)); at += length) {
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

/* Does a key of `over` take the place of this one? */
static bool is_superseded(const struct schema_table *table, const char *key,
                          const struct node *over, const struct node_index *over_keys)
{
    for (size_t f = 0; table && f < table->count; f++) {
        const struct schema_field *field = &table->fields[f];
        if (!field->instead_of || !variant_word_of(field->instead_of, key)) {
            continue;
        }
        size_t k = node_index_find(over_keys, field->key);
        if (k != NODE_INDEX_NONE && !over->items[k]->null) {
            return true;
        }
    }
    return false;
}

static void add_merged(struct document_reader *reader, const struct schema_table *table,
                       const struct node *base, size_t b, const struct node *over, size_t o,
                       struct node *merged)
{
    const char *key = base->keys[b]->text;
    if (table && table->row && variant_names_row(table, key)) {
        variant_add(merged, base->keys[b], base->items[b]); /* what the base wrote stays */
    } else if (!over->items[o]->null) {
        const struct schema_field *field = table ? schema_field_of(table, key) : NULL;
        variant_add(merged, over->keys[o],
                    merge_field(reader, field, base->items[b], over->items[o]));
    }
}

/* What is new: merged with nothing, so that `~` and `remove:` inside it are understood. */
static void add_new(struct document_reader *reader, const struct schema_table *table,
                    const struct node *over, size_t o, struct node *merged)
{
    const struct schema_field *field = table ? schema_field_of(table, over->keys[o]->text) : NULL;
    bool known = field || !table;
    if (!known) { /* the schema says so */
        variant_add(merged, over->keys[o], over->items[o]);
    } else if (!over->items[o]->null) {
        variant_add(merged, over->keys[o], merge_field(reader, field, NULL, over->items[o]));
    }
}

/* `table` NULL: any keys, each with one value. */
static struct node *merge_mapping(struct document_reader *reader, const struct schema_table *table,
                                  const struct node *base, const struct node *over)
{
    struct node *merged = variant_node(reader, NODE_MAPPING, over->at, base->count + over->count);
    struct node_index *over_keys = node_index_of_keys(over);
    struct node_index *base_keys = node_index_of_keys(base);
    for (size_t b = 0; b < base->count; b++) {
        size_t o = node_index_find(over_keys, base->keys[b]->text);
        if (o != NODE_INDEX_NONE) {
            add_merged(reader, table, base, b, over, o, merged);
        } else if (!is_superseded(table, base->keys[b]->text, over, over_keys)) {
            variant_add(merged, base->keys[b], base->items[b]);
        }
    }
    for (size_t o = 0; o < over->count; o++) {
        if (node_index_find(base_keys, over->keys[o]->text) == NODE_INDEX_NONE) {
            add_new(reader, table, over, o, merged);
        }
    }
    node_index_destroy(over_keys);
    node_index_destroy(base_keys);
    return merged;
}

struct node *variant_merge(struct document_reader *reader, const struct schema_table *table,
                           const struct node *base, const struct node *over)
{
    return merge_mapping(reader, table, base, over);
}

/* ---- rows ---- */

/* `remove: yes`? Anything else there is a mistake. */
static bool is_removal(struct document_reader *reader, const struct node *row)
{
    const struct node *remove = node_value(row, "remove");
    if (!remove) {
        return false;
    }
    bool yes = remove->kind == NODE_SCALAR && strcmp(remove->text, "yes") == 0;
    if (!yes && !remove->refused) {
        problem_add(reader->problems, remove->at, NULL, NULL, PROBLEM_BAD_CHOICE, "'yes'",
                    remove->kind == NODE_SCALAR ? remove->text : node_kind_name(remove));
    }
    return true;
}

static struct node_index *index_rows(struct document_reader *reader,
                                     const struct schema_table *table, const struct node *rows)
{
    struct node_index *index = node_index_create();
    for (size_t i = 0; i < rows->count; i++) {
        const char *name = variant_row_name(reader->arena, table, rows->items[i]);
        if (name) {
            node_index_add(index, name, i);
        }
    }
    return index;
}

/* The base's rows with those of `over` that bear their names on top; the other rows of `over`
 * go into `rest`. */
static struct node *change_rows(struct document_reader *reader, const struct schema_table *table,
                                const struct node *base, const struct node *over, struct node *rest)
{
    struct node *merged = variant_node(reader, NODE_SEQUENCE, over->at, base->count + over->count);
    struct node_index *index = index_rows(reader, table, base);
    struct node **changed = des_allocate(base->count + 1, sizeof(struct node *));
    merged->keys = base->keys; /* of a CSV file */
    for (size_t i = 0; i < over->count; i++) {
        struct node *row = over->items[i];
        const char *name = variant_row_name(reader->arena, table, row);
        size_t b = name ? node_index_find(index, name) : NODE_INDEX_NONE;
        if (b == NODE_INDEX_NONE) {
            rest->items[rest->count++] = row;
        } else if (changed[b]) {
            problem_add(reader->problems, row->at, NULL, NULL, PROBLEM_DUPLICATE_NAME, name,
                        changed[b]->at.file, changed[b]->at.line);
        } else {
            changed[b] = row;
        }
    }
    for (size_t b = 0; b < base->count; b++) {
        if (!changed[b]) {
            merged->items[merged->count++] = base->items[b];
        } else if (!is_removal(reader, changed[b])) {
            merged->items[merged->count++] =
                merge_mapping(reader, table, base->items[b], changed[b]);
        }
    }
    free(changed);
    node_index_destroy(index);
    return merged;
}

static void refuse_removal(struct document_reader *reader, const struct schema_table *table,
                           const struct node *row, const struct node *const *parts)
{
    const char *name = variant_row_name(reader->arena, table, row);
    const char **names = NULL;
    size_t count = 0;
    for (size_t p = 0; p < 2 && reader->problems->count < PROBLEM_LIMIT; p++) {
        names = des_resize(names, count + parts[p]->count + 1, sizeof *names);
        for (size_t i = 0; i < parts[p]->count; i++) {
            const char *known = variant_row_name(reader->arena, table, parts[p]->items[i]);
            if (known) {
                names[count++] = known;
            }
        }
    }
    const char *nearest = name ? nearest_name(name, names, count) : NULL;
    const char *hint =
        nearest ? scenario_arena_print(reader->arena, "did you mean '%s'?", nearest) : NULL;
    problem_add(reader->problems, row->at, NULL, hint, PROBLEM_NOTHING_TO_REMOVE, table->row,
                name ? name : "");
    free(names);
}

/* New rows behind the others; `parts` are all rows of the base, for suggestions. */
static void append_rows(struct document_reader *reader, const struct schema_table *table,
                        const struct node *rest, const struct node *const *parts,
                        struct node *merged)
{
    for (size_t i = 0; i < rest->count; i++) {
        struct node *row = rest->items[i];
        if (row->kind == NODE_MAPPING && node_value(row, "remove")) {
            if (is_removal(reader, row)) {
                refuse_removal(reader, table, row, parts);
            }
        } else {
            merged->items[merged->count++] =
                row->kind == NODE_MAPPING ? merge_mapping(reader, table, &no_keys, row) : row;
        }
    }
}

static struct node *merge_list(struct document_reader *reader, const struct schema_table *table,
                               const struct node *base, struct node *over)
{
    if (over->kind != NODE_SEQUENCE || base->kind != NODE_SEQUENCE || !table->row) {
        return over;
    }
    struct node *rest = variant_node(reader, NODE_SEQUENCE, over->at, over->count);
    struct node *merged = change_rows(reader, table, base, over, rest);
    const struct node *parts[2] = {base, &no_rows};
    append_rows(reader, table, rest, parts, merged);
    return merged;
}

/* ---- rows with defaults and a file ---- */

/* A list alone as `{list: ...}`; a mapping as a copy with room for `file` and `list`. */
static struct node *as_parts(struct document_reader *reader, const struct node *section)
{
    struct node *parts = variant_node(reader, NODE_MAPPING, section->at, section->count + 1);
    if (section->kind == NODE_MAPPING) {
        for (size_t k = 0; k < section->count; k++) {
            variant_add(parts, section->keys[k], section->items[k]);
        }
        return parts;
    }
    struct node *key = variant_node(reader, NODE_SCALAR, section->at, 0);
    key->text = "list";
    struct node *rows = variant_node(reader, NODE_SEQUENCE, section->at, 0);
    rows->items = section->items;
    rows->count = section->count;
    variant_add(parts, key, rows);
    return parts;
}

static struct node **part_of(struct node *parts, const char *key)
{
    for (size_t k = 0; k < parts->count; k++) {
        if (strcmp(parts->keys[k]->text, key) == 0) {
            return &parts->items[k];
        }
    }
    return NULL;
}

static bool is_sequence(struct node *const *node)
{
    return node && (*node)->kind == NODE_SEQUENCE;
}

/* Changes rows of the base's file, and leaves the others in the list of `over`. */
static void change_file(struct document_reader *reader, const struct schema_table *table,
                        struct node *base, struct node *over)
{
    struct node **list = part_of(over, "list"), **file = part_of(base, "file");
    if (part_of(over, "file") || !file || !is_sequence(list)) {
        return;
    }
    variant_read_file(reader, base);
    if (is_sequence(file) && (*file)->keys) {
        struct node *rest = variant_node(reader, NODE_SEQUENCE, (*list)->at, (*list)->count);
        *file = change_rows(reader, table, *file, *list, rest);
        *list = rest;
    }
}

static struct node *merge_rows(struct document_reader *reader, const struct schema_field *field,
                               const struct node *base, struct node *over)
{
    if (base->kind == NODE_SEQUENCE && over->kind == NODE_SEQUENCE) {
        return merge_list(reader, field->table, base, over);
    }
    if (base->kind == NODE_SCALAR || over->kind == NODE_SCALAR) {
        return over;
    }
    struct schema_field fields[3 + BESIDE_LIMIT] = {
        {.key = "defaults", .type = SCHEMA_MAPPING, .table = field->table},
        {.key = "file", .type = SCHEMA_TEXT},
        {.key = "list", .type = SCHEMA_LIST, .table = field->table},
    };
    struct schema_table table = {.fields = fields, .count = 3};
    for (size_t f = 0; field->beside && f < field->beside->count; f++) {
        DES_REQUIRE(f < BESIDE_LIMIT);
        fields[table.count++] = field->beside->fields[f];
    }
    struct node *base_parts = as_parts(reader, base), *over_parts = as_parts(reader, over);
    change_file(reader, field->table, base_parts, over_parts);
    return merge_mapping(reader, &table, base_parts, over_parts);
}

const struct node *variant_rows(struct scenario_arena *arena, const struct node *section)
{
    if (!section || section->kind == NODE_SCALAR) {
        return &no_rows;
    }
    if (section->kind == NODE_SEQUENCE) {
        return section;
    }
    const struct node *parts[2] = {node_value(section, "file"), node_value(section, "list")};
    struct node *rows = scenario_arena_take(arena, 1, sizeof *rows);
    *rows = (struct node){.kind = NODE_SEQUENCE, .at = section->at, .text = ""};
    size_t room = 0;
    for (int p = 0; p < 2; p++) {
        room += parts[p] && parts[p]->kind == NODE_SEQUENCE ? parts[p]->count : 0;
    }
    rows->items = scenario_arena_take(arena, room, sizeof(struct node *));
    for (int p = 0; p < 2; p++) {
        for (size_t i = 0; parts[p] && parts[p]->kind == NODE_SEQUENCE && i < parts[p]->count;
             i++) {
            rows->items[rows->count++] = parts[p]->items[i];
        }
    }
    return rows;
}

/* ---- one value ---- */

/* `base` NULL: there is nothing yet; `field` NULL: one value. */
static struct node *merge_field(struct document_reader *reader, const struct schema_field *field,
                                struct node *base, struct node *over)
{
    if (field && field->type == SCHEMA_LIST) {
        return merge_list(reader, field->table, base ? base : &no_rows, over);
    }
    if (field && field->type == SCHEMA_ROWS) {
        return merge_rows(reader, field, base ? base : &no_rows, over);
    }
    bool by_key =
        field && (field->keyed ||
                  ((field->type == SCHEMA_MAPPING || field->type == SCHEMA_OWN) && field->table));
    if (!by_key || over->kind != NODE_MAPPING || (base && base->kind != NODE_MAPPING)) {
        return over;
    }
    return merge_mapping(reader, field->table, base ? base : &no_keys, over);
}
