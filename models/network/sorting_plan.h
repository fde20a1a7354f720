/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sorting_plan.h - how a centre sorts that isn't first come, first served by servers that are all
 * alike. A centre without a plan is. */
#ifndef MODELS_NETWORK_SORTING_PLAN_H
#define MODELS_NETWORK_SORTING_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/calendar.h"
#include "engine/des_time.h"

struct sorting_crew {
    unsigned servers;
    struct des_calendar shifts;
};

struct sorting_plan {
    struct sorting_crew *crews; /* none: the centre's servers, in its shifts; owned */
    int32_t crew_count;
    bool by_priority; /* of the classes */
    bool in_waves;    /* the centre's one server sorts a wave in its sort_time */
    des_time setup;   /* to change a server's direction */
    int32_t buffer;   /* parcels that may wait, or UNLIMITED */

    des_time *wave_times; /* of day, ascending; owned */
    int32_t wave_time_count;
    int32_t wave_size;   /* or UNLIMITED */
    des_time wave_waits; /* the first parcel, at most; DES_NEVER */
};

void sorting_plan_destroy(struct sorting_plan *self);

/* Does more than who has come first decide who is next? Else only the servers differ. */
static inline bool sorting_plan_chooses(const struct sorting_plan *self)
{
    return self->by_priority || self->in_waves || self->setup > 0 || self->buffer >= 0;
}

#endif
