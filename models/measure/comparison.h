/* SPDX-License-Identifier: GPL-3.0-or-later */
/* comparison.h - scenarios that met the same parcels, replication by replication: how they
 * differ, how sure that is, and where.
 *
 * Differences are the later scenario minus the earlier, in pairs of replications of the same
 * number. Their intervals hold together: Bonferroni over pairs x metrics (Law, Simulation
 * Modeling and Analysis, 5th ed., sections 10.2.1 and 10.3), and over the looks of whoever goes
 * on until all is decided. A verdict is taken from the interval and the zone of indifference.
 *
 * Names and rows are those of the results, which outlive the comparison. */
#ifndef MODELS_MEASURE_COMPARISON_H
#define MODELS_MEASURE_COMPARISON_H

#include "models/measure/difference.h"
#include "models/measure/estimate.h"
#include "models/measure/metric.h"
#include "models/measure/results.h"
#include "models/measure/where_differs.h"

enum verdict {
    VERDICT_IDENTICAL,     /* equal in every replication, to the bit */
    VERDICT_EQUIVALENT,    /* the interval lies within the zone of indifference */
    VERDICT_BETTER,        /* the interval lies on the good side of 0 ... */
    VERDICT_WORSE,         /* ... on the bad side ... */
    VERDICT_LOWER,         /* ... below 0, of a measure that should be neither high nor low ... */
    VERDICT_HIGHER,        /* ... above 0 */
    VERDICT_CANT_TELL,     /* none of these: more replications will tell */
    VERDICT_NOT_ESTIMABLE, /* fewer than two replications in which both have a value */
    VERDICT_NOT_IN_BOTH,   /* one of them has no such measure */
};
bool verdict_is_open(enum verdict verdict); /* would more replications help? */

/* One metric of a pair of scenarios. */
struct compared {
    enum verdict verdict;
    struct estimate first, second; /* each by itself, at the confidence of a single interval */
    struct difference difference;  /* second - first; its interval holds with all others */
    double zone;                   /* differences up to this are of no interest */
    uint64_t needed;               /* CANT_TELL: replications in all that would likely settle it;
                                    * 0 when none foreseeable would */
};

struct comparison_pair {
    size_t first, second;      /* scenarios */
    struct compared *compared; /* by metric; owned */
    struct where_differs where;
};

struct comparison {
    const struct results **results; /* the array is owned, the results aren't */
    size_t scenario_count;
    size_t replications;    /* that all of them have */
    double confidence;      /* of all intervals together */
    double each_confidence; /* of each, for that */
    unsigned looks;
    double false_discovery; /* rate */
    struct metric *metrics; /* name, unit and good of those compared; no values */
    size_t metric_count;
    struct comparison_pair *pairs;
    size_t pair_count;
};

/* Differences of no interest: of one metric, or of all that `kind` can be said of. */
enum zone_kind {
    ZONE_DURATION, /* seconds: measures of time */
    ZONE_SHARE,    /* of shares: points (0.01 is one point); of others, fraction of the first's
                    * mean. Without a metric's name not of times */
    ZONE_NUMBER,   /* in the metric's own unit. Without a metric's name only 0: of all */
};
struct indifference {
    const char *metric; /* NULL: all of the kind */
    enum zone_kind kind;
    double value; /* >= 0 */
};

/* Where nothing else is said: half a point of shares, 1 % of the first's mean of others. */
#define COMPARISON_ZONE_OF_SHARES 0.005
#define COMPARISON_ZONE_OF_OTHERS 0.01

struct comparison_options {
    double confidence; /* in (0, 1) */
    unsigned looks;    /* at least 1: how often intervals are looked at, this once included */
    const char *const *metrics;       /* names */
    size_t metric_count;              /* 0: comparison_defaults */
    const struct indifference *zones; /* later ones go before earlier ones */
    size_t zone_count;
    size_t at_most;         /* replications compared, though there may be more; 0: all */
    bool all_pairs;         /* else each against the first */
    double false_discovery; /* rate, among the places said to differ */
};

/* Names that are compared when none are asked for, of those that some of the results have:
 * delivery times, service level and throughput each way, returned shares, km, and shares
 * lost where anything is lost. NULL-
 * terminated, for messages too. */
const char *const *comparison_defaults(void);

/* Can it be said of a metric with this unit? "h" and "min" take durations, "1" shares. */
bool indifference_fits(const struct indifference *self, const char *unit);
/* What `zones` say of this metric, or else what is usual: in its own unit. `first` is the mean
 * that a relative one is of. */
double indifference_zone(const struct indifference *zones, size_t count, const char *metric,
                         const char *unit, double first);

/* Two results or more, with the same seed. A metric that none of them has is NOT_IN_BOTH. */
struct comparison *comparison_make(const struct results *const *results, size_t count,
                                   const struct comparison_options *options);
void comparison_destroy(struct comparison *self);

/* Verdicts that are still open, over all pairs. */
size_t comparison_open(const struct comparison *self);

#endif
