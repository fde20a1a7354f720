/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_pools.c - the vehicles of a base that a route may take, by size. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/compile.h"

static bool holds_more(const struct network *network, pool_id pool, pool_id other)
{
    return network->vehicle_types[network->pools[pool].type].average_holds >
           network->vehicle_types[network->pools[other].type].average_holds;
}

/* The base's vehicles of this type; NO_PLACE when it has none. */
static pool_id find_pool(const struct network *network, int32_t base, const char *type)
{
    struct id_range pools = network->centres[base].pools;
    for (pool_id p = pools.begin; p < pools.end; p++) {
        if (strcmp(network->vehicle_types[network->pools[p].type].name, type) == 0) {
            return p;
        }
    }
    return NO_PLACE;
}

struct route_pools compile_pools(const struct compiler *self, const struct scenario_route *row,
                                 int32_t base)
{
    const struct network *network = self->network;
    struct route_pools found = {des_allocate(row->vehicles.count, sizeof *found.pools), 0, 0};
    for (size_t t = 0; t < row->vehicles.count; t++) {
        pool_id pool = find_pool(network, base, row->vehicles.names[t].chars);
        int32_t at = found.count;
        if (pool == NO_PLACE) {
            continue;
        }
        for (; at > 0 && holds_more(network, found.pools[at - 1], pool); at--) {
            found.pools[at] = found.pools[at - 1];
        }
        found.pools[at] = pool;
        found.count++;
    }
    DES_REQUIRE(found.count > 0 && "the base was checked to have such vehicles");
    for (int32_t p = 1; p < found.count; p++) {
        bool larger = holds_more(network, found.pools[p], found.pools[found.largest]);
        found.largest = larger ? p : found.largest;
    }
    return found;
}
