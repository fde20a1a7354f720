/* SPDX-License-Identifier: GPL-3.0-or-later */
/* show.c - a resolved scenario as YAML that can be read again, with origins as comments. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "engine/require.h"
#include "models/scenario/resolve.h"
#include "models/scenario/schema.h"

enum {
    ORIGIN_COLUMN = 48, /* where comments begin; further right behind a longer value */
    MOST_PLACES = 4,    /* that are told of one value */
};

/* ---- one value on a line ---- */

/* Must it be in quotes, to be read as the same text within brackets too? */
static bool needs_quotes(const struct node *node)
{
    const char *text = node->text;
    size_t length = strlen(text);
    bool negative = text[0] == '-' && text[1] >= '0' && text[1] <= '9';
    return node->quoted || length == 0 || (!negative && strchr("-?#&*!|>'%@`~ ", text[0])) ||
           text[length - 1] == ' ' || strpbrk(text, ",[]{}:\"\\\t\r\n") || strstr(text, " #") ||
           strcmp(text, "null") == 0 || strncmp(text, "...", 3) == 0 ||
           strstr(text, "\xe2\x80\xa8") || strstr(text, "\xe2\x80\xa9") || strstr(text, "\xc2\x85");
}

/* What would break a line, and what ends a quotation; the rest stands for itself. */
static const char *escape_of(const char *text, size_t *ret_length)
{
    static const struct {
        const char *bytes, *escape;
    } escapes[] = {{"\"", "\\\""},          {"\\", "\\\\"},         {"\n", "\\n"},
                   {"\r", "\\r"},           {"\t", "\\t"},          {"\xc2\x85", "\\N"},
                   {"\xe2\x80\xa8", "\\L"}, {"\xe2\x80\xa9", "\\P"}};
    for (size_t e = 0; e < sizeof escapes / sizeof *escapes; e++) {
        *ret_length = strlen(escapes[e].bytes);
        if (strncmp(text, escapes[e].bytes, *ret_length) == 0) {
            return escapes[e].escape;
        }
    }
    return NULL;
}

static void write_scalar(FILE *out, const struct node *node)
{
    if (!needs_quotes(node)) {
        fputs(node->text, out);
        return;
    }
    fputc('"', out);
    for (const char *at = node->text; *at;) {
        size_t length;
        const char *escape = escape_of(at, &length);
        if (escape) {
            fputs(escape, out);
            at += length;
        } else {
            fputc(*at++, out);
        }
    }
    fputc('"', out);
}

static void write_flow(FILE *out, const struct node *node)
{
    if (node->kind == NODE_SCALAR) {
        write_scalar(out, node);
        return;
    }
    fputc(node->kind == NODE_MAPPING ? '{' : '[', out);
    for (size_t i = 0; i < node->count; i++) {
        fputs(i ? ", " : "", out);
        if (node->kind == NODE_MAPPING) {
            write_scalar(out, node->keys[i]);
            fputs(": ", out);
        }
        write_flow(out, node->items[i]);
    }
    fputc(node->kind == NODE_MAPPING ? '}' : ']', out);
}

const char *resolved_text(struct scenario_arena *arena, const struct node *value)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    DES_REQUIRE(out != NULL);
    write_flow(out, value);
    fclose(out);
    const char *copy = scenario_arena_text(arena, text);
    free(text);
    return copy;
}

/* ---- origins ---- */

struct places {
    const struct node *nodes[MOST_PLACES];
    size_t count;
};

static bool is_set(const struct node *node)
{
    return node->at.file && strcmp(node->at.file, "--set") == 0;
}

/* Lines of a file and the beginnings of one value are near enough; other files are not. */
static bool is_same_source(const struct node *a, const struct node *b)
{
    return a->at.file && b->at.file && strcmp(a->at.file, b->at.file) == 0 &&
           (!is_set(a) || a->at.line == b->at.line);
}

/* The value's own place, and those of its parts that were written elsewhere. */
static void collect(const struct node *node, struct places *places)
{
    bool known = node->origin == NODE_ASSUMED && places->count > 0;
    for (size_t p = 0; p < places->count; p++) {
        known |= is_same_source(places->nodes[p], node);
    }
    if (!known && places->count < MOST_PLACES) {
        places->nodes[places->count++] = node;
    }
    for (size_t i = 0; node->kind != NODE_SCALAR && i < node->count; i++) {
        collect(node->items[i], places);
    }
}

static const char *place_text(struct scenario_arena *arena, const struct node *root,
                              const struct node *node)
{
    if (node->origin == NODE_ASSUMED || !node->at.file) {
        return "default";
    }
    if (is_set(node)) {
        return scenario_arena_print(arena, "--set %d", node->at.line);
    }
    const char *folder = document_directory(arena, root->at.file);
    size_t length = strlen(folder);
    bool inside = strncmp(node->at.file, folder, length) == 0;
    return scenario_arena_print(arena, "%s:%d", node->at.file + (inside ? length : 0),
                                node->at.line);
}

