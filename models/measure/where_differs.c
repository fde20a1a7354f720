/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/where_differs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>

#include "engine/require.h"
#include "models/measure/difference.h"
#include "models/measure/false_discovery.h"

/* What a table is made of: rows of one measure, told apart by class or by place. */
struct table_kind {
    const char *kind, *measure, *statistic, *event, *direction;
};

static const struct table_kind kinds[] = {
    {"class", "service_level", "share", "", "inbound"},
    {"class", "delivery_time", "mean", "available", "inbound"},
    {"carrier", "delivery_time", "mean", "", "inbound"},
    {"county", "delivery_time", "mean", "available", "inbound"},
    {"station", "delivery_time", "mean", "available", "inbound"},
    {"counter", "delivery_time", "mean", "available", "inbound"},
    {"village", "delivery_time", "mean", "available", "inbound"},
    {"hour", "delivery_time", "mean", "available", "inbound"},
    {"class", "service_level", "share", "", "outbound"},
    {"class", "delivery_time", "mean", "left hub", "outbound"},
    {"carrier", "delivery_time", "mean", "", "outbound"},
    {"county", "delivery_time", "mean", "left hub", "outbound"},
    {"station", "delivery_time", "mean", "left hub", "outbound"},
    {"counter", "delivery_time", "mean", "left hub", "outbound"},
    {"village", "delivery_time", "mean", "left hub", "outbound"},
    {"hour", "delivery_time", "mean", "left hub", "outbound"},
};
enum { KIND_COUNT = sizeof kinds / sizeof *kinds };

/* ---- rows, matched by name ---- */

struct named_row {
    const char *name;
    const struct result_row *row;
    bool used;
};

struct named_rows {
    struct named_row *rows;     /* as in the results; owned */
    struct named_row **by_name; /* sorted; owned */
    size_t count;
};

static bool is_of(const struct result_row *row, const struct table_kind *kind)
{
    bool class = strcmp(kind->kind, "class") == 0;
    return strcmp(row->measure, kind->measure) == 0 &&
           strcmp(row->statistic, kind->statistic) == 0 && strcmp(row->event, kind->event) == 0 &&
           strcmp(row->direction, kind->direction) == 0 &&
           strcmp(row->place_kind, class ? "" : kind->kind) == 0 &&
           (row->class_name[0] != '\0') == class;
}

