/* SPDX-License-Identifier: GPL-3.0-or-later */
/* waiting.h - routes that wait for a vehicle, in the order in which they began to.
 *
 * A list for each pool: a route stands in that of every pool whose vehicles it may take, and
 * leaves all of them when it gets one. Lists are linked through the world's route vehicles. */
#ifndef MODELS_OPERATION_WAITING_H
#define MODELS_OPERATION_WAITING_H

#include "models/operation/world.h"

/* At the end of its pools' lists; it must not be in any. */
void waiting_add(struct world *world, const struct route *route);
/* The route that has waited longest for one of the pool's vehicles waits no more; there is one.
 * Cost: the lists of the route's other pools. */
int32_t waiting_take(struct world *world, int32_t pool);

#endif
