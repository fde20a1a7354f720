/* SPDX-License-Identifier: GPL-3.0-or-later */
/* distribution_make.c - making, copying, scaling and the moments of distributions.
 *
 * Moments after Johnson, Kotz and Balakrishnan, Continuous Univariate Distributions, vol. 1
 * (1994); the truncated normal is their §13.10. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/distribution.h"
#include "engine/require.h"

struct des_distribution des_constant(double value)
{
    DES_REQUIRE(value >= 0);
    return (struct des_distribution){.kind = DES_CONSTANT, .a = value};
}

struct des_distribution des_uniform(double from, double to)
{
    DES_REQUIRE(0 <= from && from <= to);
    return (struct des_distribution){.kind = DES_UNIFORM, .a = from, .b = to};
}

struct des_distribution des_triangular(double from, double mode, double to)
{
    DES_REQUIRE(0 <= from && from <= mode && mode <= to);
    if (from == to) {
        return des_constant(from); /* the inverse would divide by 0 */
    }
    return (struct des_distribution){.kind = DES_TRIANGULAR, .a = from, .b = mode, .c = to};
}

struct des_distribution des_exponential(double mean)
{
    DES_REQUIRE(mean > 0);
    return (struct des_distribution){.kind = DES_EXPONENTIAL, .a = mean};
}

static struct des_distribution make_gamma(double shape, double mean)
{
    double drawn = shape < 1 ? shape + 1 : shape; /* see draw_gamma */
    return (struct des_distribution){
        .kind = DES_GAMMA, .a = shape, .b = mean / shape, .c = 1 / sqrt(9 * drawn - 3)};
}

struct des_distribution des_gamma(double mean, double cv)
{
    DES_REQUIRE(mean > 0 && cv > 0);
    return make_gamma(1 / (cv * cv), mean);
}

struct des_distribution des_erlang(double mean, unsigned phases)
{
    DES_REQUIRE(mean > 0 && phases > 0);
    return make_gamma(phases, mean);
}

struct des_distribution des_lognormal(double mean, double cv)
{
    DES_REQUIRE(mean > 0 && cv > 0);
    double variance = log1p(cv * cv); /* of the logarithm */
    return (struct des_distribution){
        .kind = DES_LOGNORMAL, .a = log(mean) - variance / 2, .b = sqrt(variance)};
}

struct des_distribution des_weibull(double mean, double shape)
{
    DES_REQUIRE(mean > 0 && shape > 0);
    return (struct des_distribution){
        .kind = DES_WEIBULL, .a = mean / tgamma(1 + 1 / shape), .b = shape};
}

struct des_distribution des_normal(double mean, double sd)
{
    DES_REQUIRE(mean > 0 && sd > 0);
    double below_0 = gsl_cdf_ugaussian_P(-mean / sd);
    return (struct des_distribution){.kind = DES_NORMAL, .a = mean, .b = sd, .c = below_0};
}

struct weighted {
    double value, weight;
};

static int by_value(const void *left, const void *right)
{
    const struct weighted *a = left, *b = right;
    return (a->value > b->value) - (a->value < b->value);
}

static void accumulate(struct des_distribution *self, const struct weighted *items)
{
    double total = 0;
    size_t last = 0; /* that can be drawn at all */
    for (size_t i = 0; i < self->count; i++) {
        total += items[i].weight;
        self->values[i] = items[i].value;
        self->cumulative[i] = total;
        last = items[i].weight > 0 ? i : last;
    }
    DES_REQUIRE(total > 0 && isfinite(total));
    for (size_t i = 0; i < self->count; i++) {
        self->cumulative[i] = i >= last ? 1 : self->cumulative[i] / total;
    }
}

struct des_distribution des_empirical(const double *values, const double *weights, size_t count)
{
    DES_REQUIRE(count > 0);
    struct weighted *items = des_allocate(count, sizeof *items);
    for (size_t i = 0; i < count; i++) {
        items[i] = (struct weighted){values[i], weights == NULL ? 1 : weights[i]};
        DES_REQUIRE(items[i].value >= 0 && items[i].weight >= 0);
    }
    qsort(items, count, sizeof *items, by_value);
    struct des_distribution self = {.kind = DES_EMPIRICAL, .count = count};
    self.values = des_allocate(count, sizeof *self.values);
    self.cumulative = des_allocate(count, sizeof *self.cumulative);
    accumulate(&self, items);
    free(items);
    return self;
}

void des_distribution_done(struct des_distribution *self)
{
    if (self == NULL) {
        return;
    }
    free(self->values);
    free(self->cumulative);
    *self = (struct des_distribution){0};
}

