/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch_means.h - an interval from one long run.
 *
 * Consecutive observations depend on each other; means of long enough batches of them hardly do.
 * The series is cut into batches of growing size until von Neumann's test no longer tells
 * their means from independent ones; the interval then uses twenty still larger batches (more
 * gain little: Schmeiser, Batch size effects in the analysis of simulation output, Operations
 * Research 30(3), 556-568, 1982):
 *
 *     mean +- t(19) s / sqrt(20)
 *
 * Test while there are many batches, interval from few: with few, dependence would not be seen
 * (Law, Simulation Modeling and Analysis, 5th ed., section 9.5.3). Doubling the size after a
 * test that fails is LBATCH's (Fishman and Yarberry, INFORMS Journal on Computing 9(3), 1997;
 * Alexopoulos and Fishman in Banks (ed.), Handbook of Simulation, 1998, chapter 7). Steiger and
 * Wilson (Management Science 48(12), 2002) have a sharper procedure for the same.
 *
 * The start must have been cut off (mser.h). Replications are the better design wherever they
 * can be afforded: see docs/statistics.md. */
#ifndef MODELS_MEASURE_BATCH_MEANS_H
#define MODELS_MEASURE_BATCH_MEANS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    BATCH_MEANS_BATCHES = 20, /* of the interval */
    BATCH_MEANS_TESTED = 100, /* the test is made with as many at least */
};
/* The test is passed when its one-sided p-value is above this. */
#define BATCH_MEANS_LEVEL 0.1

struct batch_means {
    double mean;        /* of the observations used; NaN when there are fewer than twenty periods */
    double half_width;  /* NaN unless `independent`: refused, run longer */
    size_t batch_size;  /* observations in each of the twenty; 0 when there are none */
    size_t left_out;    /* observations at the start that don't fill a batch */
    bool independent;   /* did the test pass? */
    size_t tested_size; /* of the batches last tested; 0 when the series is too short for a test */
    double correlation; /* of neighbouring ones among them; NaN when not tested */
    double p;           /* of the test */
};

/* Batches are whole multiples of `period` >= 1 observations: 7 for daily figures with a weekly
 * rhythm. A test needs a hundred periods. `confidence` in (0, 1); values finite. */
struct batch_means batch_means_make(const double *series, size_t length, size_t period,
                                    double confidence);

/* Von Neumann's ratio as a correlation, C = 1 - sum (y_i - y_i+1)^2 / (2 sum (y_i - mean)^2), and
 * its one-sided p-value against positive dependence: C / sqrt((n - 2) / (n^2 - 1)) is nearly
 * normal (von Neumann 1941; Alexopoulos and Fishman, ibid.). n >= 8; a constant series has
 * correlation 0, p 1. */
double von_neumann_correlation(const double *values, size_t n, double *ret_p);

#endif
