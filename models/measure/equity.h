/* SPDX-License-Identifier: GPL-3.0-or-later */
/* equity.h - how evenly something is spread over people: villages weighted by who live there.
 *
 * Gini coefficient: with x ascending, weights w that sum to 1 and S_i the share of all x that
 * the first i hold, G = 1 - sum of w_i (S_i + S_(i-1)): twice the area between the Lorenz curve
 * through those points and the diagonal (Gini 1912; Lerman and Yitzhaki, Improving the accuracy
 * of estimates of Gini coefficients, Journal of Econometrics 42, 1989). 0: everybody has the
 * same. Of an exponential distribution it is 1/2, of a uniform one from 0 it is 1/3. */
#ifndef MODELS_MEASURE_EQUITY_H
#define MODELS_MEASURE_EQUITY_H

#include <stddef.h>

struct equity_point {
    double value, weight; /* value >= 0, weight > 0 */
};

struct equity {
    double mean, gini;    /* NaN of nothing; gini NaN when all values are 0 */
    double p50, p90, p95; /* the smallest value that so much of the weight is at or below */
    double ratio;         /* p90 / p10; NaN when p10 is 0 */
    double most;
};

/* Sorts the points. */
struct equity equity_make(struct equity_point *points, size_t count);
/* The share of the weight at or below `value`; NaN of nothing. */
double equity_share_within(const struct equity_point *points, size_t count, double value);

#endif
