/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metric.h - measures of the whole network under the short names that people write, and which
 * way is good.
 *
 * The name is the measure, then what tells its rows apart, from the general to the particular:
 * "delivery_time.inbound.p95", "service_level.outbound[express]", "tier_time.inbound.hub.mean",
 * "trips.feeder". Left out is what there is only one of (the statistics share, per_day and
 * total; the events available, left hub and completed); "delivery_time.collected.mean" is the
 * inbound time until collected. Two are derived from the ledger, warm-up included:
 * "returned_share.inbound" and "lost_share.*", of what entered. */
#ifndef MODELS_MEASURE_METRIC_H
#define MODELS_MEASURE_METRIC_H

#include "models/measure/results.h"
#include "models/network/network.h"

enum good { GOOD_NEITHER, GOOD_LOWER, GOOD_HIGHER };

struct metric {
    char *name, *unit; /* owned */
    enum good good;
    double *values; /* by replication; owned */
};

struct metric_list {
    struct metric *metrics; /* in the order of the results' rows; the derived ones last */
    size_t count;
    size_t replications;
};

/* The name of a row; NULL for one of a place. The caller frees it. */
char *metric_name(const struct result_row *row);
/* Which way is good, of rows that have this measure: times, queues, losses and kilometres should
 * be low, service levels and throughput high; utilisation, fill rates, stocks and trips neither. */
enum good metric_good(const char *measure);

/* Copies: the results may change or go. */
struct metric_list metric_list_make(const struct results *results);
/* Those that the results of this network would have, without a replication. */
struct metric_list metric_list_of_network(const struct network *network);
void metric_list_done(struct metric_list *self);

/* NULL when there is none of this name. */
const struct metric *metric_list_find(const struct metric_list *self, const char *name);

/* Where the values of one metric are in results, for who needs one of many: rows stay where they
 * are when replications are added. */
struct metric_source {
    size_t row, whole; /* of row; derived: row / whole. whole is METRIC_NO_ROW when not derived */
};
#define METRIC_NO_ROW ((size_t)-1)

/* False when these results have none of this name. They have had a replication. */
bool metric_source_find(const struct results *results, const char *name, struct metric_source *ret);
double metric_source_value(const struct results *results, struct metric_source source,
                           size_t replication);
/* Those of all replications; the caller frees them. */
double *metric_source_values(const struct results *results, struct metric_source source);
const char *metric_source_unit(const struct results *results, struct metric_source source);

#endif
