/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/station.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/operation/centre.h"
#include "models/operation/disturbances.h"
#include "models/operation/keeper.h"
#include "models/operation/local.h"
#include "models/operation/lockers.h"
#include "models/operation/recorded.h"
#include "models/operation/returns.h"
#include "models/operation/rider.h"

enum { CHUNK = STATION_CHUNK };

static const struct station *station_of(const struct world *world, int32_t station)
{
    return &world->network->stations[world->region->stations.begin + station];
}

/* ---- outbound ---- */

void drop_offs_init(struct world *world, int32_t county)
{
    const struct network *network = world->network;
    const struct centre *centre = world->sorters[1 + county].centre;
    struct drop_offs *self = &world->drop_offs[county];
    if (network->traces[OUTBOUND]) {
        self->sources = recorded_drop_offs(world, world->sorters[1 + county].id);
        return;
    }
    self->sources.begin = (int32_t)world->sources.count;
    for (int32_t s = centre->children.begin; s < centre->children.end; s++) {
        struct id_range villages = network->stations[s].villages;
        for (int32_t v = villages.begin; v < villages.end; v++) {
            const struct village *village = &network->villages[v];
            if (village->rate[OUTBOUND] > 0) {
                source_set_add(&world->sources, village->demand[OUTBOUND].key, (uint32_t)v,
                               village->rate[OUTBOUND]);
            }
        }
    }
    self->sources.end = (int32_t)world->sources.count;
}

/* Puts a parcel into its station's box. Villagers who find the station closed come back when it
 * opens: that is the drop-off. False when that isn't before the end. */
static bool drop_off(struct world *world, struct parcel *parcel)
{
    int32_t station = world_station_of(world, parcel);
    des_time born = des_calendar_next_open(&station_of(world, station)->open, parcel->ready);
    if (born >= world->network->end) {
        return false;
    }
    if (born > parcel->ready) {
        parcel->birth = (uint64_t)born << 8 | (parcel->birth & 255);
        parcel->arrived = parcel->ready = born;
    }
    if (keeper_serves(world, station)) {
        keeper_gets(world, station, parcel);
    } else {
        parcel_queue_push(&world->drop_boxes[station], &world->store, parcel);
    }
    return true;
}

void drop_offs_advance(struct world *world, int32_t county, des_time until)
{
    struct drop_offs *self = &world->drop_offs[county];
    const struct network *network = world->network;
    struct parcel_batch *scratch = &world->scratch;
    if (until < self->known || self->sources.begin == self->sources.end) {
        return;
    }
    des_time hour_ends = (until / DES_HOUR + 1) * DES_HOUR, from = self->known;
    self->known = hour_ends < network->end ? hour_ends : network->end;
    scratch->count = 0;
    world_emit(world, (struct births){&self->sources, OUTBOUND, from, self->known - 1}, scratch);
    if (network->surges || network->thins) {
        struct order_place place = {OUTBOUND, true, county};
        disturbances_change_orders(world, place, from, self->known - 1, scratch);
    }
    if (network->local_below > 0) {
        local_mark(network, scratch->items, scratch->count);
    }
    if (network->loses) {
        centre_lose(world, scratch);
    }
    size_t kept = 0;
    for (size_t i = 0; i < scratch->count; i++) {
        scratch->items[kept] = scratch->items[i];
        kept += drop_off(world, &scratch->items[kept]);
    }
    if (kept > 0) {
        world->entered += (int64_t)kept;
        world->observer->entered(world->observer->self, scratch->items, kept);
    }
}

void drop_box_advance(struct world *world, int32_t station, des_time until)
{
    const struct station *place = station_of(world, station);
    drop_offs_advance(world, place->county - world->region->counties.begin, until);
    if (keeper_serves(world, station)) {
        keeper_advance(world, station, until);
    }
    returns_advance(world, station, until);
}

/* ---- inbound ---- */

/* Everybody's dwell is their own: the same wherever the parcel is stored. */
static void draw_dwells(const struct world *world, const struct parcel *parcels, double *dwells,
                        size_t count)
{
    const struct network *network = world->network;
    if (!des_distribution_is_inverted(&network->dwell)) {
        for (size_t i = 0; i < count; i++) {
            struct des_stream stream = network->villages[parcels[i].village].dwell;
            stream.replication = world->replication;
            dwells[i] = des_distribution_at(&network->dwell, stream,
                                            (uint64_t)parcel_born(&parcels[i]), parcels[i].luck);
        }
        return;
    }
    uint32_t lucks[CHUNK];
    lucks[0] = parcels[0].luck; /* there is always one; gcc doesn't know */
    for (size_t i = 0; i < count; i++) {
        lucks[i] = parcels[i].luck;
    }
    des_distribution_from_words(&network->dwell, lucks, dwells, count);
}

