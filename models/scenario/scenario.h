/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.h - a scenario as the planner wrote it, read and checked.
 *
 * Filled by scenario_load from YAML and CSV through one schema table. A scenario that
 * scenario_load hands out is complete: defaults filled in, every quantity converted to SI
 * (seconds, metres, metres a second, events a second, shares as fractions of 1), every name
 * that refers to something found, every place reachable. Immutable afterwards; everything in
 * it lives in its own arena and dies with scenario_destroy. */
#ifndef MODELS_SCENARIO_SCENARIO_H
#define MODELS_SCENARIO_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/calendar.h"
#include "engine/distribution.h"
#include "models/problem/problem.h"
#include "models/scenario/scenario_care.h"
#include "models/scenario/scenario_costs.h"
#include "models/scenario/scenario_name.h"

enum direction { INBOUND, OUTBOUND, DIRECTIONS }; /* to the countryside, to the city */

/* `unlimited` in the file. */
enum { UNLIMITED = -1 };

struct scenario_names {
    struct scenario_name *names;
    size_t count;
};

struct scenario_date {
    int year, month, day;
};

/* Opening hours or shifts: intervals within a week that starts on Monday. count 0: always. */
struct scenario_hours {
    struct des_interval *intervals;
    size_t count;
};

/* Whole days on which a place is closed, whatever its hours say; in no order, may overlap. */
struct scenario_days {
    struct scenario_date from, to; /* both included */
};
struct scenario_closed {
    struct scenario_days *days;
    size_t count;
};

/* ---- experiment ---- */

/* How narrow an interval is asked: half its width. */
enum precision_kind {
    PRECISION_RELATIVE, /* a fraction of the estimate: `2 %` */
    PRECISION_TIME,     /* seconds: `30 min`; of figures that are times */
    PRECISION_NUMBER,   /* in the unit of the figure: `0.01`; of all others */
};
struct scenario_precision {
    enum precision_kind kind;
    double half_width; /* above 0; a relative one below 1 */
};

struct scenario_target { /* one entry of `stop_when` */
    const char *measure;
    struct scenario_precision precision;
    double confidence; /* of all intervals; 0: not given */
    int64_t look_ahead;
};

struct scenario_experiment {
    bool warm_up_auto; /* `auto`: MSER-5 on pilot replications */
    double warm_up_s;
    double horizon_s; /* observed time, after the warm-up */
    int64_t at_least, at_most;
    struct scenario_target *targets; /* none: run `at_least` replications */
    size_t target_count;
    double confidence; /* 0.95, or the highest of the targets' */
    uint64_t seed;
};

/* ---- parcels ---- */
struct scenario_class {
    struct scenario_name name;
    double share[DIRECTIONS]; /* of the direction's demand; they sum to 1 over the classes */
    double promise_s;         /* INFINITY when none is made */
    int64_t priority;         /* higher goes first, where priorities count */
    struct des_distribution volume_m3, weight_kg; /* of a parcel; constant 0: not given */
    struct scenario_prices revenue;
    struct scenario_late_costs late;
};

/* ---- carriers ---- */
enum { CARRIER_LIMIT = 32 };
struct scenario_carrier {
    struct scenario_name name;
    double share; /* of all parcels; they sum to 1 */
};

/* ---- sorting ---- */
enum sorting_order { SORT_AS_THEY_CAME, SORT_BY_PRIORITY };

/* Servers that come and go together. */
struct scenario_crew {
    int64_t servers;
    struct scenario_hours shifts;
};

/* Parcels gather, and a wave takes what is there. */
struct scenario_waves {
    des_time *times; /* clock times at which one begins, ascending */
    size_t time_count;
    int64_t size;                 /* most that one takes, and what makes it begin; 0: any number */
    double wait_at_most_s;        /* the first of it; INFINITY */
    struct des_distribution time; /* seconds, for all of it */
};

