/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/network/parcel_size.h"

#include <math.h>

int64_t class_extent_of(const struct class_extent *self, uint32_t luck)
{
    static const double MOST = 1e15; /* a cubic kilometre, or a billion tons */
    uint32_t word = des_lot(luck, self->lot);
    double extent = des_distribution_at(&self->distribution, self->stream, word, word);
    return (int64_t)llround(fmin(extent, MOST));
}

struct parcel_size class_size_of(const struct class_size *self, uint32_t luck)
{
    return (struct parcel_size){class_extent_of(&self->volume, luck),
                                class_extent_of(&self->weight, luck)};
}

void class_size_done(struct class_size *self)
{
    des_distribution_done(&self->volume.distribution);
    des_distribution_done(&self->weight.distribution);
}
