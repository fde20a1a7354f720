/* SPDX-License-Identifier: GPL-3.0-or-later */
/* station.h - the shelf and the drop box of a village station, and the counter of a county.
 *
 * A collection is known as soon as the parcel is on the shelf, so it needs no event; only a
 * shelf of limited size keeps the moments at which its parcels will leave. */
#ifndef MODELS_OPERATION_STATION_H
#define MODELS_OPERATION_STATION_H

#include "models/operation/world.h"

void drop_offs_init(struct world *world, int32_t county);
/* Brings in every parcel dropped off at the county's stations by `until`, and perhaps later ones:
 * they are ready when they are dropped off. */
void drop_offs_advance(struct world *world, int32_t county, des_time until);

/* Everything that is ready at the station by `until` lies in its drop box then. */
void drop_box_advance(struct world *world, int32_t station, des_time until);

/* A parcel that waited for its villager at a counter where that takes time is gone at `leaves`. */
void station_taken(struct world *world, int32_t station, const struct visit *visit,
                   des_time leaves);

/* When a parcel that is available from `available` leaves the place: collected, or returned
 * after so long. */
struct collection {
    const struct des_calendar *open;
    des_time available, return_after;
};
enum { STATION_CHUNK = 128 }; /* parcels at a time */
/* When parcels leave the place, and whether to be returned; at most STATION_CHUNK. */
void station_find_leaves(const struct world *world, const struct collection *collection,
                         const struct parcel *parcels, size_t count, des_time *leaves,
                         uint8_t *returned);

void shelf_done(struct shelf *self);
/* Takes out what has left by `time`: parcels that leave at that very moment are gone. */
void shelf_tidy(struct shelf *self, des_time time);
void shelf_put(struct shelf *self, des_time time, const des_time *leaves, size_t count);

/* What a vehicle unloads at a station: first what came for it, then what stations before it on the
 * run had no room for. */
struct unloading {
    des_time time;
    struct parcel *parcels;
    size_t count, own;
    struct parcel_queue *back; /* where those ride that go back to the sender */
    size_t in_lockers;         /* filled in: how many; they are none of the others any more */
};

/* Puts them on the station's shelf, in that order. Those that find it full go back to the sender or
 * are appended to `held`, to go on or to be held at the county: the station's own as it says, those
 * from elsewhere always. Returns how many are on the shelf. What goes into lockers is taken out of
 * the unloading first. */
size_t station_shelve(struct world *world, int32_t station, struct unloading *unloading,
                      struct parcel_batch *held);

/* A parcel for the counter of a county, from the moment it is sorted (`ready`). */
void counter_shelve(struct world *world, int32_t county, const struct parcel *parcel);

#endif
