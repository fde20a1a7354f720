/* SPDX-License-Identifier: GPL-3.0-or-later */
/* normal.h - the standard normal's quantile and the exponential function, for draws by inversion.
 *
 * Pure arithmetic of our own, as in random.h: glibc picks another exp on a processor with FMA, and
 * the bytes of a result must not depend on the machine. test_distribution compares both with GSL
 * and libm. */
#ifndef ENGINE_NORMAL_H
#define ENGINE_NORMAL_H

#include <math.h>

#include "engine/random.h"

/* Further from the median another formula goes on. */
#define DES_NORMAL_MIDDLE 0.425

/* a[0] + a[1] x + ... + a[7] x^7, in pairs, which a processor works out side by side. */
static inline double des_polynomial_7(const double a[8], double x)
{
    double square = x * x;
    double low = (a[0] + a[1] * x) + square * (a[2] + a[3] * x);
    double high = (a[4] + a[5] * x) + square * (a[6] + a[7] * x);
    return low + square * square * high;
}

/* In bulk, several at a time; the same values as one by one: the quantile of the u of
 * des_unit_from_word, and e^x in place. */
void des_normal_from_words(const uint32_t *words, double *out, size_t count);
void des_exp_all(double *values, size_t count);

/* Outside [0.075, 0.925]: a share of `tail` lies beyond what is returned. */
static inline double des_normal_tail(double tail)
{
    static const double C[8] = {
        1.42343711074968357734e0,  4.63033784615654529590e0,  5.76949722146069140550e0,
        3.64784832476320460504e0,  1.27045825245236838258e0,  2.41780725177450611770e-1,
        2.27238449892691845833e-2, 7.74545014278341407640e-4,
    };
    static const double D[8] = {
        1,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    };
    static const double E[8] = {
        6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
        2.71155556874348757815e-5, 2.01033439929228813265e-7,
    };
    static const double F[8] = {
        1,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    };
    double r = sqrt(des_minus_log(tail));
    if (r <= 5) {
        return des_polynomial_7(C, r - 1.6) / des_polynomial_7(D, r - 1.6);
    }
    return des_polynomial_7(E, r - 5) / des_polynomial_7(F, r - 5);
}

/* Within, q = u - 0.5. */
static inline double des_normal_middle(double q)
{
    static const double A[8] = {
        3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
        1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
        3.3430575583588128105e4, 2.5090809287301226727e3,
    };
    static const double B[8] = {
        1,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    };
    double r = 0.180625 - q * q;
    return q * des_polynomial_7(A, r) / des_polynomial_7(B, r);
}

/* z with P(Z <= z) = u for u in (0, 1): PPND16 of Wichura (1988), 'Algorithm AS 241: The percentage
 * points of the normal distribution', Applied Statistics 37(3). Relative error about 1e-15; that of
 * 1 - u is -z exactly. */
static inline double des_normal_quantile(double u)
{
    double q = u - 0.5;
    if (fabs(q) <= DES_NORMAL_MIDDLE) {
        return des_normal_middle(q);
    }
    return q < 0 ? -des_normal_tail(u) : des_normal_tail(1 - u);
}

/* e^x; beyond [-708, 709] that of the nearer end. x = k ln 2 + r with |r| <= ln 2 / 2, then the
 * series of e^r, whose first term left out is below 2e-16. Relative error below 1e-15. */
static inline double des_exp(double x)
{
    static const double SHIFT = 0x1.8p52; /* adding it leaves a whole number in the last bits */
    x = x < -708 ? -708 : x > 709 ? 709 : x;
    double shifted = x * 0x1.71547652b82fep+0 + SHIFT; /* 1 / ln 2 */
    double k = shifted - SHIFT;
    /* ln 2 in two parts, the first with so many last bits 0 that k times it is exact. */
    double r = (x - k * 0x1.62e42fefa3800p-1) - k * 0x1.ef35793c76730p-45;
    double r2 = r * r, r4 = r2 * r2;
    double low = (1 + r) + r2 * (1.0 / 2 + r * (1.0 / 6));
    double middle = (1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720 + r * (1.0 / 5040));
    double high = (1.0 / 40320 + r * (1.0 / 362880)) +
                  r2 * (1.0 / 3628800 + r * (1.0 / 39916800) + r2 * (1.0 / 479001600));
    uint64_t power = (des_pattern_from_double(shifted) + 1023) << 52; /* 2^k */
    return (low + r4 * (middle + r4 * high)) * des_double_from_pattern(power);
}

#endif
