/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_table.h - the tables of the text report: which results stand in which cell.
 *
 * A table takes at most TEXT_WIDTH columns of a terminal: long names lose their ends, and what
 * is still too wide is printed in parts, one below the other. */
#ifndef TOOLS_TEXT_TABLE_H
#define TOOLS_TEXT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/row_index.h"

enum { TEXT_WIDTH = 100, TEXT_LABEL_WIDTH = 34 };

/* A column shows the result of its measure and statistic for the row's place, times `factor`
 * (100 for per cent). */
struct text_column {
    const char *title, *measure, *statistic;
    double factor;
};

struct text_table {
    const struct row_index *index; /* not owned, nor the columns */
    const struct text_column *columns;
    size_t column_count;
    size_t rows;
    char **cells; /* by row: the label, then the columns; owned */
};

/* What all tables need of the C library: widths of characters. Once, at the start. */
void text_table_set_up(void);

struct text_table text_table_make(const struct row_index *index, const struct text_column *columns,
                                  size_t count);
/* A row; its key's measure and statistic, where not NULL, go before the column's. A row with
 * no result at all is left out. */
void text_table_add(struct text_table *self, const char *label, const struct row_key *key);
/* Prints it under a heading, unless it has no rows; frees it. */
void text_table_print(struct text_table *self, const char *heading, bool colour, FILE *out);

#endif
