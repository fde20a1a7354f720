/* SPDX-License-Identifier: GPL-3.0-or-later */
/* row_index.h - finds the rows of results by their names.
 *
 * A network with every station has hundreds of thousands of rows, and the text report asks for
 * thousands of them: the rows are sorted once, O(n log n), and found in O(log n). */
#ifndef TOOLS_ROW_INDEX_H
#define TOOLS_ROW_INDEX_H

#include "models/measure/results.h"

/* The names that single out a row; NULL stands for "". */
struct row_key {
    const char *measure, *statistic, *event, *direction, *class_name, *tier, *place_kind, *place;
};

struct row_index {
    const struct results *results;  /* not owned */
    const struct result_row **rows; /* by measure, kind and place, then as in the results */
};

struct row_index row_index_init(const struct results *results);
void row_index_done(struct row_index *self);

/* The first row with these names; NULL when there is none. */
const struct result_row *row_index_find(const struct row_index *self, const struct row_key *key);
/* The mean of that row over the replications; NaN when there is no row or no value. */
double row_index_mean(const struct row_index *self, const struct row_key *key);

/* The places of a kind that have this measure, in the results' order. Returns how many; the
 * array is the caller's to free, the names aren't. */
size_t row_index_places(const struct row_index *self, const char *measure, const char *place_kind,
                        const char ***ret);
/* The classes that have this measure, likewise. */
size_t row_index_classes(const struct row_index *self, const char *measure, const char ***ret);

#endif
