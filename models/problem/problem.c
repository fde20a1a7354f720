/* SPDX-License-Identifier: GPL-3.0-or-later */
/* problem.c - collecting, sorting and printing the planner's mistakes.
 *
 * A message quotes what the planner wrote, which may be anything: control characters are
 * escaped so that no file can write to the terminal's controls, and a very long quotation
 * loses its middle. */
#include "models/problem/problem.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "engine/require.h"

enum {
    TEXT_LIMIT = 400, /* bytes of a message, path or hint; longer ones lose their middle */
    TEXT_TAIL = 120,
    ESCAPE_LENGTH = 4, /* \x1b */
};

/* Length of the character at `text`, or 0 if it is to be escaped. */
static size_t printable_length(const char *text, size_t left)
{
    utf8proc_int32_t point;
    utf8proc_ssize_t length =
        utf8proc_iterate((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)left, &point);
    if (length <= 0) {
        return 0;
    }
    utf8proc_category_t category = utf8proc_category(point);
    bool hidden = category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF ||
                  category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
    return hidden ? 0 : (size_t)length;
}

/* A copy with what can't be printed escaped. */
static char *printable(const char *text, size_t length)
{
    char *copy = des_allocate(ESCAPE_LENGTH * length + 1, 1);
    size_t used = 0;
    for (size_t i = 0; i < length;) {
        size_t step = printable_length(text + i, length - i);
        if (step == 0) {
            unsigned byte = (unsigned char)text[i++];
            used += (size_t)(byte == '\n'   ? sprintf(copy + used, "\\n")
                             : byte == '\t' ? sprintf(copy + used, "\\t")
                                            : sprintf(copy + used, "\\x%02x", byte));
            continue;
        }
        memcpy(copy + used, text + i, step);
        used += step;
        i += step;
    }
    return des_resize(copy, used + 1, 1);
}

static bool inside_character(char byte)
{
    return ((unsigned char)byte & 0xc0) == 0x80;
}

static char *tidy(const char *text)
{
    size_t length = strlen(text);
    if (length <= TEXT_LIMIT) {
        return printable(text, length);
    }
    size_t head = TEXT_LIMIT - TEXT_TAIL, tail = length - TEXT_TAIL;
    while (head > 0 && inside_character(text[head])) {
        head--;
    }
    while (tail < length && inside_character(text[tail])) {
        tail++;
    }
    char *front = printable(text, head), *back = printable(text + tail, length - tail);
    char *whole = des_allocate(strlen(front) + strlen(back) + 4, 1);
    sprintf(whole, "%s...%s", front, back);
    free(front);
    free(back);
    return whole;
}

static const char *own_file(struct problem_list *self, const char *file)
{
    if (!file) {
        return NULL;
    }
    for (size_t f = 0; f < self->file_count; f++) {
        if (strcmp(self->files[f], file) == 0) {
            return self->files[f];
        }
    }
    self->files = des_resize(self->files, self->file_count + 1, sizeof *self->files);
    self->files[self->file_count] = des_copy_text(file);
    return self->files[self->file_count++];
}

/* Files in the order of their first problem; what has no file comes first. */
static size_t file_order(const struct problem_list *self, const struct problem *problem)
{
    size_t f = 0;
    while (f < self->file_count && self->files[f] != problem->at.file) {
        f++;
    }
    return problem->at.file ? f + 1 : 0;
}

static bool stands_before(const struct problem_list *self, const struct problem *a,
                          const struct problem *b)
{
    size_t a_file = file_order(self, a), b_file = file_order(self, b);
    if (a_file != b_file) {
        return a_file < b_file;
    }
    return a->at.line != b->at.line ? a->at.line < b->at.line : a->at.column < b->at.column;
}

static bool is_same(const struct problem *a, const struct problem *b)
{
    return a->at.file == b->at.file && a->at.line == b->at.line && a->at.column == b->at.column &&
           a->code == b->code && strcmp(a->message, b->message) == 0;
}

/* The same mistake at the same place, come upon in another way: `defaults:` and the columns of
 * a CSV file are read once for every row. */
static bool is_known(const struct problem_list *self, const struct problem *problem)
{
    for (size_t p = 0; p < self->count; p++) {
        if (is_same(&self->problems[p], problem)) {
            return true;
        }
    }
    return false;
}

