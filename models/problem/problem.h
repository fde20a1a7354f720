/* SPDX-License-Identifier: GPL-3.0-or-later */
/* problem.h - the planner's mistakes, with their place in her file.
 *
 * A catalogue (problems.def: code, severity, message) and a list that grows while files are
 * read and checked, so that all of a file's mistakes are reported in one go, sorted by file,
 * line and column. Codes are never reused. */
#ifndef MODELS_PROBLEM_PROBLEM_H
#define MODELS_PROBLEM_PROBLEM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Where something stands in a file; line 0 means the file as a whole. Columns count characters
 * from 1, as editors do. `file` is not owned (a problem's is: by its list). */
struct source_position {
    const char *file;
    int line, column;
};

enum problem_severity { PROBLEM_WARNING, PROBLEM_ERROR };

enum problem_code {
#define PROBLEM(code, severity, name, text) PROBLEM_##name = (code),
#include "models/problem/problems.def"
#undef PROBLEM
};

struct problem {
    struct source_position at;
    enum problem_code code;
    char *path;    /* where in the document: counties[3].stations[0].replaces; owned */
    char *message; /* what was found and what was expected; owned */
    char *hint;    /* did you mean ...; owned, NULL when there is none */
};

struct problem_list {
    struct problem *problems; /* owned */
    size_t count;
    size_t errors;
    size_t omitted; /* beyond PROBLEM_LIMIT: counted, not kept */
    char **files;   /* names of the files the problems are in; owned */
    size_t file_count;
};

enum { PROBLEM_LIMIT = 200 };

/* Adds one problem; the catalogue's text is a printf format for the arguments that follow.
 * All is copied, the file's name as well; `path` and `hint` may be NULL. What can't be printed
 * is escaped, what is very long loses its middle. The same problem at the same place is kept
 * once. */
void problem_add(struct problem_list *self, struct source_position at, const char *path,
                 const char *hint, enum problem_code code, ...);
void problem_add_list(struct problem_list *self, struct source_position at, const char *path,
                      const char *hint, enum problem_code code, va_list arguments);
void problem_list_sort(struct problem_list *self);
void problem_list_done(struct problem_list *self);

enum problem_severity problem_severity(enum problem_code code);
const char *problem_text(enum problem_code code); /* the format, for the manual */

/* `file:line:column: error 210: message` and, indented, the path and the hint. */
void problem_print(const struct problem *self, FILE *out);
void problem_list_print(const struct problem_list *self, FILE *out);

#endif
