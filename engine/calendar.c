/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar.c - everything is measured from the Monday at or before time 0, where both the clock
 * and the amount worked are 0; `week_offset` and `worked_offset` translate at the border. */
#include "engine/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

static int by_opening(const void *left, const void *right)
{
    const struct des_interval *a = left, *b = right;
    return (a->open > b->open) - (a->open < b->open);
}

static void merge_touching(struct des_calendar *self)
{
    size_t last = 0;
    for (size_t i = 1; i < self->count; i++) {
        struct des_interval next = self->intervals[i];
        if (next.open > self->intervals[last].close) {
            self->intervals[++last] = next;
        } else if (next.close > self->intervals[last].close) {
            self->intervals[last].close = next.close;
        }
    }
    self->count = last + 1;
}

static des_time worked_since_monday(const struct des_calendar *self, des_time clock);

static void find_daily(struct des_calendar *self)
{
    const struct des_interval *intervals = self->intervals;
    bool daily = self->count == 7 && intervals[0].close <= DES_DAY;
    for (size_t i = 1; daily && i < 7; i++) {
        daily = intervals[i].open - intervals[i - 1].open == DES_DAY &&
                intervals[i].close - intervals[i - 1].close == DES_DAY;
    }
    self->day_open = daily ? intervals[0].open : 0;
    self->day_close = daily ? intervals[0].close : 0;
    if (self->open_per_week == DES_WEEK) {
        self->day_close = DES_DAY;
    }
}

void des_calendar_init(struct des_calendar *self, const struct des_interval *intervals,
                       size_t count, unsigned start_weekday)
{
    DES_REQUIRE(count > 0 && start_weekday < 7);
    *self = (struct des_calendar){.count = count, .week_offset = start_weekday * DES_DAY};
    self->intervals = des_allocate(count, sizeof *self->intervals);
    for (size_t i = 0; i < count; i++) {
        self->intervals[i] = intervals[i];
        DES_REQUIRE(0 <= intervals[i].open && intervals[i].open < intervals[i].close &&
                    intervals[i].close <= DES_WEEK);
    }
    qsort(self->intervals, count, sizeof *self->intervals, by_opening);
    merge_touching(self);
    self->worked_before = des_allocate(self->count, sizeof *self->worked_before);
    for (size_t i = 0; i < self->count; i++) {
        self->worked_before[i] = self->open_per_week;
        self->open_per_week += self->intervals[i].close - self->intervals[i].open;
    }
    self->worked_offset = worked_since_monday(self, self->week_offset);
    find_daily(self);
}

void des_calendar_init_always(struct des_calendar *self)
{
    *self = (struct des_calendar){.open_per_week = DES_WEEK, .day_close = DES_DAY};
}

static void *copy_of(const void *items, size_t count, size_t size)
{
    return count > 0 ? memcpy(des_allocate(count, size), items, count * size) : NULL;
}

struct des_calendar des_calendar_copy(const struct des_calendar *from)
{
    struct des_calendar copy = *from;
    copy.intervals = copy_of(from->intervals, from->count, sizeof *from->intervals);
    copy.worked_before = copy_of(from->worked_before, from->count, sizeof *from->worked_before);
    copy.closures = copy_of(from->closures, from->closure_count, sizeof *from->closures);
    return copy;
}

void des_calendar_done(struct des_calendar *self)
{
    if (self == NULL) {
        return;
    }
    free(self->intervals);
    free(self->worked_before);
    free(self->closures);
    *self = (struct des_calendar){0};
}

