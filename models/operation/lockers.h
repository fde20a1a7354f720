/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lockers.h - compartments by size at stations, open day and night.
 *
 * A parcel takes the smallest free one that holds it; what finds none is left for the shelf. Like a
 * shelf of limited size, each size keeps the moments at which its parcels will leave. */
#ifndef MODELS_OPERATION_LOCKERS_H
#define MODELS_OPERATION_LOCKERS_H

#include "models/operation/station.h"

void lockers_init(struct world *world);
void lockers_done(struct world *world);

/* Takes out of the unloading what goes into the station's lockers; the others close up. */
void lockers_fill(struct world *world, int32_t station, struct unloading *unloading);

/* Where there is no shelf: of those refused, who are too large for any compartment will never find
 * room. Moves them behind the others and takes them off; returns how many. */
size_t lockers_hopeless(struct world *world, int32_t station, struct parcel_batch *refused);

void lockers_verify(const struct world *world);

#endif
