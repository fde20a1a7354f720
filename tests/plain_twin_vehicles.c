/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_vehicles.c - routes, fleets and trips of the plain twin. */
#include "tests/plain_twin_world.h"

#include <stdlib.h>

#include "engine/require.h"

int32_t plain_stop_count(const struct route *route)
{
    return route->stops.end - route->stops.begin;
}

/* What waits at the base for stop `s`. */
static struct plain_list *bound_for(struct plain *self, const struct route *route, int32_t s)
{
    int32_t place = self->network->stops[route->stops.begin + s].place;
    return route->line_haul ? &self->to_county[place] : &self->to_station[place];
}

int32_t plain_ready_count(struct plain *self, const struct route *route)
{
    int32_t count = 0;
    for (int32_t s = 0; s < plain_stop_count(route); s++) {
        count += (int32_t)bound_for(self, route, s)->count;
    }
    return count;
}

/* The stop of the parcel that is first in line, or -1 when there is none. */
static int32_t first_in_line(struct plain *self, const struct route *route)
{
    int32_t best = -1;
    des_time earliest = DES_NEVER;
    for (int32_t s = 0; s < plain_stop_count(route); s++) {
        const struct plain_list *list = bound_for(self, route, s);
        if (list->count > 0 && self->parcels[list->items[0]].ready < earliest) {
            earliest = self->parcels[list->items[0]].ready;
            best = s;
        }
    }
    return best;
}

/* The lists of all its stops. */
int32_t plain_all_bound_for(struct plain *self, const struct route *route,
                            struct plain_list *ret_lists[STOP_LIMIT])
{
    for (int32_t s = 0; s < plain_stop_count(route); s++) {
        ret_lists[s] = bound_for(self, route, s);
    }
    return plain_stop_count(route);
}

static bool has_its_load(struct plain *self, const struct route *route)
{
    struct plain_list *lists[STOP_LIMIT];
    int32_t stops = plain_all_bound_for(self, route, lists);
    int32_t first = first_in_line(self, route);
    if (first < 0) {
        return false;
    }
    des_time since = self->parcels[bound_for(self, route, first)->items[0]].ready;
    return plain_ready_count(self, route) >= route->full ||
           plain_full_by_size(self, (int32_t)(route - self->network->routes), lists, stops) ||
           (route->wait_at_most < DES_NEVER && since + route->wait_at_most <= self->now);
}

/* Notes when a route that goes by its load might have to leave. */
void plain_route_looks(struct plain *self, int32_t route)
{
    const struct route *about = plain_route_of(self, route);
    struct plain_route *it = &self->routes[route];
    int32_t first = about->dispatch == DISPATCH_WHEN_FULL ? first_in_line(self, about) : -1;
    if (first < 0 || it->waits) {
        return;
    }
    des_time since = self->parcels[bound_for(self, about, first)->items[0]].ready;
    des_time at = since + about->wait_at_most;
    if (has_its_load(self, about)) {
        at = self->now;
    }
    if (about->wait_at_most < DES_NEVER || at == self->now) {
        at = plain_may_leave(self, about->base, at);
        if (it->noted_at == at) {
            return;
        }
        it->noted_at = at;
        plain_note(self, at, PLAIN_LOADED, NOTE_LOAD, about->base);
    }
}

int32_t plain_parcels_on_board(const struct plain *self, const struct plain_trip *trip)
{
    size_t count = trip->held.count;
    for (int32_t s = 0; s < plain_trip_stops(self, trip); s++) {
        count += trip->load[s].count + trip->up[s].count;
    }
    return (int32_t)count;
}

static des_time leg_time(struct plain *self, int32_t route, const struct stop *stop,
                         des_time leaves)
{
    struct des_rng *rng = &self->routes[route].travel;
    double time = des_distribution_draw(&stop->travel, rng);
    time *= des_distribution_draw(&self->network->delay, rng);
    int hour_of_day = (int)(leaves % DES_DAY / DES_HOUR);
    return des_time_round(self->network->by_hour ? time * self->network->travel_hours[hour_of_day]
                                                 : time);
}

