/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cell_table.h - texts in rows and columns, for a terminal.
 *
 * A table takes at most TEXT_WIDTH columns of a terminal: what is wider is printed in parts,
 * one below the other, each with the labels. */
#ifndef TOOLS_CELL_TABLE_H
#define TOOLS_CELL_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { TEXT_WIDTH = 100, TEXT_LABEL_WIDTH = 34 };

struct cell_column {
    const char *title;
    bool left; /* aligned so; else to the right */
};

struct cell_table {
    const struct cell_column *columns; /* after the labels; not owned */
    size_t column_count;
    size_t rows;
    char **cells; /* by row: the label, then the columns; NULL is empty; owned */
};

/* What all tables need of the C library: widths of characters. Once, at the start. */
void cell_table_set_up(void);

/* Takes over the cells, label first: allocated texts or NULL. */
void cell_table_add(struct cell_table *self, char *const *cells);
/* Prints it under a heading, unless it has no rows; frees it. `heading` may be NULL. */
void cell_table_print(struct cell_table *self, const char *heading, bool colour, FILE *out);

#endif
