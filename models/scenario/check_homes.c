/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_homes.c - can riders who take parcels home set out, and find their way? */
#include <math.h>

#include "models/scenario/check.h"

static bool is_open_at(const struct scenario_hours *hours, des_time time)
{
    bool open = hours->count == 0;
    for (size_t i = 0; i < hours->count; i++) {
        open = open || (hours->intervals[i].open <= time && time < hours->intervals[i].close);
    }
    return open;
}

static bool any_round_while_open(const struct scenario_home *home,
                                 const struct scenario_hours *hours)
{
    bool any = false;
    for (size_t r = 0; r < home->round_count; r++) {
        for (int day = 0; day < 7; day++) {
            any = any || is_open_at(hours, day * DES_DAY + home->rounds[r]);
        }
    }
    return any;
}

static void check_rounds(struct check *self, const struct scenario_name *name,
                         const struct scenario_home *home, const struct scenario_hours *hours)
{
    if (home->round_count > 0 && !any_round_while_open(home, hours)) {
        check_problem(self, name->at, CHECK_OF_ROW, "see `open` and `home_delivery.rounds`",
                      PROBLEM_NO_ROUND_WHILE_OPEN, name->chars);
    }
}

void check_homes(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    for (size_t s = 0; s < scenario->station_count; s++) {
        const struct scenario_station *station = &scenario->stations[s];
        check_rounds(self, &station->name, &station->home, &station->open);
        if (station->home.round_count > 0 && isnan(station->lat)) {
            check_problem(self, station->name.at, CHECK_OF_ROW, NULL, PROBLEM_NO_COORDINATES,
                          station->name.chars, "parcels are taken home from there");
        }
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        check_rounds(self, &group->name, &group->home, &group->open);
    }
}
