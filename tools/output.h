/* SPDX-License-Identifier: GPL-3.0-or-later */
/* output.h - where results go: the standard output, or a file that appears when it is whole. */
#ifndef TOOLS_OUTPUT_H
#define TOOLS_OUTPUT_H

#include <stdbool.h>
#include <stdio.h>

struct output {
    FILE *file;
    const char *path;         /* NULL: standard output */
    char *target, *temporary; /* owned; NULL: written to directly */
};

/* Could a file be made there, as far as can be told? False, with a message on stderr, when not:
 * better said before the simulation than after it. `path` may be NULL. */
bool output_possible(const char *path);
/* Are both the same file? Not when one isn't there. */
bool output_is(const char *path, const char *other);
/* False, with a message on stderr, when the file can't be made. */
bool output_open(struct output *self, const char *path);
/* Does whoever reads it want colours? A terminal does, unless NO_COLOR is set. */
bool output_wants_colour(const struct output *self);
/* Completes the file, or removes what there is of it when `keep` is false. False, with a
 * message, when something could not be written; a file that was there before is then kept. */
bool output_close(struct output *self, bool keep);

#endif
