/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics.h - flattens summaries into the rows of the results, one value a replication.
 *
 * Which rows there are, and their order, follows from the network alone, so that every
 * replication has them all. The first one creates them, later ones append. Quantiles of fewer
 * parcels than a 95 % interval needs are NaN, as is everything taken over nothing. */
#ifndef MODELS_MEASURE_METRICS_H
#define MODELS_MEASURE_METRICS_H

#include "models/measure/results.h"
#include "models/measure/summary.h"

struct metrics;

/* Network and results are not owned and outlive it. The results have no rows yet, or those of
 * the same network and detail from replications before. */
struct metrics *metrics_create(const struct network *network, enum detail detail,
                               struct results *results);
void metrics_destroy(struct metrics *self);

/* One more replication: values of all rows, and results->replications counts it. */
void metrics_append(struct metrics *self, const struct summary *summary);

#endif
