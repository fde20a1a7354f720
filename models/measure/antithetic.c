/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/antithetic.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "engine/tally.h"

struct antithetic antithetic_estimate(const double *values, size_t count, double confidence)
{
    struct antithetic self = {.variance_saved = NAN};
    struct des_tally even = {0}, odd = {0}, both = {0};
    double *means = des_allocate(count / 2, sizeof *means);
    for (size_t i = 0; i < count / 2; i++) {
        means[i] = (values[2 * i] + values[2 * i + 1]) / 2;
        if (!isnan(means[i])) {
            des_tally_add(&even, values[2 * i]);
            des_tally_add(&odd, values[2 * i + 1]);
            des_tally_add(&both, means[i]);
        }
    }
    self.estimate = estimate_make(means, count / 2, confidence);
    free(means);
    if (even.m2 + odd.m2 > 0) {
        self.variance_saved = 1 - 4 * both.m2 / (even.m2 + odd.m2);
    }
    return self;
}
