/* SPDX-License-Identifier: GPL-3.0-or-later */
/* locker_record.c - compartments taken over time, and parcels that found none of their size. */
#include "models/measure/recorder.h"

struct id_range region_lockers(const struct network *network, const struct region *part)
{
    struct id_range stations = part->stations;
    if (stations.begin == stations.end) {
        return (struct id_range){0, 0};
    }
    return (struct id_range){network->stations[stations.begin].lockers.begin,
                             network->stations[stations.end - 1].lockers.end};
}

/* One is taken from `time` to `leave`. */
static void take(struct region_summary *self, struct locker_record *record, des_time time,
                 des_time leave)
{
    const struct network *network = self->network;
    int32_t hour = region_summary_hour(self, time);
    record->taken.integral += (double)des_time_overlap(time, leave, network->warm_up, network->end);
    shelf_record_sample(&record->taken, self->first_observed, hour);
    shelf_record_add(&record->taken, hour, 1);
    shelf_record_add(&record->taken, region_summary_hour(self, leave), -1);
}

void locker_record_sought(struct region_summary *self, station_id station, des_time time,
                          const int32_t *wanted, const int32_t *got, const des_time *leaves,
                          size_t count)
{
    const struct network *network = self->network;
    int32_t first = region_lockers(network, &network->regions[self->region]).begin;
    struct locker_record *records =
        &self->lockers[network->stations[station].lockers.begin - first];
    bool counts = time >= network->warm_up && time < network->end;
    for (size_t i = 0; i < count; i++) {
        if (counts && wanted[i] >= 0) {
            records[wanted[i]].sought++;
            records[wanted[i]].blocked += got[i] != wanted[i];
        }
        if (got[i] >= 0) {
            take(self, &records[got[i]], time, leaves[i]);
        }
    }
}
