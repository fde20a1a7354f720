/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transport.h - routes, fleets and trips: who leaves when, with what.
 *
 * A departure takes what is ready at its base for its stops, earliest ready first, as far as
 * the vehicle holds. At each stop it unloads, then collects what is ready to go to the base.
 * A route that is due and finds no idle vehicle waits, first come first served, for the next
 * one back. */
#ifndef MODELS_OPERATION_TRANSPORT_H
#define MODELS_OPERATION_TRANSPORT_H

#include "models/operation/world.h"

void transport_init(struct world *world); /* schedules every route's first departure */
void transport_done(struct world *world);

void transport_stop_handled(struct world *world, int32_t trip);
void transport_trip_leaves(struct world *world, int32_t trip);
void transport_trip_home(struct world *world, int32_t trip);
void transport_route_due(struct world *world, int32_t route);
void transport_load_check(struct world *world, int32_t route);
void transport_vehicle_back(struct world *world, int32_t pool);

/* No line-haul vehicle is unloaded at the hub before this moment. */
des_time transport_next_at_hub(const struct world *world);

/* Tells the observer that a trip ended, at `returned`. */
void transport_report_trip(struct world *world, const struct trip *trip, des_time returned);

/* Looks again at the routes of `centre` that are dispatched by their load. */
void centre_check_loads(struct world *world, int32_t centre);

/* How many parcels may come to `centre` from now on, and for how long after the first of them,
 * before a route there can have its load together: at least one parcel. */
struct load_headroom {
    size_t parcels;
    des_time wait;
};
struct load_headroom centre_load_headroom(struct world *world, int32_t centre);

/* Still on a vehicle: whatever has not been unloaded, collected or held. */
size_t trip_on_board(const struct trip *self);

#endif
