/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/dispatch.h"

#include "models/operation/centre.h"
#include "models/operation/daily_tours.h"
#include "models/operation/disturbances.h"
#include "models/operation/drivers.h"
#include "models/operation/loading.h"
#include "models/operation/loading_limits.h"
#include "models/operation/routes.h"
#include "models/operation/sorting_line.h"
#include "models/operation/transport.h"
#include "models/operation/waiting.h"

/* ---- by the clock ---- */

static void schedule_timetable(struct world *world, int32_t route, des_time after)
{
    const struct route *from = route_of(world, route);
    struct route_state *state = &world->routes[route];
    if (from->departure_count == 0) {
        return;
    }
    des_time due;
    do {
        due = state->week + from->departures[state->next_departure];
        if (++state->next_departure == from->departure_count) {
            state->next_departure = 0;
            state->week += DES_WEEK;
        }
    } while (due < after);
    route_schedule(world, due, EVENT_ROUTE_DUE, RANK_DUE, route);
}

static void schedule_interval(struct world *world, int32_t route)
{
    double interval =
        des_distribution_draw(&route_of(world, route)->interval, &world->routes[route].interval);
    des_time step = des_time_round(interval);
    step = step > 0 ? step : 1;
    route_schedule(world, des_time_later(world->now, step), EVENT_ROUTE_DUE, RANK_DUE, route);
}

/* An idle vehicle for what is ready for the route's stops; NO_PLACE: there is none. */
static int32_t choose_pool(struct world *world, const struct route *route)
{
    const struct route_vehicle *vehicles = world->network->route_vehicles;
    int32_t first_pool = world->region->pools.begin, best = NO_PLACE;
    size_t ready = SIZE_MAX; /* not known yet */
    for (int32_t v = route->vehicles.begin; v < route->vehicles.end; v++) {
        int32_t pool = vehicles[v].pool - first_pool;
        if (world->fleets[pool].idle == 0 ||
            (world->care && !drivers_may_leave(world, route, pool))) {
            continue;
        }
        if (v + 1 == route->vehicles.end && best == NO_PLACE) {
            return pool;
        }
        if (ready == SIZE_MAX) {
            centre_advance(world, route_base(world, route), world->now);
            ready = loading_count_ready(dispatch_loading(world, route), world->now);
        }
        const struct vehicle_type *type = pool_type(world, pool);
        if (pool_capacity(world, pool) >= ready && limits_hold(world, type)) {
            return pool;
        }
        bool larger =
            best == NO_PLACE || type->average_holds > pool_type(world, best)->average_holds;
        best = larger ? pool : best;
    }
    return best;
}

/* The route leaves now, as is due since `due`, if there are a driver and a vehicle; else it waits.
 */
static void leave_or_wait(struct world *world, int32_t route, des_time due)
{
    const struct route *from = route_of(world, route);
    struct route_state *state = &world->routes[route];
    int32_t pool = choose_pool(world, from);
    if (pool != NO_PLACE) {
        world->fleets[pool].idle -= world->fleets[pool].idle != UNLIMITED;
        transport_depart(world, route, pool, due);
        return;
    }
    if (world->care && drivers_hold(world, route, NO_PLACE, due)) {
        return;
    }
    state->waiting = true;
    state->due = due;
    waiting_add(world, from);
}

void dispatch_route_due(struct world *world, int32_t route)
{
    const struct route *from = route_of(world, route);
    struct route_state *state = &world->routes[route];
    if (from->dispatch == DISPATCH_TIMETABLE) {
        schedule_timetable(world, route, world->now);
    } else {
        schedule_interval(world, route);
    }
    if (disturbances_strike(world, route_base(world, from), world->now)) {
        disturbances_cancel(world, route, world->now);
        return;
    }
    if (from->daily) {
        daily_tours_leave(world, route);
        return;
    }
    if (state->waiting) { /* the earlier departure is overtaken; this one takes its place */
        world->observer->trip_missed(world->observer->self, world->region->routes.begin + route,
                                     state->due);
        state->due = world->now;
        return;
    }
    leave_or_wait(world, route, world->now);
}