/* Number of intervals that open at or before `in_week`. */
static size_t opened_by(const struct des_calendar *self, des_time in_week)
{
    size_t low = 0, high = self->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (self->intervals[middle].open <= in_week) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static des_time worked_since_monday(const struct des_calendar *self, des_time clock)
{
    des_time week = clock / DES_WEEK, in_week = clock % DES_WEEK;
    size_t opened = opened_by(self, in_week);
    des_time worked = week * self->open_per_week;
    if (opened > 0) {
        const struct des_interval *interval = &self->intervals[opened - 1];
        des_time end = in_week < interval->close ? in_week : interval->close;
        worked += self->worked_before[opened - 1] + (end - interval->open);
    }
    return worked;
}

/* ---- the week alone, whatever is closed on top of it ---- */

static bool whole_week(const struct des_calendar *self)
{
    return self->open_per_week == DES_WEEK;
}

static des_time week_next_open(const struct des_calendar *self, des_time time)
{
    if (whole_week(self)) {
        return time;
    }
    des_time clock = time + self->week_offset;
    des_time in_week = clock % DES_WEEK;
    size_t opened = opened_by(self, in_week);
    if (opened > 0 && in_week < self->intervals[opened - 1].close) {
        return time;
    }
    des_time next =
        opened < self->count ? self->intervals[opened].open : DES_WEEK + self->intervals[0].open;
    return time + (next - in_week);
}

static des_time week_worked(const struct des_calendar *self, des_time time)
{
    if (whole_week(self)) {
        return time;
    }
    return worked_since_monday(self, time + self->week_offset) - self->worked_offset;
}

/* Number of intervals that begin with less than `worked` (> 0) done in their week. */
static size_t begun_below(const struct des_calendar *self, des_time worked)
{
    size_t low = 1, high = self->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (self->worked_before[middle] < worked) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static struct des_open_span week_span_after(const struct des_calendar *self, des_time worked)
{
    if (whole_week(self)) {
        return (struct des_open_span){0, DES_NEVER, 0};
    }
    des_time total = worked + self->worked_offset;
    des_time week = total / self->open_per_week;
    if (week >= DES_NEVER / DES_WEEK) {
        return (struct des_open_span){DES_NEVER, DES_NEVER, worked};
    }
    /* Adding 1 turns 'begun with at most that much' into 'with less'. */
    size_t i = begun_below(self, total % self->open_per_week + 1) - 1;
    des_time monday = week * DES_WEEK - self->week_offset;
    return (struct des_open_span){
        .open = monday + self->intervals[i].open,
        .close = monday + self->intervals[i].close,
        .worked = week * self->open_per_week + self->worked_before[i] - self->worked_offset,
    };
}

/* ---- with what is closed ---- */

/* Number of closures that begin at or before `time`. */
static size_t closed_by(const struct des_calendar *self, des_time time)
{
    size_t low = 0, high = self->closure_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (self->closures[middle].begin <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Number of closures that begin when at most `worked` has been done. */
static size_t closed_by_work(const struct des_calendar *self, des_time worked)
{
    size_t low = 0, high = self->closure_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (self->closures[middle].worked <= worked) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* What the closures take away, once the list has changed. */
static void add_up_closures(struct des_calendar *self)
{
    des_time lost = 0;
    for (size_t i = 0; i < self->closure_count; i++) {
        struct des_closure *closure = &self->closures[i];
        des_time before = week_worked(self, closure->begin);
        closure->worked = before - lost;
        lost += week_worked(self, closure->end) - before;
        closure->lost_by_end = lost;
    }
}

void des_calendar_close(struct des_calendar *self, des_time begin, des_time end)
{
    DES_REQUIRE(0 <= begin && begin <= end);
    if (begin == end) {
        return;
    }
    size_t count = 0;
    self->closures = des_resize(self->closures, self->closure_count + 1, sizeof *self->closures);
    /* Takes out what the new span touches, makes it as long as all of them, and puts it in. */
    for (size_t i = 0; i < self->closure_count; i++) {
        struct des_closure old = self->closures[i];
        if (old.begin <= end && begin <= old.end) {
            begin = old.begin < begin ? old.begin : begin;
            end = old.end > end ? old.end : end;
        } else {
            self->closures[count++] = old;
        }
    }
    size_t at = count++;
    for (; at > 0 && self->closures[at - 1].begin > begin; at--) {
        self->closures[at] = self->closures[at - 1];
    }
    self->closures[at] = (struct des_closure){.begin = begin, .end = end};
    self->closure_count = count;
    self->day_open = self->day_close = 0; /* no longer every day */
    add_up_closures(self);
}

bool des_calendar_is_always_open(const struct des_calendar *self)
{
    return whole_week(self) && self->closure_count == 0;
}

bool des_calendar_is_open(const struct des_calendar *self, des_time time)
{
    return des_calendar_next_open(self, time) == time;
}

des_time des_calendar_search_open(const struct des_calendar *self, des_time time)
{
    DES_REQUIRE(time >= 0);
    time = week_next_open(self, time);
    for (size_t i = closed_by(self, time); i > 0 && time < self->closures[i - 1].end;
         i = closed_by(self, time)) {
        time = week_next_open(self, self->closures[i - 1].end);
    }
    return time;
}

des_time des_calendar_worked(const struct des_calendar *self, des_time time)
{
    DES_REQUIRE(time >= 0);
    size_t begun = closed_by(self, time);
    if (begun == 0) {
        return week_worked(self, time);
    }
    const struct des_closure *closure = &self->closures[begun - 1];
    return time < closure->end ? closure->worked : week_worked(self, time) - closure->lost_by_end;
}

struct des_open_span des_calendar_span_after(const struct des_calendar *self, des_time worked)
{
    DES_REQUIRE(worked >= 0);
    size_t begun = closed_by_work(self, worked);
    des_time lost = begun > 0 ? self->closures[begun - 1].lost_by_end : 0;
    struct des_open_span span = week_span_after(self, worked + lost);
    span.worked -= lost;
    if (begun > 0 && span.open < self->closures[begun - 1].end && span.open < DES_NEVER) {
        des_time reopened = self->closures[begun - 1].end;
        span.worked += reopened - span.open;
        span.open = reopened;
    }
    if (begun < self->closure_count && self->closures[begun].begin < span.close) {
        span.close = self->closures[begun].begin;
    }
    return span;
}

des_time des_calendar_when_worked(const struct des_calendar *self, des_time worked)
{
    if (des_calendar_is_always_open(self) || worked <= 0) {
        return worked > 0 ? worked : 0;
    }
    /* In the stretch of the last microsecond of work, so that it may end at closing time. */
    struct des_open_span span = des_calendar_span_after(self, worked - 1);
    return span.open < DES_NEVER ? span.open + (worked - span.worked) : DES_NEVER;
}

des_time des_calendar_add(const struct des_calendar *self, des_time begin, des_time duration)
{
    DES_REQUIRE(duration >= 0);
    if (duration == 0) {
        return des_calendar_next_open(self, begin);
    }
    return des_calendar_when_worked(self, des_calendar_worked(self, begin) + duration);
}
