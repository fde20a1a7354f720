/* SPDX-License-Identifier: GPL-3.0-or-later */
/* returns.h - parcels that travel back to their senders.
 *
 * Whether a parcel will be collected is known when it is shelved, so one that won't be waits aside
 * for the moment at which its time is up, and then in the drop box like what villagers bring. From
 * that moment on it is an inbound parcel with the flag PARCEL_RETURNING, born anew: its birth says
 * since when it has been on its way back. */
#ifndef MODELS_OPERATION_RETURNS_H
#define MODELS_OPERATION_RETURNS_H

#include "models/operation/world.h"

/* Of parcels just put on the shelf, those that will be returned. */
void returns_shelved(struct world *world, int32_t station, const struct parcel *parcels,
                     const des_time *leaves, const uint8_t *returned, size_t count);
/* Those whose time is up by `until` join the station's drop box. */
void returns_advance(struct world *world, int32_t station, des_time until);
/* Parcels that go back with the vehicle that brought them join its load `back`. */
void returns_ride(struct world *world, struct parcel_queue *back, des_time time,
                  const struct parcel_batch *parcels);

#endif
