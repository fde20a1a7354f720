/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_loads.h - volumes, weights and priorities of random scenarios. */
#ifndef TESTS_RANDOM_LOADS_H
#define TESTS_RANDOM_LOADS_H

#include "tests/random_author.h"

static inline bool has_sizes(struct author *self)
{
    return has_feature(self, "sizes", 4);
}

/* What a class says beyond its shares. */
static inline void write_class_size(struct author *self, const char *class)
{
    static const char *const volumes[] = {"12 L", "{lognormal: {mean: 9 L, cv: 0.8}}",
                                          "{uniform: {from: 1 L, to: 60 L}}",
                                          "{exponential: {mean: 25 L}}"};
    static const char *const weights[] = {"1.2 kg", "800 g", "{gamma: {mean: 2 kg, cv: 1.2}}",
                                          "{triangular: {from: 100 g, mode: 1 kg, to: 9 kg}}"};
    struct own_dice aside = feature_begin(self, class);
    int volume = between(self, 0, 3), weight = between(self, 0, 3);
    if (has_sizes(self)) {
        fprintf(self->out, ", volume: %s, weight: %s", volumes[volume], weights[weight]);
    }
    feature_end(self, aside);
}

/* Has no class of its own been written yet? Then one, if it must have a size. */
static inline void write_only_class(struct author *self)
{
    if (has_sizes(self)) {
        fprintf(self->out, "parcels:\n  - {class: standard, inbound: 100 %%, outbound: 100 %%");
        write_class_size(self, "standard");
        fprintf(self->out, "}\n");
    }
}

/* What a vehicle type says beyond its number of parcels; sizes drawn may be above it. */
static inline void write_limits(struct author *self, int type)
{
    if (!has_sizes(self)) {
        return;
    }
    struct own_dice aside = feature_begin(self, types[type]);
    int volume = between(self, 1, 12), weight = between(self, 1, 12), which = between(self, 0, 3);
    self->limited[type] = true;
    if (which != 1) {
        fprintf(self->out, ", volume: %d L", between(self, 12, 30 * volume));
    }
    if (which != 2) {
        fprintf(self->out, ", weight: %d g", between(self, 1200, 2000 * weight));
    }
    feature_end(self, aside);
}

enum { UNLIMITED_SHELF = -1 };

/* What a station has beside its shelf. Returns the shelf: it may have none then. */
static inline int write_lockers(struct author *self, int station, int shelf)
{
    if (!has_sizes(self) || !has_feature(self, "lockers", 2)) {
        return shelf;
    }
    char name[32];
    snprintf(name, sizeof name, "lockers of S%d", station);
    struct own_dice aside = feature_begin(self, name);
    int small = between(self, 1, 6), large = between(self, 1, 4), holds = between(self, 8, 70);
    int kind = between(self, 1, 4);
    if (kind <= 2) {
        fprintf(self->out, ", lockers: [{size: large, holds: %d L, count: %d}, ", 12 + holds,
                large);
        fprintf(self->out, "{size: small, holds: 12 L, count: %d}]", small);
        shelf = kind == 1 ? 0 : shelf;
    } else if (kind == 3) {
        fprintf(self->out, ", lockers: [{size: only, holds: %d L, count: %d}]", holds, small);
    }
    feature_end(self, aside);
    return shelf;
}

static inline void write_load(struct author *self)
{
    if (has_feature(self, "by priority", 3)) {
        fprintf(self->out, ", load: by priority");
    }
}

static inline bool is_full_some_time(const struct author *self, int type)
{
    return self->limited[type] || self->room[type] < 1000;
}

/* A number of parcels or, of vehicles that are full some time, now and then a share. */
static inline void write_full(struct author *self, int type, int load)
{
    struct own_dice aside = feature_begin(self, "full by share");
    bool by_share = one_in(self, 3) && is_full_some_time(self, type) &&
                    is_full_some_time(self, type ^ 1); /* the base's other type */
    fprintf(self->out, "dispatch: {when_full: ");
    fprintf(self->out, by_share ? "%d %%" : "%d", by_share ? between(self, 1, 100) : load);
    feature_end(self, aside);
}

#endif
