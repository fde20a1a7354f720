/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/plain_twin_world.h"

#include <stdlib.h>

#include "engine/require.h"

void plain_note(struct plain *self, des_time time, enum plain_rank rank, enum note_kind kind,
                int32_t subject)
{
    if (time < self->network->end) {
        plain_diary_add(
            &self->diary,
            (struct plain_note){.time = time, .rank = rank, .kind = (int)kind, .subject = subject});
    }
}

struct fact plain_fact_of(const struct plain_parcel *parcel, enum fact_kind kind)
{
    int32_t direction = parcel->returning ? GOING_BACK : (int32_t)parcel->direction;
    return (struct fact){.direction = direction + (parcel->local ? FROM_VILLAGE_TO_VILLAGE : 0),
                         .village = parcel->village,
                         .born = parcel->born,
                         .luck = parcel->luck,
                         .kind = (int)kind};
}

struct fact plain_no_parcel(enum fact_kind kind, int32_t place)
{
    return (struct fact){.direction = -1, .village = -1, .kind = (int)kind, .place = place};
}

void plain_tell(struct plain *self, struct fact fact)
{
    fact_list_add(&self->history->facts, fact);
}

des_time plain_by_end(const struct plain *self, des_time time)
{
    return time < self->network->end ? time : -1;
}

const struct route *plain_route_of(const struct plain *self, int32_t route)
{
    return &self->network->routes[route];
}

/* ---- all of it ---- */

static void happen(struct plain *self, const struct plain_note *it)
{
    switch ((enum note_kind)it->kind) {
    case NOTE_ORDER:
        plain_on_order(self, it->subject);
        break;
    case NOTE_RECORDED:
        plain_on_recorded(self, it->subject);
        break;
    case NOTE_DROP_OFF:
        plain_drop_off(self, it->subject);
        break;
    case NOTE_SORTED:
        plain_on_sorted(self, it->subject);
        break;
    case NOTE_SHIFT:
        plain_servers_look(self, it->subject);
        break;
    case NOTE_LEAVES:
        plain_on_leaves(self, it->subject);
        break;
    case NOTE_UNLOADED:
        plain_on_unloaded(self, it->subject);
        break;
    case NOTE_HOME:
        plain_on_home(self, it->subject);
        break;
    case NOTE_ROUTE_DUE:
        plain_note_next_due(self, it->subject);
        plain_due(self, it->subject);
        break;
    case NOTE_LOAD:
        plain_on_load(self, it->subject);
        break;
    case NOTE_VEHICLE:
        plain_vehicle_back(self, it->subject);
        break;
    case NOTE_WORKSHOP:
        plain_on_workshop(self, it->subject);
        break;
    case NOTE_DRIVER:
        plain_on_driver(self, it->subject);
        break;
    case NOTE_RELOAD:
        plain_may_reload(self, it->subject);
        break;
    case NOTE_TRY_AGAIN:
        plain_try_again(self, it->subject);
        break;
    case NOTE_ROUND_DUE:
        plain_round_due(self, it->subject);
        break;
    case NOTE_RIDER_BACK:
        plain_rider_back(self, it->subject);
        break;
    case NOTE_AT_DOOR:
        plain_at_door(self, it->subject);
        break;
    case NOTE_COMES:
        plain_comes(self, it->subject);
        break;
    case NOTE_COUNTER:
        plain_keepers_look(self, it->subject);
        break;
    case NOTE_SERVED:
        plain_served(self, it->subject);
        break;
    case NOTE_GOES_BACK:
        plain_goes_back(self, it->subject);
        break;
    case NOTE_CHOOSE:
        plain_choose(self, it->subject);
        break;
    case NOTE_WAVE_CALL:
        plain_wave_call(self, it->subject);
        break;
    case NOTE_STARTS_BACK:
        plain_collect(self, it->subject);
        break;
    }
}

/* Once all parcels that come together are there, in the order of the routes. */
static void routes_look(struct plain *self)
{
    for (int32_t c = 0; c < self->network->centre_count; c++) {
        struct id_range routes = self->network->centres[c].routes;
        for (int32_t r = routes.begin; self->centres[c].looks && r < routes.end; r++) {
            plain_route_looks(self, r);
        }
        self->centres[c].looks = false;
    }
}

static void *some(int32_t count, size_t size)
{
    return des_allocate((size_t)count + 1, size);
}

static struct des_stream stream_of(const struct plain *self, const char *purpose, const char *name)
{
    return des_stream_make(self->network->seed, self->replication, purpose, name);
}

static void open_places(struct plain *self)
{
    const struct network *network = self->network;
    self->centres = some(network->centre_count, sizeof *self->centres);
    self->to_county = some(network->centre_count, sizeof *self->to_county);
    self->to_hub = some(network->centre_count, sizeof *self->to_hub);
    self->to_station = some(network->station_count, sizeof *self->to_station);
    self->boxes = some(network->station_count, sizeof *self->boxes);
    self->shelf = some(network->station_count, sizeof *self->shelf);
    self->lockers = some(network->locker_count, sizeof *self->lockers);
    self->counters = some(network->station_count, sizeof *self->counters);
    self->riders = some(network->station_count, sizeof *self->riders);
    for (int32_t c = 0; c < network->centre_count; c++) {
        self->centres[c].shift = -1;
        des_rng_init(&self->centres[c].rng, stream_of(self, "sorting", network->centres[c].name));
        plain_line_open(self, c);
    }
    self->workshops = some(network->pool_count, sizeof *self->workshops);
    self->idle = some(network->pool_count, sizeof *self->idle);
    self->waiting = some(network->centre_count, sizeof *self->waiting);
    for (int32_t p = 0; p < network->pool_count; p++) {
        self->idle[p] = network->pools[p].size;
    }
}

