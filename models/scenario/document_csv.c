/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_csv.c - a CSV file as a sequence of mappings, read by libcsv (RFC 4180).
 *
 * libcsv knows no positions: it is fed character by character, and we remember where the cell
 * under way began. */
#include <string.h>

#include <csv.h>

#include "models/scenario/document.h"
#include "models/scenario/document_bytes.h"

enum { COLUMN_LIMIT = 256 };

struct csv_reader {
    struct document_reader *reader;
    const char *file;
    struct source_position here, cell; /* of the next character; of the cell under way */
    bool in_cell;
    struct node *header[COLUMN_LIMIT];
    size_t columns;
    bool header_done;
    struct node *keys[COLUMN_LIMIT], *values[COLUMN_LIMIT]; /* of the row under way */
    size_t column, cells;
    int row_line;
    struct node **rows;
    size_t row_count, row_room;
};

static struct node *new_cell(struct csv_reader *self, const void *text, size_t length)
{
    struct node *node = scenario_arena_take(self->reader->arena, 1, sizeof *node);
    node->kind = NODE_SCALAR;
    node->at = self->cell;
    node->text = scenario_arena_text_of(self->reader->arena, text, length);
    return node;
}

static void on_header_cell(struct csv_reader *self, struct node *cell)
{
    if (cell->text[0] == '\0') {
        problem_add(self->reader->problems, cell->at, NULL, NULL, PROBLEM_CSV_HEADER);
    }
    for (size_t c = 0; c < self->columns; c++) {
        if (cell->text[0] && strcmp(self->header[c]->text, cell->text) == 0) {
            problem_add(self->reader->problems, cell->at, NULL, NULL, PROBLEM_DUPLICATE_KEY,
                        cell->text, self->header[c]->at.line);
        }
    }
    if (self->columns < COLUMN_LIMIT) {
        self->header[self->columns++] = cell;
    }
}

static void on_cell(void *text, size_t length, void *context)
{
    struct csv_reader *self = context;
    self->in_cell = false;
    struct node *cell = new_cell(self, text, length);
    if (!self->header_done) {
        on_header_cell(self, cell);
        return;
    }
    size_t column = self->column++;
    if (column == 0) {
        self->row_line = cell->at.line;
    }
    if (column == self->columns) {
        problem_add(self->reader->problems, cell->at, NULL, NULL, PROBLEM_CSV_TOO_MANY_CELLS,
                    (int)self->columns);
    } else if (column < self->columns && length > 0) {
        self->keys[self->cells] = self->header[column];
        self->values[self->cells++] = cell;
    }
}

static struct node **copy_nodes(struct csv_reader *self, struct node **from, size_t count)
{
    struct node **to = scenario_arena_take(self->reader->arena, count, sizeof(struct node *));
    if (count > 0) {
        memcpy(to, from, count * sizeof(struct node *));
    }
    return to;
}

static void add_row(struct csv_reader *self)
{
    struct node *row = scenario_arena_take(self->reader->arena, 1, sizeof *row);
    row->kind = NODE_MAPPING;
    row->at = (struct source_position){self->file, self->row_line, 1};
    row->keys = copy_nodes(self, self->keys, self->cells);
    row->items = copy_nodes(self, self->values, self->cells);
    row->count = self->cells;
    if (self->row_count == self->row_room) {
        self->row_room = 2 * self->row_room + 64;
        struct node **rows =
            scenario_arena_take(self->reader->arena, self->row_room, sizeof(struct node *));
        if (self->row_count > 0) {
            memcpy(rows, self->rows, self->row_count * sizeof(struct node *));
        }
        self->rows = rows;
    }
    self->rows[self->row_count++] = row;
}

static void on_row(int separator, void *context)
{
    struct csv_reader *self = context;
    (void)separator;
    if (!self->header_done) {
        self->header_done = true;
    } else if (self->cells > 0) { /* a row of empty cells is no row */
        add_row(self);
    }
    self->column = self->cells = 0;
}

/* Moves past one byte; columns count characters, so UTF-8's continuation bytes don't. */
static void advance(struct csv_reader *self, char byte)
{
    if (byte == '\n') {
        self->here.line++;
        self->here.column = 1;
    } else if (((unsigned char)byte & 0xc0) != 0x80) {
        self->here.column++;
    }
}

static bool parse(struct csv_reader *self, const struct document_bytes *bytes)
{
    struct csv_parser parser;
    if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return false;
    }
    bool good = true;
    for (size_t i = 0; good && i < bytes->length; i++) {
        char byte = bytes->text[i];
        if (!self->in_cell && byte != '\n' && byte != '\r') {
            self->in_cell = true;
            self->cell = self->here;
        }
        good = csv_parse(&parser, &byte, 1, on_cell, on_row, self) == 1;
        if (good) {
            advance(self, byte);
        }
    }
    good = good && csv_fini(&parser, on_cell, on_row, self) == 0;
    if (!good) {
        problem_add(self->reader->problems, self->here, NULL, NULL, PROBLEM_CSV_SYNTAX,
                    csv_strerror(csv_error(&parser)));
    }
    csv_free(&parser);
    return good;
}

struct node *document_read_csv(struct document_reader *reader, const char *path)
{
    struct document_bytes bytes;
    if (!document_bytes_read(reader, path, true, &bytes)) {
        return NULL;
    }
    struct csv_reader self = {.reader = reader, .file = bytes.file, .here = {bytes.file, 1, 1}};
    self.cell = self.here;
    bool good = parse(&self, &bytes);
    document_bytes_done(&bytes);
    if (good && self.columns == 0) {
        problem_add(reader->problems, (struct source_position){self.file, 1, 1}, NULL, NULL,
                    PROBLEM_CSV_HEADER);
        good = false;
    }
    if (!good) {
        return NULL;
    }
    struct node *root = scenario_arena_take(reader->arena, 1, sizeof *root);
    *root = (struct node){.kind = NODE_SEQUENCE,
                          .at = {self.file, 1, 1},
                          .items = self.rows,
                          .count = self.row_count};
    return root;
}
