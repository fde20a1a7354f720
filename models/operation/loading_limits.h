/* SPDX-License-Identifier: GPL-3.0-or-later */
/* loading_limits.h - who goes along when there isn't room for all, and room is more than a number
 * of parcels (vehicles limited by volume or weight) or highest priority goes first.
 *
 * In order, each goes if it still fits by every limit; who doesn't stays, and smaller ones behind
 * go before. A parcel larger than the vehicle fills it. Cost: n log s of the n that are ready for
 * s stops. */
#ifndef MODELS_OPERATION_LOADING_LIMITS_H
#define MODELS_OPERATION_LOADING_LIMITS_H

#include "models/operation/world.h"

void limits_init(struct world *world);

/* What so many parcels take up on this trip's vehicle. */
struct parcel_size limits_sum(const struct world *world, const struct trip *trip,
                              const struct parcel *parcels, size_t count);

/* Would all that is ready (`take` of world->loading) fit by volume and weight? */
bool limits_hold(const struct world *world, const struct vehicle_type *type);

/* Puts on board all that is ready (`take` of world->loading), if it is `most` parcels at most and
 * fits; moves nothing. False: somebody has to choose who goes. */
bool limits_take_all(const struct world *world, struct trip *trip, size_t ready, size_t most);

/* At the base: of what is ready (`take` of world->loading) to the trip's stops, up to its limits
 * and `most` parcels. Returns how many. As limits_take_all does, it leaves in world->loading, by
 * `sizes`, what the load for each stop takes up. */
size_t limits_load(struct world *world, struct trip *trip, const struct route *route, size_t most);
/* On the way: the same to `up`, of what is ready in the only queue of world->loading. */
size_t limits_collect(struct world *world, struct trip *trip, const struct route *route,
                      size_t most);

/* On board is more. */
void limits_on(const struct world *world, struct trip *trip, const struct parcel *parcels,
               size_t count);
/* Drives so far with what is on board. */
void limits_drive(struct trip *trip, double metres);

/* When what waits for a route that is full by size, too, makes it full; DES_NEVER: it doesn't. */
des_time limits_full_at(const struct world *world, const struct route *route,
                        struct loading *loading);

void limits_verify(const struct world *world, const struct trip *trip);

#endif
