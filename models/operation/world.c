/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/world.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/operation/centre.h"
#include "models/operation/dispatch.h"
#include "models/operation/disturbances.h"
#include "models/operation/keeper.h"
#include "models/operation/loading_limits.h"
#include "models/operation/lockers.h"
#include "models/operation/recorded.h"
#include "models/operation/returns.h"
#include "models/operation/rider.h"
#include "models/operation/routes.h"
#include "models/operation/sorting_line.h"
#include "models/operation/station.h"
#include "models/operation/transport.h"
#include "models/operation/vehicle_care.h"

static int32_t length(struct id_range range)
{
    return range.end - range.begin;
}

static void set_destinations(struct world *self)
{
    struct id_range villages = self->region->villages;
    for (int32_t v = villages.begin; v < villages.end; v++) {
        const struct village *village = &self->network->villages[v];
        struct destination *to = &self->destinations[v - villages.begin];
        to->county = village->county - self->region->counties.begin;
        to->station = village->station == NO_PLACE
                          ? NO_PLACE
                          : village->station - self->region->stations.begin;
        if (village->options.end > village->options.begin) {
            to->station = SEVERAL;
        }
    }
}

static void allocate(struct world *self)
{
    size_t counties = (size_t)self->county_count, stations = (size_t)self->station_count;
    self->sorters = des_allocate(counties + 1, sizeof *self->sorters);
    self->to_county = des_allocate(counties, sizeof *self->to_county);
    self->to_hub = des_allocate(counties, sizeof *self->to_hub);
    self->to_station = des_allocate(stations, sizeof *self->to_station);
    self->drop_offs = des_allocate(counties, sizeof *self->drop_offs);
    self->drop_boxes = des_allocate(stations, sizeof *self->drop_boxes);
    if (self->network->returns_travel) {
        self->going_back = des_allocate(stations, sizeof *self->going_back);
    }
    self->shelves = des_allocate(stations, sizeof *self->shelves);
    self->fleets = des_allocate((size_t)length(self->region->pools), sizeof *self->fleets);
    self->next_waiting =
        des_allocate((size_t)length(routes_vehicles(self)), sizeof *self->next_waiting);
    self->routes = des_allocate((size_t)length(self->region->routes), sizeof *self->routes);
    self->destinations =
        des_allocate((size_t)length(self->region->villages), sizeof *self->destinations);
}

struct world *world_create(const struct network *network, int32_t region, uint32_t replication,
                           const struct observer *observer)
{
    struct world *self = des_allocate(1, sizeof *self);
    self->network = network;
    self->region = &network->regions[region];
    self->replication = replication;
    self->observer = observer;
    self->events = des_event_queue_create();
    self->sources.replication = replication;
    self->county_count = length(self->region->counties);
    self->station_count = length(self->region->stations);
    allocate(self);
    set_destinations(self);
    for (int d = 0; d < DIRECTIONS; d++) {
        self->own_shape[d] = network_draw_shape(network, replication, (enum direction)d);
    }
    disturbances_init(self);
    for (int32_t c = 0; c <= self->county_count; c++) {
        sorter_init(self, c);
    }
    for (int32_t c = 0; c < self->county_count; c++) {
        drop_offs_init(self, c);
    }
    keepers_init(self);
    lockers_init(self);
    care_init(self);
    riders_init(self);
    limits_init(self);
    dispatch_init(self);
    return self;
}

void world_destroy(struct world *self)
{
    if (!self) {
        return;
    }
    transport_done(self);
    keepers_done(self);
    lockers_done(self);
    care_done(self);
    riders_done(self);
    disturbances_done(self);
    for (int32_t c = 0; c <= self->county_count; c++) {
        sorter_done(&self->sorters[c]);
    }
    for (int32_t c = 0; c < self->county_count; c++) {
        parcel_queue_done(&self->to_county[c]);
        parcel_queue_done(&self->to_hub[c]);
    }
    for (int32_t s = 0; s < self->station_count; s++) {
        parcel_queue_done(&self->to_station[s]);
        parcel_queue_done(&self->drop_boxes[s]);
        shelf_done(&self->shelves[s]);
        if (self->going_back) {
            parcel_queue_done(&self->going_back[s]);
        }
    }
    des_event_queue_destroy(self->events);
    loading_done(&self->loading);
    parcel_store_done(&self->store);
    parcel_batch_done(&self->scratch);
    parcel_batch_done(&self->unserved);
    source_set_done(&self->sources);
    free(self->known_sizes);
    free(self->sorters);
    free(self->to_county);
    free(self->to_hub);
    free(self->to_station);
    free(self->drop_offs);
    free(self->drop_boxes);
    free(self->going_back);
    free(self->shelves);
    free(self->fleets);
    free(self->next_waiting);
    free(self->routes);
    free(self->destinations);
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->own_shape[d]);
    }
    free(self);
}

