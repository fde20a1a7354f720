/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_choice.c - people who choose among several stations, and those whom the way deters.
 *
 * Huff (1963), 'A probabilistic analysis of shopping center trade areas', Land Economics 39: a
 * place with attraction A at a distance d draws a share proportional to A / d^lambda. Distances
 * below LEAST_M count as that, so that a station in the village doesn't take everything. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/compile.h"

static const double LEAST_M = 100;

/* A share of all parcels as a bound for 32 random bits. */
static uint64_t bound_of(double share)
{
    return share >= 1 - 1e-12 ? UINT64_C(1) << 32 : (uint64_t)(share * 0x1p32);
}

uint64_t compile_kept(const struct scenario_choice *choice, double access_m)
{
    bool deters = isfinite(choice->half_m) && !isnan(access_m);
    return bound_of(deters ? exp2(-access_m / choice->half_m) : 1);
}

static void options_room(struct network *network, int32_t more)
{
    int32_t count = network->option_count;
    for (int32_t o = count; o < count + more; o++) {
        if ((o & (o - 1)) == 0) { /* full at every power of two */
            size_t room = o == 0 ? 1 : 2 * (size_t)o;
            network->options = des_resize(network->options, room, sizeof *network->options);
            network->option_access_m =
                des_resize(network->option_access_m, room, sizeof *network->option_access_m);
        }
    }
}

/* Chen and Asau (1974), 'On generating random variates from an empirical distribution', AIIE
 * Transactions 6: so many cells that a lot is seldom more than one option from its cell's first. */
struct guide compile_guide(struct network *network, struct id_range options)
{
    enum { LEAST_BITS = 2 };
    int32_t count = options.end - options.begin, bits = LEAST_BITS;
    if (count == 0) {
        return (struct guide){NO_PLACE, 0};
    }
    while (bits < 24 && INT32_C(1) << bits < 2 * count) {
        bits++;
    }
    int32_t cells = INT32_C(1) << bits, o = options.begin;
    struct guide guide = {network->guide_count, (uint32_t)(32 - bits)};
    network->guide_count += cells;
    network->guide =
        des_resize(network->guide, (size_t)network->guide_count, sizeof *network->guide);
    for (int32_t c = 0; c < cells; c++) {
        while ((uint32_t)c << guide.shift > network->options[o].last) {
            o++;
        }
        network->guide[guide.begin + c] = o;
    }
    return guide;
}

bool compile_huff(struct compiler *self, struct village *village, struct id_range among)
{
    const struct scenario *scenario = self->scenario;
    const struct scenario_choice *choice = &scenario->choice;
    struct network *network = self->network;
    options_room(network, among.end - among.begin);
    struct station_choice_option *options = network->options + network->option_count;
    double *ways_m = network->option_access_m + network->option_count;
    double *weights = des_allocate((size_t)(among.end - among.begin), sizeof *weights);
    double total = 0, sum = 0, most = 0;
    int32_t count = 0;
    for (station_id s = among.begin; s < among.end; s++) {
        const struct station *at = &network->stations[s];
        double way_m = network_distance_m(village->lat, village->lon, at->lat, at->lon) *
                       scenario->travel.detour;
        if (way_m <= choice->reach_m) { /* false without coordinates (NaN) */
            weights[count] = self->attractions[s] * pow(fmax(way_m, LEAST_M), -choice->exponent);
            total += weights[count];
            ways_m[count] = way_m;
            options[count++] =
                (struct station_choice_option){.station = s, .kept = compile_kept(choice, way_m)};
        }
    }
    village->access_m = 0;
    for (int32_t o = 0; o < count; o++) {
        double share = weights[o] / total;
        sum += share;
        uint64_t bound = bound_of(o + 1 == count ? 1 : sum);
        options[o].last = bound > 0 ? (uint32_t)(bound - 1) : 0;
        village->access_m += share * ways_m[o];
        if (share > most) { /* ties: the one listed first */
            most = share;
            village->station = options[o].station;
        }
    }
    free(weights);
    if (count == 0) {
        return false;
    }
    village->options = (struct id_range){network->option_count, network->option_count + count};
    network->option_count += count;
    village->service = SERVED_BY_STATION;
    village->county = network->stations[village->station].county;
    return true;
}
