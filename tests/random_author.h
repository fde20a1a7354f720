/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_author.h - who writes random scenarios, and the dice; for random_scenario*.c only. */
#ifndef TESTS_RANDOM_AUTHOR_H
#define TESTS_RANDOM_AUTHOR_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What is being written, and the dice: splitmix64. */
enum { TRUCK, LORRY, VAN, TRIKE, TYPES };
static const char *const types[TYPES] = {"truck", "lorry", "van", "trike"};

struct author {
    int room[TYPES];     /* what a vehicle of each type holds */
    bool limited[TYPES]; /* by volume or weight, too */
    bool shifts[TYPES];  /* its drivers work in shifts */
    uint64_t number, state;
    uint64_t
        extras; /* dice of their own for what was added later: older networks stay as they are */
    uint64_t own_state; /* of the dice for closed days and reminders: the rest stays as it was */
    bool closes, reminds, diverts;
    int routes;      /* written so far, among those that may have several vehicle types */
    int sorters;     /* so far, */
    char sorter[24]; /* and the latest: whose dice */
    FILE *out;
    int hubs, counties, stations, villages;
    bool several_classes;
    int stations_written, riders_written; /* so far: whose keepers need time, who have a rider */
    int county_hub[8], station_county[24];
    int carriers, hub_carrier[2], county_carrier[8]; /* from 1; 0: everybody's */
    double lat[24], lon[24];                         /* of stations */
};

/* Never two rolls in the arguments of one call: compilers differ in which comes first. */
static inline uint64_t roll(struct author *self)
{
    uint64_t z = self->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return z ^ z >> 31;
}

/* A whole number from `low` to `high`, both included. */
static inline int between(struct author *self, int low, int high)
{
    return low + (int)(roll(self) % (uint64_t)(high - low + 1));
}

static inline bool one_in(struct author *self, int n)
{
    return between(self, 1, n) == 1;
}

/* ---- dice of a feature's own ----
 *
 * Between feature_begin and feature_end rolls come from dice that depend on the network's number
 * and the feature's name alone, so that what is added later leaves older networks as they are. */

struct own_dice {
    uint64_t state; /* of the dice put aside meanwhile */
};

static inline struct own_dice feature_begin(struct author *self, const char *feature)
{
    struct own_dice aside = {self->state};
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */
    for (const char *c = feature; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * UINT64_C(0x100000001b3);
    }
    self->state = hash ^ self->number * UINT64_C(0x632be59bd9b4e019);
    roll(self);
    return aside;
}

static inline void feature_end(struct author *self, struct own_dice aside)
{
    self->state = aside.state;
}

/* Does this network have the feature, which one in `n` has? Always the same answer. */
static inline bool has_feature(struct author *self, const char *feature, int n)
{
    struct own_dice aside = feature_begin(self, feature);
    bool has = one_in(self, n);
    feature_end(self, aside);
    return has;
}

static inline double real(struct author *self, double low, double high)
{
    return low + (high - low) * (double)(roll(self) >> 11) * 0x1p-53;
}

static inline void write_time(struct author *self, int low_min, int high_min)
{
    int mean = between(self, low_min, high_min);
    switch (mean > 0 ? between(self, 1, 9) : 9) {
    case 1:
        fprintf(self->out, "{exponential: {mean: %d min}}", mean);
        return;
    case 2:
        fprintf(self->out, "{uniform: {from: %d min, to: %d min}}", mean, mean + 20);
        return;
    case 3:
        fprintf(self->out, "{lognormal: {mean: %d min, cv: 0.7}}", mean);
        return;
    case 4:
        fprintf(self->out, "{erlang: {mean: %d min, phases: 2}}", mean);
        return;
    case 5:
        fprintf(self->out, "{triangular: {from: %d min, mode: %d min, to: %d min}}", mean, mean + 3,
                mean + 30);
        return;
    case 6:
        fprintf(self->out, "{empirical: {values: [%d min, %d min], weights: [1, 3]}}", mean,
                2 * mean);
        return;
    default:
        fprintf(self->out, "%d min", mean);
    }
}

/* random_scenario_fleet.c: `vehicle:` of a route, for that type or several of its base's. */
void random_vehicle(struct author *self, int type);
/* random_scenario_carriers.c: some networks have two or three carriers, with places of their own or
 * shared; there is always one for each. `hub`: the carrier of the hub that a place hangs on, or 0.
 */
void random_carriers_draw(struct author *self);
void random_carriers_write(const struct author *self);
void random_carrier_write(const struct author *self, int carrier, int hub);
/* random_drivers.c: what vehicles of a type need besides roads: keys in its row. */
void random_write_care(struct author *self, int type);
/* Perhaps a feeder row of the county whose tours are planned daily. */
void random_daily_row(struct author *self, int county);
/* Perhaps `reload:` of the same route. */
void random_reload(struct author *self, int type);
/* random_scenario_disturb.c */
void random_disturbances_write(struct author *self);

static inline void write_hours(struct author *self, const char *key)
{
    int open = between(self, 0, 11), close = between(self, 13, 24);
    switch (between(self, 1, 6)) {
    case 1:
        fprintf(self->out, ", %s: \"%02d:30-%02d:00\"", key, open, close);
        return;
    case 2:
        fprintf(self->out, ", %s: [\"%02d:00-12:00\", \"13:00-%02d:00\"]", key, open,
                close + (close == 13));
        return;
    case 3:
        fprintf(self->out, ", %s: {mon-fri: \"%02d:00-%02d:00\", sun: [\"09:00-12:00\"]}", key,
                open, close);
        return;
    case 4:
        fprintf(self->out, ", %s: \"%02d:00-%02d:30\"", key, close % 24, open);
        return;
    default:
        return; /* always */
    }
}

/* random_scenario_sorting.c: the next centre's `sorting:`, if it has crews or waves. */
bool random_sorting_other(struct author *self);
/* Further keys of a plain sorter, if it has any. */
void random_sorting_rules(struct author *self);

#endif