/* When the leg that wants to begin at `leaves` ends; counts its metres. */
static des_time drive_leg(struct plain *self, struct plain_trip *it, const struct stop *leg,
                          des_time leaves)
{
    int32_t parcels = plain_parcels_on_board(self, it);
    double metres = leg->distance_m;
    des_time begins = plain_leg_begins(self, leg, leaves, parcels);
    des_time time = leg_time(self, it->route, leg, begins);
    time = plain_leg_time(self, leg, begins, time, parcels, &metres);
    it->distance_m += metres;
    it->parcel_m += metres * parcels;
    plain_drive(self, it, metres);
    return plain_arrives(self, it, begins, time);
}

static void drive_to_stop(struct plain *self, int32_t trip, des_time leaves)
{
    struct plain_trip *it = &self->trips[trip];
    const struct route *route = plain_route_of(self, it->route);
    const struct stop *stop = plain_leg(self, it, it->stop);
    des_time unloading = route->stop_time + (des_time)it->load[it->stop].count * route->handling;
    plain_note(self, drive_leg(self, it, stop, leaves) + unloading, PLAIN_ARRIVAL, NOTE_UNLOADED,
               trip);
}

static void drive_home(struct plain *self, int32_t trip, des_time leaves)
{
    struct plain_trip *it = &self->trips[trip];
    const struct route *route = plain_route_of(self, it->route);
    const struct stop *home = plain_leg_home(self, it);
    des_time unloading = route->stop_time + it->load_back * route->handling;
    plain_note(self, drive_leg(self, it, home, leaves) + unloading, PLAIN_ARRIVAL, NOTE_HOME, trip);
}

static int32_t new_trip(struct plain *self)
{
    for (size_t t = 0; t < self->trip_count; t++) {
        if (!self->trips[t].away) {
            return (int32_t)t;
        }
    }
    self->trips = des_resize(self->trips, self->trip_count + 1, sizeof *self->trips);
    self->trips[self->trip_count] = (struct plain_trip){0};
    return (int32_t)self->trip_count++;
}

static void begin_trip(struct plain_trip *it, int32_t route, des_time due, des_time now)
{
    it->route = route;
    it->stop = 0;
    it->due = due;
    it->departed = now;
    it->load_out = it->load_back = it->left_behind = 0;
    it->distance_m = it->parcel_m = it->fullest_m = 0;
    it->away = true;
    it->again = false;
}

int32_t plain_depart(struct plain *self, int32_t route, pool_id pool, des_time due)
{
    return plain_depart_to(self, route, pool, due, NULL);
}

/* The lists of the stops that the trip goes to: those chosen, or (NULL) all. */
static int32_t lists_of_trip(struct plain *self, struct plain_trip *it,
                             const struct plain_list *chosen, struct plain_list **ret_lists)
{
    const struct route *route = plain_route_of(self, it->route);
    if (!chosen) {
        return plain_all_bound_for(self, route, ret_lists);
    }
    it->chosen_count = (int32_t)chosen->count;
    for (int32_t s = 0; s < it->chosen_count; s++) {
        it->chosen[s] = chosen->items[s];
        ret_lists[s] = bound_for(self, route, chosen->items[s]);
    }
    return it->chosen_count;
}

int32_t plain_depart_to(struct plain *self, int32_t route, pool_id pool, des_time due,
                        const struct plain_list *chosen)
{
    const struct route *about = plain_route_of(self, route);
    int32_t trip = new_trip(self);
    struct plain_trip *it = &self->trips[trip];
    begin_trip(it, route, due, self->now);
    it->pool = pool;
    plain_takes_vehicle(self, it);
    struct plain_list *lists[STOP_LIMIT];
    int32_t stops = lists_of_trip(self, it, chosen, lists), parcel;
    plain_choose_load(self, it, lists, stops);
    for (int32_t s = 0; s < stops; s++) {
        while ((parcel = plain_take_chosen(self, lists[s])) >= 0) {
            plain_list_add(&it->load[s], parcel);
            it->load_out++;
            self->parcels[parcel].where = about->line_haul ? ON_LINE_HAUL : ON_FEEDER;
            struct fact fact = plain_fact_of(&self->parcels[parcel], FACT_DEPARTED);
            fact.place = about->base;
            fact.a = self->now;
            plain_tell(self, fact);
        }
    }
    for (int32_t s = 0; s < stops; s++) {
        it->left_behind += (int32_t)lists[s]->count;
    }
    drive_to_stop(self, trip, self->now);
    plain_route_looks(self, route);
    return trip;
}

