/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/loading_limits.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/operation/routes.h"
#include "models/operation/transport.h"

/* One that is ready. */
struct candidate {
    des_time ready;
    int32_t priority;
    uint32_t queue, index; /* the loading's, and place in it */
    bool goes;
    struct parcel_size size;
};

/* What a parcel takes up: drawn once and kept, because somebody asks at every departure that leaves
 * it behind. */
struct known_size {
    uint32_t luck;
    int32_t class; /* 1 more than the class's number; 0: nothing is kept here */
    struct parcel_size size;
};
enum { KNOWN_SIZES = 1 << 14 };

void limits_init(struct world *world)
{
    bool limited = false;
    for (int32_t t = 0; t < world->network->vehicle_type_count; t++) {
        limited |= world->network->vehicle_types[t].limited;
    }
    if (limited) {
        world->known_sizes = des_allocate(KNOWN_SIZES, sizeof *world->known_sizes);
    }
}

static struct parcel_size size_of(const struct world *world, const struct parcel *parcel)
{
    int32_t class = parcel_class(parcel);
    struct known_size *known = &world->known_sizes[parcel->luck % KNOWN_SIZES];
    if (known->luck != parcel->luck || known->class != class + 1) {
        *known = (struct known_size){parcel->luck, class + 1,
                                     network_size_of(world->network, class, parcel->luck)};
    }
    return known->size;
}

static struct parcel_size size_on(const struct world *world, const struct trip *trip,
                                  const struct parcel *parcel)
{
    return parcel_size_within(size_of(world, parcel), trip->holds);
}

struct parcel_size limits_sum(const struct world *world, const struct trip *trip,
                              const struct parcel *parcels, size_t count)
{
    struct parcel_size sum = {0, 0};
    for (size_t i = 0; i < count; i++) {
        parcel_size_add(&sum, size_on(world, trip, &parcels[i]));
    }
    return sum;
}

bool limits_hold(const struct world *world, const struct vehicle_type *type)
{
    const struct loading *loading = &world->loading;
    struct trip any = {.holds = type->holds};
    struct parcel_size sum = {0, 0};
    for (size_t q = 0; q < loading->count && type->limited; q++) {
        parcel_size_add(&sum, limits_sum(world, &any, parcel_queue_first(loading->queues[q]),
                                         loading->take[q]));
    }
    return parcel_size_fits(sum, type->holds);
}

/* ---- who goes ---- */

bool limits_take_all(const struct world *world, struct trip *trip, size_t ready, size_t most)
{
    const struct loading *loading = &world->loading;
    struct parcel_size room = trip->holds, sum = {0, 0};
    if (ready > most) {
        return false;
    }
    for (size_t q = 0; q < loading->count; q++) {
        parcel_size_add(&sum, limits_sum(world, trip, parcel_queue_first(loading->queues[q]),
                                         loading->take[q]));
    }
    parcel_size_take(&room, trip->on_board);
    if (!parcel_size_fits(sum, room)) {
        return false;
    }
    parcel_size_add(&trip->on_board, sum);
    return true;
}

/* All that is ready, queue by queue. */
static struct candidate *list_ready(const struct world *world, const struct trip *trip,
                                    size_t ready)
{
    const struct loading *loading = &world->loading;
    struct candidate *all = des_allocate(ready, sizeof *all);
    size_t count = 0;
    for (size_t q = 0; q < loading->count; q++) {
        const struct parcel *parcels = parcel_queue_first(loading->queues[q]);
        for (size_t i = 0; i < loading->take[q]; i++) {
            struct candidate *it = &all[count++];
            *it = (struct candidate){
                .ready = parcels[i].ready,
                .priority = world->network->classes[parcel_class(&parcels[i])].priority,
                .queue = (uint32_t)q,
                .index = (uint32_t)i,
            };
            if (trip->limited) {
                it->size = size_on(world, trip, &parcels[i]);
            }
        }
    }
    return all;
}

static int by_place(const struct candidate *a, const struct candidate *b)
{
    return a->queue != b->queue ? (a->queue > b->queue) - (a->queue < b->queue)
                                : (a->index > b->index) - (a->index < b->index);
}

static int by_ready(const void *left, const void *right)
{
    const struct candidate *a = *(struct candidate *const *)left;
    const struct candidate *b = *(struct candidate *const *)right;
    return a->ready != b->ready ? (a->ready > b->ready) - (a->ready < b->ready) : by_place(a, b);
}

static int by_priority(const void *left, const void *right)
{
    const struct candidate *a = *(struct candidate *const *)left;
    const struct candidate *b = *(struct candidate *const *)right;
    return a->priority != b->priority ? (a->priority < b->priority) - (a->priority > b->priority)
                                      : by_ready(left, right);
}

/* Marks those that go, `most` at most; puts them on board. Returns how many. */
static size_t choose(struct trip *trip, struct candidate *all, size_t ready, size_t most,
                     bool priority)
{
    struct candidate **order = des_allocate(ready, sizeof *order);
    for (size_t i = 0; i < ready; i++) {
        order[i] = &all[i];
    }
    qsort(order, ready, sizeof *order, priority ? by_priority : by_ready);
    struct parcel_size room = trip->holds;
    parcel_size_take(&room, trip->on_board);
    size_t taken = 0;
    for (size_t i = 0; i < ready && taken < most; i++) {
        if (parcel_size_fits(order[i]->size, room)) {
            order[i]->goes = true;
            parcel_size_take(&room, order[i]->size);
            parcel_size_add(&trip->on_board, order[i]->size);
            taken++;
        }
    }
    free(order);
    return taken;
}

