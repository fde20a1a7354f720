/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder_inside.h - what the recorder's own files share. */
#ifndef MODELS_MEASURE_RECORDER_INSIDE_H
#define MODELS_MEASURE_RECORDER_INSIDE_H

#include "models/measure/recorder.h"
#include "models/operation/observer.h"

static inline bool observed(const struct region_summary *self, des_time time)
{
    return time >= self->network->warm_up && time < self->network->end;
}

static inline const struct region *part_of(const struct region_summary *self)
{
    return &self->network->regions[self->region];
}

static inline struct centre_summary *centre_of(struct region_summary *self, centre_id centre)
{
    return &self->centres[centre < self->network->hub_count
                              ? 0
                              : centre - part_of(self)->counties.begin + 1];
}

static inline struct place_record *place_of(struct region_summary *self, centre_id county,
                                            station_id station)
{
    return station == NO_PLACE ? &self->counters[county - part_of(self)->counties.begin]
                               : &self->stations[station - part_of(self)->stations.begin];
}

/* recorder_centres.c: sorting at hubs and counties, and what leaves the hub there. */
void recorder_sorted(void *context, centre_id centre, const struct parcel *parcels,
                     const des_time *starts, const double *works, size_t count);
void recorder_sorter_did(void *context, const struct sorter_deed *deed);

#endif
