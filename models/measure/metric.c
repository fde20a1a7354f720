/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/metric.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metrics.h"

static const struct {
    const char *measure;
    enum good good;
} directions_of_good[] = {
    {"delivery_time", GOOD_LOWER},
    {"tier_time", GOOD_LOWER},
    {"wait", GOOD_LOWER},
    {"queue", GOOD_LOWER},
    {"waited", GOOD_LOWER},
    {"setups", GOOD_LOWER},
    {"blocked", GOOD_LOWER},
    {"blocked_hours", GOOD_LOWER},
    {"missed", GOOD_LOWER},
    {"late", GOOD_LOWER},
    {"delay", GOOD_LOWER},
    {"left_behind", GOOD_LOWER},
    {"overflowed", GOOD_LOWER},
    {"locker_blocked", GOOD_LOWER},
    {"breakdowns", GOOD_LOWER},
    {"breakdown_loss", GOOD_LOWER},
    {"repair", GOOD_LOWER},
    {"maintenance", GOOD_LOWER},
    {"availability", GOOD_HIGHER},
    {"shift_waits", GOOD_LOWER},
    {"overtime", GOOD_LOWER},
    {"diverted", GOOD_LOWER},
    {"diverted_farther", GOOD_LOWER},
    {"returned", GOOD_LOWER},
    {"return_time", GOOD_LOWER},
    {"co2_saved", GOOD_HIGHER},
    {"returned_share", GOOD_LOWER},
    {"lost_share", GOOD_LOWER},
    {"km", GOOD_LOWER},
    {"cost", GOOD_LOWER},
    {"cost_per_job", GOOD_LOWER},
    {"co2", GOOD_LOWER},
    {"access", GOOD_LOWER},
    {"access_gini", GOOD_LOWER},
    {"access_ratio", GOOD_LOWER},
    {"delivery_time_gini", GOOD_LOWER},
    {"delivery_time_ratio", GOOD_LOWER},
    {"coverage", GOOD_HIGHER},
    {"revenue", GOOD_HIGHER},
    {"result", GOOD_HIGHER},
    {"parcels_in_system", GOOD_LOWER},
    {"share_within", GOOD_HIGHER},
    {"service_level", GOOD_HIGHER},
    {"throughput", GOOD_HIGHER},
};

enum good metric_good(const char *measure)
{
    for (size_t i = 0; i < sizeof directions_of_good / sizeof *directions_of_good; i++) {
        if (strcmp(directions_of_good[i].measure, measure) == 0) {
            return directions_of_good[i].good;
        }
    }
    return GOOD_NEITHER;
}

/* ---- names ---- */

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words; words++) {
        if (strcmp(*words, text) == 0) {
            return true;
        }
    }
    return false;
}

/* Appends ".PART", blanks as underscores; nothing when it is empty. */
static void append(char *name, size_t size, const char *part)
{
    size_t used = strlen(name);
    if (part[0] != '\0') {
        snprintf(name + used, size - used, ".%s", part);
    }
    for (char *c = name + used; *c; c++) {
        *c = *c == ' ' ? '_' : *c;
    }
}

char *metric_name(const struct result_row *row)
{
    static const char *const plain_events[] = {"available", "left hub", "completed", NULL};
    static const char *const plain_statistics[] = {"share", "per_day", "total", NULL};
    char name[256];
    if (row->place_kind[0] != '\0') {
        return NULL;
    }
    snprintf(name, sizeof name, "%s", row->measure);
    bool collected = strcmp(row->measure, "delivery_time") == 0 &&
                     strcmp(row->event, "collected") == 0 && strcmp(row->direction, "local") != 0;
    append(name, sizeof name, collected ? "collected" : row->direction);
    append(name, sizeof name, row->tier);
    if (!collected && !is_one_of(row->event, plain_events)) {
        append(name, sizeof name, row->event);
    }
    if (!is_one_of(row->statistic, plain_statistics)) {
        append(name, sizeof name, row->statistic);
    }
    char *text = NULL;
    const char *class = row->class_name;
    int length = class[0] ? asprintf(&text, "%s[%s]", name, class) : asprintf(&text, "%s", name);
    DES_REQUIRE(length >= 0);
    return text;
}

/* ---- lists ---- */

static struct metric *add(struct metric_list *self, char *name, const char *unit, enum good good)
{
    struct metric *metric = &self->metrics[self->count++];
    *metric = (struct metric){.name = name,
                              .unit = des_copy_text(unit),
                              .good = good,
                              .values = des_allocate(self->replications + 1, sizeof(double))};
    return metric;
}

