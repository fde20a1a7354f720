/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_world.h - the plain twin's world, for its own files only. */
#ifndef TESTS_PLAIN_TWIN_WORLD_H
#define TESTS_PLAIN_TWIN_WORLD_H

#include "tests/plain_twin.h"
#include "tests/plain_twin_tools.h"

enum note_kind {
    NOTE_ORDER,       /* source */
    NOTE_RECORDED,    /* place with recorded orders: the next of them */
    NOTE_DROP_OFF,    /* parcel: the station opens */
    NOTE_SORTED,      /* parcel, at centre `detail` */
    NOTE_SHIFT,       /* centre: a shift begins */
    NOTE_LEAVES,      /* parcel: collected or returned */
    NOTE_UNLOADED,    /* trip: at a stop */
    NOTE_HOME,        /* trip: unloaded at its base */
    NOTE_ROUTE_DUE,   /* route: by timetable or interval */
    NOTE_LOAD,        /* base: a route's load is perhaps full or has waited long enough */
    NOTE_VEHICLE,     /* pool: a route that waited gets the vehicle that has come back */
    NOTE_RELOAD,      /* route vehicle: the same, or else it may go again on its own route */
    NOTE_STARTS_BACK, /* trip: at its last stop */
    NOTE_WORKSHOP,    /* pool: one of its vehicles comes out */
    NOTE_DRIVER,      /* route: that waits for a shift, which begins */
    NOTE_TRY_AGAIN,   /* parcel: found a full shelf an hour ago */
    NOTE_ROUND_DUE,   /* station: its rider is to set out */
    NOTE_RIDER_BACK,  /* station */
    NOTE_AT_DOOR,     /* parcel: delivered at home */
    NOTE_COMES,       /* parcel: its villager, to a keeper who needs time */
    NOTE_COUNTER,     /* station: its keepers look who is next */
    NOTE_SERVED,      /* parcel: its villager */
    NOTE_GOES_BACK,   /* parcel: nobody has collected it in time */
    NOTE_CHOOSE,      /* centre: its servers choose */
    NOTE_WAVE_CALL,   /* centre: a wave's clock time */
};

enum { NOWHERE = -1 };

struct plain_parcel {
    enum direction direction;
    int32_t village, class;
    station_id station; /* where its people go; NO_PLACE: to the counter, or nowhere */
    bool deterred;      /* by the way there */
    bool local;         /* from village to village */
    int32_t bound_for;  /* which, then */
    des_time born;
    uint32_t luck;
    int where; /* enum parcel_place or NOWHERE */
    des_time arrived, started, ready;
    int32_t work;
    size_t shelved; /* its fact */
    bool returned;  /* will leave the shelf that way */
    station_id at;  /* whose shelf it lies on */
    int32_t locker; /* of the network's, or -1: on the shelf */
    bool goes;      /* chosen for the vehicle that is being loaded */
    des_time available;
    des_time came;  /* its villager to the counter */
    int64_t turn;   /* if that was when it was put on the shelf: which vehicle did; else 0 */
    bool returning; /* through the network: inbound, but on its way to the hub */
    int32_t server; /* that sorts it, where they differ */
};

struct plain_source {
    int32_t village;
    enum direction direction;
    struct des_stream stream;
    uint64_t next, index; /* of the block to come; of the order to come */
    double level;         /* operational time of the last order */
    uint32_t luck;
    int32_t class;
    double *own_shape; /* of a surge's orders; NULL: the direction's; owned */
    int32_t surge;     /* which disturbance */
};

/* When a disturbance is in force. */
struct plain_spans {
    des_time *begins, *ends; /* owned */
    size_t count;
};

/* Recorded orders of one place, by time: those to come. */
struct plain_recorded {
    enum direction direction;
    struct id_range rows;
};

struct plain_line;
struct plain_centre {
    struct plain_list queue; /* for sorting */
    unsigned busy;
    des_time shift; /* next beginning noted, or -1 */
    struct des_rng rng;
    bool looks;              /* something became ready: its routes look at their loads */
    struct plain_line *line; /* NULL: first come, first served, servers all alike */
};

struct plain_counter {
    struct plain_list queue; /* parcels whose villagers are there, in no order */
    int32_t busy;            /* keepers */
};

