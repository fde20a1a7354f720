/* SPDX-License-Identifier: GPL-3.0-or-later */
/* network.h - the compiled scenario: integer ids, microseconds, arrays. Immutable, shared by
 * all threads.
 *
 * A region is a hub with all that hangs on it: regions exchange nothing, so that each can be
 * simulated by itself, on any thread. Every array is sorted so that what belongs to a region
 * (and within it to a county, and within that to a station) is one contiguous range.
 *
 * A centre is a place that sorts: a hub or a county centre. Centre ids: all hubs first (hub
 * id = region id = centre id), then the counties, by hub. */
#ifndef MODELS_NETWORK_NETWORK_H
#define MODELS_NETWORK_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/calendar.h"
#include "engine/des_time.h"
#include "engine/distribution.h"
#include "engine/random.h"
#include "models/network/care.h"
#include "models/network/money.h"
#include "models/network/parcel_size.h"
#include "models/network/period.h"
#include "models/network/sorting_plan.h"
#include "models/scenario/scenario.h"
#include "models/scenario/trace.h"

typedef int32_t centre_id;
typedef int32_t station_id;
typedef int32_t village_id;
typedef int32_t route_id;
typedef int32_t pool_id;
enum { NO_PLACE = -1, NO_CARRIER = -1 };

struct id_range {
    int32_t begin, end; /* [begin, end) */
};

struct region {
    struct id_range counties, stations, villages, routes, pools;
};

enum { PRIORITIES = 10 }; /* of classes: 0 .. 9 */

struct network_class {
    const char *name;
    des_time promise;               /* DES_NEVER when none */
    int32_t priority;               /* 0 .. 9; higher goes first, where priorities count */
    uint64_t threshold[DIRECTIONS]; /* a parcel is of the first class whose threshold is above
                                       its 32 random bits: cumulative share * 2^32, and 2^32
                                       from the class on that completes 100 % */
    double share[DIRECTIONS];
};

/* One of several that share the parcels: a parcel is of the first carrier whose threshold is
 * above its lot. */
struct carrier {
    const char *name;
    double share;
    uint64_t threshold; /* cumulative share * 2^32, and 2^32 from the one on that completes it */
};

/* With carriers a village has a record for each of them: the same stream of orders, of which only
 * those whose lot lies in [from, until) are the record's, the others the other records'. */
struct carrier_part {
    int32_t carrier;
    village_id first, next; /* records of the same village; `next` of the last: NO_PLACE */
    uint64_t from, until;
};

struct centre {
    const char *name;
    double lat, lon;
    struct id_range children; /* hub: counties (centre ids); county: stations */
    centre_id parent;         /* county: its hub; hub: NO_PLACE */
    struct id_range walk_ins; /* into network.walk_ins: villages whose parcels arrive here
                                 directly: a hub's inbound orders, a county counter's drop-offs */
    struct id_range villages; /* that belong here */
    struct id_range pools, routes;
    bool sorts; /* false: sorting takes no time */
    unsigned servers;
    struct sorting_plan *plan; /* NULL: first come, first served, servers all alike; owned */
    struct des_distribution sort_time; /* microseconds */
    struct des_calendar shifts;
    struct des_calendar counter; /* county: opening hours of its own counter */
    int32_t carrier;             /* whose it is alone, or NO_CARRIER: it serves all */
    bool when_full;              /* some route from here is dispatched by its load */
};

/* Here and in struct route, what every vehicle that calls needs comes first: with ten thousand
 * stations each cache line counts. */
struct station {
    centre_id county;
    int32_t shelf; /* parcels, or UNLIMITED */
    enum when_full when_full;
    bool has_lockers;
    des_time return_after; /* DES_NEVER when they stay for good */
    struct des_calendar open;
    struct id_range villages; /* whose people use it */
    struct id_range lockers;  /* into network.lockers, smallest first */
    const char *name;
    double lat, lon;
};

/* Compartments of one size at a station. */
struct locker_size {
    int64_t holds_ml; /* the volume of a parcel that fits */
    int32_t count;
    station_id station;
    const char *name;
};

/* Who serve at a station, where that takes time. */
struct keepers {
    int32_t count;                   /* 0: it takes no time */
    struct des_distribution service; /* microseconds */
    struct des_stream stream;        /* replication 0: the world puts in its own */
};

