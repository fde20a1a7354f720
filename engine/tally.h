/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tally.h - count, mean and variance of observations, streaming and mergeable.
 *
 * Welford's update; merging after Chan, Golub and LeVeque (1979). Open struct, by value. */
#ifndef ENGINE_TALLY_H
#define ENGINE_TALLY_H

#include <stdint.h>

struct des_tally {
    uint64_t count;
    double mean; /* 0 while empty */
    double m2;   /* sum of squared deviations from the mean */
    double minimum, maximum;
};

void des_tally_add(struct des_tally *self, double value);
void des_tally_merge(struct des_tally *self, const struct des_tally *other);
double des_tally_variance(const struct des_tally *self); /* sample variance; NaN below 2 */
double des_tally_deviation(const struct des_tally *self);

#endif
