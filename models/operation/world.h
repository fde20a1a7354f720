/* SPDX-License-Identifier: GPL-3.0-or-later */
/* world.h - one replication of one region: what moves.
 *
 * Vehicles are events, parcels are not: they lie in queues, and what happens to them is worked
 * out when a vehicle touches the place where they are (docs/model.md). Belongs to one thread;
 * the network is shared and only read. Open, so that tests can step it and look inside.
 *
 * Inside a world everything is numbered from 0: centre 0 is the hub, centre 1 + i its county
 * i; stations, villages, routes and pools from the region's first. */
#ifndef MODELS_OPERATION_WORLD_H
#define MODELS_OPERATION_WORLD_H

#include <stdatomic.h>

#include "engine/event_queue.h"
#include "engine/server_pool.h"
#include "models/operation/loading.h"
#include "models/operation/observer.h"
#include "models/operation/parcel_queue.h"
#include "models/operation/source.h"

enum event_kind {
    EVENT_STOP_HANDLED, /* trip: a stop's parcels are unloaded */
    EVENT_TRIP_HOME,    /* trip: back at the base and unloaded */
    EVENT_WALK_IN,      /* centre: the next walk-in, where routes wait for loads */
    EVENT_TRIP_LEAVES,  /* trip: starts back at a time of its own */
    EVENT_ROUTE_DUE,    /* route: by timetable or interval */
    EVENT_LOAD_CHECK,   /* route: its load may have come together */
    EVENT_ROUND,        /* station: its rider sets out */
    EVENT_VEHICLE_BACK, /* pool: a vehicle for the route that has waited longest */
    EVENT_SORTING,      /* centre with a sorting_line: something may begin */
    EVENT_CARE_OVER,    /* pool: one of its vehicles comes out of the workshop */
    EVENT_SHIFT,        /* route: a driver for it begins to work */
    EVENT_MAY_RELOAD,   /* route vehicle: the same, or it goes again on its own route */
};

/* A parcel that found a full shelf is ready for the next trip so long after its return. */
#define HELD_FOR DES_HOUR

/* At one moment arrivals come before departures: a parcel that is ready when the vehicle
 * leaves is on it. Departures have an order of their own (docs/model.md), so that it doesn't
 * depend on how far ahead they were known. */
enum event_rank {
    RANK_ARRIVAL,
    RANK_START_BACK,
    RANK_VEHICLE,
    RANK_SHIFT,
    RANK_DUE,
    RANK_LOAD,
    RANK_ROUND,
    RANK_SORTING
};

/* A centre's parcels that come on foot, generated a window of time ahead. */
struct walk_ins {
    struct id_range sources;    /* in the world's set; or the recorded rows to come */
    struct parcel_batch window; /* the latest, by birth */
    size_t next;                /* first of them that hasn't been met */
    des_time known;             /* end of the latest window: the next one begins there */
};

struct sorting_line;
struct des_crew;
struct sorter {
    const struct centre *centre;
    centre_id id;
    struct des_server_pool pool;
    struct des_calendar *own_shifts; /* by crew, with outages; NULL: the centre's; owned */
    struct des_rng rng;
    struct walk_ins walk_ins;
    struct sorting_line *line; /* NULL: first come, first served, by the pool or else by */
    struct des_crew *crew;     /* servers that differ; both owned */
};

/* By which a crew works in this replication. */
static inline const struct des_calendar *sorter_shifts(const struct sorter *self, int32_t crew)
{
    return self->own_shifts ? &self->own_shifts[crew] : network_crew_shifts(self->centre, crew);
}

/* Outbound parcels dropped off at the stations of a county, generated for all of them at once:
 * sources draw faster together. */
struct drop_offs {
    struct id_range sources; /* in the world's set; or the recorded rows to come */
    des_time known;          /* all that are born before it lie in their stations' drop boxes */
};

/* A shelf of limited size: the moments at which its parcels will leave, in no order. Those that
 * have left are only taken out when room is needed. Unused where the shelf is unlimited. */