/* Who takes parcels home from a station. */
struct rider {
    uint64_t threshold; /* a parcel whose lot is below it is delivered at home */
    double within_m;
    des_time *rounds;    /* times of day, ascending; owned */
    int32_t round_count; /* 0: nobody */
    double us_per_m;
    des_time per_parcel;
    int32_t carries;          /* parcels, or UNLIMITED */
    struct id_range villages; /* into network.home_villages: in the order of the tour */
};

/* Where a village's people collect and drop off. */
enum village_service { SERVED_BY_STATION, SERVED_BY_COUNTER, NOT_SERVED };

/* What a parcel's lot decides (des_lot): purposes are never used twice. */
enum lot {
    LOT_STATION = 1,
    LOT_WAY = 2,
    LOT_VOLUME = 20,
    LOT_WEIGHT = 21,
    LOT_ORDERED = 50,
    LOT_KEEPER = 60,
    LOT_HOME = 61,
    LOT_LOCAL = 70,
    LOT_TO_VILLAGE = 71,
    LOT_OWN_COUNTY = 72,
    LOT_CARRIER = 80
};

/* A station that a village's people may choose: the first whose last lot isn't below the lot. */
struct station_choice_option {
    uint32_t last;
    station_id station;
    uint64_t kept; /* parcels whose lot isn't below it are lost for the way; 2^32: none */
};

/* Cells of network.guide, one for each value of a lot's upper bits: where to begin to look. */
struct guide {
    int32_t begin;  /* NO_PLACE: there is no choice */
    uint32_t shift; /* so many bits are left out */
};

/* Of a village what is asked about every parcel, close together. */
struct village_way {
    struct guide guide;
    station_id station;
    uint64_t kept; /* 0 where nobody serves it */
};

struct village {
    const char *name;
    double lat, lon;
    double people;
    enum village_service service;
    station_id station;      /* NO_PLACE unless SERVED_BY_STATION */
    centre_id county;        /* of the station; or the one it would go to */
    double access_m;         /* from the village to where it is served; NAN when unknown; the
                                mean over its parcels where people choose among several */
    struct id_range options; /* into network.options; empty when there is only the station */
    uint64_t kept;           /* as in an option, where there is none */
    double rate[DIRECTIONS]; /* parcels an hour at shape 1 */
    struct des_stream demand[DIRECTIONS]; /* replication 0: the world puts in its own */
    struct des_stream dwell;
};

/* How many parcels an order has: one more than there are thresholds that its 32 random bits are
 * not below. */
struct order_sizes {
    uint64_t threshold[ORDER_SIZES];
    int32_t most;
    double mean;
};

/* When demand arises, the same for all villages of a direction: factor of the basic rate in
 * hour h is cumulative[h + 1] - cumulative[h]; hours 0 .. network.hours - 1. */
struct demand_shape {
    double *cumulative; /* hours + 1 values; cumulative[0] = 0 */
};

/* Recorded orders of one direction instead of a process. */
struct network_trace {
    struct trace_row *rows;     /* place by place, by time, at one moment as in the file; owned */
    int32_t count;              /* those after the end included */
    bool mapped;                /* from a file; else from the heap */
    struct id_range *walk_ins;  /* by centre: which rows come to it on foot; owned */
    struct id_range *drop_offs; /* by centre, a county's: to its stations; owned */
};

struct vehicle_type {
    const char *name;
    int32_t capacity; /* parcels, or UNLIMITED */
    bool limited;     /* by volume or weight, too */
    struct parcel_size holds;
    double average_holds; /* average parcels, by all limits; INFINITY: no limit */
    struct vehicle_care care;
};

/* Vehicles of one type at one base: they come back before they leave again. */
struct vehicle_pool {
    centre_id base;
    int32_t type;
    int32_t size; /* or UNLIMITED */
};

/* Vehicles of one pool on one route: each type has its own speed. */
struct route_vehicle {
    route_id route;
    pool_id pool;
    int32_t legs; /* into network.stops, as many as the route has stops; the leg home follows them,
                     but for the route's own pool, whose is in the route */
};

struct stop {
    int32_t place;                  /* county (centre id) on a line-haul, station on a feeder */
    struct des_distribution travel; /* microseconds from the base or the stop before */
    double distance_m;              /* 0 when unknown */
    uint64_t disturbed;             /* the disturbances that slow or stop it, as bits */
};

