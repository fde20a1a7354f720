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
