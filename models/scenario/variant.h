/* SPDX-License-Identifier: GPL-3.0-or-later */
/* variant.h - a scenario that says only what differs from another one.
 *
 * Files and changes on the command line are merged as trees of nodes, before the schema reads
 * them, so that every value still knows where it was written. scenarios/README.md says the
 * rules for planners; the schema's tables say which keys exclude one another (`instead_of`),
 * which lists have rows with names (`row`) and which mappings are one value. */
#ifndef MODELS_SCENARIO_VARIANT_H
#define MODELS_SCENARIO_VARIANT_H

#include "models/scenario/document.h"
#include "models/scenario/scenario.h"
#include "models/scenario/schema.h"

enum { VARIANT_BASES = 16 }; /* the longest chain */

struct variant {
    struct node *root;    /* NULL after a problem that leaves no tree; in the reader's arena */
    const char **changes; /* what was put on top of the base, for people; in the arena */
    size_t change_count;
};

/* Reads the file, the bases it names and the CSV files that its rows come from (`file:` is then
 * a sequence with keys), and merges them; then applies the changes, which may be NULL. */
struct variant variant_read(struct document_reader *reader, const char *path,
                            const struct scenario_changes *changes);

/* ---- among the variant*.c ---- */

/* A new node with room for so many entries, and an entry for a mapping. */
struct node *variant_node(struct document_reader *reader, enum node_kind kind,
                          struct source_position at, size_t room);
void variant_add(struct node *mapping, struct node *key, struct node *value);

/* `over` on top of `base`, both mappings of the table's keys. Neither is changed. */
struct node *variant_merge(struct document_reader *reader, const struct schema_table *table,
                           const struct node *base, const struct node *over);

/* By what name a row is found: "Naye"; a link's is "Guiyang - Wangmo" whichever comes first, or
 * "Guiyang -> Wangmo" for one way. NULL when it has none. */
const char *variant_row_name(struct scenario_arena *arena, const struct schema_table *table,
                             const struct node *row);

/* Is it by this key that a row is found? */
bool variant_names_row(const struct schema_table *table, const char *key);

/* The rows of a list or of `defaults:`, `file:` and `list:`: those of the file, then the others.
 * An empty sequence when there are none; `section` may be NULL. */
const struct node *variant_rows(struct scenario_arena *arena, const struct node *section);

/* Is `word` one of the words of `list`? */
bool variant_word_of(const char *list, const char *word);

/* Reads the CSV file that `file:` names, in place, unless that was done. */
void variant_read_file(struct document_reader *reader, struct node *section);

/* "stations.Naye.shelf=120", the `ordinal`th --set, on top of root. */
struct node *variant_set(struct document_reader *reader, struct node *root, const char *text,
                         int ordinal);

#endif
