/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_daily.c - routes whose tours are planned anew at each departure. The planner is taken
 * as given; who leaves, with what and when, is written from docs/model.md. */
#include "tests/plain_twin_world.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/network/daily_plan.h"

int32_t plain_trip_stops(const struct plain *self, const struct plain_trip *trip)
{
    const struct route *route = plain_route_of(self, trip->route);
    return route->daily ? trip->chosen_count : plain_stop_count(route);
}

/* One plan: true when every tour found a vehicle. */
static bool leave_planned(struct plain *self, int32_t route, const struct daily_stops *visited)
{
    const struct route *about = plain_route_of(self, route);
    struct tour_plan plan = daily_plan_make(self->network, about, visited);
    int64_t *parcels = des_allocate(plan.count, sizeof *parcels);
    for (size_t t = 0; t < plan.count; t++) {
        for (size_t i = plan.begin[t]; i < plan.begin[t + 1]; i++) {
            parcels[t] += (int64_t)visited->ready[plan.order[i]];
        }
    }
    bool all = true;
    for (size_t n = 0; n < plan.count; n++) {
        if (self->idle[about->pool] == 0) {
            struct fact fact = plain_no_parcel(FACT_MISSED, route);
            fact.a = self->now;
            plain_tell(self, fact);
            all = false;
            continue;
        }
        size_t fullest = 0;
        for (size_t t = 1; t < plan.count; t++) {
            fullest = parcels[t] > parcels[fullest] ? t : fullest;
        }
        struct plain_list stops = {0};
        for (size_t i = plan.begin[fullest]; i < plan.begin[fullest + 1]; i++) {
            plain_list_add(&stops, visited->stops[plan.order[i]]);
        }
        parcels[fullest] = -1;
        self->idle[about->pool] -= self->idle[about->pool] > 0;
        plain_depart_to(self, route, about->pool, self->now, &stops);
        free(stops.items);
    }
    free(parcels);
    tour_plan_done(&plan);
    return all;
}

void plain_daily_due(struct plain *self, int32_t route)
{
    const struct route *about = plain_route_of(self, route);
    int64_t before = INT64_MAX;
    for (bool first = true;; first = false) {
        int32_t stops[STOP_LIMIT];
        size_t ready[STOP_LIMIT], count = 0;
        int64_t parcels = 0;
        struct plain_list *lists[STOP_LIMIT];
        for (int32_t s = 0; s < plain_all_bound_for(self, about, lists); s++) {
            if (lists[s]->count > 0 || (first && about->visit_all)) {
                stops[count] = s;
                ready[count++] = lists[s]->count;
                parcels += (int64_t)lists[s]->count;
            }
        }
        bool goes_on = count > 0 && parcels < before && (first || self->idle[about->pool] != 0);
        before = parcels;
        if (!goes_on || !leave_planned(self, route, &(struct daily_stops){stops, ready, count})) {
            return;
        }
    }
}
