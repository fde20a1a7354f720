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
        self->soonest = DES_NEVER;
    }
}

void keepers_done(struct world *world)
{
    for (int32_t s = 0; world->counters && s < world->station_count; s++) {
        free(world->counters[s].visits);
        free(world->counters[s].comes);
        free(world->counters[s].free_at);
    }
    free(world->counters);
    free(world->due.items);
    free(world->due.order);
}

/* ---- who comes next ---- */

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

static bool comes_before(const struct visit *a, const struct visit *b)
{
    return a->parcel.arrived != b->parcel.arrived ? a->parcel.arrived < b->parcel.arrived
                                                  : is_served_before(a, b);
}

static int by_turn(const void *left, const void *right)
{
    const struct visit *a = *(const struct visit *const *)left;
    const struct visit *b = *(const struct visit *const *)right;
    return comes_before(b, a) - comes_before(a, b);
}

static void push(struct counter *self, const struct visit *visit)
{
    if (self->visit_count == self->capacity) {
        self->capacity = 2 * self->capacity + 16;
        self->visits = des_resize(self->visits, self->capacity, sizeof *self->visits);
        self->comes = des_resize(self->comes, self->capacity, sizeof *self->comes);
    }
    des_time comes = visit->parcel.arrived;
    self->comes[self->visit_count] = comes;
    self->visits[self->visit_count++] = *visit;
    self->soonest = comes < self->soonest ? comes : self->soonest;
    self->expected[parcel_direction(&visit->parcel)]++;
}

static void due_room(struct due_visits *self, size_t count)
{
    if (count > self->capacity) {
        self->capacity = 2 * count;
        self->items = des_resize(self->items, self->capacity, sizeof *self->items);
        self->order = des_resize(self->order, self->capacity, sizeof(struct visit *));
    }
}

/* Moves out those who come by `until`; the last take their places. */
static void take_out(struct counter *self, des_time until, struct due_visits *due)
{
    size_t count = self->visit_count, taken = 0;
    des_time soonest = DES_NEVER;
    due_room(due, count);
    for (size_t i = 0; i < count;) {
        if (self->comes[i] > until) {
            soonest = self->comes[i] < soonest ? self->comes[i] : soonest;
            i++;
            continue;
        }
        self->expected[parcel_direction(&self->visits[i].parcel)]--;
        due->items[taken++] = self->visits[i];
        count--;
        self->visits[i] = self->visits[count];
        self->comes[i] = self->comes[count];
    }
    self->visit_count = count;
    self->soonest = soonest;
    due->count = taken;
}

static void put_in_order(struct due_visits *self)
{
    enum { FEW = 24 }; /* better sorted by insertion */
    for (size_t i = 0; i < self->count; i++) {
        size_t at = i;
        const struct visit *visit = &self->items[i];
        for (; self->count <= FEW && at > 0 && comes_before(visit, self->order[at - 1]); at--) {
            self->order[at] = self->order[at - 1];
        }
        self->order[at] = visit;
    }
    if (self->count > FEW) {
        qsort(self->order, self->count, sizeof(struct visit *), by_turn);
    }
}

/* Those who come by `until`, in the order in which they are served. */
static const struct due_visits *take_due(struct world *world, int32_t station, des_time until)
{
    take_out(&world->counters[station], until, &world->due);
    put_in_order(&world->due);
    return &world->due;
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

static void serve(struct world *world, int32_t station, const struct visit *visit)
{
    struct counter *self = &world->counters[station];
    station_id id = world->region->stations.begin + station;
    const struct parcel *parcel = &visit->parcel;
    des_time *free_at = first_free(self), arrived = parcel->arrived;
    des_time start = *free_at > arrived ? *free_at : arrived;
    des_time finish = des_time_later(start, service_time(world, id, parcel));
    *free_at = finish;
    world->observer->served(world->observer->self, id, parcel, start, finish);
    if (parcel_direction(parcel) == INBOUND) {
        station_taken(world, station, visit, finish);
    } else {
        struct parcel dropped_off = *parcel;
        dropped_off.ready = finish;
        parcel_queue_push(&world->drop_boxes[station], &world->store, &dropped_off);
    }
}

void keeper_advance(struct world *world, int32_t station, des_time until)
{
    if (world->counters[station].soonest > until) {
        return;
    }
    const struct due_visits *due = take_due(world, station, until);
    for (size_t i = 0; i < due->count; i++) {
        serve(world, station, due->order[i]);
    }
}

void keeper_finish(struct world *world, int32_t station)
{
    keeper_advance(world, station, world->network->end - 1);
    const struct due_visits *due = take_due(world, station, DES_NEVER);
    for (size_t i = 0; i < due->count; i++) {
        DES_REQUIRE(parcel_direction(&due->order[i]->parcel) == INBOUND);
        station_taken(world, station, due->order[i], DES_NEVER);
    }
}

size_t keeper_expected(const struct world *world, int32_t station, enum direction direction)
{
    return world->counters[station].expected[direction];
}
