/* SPDX-License-Identifier: GPL-3.0-or-later */
/* transport.h - trips: what a vehicle takes along, where it goes, what it brings back.
 *
 * A departure takes what is ready at its base for its stops, earliest ready first, as far as
 * the vehicle holds. At each stop it unloads, then collects what is ready to go to the base. */
#ifndef MODELS_OPERATION_TRANSPORT_H
#define MODELS_OPERATION_TRANSPORT_H

#include "models/operation/world.h"

void transport_done(struct world *world);

/* A vehicle of `pool` leaves now on the route; it was due at `due`. */
void transport_depart(struct world *world, int32_t route, int32_t pool, des_time due);
/* The same with one that has just come back and goes again. */
void transport_depart_again(struct world *world, int32_t route, int32_t pool);
/* The same with one that visits only these of the route's stops, in this order. */
void transport_depart_tour(struct world *world, int32_t route, int32_t pool, const int32_t *stops,
                           int32_t count);
void transport_stop_handled(struct world *world, int32_t trip);
/* The first of the route's back times at or after `time`. */
des_time transport_back_time(const struct route *route, des_time time);
void transport_trip_leaves(struct world *world, int32_t trip);
void transport_trip_home(struct world *world, int32_t trip);
/* One that waited at a dock, at a stop or back at its base, has room to unload. */
void transport_unload_docked(struct world *world, int32_t trip);

/* No line-haul vehicle is unloaded at the hub before this moment. */
des_time transport_next_at_hub(const struct world *world);

/* Tells the observer that a trip ended, at `returned`. */
void transport_report_trip(struct world *world, const struct trip *trip, des_time returned);

/* Still on a vehicle: whatever has not been unloaded, collected or held. */
size_t trip_on_board(const struct trip *self);

#endif
