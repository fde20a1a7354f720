/* SPDX-License-Identifier: GPL-3.0-or-later */
/* event_queue.c - a radix heap (Ahuja, Mehlhorn, Orlin, Tarjan 1990) over time.
 *
 * `now` is the time popped last. Bucket b > 0 holds the entries whose time differs from `now` in
 * bit b - 1 and in no higher one, so all of bucket b comes before all of bucket b + 1. The
 * events at `now` itself are in one list a rank. When those lists are used up, the soonest time
 * of the first non-empty bucket becomes `now` and its entries spread over lower, empty buckets;
 * an entry moves at most 55 times, always down.
 *
 * Entries of equal time are always in the same bucket, and buckets and lists are filled at the
 * end and emptied from the front: first scheduled stays first without a sequence number.
 *
 * Peeking must not move `now`: it looks through the first bucket and remembers what it found. A
 * cancelled entry stays where it is, its slot marked, and is dropped when met. Its slot is
 * reused only then, so an entry always refers to the event it was made for. */
#include "engine/event_queue.h"

#include <stdlib.h>

#include "engine/require.h"

enum { BUCKETS = 56, RANKS = 256 };
#define NO_SLOT UINT32_MAX

struct entry {
    des_time time;
    uint32_t slot;
};

struct bucket {
    struct entry *entries; /* owned */
    size_t count, capacity;
};

enum slot_state { SLOT_FREE, SLOT_PENDING, SLOT_CANCELLED };

struct slot {
    uint32_t generation; /* of its event or, when free, of the next one */
    uint32_t next;       /* in the list of its rank, or of the free slots */
    uint32_t subject;
    uint8_t rank, kind;
    uint8_t state;
};

struct des_event_queue {
    des_time now;
    uint64_t occupied; /* bit b: bucket b has entries; bucket 0 is the lists below */
    size_t pending, cancelled;
    des_time soonest;      /* outside the lists, if soonest_slot is not NO_SLOT */
    uint32_t soonest_slot; /* one of the events at that time */
    struct bucket buckets[BUCKETS];
    struct slot *slots;
    uint32_t slot_count, slot_capacity, first_free;
    uint64_t ranks[RANKS / 64]; /* bit r: the list of rank r is not empty */
    uint32_t first[RANKS], last[RANKS];
};

struct des_event_queue *des_event_queue_create(void)
{
    struct des_event_queue *self = des_allocate(1, sizeof *self);
    self->first_free = NO_SLOT;
    self->soonest_slot = NO_SLOT;
    return self;
}

void des_event_queue_destroy(struct des_event_queue *self)
{
    if (self == NULL) {
        return;
    }
    for (int b = 0; b < BUCKETS; b++) {
        free(self->buckets[b].entries);
    }
    free(self->slots);
    free(self);
}

size_t des_event_queue_count(const struct des_event_queue *self)
{
    return self->pending;
}

static void slots_grow(struct des_event_queue *self)
{
    DES_REQUIRE(self->slot_capacity < UINT32_C(1) << 31);
    self->slot_capacity = self->slot_capacity == 0 ? 64 : 2 * self->slot_capacity;
    self->slots = des_resize(self->slots, self->slot_capacity, sizeof *self->slots);
}

static inline uint32_t slot_take(struct des_event_queue *self, const struct des_event *event)
{
    uint32_t index = self->first_free;
    if (index != NO_SLOT) {
        self->first_free = self->slots[index].next;
    } else {
        if (self->slot_count == self->slot_capacity) {
            slots_grow(self);
        }
        index = self->slot_count++;
        self->slots[index].generation = 0;
    }
    struct slot *slot = &self->slots[index];
    slot->subject = event->subject;
    slot->rank = event->rank;
    slot->kind = event->kind;
    slot->state = SLOT_PENDING;
    return index;
}

/* A slot that has used up its generations is retired, so that no stale handle ever fits. */
static inline void slot_release(struct des_event_queue *self, uint32_t index)
{
    struct slot *slot = &self->slots[index];
    slot->state = SLOT_FREE;
    if (++slot->generation != UINT32_MAX) {
        slot->next = self->first_free;
        self->first_free = index;
    }
}

static inline bool drop_if_cancelled(struct des_event_queue *self, uint32_t index)
{
    if (self->cancelled == 0 || self->slots[index].state != SLOT_CANCELLED) {
        return false;
    }
    self->cancelled--;
    slot_release(self, index);
    return true;
}

