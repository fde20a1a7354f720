/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expected_orders.c - the mean of the Poisson processes of operation/source.h. */
#include "models/network/network.h"

/* Hours of shape 1 in [0, time). */
static double operational_time(const double *cumulative, des_time time)
{
    des_time hour = time / DES_HOUR, within = time % DES_HOUR;
    double level = cumulative[hour];
    if (within > 0) {
        double factor = cumulative[hour + 1] - level;
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

/* Hours of shape 1 in which people come to the station in time to find it open before the end;
 * those who are lost for the way count at all hours. */
static double hours_for(const struct network *self, station_id station, uint64_t kept,
                        const double *cumulative)
{
    double always = operational_time(cumulative, self->end), stay = (double)kept * 0x1p-32;
    double open = operational_time(cumulative, too_late(&self->stations[station].open, self->end));
    return stay * open + (1 - stay) * always;
}

/* The same over the stations that the village's people choose. */
static double hours_of(const struct network *self, const struct village *village,
                       const double *cumulative)
{
    if (village->options.begin == village->options.end) {
        return hours_for(self, village->station, village->kept, cumulative);
    }
    double hours = 0;
    uint64_t below = 0;
    for (int32_t o = village->options.begin; o < village->options.end; o++) {
        const struct station_choice_option *option = &self->options[o];
        double share = (double)(option->threshold - below) * 0x1p-32;
        hours += share * hours_for(self, option->station, option->kept, cumulative);
        below = option->threshold;
    }
    return hours;
}

double network_expected_orders_under(const struct network *self, enum direction direction,
                                     const double *cumulative)
{
    double always = operational_time(cumulative, self->end), sum = 0;
    for (int32_t v = 0; v < self->village_count; v++) {
        const struct village *village = &self->villages[v];
        double rate = village->rate[direction], hours = always;
        if (rate > 0 && direction == OUTBOUND && village->service == SERVED_BY_STATION) {
            hours = hours_of(self, village, cumulative);
        }
        sum += rate > 0 ? rate * hours : 0;
    }
    return sum * self->order_sizes[direction].mean;
}

double network_expected_orders(const struct network *self, enum direction direction)
{
    return network_expected_orders_under(self, direction, self->shape[direction].cumulative);
}
