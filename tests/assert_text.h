/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assert_text.h - what a report says, and whether it fits a terminal. */
#ifndef TESTS_ASSERT_TEXT_H
#define TESTS_ASSERT_TEXT_H

#include <stdlib.h>
#include <string.h>

#include "tests/assert_close.h"
#include "tools/printable.h"

static inline void assert_says(const char *text, const char *words)
{
    if (!strstr(text, words)) {
        print_error("'%s' is not in:\n%s\n", words, text);
        fail();
    }
}

static inline void assert_says_not(const char *text, const char *words)
{
    if (strstr(text, words)) {
        print_error("'%s' is in:\n%s\n", words, text);
        fail();
    }
}

/* No line is wider than 100 columns. */
static inline void assert_fits(const char *text)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        char *line = strndup(text, length);
        if (printable_width(line) > 100) {
            print_error("%zu columns: %s\n", printable_width(line), line);
            fail();
        }
        free(line);
        text += length + (text[length] == '\n');
    }
}

#endif
