/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/keeper.h"

#include <stdlib.h>
#include <string.h>

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
    free(world->due.keys);
    free(world->due.ends);
    free(world->due.spread);
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
        size_t capacity = self->capacity = 2 * count;
        self->items = des_resize(self->items, capacity, sizeof *self->items);
        self->order = des_resize(self->order, capacity, sizeof *self->order);
        self->keys = des_resize(self->keys, capacity, sizeof *self->keys);
        self->ends = des_resize(self->ends, capacity + 1, sizeof *self->ends);
        self->spread = des_resize(self->spread, capacity, sizeof *self->spread);
    }
}

/* Moves out those who come by `until`; the last take their places. */
static void take_out(struct counter *self, des_time until, struct due_visits *due)
{
    size_t taken = 0;
    des_time soonest = DES_NEVER;
    due_room(due, self->visit_count + 1);
    uint32_t *found = due->order;
    for (size_t i = 0; i < self->visit_count; i++) { /* who they are can't be guessed: no branch */
        bool later = self->comes[i] > until;
        des_time comes = later ? self->comes[i] : DES_NEVER;
        soonest = comes < soonest ? comes : soonest;
        found[taken] = (uint32_t)i;
        taken += !later;
    }
    for (size_t i = taken; i-- > 0;) { /* the last first, which leaves no hole before others */
        size_t at = found[i], last = --self->visit_count;
        due->items[i] = self->visits[at];
        self->expected[parcel_direction(&due->items[i].parcel)]--;
        self->visits[at] = self->visits[last];
        self->comes[at] = self->comes[last];
    }
    self->soonest = soonest;
    due->count = taken;
}

/* Puts order[begin .. end) nearly in order of their keys: those of one of as many buckets, by
 * linear scaling, lie together. A comparison can't be guessed and costs more. */
static void spread(struct due_visits *self, size_t begin, size_t end)
{
    size_t count = end - begin;
    uint32_t *order = self->order + begin;
    uint64_t least = UINT64_MAX, most = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = self->keys[order[i]];
        least = key < least ? key : least;
        most = key > most ? key : most;
    }
    double scale = most > least ? (double)(count - 1) / (double)(most - least) : 0;
    memset(self->ends, 0, (count + 1) * sizeof *self->ends);
    for (size_t i = 0; i < count; i++) {
        self->ends[(size_t)((double)(self->keys[order[i]] - least) * scale) + 1]++;
    }
    for (size_t b = 1; b <= count; b++) {
        self->ends[b] += self->ends[b - 1];
    }
    for (size_t i = 0; i < count; i++) {
        size_t bucket = (size_t)((double)(self->keys[order[i]] - least) * scale);
        self->spread[self->ends[bucket]++] = order[i];
    }
    memcpy(order, self->spread, count * sizeof *order);
}

/* Sorts order[begin .. end), which is nearly sorted, by insertion. */
static void settle(struct due_visits *self, size_t begin, size_t end,
                   bool (*is_before)(const struct due_visits *self, uint32_t a, uint32_t b))
{
    for (size_t i = begin + 1; i < end; i++) {
        uint32_t it = self->order[i];
        size_t at = i;
        for (; at > begin && is_before(self, it, self->order[at - 1]); at--) {
            self->order[at] = self->order[at - 1];
        }
        self->order[at] = it;
    }
}

static bool comes_before(const struct due_visits *self, uint32_t a, uint32_t b)
{
    return self->keys[a] < self->keys[b];
}

/* Of those who come at one moment. */
static bool is_first(const struct due_visits *self, uint32_t a, uint32_t b)
{
    return is_served_before(&self->items[a], &self->items[b]);
}

/* Many may come at one moment: when the station opens. */
static void put_in_turn(struct due_visits *self, size_t begin, size_t end)
{
    enum { FEW = 8 };
    if (end - begin > FEW) {
        for (size_t i = begin; i < end; i++) { /* who drops off has an order of few, and is last */
            const struct visit *visit = &self->items[self->order[i]];
            bool collects = parcel_direction(&visit->parcel) == INBOUND;
            self->keys[self->order[i]] =
                collects ? visit->order : (uint64_t)visit->parcel.arrived + visit->order;
        }
        spread(self, begin, end);
    }
    settle(self, begin, end, is_first);
}

