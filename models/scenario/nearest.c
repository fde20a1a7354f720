/* SPDX-License-Identifier: GPL-3.0-or-later */
/* nearest.c - which of the names there are was meant?
 *
 * Optimal string alignment (Damerau-Levenshtein without editing a transposed pair again) on
 * characters, not bytes: Chinese names count as what they look like. Upper and lower case
 * count as the same letter. */
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "models/scenario/quantity.h"

enum {
    LENGTH_LIMIT = 64,     /* characters; longer names get no hint */
    WORK_LIMIT = 20000000, /* cells of distance tables for one question */
};

struct word {
    int32_t points[LENGTH_LIMIT];
    int length; /* -1: too long or not UTF-8 */
};

static struct word split(const char *text)
{
    struct word word = {.length = 0};
    while (*text) {
        utf8proc_int32_t point;
        utf8proc_ssize_t step = utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &point);
        if (step <= 0 || word.length == LENGTH_LIMIT) {
            word.length = -1;
            return word;
        }
        word.points[word.length++] = utf8proc_tolower(point);
        text += step;
    }
    return word;
}

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* The distance, or some number above `most` when it is above it. */
static int distance(const struct word *a, const struct word *b, int most)
{
    int rows[3][LENGTH_LIMIT + 1];
    for (int j = 0; j <= b->length; j++) {
        rows[0][j] = j;
    }
    for (int i = 1; i <= a->length; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = i;
        int smallest = i;
        for (int j = 1; j <= b->length; j++) {
            bool same = a->points[i - 1] == b->points[j - 1];
            row[j] = least(above[j - 1] + !same, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a->points[i - 1] == b->points[j - 2] &&
                a->points[i - 2] == b->points[j - 1]) {
                row[j] = least(row[j], above2[j - 2] + 1);
            }
            smallest = least(smallest, row[j]);
        }
        if (smallest > most) {
            return most + 1;
        }
    }
    return rows[a->length % 3][b->length];
}

const char *nearest_name(const char *text, const char *const *names, size_t count)
{
    struct word word = split(text);
    if (word.length <= 0) {
        return NULL;
    }
    const char *nearest = NULL;
    long work = 0;
    int most = word.length / 3 > 1 ? word.length / 3 : 1; /* more is another name */
    for (size_t n = 0; n < count && work < WORK_LIMIT; n++) {
        struct word name = split(names[n]);
        if (name.length <= 0 || abs(name.length - word.length) > most) {
            continue;
        }
        work += (long)name.length * word.length;
        int apart = distance(&word, &name, most);
        if (apart <= most && (apart < word.length || name.length > word.length)) {
            nearest = names[n];
            most = apart - 1;
        }
    }
    return nearest;
}
