/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/comparison_words.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

char *text_of(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;
    va_start(arguments, format);
    DES_REQUIRE(vasprintf(&text, format, arguments) >= 0);
    va_end(arguments);
    return text;
}

void scenario_label(size_t scenario, char buffer[LABEL_SIZE])
{
    /* Digits 1 .. 26, the last first. */
    char reversed[LABEL_SIZE];
    size_t length = 0;
    for (size_t rest = scenario + 1; rest > 0; rest = (rest - 1) / 26) {
        reversed[length++] = (char)('A' + (rest - 1) % 26);
    }
    for (size_t i = 0; i < length; i++) {
        buffer[i] = reversed[length - 1 - i];
    }
    buffer[length] = '\0';
}

char *metric_words(const char *name)
{
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    DES_REQUIRE(out != NULL);
    const char *class = strchr(name, '[');
    const char *end = class ? class : name + strlen(name);
    bool in_parts = false;
    for (const char *c = name; c < end; c++) {
        if (*c == '.') {
            fputs(in_parts ? ", " : " (", out);
            in_parts = true;
        } else {
            fputc(*c == '_' ? ' ' : *c, out);
        }
    }
    if (class) {
        fprintf(out, "%s%.*s", in_parts ? ", " : " (", (int)strcspn(class + 1, "]"), class + 1);
        in_parts = true;
    }
    fputs(in_parts ? ")" : "", out);
    DES_REQUIRE(fclose(out) == 0);
    return text;
}

double unit_factor(const char *unit)
{
    return strcmp(unit, "1") == 0 ? 100 : 1;
}

const char *unit_shown(const char *unit)
{
    return strcmp(unit, "1") == 0 ? "%" : strcmp(unit, "1/d") == 0 ? "a day" : unit;
}

const char *verdict_words(enum verdict verdict)
{
    static const char *const words[] = {
        [VERDICT_IDENTICAL] = "identical",
        [VERDICT_EQUIVALENT] = "equivalent",
        [VERDICT_BETTER] = "better",
        [VERDICT_WORSE] = "worse",
        [VERDICT_LOWER] = "lower",
        [VERDICT_HIGHER] = "higher",
        [VERDICT_CANT_TELL] = "can't tell yet",
        [VERDICT_NOT_ESTIMABLE] = "not estimable",
        [VERDICT_NOT_IN_BOTH] = "not in both",
    };
    return words[verdict];
}

const char *fortune_words(enum fortune fortune)
{
    static const char *const words[FORTUNES] = {
        [FORTUNE_SAME] = "identical",
        [FORTUNE_GAINS] = "gains",
        [FORTUNE_LOSES] = "loses",
        [FORTUNE_ABOUT_SAME] = "about the same",
        [FORTUNE_UNCLEAR] = "can't tell",
        [FORTUNE_ONLY_FIRST] = "only first",
        [FORTUNE_ONLY_SECOND] = "only second",
    };
    return words[fortune];
}

static char *format(double difference, double half_width, double factor)
{
    const struct estimate estimate = {.mean = difference, .half_width = half_width, .count = 2};
    char buffer[160];
    estimate_format(&estimate, factor, buffer, sizeof buffer);
    return des_copy_text(strcmp(buffer, "not estimable") == 0 ? "n/e" : buffer);
}

char *difference_number(double difference, double half_width, double factor)
{
    if (difference == 0 && half_width == 0) {
        return des_copy_text("0");
    }
    char *bare = format(difference, half_width, factor);
    if (!(difference > 0)) {
        return bare;
    }
    char *signed_text = text_of("+%s", bare);
    free(bare);
    return signed_text;
}

char *difference_words(double difference, double half_width, const char *unit)
{
    bool hours = strcmp(unit, "h") == 0, time = hours || strcmp(unit, "min") == 0;
    bool share = strcmp(unit, "1") == 0, more = difference > 0;
    bool short_time = hours && fabs(difference) < 1;
    const char *shown = short_time ? "min" : share ? "points" : unit_shown(unit);
    const char *how = time    ? more ? "longer" : "shorter"
                      : share ? more ? "higher" : "lower"
                      : more  ? "more"
                              : "less";
    char *number = format(fabs(difference), half_width, short_time ? 60 : unit_factor(unit));
    char *text = text_of("%s %s %s", number, shown, how);
    free(number);
    return text;
}

char *estimate_text(const struct estimate *estimate, double factor)
{
    if (estimate->count == 0) {
        return NULL;
    }
    char buffer[160];
    estimate_format(estimate, factor, buffer, sizeof buffer);
    return des_copy_text(buffer);
}
