/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/vehicle_care.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/operation/dispatch.h"
#include "models/operation/drivers.h"
#include "models/operation/routes.h"
#include "models/operation/transport.h"

static const struct vehicle_care *care_of(const struct world *world, int32_t pool)
{
    return &pool_type(world, pool)->care;
}

static bool is_numbered(const struct vehicle_care *care)
{
    return care->breaks || care->maintained;
}

/* ---- vehicles ---- */

/* At least a microsecond, so that a leg ends. */
static des_time until_breakdown(const struct vehicle_care *care, struct vehicle *vehicle)
{
    des_time time = des_time_round(des_distribution_draw(&care->every, &vehicle->breakdowns));
    return time > 0 ? time : 1;
}

/* The share of an interval that the first maintenance of vehicle `number` is early by, so that a
 * fleet is not away all at once. */
static int64_t head_start(int64_t interval, int32_t number, int32_t size)
{
    return size == UNLIMITED ? 0 : interval / size * (size - 1 - number);
}

static void add_vehicle(struct world *world, int32_t pool, struct care_pool *vehicles)
{
    const struct network *network = world->network;
    const struct vehicle_pool *about = &network->pools[world->region->pools.begin + pool];
    const struct vehicle_care *care = care_of(world, pool);
    if (vehicles->count == vehicles->capacity) {
        vehicles->capacity = 2 * vehicles->capacity + 4;
        vehicles->vehicles =
            des_resize(vehicles->vehicles, (size_t)vehicles->capacity, sizeof *vehicles->vehicles);
    }
    int32_t number = vehicles->count++;
    struct vehicle *vehicle = &vehicles->vehicles[number];
    *vehicle = (struct vehicle){.state = VEHICLE_IDLE};
    char name[512];
    snprintf(name, sizeof name, "%s: %s %d", network->centres[about->base].name,
             network->vehicle_types[about->type].name, number + 1);
    uint64_t seed = network->seed;
    des_rng_init(&vehicle->breakdowns,
                 des_stream_make(seed, world->replication, "breakdowns", name));
    des_rng_init(&vehicle->maintenance,
                 des_stream_make(seed, world->replication, "maintenance", name));
    vehicle->to_drive = care->breaks ? until_breakdown(care, vehicle) : DES_NEVER;
    vehicle->driven_m = head_start(care->due_m, number, about->size);
    vehicle->due = care->due_after - head_start(care->due_after, number, about->size);
}

void care_init(struct world *world)
{
    struct id_range pools = world->region->pools;
    size_t count = (size_t)(pools.end - pools.begin);
    if (!world->network->cares) {
        return;
    }
    world->care = des_allocate(1, sizeof *world->care);
    world->care->pools = des_allocate(count, sizeof *world->care->pools);
}

void care_done(struct world *world)
{
    struct id_range pools = world->region->pools;
    for (int32_t p = 0; world->care && p < pools.end - pools.begin; p++) {
        free(world->care->pools[p].vehicles);
    }
    if (world->care) {
        free(world->care->pools);
        free(world->care);
    }
}

void care_tell(struct world *world, struct spell_record spell)
{
    spell.route += world->region->routes.begin;
    spell.pool += world->region->pools.begin;
    if (spell.begin < world->network->end) {
        world->observer->spell(world->observer->self, &spell);
    }
}

/* ---- departures ---- */

void care_depart(struct world *world, struct trip *trip)
{
    struct care_pool *pool = &world->care->pools[trip->pool];
    trip->driven = 0;
    trip->vehicle = ANY_VEHICLE;
    if (!is_numbered(care_of(world, trip->pool))) {
        return;
    }
    int32_t number = 0;
    while (number < pool->count && pool->vehicles[number].state != VEHICLE_IDLE) {
        number++;
    }
    if (number == pool->count) {
        add_vehicle(world, trip->pool, pool);
    }
    pool->vehicles[number].state = VEHICLE_AWAY;
    trip->vehicle = number;
}

/* ---- on the road ---- */

void care_pause(struct world *world, struct trip *trip, des_time pause)
{
    const struct vehicle_care *care = care_of(world, trip->pool);
    if (care->rests && pause >= care->rest_lasts) {
        trip->driven = 0;
    }
}

/* A leg in the making: where it stands in time and what is left to drive. */
struct drive {
    struct trip *trip;
    des_time time, left;
};

static void move(struct drive *self, struct vehicle *vehicle, des_time driving)
{
    self->time += driving;
    self->left -= driving;
    self->trip->driven += driving;
    if (vehicle) {
        vehicle->to_drive -= driving;
    }
}

static void break_down(struct world *world, struct drive *self, struct vehicle *vehicle)
{
    struct trip *trip = self->trip;
    const struct vehicle_care *care = care_of(world, trip->pool);
    des_time repair = des_time_round(des_distribution_draw(&care->repair, &vehicle->breakdowns));
    bool fetched = care->fetched_after < repair;
    des_time stands = fetched ? care->fetched_after : repair;
    struct spell_record spell = {.kind = SPELL_STANDING,
                                 .route = trip->route,
                                 .pool = trip->pool,
                                 .begin = self->time,
                                 .end = des_time_later(self->time, stands),
                                 .load = (int32_t)trip_on_board(trip)};
    care_tell(world, spell);
    spell.kind = SPELL_REPAIR;
    spell.end = des_time_later(self->time, repair);
    spell.load = 0;
    care_tell(world, spell);
    vehicle->to_drive = until_breakdown(care, vehicle);
    if (fetched) {
        trip->vehicle = SPARE_VEHICLE;
        vehicle->driven_m += llround(trip->distance_m);
        vehicle->state = VEHICLE_IN_REPAIR;
        vehicle->ready = spell.end;
        route_schedule(world, spell.end, EVENT_CARE_OVER, RANK_ARRIVAL, trip->pool);
    }
    self->time = des_time_later(self->time, stands);
    care_pause(world, trip, stands);
}

