/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_demand.c - recorded orders of the plain twin: each is made when its time has come, and
 * then the place's next one is noted; and parcels from village to village. */
#include "tests/plain_twin_world.h"

#include "engine/require.h"

static void note_next(struct plain *self, int32_t recorded)
{
    const struct plain_recorded *from = &self->recorded[recorded];
    const struct trace_row *rows = self->network->traces[from->direction]->rows;
    if (from->rows.begin < from->rows.end) {
        plain_note(self, trace_row_time(&rows[from->rows.begin]), PLAIN_ON_FOOT, NOTE_RECORDED,
                   recorded);
    }
}

static void open_place(struct plain *self, enum direction direction, struct id_range rows)
{
    self->recorded = des_resize(self->recorded, self->recorded_count + 1, sizeof *self->recorded);
    self->recorded[self->recorded_count] = (struct plain_recorded){direction, rows};
    note_next(self, (int32_t)self->recorded_count++);
}

void plain_open_recorded(struct plain *self)
{
    const struct network_trace *const *traces =
        (const struct network_trace *const *)self->network->traces;
    struct id_range counties = self->region->counties;
    if (traces[INBOUND]) {
        ptrdiff_t hub = self->region - self->network->regions;
        open_place(self, INBOUND, traces[INBOUND]->walk_ins[hub]);
    }
    for (int32_t c = counties.begin; traces[OUTBOUND] && c < counties.end; c++) {
        open_place(self, OUTBOUND, traces[OUTBOUND]->walk_ins[c]);
        open_place(self, OUTBOUND, traces[OUTBOUND]->drop_offs[c]);
    }
}

/* The n-th of a village has the luck that its n-th order would have. */
void plain_on_recorded(struct plain *self, int32_t recorded)
{
    static const char *const purposes[DIRECTIONS] = {"inbound orders", "outbound drop-offs"};
    struct plain_recorded *from = &self->recorded[recorded];
    const struct trace_row *row = &self->network->traces[from->direction]->rows[from->rows.begin++];
    struct des_stream stream =
        des_stream_make(self->network->seed, self->replication, purposes[from->direction],
                        self->network->villages[row->village].name);
    struct plain_source order = {
        .village = (int32_t)row->village,
        .direction = from->direction,
        .luck = des_stream_block(&stream, row->number, 0).word[2],
        .class = (int32_t)(row->time_class >> TRACE_CLASS_SHIFT & 31),
    };
    plain_order_parcel(self, &order);
    note_next(self, recorded);
}

/* ---- from village to village ---- */

/* People that a parcel may go to. */
static uint64_t people_of(const struct plain *self, int32_t village, bool counted)
{
    const struct village *it = &self->network->villages[village];
    return it->service == NOT_SERVED ? 0 : counted ? (uint64_t)(it->people + 0.5) : 1;
}

/* May a parcel of `from` go to `to`? `how` 0: anywhere; 1: in its county; 2: outside it. */
static bool may_go(const struct plain *self, int32_t from, int32_t to, int how)
{
    bool same = self->network->villages[from].county == self->network->villages[to].county;
    return from != to && (how == 0 || same == (how == 1));
}

/* Counts people until those that the lot leaves out are passed; -1 when there are none. */
static int32_t draw_village(const struct plain *self, int32_t from, uint32_t luck, int how)
{
    struct id_range all = self->region->villages;
    uint64_t people = 0, others = 0;
    for (int32_t v = all.begin; v < all.end; v++) {
        people += people_of(self, v, true);
    }
    for (int32_t v = all.begin; v < all.end; v++) {
        others += may_go(self, from, v, how) ? people_of(self, v, people > 0) : 0;
    }
    uint64_t left = (uint64_t)(des_lot(luck, LOT_TO_VILLAGE) * 0x1p-32 * (double)others);
    for (int32_t v = all.begin; v < all.end; v++) {
        uint64_t its = may_go(self, from, v, how) ? people_of(self, v, people > 0) : 0;
        if (left < its) {
            return v;
        }
        left -= its;
    }
    return -1;
}

void plain_decide_local(const struct plain *self, struct plain_parcel *parcel)
{
    const struct network *network = self->network;
    parcel->local =
        parcel->direction == OUTBOUND && des_lot(parcel->luck, LOT_LOCAL) < network->local_below;
    if (!parcel->local) {
        return;
    }
    int how = 0;
    if (network->own_county_below <= UINT64_C(1) << 32) {
        how = des_lot(parcel->luck, LOT_OWN_COUNTY) < network->own_county_below ? 1 : 2;
    }
    int32_t to = draw_village(self, parcel->village, parcel->luck, how);
    to = to >= 0 ? to : draw_village(self, parcel->village, parcel->luck, 0);
    parcel->bound_for = to >= 0 ? to : parcel->village;
}

/* It joins the sorting at `centre`: is that where it turns round? */
void plain_turns_inbound(struct plain *self, int32_t parcel, centre_id centre)
{
    struct plain_parcel *it = &self->parcels[parcel];
    bool here = centre < self->network->hub_count ||
                self->network->villages[it->bound_for].county == centre;
    if (it->local && it->direction == OUTBOUND && here) {
        it->direction = INBOUND;
        it->village = it->bound_for;
        plain_choose_station(self, it);
    }
}

struct ledger *plain_book(struct plain *self, const struct plain_parcel *parcel)
{
    return parcel->local ? &self->history->local : &self->history->ledger[parcel->direction];
}

/* How many of them don't go from village to village. */
size_t plain_others(const struct plain *self, const struct plain_list *parcels)
{
    size_t count = 0;
    for (size_t i = 0; i < parcels->count; i++) {
        count += !self->parcels[parcels->items[i]].local;
    }
    return count;
}
