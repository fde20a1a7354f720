/* SPDX-License-Identifier: GPL-3.0-or-later */
/* csv_rows.c - fed to libcsv line by line, so that the line of every row is known. The file is read
 * twice: whether it is UTF-8 is only known at its end. */
#include "models/scenario/csv_rows.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csv.h>
#include <utf8proc.h>
#include <xxhash.h>

#include "engine/require.h"

enum { CHUNK = 1 << 20, LONGEST_ROW = 1 << 20 };

struct rows {
    struct document_reader *reader;
    const char *file;
    int descriptor;
    iconv_t converter; /* from GB18030; (iconv_t)-1: it is UTF-8 */
    struct csv_parser parser;
    bool stopped;
    void (*on_row)(void *context, const struct csv_row *row);
    void *context;
    struct csv_row row;
    char *text; /* of the row's cells, each with its NUL; owned */
    size_t used, room;
    size_t begins[CSV_ROW_CELLS];
    int line, row_line; /* under way; in which the row under way began */
    size_t row_bytes;   /* of the row under way so far */
};

/* What has been read and not yet dealt with. */
struct chunk {
    char *bytes; /* owned; room for CHUNK more than what may be left over */
    size_t count, room;
};

static void cannot_read(struct rows *self, const char *why)
{
    self->reader->unreadable = true;
    problem_add(self->reader->problems, (struct source_position){.file = self->file}, NULL, NULL,
                PROBLEM_CANNOT_READ, why);
    self->stopped = true;
}

static bool open_file(struct rows *self, const char *path)
{
    /* O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
    self->descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    struct stat status;
    if (self->descriptor < 0 || fstat(self->descriptor, &status) != 0) {
        cannot_read(self, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        cannot_read(self,
                    S_ISDIR(status.st_mode) ? "it is a directory" : "it is not a regular file");
    }
    return !self->stopped;
}

/* Appends up to CHUNK bytes; false at the end of the file or after a problem. */
static bool read_more(struct rows *self, struct chunk *chunk)
{
    if (chunk->count + CHUNK > chunk->room) {
        chunk->room = chunk->count + CHUNK;
        chunk->bytes = des_resize(chunk->bytes, chunk->room, 1);
    }
    ssize_t got;
    do {
        got = read(self->descriptor, chunk->bytes + chunk->count, CHUNK);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        cannot_read(self, strerror(errno));
    }
    chunk->count += got > 0 ? (size_t)got : 0;
    return got > 0;
}

/* Leaves what is behind the first `done` bytes. */
static void drop(struct chunk *chunk, size_t done)
{
    memmove(chunk->bytes, chunk->bytes + done, chunk->count - done);
    chunk->count -= done;
}

/* ---- the first reading: is it UTF-8? ---- */

/* How much of it is. */
static size_t utf8_length(const char *bytes, size_t count)
{
    size_t i = 0;
    while (i < count) {
        if ((unsigned char)bytes[i] < 0x80) {
            i++;
            continue;
        }
        utf8proc_int32_t point;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)bytes + i,
                                                 (utf8proc_ssize_t)(count - i), &point);
        if (step <= 0) {
            return i;
        }
        i += (size_t)step;
    }
    return i;
}

static struct source_position position_in(const struct rows *self, const char *bytes, size_t count,
                                          int lines_before)
{
    struct source_position at = {self->file, 1 + lines_before, 1};
    for (size_t i = 0; i < count; i++) {
        bool ends = bytes[i] == '\n';
        at.line += ends;
        at.column = ends ? 1 : at.column + (((unsigned char)bytes[i] & 0xc0) != 0x80);
    }
    return at;
}

static int lines_in(const char *bytes, size_t count)
{
    int lines = 0;
    for (const char *end = bytes + count; (bytes = memchr(bytes, '\n', (size_t)(end - bytes)));
         bytes++) {
        lines++;
    }
    return lines;
}

/* Hashes the file and decides how it is written. */
static void look_through(struct rows *self, struct chunk *chunk)
{
    XXH3_state_t *state = XXH3_createState();
    DES_REQUIRE(state != NULL);
    XXH3_64bits_reset_withSeed(state, self->reader->hash);
    int lines = 0;
    bool utf8 = true, more = true;
    while (more) {
        size_t before = chunk->count;
        more = read_more(self, chunk);
        XXH3_64bits_update(state, chunk->bytes + before, chunk->count - before);
        size_t good = utf8 ? utf8_length(chunk->bytes, chunk->count) : chunk->count;
        bool cut = more && chunk->count - good < 4; /* perhaps only a character's beginning */
        if (good < chunk->count && !cut) {
            utf8 = false;
            problem_add(self->reader->problems, position_in(self, chunk->bytes, good, lines), NULL,
                        "save it as UTF-8", PROBLEM_READ_AS_GB18030);
            good = chunk->count;
        }
        lines += lines_in(chunk->bytes, good);
        drop(chunk, good);
    }
    self->reader->hash = XXH3_64bits_digest(state);
    XXH3_freeState(state);
    chunk->count = 0;
    if (!utf8) {
        self->converter = iconv_open("UTF-8", "GB18030");
    }
    if (lseek(self->descriptor, 0, SEEK_SET) != 0) {
        cannot_read(self, strerror(errno));
    }
}

/* ---- the second: its rows ---- */

static char *text_room(struct rows *self, size_t more)
{
    if (self->used + more > self->room) {
        self->room = 2 * (self->used + more) + 256;
        self->text = des_resize(self->text, self->room, 1);
    }
    return self->text + self->used;
}