/* ---- by the load ---- */

struct loading *dispatch_loading(struct world *world, const struct route *route)
{
    struct loading *loading = &world->loading;
    loading_begin(loading, (size_t)route_stops(route));
    for (int32_t s = 0; s < route_stops(route); s++) {
        loading->queues[s] = route_queue(world, route, s);
    }
    return loading;
}

/* When the load that is known so far makes the route leave, or now if it did before; DES_NEVER
 * if it doesn't. */
static des_time load_time(struct world *world, const struct route *route)
{
    struct loading *loading = dispatch_loading(world, route);
    des_time earliest = loading_earliest(loading);
    if (earliest == DES_NEVER) {
        return DES_NEVER;
    }
    des_time waited = earliest + route->wait_at_most;
    size_t full = (size_t)route->full;
    if (route->full_by_size && waited > world->now) {
        des_time at = limits_full_at(world, route, loading);
        at = at > world->now ? at : world->now;
        return at < waited ? at : waited;
    }
    if (waited <= world->now || loading_count(loading) < full) {
        return waited > world->now ? waited : world->now;
    }
    size_t ready = loading_count_ready(loading, world->now);
    if (ready >= full) {
        return world->now;
    }
    size_t last = loading_take_first(loading, full);
    const struct parcel_queue *queue = loading->queues[last];
    des_time complete = queue->items[queue->head + loading->take[last] - 1].ready;
    return complete < waited ? complete : waited;
}

/* Schedules the moment at which `route` may have its load together. A later arrival can only
 * bring it forward, and then this is called again. */
static void check_load(struct world *world, int32_t route)
{
    struct route_state *state = &world->routes[route];
    if (state->waiting) {
        return;
    }
    const struct route *from = route_of(world, route);
    des_time at = load_time(world, from);
    if (world->network->strikes && at < world->network->end) {
        at = disturbances_may_leave(world, route_base(world, from), at);
    }
    if (at >= world->network->end || (state->checking && state->check_at <= at)) {
        return;
    }
    if (state->checking) {
        des_event_queue_cancel(world->events, state->check);
    }
    state->checking = true;
    state->check_at = at;
    state->check = des_event_queue_push(
        world->events,
        (struct des_event){
            .time = at, .rank = RANK_LOAD, .kind = EVENT_LOAD_CHECK, .subject = (uint32_t)route});
}

void dispatch_check_loads(struct world *world, int32_t centre)
{
    struct id_range routes = world->sorters[centre].centre->routes;
    for (int32_t r = routes.begin; r < routes.end; r++) {
        if (world->network->routes[r].dispatch == DISPATCH_WHEN_FULL) {
            check_load(world, r - world->region->routes.begin);
        }
    }
}

struct load_headroom dispatch_headroom(struct world *world, int32_t centre)
{
    struct load_headroom headroom = {SIZE_MAX, DES_NEVER};
    struct id_range routes = world->sorters[centre].centre->routes;
    for (int32_t r = routes.begin; r < routes.end; r++) {
        const struct route *route = &world->network->routes[r];
        if (route->dispatch != DISPATCH_WHEN_FULL ||
            world->routes[r - world->region->routes.begin].waiting) {
            continue;
        }
        size_t waiting = loading_count(dispatch_loading(world, route)), full = (size_t)route->full;
        size_t missing = waiting < full && !route->full_by_size ? full - waiting : 1;
        headroom.parcels = missing < headroom.parcels ? missing : headroom.parcels;
        headroom.wait = route->wait_at_most < headroom.wait ? route->wait_at_most : headroom.wait;
    }
    return headroom;
}

/* The check of `route` falls due. */
static void load_check(struct world *world, int32_t route)
{
    world->routes[route].checking = false;
    if (load_time(world, route_of(world, route)) <= world->now) {
        leave_or_wait(world, route, world->now);
    }
    check_load(world, route);
}

