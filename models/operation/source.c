/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/source.h"

#include "engine/require.h"

static inline void draw_next(struct source *self)
{
    struct des_block block = des_stream_block(&self->stream, self->next_block++, 0);
    uint64_t bits = (uint64_t)block.word[1] << 32 | block.word[0];
    self->level += des_exponential_from_bits(bits) * self->gap;
    self->luck = block.word[2];
    self->class_word = block.word[3];
}

void source_init(struct source *self, struct des_stream stream, uint32_t village, double rate)
{
    DES_REQUIRE(rate > 0);
    *self = (struct source){.stream = stream, .village = village, .gap = 1 / rate};
    draw_next(self);
}

static inline int32_t choose_class(const struct network *network, enum direction direction,
                                   uint32_t word)
{
    int32_t class = 0;
    while (class + 1 < network->class_count &&
           word >= network->classes[class].threshold[direction]) {
        class ++;
    }
    return class;
}

void source_emit(struct source *self, const struct source_clock *clock, int32_t hour,
                 des_time until, struct parcel_batch *batch)
{
    const struct network *network = clock->network;
    const double *cumulative = network->shape[clock->direction].cumulative;
    double begin = cumulative[hour], end = cumulative[hour + 1];
    double scale = (double)DES_HOUR / (end - begin);
    while (self->level < end) {
        des_time within = (des_time)((self->level - begin) * scale);
        if (within >= DES_HOUR) { /* by rounding: it belongs to this hour all the same */
            within = DES_HOUR - 1;
        }
        des_time born = hour * DES_HOUR + within;
        if (born > until) {
            return;
        }
        int32_t class = choose_class(network, clock->direction, self->class_word);
        struct parcel *parcel = parcel_batch_room(batch, 1);
        *parcel = parcel_make(born, class, clock->direction);
        parcel->arrived = parcel->ready = born;
        parcel->village = self->village;
        parcel->luck = self->luck;
        batch->count++;
        draw_next(self);
    }
}