void world_emit(struct world *self, struct births births, struct parcel_batch *batch)
{
    const struct network *network = self->network;
    if (network->traces[births.direction]) {
        recorded_emit(self, births, batch);
        return;
    }
    const double *own = self->own_shape[births.direction];
    const struct source_clock clock = {network, births.direction,
                                       own ? own : network->shape[births.direction].cumulative};
    source_set_emit(&self->sources, *births.sources, &clock, births.from, births.until, batch);
}

static void next_walk_in_event(struct world *self, int32_t centre, des_time time)
{
    des_event_queue_push(self->events, (struct des_event){.time = time,
                                                          .rank = RANK_ARRIVAL,
                                                          .kind = EVENT_WALK_IN,
                                                          .subject = (uint32_t)centre});
}

/* Meets the hub's walk-ins so that a route that waits for its load leaves on the dot. Ahead of
 * the clock, as long as no vehicle can bring parcels that the sorter has to take in between:
 * when a load is together then follows from when its parcels are ready. Where vehicles may be
 * back too soon for that, no further ahead than a load can't have come together meanwhile, and
 * not past the next event. */
static void meet_walk_ins(struct world *self, int32_t centre)
{
    des_time last = self->network->end - 1;
    for (;;) {
        des_time alone = transport_next_at_hub(self), other;
        centre_advance(self, centre, alone < last ? alone : last);
        des_time next = centre_next_walk_in(self, centre), until = last;
        if (next > until) {
            return;
        }
        if (des_event_queue_peek(self->events, &other)) {
            until = other - 1 < until ? other - 1 : until;
        }
        if (next > until) {
            next_walk_in_event(self, centre, next);
            return;
        }
        if (alone > self->now) { /* from there one can look ahead again */
            self->now = next;
            continue;
        }
        struct load_headroom headroom = dispatch_headroom(self, centre);
        until = next + headroom.wait < until ? next + headroom.wait : until;
        bool met = centre_meet(self, centre, until, headroom.parcels) > 0;
        self->now = met ? centre_last_met(self, centre) : next; /* not met: a new window begins */
    }
}

/* The same at a county, where parcels between villages that are dropped off at its counter make
 * loads: one after the other. */
static void meet_at_county(struct world *self, int32_t centre)
{
    centre_advance(self, centre, self->now);
    des_time next = centre_next_walk_in(self, centre);
    if (next < self->network->end) {
        next_walk_in_event(self, centre, next);
    }
}

static void handle(struct world *self, const struct des_event *event)
{
    int32_t subject = (int32_t)event->subject;
    switch ((enum event_kind)event->kind) {
    case EVENT_STOP_HANDLED:
        transport_stop_handled(self, subject);
        break;
    case EVENT_TRIP_HOME:
        transport_trip_home(self, subject);
        break;
    case EVENT_WALK_IN:
        if (subject == 0) {
            meet_walk_ins(self, subject);
        } else {
            meet_at_county(self, subject);
        }
        break;
    case EVENT_TRIP_LEAVES:
        transport_trip_leaves(self, subject);
        break;
    case EVENT_ROUTE_DUE:
        dispatch_route_due(self, subject);
        break;
    case EVENT_LOAD_CHECK:
        dispatch_load_check(self, subject);
        break;
    case EVENT_ROUND:
        rider_round(self, subject);
        break;
    case EVENT_VEHICLE_BACK:
        dispatch_vehicle_back(self, subject);
        break;
    case EVENT_SORTING:
        line_now(self, subject);
        break;
    case EVENT_CARE_OVER:
        care_over(self, subject);
        break;
    case EVENT_SHIFT:
        dispatch_shift(self, subject);
        break;
    case EVENT_MAY_RELOAD:
        dispatch_may_reload(self, subject);
        break;
    }
}

bool world_step(struct world *self)
{
    struct des_event event;
    if (!des_event_queue_pop(self->events, &event) || event.time >= self->network->end) {
        return false;
    }
    DES_REQUIRE(event.time >= self->now);
    self->now = event.time;
    self->handled++;
    handle(self, &event);
    return true;
}

/* ---- the end ---- */

static void report(struct world *self, enum parcel_place place, const struct parcel *parcels,
                   size_t count)
{
    if (count > 0) {
        self->observer->unfinished(self->observer->self, (int)place, parcels, count);
    }
}

/* What waits at a centre is either still being sorted at the end or sorted and waiting. */
static void report_queue(struct world *self, const struct parcel_queue *queue,
                         enum parcel_place sorting, enum parcel_place waiting)
{
    const struct parcel *parcels = parcel_queue_first(queue);
    size_t sorted = parcel_queue_ready(queue, self->network->end - 1);
    if (parcels) {
        report(self, waiting, parcels, sorted);
        report(self, sorting, parcels + sorted, parcel_queue_count(queue) - sorted);
    }
}

