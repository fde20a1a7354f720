/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/station.h"

#include <stdlib.h>

#include "engine/require.h"

enum { CHUNK = 128 };

static const struct station *station_of(const struct world *world, int32_t station)
{
    return &world->network->stations[world->region->stations.begin + station];
}

/* ---- outbound ---- */

void drop_box_init(struct world *world, int32_t station)
{
    const struct network *network = world->network;
    const struct station *place = station_of(world, station);
    struct drop_box *self = &world->drop_boxes[station];
    size_t count = (size_t)(place->villages.end - place->villages.begin);
    self->sources = des_allocate(count, sizeof *self->sources);
    for (int32_t v = place->villages.begin; v < place->villages.end; v++) {
        const struct village *village = &network->villages[v];
        if (village->rate[OUTBOUND] > 0) {
            struct des_stream stream = village->demand[OUTBOUND];
            stream.replication = world->replication;
            source_init(&self->sources[self->source_count++], stream, (uint32_t)v,
                        village->rate[OUTBOUND]);
        }
    }
}

void drop_box_done(struct drop_box *self)
{
    free(self->sources);
    parcel_queue_done(&self->waiting);
}

/* Stable; nearly sorted already: villages come one after the other within an hour. */
static void order_by_birth(struct parcel_batch *batch, size_t first)
{
    for (size_t i = first + 1; i < batch->count; i++) {
        struct parcel parcel = batch->items[i];
        size_t at = i;
        for (; at > first && parcel_born(&batch->items[at - 1]) > parcel_born(&parcel); at--) {
            batch->items[at] = batch->items[at - 1];
        }
        batch->items[at] = parcel;
    }
}

/* Villagers who find the station closed come back when it opens: that is the drop-off. */
static size_t wait_for_opening(const struct station *place, des_time end,
                               struct parcel_batch *batch)
{
    size_t kept = 0;
    for (size_t i = 0; i < batch->count; i++) {
        struct parcel parcel = batch->items[i];
        des_time born = des_calendar_next_open(&place->open, parcel_born(&parcel));
        if (born < end) {
            parcel.birth = (uint64_t)born << 8 | (parcel.birth & 255);
            parcel.arrived = parcel.ready = born;
            batch->items[kept++] = parcel;
        }
    }
    return kept;
}

void drop_box_advance(struct world *world, int32_t station, des_time until)
{
    struct drop_box *self = &world->drop_boxes[station];
    const struct network *network = world->network;
    const struct station *place = station_of(world, station);
    struct parcel_batch *scratch = &world->scratch;
    struct source_clock clock = {network, OUTBOUND};
    if (self->source_count == 0) {
        return;
    }
    until = until < network->end ? until : network->end - 1;
    scratch->count = 0;
    for (;;) {
        size_t first = scratch->count;
        for (size_t i = 0; i < self->source_count; i++) {
            source_emit(&self->sources[i], &clock, self->hour, until, scratch);
        }
        order_by_birth(scratch, first);
        if (self->hour + 1 >= network->hours || (self->hour + 1) * DES_HOUR > until) {
            break;
        }
        self->hour++;
    }
    if (!des_calendar_is_always_open(&place->open)) {
        scratch->count = wait_for_opening(place, network->end, scratch);
    }
    if (scratch->count > 0) {
        world->entered += (int64_t)scratch->count;
        world->observer->entered(world->observer->self, scratch->items, scratch->count);
    }
    for (size_t i = 0; i < scratch->count; i++) {
        parcel_queue_push(&self->waiting, &scratch->items[i]);
    }
}

/* ---- inbound ---- */

/* When a parcel that is available from `available` leaves the place: collected, or returned
 * after so long. */
struct collection {
    const struct des_calendar *open;
    des_time available, return_after;
};

