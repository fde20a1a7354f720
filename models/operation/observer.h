/* SPDX-License-Identifier: GPL-3.0-or-later */
/* observer.h - what the operation tells whoever watches.
 *
 * Calls come in batches, so that watching costs little per parcel. Moments may lie in the
 * future of the simulation clock when they are already certain (a collection), and in its past
 * where nobody has looked since. Arrays belong to the caller and are valid during the call. Every
 * function must be set. An observer belongs to one world and so to one thread. */
#ifndef MODELS_OPERATION_OBSERVER_H
#define MODELS_OPERATION_OBSERVER_H

#include "models/operation/parcel.h"

/* What a vehicle did at one stop, in parcels. */
struct stop_record {
    int32_t place;     /* county (centre id) or station */
    int32_t brought;   /* unloaded, and not sent on to the next stop, */
    int32_t refused;   /* of those, carried back to be held or returned: the shelf was full */
    int32_t collected; /* loaded */
    int32_t returning; /* of those, inbound parcels on their way back */
    double distance_m; /* driven from the base until here */
};

/* A vehicle's journey from its base and back. Loads in parcels. */
struct trip_record {
    route_id route;
    pool_id pool; /* the vehicle's */
    des_time due; /* when it should have left */
    des_time departed, returned;
    bool again;          /* the vehicle was back and found enough to go again at once */
    int32_t load_out;    /* on board when leaving the base */
    int32_t load_back;   /* on board when leaving the last stop */
    int32_t left_behind; /* were ready at the base and found no room */
    double distance_m;
    struct parcel_size out, back;    /* of vehicles limited by volume or weight: the loads, */
    double fullest_m;                /* and metres x the share of the fullest limit on board */
    const struct stop_record *stops; /* those it has unloaded at, in order */
    int32_t stop_count;
};

/* What a sorter with rules of its own does beside sorting. */
enum sorter_deed_kind {
    DEED_WAVE,    /* so many parcels sorted together */
    DEED_SETUP,   /* a server turned to the other direction */
    DEED_BLOCKED, /* a vehicle with so many parcels waited at the dock for room */
};
struct sorter_deed {
    enum sorter_deed_kind kind;
    centre_id centre;
    des_time begin, end;
    size_t parcels;
};

/* What keeps a vehicle from going. */
enum spell_kind {
    SPELL_STANDING,    /* broken down on the road, until it is repaired or a spare is there */
    SPELL_REPAIR,      /* from the breakdown until it may go again */
    SPELL_MAINTENANCE, /* at its base */
    SPELL_REST,        /* of its driver, on the road */
    SPELL_SHIFT_WAIT,  /* a route that is due, for its drivers' shift */
    SPELL_OVERTIME,    /* from the end of its driver's shift until it is home */
    SPELL_KINDS
};
struct spell_record {
    enum spell_kind kind;
    route_id route; /* that it is on, or comes from */
    pool_id pool;
    des_time begin, end;
    int32_t load; /* standing, resting: parcels on board */
};

/* A rider's way to villages and back to the station. */
struct round_record {
    station_id station;
    des_time due;
    des_time begun, back;
    int32_t parcels;
    double distance_m;
};

enum setback_kind {
    SETBACK_LEG,       /* a leg takes longer, or begins later, by `added` */
    SETBACK_CANCELLED, /* a departure that was due at `due` */
    SETBACK_ORDERS,    /* parcels that are ordered beyond the usual ones, or, below 0, aren't */
};

/* What a disturbance did at `time`, which may lie in the future. */
struct setback {
    int32_t disturbance;
    enum setback_kind kind;
    des_time time, added, due;
    route_id route;  /* of a departure */
    int64_t parcels; /* on board; or ordered */
};

struct observer {
    void *self;

    /* New parcels at a place of their village's: hub, counter or station. The parcels' births
     * are their times. */
    void (*entered)(void *self, const struct parcel *parcels, size_t count);

    /* Sorted at a centre, all of one kind (parcel_run): parcels[i] arrived at .arrived, was begun
     * at starts[i], is done at .ready; works[i] is its service time. Those that head out have left
     * the hub at .ready. */
    void (*sorted)(void *self, centre_id centre, const struct parcel *parcels,
                   const des_time *starts, const double *works, size_t count);