static void report_trips(struct world *self)
{
    for (int32_t t = 0; t < self->trip_count; t++) {
        const struct trip *trip = &self->trips[t];
        if (!trip->away) {
            continue;
        }
        transport_report_trip(self, trip, self->network->end);
        const struct route *route =
            &self->network->routes[self->region->routes.begin + trip->route];
        enum parcel_place place = route->line_haul ? ON_LINE_HAUL : ON_FEEDER;
        for (int32_t s = trip->stop; s < trip->stop_count; s++) {
            const struct parcel *load = parcel_queue_first(&trip->stops[s].load);
            size_t count = parcel_queue_count(&trip->stops[s].load);
            size_t own = count - trip->stops[s].diverted; /* of the others it has been told */
            if (own > 0) {
                self->observer->departed(self->observer->self, route->base, trip->departed, load,
                                         own);
            }
            report(self, place, load, count);
        }
        report(self, place, trip->up.items, parcel_queue_count(&trip->up));
        report(self, place, trip->held.items, trip->held.count);
    }
}

void world_finish(struct world *self)
{
    des_time last = self->network->end - 1;
    for (int32_t c = 0; c <= self->county_count; c++) {
        centre_advance(self, c, last);
        if (self->sorters[c].line) {
            line_finish(self, c);
        }
    }
    for (int32_t c = 0; c < self->county_count; c++) {
        drop_offs_advance(self, c, last);
    }
    for (int32_t s = 0; s < self->station_count; s++) {
        if (keeper_serves(self, s)) {
            keeper_finish(self, s);
        }
        if (self->riders) {
            rider_finish(self, s);
        }
        returns_advance(self, s, last);
        const struct parcel_queue *waiting = &self->drop_boxes[s];
        report(self, AT_STATION_WAITING, parcel_queue_first(waiting), parcel_queue_count(waiting));
        report_queue(self, &self->to_station[s], AT_COUNTY_SORTING, AT_COUNTY_WAITING);
    }
    for (int32_t c = 0; c < self->county_count; c++) {
        report_queue(self, &self->to_county[c], AT_HUB_SORTING, AT_HUB_WAITING);
        report_queue(self, &self->to_hub[c], AT_COUNTY_SORTING, AT_COUNTY_WAITING);
    }
    report_trips(self);
}

bool world_run(struct world *self, const atomic_bool *stop)
{
    while (world_step(self)) {
        if ((self->handled & 1023) == 0 && atomic_load_explicit(stop, memory_order_relaxed)) {
            return false;
        }
    }
    world_finish(self);
    return true;
}

/* ---- invariants ---- */

static int64_t verify_trips(const struct world *self)
{
    int64_t on_board = 0;
    for (int32_t t = 0; t < self->trip_count; t++) {
        const struct trip *trip = &self->trips[t];
        if (!trip->away) {
            continue;
        }
        size_t load = trip_on_board(trip);
        DES_REQUIRE(load <= trip->capacity);
        if (trip->limited) {
            limits_verify(self, trip);
        }
        on_board += (int64_t)load;
    }
    return on_board;
}

static int64_t verify_queue(const struct parcel_queue *queue)
{
    parcel_queue_verify(queue);
    return (int64_t)parcel_queue_count(queue);
}

static int64_t verify_stations(const struct world *self)
{
    int64_t parcels = 0;
    lockers_verify(self);
    for (int32_t s = 0; s < self->station_count; s++) {
        const struct station *station = &self->network->stations[self->region->stations.begin + s];
        const struct shelf *shelf = &self->shelves[s];
        DES_REQUIRE(shelf->count == 0 || shelf->count <= (size_t)station->shelf);
        parcels += verify_queue(&self->drop_boxes[s]);
        parcels += self->counters ? (int64_t)self->counters[s].expected[OUTBOUND] : 0;
        parcels += self->going_back ? verify_queue(&self->going_back[s]) : 0;
        parcels += verify_queue(&self->to_station[s]);
    }
    return parcels;
}

void world_verify(const struct world *self)
{
    int64_t parcels = verify_trips(self) + verify_stations(self);
    for (int32_t c = 0; c <= self->county_count; c++) {
        const struct walk_ins *walk_ins = &self->sorters[c].walk_ins;
        parcels += (int64_t)(walk_ins->window.count - walk_ins->next);
        des_server_pool_verify(&self->sorters[c].pool);
        if (self->sorters[c].line) {
            line_verify(self->sorters[c].line);
            parcels += (int64_t)self->sorters[c].line->count;
        }
    }
    for (int32_t c = 0; c < self->county_count; c++) {
        parcels += verify_queue(&self->to_county[c]) + verify_queue(&self->to_hub[c]);
    }
    for (int32_t p = 0; p < length(self->region->pools); p++) {
        int32_t size = self->network->pools[self->region->pools.begin + p].size;
        int32_t idle = self->fleets[p].idle;
        DES_REQUIRE(size == UNLIMITED ? idle == UNLIMITED : 0 <= idle && idle <= size);
    }
    care_verify(self);
    DES_REQUIRE(self->entered == self->gone + parcels);
    des_event_queue_verify(self->events);
}
