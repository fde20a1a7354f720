/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_comparison_json.c - a comparison as one JSON object, by jansson. Not estimable is null. */

#include <jansson.h>

#include "tools/comparison_words.h"
#include "tools/json_values.h"
#include "tools/report_comparison.h"

static void set_estimate(json_t *object, const char *key, const struct estimate *estimate)
{
    json_t *own = json_object();
    json_set_number(own, "mean", estimate->mean);
    json_set_number(own, "half_width", estimate->half_width);
    json_set_count(own, "n", estimate->count);
    json_object_set_new(object, key, own);
}

/* ---- what was run ---- */

static json_t *scenario(const struct results *results)
{
    json_t *object = json_object();
    json_set_text(object, "scenario", results->scenario_name);
    json_set_text(object, "file", results->scenario_path);
    json_set_hash(object, "hash", results->scenario_hash);
    json_set_count(object, "replications", results->replications);
    json_object_set_new(object, "no_steady_state", json_boolean(results->no_steady_state));
    json_object_set_new(object, "changes", json_texts(results->changes, results->change_count));
    json_object_set_new(object, "assumed", json_texts(results->assumed, results->assumed_count));
    return object;
}

static json_t *identity(const struct comparison_report *self)
{
    const struct comparison *comparison = self->comparison;
    const struct results *results = comparison->results[0];
    json_t *run = json_object(), *scenarios = json_array(), *notes = json_array();
    for (size_t s = 0; s < comparison->scenario_count; s++) {
        json_array_append_new(scenarios, scenario(comparison->results[s]));
    }
    for (size_t n = 0; n < self->note_count; n++) {
        json_array_append_new(notes, json_string(self->notes[n]));
    }
    json_object_set_new(run, "scenarios", scenarios);
    json_set_text(run, "version", results->version);
    json_set_text(run, "start", results->start_date);
    json_set_count(run, "seed", results->seed);
    json_set_count(run, "replications", comparison->replications);
    json_object_set_new(run, "incomplete", json_boolean(self->incomplete));
    json_set_number(run, "warm_up_h", results->warm_up_h);
    json_object_set_new(run, "warm_up_found", json_boolean(results->warm_up_found));
    json_set_number(run, "horizon_h", results->horizon_h);
    json_set_number(run, "confidence", comparison->confidence);
    json_set_number(run, "each_confidence", comparison->each_confidence);
    json_set_count(run, "looks", comparison->looks);
    json_set_number(run, "false_discovery", comparison->false_discovery);
    json_object_set_new(run, "notes", notes);
    return run;
}

/* ---- pairs ---- */

static json_t *metric_json(const struct metric *metric, const struct compared *compared)
{
    json_t *object = json_object();
    json_set_text(object, "metric", metric->name);
    json_set_text(object, "unit", metric->unit);
    json_set_text(object, "verdict", verdict_words(compared->verdict));
    set_estimate(object, "first", &compared->first);
    set_estimate(object, "second", &compared->second);
    json_set_number(object, "difference", compared->difference.mean);
    json_set_number(object, "half_width", compared->difference.half_width);
    json_set_count(object, "n", compared->difference.count);
    json_set_number(object, "correlation", compared->difference.correlation);
    json_set_number(object, "variance_saved", compared->difference.variance_saved);
    json_set_number(object, "indifference", compared->zone);
    json_object_set_new(object, "replications_needed",
                        compared->needed > 0 ? json_integer((json_int_t)compared->needed)
                                             : json_null());
    return object;
}

static json_t *place_json(const struct place_table *table, const struct place_difference *place)
{
    json_t *object = json_object();
    json_set_text(object, "measure", table->measure);
    json_set_text(object, "statistic", table->statistic);
    json_set_text(object, "direction", table->direction);
    json_set_text(object, "unit", table->unit);
    json_set_text(object, "place_kind", table->kind);
    json_set_text(object, "place", place->name);
    if (place->people > 0) {
        json_set_number(object, "people", place->people);
    }
    json_set_text(object, "verdict", fortune_words(place->fortune));
    set_estimate(object, "first", &place->first);
    set_estimate(object, "second", &place->second);
    json_set_number(object, "difference", place->difference);
    json_set_number(object, "half_width", place->half_width);
    json_set_number(object, "p", place->p);
    return object;
}

static json_t *served_json(const struct result_village *village)
{
    json_t *object = json_object();
    if (!village) {
        json_decref(object);
        return json_null();
    }
    json_set_text(object, "place_kind", village->place_kind);
    json_set_text(object, "place", village->place);
    json_set_number(object, "access_m", village->access_m);
    return object;
}

static json_t *moved_json(const struct moved_village *moved)
{
    const struct result_village *any = moved->second ? moved->second : moved->first;
    json_t *object = json_object();
    json_set_text(object, "village", any->name);
    json_set_number(object, "people", any->people);
    json_object_set_new(object, "first", served_json(moved->first));
    json_object_set_new(object, "second", served_json(moved->second));
    return object;
}

static json_t *access_json(const struct access_change *access)
{
    json_t *object = json_object();
    json_set_number(object, "people_nearer", access->nearer);
    json_set_number(object, "people_farther", access->farther);
    json_set_number(object, "people_unchanged", access->unchanged);
    json_set_number(object, "people_newly_served", access->newly_served);
    json_set_number(object, "people_no_longer_served", access->no_longer_served);
    json_set_number(object, "people_unknown", access->unknown);
    json_set_number(object, "first_mean_m", access->first_m);
    json_set_number(object, "second_mean_m", access->second_m);
    return object;
}

static json_t *pair_json(const struct comparison *comparison, const struct comparison_pair *pair)
{
    json_t *object = json_object(), *metrics = json_array(), *places = json_array();
    json_t *moved = json_array();
    json_set_count(object, "first", pair->first);
    json_set_count(object, "second", pair->second);
    for (size_t m = 0; m < comparison->metric_count; m++) {
        json_array_append_new(metrics, metric_json(&comparison->metrics[m], &pair->compared[m]));
    }
    for (size_t t = 0; t < pair->where.table_count; t++) {
        const struct place_table *table = &pair->where.tables[t];
        for (size_t i = 0; i < table->place_count; i++) {
            json_array_append_new(places, place_json(table, &table->places[i]));
        }
    }
    for (size_t v = 0; v < pair->where.moved_count; v++) {
        json_array_append_new(moved, moved_json(&pair->where.moved[v]));
    }
    json_object_set_new(object, "metrics", metrics);
    json_object_set_new(object, "places", places);
    json_object_set_new(object, "moved", moved);
    json_object_set_new(object, "access", access_json(&pair->where.access));
    return object;
}

void report_comparison_json(const struct comparison_report *self, FILE *out)
{
    const struct comparison *comparison = self->comparison;
    json_t *root = json_object(), *pairs = json_array();
    json_object_set_new(root, "run", identity(self));
    for (size_t p = 0; p < comparison->pair_count; p++) {
        json_array_append_new(pairs, pair_json(comparison, &comparison->pairs[p]));
    }
    json_object_set_new(root, "pairs", pairs);
    json_write(root, out);
}
