/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/recorder_inside.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

/* ---- what the observer is told ---- */

static void on_entered(void *context, const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    enum direction direction = parcel_direction(&parcels[0]);
    self->ledger[direction].entered += (int64_t)count;
    int32_t *changes = self->in_system[direction];
    /* Mostly in order of birth: hour after hour. */
    for (size_t i = 0; i < count;) {
        int32_t hour = region_summary_hour(self, parcel_born(&parcels[i]));
        des_time last = hour * DES_HOUR;
        size_t first = i++;
        while (i < count && parcel_born(&parcels[i]) <= last &&
               parcel_born(&parcels[i]) > last - DES_HOUR) {
            i++;
        }
        changes[hour] += (int32_t)(i - first);
    }
}

static void on_departed(void *context, centre_id centre, des_time time,
                        const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    if (!observed(self, time) || parcel_has(&parcels[0], PARCEL_RETURNING)) {
        return;
    }
    enum tier tier = centre < self->network->hub_count ? TIER_HUB : TIER_COUNTY;
    struct des_histogram *histogram = &self->tiers[parcel_direction(&parcels[0])][tier];
    if (tier == TIER_COUNTY) { /* they came by vehicle: those of one vehicle together */
        for (size_t i = 0, first = 0; i < count; first = i) {
            des_time arrived = parcels[first].arrived;
            while (i < count && parcels[i].arrived == arrived) {
                i++;
            }
            des_histogram_add_many(histogram, time - arrived, i - first);
        }
        return;
    }
    for (size_t i = 0; i < count;) {
        des_time stays[DES_HISTOGRAM_BATCH];
        size_t some = 0;
        for (; some < DES_HISTOGRAM_BATCH && i < count; some++, i++) {
            stays[some] = time - parcels[i].arrived;
        }
        des_histogram_add_all(histogram, stays, some);
    }
}

static void on_carried(void *context, const struct route *route, des_time departed,
                       des_time arrived, enum direction direction, size_t count)
{
    struct region_summary *self = context;
    if (observed(self, arrived)) {
        enum tier tier = route->line_haul ? TIER_LINE_HAUL : TIER_FEEDER;
        des_histogram_add_many(&self->tiers[direction][tier], arrived - departed, count);
    }
}

static void on_picked_up(void *context, station_id station, des_time time,
                         const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    (void)station;
    if (!observed(self, time) || parcel_has(&parcels[0], PARCEL_RETURNING)) {
        return;
    }
    struct des_histogram *histogram = &self->tiers[OUTBOUND][TIER_STATION];
    for (size_t i = 0; i < count; i++) {
        des_histogram_add(histogram, time - parcel_born(&parcels[i]));
    }
}

/* What a batch adds to the counts of a class. */
struct class_sums {
    uint64_t count, on_time, to_available, to_collected;
};

/* The way to the shelf of parcels available from `available` on, within the observed time. */
static void made_available(struct region_summary *self, struct place_record *place,
                           const struct parcel *parcels, size_t count, des_time available)
{
    for (size_t i = 0; i < count; i++) {
        des_time delay = available - parcel_born(&parcels[i]);
        int32_t class = parcel_class(&parcels[i]);
        struct class_summary *summary = &self->classes[INBOUND][class];
        bool on_time = delay <= self->network->classes[class].promise;
        summary->completed++;
        summary->on_time += on_time;
        place->on_time += on_time;
        des_histogram_add(&self->delivery[TO_AVAILABLE][class], delay);
        if (place->watched) {
            des_histogram_add(&place->available, delay);
        }
    }
}

