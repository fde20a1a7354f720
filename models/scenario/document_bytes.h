/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_bytes.h - the bytes of a file, whole and known to be text. Used by document_*.c. */
#ifndef MODELS_SCENARIO_DOCUMENT_BYTES_H
#define MODELS_SCENARIO_DOCUMENT_BYTES_H

#include <stddef.h>

#include "models/scenario/document.h"

struct document_bytes {
    char *start;      /* as allocated; may begin with a byte order mark */
    const char *text; /* UTF-8 without byte order mark, NUL behind the end */
    size_t length;    /* of text */
    const char *file; /* the name, in the arena */
};

/* Reads the file and adds its bytes to the reader's hash. False after a problem: it can't be
 * read, is too large, or isn't text. `or_gb18030`: what isn't UTF-8 may be GB18030, as Chinese
 * spreadsheets save it. */
bool document_bytes_read(struct document_reader *reader, const char *path, bool or_gb18030,
                         struct document_bytes *ret);
/* The same of a text in memory, under the name that messages give it. */
bool document_bytes_copy(struct document_reader *reader, const char *text, const char *name,
                         struct document_bytes *ret);
void document_bytes_done(struct document_bytes *self);

/* The position of `text[offset]`. Costs the length of what is before it. */
struct source_position document_position(const struct document_bytes *self, size_t offset);

#endif