struct scenario_sorting {
    bool given;                   /* false: sorting takes no time */
    int64_t servers;              /* 1 for a rate and for waves; of all crews */
    struct des_distribution time; /* seconds a parcel; constant 1/rate for a rate; of a wave */
    struct scenario_hours shifts;
    struct scenario_closed closed;
    enum sorting_order order;
    struct scenario_crew *crews; /* instead of servers and shifts */
    size_t crew_count;
    bool in_waves;
    struct scenario_waves waves;
    double setup_s; /* between directions; 0: none */
    int64_t buffer; /* parcels that may wait, or UNLIMITED */
    struct scenario_sorting_costs costs;
    struct source_position order_at;
};

struct scenario_fleet { /* one entry of `vehicles:` of a hub or county */
    struct scenario_name type;
    int64_t count; /* or UNLIMITED */
};
struct scenario_fleets {
    struct scenario_fleet *fleets;
    size_t count;
};

/* ---- places ---- */
struct scenario_hub {
    struct scenario_name name;
    struct scenario_name carrier; /* whose alone it is; absent: it serves all of them */
    double lat, lon;              /* degrees; NAN when not given (then every link must be) */
    struct scenario_sorting sorting;
    struct scenario_fleets vehicles;
};

struct scenario_county {
    struct scenario_name name, hub;
    struct scenario_name carrier; /* the same; absent: its hub's */
    double lat, lon;
    struct scenario_sorting sorting;
    struct scenario_fleets vehicles;
    struct scenario_hours open; /* of its counter, for those who collect at the county */
    struct scenario_closed closed;
};

enum when_full { HOLD_AT_COUNTY, RETURN_TO_SENDER, DIVERT_TO_NEXT };

/* How long those who come to a station keep its keepers. */
struct scenario_keeper {
    struct des_distribution service; /* seconds; constant 0: no time */
    int64_t keepers;
};

/* Who takes parcels home from a station. */
struct scenario_home {
    double share;     /* of the parcels, where the village is near enough */
    double within_m;  /* by great circle x detour */
    des_time *rounds; /* times of day, ascending; none: nobody is delivered at home */
    size_t round_count;
    double speed_mps, per_parcel_s;
    int64_t carries; /* parcels, or UNLIMITED; 0: not said, unlimited */
};

/* Compartments of one size. */
struct scenario_locker {
    struct scenario_name size;
    double holds_m3; /* a parcel up to this volume */
    int64_t count;
};

struct scenario_station {
    struct scenario_name name, county;
    double lat, lon;
    double attraction; /* Huff; above 0 */
    int64_t shelf;     /* parcels, or UNLIMITED */
    struct scenario_locker *lockers;
    size_t locker_count;
    struct scenario_hours open;
    struct scenario_closed closed;
    enum when_full when_full;
    double return_after_s; /* INFINITY: never returned */
    struct scenario_keeper keeper;
    struct scenario_home home;
    struct scenario_station_costs costs;
};

struct scenario_village {
    struct scenario_name name;
    struct scenario_name county;  /* only stations of this county may serve it; may be absent */
    struct scenario_name station; /* given outright; absent: chosen */
    double lat, lon;
    double people;
    double rate[DIRECTIONS]; /* parcels a second at start; NAN: people x demand.orders */
};

enum beyond_reach { BEYOND_LOST, BEYOND_COUNTY, BEYOND_NEAREST };

enum station_choice { CHOOSE_NEAREST, CHOOSE_HUFF };

struct scenario_choice {
    enum station_choice station;
    double exponent; /* Huff: of the distance */
    double half_m;   /* demand halves with every so many metres of way; INFINITY: it doesn't */
    double reach_m;  /* INFINITY when not given */
    enum beyond_reach beyond;
};

/* "832 counties like this, with this spread." Every county of the group gets its own draws
 * from a stream named after the county, so that the layout doesn't depend on the seed of the
 * experiment. Names: county "Group 17", station "Group 17/S05", village "Group 17/V031",
 * numbers padded to equal width. Stations are numbered clockwise by bearing from the centre,
 * so that neighbours in number are neighbours on the ground. */
