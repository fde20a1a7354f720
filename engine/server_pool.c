/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server_pool.c - the recursion. Each customer replaces the soonest next-free time by its own
 * finish. Up to SORTED_LIMIT servers that is a pass without branches over a sorted array,
 * faster there than a heap, whose branches no processor can foresee. */
#include "engine/server_pool.h"

#include <stdlib.h>

#include "engine/require.h"

enum { SORTED_LIMIT = 16 };

void des_server_pool_init(struct des_server_pool *self, unsigned servers,
                          const struct des_calendar *calendar)
{
    DES_REQUIRE(servers > 0);
    *self = (struct des_server_pool){.servers = servers};
    self->free_at = des_allocate(servers, sizeof *self->free_at);
    if (calendar != NULL && !des_calendar_is_always_open(calendar)) {
        self->calendar = calendar;
    }
}

void des_server_pool_done(struct des_server_pool *self)
{
    if (self == NULL) {
        return;
    }
    free(self->free_at);
    *self = (struct des_server_pool){0};
}

static inline des_time smaller(des_time a, des_time b)
{
    return a < b ? a : b;
}

static inline des_time larger(des_time a, des_time b)
{
    return a > b ? a : b;
}

/* Removes the first of a sorted array and inserts `finish`: every place gets the middle one of
 * its old value, its right neighbour's and `finish`. */
static inline void replace_in_sorted(des_time *free_at, unsigned servers, des_time finish)
{
    des_time left = finish; /* the removed value counts as minus infinity */
    for (unsigned i = 1; i < servers; i++) {
        des_time right = free_at[i];
        free_at[i - 1] = smaller(right, left);
        left = larger(right, finish);
    }
    free_at[servers - 1] = left;
}

static inline void replace_in_heap(des_time *free_at, unsigned servers, des_time finish)
{
    unsigned hole = 0;
    for (unsigned child = 1; child < servers; child = 2 * hole + 1) {
        if (child + 1 < servers) {
            child += free_at[child + 1] < free_at[child];
        }
        if (free_at[child] >= finish) {
            break;
        }
        free_at[hole] = free_at[child];
        hole = child;
    }
    free_at[hole] = finish;
}

/* Begin and finish in worked time. */
static inline struct des_service serve(des_time *free_at, unsigned servers, des_time arrival,
                                       des_time work)
{
    des_time start = larger(arrival, free_at[0]);
    des_time finish = smaller(start + work, DES_NEVER);
    if (servers <= SORTED_LIMIT) {
        replace_in_sorted(free_at, servers, finish);
    } else {
        replace_in_heap(free_at, servers, finish);
    }
    return (struct des_service){start, finish};
}

/* Work done by `time`; the cached stretch answers while it lasts. */
static inline des_time worked_by(const struct des_server_pool *self, des_time time)
{
    const struct des_open_span *span = &self->start_span;
    if (span->open <= time && time <= span->close) {
        return span->worked + (time - span->open);
    }
    return des_calendar_worked(self->calendar, time);
}

/* The moment at which work goes on after `worked` of it is done. */
static inline des_time moment_after(struct des_server_pool *self, des_time worked)
{
    struct des_open_span *span = &self->start_span;
    if (worked < span->worked || worked - span->worked >= span->close - span->open) {
        *span = des_calendar_span_after(self->calendar, worked);
    }
    return span->open + (worked - span->worked);
}

/* The moment by which `worked` > 0 is done. */
static inline des_time moment_of(struct des_server_pool *self, des_time worked)
{
    struct des_open_span *span = &self->finish_span;
    if (worked <= span->worked || worked - span->worked > span->close - span->open) {
        *span = des_calendar_span_after(self->calendar, worked - 1);
    }
    return span->open + (worked - span->worked);
}

/* From worked time to the clock's. */
static inline struct des_service on_clock(struct des_server_pool *self, struct des_service worked)
{
    des_time start = moment_after(self, worked.start);
    des_time finish = worked.finish > worked.start ? moment_of(self, worked.finish) : start;
    return (struct des_service){start, finish};
}

/* The same for all of a batch, whose latest finish is known: mostly they lie in one shift, and
 * then clock and worked time differ by a constant. */
