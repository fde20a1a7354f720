/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_demand.c - hour by hour, the factor on every village's basic rate.
 *
 * Hours, weekdays and months say how a year's orders are spread: each is scaled to mean 1
 * (months weighted by their days in a year of 365). Growth and peaks come on top: growth is
 * compound, (1 + g)^(years since start), taken at the middle of each day; a peak multiplies
 * whole days. */
#include <math.h>

#include "engine/require.h"
#include "models/network/compile.h"

static double mean_of(const double *factors, const int *weights, int count)
{
    double sum = 0, weight = 0;
    for (int i = 0; i < count; i++) {
        int w = weights ? weights[i] : 1;
        sum += factors[i] * w;
        weight += w;
    }
    return sum / weight;
}

static double peak_factor(const struct scenario_demand *demand, int64_t day)
{
    double factor = 1;
    for (size_t p = 0; p < demand->peak_count; p++) {
        const struct scenario_peak *peak = &demand->peaks[p];
        if (day >= scenario_days_from_date(peak->from) &&
            day <= scenario_days_from_date(peak->to)) {
            factor *= peak->factor;
        }
    }
    return factor;
}

static double day_factor(const struct scenario *scenario, const struct scenario_demand *demand,
                         int32_t day)
{
    static const int month_days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t date_days = scenario_days_from_date(scenario->start) + day;
    struct scenario_date date = scenario_date_from_days(date_days);
    double weekday = demand->weekdays[scenario_weekday(date)] / mean_of(demand->weekdays, NULL, 7);
    double month = demand->months[date.month - 1] / mean_of(demand->months, month_days, 12);
    double growth = pow(1 + demand->growth, (day + 0.5) / 365);
    return weekday * month * growth * peak_factor(demand, date_days);
}

/* To a multiple of 2^-40: pow's last bit depends on the processor, results must not. */
static double rounded(double factor)
{
    return floor(factor * 0x1p40 + 0.5) * 0x1p-40;
}

static void compile_shape(const struct scenario *scenario, const struct scenario_demand *demand,
                          int32_t hours, struct demand_shape *shape)
{
    shape->cumulative = des_allocate((size_t)hours + 1, sizeof *shape->cumulative);
    double hour_mean = mean_of(demand->hours, NULL, 24);
    double today = 1;
    for (int32_t h = 0; h < hours; h++) {
        if (h % 24 == 0) {
            today = day_factor(scenario, demand, h / 24);
        }
        double factor = rounded(today * demand->hours[h % 24] / hour_mean);
        shape->cumulative[h + 1] = shape->cumulative[h] + factor;
    }
}

static void compile_order_sizes(const struct scenario_demand *demand, struct order_sizes *ret)
{
    double sum = 0;
    for (int i = 0; i < ORDER_SIZES; i++) {
        double share = demand->order_share[i];
        sum += share;
        ret->mean += share * (i + 1);
        ret->most = share > 0 ? i + 1 : ret->most;
        ret->threshold[i] = sum >= 1 - 1e-9 ? UINT64_C(1) << 32 : (uint64_t)(sum * 0x1p32);
    }
}

void compile_demand(struct compiler *self)
{
    static const struct scenario_demand flat = {
        .hours = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        .weekdays = {1, 1, 1, 1, 1, 1, 1},
        .months = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
        .order_share = {1},
        .busy_days = {.kind = DES_CONSTANT, .a = 1},
    };
    for (int d = 0; d < DIRECTIONS; d++) {
        const struct scenario_demand *demand = &self->scenario->demand[d];
        demand = demand->given ? demand : &flat;
        compile_shape(self->scenario, demand, self->network->hours, &self->network->shape[d]);
        compile_order_sizes(demand, &self->network->order_sizes[d]);
        self->network->busy_days[d] = des_distribution_copy(&demand->busy_days);
    }
}