static bool is_ascii(const char *bytes, size_t length)
{
    unsigned char all = 0;
    for (size_t i = 0; i < length; i++) {
        all |= (unsigned char)bytes[i];
    }
    return all < 0x80;
}

static void on_cell(void *bytes, size_t length, void *context)
{
    struct rows *self = context;
    size_t cell = self->row.count++;
    if (cell >= CSV_ROW_CELLS) {
        return;
    }
    self->begins[cell] = self->used;
    char *to = text_room(self, 2 * length + 1); /* 2 bytes become 3 at most */
    if (self->converter == (iconv_t)-1 || is_ascii(bytes, length)) {
        if (length > 0) {
            memcpy(to, bytes, length);
        }
        to += length;
    } else {
        char *in = bytes;
        size_t left = 2 * length;
        iconv(self->converter, NULL, NULL, NULL, NULL);
        iconv(self->converter, &in, &length, &to, &left); /* what isn't text is no name, either */
    }
    *to++ = '\0';
    self->used = (size_t)(to - self->text);
}

static void end_row(int separator, void *context)
{
    struct rows *self = context;
    struct csv_row *row = &self->row;
    (void)separator;
    bool blank = true;
    for (size_t c = 0; c < row->count && c < CSV_ROW_CELLS; c++) {
        row->cells[c] = self->text + self->begins[c];
        blank &= row->cells[c][0] == '\0';
    }
    row->at = (struct source_position){self->file, self->row_line, 1};
    if (!blank) {
        self->on_row(self->context, row);
    }
    row->count = self->used = 0;
}

/* The length of the first line, its end included; 0 when its end isn't there. */
static size_t line_length(const char *bytes, size_t count, bool at_end)
{
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] == '\n' || (bytes[i] == '\r' && i + 1 < count && bytes[i + 1] != '\n')) {
            return i + 1;
        }
    }
    return at_end ? count : 0;
}

static void not_csv(struct rows *self)
{
    int why = self->row_bytes > LONGEST_ROW ? CSV_EPARSE : csv_error(&self->parser);
    problem_add(self->reader->problems, (struct source_position){self->file, self->row_line, 1},
                NULL, NULL, PROBLEM_CSV_SYNTAX,
                why == CSV_EPARSE
                    ? "a quote that is never closed, or stands in the middle of a cell"
                    : csv_strerror(why));
    self->stopped = true;
}

static void feed_line(struct rows *self, const char *line, size_t length)
{
    enum { BETWEEN_ROWS = 0 }; /* libcsv's state after the end of a row */
    bool new_row = self->parser.pstate == BETWEEN_ROWS;
    bool ended = line[length - 1] == '\n' || line[length - 1] == '\r';
    self->line++;
    self->row_line = new_row ? self->line : self->row_line;
    self->row_bytes = new_row ? length : self->row_bytes + length;
    self->row.line = new_row ? line : NULL;
    self->row.line_length = length;
    if (csv_parse(&self->parser, line, length, on_cell, end_row, self) != length ||
        (!ended && csv_parse(&self->parser, "\n", 1, on_cell, end_row, self) != 1) ||
        self->row_bytes > LONGEST_ROW) {
        not_csv(self);
    }
}

static void feed_all(struct rows *self, struct chunk *chunk)
{
    bool more = true;
    size_t skip = 0;
    for (bool first = true; more && !self->stopped; first = false) {
        more = read_more(self, chunk);
        skip = first && chunk->count >= 3 && memcmp(chunk->bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
        size_t done = skip, length = 1;
        while (!self->stopped && done < chunk->count && length > 0) {
            length = line_length(chunk->bytes + done, chunk->count - done, !more);
            if (length > 0) {
                feed_line(self, chunk->bytes + done, length);
            }
            done += length;
        }
        drop(chunk, done);
    }
    if (!self->stopped && csv_fini(&self->parser, on_cell, end_row, self) != 0) {
        not_csv(self);
    }
}

struct source_position csv_cell_position(const struct csv_row *row, size_t cell)
{
    struct source_position at = row->at;
    bool quoted = false;
    size_t i = 0;
    for (; row->line && i < row->line_length && cell > 0; i++) {
        quoted ^= row->line[i] == '"';
        cell -= row->line[i] == ',' && !quoted;
        at.column += ((unsigned char)row->line[i] & 0xc0) != 0x80;
    }
    for (; row->line && i < row->line_length && row->line[i] == ' '; i++) {
        at.column++;
    }
    return at;
}

bool csv_rows_read(struct document_reader *reader, const char *path,
                   void (*on_row)(void *context, const struct csv_row *row), void *context)
{
    struct rows self = {.reader = reader,
                        .file = scenario_arena_text(reader->arena, path),
                        .descriptor = -1,
                        .converter = (iconv_t)-1,
                        .on_row = on_row,
                        .context = context};
    struct chunk chunk = {0};
    if (open_file(&self, path)) {
        look_through(&self, &chunk);
        DES_REQUIRE(csv_init(&self.parser, CSV_STRICT | CSV_STRICT_FINI) == 0);
        if (!self.stopped) {
            feed_all(&self, &chunk);
        }
        csv_free(&self.parser);
    }
    if (self.descriptor >= 0) {
        close(self.descriptor);
    }
    if (self.converter != (iconv_t)-1) {
        iconv_close(self.converter);
    }
    free(chunk.bytes);
    free(self.text);
    return !self.stopped;
}
