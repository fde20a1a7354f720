/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/results.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/antithetic.h"

struct results *results_create(void)
{
    struct results *self = des_allocate(1, sizeof *self);
    self->expected_entered[0] = self->expected_entered[1] = NAN;
    return self;
}

static void row_done(struct result_row *self)
{
    free(self->measure);
    free(self->statistic);
    free(self->event);
    free(self->direction);
    free(self->class_name);
    free(self->tier);
    free(self->place_kind);
    free(self->place);
    free(self->unit);
    free(self->values);
}

void results_destroy(struct results *self)
{
    if (!self) {
        return;
    }
    for (size_t r = 0; r < self->row_count; r++) {
        row_done(&self->rows[r]);
    }
    for (size_t a = 0; a < self->assumed_count; a++) {
        free(self->assumed[a]);
    }
    for (size_t c = 0; c < self->change_count; c++) {
        free(self->changes[c]);
    }
    free(self->changes);
    for (size_t v = 0; v < self->served_count; v++) {
        free(self->served[v].name);
        free(self->served[v].place_kind);
        free(self->served[v].place);
    }
    for (size_t p = 0; p < self->place_count; p++) {
        free(self->places[p].kind);
        free(self->places[p].name);
    }
    free(self->places);
    free(self->served);
    free(self->rows);
    free(self->assumed);
    free(self->scenario_name);
    free(self->scenario_path);
    free(self->version);
    free(self->start_date);
    for (size_t t = 0; t < self->target_count; t++) {
        free(self->targets[t].measure);
    }
    free(self->targets);
    free(self->series.in_system[0]);
    free(self->series.in_system[1]);
    free(self->series.on_shelf);
    free(self->long_run);
    free(self);
}

void results_ask(struct results *self, const char *measure, double half_width, bool absolute)
{
    self->targets = des_resize(self->targets, self->target_count + 1, sizeof *self->targets);
    self->targets[self->target_count++] = (struct result_target){
        .measure = des_copy_text(measure), .half_width = half_width, .absolute = absolute};
}

struct estimate results_estimate(const struct results *self, const double *values, size_t count,
                                 double confidence)
{
    return self->antithetic ? antithetic_estimate(values, count, confidence).estimate
                            : estimate_make(values, count, confidence);
}

size_t results_independent(const struct results *self)
{
    return self->antithetic ? self->replications / 2 : self->replications;
}

bool result_row_same(const struct result_row *a, const struct result_row *b)
{
    const char *const ours[] = {a->measure, a->statistic,  a->event, a->direction, a->class_name,
                                a->tier,    a->place_kind, a->place, a->unit};
    const char *const theirs[] = {b->measure, b->statistic,  b->event, b->direction, b->class_name,
                                  b->tier,    b->place_kind, b->place, b->unit};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        if (strcmp(ours[i], theirs[i]) != 0) {
            return false;
        }
    }
    return true;
}

static bool same(const char *text, const char *asked)
{
    return strcmp(text, asked ? asked : "") == 0;
}

/* Rows of the whole network only: those of a tier or place have no short name. */
const struct result_row *results_find(const struct results *self, const char *measure,
                                      const char *statistic, const char *event,
                                      const char *direction, const char *class_name)
{
    for (size_t r = 0; r < self->row_count; r++) {
        const struct result_row *row = &self->rows[r];
        if (same(row->measure, measure) && same(row->statistic, statistic) &&
            same(row->event, event) && same(row->direction, direction) &&
            same(row->class_name, class_name) && same(row->tier, "") && same(row->place_kind, "") &&
            same(row->place, "")) {
            return row;
        }
    }
    return NULL;
}
