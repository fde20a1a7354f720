/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/network/network.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/network/disturbances.h"

static void stop_done(struct stop *stop)
{
    des_distribution_done(&stop->travel);
}

static void route_done(struct route *route)
{
    stop_done(&route->home);
    des_distribution_done(&route->interval);
    free(route->departures);
    free(route->back_times);
}

void sorting_plan_destroy(struct sorting_plan *self)
{
    if (!self) {
        return;
    }
    for (int32_t c = 0; c < self->crew_count; c++) {
        des_calendar_done(&self->crews[c].shifts);
    }
    free(self->crews);
    free(self->wave_times);
    free(self);
}

static void centre_done(struct centre *centre)
{
    sorting_plan_destroy(centre->plan);
    des_distribution_done(&centre->sort_time);
    des_calendar_done(&centre->shifts);
    des_calendar_done(&centre->counter);
}

void network_destroy(struct network *self)
{
    if (!self) {
        return;
    }
    for (int32_t r = 0; r < self->route_count; r++) {
        route_done(&self->routes[r]);
    }
    for (int32_t s = 0; s < self->stop_count; s++) {
        stop_done(&self->stops[s]);
    }
    for (int32_t s = 0; s < self->station_count; s++) {
        des_calendar_done(&self->stations[s].open);
        if (self->keepers) {
            des_distribution_done(&self->keepers[s].service);
        }
    }
    free(self->keepers);
    for (int32_t s = 0; self->riders && s < self->station_count; s++) {
        free(self->riders[s].rounds);
    }
    free(self->riders);
    free(self->home_villages);
    for (int32_t c = 0; c < self->centre_count; c++) {
        centre_done(&self->centres[c]);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->shape[d].cumulative);
        network_trace_destroy(self->traces[d]);
        des_distribution_done(&self->busy_days[d]);
    }
    des_distribution_done(&self->delay);
    des_distribution_done(&self->dwell);
    free(self->reminders);
    for (int32_t c = 0; c < self->class_count; c++) {
        class_size_done(&self->sizes[c]);
    }
    free(self->sizes);
    for (int32_t d = 0; d < self->disturbance_count; d++) {
        disturbance_done(&self->disturbances[d]);
    }
    free(self->disturbances);
    free(self->lockers);
    des_calendar_done(&self->always);
    for (size_t s = 0; s < self->string_count; s++) {
        free(self->strings[s]);
    }
    free(self->strings);
    free(self->classes);
    free(self->centres);
    free(self->stations);
    free(self->villages);
    free(self->carriers);
    free(self->village_parts);
    free(self->options);
    free(self->option_access_m);
    free(self->guide);
    free(self->ways);
    free(self->people_before);
    free(self->walk_ins);
    for (int32_t t = 0; t < self->vehicle_type_count; t++) {
        vehicle_care_done(&self->vehicle_types[t].care);
    }
    free(self->vehicle_types);
    free(self->pools);
    free(self->routes);
    free(self->route_vehicles);
    free(self->stops);
    network_money_destroy(self->money);
    network_carbon_destroy(self->carbon);
    network_people_destroy(self->people);
    free(self->periods);
    free(self->regions);
    free(self);
}

static double shift_time(const struct des_calendar *shifts, unsigned servers, des_time begin,
                         des_time end)
{
    des_time on_shift = des_calendar_worked(shifts, end) - des_calendar_worked(shifts, begin);
    return (double)on_shift * servers;
}

double network_server_time(const struct centre *centre, des_time begin, des_time end)
{
    const struct sorting_plan *plan = centre->plan;
    if (!centre->sorts) {
        return 0;
    }
    if (!plan || plan->crew_count == 0) {
        return shift_time(&centre->shifts, centre->servers, begin, end);
    }
    double sum = 0;
    for (int32_t c = 0; c < plan->crew_count; c++) {
        sum += shift_time(&plan->crews[c].shifts, plan->crews[c].servers, begin, end);
    }
    return sum;
}

double network_keeper_time(const struct network *self, station_id station, des_time begin,
                           des_time end)
{
    const struct des_calendar *open = &self->stations[station].open;
    int32_t count =
        self->keepers && self->keepers[station].count > 0 ? self->keepers[station].count : 1;
    return (double)(des_calendar_worked(open, end) - des_calendar_worked(open, begin)) * count;
}

/* Ranges that follow one another without a gap. */
static void require_next(struct id_range range, int32_t *next)
{
    DES_REQUIRE(range.begin == *next && range.end >= range.begin);
    *next = range.end;
}

static void verify_ranges(const struct network *self)
{
    int32_t county = self->hub_count, station = 0, route = 0, pool = 0;
    for (int32_t h = 0; h < self->hub_count; h++) {
        require_next(self->regions[h].counties, &county);
        require_next(self->regions[h].routes, &route);
        require_next(self->regions[h].pools, &pool);
    }
    for (int32_t c = self->hub_count; c < self->centre_count; c++) {
        require_next(self->centres[c].children, &station);
    }
    DES_REQUIRE(county == self->centre_count && station == self->station_count);
    DES_REQUIRE(route == self->route_count && pool == self->pool_count);
}

/* At least one, all at the base; the last is as large as any. */
static void verify_vehicles(const struct network *self, const struct route *route)
{
    DES_REQUIRE(route->vehicles.begin < route->vehicles.end);
    for (int32_t v = route->vehicles.begin; v < route->vehicles.end; v++) {
        const struct route_vehicle *vehicle = &self->route_vehicles[v];
        DES_REQUIRE(&self->routes[vehicle->route] == route);
        DES_REQUIRE(self->pools[vehicle->pool].base == route->base);
        DES_REQUIRE(0 <= vehicle->legs && vehicle->legs < self->stop_count);
    }
}

void network_verify(const struct network *self)
{
    DES_REQUIRE(0 <= self->warm_up && self->warm_up < self->end);
    DES_REQUIRE((des_time)self->hours * DES_HOUR >= self->end);
    DES_REQUIRE(self->class_count <= 32);
    verify_ranges(self);
    int32_t vehicle = 0;
    for (int32_t r = 0; r < self->route_count; r++) {
        const struct route *route = &self->routes[r];
        DES_REQUIRE(self->pools[route->pool].base == route->base);
        DES_REQUIRE(route->stops.begin < route->stops.end);
        require_next(route->vehicles, &vehicle);
        verify_vehicles(self, route);
        DES_REQUIRE(route->line_haul == (route->base < self->hub_count));
    }
    DES_REQUIRE((self->carrier_count > 0) == (self->village_parts != NULL));
    for (int32_t v = 0; v < self->village_count; v++) {
        const struct village *village = &self->villages[v];
        DES_REQUIRE((village->station != NO_PLACE) == (village->service == SERVED_BY_STATION));
        DES_REQUIRE(village->county >= self->hub_count && village->county < self->centre_count);
    }
}
