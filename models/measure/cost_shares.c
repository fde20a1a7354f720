/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cost_shares.c - costs by cause, and shared out among the parcels of each place. */
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/costs.h"

struct sharing {
    const struct costs *costs;
    const struct network *network;
    struct cost_shares *shares;
    double seconds, months; /* of the observed time */
    double idle;            /* money that no parcel was there for */
};

static double part(uint64_t of, uint64_t whole)
{
    return (double)of / (double)whole;
}

/* Money of a range of places (stations of counties, and their counters), one direction: among
 * their parcels completed. */
static void spread_below(struct sharing *self, struct id_range counties, int d, double money)
{
    const struct network *network = self->network;
    const struct place_use *places = self->costs->places;
    uint64_t completed = 0;
    for (int pass = 0; pass < 2; pass++) {
        if (pass == 1 && completed == 0) {
            self->idle += money;
            return;
        }
        for (centre_id c = counties.begin; c < counties.end; c++) {
            struct id_range stations = network->centres[c].children;
            int32_t counter = network->station_count + c - network->hub_count;
            for (int32_t p = stations.begin; p <= stations.end; p++) {
                int32_t place = p < stations.end ? p : counter;
                if (pass == 0) {
                    completed += places[place].completed[d];
                } else {
                    self->shares->places[d][place] +=
                        money * part(places[place].completed[d], completed);
                }
            }
        }
    }
}

/* Money of a sorting place: among the directions by what was sorted there. */
static void spread_sorted(struct sharing *self, centre_id centre, double money)
{
    const struct network *network = self->network;
    const uint64_t *sorted = self->costs->centres[centre].sorted;
    struct id_range counties = {centre, centre + 1};
    if (centre < network->hub_count) {
        counties = network->centres[centre].children;
    }
    uint64_t all = sorted[INBOUND] + sorted[OUTBOUND];
    if (all == 0) {
        self->idle += money;
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        spread_below(self, counties, d, money * part(sorted[d], all));
    }
}

static void share_centre(struct sharing *self, centre_id c)
{
    const struct network *network = self->network;
    const struct centre *centre = &network->centres[c];
    const struct scenario_sorting_costs *price = &network->money->centres[c];
    const struct centre_use *use = &self->costs->centres[c];
    bool hub = c < network->hub_count;
    double on_shift = network_server_time(centre, network->warm_up, network->end);
    double sorting = (double)(use->sorted[INBOUND] + use->sorted[OUTBOUND]) * price->per_parcel +
                     on_shift / (double)DES_SECOND * price->per_s + self->months * price->per_month;
    self->shares->by_cause[hub ? COST_HUB_SORTING : COST_COUNTY_SORTING] += sorting;
    double vehicles = 0;
    for (pool_id p = centre->pools.begin; p < centre->pools.end; p++) {
        const struct vehicle_pool *pool = &network->pools[p];
        double price_of_one = network->money->vehicles[pool->type].per_month;
        vehicles += pool->size == UNLIMITED ? 0 : pool->size * self->months * price_of_one;
    }
    self->shares->by_cause[COST_VEHICLES] += vehicles;
    spread_sorted(self, c, sorting + vehicles);
    for (int d = 0; !hub && d < DIRECTIONS; d++) {
        spread_below(self, (struct id_range){c, c + 1}, d, use->haul[d]);
    }
}

static void share_station(struct sharing *self, station_id s, uint64_t returned)
{
    const struct network *network = self->network;
    const struct scenario_station_costs *price = &network->money->stations[s];
    const struct place_use *use = &self->costs->places[s];
    double *by_cause = self->shares->by_cause;
    double month = self->months * price->per_month;
    double keeper = network_keeper_time(network, s, network->warm_up, network->end) /
                    (double)DES_SECOND * price->per_s;
    double returns = (double)returned * price->per_return;
    uint64_t all = use->completed[INBOUND] + use->completed[OUTBOUND];
    by_cause[COST_STATIONS] += month;
    by_cause[COST_KEEPERS] += keeper;
    by_cause[COST_COMMISSION] += (double)all * price->per_parcel;
    by_cause[COST_RETURNS] += returns;
    by_cause[COST_RIDERS] += use->rider;
    self->shares->places[INBOUND][s] += returns + use->rider;
    self->idle += all == 0 ? month + keeper : 0;
    for (int d = 0; all > 0 && d < DIRECTIONS; d++) {
        self->shares->places[d][s] += (double)use->completed[d] * price->per_parcel +
                                      (month + keeper) * part(use->completed[d], all);
    }
}

