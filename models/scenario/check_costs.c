/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_costs.c - prices that nobody will ever pay, and questions that nobody can answer. */
#include <math.h>

#include "models/scenario/check.h"

static bool promises(const struct scenario_class *class)
{
    return !isinf(class->promise_s);
}

static void check_late(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    const struct node *money = node_value(self->root, "money");
    bool any = false;
    for (size_t c = 0; c < scenario->class_count; c++) {
        const struct scenario_class *class = &scenario->classes[c];
        any = any || promises(class);
        if (class->late.given && !promises(class)) {
            check_problem(self, class->name.at, CHECK_OF_ROW, "give it a promise",
                          PROBLEM_LATE_WITHOUT_PROMISE, class->name.chars);
        }
    }
    if (scenario->money.late.given && !any) {
        check_problem(self, node_value(money, "late")->at, CHECK_OF_VALUE,
                      "give a class of parcels a promise", PROBLEM_LATE_WITHOUT_PROMISE,
                      scenario->classes[0].name.chars);
    }
}

static bool has_people(const struct scenario *scenario)
{
    bool any = false;
    for (size_t v = 0; v < scenario->village_count; v++) {
        any = any || scenario->villages[v].people > 0;
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        any = any || des_distribution_mean(&scenario->groups[g].people) > 0;
    }
    return any;
}

void check_costs(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    if (check_is_clean(self, CHECK_PARCELS)) {
        check_late(self);
    }
    if (scenario->staff.given && check_is_clean(self, CHECK_VILLAGES | CHECK_GROUPS) &&
        !has_people(scenario)) {
        check_problem(self, node_value(self->root, "people")->at, CHECK_OF_VALUE,
                      "give villages 'people'", PROBLEM_NO_PEOPLE);
    }
}
