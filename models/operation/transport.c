/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/transport.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/operation/centre.h"
#include "models/operation/loading.h"
#include "models/operation/station.h"

static const struct route *route_of(const struct world *world, int32_t route)
{
    return &world->network->routes[world->region->routes.begin + route];
}

static int32_t base_of(const struct world *world, const struct route *route)
{
    return route->line_haul ? 0 : route->base - world->region->counties.begin + 1;
}

static int32_t stop_count(const struct route *route)
{
    return route->stops.end - route->stops.begin;
}

static const struct stop *stop_of(const struct world *world, const struct route *route, int32_t s)
{
    return &world->network->stops[route->stops.begin + s];
}

/* What would happen at the end or later is left out. */
static void schedule(struct world *world, des_time time, enum event_kind kind, enum event_rank rank,
                     int32_t subject)
{
    if (time >= world->network->end) {
        return;
    }
    des_event_queue_push(world->events, (struct des_event){.time = time,
                                                           .rank = (uint8_t)rank,
                                                           .kind = (uint8_t)kind,
                                                           .subject = (uint32_t)subject});
}

/* ---- when a route is due ---- */

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
    schedule(world, due, EVENT_ROUTE_DUE, RANK_DUE, route);
}

static void schedule_interval(struct world *world, int32_t route)
{
    double interval =
        des_distribution_draw(&route_of(world, route)->interval, &world->routes[route].interval);
    des_time step = des_time_round(interval);
    step = step > 0 ? step : 1;
    schedule(world, des_time_later(world->now, step), EVENT_ROUTE_DUE, RANK_DUE, route);
}

/* A lower bound of the time from departure to unloaded again at the base. */
static des_time quickest_round(const struct world *world, const struct route *route)
{
    const struct network *network = world->network;
    des_time time = des_time_times(route->stop_time, (size_t)stop_count(route) + 1);
    for (int32_t s = 0; s <= stop_count(route); s++) {
        const struct stop *leg = s < stop_count(route) ? stop_of(world, route, s) : &route->home;
        if (leg->travel.kind == DES_CONSTANT && network->delay.kind == DES_CONSTANT) {
            time = des_time_later(time, des_time_round(leg->travel.a));
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
    state->next_waiting = NO_PLACE;
    if (from->dispatch == DISPATCH_TIMETABLE) {
        schedule_timetable(world, route, 0);
    } else if (from->dispatch == DISPATCH_EVERY) {
        schedule(world, from->first, EVENT_ROUTE_DUE, RANK_DUE, route);
    }
}

void transport_init(struct world *world)
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
        if (route->line_haul) {
            des_time round = quickest_round(world, route);
            world->quickest_haul = round < world->quickest_haul ? round : world->quickest_haul;
        }
    }
    if (world->sorters[0].centre->when_full) {
        des_time next = centre_next_walk_in(world, 0);
        if (next < world->network->end) {
            schedule(world, next, EVENT_WALK_IN, RANK_ARRIVAL, 0);
        }
    }
}

/* ---- trips ---- */

static int32_t trip_take(struct world *world, const struct route *route)
{
    int32_t index;
    if (world->idle_trip_count > 0) {
        index = world->idle_trips[--world->idle_trip_count];
    } else {
        if (world->trip_count == world->trip_capacity) {
            world->trip_capacity = 2 * world->trip_capacity + 16;
            size_t capacity = (size_t)world->trip_capacity;
            world->trips = des_resize(world->trips, capacity, sizeof *world->trips);
            world->idle_trips = des_resize(world->idle_trips, capacity, sizeof(int32_t));
            world->reaches_hub = des_resize(world->reaches_hub, capacity, sizeof(des_time));
        }
        index = world->trip_count++;
        world->trips[index] = (struct trip){0};
    }
    struct trip *trip = &world->trips[index];
    size_t stops = (size_t)stop_count(route);
    trip->held.count = trip->load_left = 0;
    if (stops > trip->stop_capacity) {
        trip->stops = des_resize(trip->stops, stops, sizeof *trip->stops);
        memset(trip->stops + trip->stop_capacity, 0,
               (stops - trip->stop_capacity) * sizeof *trip->stops);
        trip->stop_capacity = stops;
    }
    trip->away = true;
    world->reaches_hub[index] = DES_NEVER;
    trip->stop = 0;
    trip->load_back = 0;
    trip->distance_m = 0;
    return index;
}

