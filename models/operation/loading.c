/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/loading.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

void loading_done(struct loading *self)
{
    free(self->queues);
    free(self->take);
}

void loading_begin(struct loading *self, size_t stops)
{
    if (stops > self->capacity) {
        self->capacity = stops;
        self->queues = des_resize(self->queues, stops, sizeof(struct parcel_queue *));
        self->take = des_resize(self->take, stops, sizeof *self->take);
    }
    self->count = stops;
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

/* The stop whose queue, after its `take` first, holds the earliest parcel; count if none. */
static size_t earliest(const struct loading *self)
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

/* Takes the first n of all queues merged; returns the last one's stop. */
static size_t merge_first(struct loading *self, size_t n)
{
    size_t last = self->count;
    memset(self->take, 0, self->count * sizeof *self->take);
    for (size_t i = 0; i < n; i++) {
        last = earliest(self);
        self->take[last]++;
    }
    return last;
}

size_t loading_limit(struct loading *self, size_t ready, size_t capacity)
{
    if (ready <= capacity) {
        return ready;
    }
    if (self->count == 1) {
        self->take[0] = capacity;
    } else {
        merge_first(self, capacity);
    }
    return capacity;
}

size_t loading_count(const struct loading *self)
{
    size_t waiting = 0;
    for (size_t s = 0; s < self->count; s++) {
        waiting += parcel_queue_count(self->queues[s]);
    }
    return waiting;
}

des_time loading_time_of(struct loading *self, size_t n)
{
    if (n == 0 || loading_count(self) < n) {
        return DES_NEVER;
    }
    size_t stop = self->count == 1 ? 0 : merge_first(self, n);
    const struct parcel_queue *queue = self->queues[stop];
    return queue->items[queue->head + (self->count == 1 ? n : self->take[stop]) - 1].ready;
}
