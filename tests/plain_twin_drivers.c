/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_drivers.c - vehicles that break down and are maintained, and their drivers, as
 * docs/model.md says. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "tests/plain_twin_world.h"

static const struct vehicle_pool *pool_of(const struct plain *self, pool_id pool)
{
    return &self->network->pools[pool];
}

static const struct vehicle_care *care_of(const struct plain *self, pool_id pool)
{
    return &self->network->vehicle_types[pool_of(self, pool)->type].care;
}

static bool numbered(const struct vehicle_care *care)
{
    return care->breaks || care->maintained;
}

static void tell(struct plain *self, enum spell_kind kind, const struct plain_trip *trip,
                 const des_time *span, int32_t load)
{
    struct fact fact = plain_no_parcel(FACT_SPELL, trip->route);
    fact.other = (int32_t)kind;
    fact.a = span[0];
    fact.b = plain_by_end(self, span[1]);
    fact.c = load;
    fact.d = trip->pool;
    if (span[0] < self->network->end) {
        plain_tell(self, fact);
    }
}

/* ---- vehicles ---- */

static struct plain_vehicle *vehicle_of(struct plain *self, const struct plain_trip *trip)
{
    pool_id pool = trip->pool;
    return trip->vehicle < 0 ? NULL : &self->workshops[pool].vehicles[trip->vehicle];
}

static void next_breakdown(const struct vehicle_care *care, struct plain_vehicle *it)
{
    des_time time = des_time_round(des_distribution_draw(&care->every, &it->breakdowns));
    it->until_breakdown = time < 1 ? 1 : time;
}

static void new_vehicle(struct plain *self, pool_id pool)
{
    struct plain_workshop *workshop = &self->workshops[pool];
    const struct vehicle_pool *about = pool_of(self, pool);
    const struct vehicle_care *care = care_of(self, pool);
    workshop->vehicles =
        des_resize(workshop->vehicles, (size_t)workshop->count + 1, sizeof *workshop->vehicles);
    struct plain_vehicle *it = &workshop->vehicles[workshop->count++];
    *it = (struct plain_vehicle){.since = care->due_after};
    char name[600];
    snprintf(name, sizeof name, "%s: %s %d", self->network->centres[about->base].name,
             self->network->vehicle_types[about->type].name, workshop->count);
    uint64_t seed = self->network->seed;
    des_rng_init(&it->breakdowns, des_stream_make(seed, self->replication, "breakdowns", name));
    des_rng_init(&it->maintenance, des_stream_make(seed, self->replication, "maintenance", name));
    if (care->breaks) {
        next_breakdown(care, it);
    }
    if (about->size != UNLIMITED) { /* so many come after it */
        int32_t behind = about->size - workshop->count;
        it->metres = care->due_m / about->size * behind;
        it->since = care->due_after - care->due_after / about->size * behind;
    }
}

void plain_takes_vehicle(struct plain *self, struct plain_trip *trip)
{
    pool_id pool = trip->pool;
    struct plain_workshop *workshop = &self->workshops[pool];
    trip->driven = 0;
    trip->vehicle = -1;
    trip->spare = false;
    for (int32_t v = 0; numbered(care_of(self, pool)) && trip->vehicle < 0; v++) {
        if (v == workshop->count) {
            new_vehicle(self, pool);
        }
        if (!workshop->vehicles[v].away && !workshop->vehicles[v].inside) {
            trip->vehicle = v;
            workshop->vehicles[v].away = true;
        }
    }
}

void plain_vehicle_is_free(struct plain *self, pool_id pool)
{
    if (plain_is_awaited(self, pool)) {
        plain_note(self, self->now, PLAIN_WAITED, NOTE_VEHICLE, pool);
    } else {
        self->idle[pool] += self->idle[pool] != UNLIMITED;
    }
}

static void goes_inside(struct plain *self, struct plain_vehicle *it, pool_id pool, des_time until)
{
    it->away = false;
    it->inside = true;
    it->until = until;
    plain_note(self, until, PLAIN_ARRIVAL, NOTE_WORKSHOP, pool);
}

/* ---- driving ---- */

void plain_stands(struct plain *self, struct plain_trip *trip, des_time time)
{
    const struct vehicle_care *care = care_of(self, trip->pool);
    if (care->rests && time >= care->rest_lasts) {
        trip->driven = 0;
    }
}