static void trip_free(struct trip *self)
{
    for (size_t s = 0; s < self->stop_capacity; s++) {
        parcel_queue_done(&self->stops[s].load);
    }
    parcel_queue_done(&self->up);
    parcel_batch_done(&self->held);
    free(self->stops);
}

void transport_done(struct world *world)
{
    for (int32_t t = 0; t < world->trip_count; t++) {
        trip_free(&world->trips[t]);
    }
    free(world->trips);
    free(world->idle_trips);
    free(world->reaches_hub);
}

size_t trip_on_board(const struct trip *self)
{
    return self->load_left + parcel_queue_count(&self->up) + self->held.count;
}

static des_time draw_travel(struct world *world, int32_t route, const struct stop *leg)
{
    struct des_rng *rng = &world->routes[route].travel;
    const struct network *network = world->network;
    double time =
        leg->travel.kind == DES_CONSTANT ? leg->travel.a : des_distribution_draw(&leg->travel, rng);
    if (network->delay.kind != DES_CONSTANT) {
        time *= des_distribution_draw(&network->delay, rng);
    }
    return des_time_round(time);
}

/* Parcels on board for stop `s`. */
static size_t bound_for(const struct trip *trip, int32_t s)
{
    return parcel_queue_count(&trip->stops[s].load);
}

/* Time at a stop, or at the base on return, until so many parcels are off. */
static des_time handling(const struct route *route, size_t parcels)
{
    return des_time_later(route->stop_time, des_time_times(route->handling, parcels));
}

/* Leaves for the next stop; its event is the moment when unloading there is done. */
static void drive_to_stop(struct world *world, int32_t index, des_time leaving)
{
    struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    const struct stop *leg = stop_of(world, route, trip->stop);
    trip->distance_m += leg->distance_m;
    des_time handled = leaving + draw_travel(world, trip->route, leg) +
                       handling(route, bound_for(trip, trip->stop));
    if (route->line_haul) {
        size_t stops_left = (size_t)(stop_count(route) - trip->stop);
        world->reaches_hub[index] = handled + des_time_times(route->stop_time, stops_left);
    }
    schedule(world, handled, EVENT_STOP_HANDLED, RANK_ARRIVAL, index);
}

static void drive_home(struct world *world, int32_t index, des_time leaving)
{
    struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    trip->distance_m += route->home.distance_m;
    trip->load_back = (int32_t)trip_on_board(trip);
    size_t brought = parcel_queue_count(&trip->up) + trip->held.count;
    des_time handled =
        leaving + draw_travel(world, trip->route, &route->home) + handling(route, brought);
    if (route->line_haul) {
        world->reaches_hub[index] = handled;
    }
    schedule(world, handled, EVENT_TRIP_HOME, RANK_ARRIVAL, index);
}

des_time transport_next_at_hub(const struct world *world)
{
    des_time next = world->now + world->quickest_haul;
    for (int32_t t = 0; t < world->trip_count; t++) {
        next = world->reaches_hub[t] < next ? world->reaches_hub[t] : next;
    }
    return next > world->now ? next : world->now;
}

/* ---- departures ---- */

static struct parcel_queue *queue_for(struct world *world, const struct route *route, int32_t s)
{
    int32_t place = stop_of(world, route, s)->place;
    return route->line_haul ? &world->to_county[place - world->region->counties.begin]
                            : &world->to_station[place - world->region->stations.begin];
}

static size_t capacity_of(const struct world *world, const struct route *route)
{
    const struct network *network = world->network;
    int32_t capacity = network->vehicle_types[network->pools[route->pool].type].capacity;
    return capacity == UNLIMITED ? SIZE_MAX : (size_t)capacity;
}

static struct loading *loading_for(struct world *world, const struct route *route)
{
    struct loading *loading = &world->loading;
    loading_begin(loading, (size_t)stop_count(route));
    for (int32_t s = 0; s < stop_count(route); s++) {
        loading->queues[s] = queue_for(world, route, s);
    }
    return loading;
}

