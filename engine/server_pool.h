/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_pool.h - first come, first served, c identical servers, no events.
 *
 * Completion times follow from a recursion on the servers' next-free times (Kiefer and
 * Wolfowitz 1955): a customer starts at max(arrival, earliest free server). Servers work by
 * a calendar; work under way at closing time is interrupted and resumed at the next opening.
 * Customers must be offered in order of arrival. Cost: O(log c) a customer, O(1) for c = 1;
 * translating between the calendar and the work done costs nothing while customers fall into the
 * same stretch of open time as the one before. */
#ifndef ENGINE_SERVER_POOL_H
#define ENGINE_SERVER_POOL_H

#include <stddef.h>

#include "engine/calendar.h"
#include "engine/des_time.h"

struct des_server_pool {
    const struct des_calendar *calendar; /* not owned; NULL means always open */
    des_time *free_at;                   /* next-free times in worked time, soonest first: all
                                          * sorted for few servers, else a heap; owned */
    unsigned servers;
    des_time last_arrival;
    struct des_open_span start_span, finish_span; /* where the last customer's fell */
};

struct des_service {
    des_time start;  /* first moment it is worked on */
    des_time finish; /* >= start */
};

void des_server_pool_init(struct des_server_pool *self, unsigned servers,
                          const struct des_calendar *calendar);
void des_server_pool_done(struct des_server_pool *self);

/* Takes the next customer: arrival not before the one before, work >= 0 of open time. */
struct des_service des_server_pool_take(struct des_server_pool *self, des_time arrival,
                                        des_time work);

/* The same for a batch that arrives at the times arrivals[i] (ascending) and needs works[i]
 * microseconds each (rounded to the nearest). Exactly what as many `take`s would give. */
void des_server_pool_take_all(struct des_server_pool *self, size_t count, const des_time *arrivals,
                              const double *works, struct des_service *ret_services);

void des_server_pool_verify(const struct des_server_pool *self);

#endif
