/* SPDX-License-Identifier: GPL-3.0-or-later */
/* daily_plan.h - the tours of one departure of a route that is planned anew each time.
 *
 * Cost: that of tour_plan_make over the stops given, and the square of their number in memory. */
#ifndef MODELS_NETWORK_DAILY_PLAN_H
#define MODELS_NETWORK_DAILY_PLAN_H

#include "models/network/network.h"
#include "models/network/tour.h"

/* The stops to visit, as numbers of the route's, and the parcels that are ready for each. */
struct daily_stops {
    const int32_t *stops;
    const size_t *ready;
    size_t count;
};

/* `order` of the plan is of indices into the stops given. */
struct tour_plan daily_plan_make(const struct network *network, const struct route *route,
                                 const struct daily_stops *visited);

/* The leg between two of the route's stops; NO_PLACE: its base. */
const struct stop *daily_leg(const struct network *network, const struct route *route, int32_t from,
                             int32_t to);

#endif
