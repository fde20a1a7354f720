/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/costs.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"

static const double second = (double)DES_SECOND;

static int32_t length(struct id_range range)
{
    return range.end - range.begin;
}

struct costs *costs_create(const struct network *network, const struct region *part)
{
    struct costs *self = des_allocate(1, sizeof *self);
    self->network = network;
    self->hubs = (struct id_range){0, network->hub_count};
    self->counties = (struct id_range){network->hub_count, network->centre_count};
    self->stations = (struct id_range){0, network->station_count};
    if (part) {
        int32_t hub = (int32_t)(part - network->regions);
        self->hubs = (struct id_range){hub, hub + 1};
        self->counties = part->counties;
        self->stations = part->stations;
    }
    size_t places = (size_t)(length(self->stations) + length(self->counties));
    size_t centres = (size_t)(length(self->hubs) + length(self->counties));
    self->places = des_allocate(places, sizeof *self->places);
    self->centres = des_allocate(centres, sizeof *self->centres);
    for (int d = 0; network->money && network->carriers && d < DIRECTIONS; d++) {
        self->carried[d] = des_allocate(places * (size_t)network->carrier_count, sizeof(uint64_t));
    }
    if (network->money && network->period_count > 0) {
        self->by_period = des_allocate((size_t)network->period_count, sizeof(double));
    }
    return self;
}

void costs_destroy(struct costs *self)
{
    if (self) {
        free(self->places);
        free(self->centres);
        free(self->by_period);
        for (int d = 0; d < DIRECTIONS; d++) {
            free(self->carried[d]);
        }
        free(self);
    }
}

static struct place_use *place_of(const struct costs *self, centre_id county, station_id station)
{
    return station == NO_PLACE
               ? &self->places[length(self->stations) + county - self->counties.begin]
               : &self->places[station - self->stations.begin];
}

static struct centre_use *centre_of(const struct costs *self, centre_id centre)
{
    return centre < self->network->hub_count
               ? &self->centres[centre - self->hubs.begin]
               : &self->centres[length(self->hubs) + centre - self->counties.begin];
}

static void absorb_place(struct place_use *to, const struct place_use *from)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        to->completed[d] += from->completed[d];
        to->carriage[d] += from->carriage[d];
        to->late[d] += from->late[d];
    }
    to->rider += from->rider;
}

static void absorb_carried(struct costs *self, const struct place_use *to,
                           const struct costs *region, const struct place_use *from)
{
    ptrdiff_t carriers = self->network->carrier_count;
    for (int d = 0; d < DIRECTIONS && self->carried[d]; d++) {
        for (ptrdiff_t k = 0; k < carriers; k++) {
            self->carried[d][(to - self->places) * carriers + k] +=
                region->carried[d][(from - region->places) * carriers + k];
        }
    }
}

static void absorb_centre(struct centre_use *to, const struct centre_use *from)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        to->sorted[d] += from->sorted[d];
        to->haul[d] += from->haul[d];
    }
}

void costs_absorb(struct costs *self, const struct costs *region)
{
    for (station_id s = region->stations.begin; s < region->stations.end; s++) {
        absorb_place(place_of(self, NO_PLACE, s), place_of(region, NO_PLACE, s));
        absorb_carried(self, place_of(self, NO_PLACE, s), region, place_of(region, NO_PLACE, s));
    }
    for (centre_id h = region->hubs.begin; h < region->hubs.end; h++) {
        absorb_centre(centre_of(self, h), centre_of(region, h));
    }
    for (centre_id c = region->counties.begin; c < region->counties.end; c++) {
        absorb_place(place_of(self, c, NO_PLACE), place_of(region, c, NO_PLACE));
        absorb_carried(self, place_of(self, c, NO_PLACE), region, place_of(region, c, NO_PLACE));
        absorb_centre(centre_of(self, c), centre_of(region, c));
    }
    for (int t = 0; t < TRANSPORT_USES; t++) {
        struct transport_use *to = &self->transport[t];
        const struct transport_use *from = &region->transport[t];
        to->km += from->km;
        to->trips += from->trips;
        to->hours += from->hours;
        to->grams += from->grams;
        to->away += from->away;
    }
    self->idle += region->idle;
    self->saved_way_m += region->saved_way_m;
    for (int32_t p = 0; self->by_period && p < self->network->period_count; p++) {
        self->by_period[p] += region->by_period[p];
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        self->way_m[d] += region->way_m[d];
    }
}

