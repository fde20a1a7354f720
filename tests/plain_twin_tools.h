/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_tools.h - a diary, lists and opening hours for the plain twin, each the simplest
 * that works. */
#ifndef TESTS_PLAIN_TWIN_TOOLS_H
#define TESTS_PLAIN_TWIN_TOOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/calendar.h"

struct plain_list {
    int32_t *items; /* owned */
    size_t count, capacity;
};

void plain_list_add(struct plain_list *self, int32_t item);
int32_t plain_list_take(struct plain_list *self, size_t index); /* later ones move up */
void plain_list_done(struct plain_list *self);

/* What is going to happen. At one moment what concerns parcels on foot and sorters comes
 * first, then vehicles that have been unloaded, then departures; then what was noted first. */
enum plain_rank {
    PLAIN_ON_FOOT,
    PLAIN_AT_COUNTER, /* everybody who comes at that moment is there: the keepers look */
    PLAIN_GIVEN_UP,   /* by the station: after those who come at that moment */
    PLAIN_ARRIVAL,
    PLAIN_STARTS_BACK, /* from its last stop, at a time of its own */
    PLAIN_WAITED,      /* for a vehicle that has come back */
    PLAIN_DRIVER,      /* for a driver who begins to work now */
    PLAIN_DUE,         /* by timetable or interval */
    PLAIN_LOADED,      /* by load */
    PLAIN_ROUND,       /* of a rider */
    PLAIN_CALL,        /* a wave's clock time, when all else has happened */
    PLAIN_CHOOSE,      /* sorters that choose */
};

struct plain_note {
    des_time time;
    enum plain_rank rank;
    int64_t number; /* filled in by the diary */
    int kind;
    int32_t subject, detail;
};

struct plain_diary {
    struct plain_note *notes; /* a binary heap; owned */
    size_t count, capacity;
    int64_t next_number;
};

void plain_diary_add(struct plain_diary *self, struct plain_note note);
bool plain_diary_next(struct plain_diary *self, struct plain_note *ret_note);
void plain_diary_done(struct plain_diary *self);

/* Opening hours by walking from interval to interval. */
bool plain_is_open(const struct des_calendar *hours, des_time time);
des_time plain_next_open(const struct des_calendar *hours, des_time time);
/* When `work` of open time, begun at `begin`, is done. */
des_time plain_add_open(const struct des_calendar *hours, des_time begin, des_time work);

#endif
