/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_corpus.c - the fuzzer without libFuzzer: every file as it is, and altered by dice that
 * always fall alike. Part of the normal tests, with any compiler.
 *
 * usage: fuzz_corpus ALTERATIONS FILE-OR-FOLDER... */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/require.h"
#include "tests/fuzz/fuzz_scenario.h"

enum { LONGEST = 100000 }; /* bytes; longer files are left to the fuzzer */

struct text {
    uint8_t *bytes;
    size_t length, room;
};

/* What altered files are made of, besides their own bytes. */
static const char *const words[] = {
    "unlimited",
    "always",
    "auto",
    "defaults:",
    "file:",
    "list:",
    "null",
    "~",
    "0",
    "-1",
    "1e308",
    "1e-308",
    "nan",
    "0x10",
    "99999999999999999999",
    "24:00",
    "%",
    " /d",
    " km/h",
    " h",
    "{}",
    "[]",
    "[",
    "}",
    ":",
    "- ",
    "\n",
    "\t",
    "\"",
    "'",
    "#",
    "&a ",
    "*a",
    "<<: ",
    "!!str ",
    "---\n",
    "\xff",
    "\0",
    "望谟",
    "exponential",
    "empirical",
    "each county",
    "all stations",
    "groups_of: 1",
    "2016-02-29",
};
enum { WORD_COUNT = sizeof words / sizeof *words };

/* splitmix64 */
static uint64_t roll(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

static void replace(struct text *text, size_t at, size_t length, const void *by, size_t by_length)
{
    size_t total = text->length - length + by_length;
    if (total > text->room) {
        text->room = 2 * total;
        text->bytes = des_resize(text->bytes, text->room, 1);
    }
    memmove(text->bytes + at + by_length, text->bytes + at + length, text->length - at - length);
    if (by_length > 0) {
        memcpy(text->bytes + at, by, by_length);
    }
    text->length = total;
}

static size_t line_length(const struct text *text, size_t at)
{
    const uint8_t *end = memchr(text->bytes + at, '\n', text->length - at);
    return end ? (size_t)(end - (text->bytes + at)) + 1 : text->length - at;
}

static size_t word_length(const struct text *text, size_t at)
{
    size_t length = 0;
    while (at + length < text->length && !memchr(" ,:\n{}[]", text->bytes[at + length], 9)) {
        length++;
    }
    return length;
}

/* Another number in the place of one: most of these files still make sense. */
static void alter_number(struct text *text, uint64_t *dice)
{
    static const char *const numbers[] = {"0",  "1",    "2",   "7",    "0.001", "0.5",   "100",
                                          "24", "1000", "1e6", "1e-9", "1e12",  "99999", "365"};
    const char *number = numbers[roll(dice) % (sizeof numbers / sizeof *numbers)];
    size_t at = text->length > 0 ? (size_t)(roll(dice) % text->length) : 0, length = 0;
    while (at < text->length && !isdigit(text->bytes[at])) {
        at++;
    }
    while (at + length < text->length &&
           (isdigit(text->bytes[at + length]) || text->bytes[at + length] == '.')) {
        length++;
    }
    replace(text, at, length, number, strlen(number));
}

static void alter(struct text *text, uint64_t *dice)
{
    if (roll(dice) % 2 == 0) {
        alter_number(text, dice);
        return;
    }
    size_t at = text->length > 0 ? (size_t)(roll(dice) % text->length) : 0;
    const char *word = words[roll(dice) % WORD_COUNT];
    size_t length = strlen(word) + (word[0] == '\0');
    uint8_t byte = (uint8_t)roll(dice);
    uint8_t copy[400];
    size_t copied = 0;
    switch (roll(dice) % 6) {
    case 0:
        replace(text, at, text->length > at, &byte, 1);
        return;
    case 1:
        replace(text, at, 0, word, length);
        return;
    case 2:
        replace(text, at, word_length(text, at), word, length);
        return;
    case 3:
        replace(text, at, line_length(text, at), "", 0);
        return;
    case 4: /* some bytes again, elsewhere */
        copied = text->length - at < sizeof copy ? text->length - at : sizeof copy;
        memcpy(copy, text->bytes + at, copied);
        replace(text, text->length > 0 ? (size_t)(roll(dice) % text->length) : 0, 0, copy, copied);
        return;
    default:
        replace(text, at, roll(dice) % (text->length - at + 1) % 40, "", 0);
    }
}

static void run_altered(const struct text *original, int alterations, uint64_t seed)
{
    uint64_t dice = seed;
    for (int a = 0; a < alterations; a++) {
        struct text text = {des_allocate(original->length + 1, 1), original->length,
                            original->length + 1};
        memcpy(text.bytes, original->bytes, original->length);
        for (uint64_t n = 1 + roll(&dice) % 3; n > 0; n--) {
            alter(&text, &dice);
        }
        LLVMFuzzerTestOneInput(text.bytes, text.length);
        free(text.bytes);
    }
}

static bool run_file(const char *path, int alterations)
{
    FILE *in = fopen(path, "rb");
    if (!in) {
        perror(path);
        return false;
    }
    struct text text = {.bytes = des_allocate(LONGEST + 1, 1)};
    text.length = fread(text.bytes, 1, LONGEST + 1, in);
    fclose(in);
    LLVMFuzzerTestOneInput(text.bytes, text.length);
    if (text.length <= LONGEST) {
        run_altered(&text, alterations, text.length);
    }
    free(text.bytes);
    return true;
}

static bool run_path(const char *path, int alterations)
{
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        return run_file(path, alterations);
    }
    struct dirent **entries;
    bool good = true;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char inside[600];
        snprintf(inside, sizeof inside, "%.300s/%.255s", path, entries[i]->d_name);
        if (stat(inside, &status) == 0 && S_ISREG(status.st_mode)) {
            good &= run_file(inside, alterations);
        }
        free(entries[i]);
    }
    free(entries);
    return good;
}

int main(int count, char **arguments)
{
    bool good = count > 2;
    for (int i = 2; i < count; i++) {
        good &= run_path(arguments[i], atoi(arguments[1]));
    }
    return good ? 0 : 1;
}
