/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/comparison.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

static const size_t MOST_NEEDED = (size_t)1 << 40; /* replications: beyond, nobody asks */

static const char *const defaults[] = {
    "delivery_time.inbound.mean",
    "delivery_time.inbound.p95",
    "delivery_time.outbound.mean",
    "delivery_time.outbound.p95",
    "service_level.inbound",
    "service_level.outbound",
    "throughput.inbound",
    "throughput.outbound",
    "returned_share.inbound",
    "lost_share.inbound",
    "lost_share.outbound",
    "km",
    "cost.per_parcel",
    "result.per_parcel",
    "co2.per_parcel",
    NULL,
};

const char *const *comparison_defaults(void)
{
    return defaults;
}

bool verdict_is_open(enum verdict verdict)
{
    return verdict == VERDICT_CANT_TELL;
}

/* ---- indifference ---- */

static bool is_time(const char *unit)
{
    return strcmp(unit, "h") == 0 || strcmp(unit, "min") == 0;
}

bool indifference_fits(const struct indifference *self, const char *unit)
{
    switch (self->kind) {
    case ZONE_DURATION:
        return is_time(unit);
    case ZONE_SHARE:
        return self->metric || !is_time(unit);
    case ZONE_NUMBER:
        return self->metric || self->value == 0;
    }
    return false;
}

static double zone_of(const struct indifference *self, const char *unit, double first)
{
    switch (self->kind) {
    case ZONE_DURATION:
        return self->value / (strcmp(unit, "h") == 0 ? 3600 : 60);
    case ZONE_SHARE:
        return strcmp(unit, "1") == 0 ? self->value : self->value * fabs(first);
    case ZONE_NUMBER:
        return self->value;
    }
    return 0;
}

double indifference_zone(const struct indifference *zones, size_t count, const char *metric,
                         const char *unit, double first)
{
    const struct indifference usual = {NULL, ZONE_SHARE,
                                       strcmp(unit, "1") == 0 ? COMPARISON_ZONE_OF_SHARES
                                                              : COMPARISON_ZONE_OF_OTHERS};
    const struct indifference *best = &usual;
    bool named = false;
    for (size_t z = 0; z < count; z++) {
        const struct indifference *zone = &zones[z];
        bool own = zone->metric && strcmp(zone->metric, metric) == 0;
        if (indifference_fits(zone, unit) && (own || (!zone->metric && !named))) {
            best = zone;
            named = named || own;
        }
    }
    return zone_of(best, unit, first);
}

static double find_zone(const struct comparison_options *options, const struct metric *metric,
                        double first)
{
    return indifference_zone(options->zones, options->zone_count, metric->name, metric->unit,
                             first);
}

/* ---- one metric of a pair ---- */

static enum verdict verdict_of(const struct difference *difference, double zone, enum good good)
{
    if (difference->count < 2) {
        return VERDICT_NOT_ESTIMABLE;
    }
    switch (difference_finding(difference, zone)) {
    case FINDING_EQUIVALENT:
        return VERDICT_EQUIVALENT;
    case FINDING_LOWER:
        return good == GOOD_NEITHER ? VERDICT_LOWER
               : good == GOOD_LOWER ? VERDICT_BETTER
                                    : VERDICT_WORSE;
    case FINDING_HIGHER:
        return good == GOOD_NEITHER  ? VERDICT_HIGHER
               : good == GOOD_HIGHER ? VERDICT_BETTER
                                     : VERDICT_WORSE;
    case FINDING_OPEN:
        break;
    }
    return VERDICT_CANT_TELL;
}

/* Do both lack a value in the same replications? */
static bool same_gaps(const double *first, const double *second, size_t count)
{
    for (size_t n = 0; n < count; n++) {
        if (isnan(first[n]) != isnan(second[n])) {
            return false;
        }
    }
    return true;
}

static struct compared compare_metric(const struct comparison *self, const struct metric *metric,
                                      const struct metric *first, const struct metric *second,
                                      const struct comparison_options *options)
{
    const struct estimate none = {NAN, NAN, NAN, 0};
    size_t count = self->replications;
    struct compared compared = {
        .verdict = VERDICT_NOT_IN_BOTH,
        .first = first ? estimate_make(first->values, count, self->confidence) : none,
        .second = second ? estimate_make(second->values, count, self->confidence) : none};
    if (!first || !second) {
        compared.difference = difference_paired(NULL, NULL, 0, self->each_confidence);
        return compared;
    }
    compared.difference =
        difference_paired(second->values, first->values, count, self->each_confidence);
    compared.zone = find_zone(options, metric, compared.first.mean);
    compared.verdict = verdict_of(&compared.difference, compared.zone, metric->good);
    if (compared.difference.identical && same_gaps(first->values, second->values, count)) {
        compared.verdict = VERDICT_IDENTICAL;
    } else if (compared.verdict == VERDICT_CANT_TELL) {
        compared.needed = difference_needed(&compared.difference, compared.zone, MOST_NEEDED);
    }
    return compared;
}

/* ---- the whole ---- */

static void add_metric(struct comparison *self, const char *name, const struct metric *like)
{
    self->metrics = des_resize(self->metrics, self->metric_count + 1, sizeof *self->metrics);
    self->metrics[self->metric_count++] =
        (struct metric){.name = des_copy_text(name),
                        .unit = des_copy_text(like ? like->unit : ""),
                        .good = like ? like->good : GOOD_NEITHER};
}

static const struct metric *find_in_any(const struct metric_list *lists, size_t count,
                                        const char *name)
{
    const struct metric *metric = NULL;
    for (size_t s = 0; s < count && !metric; s++) {
        metric = metric_list_find(&lists[s], name);
    }
    return metric;
}

