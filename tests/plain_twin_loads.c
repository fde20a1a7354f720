/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_loads.c - who goes along: one parcel after the other, as long as one fits. */
#include "tests/plain_twin_world.h"

#include <math.h>

static const struct vehicle_type *type_of(const struct plain *self, pool_id pool)
{
    return &self->network->vehicle_types[self->network->pools[pool].type];
}

/* A parcel larger than the vehicle is as large as the vehicle. */
static int64_t at_most(int64_t size, int64_t limit)
{
    return size > limit ? limit : size;
}

static struct parcel_size size_on(const struct plain *self, pool_id pool, int32_t parcel)
{
    const struct plain_parcel *it = &self->parcels[parcel];
    struct parcel_size size = network_size_of(self->network, it->class, it->luck);
    struct parcel_size holds = type_of(self, pool)->holds;
    size.volume_ml = at_most(size.volume_ml, holds.volume_ml);
    size.weight_g = at_most(size.weight_g, holds.weight_g);
    return size;
}

static void add_list(const struct plain *self, pool_id pool, const struct plain_list *list,
                     struct plain_load *ret)
{
    for (size_t i = 0; i < list->count; i++) {
        struct parcel_size size = size_on(self, pool, list->items[i]);
        ret->parcels++;
        ret->volume_ml += size.volume_ml;
        ret->weight_g += size.weight_g;
    }
}

struct plain_load plain_on_board(const struct plain *self, const struct plain_trip *trip)
{
    struct plain_load load = {0, 0, 0};
    add_list(self, trip->pool, &trip->held, &load);
    for (int32_t s = 0; s < plain_trip_stops(self, trip); s++) {
        add_list(self, trip->pool, &trip->load[s], &load);
        add_list(self, trip->pool, &trip->up[s], &load);
    }
    return load;
}

/* Does the parcel fit on top of `load`? */
static bool fits(const struct plain *self, pool_id pool, struct plain_load load, int32_t parcel)
{
    const struct vehicle_type *type = type_of(self, pool);
    struct parcel_size size = size_on(self, pool, parcel);
    if (type->capacity != UNLIMITED && load.parcels + 1 > type->capacity) {
        return false;
    }
    return size.volume_ml <= type->holds.volume_ml - load.volume_ml &&
           size.weight_g <= type->holds.weight_g - load.weight_g;
}

static bool is_preferred(const struct plain *self, int32_t route, int32_t a, int32_t b)
{
    const struct plain_parcel *x = &self->parcels[a], *y = &self->parcels[b];
    int32_t first = self->network->classes[x->class].priority;
    int32_t second = self->network->classes[y->class].priority;
    if (plain_route_of(self, route)->by_priority && first != second) {
        return first > second;
    }
    return x->ready < y->ready;
}

/* Of all in the lists that fit: who is preferred; -1 when nobody fits. */
static int32_t next_to_go(const struct plain *self, const struct plain_trip *trip,
                          struct plain_load load, struct plain_list *const *lists, int32_t count)
{
    int32_t best = -1;
    for (int32_t l = 0; l < count; l++) {
        for (size_t i = 0; i < lists[l]->count; i++) {
            int32_t parcel = lists[l]->items[i];
            if (!self->parcels[parcel].goes && fits(self, trip->pool, load, parcel) &&
                (best < 0 || is_preferred(self, trip->route, parcel, best))) {
                best = parcel;
            }
        }
    }
    return best;
}

void plain_choose_load(struct plain *self, const struct plain_trip *trip,
                       struct plain_list *const *lists, int32_t count)
{
    struct plain_load load = plain_on_board(self, trip);
    int32_t parcel;
    while ((parcel = next_to_go(self, trip, load, lists, count)) >= 0) {
        struct parcel_size size = size_on(self, trip->pool, parcel);
        load.parcels++;
        load.volume_ml += size.volume_ml;
        load.weight_g += size.weight_g;
        self->parcels[parcel].goes = true;
    }
}

int32_t plain_take_chosen(struct plain *self, struct plain_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        struct plain_parcel *it = &self->parcels[list->items[i]];
        if (it->goes) {
            it->goes = false;
            return plain_list_take(list, i);
        }
    }
    return -1;
}

bool plain_full_by_size(const struct plain *self, int32_t route, struct plain_list *const *lists,
                        int32_t count)
{
    const struct route *about = plain_route_of(self, route);
    struct plain_load load = {0, 0, 0};
    for (int32_t l = 0; l < count; l++) {
        add_list(self, about->pool, lists[l], &load);
    }
    return about->full_by_size && (load.volume_ml >= about->full_size.volume_ml ||
                                   load.weight_g >= about->full_size.weight_g);
}

