/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/text_table.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "engine/require.h"
#include "models/measure/estimate.h"

void text_table_set_up(void)
{
    /* libsmartcols asks the C library how wide 望谟县 is. Only LC_CTYPE: numbers keep their
     * points. Part of every Debian, whatever the user's locale. */
    setlocale(LC_CTYPE, "C.UTF-8");
}

static bool same(const char *wanted, const char *is)
{
    return strcmp(wanted ? wanted : "", is) == 0;
}

const struct result_row *text_find(const struct results *results, const struct row_key *key)
{
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (same(key->measure, row->measure) && same(key->statistic, row->statistic) &&
            same(key->place, row->place) && same(key->place_kind, row->place_kind) &&
            same(key->direction, row->direction) && same(key->event, row->event) &&
            same(key->class_name, row->class_name) && same(key->tier, row->tier)) {
            return row;
        }
    }
    return NULL;
}

double text_mean(const struct results *results, const struct row_key *key)
{
    const struct result_row *row = text_find(results, key);
    return row ? estimate_make(row->values, results->replications, results->confidence).mean : NAN;
}

struct text_table text_table_make(const struct results *results, const char *first,
                                  const struct text_column *columns, size_t count)
{
    struct text_table self = {results, scols_new_table(), columns, count, 0};
    DES_REQUIRE(self.table != NULL);
    scols_table_set_termforce(self.table, SCOLS_TERMFORCE_NEVER);
    scols_table_new_column(self.table, first, 0, 0);
    for (size_t c = 0; c < count; c++) {
        scols_table_new_column(self.table, columns[c].title, 0, SCOLS_FL_RIGHT);
    }
    return self;
}

static void format_cell(const struct results *results, const struct result_row *row, double factor,
                        char *buffer, size_t size)
{
    struct estimate estimate =
        estimate_make(row->values, results->replications, results->confidence);
    estimate_format(&estimate, factor, buffer, size);
    if (strcmp(buffer, "not estimable") == 0) {
        snprintf(buffer, size, "n/e");
    } else if (estimate.count < results->replications) {
        size_t used = strlen(buffer);
        snprintf(buffer + used, size - used, " [%zu]", estimate.count);
    }
}

void text_table_add(struct text_table *self, const char *label, const struct row_key *key)
{
    struct libscols_line *line = NULL;
    for (size_t c = 0; c < self->column_count; c++) {
        const struct text_column *column = &self->columns[c];
        struct row_key cell = *key;
        cell.measure = key->measure ? key->measure : column->measure;
        cell.statistic = key->statistic ? key->statistic : column->statistic;
        const struct result_row *row = text_find(self->results, &cell);
        if (!row) {
            continue;
        }
        if (!line) {
            line = scols_table_new_line(self->table, NULL);
            DES_REQUIRE(line != NULL);
            scols_line_set_data(line, 0, label);
            self->rows++;
        }
        char text[80];
        format_cell(self->results, row, column->factor, text, sizeof text);
        scols_line_set_data(line, c + 1, text);
    }
}

/* Lines without the blanks that smartcols leaves at their ends. */
static void print_trimmed(const char *text, FILE *out)
{
    while (*text) {
        size_t length = strcspn(text, "\n"), end = length;
        while (end > 0 && text[end - 1] == ' ') {
            end--;
        }
        fprintf(out, "  %.*s\n", (int)end, text);
        text += length + (text[length] == '\n');
    }
}

void text_table_print(struct text_table *self, const char *heading, bool colour, FILE *out)
{
    if (self->rows > 0) {
        char *text = NULL;
        fprintf(out, colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n", heading);
        DES_REQUIRE(scols_print_table_to_string(self->table, &text) == 0);
        print_trimmed(text, out);
        free(text);
    }
    scols_unref_table(self->table);
}
