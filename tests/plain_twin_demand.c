/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_demand.c - recorded orders of the plain twin: each is made when its time has come, and
 * then the place's next one is noted. */
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
