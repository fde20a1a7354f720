/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_local.c - parcels from village to village, and where they are bound for.
 *
 * A cumulative table of people over all villages: a region's and a county's are ranges of it, so
 * that a destination is found in O(log n). Leaving the village itself out is a jump over its own
 * people. */
#include <math.h>

#include "engine/require.h"
#include "models/network/compile.h"

/* People that a parcel may go to; one for each village where nobody counts them. */
static uint64_t weight_of(const struct village *village, bool counted)
{
    if (village->service == NOT_SERVED) {
        return 0;
    }
    return counted ? (uint64_t)(village->people + 0.5) : 1;
}

static void add_people(struct network *network, struct id_range villages)
{
    double people = 0;
    for (int32_t v = villages.begin; v < villages.end; v++) {
        people += (double)weight_of(&network->villages[v], true);
    }
    for (int32_t v = villages.begin; v < villages.end; v++) {
        network->people_before[v + 1] =
            network->people_before[v] + weight_of(&network->villages[v], people > 0);
    }
}

void compile_local(struct compiler *self)
{
    const struct scenario_demand *demand = &self->scenario->demand[OUTBOUND];
    struct network *network = self->network;
    network->several_kinds = network->returns_travel;
    if (!(demand->to_villages > 0)) {
        return;
    }
    network->several_kinds = true;
    network->local_below = (uint64_t)(demand->to_villages * 0x1p32);
    network->own_county_below = isnan(demand->own_county) ? (UINT64_C(1) << 32) + 1
                                                          : (uint64_t)(demand->own_county * 0x1p32);
    network->people_before =
        des_allocate((size_t)network->village_count + 1, sizeof *network->people_before);
    for (int32_t h = 0; h < network->hub_count; h++) {
        add_people(network, network->regions[h].villages); /* which follow one another */
    }
}

/* The village in which the n-th of the people lives. */
static village_id home_of(const struct network *self, struct id_range villages, uint64_t n)
{
    int32_t low = villages.begin, high = villages.end - 1;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (self->people_before[middle + 1] - self->people_before[villages.begin] > n) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* One of `villages` that isn't among `without`, which are of them; NO_PLACE: there is none. */
static village_id other_village(const struct network *self, struct id_range villages,
                                struct id_range without, uint32_t luck)
{
    const uint64_t *before = self->people_before;
    uint64_t left_out = before[without.end] - before[without.begin];
    uint64_t others = before[villages.end] - before[villages.begin] - left_out;
    if (others == 0) {
        return NO_PLACE;
    }
    double share = des_lot(luck, LOT_TO_VILLAGE) * 0x1p-32;
    uint64_t n = (uint64_t)(share * (double)others); /* below `others` */
    n += n >= before[without.begin] - before[villages.begin] ? left_out : 0;
    return home_of(self, villages, n);
}

village_id network_destination(const struct network *self, village_id from, uint32_t luck)
{
    centre_id county = self->villages[from].county;
    struct id_range region = self->regions[self->centres[county].parent].villages;
    struct id_range own = self->centres[county].villages, itself = {from, from + 1};
    village_id to = NO_PLACE;
    if (self->own_county_below <= UINT64_C(1) << 32) { /* else by people alone */
        bool stays = des_lot(luck, LOT_OWN_COUNTY) < self->own_county_below;
        to =
            stays ? other_village(self, own, itself, luck) : other_village(self, region, own, luck);
    }
    to = to != NO_PLACE ? to : other_village(self, region, itself, luck);
    return to != NO_PLACE ? to : from;
}
