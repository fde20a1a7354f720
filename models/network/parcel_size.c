/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/network/parcel_size.h"

#include "engine/normal.h"

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

/* The lognormal ones, at most CHUNK. */
static void draw_lognormals(const struct class_extent *const *extents, const uint32_t *lucks,
                            const uint32_t *which, size_t count, int64_t *out)
{
    uint32_t words[CHUNK];
    double values[CHUNK];
    for (size_t i = 0; i < count; i++) {
        words[i] = des_lot(lucks[which[i]], extents[which[i]]->lot);
    }
    des_normal_from_words(words, values, count);
    for (size_t i = 0; i < count; i++) {
        const struct des_distribution *distribution = &extents[which[i]]->distribution;
        values[i] = distribution->a + distribution->b * values[i];
    }
    des_exp_all(values, count);
    for (size_t i = 0; i < count; i++) {
        out[which[i]] = whole(values[i]);
    }
}

static void draw_chunk(const struct class_extent *const *extents, const uint32_t *lucks,
                       int64_t *out, size_t count)
{
    uint32_t lognormal[CHUNK];
    size_t found = 0, others = 0;
    for (size_t i = 0; i < count; i++) { /* their classes can't be guessed: no branch */
        enum des_distribution_kind kind = extents[i]->distribution.kind;
        lognormal[found] = (uint32_t)i;
        found += kind == DES_LOGNORMAL;
        others += kind != DES_LOGNORMAL && kind != DES_CONSTANT;
        out[i] = whole(extents[i]->distribution.a); /* of a constant one */
    }
    if (found > 0) {
        draw_lognormals(extents, lucks, lognormal, found, out);
    }
    for (size_t i = 0; i < count && others > 0; i++) {
        if (extents[i]->distribution.kind != DES_LOGNORMAL) {
            out[i] = class_extent_of(extents[i], lucks[i]);
        }
    }
}

void class_extents_of(const struct class_extent *const *extents, const uint32_t *lucks,
                      int64_t *out, size_t count)
{
    for (size_t done = 0; done < count; done += CHUNK) {
        size_t some = count - done < CHUNK ? count - done : CHUNK;
        draw_chunk(extents + done, lucks + done, out + done, some);
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