static inline void list_append(struct des_event_queue *self, uint32_t index)
{
    unsigned rank = self->slots[index].rank;
    uint64_t bit = UINT64_C(1) << rank % 64;
    if ((self->ranks[rank / 64] & bit) != 0) {
        self->slots[self->last[rank]].next = index;
    } else {
        self->ranks[rank / 64] |= bit;
        self->first[rank] = index;
    }
    self->last[rank] = index;
    self->occupied |= 1;
}

/* The lowest rank that has a list, RANKS if none has. */
static inline unsigned lowest_rank(const struct des_event_queue *self)
{
    for (unsigned i = 0; i < RANKS / 64; i++) {
        if (self->ranks[i] != 0) {
            return 64 * i + (unsigned)__builtin_ctzll(self->ranks[i]);
        }
    }
    return RANKS;
}

static void list_remove_first(struct des_event_queue *self, unsigned rank)
{
    uint32_t index = self->first[rank];
    if (index != self->last[rank]) {
        self->first[rank] = self->slots[index].next;
        return;
    }
    self->ranks[rank / 64] &= ~(UINT64_C(1) << rank % 64);
    if (lowest_rank(self) == RANKS) {
        self->occupied &= ~UINT64_C(1);
    }
}

/* The next event at `now`, left in its list; NO_SLOT when there is none. */
static uint32_t first_now(struct des_event_queue *self)
{
    while ((self->occupied & 1) != 0) {
        unsigned rank = lowest_rank(self);
        uint32_t index = self->first[rank];
        if (self->slots[index].state == SLOT_PENDING) {
            return index;
        }
        list_remove_first(self, rank);
        drop_if_cancelled(self, index);
    }
    return NO_SLOT;
}

static inline unsigned bucket_of(des_time time, des_time now)
{
    return 64 - (unsigned)__builtin_clzll((uint64_t)(time ^ now)); /* they differ */
}

static void bucket_grow(struct bucket *bucket)
{
    bucket->capacity = bucket->capacity == 0 ? 8 : 2 * bucket->capacity;
    bucket->entries = des_resize(bucket->entries, bucket->capacity, sizeof *bucket->entries);
}

static inline void place(struct des_event_queue *self, struct entry entry)
{
    if (entry.time == self->now) {
        list_append(self, entry.slot);
        return;
    }
    unsigned b = bucket_of(entry.time, self->now);
    struct bucket *bucket = &self->buckets[b];
    if (bucket->count == bucket->capacity) {
        bucket_grow(bucket);
    }
    bucket->entries[bucket->count++] = entry;
    self->occupied |= UINT64_C(1) << b;
}

struct des_event_handle des_event_queue_push(struct des_event_queue *self, struct des_event event)
{
    DES_REQUIRE(self->now <= event.time && event.time < (des_time)1 << 55);
    uint32_t index = slot_take(self, &event);
    place(self, (struct entry){event.time, index});
    if (self->soonest_slot != NO_SLOT && event.time < self->soonest && event.time > self->now) {
        self->soonest = event.time;
        self->soonest_slot = index;
    }
    self->pending++;
    return (struct des_event_handle){index, self->slots[index].generation};
}

/* Drops the cancelled entries of a bucket; the others keep their order. */
static void bucket_clean(struct des_event_queue *self, struct bucket *bucket)
{
    size_t kept = 0;
    for (size_t i = 0; i < bucket->count; i++) {
        struct entry entry = bucket->entries[i];
        if (!drop_if_cancelled(self, entry.slot)) {
            bucket->entries[kept++] = entry;
        }
    }
    bucket->count = kept;
}

/* The first bucket with a pending event, its cancelled ones dropped; there must be one. */
static unsigned first_bucket(struct des_event_queue *self)
{
    for (;;) {
        unsigned b = (unsigned)__builtin_ctzll(self->occupied);
        if (self->cancelled > 0) {
            bucket_clean(self, &self->buckets[b]);
        }
        if (self->buckets[b].count > 0) {
            return b;
        }
        self->occupied &= ~(UINT64_C(1) << b);
    }
}

/* Outside the lists, which are empty, while something is pending. */
static void find_soonest(struct des_event_queue *self)
{
    const struct bucket *bucket = &self->buckets[first_bucket(self)];
    struct entry soonest = bucket->entries[0];
    for (size_t i = 1; i < bucket->count; i++) {
        soonest = bucket->entries[i].time < soonest.time ? bucket->entries[i] : soonest;
    }
    self->soonest = soonest.time;
    self->soonest_slot = soonest.slot;
}

