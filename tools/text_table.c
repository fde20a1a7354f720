/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text_table.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/estimate.h"
#include "tools/printable.h"

struct text_table text_table_make(const struct row_index *index, const struct text_column *columns,
                                  size_t count)
{
    return (struct text_table){
        .index = index, .columns = columns, .column_count = count, .cells.column_count = count};
}

/* The text of a cell, which is the caller's; NULL when there is no such result. */
static char *cell_make(const struct row_index *index, const struct row_key *key, double factor)
{
    const struct results *results = index->results;
    const struct result_row *row = row_index_find(index, key);
    if (!row) {
        return NULL;
    }
    struct estimate estimate =
        results_estimate(results, row->values, results->replications, results->confidence);
    char buffer[160];
    estimate_format(&estimate, factor, buffer, sizeof buffer);
    if (strcmp(buffer, "not estimable") == 0) {
        return des_copy_text("n/e");
    }
    if (estimate.count < results_independent(results)) {
        size_t used = strlen(buffer);
        snprintf(buffer + used, sizeof buffer - used, " [%zu]", estimate.count);
    }
    return des_copy_text(buffer);
}

void text_table_add(struct text_table *self, const char *label, const struct row_key *key)
{
    char **cells = des_allocate(self->column_count + 1, sizeof *cells);
    bool any = false;
    for (size_t c = 0; c < self->column_count; c++) {
        const struct text_column *column = &self->columns[c];
        struct row_key cell = *key;
        cell.measure = key->measure ? key->measure : column->measure;
        cell.statistic = key->statistic ? key->statistic : column->statistic;
        cells[c + 1] = cell_make(self->index, &cell, column->factor);
        any |= cells[c + 1] != NULL;
    }
    if (any) {
        cells[0] = printable_fit(label, TEXT_LABEL_WIDTH);
        cell_table_add(&self->cells, cells);
    }
    free(cells);
}

void text_table_print(struct text_table *self, const char *heading, bool colour, FILE *out)
{
    struct cell_column *columns = des_allocate(self->column_count, sizeof *columns);
    for (size_t c = 0; c < self->column_count; c++) {
        columns[c].title = self->columns[c].title;
    }
    self->cells.columns = columns;
    cell_table_print(&self->cells, heading, colour, out);
    free(columns);
    *self = (struct text_table){0};
}
