/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dispatch.h - which route leaves when: by timetable, at intervals, or by its load.
 *
 * A route that is due and finds no idle vehicle of its fleet waits, first come first served, for
 * the next one back. */
#ifndef MODELS_OPERATION_DISPATCH_H
#define MODELS_OPERATION_DISPATCH_H

#include "models/operation/world.h"

void dispatch_init(struct world *world); /* schedules every route's first departure */

void dispatch_route_due(struct world *world, int32_t route);
void dispatch_load_check(struct world *world, int32_t route);
void dispatch_vehicle_back(struct world *world, int32_t pool);
void dispatch_shift(struct world *world, int32_t route);
void dispatch_may_reload(struct world *world, int32_t vehicle);

/* One of the pool's vehicles is at its base, and idle unless a route waits for it. */
void dispatch_vehicle_free(struct world *world, int32_t pool);
/* The same, back from a route on which it may go again. */
void dispatch_vehicle_home(struct world *world, int32_t route, int32_t pool);

/* The queues of the route's stops, for what follows in loading.h. */
struct loading *dispatch_loading(struct world *world, const struct route *route);

/* Looks again at the routes of `centre` that are dispatched by their load. */
void dispatch_check_loads(struct world *world, int32_t centre);

/* How many parcels may come to `centre` from now on, and for how long after the first of them,
 * before a route there can have its load together: at least one parcel. */
struct load_headroom {
    size_t parcels;
    des_time wait;
};
struct load_headroom dispatch_headroom(struct world *world, int32_t centre);

#endif