static des_time leave_time(const struct world *world, const struct collection *collection,
                           const struct parcel *parcel, uint8_t *ret_returned)
{
    const struct network *network = world->network;
    des_time dwell;
    if (network->dwell.kind == DES_EXPONENTIAL) {
        dwell = des_time_round(des_exponential_from_word(parcel->luck) * network->dwell.a);
    } else {
        struct des_stream stream = network->villages[parcel->village].dwell;
        stream.replication = world->replication;
        dwell = des_time_round(des_distribution_at(&network->dwell, stream,
                                                   (uint64_t)parcel_born(parcel), parcel->luck));
    }
    des_time leave = network->dwell_counts == DWELL_BY_CLOCK
                         ? des_calendar_next_open(collection->open, collection->available + dwell)
                         : des_calendar_add(collection->open, collection->available, dwell);
    des_time deadline = collection->available + collection->return_after;
    *ret_returned = leave > deadline;
    return leave > deadline ? deadline : leave;
}

void shelf_done(struct shelf *self)
{
    free(self->leaves);
}

static void shelf_push(struct shelf *self, des_time leave)
{
    if (self->count == self->capacity) {
        self->capacity = 2 * self->capacity + 16;
        self->leaves = des_resize(self->leaves, self->capacity, sizeof *self->leaves);
    }
    size_t at = self->count++;
    while (at > 0 && self->leaves[(at - 1) / 2] > leave) {
        self->leaves[at] = self->leaves[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    self->leaves[at] = leave;
}

static void shelf_pop(struct shelf *self)
{
    des_time last = self->leaves[--self->count];
    size_t at = 0;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < self->count && self->leaves[child + 1] < self->leaves[child]) {
            child++;
        }
        if (child >= self->count || self->leaves[child] >= last) {
            break;
        }
        self->leaves[at] = self->leaves[child];
        at = child;
    }
    self->leaves[at] = last;
}

/* What is left on the shelf at `time`: parcels that leave at that very moment are gone. */
static size_t shelf_stock(struct shelf *self, des_time time)
{
    while (self->count > 0 && self->leaves[0] <= time) {
        shelf_pop(self);
    }
    return self->count;
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
    for (size_t i = 0; i < count; i++) {
        leaves[i] = leave_time(world, &collection, &parcels[i], &returned[i]);
    }
    for (size_t i = 0; place->shelf != UNLIMITED && i < count; i++) {
        shelf_push(&world->shelves[station], leaves[i]);
    }
    world->gone += (int64_t)count;
    world->observer->shelved(world->observer->self, place->county,
                             world->region->stations.begin + station, time, collection.available,
                             parcels, leaves, returned, count);
}

static void overflow(struct world *world, int32_t station, des_time time,
                     const struct parcel *parcels, size_t count, struct parcel_batch *held)
{
    bool returned = station_of(world, station)->when_full == RETURN_TO_SENDER;
    world->observer->overflowed(world->observer->self, world->region->stations.begin + station,
                                time, parcels, count, returned);
    if (returned) {
        world->gone += (int64_t)count;
    } else {
        parcel_batch_append(held, parcels, count);
    }
}

size_t station_shelve(struct world *world, int32_t station, des_time time, struct parcel *parcels,
                      size_t count, struct parcel_batch *held)
{
    int32_t size = station_of(world, station)->shelf;
    size_t room = count;
    if (size != UNLIMITED) {
        size_t stock = shelf_stock(&world->shelves[station], time);
        room = stock < (size_t)size ? (size_t)size - stock : 0;
        room = room < count ? room : count;
    }
    for (size_t i = 0; i < room; i += CHUNK) {
        shelve_chunk(world, station, time, parcels + i, room - i < CHUNK ? room - i : CHUNK);
    }
    if (room < count) {
        overflow(world, station, time, parcels + room, count - room, held);
    }
    return room;
}

void counter_shelve(struct world *world, int32_t county, const struct parcel *parcel)
{
    const struct sorter *sorter = &world->sorters[1 + county];
    const struct des_calendar *open = &sorter->centre->counter;
    struct collection collection = {open, des_calendar_next_open(open, parcel->ready), DES_NEVER};
    uint8_t returned;
    des_time leave = leave_time(world, &collection, parcel, &returned);
    world->gone++;
    world->observer->shelved(world->observer->self, sorter->id, NO_PLACE, parcel->ready,
                             collection.available, parcel, &leave, &returned, 1);
}
