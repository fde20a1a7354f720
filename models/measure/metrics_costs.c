/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Money and emissions. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/metrics_rows.h"

static const struct {
    const char *tier, *event;
} causes[COST_CAUSES] = {
    [COST_HAUL_KM] = {"line-haul", "km"},
    [COST_HAUL_TRIPS] = {"line-haul", "trips"},
    [COST_HAUL_HOURS] = {"line-haul", "hours"},
    [COST_FEEDER_KM] = {"feeder", "km"},
    [COST_FEEDER_TRIPS] = {"feeder", "trips"},
    [COST_FEEDER_HOURS] = {"feeder", "hours"},
    [COST_VEHICLES] = {"", "vehicles"},
    [COST_HUB_SORTING] = {"hub", "sorting"},
    [COST_COUNTY_SORTING] = {"county", "sorting"},
    [COST_STATIONS] = {"station", "rent"},
    [COST_KEEPERS] = {"station", "keepers"},
    [COST_COMMISSION] = {"station", "commission"},
    [COST_RETURNS] = {"station", "returns"},
    [COST_RIDERS] = {"station", "riders"},
    [COST_LATE] = {"", "late"},
};

void metrics_money(struct metrics *self, struct row_name name, double money, double days,
                   double parcels)
{
    char unit[CURRENCY_LENGTH + 16];
    snprintf(unit, sizeof unit, "%s/d", self->network->money->currency);
    metrics_row(self, row_measure(name, name.measure, "per_day", unit), metrics_ratio(money, days));
    snprintf(unit, sizeof unit, "%s/parcel", self->network->money->currency);
    metrics_row(self, row_measure(name, name.measure, "per_parcel", unit),
                metrics_ratio(money, parcels));
}

static void money_rows(struct metrics *self, struct row_name name, double money, double parcels)
{
    metrics_money(self, name, money, self->days, parcels);
}

/* Could this cause cost anything here? Chance must not decide which rows there are. */
static bool may_cost(const struct network *network, enum cost_cause cause)
{
    const struct network_money *money = network->money;
    bool any = cause == COST_LATE && money->has_late;
    for (pool_id p = 0; p < network->pool_count; p++) {
        const struct scenario_vehicle_costs *price = &money->vehicles[network->pools[p].type];
        bool hub = network->pools[p].base < network->hub_count;
        any |= cause == (hub ? COST_HAUL_KM : COST_FEEDER_KM) && price->per_m > 0;
        any |= cause == (hub ? COST_HAUL_TRIPS : COST_FEEDER_TRIPS) && price->per_trip > 0;
        any |= cause == (hub ? COST_HAUL_HOURS : COST_FEEDER_HOURS) && price->per_s > 0;
        any |= cause == COST_VEHICLES && price->per_month > 0;
    }
    for (centre_id c = 0; c < network->centre_count; c++) {
        any |= money->centres[c].given &&
               cause == (c < network->hub_count ? COST_HUB_SORTING : COST_COUNTY_SORTING);
    }
    for (station_id s = 0; s < network->station_count; s++) {
        const struct scenario_station_costs *price = &money->stations[s];
        any |= cause == COST_STATIONS && price->per_month > 0;
        any |= cause == COST_KEEPERS && price->per_s > 0;
        any |= cause == COST_COMMISSION && price->per_parcel > 0;
        any |= cause == COST_RIDERS && network->riders &&
               price->rider_per_s + price->rider_per_parcel > 0;
        any |= cause == COST_RETURNS && price->per_return > 0;
    }
    return any;
}

static double revenue_rows(struct metrics *self, const struct summary *summary, double parcels)
{
    const struct network *network = self->network;
    double all = 0, by[DIRECTIONS] = {0, 0};
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t c = 0; c < network->class_count; c++) {
            by[d] += (double)summary->classes[d][c].completed * network->money->revenue[c].of[d];
        }
        all += by[d];
    }
    if (network->money->has_revenue) {
        money_rows(self, (struct row_name){.measure = "revenue"}, all, parcels);
    }
    for (int d = 0; network->money->has_revenue && d < DIRECTIONS; d++) {
        uint64_t completed = 0;
        for (int32_t c = 0; c < network->class_count; c++) {
            completed += summary->classes[d][c].completed;
        }
        if (self->has[d]) {
            struct row_name name = {.measure = "revenue", .direction = metrics_directions[d]};
            money_rows(self, name, by[d], (double)completed);
        }
    }
    return all;
}

static double subsidy_rows(struct metrics *self, const struct cost_shares *shares, double parcels)
{
    const struct network_money *money = self->network->money;
    double months = self->observed / (double)DES_SECOND / SCENARIO_MONTH_S;
    double subsidy = months * self->network->station_count * money->subsidy_station_month;
    for (int d = 0; d < DIRECTIONS; d++) {
        subsidy += (double)shares->completed[d] * money->subsidy.of[d];
    }
    if (money->has_subsidy) {
        money_rows(self, (struct row_name){.measure = "subsidy"}, subsidy, parcels);
    }
    return subsidy;
}

