/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tour_improve.c - moves that shorten a plan, the first that helps, until none does.
 *
 * Or-opt: up to three stops in a row go elsewhere, perhaps turned round (Or 1976). 2-opt: a stretch
 * of a tour is driven the other way round (Croes 1958). Swap: two stops change places. Tails: two
 * tours change what they have behind some stop (Potvin and Rousseau 1995). With sums along the row
 * a move is valued in constant time; only one that helps costs the length of the row. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "models/network/tour_inside.h"

enum { SEGMENT = 3 };

static double leg_at(const struct tour_row *self, size_t i, size_t j)
{
    return tour_leg(self->problem, self->at[i], self->at[j]);
}

static void replace_row(struct tour_row *self, size_t length)
{
    size_t *row = self->spare;
    self->spare = self->at;
    self->at = row;
    self->last = length - 1;
    tour_row_sum(self);
}

static void copy(struct tour_row *self, size_t *length, size_t begin, size_t end)
{
    memcpy(self->spare + *length, self->at + begin, (end - begin) * sizeof *self->at);
    *length += end - begin;
}

static void copy_turned(struct tour_row *self, size_t *length, size_t begin, size_t end)
{
    for (size_t i = end; i-- > begin;) {
        self->spare[(*length)++] = self->at[i];
    }
}

static bool allowed(const struct tour_row *self, double load, double time)
{
    return load <= self->problem->capacity && time <= self->problem->longest;
}

/* ---- 2-opt ---- */

/* Positions i .. j of one tour the other way round. */
static bool try_turn(struct tour_row *self, size_t i, size_t j)
{
    double gain = leg_at(self, i - 1, i) + leg_at(self, j, j + 1) - leg_at(self, i - 1, j) -
                  leg_at(self, i, j + 1) + (self->there[j] - self->there[i]) -
                  (self->back[j] - self->back[i]);
    if (gain < self->least_gain) {
        return false;
    }
    size_t length = 0;
    copy(self, &length, 0, i);
    copy_turned(self, &length, i, j + 1);
    copy(self, &length, j + 1, self->last + 1);
    replace_row(self, length);
    return true;
}

static bool turn_stretches(struct tour_row *self)
{
    bool helped = false;
    for (size_t i = 1; i < self->last; i++) {
        for (size_t j = i + 1; self->at[i] > 0 && j < self->last && self->at[j] > 0; j++) {
            helped = try_turn(self, i, j) || helped;
        }
    }
    return helped;
}

/* ---- Or-opt ---- */

/* Stops at begin .. end - 1, to go between positions k and k + 1 outside them. */
struct shift {
    size_t begin, end, k;
    bool turned;
};

static bool try_shift(struct tour_row *self, const struct shift *it)
{
    size_t first = it->begin, final = it->end - 1;
    double inside = self->there[final] - self->there[first];
    double turned = self->back[final] - self->back[first];
    double out = leg_at(self, first - 1, first) + leg_at(self, final, final + 1) -
                 leg_at(self, first - 1, final + 1);
    size_t enter = it->turned ? final : first, leave = it->turned ? first : final;
    double in = leg_at(self, it->k, enter) + leg_at(self, leave, it->k + 1) -
                leg_at(self, it->k, it->k + 1) + (it->turned ? turned - inside : 0);
    if (out - in < self->least_gain) {
        return false;
    }
    size_t from = self->tour[first], to = self->tour[it->k];
    if (from != to) {
        double load = self->load[final] - self->load[first - 1];
        double service = self->service[final] - self->service[first - 1];
        if (!allowed(self, self->tour_load[to] + load,
                     self->tour_time[to] + in + inside + service)) {
            return false;
        }
    }
    size_t length = 0;
    bool forwards = it->k >= it->end;
    copy(self, &length, 0, forwards ? it->begin : it->k + 1);
    if (forwards) {
        copy(self, &length, it->end, it->k + 1);
    }
    (it->turned ? copy_turned : copy)(self, &length, it->begin, it->end);
    if (!forwards) {
        copy(self, &length, it->k + 1, it->begin);
    }
    copy(self, &length, forwards ? it->k + 1 : it->end, self->last + 1);
    replace_row(self, length);
    return true;
}

static bool try_shifts_of(struct tour_row *self, size_t begin, size_t end)
{
    for (size_t k = 0; k < self->last; k++) {
        if (k + 1 >= begin && k < end) {
            continue;
        }
        if (try_shift(self, &(struct shift){begin, end, k, false}) ||
            try_shift(self, &(struct shift){begin, end, k, true})) {
            return true;
        }
    }
    return false;
}

