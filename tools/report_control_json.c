/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_control_json.c - for programs: the main figures adjusted for demand. */
#include <stdlib.h>

#include "models/measure/demand_control.h"
#include "tools/json_values.h"
#include "tools/report_control_json.h"

static const char *const directions[DEMAND_CONTROLS] = {"inbound", "outbound"};

static json_t *figure(const char *name, const struct demand_adjusted *self)
{
    static const char *const refusals[] = {[CONTROL_ACCEPTED] = NULL,
                                           [CONTROL_TOO_FEW] = "too few replications",
                                           [CONTROL_DEPENDENT] = "no control that varies"};
    const struct controlled *controlled = &self->controlled;
    const char *refusal = refusals[controlled->refusal];
    json_t *object = json_object(), *controls = json_array();
    for (int d = 0; d < DEMAND_CONTROLS; d++) {
        if (self->used[d]) {
            json_array_append_new(controls, json_string(directions[d]));
        }
    }
    json_set_text(object, "measure", name);
    json_set_text(object, "unit", self->unit);
    json_object_set_new(object, "controls", controls);
    json_set_number(object, "mean", self->plain.mean);
    json_set_number(object, "half_width", self->plain.half_width);
    json_set_number(object, "adjusted_mean", controlled->mean);
    json_set_number(object, "adjusted_half_width", controlled->half_width);
    json_set_count(object, "n", controlled->count);
    json_set_number(object, "variance_saved", controlled->variance_saved);
    json_set_text_or_null(object, "refused", refusal);
    return object;
}

json_t *report_control_json(const struct results *results)
{
    json_t *root = json_object(), *expected = json_object(), *figures = json_array();
    for (int d = 0; d < DEMAND_CONTROLS; d++) {
        json_set_number(expected, directions[d], results->expected_entered[d]);
    }
    const char **names;
    size_t count = demand_control_figures(results, &names);
    for (size_t i = 0; i < count; i++) {
        struct demand_adjusted adjusted;
        if (demand_control_adjust(results, names[i], &adjusted)) {
            json_array_append_new(figures, figure(names[i], &adjusted));
        }
    }
    free(names);
    json_object_set_new(root, "expected_entered", expected);
    json_object_set_new(root, "figures", figures);
    return root;
}
