/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/disturbances.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/disturbances.h"
#include "models/operation/routes.h"

static const struct disturbance *disturbance_of(const struct world *world, int32_t d)
{
    return &world->network->disturbances[d];
}

static const struct disturbed_span *span_at(const struct world *world, int32_t d, des_time time)
{
    return disturbed_span_at(&world->disturbed[d], time);
}

static void tell(const struct world *world, const struct setback *setback)
{
    if (setback->time < world->network->end) {
        world->observer->set_back(world->observer->self, setback);
    }
}

/* ---- legs ---- */

static int32_t lowest_bit(uint64_t bits)
{
    return __builtin_ctzll(bits);
}

des_time disturbances_leg_begins(struct world *world, const struct stop *leg, des_time leaving,
                                 size_t parcels)
{
    des_time begins = leaving;
    uint64_t left = leg->disturbed;
    while (left != 0) {
        int32_t d = lowest_bit(left);
        const struct disturbance *row = disturbance_of(world, d);
        const struct disturbed_span *closed = NULL;
        if (row->kind == DISTURBANCE_ROAD && !row->way_round) {
            closed = span_at(world, d, begins);
        }
        left &= left - 1;
        if (closed) {
            tell(world, &(struct setback){.disturbance = d,
                                          .kind = SETBACK_LEG,
                                          .time = begins,
                                          .added = closed->end - begins,
                                          .parcels = (int64_t)parcels});
            begins = closed->end;
            left = leg->disturbed; /* another may have closed meanwhile */
        }
    }
    return begins;
}

des_time disturbances_leg_time(struct world *world, const struct stop *leg, des_time begins,
                               des_time time, size_t parcels, double *distance_m)
{
    for (uint64_t left = leg->disturbed; left != 0; left &= left - 1) {
        int32_t d = lowest_bit(left);
        const struct disturbance *row = disturbance_of(world, d);
        bool round = row->kind == DISTURBANCE_ROAD && row->way_round;
        if (!(round || row->kind == DISTURBANCE_WEATHER) || !span_at(world, d, begins)) {
            continue;
        }
        des_time then =
            round ? des_time_later(time, row->longer) : des_time_round((double)time / row->speed);
        *distance_m += round ? row->farther_m : 0;
        tell(world, &(struct setback){.disturbance = d,
                                      .kind = SETBACK_LEG,
                                      .time = begins,
                                      .added = then - time,
                                      .parcels = (int64_t)parcels});
        time = then;
    }
    return time;
}

/* ---- bases ---- */

static centre_id centre_of(const struct world *world, int32_t base)
{
    return base == 0 ? (centre_id)(world->region - world->network->regions)
                     : world->region->counties.begin + base - 1;
}

/* The first strike at the base at `time`, or NULL. */
static const struct disturbed_span *strike_at(const struct world *world, int32_t base,
                                              des_time time, int32_t *ret_disturbance)
{
    for (int32_t d = 0; d < world->network->disturbance_count; d++) {
        const struct disturbance *row = disturbance_of(world, d);
        const struct disturbed_span *span = NULL;
        if (row->kind == DISTURBANCE_STRIKE && disturbance_is_at(row, centre_of(world, base))) {
            span = span_at(world, d, time);
        }
        if (span) {
            *ret_disturbance = d;
            return span;
        }
    }
    return NULL;
}

des_time disturbances_may_leave(const struct world *world, int32_t base, des_time time)
{
    int32_t which;
    const struct disturbed_span *span;
    while (world->network->strikes && (span = strike_at(world, base, time, &which)) != NULL) {
        time = span->end;
    }
    return time;
}

void disturbances_cancel(struct world *world, int32_t route, des_time due)
{
    int32_t which = 0, base = route_base(world, route_of(world, route));
    const struct disturbed_span *span = strike_at(world, base, world->now, &which);
    DES_REQUIRE(span != NULL);
    tell(world, &(struct setback){.disturbance = which,
                                  .kind = SETBACK_CANCELLED,
                                  .time = world->now,
                                  .due = due,
                                  .route = world->region->routes.begin + route});
}

