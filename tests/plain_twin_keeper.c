/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_keeper.c - villagers who wait for a keeper. */
#include "tests/plain_twin_world.h"

#include "engine/require.h"

bool plain_keepers_need_time(const struct plain *self, station_id station)
{
    return station != NO_PLACE && self->network->keepers &&
           self->network->keepers[station].count > 0;
}

void plain_comes(struct plain *self, int32_t parcel)
{
    struct plain_parcel *it = &self->parcels[parcel];
    it->came = self->now;
    bool placed_now =
        it->direction == INBOUND && self->history->facts.facts[it->shelved].a == self->now;
    it->turn = placed_now ? self->unloadings : 0;
    plain_list_add(&self->counters[it->at].queue, parcel);
    plain_note(self, self->now, PLAIN_AT_COUNTER, NOTE_COUNTER, it->at);
}

/* Is `a` served before `b`? */
static bool goes_first(const struct plain *self, int32_t a, int32_t b)
{
    const struct plain_parcel *one = &self->parcels[a], *other = &self->parcels[b];
    const int64_t first[] = {one->came, one->turn,    one->direction,
                             one->born, one->village, one->luck};
    const int64_t second[] = {other->came, other->turn,    other->direction,
                              other->born, other->village, other->luck};
    int decides = one->direction == OUTBOUND ? 3 : 6; /* then who set out first */
    for (int i = 0; i < decides; i++) {
        if (first[i] != second[i]) {
            return first[i] < second[i];
        }
    }
    return a < b;
}

static int32_t take_next(struct plain *self, struct plain_list *queue)
{
    size_t next = 0;
    for (size_t i = 1; i < queue->count; i++) {
        next = goes_first(self, queue->items[i], queue->items[next]) ? i : next;
    }
    return plain_list_take(queue, next);
}

void plain_keepers_look(struct plain *self, station_id station)
{
    const struct network *network = self->network;
    const struct keepers *keepers = &network->keepers[station];
    struct plain_counter *at = &self->counters[station];
    struct des_stream stream = des_stream_make(network->seed, self->replication, "keeper",
                                               network->stations[station].name);
    while (at->busy < keepers->count && at->queue.count > 0) {
        int32_t parcel = take_next(self, &at->queue);
        const struct plain_parcel *it = &self->parcels[parcel];
        uint64_t own = ((uint64_t)it->luck << 32) + (uint64_t)it->village;
        double time =
            des_distribution_at(&keepers->service, stream, own, des_lot(it->luck, LOT_KEEPER));
        des_time done = self->now + des_time_round(time);
        struct fact fact = plain_fact_of(it, FACT_SERVED);
        fact.place = station;
        fact.a = it->came;
        fact.b = self->now;
        fact.c = plain_by_end(self, done);
        plain_tell(self, fact);
        at->busy++;
        plain_note(self, done, PLAIN_ON_FOOT, NOTE_SERVED, parcel);
    }
}

void plain_served(struct plain *self, int32_t parcel)
{
    struct plain_parcel *it = &self->parcels[parcel];
    self->counters[it->at].busy--;
    plain_note(self, self->now, PLAIN_AT_COUNTER, NOTE_COUNTER, it->at);
    if (it->direction == OUTBOUND) {
        it->ready = self->now;
        plain_wait_in_line(self, &self->boxes[it->at], parcel);
        return;
    }
    self->history->facts.facts[it->shelved].c = self->now;
    plain_on_leaves(self, parcel);
}
