/* SPDX-License-Identifier: GPL-3.0-or-later */
/* printable.h - names and paths as they may be shown: no file and no file's name can write to
 * the terminal's controls, break a line, or take more than its columns. UTF-8. */
#ifndef TOOLS_PRINTABLE_H
#define TOOLS_PRINTABLE_H

#include <stddef.h>

/* A copy in which control characters, and bytes that are no UTF-8, are written as \x1b. */
char *printable_copy(const char *text);
/* Columns that a terminal needs for it; most Chinese characters take two. */
size_t printable_width(const char *text);
/* A printable copy of at most `width` columns: what doesn't fit gives way to an ellipsis. */
char *printable_fit(const char *text, size_t width);

#endif
