/* SPDX-License-Identifier: GPL-3.0-or-later */
/* require.h - our own mistakes: checked in every build, never the user's fault. */
#ifndef ENGINE_REQUIRE_H
#define ENGINE_REQUIRE_H

#include <stddef.h>

/* Prints the condition and its place on stderr and aborts when `condition` is false. */
#define DES_REQUIRE(condition)                                                                     \
    ((condition) ? (void)0 : des_require_failed(#condition, __FILE__, __LINE__))

_Noreturn void des_require_failed(const char *condition, const char *file, int line);

/* Memory that is always there: exhaustion ends the program with a message (STYLE §6).
 * The caller frees with free(). des_allocate returns zeroed memory; a count of 0 may
 * return NULL. The product count * size must not overflow (required). */
void *des_allocate(size_t count, size_t size);
void *des_resize(void *memory, size_t count, size_t size);
char *des_copy_text(const char *text);

#endif
