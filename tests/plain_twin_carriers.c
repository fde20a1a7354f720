/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_carriers.c - which carrier a parcel goes with: the first whose share, added to those
 * before, exceeds its lot. */
#include "tests/plain_twin_world.h"

bool plain_is_carriers(const struct network *network, village_id village, uint32_t luck)
{
    if (network->carrier_count == 0) {
        return true;
    }
    int32_t whose = network->carrier_count - 1;
    double lot = des_lot(luck, LOT_CARRIER) * 0x1p-32;
    for (int32_t k = whose; k >= 0; k--) {
        if (lot < (double)network->carriers[k].threshold * 0x1p-32) {
            whose = k;
        }
    }
    return network->village_parts[village].carrier == whose;
}
