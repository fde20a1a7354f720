/* SPDX-License-Identifier: GPL-3.0-or-later */
/* drivers.h - departures wait for a shift in which the driver should be home again. */
#ifndef MODELS_OPERATION_DRIVERS_H
#define MODELS_OPERATION_DRIVERS_H

#include "models/operation/world.h"

/* Would the driver of a vehicle of the pool that leaves now be home before a shift ends? */
bool drivers_may_leave(struct world *world, const struct route *route, int32_t pool);
/* Must a departure of the route, due at `due`, wait for a shift of the drivers of `pool` (NO_PLACE:
 * of any of its pools with idle vehicles, or of any at all)? Then the route waits, out of line,
 * until EVENT_SHIFT. */
bool drivers_hold(struct world *world, int32_t route, int32_t pool, des_time due);
/* Tells of a trip that has come home after its shift. */
void drivers_home(struct world *world, const struct trip *trip);

#endif