struct shelf {
    des_time *leaves; /* owned */
    size_t count, capacity;
};

/* A villager who is yet to come to a counter where it takes time: to collect a parcel or to bring
 * one, by its direction. */
struct visit {
    struct parcel parcel;       /* .arrived: when they come */
    des_time placed, available; /* of one that is collected */
    uint64_t order;             /* among those who come at one moment */
};

/* Keepers who need time, and who will come to them. */
struct counter {
    int32_t count;        /* keepers; 0: they need no time */
    des_time *free_at;    /* by keeper; owned */
    struct visit *visits; /* yet to come, in no order; owned */
    des_time *comes;      /* by visit: its .parcel.arrived, close together; owned */
    size_t visit_count, capacity;
    des_time soonest;            /* nobody comes before */
    size_t expected[DIRECTIONS]; /* of the visits */
    uint64_t dropped_off;        /* so far */
};

/* Those who come to a counter by some moment: working space. */
struct due_visits {
    struct visit *items;
    uint32_t *order; /* in which they are served: numbers of items */
    uint64_t *keys;
    uint32_t *ends, *spread; /* all owned */
    size_t count, capacity;
};

/* A rider who takes parcels home. */
struct rider_state {
    des_time due;          /* the round that begins next */
    struct visit *waiting; /* on the shelf for a round, in the order in which they were put there;
                              owned */
    size_t count, capacity;
};

struct fleet {
    int32_t idle;                        /* or UNLIMITED */
    int32_t first_waiting, last_waiting; /* want a vehicle: numbers of route vehicles, linked by
                                            `next_waiting`; NO_PLACE when none */
};

struct route_state {
    struct des_rng travel, interval;
    int32_t next_departure; /* index in the timetable */
    des_time week;          /* begin of the timetable's present week */
    bool waiting;           /* for a vehicle */
    des_time due;           /* since when */
    bool checking;          /* a load check is scheduled */
    des_time check_at;
    struct des_event_handle check;
};

/* A stop of a trip. */
struct trip_stop {
    struct parcel_queue load; /* what is on board for it */
    struct parcel_size size;  /* of that, where the trip is limited */
    size_t diverted;          /* of those, the last: a station before had no room */
    size_t up_end;            /* what had been collected when the vehicle left it, */
    des_time up_time;         /* and when it was */
};

/* Its vehicle and its stops are its own: a route may leave with vehicles of several types, and be
 * planned anew. */
struct trip {
    bool away; /* false: the record is idle */
    int32_t route;
    int32_t pool;            /* that the vehicle belongs to */
    int32_t vehicle;         /* its number there; see vehicle_care.h */
    size_t capacity;         /* parcels; SIZE_MAX: no limit */
    const struct stop *legs; /* to each stop; not owned */
    const struct stop *home; /* not owned */
    struct stop *own_legs;   /* where tours are planned anew at each departure; owned */
    int32_t stop_count;
    des_time due, departed;
    des_time driven; /* since the driver's last rest, where drivers rest */
    int32_t stop;    /* the next, or the present one */
    bool again;      /* without coming due: its vehicle was back and found enough */
    int32_t load_out, load_back, left_behind;
    double distance_m;
    bool limited;                                  /* by volume or weight, too: then */
    struct parcel_size holds, on_board, out, back; /* the limits, and what is or was on board */
    double fullest_m; /* metres x share of the fullest limit that was on board */
    size_t stop_capacity;
    struct trip_stop *stops;     /* owned */
    struct stop_record *records; /* the same: of the stops it has unloaded at; owned */
    int32_t record_count;
    size_t load_left;         /* parcels for all of them */
    struct parcel_queue up;   /* collected on the way, in that order */
    struct parcel_batch held; /* found a full shelf, going back */
};

