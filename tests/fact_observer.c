/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fact_observer.h"

#include <math.h>

#include "engine/require.h"
#include "models/operation/world.h"

static struct fact fact_of(const struct parcel *parcel, enum fact_kind kind, int32_t place)
{
    bool returning = parcel_has(parcel, PARCEL_RETURNING);
    int32_t direction = returning ? GOING_BACK : (int32_t)parcel_direction(parcel);
    int32_t local = parcel_has(parcel, PARCEL_LOCAL) ? FROM_VILLAGE_TO_VILLAGE : 0;
    return (struct fact){.direction = direction + local,
                         .village = (int32_t)parcel->village,
                         .born = parcel_born(parcel),
                         .luck = parcel->luck,
                         .kind = (int)kind,
                         .place = place};
}

static struct fact no_parcel(enum fact_kind kind, int32_t place)
{
    return (struct fact){.direction = -1, .village = -1, .kind = (int)kind, .place = place};
}

static des_time by_end(const struct fact_observer *self, des_time time)
{
    return time < self->network->end ? time : -1;
}

static void on_entered(void *context, const struct parcel *parcels, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_ENTERED, 0);
        fact.a = parcel_class(&parcels[i]);
        fact_list_add(&self->facts, fact);
    }
}

static void on_sorted(void *context, centre_id centre, const struct parcel *parcels,
                      const des_time *starts, const double *works, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_SORTED, centre);
        fact.a = parcels[i].arrived;
        fact.b = starts[i];
        fact.c = parcels[i].ready;
        fact.d = des_time_round(works[i]);
        if (fact.c < self->network->end) {
            fact_list_add(&self->facts, fact);
        }
    }
}

static void on_sorter_did(void *context, const struct sorter_deed *deed)
{
    struct fact_observer *self = context;
    struct fact fact = no_parcel(FACT_SORTER, deed->centre);
    fact.other = (int32_t)deed->kind;
    fact.a = deed->begin;
    fact.b = by_end(self, deed->end);
    fact.c = (des_time)deed->parcels;
    fact_list_add(&self->facts, fact);
}

static void on_departed(void *context, centre_id centre, des_time time,
                        const struct parcel *parcels, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_DEPARTED, centre);
        fact.a = time;
        fact_list_add(&self->facts, fact);
    }
}

static void on_carried(void *context, const struct route *route, des_time departed,
                       des_time arrived, enum direction direction, size_t count)
{
    struct fact_observer *self = context;
    struct fact fact = no_parcel(FACT_CARRIED, (int32_t)(route - self->network->routes));
    fact.other = (int32_t)direction;
    fact.a = departed;
    fact.b = by_end(self, arrived);
    fact.c = (des_time)count;
    fact_list_add(&self->facts, fact);
}

static void on_picked_up(void *context, station_id station, des_time time,
                         const struct parcel *parcels, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_PICKED_UP, station);
        fact.a = time;
        fact_list_add(&self->facts, fact);
    }
}

static void on_shelved(void *context, centre_id county, station_id station, des_time placed,
                       des_time available, const struct parcel *parcels, const des_time *leaves,
                       const uint8_t *returned, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_SHELVED, county);
        fact.other = station;
        fact.a = placed;
        fact.b = by_end(self, available);
        fact.c = by_end(self, leaves[i]);
        fact.d = fact.c < 0 ? 0 : returned[i];
        if (placed < self->network->end) {
            fact_list_add(&self->facts, fact);
        }
    }
}

static void on_put(void *context, station_id station, des_time placed, des_time available,
                   const struct parcel *parcels, size_t count)
{
    (void)context, (void)station, (void)placed, (void)available, (void)parcels, (void)count;
}

static void on_taken(void *context, station_id station, des_time placed, des_time available,
                     const struct parcel *parcel, des_time leaves, bool returned)
{
    struct fact_observer *self = context;
    uint8_t flag = returned;
    on_shelved(self, self->network->stations[station].county, station, placed, available, parcel,
               &leaves, &flag, 1);
}

static void on_served(void *context, station_id station, const struct parcel *parcel,
                      des_time start, des_time finish)
{
    struct fact_observer *self = context;
    struct fact fact = fact_of(parcel, FACT_SERVED, station);
    fact.a = parcel->arrived;
    fact.b = start;
    fact.c = by_end(self, finish);
    if (start < self->network->end) {
        fact_list_add(&self->facts, fact);
    }
}

static void on_round_ended(void *context, const struct round_record *record)
{
    struct fact_observer *self = context;
    struct fact fact = no_parcel(FACT_ROUND, record->station);
    fact.a = record->due;
    fact.b = record->begun;
    fact.c = by_end(self, record->back);
    fact.d = record->parcels;
    fact.f = (des_time)record->distance_m;
    fact_list_add(&self->facts, fact);
}

static void on_overflowed(void *context, station_id station, des_time time,
                          const struct parcel *parcels, size_t count, bool returned)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_OVERFLOWED, station);
        fact.a = time;
        fact.b = returned;
        fact_list_add(&self->facts, fact);
    }
}

static void on_sought_locker(void *context, station_id station, des_time time,
                             const struct parcel *parcels, const int32_t *wanted,
                             const int32_t *got, const des_time *leaves, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_LOCKER, station);
        fact.other = got[i];
        fact.a = time;
        fact.b = wanted[i];
        fact.c = got[i] < 0 ? 0 : by_end(self, leaves[i]);
        fact_list_add(&self->facts, fact);
    }
}

