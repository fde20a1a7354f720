/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_care.c - maintenance that nobody will notice, shifts in which nobody leaves. */
#include <string.h>

#include "models/scenario/check.h"

static bool same_name(const struct scenario_name *a, const struct scenario_name *b)
{
    return a->chars && b->chars && strcmp(a->chars, b->chars) == 0;
}

/* Has one of these fleets a number of vehicles of the type? */
static bool has_limit(const struct scenario_fleets *fleets, const struct scenario_vehicle *vehicle)
{
    bool any = false;
    for (size_t f = 0; f < fleets->count; f++) {
        const struct scenario_fleet *fleet = &fleets->fleets[f];
        any = any || (same_name(&fleet->type, &vehicle->type) && fleet->count != UNLIMITED);
    }
    return any;
}

static bool any_limit(const struct scenario *scenario, const struct scenario_vehicle *vehicle)
{
    bool any = false;
    for (size_t h = 0; h < scenario->hub_count; h++) {
        any = any || has_limit(&scenario->hubs[h].vehicles, vehicle);
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        any = any || has_limit(&scenario->counties[c].vehicles, vehicle);
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        any = any || has_limit(&scenario->groups[g].vehicles, vehicle);
    }
    return any;
}

static bool on_shift(const struct scenario_hours *shifts, des_time in_week)
{
    bool any = shifts->count == 0;
    for (size_t i = 0; i < shifts->count; i++) {
        any = any || (shifts->intervals[i].open <= in_week && in_week < shifts->intervals[i].close);
    }
    return any;
}

static bool leaves_on_shift(const struct scenario_dispatch *dispatch,
                            const struct scenario_hours *shifts)
{
    bool any = dispatch->time_count == 0;
    for (size_t i = 0; i < 7 * dispatch->time_count; i++) {
        des_time in_week = (des_time)(i % 7) * DES_DAY + dispatch->times[i / 7];
        any = any || (dispatch->weekdays[i % 7] && on_shift(shifts, in_week));
    }
    return any;
}

/* Of each type that a route with a timetable may take. */
static void check_row(struct check *self, const struct scenario_route *row)
{
    const struct scenario_names *types = &row->vehicles;
    for (size_t t = 0; row->dispatch.kind == DISPATCH_TIMETABLE && t < types->count; t++) {
        const struct scenario_name *type = &types->names[t];
        size_t v = check_find_vehicle(self, type->chars);
        if (v != SIZE_MAX &&
            !leaves_on_shift(&row->dispatch, &self->scenario->vehicles[v].shifts)) {
            check_problem(self, type->at, CHECK_OF_ROW, "each will wait for the next shift",
                          PROBLEM_NO_SHIFT_DEPARTURE, type->chars);
        }
    }
}

void check_care(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    if (!check_is_clean(self, CHECK_CENTRES | CHECK_VEHICLES)) {
        return;
    }
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        const struct scenario_vehicle *vehicle = &scenario->vehicles[v];
        if (vehicle->maintenance.given && !any_limit(scenario, vehicle)) {
            check_problem(self, vehicle->type.at, CHECK_OF_ROW, "give the bases a number of them",
                          PROBLEM_NEVER_MISSED, vehicle->type.chars);
        }
    }
    for (size_t r = 0; check_is_clean(self, CHECK_LINE_HAUL) && r < scenario->line_haul_count;
         r++) {
        check_row(self, &scenario->line_haul[r]);
    }
    for (size_t r = 0; check_is_clean(self, CHECK_FEEDERS) && r < scenario->feeder_count; r++) {
        check_row(self, &scenario->feeders[r]);
    }
}