/* Moves `now` to the soonest time and takes its events into the lists. */
static void advance(struct des_event_queue *self)
{
    if (self->soonest_slot == NO_SLOT) {
        find_soonest(self);
    }
    /* With a million pending it is far away in memory, and needed as soon as this is done. */
    __builtin_prefetch(&self->slots[self->soonest_slot], 1);
    unsigned b = (unsigned)__builtin_ctzll(self->occupied);
    struct bucket *bucket = &self->buckets[b];
    size_t count = bucket->count;
    self->now = self->soonest;
    self->soonest_slot = NO_SLOT;
    self->occupied &= ~(UINT64_C(1) << b);
    bucket->count = 0;
    for (size_t i = 0; i < count; i++) { /* into lower buckets: this one stays as it is */
        struct entry entry = bucket->entries[i];
        if (!drop_if_cancelled(self, entry.slot)) {
            place(self, entry);
        }
    }
}

bool des_event_queue_pop(struct des_event_queue *self, struct des_event *ret_event)
{
    if (self->pending == 0) {
        return false;
    }
    uint32_t index = first_now(self);
    if (index == NO_SLOT) {
        advance(self);
        index = first_now(self);
    }
    const struct slot *slot = &self->slots[index];
    *ret_event = (struct des_event){
        .time = self->now, .rank = slot->rank, .kind = slot->kind, .subject = slot->subject};
    list_remove_first(self, slot->rank);
    slot_release(self, index);
    self->pending--;
    return true;
}

bool des_event_queue_peek(struct des_event_queue *self, des_time *ret_time)
{
    if (self->pending == 0) {
        return false;
    }
    if (first_now(self) != NO_SLOT) {
        *ret_time = self->now;
        return true;
    }
    if (self->soonest_slot == NO_SLOT) {
        find_soonest(self);
    }
    *ret_time = self->soonest;
    return true;
}

bool des_event_queue_cancel(struct des_event_queue *self, struct des_event_handle handle)
{
    if (handle.slot >= self->slot_count) {
        return false;
    }
    struct slot *slot = &self->slots[handle.slot];
    if (slot->state != SLOT_PENDING || slot->generation != handle.generation) {
        return false;
    }
    slot->state = SLOT_CANCELLED;
    self->pending--;
    self->cancelled++;
    if (handle.slot == self->soonest_slot) {
        self->soonest_slot = NO_SLOT;
    }
    return true;
}

static void verify_entry(const struct des_event_queue *self, struct entry entry, unsigned bucket)
{
    DES_REQUIRE(entry.slot < self->slot_count);
    DES_REQUIRE(self->slots[entry.slot].state != SLOT_FREE);
    DES_REQUIRE(entry.time > self->now && bucket_of(entry.time, self->now) == bucket);
    if (self->soonest_slot != NO_SLOT && self->slots[entry.slot].state == SLOT_PENDING) {
        DES_REQUIRE(entry.time >= self->soonest);
    }
}

static size_t verify_lists(const struct des_event_queue *self)
{
    size_t held = 0;
    for (unsigned rank = 0; rank < RANKS; rank++) {
        if ((self->ranks[rank / 64] >> rank % 64 & 1) == 0) {
            continue;
        }
        uint32_t index = self->first[rank];
        for (held++; index != self->last[rank]; held++) {
            DES_REQUIRE(self->slots[index].rank == rank);
            DES_REQUIRE(self->slots[index].state != SLOT_FREE && held <= self->slot_count);
            index = self->slots[index].next;
        }
    }
    DES_REQUIRE((held > 0) == (self->occupied & 1));
    return held;
}

void des_event_queue_verify(const struct des_event_queue *self)
{
    size_t held = verify_lists(self);
    for (unsigned b = 1; b < BUCKETS; b++) {
        const struct bucket *bucket = &self->buckets[b];
        DES_REQUIRE(bucket->count == 0 || (self->occupied >> b & 1) == 1);
        for (size_t i = 0; i < bucket->count; i++) {
            verify_entry(self, bucket->entries[i], b);
        }
        held += bucket->count;
    }
    DES_REQUIRE(held == self->pending + self->cancelled);
}
