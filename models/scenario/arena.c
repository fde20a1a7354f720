/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

enum { BLOCK_BYTES = 64 << 10 };

struct block {
    struct block *next;
    alignas(max_align_t) unsigned char bytes[];
};

struct scenario_arena {
    struct block *blocks; /* the first is the one being filled */
    size_t used, room;    /* of the first */
};

struct scenario_arena *scenario_arena_create(void)
{
    return des_allocate(1, sizeof(struct scenario_arena));
}

void scenario_arena_destroy(struct scenario_arena *self)
{
    if (!self) {
        return;
    }
    for (struct block *block = self->blocks, *next; block; block = next) {
        next = block->next;
        free(block);
    }
    free(self);
}

static struct block *new_block(size_t bytes)
{
    return des_allocate(1, sizeof(struct block) + bytes);
}

/* A block of its own, behind the one being filled. */
static void *take_large(struct scenario_arena *self, size_t bytes)
{
    struct block *block = new_block(bytes);
    if (self->blocks) {
        block->next = self->blocks->next;
        self->blocks->next = block;
    } else {
        self->blocks = block;
        self->used = self->room = bytes;
    }
    return block->bytes;
}

void *scenario_arena_take(struct scenario_arena *self, size_t count, size_t size)
{
    const size_t align = alignof(max_align_t);
    DES_REQUIRE(size == 0 || count <= (SIZE_MAX / 2) / size);
    size_t bytes = (count * size + align - 1) / align * align;
    if (bytes == 0) {
        bytes = align;
    }
    if (bytes > BLOCK_BYTES / 8 && (!self->blocks || bytes > self->room - self->used)) {
        return take_large(self, bytes);
    }
    if (!self->blocks || bytes > self->room - self->used) {
        struct block *block = new_block(BLOCK_BYTES);
        block->next = self->blocks;
        self->blocks = block;
        self->used = 0;
        self->room = BLOCK_BYTES;
    }
    void *memory = self->blocks->bytes + self->used;
    self->used += bytes;
    return memory;
}

char *scenario_arena_text_of(struct scenario_arena *self, const char *text, size_t length)
{
    char *copy = scenario_arena_take(self, length + 1, 1);
    memcpy(copy, text, length);
    return copy;
}

char *scenario_arena_text(struct scenario_arena *self, const char *text)
{
    return scenario_arena_text_of(self, text, strlen(text));
}

char *scenario_arena_print(struct scenario_arena *self, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    DES_REQUIRE(length >= 0);
    char *copy = scenario_arena_text_of(self, text, (size_t)length);
    free(text);
    return copy;
}
