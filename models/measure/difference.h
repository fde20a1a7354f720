/* SPDX-License-Identifier: GPL-3.0-or-later */
/* difference.h - by how much two scenarios differ in one figure, and what may be said of it.
 *
 * Replication r of both scenarios meets the same parcels, so that differences are taken replication
 * by replication and Student's t is applied to them (paired t: Law, Simulation Modeling and
 * Analysis, 5th ed., section 10.2.1); nothing is assumed of the correlation. Without
 * common random numbers, Welch's interval (ibid., section 10.2.2).
 *
 * Several intervals that are to hold at once are each made at difference_confidence(). */
#ifndef MODELS_MEASURE_DIFFERENCE_H
#define MODELS_MEASURE_DIFFERENCE_H

#include <stdbool.h>
#include <stddef.h>

struct difference {
    double mean;           /* a - b; NaN without pairs */
    double half_width;     /* at `confidence`; NaN below two pairs: not estimable */
    double confidence;     /* of this one interval, in (0, 1) */
    double standard_error; /* of the mean; NaN below two pairs */
    double freedom;        /* degrees of: pairs - 1, or Welch's f; NaN below two pairs */
    size_t count;          /* pairs in which both have a value; Welch: the smaller sample */
    size_t left_out;       /* pairs in which a or b is NaN; Welch: values that are NaN */
    bool identical;        /* pairs, and in each of them the same value; the mean is exactly 0 */
    /* What pairing achieved. NaN: not paired, fewer than two pairs, or no variance. */
    double correlation;    /* of a and b, -1 .. 1; NaN also when only one of them varies */
    double variance_saved; /* 1 - var(a - b) / (var a + var b); negative: pairing hurts */
};

/* The confidence each of `comparisons` intervals needs for all to hold at once with at least
 * `overall`, however they depend on each other (Bonferroni): 1 - (1 - overall)/comparisons. */
double difference_confidence(double overall, size_t comparisons);

/* a[i] and b[i] are of replication i; pairs with a NaN are left out and counted. */
struct difference difference_paired(const double *a, const double *b, size_t count,
                                    double confidence);
/* Independent samples; NaN values are left out and counted. */
struct difference difference_unpaired(const double *a, size_t count_a, const double *b,
                                      size_t count_b, double confidence);

/* What the interval [l, u] = mean -+ half_width supports, with the interval's own confidence; d is
 * the true difference a - b. Differences up to delta >= 0 (unit of the figure) don't matter. */
enum finding {
    FINDING_OPEN,       /* none of the following yet, or fewer than two pairs */
    FINDING_EQUIVALENT, /* -delta <= l and u <= delta. Claimed: |d| <= delta, whether or not 0 is
                         * inside. With delta = 0 only when l = u = 0 */
    FINDING_LOWER,      /* otherwise, and u < 0. Claimed: d < 0, by an amount within [l, u]; that
                         * it is more than delta only if u < -delta too */
    FINDING_HIGHER,     /* otherwise, and l > 0: likewise */
};
enum finding difference_finding(const struct difference *self, double delta);

/* Two-sided p-value of the t test that a and b have the same mean. 1 when every pair is equal, 0
 * when they differ without any variance; NaN below two pairs. */
double difference_p(const struct difference *self);

/* How many replications in total would settle it, if mean and variance stay what they are:
 * the smallest n with half-width t(n - 1) s / sqrt(n) small enough. An estimate, no promise: both
 * are themselves uncertain, and when n is reached the chance that it is enough is
 * about one half. The present count when nothing is open. 0 when `at_most` is not
 * enough or there are fewer than two pairs. */
size_t difference_needed(const struct difference *self, double delta, size_t at_most);

#endif
