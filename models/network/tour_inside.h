/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tour_inside.h - a plan on its way, for tour.c, tour_savings.c and tour_improve.c only.
 *
 * All tours in one row, 0 a b c 0 d e 0: place 0 begins and ends each of them. With sums along the
 * row every move is valued in constant time. */
#ifndef MODELS_NETWORK_TOUR_INSIDE_H
#define MODELS_NETWORK_TOUR_INSIDE_H

#include "models/network/tour.h"

struct tour_row {
    const struct tour_problem *problem;
    size_t *at; /* places; at[0] = at[last] = 0 */
    size_t last;
    size_t *spare; /* room for another row */
    size_t *tour;  /* by position: number of its tour; a 0 belongs to the tour that it begins */
    double *there; /* legs from at[0] to this position, as driven */
    double *back;  /* the same legs driven the other way */
    double *load;  /* of the places up to this position, with it */
    double *service;
    double least_gain;             /* what is less is rounding */
    double *tour_load, *tour_time; /* by tour; time: legs and service */
};

void tour_row_init(struct tour_row *self, const struct tour_problem *problem);
void tour_row_done(struct tour_row *self);
/* Brings the sums up to date with `at` and `last`. */
void tour_row_sum(struct tour_row *self);

/* Savings with the weight `shape` on the detour; fills in the row. */
void tour_row_save(struct tour_row *self, double shape);
/* Until no move helps. */
void tour_row_improve(struct tour_row *self);

static inline double tour_leg(const struct tour_problem *problem, size_t from, size_t to)
{
    return problem->leg[from * (problem->stops + 1) + to];
}

#endif
