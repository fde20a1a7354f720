/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/row_index.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/estimate.h"

static const char *text_of(const char *name)
{
    return name ? name : "";
}

/* By what the rows of one place and measure have in common. */
static int compare_key(const struct row_key *key, const struct result_row *row)
{
    int order = strcmp(text_of(key->place), row->place);
    if (order == 0) {
        order = strcmp(text_of(key->measure), row->measure);
    }
    return order != 0 ? order : strcmp(text_of(key->place_kind), row->place_kind);
}

static struct row_key key_of(const struct result_row *row)
{
    return (struct row_key){
        .measure = row->measure, .place_kind = row->place_kind, .place = row->place};
}

static int compare_rows(const void *left, const void *right)
{
    const struct result_row *const *a = left, *const *b = right;
    struct row_key key = key_of(*a);
    int order = compare_key(&key, *b);
    return order != 0 ? order : (*a > *b) - (*a < *b); /* of one array: as in the results */
}

struct row_index row_index_init(const struct results *results)
{
    struct row_index self = {results, des_allocate(results->row_count + 1, sizeof *self.rows)};
    for (size_t r = 0; r < results->row_count; r++) {
        self.rows[r] = &results->rows[r];
    }
    qsort(self.rows, results->row_count, sizeof *self.rows, compare_rows);
    return self;
}

void row_index_done(struct row_index *self)
{
    free(self->rows);
}

/* Where the rows that compare equal to the key begin, if there are any. */
static size_t lower_bound(const struct row_index *self, const struct row_key *key)
{
    size_t begin = 0, end = self->results->row_count;
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;
        if (compare_key(key, self->rows[middle]) > 0) {
            begin = middle + 1;
        } else {
            end = middle;
        }
    }
    return begin;
}

const struct result_row *row_index_find(const struct row_index *self, const struct row_key *key)
{
    for (size_t r = lower_bound(self, key); r < self->results->row_count; r++) {
        const struct result_row *row = self->rows[r];
        if (compare_key(key, row) != 0) {
            break;
        }
        if (strcmp(text_of(key->statistic), row->statistic) == 0 &&
            strcmp(text_of(key->event), row->event) == 0 &&
            strcmp(text_of(key->direction), row->direction) == 0 &&
            strcmp(text_of(key->class_name), row->class_name) == 0 &&
            strcmp(text_of(key->tier), row->tier) == 0) {
            return row;
        }
    }
    return NULL;
}

double row_index_mean(const struct row_index *self, const struct row_key *key)
{
    const struct results *results = self->results;
    const struct result_row *row = row_index_find(self, key);
    return row ? results_estimate(results, row->values, results->replications, results->confidence)
                     .mean
               : NAN;
}

size_t row_index_places(const struct row_index *self, const char *measure, const char *place_kind,
                        const char ***ret)
{
    const struct results *results = self->results;
    size_t count = 0;
    *ret = des_allocate(results->row_count + 1, sizeof **ret);
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (row->place[0] == '\0' || strcmp(row->measure, measure) != 0 ||
            strcmp(row->place_kind, place_kind) != 0) {
            continue;
        }
        struct row_key key = key_of(row);
        if (self->rows[lower_bound(self, &key)] == row) { /* the first of its place */
            (*ret)[count++] = row->place;
        }
    }
    return count;
}

size_t row_index_classes(const struct row_index *self, const char *measure, const char ***ret)
{
    /* Classes are told apart in rows of the whole network, which are contiguous in the index. */
    struct row_key key = {.measure = measure};
    size_t count = 0, r = lower_bound(self, &key);
    *ret = des_allocate(self->results->row_count + 1, sizeof **ret);
    for (; r < self->results->row_count && compare_key(&key, self->rows[r]) == 0; r++) {
        const char *name = self->rows[r]->class_name;
        bool known = name[0] == '\0';
        for (size_t c = 0; c < count && !known; c++) {
            known = strcmp((*ret)[c], name) == 0;
        }
        if (!known) {
            (*ret)[count++] = name;
        }
    }
    return count;
}