/* Those who are reminded come sooner. */
static void remind(const struct network *network, double *dwells, size_t count)
{
    for (int32_t r = 0; r < network->reminder_count; r++) {
        struct reminder reminder = network->reminders[r];
        for (size_t i = 0; i < count; i++) {
            double left = dwells[i] - reminder.after;
            dwells[i] = left > 0 ? reminder.after + left * reminder.left : dwells[i];
        }
    }
}

void station_find_leaves(const struct world *world, const struct collection *collection,
                         const struct parcel *parcels, size_t count, des_time *leaves,
                         uint8_t *returned)
{
    double dwells[CHUNK];
    draw_dwells(world, parcels, dwells, count);
    if (world->network->reminder_count > 0) {
        remind(world->network, dwells, count);
    }
    des_time available = collection->available, deadline = available + collection->return_after;
    bool by_clock = world->network->dwell_counts == DWELL_BY_CLOCK;
    for (size_t i = 0; i < count; i++) {
        des_time dwell = des_time_round(dwells[i]);
        des_time leave = by_clock ? des_calendar_next_open(collection->open, available + dwell)
                                  : des_calendar_add(collection->open, available, dwell);
        returned[i] = leave > deadline;
        leaves[i] = leave < deadline ? leave : deadline;
    }
}

void shelf_done(struct shelf *self)
{
    free(self->leaves);
}

void shelf_tidy(struct shelf *self, des_time time)
{
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++) {
        self->leaves[kept] = self->leaves[i];
        kept += self->leaves[i] > time;
    }
    self->count = kept;
}

/* How many of `count` find room on a shelf of `size`. */
static size_t shelf_room(struct shelf *self, size_t size, des_time time, size_t count)
{
    if (self->count + count > size) {
        shelf_tidy(self, time);
    }
    size_t room = size - self->count;
    return room < count ? room : count;
}

void shelf_put(struct shelf *self, des_time time, const des_time *leaves, size_t count)
{
    if (self->count + count > self->capacity) {
        shelf_tidy(self, time);
        if (self->count + count > self->capacity / 2) { /* so that tidying stays rare */
            self->capacity = 2 * (self->count + count) + 16;
            self->leaves = des_resize(self->leaves, self->capacity, sizeof *self->leaves);
        }
    }
    if (count == 1) { /* mostly */
        self->leaves[self->count++] = leaves[0];
        return;
    }
    memcpy(self->leaves + self->count, leaves, count * sizeof *leaves);
    self->count += count;
}

void station_taken(struct world *world, int32_t station, const struct visit *visit, des_time leaves)
{
    station_id id = world->region->stations.begin + station;
    if (station_of(world, station)->shelf != UNLIMITED) {
        shelf_put(&world->shelves[station], world->now, &leaves, 1);
    }
    world->observer->taken(world->observer->self, id, visit->placed, visit->available,
                           &visit->parcel, leaves, false);
}

struct shelving {
    des_time time, available;
    const struct parcel *parcels;
    size_t count;
};

/* Where it isn't known yet when all of them leave: `leaves` says when they come for it, or when it
 * is returned. */
static void expect_chunk(struct world *world, int32_t station, const struct shelving *shelving,
                         const des_time *leaves, const uint8_t *returned)
{
    const struct observer *observer = world->observer;
    station_id id = world->region->stations.begin + station;
    des_time placed = shelving->time, available = shelving->available;
    observer->put(observer->self, id, placed, available, shelving->parcels, shelving->count);
    for (size_t i = 0; i < shelving->count; i++) {
        struct parcel parcel = shelving->parcels[i];
        parcel.arrived = leaves[i];
        if (rider_delivers(world, station, &parcel)) {
            rider_gets(world, station, &parcel, placed, available);
            continue;
        }
        if (!returned[i] && keeper_serves(world, station)) {
            keeper_expects(world, station, &parcel, placed, available);
            continue;
        }
        if (station_of(world, station)->shelf != UNLIMITED) {
            shelf_put(&world->shelves[station], placed, &leaves[i], 1);
        }
        observer->taken(observer->self, id, placed, available, &parcel, leaves[i], returned[i]);
    }
}

