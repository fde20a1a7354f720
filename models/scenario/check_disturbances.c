/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_disturbances.c - disturbances that disturb nothing. */
#include <math.h>
#include <string.h>

#include "models/scenario/check.h"

static bool sorts(const struct check *self, const struct scenario_name *name)
{
    const struct scenario *scenario = self->scenario;
    struct check_place place = check_find(self, name->chars);
    switch (place.kind) {
    case CHECK_HUB:
        return scenario->hubs[place.index].sorting.given;
    case CHECK_COUNTY:
        return scenario->counties[place.index].sorting.given;
    case CHECK_GROUP:
    case CHECK_GROUP_COUNTY:
        return scenario->groups[place.index].sorting.given;
    default:
        return true; /* told elsewhere */
    }
}

static void check_outage(struct check *self, const struct scenario_disturbance *row)
{
    for (size_t p = 0; row->kind == DISTURBANCE_OUTAGE && p < row->at.count; p++) {
        const struct scenario_name *name = &row->at.names[p];
        if (!sorts(self, name)) {
            check_problem(self, name->at, CHECK_OF_VALUE, NULL, PROBLEM_NO_SORTING, name->chars);
        }
    }
}

/* Dates of which not one is simulated. */
static void check_dates(struct check *self, const struct scenario_disturbance *row)
{
    const struct scenario_experiment *experiment = &self->scenario->experiment;
    double warm_up_s =
        experiment->warm_up_auto ? 0.2 * experiment->horizon_s : experiment->warm_up_s;
    int64_t start = scenario_days_from_date(self->scenario->start);
    double end = (double)start + (warm_up_s + experiment->horizon_s) / 86400;
    bool inside = row->dates.count == 0;
    for (size_t d = 0; d < row->dates.count; d++) {
        inside |= scenario_days_from_date(row->dates.days[d].to) >= start &&
                  (double)scenario_days_from_date(row->dates.days[d].from) < end;
    }
    if (!inside) {
        check_problem(self, row->name.at, CHECK_OF_VALUE, NULL, PROBLEM_DATES_OUTSIDE,
                      row->name.chars);
    }
}

void check_disturbances(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    const struct node *section = node_value(self->root, "disturbances");
    if (scenario->disturbance_count > DISTURBANCE_LIMIT) {
        check_problem(self, section->at, CHECK_OF_VALUE, NULL, PROBLEM_TOO_MANY, DISTURBANCE_LIMIT,
                      "disturbances", scenario->disturbance_count);
        return;
    }
    for (size_t d = 0; d < scenario->disturbance_count; d++) {
        const struct scenario_disturbance *row = &scenario->disturbances[d];
        if (row->name.chars) {
            check_outage(self, row);
            check_dates(self, row);
        }
    }
}
