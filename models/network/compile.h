/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile.h - what the steps of network_compile share while a network is being built. */
#ifndef MODELS_NETWORK_COMPILE_H
#define MODELS_NETWORK_COMPILE_H

#include "models/network/network.h"
#include "models/network/tour.h"
#include "models/scenario/scenario.h"

/* Names of hubs, counties, county groups and stations -> ids; they share one name space. */
enum place_kind { PLACE_HUB, PLACE_COUNTY, PLACE_STATION, PLACE_GROUP };
struct place_name; /* uthash entry */

/* A link of the scenario between two nodes; node = centre id, or centre_count + station id. */
struct link_entry;

struct compiler {
    const struct scenario *scenario;
    struct network *network;
    struct place_name *places;
    struct link_entry *links;
    int32_t *county_group; /* by centre id: its county group, or NO_PLACE */
    double *attractions;   /* by station; where people choose by Huff */
};

/* The network's own copy of a name: printf-style. */
const char *compiler_name(struct compiler *self, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void compiler_add_place(struct compiler *self, const char *name, enum place_kind kind, int32_t id);
/* The id under `name`, which the scenario's checks have found to be there. */
int32_t compiler_place(const struct compiler *self, const char *name, enum place_kind *ret_kind);

void compile_carriers(struct compiler *self);
/* The carrier of this name; NO_CARRIER when it is absent. */
int32_t compile_carrier(const struct compiler *self, const struct scenario_name *name);
void compile_centres(struct compiler *self);
/* NULL when it is first come, first served by servers that are all alike. */
struct sorting_plan *compile_sorting_plan(const struct scenario *scenario,
                                          const struct scenario_sorting *sorting);
void compile_stations(struct compiler *self);
void compile_riders(struct compiler *self); /* after the villages */
void compile_villages(struct compiler *self);
/* Lets the village's people choose among those of `among` within reach, by Huff. False when none
 * is; the village has nothing then that counts. */
bool compile_huff(struct compiler *self, struct village *village, struct id_range among);
/* Adds the cells to the network by which a lot finds its option; NO_PLACE where there is none. */
struct guide compile_guide(struct network *network, struct id_range options);
/* The parcels that people so far away don't give up, as a bound for 32 random bits. */
uint64_t compile_kept(const struct scenario_choice *choice, double access_m);
void compile_demand(struct compiler *self);
/* Parcels between villages: after all villages. */
void compile_local(struct compiler *self);
/* Recorded orders: after all villages. */
void compile_traces(struct compiler *self);
void compile_care(struct compiler *self);
/* After all places, before the routes. */
void compile_disturbances(struct compiler *self);
/* Those that concern a leg between two nodes, as bits. */
uint64_t compile_disturbed(const struct compiler *self, int32_t from, int32_t to);
void compile_routes(struct compiler *self);

/* The leg between two nodes for a vehicle of `speed_mps`; place isn't set. A node is a centre id,
 * or centre_count + station id. */
struct stop compile_leg(const struct compiler *self, int32_t from, int32_t to, double speed_mps);

/* The base's vehicles that a row's routes may take. */
struct route_pools {
    pool_id *pools; /* smallest first, then as listed; the caller frees it */
    int32_t count;
    int32_t largest; /* among them; of several as large the first */
};
struct route_pools compile_pools(const struct compiler *self, const struct scenario_route *row,
                                 int32_t base);

/* What the tours of one row at one base are planned from. */
struct tour_sites {
    const struct scenario_route *row;
    bool line_haul;
    int32_t base; /* centre id */
    const int32_t *places;
    int32_t count;
    double capacity; /* of the vehicle, in average parcels, or INFINITY */
    double speed_mps;
};
/* Stops are numbered from 1 in the order of `places`; the caller ends it with tour_plan_done. */
struct tour_plan compile_tours(const struct compiler *self, const struct tour_sites *sites);
/* compile_sizes.c: of parcels, by class; */
void compile_sizes(struct compiler *self);
/* the limits of a vehicle type; */
void compile_vehicle_limits(const struct network *network, const struct scenario_vehicle *from,
                            struct vehicle_type *type);
/* the compartments of the station that is being made; */
void compile_lockers(struct compiler *self, const struct scenario_locker *lockers, size_t count,
                     station_id station);
/* when such a vehicle is full by volume or weight. */
void compile_full_size(const struct scenario_dispatch *from, const struct vehicle_type *type,
                       struct route *route);
/* Prices, emissions and what is asked of people: after all places. */
void compile_money(struct compiler *self);
void compile_periods(struct compiler *self, enum period_kind kind);
void compiler_done(struct compiler *self);

/* Shared by the steps that lay out county groups: a stream of the group's own. */
struct des_rng compile_layout_stream(const char *purpose, const char *name);
/* The point `distance_m` from (lat, lon) at a bearing in radians clockwise from north. */
void compile_point_at(double lat, double lon, double distance_m, double bearing, double *ret_lat,
                      double *ret_lon);
struct des_calendar compile_calendar(const struct scenario *scenario,
                                     const struct scenario_hours *hours,
                                     const struct scenario_closed *closed);

#endif
