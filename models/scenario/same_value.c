/* SPDX-License-Identifier: GPL-3.0-or-later */
/* same_value.c - both values are read as the scenario reads them, and what comes out compared. */
#include "models/scenario/same_value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Equal, or apart by no more than the rounding of a unit. */
static bool is_close(double a, double b)
{
    return a == b || (isnan(a) && isnan(b)) || fabs(a - b) <= 1e-12 * fmax(fabs(a), fabs(b));
}

static bool all_close(const double *a, const double *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_close(a[i], b[i])) {
            return false;
        }
    }
    return true;
}

static bool same_distribution(const struct des_distribution *a, const struct des_distribution *b)
{
    return a->kind == b->kind && is_close(a->a, b->a) && is_close(a->b, b->b) &&
           is_close(a->c, b->c) && a->count == b->count &&
           all_close(a->values, b->values, a->count) &&
           all_close(a->cumulative, b->cumulative, a->count);
}

/* ---- values read by the schema ---- */

struct pair {
    struct schema_reader reader;
    const struct schema_field *field;
    const struct node *a, *b;
};

static bool same_distributions(struct pair *pair)
{
    struct des_distribution a = {0}, b = {0};
    return schema_read_distribution(&pair->reader, pair->a, NULL, pair->field->unit, &a) &&
           schema_read_distribution(&pair->reader, pair->b, NULL, pair->field->unit, &b) &&
           same_distribution(&a, &b);
}

static int by_opening(const void *left, const void *right)
{
    const struct des_interval *a = left, *b = right;
    return (a->open > b->open) - (a->open < b->open);
}

/* Windows that touch are one. */
static size_t tidy_hours(struct scenario_hours *hours)
{
    if (hours->count == 0) {
        return 0;
    }
    qsort(hours->intervals, hours->count, sizeof *hours->intervals, by_opening);
    size_t kept = 1;
    for (size_t i = 1; i < hours->count; i++) {
        struct des_interval *last = &hours->intervals[kept - 1], *own = &hours->intervals[i];
        if (own->open > last->close) {
            hours->intervals[kept++] = *own;
        } else if (own->close > last->close) {
            last->close = own->close;
        }
    }
    bool always =
        kept == 1 && hours->intervals[0].open == 0 && hours->intervals[0].close == DES_WEEK;
    return always ? 0 : kept;
}

static bool same_hours(struct pair *pair)
{
    struct scenario_hours a = {0}, b = {0};
    schema_read_hours(&pair->reader, pair->a, NULL, &a);
    schema_read_hours(&pair->reader, pair->b, NULL, &b);
    size_t count = tidy_hours(&a);
    return count == tidy_hours(&b) &&
           (count == 0 || memcmp(a.intervals, b.intervals, count * sizeof *a.intervals) == 0);
}

static bool same_quantities(struct pair *pair)
{
    double a, b;
    return schema_read_quantity(&pair->reader, pair->a, NULL, pair->field->unit, &a) &&
           schema_read_quantity(&pair->reader, pair->b, NULL, pair->field->unit, &b) &&
           is_close(a, b);
}

/* ---- values with a form of their own ---- */

static bool same_demand(struct pair *pair)
{
    struct scenario_demand a = {0}, b = {0};
    pair->field->read(&pair->reader, pair->a, NULL, &a);
    pair->field->read(&pair->reader, pair->b, NULL, &b);
    return is_close(a.per_person_s, b.per_person_s) && is_close(a.per_village_s, b.per_village_s) &&
           all_close(a.hours, b.hours, 24) && all_close(a.weekdays, b.weekdays, 7) &&
           all_close(a.months, b.months, 12);
}

static bool same_times(const des_time *a, size_t a_count, const des_time *b, size_t b_count)
{
    return a_count == b_count && (a_count == 0 || memcmp(a, b, a_count * sizeof *a) == 0);
}

static bool same_route(struct pair *pair)
{
    struct scenario_route a = {0}, b = {0};
    pair->field->read(&pair->reader, pair->a, NULL, &a);
    pair->field->read(&pair->reader, pair->b, NULL, &b);
    const struct scenario_dispatch *x = &a.dispatch, *y = &b.dispatch;
    return x->kind == y->kind && same_times(x->times, x->time_count, y->times, y->time_count) &&
           memcmp(x->weekdays, y->weekdays, sizeof x->weekdays) == 0 &&
           same_distribution(&x->interval, &y->interval) && is_close(x->first_s, y->first_s) &&
           is_close(a.stop_s, b.stop_s) && is_close(a.handling_s, b.handling_s) &&
           same_times(a.back_times, a.back_count, b.back_times, b.back_count);
}

static bool same_experiment(struct pair *pair)
{
    struct scenario_experiment a = {0}, b = {0};
    pair->field->read(&pair->reader, pair->a, NULL, &a);
    pair->field->read(&pair->reader, pair->b, NULL, &b);
    return a.warm_up_auto == b.warm_up_auto && is_close(a.warm_up_s, b.warm_up_s) &&
           a.at_least == b.at_least && a.at_most == b.at_most;
}

