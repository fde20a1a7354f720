/* SPDX-License-Identifier: GPL-3.0-or-later */
/* where_differs.h - which classes, counties, stations, villages and hours gain or lose between
 * two scenarios.
 *
 * One table a direction and kind of place. In each, every place that both have gets a paired t
 * test, and those said to differ are chosen by Benjamini and Hochberg (1995) so that the
 * expected share of false ones among them is at most the rate asked for. Their half-widths are
 * adjusted for having been selected (Benjamini and Yekutieli 2005: the false coverage rate).
 *
 * Whose interval lies within the zone of indifference is about the same, selected or not; an
 * interval of one not selected is its own, at 1 - rate.
 *
 * Names point into the results, which outlive this. */
#ifndef MODELS_MEASURE_WHERE_DIFFERS_H
#define MODELS_MEASURE_WHERE_DIFFERS_H

#include "models/measure/estimate.h"
#include "models/measure/metric.h"
#include "models/measure/results.h"

enum fortune {
    FORTUNE_SAME,       /* equal in every replication */
    FORTUNE_GAINS,      /* said to differ, for the better */
    FORTUNE_LOSES,      /* said to differ, for the worse */
    FORTUNE_ABOUT_SAME, /* within the zone of indifference, interval and all */
    FORTUNE_UNCLEAR,
    FORTUNE_ONLY_FIRST, /* the second has no such place, or nobody uses it there */
    FORTUNE_ONLY_SECOND,
    FORTUNES
};

struct place_difference {
    const char *name;
    enum fortune fortune;
    struct estimate first, second; /* each by itself; mean NaN where there is none */
    double difference; /* second - first, over the replications in which both have a value */
    double half_width; /* selection-adjusted where selected; NaN when not tested */
    double p;          /* of the paired test; NaN when not tested */
    size_t count;      /* replications in which both have a value */
    double people;     /* of a village; else 0 */
};

struct place_table {
    const char *kind;      /* "class", "county", "station", "counter", "village", "hour" */
    const char *measure;   /* "delivery_time" or "service_level" */
    const char *statistic; /* "mean", "share" */
    const char *direction;
    const char *unit;
    struct place_difference *places; /* in the first's order, then those of the second only */
    size_t place_count;
    size_t counts[FORTUNES];
    double people[FORTUNES]; /* villages: how many live there */
};

/* A village whose people go elsewhere, or nowhere, or are there in one scenario only. */
struct moved_village {
    const struct result_village *first, *second; /* one may be NULL */
};

/* How far people have to go, which is certain: no chance in it. */
struct access_change {
    double nearer, farther, unchanged; /* people */
    double newly_served, no_longer_served;
    double unknown;           /* served in both, at a distance that isn't known */
    double first_m, second_m; /* mean over the people for whom both are known; NaN */
};

struct where_differs {
    struct place_table *tables;
    size_t table_count;
    struct moved_village *moved;
    size_t moved_count;
    struct access_change access;
};

struct where_options {
    size_t replications;           /* that both have */
    double confidence;             /* of each scenario's own estimates, in (0, 1) */
    double false_discovery;        /* rate, in (0, 1) */
    double time_zone[DIRECTIONS];  /* differences up to this are of no interest, h */
    double level_zone[DIRECTIONS]; /* the same of service levels, fraction of 1 */
};
struct where_differs where_differs_make(const struct results *first, const struct results *second,
                                        const struct where_options *options);
void where_differs_done(struct where_differs *self);

#endif
