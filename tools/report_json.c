/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_json.c - results as one JSON object, by jansson. Not estimable is null. */

#include <jansson.h>
#include <math.h>

#include "engine/require.h"
#include "models/measure/antithetic.h"
#include "models/measure/estimate.h"
#include "models/measure/long_run.h"
#include "models/measure/stopping.h"
#include "tools/json_values.h"
#include "tools/report.h"
#include "tools/report_control_json.h"
#include "tools/report_spread.h"

static json_t *targets(const struct results *results)
{
    json_t *array = json_array();
    for (size_t t = 0; t < results->target_count; t++) {
        const struct result_target *asked = &results->targets[t];
        struct stopping_verdict verdict = stopping_judge(results, t);
        json_t *object = json_object();
        json_set_text(object, "measure", asked->measure);
        json_set_text(object, "unit", verdict.unit);
        json_set_number(object, "asked", asked->half_width);
        json_object_set_new(object, "relative", json_boolean(!asked->absolute));
        json_set_number(object, "mean", verdict.estimate.mean);
        json_set_number(object, "half_width", verdict.estimate.half_width);
        json_set_number(object, "wanted_half_width", verdict.wanted);
        json_object_set_new(object, "met", json_boolean(verdict.met));
        json_object_set_new(object, "replications_needed",
                            verdict.needed > 0 ? json_integer((json_int_t)verdict.needed)
                                               : json_null());
        json_array_append_new(array, object);
    }
    return array;
}

static json_t *identity(const struct results *results)
{
    json_t *run = json_object();
    json_set_text(run, "scenario", results->scenario_name);
    json_set_text(run, "file", results->scenario_path);
    json_set_hash(run, "hash", results->scenario_hash);
    json_set_text(run, "version", results->version);
    json_set_text(run, "start", results->start_date);
    json_object_set_new(run, "seed", json_integer((json_int_t)results->seed));
    json_object_set_new(run, "replications", json_integer((json_int_t)results->replications));
    json_object_set_new(run, "incomplete", json_boolean(results->incomplete));
    json_set_number(run, "warm_up_h", results->warm_up_h);
    json_object_set_new(run, "warm_up_found", json_boolean(results->warm_up_found));
    json_object_set_new(run, "no_steady_state", json_boolean(results->no_steady_state));
    json_set_number(run, "horizon_h", results->horizon_h);
    json_set_number(run, "confidence", results->confidence);
    if (results->antithetic) {
        json_object_set_new(run, "antithetic_pairs",
                            json_integer((json_int_t)results_independent(results)));
    }
    if (results->target_count > 0) {
        json_object_set_new(run, "precision_reached", json_boolean(results->precision_reached));
        json_object_set_new(run, "look_ahead", json_integer((json_int_t)results->look_ahead));
        json_set_number(run, "target_confidence", stopping_each_confidence(results));
        json_object_set_new(run, "targets", targets(results));
    }
    if (results->budget_s > 0) {
        json_set_number(run, "ended_by_budget_s", results->budget_s);
    }
    json_object_set_new(run, "changes", json_texts(results->changes, results->change_count));
    json_object_set_new(run, "assumed", json_texts(results->assumed, results->assumed_count));
    return run;
}

static json_t *long_run(const struct long_run *run)
{
    json_t *object = json_object(), *figures = json_array();
    json_object_set_new(object, "days", json_integer((json_int_t)run->days));
    json_object_set_new(object, "days_per_observation", json_integer((json_int_t)run->period));
    json_object_set_new(object, "batches", json_integer(BATCH_MEANS_BATCHES));
    for (size_t f = 0; f < run->count; f++) {
        const struct batch_means *batches = &run->figures[f].batches;
        json_t *figure = json_object();
        json_set_text(figure, "measure", run->figures[f].measure);
        json_set_text(figure, "unit", run->figures[f].unit);
        json_set_number(figure, "mean", batches->mean);
        json_set_number(figure, "half_width", batches->half_width);
        json_object_set_new(figure, "batch_days", json_integer((json_int_t)batches->batch_size));
        json_object_set_new(figure, "tested_days", json_integer((json_int_t)batches->tested_size));
        json_set_number(figure, "p", batches->tested_size > 0 ? batches->p : NAN);
        json_object_set_new(figure, "independent", json_boolean(batches->independent));
        json_array_append_new(figures, figure);
    }
    json_object_set_new(object, "figures", figures);
    return object;
}

static json_t *measure(const struct results *results, const struct result_row *row)
{
    json_t *object = json_object();
    json_set_text(object, "measure", row->measure);
    json_set_text(object, "statistic", row->statistic);
    json_set_text(object, "event", row->event);
    json_set_text(object, "direction", row->direction);
    json_set_text(object, "class", row->class_name);
    json_set_text(object, "tier", row->tier);
    json_set_text(object, "place_kind", row->place_kind);
    json_set_text(object, "place", row->place);
    json_set_text(object, "unit", row->unit);
    struct estimate estimate =
        results_estimate(results, row->values, results->replications, results->confidence);
    json_set_number(object, "mean", estimate.mean);
    json_set_number(object, "half_width", estimate.half_width);
    json_object_set_new(object, "n", json_integer((json_int_t)estimate.count));
    if (results->antithetic) {
        struct antithetic pairs =
            antithetic_estimate(row->values, results->replications, results->confidence);
        json_set_number(object, "variance_saved", pairs.variance_saved);
    }
    json_t *values = json_array();
    for (size_t n = 0; n < results->replications; n++) {
        json_array_append_new(values, json_number(row->values[n]));
    }
    json_object_set_new(object, "values", values);
    return object;
}

static json_t *numbers(const double *values, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(array, json_number(values[i]));
    }
    return array;
}

void report_json(const struct results *results, FILE *out)
{
    json_t *root = json_object(), *measures = json_array(), *hourly = json_object();
    json_object_set_new(root, "run", identity(results));
    for (size_t r = 0; r < results->row_count; r++) {
        json_array_append_new(measures, measure(results, &results->rows[r]));
    }
    json_object_set_new(root, "measures", measures);
    if (results->spread) {
        json_object_set_new(root, "between_replications", report_spread_json(results));
    }
    if (results->control) {
        json_object_set_new(root, "adjusted_for_demand", report_control_json(results));
    }
    if (results->long_run) {
        json_object_set_new(root, "long_run", long_run(results->long_run));
    }
    const struct result_series *series = &results->series;
    json_object_set_new(hourly, "in_system_inbound", numbers(series->in_system[0], series->length));
    json_object_set_new(hourly, "in_system_outbound",
                        numbers(series->in_system[1], series->length));
    json_object_set_new(hourly, "on_shelf", numbers(series->on_shelf, series->length));
    json_object_set_new(root, "hourly", hourly);
    json_write(root, out);
}
