/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_sizes.c - volumes and weights of parcels, and what vehicles hold of them. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/compile.h"

static struct class_extent extent(const struct des_distribution *from, double scale, uint32_t lot,
                                  const char *purpose, const char *class)
{
    struct class_extent self = {.distribution = des_distribution_copy(from), .lot = lot};
    des_distribution_scale(&self.distribution, scale);
    self.stream = des_stream_make(0, 0, purpose, class); /* the luck differs, that is enough */
    return self;
}

void compile_sizes(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network *network = self->network;
    network->sizes = des_allocate(scenario->class_count, sizeof *network->sizes);
    for (size_t c = 0; c < scenario->class_count; c++) {
        const struct scenario_class *class = &scenario->classes[c];
        const char *name = class->name.chars;
        network->sizes[c] = (struct class_size){
            .volume = extent(&class->volume_m3, 1e6, LOT_VOLUME, "volume", name),
            .weight = extent(&class->weight_kg, 1e3, LOT_WEIGHT, "weight", name),
        };
    }
}

static int64_t limit(double value, double scale)
{
    return isinf(value) ? NO_LIMIT : (int64_t)llround(fmax(value * scale, 1));
}

static int64_t share_of(int64_t holds, double share)
{
    return holds == NO_LIMIT ? NO_LIMIT : (int64_t)ceil(share * (double)holds - 1e-6);
}

void compile_full_size(const struct scenario_dispatch *from, const struct vehicle_type *type,
                       struct route *route)
{
    double share = from->full_parcels > 0 ? 1 : from->full_share;
    route->full_by_size = from->kind == DISPATCH_WHEN_FULL && type->limited;
    if (route->full_by_size) {
        route->full_size = (struct parcel_size){share_of(type->holds.volume_ml, share),
                                                share_of(type->holds.weight_g, share)};
    }
}

/* Mean over the parcels of a direction. */
static double mean_extent(const struct network *network, int d, bool volume)
{
    double sum = 0;
    for (int32_t c = 0; c < network->class_count; c++) {
        const struct class_size *size = &network->sizes[c];
        sum +=
            network->classes[c].share[d] *
            des_distribution_mean(volume ? &size->volume.distribution : &size->weight.distribution);
    }
    return sum;
}

static double holds_of(const struct network *network, int64_t limit, bool volume)
{
    double mean =
        fmax(mean_extent(network, INBOUND, volume), mean_extent(network, OUTBOUND, volume));
    return limit == NO_LIMIT || !(mean > 0) ? (double)INFINITY : (double)limit / mean;
}

static double average_holds(const struct network *network, const struct vehicle_type *type)
{
    double parcels = type->capacity == UNLIMITED ? (double)INFINITY : type->capacity;
    double by_volume = holds_of(network, type->holds.volume_ml, true);
    double by_weight = holds_of(network, type->holds.weight_g, false);
    return fmin(parcels, fmin(by_volume, by_weight));
}

void compile_vehicle_limits(const struct network *network, const struct scenario_vehicle *from,
                            struct vehicle_type *type)
{
    type->holds = (struct parcel_size){limit(from->volume_m3, 1e6), limit(from->weight_kg, 1e3)};
    type->average_holds = average_holds(network, type);
    type->limited = type->holds.volume_ml != NO_LIMIT || type->holds.weight_g != NO_LIMIT;
}

static int by_volume(const void *left, const void *right)
{
    const struct scenario_locker *a = *(const struct scenario_locker *const *)left;
    const struct scenario_locker *b = *(const struct scenario_locker *const *)right;
    if (a->holds_m3 != b->holds_m3) {
        return a->holds_m3 < b->holds_m3 ? -1 : 1;
    }
    return (a > b) - (a < b); /* as listed */
}

void compile_lockers(struct compiler *self, const struct scenario_locker *lockers, size_t count,
                     station_id station)
{
    struct network *network = self->network;
    struct station *at = &network->stations[station];
    at->has_lockers = count > 0;
    at->lockers.begin = network->locker_count;
    at->lockers.end = network->locker_count + (int32_t)count;
    if (count == 0) {
        return;
    }
    const struct scenario_locker **order = des_allocate(count, sizeof *order);
    for (size_t l = 0; l < count; l++) {
        order[l] = &lockers[l];
    }
    qsort(order, count, sizeof *order, by_volume);
    network->lockers =
        des_resize(network->lockers, (size_t)at->lockers.end, sizeof *network->lockers);
    for (size_t l = 0; l < count; l++) {
        network->lockers[network->locker_count++] = (struct locker_size){
            .holds_ml = (int64_t)llround(order[l]->holds_m3 * 1e6),
            .count = (int32_t)order[l]->count,
            .station = station,
            .name = compiler_name(self, "%s", order[l]->size.chars),
        };
    }
    free(order);
}
