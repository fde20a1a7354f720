/* SPDX-License-Identifier: GPL-3.0-or-later */
/* variant.c - a file, its bases, and what the command line changes. */
#include "models/scenario/variant.h"

#include <stdlib.h>
#include <string.h>

#include <xxhash.h>

#include "engine/require.h"

/* ---- the chain of bases ---- */

struct chain {
    struct node *roots[VARIANT_BASES + 1];
    char *real[VARIANT_BASES + 1]; /* paths without links and dots; owned */
    size_t count;
};

static void chain_done(struct chain *chain)
{
    for (size_t i = 0; i < chain->count; i++) {
        free(chain->real[i]);
    }
}

/* Is the file in the chain already, under whatever name? */
static bool is_known(const struct chain *chain, const char *real)
{
    for (size_t i = 0; i < chain->count; i++) {
        if (strcmp(chain->real[i], real) == 0) {
            return true;
        }
    }
    return false;
}

/* The path of the base that the last file names; NULL after a problem. */
static const char *base_path(struct document_reader *reader, const struct chain *chain,
                             const struct node *base)
{
    if (base->refused) {
        return NULL;
    }
    if (base->kind != NODE_SCALAR || base->text[0] == '\0') {
        problem_add(reader->problems, base->at, "base", NULL, PROBLEM_WRONG_KIND,
                    "the name of a scenario file", node_kind_name(base));
        return NULL;
    }
    if (chain->count > VARIANT_BASES) {
        problem_add(reader->problems, base->at, "base", NULL, PROBLEM_BASE_TOO_LONG, VARIANT_BASES);
        return NULL;
    }
    const char *directory = document_directory(reader->arena, base->at.file);
    return scenario_arena_print(reader->arena, "%s%s", base->text[0] == '/' ? "" : directory,
                                base->text);
}

/* Adds one file; false after a problem. `named` is where its name is written, or NULL. */
static bool chain_add(struct document_reader *reader, struct chain *chain, const char *path,
                      const struct node *named)
{
    char *real = realpath(path, NULL);
    real = real ? real : des_copy_text(path); /* it can't be read, or lives in memory */
    if (named && is_known(chain, real)) {
        problem_add(reader->problems, named->at, "base", NULL, PROBLEM_BASE_CIRCLE, named->text);
        free(real);
        return false;
    }
    struct node *root = document_read_yaml(reader, path);
    chain->roots[chain->count] = root;
    chain->real[chain->count++] = real;
    if (root && named && root->kind != NODE_MAPPING && !root->refused) {
        problem_add(reader->problems, root->at, NULL, NULL, PROBLEM_WRONG_KIND,
                    "a scenario, which is a mapping of keys such as 'name:'", node_kind_name(root));
    }
    return root && (!named || root->kind == NODE_MAPPING);
}

static void note_change(struct variant *self, const char *line)
{
    self->changes[self->change_count++] = line;
}

/* The file on top of its bases; NULL after a problem. */
static struct node *read_chain(struct document_reader *reader, const char *path,
                               struct variant *variant)
{
    struct chain chain = {.count = 0};
    struct node *root = NULL;
    bool good = chain_add(reader, &chain, path, NULL);
    const struct node *base;
    while (good && (base = node_value(chain.roots[chain.count - 1], "base"))) {
        const char *next = base_path(reader, &chain, base);
        good = next && chain_add(reader, &chain, next, base);
        if (good) {
            note_change(variant, scenario_arena_print(reader->arena, "base: %s", base->text));
        }
    }
    if (good) {
        root = chain.roots[chain.count - 1];
        for (size_t i = chain.count - 1; i-- > 0;) {
            root = variant_merge(reader, &schema_scenario, root, chain.roots[i]);
        }
    }
    chain_done(&chain);
    return root;
}

/* ---- files of rows ---- */

void variant_read_file(struct document_reader *reader, struct node *section)
{
    for (size_t k = 0; section->kind == NODE_MAPPING && k < section->count; k++) {
        struct node *file = section->items[k];
        if (strcmp(section->keys[k]->text, "file") != 0 || file->kind != NODE_SCALAR ||
            file->refused) {
            continue;
        }
        struct node *rows = document_read_named_csv(reader, file);
        if (rows) {
            section->items[k] = rows;
        } else {
            file->refused = true;
        }
    }
}

static void read_files(struct document_reader *reader, struct node *root)
{
    for (size_t k = 0; root->kind == NODE_MAPPING && k < root->count; k++) {
        const struct schema_field *field = schema_field_of(&schema_scenario, root->keys[k]->text);
        if (field && field->type == SCHEMA_ROWS) {
            variant_read_file(reader, root->items[k]);
        }
    }
}

/* ---- all of it ---- */

/* "stations.Naye.shelf=120" as "stations.Naye.shelf = 120 (--set)". */
static const char *change_words(struct scenario_arena *arena, const char *text)
{
    const char *value = strchr(text, '=');
    if (!value) {
        return text;
    }
    return scenario_arena_print(arena, "%.*s = %s (--set)", (int)(value - text), text, value + 1);
}

static void apply(struct document_reader *reader, const struct scenario_changes *changes,
                  struct variant *variant)
{
    for (size_t i = 0; variant->root->kind == NODE_MAPPING && i < changes->count; i++) {
        const char *text = changes->sets[i];
        reader->hash = XXH3_64bits_withSeed(text, strlen(text) + 1, reader->hash);
        variant->root = variant_set(reader, variant->root, text, (int)i + 1);
        note_change(variant, change_words(reader->arena, text));
    }
}

struct variant variant_read(struct document_reader *reader, const char *path,
                            const struct scenario_changes *changes)
{
    size_t sets = changes ? changes->count : 0;
    struct variant variant = {
        .changes = scenario_arena_take(reader->arena, VARIANT_BASES + sets, sizeof(char *))};
    variant.root = read_chain(reader, path, &variant);
    if (!variant.root) {
        return variant;
    }
    read_files(reader, variant.root);
    if (sets > 0) {
        apply(reader, changes, &variant);
        read_files(reader, variant.root); /* those that a change names */
    }
    variant.root->merged = variant.change_count > 0;
    return variant;
}
