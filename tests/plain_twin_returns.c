/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_returns.c - what becomes of parcels that stay too long or find no room. */
#include "tests/plain_twin_world.h"

double plain_reminded(const struct network *network, double dwell)
{
    for (int32_t r = 0; r < network->reminder_count; r++) {
        const struct reminder *reminder = &network->reminders[r];
        if (dwell > reminder->after) {
            dwell = reminder->after + (dwell - reminder->after) * reminder->left;
        }
    }
    return dwell;
}

bool plain_heads_out(const struct plain_parcel *parcel)
{
    return parcel->direction == OUTBOUND || parcel->returning;
}

/* From now on it is another parcel, born at this moment. */
void plain_turn_round(struct plain *self, int32_t parcel)
{
    struct plain_parcel *it = &self->parcels[parcel];
    it->returning = true;
    it->born = it->ready = self->now;
}

void plain_goes_back(struct plain *self, int32_t parcel)
{
    plain_turn_round(self, parcel);
    plain_wait_in_line(self, &self->boxes[self->parcels[parcel].at], parcel);
}