struct scenario_county_group {
    struct scenario_name name;
    int64_t counties;
    struct scenario_names hubs;         /* dealt out in turn */
    struct des_distribution from_hub_m; /* distance of the centre from its hub */
    struct des_distribution people;     /* of a county */
    struct scenario_sorting sorting;
    struct scenario_fleets vehicles;
    struct scenario_hours counter_open;
    struct scenario_closed counter_closed;
    int64_t stations; /* a county */
    struct des_distribution station_from_centre_m;
    int64_t shelf;
    struct scenario_locker *lockers; /* of each station */
    size_t locker_count;
    struct scenario_hours open;
    struct scenario_closed closed;
    enum when_full when_full;
    double return_after_s;
    struct scenario_keeper keeper;
    struct scenario_home home;
    struct scenario_station_costs costs; /* of each station */
    int64_t villages_per_station;
    struct des_distribution village_from_station_m;
    struct des_distribution village_weight; /* relative; shares the county's people */
    double rate[DIRECTIONS];                /* parcels a second and village; NAN: by people */
};

/* ---- demand ---- */
struct scenario_peak {
    const char *name;
    struct scenario_date from, to; /* both days included */
    double factor;
};

/* How many parcels an order has: share[i] of the orders have i + 1; they sum to 1. */
enum { ORDER_SIZES = 20 };

struct scenario_trace; /* trace.h */

struct scenario_demand {
    bool given;
    struct scenario_name trace;      /* a CSV file of recorded orders, which are all there are */
    double to_villages;              /* share of the outbound ones bound for another village */
    double own_county;               /* of those, to one of the same county; NAN: by people alone */
    struct scenario_trace *recorded; /* its rows; NULL: none. Owned by the scenario */
    struct des_distribution busy_days; /* factor on the whole of a day's demand; mean 1 */
    double order_share[ORDER_SIZES];
    double per_person_s; /* orders a second and person at `start`; 0 when per village */
    double per_village_s;
    double growth;      /* a year: 0.45 for 45 % */
    double hours[24];   /* factors as written; compiled to mean 1 over the day */
    double weekdays[7]; /* Monday first; compiled to mean 1 over the week */
    double months[12];  /* compiled to mean 1 over the year's days */
    struct scenario_peak *peaks;
    size_t peak_count;
};

/* ---- collection ---- */
enum dwell_counts { DWELL_BY_CLOCK, DWELL_WHILE_OPEN };

/* What becomes of parcels that go back to their senders. */
enum returns_kind { RETURNS_LEAVE, RETURNS_TRAVEL };

/* From `after` into its dwell on, what remains of it is shorter by the share `shortens`. */
struct scenario_reminder {
    double after_s, shortens;
};

struct scenario_pick_up {
    struct des_distribution dwell; /* seconds from available to collected */
    enum dwell_counts counts;
    enum returns_kind returns;
    struct scenario_reminder *reminders;
    size_t reminder_count;
};

/* ---- transport ---- */
struct scenario_vehicle {
    struct scenario_name type;
    int64_t parcels;             /* capacity, or UNLIMITED */
    double volume_m3, weight_kg; /* and by these; INFINITY: no limit */
    double speed_mps;            /* NAN when not given (then every link it uses must have a time) */
    struct scenario_vehicle_costs costs;
    struct scenario_emissions co2;
    struct scenario_breakdowns breakdowns;
    struct scenario_maintenance maintenance;
    struct scenario_hours shifts; /* of its drivers; count 0: always */
    struct scenario_rest rest;
};

struct scenario_link {
    struct scenario_name from, to; /* names of hubs, counties or stations */
    bool both_ways;                /* `between:` */
    double distance_m;             /* NAN: from coordinates */
    bool time_given;
    struct des_distribution time; /* seconds */
};

