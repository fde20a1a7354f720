/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/local.h"

void local_mark(const struct network *network, struct parcel *parcels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bool local = des_lot(parcels[i].luck, LOT_LOCAL) < network->local_below;
        parcels[i].birth |= local ? PARCEL_LOCAL : 0;
    }
}

void local_turn(const struct network *network, centre_id centre, struct parcel *parcels,
                size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct parcel *parcel = &parcels[i];
        if (!parcel_has(parcel, PARCEL_LOCAL) || parcel_direction(parcel) == INBOUND) {
            continue;
        }
        village_id to = network_destination(network, (village_id)parcel->village, parcel->luck);
        if (centre < network->hub_count || network->villages[to].county == centre) {
            parcel->birth &= ~(uint64_t)OUTBOUND;
            parcel->village = (uint32_t)to;
        }
    }
}
