/* SPDX-License-Identifier: GPL-3.0-or-later */
/* macro_replication.h - thousands of independent experiments, to see how often a procedure does
 * what it promises.
 *
 * A share p of N experiments has the standard error sqrt(p (1 - p) / N); seeds are fixed, and
 * bounds are 3.29 of those (99.9 %). Tables are TAP diagnostics: lines that begin with #. */
#ifndef TESTS_MACRO_REPLICATION_H
#define TESTS_MACRO_REPLICATION_H

#include <gsl/gsl_randist.h>
#include <stdio.h>

#include "engine/random.h"
#include "tests/assert_close.h"

static inline struct des_rng macro_rng(const char *purpose, uint32_t experiment)
{
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(4, experiment, "macro replication", purpose));
    return rng;
}

static inline double macro_normal(struct des_rng *rng)
{
    gsl_rng view;
    des_rng_view(rng, &view);
    return gsl_ran_gaussian_ziggurat(&view, 1);
}

static inline double macro_error(double p, double experiments)
{
    return 3.2905267 * sqrt(p * (1 - p) / experiments);
}

#define assert_at_least(share, promised, experiments)                                              \
    assert_true((share) >= (promised)-macro_error((promised), (experiments)))

#endif