/* Breaks down at `at`; returns when the load goes on. */
static des_time breaks_down(struct plain *self, struct plain_trip *trip, des_time at)
{
    pool_id pool = trip->pool;
    const struct vehicle_care *care = care_of(self, pool);
    struct plain_vehicle *it = vehicle_of(self, trip);
    des_time repair = des_time_round(des_distribution_draw(&care->repair, &it->breakdowns));
    des_time repaired = des_time_later(at, repair);
    des_time goes_on = care->fetched_after < repair ? at + care->fetched_after : repaired;
    tell(self, SPELL_REPAIR, trip, (des_time[]){at, repaired}, 0);
    tell(self, SPELL_STANDING, trip, (des_time[]){at, goes_on}, plain_parcels_on_board(self, trip));
    next_breakdown(care, it);
    if (care->fetched_after < repair) {
        it->metres += (int64_t)(trip->distance_m + 0.5);
        goes_inside(self, it, pool, repaired);
        trip->vehicle = -1;
        trip->spare = true;
    }
    plain_stands(self, trip, goes_on - at);
    return goes_on;
}

des_time plain_arrives(struct plain *self, struct plain_trip *trip, des_time at, des_time driving)
{
    const struct vehicle_care *care = care_of(self, trip->pool);
    struct plain_vehicle *it = vehicle_of(self, trip);
    bool can_break = it && care->breaks;
    des_time step = driving;
    if (can_break && it->until_breakdown < step) {
        step = it->until_breakdown;
    }
    if (care->rests && care->rest_after - trip->driven < step) {
        step = care->rest_after - trip->driven;
    }
    trip->driven += step;
    if (can_break) {
        it->until_breakdown -= step;
    }
    if (step == driving || at + step >= self->network->end) {
        return des_time_later(at, driving);
    }
    if (can_break && it->until_breakdown == 0) {
        at = breaks_down(self, trip, at + step);
    } else {
        at += step;
        tell(self, SPELL_REST, trip, (des_time[]){at, at + care->rest_lasts},
             plain_parcels_on_board(self, trip));
        at += care->rest_lasts;
        trip->driven = 0;
    }
    return plain_arrives(self, trip, at, driving - step);
}

/* ---- home ---- */

static void overtime(struct plain *self, const struct plain_trip *trip)
{
    const struct vehicle_care *care = care_of(self, trip->pool);
    des_time over = -1;
    for (int32_t i = 0; i < care->shift_count; i++) {
        des_time week = trip->departed - trip->departed % DES_WEEK;
        for (des_time w = week - DES_WEEK; w <= week; w += DES_WEEK) {
            des_time begin = w + care->shifts[i].begin, end = w + care->shifts[i].end;
            if (begin <= trip->departed && trip->departed < end && end > over) {
                over = end;
            }
        }
    }
    if (over >= 0 && over < self->now) {
        tell(self, SPELL_OVERTIME, trip, (des_time[]){over, self->now}, 0);
    }
}

void plain_vehicle_home(struct plain *self, struct plain_trip *trip)
{
    pool_id pool = trip->pool;
    const struct vehicle_care *care = care_of(self, pool);
    struct plain_vehicle *it = vehicle_of(self, trip);
    overtime(self, trip);
    if (trip->spare) {
        return;
    }
    if (!it) {
        plain_vehicle_is_home(self, trip->route, pool);
        return;
    }
    it->metres += (int64_t)(trip->distance_m + 0.5);
    bool due = care->due_m > 0 ? it->metres >= care->due_m : it->since <= self->now;
    if (care->maintained && due) {
        des_time lasts = des_time_round(des_distribution_draw(&care->upkeep, &it->maintenance));
        des_time until = des_time_later(self->now, lasts);
        tell(self, SPELL_MAINTENANCE, trip, (des_time[]){self->now, until}, 0);
        it->maintained = true;
        goes_inside(self, it, pool, until);
        return;
    }
    it->away = false;
    plain_vehicle_is_home(self, trip->route, pool);
}

/* One that is ready now. */
void plain_on_workshop(struct plain *self, pool_id pool)
{
    for (int32_t v = 0; v < self->workshops[pool].count; v++) {
        struct plain_vehicle *it = &self->workshops[pool].vehicles[v];
        if (!it->inside || it->until > self->now) {
            continue;
        }
        it->inside = false;
        if (it->maintained) {
            it->metres = 0;
            it->since = self->now + care_of(self, pool)->due_after;
        }
        it->maintained = false;
        plain_vehicle_is_free(self, pool);
        return;
    }
    DES_REQUIRE(false);
}