/* All checks of the base that fall due now, in the order of its routes. */
void dispatch_load_check(struct world *world, int32_t route)
{
    int32_t base = route_base(world, route_of(world, route));
    int32_t first = world->region->routes.begin;
    struct id_range routes = world->sorters[base].centre->routes;
    world->routes[route].checking = false;
    centre_advance(world, base, world->now);
    check_load(world, route);
    for (int32_t r = routes.begin; r < routes.end; r++) {
        struct route_state *state = &world->routes[r - first];
        if (state->checking && state->check_at <= world->now) {
            des_event_queue_cancel(world->events, state->check);
            load_check(world, r - first);
        }
    }
}

/* ---- vehicles that come free ---- */

static void stay(struct world *world, int32_t pool)
{
    struct fleet *fleet = &world->fleets[pool];
    fleet->idle += fleet->idle != UNLIMITED;
}

void dispatch_vehicle_free(struct world *world, int32_t pool)
{
    if (world->fleets[pool].first_waiting == NO_PLACE) {
        stay(world, pool);
    } else {
        route_schedule(world, world->now, EVENT_VEHICLE_BACK, RANK_VEHICLE, pool);
    }
}

void dispatch_vehicle_home(struct world *world, int32_t route, int32_t pool)
{
    const struct route *from = route_of(world, route);
    if (from->reload > 0) {
        int32_t vehicle = route_vehicle_of(world, from, pool) - routes_vehicles(world).begin;
        route_schedule(world, world->now, EVENT_MAY_RELOAD, RANK_VEHICLE, vehicle);
    } else {
        dispatch_vehicle_free(world, pool);
    }
}

/* One of the pool's vehicles leaves with the route that has waited longest for it and still wants
 * to leave; false when there is none. */
static bool serve_waiting(struct world *world, int32_t pool)
{
    const struct fleet *fleet = &world->fleets[pool];
    while (fleet->first_waiting != NO_PLACE) {
        int32_t route = waiting_take(world, pool);
        const struct route *from = route_of(world, route);
        bool by_load = from->dispatch == DISPATCH_WHEN_FULL;
        centre_advance(world, route_base(world, from), world->now);
        bool strike = disturbances_strike(world, route_base(world, from), world->now);
        bool leaves = !strike && (!by_load || load_time(world, from) <= world->now);
        if (leaves && world->care && drivers_hold(world, route, pool, world->routes[route].due)) {
            continue;
        }
        if (strike && !by_load) {
            disturbances_cancel(world, route, world->routes[route].due);
        }
        if (leaves) {
            transport_depart(world, route, pool, world->routes[route].due);
        }
        if (by_load) { /* another route may have taken its load: then it waits for the next */
            check_load(world, route);
        }
        if (leaves) {
            return true;
        }
    }
    return false;
}

void dispatch_vehicle_back(struct world *world, int32_t pool)
{
    if (!serve_waiting(world, pool)) {
        stay(world, pool);
    }
}

/* Is there enough for the route's stops to go round again? */
static bool has_reload(struct world *world, const struct route *route)
{
    if (world->now % DES_DAY > route->reload_until) {
        return false;
    }
    centre_advance(world, route_base(world, route), world->now);
    size_t ready = loading_count_ready(dispatch_loading(world, route), world->now);
    return ready >= (size_t)route->reload;
}

void dispatch_may_reload(struct world *world, int32_t vehicle)
{
    const struct route_vehicle *with =
        &world->network->route_vehicles[routes_vehicles(world).begin + vehicle];
    int32_t route = with->route - world->region->routes.begin;
    int32_t pool = with->pool - world->region->pools.begin;
    if (serve_waiting(world, pool)) {
        return;
    }
    const struct route *from = route_of(world, route);
    bool driver = !world->care || drivers_may_leave(world, from, pool);
    bool strike = disturbances_strike(world, route_base(world, from), world->now);
    if (driver && !strike && has_reload(world, from)) {
        transport_depart_again(world, route, pool);
    } else {
        stay(world, pool);
    }
}

