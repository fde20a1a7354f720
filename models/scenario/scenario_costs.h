/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario_costs.h - what a scenario says of money, emissions and people; part of scenario.h.
 *
 * Money is in the scenario's one currency; a month is a twelfth of 365 days. */
#ifndef MODELS_SCENARIO_SCENARIO_COSTS_H
#define MODELS_SCENARIO_SCENARIO_COSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "models/scenario/scenario_name.h"

enum { CURRENCY_LENGTH = 8 }; /* letters, at most */
#define SCENARIO_MONTH_S (365 * 86400.0 / 12)

struct scenario_vehicle_costs {
    bool given;
    double per_m;     /* driven */
    double per_trip;  /* from the base and back */
    double per_s;     /* away from the base */
    double per_month; /* and vehicle of a limited fleet */
};

struct scenario_sorting_costs {
    bool given;
    double per_parcel; /* sorted */
    double per_s;      /* of a server on shift */
    double per_month;  /* of the place */
};

struct scenario_station_costs {
    bool given;
    double per_month;
    double per_s; /* while open */
    double
        per_parcel; /* completed: made available there, or dropped off there and out of the hub */
    double per_return;  /* to the sender */
    double rider_per_s; /* away: who takes parcels home */
    double rider_per_parcel;
};

struct scenario_late_costs { /* of a parcel that is late */
    bool given;
    double per_parcel;
    double per_s; /* beyond the promise */
};

struct scenario_prices { /* by direction: what a completed parcel brings */
    bool given;
    double of[2]; /* enum direction */
};

struct scenario_money {
    bool given;
    const char *currency; /* "yuan" */
    struct scenario_prices revenue, subsidy;
    double subsidy_station_month;
    double per_return;
    struct scenario_late_costs late;
};

struct scenario_emissions { /* of a vehicle type; grams of CO2 a metre, linear in the load */
    bool given;
    double empty, full;
};

struct scenario_mode { /* how villagers go on trips of their own */
    struct scenario_name name;
    double share;   /* of these trips; they sum to 1 */
    double g_per_m; /* CO2 */
};

struct scenario_carbon {
    bool given;
    double special; /* share of parcels that somebody makes a special trip for */
    struct scenario_mode *modes;
    size_t mode_count;
};

struct scenario_distances {
    double *metres; /* ascending */
    size_t count;
};

struct scenario_people {
    bool given;
    double full_time_s; /* hours of a full-time week */
    struct scenario_distances within;
};

#endif
