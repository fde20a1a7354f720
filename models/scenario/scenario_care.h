/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_care.h - what a vehicle type needs besides roads: repairs, maintenance, drivers. */
#ifndef MODELS_SCENARIO_SCENARIO_CARE_H
#define MODELS_SCENARIO_SCENARIO_CARE_H

#include <stdbool.h>

#include "engine/distribution.h"

struct scenario_breakdowns {
    bool given;
    struct des_distribution every; /* seconds of driving, of each vehicle */
    struct des_distribution lasts; /* seconds */
    double fetched_after_s;        /* a spare takes the load over; INFINITY: it waits */
};

struct scenario_maintenance {
    bool given;
    double every_m, every_s; /* one of them; the other is 0 */
    struct des_distribution lasts;
};

struct scenario_rest {
    bool given;
    double after_s; /* of driving */
    double lasts_s;
};

#endif
