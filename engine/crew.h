/* SPDX-License-Identifier: GPL-3.0-or-later */
/* crew.h - servers that differ: each with shifts of its own, and asked for by number.
 *
 * A server_pool's servers are all alike, so that it only keeps next-free times; here each is
 * somebody. Work that a shift's end interrupts is either resumed in the server's next shift, as
 * in a server_pool, or finished after hours. Services must come in order of time.
 * Cost: O(servers) a service. */
#ifndef ENGINE_CREW_H
#define ENGINE_CREW_H

#include <stdbool.h>

#include "engine/calendar.h"
#include "engine/require.h"
#include "engine/server_pool.h"

struct des_crew_member {
    const struct des_calendar *shifts; /* not owned */
    des_time free_at;
    des_time from, starts;     /* the latest answer: nothing begins in [from, starts) */
    struct des_open_span span; /* of its shifts, in which work has begun; zeroed: none yet */
};

struct des_crew {
    struct des_crew_member *members; /* owned */
    unsigned count;
    bool finishes; /* after hours what has begun in them */
};

/* Nobody yet. */
void des_crew_init(struct des_crew *self, bool finishes);
void des_crew_done(struct des_crew *self);
void des_crew_add(struct des_crew *self, unsigned servers, const struct des_calendar *shifts);

/* The first moment >= `from` at which the member can begin something. */
static inline des_time des_crew_member_start(struct des_crew_member *member, des_time from)
{
    from = from > member->free_at ? from : member->free_at;
    if (member->span.open <= from && from < member->span.close) {
        return from;
    }
    if (from < member->from || from > member->starts) {
        member->from = from;
        member->starts = des_calendar_next_open(member->shifts, from);
    }
    return member->starts;
}
static inline des_time des_crew_start_of(struct des_crew *self, unsigned server, des_time from)
{
    return des_crew_member_start(&self->members[server], from);
}

/* The first moment >= `from` at which anybody can. */
des_time des_crew_start(struct des_crew *self, des_time from);

/* When `work` begun at `start`, in one of the member's shifts, is done. */
des_time des_crew_finish(struct des_crew_member *member, des_time start, des_time work);

/* The server begins at `start`, when it can; returns when `work` microseconds are done. */
static inline des_time des_crew_begin(struct des_crew *self, unsigned server, des_time start,
                                      des_time work)
{
    struct des_crew_member *member = &self->members[server];
    const struct des_open_span *span = &member->span;
    DES_REQUIRE(member->free_at <= start && work >= 0);
    if (self->finishes) {
        member->free_at = des_time_later(start, work);
    } else if (span->open <= start && start < span->close && work <= span->close - start) {
        member->free_at = start + work; /* mostly: within the stretch that is known */
    } else {
        member->free_at = des_crew_finish(member, start, work);
    }
    return member->free_at;
}

/* First come, first served: whoever can begin first takes it, the lowest number among equals. */
struct des_service des_crew_take(struct des_crew *self, des_time arrival, des_time work);

#endif
