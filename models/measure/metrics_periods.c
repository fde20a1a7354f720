/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures by period of a long run; their kind of place is "period". */
#include <math.h>

#include "models/measure/metrics_rows.h"

/* Of classes with a promise; a period in which nothing was due has none. */
static double service_level(const struct period_sum *sum, int64_t overdue)
{
    return metrics_ratio((double)sum->on_time, (double)sum->promised + (double)overdue);
}

/* In the system at the last full hour of the period. */
static double left_over(const struct summary *summary, int d, const struct network_period *period)
{
    int64_t hour = period->end / DES_HOUR;
    return hour < summary->series_length ? (double)summary->in_system[d][hour] : NAN;
}

static bool promises(const struct metrics *self, int d)
{
    bool any = false;
    for (int32_t c = 0; c < self->network->class_count; c++) {
        const struct network_class *class = &self->network->classes[c];
        any |= class->share[d] > 0 && class->promise < DES_NEVER;
    }
    return any;
}

static void direction_rows(struct metrics *self, const struct summary *summary, int d)
{
    int64_t overdue = 0;
    for (int32_t p = 0; p < self->network->period_count; p++) {
        const struct network_period *period = &self->network->periods[p];
        const struct period_sum *sum = &summary->periods->sums[d][p];
        double days = (double)(period->end - period->begin) / (double)DES_DAY;
        struct row_name name = {
            .direction = metrics_directions[d], .place_kind = "period", .place = period->name};
        overdue += sum->overdue;
        metrics_row(self, row_measure(name, "throughput", "per_day", "parcels/d"),
                    (double)sum->completed / days);
        if (promises(self, d)) {
            metrics_row(self, row_measure(name, "service_level", "share", "1"),
                        service_level(sum, overdue));
        }
        metrics_row(self, row_measure(name, "parcels_in_system", "end", "parcels"),
                    left_over(summary, d, period));
        name.measure = "delivery_time";
        metrics_histogram(self, name, &sum->times);
    }
}

static void cost_rows(struct metrics *self, const struct summary *summary)
{
    for (int32_t p = 0; p < self->network->period_count; p++) {
        const struct network_period *period = &self->network->periods[p];
        struct row_name name = {.measure = "cost", .place_kind = "period", .place = period->name};
        uint64_t completed = summary->periods->sums[INBOUND][p].completed +
                             summary->periods->sums[OUTBOUND][p].completed;
        double days = (double)(period->end - period->begin) / (double)DES_DAY;
        double money = costs_of_period(summary->costs, p);
        metrics_money(self, name, money, days, (double)completed);
    }
}

void metrics_periods(struct metrics *self, const struct summary *summary)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        if (self->has[d] && self->network->period_count > 0) {
            direction_rows(self, summary, d);
        }
    }
    if (self->network->money) {
        cost_rows(self, summary);
    }
}