/* It leaves, or waits for a driver or a vehicle. */
static void leave_or_wait(struct plain *self, int32_t route, des_time due)
{
    pool_id pool = plain_choose_vehicle(self, route);
    if (pool != NOWHERE) {
        self->idle[pool] -= self->idle[pool] > 0;
        plain_depart(self, route, pool, due);
    } else if (!plain_waits_for_driver(self, route, NOWHERE, due)) {
        self->routes[route].waits = true;
        self->routes[route].due = due;
        plain_list_add(&self->waiting[plain_route_of(self, route)->base], route);
    }
}

/* A driver for a route that has waited begins to work. */
void plain_on_driver(struct plain *self, int32_t route)
{
    const struct route *about = plain_route_of(self, route);
    self->routes[route].waits = false;
    bool strike = plain_strike(self, about->base);
    if (strike && about->dispatch != DISPATCH_WHEN_FULL) {
        plain_cancel(self, route, self->routes[route].due);
    } else if (about->dispatch == DISPATCH_WHEN_FULL && (strike || !has_its_load(self, about))) {
        plain_route_looks(self, route);
    } else {
        leave_or_wait(self, route, self->routes[route].due);
    }
}

void plain_due(struct plain *self, int32_t route)
{
    struct plain_route *it = &self->routes[route];
    if (plain_strike(self, plain_route_of(self, route)->base)) {
        plain_cancel(self, route, self->now);
    } else if (plain_route_of(self, route)->daily) {
        plain_daily_due(self, route);
    } else if (it->waits) {
        struct fact fact = plain_no_parcel(FACT_MISSED, route);
        fact.a = it->due;
        plain_tell(self, fact);
        it->due = self->now;
    } else {
        leave_or_wait(self, route, self->now);
    }
}

void plain_note_next_due(struct plain *self, int32_t route)
{
    const struct route *about = plain_route_of(self, route);
    struct plain_route *it = &self->routes[route];
    int64_t number = it->next++;
    des_time at = DES_NEVER;
    if (about->dispatch == DISPATCH_TIMETABLE && about->departure_count > 0) {
        at = number / about->departure_count * DES_WEEK +
             about->departures[number % about->departure_count];
    } else if (about->dispatch == DISPATCH_EVERY && number == 0) {
        at = about->first;
    } else if (about->dispatch == DISPATCH_EVERY) {
        des_time interval = des_time_round(des_distribution_draw(&about->interval, &it->headway));
        at = self->now + (interval > 0 ? interval : 1);
    }
    plain_note(self, at, PLAIN_DUE, NOTE_ROUTE_DUE, route);
}

void plain_on_load(struct plain *self, centre_id base)
{
    struct id_range routes = self->network->centres[base].routes;
    for (int32_t r = routes.begin; r < routes.end; r++) {
        const struct route *about = plain_route_of(self, r);
        bool by_load = about->dispatch == DISPATCH_WHEN_FULL && !self->routes[r].waits;
        if (by_load && has_its_load(self, about)) {
            plain_due(self, r);
        }
        if (self->routes[r].noted_at <= self->now) {
            self->routes[r].noted_at = -1;
            plain_route_looks(self, r);
        }
    }
}

/* The vehicle of `pool` that has come back takes the route that has waited longest. One that
 * goes by its load and has lost it to another no longer wants to leave. */
void plain_vehicle_back(struct plain *self, pool_id pool)
{
    self->idle[pool] += self->idle[pool] != UNLIMITED;
    while (self->idle[pool] > 0 && plain_is_awaited(self, pool)) {
        int32_t route = plain_first_waiting(self, pool);
        const struct route *about = plain_route_of(self, route);
        self->routes[route].waits = false;
        if (plain_strike(self, about->base) && about->dispatch != DISPATCH_WHEN_FULL) {
            plain_cancel(self, route, self->routes[route].due);
            continue;
        }
        if (plain_strike(self, about->base)) { /* its load makes it leave afterwards */
            plain_route_looks(self, route);
            continue;
        }
        if (about->dispatch == DISPATCH_WHEN_FULL && !has_its_load(self, about)) {
            plain_route_looks(self, route);
            continue;
        }
        if (plain_waits_for_driver(self, route, pool, self->routes[route].due)) {
            continue;
        }
        self->idle[pool]--;
        plain_depart(self, route, pool, self->routes[route].due);
    }
}

