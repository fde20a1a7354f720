/* SPDX-License-Identifier: GPL-3.0-or-later */
/* text_table.h - the tables of the text report: which results stand in which cell. */
#ifndef TOOLS_TEXT_TABLE_H
#define TOOLS_TEXT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "models/measure/results.h"

/* The names that single out a result; NULL stands for "". */
struct row_key {
    const char *measure, *statistic, *event, *direction, *class_name, *tier, *place_kind, *place;
};

/* A column shows the result of its measure and statistic for the row's place, times `factor`
 * (100 for per cent). */
struct text_column {
    const char *title, *measure, *statistic;
    double factor;
};

struct libscols_table;

struct text_table {
    const struct results *results;
    struct libscols_table *table;
    const struct text_column *columns;
    size_t column_count;
    size_t rows;
};

/* What all tables need of the C library: widths of characters. Once, at the start. */
void text_table_set_up(void);

const struct result_row *text_find(const struct results *results, const struct row_key *key);
double text_mean(const struct results *results, const struct row_key *key); /* NaN if none */

struct text_table text_table_make(const struct results *results, const char *first,
                                  const struct text_column *columns, size_t count);
/* A row; its key's measure and statistic, where not NULL, go before the column's. A row with
 * no result at all is left out. */
void text_table_add(struct text_table *self, const char *label, const struct row_key *key);
/* Prints it under a heading, unless it has no rows; frees it. */
void text_table_print(struct text_table *self, const char *heading, bool colour, FILE *out);

#endif