/* Takes from the queues of the route's stops what is ready, up to the vehicle's capacity. */
static void load_up(struct world *world, struct trip *trip, const struct route *route)
{
    struct loading *loading = loading_for(world, route);
    size_t ready = loading_count_ready(loading, world->now);
    size_t capacity = capacity_of(world, route), taken = ready < capacity ? ready : capacity;
    if (taken < ready) {
        loading_take_first(loading, taken);
    }
    for (int32_t s = 0; s < stop_count(route); s++) {
        parcel_queue_hand_over(loading->queues[s], loading->take[s], &world->store,
                               &trip->stops[s].load);
    }
    trip->load_left = taken;
    trip->load_out = (int32_t)taken;
    trip->left_behind = (int32_t)(ready - taken);
}

static void depart(struct world *world, int32_t route, des_time due)
{
    const struct route *from = route_of(world, route);
    int32_t base = base_of(world, from);
    centre_advance(world, base, world->now);
    int32_t index = trip_take(world, from);
    struct trip *trip = &world->trips[index];
    trip->route = route;
    trip->due = due;
    trip->departed = world->now;
    load_up(world, trip, from);
    drive_to_stop(world, index, world->now);
}

static struct fleet *fleet_of(struct world *world, const struct route *route)
{
    return &world->fleets[route->pool - world->region->pools.begin];
}

/* The route is due now: leaves if there is a vehicle, else waits for one. */
static void leave_or_wait(struct world *world, int32_t route)
{
    struct route_state *state = &world->routes[route];
    struct fleet *fleet = fleet_of(world, route_of(world, route));
    if (fleet->idle != 0) {
        fleet->idle -= fleet->idle != UNLIMITED;
        depart(world, route, world->now);
        return;
    }
    state->waiting = true;
    state->due = world->now;
    state->next_waiting = NO_PLACE;
    if (fleet->last_waiting == NO_PLACE) {
        fleet->first_waiting = route;
    } else {
        world->routes[fleet->last_waiting].next_waiting = route;
    }
    fleet->last_waiting = route;
}

void transport_route_due(struct world *world, int32_t route)
{
    const struct route *from = route_of(world, route);
    struct route_state *state = &world->routes[route];
    if (from->dispatch == DISPATCH_TIMETABLE) {
        schedule_timetable(world, route, world->now);
    } else {
        schedule_interval(world, route);
    }
    if (state->waiting) { /* the earlier departure is overtaken; this one takes its place */
        world->observer->trip_missed(world->observer->self, world->region->routes.begin + route,
                                     state->due);
        state->due = world->now;
        return;
    }
    leave_or_wait(world, route);
}

/* ---- departures by load ---- */

/* When the load that is known so far makes the route leave, or now if it did before; DES_NEVER
 * if it doesn't. */