/* ---- parcels ---- */

/* Notes what was spent at an observed moment. */
static void pay(struct costs *self, des_time time, double money)
{
    if (self->by_period) {
        const struct network *network = self->network;
        self->by_period[network_period_of(network->periods, network->period_count, time)] += money;
    }
}

static double late_cost(const struct network *network, const struct parcel *parcel, des_time delay)
{
    int32_t class = parcel_class(parcel);
    des_time promise = network->classes[class].promise;
    const struct scenario_late_costs *late = &network->money->late[class];
    return delay > promise ? late->per_parcel + late->per_s * (double)(delay - promise) / second
                           : 0;
}

static double way_of(const struct network *network, const struct parcel *parcel)
{
    double access_m = network_access_m(network, (village_id)parcel->village, parcel->luck);
    return isnan(access_m) ? 0 : access_m;
}

/* Notes whose parcel it is, where carriers share them. */
static void note_carrier(struct costs *self, const struct place_use *place, enum direction d,
                         const struct parcel *parcel)
{
    if (self->carried[d]) {
        const struct network *network = self->network;
        ptrdiff_t first = (place - self->places) * network->carrier_count;
        self->carried[d][first + network->village_parts[parcel->village].carrier]++;
    }
}

void costs_available(struct costs *self, centre_id county, station_id station, des_time available,
                     const struct parcel *parcels, size_t count)
{
    const struct network *network = self->network;
    struct place_use *place = place_of(self, county, station);
    place->completed[INBOUND] += count;
    for (size_t i = 0; self->carried[INBOUND] && i < count; i++) {
        note_carrier(self, place, INBOUND, &parcels[i]);
    }
    if (network->money && station != NO_PLACE) {
        pay(self, available, (double)count * network->money->stations[station].per_parcel);
    }
    for (size_t i = 0; network->money && network->money->has_late && i < count; i++) {
        double late = late_cost(network, &parcels[i], available - parcel_born(&parcels[i]));
        place->late[INBOUND] += late;
        pay(self, available, late);
    }
    for (size_t i = 0; network->carbon && network->carbon->own_trips && i < count; i++) {
        bool home = network_delivers_home(network, station, (village_id)parcels[i].village,
                                          parcels[i].luck);
        *(home ? &self->saved_way_m : &self->way_m[INBOUND]) += way_of(network, &parcels[i]);
    }
}

void costs_left_hub(struct costs *self, const struct parcel *parcel)
{
    const struct network *network = self->network;
    const struct village *village = &network->villages[parcel->village];
    station_id station = network_station_of(network, (village_id)parcel->village, parcel->luck);
    struct place_use *place = place_of(self, village->county, station);
    place->completed[OUTBOUND]++;
    note_carrier(self, place, OUTBOUND, parcel);
    if (network->money && station != NO_PLACE) {
        pay(self, parcel->ready, network->money->stations[station].per_parcel);
    }
    if (network->money && network->money->has_late) {
        double late = late_cost(network, parcel, parcel->ready - parcel_born(parcel));
        place->late[OUTBOUND] += late;
        pay(self, parcel->ready, late);
    }
    if (network->carbon && network->carbon->own_trips) {
        self->way_m[OUTBOUND] += way_of(network, parcel);
    }
}

void costs_sorted(struct costs *self, centre_id centre, enum direction direction, uint64_t count)
{
    centre_of(self, centre)->sorted[direction] += count;
}

void costs_sorted_at(struct costs *self, centre_id centre, const des_time *starts, size_t count)
{
    const struct network *network = self->network;
    for (size_t i = 0; self->by_period && i < count; i++) {
        if (starts[i] >= network->warm_up && starts[i] < network->end) {
            pay(self, starts[i], network->money->centres[centre].per_parcel);
        }
    }
}

void costs_returned(struct costs *self, station_id station, des_time time, size_t count)
{
    if (self->by_period) {
        pay(self, time, (double)count * self->network->money->stations[station].per_return);
    }
}

/* ---- trips ---- */

/* Parcel-metres on board that a stop caused, out (with what was carried back unshelved) and back;
 * `by_parcels`: parcels instead, for roads of no known length. */
static double stop_weight(const struct trip_record *trip, const struct stop_record *stop, int d,
                          bool by_parcels)
{
    double out_m = by_parcels ? 1 : stop->distance_m;
    double back_m = by_parcels ? 1 : trip->distance_m - stop->distance_m;
    if (d == OUTBOUND) {
        return (stop->collected - stop->returning) * back_m;
    }
    return stop->brought * out_m + stop->refused * (by_parcels ? 0 : back_m) +
           stop->returning * back_m;
}

