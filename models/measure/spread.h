/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spread.h - how a figure varies from replication to replication: its quantiles, with intervals
 * between order statistics.
 *
 * A half-width says how well the mean is known; more replications make it as small as one likes.
 * A planner's next four weeks are one replication: the quantile of 90 % is what nine in ten such
 * periods stay below. The interval supposes nothing of the distribution but that replications
 * are independent: P(X(l) <= quantile < X(u)) = B(u-1; n, q) - B(l-1; n, q) (David and Nagaraja,
 * Order Statistics, 3rd ed., section 7.1). */
#ifndef MODELS_MEASURE_SPREAD_H
#define MODELS_MEASURE_SPREAD_H

#include <stddef.h>

struct spread {
    double value;        /* of the replication number ceil(q * count); NaN when there is none */
    double lower, upper; /* NaN: not estimable with fewer than `least` */
    double coverage;     /* of the interval, exactly; at least the confidence asked. NaN likewise */
    size_t count, least; /* replications that have a value; that an interval takes */
};

/* Of values from independent replications; NaN ones are left out. q and confidence in (0, 1). */
struct spread spread_make(const double *values, size_t count, double q, double confidence);

#endif
