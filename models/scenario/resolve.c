/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/resolve.h"

#include <string.h>

#include "models/scenario/schema_tables.h"
#include "models/scenario/variant.h"

struct resolver {
    const struct scenario *scenario;
    struct document_reader reader;
};

static struct node *resolve_table(struct resolver *self, const struct schema_table *table,
                                  const struct node *node, const struct node *defaults);

/* ---- what nobody wrote ---- */

static struct node *assumed(struct resolver *self, enum node_kind kind, const char *text,
                            size_t room)
{
    struct node *node =
        variant_node(&self->reader, kind, (struct source_position){NULL, 0, 0}, room);
    node->text = text;
    node->origin = NODE_ASSUMED;
    return node;
}

static struct node *assumed_text(struct resolver *self, const char *text)
{
    return assumed(self, NODE_SCALAR, text, 0);
}

static void add(struct resolver *self, struct node *mapping, const char *key, struct node *value)
{
    variant_add(mapping, assumed_text(self, key), value);
}

/* `parcels` left out: one class. */
static struct node *only_class(struct resolver *self)
{
    static const char *const entries[][2] = {
        {"class", "standard"}, {"inbound", "100 %"}, {"outbound", "100 %"}, {"priority", "0"}};
    const size_t count = sizeof entries / sizeof *entries;
    struct node *classes = assumed(self, NODE_SEQUENCE, "", 1);
    struct node *row = assumed(self, NODE_MAPPING, "", count);
    for (size_t e = 0; e < count; e++) {
        add(self, row, entries[e][0], assumed_text(self, entries[e][1]));
    }
    classes->items[classes->count++] = row;
    return classes;
}

static struct node *all_hubs(struct resolver *self)
{
    const struct scenario *scenario = self->scenario;
    struct node *hubs = assumed(self, NODE_SEQUENCE, "", scenario->hub_count);
    for (size_t h = 0; h < scenario->hub_count; h++) {
        hubs->items[hubs->count++] = assumed_text(self, scenario->hubs[h].name.chars);
    }
    return hubs;
}

/* A default that depends on the rest of the scenario (scenario.c completes so too), or NULL. */
static struct node *implied(struct resolver *self, const struct schema_table *table,
                            const struct schema_field *field)
{
    const struct scenario *scenario = self->scenario;
    if (table == &schema_county_table && strcmp(field->key, "hub") == 0) {
        return scenario->hub_count == 1 ? assumed_text(self, scenario->hubs[0].name.chars) : NULL;
    }
    if (table == &schema_station_table && strcmp(field->key, "county") == 0) {
        return scenario->county_count == 1 ? assumed_text(self, scenario->counties[0].name.chars)
                                           : NULL;
    }
    if (table == &schema_group_table && strcmp(field->key, "hubs") == 0) {
        return all_hubs(self);
    }
    if (table == &schema_scenario && strcmp(field->key, "parcels") == 0) {
        return only_class(self);
    }
    if (field->type == SCHEMA_MAPPING) {
        struct node *inside =
            resolve_table(self, field->table, assumed(self, NODE_MAPPING, "", 0), NULL);
        return inside->count > 0 ? inside : NULL;
    }
    return field->fallback ? assumed_text(self, field->fallback) : NULL;
}

/* ---- what somebody wrote ---- */

/* `{empirical: {file: times.csv}}` with the file's numbers in it. */
static struct node *with_numbers(struct resolver *self, struct node *value)
{
    const struct node *empirical = node_value(value, "empirical");
    const struct node *file = empirical ? node_value(empirical, "file") : NULL;
    const struct node *rows = file ? document_read_named_csv(&self->reader, file) : NULL;
    if (!rows) {
        return value;
    }
    struct node *values = variant_node(&self->reader, NODE_SEQUENCE, file->at, rows->count);
    struct node *weights = variant_node(&self->reader, NODE_SEQUENCE, file->at, rows->count);
    struct node *const lists[2] = {values, weights};
    static const char *const columns[2] = {"value", "weight"};
    for (size_t i = 0; i < rows->count; i++) {
        for (size_t c = 0; c < 2; c++) {
            const struct node *row = rows->items[i];
            for (size_t k = 0; k < row->count; k++) {
                if (strcmp(row->keys[k]->text, columns[c]) == 0) {
                    lists[c]->items[lists[c]->count++] = row->items[k];
                }
            }
        }
    }
    struct node *inside = variant_node(&self->reader, NODE_MAPPING, file->at, 2);
    add(self, inside, "values", values);
    if (weights->count > 0) {
        add(self, inside, "weights", weights);
    }
    struct node *whole = variant_node(&self->reader, NODE_MAPPING, value->at, 1);
    add(self, whole, "empirical", inside);
    return whole;
}

