/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_rider.c - who takes parcels home. */
#include "tests/plain_twin_world.h"

#include <math.h>

#include "engine/require.h"

static const struct rider *rider_at(const struct plain *self, station_id station)
{
    return station == NO_PLACE || !self->network->riders ? NULL : &self->network->riders[station];
}

bool plain_goes_home(const struct plain *self, const struct plain_parcel *parcel,
                     station_id station)
{
    const struct rider *rider = rider_at(self, station);
    bool on_tour = false;
    for (int32_t s = 0; rider && s < rider->villages.end - rider->villages.begin; s++) {
        on_tour |= self->network->home_villages[rider->villages.begin + s] == parcel->village;
    }
    return on_tour && des_lot(parcel->luck, LOT_HOME) < rider->threshold;
}

/* The next moment at which a round is due, `time` itself excluded. */
static des_time next_due(const struct rider *rider, des_time time)
{
    for (des_time day = time - time % DES_DAY;; day += DES_DAY) {
        for (int32_t r = 0; r < rider->round_count; r++) {
            if (day + rider->rounds[r] > time) {
                return day + rider->rounds[r];
            }
        }
    }
}

void plain_open_riders(struct plain *self)
{
    for (station_id s = 0; s < self->network->station_count; s++) {
        const struct rider *rider = rider_at(self, s);
        if (rider && rider->round_count > 0) {
            plain_note(self, next_due(rider, -1), PLAIN_ROUND, NOTE_ROUND_DUE, s);
        }
    }
}

static double metres(const struct network *network, const double from[2], const double to[2])
{
    return round(network_distance_m(from[0], from[1], to[0], to[1]) * network->detour);
}

static des_time minutes_of(const struct rider *rider, double metres)
{
    return des_time_round(metres * rider->us_per_m);
}

/* Those who go along wait first in the list of the rider. */
static void ride(struct plain *self, station_id station, size_t count)
{
    const struct network *network = self->network;
    const struct rider *rider = rider_at(self, station);
    struct plain_rider *it = &self->riders[station];
    double home[2] = {network->stations[station].lat, network->stations[station].lon};
    double here[2] = {home[0], home[1]}, way = 0;
    des_time time = self->now;
    for (int32_t s = rider->villages.begin; s < rider->villages.end; s++) {
        const struct village *village = &network->villages[network->home_villages[s]];
        double there[2] = {village->lat, village->lon};
        bool calls = false;
        for (size_t i = 0; i < count; i++) {
            int32_t parcel = it->waiting.items[i];
            if (self->parcels[parcel].village != network->home_villages[s]) {
                continue;
            }
            if (!calls) {
                double leg = metres(network, here, there);
                time += minutes_of(rider, leg);
                way += leg;
                here[0] = there[0];
                here[1] = there[1];
                calls = true;
            }
            time += rider->per_parcel;
            plain_note(self, time, PLAIN_ON_FOOT, NOTE_AT_DOOR, parcel);
        }
    }
    double leg = metres(network, here, home);
    it->back = time + minutes_of(rider, leg);
    struct fact fact = plain_no_parcel(FACT_ROUND, station);
    fact.a = it->due;
    fact.b = self->now;
    fact.c = plain_by_end(self, it->back);
    fact.d = (des_time)count;
    fact.f = (des_time)(way + leg);
    plain_tell(self, fact);
    for (size_t i = 0; i < count; i++) {
        plain_list_take(&it->waiting, 0);
    }
}

static void begin(struct plain *self, station_id station)
{
    const struct rider *rider = rider_at(self, station);
    struct plain_rider *it = &self->riders[station];
    size_t count = 0;
    while (count < it->waiting.count &&
           (rider->carries == UNLIMITED || count < (size_t)rider->carries) &&
           self->parcels[it->waiting.items[count]].available <= self->now) {
        count++;
    }
    it->is_late = false;
    if (count > 0 && plain_is_open(&self->network->stations[station].open, it->due)) {
        ride(self, station, count);
    }
    if (it->back > self->now) {
        plain_note(self, it->back, PLAIN_ROUND, NOTE_RIDER_BACK, station);
    }
}

/* Due: begins, unless the rider is still away; then the latest that is due is kept. */
void plain_round_due(struct plain *self, station_id station)
{
    struct plain_rider *it = &self->riders[station];
    plain_note(self, next_due(rider_at(self, station), self->now), PLAIN_ROUND, NOTE_ROUND_DUE,
               station);
    it->due = self->now;
    if (it->back > self->now) {
        it->is_late = true;
    } else {
        begin(self, station);
    }
}

void plain_rider_back(struct plain *self, station_id station)
{
    if (self->riders[station].is_late) {
        begin(self, station);
    }
}

void plain_at_door(struct plain *self, int32_t parcel)
{
    self->history->facts.facts[self->parcels[parcel].shelved].c = self->now;
    plain_on_leaves(self, parcel);
}
