/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/loading.h"

#include <stdlib.h>

#include "engine/require.h"

void loading_done(struct loading *self)
{
    free(self->queues);
    free(self->take);
    free(self->most);
    free(self->sizes);
    free(self->candidates);
    free(self->order);
    free(self->spare);
}

void loading_begin(struct loading *self, size_t stops)
{
    if (stops > self->capacity) {
        self->capacity = stops;
        self->queues = des_resize(self->queues, stops, sizeof(struct parcel_queue *));
        self->take = des_resize(self->take, stops, sizeof *self->take);
        self->most = des_resize(self->most, stops, sizeof *self->most);
        self->sizes = des_resize(self->sizes, stops, sizeof *self->sizes);
    }
    self->count = stops;
}

void loading_begin_one(struct loading *self, struct parcel_queue *queue, size_t take)
{
    loading_begin(self, 1);
    self->queues[0] = queue;
    self->take[0] = take;
}

size_t loading_count_ready(struct loading *self, des_time time)
{
    size_t ready = 0;
    for (size_t s = 0; s < self->count; s++) {
        self->take[s] = parcel_queue_ready(self->queues[s], time);
        ready += self->take[s];
    }
    return ready;
}

size_t loading_earliest_left(const struct loading *self)
{
    size_t best = self->count;
    des_time least = DES_NEVER;
    for (size_t s = 0; s < self->count; s++) {
        const struct parcel_queue *queue = self->queues[s];
        size_t at = queue->head + self->take[s];
        if (at < queue->tail && queue->items[at].ready < least) {
            least = queue->items[at].ready;
            best = s;
        }
    }
    return best;
}

/* How many of items [low, high) of a queue, counted from its head, come before `time` or at it,
 * added to `low`. */
static size_t ready_within(const struct parcel_queue *queue, size_t low, size_t high, des_time time)
{
    const struct parcel *items = parcel_queue_first(queue);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (items[middle].ready <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Narrows [take, most], between which the answer for the first n lies, by the middle parcel of
 * the queue that leaves most open. False when that doesn't help: few are left, or all equal. */
static bool narrow(struct loading *self, size_t n)
{
    size_t widest = 0, open = 0, total = 0;
    for (size_t s = 0; s < self->count; s++) {
        if (self->most[s] - self->take[s] > open) {
            widest = s;
            open = self->most[s] - self->take[s];
        }
    }
    if (open < 4) {
        return false;
    }
    const struct parcel_queue *queue = self->queues[widest];
    des_time time = queue->items[queue->head + self->take[widest] + open / 2].ready;
    for (size_t s = 0; s < self->count; s++) {
        total += ready_within(self->queues[s], self->take[s], self->most[s], time);
    }
    bool narrower = false;
    for (size_t s = 0; s < self->count; s++) {
        size_t ready = ready_within(self->queues[s], self->take[s], self->most[s], time);
        size_t *bound = total >= n ? &self->most[s] : &self->take[s];
        narrower = narrower || *bound != ready;
        *bound = ready;
    }
    return narrower;
}

size_t loading_take_first(struct loading *self, size_t n)
{
    if (self->count == 1) {
        self->take[0] = n;
        return 0;
    }
    for (size_t s = 0; s < self->count; s++) {
        size_t count = parcel_queue_count(self->queues[s]);
        self->take[s] = 0;
        self->most[s] = count < n ? count : n;
    }
    size_t taken = 0, last = 0;
    while (narrow(self, n)) {
    }
    for (size_t s = 0; s < self->count; s++) {
        taken += self->take[s];
    }
    for (; taken < n; taken++) {
        last = loading_earliest_left(self);
        self->take[last]++;
    }
    return last;
}

size_t loading_count(const struct loading *self)
{
    size_t waiting = 0;
    for (size_t s = 0; s < self->count; s++) {
        waiting += parcel_queue_count(self->queues[s]);
    }
    return waiting;
}

des_time loading_earliest(const struct loading *self)
{
    des_time least = DES_NEVER;
    for (size_t s = 0; s < self->count; s++) {
        const struct parcel_queue *queue = self->queues[s];
        if (queue->head < queue->tail && queue->items[queue->head].ready < least) {
            least = queue->items[queue->head].ready;
        }
    }
    return least;
}
