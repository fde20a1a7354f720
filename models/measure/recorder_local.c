/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder_local.c - in front of the recorder where parcels go from village to village: takes them
 * out of what is told, run by run, so that the figures of the others are as if there were none. */
#include "models/measure/local.h"
#include "models/measure/recorder_inside.h"

static size_t run_at(const struct parcel *parcels, size_t i, size_t count)
{
    return parcel_run(parcels + i, count - i);
}

static void on_entered(void *context, const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0, run; i < count; i += run) {
        run = run_at(parcels, i, count);
        if (parcel_has(&parcels[i], PARCEL_LOCAL)) {
            local_entered(self->local, run);
        } else {
            self->plain.entered(self, parcels + i, run);
        }
    }
}

static void on_lost(void *context, const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0, run; i < count; i += run) {
        run = run_at(parcels, i, count);
        if (parcel_has(&parcels[i], PARCEL_LOCAL)) {
            local_lost(self->local, parcels + i, run);
        } else {
            self->plain.lost(self, parcels + i, run);
        }
    }
}

/* A sorter's work is its work, whatever it sorts. */
static void on_sorted(void *context, centre_id centre, const struct parcel *parcels,
                      const des_time *starts, const double *works, size_t count)
{
    struct region_summary *self = context;
    bool home = centre < self->network->hub_count && parcel_has(&parcels[0], PARCEL_LOCAL) &&
                parcel_has(&parcels[0], PARCEL_RETURNING);
    if (!home) {
        self->plain.sorted(self, centre, parcels, starts, works, count);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        struct parcel back = parcels[i];
        back.birth &= ~(uint64_t)PARCEL_RETURNING; /* else it would count as an inbound return */
        self->plain.sorted(self, centre, &back, &starts[i], &works[i], 1);
        local_came_back(self->local, &parcels[i]);
    }
}

static void on_departed(void *context, centre_id centre, des_time time,
                        const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0, run; i < count; i += run) {
        run = run_at(parcels, i, count);
        if (!parcel_has(&parcels[i], PARCEL_LOCAL)) {
            self->plain.departed(self, centre, time, parcels + i, run);
        }
    }
}

static void on_picked_up(void *context, station_id station, des_time time,
                         const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    if (!parcel_has(&parcels[0], PARCEL_LOCAL)) {
        self->plain.picked_up(self, station, time, parcels, count);
    }
}

/* They take room on the shelf as any others do. */
static void put_one(struct region_summary *self, struct place_record *place, des_time placed,
                    des_time known)
{
    int32_t hour = region_summary_hour(self, placed);
    if (place->watched) {
        shelf_record_sample(&place->shelf, self->first_observed, region_summary_hour(self, known));
        shelf_record_add(&place->shelf, hour, 1);
    }
    self->on_shelf[hour]++;
}

static void take_one(struct region_summary *self, struct place_record *place, des_time placed,
                     des_time leave)
{
    const struct network *network = self->network;
    int32_t hour = region_summary_hour(self, leave);
    if (place->watched) {
        shelf_record_add(&place->shelf, hour, -1);
    }
    self->on_shelf[hour]--;
    place->shelf.integral +=
        (double)des_time_overlap(placed, leave, network->warm_up, network->end);
}

static void on_shelved(void *context, centre_id county, station_id station, des_time placed,
                       des_time available, const struct parcel *parcels, const des_time *leaves,
                       const uint8_t *returned, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0, run; i < count; i += run) {
        run = run_at(parcels, i, count);
        if (!parcel_has(&parcels[i], PARCEL_LOCAL)) {
            self->plain.shelved(self, county, station, placed, available, parcels + i, leaves + i,
                                returned + i, run);
            continue;
        }
        if (placed >= self->network->end) { /* at a counter: still being sorted at the end */
            local_unfinished(self->local, AT_COUNTY_SORTING, parcels + i, run);
            continue;
        }
        for (size_t p = i; p < i + run; p++) {
            struct place_record *place = place_of(self, county, station);
            put_one(self, place, placed, station == NO_PLACE ? parcels[p].arrived : placed);
            take_one(self, place, placed, leaves[p]);
            local_available(self->local, &parcels[p], available);
            local_left(self->local, &parcels[p], leaves[p], returned[p]);
        }
    }
}

static void on_put(void *context, station_id station, des_time placed, des_time available,
                   const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0, run; i < count; i += run) {
        run = run_at(parcels, i, count);
        if (!parcel_has(&parcels[i], PARCEL_LOCAL)) {
            self->plain.put(self, station, placed, available, parcels + i, run);
            continue;
        }
        for (size_t p = i; p < i + run; p++) {
            put_one(self, place_of(self, NO_PLACE, station), placed, placed);
            local_available(self->local, &parcels[p], available);
        }
    }
}

static void on_taken(void *context, station_id station, des_time placed, des_time available,
                     const struct parcel *parcel, des_time leaves, bool returned)
{
    struct region_summary *self = context;
    if (!parcel_has(parcel, PARCEL_LOCAL)) {
        self->plain.taken(self, station, placed, available, parcel, leaves, returned);
        return;
    }
    take_one(self, place_of(self, NO_PLACE, station), placed, leaves);
    local_left(self->local, parcel, leaves, returned);
}

static void on_overflowed(void *context, station_id station, des_time time,
                          const struct parcel *parcels, size_t count, bool returned)
{
    struct region_summary *self = context;
    for (size_t i = 0, run; i < count; i += run) {
        run = run_at(parcels, i, count);
        if (!parcel_has(&parcels[i], PARCEL_LOCAL)) {
            self->plain.overflowed(self, station, time, parcels + i, run, returned);
            continue;
        }
        place_of(self, NO_PLACE, station)->overflowed += observed(self, time) ? run : 0;
        if (returned) {
            local_refused(self->local, parcels + i, run, time);
        }
    }
}

static void on_unfinished(void *context, int place, const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0, run; i < count; i += run) {
        run = run_at(parcels, i, count);
        if (parcel_has(&parcels[i], PARCEL_LOCAL)) {
            local_unfinished(self->local, place, parcels + i, run);
        } else {
            self->plain.unfinished(self, place, parcels + i, run);
        }
    }
}

struct observer recorder_local_observer(struct region_summary *self, struct observer plain)
{
    self->plain = plain;
    plain.entered = on_entered;
    plain.lost = on_lost;
    plain.sorted = on_sorted;
    plain.departed = on_departed;
    plain.picked_up = on_picked_up;
    plain.shelved = on_shelved;
    plain.put = on_put;
    plain.taken = on_taken;
    plain.overflowed = on_overflowed;
    plain.unfinished = on_unfinished;
    return plain;
}
