/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_table.h - the tables of the text report: which results stand in which cell. Long names
 * lose their ends. */
#ifndef TOOLS_TEXT_TABLE_H
#define TOOLS_TEXT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/cell_table.h"
#include "tools/row_index.h"

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
    struct cell_table cells; /* owned */
};

struct text_table text_table_make(const struct row_index *index, const struct text_column *columns,
                                  size_t count);
/* A row; its key's measure and statistic, where not NULL, go before the column's. A row with
 * no result at all is left out. */
void text_table_add(struct text_table *self, const char *label, const struct row_key *key);
/* Prints it under a heading, unless it has no rows; frees it. */
void text_table_print(struct text_table *self, const char *heading, bool colour, FILE *out);

#endif
