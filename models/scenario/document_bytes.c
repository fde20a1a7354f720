/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_bytes.c - reading a file whole, and refusing early what can't be a scenario. */
#include "models/scenario/document_bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <utf8proc.h>
#include <xxhash.h>

#include "engine/require.h"

/* ---- bytes ---- */

static bool cannot_read(struct document_reader *reader, const char *file, const char *why)
{
    reader->unreadable = true;
    problem_add(reader->problems, (struct source_position){.file = file}, NULL, NULL,
                PROBLEM_CANNOT_READ, why);
    return false;
}

static bool too_large(struct document_reader *reader, const char *file, long long size)
{
    problem_add(reader->problems, (struct source_position){.file = file}, NULL, NULL,
                PROBLEM_FILE_TOO_LARGE, size, (long long)DOCUMENT_BYTES);
    return false;
}

/* Reads to the end, but no more than one byte above the limit: the file may grow meanwhile. */
static bool read_all(int descriptor, struct document_bytes *bytes)
{
    size_t room = 1 << 16;
    bytes->start = des_allocate(room, 1);
    for (;;) {
        ssize_t got = read(descriptor, bytes->start + bytes->length, room - 1 - bytes->length);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            bytes->start[bytes->length] = '\0';
            return got == 0;
        }
        bytes->length += (size_t)got;
        if (bytes->length > DOCUMENT_BYTES) {
            return true;
        }
        if (bytes->length == room - 1) {
            room *= 2;
            bytes->start = des_resize(bytes->start, room, 1);
        }
    }
}

static bool load(struct document_reader *reader, int descriptor, struct document_bytes *bytes)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0) {
        return cannot_read(reader, bytes->file, strerror(errno));
    }
    if (S_ISDIR(status.st_mode)) {
        return cannot_read(reader, bytes->file, "it is a directory");
    }
    if (!S_ISREG(status.st_mode)) {
        return cannot_read(reader, bytes->file, "it is not a regular file");
    }
    if (status.st_size > DOCUMENT_BYTES) {
        return too_large(reader, bytes->file, (long long)status.st_size);
    }
    if (!read_all(descriptor, bytes)) {
        return cannot_read(reader, bytes->file, strerror(errno));
    }
    if (bytes->length > DOCUMENT_BYTES) {
        return too_large(reader, bytes->file, (long long)bytes->length);
    }
    return true;
}

/* ---- text ---- */

/* The characters that YAML allows, and so do we in CSV. */
static bool is_text_point(utf8proc_int32_t point)
{
    if (point < 0x20) {
        return point == '\t' || point == '\n' || point == '\r';
    }
    bool control = point >= 0x7f && point < 0xa0 && point != 0x85;
    return !control && point != 0xfeff && point != 0xfffe && point != 0xffff;
}

/* The offset of the first byte that isn't text, or `length`. */
static size_t text_length(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        if (text[i] >= 0x20 && text[i] < 0x7f) {
            i++;
            continue;
        }
        utf8proc_int32_t point;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text + i,
                                                 (utf8proc_ssize_t)(length - i), &point);
        if (step <= 0 || !is_text_point(point)) {
            return i;
        }
        i += (size_t)step;
    }
    return length;
}

static void skip_byte_order_mark(struct document_bytes *bytes)
{
    bytes->text = bytes->start;
    if (bytes->length >= 3 && memcmp(bytes->text, "\xef\xbb\xbf", 3) == 0) {
        bytes->text += 3;
        bytes->length -= 3;
    }
}

/* Replaces the bytes by their UTF-8 if they are GB18030. */
static bool convert_gb18030(struct document_bytes *bytes)
{
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if (converter == (iconv_t)-1) {
        return false;
    }
    size_t room = 2 * bytes->length + 16, left = room - 1; /* 2 bytes become 3 at most */
    char *converted = des_allocate(room, 1), *out = converted, *in = bytes->start;
    size_t in_left = bytes->length;
    size_t result = iconv(converter, &in, &in_left, &out, &left);
    iconv_close(converter);
    size_t length = (size_t)(out - converted);
    if (result == (size_t)-1 || text_length(converted, length) != length) {
        free(converted);
        return false;
    }
    free(bytes->start);
    bytes->start = converted;
    bytes->text = converted;
    bytes->length = length;
    return true;
}

struct source_position document_position(const struct document_bytes *self, size_t offset)
{
    struct source_position at = {self->file, 1, 1};
    for (size_t i = 0; i < offset; i++) {
        unsigned char byte = (unsigned char)self->text[i];
        if (byte == '\n' || (byte == '\r' && self->text[i + 1] != '\n')) {
            at.line++;
            at.column = 1;
        } else if ((byte & 0xc0) != 0x80) {
            at.column++;
        }
    }
    return at;
}

/* Adds the bytes to the hash and makes sure that they are text. */
static bool take_text(struct document_reader *reader, bool or_gb18030, struct document_bytes *bytes)
{
    reader->hash = XXH3_64bits_withSeed(bytes->start, bytes->length, reader->hash);
    skip_byte_order_mark(bytes);
    size_t good = text_length(bytes->text, bytes->length);
    if (good == bytes->length) {
        return true;
    }
    struct source_position at = document_position(bytes, good);
    if (or_gb18030 && convert_gb18030(bytes)) {
        problem_add(reader->problems, at, NULL, "save it as UTF-8", PROBLEM_READ_AS_GB18030);
        return true;
    }
    problem_add(reader->problems, at, NULL, "save it as UTF-8", PROBLEM_NOT_TEXT);
    document_bytes_done(bytes);
    return false;
}

bool document_bytes_copy(struct document_reader *reader, const char *text, const char *name,
                         struct document_bytes *ret)
{
    *ret = (struct document_bytes){.start = des_copy_text(text),
                                   .length = strlen(text),
                                   .file = scenario_arena_text(reader->arena, name)};
    return take_text(reader, false, ret);
}

bool document_bytes_read(struct document_reader *reader, const char *path, bool or_gb18030,
                         struct document_bytes *ret)
{
    *ret = (struct document_bytes){.file = scenario_arena_text(reader->arena, path)};
    /* O_NONBLOCK: opening a pipe that nobody writes to would wait for ever. */
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (descriptor < 0) {
        return cannot_read(reader, ret->file, strerror(errno));
    }
    bool loaded = load(reader, descriptor, ret);
    close(descriptor);
    if (!loaded) {
        document_bytes_done(ret);
        return false;
    }
    return take_text(reader, or_gb18030, ret);
}

void document_bytes_done(struct document_bytes *self)
{
    free(self->start);
    self->start = NULL;
}