static void on_lost(void *context, const struct parcel *parcels, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_LOST, 0);
        fact.a = fact.born;
        fact_list_add(&self->facts, fact);
    }
}

/* Each parcel times the metres for which it was on board. */
static double parcel_metres(const struct trip_record *trip)
{
    double sum = 0, left = trip->load_out;
    for (int32_t s = 0; s < trip->stop_count; s++) {
        const struct stop_record *stop = &trip->stops[s];
        sum += stop->brought * stop->distance_m;
        sum += (stop->refused + stop->collected) * (trip->distance_m - stop->distance_m);
        left -= stop->brought;
    }
    return sum + left * trip->distance_m;
}

static void on_trip_ended(void *context, const struct trip_record *trip)
{
    struct fact_observer *self = context;
    struct fact fact = no_parcel(FACT_TRIP, trip->route);
    fact.other = trip->left_behind;
    fact.a = trip->due;
    fact.b = trip->departed;
    fact.c = trip->returned;
    fact.d = trip->load_out;
    fact.e = trip->load_back;
    fact.f = (des_time)trip->distance_m;
    fact.g = (des_time)parcel_metres(trip);
    fact.h = trip->pool;
    fact.i = trip->again;
    fact_list_add(&self->facts, fact);
    if (self->network->vehicle_types[self->network->pools[trip->pool].type].limited) {
        struct fact loads = no_parcel(FACT_LOADS, trip->route);
        loads.a = trip->departed;
        loads.b = trip->out.volume_ml;
        loads.c = trip->out.weight_g;
        loads.d = trip->back.volume_ml;
        loads.e = trip->back.weight_g;
        loads.f = (des_time)llround(trip->fullest_m);
        fact_list_add(&self->facts, loads);
    }
}

static void on_trip_missed(void *context, route_id route, des_time due)
{
    struct fact_observer *self = context;
    struct fact fact = no_parcel(FACT_MISSED, route);
    fact.a = due;
    fact_list_add(&self->facts, fact);
}

static void on_spell(void *context, const struct spell_record *spell)
{
    struct fact_observer *self = context;
    struct fact fact = no_parcel(FACT_SPELL, spell->route);
    fact.other = (int32_t)spell->kind;
    fact.a = spell->begin;
    fact.b = by_end(self, spell->end);
    fact.c = spell->load;
    fact.d = spell->pool;
    fact_list_add(&self->facts, fact);
}

static void on_unfinished(void *context, int place, const struct parcel *parcels, size_t count)
{
    struct fact_observer *self = context;
    for (size_t i = 0; i < count; i++) {
        struct fact fact = fact_of(&parcels[i], FACT_UNFINISHED, place);
        fact.a = self->network->end;
        fact_list_add(&self->facts, fact);
    }
}

static void on_set_back(void *context, const struct setback *setback)
{
    struct fact_observer *self = context;
    struct fact fact = no_parcel(FACT_SET_BACK, setback->disturbance);
    fact.other = (int32_t)setback->kind;
    fact.a = setback->time;
    fact.b = setback->added;
    fact.c = setback->parcels;
    fact.d = setback->due;
    fact.e = setback->route;
    fact_list_add(&self->facts, fact);
}

struct observer fact_observer(struct fact_observer *self)
{
    return (struct observer){
        .self = self,
        .entered = on_entered,
        .sorted = on_sorted,
        .sorter_did = on_sorter_did,
        .departed = on_departed,
        .carried = on_carried,
        .picked_up = on_picked_up,
        .shelved = on_shelved,
        .put = on_put,
        .taken = on_taken,
        .served = on_served,
        .round_ended = on_round_ended,
        .overflowed = on_overflowed,
        .sought_locker = on_sought_locker,
        .lost = on_lost,
        .trip_ended = on_trip_ended,
        .trip_missed = on_trip_missed,
        .spell = on_spell,
        .set_back = on_set_back,
        .unfinished = on_unfinished,
    };
}

void fact_observer_run(struct fact_observer *self, int32_t region, uint32_t replication,
                       bool verify)
{
    struct observer observer = fact_observer(self);
    struct world *world = world_create(self->network, region, replication, &observer);
    des_time before = 0;
    while (world_step(world)) {
        DES_REQUIRE(world->now >= before);
        before = world->now;
        if (verify) {
            world_verify(world);
        }
    }
    world_finish(world);
    if (verify) {
        world_verify(world);
    }
    world_destroy(world);
    fact_list_settle(&self->facts);
}

static bool same_journey(const struct fact *a, const struct fact *b)
{
    return a->kind == FACT_CARRIED && b->kind == FACT_CARRIED && a->place == b->place &&
           a->other == b->other && a->a == b->a && a->b == b->b;
}

void fact_list_settle(struct fact_list *self)
{
    fact_list_sort(self);
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++) {
        if (kept > 0 && same_journey(&self->facts[kept - 1], &self->facts[i])) {
            self->facts[kept - 1].c += self->facts[i].c;
        } else {
            self->facts[kept++] = self->facts[i];
        }
    }
    self->count = kept;
}
