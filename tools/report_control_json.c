/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_control_json.c - for programs: the main figures adjusted for demand. */
#include <math.h>
#include <stdlib.h>

#include "models/measure/demand_control.h"
#include "tools/report_control_json.h"

static const char *const directions[DEMAND_CONTROLS] = {"inbound", "outbound"};

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

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
    json_object_set_new(object, "measure", json_string(name));
    json_object_set_new(object, "unit", json_string(self->unit));
    json_object_set_new(object, "controls", controls);
    json_object_set_new(object, "mean", number(self->plain.mean));
    json_object_set_new(object, "half_width", number(self->plain.half_width));
    json_object_set_new(object, "adjusted_mean", number(controlled->mean));
    json_object_set_new(object, "adjusted_half_width", number(controlled->half_width));
    json_object_set_new(object, "n", json_integer((json_int_t)controlled->count));
    json_object_set_new(object, "variance_saved", number(controlled->variance_saved));
    json_object_set_new(object, "refused", refusal ? json_string(refusal) : json_null());
    return object;
}

json_t *report_control_json(const struct results *results)
{
    json_t *root = json_object(), *expected = json_object(), *figures = json_array();
    for (int d = 0; d < DEMAND_CONTROLS; d++) {
        json_object_set_new(expected, directions[d], number(results->expected_entered[d]));
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
