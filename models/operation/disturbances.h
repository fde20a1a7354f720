/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disturbances.h - what bad weather, closed roads, outages, strikes and surges do to a world.
 *
 * When each is in force is drawn once, at the start of the replication. Nothing here costs anything
 * in a network without disturbances, and those that touch no leg, base or village of the moment
 * cost a bit test. */
#ifndef MODELS_OPERATION_DISTURBANCES_H
#define MODELS_OPERATION_DISTURBANCES_H

#include "models/operation/world.h"

/* Draws them; before sorters, drop-offs and routes are made. */
void disturbances_init(struct world *world);
void disturbances_done(struct world *world);

/* ---- legs ---- */

/* The leg of a trip that wants to begin at `leaving`, with so many parcels on board: when it does.
 * A closed road is waited for, unless there is a way round it. */
des_time disturbances_leg_begins(struct world *world, const struct stop *leg, des_time leaving,
                                 size_t parcels);
/* How long it takes then, if it took `time` undisturbed; adds the way round to *distance_m. */
des_time disturbances_leg_time(struct world *world, const struct stop *leg, des_time begins,
                               des_time time, size_t parcels, double *distance_m);

/* ---- bases ---- */

/* The first moment at or after `time` at which vehicles may leave the base. */
des_time disturbances_may_leave(const struct world *world, int32_t base, des_time time);
static inline bool disturbances_strike(const struct world *world, int32_t base, des_time time)
{
    return world->network->strikes && disturbances_may_leave(world, base, time) > time;
}
/* The route's departure that was due at `due` doesn't take place now. */
void disturbances_cancel(struct world *world, int32_t route, des_time due);

/* ---- orders ---- */

/* Where an order of a direction arrives: the hub or the counter of a centre, on foot; or the
 * stations of a county (in the world's numbering). */
struct order_place {
    enum direction direction;
    bool stations;
    int32_t index; /* of the centre; of the county */
};

/* To the orders of a place in [from, until], by birth, adds those that surges bring and takes out
 * those that nobody places. Only where network.surges or network.thins. */
void disturbances_change_orders(struct world *world, struct order_place place, des_time from,
                                des_time until, struct parcel_batch *batch);

#endif
