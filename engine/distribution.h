/* SPDX-License-Identifier: GPL-3.0-or-later */
/* distribution.h - the distributions a scenario can name. All are non-negative.
 *
 * Values carry the unit of the parameters; des_distribution_scale changes it. Draws in
 * sequence (from a des_rng) and by position (from a stream and a parcel's own number) are
 * both there; a `fill` gives exactly the numbers that as many `draw`s would have given. */
#ifndef ENGINE_DISTRIBUTION_H
#define ENGINE_DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/random.h"

enum des_distribution_kind {
    DES_CONSTANT,
    DES_UNIFORM,
    DES_TRIANGULAR,
    DES_EXPONENTIAL,
    DES_GAMMA, /* Erlang is a gamma whose shape is a whole number */
    DES_LOGNORMAL,
    DES_WEIBULL,
    DES_NORMAL, /* cut off at 0: mean and sd are those before */
    DES_EMPIRICAL,
};

/* Owns `values` and `cumulative` when kind is DES_EMPIRICAL; done frees them. A zeroed
 * struct is the constant 0. */
struct des_distribution {
    enum des_distribution_kind kind;
    double a, b, c;     /* meaning by kind, see the makers below */
    size_t count;       /* empirical only */
    double *values;     /* ascending */
    double *cumulative; /* shares, last one exactly 1 */
};

/* Each maker requires its parameters in range (mean > 0, sd > 0, cv > 0, from <= to ...). */
struct des_distribution des_constant(double value);
struct des_distribution des_uniform(double from, double to);
struct des_distribution des_triangular(double from, double mode, double to);
struct des_distribution des_exponential(double mean);
/* a shape, b scale, c what draws need */
struct des_distribution des_gamma(double mean, double cv);
struct des_distribution des_erlang(double mean, unsigned phases);
struct des_distribution des_lognormal(double mean, double cv);  /* a mu, b sigma */
struct des_distribution des_weibull(double mean, double shape); /* a scale, b shape */
struct des_distribution des_normal(double mean, double sd);     /* c the share below 0 */
/* One of `values` (>= 0) with probability proportional to its weight (>= 0, sum > 0); weights NULL
 * means equal. Copies both. */
struct des_distribution des_empirical(const double *values, const double *weights, size_t count);

void des_distribution_done(struct des_distribution *self);
struct des_distribution des_distribution_copy(const struct des_distribution *self);
/* Multiplies every value by factor > 0. */
void des_distribution_scale(struct des_distribution *self, double factor);

bool des_distribution_is_constant(const struct des_distribution *self);
double des_distribution_mean(const struct des_distribution *self); /* after truncation */
double des_distribution_variance(const struct des_distribution *self);

double des_distribution_draw(const struct des_distribution *self, struct des_rng *rng);
void des_distribution_fill(const struct des_distribution *self, struct des_rng *rng, double *out,
                           size_t count);

/* The draw that belongs to position `index` of `stream`, whose luck is `word` (32 random
 * bits already drawn for it). All kinds but one invert the word and leave the stream alone; a
 * gamma draws from des_rng_init_at(stream, index). Always the same for the same arguments. */
double des_distribution_at(const struct des_distribution *self, struct des_stream stream,
                           uint64_t index, uint32_t word);

/* Does one uniform make a draw? */
static inline bool des_distribution_is_inverted(const struct des_distribution *self)
{
    return self->kind != DES_GAMMA;
}

/* The same for many words at once, of a kind that is inverted. */
void des_distribution_from_words(const struct des_distribution *self, const uint32_t *words,
                                 double *out, size_t count);

#endif
