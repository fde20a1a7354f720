/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/loading_limits.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/operation/routes.h"
#include "models/operation/transport.h"

/* One that is ready. */
struct candidate {
    des_time ready;
    struct parcel_size size;
    int32_t priority;
    bool goes;
};

/* What a parcel takes up: drawn once and kept, because somebody asks at every departure that leaves
 * it behind, and again when it changes vehicles. */
struct known_size {
    uint32_t luck;
    uint32_t class; /* 1 more than the class's number; 0: nothing is kept here */
    uint32_t volume_ml, weight_g;
};
enum { KNOWN_SIZES = 1 << 14, CHUNK = 64 };

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

static struct known_size *place_for(const struct world *world, uint32_t luck)
{
    return &world->known_sizes[luck % KNOWN_SIZES];
}

/* Those of one class, of the parcels whose numbers are given; at most CHUNK. */
static void draw_class(const struct world *world, int32_t class, const struct parcel *parcels,
                       const uint32_t *which, size_t count, struct parcel_size *sizes)
{
    const struct class_size *from = &world->network->sizes[class];
    uint32_t own[CHUNK], lucks[CHUNK];
    int64_t volumes_ml[CHUNK], weights_g[CHUNK];
    size_t found = 0;
    for (size_t i = 0; i < count; i++) { /* their classes can't be guessed: no branch */
        own[found] = which[i];
        lucks[found] = parcels[which[i]].luck;
        found += parcel_class(&parcels[which[i]]) == class;
    }
    class_extents_of(&from->volume, lucks, volumes_ml, found);
    class_extents_of(&from->weight, lucks, weights_g, found);
    for (size_t i = 0; i < found; i++) {
        struct parcel_size size = {volumes_ml[i], weights_g[i]};
        bool keeps = size.volume_ml <= UINT32_MAX && size.weight_g <= UINT32_MAX;
        *place_for(world, lucks[i]) =
            (struct known_size){lucks[i], keeps ? (uint32_t) class + 1 : 0,
                                (uint32_t)size.volume_ml, (uint32_t)size.weight_g};
        sizes[own[i]] = size;
    }
}

/* What at most CHUNK parcels take up. */
static void find_sizes(const struct world *world, const struct parcel *parcels, size_t count,
                       struct parcel_size *sizes)
{
    uint32_t unknown[CHUNK], classes = 0; /* bit c: some of class c */
    size_t found = 0;
    for (size_t i = 0; i < count; i++) { /* which are known can't be guessed: no branch */
        const struct known_size *known = place_for(world, parcels[i].luck);
        uint32_t class = (uint32_t)parcel_class(&parcels[i]) + 1;
        sizes[i] = (struct parcel_size){known->volume_ml, known->weight_g};
        unknown[found] = (uint32_t)i;
        uint32_t is_new = (known->luck != parcels[i].luck) | (known->class != class);
        found += is_new;
        classes |= is_new << (class - 1);
    }
    for (; classes > 0; classes &= classes - 1) {
        draw_class(world, __builtin_ctz(classes), parcels, unknown, found, sizes);
    }
}

/* One that is larger than the vehicle fills it. */
static void find_sizes_on(const struct world *world, const struct trip *trip,
                          const struct parcel *parcels, size_t count, struct parcel_size *sizes)
{
    find_sizes(world, parcels, count, sizes);
    for (size_t i = 0; i < count; i++) {
        sizes[i] = parcel_size_within(sizes[i], trip->holds);
    }
}

struct parcel_size limits_sum(const struct world *world, const struct trip *trip,
                              const struct parcel *parcels, size_t count)
{
    struct parcel_size sum = {0, 0}, sizes[CHUNK];
    for (size_t done = 0; done < count; done += CHUNK) {
        size_t some = count - done < CHUNK ? count - done : CHUNK;
        find_sizes_on(world, trip, parcels + done, some, sizes);
        for (size_t i = 0; i < some; i++) {
            parcel_size_add(&sum, sizes[i]);
        }
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
        loading->sizes[q] =
            limits_sum(world, trip, parcel_queue_first(loading->queues[q]), loading->take[q]);
        parcel_size_add(&sum, loading->sizes[q]);
    }
    parcel_size_take(&room, trip->on_board);
    if (!parcel_size_fits(sum, room)) {
        return false;
    }
    parcel_size_add(&trip->on_board, sum);
    return true;
}

static void list_sizes(struct world *world, const struct trip *trip)
{
    const struct loading *loading = &world->loading;
    struct candidate *it = loading->candidates;
    struct parcel_size sizes[CHUNK];
    for (size_t q = 0; q < loading->count; q++) {
        const struct parcel *parcels = parcel_queue_first(loading->queues[q]);
        for (size_t done = 0; done < loading->take[q]; done += CHUNK) {
            size_t left = loading->take[q] - done, some = left < CHUNK ? left : CHUNK;
            find_sizes_on(world, trip, parcels + done, some, sizes);
            for (size_t i = 0; i < some; i++, it++) {
                it->size = sizes[i];
            }
        }
    }
}

/* All that is ready, queue by queue. */
static void list_ready(struct world *world, const struct trip *trip, size_t ready)
{
    struct loading *loading = &world->loading;
    if (ready > loading->candidate_capacity) {
        size_t capacity = loading->candidate_capacity = 2 * ready;
        loading->candidates =
            des_resize(loading->candidates, capacity, sizeof *loading->candidates);
        loading->order = des_resize(loading->order, capacity, sizeof *loading->order);
        loading->spare = des_resize(loading->spare, capacity, sizeof *loading->spare);
    }
    struct candidate *it = loading->candidates;
    for (size_t q = 0; q < loading->count; q++) {
        const struct parcel *parcels = parcel_queue_first(loading->queues[q]);
        for (size_t i = 0; i < loading->take[q]; i++, it++) {
            *it = (struct candidate){
                .ready = parcels[i].ready,
                .priority = world->network->classes[parcel_class(&parcels[i])].priority,
            };
        }
    }
    if (trip->limited) {
        list_sizes(world, trip);
    }
}

