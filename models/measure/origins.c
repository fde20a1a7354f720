/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/origins.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"

struct origins *origins_create(struct id_range villages)
{
    struct origins *self = des_allocate(1, sizeof *self);
    self->first_village = villages.begin;
    self->village_count = villages.end - villages.begin;
    for (int d = 0; d < DIRECTIONS; d++) {
        self->villages[d] = des_allocate((size_t)self->village_count, sizeof *self->villages[d]);
    }
    return self;
}

void origins_destroy(struct origins *self)
{
    if (!self) {
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->villages[d]);
    }
    free(self);
}

static void absorb(struct origin_sum *to, const struct origin_sum *from, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        to[i].count += from[i].count;
        to[i].sum += from[i].sum;
    }
}

void origins_absorb(struct origins *self, const struct origins *region)
{
    int32_t offset = region->first_village - self->first_village;
    DES_REQUIRE(offset >= 0 && offset + region->village_count <= self->village_count);
    for (int d = 0; d < DIRECTIONS; d++) {
        absorb(self->hours[d], region->hours[d], HOURS_OF_DAY);
        if (region->village_count > 0) {
            absorb(self->villages[d] + offset, region->villages[d], region->village_count);
        }
    }
}

double origin_mean(const struct origin_sum *self)
{
    return self->count > 0 ? self->sum / (double)self->count : NAN;
}
