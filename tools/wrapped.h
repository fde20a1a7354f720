/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wrapped.h - what a report opens with: parts after a heading, within TEXT_WIDTH columns. */
#ifndef TOOLS_WRAPPED_H
#define TOOLS_WRAPPED_H

#include <stddef.h>
#include <stdio.h>

/* "HEADING      part; part;\n             part": broken between parts only; a part too long for a
 * line loses its end. */
void wrapped_print(FILE *out, const char *heading, const char *const *parts, size_t count);

#endif