struct plain_rider {
    struct plain_list waiting; /* parcels, in the order in which they were shelved */
    des_time due, back;        /* the round that is to begin or has begun; 0 when there was none */
    bool is_late;              /* and it waits for the rider */
};

struct plain_route {
    struct des_rng travel, headway;
    int64_t next; /* departure of its timetable */
    bool waits;   /* for a vehicle */
    des_time due;
    des_time noted_at; /* the last NOTE_LOAD written down for it */
};

/* Of a fleet whose vehicles break down or are maintained; by number. */
struct plain_workshop {
    struct plain_vehicle {
        bool away, inside, maintained; /* inside: the workshop, and why */
        des_time until;
        des_time until_breakdown; /* of driving */
        int64_t metres;           /* since maintenance */
        des_time since;           /* when it is due by the clock */
        struct des_rng breakdowns, maintenance;
    } * vehicles;
    int32_t count;
};

enum { STOP_LIMIT = 64 };

struct plain_load {
    int64_t parcels, volume_ml, weight_g;
};

struct plain_trip {
    int32_t route, stop;
    pool_id pool;
    des_time due, departed;
    struct plain_list load[STOP_LIMIT], up[STOP_LIMIT], held;
    des_time up_time[STOP_LIMIT];
    int32_t load_out, load_back, left_behind;
    double distance_m, parcel_m;
    struct plain_load out, back; /* leaving the base; leaving the last place it has left */
    double fullest_m;
    bool away;
    int32_t vehicle;                          /* its number, or -1 */
    bool spare;                               /* goes on with another one's load */
    des_time driven;                          /* since the driver's last rest */
    bool again;                               /* went as soon as its vehicle was back */
    int32_t chosen[STOP_LIMIT], chosen_count; /* planned daily: the stops, by the route's number */
};

struct plain {
    int64_t unloadings; /* at stations, so far */
    const struct network *network;
    const struct region *region;
    uint32_t replication;
    struct plain_history *history;
    struct plain_diary diary;
    des_time now;
    struct plain_parcel *parcels;
    size_t parcel_count, parcel_capacity;
    const double *shape[DIRECTIONS]; /* the replication's, cumulative by hour */
    double *own_shape[DIRECTIONS];   /* NULL: the network's */
    struct plain_source *sources;
    size_t source_count;
    struct plain_recorded *recorded;
    size_t recorded_count;
    struct plain_centre *centres;
    struct plain_list *to_county, *to_hub; /* by centre: sorted parcels */
    struct plain_list *to_station, *boxes; /* by station: at the county; dropped off */
    int32_t *shelf;                        /* by station: occupied places */
    int32_t *lockers;                      /* by size and station: taken */
    struct plain_rider *riders;            /* by station */
    struct plain_counter *counters;        /* by station */
    int32_t *idle;                         /* by pool */
    struct plain_list *waiting;            /* by base: routes, in the order they began to */
    struct plain_route *routes;
    struct plain_trip *trips;
    size_t trip_count;
    struct plain_workshop *workshops; /* by pool */
    struct plain_spans *disturbed;    /* by disturbance */
    struct des_calendar **shifts;     /* by centre and crew: with outages */
};

/* ---- notes and facts ---- */

void plain_note(struct plain *self, des_time time, enum plain_rank rank, enum note_kind kind,
                int32_t subject);
struct fact plain_fact_of(const struct plain_parcel *parcel, enum fact_kind kind);
struct fact plain_no_parcel(enum fact_kind kind, int32_t place);
void plain_tell(struct plain *self, struct fact fact);
des_time plain_by_end(const struct plain *self, des_time time);
const struct route *plain_route_of(const struct plain *self, int32_t route);

/* ---- places ---- */

