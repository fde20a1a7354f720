/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/returns.h"

static struct parcel turned_round(const struct parcel *parcel, des_time time)
{
    struct parcel back = *parcel;
    back.birth = parcel_birth(time, parcel_class(parcel), INBOUND) | PARCEL_RETURNING |
                 (parcel->birth & PARCEL_LOCAL);
    back.arrived = back.ready = time;
    return back;
}

void returns_shelved(struct world *world, int32_t station, const struct parcel *parcels,
                     const des_time *leaves, const uint8_t *returned, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (returned[i] && leaves[i] < world->network->end) {
            struct parcel back = turned_round(&parcels[i], leaves[i]);
            parcel_queue_push(&world->going_back[station], &world->store, &back);
            world->gone--; /* it had been taken for gone, as all that are shelved */
        }
    }
}

void returns_advance(struct world *world, int32_t station, des_time until)
{
    if (!world->going_back) {
        return;
    }
    struct parcel_queue *from = &world->going_back[station];
    size_t count = parcel_queue_ready(from, until);
    for (size_t i = 0; i < count; i++) {
        parcel_queue_push(&world->drop_boxes[station], &world->store, &parcel_queue_first(from)[i]);
    }
    parcel_queue_drop(from, count);
}

void returns_ride(struct world *world, struct parcel_queue *back, des_time time,
                  const struct parcel_batch *parcels)
{
    for (size_t i = 0; i < parcels->count; i++) {
        struct parcel turned = turned_round(&parcels->items[i], time);
        parcel_queue_add(back, &world->store, &turned);
    }
}
