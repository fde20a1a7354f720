/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/lockers.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/operation/returns.h"
#include "models/operation/rider.h"

enum { CHUNK = STATION_CHUNK };

/* The region's compartments, as a range of the network's. */
static struct id_range all_of(const struct world *world)
{
    const struct network *network = world->network;
    struct id_range stations = world->region->stations;
    if (stations.begin == stations.end) {
        return (struct id_range){0, 0};
    }
    return (struct id_range){network->stations[stations.begin].lockers.begin,
                             network->stations[stations.end - 1].lockers.end};
}

void lockers_init(struct world *world)
{
    struct id_range all = all_of(world);
    if (all.end > all.begin) {
        world->lockers = des_allocate((size_t)(all.end - all.begin), sizeof *world->lockers);
    }
}

void lockers_done(struct world *world)
{
    struct id_range all = all_of(world);
    for (int32_t l = 0; world->lockers && l < all.end - all.begin; l++) {
        shelf_done(&world->lockers[l]);
    }
    free(world->lockers);
}

/* One station at the moment of unloading. */
struct bank {
    station_id id;
    const struct locker_size *sizes;
    struct shelf *taken; /* by size */
    int32_t *free;       /* by size: compartments that are left */
    int32_t count;       /* of sizes */
};

static struct bank open_bank(struct world *world, int32_t station, des_time time)
{
    struct bank self = {.id = world->region->stations.begin + station};
    struct id_range lockers = world->network->stations[self.id].lockers;
    self.sizes = &world->network->lockers[lockers.begin];
    self.taken = &world->lockers[lockers.begin - all_of(world).begin];
    self.count = lockers.end - lockers.begin;
    self.free = des_allocate((size_t)self.count, sizeof *self.free);
    for (int32_t l = 0; l < self.count; l++) {
        shelf_tidy(&self.taken[l], time);
        self.free[l] = self.sizes[l].count - (int32_t)self.taken[l].count;
    }
    return self;
}

/* The smallest size that holds so much; -1: none does. */
static int32_t size_wanted(const struct bank *self, int64_t volume_ml)
{
    int32_t wanted = 0;
    while (wanted < self->count && self->sizes[wanted].holds_ml < volume_ml) {
        wanted++;
    }
    return wanted < self->count ? wanted : -1;
}

/* A compartment of that size or the next larger one that has one left; -1: there is none. */
static int32_t take_one(struct bank *self, int32_t wanted)
{
    for (int32_t l = wanted; wanted >= 0 && l < self->count; l++) {
        if (self->free[l] > 0) {
            self->free[l]--;
            return l;
        }
    }
    return -1;
}

/* Puts the chunk's parcels that have got one into it: they lie first, in `got`'s order. */
static void put_in(struct world *world, const struct bank *bank, des_time time,
                   const struct parcel *parcels, const int32_t *got, size_t count, des_time *leaves)
{
    const struct network *network = world->network;
    const struct station *place = &network->stations[bank->id];
    struct collection collection = {&network->always, time, place->return_after};
    uint8_t returned[CHUNK];
    station_find_leaves(world, &collection, parcels, count, leaves, returned);
    for (size_t i = 0; i < count; i++) {
        shelf_put(&bank->taken[got[i]], time, &leaves[i], 1);
    }
    world->gone += (int64_t)count;
    world->observer->shelved(world->observer->self, place->county, bank->id, time, time, parcels,
                             leaves, returned, count);
    if (network->returns_travel) {
        returns_shelved(world, bank->id - world->region->stations.begin, parcels, leaves, returned,
                        count);
    }
}

/* Returns how many of the chunk got a compartment; the others close up at its begin. */
static size_t fill_chunk(struct world *world, struct bank *bank, des_time time,
                         struct parcel *parcels, size_t count)
{
    struct parcel in[CHUNK];
    int32_t wanted[CHUNK] = {0}, got[CHUNK] = {0}, sizes[CHUNK]; /* else gcc fears */
    des_time leaves[CHUNK], of_all[CHUNK] = {0};
    size_t kept = 0, put = 0;
    for (size_t i = 0; i < count; i++) {
        const struct class_size *size = &world->network->sizes[parcel_class(&parcels[i])];
        bool home = rider_delivers(world, bank->id - world->region->stations.begin, &parcels[i]);
        int64_t volume_ml = class_extent_of(&size->volume, parcels[i].luck);
        wanted[i] =
            home ? -1 : size_wanted(bank, volume_ml); /* the rider takes them from the shelf */
        got[i] = take_one(bank, wanted[i]);
        if (got[i] >= 0) {
            sizes[put] = got[i];
            in[put++] = parcels[i];
        }
    }
    if (put > 0) {
        put_in(world, bank, time, in, sizes, put, leaves);
    }
    for (size_t i = 0, l = 0; i < count; i++) {
        of_all[i] = got[i] >= 0 ? leaves[l++] : 0;
    }
    world->observer->sought_locker(world->observer->self, bank->id, time, parcels, wanted, got,
                                   of_all, count);
    for (size_t i = 0; i < count; i++) {
        parcels[kept] = parcels[i];
        kept += got[i] < 0;
    }
    return put;
}

void lockers_fill(struct world *world, int32_t station, struct unloading *unloading)
{
    struct bank bank = open_bank(world, station, unloading->time);
    struct parcel *parcels = unloading->parcels;
    size_t kept = 0, own = 0, count = unloading->count;
    for (size_t begin = 0; begin < count;) {
        /* A chunk holds parcels of one kind: the station's own, or strangers. */
        size_t end = begin < unloading->own ? unloading->own : count;
        size_t some = end - begin < CHUNK ? end - begin : CHUNK;
        size_t left = some - fill_chunk(world, &bank, unloading->time, parcels + begin, some);
        for (size_t i = 0; i < left; i++) {
            parcels[kept++] = parcels[begin + i];
        }
        own += begin < unloading->own ? left : 0;
        begin += some;
    }
    unloading->in_lockers = count - kept;
    unloading->count = kept;
    unloading->own = own;
    free(bank.free);
}

size_t lockers_hopeless(struct world *world, int32_t station, struct parcel_batch *refused)
{
    const struct network *network = world->network;
    const struct station *place = &network->stations[world->region->stations.begin + station];
    int64_t largest = network->lockers[place->lockers.end - 1].holds_ml;
    struct parcel_batch hopeless = {0};
    size_t kept = 0;
    for (size_t i = 0; i < refused->count; i++) {
        struct parcel parcel = refused->items[i];
        const struct class_size *size = &network->sizes[parcel_class(&parcel)];
        if (class_extent_of(&size->volume, parcel.luck) > largest ||
            rider_delivers(world, station, &parcel)) {
            parcel_batch_append(&hopeless, &parcel, 1);
        } else {
            refused->items[kept++] = parcel;
        }
    }
    for (size_t i = 0; i < hopeless.count; i++) {
        refused->items[kept + i] = hopeless.items[i];
    }
    size_t count = hopeless.count;
    parcel_batch_done(&hopeless);
    refused->count = kept;
    return count;
}

void lockers_verify(const struct world *world)
{
    struct id_range all = all_of(world);
    for (int32_t l = all.begin; l < all.end; l++) {
        size_t count = world->lockers[l - all.begin].count;
        DES_REQUIRE(count <= (size_t)world->network->lockers[l].count);
    }
}
