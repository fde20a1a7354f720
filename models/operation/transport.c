/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/transport.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/daily_plan.h"
#include "models/operation/centre.h"
#include "models/operation/dispatch.h"
#include "models/operation/disturbances.h"
#include "models/operation/loading.h"
#include "models/operation/loading_limits.h"
#include "models/operation/routes.h"
#include "models/operation/sorting_line.h"
#include "models/operation/station.h"
#include "models/operation/vehicle_care.h"

/* ---- trips ---- */

/* The route's stops, by a vehicle of the pool. */
static void trip_plan(struct world *world, struct trip *trip, const struct route *route,
                      int32_t pool)
{
    const struct network *network = world->network;
    const struct vehicle_type *type = pool_type(world, pool);
    const struct route_vehicle *with =
        &network->route_vehicles[route_vehicle_of(world, route, pool)];
    trip->pool = pool;
    trip->capacity = pool_capacity(world, pool);
    trip->limited = type->limited;
    trip->holds = type->holds;
    trip->on_board = trip->out = trip->back = (struct parcel_size){0, 0};
    trip->fullest_m = 0;
    trip->stop_count = route_stops(route);
    trip->legs = network_leg(network, with, 0);
    trip->home = network_leg(network, with, trip->stop_count);
}

static int32_t trip_take(struct world *world, const struct route *route, int32_t pool)
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
    trip_plan(world, trip, route, pool);
    size_t stops = (size_t)trip->stop_count;
    trip->held.count = trip->load_left = 0;
    if (stops > trip->stop_capacity) {
        trip->stops = des_resize(trip->stops, stops, sizeof *trip->stops);
        memset(trip->stops + trip->stop_capacity, 0,
               (stops - trip->stop_capacity) * sizeof *trip->stops);
        trip->records = des_resize(trip->records, stops, sizeof *trip->records);
        trip->stop_capacity = stops;
    }
    trip->away = true;
    world->reaches_hub[index] = DES_NEVER;
    trip->stop = 0;
    trip->load_back = 0;
    trip->record_count = 0;
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
    free(self->records);
    free(self->own_legs);
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

static des_time draw_travel(struct world *world, int32_t route, const struct stop *leg,
                            des_time leaving)
{
    struct des_rng *rng = &world->routes[route].travel;
    const struct network *network = world->network;
    double time =
        leg->travel.kind == DES_CONSTANT ? leg->travel.a : des_distribution_draw(&leg->travel, rng);
    if (network->delay.kind != DES_CONSTANT) {
        time *= des_distribution_draw(&network->delay, rng);
    }
    if (network->by_hour) {
        time *= network->travel_hours[leaving / DES_HOUR % 24];
    }
    return des_time_round(time);
}

/* When the leg that wants to begin at `leaving` ends; counts its metres. */
static des_time drive(struct world *world, struct trip *trip, const struct stop *leg,
                      des_time leaving)
{
    double metres = leg->distance_m;
    des_time driving;
    if (leg->disturbed == 0) {
        driving = draw_travel(world, trip->route, leg, leaving);
    } else {
        size_t parcels = trip_on_board(trip);
        leaving = disturbances_leg_begins(world, leg, leaving, parcels);
        driving = draw_travel(world, trip->route, leg, leaving);
        driving = disturbances_leg_time(world, leg, leaving, driving, parcels, &metres);
    }
    trip->distance_m += metres;
    if (trip->limited) {
        limits_drive(trip, metres);
    }
    return world->care ? care_drive(world, trip, leaving, driving) : leaving + driving;
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
    des_time handled = drive(world, trip, &trip->legs[trip->stop], leaving) +
                       handling(route, bound_for(trip, trip->stop));
    if (route->line_haul) {
        size_t stops_left = (size_t)(trip->stop_count - trip->stop);
        world->reaches_hub[index] = handled + des_time_times(route->stop_time, stops_left);
    }
    route_schedule(world, handled, EVENT_STOP_HANDLED, RANK_ARRIVAL, index);
}

