/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/centre.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/network/disturbances.h"
#include "models/operation/dispatch.h"
#include "models/operation/disturbances.h"
#include "models/operation/local.h"
#include "models/operation/recorded.h"
#include "models/operation/sorting_line.h"
#include "models/operation/station.h"

enum { CHUNK = 128 }; /* parcels sorted at a time: keeps the working arrays in the L1 cache */

/* Of walk-ins: divides the hour. Longer ones than the caches like cost more than looking at every
 * source more often. */
static const des_time WINDOW = DES_HOUR / 2;

static centre_id centre_id_of(const struct world *world, int32_t centre)
{
    return centre == 0 ? (centre_id)(world->region - world->network->regions)
                       : world->region->counties.begin + centre - 1;
}

static struct id_range add_sources(struct world *world, const struct centre *centre, centre_id id)
{
    const struct network *network = world->network;
    enum direction direction = id < network->hub_count ? INBOUND : OUTBOUND;
    if (network->traces[direction]) {
        return recorded_walk_ins(world, id, direction);
    }
    struct id_range sources = {(int32_t)world->sources.count, (int32_t)world->sources.count};
    for (int32_t w = centre->walk_ins.begin; w < centre->walk_ins.end; w++) {
        struct walk_in walk_in = network->walk_ins[w];
        const struct village *village = &network->villages[walk_in.village];
        source_set_add(&world->sources, village->demand[walk_in.direction].key,
                       (uint32_t)walk_in.village, village->rate[walk_in.direction]);
        sources.end++;
    }
    return sources;
}

void sorter_init(struct world *world, int32_t centre)
{
    struct sorter *self = &world->sorters[centre];
    self->id = centre_id_of(world, centre);
    self->centre = &world->network->centres[self->id];
    self->own_shifts = disturbances_draw_shifts(world->network, self->id, world->replication);
    des_server_pool_init(&self->pool, self->centre->servers,
                         self->own_shifts ? self->own_shifts : &self->centre->shifts);
    des_rng_init(&self->rng, des_stream_make(world->network->seed, world->replication, "sorting",
                                             self->centre->name));
    self->walk_ins.sources = add_sources(world, self->centre, self->id);
    self->line = sorting_line_create(self);
    if (self->centre->plan && !self->line) {
        self->crew = des_allocate(1, sizeof *self->crew);
        sorting_crew_init(self->crew, self);
    }
}

void sorter_done(struct sorter *self)
{
    des_server_pool_done(&self->pool);
    sorting_line_destroy(self->line);
    if (self->crew) {
        des_crew_done(self->crew);
        free(self->crew);
    }
    disturbances_free_shifts(self->centre, self->own_shifts);
    parcel_batch_done(&self->walk_ins.window);
}

