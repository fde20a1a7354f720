/* SPDX-License-Identifier: GPL-3.0-or-later */
/* antithetic.h - replications in pairs that are each other's opposite.
 *
 * Replication 2i + 1 is drawn with the complements of 2i's random numbers: where one has much
 * demand the other has little, and the mean of the two varies less than that of two independent
 * ones, if the figure rises or falls with the numbers. Pairs are independent of each other, and are
 * what Student's t is applied to (Law, Simulation Modeling and Analysis, 5th ed., section 11.3). */
#ifndef MODELS_MEASURE_ANTITHETIC_H
#define MODELS_MEASURE_ANTITHETIC_H

#include "models/measure/estimate.h"

struct antithetic {
    struct estimate estimate; /* of pair means: count is pairs */
    double variance_saved;    /* 1 - variance of a pair's mean / that of two independent ones, about
                               * minus the correlation; negative: pairs cost. NaN when unknown */
};

/* values[2i] and values[2i + 1] are a pair; pairs with a NaN are left out, as is a last one
 * without a partner. */
struct antithetic antithetic_estimate(const double *values, size_t count, double confidence);

#endif