/* The usual case: shelved, made available and collected within the observed time. */
static void all_collected(struct region_summary *self, struct place_record *place,
                          const struct parcel *parcels, const des_time *leaves, size_t count,
                          des_time available)
{
    const struct network *network = self->network;
    struct class_sums sums[PARCEL_CLASS_LIMIT];
    memset(sums, 0, (size_t)network->class_count * sizeof sums[0]);
    struct des_histogram *stays = &self->tiers[INBOUND][TIER_STATION];
    uint64_t stay = 0;
    for (size_t i = 0; i < count; i++) {
        des_time born = parcel_born(&parcels[i]);
        int32_t class = parcel_class(&parcels[i]);
        uint64_t to_available = (uint64_t)(available - born);
        uint64_t to_collected = (uint64_t)(leaves[i] - born);
        struct des_histogram *first = &self->delivery[TO_AVAILABLE][class];
        struct des_histogram *second = &self->delivery[TO_COLLECTED][class];
        uint32_t bucket = des_histogram_bucket(first, (des_time)to_available);
        des_histogram_count(first, bucket);
        if (place->watched) { /* all count in TIME_UNITs */
            des_histogram_count(&place->available, bucket);
        }
        des_histogram_count(second, des_histogram_bucket(second, (des_time)to_collected));
        des_histogram_count(stays, des_histogram_bucket(stays, leaves[i] - available));
        stay += (uint64_t)(leaves[i] - available);
        sums[class].count++;
        sums[class].on_time += to_available <= (uint64_t)network->classes[class].promise;
        sums[class].to_available += to_available;
        sums[class].to_collected += to_collected;
    }
    for (int32_t c = 0; c < network->class_count; c++) {
        struct class_summary *summary = &self->classes[INBOUND][c];
        summary->completed += sums[c].count;
        summary->on_time += sums[c].on_time;
        place->on_time += sums[c].on_time;
        des_histogram_add_sum(&self->delivery[TO_AVAILABLE][c], sums[c].count,
                              sums[c].to_available);
        des_histogram_add_sum(&self->delivery[TO_COLLECTED][c], sums[c].count,
                              sums[c].to_collected);
        if (place->watched) {
            des_histogram_add_sum(&place->available, sums[c].count, sums[c].to_available);
        }
    }
    des_histogram_add_sum(stays, count, stay);
    self->ledger[INBOUND].delivered += (int64_t)count;
    place->collected += count;
}

/* One shelved parcel's end: collected or returned at `leave`, or not before the end. */
static inline void left_shelf(struct region_summary *self, struct place_record *place,
                              const struct parcel *parcel, des_time available, des_time leave,
                              bool returned)
{
    int32_t class = parcel_class(parcel);
    if (leave >= self->network->end) {
        self->ledger[INBOUND].in_system[ON_SHELF]++;
        return;
    }
    self->ledger[INBOUND].delivered += !returned;
    if (returned && self->network->returns_travel) { /* remains in the system */
        self->in_system[INBOUND][region_summary_hour(self, leave)]++;
    } else {
        self->ledger[INBOUND].returned += returned;
    }
    if (leave < self->network->warm_up) {
        return;
    }
    if (returned) {
        place->returned++;
        self->classes[INBOUND][class].returned++;
        if (self->costs) { /* a counter returns nothing */
            station_id station =
                part_of(self)->stations.begin + (station_id)(place - self->stations);
            costs_returned(self->costs, station, leave, 1);
        }
        return;
    }
    place->collected++;
    des_histogram_add(&self->delivery[TO_COLLECTED][class], leave - parcel_born(parcel));
    des_histogram_add(&self->tiers[INBOUND][TIER_STATION], leave - available);
}

/* Still on the way at the end: is its promise past? */
static inline void count_overdue(struct region_summary *self, const struct parcel *parcel)
{
    int32_t class = parcel_class(parcel);
    des_time age = self->network->end - parcel_born(parcel);
    self->classes[parcel_direction(parcel)][class].overdue +=
        age > self->network->classes[class].promise;
    if (self->periods) {
        periods_missing(self->periods, parcel, DES_NEVER);
    }
}

static void on_unfinished(void *context, int place, const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0; i < count; i++) {
        self->ledger[parcel_direction(&parcels[i])].in_system[place]++;
        if (!parcel_has(&parcels[i], PARCEL_RETURNING)) {
            count_overdue(self, &parcels[i]);
        }
    }
}

/* Another station's turn comes when this one's numbers have long left the cache: asks for all of
 * them at once. */
static inline void prefetch(const struct place_record *place, des_time available,
                            const struct parcel *parcels, size_t count)
{
    const struct des_histogram *histogram = &place->available;
    des_time newest = available - parcel_born(&parcels[count - 1]);
    des_time oldest = available - parcel_born(&parcels[0]);
    uint32_t low = des_histogram_bucket(histogram, newest < oldest ? newest : oldest);
    uint32_t high = des_histogram_bucket(histogram, newest < oldest ? oldest : newest);
    for (uint32_t b = low; b < histogram->capacity && b <= high + 8; b += 8) {
        __builtin_prefetch(&histogram->counts[b], 1);
    }
    shelf_record_prefetch(&place->shelf);
}

/* The way to the shelf, whenever it ends. */
static void reached_shelf(struct region_summary *self, struct place_record *place,
                          const struct parcel *parcels, size_t count, des_time available)
{
    if (observed(self, available)) {
        made_available(self, place, parcels, count, available);
    } else if (available >= self->network->end) { /* on the shelf, but behind a closed door */
        for (size_t i = 0; i < count; i++) {
            count_overdue(self, &parcels[i]);
        }
    }
}

