/* SPDX-License-Identifier: GPL-3.0-or-later */
/* disturbance_record.h - what each disturbance did within the observed time. */
#ifndef MODELS_MEASURE_DISTURBANCE_RECORD_H
#define MODELS_MEASURE_DISTURBANCE_RECORD_H

#include "models/network/disturbances.h"
#include "models/operation/observer.h"

/* Microseconds. Legs and what they were delayed by count when they begin in the observed time. */
struct disturbance_record {
    double lasted;      /* in force */
    uint64_t spells;    /* begun */
    uint64_t legs;      /* delayed */
    double vehicle;     /* time that it added to them, */
    double parcel;      /* and the same times the parcels on board */
    uint64_t cancelled; /* departures */
    int64_t orders;     /* parcels beyond the usual ones; below 0: fewer */
    double sorting;     /* server time on shift that it took */
};

/* One for each of the network's; NULL when it has none. The caller frees them. */
struct disturbance_record *disturbance_records_create(const struct network *network);
void disturbance_records_set_back(struct disturbance_record *self, const struct network *network,
                                  const struct setback *setback);
/* How long each was in force in a replication, and what that cost the sorters of a region. */
void disturbance_records_close(struct disturbance_record *self, const struct network *network,
                               int32_t region, uint32_t replication);
void disturbance_records_absorb(struct disturbance_record *self,
                                const struct disturbance_record *from, int32_t count);

/* Server time on shift within the observed time that outages took from a centre. */
double disturbance_lost_shifts(const struct network *network, centre_id centre,
                               uint32_t replication);

#endif
