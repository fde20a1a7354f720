/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tour_savings.c - the parallel savings method of Clarke and Wright (1964): every stop has a tour
 * of its own; the two whose ends save most when joined become one, as long as that is allowed.
 *
 * To join a tour that ends in i with one that begins with j saves leg(i, 0) + leg(0, j) - shape *
 * leg(i, j). Ties: the pair listed first. A tour may be turned round where its legs allow it. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/tour_inside.h"

struct saving {
    double value;
    size_t from, to;
};

/* Tours under construction: chains of places. */
struct chains {
    const struct tour_problem *problem;
    size_t *next;        /* by place: the one behind it, 0 for the last */
    size_t *last;        /* by head: the last of its chain */
    size_t *head;        /* by place: its chain, named by its first place */
    double *load, *time; /* by head */
};

static int larger_first(const void *left, const void *right)
{
    const struct saving *a = left, *b = right;
    if (a->value != b->value) {
        return a->value > b->value ? -1 : 1;
    }
    if (a->from != b->from) {
        return a->from < b->from ? -1 : 1;
    }
    return (a->to > b->to) - (a->to < b->to);
}

static struct saving *list_savings(const struct tour_problem *problem, double shape,
                                   size_t *ret_count)
{
    size_t n = problem->stops, count = 0;
    struct saving *savings = des_allocate(n * n, sizeof *savings);
    for (size_t i = 1; i <= n; i++) {
        for (size_t j = 1; j <= n; j++) {
            double value =
                tour_leg(problem, i, 0) + tour_leg(problem, 0, j) - shape * tour_leg(problem, i, j);
            if (i != j && value > 0) {
                savings[count++] = (struct saving){value, i, j};
            }
        }
    }
    if (count > 0) {
        qsort(savings, count, sizeof *savings, larger_first);
    }
    *ret_count = count;
    return savings;
}

/* Time of the chain when it is driven the other way round. */
static double time_turned(const struct chains *self, size_t head)
{
    const struct tour_problem *problem = self->problem;
    double time = self->time[head] - tour_leg(problem, 0, head) -
                  tour_leg(problem, self->last[head], 0) + tour_leg(problem, head, 0) +
                  tour_leg(problem, 0, self->last[head]);
    for (size_t i = head; self->next[i] != 0; i = self->next[i]) {
        time += tour_leg(problem, self->next[i], i) - tour_leg(problem, i, self->next[i]);
    }
    return time;
}

/* Drives the chain the other way round; its head changes with it. Returns the new head. */
static size_t turn(struct chains *self, size_t head)
{
    size_t before = 0, end = self->last[head];
    double load = self->load[head], time = time_turned(self, head);
    for (size_t i = head; i != 0;) {
        size_t next = self->next[i];
        self->next[i] = before;
        self->head[i] = end;
        before = i;
        i = next;
    }
    self->last[end] = head;
    self->load[end] = load;
    self->time[end] = time;
    return end;
}

/* Makes one of the chain that ends in `from` and the one that begins with `to`, if that is allowed
 * and no end is inside a chain. */
static void join(struct chains *self, size_t from, size_t to)
{
    const struct tour_problem *problem = self->problem;
    size_t a = self->head[from], b = self->head[to];
    bool a_turns = self->last[a] != from, b_turns = b != to;
    if (a == b || (a_turns && a != from) || (b_turns && self->last[b] != to) ||
        self->load[a] + self->load[b] > problem->capacity) {
        return;
    }
    double time = (a_turns ? time_turned(self, a) : self->time[a]) +
                  (b_turns ? time_turned(self, b) : self->time[b]) + tour_leg(problem, from, to) -
                  tour_leg(problem, from, 0) - tour_leg(problem, 0, to);
    if (time > problem->longest) {
        return;
    }
    a = a_turns ? turn(self, a) : a;
    b = b_turns ? turn(self, b) : b;
    self->next[from] = to;
    self->load[a] += self->load[b];
    self->time[a] = time;
    self->last[a] = self->last[b];
    for (size_t i = to; i != 0; i = self->next[i]) {
        self->head[i] = a;
    }
}

static struct chains chains_of_one(const struct tour_problem *problem)
{
    size_t places = problem->stops + 1;
    struct chains self = {.problem = problem,
                          .next = des_allocate(places, sizeof(size_t)),
                          .last = des_allocate(places, sizeof(size_t)),
                          .head = des_allocate(places, sizeof(size_t)),
                          .load = des_allocate(places, sizeof(double)),
                          .time = des_allocate(places, sizeof(double))};
    for (size_t i = 1; i < places; i++) {
        self.last[i] = self.head[i] = i;
        self.load[i] = problem->load[i];
        self.time[i] = tour_duration(problem, &i, 1);
    }
    return self;
}

static void chains_done(struct chains *self)
{
    free(self->next);
    free(self->last);
    free(self->head);
    free(self->load);
    free(self->time);
}

void tour_row_save(struct tour_row *self, double shape)
{
    size_t count;
    struct saving *savings = list_savings(self->problem, shape, &count);
    struct chains chains = chains_of_one(self->problem);
    for (size_t s = 0; s < count; s++) {
        join(&chains, savings[s].from, savings[s].to);
    }
    self->last = 0;
    self->at[0] = 0;
    for (size_t i = 1; i <= self->problem->stops; i++) {
        if (chains.head[i] == i) {
            for (size_t at = i; at != 0; at = chains.next[at]) {
                self->at[++self->last] = at;
            }
            self->at[++self->last] = 0;
        }
    }
    chains_done(&chains);
    free(savings);
    tour_row_sum(self);
}