struct scenario_travel {
    double detour;                 /* great-circle x this */
    struct des_distribution delay; /* multiplies every travel time; constant 1 by default */
    bool by_hour;
    double hours[24]; /* by_hour: and so does that of the hour in which a leg begins */
    struct scenario_link *links;
    size_t link_count;
};

enum stops_kind {
    STOPS_LISTED,  /* one tour over `stops` in the order written */
    STOPS_EACH,    /* a tour of its own for each place served */
    STOPS_ALL,     /* one tour over all places served, in listed order */
    STOPS_TOURS,   /* as many tours as it takes, planned by the program */
    STOPS_GROUPED, /* tours of `group_size` places, in listed order */
};

enum dispatch_kind {
    DISPATCH_TIMETABLE, /* at clock times on some weekdays */
    DISPATCH_EVERY,     /* at intervals, fixed or random, whatever the load */
    DISPATCH_WHEN_FULL, /* at a load, or after a longest wait (hybrid) */
};

struct scenario_dispatch {
    enum dispatch_kind kind;
    des_time *times; /* timetable: times of day, ascending */
    size_t time_count;
    bool weekdays[7];                 /* timetable: Monday first */
    struct des_distribution interval; /* every: seconds; drawn afresh each time */
    double first_s;                   /* every: first departure after start */
    double full_share;                /* when full: of the vehicle's capacity; NAN if count */
    int64_t full_parcels;             /* when full: parcels; 0 if share */
    double wait_at_most_s;            /* INFINITY when pure when-full */
};

/* When tours by the program are planned, and which stops those have that are planned daily. */
enum tours_planned { PLANNED_ONCE, PLANNED_DAILY };
enum tours_visit { VISIT_WITH_PARCELS, VISIT_ALL };

/* Who goes along when not all can. */
enum load_order { LOAD_EARLIEST_FIRST, LOAD_BY_PRIORITY };

/* A route: a line-haul (hub to counties) or a feeder (county to stations). */
struct scenario_route {
    struct scenario_name name;
    struct scenario_name base; /* hub or county or county group; absent: every one of them */
    enum stops_kind stops_kind;
    struct scenario_names stops; /* STOPS_LISTED; and line-haul EACH/ALL/GROUPED over these only
                                    when not empty */
    int64_t group_size;
    double tour_longest_s; /* STOPS_TOURS: at most so long; INFINITY */
    double tour_fill;      /* and filled up to this share of the vehicle, on average */
    enum tours_planned planned;
    enum tours_visit visit;
    struct scenario_names vehicles; /* types it may take, as listed */
    enum load_order load;
    struct scenario_dispatch dispatch;
    double stop_s;          /* at each stop and at the base on return */
    double handling_s;      /* and per parcel unloaded or loaded there */
    des_time *back_times;   /* clock times at which it starts back from its last stop */
    size_t back_count;      /* 0: at once */
    int64_t reload_parcels; /* a vehicle that is back and finds so many goes again; 0: never */
    des_time reload_until;  /* at this time of day at the latest */
    struct source_position at;
};

/* ---- disturbances ---- */
enum disturbance_kind {
    DISTURBANCE_WEATHER, /* vehicles are slow */
    DISTURBANCE_ROAD,    /* a road is closed */
    DISTURBANCE_OUTAGE,  /* sorting stands still */
    DISTURBANCE_STRIKE,  /* vehicles don't leave */
    DISTURBANCE_SURGE,   /* orders are more, or fewer */
    DISTURBANCE_KINDS
};

enum disturbance_when {
    DISTURBED_ON_DATES,
    DISTURBED_BY_CHANCE, /* days, by a chain of two states */
    DISTURBED_BY_SPANS,  /* spans with time between them */
};

enum { DISTURBANCE_LIMIT = 64 };

/* More than the road itself; 0 when it isn't given. */
struct scenario_way_round {
    bool given;
    double longer_s, farther_m;
};

