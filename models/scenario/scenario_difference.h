/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_difference.h - in what two scenarios differ, whatever way they are written.
 *
 * Both are resolved first, so that a default equals the same value written out; `1 h` equals
 * `60 min`; the order of keys says nothing, that of rows does where it means something. */
#ifndef MODELS_SCENARIO_SCENARIO_DIFFERENCE_H
#define MODELS_SCENARIO_SCENARIO_DIFFERENCE_H

#include "models/scenario/arena.h"
#include "models/scenario/scenario.h"

enum scenario_difference_kind {
    DIFFERENCE_VALUE,     /* the field has another value, or is given in one only */
    DIFFERENCE_ONLY_IN_A, /* a row */
    DIFFERENCE_ONLY_IN_B,
    DIFFERENCE_ORDER, /* rows that are in both come in another order */
};

/* Texts are never NULL but for `before` and `after`. */
struct scenario_difference {
    enum scenario_difference_kind kind;
    const char *section;        /* "stations", "demand"; "scenario" for what is in none */
    const char *list;           /* of a row: the path of its list, "demand.inbound.peaks"; or "" */
    const char *row_kind;       /* "station", or "" */
    const char *row;            /* its name, or "" */
    const char *field;          /* the path within the row, or from the root: "sorting.rate" */
    const char *before, *after; /* as written, on one line; NULL: not given */
    const char *origin;         /* of the value or row in B, else in A: "b.yaml:12" */
    size_t rows;                /* rows that are in both lists */
};

struct scenario_differences {
    struct scenario_difference *differences; /* by section, then list, as the schema has them */
    size_t count;
    struct scenario_arena *arena; /* everything in here */
};

/* The result holds nothing of theirs. */
struct scenario_differences *scenario_differences_find(const struct scenario *a,
                                                       const struct scenario *b);
void scenario_differences_destroy(struct scenario_differences *self);

#endif
