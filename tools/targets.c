/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/targets.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metric.h"
#include "models/measure/stopping.h"
#include "models/scenario/quantity.h"

static const char option_name[] = "until-precision";
static const int64_t MOST_LOOK_AHEAD = 1000; /* as in a scenario */

struct asked {
    char *measure; /* owned; NULL: the scenario's, or the default */
    struct scenario_precision precision;
};

/* "MEASURE=HALF-WIDTH", or a share alone. A class's name may have a = of its own. */
static bool read_asked(const char *text, struct asked *ret)
{
    const char *equals = strrchr(text, '=');
    if (!precision_read(equals ? equals + 1 : text, &ret->precision) ||
        (!equals && ret->precision.kind != PRECISION_RELATIVE)) {
        command_refuse("--%s: expected a share such as '2 %%', or MEASURE=HALF-WIDTH with %s, "
                       "found '%s'",
                       option_name, precision_expected(), text);
        return false;
    }
    ret->measure = equals ? strndup(text, (size_t)(equals - text)) : NULL;
    DES_REQUIRE(!equals || ret->measure);
    return true;
}

bool targets_asked(const struct options *options)
{
    return options_value(options, option_name) != NULL;
}

static size_t values_of(const struct options *options, const char ***ret)
{
    return command_values(options->command, options->line, option_name, ret);
}

bool targets_check(const struct options *options)
{
    const char **values;
    size_t count = values_of(options, &values);
    int64_t look_ahead;
    bool good = options_read_whole(options, "look-ahead", 0, MOST_LOOK_AHEAD, &look_ahead);
    for (size_t v = 0; good && v < count; v++) {
        struct asked asked = {0};
        good = read_asked(values[v], &asked);
        free(asked.measure);
    }
    free(values);
    return good;
}

/* ---- as figures of the network ---- */

static bool refuse_measure(const char *measure, const struct metric_list *list)
{
    const char **names = des_allocate(list->count, sizeof *names);
    for (size_t m = 0; m < list->count; m++) {
        names[m] = list->metrics[m].name;
    }
    const char *nearest = nearest_name(measure, names, list->count);
    if (nearest) {
        command_refuse("stop_when: no measure '%s' in this scenario -- did you mean '%s'?", measure,
                       nearest);
    } else {
        command_refuse("stop_when: no measure '%s' in this scenario", measure);
    }
    free(names);
    return false;
}

/* Seconds of a unit of time; 0 of any other unit. */
static double seconds_of(const char *unit)
{
    return strcmp(unit, "h") == 0 ? 3600 : strcmp(unit, "min") == 0 ? 60 : 0;
}

static bool add_target(struct targets *self, const struct metric_list *list, const char *measure,
                       const struct scenario_precision *precision)
{
    const struct metric *metric = metric_list_find(list, measure);
    if (!metric) {
        return refuse_measure(measure, list);
    }
    double unit_s = seconds_of(metric->unit), half_width = precision->half_width;
    bool absolute = precision->kind != PRECISION_RELATIVE;
    if (absolute && (precision->kind == PRECISION_TIME) != (unit_s > 0)) {
        command_refuse("stop_when: a half-width of %s is %s, or a share such as '2 %%'", measure,
                       unit_s > 0 ? "a duration such as '30 min'" : "a number such as 0.01");
        return false;
    }
    if (precision->kind == PRECISION_TIME) {
        half_width /= unit_s;
    }
    self->targets = des_resize(self->targets, self->count + 1, sizeof *self->targets);
    self->targets[self->count++] = (struct result_target){
        .measure = des_copy_text(measure), .half_width = half_width, .absolute = absolute};
    return true;
}

/* A share alone: of what the scenario names, or else of the delivery time. */
static bool add_plain(struct targets *self, const struct metric_list *list,
                      const struct scenario *scenario, const struct scenario_precision *precision)
{
    const struct scenario_experiment *experiment = &scenario->experiment;
    if (experiment->target_count == 0) {
        return add_target(self, list,
                          scenario->demand[INBOUND].given ? "delivery_time.inbound.mean"
                                                          : "delivery_time.outbound.mean",
                          precision);
    }
    bool good = true;
    for (size_t t = 0; good && t < experiment->target_count; t++) {
        good = add_target(self, list, experiment->targets[t].measure, precision);
    }
    return good;
}

static bool add_asked(struct targets *self, const struct metric_list *list,
                      const struct scenario *scenario, const char *text)
{
    struct asked asked = {0};
    bool good = read_asked(text, &asked) &&
                (asked.measure ? add_target(self, list, asked.measure, &asked.precision)
                               : add_plain(self, list, scenario, &asked.precision));
    free(asked.measure);
    return good;
}

static bool add_all(struct targets *self, const struct metric_list *list,
                    const struct options *options, const struct scenario *scenario)
{
    const struct scenario_experiment *experiment = &scenario->experiment;
    const char **values;
    size_t count = values_of(options, &values);
    bool good = true;
    for (size_t v = 0; good && v < count; v++) {
        good = add_asked(self, list, scenario, values[v]);
    }
    for (size_t t = 0; good && count == 0 && t < experiment->target_count; t++) {
        const struct scenario_target *target = &experiment->targets[t];
        good = add_target(self, list, target->measure, &target->precision);
    }
    free(values);
    return good;
}

bool targets_make(const struct options *options, const struct scenario *scenario,
                  const struct network *network, struct targets *ret)
{
    const struct scenario_experiment *experiment = &scenario->experiment;
    *ret = (struct targets){.look_ahead = experiment->target_count > 0 ? 0 : STOPPING_LOOK_AHEAD};
    for (size_t t = 0; t < experiment->target_count; t++) {
        int64_t look_ahead = experiment->targets[t].look_ahead;
        ret->look_ahead = look_ahead > ret->look_ahead ? look_ahead : ret->look_ahead;
    }
    struct metric_list list = metric_list_of_network(network);
    bool good = options_read_whole(options, "look-ahead", 0, MOST_LOOK_AHEAD, &ret->look_ahead) &&
                add_all(ret, &list, options, scenario);
    metric_list_done(&list);
    return good;
}

void targets_done(struct targets *self)
{
    for (size_t t = 0; t < self->count; t++) {
        free(self->targets[t].measure);
    }
    free(self->targets);
    *self = (struct targets){0};
}
