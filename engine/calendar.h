/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar.h - when something is open, repeating every week.
 *
 * A set of disjoint half-open intervals [open, close) within a week that starts Monday 00:00, less
 * single spans of time in which it is closed all the same. A calendar that is always open costs
 * one branch, one without closed spans nothing for them. Immutable once in use. */
#ifndef ENGINE_CALENDAR_H
#define ENGINE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/des_time.h"

struct des_interval {
    des_time open, close; /* within the week: 0 <= open < close <= DES_WEEK */
};

/* A span [begin, end) of simulated time in which a calendar is closed, whatever day it is. */
struct des_closure {
    des_time begin, end;
    des_time worked;      /* open time before `begin`, this and earlier closures taken out */
    des_time lost_by_end; /* open time that this one and those before it took away */
};

struct des_calendar {
    /* The same one stretch every day, as most are: within the day; both 0 when it isn't so. */
    des_time day_open, day_close;
    struct des_interval *intervals; /* ascending, disjoint, touching ones merged; owned */
    size_t count;
    des_time *worked_before;      /* open time in the week before interval i; owned */
    des_time worked_offset;       /* open time of the first week that lies before time 0 */
    des_time open_per_week;       /* DES_WEEK when always open */
    des_time week_offset;         /* time 0 of the simulation lies this far into the week */
    struct des_closure *closures; /* ascending, disjoint, touching ones merged; owned */
    size_t closure_count;
};

/* Sorts and merges a copy of `intervals`; at least one is required. `start_weekday` is that
 * of time 0, which is a midnight: 0 Monday ... 6 Sunday. */
void des_calendar_init(struct des_calendar *self, const struct des_interval *intervals,
                       size_t count, unsigned start_weekday);
void des_calendar_init_always(struct des_calendar *self);
/* A copy with memory of its own, so that one replication may close what others keep open. */
struct des_calendar des_calendar_copy(const struct des_calendar *from);
void des_calendar_done(struct des_calendar *self);

/* Closes it in [begin, end), 0 <= begin <= end; spans may overlap. Cost: the closures so far. */
void des_calendar_close(struct des_calendar *self, des_time begin, des_time end);

bool des_calendar_is_always_open(const struct des_calendar *self);
bool des_calendar_is_open(const struct des_calendar *self, des_time time);

/* The first moment >= time at which it is open. time >= 0. */
static inline des_time des_calendar_next_open(const struct des_calendar *self, des_time time);
des_time des_calendar_search_open(const struct des_calendar *self, des_time time); /* any kind */

/* Open time in [0, time): non-decreasing, constant while closed. time >= 0. */
des_time des_calendar_worked(const struct des_calendar *self, des_time time);

/* The earliest moment by which `worked` of open time has passed: with worked =
 * des_calendar_worked(t) + duration, when work of that length begun at t is finished. Work
 * that ends exactly at closing time ends then, not at the next opening. */
des_time des_calendar_when_worked(const struct des_calendar *self, des_time worked);

/* begin + duration of open time (duration >= 0): next_open for 0, else when_worked. */
des_time des_calendar_add(const struct des_calendar *self, des_time begin, des_time duration);

/* One stretch of open time and the value of des_calendar_worked at its opening. Within
 * (worked, worked + close - open] the moment and the work done by then differ by a constant. */
struct des_open_span {
    des_time open, close; /* open may be < 0 for the stretch that contains time 0 */
    des_time worked;      /* <= 0 then */
};

/* The stretch in which the amount `worked` is passed on: the moment after exactly that much
 * work, at its opening or within it, never at its close. */
struct des_open_span des_calendar_span_after(const struct des_calendar *self, des_time worked);

static inline des_time des_calendar_next_open(const struct des_calendar *self, des_time time)
{
    if (self->day_close == 0) {
        return des_calendar_search_open(self, time);
    }
    /* Without branches: nobody can foresee into which hour of the day a moment falls. */
    des_time in_day = (des_time)((uint64_t)time % (uint64_t)DES_DAY);
    des_time opening = self->day_open + (in_day >= self->day_close ? DES_DAY : 0);
    return time + (opening > in_day ? opening - in_day : 0);
}

#endif
