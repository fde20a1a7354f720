/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder.h - watches one region of one replication and adds up what it sees.
 *
 * An observation counts when it is completed within [warm_up, end). Stock on a shelf is exact
 * in its time average; its distribution is taken at every full hour. */
#ifndef MODELS_MEASURE_RECORDER_H
#define MODELS_MEASURE_RECORDER_H

#include "models/measure/summary.h"

/* Parcels on the shelf of a station or counter, hour by hour. Changes up to a few weeks ahead
 * lie in a ring of hours that grows when something reaches further. */
struct shelf_record {
    double integral;              /* parcel microseconds within the observed time */
    int32_t *changes;             /* at hour h: changes[h & mask]; owned */
    int32_t mask;                 /* ring size - 1; -1 while empty */
    int32_t next_hour;            /* of the first full hour not yet sampled */
    int64_t stock;                /* just before that hour's changes */
    struct des_histogram samples; /* of the stock at full hours */
    int64_t maximum;
};

struct place_record { /* a station, or a county's counter; what is always kept comes first */
    bool watched;     /* network.watch_stations, or a counter: else only counts are kept */
    uint64_t collected, returned, overflowed, on_time;
    struct shelf_record shelf;
    struct des_histogram available, outbound;
};

struct region_summary {
    const struct network *network;
    int32_t region;
    uint64_t events;
    struct ledger ledger[DIRECTIONS];
    struct class_summary *classes[DIRECTIONS];
    struct des_histogram *delivery[DELIVERY_MEASURES];
    struct des_histogram tiers[DIRECTIONS][TIERS];
    struct centre_summary *centres; /* hub, counties */
    int32_t *places; /* by village: index of its station, or ~index of its counter; compact,
                      * because every outbound parcel looks here */
    struct place_record *stations;
    struct place_record *counters;
    struct route_summary *routes;
    struct pool_summary *pools;
    struct origins *origins;        /* NULL unless watched */
    int64_t *in_system[DIRECTIONS]; /* changes by hour, not yet summed */
    int64_t *on_shelf;
    int64_t *leaving;       /* from shelves, by hour: taken from both at the end */
    int32_t first_observed; /* full hour */
    int32_t series_length;
};

struct region_summary *region_summary_create(const struct network *network, int32_t region);
/* An observer that fills in `self`. */
struct observer region_summary_observer(struct region_summary *self);
/* After the last call: completes what runs on to the end. */
void region_summary_close(struct region_summary *self);

#endif
