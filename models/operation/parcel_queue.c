/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/parcel_queue.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

void parcel_queue_done(struct parcel_queue *self)
{
    free(self->items);
    *self = (struct parcel_queue){0};
}

void parcel_queue_make_room(struct parcel_queue *self)
{
    size_t count = parcel_queue_count(self);
    if (self->head > 0 && self->head >= self->capacity / 2) {
        memmove(self->items, self->items + self->head, count * sizeof *self->items);
        self->head = 0;
        self->tail = count;
        return;
    }
    self->capacity = self->capacity ? 2 * self->capacity : 16;
    self->items = des_resize(self->items, self->capacity, sizeof *self->items);
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

void parcel_batch_reserve(struct parcel_batch *self, size_t capacity)
{
    if (capacity > self->capacity) {
        self->capacity = capacity;
        self->items = des_resize(self->items, capacity, sizeof *self->items);
    }
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
