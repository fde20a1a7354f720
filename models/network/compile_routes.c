/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_routes.c - line-hauls and feeders: one row of the scenario becomes a route for every
 * base and tour it speaks of, with distances and travel times for every leg. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "engine/require.h"
#include "models/network/compile.h"

/* Both nodes of a link in one key; a node is a centre id, or centre_count + station id. */
struct link_entry {
    uint64_t nodes;
    const struct scenario_link *link;
    UT_hash_handle hh;
};

/* What a row is expanded with. */
struct expansion {
    struct compiler *compiler;
    const struct scenario_route *row;
    bool line_haul;
    int32_t *places; /* candidate stops at the present base, in order */
    int32_t place_count;
    size_t route_room, vehicle_room, stop_room;
};

static int32_t node_of(const struct compiler *self, enum place_kind kind, int32_t id)
{
    return kind == PLACE_STATION ? self->network->centre_count + id : id;
}

static uint64_t link_key(int32_t from, int32_t to)
{
    return (uint64_t)(uint32_t)from << 32 | (uint32_t)to;
}

static void add_link(struct compiler *self, uint64_t key, const struct scenario_link *link)
{
    struct link_entry *entry = NULL;
    HASH_FIND(hh, self->links, &key, sizeof key, entry);
    if (!entry) {
        entry = des_allocate(1, sizeof *entry);
        entry->nodes = key;
        HASH_ADD(hh, self->links, nodes, sizeof entry->nodes, entry);
    }
    entry->link = link; /* a later, more special link overrides an earlier one */
}

static uint64_t key_between(const struct compiler *self, const struct scenario_name *from,
                            const struct scenario_name *to)
{
    enum place_kind from_kind, to_kind;
    int32_t from_id = compiler_place(self, from->chars, &from_kind);
    int32_t to_id = compiler_place(self, to->chars, &to_kind);
    return link_key(node_of(self, from_kind, from_id), node_of(self, to_kind, to_id));
}

static void index_links(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    const struct scenario_travel *travel = &scenario->travel;
    for (size_t r = 0; scenario->roads_both_ways && r < scenario->road_count; r++) {
        const struct scenario_link *road = &scenario->roads[r];
        add_link(self, key_between(self, &road->to, &road->from), road);
    }
    for (size_t r = 0; r < scenario->road_count; r++) {
        const struct scenario_link *road = &scenario->roads[r];
        add_link(self, key_between(self, &road->from, &road->to), road);
    }
    for (size_t l = 0; l < travel->link_count; l++) {
        const struct scenario_link *link = &travel->links[l];
        add_link(self, key_between(self, &link->from, &link->to), link);
        if (link->both_ways) {
            add_link(self, key_between(self, &link->to, &link->from), link);
        }
    }
}

static void node_coordinates(const struct network *network, int32_t node, double *ret_lat,
                             double *ret_lon)
{
    if (node < network->centre_count) {
        *ret_lat = network->centres[node].lat;
        *ret_lon = network->centres[node].lon;
    } else {
        *ret_lat = network->stations[node - network->centre_count].lat;
        *ret_lon = network->stations[node - network->centre_count].lon;
    }
}

/* Great-circle distance x detour factor, to the metre: the last bits of sin and cos depend on
 * the processor, results must not. */
static double leg_distance_m(const struct compiler *self, int32_t from, int32_t to)
{
    double lat_a, lon_a, lat_b, lon_b;
    node_coordinates(self->network, from, &lat_a, &lon_a);
    node_coordinates(self->network, to, &lat_b, &lon_b);
    return round(network_distance_m(lat_a, lon_a, lat_b, lon_b) * self->scenario->travel.detour);
}

