/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_villages.c - who is served by whom, and is there any demand? */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/scenario/check.h"

static const char *const direction_names[DIRECTIONS] = {"inbound", "outbound"};

static const double earth_radius_m = 6371008.8;

/* ---- places there must be ---- */

bool check_presence(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    struct check_counts counts = check_counts(scenario);
    const struct {
        const char *what;
        double count;
        unsigned sections;
        enum check_section at;
    } needs[] = {
        {"hubs", (double)scenario->hub_count, CHECK_HUBS, CHECK_HUBS},
        {"counties", counts.counties, CHECK_COUNTIES | CHECK_GROUPS, CHECK_COUNTIES},
        {"stations", counts.stations, CHECK_STATIONS | CHECK_GROUPS, CHECK_STATIONS},
        {"villages", counts.villages, CHECK_VILLAGES | CHECK_GROUPS, CHECK_VILLAGES},
        {"vehicle types", (double)scenario->vehicle_count, CHECK_VEHICLES, CHECK_VEHICLES},
    };
    bool all = true;
    for (size_t n = 0; n < sizeof needs / sizeof *needs; n++) {
        if (needs[n].count == 0 && check_is_clean(self, needs[n].sections)) {
            check_problem(self, check_section_position(self, needs[n].at), CHECK_OF_VALUE, NULL,
                          PROBLEM_NO_STATIONS, needs[n].what);
            all = false;
        }
    }
    return all;
}

/* ---- coordinates ---- */

/* One coordinate without the other. */
static void check_pair(struct check *self, const struct scenario_name *name, double lat, double lon)
{
    if (isnan(lat) != isnan(lon)) {
        check_problem(self, name->at, CHECK_OF_ROW, NULL, PROBLEM_MISSING_KEY,
                      isnan(lat) ? "lat" : "lon");
    }
}

void check_coordinates(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    bool hubs = check_is_clean(self, CHECK_HUBS);
    for (size_t h = 0; h < scenario->hub_count && hubs; h++) {
        const struct scenario_hub *hub = &scenario->hubs[h];
        check_pair(self, &hub->name, hub->lat, hub->lon);
    }
    bool counties = check_is_clean(self, CHECK_COUNTIES);
    for (size_t c = 0; c < scenario->county_count && counties; c++) {
        const struct scenario_county *county = &scenario->counties[c];
        check_pair(self, &county->name, county->lat, county->lon);
    }
    bool stations = check_is_clean(self, CHECK_STATIONS);
    for (size_t s = 0; s < scenario->station_count && stations; s++) {
        const struct scenario_station *station = &scenario->stations[s];
        check_pair(self, &station->name, station->lat, station->lon);
    }
    bool villages = check_is_clean(self, CHECK_VILLAGES);
    for (size_t v = 0; v < scenario->village_count && villages; v++) {
        const struct scenario_village *village = &scenario->villages[v];
        check_pair(self, &village->name, village->lat, village->lon);
    }
}

static void need_coordinates(struct check *self, const struct scenario_name *name, double lat,
                             const char *reason)
{
    if (isnan(lat)) {
        check_problem(self, name->at, CHECK_OF_ROW, NULL, PROBLEM_NO_COORDINATES, name->chars,
                      reason);
    }
}

/* The county a village's stations must be in: its index, SIZE_MAX for any, SIZE_MAX - 1 for
 * one that a group makes. A county of another carrier is none. */
static const size_t any_county = SIZE_MAX, made_county = SIZE_MAX - 1;

static size_t county_asked(const struct check *self, const struct scenario_village *village,
                           size_t carrier)
{
    if (!village->county.chars) {
        return any_county;
    }
    struct check_place county = check_find(self, village->county.chars);
    if (!check_serves(self, county, carrier)) {
        return any_county;
    }
    return county.kind == CHECK_COUNTY ? county.index : made_county;
}

/* Do the village's parcels of this carrier have their station given outright? */
static bool has_station(const struct check *self, const struct scenario_village *village,
                        size_t carrier)
{
    struct check_place station = check_find(self, village->station.chars);
    return station.kind == CHECK_GROUP_STATION ||
           (station.kind == CHECK_STATION &&
            check_serves(self, self->station_county[station.index], carrier));
}

