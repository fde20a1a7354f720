/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics_rows.h - what the files metrics*.c share: a writer of rows, and what to leave out. */
#ifndef MODELS_MEASURE_METRICS_ROWS_H
#define MODELS_MEASURE_METRICS_ROWS_H

#include "models/measure/metrics.h"

/* The names of a row; NULL stands for "". They are copied. */
struct row_name {
    const char *measure, *statistic, *event, *direction, *class_name, *tier, *place_kind, *place;
    const char *unit;
};

struct metrics {
    const struct network *network;
    struct results *results;
    bool counties, stations, routes; /* are there rows for each? */
    bool has[DIRECTIONS];            /* does anything go that way? */
    bool *station_has[DIRECTIONS];   /* by station: do villages use it? owned */
    bool *counter_has[DIRECTIONS];   /* by county */
    size_t least[4];                 /* parcels for p50, p90, p95, p99 */
    double observed;                 /* microseconds */
    double days;                     /* the same */
    size_t next;                     /* row that is written next in this replication */
};

extern const char *const metrics_directions[DIRECTIONS];
extern const char *const metrics_tiers[TIERS];

/* Writes the next row of this replication: rows must come in the same order every time. */
void metrics_row(struct metrics *self, struct row_name name, double value);

/* Copies of a name with a statistic, or a measure with statistic and unit, put in. */
struct row_name row_statistic(struct row_name name, const char *statistic);
struct row_name row_measure(struct row_name name, const char *measure, const char *statistic,
                            const char *unit);

/* Rows mean, p50, p90, p95 and p99, in hours, of times in microseconds. */
void metrics_times(struct metrics *self, struct row_name name,
                   const struct delivery_summary *times);
void metrics_histogram(struct metrics *self, struct row_name name,
                       const struct des_histogram *histogram);

double metrics_ratio(double part, double whole); /* NaN when the whole is 0 */
double metrics_per_day(const struct metrics *self, double count);

/* Rows of throughput a day: of all that entered, warm-up included, since books know the whole run
 * only; and of what came to some event in the observed time. */
void metrics_entered(struct metrics *self, struct row_name name, const struct ledger *ledger);
void metrics_throughput(struct metrics *self, struct row_name name, const char *event,
                        uint64_t count);
double metrics_service_share(const struct class_summary *class);

void metrics_sorters(struct metrics *self, const struct summary *summary);
void metrics_stations(struct metrics *self, const struct summary *summary);
void metrics_keepers(struct metrics *self, const struct summary *summary);
void metrics_riders(struct metrics *self, const struct summary *summary);
struct rider_summary metrics_all_riders(const struct summary *summary);
void metrics_vehicles(struct metrics *self, const struct summary *summary);
/* Of a carrier's own routes, under a name that says whose: none when it has none. */
void metrics_carriers_routes(struct metrics *self, const struct summary *summary,
                             struct row_name name, int32_t carrier);
/* Rows of each carrier, where there are several. */
void metrics_carriers(struct metrics *self, const struct summary *summary);
void metrics_care(struct metrics *self, const struct summary *summary);
void metrics_origins(struct metrics *self, const struct summary *summary);
/* Rows of money and emissions, where the scenario has prices or emissions; of people, where it asks
 * for them. */
void metrics_costs(struct metrics *self, const struct summary *summary);
/* Of a network with prices; the caller is done with it. */
struct cost_shares metrics_shares(const struct summary *summary);
void metrics_carbon(struct metrics *self, const struct summary *summary);
/* Rows of the periods, if there are any. */
void metrics_periods(struct metrics *self, const struct summary *summary);
/* Rows of each disturbance, if there are any. */
void metrics_disturbances(struct metrics *self, const struct summary *summary);
/* Rows of money spent in so many days on so many parcels: a day, and a parcel. */
void metrics_money(struct metrics *self, struct row_name name, double money, double days,
                   double parcels);
/* Rows of parcels from village to village, if there are any. */
void metrics_local(struct metrics *self, const struct summary *summary);
void metrics_people(struct metrics *self, const struct summary *summary);
/* Fills results->places. */
void metrics_list_places(struct results *results, const struct network *network);
/* Fills results->served, when the network watches origins. */
void metrics_list_villages(struct results *results, const struct network *network);

#endif
