/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expected_orders.c - the mean of the Poisson processes of operation/source.h. */
#include "models/network/network.h"

/* Hours of shape 1 in [0, time). */
static double operational_time(const struct demand_shape *shape, des_time time)
{
    des_time hour = time / DES_HOUR, within = time % DES_HOUR;
    double level = shape->cumulative[hour];
    if (within > 0) {
        double factor = shape->cumulative[hour + 1] - level;
        level += factor * ((double)within / (double)DES_HOUR);
    }
    return level;
}

/* Who comes from this moment on finds the place open at the end of the simulation or later. What
 * opens next never moves back as time goes on, so that halving finds it. */
static des_time too_late(const struct des_calendar *open, des_time end)
{
    des_time early = 0, late = end; /* from `late` on it is too late; before `early` it isn't */
    while (early < late) {
        des_time middle = early + (late - early) / 2;
        if (des_calendar_next_open(open, middle) < end) {
            early = middle + 1;
        } else {
            late = middle;
        }
    }
    return late;
}

double network_expected_orders(const struct network *self, enum direction direction)
{
    const struct demand_shape *shape = &self->shape[direction];
    double always = operational_time(shape, self->end), sum = 0;
    for (int32_t v = 0; v < self->village_count; v++) {
        const struct village *village = &self->villages[v];
        double rate = village->rate[direction], hours = always;
        if (rate > 0 && direction == OUTBOUND && village->service == SERVED_BY_STATION) {
            const struct des_calendar *open = &self->stations[village->station].open;
            hours = operational_time(shape, too_late(open, self->end));
        }
        sum += rate > 0 ? rate * hours : 0;
    }
    return sum * self->order_sizes[direction].mean;
}