/* ---- on the way ---- */

static void tell_carried(struct plain *self, int32_t route, enum direction direction,
                         des_time departed, des_time arrived, size_t count)
{
    struct fact fact = plain_no_parcel(FACT_CARRIED, route);
    fact.other = (int32_t)direction;
    fact.a = departed;
    fact.b = plain_by_end(self, arrived);
    fact.c = (des_time)count;
    if (count > 0) {
        plain_tell(self, fact);
    }
}

static void unload_at_county(struct plain *self, struct plain_trip *trip, centre_id county)
{
    struct plain_list *load = &trip->load[trip->stop];
    tell_carried(self, trip->route, INBOUND, trip->departed, self->now, plain_others(self, load));
    while (load->count > 0) {
        plain_join_sorter(self, plain_list_take(load, 0), county);
    }
}

static void unload_at_station(struct plain *self, struct plain_trip *trip, station_id station)
{
    struct plain_list *load = &trip->load[trip->stop];
    const struct station *about = &self->network->stations[station];
    size_t shelved = 0, in_lockers = 0;
    self->unloadings++;
    for (size_t i = 0; about->has_lockers && i < load->count;) { /* lockers first */
        if (plain_finds_locker(self, load->items[i], station)) {
            plain_put_on_shelf(self, plain_list_take(load, i), about->county, station);
            in_lockers++;
        } else {
            i++;
        }
    }
    while (load->count > 0) {
        int32_t parcel = plain_list_take(load, 0);
        struct plain_parcel *it = &self->parcels[parcel];
        if (about->shelf == UNLIMITED || self->shelf[station] < about->shelf) {
            plain_put_on_shelf(self, parcel, about->county, station);
            shelved += !it->local;
            continue;
        }
        station_id home = it->station;
        enum when_full policy = self->network->stations[home].when_full;
        bool returned = policy == RETURN_TO_SENDER ||
                        (home == station && plain_is_hopeless(self, parcel, station));
        bool last = trip->stop == plain_trip_stops(self, trip) - 1;
        struct fact fact = plain_fact_of(it, FACT_OVERFLOWED);
        fact.place = station;
        fact.a = self->now;
        fact.b = returned;
        plain_tell(self, fact);
        if (returned && self->network->returns_travel) {
            plain_turn_round(self, parcel);
            plain_list_add(&trip->up[trip->stop], parcel);
        } else if (returned) {
            it->where = NOWHERE;
            plain_book(self, it)->returned++;
        } else if (policy == DIVERT_TO_NEXT && !last) {
            plain_list_add(&trip->load[trip->stop + 1], parcel);
        } else {
            plain_list_add(&trip->held, parcel);
        }
    }
    tell_carried(self, trip->route, INBOUND, trip->departed, self->now, in_lockers);
    tell_carried(self, trip->route, INBOUND, trip->departed,
                 plain_next_open(&about->open, self->now), shelved);
}

/* Loads what is ready to go to the base, as far as there is room, and drives on. */
void plain_collect(struct plain *self, int32_t trip)
{
    struct plain_trip *it = &self->trips[trip];
    const struct route *route = plain_route_of(self, it->route);
    int32_t place = plain_leg(self, it, it->stop)->place;
    struct plain_list *from = route->line_haul ? &self->to_hub[place] : &self->boxes[place];
    struct plain_list *up = &it->up[it->stop];
    size_t turned_round = up->count; /* at this stop, for want of room: they stay on board */
    int32_t parcel;
    plain_choose_load(self, it, &from, 1);
    while ((parcel = plain_take_chosen(self, from)) >= 0) {
        plain_list_add(up, parcel);
        self->parcels[parcel].where = route->line_haul ? ON_LINE_HAUL : ON_FEEDER;
        struct fact fact = plain_fact_of(&self->parcels[parcel],
                                         route->line_haul ? FACT_DEPARTED : FACT_PICKED_UP);
        fact.place = place;
        fact.a = self->now;
        plain_tell(self, fact);
    }
    it->up_time[it->stop] = self->now;
    des_time leaves = self->now + (des_time)(up->count - turned_round) * route->handling;
    it->stop++;
    if (it->stop < plain_trip_stops(self, it)) {
        drive_to_stop(self, trip, leaves);
    } else {
        it->load_back = plain_parcels_on_board(self, it);
        drive_home(self, trip, leaves);
    }
}