static bool shift_stops(struct tour_row *self)
{
    bool helped = false;
    for (size_t begin = 1; begin < self->last; begin++) {
        for (size_t end = begin + 1; end <= begin + SEGMENT && self->at[end - 1] > 0; end++) {
            if (try_shifts_of(self, begin, end)) {
                helped = true;
                break;
            }
        }
    }
    return helped;
}

/* ---- swaps ---- */

/* What the tour of position i gains when place `other` stands there instead. */
static double gain_with(const struct tour_row *self, size_t i, size_t other)
{
    const struct tour_problem *problem = self->problem;
    size_t before = self->at[i - 1], after = self->at[i + 1];
    return leg_at(self, i - 1, i) + leg_at(self, i, i + 1) - tour_leg(problem, before, other) -
           tour_leg(problem, other, after);
}

static bool try_swap(struct tour_row *self, size_t i, size_t j)
{
    const struct tour_problem *problem = self->problem;
    size_t a = self->at[i], b = self->at[j], first = self->tour[i], second = self->tour[j];
    double here = gain_with(self, i, b), there = gain_with(self, j, a);
    if (here + there < self->least_gain) {
        return false;
    }
    if (first != second) {
        double more = problem->load[b] - problem->load[a];
        double longer = problem->service ? problem->service[b] - problem->service[a] : 0;
        if (!allowed(self, self->tour_load[first] + more, self->tour_time[first] - here + longer) ||
            !allowed(self, self->tour_load[second] - more,
                     self->tour_time[second] - there - longer)) {
            return false;
        }
    }
    self->at[i] = b;
    self->at[j] = a;
    tour_row_sum(self);
    return true;
}

static bool swap_stops(struct tour_row *self)
{
    bool helped = false;
    for (size_t i = 1; i < self->last; i++) {
        for (size_t j = i + 2; self->at[i] > 0 && j < self->last; j++) {
            helped = (self->at[j] > 0 && try_swap(self, i, j)) || helped;
        }
    }
    return helped;
}

/* ---- tails ---- */

/* Where the tour of a position begins and ends: positions of its zeros. */
static size_t tour_end(const struct tour_row *self, size_t i)
{
    for (i++; self->at[i] > 0; i++) {
    }
    return i;
}

/* The tour of position i goes on with what the one of j has behind j, and the other way round;
 * i and j belong to different tours, i to the earlier one. */
static bool try_tails(struct tour_row *self, size_t i, size_t j)
{
    double gain = leg_at(self, i, i + 1) + leg_at(self, j, j + 1) - leg_at(self, i, j + 1) -
                  leg_at(self, j, i + 1);
    if (gain < self->least_gain) {
        return false;
    }
    size_t a_end = tour_end(self, i), b_end = tour_end(self, j);
    size_t first = self->tour[i], second = self->tour[j];
    double a_load = self->load[a_end] - self->load[i], b_load = self->load[b_end] - self->load[j];
    double a_tail =
        self->there[a_end] - self->there[i + 1] + self->service[a_end] - self->service[i];
    double b_tail =
        self->there[b_end] - self->there[j + 1] + self->service[b_end] - self->service[j];
    double a_head = self->tour_time[first] - a_tail - leg_at(self, i, i + 1);
    double b_head = self->tour_time[second] - b_tail - leg_at(self, j, j + 1);
    if (!allowed(self, self->tour_load[first] - a_load + b_load,
                 a_head + b_tail + leg_at(self, i, j + 1)) ||
        !allowed(self, self->tour_load[second] - b_load + a_load,
                 b_head + a_tail + leg_at(self, j, i + 1))) {
        return false;
    }
    size_t length = 0;
    copy(self, &length, 0, i + 1);
    copy(self, &length, j + 1, b_end);
    copy(self, &length, a_end, j + 1);
    copy(self, &length, i + 1, a_end);
    copy(self, &length, b_end, self->last + 1);
    replace_row(self, length);
    return true;
}

static bool swap_tails(struct tour_row *self)
{
    bool helped = false;
    for (size_t i = 0; i < self->last; i++) {
        for (size_t j = i + 1; j < self->last; j++) {
            helped = (self->tour[i] != self->tour[j] && try_tails(self, i, j)) || helped;
        }
    }
    return helped;
}

void tour_row_improve(struct tour_row *self)
{
    bool helped = true;
    while (helped) {
        helped = shift_stops(self);
        helped = turn_stretches(self) || helped;
        helped = swap_stops(self) || helped;
        helped = swap_tails(self) || helped;
    }
}