/* Would all that waits for the route fit by volume and weight? */
bool plain_all_fit(struct plain *self, int32_t route, pool_id pool)
{
    struct plain_list *lists[STOP_LIMIT];
    int32_t count = plain_all_bound_for(self, plain_route_of(self, route), lists);
    struct plain_load load = {0, 0, 0};
    for (int32_t l = 0; l < count; l++) {
        add_list(self, pool, lists[l], &load);
    }
    const struct parcel_size *holds = &type_of(self, pool)->holds;
    return load.volume_ml <= holds->volume_ml && load.weight_g <= holds->weight_g;
}

/* Drives so far with what is on board. */
void plain_drive(const struct plain *self, struct plain_trip *trip, double metres)
{
    const struct vehicle_type *type = type_of(self, trip->pool);
    struct plain_load load = plain_on_board(self, trip);
    double share = type->capacity == UNLIMITED ? 0 : (double)load.parcels / type->capacity;
    if (type->holds.volume_ml != NO_LIMIT) {
        share = fmax(share, (double)load.volume_ml / (double)type->holds.volume_ml);
    }
    if (type->holds.weight_g != NO_LIMIT) {
        share = fmax(share, (double)load.weight_g / (double)type->holds.weight_g);
    }
    trip->fullest_m += share * metres;
    if (trip->stop == 0) {
        trip->out = load;
    }
    trip->back = load;
}

void plain_tell_loads(struct plain *self, const struct plain_trip *trip)
{
    bool home = trip->stop == plain_trip_stops(self, trip);
    struct fact fact = plain_no_parcel(FACT_LOADS, trip->route);
    fact.a = trip->departed;
    fact.b = trip->out.volume_ml;
    fact.c = trip->out.weight_g;
    fact.d = home ? trip->back.volume_ml : 0;
    fact.e = home ? trip->back.weight_g : 0;
    fact.f = (des_time)llround(trip->fullest_m);
    if (type_of(self, trip->pool)->limited) {
        plain_tell(self, fact);
    }
}

/* ---- lockers ---- */

static int64_t volume_of(const struct plain *self, int32_t parcel)
{
    const struct plain_parcel *it = &self->parcels[parcel];
    return network_size_of(self->network, it->class, it->luck).volume_ml;
}

void plain_tell_locker(struct plain *self, int32_t parcel, station_id station, des_time leaves)
{
    struct id_range all = self->network->stations[station].lockers;
    struct fact fact = plain_fact_of(&self->parcels[parcel], FACT_LOCKER);
    int32_t got = self->parcels[parcel].locker;
    fact.place = station;
    fact.other = got < 0 ? -1 : got - all.begin;
    fact.a = self->now;
    fact.b = -1;
    for (int32_t l = all.end - 1; l >= all.begin; l--) {
        fact.b =
            self->network->lockers[l].holds_ml >= volume_of(self, parcel) ? l - all.begin : fact.b;
    }
    if (plain_goes_home(self, &self->parcels[parcel], station)) {
        fact.b = -1; /* the rider takes it from the shelf */
    }
    fact.c = got < 0 ? 0 : plain_by_end(self, leaves);
    plain_tell(self, fact);
}

bool plain_finds_locker(struct plain *self, int32_t parcel, station_id station)
{
    struct id_range all = self->network->stations[station].lockers;
    for (int32_t l = all.begin; l < all.end; l++) {
        const struct locker_size *size = &self->network->lockers[l];
        if (volume_of(self, parcel) <= size->holds_ml && self->lockers[l] < size->count &&
            !plain_goes_home(self, &self->parcels[parcel], station)) {
            self->parcels[parcel].locker = l;
            return true;
        }
    }
    plain_tell_locker(self, parcel, station, 0);
    return false;
}

bool plain_is_hopeless(const struct plain *self, int32_t parcel, station_id station)
{
    const struct station *about = &self->network->stations[station];
    bool fits = about->shelf != 0 || !about->has_lockers || about->when_full != HOLD_AT_COUNTY;
    for (int32_t l = about->lockers.begin; l < about->lockers.end; l++) {
        fits = fits || volume_of(self, parcel) <= self->network->lockers[l].holds_ml;
    }
    bool stays = about->shelf != 0 || !about->has_lockers || about->when_full != HOLD_AT_COUNTY;
    return !fits || (!stays && plain_goes_home(self, &self->parcels[parcel], station));
}