/* ---- shifts ---- */

static des_time mean_of(const struct plain *self, const struct stop *leg)
{
    double seconds =
        des_distribution_mean(&leg->travel) * des_distribution_mean(&self->network->delay) / 1e6;
    return (des_time)floor(seconds + 0.5) * DES_SECOND;
}

/* A route, with a vehicle of one pool. */
struct candidate {
    const struct plain_trip *as_trip; /* that leaves */
    const struct route *route;
    const struct vehicle_care *care;
    des_time handling;
};

static des_time should_be_home(const struct plain *self, const struct candidate *it, des_time at)
{
    at += it->handling;
    for (int32_t s = 0; s < plain_stop_count(it->route); s++) {
        at += mean_of(self, plain_leg(self, it->as_trip, s)) + it->route->stop_time;
    }
    if (it->route->back_count > 0) {
        at = plain_next_back(it->route, at);
    }
    return at + mean_of(self, plain_leg_home(self, it->as_trip)) + it->route->stop_time;
}

static bool may_leave(const struct plain *self, const struct candidate *it, des_time at,
                      bool home_in_time)
{
    des_time week = at - at % DES_WEEK;
    for (int32_t i = 0; i < 2 * it->care->shift_count; i++) {
        des_time base = i % 2 == 0 ? week : week - DES_WEEK;
        const struct shift *shift = &it->care->shifts[i / 2];
        des_time begin = base + shift->begin, end = base + shift->end;
        if (begin <= at && (home_in_time ? should_be_home(self, it, at) <= end : at < end)) {
            return true;
        }
    }
    return false;
}

/* The earliest shift that begins after `at`. */
static des_time shift_after(const struct vehicle_care *care, des_time at)
{
    des_time best = DES_NEVER;
    for (int32_t i = 0; i < care->shift_count; i++) {
        des_time begin = at - at % DES_WEEK + care->shifts[i].begin;
        begin += begin <= at ? DES_WEEK : 0;
        best = begin < best ? begin : best;
    }
    return best;
}

static des_time next_leave(const struct plain *self, const struct candidate *it, bool home_in_time)
{
    des_time at = self->now;
    while (!may_leave(self, it, at, home_in_time)) {
        at = shift_after(it->care, at);
        if (at > self->now + DES_WEEK) {
            return DES_NEVER;
        }
    }
    return at;
}

des_time plain_driver_leaves(struct plain *self, int32_t route, pool_id pool)
{
    struct plain_trip trip = {.route = route, .pool = pool};
    struct candidate it = {&trip, plain_route_of(self, route), care_of(self, pool), 0};
    if (it.care->shift_count == 0) {
        return self->now;
    }
    int32_t ready = plain_ready_count(self, it.route), holds = plain_holds(self, pool);
    it.handling = (ready < holds ? ready : holds) * it.route->handling;
    des_time leaves = next_leave(self, &it, true);
    return leaves < DES_NEVER ? leaves : next_leave(self, &it, false);
}

bool plain_waits_for_driver(struct plain *self, int32_t route, pool_id only, des_time due)
{
    struct id_range vehicles = plain_route_of(self, route)->vehicles;
    struct plain_trip first = {.route = route, .pool = NOWHERE};
    des_time leaves = DES_NEVER;
    bool any_idle = false;
    for (int32_t v = vehicles.begin; v < vehicles.end; v++) {
        any_idle = any_idle || self->idle[self->network->route_vehicles[v].pool] != 0;
    }
    for (int32_t v = vehicles.begin; v < vehicles.end; v++) {
        pool_id pool = self->network->route_vehicles[v].pool;
        bool meant = only == NOWHERE ? !any_idle || self->idle[pool] != 0 : pool == only;
        if (!meant) {
            continue;
        }
        des_time at = plain_driver_leaves(self, route, pool);
        if (first.pool == NOWHERE || at < leaves) {
            first.pool = pool;
            leaves = at;
        }
    }
    if (leaves == self->now) {
        return false;
    }
    self->routes[route].waits = true;
    self->routes[route].due = due;
    tell(self, SPELL_SHIFT_WAIT, &first, (des_time[]){self->now, leaves}, 0);
    plain_note(self, leaves, PLAIN_DRIVER, NOTE_DRIVER, route);
    return true;
}
