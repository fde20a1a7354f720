/* SPDX-License-Identifier: GPL-3.0-or-later */
/* routes.h - what dispatch and transport both ask of a route, by the world's numbers. */
#ifndef MODELS_OPERATION_ROUTES_H
#define MODELS_OPERATION_ROUTES_H

#include "models/operation/world.h"

static inline const struct route *route_of(const struct world *world, int32_t route)
{
    return &world->network->routes[world->region->routes.begin + route];
}

static inline int32_t route_base(const struct world *world, const struct route *route)
{
    return route->line_haul ? 0 : route->base - world->region->counties.begin + 1;
}

static inline int32_t route_stops(const struct route *route)
{
    return route->stops.end - route->stops.begin;
}

static inline const struct stop *route_stop(const struct world *world, const struct route *route,
                                            int32_t s)
{
    return &world->network->stops[route->stops.begin + s];
}

/* What waits at the route's base for a place, by the network's number. */
static inline struct parcel_queue *route_queue_to(struct world *world, const struct route *route,
                                                  int32_t place)
{
    return route->line_haul ? &world->to_county[place - world->region->counties.begin]
                            : &world->to_station[place - world->region->stations.begin];
}

static inline struct parcel_queue *route_queue(struct world *world, const struct route *route,
                                               int32_t s)
{
    return route_queue_to(world, route, route_stop(world, route, s)->place);
}

/* The world's route vehicles, in the network. */
static inline struct id_range routes_vehicles(const struct world *world)
{
    const struct network *network = world->network;
    struct id_range routes = world->region->routes;
    if (routes.begin == routes.end) {
        return (struct id_range){0, 0};
    }
    return (struct id_range){network->routes[routes.begin].vehicles.begin,
                             network->routes[routes.end - 1].vehicles.end};
}

/* Which of the network's route vehicles is one of this pool on this route? */
static inline int32_t route_vehicle_of(const struct world *world, const struct route *route,
                                       int32_t pool)
{
    int32_t v = route->vehicles.begin;
    while (world->network->route_vehicles[v].pool != world->region->pools.begin + pool) {
        v++;
    }
    return v;
}

/* The type of the vehicles in one of the world's pools. */
static inline const struct vehicle_type *pool_type(const struct world *world, int32_t pool)
{
    const struct network *network = world->network;
    return &network->vehicle_types[network->pools[world->region->pools.begin + pool].type];
}

/* What one of them holds; SIZE_MAX: no limit. */
static inline size_t pool_capacity(const struct world *world, int32_t pool)
{
    int32_t capacity = pool_type(world, pool)->capacity;
    return capacity == UNLIMITED ? SIZE_MAX : (size_t)capacity;
}

/* What would happen at the end or later is left out. */
static inline void route_schedule(struct world *world, des_time time, enum event_kind kind,
                                  enum event_rank rank, int32_t subject)
{
    if (time >= world->network->end) {
        return;
    }
    des_event_queue_push(world->events, (struct des_event){.time = time,
                                                           .rank = (uint8_t)rank,
                                                           .kind = (uint8_t)kind,
                                                           .subject = (uint32_t)subject});
}

#endif