const char *resolved_origin(struct scenario_arena *arena, const struct node *root,
                            const char *section, const struct node *value)
{
    struct places places = {.count = 0};
    collect(value, &places);
    const char *text = "";
    for (size_t p = 0; p < places.count; p++) {
        text = scenario_arena_print(arena, "%s%s%s", text, p ? ", " : "",
                                    place_text(arena, root, places.nodes[p]));
    }
    return value->origin == NODE_FROM_DEFAULTS
               ? scenario_arena_print(arena, "defaults of %s, %s", section, text)
               : text;
}

/* ---- the whole ---- */

struct shower {
    FILE *out;
    struct scenario_arena *arena;
    const struct node *root;
    const char *section;
};

static size_t width_of(const char *text)
{
    size_t width = 0, length = strlen(text);
    for (size_t i = 0; i < length;) {
        utf8proc_int32_t point;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + i,
                                                 (utf8proc_ssize_t)(length - i), &point);
        width += step > 0 ? (size_t)utf8proc_charwidth(point) : 1;
        i += step > 0 ? (size_t)step : 1;
    }
    return width;
}

static void show_line(struct shower *self, const char *lead, const char *key,
                      const struct node *value)
{
    const char *text = resolved_text(self->arena, value);
    size_t width = strlen(lead) + strlen(key) + 2 + width_of(text);
    int gap = width < ORIGIN_COLUMN ? (int)(ORIGIN_COLUMN - width) : 1;
    /* A name of a file may hold anything; a comment ends with its line. */
    char *origin = scenario_arena_text(
        self->arena, resolved_origin(self->arena, self->root, self->section, value));
    for (char *at = origin; *at; at++) {
        *at = (unsigned char)*at < ' ' || *at == 0x7f ? '?' : *at;
    }
    fprintf(self->out, "%s%s: %s%*s# %s\n", lead, key, text, gap, "", origin);
}

static void show_table(struct shower *self, const struct schema_table *table,
                       const struct node *node, int indent, bool of_list);

static void show_list(struct shower *self, const struct schema_table *table,
                      const struct node *list, int indent)
{
    for (size_t i = 0; i < list->count; i++) {
        show_table(self, table, list->items[i], indent + 2, true);
    }
}

static void show_rows(struct shower *self, const struct schema_field *field,
                      const struct node *rows, int indent)
{
    if (rows->kind == NODE_SEQUENCE) {
        show_list(self, field->table, rows, indent);
        return;
    }
    fprintf(self->out, "%*slist:%s\n", indent, "",
            node_value(rows, "list")->count > 0 ? "" : " []");
    show_list(self, field->table, node_value(rows, "list"), indent + 2);
    show_table(self, field->beside, rows, indent, false);
}

static const struct schema_table *block_of(const struct schema_field *field)
{
    bool nested = field->type == SCHEMA_MAPPING || field->type == SCHEMA_OWN;
    return nested ? field->table : NULL;
}

static void show_field(struct shower *self, const struct schema_field *field,
                       const struct node *value, int indent, const char *lead)
{
    bool rows = field->type == SCHEMA_LIST || field->type == SCHEMA_ROWS;
    if (value->count == 0 && value->kind != NODE_SCALAR) {
        show_line(self, lead, field->key, value);
    } else if (rows) {
        fprintf(self->out, "%s%s:\n", lead, field->key);
        show_rows(self, field, value, indent + 2);
    } else if (block_of(field)) {
        fprintf(self->out, "%s%s:\n", lead, field->key);
        show_table(self, field->table, value, indent + 2, false);
    } else {
        show_line(self, lead, field->key, value);
    }
}

/* `of_list`: a dash stands before the first key. */
static void show_table(struct shower *self, const struct schema_table *table,
                       const struct node *node, int indent, bool of_list)
{
    for (size_t f = 0, shown = 0; f < table->count; f++) {
        const struct node *value = node_value(node, table->fields[f].key);
        if (!value) {
            continue;
        }
        char lead[40];
        bool dash = of_list && shown++ == 0;
        snprintf(lead, sizeof lead, "%*s%s", dash ? indent - 2 : indent, "", dash ? "- " : "");
        if (table == &schema_scenario) {
            self->section = table->fields[f].key;
        }
        show_field(self, &table->fields[f], value, indent, lead);
    }
}

void scenario_show(const struct scenario *scenario, FILE *out)
{
    struct scenario_arena *arena = scenario_arena_create();
    struct shower self = {out, arena, scenario_resolve(scenario, arena), ""};
    show_table(&self, &schema_scenario, self.root, 0, false);
    scenario_arena_destroy(arena);
}