/* Who is lost follows from where the villages are: nobody, in most networks. */
static bool is_ever_above_0(const struct metric_list *lists, size_t count, const char *name)
{
    for (size_t s = 0; s < count; s++) {
        const struct metric *metric = metric_list_find(&lists[s], name);
        for (size_t n = 0; metric && n < lists[s].replications; n++) {
            if (metric->values[n] > 0) {
                return true;
            }
        }
    }
    return false;
}

static void choose_metrics(struct comparison *self, const struct metric_list *lists,
                           const struct comparison_options *options)
{
    for (size_t m = 0; m < options->metric_count; m++) {
        const char *name = options->metrics[m];
        add_metric(self, name, find_in_any(lists, self->scenario_count, name));
    }
    for (size_t m = 0; options->metric_count == 0 && defaults[m]; m++) {
        const struct metric *metric = find_in_any(lists, self->scenario_count, defaults[m]);
        if (metric && (strncmp(defaults[m], "lost_share", 10) != 0 ||
                       is_ever_above_0(lists, self->scenario_count, defaults[m]))) {
            add_metric(self, defaults[m], metric);
        }
    }
}

static void choose_pairs(struct comparison *self, bool all)
{
    size_t k = self->scenario_count;
    self->pairs = des_allocate(all ? k * (k - 1) / 2 : k - 1, sizeof *self->pairs);
    for (size_t first = 0; first < (all ? k : 1); first++) {
        for (size_t second = first + 1; second < k; second++) {
            self->pairs[self->pair_count++] =
                (struct comparison_pair){.first = first, .second = second};
        }
    }
}

/* The zone of a metric that the places of a pair are judged by. */
static double zone_of_name(const struct comparison *self, const struct metric_list *first,
                           const struct comparison_options *options, const char *name)
{
    const struct metric *metric = metric_list_find(first, name);
    return metric ? find_zone(options, metric,
                              estimate_make(metric->values, self->replications, 0.95).mean)
                  : 0;
}

static void compare_pair(struct comparison *self, struct comparison_pair *pair,
                         const struct metric_list *lists, const struct comparison_options *options)
{
    static const char *const mean_times[DIRECTIONS] = {"delivery_time.inbound.mean",
                                                       "delivery_time.outbound.mean"};
    static const char *const levels[DIRECTIONS] = {"service_level.inbound",
                                                   "service_level.outbound"};
    pair->compared = des_allocate(self->metric_count, sizeof *pair->compared);
    for (size_t m = 0; m < self->metric_count; m++) {
        const struct metric *metric = &self->metrics[m];
        pair->compared[m] =
            compare_metric(self, metric, metric_list_find(&lists[pair->first], metric->name),
                           metric_list_find(&lists[pair->second], metric->name), options);
    }
    struct where_options where = {.replications = self->replications,
                                  .confidence = options->confidence,
                                  .false_discovery = options->false_discovery};
    for (int d = 0; d < DIRECTIONS; d++) {
        where.time_zone[d] = zone_of_name(self, &lists[pair->first], options, mean_times[d]);
        where.level_zone[d] = zone_of_name(self, &lists[pair->first], options, levels[d]);
    }
    pair->where =
        where_differs_make(self->results[pair->first], self->results[pair->second], &where);
}

struct comparison *comparison_make(const struct results *const *results, size_t count,
                                   const struct comparison_options *options)
{
    DES_REQUIRE(count >= 2 && options->looks >= 1);
    struct comparison *self = des_allocate(1, sizeof *self);
    struct metric_list *lists = des_allocate(count, sizeof *lists);
    self->results = des_allocate(count, sizeof *self->results);
    self->scenario_count = count;
    self->replications = options->at_most > 0 ? options->at_most : results[0]->replications;
    for (size_t s = 0; s < count; s++) {
        DES_REQUIRE(results[s]->seed == results[0]->seed);
        self->results[s] = results[s];
        lists[s] = metric_list_make(results[s]);
        if (results[s]->replications < self->replications) {
            self->replications = results[s]->replications;
        }
    }
    choose_metrics(self, lists, options);
    choose_pairs(self, options->all_pairs);
    size_t intervals = self->pair_count * self->metric_count * options->looks;
    self->looks = options->looks;
    self->confidence = options->confidence;
    self->false_discovery = options->false_discovery;
    self->each_confidence =
        difference_confidence(options->confidence, intervals > 0 ? intervals : 1);
    for (size_t p = 0; p < self->pair_count; p++) {
        compare_pair(self, &self->pairs[p], lists, options);
    }
    for (size_t s = 0; s < count; s++) {
        metric_list_done(&lists[s]);
    }
    free(lists);
    return self;
}

void comparison_destroy(struct comparison *self)
{
    if (!self) {
        return;
    }
    for (size_t p = 0; p < self->pair_count; p++) {
        free(self->pairs[p].compared);
        where_differs_done(&self->pairs[p].where);
    }
    for (size_t m = 0; m < self->metric_count; m++) {
        free(self->metrics[m].name);
        free(self->metrics[m].unit);
    }
    free(self->metrics);
    free(self->pairs);
    free(self->results);
    free(self);
}

size_t comparison_open(const struct comparison *self)
{
    size_t open = 0;
    for (size_t p = 0; p < self->pair_count; p++) {
        for (size_t m = 0; m < self->metric_count; m++) {
            open += verdict_is_open(self->pairs[p].compared[m].verdict);
        }
    }
    return open;
}
