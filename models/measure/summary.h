/* SPDX-License-Identifier: GPL-3.0-or-later */
/* summary.h - what one replication came to.
 *
 * Each region's recorder ends in a region_summary; those are absorbed, in region order, into
 * the replication's summary. An observation counts when it is completed within the observed
 * time [warm_up, end); the ledger covers the whole run from time 0. Open structs, for the
 * estimates and reports to read. Times are in microseconds. */
#ifndef MODELS_MEASURE_SUMMARY_H
#define MODELS_MEASURE_SUMMARY_H

#include <stdatomic.h>

#include "engine/histogram.h"
#include "models/measure/costs.h"
#include "models/measure/daily.h"
#include "models/measure/disturbance_record.h"
#include "models/measure/line_record.h"
#include "models/measure/origins.h"
#include "models/measure/periods.h"
#include "models/measure/spells.h"
#include "models/network/network.h"
#include "models/operation/observer.h"

/* Every parcel that entered is in exactly one of these. */
struct ledger {
    int64_t entered;
    int64_t delivered; /* inbound: collected; outbound: left the hub */
    int64_t returned;
    int64_t lost;
    int64_t in_system[PARCEL_PLACES]; /* at the end of the run */
};
/* entered minus everywhere a parcel can be; anything but 0 is a bug. */
int64_t ledger_imbalance(const struct ledger *self);
int64_t ledger_in_system(const struct ledger *self);
void ledger_add(struct ledger *self, const struct ledger *other);

enum delivery_measure {
    TO_AVAILABLE, /* inbound: order to available at the station or counter */
    TO_COLLECTED, /* inbound: order to collected */
    TO_HUB,       /* outbound: drop-off to left the hub */
    DELIVERY_MEASURES
};

/* Where the time goes; the tiers of a direction add up to its delivery time. */
enum tier {
    TIER_HUB,       /* inbound: order to leaving the hub; outbound: reaching to leaving it */
    TIER_LINE_HAUL, /* on the road, handling included */
    TIER_COUNTY,    /* reaching to leaving the county centre */
    TIER_FEEDER,    /* on the road; inbound until available */
    TIER_STATION,   /* inbound: available to collected; outbound: drop-off to picked up */
    TIERS
};

enum { TIME_UNIT_SHIFT = 20 }; /* histograms of times in the network count in units of 1.05 s */

struct class_summary {  /* of one class in one direction */
    uint64_t completed; /* inbound: made available; outbound: left the hub */
    uint64_t on_time;   /* of those, within the promise */
    uint64_t overdue;   /* at the end still on the way and past the promise */
    uint64_t returned, lost;
};
void class_summary_add(struct class_summary *self, const struct class_summary *other);

struct centre_summary {
    uint64_t sorted;           /* begun within the observed time */
    double busy;               /* server microseconds within the observed time */
    double open;               /* server microseconds that shifts offered in it, */
    double lost;               /* those that outages took of them not counted */
    struct des_histogram wait; /* arrival to start */
    uint64_t waited;           /* of those sorted, how many had to wait at all */
    double queue_integral;     /* parcel microseconds waiting in the observed time */
    struct line_record *line;  /* NULL: first come, first served; owned */
};

/* Mean and quantiles of one station's or counter's delivery times. */
struct delivery_summary {
    uint64_t count;
    double mean, p50, p90, p95, p99; /* NaN when count is 0 */
};

struct counter_summary { /* of a station whose keepers need time */
    uint64_t served, waited;
    double wait_mean, wait_p95; /* NaN when nobody was served */
    double busy;                /* keeper microseconds within the observed time */
};

struct rider_summary {  /* who takes parcels home from a station */
    uint64_t delivered; /* parcels, at the door, within the observed time */
    uint64_t rounds;    /* begun within it, */
    uint64_t taken;     /* parcels along on these, */
    double distance_m;  /* and their metres */
    double away;        /* microseconds within the observed time */
};

struct station_summary { /* of a station, or of a county's counter */
    struct delivery_summary available, outbound;
    uint64_t collected, returned, overflowed, on_time;
    uint64_t diverted;
    double farther_m;
    struct counter_summary counter;
    struct rider_summary rider;
    double shelf_mean; /* time-weighted parcels on the shelf */
    double shelf_p95;  /* of the stock at every full hour */
    int64_t shelf_max; /* highest at any full hour */
};

struct locker_summary { /* of compartments of one size at a station */
    uint64_t sought;    /* by parcels for which it is the smallest that holds them; */
    uint64_t blocked;   /* of those, how many found all of that size taken */
    double mean, p95;   /* taken: over time; of the number at every full hour */
    int64_t maximum;
};

struct route_summary {
    uint64_t trips;                            /* departed within the observed time */
    uint64_t reloads;                          /* of those, without coming due */
    uint64_t missed;                           /* departures dropped */
    uint64_t late;                             /* left after they were due */
    uint64_t load_out, load_back, left_behind; /* parcels, summed over trips */
    uint64_t room, room_out, room_back;        /* capacity of vehicles with a limit, their loads */
    double delay;                              /* microseconds late, summed */
    double distance_m;
    struct parcel_size size_room, out, back; /* by volume, by weight: of vehicles so limited */
};

struct pool_summary {
    double busy; /* vehicle microseconds away from the base in the observed time */
    double distance_m;
    uint64_t trips;
    struct spells spells;
};

struct summary {
    const struct network *network; /* not owned */
    uint32_t replication;
    struct ledger ledger[DIRECTIONS];
    struct class_summary *classes[DIRECTIONS];         /* by class */
    struct des_histogram *delivery[DELIVERY_MEASURES]; /* by class, in microseconds */
    struct des_histogram tiers[DIRECTIONS][TIERS];
    struct des_histogram counter_wait; /* of all stations whose keepers need time */
    struct des_histogram return_time;  /* of returns that travel back, until they leave the hub */
    struct centre_summary *centres;
    struct station_summary *stations;
    struct station_summary *counters; /* by county: index centre_id - hub_count */
    struct locker_summary *lockers;   /* as in the network */
    struct route_summary *routes;
    struct pool_summary *pools;
    int32_t series_length; /* one value at every full hour from 0 h to the end, if full */
    int64_t *in_system[DIRECTIONS];
    int64_t *on_shelf;
    struct origins *origins;                 /* NULL unless watched, or people are asked for */
    struct daily *daily;                     /* NULL unless watched */
    struct costs *costs;                     /* NULL unless wanted */
    struct periods *periods;                 /* NULL unless the network has some */
    struct disturbance_record *disturbances; /* likewise */
    struct local *local; /* NULL unless parcels go from village to village: local.h */
    uint64_t events;     /* engine events handled, for benchmarks */
};

/* Full hours from 0 up to and including the end. */
int32_t summary_series_length(const struct network *network);

struct summary *summary_create(const struct network *network, uint32_t replication);
void summary_destroy(struct summary *self);

/* One region of one replication, simulated and observed. NULL when *stop turned true. */
struct region_summary;
struct region_summary *region_summary_run(const struct network *network, int32_t region,
                                          uint32_t replication, const atomic_bool *stop);
void region_summary_destroy(struct region_summary *self);
/* Regions must come in order; takes ownership of `region`. */
void summary_absorb(struct summary *self, struct region_summary *region);

/* Requires that books balance, tiers add up and no count is negative. */
void summary_verify(const struct summary *self);

#endif
