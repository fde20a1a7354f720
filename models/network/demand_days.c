/* SPDX-License-Identifier: GPL-3.0-or-later */
/* demand_days.c - days that are busier than others by chance.
 *
 * A factor W of mean 1 on the rate of a whole day and all villages makes counts a mixed Poisson
 * process: with mean m a day they have variance m + m^2 Var[W] (Grandell 1997, Mixed Poisson
 * Processes, section 2.1), and the villages are correlated. Both directions take the same luck:
 * with the same distribution they have the same factors. */
#include "engine/require.h"
#include "models/network/network.h"

double *network_draw_shape(const struct network *self, uint32_t replication,
                           enum direction direction)
{
    const struct des_distribution *busy = &self->busy_days[direction];
    if (busy->kind == DES_CONSTANT) {
        return NULL;
    }
    const double *all = self->shape[direction].cumulative;
    double *own = des_allocate((size_t)self->hours + 1, sizeof *own), today = 1;
    struct des_stream stream = des_stream_make(self->seed, replication, "busy day", "");
    for (int32_t h = 0; h < self->hours; h++) {
        if (h % 24 == 0) {
            struct des_rng rng;
            des_rng_init_at(&rng, stream, (uint64_t)h / 24);
            today = des_distribution_draw(busy, &rng);
        }
        own[h + 1] = own[h] + (all[h + 1] - all[h]) * today;
    }
    return own;
}