/* ---- drivers who begin to work ---- */

void dispatch_shift(struct world *world, int32_t route)
{
    const struct route *from = route_of(world, route);
    struct route_state *state = &world->routes[route];
    bool by_load = from->dispatch == DISPATCH_WHEN_FULL;
    state->waiting = false;
    centre_advance(world, route_base(world, from), world->now);
    if (disturbances_strike(world, route_base(world, from), world->now)) {
        if (!by_load) {
            disturbances_cancel(world, route, state->due);
        }
    } else if (!by_load || load_time(world, from) <= world->now) {
        leave_or_wait(world, route, state->due);
    }
    if (by_load) {
        check_load(world, route);
    }
}

/* ---- the beginning ---- */

static double least_factor(const struct network *network)
{
    double least = 1;
    for (int h = 0; network->by_hour && h < 24; h++) {
        least = network->travel_hours[h] < least ? network->travel_hours[h] : least;
    }
    return least;
}

/* A lower bound of the time from departure to unloaded again at the base. */
static des_time quickest_round(const struct world *world, const struct route *route,
                               const struct route_vehicle *with)
{
    const struct network *network = world->network;
    if (route->daily) { /* perhaps to one stop, next door */
        return des_time_times(route->stop_time, 2);
    }
    des_time time = des_time_times(route->stop_time, (size_t)route_stops(route) + 1);
    for (int32_t s = 0; s <= route_stops(route); s++) {
        const struct stop *leg = network_leg(network, with, s);
        if (leg->travel.kind == DES_CONSTANT && network->delay.kind == DES_CONSTANT) {
            time = des_time_later(time, des_time_round(leg->travel.a * least_factor(network)));
        }
    }
    return time;
}

static void route_init(struct world *world, int32_t route)
{
    const struct route *from = route_of(world, route);
    struct route_state *state = &world->routes[route];
    uint64_t seed = world->network->seed;
    des_rng_init(&state->travel, des_stream_make(seed, world->replication, "travel", from->name));
    des_rng_init(&state->interval,
                 des_stream_make(seed, world->replication, "headway", from->name));
    if (from->dispatch == DISPATCH_TIMETABLE) {
        schedule_timetable(world, route, 0);
    } else if (from->dispatch == DISPATCH_EVERY) {
        route_schedule(world, from->first, EVENT_ROUTE_DUE, RANK_DUE, route);
    }
}

void dispatch_init(struct world *world)
{
    const struct region *region = world->region;
    world->quickest_haul = DES_NEVER;
    for (int32_t p = region->pools.begin; p < region->pools.end; p++) {
        world->fleets[p - region->pools.begin] =
            (struct fleet){world->network->pools[p].size, NO_PLACE, NO_PLACE};
    }
    for (int32_t r = 0; r < region->routes.end - region->routes.begin; r++) {
        route_init(world, r);
        const struct route *route = route_of(world, r);
        for (int32_t v = route->vehicles.begin; route->line_haul && v < route->vehicles.end; v++) {
            des_time round = quickest_round(world, route, &world->network->route_vehicles[v]);
            world->quickest_haul = round < world->quickest_haul ? round : world->quickest_haul;
        }
    }
    for (int32_t c = 0; c <= world->county_count; c++) {
        if (world->sorters[c].line) {
            line_look(world, c);
        }
    }
    if (world->sorters[0].centre->when_full && !world->sorters[0].line) {
        des_time next = centre_next_walk_in(world, 0);
        if (next < world->network->end) {
            route_schedule(world, next, EVENT_WALK_IN, RANK_ARRIVAL, 0);
        }
    }
    for (int32_t c = 1; world->network->local_below > 0 && c <= world->county_count; c++) {
        des_time next = centre_next_walk_in(world, c);
        if (world->sorters[c].centre->when_full && next < world->network->end) {
            route_schedule(world, next, EVENT_WALK_IN, RANK_ARRIVAL, c);
        }
    }
}
