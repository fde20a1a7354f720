/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document.h - a YAML or CSV file as a tree of nodes that know where they stand.
 *
 * Every scalar keeps its text as written; what it means is for the schema to say. Guards: file
 * size, depth, number of nodes, aliases, merge keys, duplicate keys, several documents, text
 * that isn't UTF-8: each is a problem with its place, and bounded in time and memory. */
#ifndef MODELS_SCENARIO_DOCUMENT_H
#define MODELS_SCENARIO_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/problem/problem.h"
#include "models/scenario/arena.h"

enum node_kind { NODE_SCALAR, NODE_SEQUENCE, NODE_MAPPING };

/* Where a value of a resolved scenario comes from (resolve.h). */
enum node_origin {
    NODE_WRITTEN,       /* from `at` */
    NODE_FROM_DEFAULTS, /* from `at`, in the `defaults:` of its rows */
    NODE_ASSUMED,       /* from nowhere */
};

struct node {
    enum node_kind kind;
    enum node_origin origin;
    struct source_position at;
    const char *text;    /* scalar: as written, without quotes; "" for a null value */
    bool quoted;         /* scalar: was in quotes */
    bool null;           /* scalar: `~` or `null`; `text` is "" */
    bool refused;        /* a problem already; nothing more is to be said of it */
    bool merged;         /* put together from several files: the order of its entries says
                            nothing of where they stand (variant.h) */
    struct node **items; /* sequence: the items; mapping: the values */
    struct node **keys;  /* mapping: the keys (scalars); rows of a CSV file: its columns, with
                            a NULL at their end; else NULL */
    size_t count;
};

enum {
    DOCUMENT_BYTES = 64 << 20, /* a larger file is refused before it is read */
    DOCUMENT_DEPTH = 64,
    DOCUMENT_NODES = 4000000,
};

/* What reading files needs: where nodes live, where problems go, and the hash of all bytes
 * read so far. */
struct document_reader {
    struct scenario_arena *arena;
    struct problem_list *problems;
    size_t nodes;    /* of all YAML read, so that a chain of bases is bounded as one file is */
    uint64_t hash;   /* XXH3 of the bytes of every file read, chained in order */
    bool unreadable; /* some file could not be opened or read */
};

/* The root node, or NULL after a problem that leaves no tree (unreadable, too large, empty, not
 * YAML). A duplicate key is reported and the later value left out. */
struct node *document_read_yaml(struct document_reader *reader, const char *path);

/* The same of a text that is no file: all of it stands at `start`'s line, from its column on.
 * Text that holds nothing is a scalar that holds nothing. */
struct node *document_read_text(struct document_reader *reader, const char *text,
                                struct source_position start);

/* A CSV file as a sequence of mappings: header names are the keys, empty cells are left out.
 * Positions are line and column (in characters) of the cell in the CSV file. Handles a UTF-8
 * BOM, CRLF, quoted fields with line breaks; a row with too many cells is a problem. */
struct node *document_read_csv(struct document_reader *reader, const char *path);

/* The value under `key`, or NULL. */
const struct node *node_value(const struct node *mapping, const char *key);
/* The CSV file that a scalar names: beside the file in which the scalar is written. */
struct node *document_read_named_csv(struct document_reader *reader, const struct node *name);
/* What a relative name that is written in `file` is relative to: "scenarios/", or "". */
const char *document_directory(struct scenario_arena *arena, const char *file);
/* "a scalar" / "a list" / "a mapping", for messages. */
const char *node_kind_name(const struct node *node);

#endif
