/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/long_run.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"

enum { WEEK = 7 };

/* Ratio of the sums of `above` and `below`, of whole batches only: as the interval's mean. The
 * linearized series replaces `above`. */
static void linearize(double *above, const double *below, size_t length, size_t period)
{
    size_t size = length / BATCH_MEANS_BATCHES / period * period;
    size_t used = size * BATCH_MEANS_BATCHES;
    double sum_above = 0, sum_below = 0;
    for (size_t i = length - used; i < length; i++) {
        sum_above += above[i];
        sum_below += below[i];
    }
    if (!(sum_below > 0)) {
        return; /* too short: there will be no interval */
    }
    double ratio = sum_above / sum_below, mean_below = sum_below / (double)used;
    for (size_t i = 0; i < length; i++) {
        above[i] = ratio + (above[i] - ratio * below[i]) / mean_below;
    }
}

struct series {
    double *completed, *delay_h, *on_time, *promised; /* by day */
};

static struct series series_make(const struct daily *daily, int direction)
{
    size_t days = (size_t)daily->days;
    struct series self = {des_allocate(days, sizeof(double)), des_allocate(days, sizeof(double)),
                          des_allocate(days, sizeof(double)), des_allocate(days, sizeof(double))};
    for (size_t day = 0; day < days; day++) {
        const struct daily_sum *sum = &daily->sums[direction][day];
        self.completed[day] = (double)sum->completed;
        self.delay_h[day] = (double)sum->delay / (double)DES_HOUR;
        self.on_time[day] = (double)sum->on_time;
        self.promised[day] = (double)sum->promised;
    }
    return self;
}

static void series_done(struct series *self)
{
    free(self->completed);
    free(self->delay_h);
    free(self->on_time);
    free(self->promised);
}

static bool has_any(const double *series, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (series[i] > 0) {
            return true;
        }
    }
    return false;
}

static void add(struct long_run *self, const char *measure, const char *unit, const double *series,
                double confidence)
{
    self->figures[self->count++] = (struct long_run_figure){
        measure, unit, batch_means_make(series, self->days, self->period, confidence)};
}

static void add_direction(struct long_run *self, const struct daily *daily, int direction,
                          double confidence)
{
    bool in = direction == INBOUND;
    struct series series = series_make(daily, direction);
    if (has_any(series.completed, self->days)) {
        linearize(series.delay_h, series.completed, self->days, self->period);
        add(self, in ? "delivery_time.inbound.mean" : "delivery_time.outbound.mean", "h",
            series.delay_h, confidence);
        add(self, in ? "throughput.inbound" : "throughput.outbound", "parcels/d", series.completed,
            confidence);
    }
    if (has_any(series.promised, self->days)) {
        linearize(series.on_time, series.promised, self->days, self->period);
        add(self, in ? "service_level.inbound" : "service_level.outbound", "1", series.on_time,
            confidence);
    }
    series_done(&series);
}

struct long_run *long_run_create(const struct daily *daily, double confidence)
{
    struct long_run *self = des_allocate(1, sizeof *self);
    self->days = (size_t)daily->days;
    self->period = self->days >= (size_t)WEEK * BATCH_MEANS_TESTED ? WEEK : 1;
    for (int d = 0; d < DIRECTIONS; d++) {
        add_direction(self, daily, d, confidence);
    }
    return self;
}

bool long_run_is_estimable(const struct long_run *self)
{
    bool all = self->count > 0;
    for (size_t f = 0; f < self->count; f++) {
        all = all && !isnan(self->figures[f].batches.half_width);
    }
    return all;
}
