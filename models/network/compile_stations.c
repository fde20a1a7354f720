/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_stations.c - stations, listed and in groups, numbered county by county. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/compile.h"

static size_t station_total(const struct compiler *self)
{
    size_t count = self->scenario->station_count;
    for (size_t g = 0; g < self->scenario->group_count; g++) {
        const struct scenario_county_group *group = &self->scenario->groups[g];
        count += (size_t)(group->counties * group->stations);
    }
    return count;
}

/* Room for the keepers of all stations is made when the first needs it. */
static void add_keepers(struct compiler *self, const struct scenario_keeper *from,
                        station_id station)
{
    struct network *network = self->network;
    if (from->service.kind == DES_CONSTANT && !(from->service.a > 0)) {
        return;
    }
    if (!network->keepers) {
        network->keepers = des_allocate(station_total(self), sizeof *network->keepers);
    }
    struct keepers *keepers = &network->keepers[station];
    keepers->count = (int32_t)from->keepers;
    keepers->service = des_distribution_copy(&from->service);
    des_distribution_scale(&keepers->service, 1e6);
    keepers->stream = des_stream_make(network->seed, 0, "keeper", network->stations[station].name);
}

static void add_rider(struct compiler *self, const struct scenario_home *from, station_id station)
{
    struct network *network = self->network;
    if (from->round_count == 0) {
        return;
    }
    if (!network->riders) {
        network->riders = des_allocate(station_total(self), sizeof *network->riders);
    }
    struct rider *rider = &network->riders[station];
    rider->threshold = (uint64_t)(from->share * 0x1p32);
    rider->within_m = from->within_m;
    rider->round_count = (int32_t)from->round_count;
    rider->rounds = des_allocate(from->round_count, sizeof *rider->rounds);
    memcpy(rider->rounds, from->rounds, from->round_count * sizeof *rider->rounds);
    rider->us_per_m = 1e6 / from->speed_mps;
    rider->per_parcel = des_time_from_seconds(from->per_parcel_s);
    rider->carries = from->carries > 0 ? (int32_t)from->carries : UNLIMITED;
}

static void add_listed(struct compiler *self, const struct scenario_station *from, int32_t county)
{
    struct network *network = self->network;
    struct station *station = &network->stations[network->station_count];
    station->name = compiler_name(self, "%s", from->name.chars);
    station->lat = from->lat;
    station->lon = from->lon;
    station->county = county;
    station->shelf = (int32_t)from->shelf;
    compile_lockers(self, from->lockers, from->locker_count, network->station_count);
    station->when_full = from->when_full;
    station->return_after =
        isinf(from->return_after_s) ? DES_NEVER : des_time_from_seconds(from->return_after_s);
    station->open = compile_calendar(self->scenario, &from->open, &from->closed);
    self->attractions[network->station_count] = from->attraction;
    add_keepers(self, &from->keeper, network->station_count);
    add_rider(self, &from->home, network->station_count);
    compiler_add_place(self, station->name, PLACE_STATION, network->station_count++);
}

/* Where a group's county puts one station, before they are numbered by bearing. */
struct placing {
    double bearing, distance_m;
};

static int by_bearing(const void *left, const void *right)
{
    const struct placing *a = left, *b = right;
    return (a->bearing > b->bearing) - (a->bearing < b->bearing);
}

static struct placing *draw_placings(const struct scenario_county_group *group, const char *county)
{
    struct placing *placings = des_allocate((size_t)group->stations, sizeof *placings);
    struct des_rng rng = compile_layout_stream("station layout", county);
    for (int64_t s = 0; s < group->stations; s++) {
        placings[s].distance_m = des_distribution_draw(&group->station_from_centre_m, &rng);
        placings[s].bearing = 2 * M_PI * des_rng_unit(&rng);
    }
    qsort(placings, (size_t)group->stations, sizeof *placings, by_bearing);
    return placings;
}

static void add_group_stations(struct compiler *self, int32_t county)
{
    struct network *network = self->network;
    const struct scenario_county_group *group = &self->scenario->groups[self->county_group[county]];
    const struct centre *centre = &network->centres[county];
    struct placing *placings = draw_placings(group, centre->name);
    int width = group->stations >= 100 ? 3 : 2;
    for (int64_t s = 0; s < group->stations; s++) {
        struct station *station = &network->stations[network->station_count];
        station->name = compiler_name(self, "%s/S%0*d", centre->name, width, (int)s + 1);
        compile_point_at(centre->lat, centre->lon, placings[s].distance_m, placings[s].bearing,
                         &station->lat, &station->lon);
        station->county = county;
        station->shelf = (int32_t)group->shelf;
        compile_lockers(self, group->lockers, group->locker_count, network->station_count);
        station->when_full = group->when_full;
        station->return_after =
            isinf(group->return_after_s) ? DES_NEVER : des_time_from_seconds(group->return_after_s);
        station->open = compile_calendar(self->scenario, &group->open, &group->closed);
        self->attractions[network->station_count] = 1;
        add_keepers(self, &group->keeper, network->station_count);
        add_rider(self, &group->home, network->station_count);
        compiler_add_place(self, station->name, PLACE_STATION, network->station_count++);
    }
    free(placings);
}

/* The listed stations of each county: first[county], then next[station], in file order. */
struct listed_stations {
    int32_t *first, *next;
};

static struct listed_stations list_by_county(const struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    size_t centres = (size_t)self->network->centre_count;
    struct listed_stations lists = {des_allocate(centres, sizeof(int32_t)),
                                    des_allocate(scenario->station_count, sizeof(int32_t))};
    for (size_t c = 0; c < centres; c++) {
        lists.first[c] = NO_PLACE;
    }
    for (size_t s = scenario->station_count; s-- > 0;) {
        int32_t county = compiler_place(self, scenario->stations[s].county.chars, NULL);
        lists.next[s] = lists.first[county];
        lists.first[county] = (int32_t)s;
    }
    return lists;
}

void compile_stations(struct compiler *self)
{
    struct network *network = self->network;
    network->stations = des_allocate(station_total(self), sizeof *network->stations);
    self->attractions = des_allocate(station_total(self), sizeof *self->attractions);
    struct listed_stations lists = list_by_county(self);
    for (int32_t h = 0; h < network->hub_count; h++) {
        struct region *region = &network->regions[h];
        region->stations.begin = network->station_count;
        for (int32_t c = region->counties.begin; c < region->counties.end; c++) {
            network->centres[c].children.begin = network->station_count;
            for (int32_t s = lists.first[c]; s != NO_PLACE; s = lists.next[s]) {
                add_listed(self, &self->scenario->stations[s], c);
            }
            if (self->county_group[c] != NO_PLACE) {
                add_group_stations(self, c);
            }
            network->centres[c].children.end = network->station_count;
        }
        region->stations.end = network->station_count;
    }
    free(lists.first);
    free(lists.next);
}
