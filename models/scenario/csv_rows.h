/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_rows.h - a CSV file of any length, row by row.
 *
 * What document_read_csv is to a table of villages this is to a year of orders: nothing is kept,
 * the memory is that of the longest row. The same rules otherwise: RFC 4180, a byte order mark,
 * CRLF, GB18030 where it isn't UTF-8, and its bytes go into the reader's hash. */
#ifndef MODELS_SCENARIO_CSV_ROWS_H
#define MODELS_SCENARIO_CSV_ROWS_H

#include "models/scenario/document.h"

enum { CSV_ROW_CELLS = 64 };

/* Valid during the call. */
struct csv_row {
    const char *cells[CSV_ROW_CELLS]; /* UTF-8; the first CSV_ROW_CELLS */
    size_t count;                     /* of all cells */
    struct source_position at;        /* where it begins */
    const char *line;                 /* its bytes; NULL when they aren't on one line */
    size_t line_length;
};

/* Of the cell's first character; for messages, as it reads the line again. */
struct source_position csv_cell_position(const struct csv_row *row, size_t cell);

/* Calls `on_row` for every row that isn't blank, the header first. False after a problem: it can't
 * be read or isn't CSV. */
bool csv_rows_read(struct document_reader *reader, const char *path,
                   void (*on_row)(void *context, const struct csv_row *row), void *context);

#endif