static inline void all_on_clock(struct des_server_pool *self, struct des_service *services,
                                size_t count, des_time latest)
{
    const struct des_open_span *span = &self->start_span;
    moment_after(self, services[0].start);
    if (latest - span->worked < span->close - span->open) {
        des_time shift = span->open - span->worked;
        for (size_t i = 0; i < count; i++) {
            services[i].start += shift;
            services[i].finish += shift;
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        services[i] = on_clock(self, services[i]);
    }
}

static struct des_service serve_by_calendar(struct des_server_pool *self, des_time arrival,
                                            des_time work)
{
    return on_clock(self, serve(self->free_at, self->servers, worked_by(self, arrival), work));
}

struct des_service des_server_pool_take(struct des_server_pool *self, des_time arrival,
                                        des_time work)
{
    DES_REQUIRE(arrival >= self->last_arrival && work >= 0);
    self->last_arrival = arrival;
    return self->calendar == NULL ? serve(self->free_at, self->servers, arrival, work)
                                  : serve_by_calendar(self, arrival, work);
}

/* Inlined for each number of servers that is usual: the loops unroll and the next-free times stay
 * in registers, where a loop over memory would wait for its own stores. */
static inline __attribute__((always_inline)) void
take_all_by(struct des_server_pool *self, unsigned servers, size_t count, const des_time *arrivals,
            const double *works, struct des_service *ret_services)
{
    des_time free_at[SORTED_LIMIT];
    for (unsigned s = 0; s < servers; s++) {
        free_at[s] = self->free_at[s];
    }
    if (self->calendar == NULL) {
        for (size_t i = 0; i < count; i++) {
            ret_services[i] = serve(free_at, servers, arrivals[i], des_time_round(works[i]));
        }
    } else {
        des_time last = -1, arrival = 0;
        for (size_t i = 0; i < count; i++) {
            if (arrivals[i] != last) { /* a vehicle's parcels arrive together */
                last = arrivals[i];
                arrival = worked_by(self, last);
            }
            ret_services[i] = serve(free_at, servers, arrival, des_time_round(works[i]));
        }
        all_on_clock(self, ret_services, count, free_at[servers - 1]);
    }
    for (unsigned s = 0; s < servers; s++) {
        self->free_at[s] = free_at[s];
    }
}

/* One server needs no array at all: its next-free time stays in a register. */
static void take_all_by_one(struct des_server_pool *self, size_t count, const des_time *arrivals,
                            const double *works, struct des_service *ret_services)
{
    des_time free_at = self->free_at[0];
    for (size_t i = 0; i < count; i++) {
        des_time start = larger(arrivals[i], free_at);
        free_at = smaller(start + des_time_round(works[i]), DES_NEVER);
        ret_services[i] = (struct des_service){start, free_at};
    }
    self->free_at[0] = free_at;
}

static void take_all_by_any(struct des_server_pool *self, size_t count, const des_time *arrivals,
                            const double *works, struct des_service *ret_services)
{
    for (size_t i = 0; i < count; i++) {
        des_time work = des_time_round(works[i]);
        ret_services[i] = self->calendar == NULL
                              ? serve(self->free_at, self->servers, arrivals[i], work)
                              : serve_by_calendar(self, arrivals[i], work);
    }
}

void des_server_pool_take_all(struct des_server_pool *self, size_t count, const des_time *arrivals,
                              const double *works, struct des_service *ret_services)
{
    if (count == 0) {
        return;
    }
    switch (self->servers) {
    case 1:
        if (self->calendar == NULL) {
            take_all_by_one(self, count, arrivals, works, ret_services);
        } else {
            take_all_by(self, 1, count, arrivals, works, ret_services);
        }
        break;
    case 2:
        take_all_by(self, 2, count, arrivals, works, ret_services);
        break;
    case 3:
        take_all_by(self, 3, count, arrivals, works, ret_services);
        break;
    case 4:
        take_all_by(self, 4, count, arrivals, works, ret_services);
        break;
    case 6:
        take_all_by(self, 6, count, arrivals, works, ret_services);
        break;
    case 8:
        take_all_by(self, 8, count, arrivals, works, ret_services);
        break;
    default:
        take_all_by_any(self, count, arrivals, works, ret_services);
    }
    DES_REQUIRE(arrivals[0] >= self->last_arrival);
    self->last_arrival = arrivals[count - 1];
}

void des_server_pool_verify(const struct des_server_pool *self)
{
    DES_REQUIRE(self->servers > 0 && self->free_at != NULL && self->last_arrival >= 0);
    for (unsigned i = 1; i < self->servers; i++) {
        unsigned before = self->servers <= SORTED_LIMIT ? i - 1 : (i - 1) / 2;
        DES_REQUIRE(self->free_at[before] <= self->free_at[i]);
    }
}