static bool same_peak(struct pair *pair)
{
    struct scenario_peak a = {0}, b = {0};
    pair->field->read(&pair->reader, pair->a, NULL, &a);
    pair->field->read(&pair->reader, pair->b, NULL, &b);
    return memcmp(&a.from, &b.from, sizeof a.from) == 0 && memcmp(&a.to, &b.to, sizeof a.to) == 0;
}

static bool same_load(struct pair *pair)
{
    struct scenario_dispatch a = {0}, b = {0};
    pair->field->read(&pair->reader, pair->a, NULL, &a);
    pair->field->read(&pair->reader, pair->b, NULL, &b);
    return a.full_parcels == b.full_parcels && is_close(a.full_share, b.full_share);
}

static bool same_upkeep(struct pair *pair)
{
    struct scenario_maintenance a = {0}, b = {0};
    pair->field->read(&pair->reader, pair->a, NULL, &a);
    pair->field->read(&pair->reader, pair->b, NULL, &b);
    return is_close(a.every_m, b.every_m) && is_close(a.every_s, b.every_s);
}

/* Shifts that touch are two. */
static bool same_shifts(struct pair *pair)
{
    struct scenario_hours a = {0}, b = {0};
    pair->field->read(&pair->reader, pair->a, NULL, &a);
    pair->field->read(&pair->reader, pair->b, NULL, &b);
    if (a.count != b.count || a.count == 0) {
        return a.count == b.count;
    }
    qsort(a.intervals, a.count, sizeof *a.intervals, by_opening);
    qsort(b.intervals, b.count, sizeof *b.intervals, by_opening);
    return memcmp(a.intervals, b.intervals, a.count * sizeof *a.intervals) == 0;
}

/* ---- texts ---- */

static const struct node *nth(const struct node *node, size_t i)
{
    return node->kind == NODE_SEQUENCE ? node->items[i] : node;
}

/* Texts, or lists of them; one alone is a list of one. */
static bool same_texts(const struct node *a, const struct node *b)
{
    size_t count = a->kind == NODE_SCALAR ? 1 : a->count;
    if (count != (b->kind == NODE_SCALAR ? 1 : b->count) ||
        (a->kind == NODE_MAPPING) != (b->kind == NODE_MAPPING)) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const struct node *x = a->kind == NODE_MAPPING ? a->items[i] : nth(a, i);
        const struct node *y = a->kind == NODE_MAPPING ? b->items[i] : nth(b, i);
        bool keys = a->kind != NODE_MAPPING || strcmp(a->keys[i]->text, b->keys[i]->text) == 0;
        if (!keys || strcmp(x->text, y->text) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_own(struct pair *pair)
{
    static const struct {
        void (*read)(struct schema_reader *, const struct node *, const struct schema_place *,
                     void *);
        bool (*same)(struct pair *);
    } forms[] = {
        {schema_warm_up, same_experiment},
        {schema_replications, same_experiment},
        {schema_orders, same_demand},
        {schema_hour_factors, same_demand},
        {schema_weekday_factors, same_demand},
        {schema_month_factors, same_demand},
        {schema_dates, same_peak},
        {schema_depart, same_route},
        {schema_days, same_route},
        {schema_stop_time, same_route},
        {schema_back, same_route},
        {schema_when_full, same_load},
        {schema_upkeep_every, same_upkeep},
        {schema_driver_shifts, same_shifts},
    };
    for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
        if (forms[f].read == pair->field->read) {
            return forms[f].same(pair);
        }
    }
    return same_texts(pair->a, pair->b);
}

/* ---- all of them ---- */

/* What a field that isn't given means, where that can be written. */
static const struct node *meaning_of_none(const struct schema_field *field)
{
    static const struct node always = {.kind = NODE_SCALAR, .text = "always"};
    static const struct node one = {.kind = NODE_SCALAR, .text = "1"};
    static const struct node every_day = {.kind = NODE_SCALAR, .text = "mon-sun"};
    bool servers = field->type == SCHEMA_COUNT && strcmp(field->key, "servers") == 0;
    bool hours = field->type == SCHEMA_HOURS || field->read == schema_driver_shifts;
    return hours ? &always : field->read == schema_days ? &every_day : servers ? &one : NULL;
}

bool same_value(struct scenario_arena *arena, const struct schema_field *field,
                const struct node *a, const struct node *b)
{
    a = a ? a : meaning_of_none(field);
    b = b ? b : meaning_of_none(field);
    if (!a || !b) {
        return a == b;
    }
    struct problem_list problems = {0}; /* there are none: both have been read before */
    struct pair pair = {.reader = {.document = {.arena = arena, .problems = &problems},
                                   .arena = arena,
                                   .problems = &problems},
                        .field = field,
                        .a = a,
                        .b = b};
    bool same = field->type == SCHEMA_DISTRIBUTION ? same_distributions(&pair)
                : field->type == SCHEMA_HOURS      ? same_hours(&pair)
                : field->type == SCHEMA_QUANTITY   ? same_quantities(&pair)
                : field->type == SCHEMA_OWN        ? same_own(&pair)
                                                   : same_texts(a, b);
    problem_list_done(&problems);
    return same;
}
