/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/disturbance_record.h"

#include <stdlib.h>

#include "engine/require.h"

struct disturbance_record *disturbance_records_create(const struct network *network)
{
    size_t count = (size_t)network->disturbance_count;
    return count > 0 ? des_allocate(count, sizeof(struct disturbance_record)) : NULL;
}

void disturbance_records_set_back(struct disturbance_record *self, const struct network *network,
                                  const struct setback *setback)
{
    struct disturbance_record *record = &self[setback->disturbance];
    if (setback->time < network->warm_up || setback->time >= network->end) {
        return;
    }
    switch (setback->kind) {
    case SETBACK_LEG:
        record->legs++;
        record->vehicle += (double)setback->added;
        record->parcel += (double)setback->added * (double)setback->parcels;
        break;
    case SETBACK_CANCELLED:
        record->cancelled++;
        break;
    case SETBACK_ORDERS:
        record->orders += setback->parcels;
        break;
    }
}

/* Shift time of a region's sorters within a span that an outage takes. */
static double shifts_within(const struct network *network, const struct disturbance *row,
                            int32_t region, struct disturbed_span span)
{
    struct id_range counties = network->regions[region].counties;
    double sum = 0;
    if (disturbance_is_at(row, region)) {
        sum += network_server_time(&network->centres[region], span.begin, span.end);
    }
    for (centre_id c = counties.begin; c < counties.end; c++) {
        if (disturbance_is_at(row, c)) {
            sum += network_server_time(&network->centres[c], span.begin, span.end);
        }
    }
    return sum;
}

void disturbance_records_close(struct disturbance_record *self, const struct network *network,
                               int32_t region, uint32_t replication)
{
    for (int32_t d = 0; d < network->disturbance_count; d++) {
        const struct disturbance *row = &network->disturbances[d];
        struct disturbed_spans spans = disturbance_draw(network, d, replication);
        for (int32_t s = 0; s < spans.count; s++) {
            struct disturbed_span span = spans.spans[s];
            self[d].spells += span.begin >= network->warm_up && span.begin < network->end;
            span.begin = span.begin > network->warm_up ? span.begin : network->warm_up;
            span.end = span.end < network->end ? span.end : network->end;
            if (span.begin >= span.end) {
                continue;
            }
            self[d].lasted += (double)(span.end - span.begin);
            if (row->kind == DISTURBANCE_OUTAGE) {
                self[d].sorting += shifts_within(network, row, region, span);
            }
        }
        free(spans.spans);
    }
}

void disturbance_records_absorb(struct disturbance_record *self,
                                const struct disturbance_record *from, int32_t count)
{
    for (int32_t d = 0; d < count; d++) {
        self[d].lasted = from[d].lasted; /* the same in every region */
        self[d].spells = from[d].spells;
        self[d].legs += from[d].legs;
        self[d].vehicle += from[d].vehicle;
        self[d].parcel += from[d].parcel;
        self[d].cancelled += from[d].cancelled;
        self[d].orders += from[d].orders;
        self[d].sorting += from[d].sorting;
    }
}

double disturbance_lost_shifts(const struct network *network, centre_id centre,
                               uint32_t replication)
{
    const struct centre *at = &network->centres[centre];
    struct des_calendar *shifts = disturbances_draw_shifts(network, centre, replication);
    double lost = 0;
    for (int32_t c = 0; shifts && c < network_crew_count(at); c++) {
        const struct des_calendar *planned = network_crew_shifts(at, c);
        des_time begin = network->warm_up, end = network->end;
        des_time usual = des_calendar_worked(planned, end) - des_calendar_worked(planned, begin);
        des_time left =
            des_calendar_worked(&shifts[c], end) - des_calendar_worked(&shifts[c], begin);
        lost += (double)(usual - left) * network_crew_servers(at, c);
    }
    disturbances_free_shifts(at, shifts);
    return lost;
}