static void rest(struct world *world, struct drive *self, const struct vehicle_care *care)
{
    struct trip *trip = self->trip;
    struct spell_record spell = {.kind = SPELL_REST,
                                 .route = trip->route,
                                 .pool = trip->pool,
                                 .begin = self->time,
                                 .end = self->time + care->rest_lasts,
                                 .load = (int32_t)trip_on_board(trip)};
    care_tell(world, spell);
    self->time = spell.end;
    trip->driven = 0;
}

des_time care_drive(struct world *world, struct trip *trip, des_time leaving, des_time driving)
{
    const struct vehicle_care *care = care_of(world, trip->pool);
    struct drive drive = {trip, leaving, driving};
    while (drive.time < world->network->end) {
        struct vehicle *vehicle =
            trip->vehicle >= 0 ? &world->care->pools[trip->pool].vehicles[trip->vehicle] : NULL;
        des_time whole = vehicle && care->breaks ? vehicle->to_drive : DES_NEVER;
        des_time awake = care->rests ? care->rest_after - trip->driven : DES_NEVER;
        des_time next = whole <= awake ? whole : awake;
        if (drive.left <= next) { /* what falls due on arrival waits for the next leg */
            move(&drive, vehicle, drive.left);
            return drive.time;
        }
        move(&drive, vehicle, next);
        if (whole <= awake) {
            break_down(world, &drive, vehicle);
        } else {
            rest(world, &drive, care);
        }
    }
    return des_time_later(drive.time, drive.left);
}

/* ---- home again ---- */

static void maintain(struct world *world, const struct trip *trip, struct vehicle *vehicle)
{
    const struct vehicle_care *care = care_of(world, trip->pool);
    des_time lasts = des_time_round(des_distribution_draw(&care->upkeep, &vehicle->maintenance));
    vehicle->state = VEHICLE_IN_MAINTENANCE;
    vehicle->ready = des_time_later(world->now, lasts);
    care_tell(world, (struct spell_record){.kind = SPELL_MAINTENANCE,
                                           .route = trip->route,
                                           .pool = trip->pool,
                                           .begin = world->now,
                                           .end = vehicle->ready});
    route_schedule(world, vehicle->ready, EVENT_CARE_OVER, RANK_ARRIVAL, trip->pool);
}

static bool is_due(const struct vehicle_care *care, const struct vehicle *vehicle, des_time now)
{
    return care->maintained &&
           (care->due_m > 0 ? vehicle->driven_m >= care->due_m : vehicle->due <= now);
}

void care_home(struct world *world, struct trip *trip)
{
    drivers_home(world, trip);
    if (trip->vehicle == ANY_VEHICLE) {
        dispatch_vehicle_home(world, trip->route, trip->pool);
    }
    if (trip->vehicle < 0) { /* a spare goes back to where it came from */
        return;
    }
    struct vehicle *vehicle = &world->care->pools[trip->pool].vehicles[trip->vehicle];
    vehicle->driven_m += llround(trip->distance_m);
    if (is_due(care_of(world, trip->pool), vehicle, world->now)) {
        maintain(world, trip, vehicle);
        return;
    }
    vehicle->state = VEHICLE_IDLE;
    dispatch_vehicle_home(world, trip->route, trip->pool);
}

void care_over(struct world *world, int32_t pool)
{
    struct care_pool *vehicles = &world->care->pools[pool];
    struct vehicle *vehicle = vehicles->vehicles;
    while (vehicle->state < VEHICLE_IN_REPAIR || vehicle->ready > world->now) {
        vehicle++;
        DES_REQUIRE(vehicle < vehicles->vehicles + vehicles->count);
    }
    if (vehicle->state == VEHICLE_IN_MAINTENANCE) {
        vehicle->driven_m = 0;
        vehicle->due = des_time_later(world->now, care_of(world, pool)->due_after);
    }
    vehicle->state = VEHICLE_IDLE;
    dispatch_vehicle_free(world, pool);
}

/* ---- invariants ---- */

void care_verify(const struct world *world)
{
    struct id_range pools = world->region->pools;
    for (int32_t p = 0; world->care && p < pools.end - pools.begin; p++) {
        const struct care_pool *pool = &world->care->pools[p];
        int32_t size = world->network->pools[pools.begin + p].size, busy = 0, away = 0;
        for (int32_t v = 0; v < pool->count; v++) {
            busy += pool->vehicles[v].state != VEHICLE_IDLE;
            away += pool->vehicles[v].state == VEHICLE_AWAY;
        }
        for (int32_t t = 0; t < world->trip_count; t++) {
            const struct trip *trip = &world->trips[t];
            away -= trip->away && trip->pool == p && trip->vehicle >= 0;
        }
        DES_REQUIRE(away == 0);
        DES_REQUIRE(size == UNLIMITED || (busy <= size && world->fleets[p].idle <= size - busy));
    }
}
