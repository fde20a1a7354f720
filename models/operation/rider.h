/* SPDX-License-Identifier: GPL-3.0-or-later */
/* rider.h - a rider who takes parcels home from a station, round by round.
 *
 * The order of the villages is planned once and those without a parcel are skipped: an a-priori
 * tour (Jaillet 1988). A round is an event; when each parcel is handed over follows from what the
 * rider takes along. */
#ifndef MODELS_OPERATION_RIDER_H
#define MODELS_OPERATION_RIDER_H

#include "models/operation/world.h"

void riders_init(struct world *world);
void riders_done(struct world *world);

/* Does the rider of this station deliver it? */
static inline bool rider_delivers(const struct world *world, int32_t station,
                                  const struct parcel *parcel)
{
    return world->riders &&
           network_delivers_home(world->network, world->region->stations.begin + station,
                                 (village_id)parcel->village, parcel->luck);
}

/* It waits on the shelf for a round, from `available` on. */
void rider_gets(struct world *world, int32_t station, const struct parcel *parcel, des_time placed,
                des_time available);
/* A round begins; schedules the next one. */
void rider_round(struct world *world, int32_t station);
/* After the end: what still waits for a round. */
void rider_finish(struct world *world, int32_t station);

#endif
