/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Student's t for means over replications (Law, 5th ed., section 4.5) and order statistics for
 * quantiles (David and Nagaraja, Order Statistics, 3rd ed., section 7.1). */
#include "models/measure/estimate.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/require.h"

static double mean_of_known(const double *values, size_t count, size_t *ret_known)
{
    double sum = 0;
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(values[i])) {
            sum += values[i];
            known++;
        }
    }
    *ret_known = known;
    return known > 0 ? sum / (double)known : NAN;
}

struct estimate estimate_make(const double *values, size_t count, double confidence)
{
    DES_REQUIRE(confidence > 0 && confidence < 1);
    struct estimate self = {.half_width = NAN, .deviation = NAN};
    self.mean = mean_of_known(values, count, &self.count);
    if (self.count < 2) {
        return self;
    }
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        if (!isnan(values[i])) {
            squares += (values[i] - self.mean) * (values[i] - self.mean);
        }
    }
    double freedom = (double)(self.count - 1);
    self.deviation = sqrt(squares / freedom);
    double t = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, freedom);
    self.half_width = t * self.deviation / sqrt((double)self.count);
    return self;
}

double estimate_adjusted_precision(double asked)
{
    return asked / (1 + asked);
}

bool estimate_is_precise(const struct estimate *self, double asked)
{
    /* False for NaN on either side. */
    return self->half_width <= estimate_adjusted_precision(asked) * fabs(self->mean);
}

static bool would_do(double deviation, double confidence, double half_width, uint64_t n)
{
    double t = gsl_cdf_tdist_Pinv(0.5 + confidence / 2, (double)(n - 1));
    return t * deviation / sqrt((double)n) <= half_width; /* false for NaN */
}

uint64_t estimate_needed(double deviation, double confidence, double half_width, uint64_t most)
{
    uint64_t low = 1, high = 2;
    while (high < most && !would_do(deviation, confidence, half_width, high)) {
        low = high;
        high = 2 * high < most ? 2 * high : most;
    }
    if (most < 2 || !would_do(deviation, confidence, half_width, high)) {
        return 0;
    }
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (would_do(deviation, confidence, half_width, middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}

/* P(at most `rank` of n observations are at or below the q-quantile). */
static double below(size_t rank, size_t n, double q)
{
    return gsl_cdf_binomial_P((unsigned)rank, q, (unsigned)n);
}

static double coverage_of(size_t lower, size_t upper, size_t n, double q)
{
    return below(upper - 1, n, q) - below(lower - 1, n, q);
}

/* Equal tails where n allows it. Where one tail can't be had, that end is the extreme
 * observation and the other end moves in as far as the confidence permits. */
struct order_interval order_interval_make(size_t n, double q, double confidence)
{
    DES_REQUIRE(q > 0 && q < 1 && confidence > 0 && confidence < 1);
    if (n < order_least_count(q, confidence)) {
        return (struct order_interval){.coverage = NAN};
    }
    double tail = (1 - confidence) / 2;
    size_t centre = (size_t)(q * (double)n);
    size_t lower = centre < 1 ? 1 : centre;
    size_t upper = centre + 1 > n ? n : centre + 1;
    while (lower > 1 && below(lower - 1, n, q) > tail) {
        lower--;
    }
    while (upper < n && below(upper - 1, n, q) < 1 - tail) {
        upper++;
    }
    while (lower > 1 && coverage_of(lower, upper, n, q) < confidence) {
        lower--;
    }
    while (upper < n && coverage_of(lower, upper, n, q) < confidence) {
        upper++;
    }
    return (struct order_interval){lower, upper, coverage_of(lower, upper, n, q)};
}

size_t order_least_count(double q, double confidence)
{
    DES_REQUIRE(q > 0 && q < 1 && confidence > 0 && confidence < 1);
    double more = q > 0.5 ? q : 1 - q;
    /* Solves more^n <= 1 - confidence, then steps for the smaller term; the guess may be one
     * low by rounding, which the loop also mends. */
    size_t n = (size_t)floor(log(1 - confidence) / log(more));
    n = n < 2 ? 2 : n;
    while (pow(q, (double)n) + pow(1 - q, (double)n) > 1 - confidence) {
        n++;
    }
    return n;
}

/* The power of ten of the second significant digit of x > 0. */
static int second_digit(double x)
{
    return (int)floor(log10(x)) - 1;
}

static double round_to(double x, int power)
{
    double unit = pow(10, abs(power));
    double rounded = power < 0 ? round(x * unit) / unit : round(x / unit) * unit;
    return rounded + 0.0; /* "-0.0" would be printed otherwise */
}

static void format_bare(double mean, const char *rest, char *buffer, size_t size)
{
    snprintf(buffer, size, fabs(mean) < 1e4 ? "%.4g ± %s" : "%.0f ± %s", mean + 0.0, rest);
}

void estimate_format(const struct estimate *self, double factor, char *buffer, size_t size)
{
    double mean = self->mean * factor;
    double half_width = self->half_width * fabs(factor);
    if (isnan(mean)) {
        snprintf(buffer, size, "not estimable");
    } else if (!isfinite(half_width)) {
        format_bare(mean, "n/e", buffer, size);
    } else if (half_width <= 1e-12 * fabs(mean)) { /* equal values, but for rounding */
        format_bare(mean, "0", buffer, size);
    } else {
        double rounded = round_to(half_width, second_digit(half_width));
        int power = second_digit(rounded); /* 9.96 has become 10 */
        int decimals = power < 0 ? -power : 0;
        snprintf(buffer, size, "%.*f ± %.*f", decimals, round_to(mean, power), decimals, rounded);
    }
}