struct route {
    centre_id base;
    struct id_range stops;    /* into network.stops */
    struct id_range vehicles; /* into network.route_vehicles: smallest first, then as listed */
    pool_id pool;             /* the largest vehicles it may take; its legs are theirs */
    bool line_haul;
    bool planned;      /* its stops and their order are the program's */
    bool by_priority;  /* who goes along when there isn't room for all */
    bool full_by_size; /* when full: by volume or weight, too */
    int32_t back_count;
    des_time *back_times; /* times of day, ascending; NULL: starts back at once */
    des_time stop_time;   /* at each stop and on return */
    des_time handling;    /* and per parcel */
    enum dispatch_kind dispatch;
    struct stop home; /* the leg back to the base; place = base */
    const char *name;
    des_time *departures; /* timetable: within any week counted from time 0; ascending */
    int32_t departure_count;
    struct des_distribution interval; /* every: microseconds */
    des_time first;
    int32_t full;                 /* when full: parcels */
    struct parcel_size full_size; /* full_by_size: or these */
    des_time wait_at_most;        /* DES_NEVER when pure when-full */
    int32_t reload; /* a vehicle that is back and finds so many parcels goes again, 0: never, */
    des_time reload_until; /* unless it is later in the day */
    bool daily;            /* tours are planned anew at each departure: then */
    bool visit_all;        /* of stops without parcels, too */
    int32_t table;         /* into network.stops: legs from the base and every stop to each */
    double tour_longest, tour_fill; /* seconds; share of the capacity */
};

/* A dwell longer than `after` goes on for only the share `left` of what it had left. */
struct reminder {
    double after; /* microseconds */
    double left;
};

/* A village as a source of parcels at some place. */
struct walk_in {
    village_id village;
    enum direction direction;
};

struct network {
    const char *name;
    unsigned start_weekday;
    struct scenario_date start;
    des_time warm_up; /* observation begins; 0 while it is still to be found (`auto`) */
    des_time end;     /* warm-up + horizon: nothing happens from here on */
    int32_t hours;    /* demand is tabulated for [0, hours) h; hours * 1 h >= end */
    uint64_t seed;

    struct network_class *classes;
    int32_t class_count;
    struct class_size *sizes; /* by class */
    int32_t hub_count;
    struct centre *centres; /* hubs, then counties */
    int32_t centre_count;
    struct station *stations;
    int32_t station_count;
    struct keepers *keepers;   /* by station; NULL: nowhere do they need time */
    struct rider *riders;      /* by station; NULL: nobody is delivered at home */
    village_id *home_villages; /* those near enough, station by station */
    int32_t home_village_count;
    struct locker_size *lockers; /* station by station */
    int32_t locker_count;
    struct des_calendar always;
    struct village *villages;
    int32_t village_count;
    struct carrier *carriers; /* none: village_parts is NULL, and every village has one record */
    int32_t carrier_count;
    struct carrier_part *village_parts;    /* by village */
    struct station_choice_option *options; /* village by village */
    double *option_access_m;               /* by option */
    int32_t option_count;
    int32_t *guide; /* the option of the first lot of a cell */
    int32_t guide_count;
    struct village_way *ways; /* by village */
    struct walk_in *walk_ins;
    int32_t walk_in_count;
    struct vehicle_type *vehicle_types;
    int32_t vehicle_type_count;
    struct vehicle_pool *pools;
    int32_t pool_count;
    struct route *routes;
    int32_t route_count;
    struct route_vehicle *route_vehicles; /* route by route */
    int32_t route_vehicle_count;
    struct stop *stops;
    int32_t stop_count;
    struct network_trace *traces[DIRECTIONS]; /* NULL: orders are drawn; else villages' rates are
                                                 the means of what is recorded */
    uint64_t
        local_below; /* outbound parcels whose lot is below it go to another village; 0: none */
    uint64_t own_county_below; /* and of those, to one of the same county; 2^32 + 1: by people */
    uint64_t *people_before; /* of destinations, before each village; village_count + 1; or NULL */
    bool several_kinds; /* of parcels in one direction: returns that travel, or between villages */
    struct demand_shape shape[DIRECTIONS];
    struct order_sizes order_sizes[DIRECTIONS];
    struct des_distribution busy_days[DIRECTIONS]; /* mean 1; constant when all days are alike */
    struct des_distribution delay; /* multiplies every travel time; constant 1 when none */
    bool by_hour;                  /* travel times depend on the hour of the day */
    double travel_hours[24];       /* by_hour: factor on a leg that begins in it */
    bool watch_stations;           /* keep every station's distributions, not only counts */
    bool watch_origins;            /* delivery times by village and by hour of the day, too */
    bool watch_days;               /* what each day brought, too: for one long run */
    bool reloads;                  /* some vehicles go again as soon as they are back */
    bool loses;                    /* some parcels: NOT_SERVED, or for the way */
    bool cares;    /* some type of vehicles breaks down, is maintained, or has drivers who rest or
                      work in shifts */
    bool diverts;  /* some station sends what it has no room for to the next */
    double detour; /* of the villagers' ways: on great-circle distances */
    struct des_distribution dwell; /* microseconds */
    enum dwell_counts dwell_counts;
    bool returns_travel;        /* back through the network; else they leave the model at once */
    struct reminder *reminders; /* by `after` */
    int32_t reminder_count;
    struct disturbance *disturbances; /* disturbances.h */
    int32_t disturbance_count;
    bool strikes;                   /* some of them are strikes, */
    bool surges, thins;             /* make orders more, or fewer */
    struct network_money *money;    /* NULL: the scenario has no prices */
    struct network_carbon *carbon;  /* NULL: it has no emissions */
    struct network_people *people;  /* NULL: it doesn't ask for them */
    struct network_period *periods; /* of the observed time; none unless asked for */
    int32_t period_count;
    struct region *regions; /* by hub */
    char **strings;         /* every name above; owned */
    size_t string_count;
};

