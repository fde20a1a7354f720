/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stopping.h - are the estimates precise enough to stop?
 *
 * A target is a half-width asked of one figure of the whole network (metric.h). Targets are met
 * together after n replications when the interval of each, made at stopping_each_confidence(), is
 * as narrow as asked: with several targets all intervals hold at once with the confidence asked
 * (Bonferroni; Law, Simulation Modeling and Analysis, 5th ed., section 9.7).
 *
 * A rule that stops at the first lucky n stops too early, so
 *  - it never stops before 10 replications (ibid., section 9.4.1), and
 *  - targets met after n replications must stay met for f(n) more, all of which count: f(n) =
 *    look_ahead for n <= 100, else look_ahead * n / 100, rounded down (Hoad, Robinson and Davies
 *    2010, Automated selection of the number of replications for a discrete-event
 *    simulation, JORS 61(11), 1632-1644, who find 5 a good value; 0 is no look-ahead).
 *
 * Everything here is a function of the results, so that a report has it again without simulating.
 */
#ifndef MODELS_MEASURE_STOPPING_H
#define MODELS_MEASURE_STOPPING_H

#include "models/measure/estimate.h"
#include "models/measure/results.h"

enum { STOPPING_LEAST = 10, STOPPING_LOOK_AHEAD = 5 /* unless said otherwise */ };

/* The rule is in the results: targets, look_ahead and confidence. */
double stopping_each_confidence(const struct results *results);

/* f(n): how many replications more targets that are met after n must stay met. */
uint64_t stopping_look_ahead(uint64_t look_ahead, uint64_t n);

/* After all replications of the results: are all targets met, since f(n) replications? False
 * without targets, and below max(`least`, STOPPING_LEAST) + f replications. Costs a pass over the
 * values of the targets. All targets' figures are there. */
bool stopping_is_enough(const struct results *results, uint64_t least);

/* All targets have been met after this many replications and ever since; 0 when they aren't. */
uint64_t stopping_met_since(const struct results *results);

/* What became of a target after all replications. */
struct stopping_verdict {
    char unit[32];            /* of the figure */
    struct estimate estimate; /* at stopping_each_confidence */
    double wanted;            /* the half-width at which it is met, in `unit`: for a relative one
                               * Law's |mean| * asked / (1 + asked); NaN without an estimate */
    bool met;                 /* is the half-width at most that now? */
    uint64_t needed;          /* replications in all that would likely do, look-ahead included,
                               * when the standard deviation stays what it seems; 0: can't be
                               * said. At least what there are. */
};
struct stopping_verdict stopping_judge(const struct results *results, size_t target);

#endif