    /* Once its end is certain; a vehicle still at the dock at the end was blocked until then. */
    void (*sorter_did)(void *self, const struct sorter_deed *deed);

    /* Left a centre on a vehicle at `time`, towards its children or its parent; all of one kind.
     * Towards its children it is told when they are unloaded: in between the parcels leave the
     * cache. */
    void (*departed)(void *self, centre_id centre, des_time time, const struct parcel *parcels,
                     size_t count);

    /* Reached the other end: a county (inbound), the hub (outbound line-haul) or the county
     * (outbound feeder) having left the place before at `departed`. Returns are not told of. */
    void (*carried)(void *self, const struct route *route, des_time departed, des_time arrived,
                    enum direction direction, size_t count);

    /* Parcels loaded at a station at `time`; all of one kind. */
    void (*picked_up)(void *self, station_id station, des_time time, const struct parcel *parcels,
                      size_t count);

    /* Shelved at `station` (NO_PLACE: at the counter of `county`) at `placed`, available from
     * `available`, gone from the shelf at leaves[i]: collected, or returned if returned[i]. Those
     * that travel back are another parcel from then on: born at leaves[i], inbound and returning.
     */
    void (*shelved)(void *self, centre_id county, station_id station, des_time placed,
                    des_time available, const struct parcel *parcels, const des_time *leaves,
                    const uint8_t *returned, size_t count);

    /* The same where a keeper needs time or a rider delivers: put on the shelf of a station, and
     * gone from there at `leaves`, each told when it is known, but before anything is put on that
     * shelf later than that. A leave may lie in the past. */
    void (*put)(void *self, station_id station, des_time placed, des_time available,
                const struct parcel *parcels, size_t count);
    void (*taken)(void *self, station_id station, des_time placed, des_time available,
                  const struct parcel *parcel, des_time leaves, bool returned);
    /* A villager who came to a station at .arrived, to collect this parcel or to drop it off, was
     * served from `start` until `finish`. */
    void (*served)(void *self, station_id station, const struct parcel *parcel, des_time start,
                   des_time finish);

    /* At a station with lockers, at `time`: parcels[i] wants the size wanted[i] (the smallest that
     * holds it, from 0; -1: none does) and gets a compartment of size got[i] (-1: none is free),
     * for which it is told as shelved as well, until leaves[i]. */
    void (*sought_locker)(void *self, station_id station, des_time time,
                          const struct parcel *parcels, const int32_t *wanted, const int32_t *got,
                          const des_time *leaves, size_t count);
    /* A round has begun: when the rider will be back is known. */
    void (*round_ended)(void *self, const struct round_record *record);

    /* Found the shelf full: returned to sender (where returns travel, born again at `time`), or
     * carried back to be held. */
    void (*overflowed)(void *self, station_id station, des_time time, const struct parcel *parcels,
                       size_t count, bool returned);

    /* Nobody serves the village. */
    void (*lost)(void *self, const struct parcel *parcels, size_t count);

    /* Once for every trip; one under way at the end is reported as returned then. */
    void (*trip_ended)(void *self, const struct trip_record *trip);

    /* A departure that was dropped because the next one came due first. */
    void (*trip_missed)(void *self, route_id route, des_time due);

    /* Told as soon as it is certain: `begin` is before the end of the run, but may lie ahead. */
    void (*spell)(void *self, const struct spell_record *spell);

    /* Something was disturbed before the end. */
    void (*set_back)(void *self, const struct setback *setback);

    /* Still in the system when the run ended: waiting or moving, not on a shelf. `place`:
     * see enum parcel_place. */
    void (*unfinished)(void *self, int place, const struct parcel *parcels, size_t count);
};

/* Where a parcel can be. */
enum parcel_place {
    AT_HUB_SORTING,
    AT_HUB_WAITING, /* for a line-haul vehicle */
    ON_LINE_HAUL,
    AT_COUNTY_SORTING,
    AT_COUNTY_WAITING, /* for a feeder or a line-haul vehicle */
    ON_FEEDER,
    AT_STATION_WAITING, /* outbound, for a feeder */
    ON_SHELF,           /* inbound, at a station or a county counter */
    PARCEL_PLACES
};

#endif
