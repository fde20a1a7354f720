/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_riders.c - who takes parcels home, to which villages and in which order. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/compile.h"

static bool uses(const struct network *network, const struct village *village, station_id station)
{
    bool any = village->station == station;
    for (int32_t o = village->options.begin; o < village->options.end; o++) {
        any |= network->options[o].station == station;
    }
    return any;
}

static double leg_between(const struct network *network, const struct station *station,
                          const village_id *villages, size_t from, size_t to)
{
    double lat[2] = {station->lat, station->lat}, lon[2] = {station->lon, station->lon};
    size_t ends[2] = {from, to};
    for (int e = 0; e < 2; e++) {
        if (ends[e] > 0) {
            lat[e] = network->villages[villages[ends[e] - 1]].lat;
            lon[e] = network->villages[villages[ends[e] - 1]].lon;
        }
    }
    return network_leg_m(network, lat[0], lon[0], lat[1], lon[1]);
}

/* Puts `count` villages into the order of one tour from the station and back. */
static void plan_tour(const struct network *network, const struct station *station,
                      village_id *villages, size_t count)
{
    size_t places = count + 1;
    double *legs = des_allocate(places * places, sizeof *legs);
    double *loads = des_allocate(places, sizeof *loads);
    village_id *listed = des_allocate(count, sizeof *listed);
    memcpy(listed, villages, count * sizeof *listed);
    for (size_t i = 0; i < places * places; i++) {
        size_t from = i / places, to = i % places;
        legs[i] = from == to ? 0 : leg_between(network, station, listed, from, to);
    }
    struct tour_problem problem = {
        .stops = count, .leg = legs, .load = loads, .capacity = INFINITY, .longest = INFINITY};
    struct tour_plan plan = tour_plan_make(&problem);
    for (size_t i = 0; i < count; i++) {
        villages[i] = listed[plan.order[i] - 1];
    }
    tour_plan_done(&plan);
    free(legs);
    free(loads);
    free(listed);
}

/* The villages of the region that use the station and lie within the radius, behind those of other
 * stations. */
static void list_villages(struct network *network, const struct region *region, station_id station,
                          double within_m)
{
    const struct station *from = &network->stations[station];
    struct rider *rider = &network->riders[station];
    rider->villages.begin = rider->villages.end = network->home_village_count;
    for (village_id v = region->villages.begin; v < region->villages.end; v++) {
        const struct village *village = &network->villages[v];
        if (uses(network, village, station) &&
            network_leg_m(network, from->lat, from->lon, village->lat, village->lon) <= within_m) {
            size_t count = (size_t)network->home_village_count++;
            if ((count & (count - 1)) == 0) { /* full at every power of two */
                network->home_villages =
                    des_resize(network->home_villages, count == 0 ? 1 : 2 * count,
                               sizeof *network->home_villages);
            }
            network->home_villages[count] = v;
            rider->villages.end++;
        }
    }
    size_t count = (size_t)(rider->villages.end - rider->villages.begin);
    if (count > 1) {
        plan_tour(network, from, network->home_villages + rider->villages.begin, count);
    }
}

void compile_riders(struct compiler *self)
{
    struct network *network = self->network;
    for (int32_t h = 0; network->riders && h < network->hub_count; h++) {
        const struct region *region = &network->regions[h];
        for (station_id s = region->stations.begin; s < region->stations.end; s++) {
            if (network->riders[s].round_count > 0) {
                list_villages(network, region, s, network->riders[s].within_m);
            }
        }
    }
}
