/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tour.h - which stops one vehicle visits, and in which order.
 *
 * The capacitated vehicle routing problem with a limit on the duration: every stop on exactly one
 * tour, each tour from the depot (place 0) and back, its load within the capacity, its duration
 * (legs and service) within the limit, the sum of the legs small. Savings (Clarke and Wright 1964)
 * with several weights of the detour between the two ends (Gaskell 1967, Yellow 1970), each
 * improved by 2-opt (Croes 1958), Or-opt (Or 1976), swaps and exchanges of tails (Potvin and
 * Rousseau 1995) until none of them helps; the best plan is kept. Legs may differ by direction.
 *
 * A heuristic: docs/model.md has its measured distance from known optima. Deterministic, without
 * random numbers. Cost: about n^2 per round of improvement, some tens of rounds. */
#ifndef MODELS_NETWORK_TOUR_H
#define MODELS_NETWORK_TOUR_H

#include <stdbool.h>
#include <stddef.h>

struct tour_problem {
    size_t stops;          /* places 1 .. stops; 0 is the depot */
    const double *leg;     /* [from * (stops + 1) + to], at least 0: seconds, or metres */
    const double *load;    /* by place, load[0] unused; at least 0, each within the capacity */
    const double *service; /* by place, service[0] unused, in the unit of the legs; NULL: none */
    double capacity;       /* INFINITY: unlimited */
    double longest;        /* legs and service of a tour; INFINITY: unlimited. A stop that can't
                              be reached within it gets a tour of its own all the same */
};

/* Tour t visits order[begin[t]] .. order[begin[t + 1] - 1]. */
struct tour_plan {
    size_t *order; /* places; owned */
    size_t *begin; /* count + 1 values; owned */
    size_t count;
    double length; /* sum of all legs */
};

struct tour_plan tour_plan_make(const struct tour_problem *problem);
void tour_plan_done(struct tour_plan *self);

/* Legs of one tour, from the depot and back, and with its service. */
double tour_length(const struct tour_problem *problem, const size_t *stops, size_t count);
double tour_duration(const struct tour_problem *problem, const size_t *stops, size_t count);

#endif