/* There is one pass without carriers, and one for each of them. */
static size_t first_carrier(const struct scenario *scenario)
{
    return scenario->carrier_count > 0 ? 0 : ALL_CARRIERS;
}

static size_t passes(const struct scenario *scenario)
{
    return scenario->carrier_count > 0 ? scenario->carrier_count : 1;
}

/* Who chooses: in all counties (of any carrier), or in one. */
struct choosers {
    bool any, *asked; /* by county */
};

/* Does the village choose, with any carrier? */
static bool chooses(const struct check *self, const struct scenario_village *village,
                    struct choosers *among)
{
    const struct scenario *scenario = self->scenario;
    size_t first = first_carrier(scenario);
    bool some = false;
    for (size_t k = 0; k < passes(scenario); k++) {
        size_t carrier = first == ALL_CARRIERS ? first : k;
        if (has_station(self, village, carrier)) {
            continue;
        }
        size_t county = county_asked(self, village, carrier);
        some = true;
        among->any |= county == any_county;
        if (county < made_county) {
            among->asked[county] = true;
        }
    }
    return some;
}

/* Villages that choose, and the stations they choose from, must lie somewhere. */
static void check_choosers(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    bool *asked = des_allocate(scenario->county_count + 1, sizeof *asked);
    struct choosers among = {false, asked};
    for (size_t v = 0; v < scenario->village_count; v++) {
        const struct scenario_village *village = &scenario->villages[v];
        if (chooses(self, village, &among)) {
            need_coordinates(self, &village->name, village->lat, "it chooses the nearest station");
        }
    }
    bool any = among.any;
    for (size_t s = 0; s < scenario->station_count; s++) {
        const struct scenario_station *station = &scenario->stations[s];
        struct check_place county = self->station_county[s];
        if (any || (county.kind == CHECK_COUNTY && asked[county.index])) {
            need_coordinates(self, &station->name, station->lat,
                             "villages choose the nearest station");
        }
    }
    bool counters = any && scenario->choice.beyond == BEYOND_COUNTY &&
                    isfinite(scenario->choice.reach_m) && scenario->county_count > 1;
    for (size_t c = 0; c < scenario->county_count && counters; c++) {
        const struct scenario_county *county = &scenario->counties[c];
        need_coordinates(self, &county->name, county->lat,
                         "villages out of reach collect at the nearest county");
    }
    free(asked);
}

/* ---- out of reach ---- */

struct spot {
    double lat, x, y, z;
    size_t county;
};

static struct spot spot_at(double lat, double lon, size_t county)
{
    double phi = lat * (M_PI / 180), lambda = lon * (M_PI / 180);
    return (struct spot){lat, cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi), county};
}

static int by_latitude(const void *left, const void *right)
{
    const struct spot *a = left, *b = right;
    return (a->lat > b->lat) - (a->lat < b->lat);
}

static size_t first_from(const struct spot *spots, size_t count, double lat)
{
    size_t low = 0;
    while (low < count) {
        size_t middle = low + (count - low) / 2;
        if (spots[middle].lat < lat) {
            low = middle + 1;
        } else {
            count = middle;
        }
    }
    return low;
}

/* Is a spot of the county (any_county: of any) within `reach_m` as the crow flies? */
static bool is_reached(const struct spot *spots, size_t count, struct spot from, double reach_m)
{
    double angle = reach_m / earth_radius_m;
    if (angle >= M_PI) {
        return count > 0;
    }
    double chord = 2 * sin(angle / 2), band = angle * (180 / M_PI) * (1 + 1e-9);
    for (size_t s = first_from(spots, count, from.lat - band); s < count; s++) {
        double x = spots[s].x - from.x, y = spots[s].y - from.y, z = spots[s].z - from.z;
        bool its = from.county == any_county || from.county == spots[s].county;
        if (spots[s].lat > from.lat + band) {
            return false;
        }
        if (its && x * x + y * y + z * z <= chord * chord * (1 + 1e-9)) {
            return true;
        }
    }
    return false;
}