void plain_note_next_order(struct plain *self, int32_t source);
void plain_on_order(struct plain *self, int32_t source);
void plain_order_parcel(struct plain *self, const struct plain_source *order);
/* plain_twin_demand.c: recorded orders. */
void plain_open_recorded(struct plain *self);
/* The same: parcels from village to village. */
void plain_decide_local(const struct plain *self, struct plain_parcel *parcel);
void plain_turns_inbound(struct plain *self, int32_t parcel, centre_id centre);
struct ledger *plain_book(struct plain *self, const struct plain_parcel *parcel);
size_t plain_others(const struct plain *self, const struct plain_list *parcels);
void plain_choose_station(const struct plain *self, struct plain_parcel *it);
void plain_on_recorded(struct plain *self, int32_t recorded);
void plain_drop_off(struct plain *self, int32_t parcel);
/* plain_twin_keeper.c: villagers and keepers who need time. */
bool plain_keepers_need_time(const struct plain *self, station_id station);
void plain_comes(struct plain *self, int32_t parcel);
void plain_keepers_look(struct plain *self, station_id station);
void plain_served(struct plain *self, int32_t parcel);
/* plain_twin_rider.c: who takes parcels home. */
bool plain_goes_home(const struct plain *self, const struct plain_parcel *parcel,
                     station_id station);
void plain_open_riders(struct plain *self);
void plain_round_due(struct plain *self, station_id station);
void plain_rider_back(struct plain *self, station_id station);
void plain_at_door(struct plain *self, int32_t parcel);
/* plain_twin_returns.c: what becomes of a dwell when its villager is reminded. */
double plain_reminded(const struct network *network, double dwell);
/* ... and of returns that travel back. */
void plain_turn_round(struct plain *self, int32_t parcel);
void plain_goes_back(struct plain *self, int32_t parcel);
bool plain_heads_out(const struct plain_parcel *parcel);
void plain_wait_in_line(struct plain *self, struct plain_list *list, int32_t parcel);
/* plain_twin_carriers.c: does the parcel go with the carrier that this record of a village is of?
 */
bool plain_is_carriers(const struct network *network, village_id village, uint32_t luck);
void plain_on_leaves(struct plain *self, int32_t parcel);
void plain_put_on_shelf(struct plain *self, int32_t parcel, centre_id county, station_id station);
void plain_on_sorted(struct plain *self, int32_t parcel);
void plain_try_again(struct plain *self, int32_t parcel);
void plain_servers_look(struct plain *self, centre_id centre);
void plain_join_sorter(struct plain *self, int32_t parcel, centre_id centre);

/* ---- loads ---- */

/* Is there a compartment for it at the station? Then it is taken. */
bool plain_finds_locker(struct plain *self, int32_t parcel, station_id station);
/* Is it too large for any, and nowhere else to lie? */
bool plain_is_hopeless(const struct plain *self, int32_t parcel, station_id station);
void plain_tell_locker(struct plain *self, int32_t parcel, station_id station, des_time leaves);

struct plain_load plain_on_board(const struct plain *self, const struct plain_trip *trip);
/* Marks who goes along, of those in the lists; */
void plain_choose_load(struct plain *self, const struct plain_trip *trip,
                       struct plain_list *const *lists, int32_t count);
/* takes the first that is marked; -1: none. */
int32_t plain_take_chosen(struct plain *self, struct plain_list *list);
int32_t plain_all_bound_for(struct plain *self, const struct route *route,
                            struct plain_list *ret_lists[STOP_LIMIT]);
bool plain_all_fit(struct plain *self, int32_t route, pool_id pool);
bool plain_full_by_size(const struct plain *self, int32_t route, struct plain_list *const *lists,
                        int32_t count);
void plain_drive(const struct plain *self, struct plain_trip *trip, double metres);
void plain_tell_loads(struct plain *self, const struct plain_trip *trip);
void plain_sorted(struct plain *self, int32_t parcel, centre_id centre, des_time work);

/* ---- plain_twin_sorting.c: sorters with rules of their own ---- */

void plain_line_open(struct plain *self, centre_id centre);
void plain_line_close(struct plain_line *line);
void plain_choose(struct plain *self, centre_id centre);
void plain_wave_call(struct plain *self, centre_id centre);
void plain_line_joined(struct plain *self, centre_id centre);
void plain_line_sorted(struct plain *self, int32_t parcel, centre_id centre);
/* True: the trip can't unload and waits at the dock. */
bool plain_blocks(struct plain *self, centre_id centre, int32_t trip, size_t parcels);
void plain_tell_docked(struct plain *self, centre_id centre);
/* ---- plain_twin_disturb.c ---- */