static int compare_names(const void *left, const void *right)
{
    const struct named_row *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

static struct named_rows find_rows(const struct results *results, const struct table_kind *kind)
{
    struct named_rows self = {0};
    for (size_t r = 0; r < results->row_count; r++) {
        self.count += is_of(&results->rows[r], kind);
    }
    self.rows = des_allocate(self.count, sizeof *self.rows);
    self.by_name = des_allocate(self.count, sizeof *self.by_name);
    for (size_t r = 0, n = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (is_of(row, kind)) {
            const char *name = row->class_name[0] != '\0' ? row->class_name : row->place;
            self.rows[n] = (struct named_row){.name = name, .row = row};
            self.by_name[n] = &self.rows[n];
            n++;
        }
    }
    if (self.count > 0) {
        qsort(self.by_name, self.count, sizeof *self.by_name, compare_names);
    }
    return self;
}

static void rows_done(struct named_rows *self)
{
    free(self->rows);
    free(self->by_name);
}

static struct named_row *find_name(const struct named_rows *self, const char *name)
{
    const struct named_row key = {.name = name}, *wanted = &key;
    struct named_row **found = self->count == 0 ? NULL
                                                : bsearch(&wanted, self->by_name, self->count,
                                                          sizeof *self->by_name, compare_names);
    return found ? *found : NULL;
}

/* ---- one place ---- */

static struct place_difference compare_place(const struct result_row *first,
                                             const struct result_row *second,
                                             const struct where_options *options, double *ret_error)
{
    size_t replications = options->replications;
    const struct difference difference =
        difference_paired(second->values, first->values, replications, options->confidence);
    struct place_difference self = {
        .first = estimate_make(first->values, replications, options->confidence),
        .second = estimate_make(second->values, replications, options->confidence),
        .difference = difference.mean,
        .half_width = NAN,
        .p = NAN,
        .count = difference.count,
        .fortune = FORTUNE_UNCLEAR};
    if (difference.identical && self.first.count == self.second.count &&
        self.first.count == difference.count) {
        self.fortune = FORTUNE_SAME;
        self.p = 1;
    } else if (difference.count >= 2) {
        self.p = difference_p(&difference);
    }
    *ret_error = difference.standard_error;
    return self;
}

/* ---- which of them differ ---- */

/* What becomes of a place that is tested, once it is known whether it is selected. */
static void judge_place(struct place_difference *self, double error, double miss, bool selected,
                        double zone, enum good good)
{
    self->half_width = gsl_cdf_tdist_Qinv(miss / 2, (double)(self->count - 1)) * error;
    if (fabs(self->difference) + self->half_width <= zone) {
        self->fortune = FORTUNE_ABOUT_SAME;
    } else if (selected) {
        self->fortune =
            (self->difference > 0) == (good == GOOD_HIGHER) ? FORTUNE_GAINS : FORTUNE_LOSES;
    }
}

static void judge_places(struct place_table *self, const double *errors, double zone, double rate)
{
    double *adjusted = des_allocate(self->place_count, sizeof *adjusted);
    size_t tested = 0, selected = 0;
    for (size_t i = 0; i < self->place_count; i++) {
        adjusted[i] = self->places[i].p;
    }
    false_discovery_adjust(adjusted, self->place_count, DEPENDENCE_POSITIVE, adjusted);
    for (size_t i = 0; i < self->place_count; i++) {
        tested += isnan(adjusted[i]) ? 0 : 1;
        selected += adjusted[i] <= rate;
    }
    double confidence = selected > 0 ? false_discovery_confidence(rate, selected, tested) : NAN;
    for (size_t i = 0; i < self->place_count; i++) {
        struct place_difference *place = &self->places[i];
        bool found = adjusted[i] <= rate;
        if (!isnan(adjusted[i]) && place->fortune != FORTUNE_SAME) {
            judge_place(place, errors[i], found ? 1 - confidence : rate, found, zone,
                        metric_good(self->measure));
        }
    }
    free(adjusted);
}

/* ---- tables ---- */

static struct place_difference only_one(const struct named_row *row,
                                        const struct where_options *options, enum fortune fortune)
{
    const struct estimate none = {NAN, NAN, NAN, 0};
    struct estimate known =
        estimate_make(row->row->values, options->replications, options->confidence);
    return (struct place_difference){.name = row->name,
                                     .fortune = fortune,
                                     .first = fortune == FORTUNE_ONLY_FIRST ? known : none,
                                     .second = fortune == FORTUNE_ONLY_FIRST ? none : known,
                                     .difference = NAN,
                                     .half_width = NAN,
                                     .p = NAN};
}

static void fill_table(struct place_table *self, const struct named_rows *first,
                       struct named_rows *second, const struct where_options *options)
{
    self->places = des_allocate(first->count + second->count, sizeof *self->places);
    double *errors = des_allocate(first->count + second->count, sizeof *errors);
    for (size_t i = 0; i < first->count; i++) {
        struct named_row *other = find_name(second, first->rows[i].name);
        struct place_difference *place = &self->places[self->place_count];
        if (other) {
            other->used = true;
            *place =
                compare_place(first->rows[i].row, other->row, options, &errors[self->place_count]);
            place->name = first->rows[i].name;
            if (place->first.count + place->second.count == 0 && strcmp(self->kind, "hour") == 0) {
                continue; /* an hour in which nobody orders, in both */
            }
        } else {
            *place = only_one(&first->rows[i], options, FORTUNE_ONLY_FIRST);
        }
        self->place_count++;
    }
    for (size_t i = 0; i < second->count; i++) {
        if (!second->rows[i].used) {
            self->places[self->place_count++] =
                only_one(&second->rows[i], options, FORTUNE_ONLY_SECOND);
        }
    }
    bool outbound = strcmp(self->direction, "outbound") == 0;
    bool level = strcmp(self->measure, "service_level") == 0;
    judge_places(self, errors, level ? options->level_zone[outbound] : options->time_zone[outbound],
                 options->false_discovery);
    free(errors);
}

static void add_table(struct where_differs *self, const struct table_kind *kind,
                      const struct results *first, const struct results *second,
                      const struct where_options *options)
{
    struct named_rows a = find_rows(first, kind), b = find_rows(second, kind);
    if (a.count + b.count > 0) {
        struct place_table *table = &self->tables[self->table_count++];
        *table =
            (struct place_table){.kind = kind->kind,
                                 .measure = kind->measure,
                                 .statistic = kind->statistic,
                                 .direction = kind->direction,
                                 .unit = a.count > 0 ? a.rows[0].row->unit : b.rows[0].row->unit};
        fill_table(table, &a, &b, options);
    }
    rows_done(&a);
    rows_done(&b);
}

/* ---- people ---- */

static int compare_villages(const void *left, const void *right)
{
    const struct result_village *const *a = left, *const *b = right;
    return strcmp((*a)->name, (*b)->name);
}

/* By name; the caller frees the array. */
static const struct result_village **sort_villages(const struct results *results)
{
    const struct result_village **sorted = des_allocate(results->served_count, sizeof *sorted);
    for (size_t v = 0; v < results->served_count; v++) {
        sorted[v] = &results->served[v];
    }
    if (results->served_count > 0) {
        qsort(sorted, results->served_count, sizeof *sorted, compare_villages);
    }
    return sorted;
}

static const struct result_village *find_village(const struct result_village **sorted, size_t count,
                                                 const char *name)
{
    struct result_village key = {.name = (char *)name};
    const struct result_village *wanted = &key;
    const struct result_village **found =
        count == 0 ? NULL : bsearch(&wanted, sorted, count, sizeof *sorted, compare_villages);
    return found ? *found : NULL;
}

static void add_access(struct access_change *self, const struct result_village *first,
                       const struct result_village *second, double *ret_people)
{
    bool before = first->place_kind[0] != '\0', after = second->place_kind[0] != '\0';
    double people = second->people, change = second->access_m - first->access_m;
    if (before != after) {
        *(after ? &self->newly_served : &self->no_longer_served) += people;
    } else if (before && isnan(change)) {
        self->unknown += people;
    } else if (before) {
        double *whose = change == 0  ? &self->unchanged
                        : change < 0 ? &self->nearer
                                     : &self->farther;
        *whose += people;
        self->first_m += people * first->access_m;
        self->second_m += people * second->access_m;
        *ret_people += people;
    }
}

static bool has_moved(const struct result_village *first, const struct result_village *second)
{
    return strcmp(first->place_kind, second->place_kind) != 0 ||
           strcmp(first->place, second->place) != 0;
}

static void add_moved(struct where_differs *self, const struct result_village *first,
                      const struct result_village *second)
{
    self->moved[self->moved_count++] = (struct moved_village){first, second};
}

static void compare_access(struct where_differs *self, const struct results *first,
                           const struct results *second)
{
    const struct result_village **before = sort_villages(first), **after = sort_villages(second);
    double people = 0;
    self->moved = des_allocate(first->served_count + second->served_count, sizeof *self->moved);
    for (size_t v = 0; v < first->served_count; v++) {
        const struct result_village *one = &first->served[v];
        const struct result_village *other = find_village(after, second->served_count, one->name);
        if (other) {
            add_access(&self->access, one, other, &people);
        }
        if (!other || has_moved(one, other)) {
            add_moved(self, one, other);
        }
    }
    for (size_t v = 0; v < second->served_count; v++) {
        if (!find_village(before, first->served_count, second->served[v].name)) {
            add_moved(self, NULL, &second->served[v]);
        }
    }
    self->access.first_m = people > 0 ? self->access.first_m / people : NAN;
    self->access.second_m = people > 0 ? self->access.second_m / people : NAN;
    free(before);
    free(after);
}

static void count_fortunes(struct place_table *self, const struct results *first,
                           const struct results *second)
{
    bool villages = strcmp(self->kind, "village") == 0;
    const struct result_village **before = sort_villages(first), **after = sort_villages(second);
    for (size_t i = 0; i < self->place_count; i++) {
        struct place_difference *place = &self->places[i];
        const struct result_village *village = NULL;
        if (villages) {
            village = find_village(after, second->served_count, place->name);
            village = village ? village : find_village(before, first->served_count, place->name);
        }
        place->people = village ? village->people : 0;
        self->counts[place->fortune]++;
        self->people[place->fortune] += place->people;
    }
    free(before);
    free(after);
}

struct where_differs where_differs_make(const struct results *first, const struct results *second,
                                        const struct where_options *options)
{
    struct where_differs self = {.tables = des_allocate(KIND_COUNT, sizeof *self.tables)};
    for (size_t k = 0; k < KIND_COUNT; k++) {
        add_table(&self, &kinds[k], first, second, options);
    }
    for (size_t t = 0; t < self.table_count; t++) {
        count_fortunes(&self.tables[t], first, second);
    }
    compare_access(&self, first, second);
    return self;
}

void where_differs_done(struct where_differs *self)
{
    for (size_t t = 0; t < self->table_count; t++) {
        free(self->tables[t].places);
    }
    free(self->tables);
    free(self->moved);
    *self = (struct where_differs){0};
}