static void place_row(struct metrics *self, const struct summary *summary,
                      const struct cost_shares *shares, int32_t place)
{
    const struct network *network = self->network;
    bool station = place < network->station_count;
    int32_t county = place - network->station_count;
    bool used = false;
    struct row_name name = {.measure = "cost",
                            .place_kind = station ? "station" : "counter",
                            .place = station ? network->stations[place].name
                                             : network->centres[network->hub_count + county].name};
    uint64_t completed = 0;
    double money = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
        used |= station ? self->station_has[d][place] : self->counter_has[d][county];
        completed += summary->costs->places[place].completed[d];
        money += shares->places[d][place];
    }
    if (used || station) {
        money_rows(self, name, money, (double)completed);
    }
}

/* Of its stations and its counter together. */
static void county_row(struct metrics *self, const struct summary *summary,
                       const struct cost_shares *shares, centre_id county)
{
    const struct network *network = self->network;
    struct id_range stations = network->centres[county].children;
    int32_t counter = network->station_count + county - network->hub_count;
    uint64_t completed = 0;
    double money = 0;
    for (int32_t p = stations.begin; p <= stations.end; p++) {
        int32_t place = p < stations.end ? p : counter;
        for (int d = 0; d < DIRECTIONS; d++) {
            completed += summary->costs->places[place].completed[d];
            money += shares->places[d][place];
        }
    }
    struct row_name name = {
        .measure = "cost", .place_kind = "county", .place = network->centres[county].name};
    money_rows(self, name, money, (double)completed);
}

static void cost_rows(struct metrics *self, const struct summary *summary,
                      const struct cost_shares *shares, double parcels)
{
    const struct network *network = self->network;
    struct row_name name = {.measure = "cost"};
    money_rows(self, name, cost_shares_sum(shares), parcels);
    for (int d = 0; d < DIRECTIONS; d++) {
        name.direction = metrics_directions[d];
        if (self->has[d]) {
            money_rows(self, name, shares->total[d], (double)shares->completed[d]);
        }
    }
    name.direction = "";
    for (int c = 0; c < COST_CAUSES; c++) {
        name.tier = causes[c].tier;
        name.event = causes[c].event;
        if (may_cost(network, (enum cost_cause)c)) {
            money_rows(self, name, shares->by_cause[c], parcels);
        }
    }
    for (centre_id c = network->hub_count; self->counties && c < network->centre_count; c++) {
        county_row(self, summary, shares, c);
    }
    int32_t counties = network->centre_count - network->hub_count;
    for (int32_t p = 0; p < network->station_count + counties; p++) {
        if (p < network->station_count ? self->stations : self->counties) {
            place_row(self, summary, shares, p);
        }
    }
}

struct cost_shares metrics_shares(const struct summary *summary)
{
    const struct network *network = summary->network;
    uint64_t *returned = des_allocate((size_t)network->station_count, sizeof *returned);
    for (station_id s = 0; s < network->station_count; s++) {
        returned[s] = summary->stations[s].returned;
    }
    struct cost_shares shares = cost_shares_make(summary->costs, returned);
    free(returned);
    return shares;
}

void metrics_costs(struct metrics *self, const struct summary *summary)
{
    const struct network_money *money = self->network->money;
    if (!money) {
        return;
    }
    struct cost_shares shares = metrics_shares(summary);
    double parcels = (double)(shares.completed[INBOUND] + shares.completed[OUTBOUND]);
    cost_rows(self, summary, &shares, parcels);
    double income = revenue_rows(self, summary, parcels) + subsidy_rows(self, &shares, parcels);
    if (money->has_revenue || money->has_subsidy) {
        struct row_name name = {.measure = "result"};
        money_rows(self, name, income - cost_shares_sum(&shares), parcels);
    }
    cost_shares_done(&shares);
}

/* ---- emissions ---- */

static void carbon_rows(struct metrics *self, struct row_name name, double grams, double parcels)
{
    metrics_row(self, row_measure(name, "co2", "per_day", "kg/d"),
                metrics_per_day(self, grams / 1000));
    metrics_row(self, row_measure(name, "co2", "per_parcel", "g/parcel"),
                metrics_ratio(grams, parcels));
}

void metrics_carbon(struct metrics *self, const struct summary *summary)
{
    const struct network_carbon *carbon = self->network->carbon;
    if (!carbon) {
        return;
    }
    const struct costs *costs = summary->costs;
    uint64_t completed = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t c = 0; c < self->network->class_count; c++) {
            completed += summary->classes[d][c].completed;
        }
    }
    double parcels = (double)completed;
    double haul = costs->transport[LINE_HAUL_USE].grams, feed = costs->transport[FEEDER_USE].grams;
    double own = 2 * (costs->way_m[INBOUND] + costs->way_m[OUTBOUND]) * carbon->own_g_per_m;
    carbon_rows(self, (struct row_name){0}, haul + feed + own, parcels);
    carbon_rows(self, (struct row_name){.tier = metrics_tiers[TIER_LINE_HAUL]}, haul, parcels);
    carbon_rows(self, (struct row_name){.tier = metrics_tiers[TIER_FEEDER]}, feed, parcels);
    if (carbon->own_trips) {
        carbon_rows(self, (struct row_name){.event = "own trips"}, own, parcels);
    }
    if (carbon->own_trips && self->network->riders) {
        double saved = 2 * costs->saved_way_m * carbon->own_g_per_m;
        metrics_row(self,
                    (struct row_name){.measure = "co2_saved",
                                      .statistic = "per_day",
                                      .event = "own trips",
                                      .unit = "kg/d"},
                    metrics_per_day(self, saved / 1000));
    }
}
