/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mser.h - how much of a series to cut off, for its start to be forgotten.
 *
 * MSER-m (White 1997; White, Cobb and Spratt 2000): means of batches of m observations; the cut
 * d minimises the squared standard error of what remains, sum((y - mean)^2) / (n - d)^2, over
 * the first half of the batches, the earliest of equals. Cost: O(length). */
#ifndef MODELS_MEASURE_MSER_H
#define MODELS_MEASURE_MSER_H

#include <stdbool.h>
#include <stddef.h>

struct mser {
    size_t cut;       /* observations to leave out: d batches of m */
    size_t batches;   /* d */
    double statistic; /* at d; NaN when the series is shorter than a batch */
    bool at_limit;    /* the minimum is where the first half ends: no steady state was seen */
};

/* A last batch that is not full is left out. Requires batch > 0. */
struct mser mser_find(const double *series, size_t length, size_t batch);

#endif