static des_time load_time(struct world *world, const struct route *route)
{
    struct loading *loading = loading_for(world, route);
    des_time earliest = loading_earliest(loading);
    if (earliest == DES_NEVER) {
        return DES_NEVER;
    }
    des_time waited = earliest + route->wait_at_most;
    size_t full = (size_t)route->full;
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
    des_time at = load_time(world, route_of(world, route));
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

void centre_check_loads(struct world *world, int32_t centre)
{
    struct id_range routes = world->sorters[centre].centre->routes;
    for (int32_t r = routes.begin; r < routes.end; r++) {
        if (world->network->routes[r].dispatch == DISPATCH_WHEN_FULL) {
            check_load(world, r - world->region->routes.begin);
        }
    }
}

struct load_headroom centre_load_headroom(struct world *world, int32_t centre)
{
    struct load_headroom headroom = {SIZE_MAX, DES_NEVER};
    struct id_range routes = world->sorters[centre].centre->routes;
    for (int32_t r = routes.begin; r < routes.end; r++) {
        const struct route *route = &world->network->routes[r];
        if (route->dispatch != DISPATCH_WHEN_FULL ||
            world->routes[r - world->region->routes.begin].waiting) {
            continue;
        }
        size_t waiting = loading_count(loading_for(world, route)), full = (size_t)route->full;
        size_t missing = waiting < full ? full - waiting : 1;
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
        leave_or_wait(world, route);
    }
    check_load(world, route);
}

/* All checks of the base that fall due now, in the order of its routes. */
void transport_load_check(struct world *world, int32_t route)
{
    int32_t base = base_of(world, route_of(world, route));
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

/* ---- on the way ---- */

/* Room left on the vehicle once the present stop's parcels are off. */
static size_t room_on(const struct world *world, const struct trip *trip, const struct route *route)
{
    size_t capacity = capacity_of(world, route), on_board = trip_on_board(trip);
    return capacity > on_board ? capacity - on_board : 0;
}

/* Collects at the present stop what is ready for the base. Returns how many. */
static size_t collect(struct world *world, struct trip *trip, const struct route *route)
{
    int32_t place = stop_of(world, route, trip->stop)->place;
    struct parcel_queue *queue;
    if (route->line_haul) {
        int32_t county = place - world->region->counties.begin;
        centre_advance(world, county + 1, world->now);
        queue = &world->to_hub[county];
    } else {
        int32_t station = place - world->region->stations.begin;
        drop_offs_advance(world, base_of(world, route) - 1, world->now);
        queue = &world->drop_boxes[station];
    }
    size_t ready = parcel_queue_ready(queue, world->now);
    size_t room = room_on(world, trip, route);
    size_t count = ready < room ? ready : room;
    const struct parcel *parcels = parcel_queue_first(queue);
    const struct observer *observer = world->observer;
    if (count > 0 && route->line_haul) {
        observer->departed(observer->self, place, world->now, parcels, count);
    } else if (count > 0) {
        observer->picked_up(observer->self, place, world->now, parcels, count);
    }
    parcel_queue_append(&trip->up, &world->store, parcels, count);
    parcel_queue_drop(queue, count);
    trip->stops[trip->stop].up_end = parcel_queue_count(&trip->up);
    trip->stops[trip->stop].up_time = world->now;
    return count;
}

static void unload(struct world *world, struct trip *trip, const struct route *route)
{
    struct parcel_queue *load = &trip->stops[trip->stop].load;
    struct parcel *parcels = parcel_queue_first(load);
    size_t count = parcel_queue_count(load);
    const struct observer *observer = world->observer;
    int32_t place = stop_of(world, route, trip->stop)->place;
    if (count == 0) {
        return;
    }
    trip->load_left -= count;
    observer->departed(observer->self, route->base, trip->departed, parcels, count);
    if (route->line_haul) {
        observer->carried(observer->self, route, trip->departed, world->now, INBOUND, count);
        centre_receive(world, place - world->region->counties.begin + 1, world->now, parcels,
                       count);
        parcel_queue_release(load, &world->store);
        return;
    }
    size_t shelved = station_shelve(world, place - world->region->stations.begin, world->now,
                                    parcels, count, &trip->held);
    if (shelved > 0) {
        des_time available =
            des_calendar_next_open(&world->network->stations[place].open, world->now);
        observer->carried(observer->self, route, trip->departed, available, INBOUND, shelved);
    }
    parcel_queue_release(load, &world->store);
}

/* Collects and drives on; `world->now` is the moment of collection. */
static void leave_stop(struct world *world, int32_t index)
{
    struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    size_t collected = collect(world, trip, route);
    des_time leaving = des_time_later(world->now, des_time_times(route->handling, collected));
    if (++trip->stop < stop_count(route)) {
        drive_to_stop(world, index, leaving);
    } else {
        drive_home(world, index, leaving);
    }
}

/* The first of the route's back times at or after `time`. */
static des_time back_time(const struct route *route, des_time time)
{
    des_time midnight = time / DES_DAY * DES_DAY;
    for (int32_t b = 0; b < route->back_count; b++) {
        if (midnight + route->back_times[b] >= time) {
            return midnight + route->back_times[b];
        }
    }
    return midnight + DES_DAY + route->back_times[0];
}

void transport_stop_handled(struct world *world, int32_t index)
{
    const struct route *route = route_of(world, world->trips[index].route);
    unload(world, &world->trips[index], route);
    bool last = world->trips[index].stop + 1 == stop_count(route);
    if (last && route->back_count > 0) {
        schedule(world, back_time(route, world->now), EVENT_TRIP_LEAVES, RANK_START_BACK, index);
    } else {
        leave_stop(world, index);
    }
}

void transport_trip_leaves(struct world *world, int32_t index)
{
    leave_stop(world, index);
}

/* ---- home again ---- */

static void report_carried(struct world *world, const struct trip *trip, const struct route *route)
{
    size_t begin = 0;
    for (int32_t s = 0; s < stop_count(route); s++) {
        const struct trip_stop *stop = &trip->stops[s];
        if (stop->up_end > begin) {
            world->observer->carried(world->observer->self, route, stop->up_time, world->now,
                                     OUTBOUND, stop->up_end - begin);
        }
        begin = stop->up_end;
    }
}

void transport_report_trip(struct world *world, const struct trip *trip, des_time returned)
{
    struct trip_record record = {
        .route = world->region->routes.begin + trip->route,
        .due = trip->due,
        .departed = trip->departed,
        .returned = returned,
        .load_out = trip->load_out,
        .load_back = trip->load_back,
        .left_behind = trip->left_behind,
        .distance_m = trip->distance_m,
    };
    world->observer->trip_ended(world->observer->self, &record);
}

/* What found a full shelf is tried again, but only after a while: else a route that goes by its
 * load would shuttle with it, without end if the way takes no time. */
static void put_back_held(struct world *world, struct trip *trip)
{
    for (size_t i = 0; i < trip->held.count; i++) {
        struct parcel *parcel = &trip->held.items[i];
        int32_t station =
            world->destinations[(int32_t)parcel->village - world->region->villages.begin].station;
        parcel->arrived = world->now;
        parcel->ready = world->now + HELD_FOR;
        parcel_queue_push(&world->to_station[station], &world->store, parcel);
    }
}

static void release_vehicle(struct world *world, const struct route *route)
{
    struct fleet *fleet = fleet_of(world, route);
    if (fleet->first_waiting == NO_PLACE) {
        fleet->idle += fleet->idle != UNLIMITED;
        return;
    }
    schedule(world, world->now, EVENT_VEHICLE_BACK, RANK_VEHICLE,
             route->pool - world->region->pools.begin);
}

/* The route that has waited longest waits no more. */
static int32_t take_waiting(struct world *world, struct fleet *fleet)
{
    int32_t route = fleet->first_waiting;
    struct route_state *state = &world->routes[route];
    fleet->first_waiting = state->next_waiting;
    if (fleet->first_waiting == NO_PLACE) {
        fleet->last_waiting = NO_PLACE;
    }
    state->waiting = false;
    return route;
}

void transport_vehicle_back(struct world *world, int32_t pool)
{
    struct fleet *fleet = &world->fleets[pool];
    while (fleet->first_waiting != NO_PLACE) {
        int32_t route = take_waiting(world, fleet);
        const struct route *from = route_of(world, route);
        bool by_load = from->dispatch == DISPATCH_WHEN_FULL;
        centre_advance(world, base_of(world, from), world->now);
        bool leaves = !by_load || load_time(world, from) <= world->now;
        if (leaves) {
            depart(world, route, world->routes[route].due);
        }
        if (by_load) { /* another route may have taken its load: then it waits for the next */
            check_load(world, route);
        }
        if (leaves) {
            return;
        }
    }
    fleet->idle += fleet->idle != UNLIMITED;
}

void transport_trip_home(struct world *world, int32_t index)
{
    struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    int32_t base = base_of(world, route);
    report_carried(world, trip, route);
    put_back_held(world, trip);
    struct parcel_queue up = trip->up;
    size_t held = trip->held.count;
    trip->up = (struct parcel_queue){0}; /* off the vehicle before anything else moves */
    trip->held.count = 0;
    centre_receive(world, base, world->now, up.items, parcel_queue_count(&up));
    parcel_queue_release(&up, &world->store);
    if (held > 0) {
        centre_check_loads(world, base);
    }
    transport_report_trip(world, trip, world->now);
    parcel_batch_done(&trip->held);
    trip->away = false;
    world->reaches_hub[index] = DES_NEVER;
    world->idle_trips[world->idle_trip_count++] = index;
    release_vehicle(world, route);
}
