/* SPDX-License-Identifier: GPL-3.0-or-later */
/* targets.h - what stop_when and --until-precision ask of the estimates, put together.
 *
 * `--until-precision 2%` asks it of the scenario's stop_when measures, or else of the mean
 * delivery time; `--until-precision MEASURE=HALF-WIDTH`, any number of times, takes the place of
 * stop_when; both forms together add up. */
#ifndef TOOLS_TARGETS_H
#define TOOLS_TARGETS_H

#include "models/measure/results.h"
#include "models/scenario/scenario.h"
#include "tools/options.h"

struct targets {
    struct result_target *targets; /* owned, names too */
    size_t count;
    int64_t look_ahead; /* replications: measure/stopping.h */
};

/* Was a precision asked for on the command line? */
bool targets_asked(const struct options *options);

/* Is what was asked on the command line written well? False after a complaint. */
bool targets_check(const struct options *options);

/* Those of the command line and the scenario, as figures of this network, in their units. False
 * after a complaint: no such figure, or a half-width of the wrong kind. */
bool targets_make(const struct options *options, const struct scenario *scenario,
                  const struct network *network, struct targets *ret);
void targets_done(struct targets *self);

#endif
