/* SPDX-License-Identifier: GPL-3.0-or-later */
/* centre.h - sorting at hubs and county centres, walk-ins, and county counters. */
#ifndef MODELS_OPERATION_CENTRE_H
#define MODELS_OPERATION_CENTRE_H

#include "models/operation/world.h"

void sorter_init(struct world *world, int32_t centre);
void sorter_done(struct sorter *self);

/* Meets every walk-in born by `until`. */
void centre_advance(struct world *world, int32_t centre, des_time until);
/* Meets at most `most` of those of the present hour born by `until`; returns how many. */
size_t centre_meet(struct world *world, int32_t centre, des_time until, size_t most);
/* When the next walk-in comes, or when its hour begins if that isn't known yet; DES_NEVER
 * after the end. */
des_time centre_next_walk_in(const struct world *world, int32_t centre);

/* For sorting_line: the next walk-in, if it is born by `until`; else NULL. Valid until the next
 * call. */
const struct parcel *centre_take_walk_in(struct world *world, int32_t centre, des_time until);
/* Parcels of one direction that have begun, with their `ready`: tells of them and passes them on.
 */
void centre_sorted(struct world *world, int32_t centre, const struct parcel *parcels,
                   const des_time *starts, const double *works, size_t count);

/* When the latest of them came that was met; there must be one. */
des_time centre_last_met(const struct world *world, int32_t centre);

/* Takes those out of the new parcels `batch` that are lost: nobody serves them, or the way
 * deters them. */
void centre_lose(struct world *world, struct parcel_batch *batch);

/* Parcels that have just been unloaded (their `arrived` is set here to `time`): sorted first
 * come, first served, and passed on. Walk-ins born by `time` go before. Changes `parcels`. */
void centre_receive(struct world *world, int32_t centre, des_time time, struct parcel *parcels,
                    size_t count);

#endif
