/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/spread.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/estimate.h"

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Those that are known, sorted. The caller frees them. */
static double *sorted_values(const double *values, size_t count, size_t *ret_known)
{
    double *sorted = des_allocate(count + 1, sizeof *sorted);
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        sorted[known] = values[i];
        known += isnan(values[i]) ? 0 : 1;
    }
    qsort(sorted, known, sizeof *sorted, ascending);
    *ret_known = known;
    return sorted;
}

struct spread spread_make(const double *values, size_t count, double q, double confidence)
{
    struct spread self = {NAN, NAN, NAN, NAN, 0, order_least_count(q, confidence)};
    double *sorted = sorted_values(values, count, &self.count);
    if (self.count > 0) {
        /* A hair less, so that 0.9 of 10 is the ninth whatever the rounding. */
        size_t rank = (size_t)ceil(q * (double)self.count - 1e-9);
        self.value = sorted[rank > 0 ? rank - 1 : 0];
    }
    if (self.count >= self.least) {
        struct order_interval interval = order_interval_make(self.count, q, confidence);
        self.lower = sorted[interval.lower - 1];
        self.upper = sorted[interval.upper - 1];
        self.coverage = interval.coverage;
    }
    free(sorted);
    return self;
}
