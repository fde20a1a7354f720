/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/rider.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/operation/routes.h"
#include "models/operation/station.h"

static const struct rider *rider_of(const struct world *world, int32_t station)
{
    return &world->network->riders[world->region->stations.begin + station];
}

/* The first time of a round after `time`. */
static des_time next_time(const struct rider *rider, des_time time)
{
    des_time midnight = time / DES_DAY * DES_DAY;
    for (int32_t r = 0; r < rider->round_count; r++) {
        if (midnight + rider->rounds[r] > time) {
            return midnight + rider->rounds[r];
        }
    }
    return midnight + DES_DAY + rider->rounds[0];
}

/* Of the rounds after the present one that are due by the time the rider is back the last, which
 * begins then, or else the next. */
static void schedule_next(struct world *world, int32_t station, des_time back)
{
    const struct rider *rider = rider_of(world, station);
    struct rider_state *self = &world->riders[station];
    do {
        self->due = next_time(rider, self->due);
    } while (next_time(rider, self->due) <= back);
    route_schedule(world, self->due > back ? self->due : back, EVENT_ROUND, RANK_ROUND, station);
}

void riders_init(struct world *world)
{
    if (!world->network->riders) {
        return;
    }
    world->riders = des_allocate((size_t)world->station_count, sizeof *world->riders);
    for (int32_t s = 0; s < world->station_count; s++) {
        if (rider_of(world, s)->round_count > 0) {
            world->riders[s].due = -1;
            schedule_next(world, s, 0);
        }
    }
}

void riders_done(struct world *world)
{
    for (int32_t s = 0; world->riders && s < world->station_count; s++) {
        free(world->riders[s].waiting);
    }
    free(world->riders);
}

void rider_gets(struct world *world, int32_t station, const struct parcel *parcel, des_time placed,
                des_time available)
{
    struct rider_state *self = &world->riders[station];
    if (self->count == self->capacity) {
        self->capacity = 2 * self->capacity + 16;
        self->waiting = des_resize(self->waiting, self->capacity, sizeof *self->waiting);
    }
    self->waiting[self->count++] = (struct visit){*parcel, placed, available, 0};
}

/* How many of those who wait are available by `time` and fit on the bicycle. */
static size_t takes_along(const struct rider *rider, const struct rider_state *self, des_time time)
{
    size_t count = 0;
    size_t most = rider->carries == UNLIMITED ? SIZE_MAX : (size_t)rider->carries;
    while (count < self->count && count < most && self->waiting[count].available <= time) {
        count++;
    }
    return count;
}

/* A rider on the way. */
struct ride {
    double lat, lon, distance_m;
    des_time time;
};

static void ride_to(const struct world *world, const struct rider *rider, struct ride *ride,
                    double lat, double lon)
{
    double leg_m = network_leg_m(world->network, ride->lat, ride->lon, lat, lon);
    ride->distance_m += leg_m;
    ride->time = des_time_later(ride->time, des_time_round(leg_m * rider->us_per_m));
    ride->lat = lat;
    ride->lon = lon;
}

/* Hands over those of the first `count` that are for this village, if there are any. */
static void visit_village(struct world *world, int32_t station, struct ride *ride,
                          village_id village, size_t count)
{
    const struct rider *rider = rider_of(world, station);
    const struct rider_state *self = &world->riders[station];
    bool there = false;
    for (size_t i = 0; i < count; i++) {
        if ((village_id)self->waiting[i].parcel.village != village) {
            continue;
        }
        if (!there) {
            const struct village *to = &world->network->villages[village];
            ride_to(world, rider, ride, to->lat, to->lon);
            there = true;
        }
        ride->time = des_time_later(ride->time, rider->per_parcel);
        station_taken(world, station, &self->waiting[i], ride->time);
    }
}

/* The way round with the first `count` of those who wait; at least one. When the rider is back. */
static des_time ride_round(struct world *world, int32_t station, size_t count)
{
    const struct network *network = world->network;
    const struct rider *rider = rider_of(world, station);
    station_id id = world->region->stations.begin + station;
    const struct station *place = &network->stations[id];
    struct rider_state *self = &world->riders[station];
    struct ride ride = {place->lat, place->lon, 0, world->now};
    for (int32_t s = rider->villages.begin; s < rider->villages.end; s++) {
        visit_village(world, station, &ride, network->home_villages[s], count);
    }
    ride_to(world, rider, &ride, place->lat, place->lon);
    self->count -= count;
    memmove(self->waiting, self->waiting + count, self->count * sizeof *self->waiting);
    struct round_record record = {id,        self->due,      world->now,
                                  ride.time, (int32_t)count, ride.distance_m};
    world->observer->round_ended(world->observer->self, &record);
    return ride.time;
}

void rider_round(struct world *world, int32_t station)
{
    const struct rider *rider = rider_of(world, station);
    struct rider_state *self = &world->riders[station];
    station_id id = world->region->stations.begin + station;
    des_time back = world->now;
    size_t count = takes_along(rider, self, world->now);
    if (count > 0 && des_calendar_is_open(&world->network->stations[id].open, self->due)) {
        back = ride_round(world, station, count);
    }
    schedule_next(world, station, back);
}

void rider_finish(struct world *world, int32_t station)
{
    struct rider_state *self = &world->riders[station];
    for (size_t i = 0; i < self->count; i++) {
        station_taken(world, station, &self->waiting[i], DES_NEVER);
    }
}
