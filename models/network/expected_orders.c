/* SPDX-License-Identifier: GPL-3.0-or-later */
/* expected_orders.c - the mean of the Poisson processes of operation/source.h. */
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/disturbances.h"

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
    for (int32_t o = village->options.begin; o < village->options.end; o++) {
        const struct station_choice_option *option = &self->options[o];
        double share = network_option_share(self, village, o);
        hours += share * hours_for(self, option->station, option->kept, cumulative);
    }
    return hours;
}

/* ---- recorded orders ---- */

/* The chance that the parcel finds its station open before the end, or is lost for the way. */
static double chance_to_enter(const struct network *self, const struct trace_row *row,
                              const des_time *too_late_at)
{
    const struct village *village = &self->villages[row->village];
    bool choice = village->options.begin < village->options.end;
    double chance = 0;
    for (int32_t o = village->options.begin; o < village->options.end; o++) {
        const struct station_choice_option *option = &self->options[o];
        double share = network_option_share(self, village, o);
        bool in_time = trace_row_time(row) < too_late_at[option->station];
        chance += share * (in_time ? 1 : 1 - (double)option->kept * 0x1p-32);
    }
    if (!choice) {
        bool in_time = trace_row_time(row) < too_late_at[village->station];
        chance = in_time ? 1 : 1 - (double)village->kept * 0x1p-32;
    }
    return chance;
}

static double recorded_orders(const struct network *self, enum direction direction)
{
    const struct network_trace *trace = self->traces[direction];
    des_time *too_late_at = des_allocate((size_t)self->station_count, sizeof *too_late_at);
    for (int32_t s = 0; direction == OUTBOUND && s < self->station_count; s++) {
        too_late_at[s] = too_late(&self->stations[s].open, self->end);
    }
    double sum = 0;
    for (int32_t r = 0; r < trace->count; r++) {
        const struct trace_row *row = &trace->rows[r];
        bool by_station =
            direction == OUTBOUND && self->villages[row->village].service == SERVED_BY_STATION;
        if (trace_row_time(row) < self->end) {
            double chance = by_station ? chance_to_enter(self, row, too_late_at) : 1;
            sum += chance * network_share(self, (village_id)row->village);
        }
    }
    free(too_late_at);
    return sum;
}

/* ---- drawn orders ---- */

/* The shape of demand by county, as villages of a county follow one another. */
struct county_shapes {
    const struct network *network;
    enum direction direction;
    const double *usual;         /* what disturbances change */
    const uint32_t *replication; /* as it is there; NULL: on average */
    centre_id county;            /* whose shape is at hand */
    double *own;                 /* where disturbances change it; owned */
};

static const double *shape_of(struct county_shapes *self, centre_id county)
{
    const struct network *network = self->network;
    if (!network->surges && !network->thins) {
        return self->usual;
    }
    if (self->county != county) {
        free(self->own);
        self->county = county;
        self->own =
            disturbances_shape(network, self->direction, county, self->usual, self->replication);
    }
    return self->own;
}

static double expected_orders(const struct network *self, enum direction direction,
                              const double *usual, const uint32_t *replication)
{
    double kept = direction == OUTBOUND ? 1 - (double)self->local_below * 0x1p-32 : 1;
    if (self->traces[direction]) {
        return recorded_orders(self, direction) * kept;
    }
    struct county_shapes shapes = {self, direction, usual, replication, NO_PLACE, NULL};
    double sum = 0;
    for (int32_t v = 0; v < self->village_count; v++) {
        const struct village *village = &self->villages[v];
        double rate = village->rate[direction];
        if (rate == 0) {
            continue;
        }
        const double *shape = shape_of(&shapes, village->county);
        bool at_station = direction == OUTBOUND && village->service == SERVED_BY_STATION;
        double hours =
            at_station ? hours_of(self, village, shape) : operational_time(shape, self->end);
        sum += rate * hours * network_share(self, v);
    }
    free(shapes.own);
    return sum * self->order_sizes[direction].mean * kept;
}

double network_expected_orders_in(const struct network *self, enum direction direction,
                                  uint32_t replication)
{
    double *own = network_draw_shape(self, replication, direction);
    const double *usual = own ? own : self->shape[direction].cumulative;
    double expected = expected_orders(self, direction, usual, &replication);
    free(own);
    return expected;
}

double network_expected_orders(const struct network *self, enum direction direction)
{
    return expected_orders(self, direction, self->shape[direction].cumulative, NULL);
}
