/* SPDX-License-Identifier: GPL-3.0-or-later */
/* ocba.h - the best of k scenarios on a budget: where the next replications tell most.
 *
 * Optimal computing budget allocation: C.-H. Chen, J. Lin, E. Yucesan and S. E. Chick,
 * Simulation budget allocation for further enhancing the efficiency of ordinal optimization,
 * Discrete Event Dynamic Systems 10(3), 251-270, 2000; C.-H. Chen and L. H. Lee, Stochastic
 * Simulation Optimization, World Scientific 2011, chapter 3. Asymptotically optimal for
 * independent normal scenarios; under common random numbers it is a sensible heuristic.
 *
 * It spends a budget and promises nothing: ocba_probability is an estimate, made by plugging in
 * estimates, and may be far off either way with few replications (ten and more of each). */
#ifndef MODELS_MEASURE_OCBA_H
#define MODELS_MEASURE_OCBA_H

#include <stdbool.h>
#include <stddef.h>

/* One scenario as seen so far. */
struct ocba_system {
    double mean;
    double deviation; /* between replications, >= 0; of two replications or more */
    size_t count;     /* replications so far */
};

/* The first of those with the best mean. systems > 0. */
size_t ocba_best(const struct ocba_system *self, size_t systems, bool high_is_good);

/* Shares of all replications, summing to 1: with b the best and d_i its lead on i,
 *
 *     N_i : N_j = (s_i / d_i)^2 : (s_j / d_j)^2,    N_b = s_b sqrt(sum over i of (N_i / s_i)^2)
 *
 * A lead is counted as `delta` at least, so that none fights for differences that don't matter;
 * with delta = 0 as a thousandth of the largest deviation, for ties. A system that doesn't vary
 * gets nothing (the best gets all when it alone varies); shares are equal when none varies. */
void ocba_shares(const struct ocba_system *self, size_t systems, bool high_is_good, double delta,
                 double *ret_shares);

/* Hands out `extra` more replications, one after the other, to whoever is furthest below its
 * share of the total after all of them; the first of equals. Sets ret_extra[systems], which sum
 * to `extra`. Called with a few at a time, again and again, as means and deviations get known. */
void ocba_allocate(const struct ocba_system *self, size_t systems, bool high_is_good, double delta,
                   size_t extra, size_t *ret_extra);

/* Approximate probability that the one with the best mean is the best (APCS-B, Chen and Lee
 * section 3.2; Bonferroni lower bound on the posterior probability):
 *
 *     max(0, 1 - sum over i of Phi(-d_i / sqrt(s_b^2 / N_b + s_i^2 / N_i)))
 *
 * With delta > 0, that it is the best or within delta of it: d_i + delta for d_i. */
double ocba_probability(const struct ocba_system *self, size_t systems, bool high_is_good,
                        double delta);

#endif
