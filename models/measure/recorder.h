/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder.h - watches one region of one replication and adds up what it sees.
 *
 * An observation counts when it is completed within [warm_up, end). Stock on a shelf is exact
 * in its time average; its distribution is taken at every full hour. */
#ifndef MODELS_MEASURE_RECORDER_H
#define MODELS_MEASURE_RECORDER_H

#include "models/measure/costs.h"
#include "models/measure/shelf_record.h"
#include "models/measure/summary.h"

struct counter_record {        /* of a station whose keepers need time */
    struct des_histogram wait; /* of those whose service began within the observed time */
    uint64_t waited;           /* of them, how many waited at all */
    double busy;               /* keeper microseconds within the observed time */
};

struct locker_record { /* compartments of one size at a station */
    uint64_t sought,
        blocked; /* by parcels for which it is the smallest that holds them; all full */
    struct shelf_record taken;
};

struct place_record { /* a station, or a county's counter; what is always kept comes first */
    bool watched;     /* network.watch_stations, or a counter: else only counts are kept */
    uint64_t collected, returned, overflowed, on_time;
    uint64_t diverted; /* of its villages' parcels: shelved elsewhere, */
    double farther_m;  /* and by how much farther from the village, summed; NaN when unknown */
    struct shelf_record shelf;
    struct des_histogram available, outbound;
    struct counter_record counter;
    struct rider_summary rider;
};

enum { PLACE_BY_LOT = INT32_MAX }; /* the village's people choose among stations */

struct region_summary {
    const struct network *network;
    int32_t region;
    uint32_t replication;
    uint64_t events;
    struct ledger ledger[DIRECTIONS];
    struct class_summary *classes[DIRECTIONS];
    struct des_histogram *delivery[DELIVERY_MEASURES];
    struct des_histogram tiers[DIRECTIONS][TIERS];
    struct des_histogram counter_wait; /* of all stations whose keepers need time */
    struct des_histogram return_time;  /* of returns that travel back, until they leave the hub */
    struct centre_summary *centres;    /* hub, counties */
    int32_t *places; /* by village: index of its station, or ~index of its counter, or
                      * PLACE_BY_LOT; compact, because every outbound parcel looks here */
    struct place_record *stations;
    struct place_record *counters;
    struct locker_record *lockers; /* from the region's first */
    struct route_summary *routes;
    struct pool_summary *pools;
    struct origins *origins;                 /* NULL unless watched */
    struct daily *daily;                     /* NULL unless watched */
    struct costs *costs;                     /* NULL unless wanted */
    struct periods *periods;                 /* NULL unless the network has some */
    struct disturbance_record *disturbances; /* likewise */
    struct local *local;            /* NULL unless parcels go from village to village; then */
    struct observer plain;          /* what the others are told to */
    int32_t *in_system[DIRECTIONS]; /* changes by hour, not yet summed */
    int32_t *on_shelf;
    int32_t *leaving;       /* from shelves, by hour: taken from both at the end */
    int32_t first_observed; /* full hour */
    int32_t series_length;
};

/* Index of the first full hour at or after `time`; the last one stands for the end, at which
 * nothing happens any more, and all beyond. */
static inline int32_t region_summary_hour(const struct region_summary *self, des_time time)
{
    int64_t hour = (int64_t)(((uint64_t)time + (uint64_t)DES_HOUR - 1) / (uint64_t)DES_HOUR);
    return time < self->network->end ? (int32_t)hour : self->series_length;
}

struct region_summary *region_summary_create(const struct network *network, int32_t region);
/* The region's compartments, as a range of the network's. */
struct id_range region_lockers(const struct network *network, const struct region *part);
/* locker_record.c */
void locker_record_sought(struct region_summary *self, station_id station, des_time time,
                          const int32_t *wanted, const int32_t *got, const des_time *leaves,
                          size_t count);
/* An observer that fills in `self`. */
struct observer region_summary_observer(struct region_summary *self);
/* Its part that is told of spells. */
void region_summary_spell(void *self, const struct spell_record *spell);
/* The same where parcels go from village to village; `plain` is told of all others. */
struct observer recorder_local_observer(struct region_summary *self, struct observer plain);
/* After the last call: completes what runs on to the end. */
void region_summary_close(struct region_summary *self);

#endif
