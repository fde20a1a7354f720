/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_diff_text.c - differences in words, a line each, by section.
 *
 * A change that several rows share takes one line ("shelf of all 12 stations: 60 -> 120"), and
 * so does a field that changes otherwise in many rows. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/node_index.h"
#include "tools/printable.h"
#include "tools/report_diff.h"

enum {
    FEW = 3,   /* as many rows with the same change share a line */
    MANY = 8,  /* more lines than this on one field, or rows of one side, become one */
    NAMED = 3, /* rows that a line for many names */
};

/* Differences that can share a line, in the order found. */
struct group {
    size_t *members; /* indices of differences; owned */
    size_t count;
    size_t lines; /* that its members would take if each change had its own */
    bool told;
};

struct grouping {
    struct node_index *index; /* from a key to a group */
    struct group *groups;
    size_t count;
    char **keys; /* owned */
};

struct teller {
    const struct scenario_differences *found;
    struct grouping alike; /* the same change of the same field, or missing on the same side */
    struct grouping field; /* any change of the same field */
    size_t *alike_of, *field_of; /* by difference: its group */
    FILE *out;
};

/* ---- groups ---- */

static size_t group_add(struct grouping *self, char *key, size_t difference)
{
    size_t g = node_index_find(self->index, key);
    if (g == NODE_INDEX_NONE) {
        g = self->count++;
        self->groups = des_resize(self->groups, self->count, sizeof *self->groups);
        self->keys = des_resize(self->keys, self->count, sizeof *self->keys);
        self->groups[g] = (struct group){0};
        self->keys[g] = key;
        node_index_add(self->index, key, g);
    } else {
        free(key);
    }
    struct group *group = &self->groups[g];
    if ((group->count & (group->count - 1)) == 0) { /* full: its room is a power of two */
        size_t room = group->count ? 2 * group->count : 1;
        group->members = des_resize(group->members, room, sizeof *group->members);
    }
    group->members[group->count++] = difference;
    return g;
}

static void grouping_done(struct grouping *self)
{
    node_index_destroy(self->index);
    for (size_t g = 0; g < self->count; g++) {
        free(self->groups[g].members);
        free(self->keys[g]);
    }
    free(self->groups);
    free(self->keys);
}

static char *key_of(const struct scenario_difference *d, bool with_values)
{
    char *key = NULL;
    /* A text can't hold \x1f: the loader refuses control characters. */
    int length = asprintf(&key, "%d\x1f%s\x1f%s\x1f%s\x1f%s", (int)d->kind, d->list, d->field,
                          with_values && d->before ? d->before : "\x1f",
                          with_values && d->after ? d->after : "\x1f");
    DES_REQUIRE(length >= 0);
    return key;
}

static void group_all(struct teller *self)
{
    size_t count = self->found->count;
    self->alike.index = node_index_create();
    self->field.index = node_index_create();
    self->alike_of = des_allocate(count, sizeof *self->alike_of);
    self->field_of = des_allocate(count, sizeof *self->field_of);
    for (size_t d = 0; d < count; d++) {
        const struct scenario_difference *difference = &self->found->differences[d];
        self->alike_of[d] = group_add(&self->alike, key_of(difference, true), d);
        self->field_of[d] = group_add(&self->field, key_of(difference, false), d);
    }
    for (size_t g = 0; g < self->alike.count; g++) {
        const struct group *alike = &self->alike.groups[g];
        self->field.groups[self->field_of[alike->members[0]]].lines +=
            alike->count >= FEW ? 1 : alike->count;
    }
}

/* ---- words ---- */

static const char *plural_end(const char *word, int *ret_kept)
{
    size_t length = strlen(word);
    char last = length > 0 ? word[length - 1] : ' ';
    *ret_kept = (int)(last == 'y' ? length - 1 : length);
    return last == 'y' ? "ies" : last == 's' ? "es" : "s";
}

static void write_plural(FILE *out, const char *word)
{
    int kept;
    const char *end = plural_end(word, &kept);
    fprintf(out, "%.*s%s", kept, word, end);
}

static const char *given(const char *value)
{
    return value ? value : "not given";
}

static void write_change(FILE *out, const struct scenario_difference *d)
{
    fprintf(out, "%s -> %s", given(d->before), given(d->after));
}

/* "station Naye", and of what list where that isn't the section's own. */
static void write_row(FILE *out, const struct scenario_difference *d)
{
    fprintf(out, "%s %s", d->row_kind, d->row);
    if (strcmp(d->list, d->section) != 0) {
        fprintf(out, " of %s", d->list);
    }
}

/* "all 12 stations", "5 of 12 stations" */
static void write_rows(FILE *out, const struct scenario_difference *d, size_t count)
{
    if (count == d->rows) {
        fprintf(out, "all %zu ", count);
    } else {
        fprintf(out, "%zu of %zu ", count, d->rows);
    }
    write_plural(out, d->row_kind);
}