/* Parcels that have a place on the shelf. */
static void shelve_chunk(struct world *world, int32_t station, des_time time,
                         const struct parcel *parcels, size_t count)
{
    const struct station *place = station_of(world, station);
    struct collection collection = {&place->open, des_calendar_next_open(&place->open, time),
                                    place->return_after};
    des_time leaves[CHUNK];
    uint8_t returned[CHUNK];
    station_find_leaves(world, &collection, parcels, count, leaves, returned);
    world->gone += (int64_t)count;
    if (keeper_serves(world, station) || world->riders) {
        for (size_t i = 0; world->riders && i < count; i++) {
            returned[i] = returned[i] && !rider_delivers(world, station, &parcels[i]);
        }
        struct shelving shelving = {time, collection.available, parcels, count};
        expect_chunk(world, station, &shelving, leaves, returned);
    } else {
        if (place->shelf != UNLIMITED) {
            shelf_put(&world->shelves[station], time, leaves, count);
        }
        world->observer->shelved(world->observer->self, place->county,
                                 world->region->stations.begin + station, time,
                                 collection.available, parcels, leaves, returned, count);
    }
    if (world->network->returns_travel) {
        returns_shelved(world, station, parcels, leaves, returned, count);
    }
}

static void overflow(struct world *world, int32_t station, des_time time,
                     const struct parcel_batch *refused, bool returned)
{
    if (refused->count > 0) {
        world->observer->overflowed(world->observer->self, world->region->stations.begin + station,
                                    time, refused->items, refused->count, returned);
    }
}

/* To the sender: with this vehicle, or at once. */
static void send_back(struct world *world, const struct unloading *unloading,
                      const struct parcel_batch *refused)
{
    if (refused->count > 0 && world->network->returns_travel) {
        returns_ride(world, unloading->back, unloading->time, refused);
    } else {
        world->gone += (int64_t)refused->count;
    }
}

size_t station_shelve(struct world *world, int32_t station, struct unloading *unloading,
                      struct parcel_batch *held)
{
    const struct station *place = station_of(world, station);
    if (place->has_lockers) {
        lockers_fill(world, station, unloading);
    }
    struct parcel *parcels = unloading->parcels;
    size_t count = unloading->count, own = unloading->own, room = count;
    des_time time = unloading->time;
    /* Parcels whose villagers are yet to come, or the rider is. */
    size_t expected = world->riders ? world->riders[station].count : 0;
    if (keeper_serves(world, station)) {
        drop_offs_advance(world, place->county - world->region->counties.begin, time);
        keeper_advance(world, station, time);
        expected += keeper_expected(world, station, INBOUND);
    }
    if (place->shelf != UNLIMITED) {
        room = shelf_room(&world->shelves[station], (size_t)place->shelf - expected, time, count);
    }
    for (size_t i = 0; i < room; i += CHUNK) {
        shelve_chunk(world, station, time, parcels + i, room - i < CHUNK ? room - i : CHUNK);
    }
    if (room == count) {
        return room;
    }
    bool returned = place->when_full == RETURN_TO_SENDER;
    size_t strangers = room > own ? room : own; /* the first of them that is refused */
    struct parcel_batch refused = {.items = parcels + room, .count = strangers - room};
    struct parcel_batch others = {.items = parcels + strangers, .count = count - strangers};
    struct parcel_batch hopeless = {0};
    if (place->has_lockers && place->shelf == 0 && place->when_full == HOLD_AT_COUNTY) {
        hopeless.count = lockers_hopeless(world, station, &refused);
        hopeless.items = refused.items + refused.count;
        unloading->own -= hopeless.count;
    }
    overflow(world, station, time, &refused, returned);
    overflow(world, station, time, &hopeless, true);
    overflow(world, station, time, &others, false);
    send_back(world, unloading, &hopeless);
    if (returned) {
        send_back(world, unloading, &refused);
    } else {
        parcel_batch_append(held, refused.items, refused.count);
    }
    parcel_batch_append(held, others.items, others.count);
    return room;
}

void counter_shelve(struct world *world, int32_t county, const struct parcel *parcel)
{
    const struct sorter *sorter = &world->sorters[1 + county];
    const struct des_calendar *open = &sorter->centre->counter;
    struct collection collection = {open, des_calendar_next_open(open, parcel->ready), DES_NEVER};
    uint8_t returned;
    des_time leave;
    station_find_leaves(world, &collection, parcel, 1, &leave, &returned);
    world->gone++;
    world->observer->shelved(world->observer->self, sorter->id, NO_PLACE, parcel->ready,
                             collection.available, parcel, &leave, &returned, 1);
}
