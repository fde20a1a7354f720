/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/loading.h"

#include <stdlib.h>

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
static size_t earliest_left(const struct loading *self)
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

/* The stop whose `take` ends with the latest parcel, among equals the later stop; count if
 * nothing is taken. */
static size_t latest_taken(const struct loading *self)
{
    size_t best = self->count;
    des_time most = 0;
    for (size_t s = 0; s < self->count; s++) {
        const struct parcel_queue *queue = self->queues[s];
        if (self->take[s] > 0 && queue->items[queue->head + self->take[s] - 1].ready >= most) {
            most = queue->items[queue->head + self->take[s] - 1].ready;
            best = s;
        }
    }
    return best;
}

size_t loading_adjust(struct loading *self, size_t taken, size_t wanted)
{
    size_t last = 0;
    if (self->count == 1) {
        self->take[0] = wanted;
        return 0;
    }
    for (; taken < wanted; taken++) {
        last = earliest_left(self);
        self->take[last]++;
    }
    for (; taken > wanted; taken--) {
        self->take[latest_taken(self)]--;
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
