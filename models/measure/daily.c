/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/daily.h"

#include <stdlib.h>

#include "engine/require.h"

struct daily *daily_create(const struct network *network)
{
    struct daily *self = des_allocate(1, sizeof *self);
    self->network = network;
    self->days = (int32_t)((network->end - network->warm_up) / DES_DAY);
    for (int d = 0; d < DIRECTIONS; d++) {
        self->sums[d] = des_allocate((size_t)self->days + 1, sizeof *self->sums[d]);
    }
    return self;
}

void daily_destroy(struct daily *self)
{
    if (!self) {
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->sums[d]);
    }
    free(self);
}

void daily_absorb(struct daily *self, const struct daily *region)
{
    DES_REQUIRE(self->days == region->days);
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t day = 0; day <= self->days; day++) {
            struct daily_sum *to = &self->sums[d][day];
            const struct daily_sum *from = &region->sums[d][day];
            to->completed += from->completed;
            to->on_time += from->on_time;
            to->promised += from->promised;
            to->delay += from->delay;
        }
    }
}