struct stop compile_leg(const struct compiler *self, int32_t from, int32_t to, double speed_mps)
{
    struct link_entry *entry = NULL;
    uint64_t key = link_key(from, to);
    HASH_FIND(hh, self->links, &key, sizeof key, entry);
    const struct scenario_link *link = entry ? entry->link : NULL;
    struct stop leg = {.distance_m = link ? link->distance_m : NAN,
                       .disturbed = compile_disturbed(self, from, to)};
    if (isnan(leg.distance_m)) {
        leg.distance_m = leg_distance_m(self, from, to);
    }
    if (link && link->time_given) {
        leg.travel = des_distribution_copy(&link->time);
        des_distribution_scale(&leg.travel, 1e6);
    } else {
        leg.travel = des_constant(leg.distance_m / speed_mps * 1e6);
    }
    if (isnan(leg.distance_m)) {
        leg.distance_m = 0; /* no coordinates: only times are known */
    }
    return leg;
}

static int by_time(const void *left, const void *right)
{
    des_time a = *(const des_time *)left, b = *(const des_time *)right;
    return (a > b) - (a < b);
}

static void compile_timetable(const struct compiler *self, const struct scenario_dispatch *from,
                              struct route *route)
{
    route->departures = des_allocate(7 * from->time_count, sizeof *route->departures);
    for (unsigned day = 0; day < 7; day++) {
        unsigned weekday = (self->scenario->start_weekday + day) % 7;
        for (size_t t = 0; from->weekdays[weekday] && t < from->time_count; t++) {
            route->departures[route->departure_count++] = day * DES_DAY + from->times[t];
        }
    }
    qsort(route->departures, (size_t)route->departure_count, sizeof(des_time), by_time);
}

static void compile_dispatch(const struct compiler *self, const struct scenario_dispatch *from,
                             int32_t capacity, struct route *route)
{
    route->dispatch = from->kind;
    route->wait_at_most = DES_NEVER;
    if (from->kind == DISPATCH_TIMETABLE) {
        compile_timetable(self, from, route);
    } else if (from->kind == DISPATCH_EVERY) {
        route->interval = des_distribution_copy(&from->interval);
        des_distribution_scale(&route->interval, 1e6);
        route->first = des_time_from_seconds(from->first_s);
    } else {
        double full = from->full_parcels > 0 ? (double)from->full_parcels
                                             : ceil(from->full_share * capacity - 1e-9);
        route->full = full < 1 ? 1 : (int32_t)full;
        if (from->full_parcels == 0 && capacity == UNLIMITED) {
            route->full = INT32_MAX; /* by volume or weight alone */
        }
        if (!isinf(from->wait_at_most_s)) {
            route->wait_at_most = des_time_from_seconds(from->wait_at_most_s);
        }
    }
}

/* Adds the legs of one type of vehicle, the one home as `ret_home`. */
static void compile_stops(const struct expansion *self, const struct route *route,
                          const int32_t *places, int32_t type, struct stop *ret_home)
{
    const struct compiler *compiler = self->compiler;
    struct network *network = compiler->network;
    double speed_mps = compiler->scenario->vehicles[type].speed_mps;
    enum place_kind kind = self->line_haul ? PLACE_COUNTY : PLACE_STATION;
    int32_t from = route->base;
    for (int32_t s = 0; s < route->stops.end - route->stops.begin; s++) {
        int32_t to = node_of(compiler, kind, places[s]);
        struct stop leg = compile_leg(compiler, from, to, speed_mps);
        leg.place = places[s];
        network->stops[network->stop_count++] = leg;
        from = to;
    }
    *ret_home = compile_leg(compiler, from, route->base, speed_mps);
    ret_home->place = route->base;
}

/* The route's pools, and its legs for each of them; its own pool's come first. */
static void compile_vehicles(const struct expansion *self, struct route *route,
                             const int32_t *places, const struct route_pools *pools)
{
    struct network *network = self->compiler->network;
    route->pool = pools->pools[pools->largest];
    compile_stops(self, route, places, network->pools[route->pool].type, &route->home);
    route->vehicles.begin = network->route_vehicle_count;
    for (int32_t p = 0; p < pools->count; p++) {
        pool_id pool = pools->pools[p];
        struct route_vehicle *with = &network->route_vehicles[network->route_vehicle_count++];
        *with = (struct route_vehicle){network->route_count - 1, pool, route->stops.begin};
        if (p != pools->largest) {
            struct stop home;
            with->legs = network->stop_count;
            compile_stops(self, route, places, network->pools[pool].type, &home);
            network->stops[network->stop_count++] = home;
        }
    }
    route->vehicles.end = network->route_vehicle_count;
}

