/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeper.h - the queue at a station whose keepers need time for everybody who comes.
 *
 * Villagers come to collect or to drop off and are served first come, first served, whoever is at
 * the counter when the station closes too. Nobody needs an event: when a villager comes to collect
 * is known when the parcel is shelved, drop-offs are known an hour ahead, and once everybody who
 * comes by some moment is known, the recursion of Kiefer and Wolfowitz (1955) gives their services.
 * So the queue is only worked off when a vehicle comes, and at the end. */
#ifndef MODELS_OPERATION_KEEPER_H
#define MODELS_OPERATION_KEEPER_H

#include "models/operation/world.h"

/* Has the station keepers who need time? */
static inline bool keeper_serves(const struct world *world, int32_t station)
{
    return world->counters && world->counters[station].count > 0;
}

void keepers_init(struct world *world);
void keepers_done(struct world *world);

/* Somebody comes at .arrived for a parcel put on the shelf at `placed`, available from
 * `available`. */
void keeper_expects(struct world *world, int32_t station, const struct parcel *parcel,
                    des_time placed, des_time available);
/* Somebody comes at .arrived to drop one off; in the order in which they set out. */
void keeper_gets(struct world *world, int32_t station, const struct parcel *parcel);
/* Serves everybody who comes by `until`: brings in what is dropped off by then. */
void keeper_advance(struct world *world, int32_t station, des_time until);
/* After the end: who comes later still has a parcel on the shelf. */
void keeper_finish(struct world *world, int32_t station);

/* Villagers who are yet to come: parcels on the shelf, and in their hands. */
size_t keeper_expected(const struct world *world, int32_t station, enum direction direction);

#endif
