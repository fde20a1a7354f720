/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "engine/require.h"
#include "tests/plain_twin.h"

void fact_list_add(struct fact_list *self, struct fact fact)
{
    if (self->count == self->capacity) {
        self->capacity = 2 * self->capacity + 64;
        self->facts = des_resize(self->facts, self->capacity, sizeof *self->facts);
    }
    self->facts[self->count++] = fact;
}

static int order(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

/* By parcel, then by the time at which it happened. */
int fact_compare(const void *left, const void *right)
{
    const struct fact *x = left, *y = right;
    const int64_t a[] = {x->direction, x->village, x->born, x->luck, x->a, x->kind,
                         x->place,     x->other,   x->b,    x->c,    x->d, x->e,
                         x->f,         x->g,       x->h,    x->i};
    const int64_t b[] = {y->direction, y->village, y->born, y->luck, y->a, y->kind,
                         y->place,     y->other,   y->b,    y->c,    y->d, y->e,
                         y->f,         y->g,       y->h,    y->i};
    int result = 0;
    for (size_t i = 0; result == 0 && i < sizeof a / sizeof a[0]; i++) {
        result = order(a[i], b[i]);
    }
    return result;
}

void fact_list_sort(struct fact_list *self)
{
    if (self->count > 0) {
        qsort(self->facts, self->count, sizeof *self->facts, fact_compare);
    }
}

void fact_list_done(struct fact_list *self)
{
    free(self->facts);
    *self = (struct fact_list){0};
}

void fact_print(const struct fact *self, FILE *out)
{
    static const char *const kinds[FACT_KINDS] = {
        "entered", "sorted",     "departed", "picked up", "shelved", "overflowed",
        "lost",    "unfinished", "trip",     "missed",    "spell",   "carried",
        "loads",   "served",     "sorter",   "locker",    "round",   "set back"};
    fprintf(out, "  %s of village %d born %lld luck %08x: %s place %d other %d:",
            self->direction < 0           ? "-"
            : self->direction == INBOUND  ? "in"
            : self->direction == OUTBOUND ? "out"
                                          : "back",
            self->village, (long long)self->born, self->luck, kinds[self->kind], self->place,
            self->other);
    const des_time values[] = {self->a, self->b, self->c, self->d, self->e,
                               self->f, self->g, self->h, self->i};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        fprintf(out, " %lld", (long long)values[i]);
    }
    fprintf(out, "\n");
}

void plain_history_done(struct plain_history *self)
{
    fact_list_done(&self->facts);
}