static void reserve(struct expansion *self, int32_t stops)
{
    struct network *network = self->compiler->network;
    int32_t types = (int32_t)self->row->vehicles.count, legs = types * (stops + 1);
    if ((size_t)network->route_count == self->route_room) {
        self->route_room = 2 * self->route_room + 16;
        network->routes = des_resize(network->routes, self->route_room, sizeof *network->routes);
    }
    if ((size_t)(network->route_vehicle_count + types) > self->vehicle_room) {
        self->vehicle_room = 2 * self->vehicle_room + (size_t)types + 16;
        network->route_vehicles = des_resize(network->route_vehicles, self->vehicle_room,
                                             sizeof *network->route_vehicles);
    }
    if ((size_t)(network->stop_count + legs) > self->stop_room) {
        self->stop_room = 2 * self->stop_room + (size_t)legs + 16;
        network->stops = des_resize(network->stops, self->stop_room, sizeof *network->stops);
    }
}

/* `label` tells the routes of one row apart; NULL when the row is one route. */
static void add_route(struct expansion *self, int32_t base, const int32_t *places, int32_t count,
                      const char *label)
{
    struct compiler *compiler = self->compiler;
    struct network *network = compiler->network;
    const struct scenario_route *row = self->row;
    reserve(self, count);
    struct route *route = &network->routes[network->route_count++];
    *route = (struct route){.base = base, .line_haul = self->line_haul};
    const char *name = row->name.chars;
    route->name = label ? compiler_name(compiler, "%s: %s", name, label)
                        : compiler_name(compiler, "%s", name);
    struct route_pools pools = compile_pools(compiler, row, base);
    int32_t type = network->pools[pools.pools[pools.largest]].type;
    compile_dispatch(compiler, &row->dispatch, network->vehicle_types[type].capacity, route);
    compile_full_size(&row->dispatch, &network->vehicle_types[type], route);
    route->by_priority = row->load == LOAD_BY_PRIORITY;
    network->centres[base].when_full |= route->dispatch == DISPATCH_WHEN_FULL;
    route->stops = (struct id_range){network->stop_count, network->stop_count + count};
    compile_vehicles(self, route, places, &pools);
    free(pools.pools);
    route->stop_time = des_time_from_seconds(row->stop_s);
    route->handling = des_time_from_seconds(row->handling_s);
    route->reload = (int32_t)row->reload_parcels;
    route->reload_until = row->reload_until;
    network->reloads = network->reloads || route->reload > 0;
    route->back_count = (int32_t)row->back_count;
    route->back_times = des_allocate(row->back_count, sizeof *route->back_times);
    for (size_t b = 0; b < row->back_count; b++) {
        route->back_times[b] = row->back_times[b];
    }
}

/* One route over all places, planned anew at each departure: with the legs between any two. */
static void add_daily_tours(struct expansion *self, int32_t base, const char *label)
{
    const struct compiler *compiler = self->compiler;
    struct network *network = compiler->network;
    int32_t places = self->place_count + 1;
    add_route(self, base, self->places, self->place_count, label);
    reserve(self, places * places); /* before anybody points into the arrays */
    struct route *route = &network->routes[network->route_count - 1];
    double speed_mps = compiler->scenario->vehicles[network->pools[route->pool].type].speed_mps;
    enum place_kind kind = self->line_haul ? PLACE_COUNTY : PLACE_STATION;
    route->daily = true;
    route->visit_all = self->row->visit == VISIT_ALL;
    route->table = network->stop_count;
    route->tour_longest = self->row->tour_longest_s;
    route->tour_fill = self->row->tour_fill;
    for (int32_t i = 0; i < places * places; i++) {
        int32_t ends[2], at[2] = {i / places, i % places};
        for (int e = 0; e < 2; e++) {
            ends[e] = at[e] > 0 ? node_of(compiler, kind, self->places[at[e] - 1]) : base;
        }
        struct stop leg = {.travel = des_constant(0)};
        if (at[0] != at[1]) {
            leg = compile_leg(compiler, ends[0], ends[1], speed_mps);
        }
        leg.place = at[1] > 0 ? self->places[at[1] - 1] : base;
        network->stops[network->stop_count++] = leg;
    }
}

