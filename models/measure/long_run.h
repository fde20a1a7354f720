/* SPDX-License-Identifier: GPL-3.0-or-later */
/* long_run.h - intervals from one replication, by batch means of its days.
 *
 * The elementary observation is a week where there are a hundred (batch_means.h tests with no
 * fewer), so that a weekly rhythm falls into every one alike; else a day. Mean delivery time and
 * service level are ratios of two sums by day, R = sum S / sum N: batch means are made of the
 * linearized series R + (S_i - R N_i) / (mean of N) (Cochran, Sampling Techniques, 3rd ed.,
 * 1977, chapter 6; batch means: Law, Simulation Modeling and Analysis, 5th ed., section 9.5.3).
 * A service level is here that of parcels completed; those overdue at the end don't count. */
#ifndef MODELS_MEASURE_LONG_RUN_H
#define MODELS_MEASURE_LONG_RUN_H

#include "models/measure/batch_means.h"
#include "models/measure/daily.h"

enum { LONG_RUN_FIGURES = 6 };

struct long_run_figure {
    const char *measure; /* "delivery_time.inbound.mean": metric.h */
    const char *unit;    /* "h", "parcels/d", "1" */
    struct batch_means batches;
};

struct long_run {
    size_t days;   /* whole ones observed */
    size_t period; /* days in an elementary observation: 7 or 1 */
    struct long_run_figure figures[LONG_RUN_FIGURES];
    size_t count; /* figures of directions without demand are left out */
};

struct long_run *long_run_create(const struct daily *daily, double confidence);
/* Has every figure a half-width? */
bool long_run_is_estimable(const struct long_run *self);

#endif
