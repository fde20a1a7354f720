/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/cell_table.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include <libsmartcols.h>

#include "engine/require.h"
#include "tools/printable.h"

enum { INDENT = 2 }; /* of every line, and so of the room for it */

void cell_table_set_up(void)
{
    /* libsmartcols asks the C library how wide 望谟县 is. Only LC_CTYPE: numbers keep their
     * points. Part of every Debian, whatever the user's locale. */
    setlocale(LC_CTYPE, "C.UTF-8");
}

void cell_table_add(struct cell_table *self, char *const *cells)
{
    size_t width = self->column_count + 1;
    self->cells = des_resize(self->cells, (self->rows + 1) * width, sizeof *self->cells);
    memcpy(self->cells + self->rows * width, cells, width * sizeof *cells);
    self->rows++;
}

/* Columns of the terminal that column `c` takes with its heading; 0 is the one of labels. */
static size_t column_width(const struct cell_table *self, size_t c)
{
    size_t most = c > 0 ? printable_width(self->columns[c - 1].title) : 0;
    for (size_t r = 0; r < self->rows; r++) {
        const char *cell = self->cells[r * (self->column_count + 1) + c];
        size_t width = cell ? printable_width(cell) : 0;
        most = width > most ? width : most;
    }
    return most;
}

/* Lines without the blanks that smartcols leaves at their ends. */
static void print_trimmed(const char *text, FILE *out)
{
    while (*text) {
        size_t length = strcspn(text, "\n"), end = length;
        while (end > 0 && text[end - 1] == ' ') {
            end--;
        }
        fprintf(out, "%*s%.*s\n", INDENT, "", (int)end, text);
        text += length + (text[length] == '\n');
    }
}

/* The labels and columns begin .. end - 1. */
static void print_part(const struct cell_table *self, size_t begin, size_t end, FILE *out)
{
    struct libscols_table *table = scols_new_table();
    DES_REQUIRE(table != NULL);
    scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
    scols_table_enable_noencoding(table, 1); /* labels are printable already */
    scols_table_new_column(table, "", 0, 0);
    for (size_t c = begin; c < end; c++) {
        const struct cell_column *column = &self->columns[c];
        scols_table_new_column(table, column->title, 0, column->left ? 0 : SCOLS_FL_RIGHT);
    }
    for (size_t r = 0; r < self->rows; r++) {
        char **cells = self->cells + r * (self->column_count + 1);
        struct libscols_line *line = scols_table_new_line(table, NULL);
        DES_REQUIRE(line != NULL && scols_line_set_data(line, 0, cells[0]) == 0);
        for (size_t c = begin; c < end; c++) {
            DES_REQUIRE(scols_line_set_data(line, c - begin + 1, cells[c + 1]) == 0);
        }
    }
    char *text = NULL;
    DES_REQUIRE(scols_print_table_to_string(table, &text) == 0);
    print_trimmed(text, out);
    free(text);
    scols_unref_table(table);
}

/* In as many parts as the width asks for, at least one column in each. */
static void print_parts(const struct cell_table *self, FILE *out)
{
    size_t label = INDENT + column_width(self, 0);
    for (size_t begin = 0, end; begin < self->column_count; begin = end) {
        size_t width = label;
        for (end = begin; end < self->column_count; end++) {
            width += 1 + column_width(self, end + 1);
            if (width > TEXT_WIDTH && end > begin) {
                break;
            }
        }
        print_part(self, begin, end, out);
    }
}

void cell_table_print(struct cell_table *self, const char *heading, bool colour, FILE *out)
{
    if (self->rows > 0) {
        if (heading) {
            fprintf(out, colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n", heading);
        }
        print_parts(self, out);
    }
    for (size_t c = 0; c < self->rows * (self->column_count + 1); c++) {
        free(self->cells[c]);
    }
    free(self->cells);
    *self = (struct cell_table){0};
}