/* ": Naye, Xintun, Youmai, ..." */
static void write_names(struct teller *self, const struct group *group, FILE *out)
{
    for (size_t m = 0; m < group->count && m < NAMED; m++) {
        fprintf(out, "%s%s", m ? ", " : "", self->found->differences[group->members[m]].row);
    }
    fputs(group->count > NAMED ? ", ..." : "", out);
}

/* ---- lines ---- */

static void tell_one(FILE *out, const struct scenario_difference *d)
{
    switch (d->kind) {
    case DIFFERENCE_VALUE:
        if (d->row[0]) {
            write_row(out, d);
            fputs(": ", out);
        }
        fprintf(out, "%s ", d->field);
        write_change(out, d);
        break;
    case DIFFERENCE_ONLY_IN_A:
    case DIFFERENCE_ONLY_IN_B:
        write_row(out, d);
        fprintf(out, " is only in %s", d->kind == DIFFERENCE_ONLY_IN_A ? "A" : "B");
        break;
    case DIFFERENCE_ORDER:
        fputs("the ", out);
        write_plural(out, d->row_kind);
        fputs(" are listed in another order", out);
        break;
    }
    fprintf(out, " (%s)", d->origin);
}

/* The same change in several rows, or several rows that only one of the two has. */
static void tell_alike(struct teller *self, const struct group *group, FILE *out)
{
    const struct scenario_difference *d = &self->found->differences[group->members[0]];
    if (d->kind == DIFFERENCE_VALUE) {
        fprintf(out, "%s of ", d->field);
        write_rows(out, d, group->count);
        if (group->count < d->rows) {
            fputs(" (", out);
            write_names(self, group, out);
            fputs(")", out);
        }
        fputs(": ", out);
        write_change(out, d);
        fprintf(out, " (%s)", d->origin);
        return;
    }
    fprintf(out, "%zu ", group->count);
    write_plural(out, d->row_kind);
    fprintf(out, " are only in %s: ", d->kind == DIFFERENCE_ONLY_IN_A ? "A" : "B");
    write_names(self, group, out);
}

/* Changes of one field in many rows, each to another value. */
static void tell_field(struct teller *self, const struct group *group, FILE *out)
{
    const struct scenario_difference *first = &self->found->differences[group->members[0]];
    fprintf(out, "%s of ", first->field);
    write_rows(out, first, group->count);
    fputs(": ", out);
    for (size_t m = 0; m < NAMED; m++) {
        const struct scenario_difference *d = &self->found->differences[group->members[m]];
        fprintf(out, "%s%s ", m ? ", " : "", d->row);
        write_change(out, d);
    }
    fputs(", ...", out);
}

/* The line that difference `d` belongs to, unless it has been told with another. */
static void tell(struct teller *self, size_t d, FILE *out)
{
    const struct scenario_difference *difference = &self->found->differences[d];
    struct group *alike = &self->alike.groups[self->alike_of[d]];
    struct group *field = &self->field.groups[self->field_of[d]];
    bool value = difference->kind == DIFFERENCE_VALUE;
    if (difference->row[0] && (alike->told || field->told)) {
        return;
    }
    if (difference->row[0] && value && field->lines > MANY) {
        field->told = true;
        tell_field(self, field, out);
    } else if (difference->row[0] && alike->count >= (value ? FEW : MANY + 1)) {
        alike->told = true;
        tell_alike(self, alike, out);
    } else {
        tell_one(out, difference);
    }
}

static void tell_line(struct teller *self, size_t d, const char **section)
{
    char *line = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&line, &length);
    DES_REQUIRE(out != NULL);
    tell(self, d, out);
    fclose(out);
    if (length > 0) {
        const char *own = self->found->differences[d].section;
        if (strcmp(own, *section) != 0) {
            fprintf(self->out, "\n%s\n", own);
            *section = own;
        }
        char *shown = printable_copy(line);
        fprintf(self->out, "  %s\n", shown);
        free(shown);
    }
    free(line);
}

void report_diff_text(const struct diff_report *self, FILE *out)
{
    for (int s = 0; s < 2; s++) {
        char *path = printable_copy(self->paths[s]);
        fprintf(out, "%c: %s\n", "AB"[s], path);
        free(path);
    }
    for (size_t c = 0; c < self->scenarios[1]->change_count; c++) {
        char *change = printable_copy(self->scenarios[1]->changes[c]);
        fprintf(out, "   %s\n", change);
        free(change);
    }
    if (self->differences->count == 0) {
        fputs("\nno difference\n", out);
        return;
    }
    struct teller teller = {.found = self->differences, .out = out};
    group_all(&teller);
    const char *section = "";
    for (size_t d = 0; d < self->differences->count; d++) {
        tell_line(&teller, d, &section);
    }
    grouping_done(&teller.alike);
    grouping_done(&teller.field);
    free(teller.alike_of);
    free(teller.field_of);
}
