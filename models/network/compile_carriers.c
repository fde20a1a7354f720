/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_carriers.c - who shares the parcels: thresholds for their lots, as for classes. */
#include <string.h>

#include "engine/require.h"
#include "models/network/compile.h"

void compile_carriers(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network *network = self->network;
    if (scenario->carrier_count == 0) {
        return;
    }
    network->carrier_count = (int32_t)scenario->carrier_count;
    network->carriers = des_allocate(scenario->carrier_count, sizeof *network->carriers);
    double sum = 0;
    for (int32_t k = 0; k < network->carrier_count; k++) {
        const struct scenario_carrier *from = &scenario->carriers[k];
        struct carrier *carrier = &network->carriers[k];
        sum += from->share;
        bool complete = sum >= 1 - 1e-9 || k + 1 == network->carrier_count;
        carrier->name = compiler_name(self, "%s", from->name.chars);
        carrier->share = from->share;
        carrier->threshold = complete ? UINT64_C(1) << 32 : (uint64_t)(sum * 0x1p32);
    }
}

int32_t compile_carrier(const struct compiler *self, const struct scenario_name *name)
{
    const struct network *network = self->network;
    int32_t k = name->chars ? 0 : NO_CARRIER;
    while (k >= 0 && strcmp(network->carriers[k].name, name->chars) != 0) {
        k++;
        DES_REQUIRE(k < network->carrier_count);
    }
    return k;
}