static const char *place_name(const struct expansion *self, int32_t place)
{
    const struct network *network = self->compiler->network;
    return self->line_haul ? network->centres[place].name : network->stations[place].name;
}

/* One route for every `size` places. */
static void add_tours(struct expansion *self, int32_t base, int32_t size)
{
    int32_t tours = (self->place_count + size - 1) / size;
    for (int32_t t = 0; t < tours; t++) {
        int32_t first = t * size;
        int32_t count = self->place_count - first < size ? self->place_count - first : size;
        char label[256];
        const char *base_name = self->compiler->network->centres[base].name;
        if (size == 1) {
            snprintf(label, sizeof label, "%s", place_name(self, self->places[first]));
        } else {
            snprintf(label, sizeof label, "%s %d", base_name, t + 1);
        }
        add_route(self, base, self->places + first, count, label);
    }
}

/* Tours that the program plans. */
static void add_planned_tours(struct expansion *self, int32_t base)
{
    const struct compiler *compiler = self->compiler;
    struct route_pools pools = compile_pools(compiler, self->row, base);
    int32_t type = compiler->network->pools[pools.pools[pools.largest]].type;
    free(pools.pools);
    struct tour_sites sites = {
        .row = self->row,
        .line_haul = self->line_haul,
        .base = base,
        .places = self->places,
        .count = self->place_count,
        .capacity = compiler->network->vehicle_types[type].average_holds,
        .speed_mps = compiler->scenario->vehicles[type].speed_mps,
    };
    struct tour_plan plan = compile_tours(compiler, &sites);
    int32_t *stops = des_allocate((size_t)self->place_count, sizeof *stops);
    for (size_t t = 0; t < plan.count; t++) {
        int32_t count = 0;
        char label[256];
        for (size_t i = plan.begin[t]; i < plan.begin[t + 1]; i++) {
            stops[count++] = self->places[plan.order[i] - 1];
        }
        snprintf(label, sizeof label, "%s %zu", compiler->network->centres[base].name, t + 1);
        add_route(self, base, stops, count, label);
        compiler->network->routes[compiler->network->route_count - 1].planned = true;
    }
    free(stops);
    tour_plan_done(&plan);
}

/* Does a county belong to what the row names: itself, its group, or no name at all? */
static bool county_meant(const struct compiler *self, const char *name, int32_t county)
{
    if (!name) {
        return true;
    }
    enum place_kind kind;
    int32_t id = compiler_place(self, name, &kind);
    return kind == PLACE_GROUP ? self->county_group[county] == id : county == id;
}

static void add_place(struct expansion *self, int32_t place)
{
    self->places[self->place_count++] = place;
}

/* The counties of `hub` that a line-haul row serves, in the order it names them. */
static void list_counties(struct expansion *self, int32_t hub)
{
    struct compiler *compiler = self->compiler;
    const struct scenario_names *names = &self->row->stops;
    struct id_range counties = compiler->network->centres[hub].children;
    self->place_count = 0;
    for (size_t n = 0; n < (names->count ? names->count : 1); n++) {
        const char *name = names->count ? names->names[n].chars : NULL;
        for (int32_t c = counties.begin; c < counties.end; c++) {
            if (county_meant(compiler, name, c)) {
                add_place(self, c);
            }
        }
    }
}

/* The stations of `county` that a feeder row serves. */
static void list_stations(struct expansion *self, int32_t county)
{
    struct compiler *compiler = self->compiler;
    const struct scenario_names *names = &self->row->stops;
    struct id_range stations = compiler->network->centres[county].children;
    self->place_count = 0;
    if (names->count == 0) {
        for (int32_t s = stations.begin; s < stations.end; s++) {
            add_place(self, s);
        }
    }
    for (size_t n = 0; n < names->count; n++) {
        int32_t station = compiler_place(compiler, names->names[n].chars, NULL);
        if (compiler->network->stations[station].county == county) {
            add_place(self, station);
        }
    }
}

