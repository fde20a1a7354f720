/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/network/parcel_size.h"

enum { CHUNK = 64 };

static int64_t whole(double extent)
{
    static const double MOST = 1e15; /* a cubic kilometre, or a billion tons */
    return (int64_t)((extent < MOST ? extent : MOST) + 0.5);
}

int64_t class_extent_of(const struct class_extent *self, uint32_t luck)
{
    if (self->distribution.kind == DES_CONSTANT) {
        return whole(self->distribution.a);
    }
    uint32_t word = des_lot(luck, self->lot);
    return whole(des_distribution_at(&self->distribution, self->stream, word, word));
}

void class_extents_of(const struct class_extent *self, const uint32_t *lucks, int64_t *out,
                      size_t count)
{
    bool together = self->distribution.kind != DES_CONSTANT &&
                    des_distribution_is_inverted(&self->distribution);
    uint32_t words[CHUNK];
    double values[CHUNK];
    for (size_t i = 0; !together && i < count; i++) {
        out[i] = class_extent_of(self, lucks[i]);
    }
    for (size_t done = 0; together && done < count; done += CHUNK) {
        size_t some = count - done < CHUNK ? count - done : CHUNK;
        for (size_t i = 0; i < some; i++) {
            words[i] = des_lot(lucks[done + i], self->lot);
        }
        des_distribution_from_words(&self->distribution, words, values, some);
        for (size_t i = 0; i < some; i++) {
            out[done + i] = whole(values[i]);
        }
    }
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