static void open_sources(struct plain *self)
{
    const struct network *network = self->network;
    static const char *const purposes[DIRECTIONS] = {"inbound orders", "outbound drop-offs"};
    self->sources =
        some(2 * network->village_count * (1 + network->disturbance_count), sizeof *self->sources);
    for (int d = 0; d < DIRECTIONS; d++) {
        self->own_shape[d] = network_draw_shape(network, self->replication, (enum direction)d);
        self->shape[d] = self->own_shape[d] ? self->own_shape[d] : network->shape[d].cumulative;
    }
    for (int32_t v = self->region->villages.begin; v < self->region->villages.end; v++) {
        for (int d = 0; d < DIRECTIONS; d++) {
            if (network->villages[v].rate[d] > 0 && !network->traces[d]) {
                self->sources[self->source_count++] = (struct plain_source){
                    .village = v,
                    .direction = (enum direction)d,
                    .stream = stream_of(self, purposes[d], network->villages[v].name),
                };
                plain_note_next_order(self, (int32_t)self->source_count - 1);
            }
        }
    }
}

static void open_routes(struct plain *self)
{
    const struct network *network = self->network;
    self->routes = some(network->route_count, sizeof *self->routes);
    for (int32_t r = self->region->routes.begin; r < self->region->routes.end; r++) {
        DES_REQUIRE(plain_stop_count(&network->routes[r]) <= STOP_LIMIT);
        const char *name = network->routes[r].name;
        des_rng_init(&self->routes[r].travel, stream_of(self, "travel", name));
        des_rng_init(&self->routes[r].headway, stream_of(self, "headway", name));
        plain_note_next_due(self, r);
    }
}

static void tell_unfinished(struct plain *self)
{
    for (size_t p = 0; p < self->parcel_count; p++) {
        struct plain_parcel *parcel = &self->parcels[p];
        if (parcel->where == NOWHERE) {
            continue;
        }
        plain_book(self, parcel)->in_system[parcel->where]++;
        const struct village *village = &self->network->villages[parcel->village];
        bool told = parcel->where == ON_SHELF ||
                    (parcel->where == AT_HUB_SORTING && plain_heads_out(parcel)) ||
                    (parcel->where == AT_COUNTY_SORTING && !plain_heads_out(parcel) &&
                     village->service == SERVED_BY_COUNTER);
        if (!told) { /* the others' times lie beyond the end and say it */
            struct fact fact = plain_fact_of(parcel, FACT_UNFINISHED);
            fact.place = parcel->where;
            fact.a = self->network->end;
            plain_tell(self, fact);
        }
    }
    for (int32_t c = 0; c < self->network->centre_count; c++) {
        plain_tell_docked(self, c);
    }
    for (size_t t = 0; t < self->trip_count; t++) {
        if (self->trips[t].away) {
            plain_tell_trip(self, &self->trips[t], self->network->end);
        }
    }
}

static void lists_done(struct plain_list *lists, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        plain_list_done(&lists[i]);
    }
    free(lists);
}

static void plain_done(struct plain *self)
{
    const struct network *network = self->network;
    for (int32_t c = 0; c < network->centre_count; c++) {
        plain_list_done(&self->centres[c].queue);
        plain_line_close(self->centres[c].line);
    }
    for (size_t t = 0; t < self->trip_count; t++) {
        for (int32_t s = 0; s < STOP_LIMIT; s++) {
            plain_list_done(&self->trips[t].load[s]);
            plain_list_done(&self->trips[t].up[s]);
        }
        plain_list_done(&self->trips[t].held);
    }
    for (station_id s = 0; s < network->station_count; s++) {
        plain_list_done(&self->counters[s].queue);
        plain_list_done(&self->riders[s].waiting);
    }
    free(self->riders);
    free(self->counters);
    lists_done(self->to_county, network->centre_count);
    lists_done(self->to_hub, network->centre_count);
    lists_done(self->to_station, network->station_count);
    lists_done(self->boxes, network->station_count);
    lists_done(self->waiting, network->centre_count);
    for (int32_t p = 0; p < network->pool_count; p++) {
        free(self->workshops[p].vehicles);
    }
    free(self->workshops);
    plain_diary_done(&self->diary);
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->own_shape[d]);
    }
    plain_disturb_done(self);
    free(self->centres);
    free(self->shelf);
    free(self->lockers);
    free(self->idle);
    free(self->parcels);
    free(self->sources);
    free(self->recorded);
    free(self->routes);
    free(self->trips);
}

void plain_twin_run(const struct network *network, int32_t region, uint32_t replication,
                    struct plain_history *ret_history)
{
    *ret_history = (struct plain_history){0};
    struct plain self = {.network = network,
                         .region = &network->regions[region],
                         .replication = replication,
                         .history = ret_history};
    plain_disturb(&self);
    open_places(&self);
    open_sources(&self);
    plain_open_recorded(&self);
    plain_surges(&self);
    open_routes(&self);
    plain_open_riders(&self);
    struct plain_note next;
    while (plain_diary_next(&self.diary, &next)) {
        DES_REQUIRE(next.time >= self.now);
        self.now = next.time;
        happen(&self, &next);
        routes_look(&self);
    }
    tell_unfinished(&self);
    fact_list_sort(&ret_history->facts);
    plain_done(&self);
}
