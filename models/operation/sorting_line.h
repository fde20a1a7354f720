/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sorting_line.h - a sorter at which more than who came first decides who is next: priorities,
 * waves, servers set up for one direction, little room to wait.
 *
 * What will be next depends on what is still to come, so that nothing is worked out ahead: parcels
 * wait in lists, and whoever touches the centre at a moment first has all begun that begins before
 * it. What begins at a moment is decided when all else of that moment has happened. There are no
 * events, but where somebody must not be late: routes that go by their load, vehicles at a dock. */
#ifndef MODELS_OPERATION_SORTING_LINE_H
#define MODELS_OPERATION_SORTING_LINE_H

#include "engine/crew.h"
#include "models/operation/world.h"

enum {
    LINE_RANKS = PRIORITIES, /* the highest first */
    LINE_WORKS = 32
};

/* A vehicle that can't unload for want of room. */
struct docked {
    int32_t trip;
    size_t parcels;
    des_time since;
};

struct sorting_line {
    const struct sorting_plan *plan;
    struct des_crew crew;
    uint8_t *facing; /* by server: the direction for which it is set up; NULL: for both; owned */
    /* First come, first served in each; the direction counts where servers face one. */
    struct parcel_queue waiting[DIRECTIONS][LINE_RANKS];
    unsigned occupied[DIRECTIONS]; /* bit r: rank r isn't empty */
    size_t count;                  /* of all that wait */
    des_time clock;                /* of the latest that joined or began: nothing begins before */

    double works[LINE_WORKS]; /* times that the next ones take, drawn together */
    size_t works_left;        /* of them, the last */

    int64_t wave_calls;  /* by the clock, so far */
    size_t called;       /* parcels that a clock time has called and no wave has taken yet, */
    des_time called_at;  /* and when that was */
    des_time full_since; /* a wave's size waits; DES_NEVER: it doesn't */

    struct docked *dock; /* in the order they came; owned */
    size_t docked, dock_capacity;

    bool noted; /* its event is scheduled */
    des_time noted_at;
    struct des_event_handle event;
};

/* The servers of a centre with a plan. */
void sorting_crew_init(struct des_crew *self, const struct sorter *sorter);

/* NULL where the centre's plan doesn't choose. */
struct sorting_line *sorting_line_create(const struct sorter *sorter);
void sorting_line_destroy(struct sorting_line *self);

/* Meets the walk-ins born by `until`, and has all begun that begins before it. */
void line_advance(struct world *world, int32_t centre, des_time until);
/* Parcels that arrive now, after line_advance to now. */
void line_join(struct world *world, int32_t centre, const struct parcel *parcels, size_t count);
/* Its event: what begins now begins; vehicles unload as far as there is room. */
void line_now(struct world *world, int32_t centre);
/* Schedules its event, where one is needed. */
void line_look(struct world *world, int32_t centre);
/* At the end: what hasn't begun is passed on as not sorted by then. */
void line_finish(struct world *world, int32_t centre);

/* A trip is about to unload so many parcels at the centre. True when it can't: it waits at the
 * dock, and transport_unload_docked goes on with it. */
bool line_blocks(struct world *world, int32_t centre, int32_t trip, size_t parcels);

void line_verify(const struct sorting_line *self);

#endif
