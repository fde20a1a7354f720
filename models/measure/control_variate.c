/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/control_variate.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_multifit.h>
#include <math.h>
#include <stdbool.h>

#include "engine/require.h"
#include "models/measure/estimate.h"

static bool is_complete(const double *values, const double *const *controls, size_t q, size_t r)
{
    bool complete = !isnan(values[r]);
    for (size_t k = 0; k < q; k++) {
        complete = complete && !isnan(controls[k][r]);
    }
    return complete;
}

/* Least squares of y on X; false when the columns of X depend on each other. */
static bool fit(const gsl_matrix *x, const gsl_vector *y, struct controlled *ret)
{
    gsl_vector *beta = gsl_vector_alloc(x->size2);
    gsl_matrix *covariance = gsl_matrix_alloc(x->size2, x->size2);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(x->size1, x->size2);
    double squares = 0;
    size_t rank = 0;
    /* Columns are balanced; what is left below this share of the largest is rounding. */
    gsl_multifit_linear_tsvd(x, y, 1e-10, beta, covariance, &squares, &rank, work);
    ret->mean = gsl_vector_get(beta, 0);
    ret->standard_error = sqrt(gsl_matrix_get(covariance, 0, 0));
    gsl_multifit_linear_free(work);
    gsl_matrix_free(covariance);
    gsl_vector_free(beta);
    return rank == x->size2;
}

static void regress(struct controlled *self, const gsl_matrix *x, const gsl_vector *y,
                    double confidence)
{
    struct controlled fitted = *self;
    if (!fit(x, y, &fitted)) {
        self->refusal = CONTROL_DEPENDENT;
        return;
    }
    *self = fitted;
    double freedom = (double)(x->size1 - x->size2);
    self->half_width = gsl_cdf_tdist_Qinv((1 - confidence) / 2, freedom) * self->standard_error;
    struct estimate plain = estimate_make(y->data, y->size, confidence);
    if (plain.deviation > 0) {
        double error = plain.deviation / sqrt((double)plain.count);
        self->variance_saved = 1 - pow(self->standard_error / error, 2);
    }
}

struct controlled control_variate_adjust(const double *values, size_t count,
                                         const double *const *controls, const double *known,
                                         size_t q, double confidence)
{
    DES_REQUIRE(q > 0 && confidence > 0 && confidence < 1);
    struct controlled self = {CONTROL_TOO_FEW, NAN, NAN, NAN, 0, NAN};
    for (size_t r = 0; r < count; r++) {
        self.count += is_complete(values, controls, q, r);
    }
    if (self.count <= q + 2) {
        return self;
    }
    self.refusal = CONTROL_ACCEPTED;
    gsl_matrix *x = gsl_matrix_alloc(self.count, q + 1);
    gsl_vector *y = gsl_vector_alloc(self.count);
    for (size_t r = 0, row = 0; r < count; r++) {
        if (is_complete(values, controls, q, r)) {
            gsl_vector_set(y, row, values[r]);
            gsl_matrix_set(x, row, 0, 1);
            for (size_t k = 0; k < q; k++) {
                gsl_matrix_set(x, row, k + 1, controls[k][r] - known[k]);
            }
            row++;
        }
    }
    regress(&self, x, y, confidence);
    gsl_matrix_free(x);
    gsl_vector_free(y);
    return self;
}
