/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results.h - what an experiment found: measures x replications, and what was run.
 *
 * The report reads nothing else: not the network, not the scenario. Owns all its strings. */
#ifndef MODELS_MEASURE_RESULTS_H
#define MODELS_MEASURE_RESULTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "models/measure/estimate.h"

/* How far down the rows go; AUTO: by the network's size. */
enum detail { DETAIL_AUTO, DETAIL_NETWORK, DETAIL_COUNTY, DETAIL_STATION };

/* One measure of one thing. Strings are never NULL; "" where one doesn't apply. */
struct result_row {
    char *measure;    /* "delivery_time", "tier_time", "throughput", "service_level", ... */
    char *statistic;  /* "mean", "p50", "p90", "p95", "p99", "per_day", "share", "total", "max" */
    char *event;      /* delivery_time: "available", "collected", "left hub"; else "" */
    char *direction;  /* "inbound", "outbound", "" */
    char *class_name; /* "" for all classes */
    char *tier;       /* "hub", "line-haul", "county", "feeder", "station", "" */
    char *place_kind; /* "hub", "county", "station", "counter", "route", "fleet", "" = network */
    char *place;      /* its name; a fleet: "base: type" */
    char *unit;       /* "h", "parcels/d", "1", "parcels", "km/d", ... */
    double *values;   /* by replication; NaN: not estimable in that replication */
};

/* A half-width asked of the estimate of one figure. */
struct result_target {
    char *measure;     /* "delivery_time.inbound.mean": metric.h */
    double half_width; /* of the mean, or in the figure's unit */
    bool absolute;     /* in its unit */
};

struct result_series {    /* mean over replications at every full hour */
    double *in_system[2]; /* inbound, outbound */
    double *on_shelf;
    size_t length; /* value h is at h hours from time 0; warm-up included */
};

/* A village and where its people collect and drop off. Strings as in rows. */
struct result_village {
    char *name, *place_kind, *place; /* kind "station", "counter"; "": not served */
    double people;
    double access_m; /* to that place; NaN when unknown */
};

/* A hub, county, station or village on the map. Strings as in rows. */
struct result_place {
    char *kind, *name;
    double lat, lon; /* degrees, WGS 84; NaN: not on the map */
    double people;   /* of a village; else NaN */
};

struct long_run; /* long_run.h */

struct results {
    char *scenario_name, *scenario_path, *version;
    char *start_date; /* 2016-06-06 */
    uint64_t scenario_hash, seed;
    double warm_up_h, horizon_h;
    bool warm_up_found;   /* by MSER-5 rather than given */
    bool no_steady_state; /* MSER-5 found its cut at the limit */
    char **assumed;       /* defaults that were filled in */
    size_t assumed_count;
    char *
        *changes; /* of a variant: "base: first-county.yaml", "stations.Naye.shelf = 120 (--set)" */
    size_t change_count;
    size_t hubs, counties, stations, villages;
    bool antithetic;               /* replications 2i and 2i + 1 are a pair: see antithetic.h */
    double confidence;             /* 0.95 */
    double expected_entered[2];    /* inbound, outbound: the known mean of what enters in a
                                    * replication, parcels; 0: none; NaN: not known */
    bool control;                  /* the report is to tell what that is good for */
    bool spread;                   /* the report is to tell how replications vary */
    bool incomplete;               /* interrupted */
    struct result_target *targets; /* none when the number of replications was given; owned */
    size_t target_count;
    uint64_t look_ahead;       /* replications for which met targets must stay met: stopping.h */
    bool precision_reached;    /* all targets met, look-ahead included */
    double budget_s;           /* of wall time, which ended it; 0: none did */
    struct long_run *long_run; /* of the one replication; NULL unless asked for; owned */
    size_t replications;       /* completed */
    size_t capacity;           /* room in every row's values */
    struct result_row *rows;
    size_t row_count;
    struct result_series series;
    struct result_village *served; /* only when the network watches origins */
    size_t served_count;
    struct result_place *places; /* hubs, counties, stations, villages, as in the network */
    size_t place_count;
    uint64_t parcels, events; /* over all replications; not part of comparable output */
};

struct results *results_create(void);
void results_destroy(struct results *self);

/* Adds a target; the name is copied. */
void results_ask(struct results *self, const char *measure, double half_width, bool absolute);

/* Of the first `count` values of a row: over replications, or over antithetic pairs. */
struct estimate results_estimate(const struct results *self, const double *values, size_t count,
                                 double confidence);
/* How many of what is independent there are: replications or antithetic pairs. */
size_t results_independent(const struct results *self);

/* Have they the same names and unit? */
bool result_row_same(const struct result_row *a, const struct result_row *b);

/* The row with these names (NULL stands for ""); NULL when there is none. */
const struct result_row *results_find(const struct results *self, const char *measure,
                                      const char *statistic, const char *event,
                                      const char *direction, const char *class_name);

#endif
