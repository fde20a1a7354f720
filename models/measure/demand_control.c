/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/demand_control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metric.h"

static const char *const directions[DEMAND_CONTROLS] = {"inbound", "outbound"};

static const struct result_row *entered_row(const struct results *results, int direction)
{
    return results_find(results, "ledger", "total", "entered", directions[direction], NULL);
}

static bool is_known(const struct results *results, int direction)
{
    return results->expected_entered[direction] > 0 && entered_row(results, direction);
}

/* Leaves one value for each of what is independent. */
static void pair_up(const struct results *results, double *values)
{
    for (size_t i = 0; results->antithetic && i < results_independent(results); i++) {
        values[i] = (values[2 * i] + values[2 * i + 1]) / 2;
    }
}

static double *control_values(const struct results *results, int direction)
{
    double *values = des_allocate(results->replications, sizeof *values);
    const struct result_row *row = entered_row(results, direction);
    for (size_t r = 0; r < results->replications; r++) {
        values[r] = row->values[r];
    }
    pair_up(results, values);
    return values;
}

static struct controlled adjust(const struct results *results, const double *values,
                                const bool used[DEMAND_CONTROLS])
{
    double *controls[DEMAND_CONTROLS], known[DEMAND_CONTROLS];
    const double *borrowed[DEMAND_CONTROLS];
    size_t q = 0;
    for (int d = 0; d < DEMAND_CONTROLS; d++) {
        if (used[d]) {
            borrowed[q] = controls[q] = control_values(results, d);
            known[q++] = results->expected_entered[d];
        }
    }
    struct controlled result = {CONTROL_DEPENDENT, NAN, NAN, NAN, 0, NAN};
    if (q > 0) {
        result = control_variate_adjust(values, results_independent(results), borrowed, known, q,
                                        results->confidence);
    }
    for (size_t k = 0; k < q; k++) {
        free(controls[k]);
    }
    return result;
}

bool demand_control_adjust(const struct results *results, const char *name,
                           struct demand_adjusted *ret)
{
    struct metric_source source;
    if (results->replications == 0 || !metric_source_find(results, name, &source)) {
        return false;
    }
    const struct result_row *row = &results->rows[source.row];
    double *values = metric_source_values(results, source);
    *ret = (struct demand_adjusted){
        .unit = metric_source_unit(results, source),
        .plain = results_estimate(results, values, results->replications, results->confidence)};
    for (int d = 0; d < DEMAND_CONTROLS; d++) {
        bool concerns = row->direction[0] == '\0' || strcmp(row->direction, directions[d]) == 0;
        ret->used[d] = concerns && is_known(results, d);
    }
    pair_up(results, values);
    ret->controlled = adjust(results, values, ret->used);
    free(values);
    return true;
}

size_t demand_control_least(const struct results *results, const bool used[DEMAND_CONTROLS])
{
    size_t least = 3; /* n > q + 2 */
    for (int d = 0; d < DEMAND_CONTROLS; d++) {
        least += used[d];
    }
    return results->antithetic ? 2 * least : least;
}

static bool has_name(const char *const *names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

size_t demand_control_figures(const struct results *results, const char ***ret)
{
    static const char *const always[] = {
        "delivery_time.inbound.mean", "delivery_time.outbound.mean", "service_level.inbound",
        "service_level.outbound",     "throughput.inbound",          "throughput.outbound"};
    size_t count = sizeof always / sizeof *always;
    const char **names = des_allocate(count + results->target_count, sizeof *names);
    memcpy(names, always, sizeof always);
    for (size_t t = 0; t < results->target_count; t++) {
        if (!has_name(names, count, results->targets[t].measure)) {
            names[count++] = results->targets[t].measure;
        }
    }
    *ret = names;
    return count;
}