/* What every place has of its own: the trips that came, and who was late. */
static void share_own(struct sharing *self, int32_t place)
{
    const struct place_use *use = &self->costs->places[place];
    for (int d = 0; d < DIRECTIONS; d++) {
        self->shares->by_cause[COST_LATE] += use->late[d];
        self->shares->places[d][place] += use->carriage[d] + use->late[d];
    }
}

static void share_transport(struct sharing *self)
{
    const struct transport_use *use = self->costs->transport;
    double *by_cause = self->shares->by_cause;
    by_cause[COST_HAUL_KM] = use[LINE_HAUL_USE].km;
    by_cause[COST_HAUL_TRIPS] = use[LINE_HAUL_USE].trips;
    by_cause[COST_HAUL_HOURS] = use[LINE_HAUL_USE].hours;
    by_cause[COST_FEEDER_KM] = use[FEEDER_USE].km;
    by_cause[COST_FEEDER_TRIPS] = use[FEEDER_USE].trips;
    by_cause[COST_FEEDER_HOURS] = use[FEEDER_USE].hours;
    self->idle += self->costs->idle;
}

/* What is left is borne by all completed parcels alike; when there are none, by nobody. */
static void share_idle(struct sharing *self, int32_t places)
{
    struct cost_shares *shares = self->shares;
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t p = 0; p < places; p++) {
            shares->completed[d] += self->costs->places[p].completed[d];
        }
    }
    uint64_t all = shares->completed[INBOUND] + shares->completed[OUTBOUND];
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t p = 0; p < places; p++) {
            if (all > 0) {
                shares->places[d][p] += self->idle * part(self->costs->places[p].completed[d], all);
            }
            shares->total[d] += shares->places[d][p];
        }
    }
}

struct cost_shares cost_shares_make(const struct costs *self, const uint64_t *returned)
{
    const struct network *network = self->network;
    int32_t places = network->station_count + network->centre_count - network->hub_count;
    double seconds = (double)(network->end - network->warm_up) / (double)DES_SECOND;
    struct cost_shares shares = {0};
    struct sharing sharing = {self, network, &shares, seconds, seconds / SCENARIO_MONTH_S, 0};
    DES_REQUIRE(network->money && self->stations.end == network->station_count);
    for (int d = 0; d < DIRECTIONS; d++) {
        shares.places[d] = des_allocate((size_t)places, sizeof(double));
    }
    share_transport(&sharing);
    for (centre_id c = 0; c < network->centre_count; c++) {
        share_centre(&sharing, c);
    }
    for (station_id s = 0; s < network->station_count; s++) {
        share_station(&sharing, s, returned[s]);
    }
    for (int32_t p = 0; p < places; p++) {
        share_own(&sharing, p);
    }
    share_idle(&sharing, places);
    return shares;
}

/* What is paid by time alone, whatever happens, between two moments. */
static double paid_by_time(const struct network *network, des_time begin, des_time end)
{
    const struct network_money *money = network->money;
    double months = (double)(end - begin) / (double)DES_SECOND / SCENARIO_MONTH_S, sum = 0;
    for (centre_id c = 0; c < network->centre_count; c++) {
        const struct centre *centre = &network->centres[c];
        double on_shift = network_server_time(centre, begin, end);
        sum += months * money->centres[c].per_month;
        sum += on_shift / (double)DES_SECOND * money->centres[c].per_s;
    }
    for (pool_id p = 0; p < network->pool_count; p++) {
        const struct vehicle_pool *pool = &network->pools[p];
        double price = money->vehicles[pool->type].per_month;
        sum += pool->size == UNLIMITED ? 0 : pool->size * months * price;
    }
    for (station_id s = 0; s < network->station_count; s++) {
        sum += months * money->stations[s].per_month;
        sum += network_keeper_time(network, s, begin, end) / (double)DES_SECOND *
               money->stations[s].per_s;
    }
    return sum;
}

double costs_of_period(const struct costs *self, int32_t period)
{
    const struct network_period *of = &self->network->periods[period];
    return self->by_period[period] + paid_by_time(self->network, of->begin, of->end);
}

void cost_shares_done(struct cost_shares *self)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->places[d]);
        self->places[d] = NULL;
    }
}

double cost_shares_sum(const struct cost_shares *self)
{
    double sum = 0;
    for (int c = 0; c < COST_CAUSES; c++) {
        sum += self->by_cause[c];
    }
    return sum;
}