static void expand_at(struct expansion *self, int32_t base, bool only_base)
{
    if (self->place_count == 0) {
        return;
    }
    switch (self->row->stops_kind) {
    case STOPS_EACH:
        add_tours(self, base, 1);
        break;
    case STOPS_GROUPED:
        add_tours(self, base, (int32_t)self->row->group_size);
        break;
    case STOPS_TOURS:
        if (self->row->planned == PLANNED_DAILY) {
            add_daily_tours(self, base,
                            only_base ? NULL : self->compiler->network->centres[base].name);
        } else {
            add_planned_tours(self, base);
        }
        break;
    case STOPS_ALL:
    case STOPS_LISTED:
        add_route(self, base, self->places, self->place_count,
                  only_base ? NULL : self->compiler->network->centres[base].name);
        break;
    }
}

static bool one_base_named(const struct compiler *self, const struct scenario_route *row)
{
    enum place_kind kind = PLACE_GROUP;
    if (row->base.chars) {
        compiler_place(self, row->base.chars, &kind);
    }
    return kind != PLACE_GROUP || row->stops_kind == STOPS_LISTED;
}

static void expand_line_haul(struct expansion *self, const struct scenario_route *row, int32_t hub)
{
    const struct compiler *compiler = self->compiler;
    if (row->base.chars && compiler_place(compiler, row->base.chars, NULL) != hub) {
        return;
    }
    self->row = row;
    self->line_haul = true;
    list_counties(self, hub);
    expand_at(self, hub, one_base_named(compiler, row) || compiler->network->hub_count == 1);
}

static void expand_feeder(struct expansion *self, const struct scenario_route *row, int32_t county)
{
    const struct compiler *compiler = self->compiler;
    if (!county_meant(compiler, row->base.chars, county)) {
        return;
    }
    self->row = row;
    self->line_haul = false;
    list_stations(self, county);
    expand_at(self, county, one_base_named(compiler, row));
}

static void expand_rows(struct expansion *self)
{
    const struct scenario *scenario = self->compiler->scenario;
    struct network *network = self->compiler->network;
    for (int32_t h = 0; h < network->hub_count; h++) {
        struct region *region = &network->regions[h];
        region->routes.begin = network->centres[h].routes.begin = network->route_count;
        for (size_t r = 0; r < scenario->line_haul_count; r++) {
            expand_line_haul(self, &scenario->line_haul[r], h);
        }
        network->centres[h].routes.end = network->route_count;
        for (int32_t c = region->counties.begin; c < region->counties.end; c++) {
            network->centres[c].routes.begin = network->route_count;
            for (size_t r = 0; r < scenario->feeder_count; r++) {
                expand_feeder(self, &scenario->feeders[r], c);
            }
            network->centres[c].routes.end = network->route_count;
        }
        region->routes.end = network->route_count;
    }
}

static void compile_delay(struct compiler *self)
{
    struct network *network = self->network;
    const struct des_distribution *delay = &self->scenario->travel.delay;
    if (!des_distribution_is_constant(delay)) {
        network->delay = des_distribution_copy(delay);
        return;
    }
    network->delay = des_constant(1);
    double factor = des_distribution_mean(delay);
    for (int32_t s = 0; factor != 1 && s < network->stop_count; s++) {
        des_distribution_scale(&network->stops[s].travel, factor);
    }
    for (int32_t r = 0; factor != 1 && r < network->route_count; r++) {
        des_distribution_scale(&network->routes[r].home.travel, factor);
    }
}

void compile_routes(struct compiler *self)
{
    struct expansion expansion = {.compiler = self};
    size_t places = (size_t)self->network->station_count + (size_t)self->network->centre_count;
    expansion.places = des_allocate(places, sizeof *expansion.places);
    self->network->by_hour = self->scenario->travel.by_hour;
    memcpy(self->network->travel_hours, self->scenario->travel.hours,
           sizeof self->network->travel_hours);
    index_links(self);
    expand_rows(&expansion);
    compile_delay(self);
    free(expansion.places);
    struct link_entry *entry, *next;
    HASH_ITER(hh, self->links, entry, next)
    {
        HASH_DEL(self->links, entry);
        free(entry);
    }
}