/* Those of stations that serve the carrier, by latitude. */
static struct spot *spots_of(const struct check *self, size_t carrier, size_t *ret_count)
{
    const struct scenario *scenario = self->scenario;
    struct spot *spots = des_allocate(scenario->station_count, sizeof *spots);
    size_t count = 0;
    for (size_t s = 0; s < scenario->station_count; s++) {
        const struct scenario_station *station = &scenario->stations[s];
        struct check_place county = self->station_county[s];
        if (check_serves(self, county, carrier)) {
            spots[count++] = spot_at(station->lat, station->lon,
                                     county.kind == CHECK_COUNTY ? county.index : made_county);
        }
    }
    if (count > 0) {
        qsort(spots, count, sizeof *spots, by_latitude);
    }
    *ret_count = count;
    return spots;
}

/* Stations of groups aren't laid out yet, so that villages that may choose them are left out. */
static void warn_of_lost(struct check *self, size_t carrier, double reach_m)
{
    const struct scenario *scenario = self->scenario;
    size_t count, lost = 0;
    struct spot *spots = spots_of(self, carrier, &count);
    const struct scenario_name *first = NULL;
    for (size_t v = 0; v < scenario->village_count; v++) {
        const struct scenario_village *village = &scenario->villages[v];
        size_t county = county_asked(self, village, carrier);
        bool unknown = county == made_county || (county == any_county && scenario->group_count > 0);
        if (has_station(self, village, carrier) || unknown ||
            is_reached(spots, count, spot_at(village->lat, village->lon, county), reach_m)) {
            continue;
        }
        first = first ? first : &village->name;
        lost++;
    }
    const char *plural = lost == 1 ? "" : "s";
    if (lost > 0 && carrier == ALL_CARRIERS) {
        check_problem(self, first->at, CHECK_OF_ROW, NULL, PROBLEM_OUT_OF_REACH, lost, plural,
                      first->chars);
    } else if (lost > 0) {
        check_problem(self, first->at, CHECK_OF_ROW, NULL, PROBLEM_OUT_OF_CARRIERS_REACH,
                      scenario->carriers[carrier].name.chars, lost, plural, first->chars);
    }
    free(spots);
}

static void warn_of_lost_villages(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    double reach_m = scenario->choice.reach_m / scenario->travel.detour;
    size_t first = first_carrier(scenario);
    bool loses = scenario->choice.beyond == BEYOND_LOST && isfinite(reach_m);
    for (size_t k = 0; loses && k < passes(scenario); k++) {
        warn_of_lost(self, first == ALL_CARRIERS ? first : k, reach_m);
    }
}

/* ---- demand ---- */

/* Does the rate of some village or group count that is written down in this direction? */
static bool has_own_rates(const struct scenario *scenario, int d)
{
    if (scenario->demand[d].recorded) {
        return false;
    }
    for (size_t v = 0; v < scenario->village_count; v++) {
        if (scenario->villages[v].rate[d] > 0) {
            return true;
        }
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        if (scenario->groups[g].rate[d] > 0) {
            return true;
        }
    }
    return false;
}

static void check_shares(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    for (int d = 0; d < DIRECTIONS; d++) {
        double sum = 0;
        for (size_t c = 0; c < scenario->class_count; c++) {
            sum += scenario->classes[c].share[d];
        }
        const struct scenario_demand *demand = &scenario->demand[d];
        bool needed =
            demand->per_person_s > 0 || demand->per_village_s > 0 || has_own_rates(scenario, d);
        if (fabs(sum - 1) > 1e-9 && (sum > 0 || needed)) {
            check_problem(self, check_section_position(self, CHECK_PARCELS), CHECK_OF_VALUE, NULL,
                          PROBLEM_SHARES_SUM, direction_names[d], 100 * sum);
        }
    }
}

