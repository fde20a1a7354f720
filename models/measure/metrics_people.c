/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Staffed hours and jobs, coverage, access and equity across villages. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/equity.h"
#include "models/measure/metrics_rows.h"
#include "models/measure/village_records.h"

static const double hour = (double)DES_HOUR;

/* ---- who works ---- */

/* Hours of the observed time in which stations are open, of all keepers. */
static double keepers_hours(const struct network *network)
{
    double sum = 0;
    for (station_id s = 0; s < network->station_count; s++) {
        sum += network_keeper_time(network, s, network->warm_up, network->end);
    }
    return sum / hour;
}

static void work_rows(struct metrics *self, struct row_name name, double hours)
{
    double full_time = (double)self->network->people->full_time / hour;
    double per_day = metrics_per_day(self, hours);
    metrics_row(self, row_measure(name, "staffed_hours", "per_day", "h/d"), per_day);
    metrics_row(self, row_measure(name, "jobs", "total", "full-time"), 7 * per_day / full_time);
}

static void work(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    double by[TIERS] = {0}, all = 0;
    for (centre_id c = 0; c < network->centre_count; c++) {
        enum tier tier = c < network->hub_count ? TIER_HUB : TIER_COUNTY;
        by[tier] += (summary->centres[c].open + summary->centres[c].lost) / hour; /* paid for */
    }
    by[TIER_LINE_HAUL] = summary->costs->transport[LINE_HAUL_USE].away / hour;
    by[TIER_FEEDER] = summary->costs->transport[FEEDER_USE].away / hour;
    by[TIER_STATION] = keepers_hours(network) + metrics_all_riders(summary).away / hour;
    for (int t = 0; t < TIERS; t++) {
        all += by[t];
    }
    work_rows(self, (struct row_name){0}, all);
    for (int t = 0; t < TIERS; t++) {
        work_rows(self, (struct row_name){.tier = metrics_tiers[t]}, by[t]);
    }
    if (network->money) {
        struct cost_shares shares = metrics_shares(summary);
        double jobs = 7 * metrics_per_day(self, all) / ((double)network->people->full_time / hour);
        double month = metrics_per_day(self, cost_shares_sum(&shares)) * 365 / 12;
        char unit[CURRENCY_LENGTH + 16];
        snprintf(unit, sizeof unit, "%s/month", network->money->currency);
        metrics_row(self,
                    (struct row_name){.measure = "cost_per_job", .statistic = "mean", .unit = unit},
                    metrics_ratio(month, jobs));
        cost_shares_done(&shares);
    }
}

/* ---- who lives near ---- */

/* Of people of all villages; those whom nobody serves are near to nothing. People whose parcels go
 * with several carriers count in parts, as their parcels do. */
static void coverage(struct metrics *self)
{
    const struct network *network = self->network;
    struct equity_point *points = des_allocate((size_t)network->village_count, sizeof *points);
    size_t count = 0;
    double all = 0, served = 0;
    for (village_id v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        double people = village->people > 0 ? village->people * network_share(network, v) : 0;
        all += people;
        if (people > 0 && village->service != NOT_SERVED && !isnan(village->access_m)) {
            points[count++] = (struct equity_point){village->access_m, people};
            served += people;
        }
    }
    for (int32_t w = 0; w < network->people->within_count; w++) {
        double within_m = network->people->within_m[w];
        char statistic[40];
        snprintf(statistic, sizeof statistic, "%gkm", within_m / 1000);
        double share = equity_share_within(points, count, within_m);
        metrics_row(self,
                    (struct row_name){.measure = "coverage", .statistic = statistic, .unit = "1"},
                    metrics_ratio((isnan(share) ? 0 : share) * served, all));
    }
    free(points);
}

/* The first record of a village that has people and that somebody serves. */
static bool is_served(const struct network *network, village_id v)
{
    return network->villages[v].people > 0 && network_first_record(network, v) == v &&
           village_is_served(network, v);
}

static void access_rows(struct metrics *self)
{
    const struct network *network = self->network;
    struct equity_point *points = des_allocate((size_t)network->village_count, sizeof *points);
    size_t count = 0;
    for (village_id v = 0; v < network->village_count; v++) {
        double access_m = village_access_m(network, v);
        if (is_served(network, v) && !isnan(access_m)) {
            points[count++] = (struct equity_point){access_m, network->villages[v].people};
        }
    }
    coverage(self);
    struct equity access = equity_make(points, count);
    struct row_name name = {.measure = "access", .unit = "km"};
    metrics_row(self, row_statistic(name, "mean"), access.mean / 1000);
    metrics_row(self, row_statistic(name, "p50"), access.p50 / 1000);
    metrics_row(self, row_statistic(name, "p90"), access.p90 / 1000);
    metrics_row(self, row_statistic(name, "max"), access.most / 1000);
    metrics_row(self, row_measure(name, "access_gini", "share", "1"), access.gini);
    metrics_row(self, row_measure(name, "access_ratio", "share", "ratio"), access.ratio);
    free(points);
}

/* ---- who waits ---- */

static void equity_rows(struct metrics *self, const struct summary *summary, int d)
{
    const struct network *network = self->network;
    struct equity_point *points = des_allocate((size_t)network->village_count, sizeof *points);
    size_t count = 0;
    for (village_id v = 0; v < network->village_count; v++) {
        struct origin_sum times = village_times(network, summary->origins, (enum direction)d, v);
        double mean = origin_mean(&times);
        if (is_served(network, v) && !isnan(mean)) {
            points[count++] = (struct equity_point){mean, network->villages[v].people};
        }
    }
    struct equity times = equity_make(points, count);
    struct row_name name = {.statistic = "share", .direction = metrics_directions[d], .unit = "1"};
    metrics_row(self, row_measure(name, "delivery_time_gini", "share", "1"), times.gini);
    metrics_row(self, row_measure(name, "delivery_time_ratio", "share", "ratio"), times.ratio);
    free(points);
}

enum { MANY_VILLAGES = 5000 }; /* beyond, rows of each are too many to read */

/* Where each village stands: its way and, unless that is reported anyway, its mean times. */
static void village_rows(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    for (village_id v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        struct row_name name = {.place_kind = "village", .place = village->name};
        if (network_first_record(network, v) != v || !village_is_served(network, v)) {
            continue;
        }
        metrics_row(self, row_measure(name, "access", "mean", "km"),
                    village_access_m(network, v) / 1000);
        for (int d = 0; d < DIRECTIONS && !network->watch_origins; d++) {
            name.direction = metrics_directions[d];
            name.event = d == INBOUND ? "available" : "left hub";
            if (village->rate[d] > 0) {
                struct origin_sum times =
                    village_times(network, summary->origins, (enum direction)d, v);
                metrics_row(self, row_measure(name, "delivery_time", "mean", "h"),
                            origin_mean(&times) / hour);
            }
        }
    }
}

void metrics_people(struct metrics *self, const struct summary *summary)
{
    if (!self->network->people) {
        return;
    }
    work(self, summary);
    access_rows(self);
    if (self->network->village_count <= MANY_VILLAGES) {
        village_rows(self, summary);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        if (self->has[d]) {
            equity_rows(self, summary, d);
        }
    }
}
