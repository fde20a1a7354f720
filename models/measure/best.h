/* SPDX-License-Identifier: GPL-3.0-or-later */
/* best.h - simulates many scenarios only as much as it takes to find the best in one metric.
 *
 * A first stage of all; then, but for OCBA, subset screening leaves out those that can't be the
 * best, and one of the procedures of selection.h and ocba.h goes on with the rest:
 *
 *   Kim and Nelson  under the same parcels for all. Screening and the procedure may each err
 *                   with half of 1 - confidence, and the procedure's pairs are counted over all
 *                   scenarios, not only those that screening left, so that the two promises add
 *                   up however they depend on each other.
 *   Rinott          with parcels of each scenario's own; likewise, as by Nelson, Swann,
 *                   Goldsman and Song (2001), Operations Research 49(6), 950-963.
 *   OCBA            spends a budget where it tells most, and promises nothing.
 *
 * What is decided depends on the values of replications alone, never on threads. */
#ifndef MODELS_MEASURE_BEST_H
#define MODELS_MEASURE_BEST_H

#include "models/measure/comparison.h"
#include "models/measure/session.h"

enum best_procedure { BEST_KIM_NELSON, BEST_RINOTT, BEST_OCBA };

enum best_fate {
    BEST_SELECTED,
    BEST_KEPT,       /* not ruled out, but not selected */
    BEST_ELIMINATED, /* by the procedure */
    BEST_SCREENED,   /* out after the first stage */
};

enum best_outcome {
    BEST_DONE,
    BEST_OUT_OF_BUDGET, /* the leader is selected, and nothing promised */
    BEST_INTERRUPTED,   /* likewise */
    BEST_NOT_ESTIMABLE, /* a replication has no value; nothing is selected */
};

struct best_entry {
    enum best_fate fate;
    struct estimate estimate;  /* over all its replications, at the confidence */
    uint64_t replications;     /* simulated */
    uint64_t eliminated_after; /* replications of each; 0 for those not eliminated */
    uint64_t seed;
    double *values; /* by replication; owned; NULL without a first stage */
    /* This one minus the selected one: over the replications that both have, in pairs, when
     * they met the same parcels. */
    struct difference behind;
};

struct best_options {
    enum best_procedure procedure;
    const char *metric;
    const char *unit;
    enum good good;                  /* not GOOD_NEITHER */
    double confidence;               /* of selecting the best, in (1/count, 1) */
    const struct indifference *zone; /* NULL: the usual one */
    uint64_t first_stage;            /* replications of each, at least 10 */
    /* May be NULL: a scenario is out, its results about to be destroyed. */
    void (*on_retired)(void *context, size_t scenario, struct results *results);
    void *retired_context;
    uint64_t budget; /* replications of all together; 0: none. OCBA needs one */
};

struct best {
    struct best_options options; /* names and zone not owned */
    enum best_outcome outcome;
    bool first_stage_complete; /* else there is nothing to say: no estimate, no selection */
    double delta;              /* differences up to this don't matter, in the metric's unit */
    struct best_entry *entries;
    size_t count;
    size_t selected;            /* an entry */
    double probability;         /* OCBA: estimated, of the best or one within delta; else NaN */
    uint64_t replications;      /* simulated, of all together */
    uint64_t most_replications; /* of any one */
    uint64_t needed; /* out of budget: replications of all that Rinott asks for; else 0 */
};

/* Two sessions or more, all with the metric, none with a replication yet. Those that are
 * eliminated are destroyed, to save memory, and set to NULL; the selected one is always there. */
struct best *best_find(struct session **sessions, size_t count, const struct best_options *options);
void best_destroy(struct best *self);

#endif