/* What the command line may change of a checked scenario. */
struct network_options {
    bool seed_given;
    uint64_t seed;
    bool warm_up_given; /* replaces the scenario's: the pilot's answer, for `auto` */
    des_time warm_up;
    bool watch_stations; /* however many there are; else when at most NETWORK_FEW_STATIONS */
    bool watch_origins;
    bool watch_days;
    enum period_kind by; /* cut the observed time so */
};
enum { NETWORK_FEW_STATIONS = 500 };

/* Compiles a checked scenario; never fails on one. `options` may be NULL. With warm-up
 * `auto` and none given the warm-up is 0 and end = horizon + a fifth of it. */
struct network *network_compile(const struct scenario *scenario,
                                const struct network_options *options);
void network_destroy(struct network *self);
void network_trace_destroy(struct network_trace *self); /* as it does */
void network_verify(const struct network *self);

/* The share of the village's parcels that is its record's: 1 without carriers. */
static inline double network_share(const struct network *self, village_id village)
{
    const struct carrier_part *part = self->village_parts ? &self->village_parts[village] : NULL;
    return part ? (double)(part->until - part->from) * 0x1p-32 : 1;
}

/* Is a parcel with this luck the record's, or does it go with another carrier? */
static inline bool network_carries(const struct network *self, village_id village, uint32_t luck)
{
    const struct carrier_part *part = self->village_parts ? &self->village_parts[village] : NULL;
    uint32_t lot = part ? des_lot(luck, LOT_CARRIER) : 0;
    return !part || (part->from <= lot && lot < part->until);
}

/* The first record of the village, and the next one of the same village, or NO_PLACE. */
static inline village_id network_first_record(const struct network *self, village_id village)
{
    return self->village_parts ? self->village_parts[village].first : village;
}
static inline village_id network_next_record(const struct network *self, village_id village)
{
    return self->village_parts ? self->village_parts[village].next : NO_PLACE;
}

/* The one that a parcel with this luck goes to; NULL when its village has no choice. */
static inline const struct station_choice_option *network_option(const struct network *self,
                                                                 village_id village, uint32_t luck)
{
    struct guide guide = self->ways[village].guide;
    if (guide.begin == NO_PLACE) {
        return NULL;
    }
    uint32_t lot = des_lot(luck, LOT_STATION);
    int32_t o = self->guide[guide.begin + (int32_t)(lot >> guide.shift)];
    o += lot > self->options[o].last; /* without a branch: it can't be guessed */
    while (lot > self->options[o].last) {
        o++;
    }
    return &self->options[o];
}

/* The share of its village's parcels that go to option `o`. */
static inline double network_option_share(const struct network *self, const struct village *village,
                                          int32_t o)
{
    double below = o > village->options.begin ? (double)self->options[o - 1].last + 1 : 0;
    return ((double)self->options[o].last + 1 - below) * 0x1p-32;
}

/* From the village to where it is collected or dropped off; NAN when unknown. */
static inline double network_access_m(const struct network *self, village_id village, uint32_t luck)
{
    const struct station_choice_option *option = network_option(self, village, luck);
    return option ? self->option_access_m[option - self->options]
                  : self->villages[village].access_m;
}