/* Where a village's parcels are bound for. */
struct destination {
    int32_t county, station; /* in the world's numbering; NO_PLACE: the county's counter; SEVERAL:
                                the parcel's lot decides */
};
enum { SEVERAL = NO_PLACE - 1 };

struct care;

struct known_size;
struct world {
    const struct network *network;
    const struct region *region;
    uint32_t replication;
    const struct observer *observer; /* not owned */
    struct des_event_queue *events;
    des_time now;
    uint64_t handled;

    int32_t county_count, station_count;
    struct sorter *sorters;          /* hub, counties */
    struct parcel_queue *to_county;  /* at the hub, sorted or being sorted */
    struct parcel_queue *to_hub;     /* at the counties */
    struct parcel_queue *to_station; /* at the counties */
    struct drop_offs *drop_offs;     /* by county */
    struct parcel_queue *drop_boxes; /* at the stations; ready = dropped off */
    struct parcel_queue *going_back; /* at the stations, on the shelf: nobody will collect them
                                        until .ready, when they join the drop box; NULL where
                                        returns don't travel */
    struct shelf *shelves;
    struct shelf *lockers;      /* by size and station, from the region's first; NULL: none */
    struct rider_state *riders; /* at the stations; NULL where nobody is delivered at home */
    struct counter *counters;   /* at the stations; NULL where no keeper needs time */
    struct due_visits due;      /* at one of them */
    struct fleet *fleets;
    int32_t *next_waiting; /* by route vehicle, in its pool's list; NO_PLACE: the last */
    struct route_state *routes;
    struct destination *destinations; /* by village */
    struct trip *trips;
    des_time *reaches_hub;  /* by trip: it can't be unloaded there before; DES_NEVER: it isn't */
    des_time quickest_haul; /* a line-haul that leaves now can't be back and unloaded sooner */
    int32_t trip_count, trip_capacity;
    int32_t *idle_trips; /* records to use again */
    int32_t idle_trip_count;
    struct source_set sources;
    double *own_shape[DIRECTIONS];     /* NULL where it is the network's; owned */
    struct disturbed_spans *disturbed; /* by disturbance: when it is in force; owned */
    struct surge *surges;              /* disturbances.c; owned */
    int32_t surge_count;
    struct parcel_store store; /* of all queues' memory */
    struct parcel_batch scratch, unserved;
    struct loading loading;
    struct known_size *known_sizes; /* of parcels met lately; NULL: nothing is limited; owned */
    struct care *care; /* NULL unless some vehicles break down, are maintained, or have drivers */

    int64_t entered; /* parcels so far */
    int64_t gone;    /* shelved, left the hub, returned or lost */
};

struct world *world_create(const struct network *network, int32_t region, uint32_t replication,
                           const struct observer *observer);
void world_destroy(struct world *self);

/* Appends to `batch` the new parcels of `sources` that are born from `from` to `until`, both
 * included, by birth. None that is born before `from` may be left. */
struct births {
    struct id_range *sources;
    enum direction direction;
    des_time from, until;
};
void world_emit(struct world *self, struct births births, struct parcel_batch *batch);

/* The station where a parcel is collected or dropped off, in the world's numbering; NO_PLACE: the
 * counter of its village's county. */
static inline int32_t world_station_of(const struct world *self, const struct parcel *parcel)
{
    int32_t village = (int32_t)parcel->village;
    int32_t station = self->destinations[village - self->region->villages.begin].station;
    return station != SEVERAL ? station
                              : network_station_of(self->network, village, parcel->luck) -
                                    self->region->stations.begin;
}

/* Handles the next event; false when there is none before the end. */
bool world_step(struct world *self);
/* Brings everything up to the end and tells the observer what is unfinished. Once, after the
 * last step. */
void world_finish(struct world *self);
/* Steps to the end and finishes; false when `stop` turned true on the way. */
bool world_run(struct world *self, const atomic_bool *stop);

/* Every invariant: parcels conserved, capacities kept, queues in order, clock not back. */
void world_verify(const struct world *self);

#endif