static void problem_done(struct problem *self)
{
    free(self->path);
    free(self->message);
    free(self->hint);
}

static void keep(struct problem_list *self, struct problem problem)
{
    if (problem.at.line > 0 && is_known(self, &problem)) {
        problem_done(&problem);
        return;
    }
    self->errors += problem_severity(problem.code) == PROBLEM_ERROR;
    if (!self->problems) {
        self->problems = des_allocate(PROBLEM_LIMIT, sizeof *self->problems);
    }
    self->problems[self->count++] = problem;
}

void problem_add_list(struct problem_list *self, struct source_position at, const char *path,
                      const char *hint, enum problem_code code, va_list arguments)
{
    if (self->count == PROBLEM_LIMIT) {
        self->errors += problem_severity(code) == PROBLEM_ERROR;
        self->omitted++;
        return;
    }
    char *message = NULL;
    DES_REQUIRE(vasprintf(&message, problem_text(code), arguments) >= 0);
    at.file = own_file(self, at.file);
    keep(self, (struct problem){.at = at,
                                .code = code,
                                .path = path && path[0] ? tidy(path) : NULL,
                                .message = tidy(message),
                                .hint = hint ? tidy(hint) : NULL});
    free(message);
}

void problem_add(struct problem_list *self, struct source_position at, const char *path,
                 const char *hint, enum problem_code code, ...)
{
    va_list arguments;
    va_start(arguments, code);
    problem_add_list(self, at, path, hint, code, arguments);
    va_end(arguments);
}

/* By insertion: there are PROBLEM_LIMIT at most, and what stands at one place keeps the order
 * in which it was found, which qsort doesn't promise. */
void problem_list_sort(struct problem_list *self)
{
    for (size_t p = 1; p < self->count; p++) {
        struct problem problem = self->problems[p];
        size_t place = p;
        while (place > 0 && stands_before(self, &problem, &self->problems[place - 1])) {
            self->problems[place] = self->problems[place - 1];
            place--;
        }
        self->problems[place] = problem;
    }
}

void problem_list_done(struct problem_list *self)
{
    if (!self) {
        return;
    }
    for (size_t p = 0; p < self->count; p++) {
        problem_done(&self->problems[p]);
    }
    free(self->problems);
    for (size_t f = 0; f < self->file_count; f++) {
        free(self->files[f]);
    }
    free(self->files);
    *self = (struct problem_list){0};
}

enum problem_severity problem_severity(enum problem_code code)
{
    switch (code) {
#define PROBLEM(number, severity, name, text)                                                      \
    case PROBLEM_##name:                                                                           \
        return PROBLEM_##severity;
#include "models/problem/problems.def"
#undef PROBLEM
    }
    DES_REQUIRE(false && "the code is in the catalogue");
    return PROBLEM_ERROR;
}

const char *problem_text(enum problem_code code)
{
    switch (code) {
#define PROBLEM(number, severity, name, text)                                                      \
    case PROBLEM_##name:                                                                           \
        return text;
#include "models/problem/problems.def"
#undef PROBLEM
    }
    DES_REQUIRE(false && "the code is in the catalogue");
    return "";
}

void problem_print(const struct problem *self, FILE *out)
{
    const char *word = problem_severity(self->code) == PROBLEM_ERROR ? "error" : "warning";
    if (self->at.file) {
        fprintf(out, "%s:", self->at.file);
    }
    if (self->at.line > 0) {
        fprintf(out, "%d:%d:", self->at.line, self->at.column);
    }
    fprintf(out, "%s%s %d: %s\n", self->at.file || self->at.line > 0 ? " " : "", word,
            (int)self->code, self->message);
    if (self->path || self->hint) {
        fprintf(out, "    %s%s%s%s\n", self->path ? "in " : "", self->path ? self->path : "",
                self->path && self->hint ? " -- " : "", self->hint ? self->hint : "");
    }
}

void problem_list_print(const struct problem_list *self, FILE *out)
{
    for (size_t p = 0; p < self->count; p++) {
        problem_print(&self->problems[p], out);
    }
    if (self->omitted > 0) {
        fprintf(out, "%zu more problems\n", self->omitted);
    }
}