/* Where it is collected or dropped off; NO_PLACE: at the county's counter, or nowhere. */
static inline station_id network_station_of(const struct network *self, village_id village,
                                            uint32_t luck)
{
    const struct station_choice_option *option = network_option(self, village, luck);
    return option ? option->station : self->ways[village].station;
}

/* Is it lost: because nobody serves its village, or for the way? */
static inline bool network_loses(const struct network *self, village_id village, uint32_t luck)
{
    const struct station_choice_option *option = network_option(self, village, luck);
    return des_lot(luck, LOT_WAY) >= (option ? option->kept : self->ways[village].kept);
}

/* The leg to the route's stop `s`, or home from the last one when there are s stops. */
static inline const struct stop *network_leg(const struct network *self,
                                             const struct route_vehicle *with, int32_t s)
{
    const struct route *route = &self->routes[with->route];
    bool own_home = with->legs == route->stops.begin && s == route->stops.end - route->stops.begin;
    return own_home ? &route->home : &self->stops[with->legs + s];
}

/* Microseconds that a leg takes on average, rush hours left out: the last bits may hang on the
 * compiler, so that whoever decides by it rounds first. */
static inline double network_mean_leg(const struct network *self, const struct stop *leg)
{
    return des_distribution_mean(&leg->travel) * des_distribution_mean(&self->delay);
}

/* The village that a parcel between villages is bound for, in the same region: by people, its own
 * only when there is no other. */
village_id network_destination(const struct network *self, village_id from, uint32_t luck);

/* The mean number of parcels that enter in [0, end), warm-up included, in parcels: every village's
 * rate times the integral of the shape. Those of villages that nobody serves are among them (they
 * enter, and are lost); outbound ones whose station opens only at the end or later aren't, as they
 * never enter, nor are those from village to village. Exact; the number itself is Poisson, or, of
 * recorded orders, known but for those that may go to several stations. */
double network_expected_orders(const struct network *self, enum direction direction);

/* The same given a replication's luck of the days, busy and disturbed. */
double network_expected_orders_in(const struct network *self, enum direction direction,
                                  uint32_t replication);

/* The shape that a replication meets: the network's, with its own luck of the days. NULL when it
 * is the network's itself; else hours + 1 cumulative values, which the caller frees. */
double *network_draw_shape(const struct network *self, uint32_t replication,
                           enum direction direction);

/* What a parcel takes up. */
static inline struct parcel_size network_size_of(const struct network *self, int32_t class,
                                                 uint32_t luck)
{
    return class_size_of(&self->sizes[class], luck);
}

/* Server microseconds on shift at a centre in [begin, end); 0 where sorting takes no time. */
double network_server_time(const struct centre *centre, des_time begin, des_time end);

/* Servers who work by the same shifts: the crews of a centre's plan, or one of all its servers. */
static inline int32_t network_crew_count(const struct centre *centre)
{
    return centre->plan && centre->plan->crew_count > 0 ? centre->plan->crew_count : 1;
}
static inline const struct des_calendar *network_crew_shifts(const struct centre *centre,
                                                             int32_t crew)
{
    bool planned = centre->plan && centre->plan->crew_count > 0;
    return planned ? &centre->plan->crews[crew].shifts : &centre->shifts;
}
static inline unsigned network_crew_servers(const struct centre *centre, int32_t crew)
{
    bool planned = centre->plan && centre->plan->crew_count > 0;
    return planned ? centre->plan->crews[crew].servers : centre->servers;
}

/* Keeper microseconds that a station is open in [begin, end); one keeper where they need no time.
 */
double network_keeper_time(const struct network *self, station_id station, des_time begin,
                           des_time end);

/* Is a parcel that lies at the station delivered at home from there? */
static inline bool network_delivers_home(const struct network *self, station_id station,
                                         village_id village, uint32_t luck)
{
    if (!self->riders || station == NO_PLACE) {
        return false;
    }
    const struct rider *rider = &self->riders[station];
    if (des_lot(luck, LOT_HOME) >= rider->threshold) {
        return false;
    }
    int32_t s = rider->villages.begin;
    while (s < rider->villages.end && self->home_villages[s] != village) {
        s++;
    }
    return s < rider->villages.end;
}

/* The way between two points by great circle x detour, to the metre. */
double network_leg_m(const struct network *self, double lat_a, double lon_a, double lat_b,
                     double lon_b);

/* Great-circle distance in metres (haversine, mean Earth radius 6,371,008.8 m, IUGG). */
double network_distance_m(double lat_a, double lon_a, double lat_b, double lon_b);

#endif