/* ---- orders: what surges add ---- */

/* Parcels beyond the usual ones are a Poisson process of their own, by village, with the rate
 * (factor - 1) x the usual one in the spans of the surge: those that come anyway stay as they
 * are. */
struct surge {
    int32_t disturbance;
    enum direction direction;
    double *cumulative;        /* as a shape of demand; owned */
    struct id_range *walk_ins; /* sources by centre; owned */
    struct id_range *stations; /* sources by county; owned */
};

static void add_source(struct world *world, const struct surge *surge, village_id v)
{
    static const char *const purposes[DIRECTIONS] = {"inbound surge", "outbound surge"};
    const struct village *village = &world->network->villages[v];
    const struct disturbance *row = disturbance_of(world, surge->disturbance);
    if (village->rate[surge->direction] == 0 || !disturbance_is_at(row, village->county)) {
        return;
    }
    char *name = NULL;
    DES_REQUIRE(asprintf(&name, "%s: %s", row->name, village->name) >= 0);
    struct des_stream stream =
        des_stream_make(world->network->seed, 0, purposes[surge->direction], name);
    free(name);
    source_set_add(&world->sources, stream.key, (uint32_t)v, village->rate[surge->direction]);
}

static struct id_range add_walk_ins(struct world *world, const struct surge *surge, int32_t centre)
{
    const struct centre *at = &world->network->centres[centre_of(world, centre)];
    struct id_range range = {(int32_t)world->sources.count, 0};
    for (int32_t w = at->walk_ins.begin; w < at->walk_ins.end; w++) {
        if (world->network->walk_ins[w].direction == surge->direction) {
            add_source(world, surge, world->network->walk_ins[w].village);
        }
    }
    range.end = (int32_t)world->sources.count;
    return range;
}

static struct id_range add_stations(struct world *world, const struct surge *surge, int32_t county)
{
    const struct centre *at = &world->network->centres[centre_of(world, county + 1)];
    struct id_range range = {(int32_t)world->sources.count, 0};
    for (int32_t s = at->children.begin; s < at->children.end; s++) {
        struct id_range villages = world->network->stations[s].villages;
        for (int32_t v = villages.begin; surge->direction == OUTBOUND && v < villages.end; v++) {
            add_source(world, surge, v);
        }
    }
    range.end = (int32_t)world->sources.count;
    return range;
}

static struct surge surge_make(struct world *world, int32_t d, enum direction direction)
{
    const struct network *network = world->network;
    struct surge self = {.disturbance = d, .direction = direction};
    const double *own = world->own_shape[direction];
    const double *usual = own ? own : network->shape[direction].cumulative;
    double more = disturbance_of(world, d)->orders[direction] - 1;
    self.cumulative = des_allocate((size_t)network->hours + 1, sizeof *self.cumulative);
    for (int32_t h = 0; h < network->hours; h++) {
        double factor = span_at(world, d, h * DES_HOUR) ? usual[h + 1] - usual[h] : 0;
        self.cumulative[h + 1] = self.cumulative[h] + factor * more;
    }
    self.walk_ins = des_allocate((size_t)world->county_count + 1, sizeof *self.walk_ins);
    self.stations = des_allocate((size_t)world->county_count + 1, sizeof *self.stations);
    for (int32_t c = 0; c <= world->county_count; c++) {
        self.walk_ins[c] = add_walk_ins(world, &self, c);
    }
    for (int32_t c = 0; c < world->county_count; c++) {
        self.stations[c] = add_stations(world, &self, c);
    }
    return self;
}

static bool is_after(const struct parcel *left, const struct parcel *right)
{
    des_time a = parcel_born(left), b = parcel_born(right);
    return a > b || (a == b && left->village > right->village);
}

/* Merges the parcels from `middle` on into those before; both are in order. Stable. */
static void merge(struct parcel_batch *batch, size_t middle)
{
    size_t more = batch->count - middle;
    struct parcel *behind = des_allocate(more, sizeof *behind);
    memcpy(behind, batch->items + middle, more * sizeof *behind);
    for (size_t to = batch->count; more > 0; to--) {
        bool first = middle > 0 && is_after(&batch->items[middle - 1], &behind[more - 1]);
        batch->items[to - 1] = first ? batch->items[--middle] : behind[--more];
    }
    free(behind);
}

