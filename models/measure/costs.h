/* SPDX-License-Identifier: GPL-3.0-or-later */
/* costs.h - what a network's use comes to in money and emissions, and who caused it.
 *
 * Kept only where the scenario has prices, emissions or asks about people. One for every region
 * of a replication, absorbed in region order into one for the whole network; then shared out.
 *
 * The rule by which costs are shared out (docs/model.md): a trip's among the parcels it carried,
 * by their kilometres on board; a sorting place's and its fleet's among the directions by parcels
 * sorted there, then among the parcels completed below it; a station's among the parcels completed
 * there. What nobody was there to pay for is borne by all completed parcels alike. Everything is
 * shared out: the shares add up to the total. */
#ifndef MODELS_MEASURE_COSTS_H
#define MODELS_MEASURE_COSTS_H

#include "models/network/network.h"
#include "models/operation/observer.h"

struct place_use { /* of a station, or a county's counter, within the observed time */
    uint64_t completed[DIRECTIONS]; /* made available there; dropped off there and out of the hub */
    double carriage[DIRECTIONS];    /* money: the share of its feeders' trips */
    double rider;                   /* money: who took parcels home */
    double late[DIRECTIONS];        /* money: for those completed after their promise */
};

struct centre_use {
    uint64_t sorted[DIRECTIONS];
    double haul[DIRECTIONS]; /* of a county, money: the share of its line-haul's trips */
};

struct transport_use {       /* of line-hauls, or of feeders */
    double km, trips, hours; /* money, by cause */
    double grams;            /* CO2 */
    double away;             /* vehicle microseconds away from the base */
};

enum { LINE_HAUL_USE, FEEDER_USE, TRANSPORT_USES };

struct costs {
    const struct network *network; /* not owned */
    struct id_range hubs, counties, stations;
    struct place_use *places;      /* stations, then the counties' counters; owned */
    struct centre_use *centres;    /* hubs, then counties; owned */
    uint64_t *carried[DIRECTIONS]; /* completed, by place and carrier; owned; NULL: no carriers */
    struct transport_use transport[TRANSPORT_USES];
    double idle;              /* money: trips that carried nothing */
    double *by_period;        /* money: all but what is paid by time; owned; NULL: no periods */
    double saved_way_m;       /* the same, of those delivered at home */
    double way_m[DIRECTIONS]; /* villagers' ways to the station, of parcels completed */
};

/* Of one region, or of the whole network with NULL. */
struct costs *costs_create(const struct network *network, const struct region *part);
void costs_destroy(struct costs *self);
/* The places of `region` must be among those of `self`. */
void costs_absorb(struct costs *self, const struct costs *region);

/* Is there anything to keep? */
static inline bool costs_wanted(const struct network *network)
{
    return network->money || network->carbon || network->people;
}

/* Parcels made available at a station (NO_PLACE: at the county's counter). */
void costs_available(struct costs *self, centre_id county, station_id station, des_time available,
                     const struct parcel *parcels, size_t count);
/* A parcel that has left the hub at .ready. */
void costs_left_hub(struct costs *self, const struct parcel *parcel);
void costs_sorted(struct costs *self, centre_id centre, enum direction direction, uint64_t count);
/* Begun at these moments, for what periods cost; those that aren't observed don't count. */
void costs_sorted_at(struct costs *self, centre_id centre, const des_time *starts, size_t count);
/* Parcels returned to their senders, for what periods cost. */
void costs_returned(struct costs *self, station_id station, des_time time, size_t count);
/* Any trip: its kilometres count if it left within the observed time, its hours as far as they lie
 * in it. */
void costs_trip(struct costs *self, const struct trip_record *trip);

/* A rider's round: its parcels count if it began within the observed time, hours as far as they lie
 * in it. */
void costs_round(struct costs *self, const struct round_record *record);

/* ---- what it comes to ---- */

enum cost_cause {
    COST_HAUL_KM,
    COST_HAUL_TRIPS,
    COST_HAUL_HOURS,
    COST_FEEDER_KM,
    COST_FEEDER_TRIPS,
    COST_FEEDER_HOURS,
    COST_VEHICLES, /* of the fleets, by the month */
    COST_HUB_SORTING,
    COST_COUNTY_SORTING,
    COST_STATIONS, /* by the month */
    COST_KEEPERS,  /* by the hour */
    COST_COMMISSION,
    COST_RETURNS,
    COST_RIDERS,
    COST_LATE,
    COST_CAUSES
};

struct cost_shares {
    double by_cause[COST_CAUSES];
    double *places[DIRECTIONS]; /* stations, then counters: what their parcels cost; owned */
    double total[DIRECTIONS];   /* the sum of these */
    uint64_t completed[DIRECTIONS];
};

/* Money in the observed time. `returned`: parcels returned, by station. Of the whole network. */
struct cost_shares cost_shares_make(const struct costs *self, const uint64_t *returned);
void cost_shares_done(struct cost_shares *self);
/* All costs of one period: those of all periods add up to those of all causes. */
double costs_of_period(const struct costs *self, int32_t period);
double cost_shares_sum(const struct cost_shares *self); /* of all causes */

#endif