/* Shares of what entered. Both count the whole run. */
static const struct {
    const char *name, *event, *direction;
} derived[] = {
    {"returned_share.inbound", "returned", "inbound"},
    {"lost_share.inbound", "lost", "inbound"},
    {"lost_share.outbound", "lost", "outbound"},
};
enum { DERIVED_COUNT = sizeof derived / sizeof *derived };

static size_t find_ledger(const struct results *results, const char *event, const char *direction)
{
    const struct result_row *row = results_find(results, "ledger", "total", event, direction, NULL);
    return row ? (size_t)(row - results->rows) : METRIC_NO_ROW;
}

static bool find_derived(const struct results *results, size_t d, struct metric_source *ret)
{
    *ret = (struct metric_source){find_ledger(results, derived[d].event, derived[d].direction),
                                  find_ledger(results, "entered", derived[d].direction)};
    return ret->row != METRIC_NO_ROW && ret->whole != METRIC_NO_ROW;
}

bool metric_source_find(const struct results *results, const char *name, struct metric_source *ret)
{
    for (size_t d = 0; d < DERIVED_COUNT; d++) {
        if (strcmp(derived[d].name, name) == 0) {
            return find_derived(results, d, ret);
        }
    }
    size_t start = strcspn(name, ".["); /* most names needn't be made */
    for (size_t r = 0; r < results->row_count; r++) {
        const char *measure = results->rows[r].measure;
        if (strlen(measure) != start || strncmp(measure, name, start) != 0) {
            continue;
        }
        char *own = metric_name(&results->rows[r]);
        bool found = own && strcmp(own, name) == 0;
        free(own);
        if (found) {
            *ret = (struct metric_source){r, METRIC_NO_ROW};
            return true;
        }
    }
    return false;
}

double metric_source_value(const struct results *results, struct metric_source source,
                           size_t replication)
{
    double value = results->rows[source.row].values[replication];
    if (source.whole == METRIC_NO_ROW) {
        return value;
    }
    double whole = results->rows[source.whole].values[replication];
    return whole > 0 ? value / whole : NAN;
}

double *metric_source_values(const struct results *results, struct metric_source source)
{
    double *values = des_allocate(results->replications + 1, sizeof *values);
    for (size_t n = 0; n < results->replications; n++) {
        values[n] = metric_source_value(results, source, n);
    }
    return values;
}

const char *metric_source_unit(const struct results *results, struct metric_source source)
{
    return source.whole == METRIC_NO_ROW ? results->rows[source.row].unit : "1";
}

static void add_derived(struct metric_list *self, const struct results *results, size_t d)
{
    struct metric_source source;
    if (!find_derived(results, d, &source)) {
        return;
    }
    struct metric *metric = add(self, des_copy_text(derived[d].name), "1", GOOD_LOWER);
    for (size_t n = 0; n < self->replications; n++) {
        metric->values[n] = metric_source_value(results, source, n);
    }
}

struct metric_list metric_list_make(const struct results *results)
{
    struct metric_list self = {.replications = results->replications};
    self.metrics = des_allocate(results->row_count + DERIVED_COUNT, sizeof *self.metrics);
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        char *name = metric_name(row);
        if (name) {
            struct metric *metric = add(&self, name, row->unit, metric_good(row->measure));
            if (self.replications > 0) {
                memcpy(metric->values, row->values, self.replications * sizeof *row->values);
            }
        }
    }
    for (size_t d = 0; d < DERIVED_COUNT; d++) {
        add_derived(&self, results, d);
    }
    return self;
}

struct metric_list metric_list_of_network(const struct network *network)
{
    /* Rows depend on the network alone: those of an empty summary are those there will be. */
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(network, DETAIL_NETWORK, results);
    struct summary *summary = summary_create(network, 0);
    metrics_append(metrics, summary);
    results->replications = 0;
    struct metric_list self = metric_list_make(results);
    summary_destroy(summary);
    metrics_destroy(metrics);
    results_destroy(results);
    return self;
}

void metric_list_done(struct metric_list *self)
{
    for (size_t m = 0; m < self->count; m++) {
        free(self->metrics[m].name);
        free(self->metrics[m].unit);
        free(self->metrics[m].values);
    }
    free(self->metrics);
    *self = (struct metric_list){0};
}

const struct metric *metric_list_find(const struct metric_list *self, const char *name)
{
    for (size_t m = 0; m < self->count; m++) {
        if (strcmp(self->metrics[m].name, name) == 0) {
            return &self->metrics[m];
        }
    }
    return NULL;
}