static struct node *resolve_list(struct resolver *self, const struct schema_table *table,
                                 const struct node *rows, const struct node *defaults)
{
    struct node *list = variant_node(&self->reader, NODE_SEQUENCE, rows->at, rows->count);
    if (rows->kind == NODE_MAPPING) { /* one alone */
        list->items[list->count++] = resolve_table(self, table, rows, defaults);
        return list;
    }
    for (size_t i = 0; i < rows->count; i++) {
        list->items[list->count++] = resolve_table(self, table, rows->items[i], defaults);
    }
    return list;
}

/* A list, or `{list: ..., choose: ...}` where something stands beside it. */
static struct node *resolve_rows(struct resolver *self, const struct schema_field *field,
                                 const struct node *section)
{
    struct node *list = resolve_list(self, field->table, variant_rows(self->reader.arena, section),
                                     node_value(section, "defaults"));
    if (!field->beside) {
        return list;
    }
    struct node *beside = resolve_table(self, field->beside, section, NULL);
    struct node *whole = variant_node(&self->reader, NODE_MAPPING, section->at, 1 + beside->count);
    add(self, whole, "list", list);
    for (size_t k = 0; k < beside->count; k++) {
        variant_add(whole, beside->keys[k], beside->items[k]);
    }
    return whole;
}

static struct node *resolve_value(struct resolver *self, const struct schema_field *field,
                                  struct node *value)
{
    switch (field->type) {
    case SCHEMA_LIST:
        return resolve_list(self, field->table, value, NULL);
    case SCHEMA_ROWS:
        return resolve_rows(self, field, value);
    case SCHEMA_DISTRIBUTION:
        return with_numbers(self, value);
    case SCHEMA_MAPPING:
    case SCHEMA_OWN:
        return field->table ? resolve_table(self, field->table, value, NULL) : value;
    default:
        return value;
    }
}

static struct node *own_value(const struct node *mapping, const char *key)
{
    for (size_t k = 0; mapping && mapping->kind == NODE_MAPPING && k < mapping->count; k++) {
        if (strcmp(mapping->keys[k]->text, key) == 0) {
            return mapping->items[k];
        }
    }
    return NULL;
}

static struct node *of_defaults(struct resolver *self, const struct node *value)
{
    struct node *copy = scenario_arena_take(self->reader.arena, 1, sizeof *copy);
    *copy = *value;
    copy->origin = NODE_FROM_DEFAULTS;
    return copy;
}

/* Does a value stand there that takes the place of this one? Then it has no default. */
static bool is_replaced(const struct schema_table *table, const struct node *node, const char *key)
{
    for (size_t f = 0; f < table->count; f++) {
        const char *others = table->fields[f].instead_of;
        if (others && variant_word_of(others, key) && node_value(node, table->fields[f].key)) {
            return true;
        }
    }
    return false;
}

static struct node *resolve_table(struct resolver *self, const struct schema_table *table,
                                  const struct node *node, const struct node *defaults)
{
    struct node *resolved = variant_node(&self->reader, NODE_MAPPING, node->at, table->count);
    resolved->origin = node->origin;
    for (size_t f = 0; f < table->count; f++) {
        const struct schema_field *field = &table->fields[f];
        if (table == &schema_scenario && strcmp(field->key, "base") == 0) {
            continue; /* merged */
        }
        struct node *value = own_value(node, field->key);
        struct node *general = value ? NULL : own_value(defaults, field->key);
        value = value     ? resolve_value(self, field, value)
                : general ? of_defaults(self, resolve_value(self, field, general))
                : is_replaced(table, node, field->key) ? NULL
                                                       : implied(self, table, field);
        if (value) {
            add(self, resolved, field->key, value);
        }
    }
    return resolved;
}

const struct node *scenario_resolve(const struct scenario *scenario, struct scenario_arena *arena)
{
    struct problem_list problems = {0}; /* there are none: the scenario has been read */
    struct resolver self = {.scenario = scenario,
                            .reader = {.arena = arena, .problems = &problems}};
    const struct node *root = resolve_table(&self, &schema_scenario, scenario->document, NULL);
    problem_list_done(&problems);
    return root;
}