des_time plain_next_back(const struct route *route, des_time time)
{
    des_time midnight = time / DES_DAY * DES_DAY;
    for (des_time day = midnight;; day += DES_DAY) {
        for (int32_t b = 0; b < route->back_count; b++) {
            if (day + route->back_times[b] >= time) {
                return day + route->back_times[b];
            }
        }
    }
}

static void unload(struct plain *self, int32_t trip)
{
    struct plain_trip *it = &self->trips[trip];
    const struct route *route = plain_route_of(self, it->route);
    int32_t place = plain_leg(self, it, it->stop)->place;
    if (route->line_haul) {
        unload_at_county(self, it, place);
    } else {
        unload_at_station(self, it, place);
    }
    if (it->stop == plain_trip_stops(self, it) - 1 && route->back_count > 0) {
        des_time back = plain_next_back(route, self->now);
        plain_stands(self, it, back - self->now);
        plain_note(self, back, PLAIN_STARTS_BACK, NOTE_STARTS_BACK, trip);
    } else {
        plain_collect(self, trip);
    }
}

void plain_on_unloaded(struct plain *self, int32_t trip)
{
    const struct plain_trip *it = &self->trips[trip];
    const struct route *route = plain_route_of(self, it->route);
    int32_t place = plain_leg(self, it, it->stop)->place;
    if (!route->line_haul || !plain_blocks(self, place, trip, it->load[it->stop].count)) {
        unload(self, trip);
    }
}

void plain_tell_trip(struct plain *self, const struct plain_trip *trip, des_time returned)
{
    struct fact fact = plain_no_parcel(FACT_TRIP, trip->route);
    fact.other = trip->left_behind;
    fact.a = trip->due;
    fact.b = trip->departed;
    fact.c = returned;
    fact.d = trip->load_out;
    fact.e = trip->load_back;
    fact.f = (des_time)trip->distance_m;
    fact.g = (des_time)trip->parcel_m;
    fact.h = trip->pool;
    fact.i = trip->again;
    plain_tell(self, fact);
    plain_tell_loads(self, trip);
}

static void come_home(struct plain *self, int32_t trip)
{
    const struct route *route = plain_route_of(self, self->trips[trip].route);
    for (int32_t s = 0; s < plain_trip_stops(self, &self->trips[trip]); s++) {
        struct plain_list *up = &self->trips[trip].up[s];
        size_t outbound = 0;
        for (size_t i = 0; i < up->count; i++) {
            const struct plain_parcel *it = &self->parcels[up->items[i]];
            outbound += !it->returning && !it->local;
        }
        tell_carried(self, self->trips[trip].route, OUTBOUND, self->trips[trip].up_time[s],
                     self->now, outbound);
        while (up->count > 0) {
            plain_join_sorter(self, plain_list_take(up, 0), route->base);
        }
    }
    struct plain_list *held = &self->trips[trip].held;
    while (held->count > 0) {
        int32_t parcel = plain_list_take(held, 0);
        self->parcels[parcel].where = AT_COUNTY_SORTING;
        plain_note(self, self->now + DES_HOUR, PLAIN_ON_FOOT, NOTE_TRY_AGAIN, parcel);
    }
    self->centres[route->base].looks = true;
    plain_tell_trip(self, &self->trips[trip], self->now);
    self->trips[trip].away = false;
    plain_vehicle_home(self, &self->trips[trip]);
}

void plain_on_home(struct plain *self, int32_t trip)
{
    const struct plain_trip *it = &self->trips[trip];
    const struct route *route = plain_route_of(self, it->route);
    size_t brought = 0;
    for (int32_t s = 0; s < plain_trip_stops(self, it); s++) {
        brought += it->up[s].count;
    }
    if (!plain_blocks(self, route->base, trip, brought)) {
        come_home(self, trip);
    }
}

/* There is room now. */
void plain_unload_docked(struct plain *self, int32_t trip)
{
    const struct plain_trip *it = &self->trips[trip];
    if (it->stop < plain_trip_stops(self, it)) {
        unload(self, trip);
    } else {
        come_home(self, trip);
    }
}
