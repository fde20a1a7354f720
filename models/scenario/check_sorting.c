/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_sorting.c - rules of sorting that have nothing to decide. */
#include "models/scenario/check.h"

static bool all_alike(const struct scenario *scenario)
{
    for (size_t c = 1; c < scenario->class_count; c++) {
        if (scenario->classes[c].priority != scenario->classes[0].priority) {
            return false;
        }
    }
    return true;
}

static void check_order(struct check *self, const struct scenario_sorting *sorting)
{
    const struct scenario *scenario = self->scenario;
    if (sorting->given && sorting->order == SORT_BY_PRIORITY && all_alike(scenario)) {
        check_problem(self, sorting->order_at, CHECK_OF_VALUE, "give a class of parcels a priority",
                      PROBLEM_ALL_ALIKE, (long long)scenario->classes[0].priority);
    }
}

void check_sorting(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    if (!check_is_clean(self, CHECK_PARCELS) || scenario->class_count == 0) {
        return;
    }
    for (size_t h = 0; h < scenario->hub_count; h++) {
        check_order(self, &scenario->hubs[h].sorting);
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        check_order(self, &scenario->counties[c].sorting);
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        check_order(self, &scenario->groups[g].sorting);
    }
}
