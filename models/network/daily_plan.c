/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/network/daily_plan.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"

const struct stop *daily_leg(const struct network *network, const struct route *route, int32_t from,
                             int32_t to)
{
    int32_t places = route->stops.end - route->stops.begin + 1;
    return &network->stops[route->table + (from + 1) * places + to + 1];
}

/* To the millisecond: no choice may hang on the last bits. */
static double mean_s(const struct network *network, const struct stop *leg)
{
    return round(network_mean_leg(network, leg) / 1000) / 1000;
}

static double *leg_table(const struct network *network, const struct route *route,
                         const struct daily_stops *visited)
{
    size_t places = visited->count + 1;
    double *legs = des_allocate(places * places, sizeof *legs);
    for (size_t i = 0; i < places * places; i++) {
        size_t from = i / places, to = i % places;
        const struct stop *leg =
            daily_leg(network, route, from > 0 ? visited->stops[from - 1] : NO_PLACE,
                      to > 0 ? visited->stops[to - 1] : NO_PLACE);
        legs[i] = from == to ? 0 : mean_s(network, leg);
    }
    return legs;
}

struct tour_plan daily_plan_make(const struct network *network, const struct route *route,
                                 const struct daily_stops *visited)
{
    double *load = des_allocate(visited->count + 1, sizeof *load);
    double *service = des_allocate(visited->count + 1, sizeof *service);
    double *legs = leg_table(network, route, visited);
    double stop_s = (double)route->stop_time / 1e6, handling_s = (double)route->handling / 1e6;
    struct tour_problem problem = {
        .stops = visited->count,
        .leg = legs,
        .load = load,
        .service = service,
        .capacity = network->vehicle_types[network->pools[route->pool].type].average_holds,
        .longest = route->tour_longest - stop_s, /* that at the base */
    };
    for (size_t i = 0; i < visited->count; i++) {
        load[i + 1] = fmin((double)visited->ready[i] / route->tour_fill, problem.capacity);
        service[i + 1] = stop_s + handling_s * (double)visited->ready[i];
    }
    struct tour_plan plan = tour_plan_make(&problem);
    for (size_t i = 0; i < visited->count; i++) {
        plan.order[i]--;
    }
    free(load);
    free(service);
    free(legs);
    return plan;
}