struct scenario_disturbance {
    struct scenario_name names[DISTURBANCE_KINDS]; /* one of them is given: that is its kind */
    enum disturbance_kind kind;
    struct scenario_name name; /* the same */
    enum disturbance_when when;
    struct scenario_closed dates;
    double chance[12]; /* of a day, by month */
    double spell_s;    /* mean; NAN: days are independent */
    struct des_distribution every, lasts;
    struct scenario_names at; /* hubs, counties, groups; none: everywhere */
    struct scenario_names between;
    struct scenario_way_round way_round;
    double speed;  /* share of the usual one; 1 unless weather */
    double orders; /* factor; weather */
    double factor; /* the same; surge */
    int direction; /* 0 both, else 1 + direction */
};

struct node;
struct scenario {
    struct scenario_name name;
    const char *description;
    const char *base; /* the scenario of which this is a variant, as written; NULL: none */
    struct scenario_date start;
    unsigned start_weekday; /* 0 Monday */
    struct scenario_experiment experiment;
    struct scenario_class *classes;
    size_t class_count;
    struct scenario_carrier *carriers; /* none: one system for all parcels */
    size_t carrier_count;
    struct scenario_hub *hubs;
    size_t hub_count;
    struct scenario_county *counties;
    size_t county_count;
    struct scenario_county_group *groups;
    size_t group_count;
    struct scenario_station *stations;
    size_t station_count;
    struct scenario_village *villages;
    size_t village_count;
    struct scenario_choice choice;
    struct scenario_demand demand[DIRECTIONS];
    struct scenario_pick_up pick_up;
    struct scenario_money money;
    struct scenario_carbon carbon;
    struct scenario_people staff; /* `people:` */
    struct scenario_vehicle *vehicles;
    size_t vehicle_count;
    struct scenario_travel travel;
    struct scenario_link *roads; /* a table of all roads: then every leg must be in it or a link */
    size_t road_count;
    int roads_both_ways; /* 1: a road without a row of its own for the way back is as long */
    struct scenario_route *line_haul;
    size_t line_haul_count;
    struct scenario_route *feeders;
    size_t feeder_count;
    struct scenario_disturbance *disturbances;
    size_t disturbance_count;

    uint64_t hash;        /* XXH3 of the bytes of the file, of every file it names, its bases
                             among them, and of the changes on the command line */
    const char **assumed; /* "warm_up: 7 d", one line for every default that was filled in */
    size_t assumed_count;
    const char **changes; /* "stations.Naye.shelf = 120 (--set)", "base: first-county.yaml" */
    size_t change_count;
    const struct node *document; /* as merged, for resolve.h */
    struct scenario_arena *arena;
};

/* Changes on top of a file, "stations.Naye.shelf=120": applied in this order, after its bases. */
struct scenario_changes {
    const char *const *sets;
    size_t count;
};

/* Reads and checks `path`, with `changes` unless they are NULL. NULL when there were errors (all
 * are in `problems`, whose file names live in `problems` itself or in static storage: printing
 * after a failed load is safe). Warnings may be present with a scenario. Sets *ret_unreadable when
 * the cause was that a file could not be opened or read (exit code 3 rather than 2). */
struct scenario *scenario_load(const char *path, const struct scenario_changes *changes,
                               struct problem_list *problems, bool *ret_unreadable);
void scenario_destroy(struct scenario *self);

/* Days from 1970-01-01 to a date of the Gregorian calendar (Hinnant, 'chrono-compatible
 * low-level date algorithms'), and back. */
int64_t scenario_days_from_date(struct scenario_date date);
struct scenario_date scenario_date_from_days(int64_t days);
unsigned scenario_weekday(struct scenario_date date); /* 0 Monday */

/* "2016-11-11 08:15": a moment, in microseconds since the start. */
enum { SCENARIO_MOMENT = 40 };
const char *scenario_moment(const struct scenario *self, int64_t time, char text[SCENARIO_MOMENT]);

#endif
