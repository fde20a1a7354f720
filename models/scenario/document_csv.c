/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_csv.c - a CSV file as a sequence of mappings, read by libcsv (RFC 4180).
 *
 * libcsv knows no positions: it is fed character by character, and we remember where the cell
 * under way began. */
#include <string.h>

#include <csv.h>

#include "engine/require.h"
#include "models/scenario/document.h"
#include "models/scenario/document_bytes.h"

enum { COLUMN_LIMIT = 256 };

struct csv_reader {
    struct document_reader *reader;
    const char *file;
    struct source_position here, cell; /* of the next character; of the cell under way */
    bool in_cell;
    bool stopped; /* after what can't be read on from */
    size_t nodes;
    struct node *header[COLUMN_LIMIT]; /* NULL: a column without a name of its own, left out */
    size_t columns;
    bool header_done;
    struct node *keys[COLUMN_LIMIT], *values[COLUMN_LIMIT]; /* of the row under way */
    size_t column, cells;
    int row_line;
    struct node **rows;
    size_t row_count, row_room;
};

/* NULL once there are too many; the problem has been added. */
static struct node *new_node(struct csv_reader *self, enum node_kind kind,
                             struct source_position at)
{
    if (self->stopped || ++self->nodes > DOCUMENT_NODES) {
        if (!self->stopped) {
            problem_add(self->reader->problems, at, NULL, NULL, PROBLEM_TOO_MANY_NODES,
                        DOCUMENT_NODES);
        }
        self->stopped = true;
        return NULL;
    }
    struct node *node = scenario_arena_take(self->reader->arena, 1, sizeof *node);
    node->kind = kind;
    node->at = at;
    node->text = "";
    return node;
}

static struct node *new_cell(struct csv_reader *self, const void *text, size_t length)
{
    struct node *node = new_node(self, NODE_SCALAR, self->cell);
    if (node) {
        node->text = scenario_arena_text_of(self->reader->arena, length ? text : "", length);
    }
    return node;
}

static bool is_known_column(struct csv_reader *self, const struct node *cell)
{
    for (size_t c = 0; c < self->columns && c < COLUMN_LIMIT; c++) {
        if (self->header[c] && strcmp(self->header[c]->text, cell->text) == 0) {
            problem_add(self->reader->problems, cell->at, NULL, NULL, PROBLEM_DUPLICATE_KEY,
                        cell->text, self->header[c]->at.line);
            return true;
        }
    }
    return false;
}

static void on_header_cell(struct csv_reader *self, const void *text, size_t length)
{
    size_t column = self->columns++;
    if (column >= COLUMN_LIMIT) {
        return; /* counted; on_header_end tells */
    }
    struct node *cell = new_cell(self, text, length);
    if (cell->text[0] == '\0') {
        problem_add(self->reader->problems, cell->at, NULL, NULL, PROBLEM_CSV_HEADER);
    } else if (!is_known_column(self, cell)) {
        self->header[column] = cell;
    }
}

static void on_header_end(struct csv_reader *self)
{
    self->header_done = true;
    if (self->columns > COLUMN_LIMIT) {
        problem_add(self->reader->problems, (struct source_position){self->file, 1, 1}, NULL, NULL,
                    PROBLEM_TOO_MANY, COLUMN_LIMIT, "columns", self->columns);
        self->stopped = true;
    }
}

static void on_cell(void *text, size_t length, void *context)
{
    struct csv_reader *self = context;
    self->in_cell = false;
    if (!self->header_done) {
        on_header_cell(self, text, length);
        return;
    }
    size_t column = self->column++;
    if (column == 0) {
        self->row_line = self->cell.line;
    }
    if (column == self->columns) {
        problem_add(self->reader->problems, self->cell, NULL, NULL, PROBLEM_CSV_TOO_MANY_CELLS,
                    (int)self->columns);
    }
    if (column >= self->columns || length == 0 || !self->header[column]) {
        return;
    }
    struct node *cell = new_cell(self, text, length);
    if (cell) {
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
    struct source_position at = {self->file, self->row_line, 1};
    struct node *row = new_node(self, NODE_MAPPING, at);
    if (!row) {
        return;
    }
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
        on_header_end(self);
    } else if (self->cells > 0) { /* a row of empty cells is no row */
        add_row(self);
    }
    self->column = self->cells = 0;
}

/* Moves past one byte; columns count characters, so UTF-8's continuation bytes don't. `next`
 * is the byte after it: \r alone ends a line as well. */
static void advance(struct csv_reader *self, char byte, char next)
{
    if (byte == '\n' || (byte == '\r' && next != '\n')) {
        self->here.line++;
        self->here.column = 1;
    } else if (((unsigned char)byte & 0xc0) != 0x80) {
        self->here.column++;
    }
}

/* A cell begins at its first character that isn't blank; an empty one at what ends it. */
static void mark_cell(struct csv_reader *self, char byte)
{
    if (!self->in_cell) {
        self->cell = self->here;
        self->in_cell = byte != ' ' && byte != '\t' && byte != '\n' && byte != '\r';
    }
}

static bool feed(struct csv_reader *self, struct csv_parser *parser,
                 const struct document_bytes *bytes)
{
    for (size_t i = 0; i < bytes->length; i++) {
        char byte = bytes->text[i];
        mark_cell(self, byte);
        if (csv_parse(parser, &byte, 1, on_cell, on_row, self) != 1) {
            return false;
        }
        if (self->stopped) {
            return true;
        }
        advance(self, byte, bytes->text[i + 1]);
    }
    mark_cell(self, '\n');
    self->here = self->cell; /* a quote that is never closed is told where it opens */
    return csv_fini(parser, on_cell, on_row, self) == 0;
}

/* False after a problem that leaves no rows. */
static bool parse(struct csv_reader *self, const struct document_bytes *bytes)
{
    struct csv_parser parser;
    DES_REQUIRE(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
    bool good = feed(self, &parser, bytes);
    if (!good) {
        problem_add(self->reader->problems, self->here, NULL, NULL, PROBLEM_CSV_SYNTAX,
                    csv_error(&parser) == CSV_EPARSE
                        ? "a quote that is never closed, or stands in the middle of a cell"
                        : csv_strerror(csv_error(&parser)));
    }
    csv_free(&parser);
    return good && !self->stopped;
}

static struct node *new_root(struct csv_reader *self)
{
    struct node *root = scenario_arena_take(self->reader->arena, 1, sizeof *root);
    struct node **columns =
        scenario_arena_take(self->reader->arena, self->columns + 1, sizeof(struct node *));
    size_t named = 0;
    for (size_t c = 0; c < self->columns; c++) {
        if (self->header[c]) {
            columns[named++] = self->header[c];
        }
    }
    *root = (struct node){.kind = NODE_SEQUENCE,
                          .at = {self->file, 1, 1},
                          .text = "",
                          .keys = columns,
                          .items = self->rows,
                          .count = self->row_count};
    return root;
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
        problem_add(reader->problems, (struct source_position){.file = self.file}, NULL, NULL,
                    PROBLEM_EMPTY_FILE);
    }
    if (!good || self.columns == 0) {
        return NULL;
    }
    return new_root(&self);
}