static void add_orders(struct world *world, const struct surge *surge, struct order_place place,
                       des_time from, des_time until, struct parcel_batch *batch)
{
    struct id_range which =
        place.stations ? surge->stations[place.index] : surge->walk_ins[place.index];
    struct source_clock clock = {world->network, surge->direction, surge->cumulative};
    size_t before = batch->count;
    if (which.begin == which.end || surge->direction != place.direction) {
        return;
    }
    source_set_emit(&world->sources, which, &clock, from, until, batch);
    for (size_t i = before; i < batch->count; i++) {
        tell(world, &(struct setback){.disturbance = surge->disturbance,
                                      .kind = SETBACK_ORDERS,
                                      .time = parcel_born(&batch->items[i]),
                                      .parcels = 1});
    }
    if (before < batch->count) {
        merge(batch, before);
    }
}

/* ---- orders: what isn't ordered ---- */

/* The row because of which a parcel isn't ordered, or NO_PLACE: each in force leaves its share of
 * what those before it left, and the parcel's lot says to whom it falls. */
static int32_t refused_by(const struct world *world, const struct parcel *parcel)
{
    enum direction direction = parcel_direction(parcel);
    uint32_t lot = des_lot(parcel->luck, LOT_ORDERED);
    centre_id county = world->network->villages[parcel->village].county;
    double left = 1;
    for (int32_t d = 0; d < world->network->disturbance_count; d++) {
        const struct disturbance *row = disturbance_of(world, d);
        if (row->orders[direction] < 1 && disturbance_is_at(row, county) &&
            span_at(world, d, parcel_born(parcel))) {
            left *= row->orders[direction];
            if (lot >= (uint64_t)(left * 0x1p32)) {
                return d;
            }
        }
    }
    return NO_PLACE;
}

static void thin_out(struct world *world, struct parcel_batch *batch)
{
    size_t kept = 0;
    for (size_t i = 0; i < batch->count; i++) {
        int32_t row = refused_by(world, &batch->items[i]);
        if (row == NO_PLACE) {
            batch->items[kept++] = batch->items[i];
            continue;
        }
        tell(world, &(struct setback){.disturbance = row,
                                      .kind = SETBACK_ORDERS,
                                      .time = parcel_born(&batch->items[i]),
                                      .parcels = -1});
    }
    batch->count = kept;
}

void disturbances_change_orders(struct world *world, struct order_place place, des_time from,
                                des_time until, struct parcel_batch *batch)
{
    for (int32_t s = 0; s < world->surge_count; s++) {
        add_orders(world, &world->surges[s], place, from, until, batch);
    }
    if (world->network->thins) {
        thin_out(world, batch);
    }
}

/* ---- the beginning and the end ---- */

void disturbances_init(struct world *world)
{
    int32_t count = world->network->disturbance_count;
    if (count == 0) {
        return;
    }
    world->disturbed = des_allocate((size_t)count, sizeof *world->disturbed);
    for (int32_t d = 0; d < count; d++) {
        world->disturbed[d] = disturbance_draw(world->network, d, world->replication);
    }
    world->surges = des_allocate((size_t)count * DIRECTIONS, sizeof *world->surges);
    for (int32_t d = 0; d < count; d++) {
        for (int way = 0; way < DIRECTIONS; way++) {
            if (disturbance_of(world, d)->orders[way] > 1) {
                world->surges[world->surge_count++] = surge_make(world, d, (enum direction)way);
            }
        }
    }
}

void disturbances_done(struct world *world)
{
    for (int32_t s = 0; s < world->surge_count; s++) {
        free(world->surges[s].cumulative);
        free(world->surges[s].walk_ins);
        free(world->surges[s].stations);
    }
    free(world->surges);
    for (int32_t d = 0; world->disturbed && d < world->network->disturbance_count; d++) {
        free(world->disturbed[d].spans);
    }
    free(world->disturbed);
}
