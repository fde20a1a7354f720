/* SPDX-License-Identifier: GPL-3.0-or-later */
/* control_variate.h - a mean adjusted for chance that is known.
 *
 * A control is a figure of the replication whose true mean is known, such as the demand. Where
 * demand happened to be above its mean, so was the delay: regression on the controls takes that
 * part of the chance out. The estimate is the intercept of
 *
 *     y_r = beta_0 + sum over k of beta_k (c_kr - known_k) + error_r
 *
 * by least squares, its interval Student's t with n - q - 1 degrees of freedom. Exact for jointly
 * normal figures, else slightly biased with few replications. S. S. Lavenberg and P. D. Welch, A
 * perspective on the use of control variables to increase the efficiency of Monte Carlo
 * simulations, Management Science 27(3), 322-335, 1981; Law, Simulation Modeling and Analysis, 5th
 * ed., section 11.4. */
#ifndef MODELS_MEASURE_CONTROL_VARIATE_H
#define MODELS_MEASURE_CONTROL_VARIATE_H

#include <stddef.h>

enum control_refusal {
    CONTROL_ACCEPTED,
    CONTROL_TOO_FEW,   /* n <= q + 2 replications have all values */
    CONTROL_DEPENDENT, /* a control is constant, or follows from the others */
};

struct controlled {
    enum control_refusal refusal; /* unless ACCEPTED all figures are NaN */
    double mean, half_width;
    double standard_error;
    size_t count;          /* replications with all values */
    double variance_saved; /* 1 - squared standard errors with / without; negative: it costs. NaN
                            * when there was none to save */
};

/* controls[k][r] of replication r, k < q, with true means known[k]. Replications in which a value
 * is NaN are left out. q >= 1, `confidence` in (0, 1). */
struct controlled control_variate_adjust(const double *values, size_t count,
                                         const double *const *controls, const double *known,
                                         size_t q, double confidence);

#endif