static double weights(const struct trip_record *trip, bool by_parcels)
{
    double sum = 0;
    for (int32_t s = 0; s < trip->stop_count; s++) {
        sum += stop_weight(trip, &trip->stops[s], INBOUND, by_parcels) +
               stop_weight(trip, &trip->stops[s], OUTBOUND, by_parcels);
    }
    return sum;
}

static void share_trip(struct costs *self, const struct trip_record *trip, double money)
{
    bool line_haul = self->network->routes[trip->route].line_haul;
    bool by_parcels = !(weights(trip, false) > 0);
    double sum = weights(trip, by_parcels);
    if (!(sum > 0)) {
        self->idle += money;
        return;
    }
    for (int32_t s = 0; s < trip->stop_count; s++) {
        int32_t place = trip->stops[s].place;
        double *to =
            line_haul ? centre_of(self, place)->haul : place_of(self, NO_PLACE, place)->carriage;
        for (int d = 0; d < DIRECTIONS; d++) {
            to[d] += money * stop_weight(trip, &trip->stops[s], d, by_parcels) / sum;
        }
    }
}

/* Parcel-metres on board, those for stops that weren't reached before the end included. */
static double on_board_m(const struct trip_record *trip)
{
    double sum = weights(trip, false), left = trip->load_out;
    for (int32_t s = 0; s < trip->stop_count; s++) {
        left -= trip->stops[s].brought;
    }
    return sum + left * trip->distance_m;
}

static double emitted(const struct network *network, const struct trip_record *trip, int32_t type)
{
    const struct scenario_emissions *co2 = &network->carbon->vehicles[type];
    int32_t capacity = network->vehicle_types[type].capacity;
    double load_m = capacity == UNLIMITED ? 0 : on_board_m(trip) / capacity;
    load_m = network->vehicle_types[type].limited ? trip->fullest_m : load_m;
    return trip->distance_m * co2->empty + load_m * (co2->full - co2->empty);
}

/* Hours are paid in the periods in which they lie. */
static void pay_hours(struct costs *self, des_time begin, des_time end, double per_s)
{
    const struct network *network = self->network;
    for (int32_t p = 0; self->by_period && p < network->period_count; p++) {
        const struct network_period *period = &network->periods[p];
        des_time away = des_time_overlap(begin, end, period->begin, period->end);
        self->by_period[p] += (double)away / second * per_s;
    }
}

void costs_trip(struct costs *self, const struct trip_record *trip)
{
    const struct network *network = self->network;
    const struct route *route = &network->routes[trip->route];
    struct transport_use *use = &self->transport[route->line_haul ? LINE_HAUL_USE : FEEDER_USE];
    int32_t type = network->pools[trip->pool].type;
    bool counts = trip->departed >= network->warm_up && trip->departed < network->end;
    des_time away =
        des_time_overlap(trip->departed, trip->returned, network->warm_up, network->end);
    use->away += (double)away;
    if (counts && network->carbon) {
        use->grams += emitted(network, trip, type);
    }
    if (network->money) {
        const struct scenario_vehicle_costs *price = &network->money->vehicles[type];
        double km = counts ? trip->distance_m * price->per_m : 0;
        double trips = counts ? price->per_trip : 0;
        double hours = (double)away / second * price->per_s;
        use->km += km;
        use->trips += trips;
        use->hours += hours;
        share_trip(self, trip, km + trips + hours);
        pay(self, trip->departed, km + trips);
        pay_hours(self, trip->departed, trip->returned, price->per_s);
    }
}

void costs_round(struct costs *self, const struct round_record *record)
{
    const struct network *network = self->network;
    if (!network->money) {
        return;
    }
    const struct scenario_station_costs *price = &network->money->stations[record->station];
    des_time away = des_time_overlap(record->begun, record->back, network->warm_up, network->end);
    place_of(self, NO_PLACE, record->station)->rider += (double)away / second * price->rider_per_s;
    pay_hours(self, record->begun, record->back, price->rider_per_s);
    if (record->begun >= network->warm_up) {
        double parcels = record->parcels * price->rider_per_parcel;
        place_of(self, NO_PLACE, record->station)->rider += parcels;
        pay(self, record->begun, parcels);
    }
}