static void swap_orders(struct loading *self)
{
    uint32_t *order = self->order;
    self->order = self->spare;
    self->spare = order;
}

/* Of the order, [begin, middle) and [middle, end) go into one; among equals the first before. */
static void merge(struct loading *self, size_t begin, size_t middle, size_t end)
{
    const struct candidate *all = self->candidates;
    const uint32_t *order = self->order;
    size_t left = begin, right = middle;
    for (size_t to = begin; to < end; to++) {
        bool first =
            right == end || (left < middle && all[order[left]].ready <= all[order[right]].ready);
        self->spare[to] = order[first ? left : right];
        left += first;
        right += !first;
    }
}

/* By when they were ready, among equals the earlier stop's: queues are in that order already, so
 * that it takes a merge of them. */
static void order_by_ready(struct loading *self)
{
    size_t *ends = self->most, sum = 0;
    for (size_t q = 0; q < self->count; q++) {
        sum += self->take[q];
        ends[q] = sum;
    }
    for (size_t i = 0; i < sum; i++) {
        self->order[i] = (uint32_t)i;
    }
    for (size_t runs = self->count; runs > 1; runs = (runs + 1) / 2) {
        size_t begin = 0;
        for (size_t r = 0; r < runs; r += 2) {
            size_t middle = ends[r], end = r + 1 < runs ? ends[r + 1] : middle;
            merge(self, begin, middle, end);
            ends[r / 2] = begin = end;
        }
        swap_orders(self);
    }
}

/* Higher ones first; else the order stays. */
static void order_by_priority(struct loading *self, size_t ready)
{
    size_t begins[PRIORITIES + 1] = {0}; /* by places from the highest */
    for (size_t i = 0; i < ready; i++) {
        begins[PRIORITIES - self->candidates[i].priority]++;
    }
    for (size_t p = 1; p <= PRIORITIES; p++) {
        begins[p] += begins[p - 1];
    }
    for (size_t i = 0; i < ready; i++) {
        uint32_t at = self->order[i];
        self->spare[begins[PRIORITIES - 1 - self->candidates[at].priority]++] = at;
    }
    swap_orders(self);
}

/* Marks those that go, of `ready`, `most` at most; puts them on board. Returns how many. */
static size_t choose(struct loading *loading, struct trip *trip, size_t ready, size_t most,
                     bool priority)
{
    order_by_ready(loading);
    if (priority) {
        order_by_priority(loading, ready);
    }
    struct parcel_size room = trip->holds;
    parcel_size_take(&room, trip->on_board);
    size_t taken = 0;
    for (size_t i = 0; i < ready && taken < most; i++) {
        struct candidate *it = &loading->candidates[loading->order[i]];
        if (parcel_size_fits(it->size, room)) {
            it->goes = true;
            parcel_size_take(&room, it->size);
            parcel_size_add(&trip->on_board, it->size);
            taken++;
        }
    }
    return taken;
}

/* Moves those that go from the front of a queue to the end of `out`; the others close up. Returns
 * what they take up. */
static struct parcel_size move_out(struct world *world, struct parcel_queue *queue,
                                   const struct candidate *candidates, size_t count,
                                   struct parcel_queue *out)
{
    struct parcel *parcels = parcel_queue_first(queue);
    struct parcel_size sum = {0, 0};
    size_t going = 0;
    for (size_t i = 0; i < count; i++) {
        if (candidates[i].goes) {
            parcel_queue_add(out, &world->store, &parcels[i]);
            parcel_size_add(&sum, candidates[i].size);
            going++;
        }
    }
    for (size_t i = count, to = count; i-- > 0;) {
        if (!candidates[i].goes) {
            parcels[--to] = parcels[i];
        }
    }
    parcel_queue_drop(queue, going);
    return sum;
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
    list_ready(world, trip, ready);
    size_t taken = choose(loading, trip, ready, most, route->by_priority);
    const struct candidate *of_queue = loading->candidates;
    for (size_t q = 0; q < loading->count; q++) {
        loading->sizes[q] =
            move_out(world, loading->queues[q], of_queue, loading->take[q], &trip->stops[q].load);
        of_queue += loading->take[q];
    }
    return taken;
}

size_t limits_collect(struct world *world, struct trip *trip, const struct route *route,
                      size_t most)
{
    struct loading *loading = &world->loading;
    size_t ready = loading->take[0];
    list_ready(world, trip, ready);
    size_t taken = choose(loading, trip, ready, most, route->by_priority);
    move_out(world, loading->queues[0], loading->candidates, ready, &trip->up);
    return taken;
}

/* ---- on board ---- */

void limits_on(const struct world *world, struct trip *trip, const struct parcel *parcels,
               size_t count)
{
    parcel_size_add(&trip->on_board, limits_sum(world, trip, parcels, count));
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
        parcel_size_add(&sum, limits_sum(world, &any, next, 1));
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
        struct parcel_size size =
            limits_sum(world, trip, parcel_queue_first(load), parcel_queue_count(load));
        DES_REQUIRE(size.volume_ml == trip->stops[s].size.volume_ml);
        DES_REQUIRE(size.weight_g == trip->stops[s].size.weight_g);
        parcel_size_add(&sum, size);
    }
    DES_REQUIRE(sum.volume_ml == trip->on_board.volume_ml);
    DES_REQUIRE(sum.weight_g == trip->on_board.weight_g);
    DES_REQUIRE(parcel_size_fits(sum, trip->holds));
}
