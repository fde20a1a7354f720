/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/parcel_queue.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

/* ---- memory ---- */

static unsigned size_class(uint32_t capacity)
{
    return (unsigned)__builtin_ctz(capacity / PARCEL_STORE_LEAST);
}

static struct parcel *store_take(struct parcel_store *self, uint32_t capacity)
{
    void **spare = &self->spare[size_class(capacity)];
    void *block = *spare;
    if (!block) {
        return des_allocate(capacity, sizeof(struct parcel));
    }
    memcpy(spare, block, sizeof *spare);
    return block;
}

static void store_give(struct parcel_store *self, struct parcel *block, uint32_t capacity)
{
    void **spare = &self->spare[size_class(capacity)];
    memcpy(block, spare, sizeof *spare);
    *spare = block;
}

void parcel_store_done(struct parcel_store *self)
{
    for (size_t c = 0; c < PARCEL_STORE_SIZES; c++) {
        while (self->spare[c]) {
            void *block = self->spare[c];
            memcpy(&self->spare[c], block, sizeof self->spare[c]);
            free(block);
        }
    }
}

/* ---- queues ---- */

void parcel_queue_done(struct parcel_queue *self)
{
    free(self->items);
    *self = (struct parcel_queue){0};
}

void parcel_queue_release(struct parcel_queue *self, struct parcel_store *store)
{
    if (self->items) {
        store_give(store, self->items, self->capacity);
    }
    *self = (struct parcel_queue){0};
}

/* An empty queue with a block for so many. */
static struct parcel_queue queue_with(struct parcel_store *store, uint32_t capacity)
{
    return (struct parcel_queue){.items = store_take(store, capacity), .capacity = capacity};
}

void parcel_queue_make_room(struct parcel_queue *self, struct parcel_store *store)
{
    uint32_t count = self->tail - self->head;
    if (self->head > 0 && self->head >= self->capacity / 2) {
        memmove(self->items, self->items + self->head, count * sizeof *self->items);
        self->head = 0;
        self->tail = count;
        return;
    }
    DES_REQUIRE(self->capacity <= UINT32_MAX / 4);
    struct parcel_queue larger =
        queue_with(store, self->capacity ? 2 * self->capacity : PARCEL_STORE_LEAST);
    if (count > 0) {
        memcpy(larger.items, self->items + self->head, count * sizeof *self->items);
    }
    larger.tail = count;
    parcel_queue_release(self, store);
    *self = larger;
}

void parcel_queue_append(struct parcel_queue *self, struct parcel_store *store,
                         const struct parcel *parcels, size_t count)
{
    while (self->capacity - self->tail < count) {
        parcel_queue_make_room(self, store);
    }
    if (count > 0) {
        memcpy(self->items + self->tail, parcels, count * sizeof *parcels);
        self->tail += (uint32_t)count;
    }
}

void parcel_queue_sort_last(struct parcel_queue *self)
{
    uint32_t i = self->tail - 1;
    struct parcel parcel = self->items[i];
    for (; i > self->head && parcel_is_before(&parcel, &self->items[i - 1]); i--) {
        self->items[i] = self->items[i - 1];
    }
    self->items[i] = parcel;
}

/* The least size of a block that holds `count` parcels. */
static uint32_t capacity_for(size_t count)
{
    uint32_t capacity = PARCEL_STORE_LEAST;
    while (capacity < count) {
        capacity *= 2;
    }
    return capacity;
}

void parcel_queue_hand_over(struct parcel_queue *self, size_t count, struct parcel_store *store,
                            struct parcel_queue *out)
{
    size_t left = parcel_queue_count(self) - count;
    if (count == 0) {
        return;
    }
    if (count < left) { /* copies those that go */
        *out = queue_with(store, capacity_for(count));
        memcpy(out->items, parcel_queue_first(self), count * sizeof *out->items);
        out->tail = (uint32_t)count;
        parcel_queue_drop(self, count);
        return;
    }
    *out = *self;
    out->tail = out->head + (uint32_t)count;
    *self = queue_with(store, capacity_for(left > count / 2 ? 2 * left : count));
    if (left > 0) { /* copies those that stay */
        memcpy(self->items, out->items + out->tail, left * sizeof *self->items);
        self->tail = (uint32_t)left;
    }
}

size_t parcel_queue_ready(const struct parcel_queue *self, des_time time)
{
    size_t low = self->head, high = self->tail;
    if (high > low && self->items[high - 1].ready <= time) {
        return high - low; /* the common case: all of them */
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (self->items[middle].ready <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low - self->head;
}

void parcel_queue_verify(const struct parcel_queue *self)
{
    DES_REQUIRE(self->head <= self->tail && self->tail <= self->capacity);
    for (size_t i = self->head; i + 1 < self->tail; i++) {
        DES_REQUIRE(self->items[i].ready <= self->items[i + 1].ready);
    }
}

void parcel_batch_done(struct parcel_batch *self)
{
    free(self->items);
    *self = (struct parcel_batch){0};
}

struct parcel *parcel_batch_room(struct parcel_batch *self, size_t count)
{
    if (!self->items || self->count + count > self->capacity) {
        self->capacity = 2 * self->capacity + count + 16;
        self->items = des_resize(self->items, self->capacity, sizeof *self->items);
    }
    return self->items + self->count;
}

void parcel_batch_append(struct parcel_batch *self, const struct parcel *parcels, size_t count)
{
    if (count > 0) {
        memcpy(parcel_batch_room(self, count), parcels, count * sizeof *parcels);
        self->count += count;
    }
}
