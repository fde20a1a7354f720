/* SPDX-License-Identifier: GPL-3.0-or-later */
/* parcel_size.h - volume and weight: of parcels, and what vehicles and lockers hold of them.
 *
 * In whole millilitres and grams, so that sums don't depend on their order. A parcel's are drawn
 * from lots of its own (docs/model.md): the same wherever and whenever somebody asks. */
#ifndef MODELS_NETWORK_PARCEL_SIZE_H
#define MODELS_NETWORK_PARCEL_SIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/distribution.h"

/* Also a limit, or room left. */
struct parcel_size {
    int64_t volume_ml, weight_g;
};
static const int64_t NO_LIMIT = INT64_MAX;

/* One dimension of a class. */
struct class_extent {
    struct des_distribution distribution; /* in millilitres or grams */
    struct des_stream stream;             /* for those that aren't inverted */
    uint32_t lot;
};
struct class_size {
    struct class_extent volume, weight;
};

/* Of a parcel with this luck. Cost: two draws at most. */
struct parcel_size class_size_of(const struct class_size *self, uint32_t luck);
int64_t class_extent_of(const struct class_extent *self, uint32_t luck);
/* The same for many parcels at once. */
void class_extents_of(const struct class_extent *self, const uint32_t *lucks, int64_t *out,
                      size_t count);
void class_size_done(struct class_size *self);

static inline bool parcel_size_fits(struct parcel_size size, struct parcel_size room)
{
    return size.volume_ml <= room.volume_ml && size.weight_g <= room.weight_g;
}

static inline void parcel_size_add(struct parcel_size *self, struct parcel_size size)
{
    self->volume_ml += size.volume_ml;
    self->weight_g += size.weight_g;
}

static inline void parcel_size_take(struct parcel_size *self, struct parcel_size size)
{
    self->volume_ml -= size.volume_ml;
    self->weight_g -= size.weight_g;
}

/* One that is larger than all there is fills it, as far as that goes. */
static inline struct parcel_size parcel_size_within(struct parcel_size size,
                                                    struct parcel_size limit)
{
    size.volume_ml = size.volume_ml < limit.volume_ml ? size.volume_ml : limit.volume_ml;
    size.weight_g = size.weight_g < limit.weight_g ? size.weight_g : limit.weight_g;
    return size;
}

#endif
