/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/printable.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "engine/require.h"

enum { ESCAPE_LENGTH = 4 }; /* \x1b */

static size_t read_point(const char *text, utf8proc_int32_t *ret_point)
{
    utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)strlen(text), ret_point);
    return length > 0 ? (size_t)length : 0;
}

static bool is_hidden(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

char *printable_copy(const char *text)
{
    char *copy = des_allocate(ESCAPE_LENGTH * strlen(text) + 1, 1), *end = copy;
    while (*text) {
        utf8proc_int32_t point = 0;
        size_t length = read_point(text, &point);
        if (length > 0 && !is_hidden(point)) {
            memcpy(end, text, length);
            end += length;
            text += length;
            continue;
        }
        for (size_t left = length > 0 ? length : 1; left > 0; left--, text++) {
            end += sprintf(end, "\\x%02x", (unsigned char)*text);
        }
    }
    return copy;
}

/* Bytes of `text` that fit into `width` columns, and in *ret_width how many those take. */
static size_t fitting(const char *text, size_t width, size_t *ret_width)
{
    size_t used = 0, columns = 0;
    while (text[used]) {
        utf8proc_int32_t point = 0;
        size_t length = read_point(text + used, &point);
        size_t own = length > 0 ? (size_t)utf8proc_charwidth(point) : 1;
        if (columns + own > width) {
            break;
        }
        columns += own;
        used += length > 0 ? length : 1;
    }
    *ret_width = columns;
    return used;
}

size_t printable_width(const char *text)
{
    size_t width;
    fitting(text, SIZE_MAX, &width);
    return width;
}

char *printable_fit(const char *text, size_t width)
{
    static const char ellipsis[] = "…";
    char *copy = printable_copy(text);
    size_t taken, length = strlen(copy);
    DES_REQUIRE(width > 0);
    if (fitting(copy, width, &taken) < length) {
        size_t end = fitting(copy, width - 1, &taken);
        copy = des_resize(copy, end + sizeof ellipsis, 1);
        memcpy(copy + end, ellipsis, sizeof ellipsis);
    }
    return copy;
}