static void drive_home(struct world *world, int32_t index, des_time leaving)
{
    struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    trip->load_back = (int32_t)trip_on_board(trip);
    if (trip->limited) {
        trip->back = trip->on_board;
    }
    size_t brought = parcel_queue_count(&trip->up) + trip->held.count;
    des_time handled = drive(world, trip, trip->home, leaving) + handling(route, brought);
    if (route->line_haul) {
        world->reaches_hub[index] = handled;
    }
    route_schedule(world, handled, EVENT_TRIP_HOME, RANK_ARRIVAL, index);
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

/* The first so many go along. */
static void take_first(struct world *world, struct trip *trip, size_t taken, size_t ready)
{
    struct loading *loading = &world->loading;
    if (taken < ready) {
        loading_take_first(loading, taken);
    }
    for (int32_t s = 0; s < trip->stop_count; s++) {
        parcel_queue_hand_over(loading->queues[s], loading->take[s], &world->store,
                               &trip->stops[s].load);
    }
}

/* Must those who go along be chosen one by one, of `ready` in world->loading? */
static bool chooses(const struct world *world, struct trip *trip, const struct route *route,
                    size_t ready, size_t room)
{
    return trip->limited ? !limits_take_all(world, trip, ready, room)
                         : route->by_priority && ready > room;
}

/* The queues of the trip's stops: the route's, or those it was planned for. */
static struct loading *trip_loading(struct world *world, const struct trip *trip,
                                    const struct route *route)
{
    if (!route->daily) {
        return dispatch_loading(world, route);
    }
    struct loading *loading = &world->loading;
    loading_begin(loading, (size_t)trip->stop_count);
    for (int32_t s = 0; s < trip->stop_count; s++) {
        loading->queues[s] = route_queue_to(world, route, trip->legs[s].place);
    }
    return loading;
}

/* Takes from the queues of the trip's stops what is ready, up to the vehicle's capacity. */
static void load_up(struct world *world, struct trip *trip, const struct route *route)
{
    struct loading *loading = trip_loading(world, trip, route);
    size_t ready = loading_count_ready(loading, world->now);
    size_t taken = ready < trip->capacity ? ready : trip->capacity;
    if (chooses(world, trip, route, ready, trip->capacity)) {
        taken = limits_load(world, trip, route, taken);
    } else {
        take_first(world, trip, taken, ready);
    }
    for (int32_t s = 0; trip->limited && s < trip->stop_count; s++) {
        trip->stops[s].size = loading->sizes[s];
    }
    trip->out = trip->on_board;
    trip->load_left = taken;
    trip->load_out = (int32_t)taken;
    trip->left_behind = (int32_t)(ready - taken);
}

static void leave(struct world *world, int32_t index, int32_t route, des_time due, bool again)
{
    const struct route *from = route_of(world, route);
    struct trip *trip = &world->trips[index];
    trip->route = route;
    trip->due = due;
    trip->departed = world->now;
    trip->again = again;
    if (world->care) {
        care_depart(world, trip);
    }
    load_up(world, trip, from);
    drive_to_stop(world, index, world->now);
}

static void depart(struct world *world, int32_t route, int32_t pool, des_time due, bool again)
{
    const struct route *from = route_of(world, route);
    centre_advance(world, route_base(world, from), world->now);
    leave(world, trip_take(world, from, pool), route, due, again);
}

void transport_depart(struct world *world, int32_t route, int32_t pool, des_time due)
{
    depart(world, route, pool, due, false);
}

void transport_depart_again(struct world *world, int32_t route, int32_t pool)
{
    depart(world, route, pool, world->now, true);
}

void transport_depart_tour(struct world *world, int32_t route, int32_t pool, const int32_t *stops,
                           int32_t count)
{
    const struct route *from = route_of(world, route);
    int32_t index = trip_take(world, from, pool), at = NO_PLACE;
    struct trip *trip = &world->trips[index];
    trip->own_legs = des_resize(trip->own_legs, (size_t)count + 1, sizeof *trip->own_legs);
    for (int32_t s = 0; s <= count; s++) {
        int32_t to = s < count ? stops[s] : NO_PLACE;
        trip->own_legs[s] = *daily_leg(world->network, from, at, to);
        at = to;
    }
    trip->legs = trip->own_legs;
    trip->home = &trip->own_legs[count];
    trip->stop_count = count;
    leave(world, index, route, world->now, false);
}

/* ---- on the way ---- */

/* Room left on the vehicle once the present stop's parcels are off. */
static size_t room_on(const struct trip *trip)
{
    size_t on_board = trip_on_board(trip);
    return trip->capacity > on_board ? trip->capacity - on_board : 0;
}

/* Parcels loaded at the present stop: those of one kind together. Returns how many are returns. */
static int32_t tell_collected(struct world *world, const struct route *route, int32_t place,
                              const struct parcel *parcels, size_t count)
{
    const struct observer *observer = world->observer;
    size_t returning = 0;
    for (size_t i = 0, run = count; i < count; i += run) {
        run = world->network->several_kinds ? parcel_run(parcels + i, count - i) : count;
        returning += parcel_has(&parcels[i], PARCEL_RETURNING) ? run : 0;
        if (route->line_haul) {
            observer->departed(observer->self, place, world->now, parcels + i, run);
        } else {
            observer->picked_up(observer->self, place, world->now, parcels + i, run);
        }
    }
    return (int32_t)returning;
}

/* Collects at the present stop what is ready for the base. Returns how many. */
static size_t collect(struct world *world, struct trip *trip, const struct route *route)
{
    int32_t place = trip->legs[trip->stop].place;
    struct parcel_queue *queue;
    if (route->line_haul) {
        int32_t county = place - world->region->counties.begin;
        centre_advance(world, county + 1, world->now);
        queue = &world->to_hub[county];
    } else {
        int32_t station = place - world->region->stations.begin;
        drop_box_advance(world, station, world->now);
        queue = &world->drop_boxes[station];
    }
    size_t ready = parcel_queue_ready(queue, world->now);
    size_t room = room_on(trip);
    size_t count = ready < room ? ready : room, before = parcel_queue_count(&trip->up);
    loading_begin_one(&world->loading, queue, ready);
    if (chooses(world, trip, route, ready, room)) {
        count = limits_collect(world, trip, route, room);
    } else {
        parcel_queue_append(&trip->up, &world->store, parcel_queue_first(queue), count);
        parcel_queue_drop(queue, count);
    }
    const struct parcel *parcels = count > 0 ? parcel_queue_first(&trip->up) + before : NULL;
    struct stop_record *record = &trip->records[trip->stop];
    record->collected = (int32_t)count;
    record->returning = tell_collected(world, route, place, parcels, count);
    trip->stops[trip->stop].up_end = parcel_queue_count(&trip->up);
    trip->stops[trip->stop].up_time = world->now;
    return count;
}

/* What the batch of those to be held has from `first` on is tried at the next stop instead, behind
 * what comes for it, if there is one. */
static void send_on(struct world *world, struct trip *trip, size_t first)
{
    size_t count = trip->held.count - first;
    if (count == 0 || trip->stop + 1 == trip->stop_count) {
        return;
    }
    struct trip_stop *next = &trip->stops[trip->stop + 1];
    parcel_queue_append(&next->load, &world->store, trip->held.items + first, count);
    next->diverted = count;
    if (trip->limited) {
        parcel_size_add(&next->size, limits_sum(world, trip, trip->held.items + first, count));
    }
    trip->load_left += count;
    trip->held.count = first;
}

static size_t shelve(struct world *world, struct trip *trip, station_id place,
                     struct parcel_queue *load)
{
    struct trip_stop *stop = &trip->stops[trip->stop];
    size_t count = parcel_queue_count(load), held = trip->held.count;
    size_t up = parcel_queue_count(&trip->up);
    struct unloading unloading = {
        world->now, parcel_queue_first(load), count, count - stop->diverted, &trip->up, 0};
    size_t shelved =
        station_shelve(world, place - world->region->stations.begin, &unloading, &trip->held);
    if (trip->limited) {
        size_t refused = trip->held.count - held;
        limits_on(world, trip, refused > 0 ? trip->held.items + held : NULL, refused);
        size_t turned = parcel_queue_count(&trip->up) - up; /* round: they stay on board */
        limits_on(world, trip, turned > 0 ? parcel_queue_first(&trip->up) + up : NULL, turned);
    }
    if (world->network->diverts) {
        bool stay = world->network->stations[place].when_full == HOLD_AT_COUNTY;
        send_on(world, trip,
                held + (stay && unloading.own > shelved ? unloading.own - shelved : 0));
        stop->diverted = 0;
    }
    if (unloading.in_lockers > 0) { /* available at once */
        world->observer->carried(world->observer->self, route_of(world, trip->route),
                                 trip->departed, world->now, INBOUND, unloading.in_lockers);
    }
    return shelved;
}

/* Parcels of that direction that are nothing else: neither returns nor between villages. */
static size_t count_plain(const struct world *world, enum direction direction,
                          const struct parcel *parcels, size_t count)
{
    size_t plain = 0;
    for (size_t i = 0; world->network->several_kinds && i < count; i++) {
        plain +=
            parcel_direction(&parcels[i]) == direction && !parcel_has(&parcels[i], PARCEL_LOCAL);
    }
    return world->network->several_kinds ? plain : count;
}

/* Tells of parcels that came to the end of a leg. */
static void tell_unloaded(struct world *world, const struct trip *trip, des_time arrived,
                          const struct parcel *parcels, size_t count)
{
    size_t plain = count_plain(world, INBOUND, parcels, count);
    if (plain > 0) {
        world->observer->carried(world->observer->self, route_of(world, trip->route),
                                 trip->departed, arrived, INBOUND, plain);
    }
}

static void unload(struct world *world, struct trip *trip, const struct route *route)
{
    struct parcel_queue *load = &trip->stops[trip->stop].load;
    struct parcel *parcels = parcel_queue_first(load);
    size_t count = parcel_queue_count(load);
    const struct observer *observer = world->observer;
    int32_t place = trip->legs[trip->stop].place;
    if (count == 0) {
        return;
    }
    trip->load_left -= count;
    if (trip->limited) {
        parcel_size_take(&trip->on_board, trip->stops[trip->stop].size);
        trip->stops[trip->stop].size = (struct parcel_size){0, 0};
    }
    size_t own = count - trip->stops[trip->stop].diverted; /* of the others it has been told */
    if (own > 0) {
        observer->departed(observer->self, route->base, trip->departed, parcels, own);
    }
    if (route->line_haul) {
        tell_unloaded(world, trip, world->now, parcels, count);
        centre_receive(world, place - world->region->counties.begin + 1, world->now, parcels,
                       count);
        parcel_queue_release(load, &world->store);
        return;
    }
    size_t shelved = shelve(world, trip, place, load);
    if (shelved > 0) {
        des_time available =
            des_calendar_next_open(&world->network->stations[place].open, world->now);
        tell_unloaded(world, trip, available, parcels, shelved);
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
    if (++trip->stop < trip->stop_count) {
        drive_to_stop(world, index, leaving);
    } else {
        drive_home(world, index, leaving);
    }
}

des_time transport_back_time(const struct route *route, des_time time)
{
    des_time midnight = time / DES_DAY * DES_DAY;
    for (int32_t b = 0; b < route->back_count; b++) {
        if (midnight + route->back_times[b] >= time) {
            return midnight + route->back_times[b];
        }
    }
    return midnight + DES_DAY + route->back_times[0];
}

static void stop_handled(struct world *world, int32_t index)
{
    struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    struct stop_record *record = &trip->records[trip->record_count++];
    *record = (struct stop_record){.place = trip->legs[trip->stop].place,
                                   .brought = (int32_t)bound_for(trip, trip->stop),
                                   .distance_m = trip->distance_m};
    size_t left = trip->load_left - (size_t)record->brought;
    size_t kept = trip->held.count + parcel_queue_count(&trip->up);
    unload(world, trip, route);
    record->refused = (int32_t)(trip->held.count + parcel_queue_count(&trip->up) - kept);
    record->brought -= (int32_t)(trip->load_left - left);
    bool last = world->trips[index].stop + 1 == world->trips[index].stop_count;
    if (last && route->back_count > 0) {
        des_time leaves = transport_back_time(route, world->now);
        if (world->care) {
            care_pause(world, trip, leaves - world->now);
        }
        route_schedule(world, leaves, EVENT_TRIP_LEAVES, RANK_START_BACK, index);
    } else {
        leave_stop(world, index);
    }
}

void transport_stop_handled(struct world *world, int32_t index)
{
    const struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    int32_t county = trip->legs[trip->stop].place - world->region->counties.begin;
    if (!route->line_haul || !line_blocks(world, county + 1, index, bound_for(trip, trip->stop))) {
        stop_handled(world, index);
    }
}

void transport_trip_leaves(struct world *world, int32_t index)
{
    leave_stop(world, index);
}

/* ---- home again ---- */

static void report_carried(struct world *world, const struct trip *trip, const struct route *route)
{
    const struct parcel *up = parcel_queue_first(&trip->up);
    size_t begin = 0;
    for (int32_t s = 0; s < trip->stop_count; s++) {
        const struct trip_stop *stop = &trip->stops[s];
        size_t count = stop->up_end > begin
                           ? count_plain(world, OUTBOUND, up + begin, stop->up_end - begin)
                           : 0;
        if (count > 0) {
            world->observer->carried(world->observer->self, route, stop->up_time, world->now,
                                     OUTBOUND, count);
        }
        begin = stop->up_end;
    }
}

void transport_report_trip(struct world *world, const struct trip *trip, des_time returned)
{
    struct trip_record record = {
        .route = world->region->routes.begin + trip->route,
        .pool = world->region->pools.begin + trip->pool,
        .due = trip->due,
        .departed = trip->departed,
        .again = trip->again,
        .returned = returned,
        .load_out = trip->load_out,
        .load_back = trip->load_back,
        .left_behind = trip->left_behind,
        .distance_m = trip->distance_m,
        .out = trip->out,
        .back = trip->back,
        .fullest_m = trip->fullest_m,
        .stops = trip->records,
        .stop_count = trip->record_count,
    };
    world->observer->trip_ended(world->observer->self, &record);
}

/* What found a full shelf is tried again, but only after a while: else a route that goes by its
 * load would shuttle with it, without end if the way takes no time. */
static void put_back_held(struct world *world, struct trip *trip)
{
    for (size_t i = 0; i < trip->held.count; i++) {
        struct parcel *parcel = &trip->held.items[i];
        int32_t station = world_station_of(world, parcel);
        parcel->arrived = world->now;
        parcel->ready = world->now + HELD_FOR;
        parcel_queue_push(&world->to_station[station], &world->store, parcel);
    }
}

static void trip_home(struct world *world, int32_t index)
{
    struct trip *trip = &world->trips[index];
    const struct route *route = route_of(world, trip->route);
    int32_t base = route_base(world, route);
    report_carried(world, trip, route);
    put_back_held(world, trip);
    struct parcel_queue up = trip->up;
    size_t held = trip->held.count;
    trip->up = (struct parcel_queue){0}; /* off the vehicle before anything else moves */
    trip->held.count = 0;
    centre_receive(world, base, world->now, up.items, parcel_queue_count(&up));
    parcel_queue_release(&up, &world->store);
    if (held > 0) {
        dispatch_check_loads(world, base);
    }
    transport_report_trip(world, trip, world->now);
    parcel_batch_done(&trip->held);
    trip->away = false;
    world->reaches_hub[index] = DES_NEVER;
    world->idle_trips[world->idle_trip_count++] = index;
    if (world->care) {
        care_home(world, trip);
    } else {
        dispatch_vehicle_home(world, trip->route, trip->pool);
    }
}

void transport_trip_home(struct world *world, int32_t index)
{
    const struct trip *trip = &world->trips[index];
    int32_t base = route_base(world, route_of(world, trip->route));
    if (!line_blocks(world, base, index, parcel_queue_count(&trip->up))) {
        trip_home(world, index);
    }
}

void transport_unload_docked(struct world *world, int32_t index)
{
    const struct trip *trip = &world->trips[index];
    if (trip->stop < trip->stop_count) {
        stop_handled(world, index);
    } else {
        trip_home(world, index);
    }
}
