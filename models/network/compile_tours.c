/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_tours.c - the tours of a route that leaves them to the program.
 *
 * Each stop weighs what a departure brings it or takes from it on average, whichever is more: so
 * the vehicle is never fuller on the way than the sum of its stops. Tours may be filled up to a
 * share of the capacity, because departures differ. Legs are the mean travel times. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/compile.h"

/* Departures a day, on average; one when it is the load that decides. */
static double departures_a_day(const struct scenario_dispatch *dispatch)
{
    if (dispatch->kind == DISPATCH_EVERY) {
        return 86400 / fmax(des_distribution_mean(&dispatch->interval), 1);
    }
    if (dispatch->kind == DISPATCH_WHEN_FULL) {
        return 1;
    }
    double days = 0;
    for (int day = 0; day < 7; day++) {
        days += dispatch->weekdays[day];
    }
    return (double)dispatch->time_count * days / 7;
}

/* Parcels a day of the village, on average over the simulated time. */
static double village_parcels(const struct network *network, village_id v, enum direction direction)
{
    double factor = network->shape[direction].cumulative[network->hours] / network->hours;
    return network->villages[v].rate[direction] * factor * 24 *
           network->order_sizes[direction].mean * network_share(network, v);
}

/* Of all villages, at the stations where they are collected or dropped off; by station. */
static double *station_parcels(const struct network *network, enum direction direction)
{
    double *parcels = des_allocate((size_t)network->station_count, sizeof *parcels);
    for (int32_t v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        double all = village_parcels(network, v, direction);
        for (int32_t o = village->options.begin; o < village->options.end; o++) {
            const struct station_choice_option *option = &network->options[o];
            double share = network_option_share(network, village, o);
            parcels[option->station] += all * share * ((double)option->kept * 0x1p-32);
        }
        if (village->options.begin == village->options.end && village->station != NO_PLACE) {
            parcels[village->station] += all * ((double)village->kept * 0x1p-32);
        }
    }
    return parcels;
}

/* All a county's villages, wherever they collect. */
static double county_parcels(const struct network *network, int32_t county,
                             enum direction direction)
{
    double sum = 0;
    for (int32_t v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        bool counts = village->county == county && village->service != NOT_SERVED;
        sum += counts ? village_parcels(network, v, direction) : 0;
    }
    return sum;
}

static void fill_loads(const struct compiler *self, const struct tour_sites *sites,
                       struct tour_problem *problem, double *load, double *service)
{
    const struct network *network = self->network;
    const struct scenario_route *row = sites->row;
    double *stations[DIRECTIONS];
    double departures = fmax(departures_a_day(&row->dispatch), 1e-9);
    for (int d = 0; d < DIRECTIONS; d++) {
        stations[d] = station_parcels(network, (enum direction)d);
    }
    for (int32_t i = 0; i < sites->count; i++) {
        double parcels[DIRECTIONS];
        for (int d = 0; d < DIRECTIONS; d++) {
            double a_day = sites->line_haul
                               ? county_parcels(network, sites->places[i], (enum direction)d)
                               : stations[d][sites->places[i]];
            parcels[d] = a_day / departures;
        }
        double weight = fmax(parcels[INBOUND], parcels[OUTBOUND]) / row->tour_fill;
        load[i + 1] = fmin(weight, problem->capacity);
        /* What is collected is handled again at the base. */
        service[i + 1] = row->stop_s + row->handling_s * (parcels[INBOUND] + 2 * parcels[OUTBOUND]);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        free(stations[d]);
    }
}

static double mean_leg_s(const struct compiler *self, int32_t from, int32_t to, double speed_mps)
{
    struct stop leg = compile_leg(self, from, to, speed_mps);
    double mean = des_distribution_mean(&leg.travel) / 1e6;
    des_distribution_done(&leg.travel);
    /* To the millisecond: no choice may hang on the last bits. */
    return round(mean * des_distribution_mean(&self->scenario->travel.delay) * 1000) / 1000;
}

static double *leg_table(const struct compiler *self, const struct tour_sites *sites)
{
    size_t places = (size_t)sites->count + 1;
    double *legs = des_allocate(places * places, sizeof *legs);
    int32_t *nodes = des_allocate(places, sizeof *nodes);
    nodes[0] = sites->base;
    for (size_t i = 1; i < places; i++) {
        nodes[i] = sites->line_haul ? sites->places[i - 1]
                                    : self->network->centre_count + sites->places[i - 1];
    }
    for (size_t i = 0; i < places * places; i++) {
        size_t from = i / places, to = i % places;
        legs[i] = from == to ? 0 : mean_leg_s(self, nodes[from], nodes[to], sites->speed_mps);
    }
    free(nodes);
    return legs;
}

struct tour_plan compile_tours(const struct compiler *self, const struct tour_sites *sites)
{
    size_t places = (size_t)sites->count + 1;
    double *load = des_allocate(places, sizeof *load);
    double *service = des_allocate(places, sizeof *service);
    double *legs = leg_table(self, sites);
    struct tour_problem problem = {
        .stops = (size_t)sites->count,
        .leg = legs,
        .load = load,
        .service = service,
        .capacity = sites->capacity,
        .longest = sites->row->tour_longest_s - sites->row->stop_s, /* that at the base */
    };
    fill_loads(self, sites, &problem, load, service);
    struct tour_plan plan = tour_plan_make(&problem);
    free(load);
    free(service);
    free(legs);
    return plan;
}
