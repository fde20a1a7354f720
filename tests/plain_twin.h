/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin.h - the same world again, slow and plain: an event for everything that happens to
 * a parcel, a list for every queue, a flag for every server.
 *
 * Written from docs/model.md alone and shares no code with models/operation: what the two agree
 * on is what the document says. A history is a set of facts, so that it doesn't matter in which
 * order they were found out. */
#ifndef TESTS_PLAIN_TWIN_H
#define TESTS_PLAIN_TWIN_H

#include "models/measure/summary.h"

enum fact_kind {
    FACT_ENTERED,    /* a: class */
    FACT_SORTED,     /* place: centre; a arrived, b start, c ready, d work */
    FACT_DEPARTED,   /* place: centre; a when */
    FACT_PICKED_UP,  /* place: station; a when */
    FACT_SHELVED,    /* place: county, other: station; a placed, b available, c leaves, d how */
    FACT_OVERFLOWED, /* place: station; a when, b returned */
    FACT_LOST,       /* a: when */
    FACT_UNFINISHED, /* place: enum parcel_place; a: the end */
    FACT_TRIP,       /* place: route, other: left behind; a due, b departed, c returned,
                        d load out, e load back, f metres, g parcel-metres on board, h pool, i again */
    FACT_MISSED,     /* place: route; a due */
    FACT_SPELL,      /* place: route, other: enum spell_kind; a begin, b end, c load, d pool */
    FACT_CARRIED,    /* place: route, other: direction; a departed, b arrived, c how many */
    FACT_LOADS,      /* place: route; a departed, b millilitres out, c grams out, d and e back,
                        f metres x share of the fullest limit; of vehicles so limited */
    FACT_SERVED,     /* place: station; a came, b begun, c done */
    FACT_SORTER,     /* place: centre, other: enum sorter_deed_kind; a begin, b end, c parcels */
    FACT_LOCKER,     /* place: station, other: size got; a when, b size wanted, c leaves */
    FACT_ROUND,      /* place: station; a due, b begun, c back, d parcels, f metres */
    FACT_SET_BACK,   /* place: disturbance, other: enum setback_kind; a when, b added, c parcels,
                        d due, e route */
    FACT_KINDS
};

enum {
    GOING_BACK = DIRECTIONS, /* what stands for the direction of a return that travels */
    FROM_VILLAGE_TO_VILLAGE, /* is added where it is such a parcel: its direction as it goes */
};

/* Zeroed where a field has no meaning; -1 for what would happen at the end or later. */
struct fact {
    int32_t direction, village; /* of the parcel, or GOING_BACK; -1 when it isn't about one */
    des_time born;
    uint32_t luck;
    int32_t kind, place, other;
    des_time a, b, c, d, e, f, g, h, i;
};

struct fact_list {
    struct fact *facts; /* owned */
    size_t count, capacity;
};

void fact_list_add(struct fact_list *self, struct fact fact);
void fact_list_sort(struct fact_list *self);
void fact_list_done(struct fact_list *self);
int fact_compare(const void *left, const void *right);
void fact_print(const struct fact *self, FILE *out);

struct plain_history {
    struct fact_list facts; /* sorted */
    struct ledger ledger[DIRECTIONS], local;
};

void plain_twin_run(const struct network *network, int32_t region, uint32_t replication,
                    struct plain_history *ret_history);
void plain_history_done(struct plain_history *self);

#endif
