/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/keeper.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/operation/station.h"

void keepers_init(struct world *world)
{
    const struct network *network = world->network;
    if (!network->keepers) {
        return;
    }
    world->counters = des_allocate((size_t)world->station_count, sizeof *world->counters);
    for (int32_t s = 0; s < world->station_count; s++) {
        struct counter *self = &world->counters[s];
        self->count = network->keepers[world->region->stations.begin + s].count;
        self->free_at = des_allocate((size_t)self->count, sizeof *self->free_at);
    }
}

void keepers_done(struct world *world)
{
    for (int32_t s = 0; world->counters && s < world->station_count; s++) {
        free(world->counters[s].visits);
        free(world->counters[s].heap);
        free(world->counters[s].free_at);
    }
    free(world->counters);
}

/* ---- who comes next: a binary heap ---- */

/* Who come at one moment: those who collect first, the longest born first; then those who drop
 * off, in the order in which they set out. */
static bool is_served_before(const struct visit *a, const struct visit *b)
{
    const struct parcel *one = &a->parcel, *other = &b->parcel;
    if (parcel_direction(one) != parcel_direction(other)) {
        return parcel_direction(one) == INBOUND;
    }
    if (a->order != b->order) {
        return a->order < b->order;
    }
    return one->village != other->village ? one->village < other->village : one->luck < other->luck;
}

static inline bool comes_before(const struct counter *self, struct visit_entry a,
                                struct visit_entry b)
{
    return a.arrives != b.arrives
               ? a.arrives < b.arrives
               : is_served_before(&self->visits[a.visit], &self->visits[b.visit]);
}

/* A place for one more visit. */
static uint32_t take_place(struct counter *self)
{
    if (self->visit_count < self->used) {
        return self->heap[self->visit_count].visit;
    }
    if (self->used == self->capacity) {
        self->capacity = 2 * self->capacity + 16;
        self->visits = des_resize(self->visits, self->capacity, sizeof *self->visits);
        self->heap = des_resize(self->heap, self->capacity, sizeof *self->heap);
    }
    return (uint32_t)self->used++;
}

static void push(struct counter *self, const struct visit *visit)
{
    struct visit_entry entry = {visit->parcel.arrived, take_place(self)}, *heap = self->heap;
    self->visits[entry.visit] = *visit;
    self->expected[parcel_direction(&visit->parcel)]++;
    size_t at = self->visit_count++;
    for (; at > 0 && comes_before(self, entry, heap[(at - 1) / 2]); at = (at - 1) / 2) {
        heap[at] = heap[(at - 1) / 2];
    }
    heap[at] = entry;
}

static struct visit pop(struct counter *self)
{
    struct visit_entry *heap = self->heap, first = heap[0], last = heap[--self->visit_count];
    size_t at = 0, child = 1;
    for (; child < self->visit_count; at = child, child = 2 * at + 1) {
        if (child + 1 < self->visit_count && comes_before(self, heap[child + 1], heap[child])) {
            child++;
        }
        if (!comes_before(self, heap[child], last)) {
            break;
        }
        heap[at] = heap[child];
    }
    heap[at] = last;
    heap[self->visit_count] = first; /* its place is free */
    self->expected[parcel_direction(&self->visits[first.visit].parcel)]--;
    return self->visits[first.visit];
}

/* ---- visits ---- */

void keeper_expects(struct world *world, int32_t station, const struct parcel *parcel,
                    des_time placed, des_time available)
{
    struct visit visit = {*parcel, placed, available, (uint64_t)parcel_born(parcel)};
    push(&world->counters[station], &visit);
}

void keeper_gets(struct world *world, int32_t station, const struct parcel *parcel)
{
    struct counter *self = &world->counters[station];
    struct visit visit = {.parcel = *parcel, .order = self->dropped_off++};
    push(self, &visit);
}

/* Everybody takes as long as it takes them: the same in every scenario. */
static des_time service_time(const struct world *world, station_id station,
                             const struct parcel *parcel)
{
    const struct keepers *keepers = &world->network->keepers[station];
    struct des_stream stream = keepers->stream;
    stream.replication = world->replication;
    uint64_t own = (uint64_t)parcel->luck << 32 | parcel->village;
    return des_time_round(
        des_distribution_at(&keepers->service, stream, own, des_lot(parcel->luck, LOT_KEEPER)));
}

static des_time *first_free(struct counter *self)
{
    des_time *first = &self->free_at[0];
    for (int32_t k = 1; k < self->count; k++) {
        first = self->free_at[k] < *first ? &self->free_at[k] : first;
    }
    return first;
}

static void serve(struct world *world, int32_t station, struct visit *visit)
{
    struct counter *self = &world->counters[station];
    station_id id = world->region->stations.begin + station;
    struct parcel *parcel = &visit->parcel;
    des_time *free_at = first_free(self), arrived = parcel->arrived;
    des_time start = *free_at > arrived ? *free_at : arrived;
    des_time finish = des_time_later(start, service_time(world, id, parcel));
    *free_at = finish;
    world->observer->served(world->observer->self, id, parcel, start, finish);
    if (parcel_direction(parcel) == INBOUND) {
        station_taken(world, station, visit, finish);
    } else {
        parcel->ready = finish;
        parcel_queue_push(&world->drop_boxes[station], &world->store, parcel);
    }
}

void keeper_advance(struct world *world, int32_t station, des_time until)
{
    struct counter *self = &world->counters[station];
    while (self->visit_count > 0 && self->heap[0].arrives <= until) {
        struct visit visit = pop(self);
        serve(world, station, &visit);
    }
}

void keeper_finish(struct world *world, int32_t station)
{
    struct counter *self = &world->counters[station];
    keeper_advance(world, station, world->network->end - 1);
    while (self->visit_count > 0) {
        struct visit visit = pop(self);
        DES_REQUIRE(parcel_direction(&visit.parcel) == INBOUND);
        station_taken(world, station, &visit, DES_NEVER);
    }
}

size_t keeper_expected(const struct world *world, int32_t station, enum direction direction)
{
    return world->counters[station].expected[direction];
}
