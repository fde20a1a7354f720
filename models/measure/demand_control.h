/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demand_control.h - figures of an experiment adjusted for how much demand there happened to be.
 *
 * The control is the number of parcels that entered in the whole replication, whose mean is known
 * exactly (network_expected_orders). Figures of one direction are adjusted by that direction's
 * demand, others by all there is. With antithetic pairs it is the means of pairs that are adjusted,
 * by means of pairs. The method is that of control_variate.h. */
#ifndef MODELS_MEASURE_DEMAND_CONTROL_H
#define MODELS_MEASURE_DEMAND_CONTROL_H

#include "models/measure/control_variate.h"
#include "models/measure/results.h"

enum { DEMAND_CONTROLS = 2 }; /* inbound, outbound */

struct demand_adjusted {
    const char *unit;             /* as in the results' row; "1" of derived shares */
    struct estimate plain;        /* over what is independent: replications or pairs */
    bool used[DEMAND_CONTROLS];   /* the controls; none when no mean is known */
    struct controlled controlled; /* NaN when none is used, or it was refused */
};

/* Of the metric of this name (metric.h); false when the results have none. */
bool demand_control_adjust(const struct results *results, const char *name,
                           struct demand_adjusted *ret);

/* So many replications at least before that can be said of a figure with `used` controls. */
size_t demand_control_least(const struct results *results, const bool used[DEMAND_CONTROLS]);

/* The names of the figures to tell of: mean delivery times, service levels and throughput of each
 * direction, then the measures of targets. The results need not have all. Returns how many; the
 * caller frees the array, not the names. */
size_t demand_control_figures(const struct results *results, const char ***ret);

#endif
