/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes and fleets. */
#include <math.h>
#include <stdio.h>

#include "models/measure/metrics_rows.h"

/* One route, or several added up. */
static void add_route(struct route_summary *self, const struct route_summary *route)
{
    self->trips += route->trips;
    self->reloads += route->reloads;
    self->missed += route->missed;
    self->late += route->late;
    self->left_behind += route->left_behind;
    self->delay += route->delay;
    self->distance_m += route->distance_m;
    self->room += route->room;
    self->room_out += route->room_out;
    self->room_back += route->room_back;
    parcel_size_add(&self->size_room, route->size_room);
    parcel_size_add(&self->out, route->out);
    parcel_size_add(&self->back, route->back);
}

static void per_day(struct metrics *self, struct row_name name, const char *measure,
                    const char *unit, double count)
{
    metrics_row(self, row_measure(name, measure, "per_day", unit), metrics_per_day(self, count));
}

/* By what else than their number loads of some routes are limited. */
struct limited {
    bool by_volume, by_weight;
};

static struct limited limits_of(const struct network *network, const struct route *route)
{
    struct limited limited = {false, false};
    for (int32_t v = route->vehicles.begin; v < route->vehicles.end; v++) {
        const struct vehicle_pool *pool = &network->pools[network->route_vehicles[v].pool];
        const struct vehicle_type *type = &network->vehicle_types[pool->type];
        limited.by_volume |= type->limited && type->holds.volume_ml != NO_LIMIT;
        limited.by_weight |= type->limited && type->holds.weight_g != NO_LIMIT;
    }
    return limited;
}

static void size_rows(struct metrics *self, struct row_name name, int64_t room, int64_t out,
                      int64_t back)
{
    metrics_row(self, row_measure(name, "fill_rate", "out", "1"),
                metrics_ratio((double)out, (double)room));
    metrics_row(self, row_measure(name, "fill_rate", "back", "1"),
                metrics_ratio((double)back, (double)room));
}

/* Loads by volume or weight, of vehicles that are limited by it. */
static void load_rows(struct metrics *self, struct row_name name, const struct route_summary *all,
                      struct limited limited)
{
    name.event = "by volume";
    if (limited.by_volume) {
        size_rows(self, name, all->size_room.volume_ml, all->out.volume_ml, all->back.volume_ml);
    }
    name.event = "by weight";
    if (limited.by_weight) {
        size_rows(self, name, all->size_room.weight_g, all->out.weight_g, all->back.weight_g);
    }
}

static void route_rows(struct metrics *self, struct row_name name, const struct route_summary *all)
{
    double trips = (double)all->trips;
    per_day(self, name, "trips", "1/d", trips);
    per_day(self, name, "km", "km/d", all->distance_m / 1000);
    metrics_row(self, row_measure(name, "fill_rate", "out", "1"),
                metrics_ratio((double)all->room_out, (double)all->room));
    metrics_row(self, row_measure(name, "fill_rate", "back", "1"),
                metrics_ratio((double)all->room_back, (double)all->room));
    per_day(self, name, "missed", "1/d", (double)all->missed);
    metrics_row(self, row_measure(name, "late", "share", "1"),
                metrics_ratio((double)all->late, trips));
    metrics_row(self, row_measure(name, "delay", "mean", "min"),
                metrics_ratio(all->delay / (double)DES_MINUTE, trips));
    if (self->network->reloads) {
        per_day(self, name, "reloads", "1/d", (double)all->reloads);
    }
    per_day(self, name, "left_behind", "parcels/d", (double)all->left_behind);
}

/* Of all routes, or of those from a carrier's own bases; then no rows when it has none. */
static void routes_together(struct metrics *self, const struct summary *summary,
                            struct row_name name, int32_t carrier)
{
    const struct network *network = self->network;
    struct route_summary all = {0}, tiers[2] = {0};
    struct limited limited = {false, false};
    bool any[2] = {false, false};
    for (route_id r = 0; r < network->route_count; r++) {
        const struct route *route = &network->routes[r];
        if (carrier != NO_CARRIER && network->centres[route->base].carrier != carrier) {
            continue;
        }
        any[!route->line_haul] = true;
        struct limited own = limits_of(network, route);
        limited.by_volume |= own.by_volume;
        limited.by_weight |= own.by_weight;
        add_route(&all, &summary->routes[r]);
        add_route(&tiers[!route->line_haul], &summary->routes[r]);
    }
    if (any[0] || any[1]) {
        route_rows(self, name, &all);
        load_rows(self, name, &all, limited);
    }
    for (int feeder = 0; feeder < 2; feeder++) {
        name.tier = metrics_tiers[feeder ? TIER_FEEDER : TIER_LINE_HAUL];
        if (any[feeder]) {
            route_rows(self, name, &tiers[feeder]);
        }
    }
}

void metrics_carriers_routes(struct metrics *self, const struct summary *summary,
                             struct row_name name, int32_t carrier)
{
    routes_together(self, summary, name, carrier);
}

static void fleet_rows(struct metrics *self, const struct summary *summary, pool_id id)
{
    const struct network *network = self->network;
    const struct vehicle_pool *pool = &network->pools[id];
    const struct pool_summary *seen = &summary->pools[id];
    if (pool->size == UNLIMITED) {
        return;
    }
    char place[512];
    snprintf(place, sizeof place, "%s: %s", network->centres[pool->base].name,
             network->vehicle_types[pool->type].name);
    struct row_name name = {.place_kind = "fleet", .place = place};
    metrics_row(self, row_measure(name, "utilisation", "share", "1"),
                metrics_ratio(seen->busy, (double)pool->size * self->observed));
    per_day(self, name, "trips", "1/d", (double)seen->trips);
    per_day(self, name, "km", "km/d", seen->distance_m / 1000);
}

void metrics_vehicles(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    routes_together(self, summary, (struct row_name){0}, NO_CARRIER);
    for (pool_id p = 0; self->routes && p < network->pool_count; p++) {
        fleet_rows(self, summary, p);
    }
    for (route_id r = 0; self->routes && r < network->route_count; r++) {
        struct row_name name = {.place_kind = "route", .place = network->routes[r].name};
        route_rows(self, name, &summary->routes[r]);
        load_rows(self, name, &summary->routes[r], limits_of(network, &network->routes[r]));
    }
}
