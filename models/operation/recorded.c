/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/recorded.h"

struct id_range recorded_walk_ins(const struct world *world, centre_id centre,
                                  enum direction direction)
{
    return world->network->traces[direction]->walk_ins[centre];
}

struct id_range recorded_drop_offs(const struct world *world, centre_id county)
{
    return world->network->traces[OUTBOUND]->drop_offs[county];
}

static uint32_t luck_of(const struct world *world, const struct trace_row *row,
                        enum direction direction)
{
    struct des_stream stream = world->network->villages[row->village].demand[direction];
    stream.replication = world->replication;
    return des_stream_block(&stream, row->number, 0).word[2];
}

void recorded_emit(const struct world *world, struct births births, struct parcel_batch *batch)
{
    const struct network_trace *trace = world->network->traces[births.direction];
    const struct trace_row *first = trace->rows + births.sources->begin;
    size_t left = (size_t)(births.sources->end - births.sources->begin), count = 0;
    while (count < left && trace_row_time(&first[count]) <= births.until) {
        count++;
    }
    struct parcel *out = parcel_batch_room(batch, count);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        des_time born = trace_row_time(&first[i]);
        uint32_t luck = luck_of(world, &first[i], births.direction);
        out[kept] = (struct parcel){first[i].time_class, born, born, first[i].village, luck};
        kept += network_carries(world->network, (village_id)first[i].village, luck);
    }
    batch->count += kept;
    births.sources->begin += (int32_t)count;
}
