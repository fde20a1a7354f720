/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/crew.h"

#include <stdlib.h>

#include "engine/require.h"

void des_crew_init(struct des_crew *self, bool finishes)
{
    *self = (struct des_crew){.finishes = finishes};
}

void des_crew_done(struct des_crew *self)
{
    free(self->members);
    *self = (struct des_crew){0};
}

void des_crew_add(struct des_crew *self, unsigned servers, const struct des_calendar *shifts)
{
    self->members = des_resize(self->members, self->count + servers, sizeof *self->members);
    for (unsigned s = 0; s < servers; s++) {
        self->members[self->count++] =
            (struct des_crew_member){shifts, 0, 0, des_calendar_next_open(shifts, 0), {0}};
    }
}

des_time des_crew_start(struct des_crew *self, des_time from)
{
    des_time start = DES_NEVER;
    for (unsigned s = 0; s < self->count && start > from; s++) {
        des_time own = des_crew_start_of(self, s, from);
        start = own < start ? own : start;
    }
    return start;
}

des_time des_crew_finish(struct des_crew_member *member, des_time start, des_time work)
{
    struct des_open_span *span = &member->span;
    if (start < span->open || start >= span->close) {
        des_time worked = des_calendar_worked(member->shifts, start);
        *span = des_calendar_span_after(member->shifts, worked);
    }
    return work <= span->close - start ? start + work
                                       : des_calendar_add(member->shifts, start, work);
}

struct des_service des_crew_take(struct des_crew *self, des_time arrival, des_time work)
{
    unsigned first = 0;
    des_time start = des_crew_start_of(self, 0, arrival);
    for (unsigned s = 1; s < self->count && start > arrival; s++) {
        des_time own = des_crew_start_of(self, s, arrival);
        if (own < start) {
            first = s;
            start = own;
        }
    }
    return (struct des_service){start, des_crew_begin(self, first, start, work)};
}
