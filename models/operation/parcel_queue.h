/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parcel_queue.h - parcels waiting for the same vehicle, and batches of parcels on the move.
 *
 * A queue is sorted by `ready`, among equals by birth, and then in the order they came, so
 * that a departure takes a prefix. What a sorter with several servers hands over is out of order by
 * a few places only, so inserting from the back is cheap. Contiguous, grows by doubling.
 *
 * Memory goes round: a queue's is taken from a store and given back to it, and a departure that
 * takes most of a queue takes its memory along instead of a copy. */
#ifndef MODELS_OPERATION_PARCEL_QUEUE_H
#define MODELS_OPERATION_PARCEL_QUEUE_H

#include <stdbool.h>
#include <stddef.h>

#include "models/operation/parcel.h"

/* Blocks of memory for 16, 32, 64, ... parcels, not in use. Zeroed is empty. */
enum { PARCEL_STORE_SIZES = 32, PARCEL_STORE_LEAST = 16 };
struct parcel_store {
    void *spare[PARCEL_STORE_SIZES]; /* by size: a list linked through the blocks; owned */
};
void parcel_store_done(struct parcel_store *self);

/* Zeroed is empty. Waiting are items[head .. tail). */
struct parcel_queue {
    struct parcel *items; /* a store's block; owned, like all blocks in use */
    uint32_t head, tail, capacity;
};

void parcel_queue_done(struct parcel_queue *self);
void parcel_queue_make_room(struct parcel_queue *self, struct parcel_store *store); /* for one */
/* Moves the first `count` to `out`, which is empty and has no block. */
void parcel_queue_hand_over(struct parcel_queue *self, size_t count, struct parcel_store *store,
                            struct parcel_queue *out);
/* Adds to the end as they are, whatever their order. */
void parcel_queue_append(struct parcel_queue *self, struct parcel_store *store,
                         const struct parcel *parcels, size_t count);
/* Empties it and gives its block back. */
void parcel_queue_release(struct parcel_queue *self, struct parcel_store *store);
void parcel_queue_verify(const struct parcel_queue *self);

static inline size_t parcel_queue_count(const struct parcel_queue *self)
{
    return self->tail - self->head;
}

/* Does `late` wait behind `early`, whichever came first? */
static inline bool parcel_is_before(const struct parcel *early, const struct parcel *late)
{
    return early->ready < late->ready ||
           (early->ready == late->ready && parcel_born(early) < parcel_born(late));
}

/* Adds one to the end as it is. */
static inline void parcel_queue_add(struct parcel_queue *self, struct parcel_store *store,
                                    const struct parcel *parcel)
{
    if (self->tail == self->capacity) {
        parcel_queue_make_room(self, store);
    }
    self->items[self->tail++] = *parcel;
}

/* Moves the last one to its place. */
void parcel_queue_sort_last(struct parcel_queue *self);

static inline void parcel_queue_push(struct parcel_queue *self, struct parcel_store *store,
                                     const struct parcel *parcel)
{
    parcel_queue_add(self, store, parcel);
    const struct parcel *last = &self->items[self->tail - 1];
    if (self->tail - 1 > self->head && parcel->ready <= last[-1].ready) {
        parcel_queue_sort_last(self);
    }
}

/* How many at the front are ready by `time`. */
size_t parcel_queue_ready(const struct parcel_queue *self, des_time time);

/* The first that waits; NULL when there never was one. */
static inline struct parcel *parcel_queue_first(const struct parcel_queue *self)
{
    return self->items ? self->items + self->head : NULL;
}

/* The first `count` are gone: copy them before. */
static inline void parcel_queue_drop(struct parcel_queue *self, size_t count)
{
    self->head += (uint32_t)count;
    if (self->head == self->tail) {
        self->head = self->tail = 0;
    }
}

/* A batch in loading order. Zeroed is empty. */
struct parcel_batch {
    struct parcel *items; /* owned */
    size_t count, capacity;
};

void parcel_batch_done(struct parcel_batch *self);
void parcel_batch_append(struct parcel_batch *self, const struct parcel *parcels, size_t count);
/* Room for `count` more behind items[count]; the caller fills it in and adds to `count`. */
struct parcel *parcel_batch_room(struct parcel_batch *self, size_t count);

#endif
