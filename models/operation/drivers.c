/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/drivers.h"

#include <math.h>

#include "models/operation/centre.h"
#include "models/operation/dispatch.h"
#include "models/operation/routes.h"
#include "models/operation/transport.h"
#include "models/operation/vehicle_care.h"

/* To the second, so that the last bits of a mean decide nothing. */
static des_time mean_leg(const struct network *network, const struct stop *leg)
{
    return des_time_from_seconds(round(network_mean_leg(network, leg) / (double)DES_SECOND));
}

/* A departure that looks for a shift of the drivers of one of its route's types. */
struct departure {
    const struct route *route;
    const struct vehicle_care *care;
    des_time now;
    /* Without rests, rush hours, breakdowns and what it will collect: until the last stop is done,
     * what it would take along now unloaded; and from there until it is home. */
    des_time out, home;
};

static struct departure departure_of(struct world *world, const struct route *route, int32_t pool)
{
    const struct network *network = world->network;
    centre_advance(world, route_base(world, route), world->now);
    size_t ready = loading_count_ready(dispatch_loading(world, route), world->now);
    size_t most = pool_capacity(world, pool);
    const struct route_vehicle *with =
        &network->route_vehicles[route_vehicle_of(world, route, pool)];
    int32_t stops = route_stops(route);
    des_time out = des_time_times(route->handling, ready < most ? ready : most);
    for (int32_t s = 0; s < stops; s++) {
        out = des_time_later(out, mean_leg(network, network_leg(network, with, s)));
        out = des_time_later(out, route->stop_time);
    }
    des_time home = mean_leg(network, network_leg(network, with, stops));
    return (struct departure){.route = route,
                              .care = &pool_type(world, pool)->care,
                              .now = world->now,
                              .out = out,
                              .home = des_time_later(home, route->stop_time)};
}

/* When it should be home that leaves at `time`. */
static des_time foreseen_home(const struct departure *self, des_time time)
{
    time = des_time_later(time, self->out);
    if (self->route->back_count > 0) {
        time = transport_back_time(self->route, time);
    }
    return des_time_later(time, self->home);
}

/* The earliest moment from now on in a shift; with `home`, only in one that it should be home
 * before the end of. DES_NEVER: none in the coming week. */
static des_time next_shift(const struct departure *self, bool home)
{
    const struct vehicle_care *care = self->care;
    des_time week = self->now / DES_WEEK * DES_WEEK, best = DES_NEVER;
    for (int32_t i = 0; i < 3 * care->shift_count; i++) { /* one may have begun last week */
        const struct shift *shift = &care->shifts[i % care->shift_count];
        des_time base = week + (i / care->shift_count - 1) * DES_WEEK;
        des_time leaves = base + shift->begin > self->now ? base + shift->begin : self->now;
        if (leaves < best && (home ? foreseen_home(self, leaves) <= base + shift->end
                                   : leaves < base + shift->end)) {
            best = leaves;
        }
    }
    return best;
}

/* When the route may leave with a vehicle of the pool; now, at the earliest. */
static des_time may_leave_at(struct world *world, const struct route *route, int32_t pool)
{
    if (pool_type(world, pool)->care.shift_count == 0) {
        return world->now;
    }
    struct departure departure = departure_of(world, route, pool);
    des_time leaves = next_shift(&departure, true);
    return leaves < DES_NEVER ? leaves : next_shift(&departure, false); /* too long for any */
}

bool drivers_may_leave(struct world *world, const struct route *route, int32_t pool)
{
    return may_leave_at(world, route, pool) == world->now;
}

/* Which of the route's pools may leave first, and when: of those with an idle vehicle, if any is.
 */
static int32_t first_to_leave(struct world *world, const struct route *route, des_time *ret_at)
{
    int32_t first = NO_PLACE, first_pool = world->region->pools.begin;
    bool idle = false;
    *ret_at = DES_NEVER;
    for (int32_t v = route->vehicles.begin; v < route->vehicles.end; v++) {
        idle |= world->fleets[world->network->route_vehicles[v].pool - first_pool].idle != 0;
    }
    for (int32_t v = route->vehicles.begin; v < route->vehicles.end; v++) {
        int32_t pool = world->network->route_vehicles[v].pool - first_pool;
        if (idle && world->fleets[pool].idle == 0) {
            continue;
        }
        des_time at = may_leave_at(world, route, pool);
        if (first == NO_PLACE || at < *ret_at) {
            first = pool;
            *ret_at = at;
        }
    }
    return first;
}

bool drivers_hold(struct world *world, int32_t route, int32_t pool, des_time due)
{
    const struct route *from = route_of(world, route);
    des_time leaves;
    if (pool == NO_PLACE) {
        pool = first_to_leave(world, from, &leaves);
    } else {
        leaves = may_leave_at(world, from, pool);
    }
    if (leaves == world->now) {
        return false;
    }
    struct route_state *state = &world->routes[route];
    state->waiting = true;
    state->due = due;
    care_tell(world, (struct spell_record){.kind = SPELL_SHIFT_WAIT,
                                           .route = route,
                                           .pool = pool,
                                           .begin = world->now,
                                           .end = leaves});
    route_schedule(world, leaves, EVENT_SHIFT, RANK_SHIFT, route);
    return true;
}

void drivers_home(struct world *world, const struct trip *trip)
{
    const struct vehicle_care *care = &pool_type(world, trip->pool)->care;
    des_time week = trip->departed / DES_WEEK * DES_WEEK, end = 0;
    for (int32_t i = 0; i < 2 * care->shift_count; i++) {
        const struct shift *shift = &care->shifts[i % care->shift_count];
        des_time base = week + (i / care->shift_count - 1) * DES_WEEK;
        bool its = base + shift->begin <= trip->departed && trip->departed < base + shift->end;
        end = its && base + shift->end > end ? base + shift->end : end;
    }
    if (end > 0 && world->now > end) {
        care_tell(world, (struct spell_record){.kind = SPELL_OVERTIME,
                                               .route = trip->route,
                                               .pool = trip->pool,
                                               .begin = end,
                                               .end = world->now});
    }
}