/* In a direction where orders go by people, there must be people. */
static void check_people(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    for (int d = 0; d < DIRECTIONS; d++) {
        if (!(scenario->demand[d].per_person_s > 0)) {
            continue;
        }
        for (size_t v = 0; v < scenario->village_count; v++) {
            const struct scenario_village *village = &scenario->villages[v];
            if (isnan(village->people) && isnan(village->rate[d])) {
                check_problem(self, village->name.at, CHECK_OF_ROW, NULL, PROBLEM_NO_RATE,
                              village->name.chars, direction_names[d]);
            }
        }
        for (size_t g = 0; g < scenario->group_count; g++) {
            const struct scenario_county_group *group = &scenario->groups[g];
            if (!(des_distribution_mean(&group->people) > 0) && isnan(group->rate[d])) {
                check_problem(self, group->name.at, CHECK_OF_ROW, "orders go by people",
                              PROBLEM_MISSING_KEY, "people");
            }
        }
    }
}

static double listed_people(const struct scenario *scenario)
{
    double people = 0;
    for (size_t v = 0; v < scenario->village_count; v++) {
        people += isnan(scenario->villages[v].people) ? 0 : scenario->villages[v].people;
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        people += des_distribution_mean(&scenario->groups[g].people);
    }
    return people;
}

static void check_any_demand(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    bool some = false;
    for (int d = 0; d < DIRECTIONS; d++) {
        const struct scenario_demand *demand = &scenario->demand[d];
        some |= demand->recorded || demand->per_village_s > 0 || has_own_rates(scenario, d) ||
                (demand->per_person_s > 0 && listed_people(scenario) > 0);
    }
    if (!some) {
        check_problem(self, check_section_position(self, CHECK_DEMAND), CHECK_OF_VALUE, NULL,
                      PROBLEM_NO_DEMAND);
    }
}

/* ---- peaks ---- */

double check_run_days(const struct scenario_experiment *experiment)
{
    double run_s = experiment->warm_up_auto ? 1.2 * experiment->horizon_s
                                            : experiment->warm_up_s + experiment->horizon_s;
    return run_s / 86400;
}

static void check_peaks(struct check *self, int d)
{
    const struct scenario *scenario = self->scenario;
    const struct scenario_demand *demand = &scenario->demand[d];
    const struct node *section = check_section_node(self, CHECK_DEMAND);
    const struct node *direction = section ? node_value(section, direction_names[d]) : NULL;
    const struct node *peaks = direction ? node_value(direction, "peaks") : NULL;
    int64_t start = scenario_days_from_date(scenario->start);
    double end = (double)start + check_run_days(&scenario->experiment);
    for (size_t p = 0; peaks && p < demand->peak_count; p++) {
        const struct scenario_peak *peak = &demand->peaks[p];
        if (scenario_days_from_date(peak->to) < start ||
            (double)scenario_days_from_date(peak->from) >= end) {
            const struct node *dates = node_value(peaks->items[p], "dates");
            check_problem(self, dates->at, CHECK_OF_VALUE, NULL, PROBLEM_PEAK_OUTSIDE, peak->name);
        }
    }
}

void check_demand(struct check *self)
{
    const unsigned villages = CHECK_VILLAGES | CHECK_GROUPS;
    bool sound_demand = check_is_clean(self, villages | CHECK_DEMAND);
    if (sound_demand && check_is_clean(self, CHECK_PARCELS)) {
        check_shares(self);
    }
    if (sound_demand && self->scenario->carrier_count > 0 &&
        self->scenario->demand[OUTBOUND].to_villages > 0) {
        check_problem(self, check_section_position(self, CHECK_DEMAND), CHECK_OF_VALUE, NULL,
                      PROBLEM_LOCAL_CARRIERS);
    }
    if (sound_demand) {
        check_people(self);
    }
    if (check_is_clean(self, villages | CHECK_DEMAND)) {
        check_any_demand(self);
    }
    if (check_is_clean(self, CHECK_VILLAGES | CHECK_PLACES | CHECK_CARRIERS)) {
        check_choosers(self);
    }
    if (check_is_clean(self, CHECK_VILLAGES | CHECK_PLACES | CHECK_CARRIERS | CHECK_TRAVEL)) {
        warn_of_lost_villages(self);
    }
    if (check_is_clean(self, CHECK_DEMAND | CHECK_EXPERIMENT)) {
        check_peaks(self, INBOUND);
        check_peaks(self, OUTBOUND);
    }
}