/* Parcels sorted at the hub or a county go on; all of one kind. */
static void pass_on(struct world *world, int32_t centre, const struct parcel *parcels, size_t count)
{
    const struct destination *destinations = world->destinations;
    uint32_t first_village = (uint32_t)world->region->villages.begin;
    bool inbound = !parcel_heads_out(&parcels[0]);
    if (centre == 0 && !inbound) {
        world->gone += (int64_t)count;
        return;
    }
    if (!inbound) {
        for (size_t i = 0; i < count; i++) {
            parcel_queue_push(&world->to_hub[centre - 1], &world->store, &parcels[i]);
        }
        return;
    }
    if (centre == 0) {
        for (size_t i = 0; i < count; i++) {
            int32_t county = destinations[parcels[i].village - first_village].county;
            parcel_queue_push(&world->to_county[county], &world->store, &parcels[i]);
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        int32_t station = world_station_of(world, &parcels[i]);
        if (station == NO_PLACE) {
            counter_shelve(world, centre - 1, &parcels[i]);
        } else {
            parcel_queue_push(&world->to_station[station], &world->store, &parcels[i]);
        }
    }
}

void centre_sorted(struct world *world, int32_t centre, const struct parcel *parcels,
                   const des_time *starts, const double *works, size_t count)
{
    for (size_t i = 0, run = count; i < count; i += run) {
        run = world->network->several_kinds ? parcel_run(parcels + i, count - i) : count;
        world->observer->sorted(world->observer->self, world->sorters[centre].id, parcels + i,
                                starts + i, works + i, run);
        pass_on(world, centre, parcels + i, run);
    }
}

static void take_all(struct sorter *sorter, size_t count, const des_time *arrivals,
                     const double *works, struct des_service *services)
{
    if (!sorter->crew) {
        des_server_pool_take_all(&sorter->pool, count, arrivals, works, services);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        services[i] = des_crew_take(sorter->crew, arrivals[i], des_time_round(works[i]));
    }
}

static void sort_chunk(struct world *world, int32_t centre, struct parcel *parcels, size_t count)
{
    struct sorter *sorter = &world->sorters[centre];
    des_time starts[CHUNK];
    double works[CHUNK];
    struct des_service services[CHUNK];
    for (size_t i = 0; i < count; i++) {
        starts[i] = parcels[i].arrived;
    }
    if (sorter->centre->sorts) {
        des_distribution_fill(&sorter->centre->sort_time, &sorter->rng, works, count);
        take_all(sorter, count, starts, works, services);
        for (size_t i = 0; i < count; i++) {
            starts[i] = services[i].start;
            parcels[i].ready = services[i].finish;
        }
    } else {
        for (size_t i = 0; i < count; i++) {
            works[i] = 0;
            parcels[i].ready = parcels[i].arrived;
        }
    }
    centre_sorted(world, centre, parcels, starts, works, count);
}

static void sort_all(struct world *world, int32_t centre, struct parcel *parcels, size_t count)
{
    for (size_t i = 0; i < count; i += CHUNK) {
        sort_chunk(world, centre, parcels + i, count - i < CHUNK ? count - i : CHUNK);
    }
    bool loads = world->sorters[centre].centre->when_full;
    bool mixed = world->network->local_below > 0; /* some have perhaps turned round */
    if (loads && count > 0 && (mixed || !parcel_heads_out(&parcels[0]))) {
        dispatch_check_loads(world, centre);
    }
}

void centre_receive(struct world *world, int32_t centre, des_time time, struct parcel *parcels,
                    size_t count)
{
    centre_advance(world, centre, time);
    for (size_t i = 0; i < count; i++) {
        parcels[i].arrived = time;
    }
    if (world->network->local_below > 0) {
        local_turn(world->network, world->sorters[centre].id, parcels, count);
    }
    if (world->sorters[centre].line) {
        line_join(world, centre, parcels, count);
    } else {
        sort_all(world, centre, parcels, count);
    }
}

static void lose(struct world *world, const struct parcel_batch *parcels)
{
    const struct observer *observer = world->observer;
    if (parcels->count > 0) {
        observer->entered(observer->self, parcels->items, parcels->count);
        observer->lost(observer->self, parcels->items, parcels->count);
        world->entered += (int64_t)parcels->count;
        world->gone += (int64_t)parcels->count;
    }
}

/* Splits off those whom nobody serves or the way deters. */
void centre_lose(struct world *world, struct parcel_batch *batch)
{
    struct parcel_batch *unserved = &world->unserved;
    struct parcel *lost = parcel_batch_room(unserved, batch->count);
    size_t kept = 0, gone = 0;
    for (size_t i = 0; i < batch->count; i++) { /* who it is can't be guessed: no branch */
        struct parcel parcel = batch->items[i];
        bool loses = network_loses(world->network, (village_id)parcel.village, parcel.luck);
        lost[gone] = batch->items[kept] = parcel;
        gone += loses;
        kept += !loses;
    }
    batch->count = kept;
    unserved->count = gone;
    lose(world, unserved);
    unserved->count = 0;
}

/* Inbound at the hub, outbound at a county's counter: the next walk-ins, in order. */
static void generate_window(struct world *world, int32_t centre)
{
    struct sorter *sorter = &world->sorters[centre];
    struct walk_ins *self = &sorter->walk_ins;
    enum direction direction = centre == 0 ? INBOUND : OUTBOUND;
    des_time from = self->known, end = world->network->end;
    self->known = from + WINDOW < end ? from + WINDOW : end;
    self->window.count = self->next = 0;
    struct births births = {&self->sources, direction, from, self->known - 1};
    world_emit(world, births, &self->window);
    if (world->network->surges || world->network->thins) {
        struct order_place place = {direction, false, centre};
        disturbances_change_orders(world, place, from, self->known - 1, &self->window);
    }
    if (direction == OUTBOUND && world->network->local_below > 0) {
        local_mark(world->network, self->window.items, self->window.count);
    }
    if (world->network->loses) {
        centre_lose(world, &self->window);
    }
    if (self->window.count > 0) {
        world->entered += (int64_t)self->window.count;
        world->observer->entered(world->observer->self, self->window.items, self->window.count);
    }
    if (world->network->local_below > 0) {
        local_turn(world->network, sorter->id, self->window.items, self->window.count);
    }
}

static bool window_due(const struct world *world, const struct walk_ins *walk_ins, des_time until)
{
    return walk_ins->sources.end > walk_ins->sources.begin &&
           walk_ins->known < world->network->end && walk_ins->known <= until;
}

size_t centre_meet(struct world *world, int32_t centre, des_time until, size_t most)
{
    struct walk_ins *self = &world->sorters[centre].walk_ins;
    size_t begin = self->next;
    size_t limit = self->window.count - begin < most ? self->window.count : begin + most;
    while (self->next < limit && parcel_born(&self->window.items[self->next]) <= until) {
        self->next++;
    }
    if (self->next > begin) {
        sort_all(world, centre, self->window.items + begin, self->next - begin);
    }
    return self->next - begin;
}

void centre_advance(struct world *world, int32_t centre, des_time until)
{
    const struct walk_ins *self = &world->sorters[centre].walk_ins;
    if (world->sorters[centre].line) {
        line_advance(world, centre, until);
        return;
    }
    centre_meet(world, centre, until, SIZE_MAX);
    while (self->next == self->window.count && window_due(world, self, until)) {
        generate_window(world, centre);
        centre_meet(world, centre, until, SIZE_MAX);
    }
}

des_time centre_next_walk_in(const struct world *world, int32_t centre)
{
    const struct walk_ins *self = &world->sorters[centre].walk_ins;
    if (self->next < self->window.count) {
        return parcel_born(&self->window.items[self->next]);
    }
    if (!window_due(world, self, world->network->end - 1)) {
        return DES_NEVER;
    }
    return self->known;
}

const struct parcel *centre_take_walk_in(struct world *world, int32_t centre, des_time until)
{
    struct walk_ins *self = &world->sorters[centre].walk_ins;
    while (self->next == self->window.count && window_due(world, self, until)) {
        generate_window(world, centre);
    }
    bool there =
        self->next < self->window.count && parcel_born(&self->window.items[self->next]) <= until;
    return there ? &self->window.items[self->next++] : NULL;
}

des_time centre_last_met(const struct world *world, int32_t centre)
{
    const struct walk_ins *self = &world->sorters[centre].walk_ins;
    DES_REQUIRE(self->next > 0);
    return parcel_born(&self->window.items[self->next - 1]);
}
