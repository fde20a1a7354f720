/* SPDX-License-Identifier: GPL-3.0-or-later */
/* distribution.c - drawing. All but the gamma invert one uniform, so that a draw is monotone in
 * it: whoever is slow in one scenario is slow in the other, and the antithetic of a long one is
 * short. Exponential and Weibull take -ln(u), which has the distribution of -ln(1 - u). What is
 * drawn with libm's log and pow (gamma, Weibull) may differ in the last bit between processors;
 * callers round to microseconds. */
#include "engine/distribution.h"

#include <math.h>

#include "engine/normal.h"
#include "engine/require.h"

static double triangular_at(const struct des_distribution *self, double u)
{
    double from = self->a, mode = self->b, to = self->c;
    double rising = (mode - from) / (to - from);
    return u < rising ? from + sqrt(u * (to - from) * (mode - from))
                      : to - sqrt((1 - u) * (to - from) * (to - mode));
}

static double empirical_at(const struct des_distribution *self, double u)
{
    size_t low = 0, high = self->count - 1; /* the answer is in [low, high] */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (self->cumulative[middle] > u) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return self->values[low];
}

/* What lies below 0 has the share `c` and is cut off. */
static double normal_at(const struct des_distribution *self, double u)
{
    double value = self->a + self->b * des_normal_quantile(self->c + (1 - self->c) * u);
    return value > 0 ? value : 0; /* by rounding */
}

static double invert(const struct des_distribution *self, double u)
{
    switch (self->kind) {
    case DES_CONSTANT:
        return self->a;
    case DES_UNIFORM:
        return self->a + (self->b - self->a) * u;
    case DES_TRIANGULAR:
        return triangular_at(self, u);
    case DES_EXPONENTIAL:
        return self->a * des_minus_log(u);
    case DES_WEIBULL:
        return self->a * pow(des_minus_log(u), 1 / self->b);
    case DES_LOGNORMAL:
        return des_exp(self->a + self->b * des_normal_quantile(u));
    case DES_NORMAL:
        return normal_at(self, u);
    case DES_EMPIRICAL:
        return empirical_at(self, u);
    case DES_GAMMA:
        break;
    }
    des_require_failed("a kind that can be inverted", __FILE__, __LINE__);
}

/* Marsaglia and Tsang (2000), 'A simple method for generating gamma variables', ACM TOMS 26(3),
 * with the normal by inversion: by rejection, but 95 % and more at the first go, for which the
 * value is monotone in one uniform. */
static double draw_gamma(const struct des_distribution *self, struct des_rng *rng)
{
    bool below_1 = self->a < 1; /* then that of a + 1 times a power, as they say in section 6 */
    double d = self->a + below_1 - 1.0 / 3;
    for (;;) {
        double x = des_normal_quantile(des_rng_unit(rng)), square = x * x;
        double u = des_rng_unit(rng), v = 1 + self->c * x;
        v = v * v * v;
        if (v > 0 && (u < 1 - 0.0331 * square * square ||
                      -des_minus_log(u) < square / 2 + d * (1 - v + log(v)))) {
            double power = below_1 ? pow(des_rng_unit(rng), 1 / self->a) : 1;
            return d * v * power * self->b;
        }
    }
}

double des_distribution_draw(const struct des_distribution *self, struct des_rng *rng)
{
    if (self->kind == DES_CONSTANT) {
        return self->a;
    }
    return des_distribution_is_inverted(self) ? invert(self, des_rng_unit(rng))
                                              : draw_gamma(self, rng);
}

/* Uniforms first, then the inverse over the array: loops a compiler can do in parallel. */
static void fill_inverted(const struct des_distribution *self, struct des_rng *rng, double *out,
                          size_t count)
{
    enum { CHUNK = 128 };
    uint32_t words[2 * CHUNK];
    for (size_t done = 0; done < count; done += CHUNK) {
        size_t some = count - done < CHUNK ? count - done : CHUNK;
        des_rng_fill_words(rng, words, 2 * some);
        if (self->kind == DES_EXPONENTIAL) {
            des_exponential_from_word_pairs(words, self->a, &out[done], some);
            continue;
        }
        for (size_t i = 0; i < some; i++) {
            uint64_t bits = words[2 * i] | (uint64_t)words[2 * i + 1] << 32;
            out[done + i] = invert(self, des_unit_from_bits(bits));
        }
    }
}

void des_distribution_fill(const struct des_distribution *self, struct des_rng *rng, double *out,
                           size_t count)
{
    if (des_distribution_is_inverted(self) && self->kind != DES_CONSTANT) {
        fill_inverted(self, rng, out, count);
        return;
    }
    if (self->kind == DES_CONSTANT) {
        for (size_t i = 0; i < count; i++) {
            out[i] = self->a;
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = des_distribution_draw(self, rng);
    }
}

double des_distribution_at(const struct des_distribution *self, struct des_stream stream,
                           uint64_t index, uint32_t word)
{
    if (des_distribution_is_inverted(self)) {
        return invert(self, des_unit_from_word(word));
    }
    struct des_rng rng;
    des_rng_init_at(&rng, stream, index);
    return draw_gamma(self, &rng);
}

void des_distribution_from_words(const struct des_distribution *self, const uint32_t *words,
                                 double *out, size_t count)
{
    if (self->kind == DES_EXPONENTIAL) {
        des_exponential_from_words(words, out, count);
        for (size_t i = 0; i < count; i++) {
            out[i] *= self->a;
        }
        return;
    }
    if (self->kind == DES_LOGNORMAL) {
        des_normal_from_words(words, out, count);
        for (size_t i = 0; i < count; i++) {
            out[i] = self->a + self->b * out[i];
        }
        des_exp_all(out, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = invert(self, des_unit_from_word(words[i]));
    }
}