void plain_disturb(struct plain *self);
void plain_disturb_done(struct plain *self);
void plain_surges(struct plain *self); /* adds their sources */
bool plain_is_ordered(struct plain *self, const struct plain_source *source);
des_time plain_leg_begins(struct plain *self, const struct stop *leg, des_time leaves,
                          int32_t parcels);
des_time plain_leg_time(struct plain *self, const struct stop *leg, des_time begins, des_time time,
                        int32_t parcels, double *more_m);
/* The first moment from `time` on at which no strike keeps vehicles at the base. */
des_time plain_may_leave(const struct plain *self, centre_id base, des_time time);
bool plain_strike(const struct plain *self, centre_id base); /* now? */
void plain_cancel(struct plain *self, int32_t route, des_time due);

/* ---- vehicles ---- */

/* plain_twin_fleet.c: an idle vehicle for what is ready, or NOWHERE. */
pool_id plain_choose_vehicle(struct plain *self, int32_t route);
/* Takes the route that has waited longest for such a vehicle off the list; there is one. */
int32_t plain_first_waiting(struct plain *self, pool_id pool);
bool plain_is_awaited(const struct plain *self, pool_id pool);
const struct stop *plain_leg(const struct plain *self, const struct plain_trip *trip, int32_t s);
const struct stop *plain_leg_home(const struct plain *self, const struct plain_trip *trip);
/* The number of the network's route vehicle for them. */
int32_t plain_vehicle_of(const struct plain *self, int32_t route, pool_id pool);
/* Back from the route: free, unless it may go again. */
void plain_vehicle_is_home(struct plain *self, int32_t route, pool_id pool);
void plain_may_reload(struct plain *self, int32_t vehicle);
int32_t plain_holds(const struct plain *self, pool_id pool);

void plain_route_looks(struct plain *self, int32_t route);
int32_t plain_ready_count(struct plain *self, const struct route *route);
int32_t plain_stop_count(const struct route *route);
void plain_note_next_due(struct plain *self, int32_t route);
void plain_due(struct plain *self, int32_t route);
void plain_on_load(struct plain *self, centre_id base);
void plain_vehicle_back(struct plain *self, pool_id pool);
/* plain_twin_daily.c: the route is due whose tours are planned now; stops of a trip. */
void plain_daily_due(struct plain *self, int32_t route);
int32_t plain_trip_stops(const struct plain *self, const struct plain_trip *trip);
/* To these of the route's stops; NULL: all. */
int32_t plain_depart_to(struct plain *self, int32_t route, pool_id pool, des_time due,
                        const struct plain_list *chosen);
/* Returns the trip. */
int32_t plain_depart(struct plain *self, int32_t route, pool_id pool, des_time due);
void plain_on_unloaded(struct plain *self, int32_t trip);
void plain_unload_docked(struct plain *self, int32_t trip);
void plain_collect(struct plain *self, int32_t trip);
void plain_on_home(struct plain *self, int32_t trip);
int32_t plain_parcels_on_board(const struct plain *self, const struct plain_trip *trip);
des_time plain_next_back(const struct route *route, des_time time);
void plain_on_driver(struct plain *self, int32_t route);

/* ---- plain_twin_drivers.c ---- */

void plain_takes_vehicle(struct plain *self, struct plain_trip *trip);
/* When it arrives that leaves at `at` and drives for so long. */
des_time plain_arrives(struct plain *self, struct plain_trip *trip, des_time at, des_time driving);
void plain_stands(struct plain *self, struct plain_trip *trip, des_time time);
void plain_vehicle_home(struct plain *self, struct plain_trip *trip);
void plain_vehicle_is_free(struct plain *self, pool_id pool);
void plain_on_workshop(struct plain *self, pool_id pool);
/* When the route may leave with a vehicle of the pool; now, at the earliest. */
des_time plain_driver_leaves(struct plain *self, int32_t route, pool_id pool);
/* For the drivers of one pool, or (NOWHERE) of any of its pools. */
bool plain_waits_for_driver(struct plain *self, int32_t route, pool_id only, des_time due);

void plain_tell_trip(struct plain *self, const struct plain_trip *trip, des_time returned);

#endif