/* Any case: some are still there at the end, or returned, or came before it counts. */
static void shelved_one_by_one(struct region_summary *self, struct place_record *place,
                               des_time placed, des_time available, const struct parcel *parcels,
                               const des_time *leaves, const uint8_t *returned, size_t count)
{
    des_time warm_up = self->network->warm_up, end = self->network->end;
    reached_shelf(self, place, parcels, count, available);
    for (size_t i = 0; i < count; i++) {
        place->shelf.integral += (double)des_time_overlap(placed, leaves[i], warm_up, end);
        left_shelf(self, place, &parcels[i], available, leaves[i], returned[i]);
    }
}

/* What is only kept when somebody asks for it, of parcels made available within the observed time.
 */
static void watch_available(struct region_summary *self, centre_id county, station_id station,
                            des_time available, const struct parcel *parcels, size_t count)
{
    for (size_t i = 0; self->origins && i < count; i++) {
        origins_add(self->origins, INBOUND, &parcels[i], available - parcel_born(&parcels[i]));
    }
    for (size_t i = 0; self->daily && i < count; i++) {
        daily_add(self->daily, &parcels[i], available);
    }
    for (size_t i = 0; self->periods && i < count; i++) {
        periods_completed(self->periods, &parcels[i], available);
    }
    if (self->costs) {
        costs_available(self->costs, county, station, available, parcels, count);
    }
}

/* Whose own station had no room for them. */
static void count_diverted(struct region_summary *self, station_id station,
                           const struct parcel *parcels, size_t count)
{
    const struct network *network = self->network;
    const struct station *at = &network->stations[station];
    for (size_t i = 0; i < count; i++) {
        village_id id = (village_id)parcels[i].village;
        station_id own = network_station_of(network, id, parcels[i].luck);
        if (own != station) {
            const struct village *village = &network->villages[id];
            struct place_record *home = place_of(self, NO_PLACE, own);
            double way_m =
                network_distance_m(village->lat, village->lon, at->lat, at->lon) * network->detour;
            home->diverted++;
            home->farther_m += way_m - network_access_m(network, id, parcels[i].luck);
        }
    }
}

static void on_shelved(void *context, centre_id county, station_id station, des_time placed,
                       des_time available, const struct parcel *parcels, const des_time *leaves,
                       const uint8_t *returned, size_t count)
{
    struct region_summary *self = context;
    if (placed >= self->network->end) { /* at a counter: still being sorted at the end */
        on_unfinished(self, AT_COUNTY_SORTING, parcels, count);
        return;
    }
    struct place_record *place = place_of(self, county, station);
    int32_t placed_hour = region_summary_hour(self, placed);
    if (place->watched) {
        struct shelf_record *shelf = &place->shelf;
        prefetch(place, available, parcels, count);
        /* Nothing will be placed before what is known now: `arrived` is when a county got it. */
        des_time known = station == NO_PLACE ? parcels[0].arrived : placed;
        shelf_record_sample(shelf, self->first_observed, region_summary_hour(self, known));
        shelf_record_add(shelf, placed_hour, (int32_t)count);
        for (size_t i = 0; i < count; i++) {
            shelf_record_add(shelf, region_summary_hour(self, leaves[i]), -1);
        }
    }
    self->on_shelf[placed_hour] += (int32_t)count;
    uint64_t stays = 0; /* may wrap where somebody leaves in a million years; not used then */
    des_time latest = 0;
    uint8_t any_returned = 0;
    for (size_t i = 0; i < count; i++) {
        self->leaving[region_summary_hour(self, leaves[i])]++;
        stays += (uint64_t)(leaves[i] - placed);
        latest = leaves[i] > latest ? leaves[i] : latest;
        any_returned |= returned[i];
    }
    if (self->network->diverts && station != NO_PLACE && observed(self, placed)) {
        count_diverted(self, station, parcels, count);
    }
    if (observed(self, available)) {
        watch_available(self, county, station, available, parcels, count);
    }
    if (placed >= self->network->warm_up && latest < self->network->end && !any_returned) {
        place->shelf.integral += (double)stays;
        all_collected(self, place, parcels, leaves, count, available);
    } else {
        shelved_one_by_one(self, place, placed, available, parcels, leaves, returned, count);
    }
}

