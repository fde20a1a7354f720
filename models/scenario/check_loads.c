/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_loads.c - does what is sent fit into what it is sent with? */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/scenario/check.h"

/* One of the two ways in which parcels have a size. */
struct dimension {
    const char *name, *unit;
    double in_units; /* a cubic metre or kilogram */
};
static const struct dimension volume = {"volume", "L", 1000}, weight = {"weight", "kg", 1};

static bool is_sent(const struct scenario_class *class)
{
    return class->share[INBOUND] > 0 || class->share[OUTBOUND] > 0;
}

/* A class against a limit that vehicles of a type have; at most one problem a type. */
static bool check_class(struct check *self, const struct scenario_class *class,
                        const struct des_distribution *size, const struct dimension *by,
                        const struct scenario_vehicle *vehicle)
{
    double limit = by == &volume ? vehicle->volume_m3 : vehicle->weight_kg;
    double mean = des_distribution_mean(size);
    if (!(mean > 0)) {
        check_problem(self, class->name.at, CHECK_OF_ROW, NULL, PROBLEM_NO_SIZE,
                      vehicle->type.chars, by->name, class->name.chars);
        return false;
    }
    if (des_distribution_is_constant(size) && mean > limit * (1 + 1e-9)) {
        check_problem(self, class->name.at, CHECK_OF_ROW, NULL, PROBLEM_LARGER_THAN_VEHICLE,
                      class->name.chars, mean * by->in_units, by->unit, vehicle->type.chars,
                      limit * by->in_units, by->unit);
        return false;
    }
    return true;
}

static void check_vehicle(struct check *self, const struct scenario_vehicle *vehicle)
{
    const struct scenario *scenario = self->scenario;
    bool fits[] = {!isinf(vehicle->volume_m3), !isinf(vehicle->weight_kg)};
    for (size_t c = 0; c < scenario->class_count; c++) {
        const struct scenario_class *class = &scenario->classes[c];
        if (!is_sent(class)) {
            continue;
        }
        fits[0] = fits[0] && check_class(self, class, &class->volume_m3, &volume, vehicle);
        fits[1] = fits[1] && check_class(self, class, &class->weight_kg, &weight, vehicle);
    }
}

static void check_priorities(struct check *self, const struct scenario_route *routes, size_t count)
{
    const struct scenario *scenario = self->scenario;
    bool differ = false;
    for (size_t c = 1; c < scenario->class_count; c++) {
        differ |= scenario->classes[c].priority != scenario->classes[0].priority;
    }
    for (size_t r = 0; r < count && !differ; r++) {
        if (routes[r].load == LOAD_BY_PRIORITY) {
            check_problem(self, routes[r].at, CHECK_OF_ROW, "give classes a 'priority'",
                          PROBLEM_SAME_PRIORITY);
        }
    }
}

static bool is_used(const struct scenario *scenario, const struct scenario_vehicle *vehicle)
{
    for (size_t r = 0; r < scenario->line_haul_count + scenario->feeder_count; r++) {
        const struct scenario_route *route =
            r < scenario->line_haul_count ? &scenario->line_haul[r]
                                          : &scenario->feeders[r - scenario->line_haul_count];
        for (size_t t = 0; t < route->vehicles.count && vehicle->type.chars; t++) {
            if (strcmp(route->vehicles.names[t].chars, vehicle->type.chars) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* ---- lockers ---- */

/* What a station, or each of a group, has for parcels to lie in. */
struct storage {
    const struct scenario_name *name;
    const char *words;
    int64_t shelf;
    const struct scenario_locker *lockers;
    size_t locker_count;
};

static double largest_locker(const struct storage *at)
{
    double largest = 0;
    for (size_t l = 0; l < at->locker_count; l++) {
        largest = fmax(largest, at->lockers[l].holds_m3);
    }
    return largest;
}

static void check_storage(struct check *self, const struct storage *at)
{
    const struct scenario *scenario = self->scenario;
    if (at->locker_count == 0 && at->shelf == 0) {
        check_problem(self, at->name->at, CHECK_OF_ROW, NULL, PROBLEM_NO_SHELF, at->words);
    }
    for (size_t c = 0; c < scenario->class_count && at->locker_count > 0; c++) {
        const struct scenario_class *class = &scenario->classes[c];
        double mean = des_distribution_mean(&class->volume_m3);
        bool fixed = des_distribution_is_constant(&class->volume_m3);
        if (class->share[INBOUND] > 0 && !(mean > 0)) {
            check_problem(self, at->name->at, CHECK_OF_ROW, NULL, PROBLEM_LOCKER_NO_VOLUME,
                          at->words, class->name.chars);
            return;
        }
        if (class->share[INBOUND] > 0 && at->shelf == 0 && fixed &&
            mean > largest_locker(at) * (1 + 1e-9)) {
            check_problem(self, at->name->at, CHECK_OF_ROW, NULL, PROBLEM_FITS_NOWHERE,
                          class->name.chars, mean * 1000, at->words);
            return;
        }
    }
}

static void check_stations(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    char words[300];
    for (size_t s = 0; s < scenario->station_count; s++) {
        const struct scenario_station *from = &scenario->stations[s];
        snprintf(words, sizeof words, "station '%s'", from->name.chars);
        check_storage(self, &(struct storage){&from->name, words, from->shelf, from->lockers,
                                              from->locker_count});
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *from = &scenario->groups[g];
        snprintf(words, sizeof words, "each station of '%s'", from->name.chars);
        check_storage(self, &(struct storage){&from->name, words, from->shelf, from->lockers,
                                              from->locker_count});
    }
}

void check_loads(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    if (!check_is_clean(self, CHECK_PARCELS)) {
        return;
    }
    check_priorities(self, scenario->line_haul, scenario->line_haul_count);
    check_priorities(self, scenario->feeders, scenario->feeder_count);
    if (check_is_clean(self, CHECK_STATIONS | CHECK_GROUPS)) {
        check_stations(self);
    }
    if (!check_is_clean(self, CHECK_VEHICLES | CHECK_LINE_HAUL | CHECK_FEEDERS)) {
        return;
    }
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        if (is_used(scenario, &scenario->vehicles[v])) {
            check_vehicle(self, &scenario->vehicles[v]);
        }
    }
}
