/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disturbances.h - what goes wrong, compiled, and when it does so in one replication.
 *
 * Each row of the scenario is in force in spans of time that depend on the seed, the replication,
 * the row's kind and its name alone: switching one on leaves all others and everything else that
 * is drawn as it was. Days by chance are a Markov chain of two states (Gabriel and Neumann 1962);
 * what comes time and again is an alternating renewal process. */
#ifndef MODELS_NETWORK_DISTURBANCES_H
#define MODELS_NETWORK_DISTURBANCES_H

#include "models/network/network.h"

struct disturbed_span {
    des_time begin, end; /* [begin, end) */
};

struct disturbed_spans {
    struct disturbed_span *spans; /* ascending, none touches another; owned */
    int32_t count;
};

struct disturbance {
    const char *name;
    enum disturbance_kind kind;
    enum disturbance_when when;
    struct disturbed_spans dates;
    double chance[12];                    /* of a day, by month */
    double spell;                         /* mean, in days; 0: days are independent */
    struct des_distribution every, lasts; /* microseconds */
    bool *centres;                        /* by id: is it in force there? NULL: everywhere; owned */
    double speed;                         /* weather: share of the usual one */
    double orders[DIRECTIONS];            /* weather and surges: factor */
    bool way_round;                       /* road */
    des_time longer;                      /* than the road, the way round it */
    double farther_m;
};

void disturbance_done(struct disturbance *self);

/* The stream that a row's days or spans are drawn from. */
struct des_stream disturbance_stream(const struct network *network, int32_t disturbance,
                                     uint32_t replication);

/* When it is in force in a replication; the caller frees the spans. */
struct disturbed_spans disturbance_draw(const struct network *network, int32_t disturbance,
                                        uint32_t replication);

/* The span that holds `time`, or NULL. Cost: O(log count). */
const struct disturbed_span *disturbed_span_at(const struct disturbed_spans *self, des_time time);

static inline bool disturbance_is_at(const struct disturbance *self, centre_id centre)
{
    return !self->centres || self->centres[centre];
}

/* Of a day in a month, after one that was (or wasn't) so; and of the first day. */
double disturbance_chance(const struct disturbance *self, int month, bool after_one);

/* The shape of demand for villages of a county where it is usually `usual`, both as hours + 1
 * cumulative values: in a replication, or on average over all when that is NULL. The caller frees
 * it. */
double *disturbances_shape(const struct network *network, enum direction direction,
                           centre_id county, const double *usual, const uint32_t *replication);

/* The shifts of a centre's crews in a replication with outages; NULL when they are the network's.
 */
struct des_calendar *disturbances_draw_shifts(const struct network *network, centre_id centre,
                                              uint32_t replication);
void disturbances_free_shifts(const struct centre *centre, struct des_calendar *shifts);

#endif
