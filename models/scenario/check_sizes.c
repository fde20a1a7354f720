/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_sizes.c - is it of a size that can be computed at all?
 *
 * A few lines can ask for any number of places and parcels; what is far beyond any country is
 * refused before somebody waits for it. The checks after this one, and the compiled network
 * with its 32-bit ids, rely on it. */
#include <math.h>

#include "models/scenario/check.h"

enum { MOST_CLASSES = 32 }; /* a parcel has five bits for its class */
static const double most_counties = 1e5, most_stations = 2e6, most_villages = 1e7;
static const double most_visits = 5e7;   /* routes x places they may visit */
static const double most_parcels = 1e12; /* of a replication */

struct check_counts check_counts(const struct scenario *scenario)
{
    struct check_counts counts = {(double)scenario->county_count, (double)scenario->station_count,
                                  (double)scenario->village_count};
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        double stations = (double)group->counties * (double)group->stations;
        counts.counties += (double)group->counties;
        counts.stations += stations;
        counts.villages += stations * (double)group->villages_per_station;
    }
    return counts;
}

static bool within(struct check *self, enum check_section section, const char *what, double count,
                   double most)
{
    if (count <= most) {
        return true;
    }
    check_problem(self, check_section_position(self, section), CHECK_OF_VALUE, NULL,
                  PROBLEM_TOO_LARGE, what, count, most);
    return false;
}

/* Orders a second at `start`, over all villages. */
static double rate_at_start(const struct scenario *scenario, int d)
{
    const struct scenario_demand *demand = &scenario->demand[d];
    double rate = 0;
    for (size_t v = 0; v < scenario->village_count; v++) {
        const struct scenario_village *village = &scenario->villages[v];
        double people = isnan(village->people) ? 0 : village->people;
        rate += isnan(village->rate[d]) ? demand->per_village_s + demand->per_person_s * people
                                        : village->rate[d];
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        double counties = (double)group->counties;
        double villages = counties * (double)group->stations * (double)group->villages_per_station;
        double people = counties * des_distribution_mean(&group->people);
        rate += isnan(group->rate[d])
                    ? demand->per_village_s * villages + demand->per_person_s * people
                    : group->rate[d] * villages;
    }
    return rate;
}

static double parcels_per_order(const struct scenario_demand *demand)
{
    double mean = 0;
    for (int i = 0; i < ORDER_SIZES; i++) {
        mean += demand->order_share[i] * (i + 1);
    }
    return mean > 1 ? mean : 1; /* 0 when the direction isn't given */
}

/* No more than the parcels of a replication, roughly: with growth to its end, without peaks. */
static double parcels(const struct scenario *scenario)
{
    double run_s = scenario->experiment.warm_up_s + scenario->experiment.horizon_s;
    double total = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
        double growth = pow(1 + fmax(scenario->demand[d].growth, 0), run_s / (365 * 86400.0));
        double orders = rate_at_start(scenario, d) * run_s * growth;
        total += orders * parcels_per_order(&scenario->demand[d]);
    }
    return total;
}

bool check_sizes(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    struct check_counts counts = check_counts(scenario);
    if (scenario->class_count > MOST_CLASSES) {
        check_problem(self, check_section_position(self, CHECK_PARCELS), CHECK_OF_VALUE, NULL,
                      PROBLEM_TOO_MANY, (int)MOST_CLASSES, "classes of parcels",
                      scenario->class_count);
    }
    enum check_section places = scenario->group_count > 0 ? CHECK_GROUPS : CHECK_COUNTIES;
    if (!within(self, places, "counties", counts.counties, most_counties) ||
        !within(self, places, "stations", counts.stations, most_stations) ||
        !within(self, places, "villages", counts.villages, most_villages)) {
        return false;
    }
    double bases = (double)scenario->hub_count + counts.counties;
    double rows = (double)scenario->line_haul_count + (double)scenario->feeder_count;
    double stops = 0;
    for (size_t r = 0; r < scenario->line_haul_count; r++) {
        stops += (double)scenario->line_haul[r].stops.count;
    }
    double visits = bases * rows + (double)scenario->hub_count * stops;
    if (!within(self, CHECK_LINE_HAUL, "routes x places", visits, most_visits)) {
        return false;
    }
    return !check_is_clean(self, CHECK_VILLAGES | CHECK_GROUPS | CHECK_DEMAND | CHECK_EXPERIMENT) ||
           within(self, CHECK_DEMAND, "parcels in one replication", parcels(scenario),
                  most_parcels);
}
