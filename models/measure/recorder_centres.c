/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder_centres.c - sorting at hubs and county centres, and parcels that leave the hub. */
#include "models/measure/recorder_inside.h"

static void left_hub(struct region_summary *self, const struct parcel *parcel)
{
    des_time born = parcel_born(parcel);
    int32_t class = parcel_class(parcel);
    struct class_summary *summary = &self->classes[OUTBOUND][class];
    des_time promise = self->network->classes[class].promise;
    const struct network *network = self->network;
    if (parcel->ready >= network->end) {
        self->ledger[OUTBOUND].in_system[AT_HUB_SORTING]++;
        summary->overdue += network->end - born > promise;
        if (self->periods) {
            periods_missing(self->periods, parcel, DES_NEVER);
        }
        return;
    }
    self->ledger[OUTBOUND].delivered++;
    self->in_system[OUTBOUND][region_summary_hour(self, parcel->ready)]--;
    if (parcel->ready < network->warm_up) {
        return;
    }
    des_time delay = parcel->ready - born;
    summary->completed++;
    summary->on_time += delay <= promise;
    des_histogram_add(&self->delivery[TO_HUB][class], delay);
    des_histogram_add(&self->tiers[OUTBOUND][TIER_HUB], parcel->ready - parcel->arrived);
    int32_t place = self->places[(int32_t)parcel->village - part_of(self)->villages.begin];
    if (place == PLACE_BY_LOT) { /* people of this village choose */
        place = network_station_of(network, (village_id)parcel->village, parcel->luck) -
                part_of(self)->stations.begin;
    }
    if (place < 0) {
        des_histogram_add(&self->counters[~place].outbound, delay);
    } else if (network->watch_stations) {
        des_histogram_add(&self->stations[place].outbound, delay);
    }
    if (self->origins) {
        origins_add(self->origins, OUTBOUND, parcel, delay);
    }
    if (self->daily) {
        daily_add(self->daily, parcel, parcel->ready);
    }
    if (self->costs) {
        costs_left_hub(self->costs, parcel);
    }
    if (self->periods) {
        periods_completed(self->periods, parcel, parcel->ready);
    }
}

/* A return has reached the hub: gone when it is sorted there. */
static void came_back(struct region_summary *self, const struct parcel *parcel)
{
    if (parcel->ready >= self->network->end) {
        self->ledger[INBOUND].in_system[AT_HUB_SORTING]++;
        return;
    }
    self->ledger[INBOUND].returned++;
    self->in_system[INBOUND][region_summary_hour(self, parcel->ready)]--;
    if (observed(self, parcel->ready)) {
        des_histogram_add(&self->return_time, parcel->ready - parcel_born(parcel));
    }
}

/* Do all arrive and begin within the observed time? */
static bool all_within(const struct region_summary *self, const struct parcel *parcels,
                       const des_time *starts, size_t count, bool in_order)
{
    des_time first = parcels[0].arrived, last = starts[count - 1];
    for (size_t i = 0; !in_order && i < count; i++) {
        first = parcels[i].arrived < first ? parcels[i].arrived : first;
        last = starts[i] > last ? starts[i] : last;
    }
    return first >= self->network->warm_up && last < self->network->end;
}

/* Then. */
static void sorted_within(struct centre_summary *summary, const struct parcel *parcels,
                          const des_time *starts, const double *works, size_t count)
{
    enum { LANES = 4 }; /* sums side by side: one waits for itself at every step */
    des_time waits[DES_HISTOGRAM_BATCH], sum = 0;
    double busy[LANES] = {0};
    uint64_t waited = 0;
    for (size_t i = 0; i < count; i++) {
        waits[i] = starts[i] - parcels[i].arrived;
        sum += waits[i];
        waited += waits[i] > 0;
    }
    size_t i = 0;
    for (; i + LANES <= count; i += LANES) {
        for (size_t lane = 0; lane < LANES; lane++) {
            busy[lane] += works[i + lane];
        }
    }
    for (; i < count; i++) {
        busy[0] += works[i];
    }
    summary->busy += (busy[0] + busy[1]) + (busy[2] + busy[3]);
    summary->queue_integral += (double)sum;
    summary->sorted += count;
    summary->waited += waited;
    if (!line_record_waits(summary->line)) {
        des_histogram_add_all(&summary->wait, waits, count);
    }
}

void recorder_sorted(void *context, centre_id centre, const struct parcel *parcels,
                     const des_time *starts, const double *works, size_t count)
{
    struct region_summary *self = context;
    struct centre_summary *summary = centre_of(self, centre);
    des_time warm_up = self->network->warm_up, end = self->network->end;
    uint64_t before = summary->sorted;
    bool in_order = !summary->line; /* of arrival and of start */
    if (count <= DES_HISTOGRAM_BATCH && all_within(self, parcels, starts, count, in_order)) {
        sorted_within(summary, parcels, starts, works, count);
    } else {
        for (size_t i = 0; i < count; i++) {
            des_time arrived = parcels[i].arrived, start = starts[i];
            summary->queue_integral += (double)des_time_overlap(arrived, start, warm_up, end);
            if (start >= warm_up && start < end) {
                summary->sorted++;
                summary->busy += works[i];
                summary->waited += start > arrived;
                if (!line_record_waits(summary->line)) {
                    des_histogram_add(&summary->wait, start - arrived);
                }
            }
        }
    }
    if (summary->line) {
        line_record_sorted(summary->line, self->network, parcels, starts, count);
    }
    if (self->costs) {
        costs_sorted(self->costs, centre, parcel_direction(&parcels[0]), summary->sorted - before);
        costs_sorted_at(self->costs, centre, starts, count);
    }
    if (centre >= self->network->hub_count || !parcel_heads_out(&parcels[0])) {
        return;
    }
    bool returning = parcel_has(&parcels[0], PARCEL_RETURNING);
    for (size_t i = 0; i < count; i++) {
        if (returning) {
            came_back(self, &parcels[i]);
        } else {
            left_hub(self, &parcels[i]);
        }
    }
}

void recorder_sorter_did(void *context, const struct sorter_deed *deed)
{
    struct region_summary *self = context;
    struct centre_summary *summary = centre_of(self, deed->centre);
    line_record_did(summary->line, self->network, deed);
    if (deed->kind == DEED_SETUP && observed(self, deed->begin)) {
        summary->busy += (double)self->network->centres[deed->centre].plan->setup;
    }
}
