/* SPDX-License-Identifier: GPL-3.0-or-later */
/* arena.h - memory that is freed all at once: a scenario's strings and arrays. */
#ifndef MODELS_SCENARIO_ARENA_H
#define MODELS_SCENARIO_ARENA_H

#include <stddef.h>

struct scenario_arena;

struct scenario_arena *scenario_arena_create(void);
void scenario_arena_destroy(struct scenario_arena *self);
/* Zeroed, aligned for anything, never NULL (a count of 0 gives a valid pointer too). */
void *scenario_arena_take(struct scenario_arena *self, size_t count, size_t size);
char *scenario_arena_text(struct scenario_arena *self, const char *text);
char *scenario_arena_text_of(struct scenario_arena *self, const char *text, size_t length);
char *scenario_arena_print(struct scenario_arena *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