static void on_put(void *context, station_id station, des_time placed, des_time available,
                   const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    struct place_record *place = place_of(self, NO_PLACE, station);
    int32_t placed_hour = region_summary_hour(self, placed);
    if (place->watched) {
        shelf_record_sample(&place->shelf, self->first_observed, placed_hour);
        shelf_record_add(&place->shelf, placed_hour, (int32_t)count);
    }
    self->on_shelf[placed_hour] += (int32_t)count;
    if (self->network->diverts && observed(self, placed)) {
        count_diverted(self, station, parcels, count);
    }
    if (observed(self, available)) {
        watch_available(self, NO_PLACE, station, available, parcels, count);
    }
    reached_shelf(self, place, parcels, count, available);
}

static void on_taken(void *context, station_id station, des_time placed, des_time available,
                     const struct parcel *parcel, des_time leaves, bool returned)
{
    struct region_summary *self = context;
    struct place_record *place = place_of(self, NO_PLACE, station);
    int32_t hour = region_summary_hour(self, leaves);
    if (place->watched) {
        shelf_record_add(&place->shelf, hour, -1);
    }
    self->leaving[hour]++;
    place->shelf.integral +=
        (double)des_time_overlap(placed, leaves, self->network->warm_up, self->network->end);
    left_shelf(self, place, parcel, available, leaves, returned);
    place->rider.delivered +=
        observed(self, leaves) &&
        network_delivers_home(self->network, station, (village_id)parcel->village, parcel->luck);
}

static void on_served(void *context, station_id station, const struct parcel *parcel,
                      des_time start, des_time finish)
{
    struct region_summary *self = context;
    struct counter_record *counter = &place_of(self, NO_PLACE, station)->counter;
    des_time warm_up = self->network->warm_up, end = self->network->end;
    counter->busy += (double)des_time_overlap(start, finish, warm_up, end);
    if (!observed(self, start)) {
        return;
    }
    counter->waited += start > parcel->arrived;
    des_histogram_add(&counter->wait, start - parcel->arrived); /* all stations': at the end */
}

static void on_round_ended(void *context, const struct round_record *record)
{
    struct region_summary *self = context;
    const struct network *network = self->network;
    struct rider_summary *rider = &place_of(self, NO_PLACE, record->station)->rider;
    rider->away +=
        (double)des_time_overlap(record->begun, record->back, network->warm_up, network->end);
    if (self->costs) {
        costs_round(self->costs, record);
    }
    if (observed(self, record->begun)) {
        rider->rounds++;
        rider->taken += (uint64_t)record->parcels;
        rider->distance_m += record->distance_m;
    }
}

static void on_overflowed(void *context, station_id station, des_time time,
                          const struct parcel *parcels, size_t count, bool returned)
{
    struct region_summary *self = context;
    struct place_record *place = place_of(self, NO_PLACE, station);
    if (returned && !self->network->returns_travel) {
        self->ledger[INBOUND].returned += (int64_t)count;
        self->in_system[INBOUND][region_summary_hour(self, time)] -= (int32_t)count;
    }
    if (!observed(self, time)) {
        return;
    }
    place->overflowed += count;
    if (returned && self->costs) {
        costs_returned(self->costs, station, time, count);
    }
    for (size_t i = 0; returned && self->periods && i < count; i++) {
        periods_missing(self->periods, &parcels[i], time);
    }
    for (size_t i = 0; returned && i < count; i++) {
        place->returned++;
        self->classes[INBOUND][parcel_class(&parcels[i])].returned++;
    }
}

static void on_sought_locker(void *context, station_id station, des_time time,
                             const struct parcel *parcels, const int32_t *wanted,
                             const int32_t *got, const des_time *leaves, size_t count)
{
    (void)parcels;
    locker_record_sought(context, station, time, wanted, got, leaves, count);
}

static void on_lost(void *context, const struct parcel *parcels, size_t count)
{
    struct region_summary *self = context;
    for (size_t i = 0; i < count; i++) {
        enum direction direction = parcel_direction(&parcels[i]);
        des_time born = parcel_born(&parcels[i]);
        self->ledger[direction].lost++;
        self->in_system[direction][region_summary_hour(self, born)]--;
        if (observed(self, born)) {
            self->classes[direction][parcel_class(&parcels[i])].lost++;
        }
    }
}

