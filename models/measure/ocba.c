/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/ocba.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"

size_t ocba_best(const struct ocba_system *self, size_t systems, bool high_is_good)
{
    DES_REQUIRE(systems > 0);
    size_t best = 0;
    for (size_t i = 1; i < systems; i++) {
        bool better =
            high_is_good ? self[i].mean > self[best].mean : self[i].mean < self[best].mean;
        best = better ? i : best;
    }
    return best;
}

static double largest_deviation(const struct ocba_system *self, size_t systems)
{
    double largest = 0;
    for (size_t i = 0; i < systems; i++) {
        DES_REQUIRE(self[i].deviation >= 0 && isfinite(self[i].mean) && self[i].count > 0);
        largest = fmax(largest, self[i].deviation);
    }
    return largest;
}

void ocba_shares(const struct ocba_system *self, size_t systems, bool high_is_good, double delta,
                 double *ret_shares)
{
    DES_REQUIRE(delta >= 0);
    size_t best = ocba_best(self, systems, high_is_good);
    double largest = largest_deviation(self, systems);
    double least = delta > 0 ? delta : largest / 1000;
    double all = 0, others = 0; /* others: sum of (N_i / s_i)^2 */
    for (size_t i = 0; i < systems; i++) {
        double lead = fmax(fabs(self[i].mean - self[best].mean), least);
        double s = self[i].deviation;
        ret_shares[i] = i == best || s == 0 ? 0 : (s / lead) * (s / lead);
        others += i == best || s == 0 ? 0 : s / (lead * lead) * (s / (lead * lead));
        all += ret_shares[i];
    }
    ret_shares[best] = self[best].deviation * sqrt(others);
    all += ret_shares[best];
    for (size_t i = 0; i < systems; i++) {
        if (largest == 0) {
            ret_shares[i] = 1 / (double)systems;
        } else if (all == 0) {
            ret_shares[i] = i == best;
        } else {
            ret_shares[i] /= all;
        }
    }
}

void ocba_allocate(const struct ocba_system *self, size_t systems, bool high_is_good, double delta,
                   size_t extra, size_t *ret_extra)
{
    double *missing = des_allocate(systems, sizeof *missing);
    double total = (double)extra;
    ocba_shares(self, systems, high_is_good, delta, missing);
    for (size_t i = 0; i < systems; i++) {
        total += (double)self[i].count;
        ret_extra[i] = 0;
    }
    for (size_t i = 0; i < systems; i++) {
        missing[i] = missing[i] * total - (double)self[i].count;
    }
    for (size_t n = 0; n < extra; n++) {
        size_t neediest = 0;
        for (size_t i = 1; i < systems; i++) {
            neediest = missing[i] > missing[neediest] ? i : neediest;
        }
        missing[neediest]--;
        ret_extra[neediest]++;
    }
    free(missing);
}

/* P(the true lead is negative). */
static double chance_of_lag(double lead, double error)
{
    if (error > 0) {
        return gsl_cdf_ugaussian_Q(lead / error);
    }
    return lead > 0 ? 0 : 0.5;
}

double ocba_probability(const struct ocba_system *self, size_t systems, bool high_is_good,
                        double delta)
{
    DES_REQUIRE(delta >= 0);
    size_t best = ocba_best(self, systems, high_is_good);
    double of_best = self[best].deviation * self[best].deviation / (double)self[best].count;
    double wrong = 0;
    for (size_t i = 0; i < systems; i++) {
        double lead = fabs(self[i].mean - self[best].mean) + delta;
        double of_i = self[i].deviation * self[i].deviation / (double)self[i].count;
        wrong += i == best ? 0 : chance_of_lag(lead, sqrt(of_best + of_i));
    }
    return fmax(0, 1 - wrong);
}