static double *copy_numbers(const double *from, size_t count)
{
    if (from == NULL) {
        return NULL;
    }
    double *copy = des_allocate(count, sizeof *copy);
    memcpy(copy, from, count * sizeof *copy);
    return copy;
}

struct des_distribution des_distribution_copy(const struct des_distribution *self)
{
    struct des_distribution copy = *self;
    copy.values = copy_numbers(self->values, self->count);
    copy.cumulative = copy_numbers(self->cumulative, self->count);
    return copy;
}

void des_distribution_scale(struct des_distribution *self, double factor)
{
    DES_REQUIRE(factor > 0);
    switch (self->kind) {
    case DES_LOGNORMAL:
        self->a += log(factor);
        return;
    case DES_GAMMA:
        self->b *= factor;
        return;
    case DES_WEIBULL:
        self->a *= factor;
        return;
    case DES_NORMAL:
        self->a *= factor;
        self->b *= factor;
        return;
    default:
        break;
    }
    self->a *= factor;
    self->b *= factor;
    self->c *= factor;
    for (size_t i = 0; i < self->count; i++) {
        self->values[i] *= factor;
    }
}

static double share_of(const struct des_distribution *self, size_t i)
{
    return self->cumulative[i] - (i == 0 ? 0 : self->cumulative[i - 1]);
}

static double empirical_mean(const struct des_distribution *self)
{
    double mean = 0;
    for (size_t i = 0; i < self->count; i++) {
        mean += share_of(self, i) * self->values[i];
    }
    return mean;
}

static double empirical_variance(const struct des_distribution *self)
{
    double mean = empirical_mean(self);
    double variance = 0;
    for (size_t i = 0; i < self->count; i++) {
        double deviation = self->values[i] - mean;
        variance += share_of(self, i) * deviation * deviation;
    }
    return variance;
}

/* E[Z | Z > -mean / sd] of a standard normal Z. */
static double normal_hazard(const struct des_distribution *self)
{
    double cut = -self->a / self->b;
    return gsl_ran_ugaussian_pdf(cut) / gsl_cdf_ugaussian_Q(cut);
}

static double triangular_variance(const struct des_distribution *self)
{
    double width = self->c - self->a, rise = self->b - self->a;
    return (width * width - width * rise + rise * rise) / 18;
}

bool des_distribution_is_constant(const struct des_distribution *self)
{
    switch (self->kind) {
    case DES_CONSTANT:
        return true;
    case DES_UNIFORM:
        return self->a == self->b;
    case DES_EMPIRICAL:
        return self->values[0] == self->values[self->count - 1];
    default:
        return false;
    }
}

double des_distribution_mean(const struct des_distribution *self)
{
    double a = self->a, b = self->b;
    switch (self->kind) {
    case DES_CONSTANT:
    case DES_EXPONENTIAL:
        return a;
    case DES_UNIFORM:
        return a + (b - a) / 2;
    case DES_TRIANGULAR:
        return (a + b + self->c) / 3;
    case DES_GAMMA:
        return a * b;
    case DES_LOGNORMAL:
        return exp(a + b * b / 2);
    case DES_WEIBULL:
        return a * tgamma(1 + 1 / b);
    case DES_NORMAL:
        return a + b * normal_hazard(self);
    case DES_EMPIRICAL:
        return empirical_mean(self);
    }
    return NAN;
}

static double weibull_variance(const struct des_distribution *self)
{
    double first = tgamma(1 + 1 / self->b), second = tgamma(1 + 2 / self->b);
    return self->a * self->a * (second - first * first);
}

static double normal_variance(const struct des_distribution *self)
{
    double hazard = normal_hazard(self), cut = -self->a / self->b;
    return self->b * self->b * (1 + cut * hazard - hazard * hazard);
}

double des_distribution_variance(const struct des_distribution *self)
{
    double a = self->a, b = self->b;
    switch (self->kind) {
    case DES_CONSTANT:
        return 0;
    case DES_EXPONENTIAL:
        return a * a;
    case DES_UNIFORM:
        return (b - a) * (b - a) / 12;
    case DES_TRIANGULAR:
        return triangular_variance(self);
    case DES_GAMMA:
        return a * b * b;
    case DES_LOGNORMAL:
        return expm1(b * b) * exp(2 * a + b * b);
    case DES_WEIBULL:
        return weibull_variance(self);
    case DES_NORMAL:
        return normal_variance(self);
    case DES_EMPIRICAL:
        return empirical_variance(self);
    }
    return NAN;
}