/* Moves those that go from the front of a queue to the end of `out`; the others close up. */
static void move_out(struct world *world, struct parcel_queue *queue,
                     const struct candidate *candidates, size_t count, struct parcel_queue *out)
{
    struct parcel *parcels = parcel_queue_first(queue);
    size_t going = 0;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].goes) {
            parcel_queue_add(out, &world->store, &parcels[i]);
            going++;
        }
    }
    for (size_t i = count, to = count; i-- > 0;) {
        if (!candidates[i].goes) {
            parcels[--to] = parcels[i];
        }
    }
    parcel_queue_drop(queue, going);
}

static size_t count_take(const struct loading *loading)
{
    size_t ready = 0;
    for (size_t q = 0; q < loading->count; q++) {
        ready += loading->take[q];
    }
    return ready;
}

size_t limits_load(struct world *world, struct trip *trip, const struct route *route, size_t most)
{
    struct loading *loading = &world->loading;
    size_t ready = count_take(loading);
    struct candidate *all = list_ready(world, trip, ready);
    size_t taken = choose(trip, all, ready, most, route->by_priority);
    const struct candidate *of_queue = all;
    for (size_t q = 0; q < loading->count; q++) {
        move_out(world, loading->queues[q], of_queue, loading->take[q], &trip->stops[q].load);
        of_queue += loading->take[q];
    }
    free(all);
    return taken;
}

size_t limits_collect(struct world *world, struct trip *trip, const struct route *route,
                      size_t most)
{
    const struct loading *loading = &world->loading;
    size_t ready = loading->take[0];
    struct candidate *all = list_ready(world, trip, ready);
    size_t taken = choose(trip, all, ready, most, route->by_priority);
    move_out(world, loading->queues[0], all, ready, &trip->up);
    free(all);
    return taken;
}

/* ---- on board ---- */

void limits_on(const struct world *world, struct trip *trip, const struct parcel *parcels,
               size_t count)
{
    parcel_size_add(&trip->on_board, limits_sum(world, trip, parcels, count));
}

void limits_off(const struct world *world, struct trip *trip, const struct parcel *parcels,
                size_t count)
{
    parcel_size_take(&trip->on_board, limits_sum(world, trip, parcels, count));
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

void limits_drive(struct trip *trip, double metres)
{
    double share = 0;
    if (trip->capacity != SIZE_MAX) {
        share = (double)trip_on_board(trip) / (double)trip->capacity;
    }
    if (trip->holds.volume_ml != NO_LIMIT) {
        share = larger(share, (double)trip->on_board.volume_ml / (double)trip->holds.volume_ml);
    }
    if (trip->holds.weight_g != NO_LIMIT) {
        share = larger(share, (double)trip->on_board.weight_g / (double)trip->holds.weight_g);
    }
    trip->fullest_m += share * metres;
}

/* ---- by the load ---- */

static bool is_full(const struct route *route, size_t count, struct parcel_size sum)
{
    return count >= (size_t)route->full || sum.volume_ml >= route->full_size.volume_ml ||
           sum.weight_g >= route->full_size.weight_g;
}

des_time limits_full_at(const struct world *world, const struct route *route,
                        struct loading *loading)
{
    const struct network *network = world->network;
    struct trip any = {.holds = network->vehicle_types[network->pools[route->pool].type].holds};
    struct parcel_size sum = {0, 0};
    for (size_t q = 0; q < loading->count; q++) {
        const struct parcel_queue *queue = loading->queues[q];
        parcel_size_add(
            &sum, limits_sum(world, &any, parcel_queue_first(queue), parcel_queue_count(queue)));
        loading->take[q] = 0;
    }
    if (!is_full(route, loading_count(loading), sum)) {
        return DES_NEVER;
    }
    size_t count = 0;
    des_time at = 0;
    for (sum = (struct parcel_size){0, 0}; !is_full(route, count, sum); count++) {
        size_t q = loading_earliest_left(loading);
        const struct parcel *next = parcel_queue_first(loading->queues[q]) + loading->take[q]++;
        parcel_size_add(&sum, size_on(world, &any, next));
        at = next->ready;
    }
    return at;
}

void limits_verify(const struct world *world, const struct trip *trip)
{
    struct parcel_size sum =
        limits_sum(world, trip, parcel_queue_first(&trip->up), parcel_queue_count(&trip->up));
    parcel_size_add(&sum, limits_sum(world, trip, trip->held.items, trip->held.count));
    for (int32_t s = trip->stop; s < trip->stop_count; s++) {
        const struct parcel_queue *load = &trip->stops[s].load;
        parcel_size_add(
            &sum, limits_sum(world, trip, parcel_queue_first(load), parcel_queue_count(load)));
    }
    DES_REQUIRE(sum.volume_ml == trip->on_board.volume_ml);
    DES_REQUIRE(sum.weight_g == trip->on_board.weight_g);
    DES_REQUIRE(parcel_size_fits(sum, trip->holds));
}
