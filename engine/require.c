/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/require.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void des_require_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "%s:%d: this should never happen, please report it: not %s\n", file, line,
            condition);
    abort();
}

static _Noreturn void out_of_memory(void)
{
    fputs("out of memory\n", stderr);
    exit(3);
}

void *des_allocate(size_t count, size_t size)
{
    DES_REQUIRE(size == 0 || count <= SIZE_MAX / size);
    if (count == 0 || size == 0) {
        return NULL;
    }
    void *memory = calloc(count, size);
    if (memory == NULL) {
        out_of_memory();
    }
    return memory;
}

void *des_resize(void *memory, size_t count, size_t size)
{
    DES_REQUIRE(size == 0 || count <= SIZE_MAX / size);
    if (count == 0 || size == 0) {
        free(memory);
        return NULL;
    }
    void *resized = realloc(memory, count * size);
    if (resized == NULL) {
        out_of_memory();
    }
    return resized;
}

char *des_copy_text(const char *text)
{
    size_t length = strlen(text) + 1;
    char *copy = des_allocate(length, 1);
    memcpy(copy, text, length);
    return copy;
}
