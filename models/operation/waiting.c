/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/waiting.h"

#include "engine/require.h"
#include "models/operation/routes.h"

static struct fleet *fleet_of(struct world *world, int32_t vehicle)
{
    pool_id pool = world->network->route_vehicles[vehicle].pool;
    return &world->fleets[pool - world->region->pools.begin];
}

void waiting_add(struct world *world, const struct route *route)
{
    int32_t first = routes_vehicles(world).begin;
    for (int32_t v = route->vehicles.begin; v < route->vehicles.end; v++) {
        struct fleet *fleet = fleet_of(world, v);
        world->next_waiting[v - first] = NO_PLACE;
        if (fleet->last_waiting == NO_PLACE) {
            fleet->first_waiting = v - first;
        } else {
            world->next_waiting[fleet->last_waiting] = v - first;
        }
        fleet->last_waiting = v - first;
    }
}

/* Out of its pool's list, wherever it stands there. */
static void take_out(struct world *world, struct fleet *fleet, int32_t vehicle)
{
    int32_t before = NO_PLACE, at = fleet->first_waiting;
    while (at != vehicle) {
        DES_REQUIRE(at != NO_PLACE);
        before = at;
        at = world->next_waiting[at];
    }
    int32_t next = world->next_waiting[vehicle];
    if (before == NO_PLACE) {
        fleet->first_waiting = next;
    } else {
        world->next_waiting[before] = next;
    }
    fleet->last_waiting = next == NO_PLACE ? before : fleet->last_waiting;
}

int32_t waiting_take(struct world *world, int32_t pool)
{
    int32_t first = routes_vehicles(world).begin;
    int32_t vehicle = world->fleets[pool].first_waiting + first;
    int32_t route = world->network->route_vehicles[vehicle].route - world->region->routes.begin;
    const struct route *from = route_of(world, route);
    for (int32_t v = from->vehicles.begin; v < from->vehicles.end; v++) {
        take_out(world, fleet_of(world, v), v - first);
    }
    world->routes[route].waiting = false;
    return route;
}