static void on_trip_ended(void *context, const struct trip_record *trip)
{
    struct region_summary *self = context;
    const struct network *network = self->network;
    struct route_summary *route = &self->routes[trip->route - part_of(self)->routes.begin];
    struct pool_summary *pool = &self->pools[trip->pool - part_of(self)->pools.begin];
    pool->busy +=
        (double)des_time_overlap(trip->departed, trip->returned, network->warm_up, network->end);
    if (self->costs) {
        costs_trip(self->costs, trip);
    }
    if (!observed(self, trip->departed)) {
        return;
    }
    route->trips++;
    route->reloads += trip->again;
    route->late += trip->departed > trip->due;
    route->delay += (double)(trip->departed - trip->due);
    route->load_out += (uint64_t)trip->load_out;
    route->load_back += (uint64_t)trip->load_back;
    route->left_behind += (uint64_t)trip->left_behind;
    int32_t capacity = network->vehicle_types[network->pools[trip->pool].type].capacity;
    if (capacity != UNLIMITED) {
        route->room += (uint64_t)capacity;
        route->room_out += (uint64_t)trip->load_out;
        route->room_back += (uint64_t)trip->load_back;
    }
    route->distance_m += trip->distance_m;
    const struct vehicle_type *type = &network->vehicle_types[network->pools[trip->pool].type];
    if (type->limited && type->holds.volume_ml != NO_LIMIT) {
        route->size_room.volume_ml += type->holds.volume_ml;
        route->out.volume_ml += trip->out.volume_ml;
        route->back.volume_ml += trip->back.volume_ml;
    }
    if (type->limited && type->holds.weight_g != NO_LIMIT) {
        route->size_room.weight_g += type->holds.weight_g;
        route->out.weight_g += trip->out.weight_g;
        route->back.weight_g += trip->back.weight_g;
    }
    pool->trips++;
    pool->distance_m += trip->distance_m;
}

static void on_trip_missed(void *context, route_id route, des_time due)
{
    struct region_summary *self = context;
    if (observed(self, due)) {
        self->routes[route - part_of(self)->routes.begin].missed++;
    }
}

static void on_set_back(void *context, const struct setback *setback)
{
    struct region_summary *self = context;
    disturbance_records_set_back(self->disturbances, self->network, setback);
}

struct observer region_summary_observer(struct region_summary *self)
{
    struct observer plain = {
        .self = self,
        .entered = on_entered,
        .sorted = recorder_sorted,
        .sorter_did = recorder_sorter_did,
        .departed = on_departed,
        .carried = on_carried,
        .picked_up = on_picked_up,
        .shelved = on_shelved,
        .put = on_put,
        .taken = on_taken,
        .served = on_served,
        .round_ended = on_round_ended,
        .overflowed = on_overflowed,
        .sought_locker = on_sought_locker,
        .lost = on_lost,
        .trip_ended = on_trip_ended,
        .trip_missed = on_trip_missed,
        .spell = region_summary_spell,
        .set_back = on_set_back,
        .unfinished = on_unfinished,
    };
    return self->local ? recorder_local_observer(self, plain) : plain;
}

static void close_centre(struct region_summary *self, centre_id centre,
                         struct centre_summary *summary)
{
    const struct network *network = self->network;
    for (int32_t c = 0; line_record_waits(summary->line) && c < network->class_count; c++) {
        des_histogram_merge(&summary->wait, &summary->line->wait[c]);
    }
    summary->lost = disturbance_lost_shifts(network, centre, self->replication);
    summary->open = network_server_time(&network->centres[centre], network->warm_up, network->end) -
                    summary->lost;
}

void region_summary_close(struct region_summary *self)
{
    const struct network *network = self->network;
    const struct region *part = part_of(self);
    int32_t end_hour = self->series_length;
    for (int32_t h = 0; h <= end_hour; h++) {
        self->on_shelf[h] -= self->leaving[h];
        self->in_system[INBOUND][h] -= self->leaving[h];
    }
    for (int32_t s = 0; s < part->stations.end - part->stations.begin; s++) {
        if (self->stations[s].watched) {
            shelf_record_sample(&self->stations[s].shelf, self->first_observed, end_hour);
        }
        des_histogram_merge(&self->counter_wait, &self->stations[s].counter.wait);
    }
    struct id_range lockers = region_lockers(network, part);
    for (int32_t l = 0; l < lockers.end - lockers.begin; l++) {
        shelf_record_sample(&self->lockers[l].taken, self->first_observed, end_hour);
    }
    close_centre(self, self->region, &self->centres[0]);
    for (int32_t c = part->counties.begin; c < part->counties.end; c++) {
        shelf_record_sample(&self->counters[c - part->counties.begin].shelf, self->first_observed,
                            end_hour);
        close_centre(self, c, &self->centres[c - part->counties.begin + 1]);
    }
    disturbance_records_close(self->disturbances, network, self->region, self->replication);
}
