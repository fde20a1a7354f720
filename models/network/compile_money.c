/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_money.c - prices and emissions by place, vehicle type and class. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/compile.h"

static bool any_station_costs(const struct scenario *scenario)
{
    bool any = false;
    for (size_t s = 0; s < scenario->station_count; s++) {
        any = any || scenario->stations[s].costs.given;
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        any = any || scenario->groups[g].costs.given || scenario->groups[g].sorting.costs.given;
    }
    return any;
}

static bool has_money(const struct scenario *scenario)
{
    bool any = scenario->money.given || any_station_costs(scenario);
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        any = any || scenario->vehicles[v].costs.given;
    }
    for (size_t h = 0; h < scenario->hub_count; h++) {
        any = any || scenario->hubs[h].sorting.costs.given;
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        any = any || scenario->counties[c].sorting.costs.given;
    }
    for (size_t c = 0; c < scenario->class_count; c++) {
        any = any || scenario->classes[c].revenue.given || scenario->classes[c].late.given;
    }
    return any;
}

static void price_centres(const struct compiler *self, struct network_money *money)
{
    const struct scenario *scenario = self->scenario;
    const struct network *network = self->network;
    money->centres = des_allocate((size_t)network->centre_count, sizeof *money->centres);
    for (size_t h = 0; h < scenario->hub_count; h++) {
        money->centres[h] = scenario->hubs[h].sorting.costs;
    }
    for (centre_id c = 0; c < network->centre_count; c++) {
        int32_t group = self->county_group[c];
        if (group != NO_PLACE) {
            money->centres[c] = scenario->groups[group].sorting.costs;
        }
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        const struct scenario_county *county = &scenario->counties[c];
        money->centres[compiler_place(self, county->name.chars, NULL)] = county->sorting.costs;
    }
}

static void price_stations(const struct compiler *self, struct network_money *money)
{
    const struct scenario *scenario = self->scenario;
    const struct network *network = self->network;
    money->stations = des_allocate((size_t)network->station_count, sizeof *money->stations);
    for (station_id s = 0; s < network->station_count; s++) {
        int32_t group = self->county_group[network->stations[s].county];
        if (group != NO_PLACE) {
            money->stations[s] = scenario->groups[group].costs;
        }
    }
    for (size_t s = 0; s < scenario->station_count; s++) {
        const struct scenario_station *station = &scenario->stations[s];
        money->stations[compiler_place(self, station->name.chars, NULL)] = station->costs;
    }
    for (station_id s = 0; s < network->station_count; s++) {
        if (!(money->stations[s].per_return > 0)) {
            money->stations[s].per_return = scenario->money.per_return;
        }
    }
}

static void price_classes(const struct compiler *self, struct network_money *money)
{
    const struct scenario *scenario = self->scenario;
    const struct scenario_money *general = &scenario->money;
    money->revenue = des_allocate(scenario->class_count, sizeof *money->revenue);
    money->late = des_allocate(scenario->class_count, sizeof *money->late);
    for (size_t c = 0; c < scenario->class_count; c++) {
        const struct scenario_class *class = &scenario->classes[c];
        money->revenue[c] = class->revenue.given ? class->revenue : general->revenue;
        money->late[c] = class->late.given ? class->late : general->late;
        money->has_revenue |= money->revenue[c].given;
        money->has_late |= money->late[c].given;
    }
}

static struct network_money *price(const struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network_money *money = des_allocate(1, sizeof *money);
    money->currency = des_copy_text(scenario->money.currency);
    money->vehicles = des_allocate(scenario->vehicle_count, sizeof *money->vehicles);
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        money->vehicles[v] = scenario->vehicles[v].costs;
    }
    price_centres(self, money);
    price_stations(self, money);
    price_classes(self, money);
    money->subsidy = scenario->money.subsidy;
    money->subsidy_station_month = scenario->money.subsidy_station_month;
    money->has_subsidy = money->subsidy.given || money->subsidy_station_month > 0;
    return money;
}

static struct network_carbon *weigh(const struct scenario *scenario)
{
    bool any = scenario->carbon.given;
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        any = any || scenario->vehicles[v].co2.given;
    }
    if (!any) {
        return NULL;
    }
    struct network_carbon *carbon = des_allocate(1, sizeof *carbon);
    carbon->vehicles = des_allocate(scenario->vehicle_count, sizeof *carbon->vehicles);
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        carbon->vehicles[v] = scenario->vehicles[v].co2;
    }
    carbon->own_trips = scenario->carbon.given;
    for (size_t m = 0; m < scenario->carbon.mode_count; m++) {
        const struct scenario_mode *mode = &scenario->carbon.modes[m];
        carbon->own_g_per_m += scenario->carbon.special * mode->share * mode->g_per_m;
    }
    return carbon;
}

static struct network_people *count_people(const struct scenario *scenario)
{
    const struct scenario_people *from = &scenario->staff;
    if (!from->given) {
        return NULL;
    }
    struct network_people *people = des_allocate(1, sizeof *people);
    people->full_time = des_time_from_seconds(from->full_time_s);
    people->within_count = (int32_t)from->within.count;
    people->within_m = des_allocate(from->within.count, sizeof *people->within_m);
    memcpy(people->within_m, from->within.metres, from->within.count * sizeof *people->within_m);
    return people;
}

void compile_money(struct compiler *self)
{
    self->network->money = has_money(self->scenario) ? price(self) : NULL;
    self->network->carbon = weigh(self->scenario);
    self->network->people = count_people(self->scenario);
}

void network_money_destroy(struct network_money *self)
{
    if (self) {
        free(self->currency);
        free(self->vehicles);
        free(self->centres);
        free(self->stations);
        free(self->revenue);
        free(self->late);
        free(self);
    }
}

void network_carbon_destroy(struct network_carbon *self)
{
    if (self) {
        free(self->vehicles);
        free(self);
    }
}

void network_people_destroy(struct network_people *self)
{
    if (self) {
        free(self->within_m);
        free(self);
    }
}
