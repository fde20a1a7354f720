/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vehicle_care.h - vehicles that break down on the road and are maintained at their base.
 *
 * The vehicles of a fleet whose type does either are numbered; the idle one with the lowest number
 * goes, and each has a clock of its own. A fleet without limit has as many as are out at once.
 * Belongs to a world; NULL there when no type needs any of it. */
#ifndef MODELS_OPERATION_VEHICLE_CARE_H
#define MODELS_OPERATION_VEHICLE_CARE_H

#include "models/operation/world.h"

/* What a trip has instead of a vehicle's number. */
enum { ANY_VEHICLE = -1, SPARE_VEHICLE = -2 };

struct vehicle {
    enum { VEHICLE_IDLE, VEHICLE_AWAY, VEHICLE_IN_REPAIR, VEHICLE_IN_MAINTENANCE } state;
    des_time ready;    /* in repair or maintenance: until then */
    des_time to_drive; /* until it breaks down */
    int64_t driven_m;  /* since it was maintained */
    des_time due;      /* for maintenance, by the clock */
    struct des_rng breakdowns, maintenance;
};

struct care {
    struct care_pool {
        struct vehicle *vehicles; /* by number; owned */
        int32_t count, capacity;
    } * pools; /* by the world's pools; owned */
};

void care_init(struct world *world); /* after the fleets */
void care_done(struct world *world);
void care_verify(const struct world *world);

/* The trip has just begun, with one of its pool's vehicles. */
void care_depart(struct world *world, struct trip *trip);
/* When a leg ends that is begun at `leaving` and takes `driving` on the road: later for every
 * breakdown and rest on the way. */
des_time care_drive(struct world *world, struct trip *trip, des_time leaving, des_time driving);
/* The driver has nothing to do for so long. */
void care_pause(struct world *world, struct trip *trip, des_time pause);
/* The trip is home and unloaded: its vehicle is free, or goes to be maintained. */
void care_home(struct world *world, struct trip *trip);
/* A vehicle of the pool comes out of the workshop. */
void care_over(struct world *world, int32_t pool);

/* Tells the observer, if it begins before the end of the run. */
void care_tell(struct world *world, struct spell_record spell);

#endif
