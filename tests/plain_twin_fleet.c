/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_fleet.c - which vehicle goes, and who waits for one. */
#include "tests/plain_twin_world.h"

#include "engine/require.h"
#include "models/network/daily_plan.h"

int32_t plain_holds(const struct plain *self, pool_id pool)
{
    int32_t capacity = self->network->vehicle_types[self->network->pools[pool].type].capacity;
    return capacity == UNLIMITED ? INT32_MAX : capacity;
}

/* The legs of a route for vehicles of this pool; NULL when it takes none of them. */
static const struct route_vehicle *legs_of(const struct plain *self, int32_t route, pool_id pool)
{
    for (int32_t v = 0; v < self->network->route_vehicle_count; v++) {
        const struct route_vehicle *it = &self->network->route_vehicles[v];
        if (it->route == route && it->pool == pool) {
            return it;
        }
    }
    return NULL;
}

static double average_holds(const struct plain *self, pool_id pool)
{
    return self->network->vehicle_types[self->network->pools[pool].type].average_holds;
}

pool_id plain_choose_vehicle(struct plain *self, int32_t route)
{
    const struct route *about = plain_route_of(self, route);
    int32_t ready = plain_ready_count(self, about);
    pool_id holds = NOWHERE, largest = NOWHERE;
    for (int32_t v = about->vehicles.begin; v < about->vehicles.end; v++) {
        pool_id pool = self->network->route_vehicles[v].pool;
        double size = average_holds(self, pool);
        if (self->idle[pool] == 0 || plain_driver_leaves(self, route, pool) > self->now) {
            continue;
        }
        if (plain_holds(self, pool) >= ready && plain_all_fit(self, route, pool) &&
            (holds == NOWHERE || size < average_holds(self, holds))) {
            holds = pool;
        }
        if (largest == NOWHERE || size > average_holds(self, largest)) {
            largest = pool;
        }
    }
    return holds != NOWHERE ? holds : largest;
}

/* Where on the base's list the first route stands that takes such vehicles; its length if none. */
static size_t first_that_takes(const struct plain *self, pool_id pool)
{
    const struct plain_list *waiting = &self->waiting[self->network->pools[pool].base];
    size_t at = 0;
    while (at < waiting->count && !legs_of(self, waiting->items[at], pool)) {
        at++;
    }
    return at;
}

bool plain_is_awaited(const struct plain *self, pool_id pool)
{
    return first_that_takes(self, pool) < self->waiting[self->network->pools[pool].base].count;
}

int32_t plain_first_waiting(struct plain *self, pool_id pool)
{
    struct plain_list *waiting = &self->waiting[self->network->pools[pool].base];
    return plain_list_take(waiting, first_that_takes(self, pool));
}

const struct stop *plain_leg(const struct plain *self, const struct plain_trip *trip, int32_t s)
{
    const struct route *route = plain_route_of(self, trip->route);
    if (route->daily) {
        return daily_leg(self->network, route, s > 0 ? trip->chosen[s - 1] : NO_PLACE,
                         s < trip->chosen_count ? trip->chosen[s] : NO_PLACE);
    }
    const struct route_vehicle *with = legs_of(self, trip->route, trip->pool);
    DES_REQUIRE(with != NULL);
    return &self->network->stops[with->legs + s];
}

const struct stop *plain_leg_home(const struct plain *self, const struct plain_trip *trip)
{
    const struct route *route = plain_route_of(self, trip->route);
    if (route->daily) {
        return plain_leg(self, trip, trip->chosen_count);
    }
    bool own = route->pool == trip->pool;
    return own ? &route->home : plain_leg(self, trip, plain_stop_count(route));
}

int32_t plain_vehicle_of(const struct plain *self, int32_t route, pool_id pool)
{
    return (int32_t)(legs_of(self, route, pool) - self->network->route_vehicles);
}

void plain_vehicle_is_home(struct plain *self, int32_t route, pool_id pool)
{
    if (plain_route_of(self, route)->reload > 0) {
        plain_note(self, self->now, PLAIN_WAITED, NOTE_RELOAD, plain_vehicle_of(self, route, pool));
    } else {
        plain_vehicle_is_free(self, pool);
    }
}

/* A vehicle is back from a route with `reload`: who waits goes first; if nobody took it, it goes
 * again when it is early enough and enough is ready. */
void plain_may_reload(struct plain *self, int32_t vehicle)
{
    const struct route_vehicle *with = &self->network->route_vehicles[vehicle];
    const struct route *about = plain_route_of(self, with->route);
    int32_t *idle = &self->idle[with->pool], before = *idle;
    plain_vehicle_back(self, with->pool);
    bool taken = before != UNLIMITED && *idle == before;
    bool driver = plain_driver_leaves(self, with->route, with->pool) == self->now;
    bool free_to_go = driver && !plain_strike(self, about->base);
    if (!taken && free_to_go && self->now % DES_DAY <= about->reload_until &&
        plain_ready_count(self, about) >= about->reload) {
        *idle = before;
        int32_t trip = plain_depart(self, with->route, with->pool, self->now);
        self->trips[trip].again = true;
    }
}
