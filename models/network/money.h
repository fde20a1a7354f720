/* SPDX-License-Identifier: GPL-3.0-or-later */
/* money.h - what things cost and bring, what they emit, and which figures of people are asked
 * for: arrays beside those of the network, so that nothing is slower where they aren't.
 *
 * Money in the scenario's currency, times in microseconds, distances in metres, emissions in
 * grams. A month is a twelfth of 365 days. Immutable, owned by the network, which has none of
 * each that the scenario says nothing of. */
#ifndef MODELS_NETWORK_MONEY_H
#define MODELS_NETWORK_MONEY_H

#include "engine/des_time.h"
#include "models/scenario/scenario_costs.h"

/* Prices by time are a second, as in the scenario. */
struct network_money {
    char *currency;
    struct scenario_vehicle_costs *vehicles; /* by vehicle type */
    struct scenario_sorting_costs *centres;  /* by centre */
    struct scenario_station_costs *stations; /* by station; per_return filled in */
    struct scenario_prices *revenue;         /* by class, filled in */
    struct scenario_late_costs *late;        /* by class, filled in */
    struct scenario_prices subsidy;
    double subsidy_station_month;
    bool has_revenue, has_subsidy;
    bool has_late; /* some class pays for it */
};

struct network_carbon {
    struct scenario_emissions *vehicles; /* by vehicle type; 0 where not given */
    double own_g_per_m; /* of a villager's way: special x sum of share x g/m; 0: not asked for */
    bool own_trips;     /* asked for */
};

struct network_people {
    des_time full_time; /* a week */
    double *within_m;   /* ascending */
    int32_t within_count;
};

void network_money_destroy(struct network_money *self);
void network_carbon_destroy(struct network_carbon *self);
void network_people_destroy(struct network_people *self);

#endif
