/* SPDX-License-Identifier: GPL-3.0-or-later */
/* selection.h - the best of k scenarios by the mean of one figure.
 *
 * Three procedures that keep a promise, and what they promise. The best is the scenario with the
 * highest (or lowest) true mean; delta is the indifference zone, the smallest difference that
 * matters; confidence is 1 - alpha.
 *
 *   subset screening  the scenarios kept contain the best with probability >= confidence,
 *                     whatever the means. Same parcels for all allowed.
 *   Kim and Nelson    the one selected is the best with probability >= confidence, if the best is
 *                     better than the second by delta at least. Same parcels for all
 *                     allowed. One replication at a time; those that can't be best drop out.
 *   Rinott            the same promise, in two stages; scenarios must be simulated with
 *                     DIFFERENT seeds (independently).
 *
 * When several are within delta of the best, the procedures of the second kind select, with that
 * probability for normal data and independent replications, one of them (a good selection:
 * proved for Rinott, usual but not proved for Kim and Nelson).
 *
 * All assume that figures of replications are independent and nearly normal. Hundreds of
 * scenarios are fine: cost and memory grow with k^2. Values must be finite: a figure that is not
 * estimable in some replication can't be selected by. */
#ifndef MODELS_MEASURE_SELECTION_H
#define MODELS_MEASURE_SELECTION_H

#include <stdbool.h>
#include <stddef.h>

struct selection_goal {
    double confidence; /* 1 - alpha; above 1/k, below 1 */
    double delta;      /* > 0, in the unit of the figure; not used by subset screening */
    bool high_is_good;
};

/* ---- screening on what there is ---- */

/* values[i][r] is replication r < count of system i; count >= 2. Keeps i if for every other j
 *
 *     mean_i >= mean_j - t(1 - alpha/(k - 1), count - 1) S_ij / sqrt(count)
 *
 * with S_ij^2 the variance of the differences (figures to be high). The best fails against one j
 * with probability alpha/(k - 1) at most, whatever their correlation (Bonferroni). The idea is
 * Gupta's (1965), screening with unequal variances is Nelson, Swann, Goldsman and Song's (2001),
 * Operations Research 49(6), 950-963. Sets ret_kept[k]; returns how many are kept, at least one. */
size_t selection_screen(const double *const *values, size_t systems, size_t count,
                        const struct selection_goal *goal, bool *ret_kept);

/* ---- Rinott ---- */

/* Rinott's (1978) h: the root of
 *
 *     integral [ integral Phi(h / sqrt(v (1/x + 1/y))) f(x) dx ]^(k-1) f(y) dy = confidence
 *
 * with f the chi-square density with v = first_stage - 1 degrees of freedom. Y. Rinott, On
 * two-stage selection procedures and related probability inequalities, Communications in
 * Statistics A7(8), 799-811. Requires systems >= 2, first_stage >= 5, confidence > 1/systems;
 * relative error below 1e-5. Takes some hundredths of a second. */
double rinott_h(double confidence, size_t first_stage, size_t systems);

/* Replications in all that a system needs whose first stage had this deviation:
 * max(first_stage, ceil((h deviation / delta)^2)). Then the best mean of all is selected. */
size_t rinott_total(double h, size_t first_stage, double deviation, double delta);

/* ---- Kim and Nelson ---- */

/* eta = ((2 alpha / (k - 1))^(-2/(first_stage - 1)) - 1) / 2 with c = 1: the Bonferroni form,
 * the one that holds for systems that meet the same parcels. S.-H. Kim and B. L. Nelson, A fully
 * sequential procedure for indifference-zone selection in simulation, ACM Transactions on
 * Modeling and Computer Simulation 11(3), 251-273, 2001. Requires systems >= 2,
 * first_stage >= 2. */
double kim_nelson_eta(double confidence, size_t first_stage, size_t systems);

/* Fed with one replication of all survivors at a time. After `first_stage` of them, pairs have
 * variances S_ij^2, and from then on every replication r screens: i stays if for all other
 * survivors j  mean_i(r) >= mean_j(r) - W_ij(r),
 *
 *     W_ij(r) = max(0, delta / (2 r) (h^2 S_ij^2 / delta^2 - r)),  h^2 = 2 eta (first_stage - 1)
 *
 * until one is left. It always ends, at the latest with the first r above all h^2 S_ij^2 /
 * delta^2; of equal means the first in order is then selected. Opaque; on the heap. */
struct kim_nelson;

struct kim_nelson *kim_nelson_create(const struct selection_goal *goal, size_t systems,
                                     size_t first_stage);
void kim_nelson_destroy(struct kim_nelson *self);

/* The next replication: values[i] of every system that still needs one; others are not read.
 * Returns whether another is needed. Not to be called when none is. */
bool kim_nelson_add(struct kim_nelson *self, const double *values);

bool kim_nelson_needs(const struct kim_nelson *self, size_t system); /* one more replication? */
size_t kim_nelson_survivors(const struct kim_nelson *self);
size_t kim_nelson_replications(const struct kim_nelson *self); /* added so far */
/* The replication that dropped this system; 0 for survivors. */
size_t kim_nelson_dropped_at(const struct kim_nelson *self, size_t system);
/* The selected one when none needs more; before that, the survivor that leads (budget spent: then
 * nothing is promised). Requires one replication. */
size_t kim_nelson_leader(const struct kim_nelson *self);

#endif
