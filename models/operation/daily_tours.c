/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/daily_tours.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/network/daily_plan.h"
#include "models/operation/centre.h"
#include "models/operation/dispatch.h"
#include "models/operation/loading.h"
#include "models/operation/routes.h"
#include "models/operation/transport.h"

/* The stops that are visited now, and how many parcels are ready for each. */
struct visited {
    int32_t *stops; /* owned, as the next */
    size_t *ready;
    size_t count, parcels;
};

static void count_ready(struct world *world, const struct route *route, bool all,
                        struct visited *ret)
{
    struct loading *loading = dispatch_loading(world, route);
    ret->parcels = loading_count_ready(loading, world->now);
    ret->count = 0;
    for (int32_t s = 0; s < route_stops(route); s++) {
        if (all || loading->take[s] > 0) {
            ret->stops[ret->count] = s;
            ret->ready[ret->count++] = loading->take[s];
        }
    }
}

/* Of tours that haven't left the one with most parcels, of equals the one planned first. */
static size_t fullest(const struct visited *visited, const struct tour_plan *plan, const bool *left)
{
    size_t best = plan->count, most = 0;
    for (size_t t = 0; t < plan->count; t++) {
        size_t parcels = 0;
        for (size_t i = plan->begin[t]; i < plan->begin[t + 1]; i++) {
            parcels += visited->ready[plan->order[i]];
        }
        if (!left[t] && (best == plan->count || parcels > most)) {
            best = t;
            most = parcels;
        }
    }
    return best;
}

static void send(struct world *world, int32_t route, const struct visited *visited,
                 const struct tour_plan *plan, size_t tour)
{
    int32_t pool = route_of(world, route)->pool - world->region->pools.begin;
    size_t begin = plan->begin[tour], count = plan->begin[tour + 1] - begin;
    int32_t *stops = des_allocate(count, sizeof *stops);
    for (size_t i = 0; i < count; i++) {
        stops[i] = visited->stops[plan->order[begin + i]];
    }
    world->fleets[pool].idle -= world->fleets[pool].idle != UNLIMITED;
    transport_depart_tour(world, route, pool, stops, (int32_t)count);
    free(stops);
}

/* Sends the tours of one plan; those that find no vehicle are missed. */
static void leave_planned(struct world *world, int32_t route, const struct visited *visited)
{
    const struct route *from = route_of(world, route);
    const struct fleet *fleet = &world->fleets[from->pool - world->region->pools.begin];
    struct tour_plan plan =
        daily_plan_make(world->network, from,
                        &(struct daily_stops){visited->stops, visited->ready, visited->count});
    bool *left = des_allocate(plan.count, sizeof *left);
    for (size_t sent = 0; sent < plan.count; sent++) {
        if (fleet->idle == 0) {
            world->observer->trip_missed(world->observer->self, world->region->routes.begin + route,
                                         world->now);
            continue;
        }
        size_t tour = fullest(visited, &plan, left);
        left[tour] = true;
        send(world, route, visited, &plan, tour);
    }
    free(left);
    tour_plan_done(&plan);
}

void daily_tours_leave(struct world *world, int32_t route)
{
    const struct route *from = route_of(world, route);
    size_t stops = (size_t)route_stops(from);
    struct visited visited = {.stops = des_allocate(stops, sizeof *visited.stops),
                              .ready = des_allocate(stops, sizeof *visited.ready)};
    const struct fleet *fleet = &world->fleets[from->pool - world->region->pools.begin];
    centre_advance(world, route_base(world, from), world->now);
    count_ready(world, from, from->visit_all, &visited);
    /* Again while stops had more than a vehicle takes and there are vehicles. */
    for (size_t before = SIZE_MAX; visited.count > 0 && visited.parcels < before;) {
        before = visited.parcels;
        leave_planned(world, route, &visited);
        count_ready(world, from, false, &visited);
        before = fleet->idle == 0 ? 0 : before;
    }
    free(visited.stops);
    free(visited.ready);
}
