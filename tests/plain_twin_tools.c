/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/plain_twin_tools.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

void plain_list_add(struct plain_list *self, int32_t item)
{
    if (self->count == self->capacity) {
        self->capacity = 2 * self->capacity + 8;
        self->items = des_resize(self->items, self->capacity, sizeof *self->items);
    }
    self->items[self->count++] = item;
}

int32_t plain_list_take(struct plain_list *self, size_t index)
{
    DES_REQUIRE(index < self->count);
    int32_t item = self->items[index];
    self->count--;
    memmove(self->items + index, self->items + index + 1,
            (self->count - index) * sizeof *self->items);
    return item;
}

void plain_list_done(struct plain_list *self)
{
    free(self->items);
    *self = (struct plain_list){0};
}

static bool sooner(const struct plain_note *a, const struct plain_note *b)
{
    if (a->time != b->time) {
        return a->time < b->time;
    }
    return a->rank != b->rank ? a->rank < b->rank : a->number < b->number;
}

void plain_diary_add(struct plain_diary *self, struct plain_note note)
{
    if (self->count == self->capacity) {
        self->capacity = 2 * self->capacity + 64;
        self->notes = des_resize(self->notes, self->capacity, sizeof *self->notes);
    }
    note.number = self->next_number++;
    size_t i = self->count++;
    while (i > 0 && sooner(&note, &self->notes[(i - 1) / 2])) {
        self->notes[i] = self->notes[(i - 1) / 2];
        i = (i - 1) / 2;
    }
    self->notes[i] = note;
}

bool plain_diary_next(struct plain_diary *self, struct plain_note *ret_note)
{
    if (self->count == 0) {
        return false;
    }
    *ret_note = self->notes[0];
    struct plain_note last = self->notes[--self->count];
    size_t i = 0;
    for (;;) {
        size_t child = 2 * i + 1;
        if (child + 1 < self->count && sooner(&self->notes[child + 1], &self->notes[child])) {
            child++;
        }
        if (child >= self->count || !sooner(&self->notes[child], &last)) {
            break;
        }
        self->notes[i] = self->notes[child];
        i = child;
    }
    self->notes[i] = last;
    return true;
}

void plain_diary_done(struct plain_diary *self)
{
    free(self->notes);
    *self = (struct plain_diary){0};
}

/* The closure that holds `time`; NULL when there is none. */
static const struct des_closure *closure_at(const struct des_calendar *hours, des_time time)
{
    for (size_t i = 0; i < hours->closure_count; i++) {
        if (hours->closures[i].begin <= time && time < hours->closures[i].end) {
            return &hours->closures[i];
        }
    }
    return NULL;
}

/* Open at `time`? And then until when without a break, the end of the week being one. */
static bool open_until(const struct des_calendar *hours, des_time time, des_time *ret_close)
{
    des_time of_week = (time + hours->week_offset) % DES_WEEK;
    bool open = hours->count == 0;
    *ret_close = time - of_week + DES_WEEK;
    for (size_t i = 0; i < hours->count; i++) {
        if (hours->intervals[i].open <= of_week && of_week < hours->intervals[i].close) {
            *ret_close = time - of_week + hours->intervals[i].close;
            open = true;
        }
    }
    for (size_t i = 0; i < hours->closure_count; i++) {
        des_time begin = hours->closures[i].begin;
        *ret_close = begin > time && begin < *ret_close ? begin : *ret_close;
    }
    return open && closure_at(hours, time) == NULL;
}

bool plain_is_open(const struct des_calendar *hours, des_time time)
{
    des_time close;
    return open_until(hours, time, &close);
}

/* The next moment at which something about the hours changes. */
static des_time next_change(const struct des_calendar *hours, des_time time)
{
    des_time of_week = (time + hours->week_offset) % DES_WEEK, monday = time - of_week;
    des_time next = monday + DES_WEEK;
    for (size_t i = 0; i < hours->count; i++) {
        des_time opens = monday + hours->intervals[i].open;
        next = opens > time && opens < next ? opens : next;
    }
    const struct des_closure *closure = closure_at(hours, time);
    return closure && closure->end < next ? closure->end : next;
}

des_time plain_next_open(const struct des_calendar *hours, des_time time)
{
    while (!plain_is_open(hours, time)) {
        time = next_change(hours, time);
    }
    return time;
}

des_time plain_add_open(const struct des_calendar *hours, des_time begin, des_time work)
{
    if (hours->count == 0 && hours->closure_count == 0) {
        return begin + work;
    }
    des_time time = plain_next_open(hours, begin), close = 0;
    while (open_until(hours, time, &close) && close - time < work) {
        work -= close - time;
        time = plain_next_open(hours, close);
    }
    return time + work;
}
