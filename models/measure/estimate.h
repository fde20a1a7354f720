/* SPDX-License-Identifier: GPL-3.0-or-later */
/* estimate.h - a mean over replications with its half-width, and intervals for quantiles. */
#ifndef MODELS_MEASURE_ESTIMATE_H
#define MODELS_MEASURE_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct estimate {
    double mean;       /* NaN when no replication has a value */
    double half_width; /* Student t; NaN below two values: not estimable */
    double deviation;  /* between replications */
    size_t count;      /* replications that have a value */
};

/* Values that are NaN are left out and counted so. `confidence` in (0, 1). */
struct estimate estimate_make(const double *values, size_t count, double confidence);

/* Law's rule: the relative half-width to stop at so that the true relative error is at most
 * `asked` (Law, Simulation Modeling and Analysis, 5th ed., section 9.4.1): asked/(1 + asked). */
double estimate_adjusted_precision(double asked);
bool estimate_is_precise(const struct estimate *self, double asked);

/* Least n >= 2 with t(n - 1) * deviation / sqrt(n) <= half_width: how many values would likely
 * do, when the standard deviation stays what it seems. 0 when more than `most`, or NaN. */
uint64_t estimate_needed(double deviation, double confidence, double half_width, uint64_t most);

/* P(X(l) <= q-quantile < X(u)) of n independent observations = B(u-1; n, q) - B(l-1; n, q). */
struct order_interval {
    size_t lower, upper; /* 1-based ranks; 0 when not estimable */
    double coverage;
};
struct order_interval order_interval_make(size_t n, double q, double confidence);
/* Least n for a finite two-sided interval: 6 (q = .5), 29 (.9), 59 (.95), 299 (.99) at 95 %. */
size_t order_least_count(double q, double confidence);

/* "41.62 ± 0.38": rounded to two significant digits of the half-width. Writes "41.6 ± n/e" when
 * there is no half-width (the mean to four digits) and "not estimable" when there is no mean.
 * Factor multiplies both. */
void estimate_format(const struct estimate *self, double factor, char *buffer, size_t size);

#endif