/* Cost: as many as there are, unless most of them were born or drop off at one moment. */
static void put_in_order(struct due_visits *self)
{
    for (size_t i = 0; i < self->count; i++) {
        self->order[i] = (uint32_t)i;
        self->keys[i] = (uint64_t)self->items[i].parcel.arrived;
    }
    spread(self, 0, self->count);
    settle(self, 0, self->count, comes_before);
    for (size_t begin = 0, end; begin < self->count; begin = end) {
        des_time comes = self->items[self->order[begin]].parcel.arrived;
        for (end = begin + 1;
             end < self->count && self->items[self->order[end]].parcel.arrived == comes; end++) {
        }
        if (end - begin > 1) {
            put_in_turn(self, begin, end);
        }
    }
}

/* Those who come by `until`, in the order in which they are served. */
static const struct due_visits *take_due(struct world *world, int32_t station, des_time until)
{
    take_out(&world->counters[station], until, &world->due);
    if (world->due.count > 1) {
        put_in_order(&world->due);
    } else {
        world->due.order[0] = 0;
    }
    return &world->due;
}

static const struct visit *due_visit(const struct due_visits *self, size_t turn)
{
    return &self->items[self->order[turn]];
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

enum { CHUNK = 64 };

/* Everybody takes as long as it takes them: the same in every scenario. Of at most CHUNK, from the
 * one whose turn is `first`. */
static void service_times(const struct world *world, station_id station, size_t first, size_t count,
                          double *times)
{
    const struct keepers *keepers = &world->network->keepers[station];
    struct des_stream stream = keepers->stream;
    uint32_t words[CHUNK];
    for (size_t i = 0; i < count; i++) {
        words[i] = des_lot(due_visit(&world->due, first + i)->parcel.luck, LOT_KEEPER);
    }
    if (des_distribution_is_inverted(&keepers->service)) {
        des_distribution_from_words(&keepers->service, words, times, count);
        return;
    }
    stream.replication = world->replication;
    for (size_t i = 0; i < count; i++) {
        const struct parcel *parcel = &due_visit(&world->due, first + i)->parcel;
        uint64_t own = (uint64_t)parcel->luck << 32 | parcel->village;
        times[i] = des_distribution_at(&keepers->service, stream, own, words[i]);
    }
}

static des_time *first_free(struct counter *self)
{
    des_time *first = &self->free_at[0];
    for (int32_t k = 1; k < self->count; k++) {
        first = self->free_at[k] < *first ? &self->free_at[k] : first;
    }
    return first;
}

static void serve(struct world *world, int32_t station, const struct visit *visit, des_time takes)
{
    struct counter *self = &world->counters[station];
    station_id id = world->region->stations.begin + station;
    const struct parcel *parcel = &visit->parcel;
    des_time *free_at = first_free(self), arrived = parcel->arrived;
    des_time start = *free_at > arrived ? *free_at : arrived;
    des_time finish = des_time_later(start, takes);
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
    double times[CHUNK];
    for (size_t i = 0; i < due->count; i++) {
        if (i % CHUNK == 0) {
            size_t some = due->count - i < CHUNK ? due->count - i : CHUNK;
            service_times(world, world->region->stations.begin + station, i, some, times);
        }
        serve(world, station, due_visit(due, i), des_time_round(times[i % CHUNK]));
    }
}

void keeper_finish(struct world *world, int32_t station)
{
    keeper_advance(world, station, world->network->end - 1);
    const struct due_visits *due = take_due(world, station, DES_NEVER);
    for (size_t i = 0; i < due->count; i++) {
        DES_REQUIRE(parcel_direction(&due->items[i].parcel) == INBOUND);
        station_taken(world, station, due_visit(due, i), DES_NEVER);
    }
}

size_t keeper_expected(const struct world *world, int32_t station, enum direction direction)
{
    return world->counters[station].expected[direction];
}
