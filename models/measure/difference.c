/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/difference.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "engine/require.h"
#include "engine/tally.h"

static double students_t(double confidence, double freedom)
{
    return gsl_cdf_tdist_Qinv((1 - confidence) / 2, freedom);
}

double difference_confidence(double overall, size_t comparisons)
{
    DES_REQUIRE(overall > 0 && overall < 1 && comparisons > 0);
    return 1 - (1 - overall) / (double)comparisons;
}

static struct difference nothing_known(double confidence)
{
    DES_REQUIRE(confidence > 0 && confidence < 1);
    return (struct difference){.mean = NAN,
                               .half_width = NAN,
                               .confidence = confidence,
                               .standard_error = NAN,
                               .freedom = NAN,
                               .correlation = NAN,
                               .variance_saved = NAN};
}

/* Variances of the pairs and of their differences, and the sum of products about the means. */
struct pairs {
    struct des_tally a, b, difference;
    double products;
    size_t equal;
};

static struct pairs pairs_make(const double *a, const double *b, size_t count)
{
    struct pairs self = {.products = 0};
    for (size_t i = 0; i < count; i++) {
        if (isnan(a[i]) || isnan(b[i])) {
            continue;
        }
        double above = a[i] - self.a.mean; /* Welford's update, for two */
        des_tally_add(&self.a, a[i]);
        des_tally_add(&self.b, b[i]);
        des_tally_add(&self.difference, a[i] - b[i]);
        self.products += above * (b[i] - self.b.mean);
        self.equal += a[i] == b[i];
    }
    return self;
}

static void note_pairing(struct difference *self, const struct pairs *pairs)
{
    double alone = pairs->a.m2 + pairs->b.m2;
    if (alone > 0) {
        self->variance_saved = 1 - pairs->difference.m2 / alone;
    }
    if (pairs->a.m2 > 0 && pairs->b.m2 > 0) {
        double correlation = pairs->products / (sqrt(pairs->a.m2) * sqrt(pairs->b.m2));
        self->correlation = fmax(-1, fmin(1, correlation));
    }
}

struct difference difference_paired(const double *a, const double *b, size_t count,
                                    double confidence)
{
    struct difference self = nothing_known(confidence);
    struct pairs pairs = pairs_make(a, b, count);
    self.count = (size_t)pairs.difference.count;
    self.left_out = count - self.count;
    self.identical = self.count > 0 && pairs.equal == self.count;
    if (self.count > 0) {
        self.mean = pairs.difference.mean;
    }
    if (self.count > 1) {
        self.freedom = (double)(self.count - 1);
        self.standard_error = des_tally_deviation(&pairs.difference) / sqrt((double)self.count);
        self.half_width = students_t(confidence, self.freedom) * self.standard_error;
        note_pairing(&self, &pairs);
    }
    return self;
}

static struct des_tally tally_of_known(const double *values, size_t count)
{
    struct des_tally tally = {0};
    for (size_t i = 0; i < count; i++) {
        if (!isnan(values[i])) {
            des_tally_add(&tally, values[i]);
        }
    }
    return tally;
}

struct difference difference_unpaired(const double *a, size_t count_a, const double *b,
                                      size_t count_b, double confidence)
{
    struct difference self = nothing_known(confidence);
    struct des_tally of_a = tally_of_known(a, count_a), of_b = tally_of_known(b, count_b);
    double n_a = (double)of_a.count, n_b = (double)of_b.count;
    self.count = (size_t)(of_a.count < of_b.count ? of_a.count : of_b.count);
    self.left_out = count_a + count_b - (size_t)(of_a.count + of_b.count);
    if (self.count > 0) {
        self.mean = of_a.mean - of_b.mean;
    }
    if (self.count > 1) {
        double of_mean_a = des_tally_variance(&of_a) / n_a;
        double of_mean_b = des_tally_variance(&of_b) / n_b, both = of_mean_a + of_mean_b;
        double denominator = of_mean_a * of_mean_a / (n_a - 1) + of_mean_b * of_mean_b / (n_b - 1);
        /* Without variance any number of degrees gives the half-width 0. */
        self.freedom = denominator > 0 ? both * both / denominator : n_a + n_b - 2;
        self.standard_error = sqrt(both);
        self.half_width = students_t(confidence, self.freedom) * self.standard_error;
    }
    return self;
}

/* NaN fails every comparison and leaves it open. */
static enum finding finding_of(double mean, double half_width, double delta)
{
    double lower = mean - half_width, upper = mean + half_width;
    if (lower >= -delta && upper <= delta) {
        return FINDING_EQUIVALENT;
    }
    if (lower > 0) {
        return FINDING_HIGHER;
    }
    return upper < 0 ? FINDING_LOWER : FINDING_OPEN;
}

enum finding difference_finding(const struct difference *self, double delta)
{
    DES_REQUIRE(delta >= 0);
    return finding_of(self->mean, self->half_width, delta);
}

double difference_p(const struct difference *self)
{
    if (self->standard_error > 0) {
        double t = fabs(self->mean) / self->standard_error;
        return fmin(1, 2 * gsl_cdf_tdist_Q(t, self->freedom));
    }
    return self->count < 2 ? NAN : self->mean == 0;
}

/* Exact for pairs, and for Welch with samples of one size: f is proportional to n - 1. */
static bool would_settle(const struct difference *self, double delta, size_t n)
{
    double growth = (double)n / (double)self->count;
    double freedom = self->freedom * (double)(n - 1) / (double)(self->count - 1);
    double half_width = students_t(self->confidence, freedom) * self->standard_error / sqrt(growth);
    return finding_of(self->mean, half_width, delta) != FINDING_OPEN;
}

size_t difference_needed(const struct difference *self, double delta, size_t at_most)
{
    DES_REQUIRE(delta >= 0);
    if (self->count < 2) {
        return 0;
    }
    if (would_settle(self, delta, self->count)) {
        return self->count;
    }
    size_t low = self->count, high = at_most; /* low does not settle it, high does */
    if (high <= low || !would_settle(self, delta, high)) {
        return 0;
    }
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (would_settle(self, delta, middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}
