/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/network/tour.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/tour_inside.h"

/* Weights of the detour between two ends: below 1 tours are round, above it they follow the rim
 * (Yellow 1970). */
static const double shapes[] = {1, 0.6, 0.8, 1.2, 1.4, 1.7};

static double service_of(const struct tour_problem *problem, size_t place)
{
    return problem->service && place > 0 ? problem->service[place] : 0;
}

double tour_length(const struct tour_problem *problem, const size_t *stops, size_t count)
{
    double length = 0;
    size_t from = 0;
    for (size_t i = 0; i < count; i++) {
        length += tour_leg(problem, from, stops[i]);
        from = stops[i];
    }
    return length + tour_leg(problem, from, 0);
}

double tour_duration(const struct tour_problem *problem, const size_t *stops, size_t count)
{
    double time = tour_length(problem, stops, count);
    for (size_t i = 0; i < count; i++) {
        time += service_of(problem, stops[i]);
    }
    return time;
}

void tour_row_init(struct tour_row *self, const struct tour_problem *problem)
{
    size_t most = 2 * problem->stops + 2; /* a tour for each stop */
    *self = (struct tour_row){.problem = problem, .least_gain = 1e-9};
    for (size_t i = 0; i < (problem->stops + 1) * (problem->stops + 1); i++) {
        self->least_gain = fmax(self->least_gain, 1e-7 * problem->leg[i]);
    }
    self->at = des_allocate(most, sizeof *self->at);
    self->spare = des_allocate(most, sizeof *self->spare);
    self->tour = des_allocate(most, sizeof *self->tour);
    self->there = des_allocate(most, sizeof *self->there);
    self->back = des_allocate(most, sizeof *self->back);
    self->load = des_allocate(most, sizeof *self->load);
    self->service = des_allocate(most, sizeof *self->service);
    self->tour_load = des_allocate(most, sizeof *self->tour_load);
    self->tour_time = des_allocate(most, sizeof *self->tour_time);
}

void tour_row_done(struct tour_row *self)
{
    free(self->at);
    free(self->spare);
    free(self->tour);
    free(self->there);
    free(self->back);
    free(self->load);
    free(self->service);
    free(self->tour_load);
    free(self->tour_time);
}

void tour_row_sum(struct tour_row *self)
{
    const struct tour_problem *problem = self->problem;
    size_t tour = 0, begin = 0;
    self->tour[0] = 0;
    for (size_t i = 1; i <= self->last; i++) {
        size_t from = self->at[i - 1], to = self->at[i];
        self->there[i] = self->there[i - 1] + tour_leg(problem, from, to);
        self->back[i] = self->back[i - 1] + tour_leg(problem, to, from);
        self->load[i] = self->load[i - 1] + (to > 0 ? problem->load[to] : 0);
        self->service[i] = self->service[i - 1] + service_of(problem, to);
        if (to == 0) {
            self->tour_load[tour] = self->load[i] - self->load[begin];
            self->tour_time[tour] =
                self->there[i] - self->there[begin] + self->service[i] - self->service[begin];
            begin = i;
            tour++;
        }
        self->tour[i] = tour;
    }
}

/* ---- the plan ---- */

static struct tour_plan plan_of(const struct tour_row *row)
{
    size_t stops = row->problem->stops;
    struct tour_plan plan = {.order = des_allocate(stops + 1, sizeof *plan.order),
                             .begin = des_allocate(stops + 2, sizeof *plan.begin)};
    size_t placed = 0;
    for (size_t i = 1; i <= row->last; i++) {
        if (row->at[i] > 0) {
            plan.order[placed++] = row->at[i];
        } else if (placed > plan.begin[plan.count]) { /* not an empty tour */
            plan.begin[++plan.count] = placed;
        }
    }
    DES_REQUIRE(placed == stops);
    for (size_t t = 0; t < plan.count; t++) {
        size_t begin = plan.begin[t];
        plan.length += tour_length(row->problem, plan.order + begin, plan.begin[t + 1] - begin);
    }
    return plan;
}

struct tour_plan tour_plan_make(const struct tour_problem *problem)
{
    struct tour_row row;
    struct tour_plan best = {.length = INFINITY};
    tour_row_init(&row, problem);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++) {
        tour_row_save(&row, shapes[s]);
        tour_row_improve(&row);
        struct tour_plan plan = plan_of(&row);
        bool better = plan.length < best.length * (1 - 1e-12);
        tour_plan_done(better ? &best : &plan);
        best = better ? plan : best;
    }
    tour_row_done(&row);
    return best;
}

void tour_plan_done(struct tour_plan *self)
{
    free(self->order);
    free(self->begin);
    self->order = self->begin = NULL;
}
