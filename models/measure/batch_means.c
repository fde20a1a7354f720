/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/batch_means.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/estimate.h"

double von_neumann_correlation(const double *values, size_t n, double *ret_p)
{
    DES_REQUIRE(n >= 8);
    double mean = 0, squares = 0, steps = 0;
    for (size_t i = 0; i < n; i++) {
        mean += values[i] / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        squares += (values[i] - mean) * (values[i] - mean);
        steps += i > 0 ? (values[i] - values[i - 1]) * (values[i] - values[i - 1]) : 0;
    }
    double correlation = steps > 0 ? 1 - steps / (2 * squares) : 0;
    double count = (double)n, error = sqrt((count - 2) / (count * count - 1));
    *ret_p = steps > 0 ? gsl_cdf_ugaussian_Q(correlation / error) : 1;
    return correlation;
}

/* Means of as many batches as the end of the series has; the start is what is left out. */
static void find_means(const double *series, size_t length, size_t size, double *ret_means)
{
    const double *next = series + length % size;
    for (size_t batch = 0; batch < length / size; batch++) {
        double sum = 0;
        for (size_t i = 0; i < size; i++) {
            sum += *next++;
        }
        ret_means[batch] = sum / (double)size;
    }
}

static void test_growing_batches(struct batch_means *self, const double *series, size_t length,
                                 size_t period, double *means)
{
    self->correlation = self->p = NAN;
    for (size_t size = period; length / size >= BATCH_MEANS_TESTED && !self->independent;
         size *= 2) {
        find_means(series, length, size, means);
        self->tested_size = size;
        self->correlation = von_neumann_correlation(means, length / size, &self->p);
        self->independent = self->p > BATCH_MEANS_LEVEL;
    }
}

struct batch_means batch_means_make(const double *series, size_t length, size_t period,
                                    double confidence)
{
    DES_REQUIRE(period > 0);
    struct batch_means self = {.mean = NAN, .half_width = NAN, .left_out = length};
    double *means = des_allocate(length / period, sizeof *means);
    test_growing_batches(&self, series, length, period, means);
    self.batch_size = length / BATCH_MEANS_BATCHES / period * period;
    if (self.batch_size > 0) {
        self.left_out = length - self.batch_size * BATCH_MEANS_BATCHES;
        find_means(series + self.left_out, length - self.left_out, self.batch_size, means);
        struct estimate estimate = estimate_make(means, BATCH_MEANS_BATCHES, confidence);
        self.mean = estimate.mean;
        self.half_width = self.independent ? estimate.half_width : NAN;
    }
    free(means);
    return self;
}
