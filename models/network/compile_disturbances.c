/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_disturbances.c - rows of `disturbances:`, where they hold, and which legs they touch. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/compile.h"
#include "models/network/disturbances.h"

static int by_begin(const void *left, const void *right)
{
    const struct disturbed_span *a = left, *b = right;
    return (a->begin > b->begin) - (a->begin < b->begin);
}

/* Whole days from the start on, ascending and merged. */
static struct disturbed_spans compile_dates(const struct scenario *scenario,
                                            const struct scenario_closed *dates)
{
    int64_t start = scenario_days_from_date(scenario->start);
    struct disturbed_spans spans = {des_allocate(dates->count, sizeof *spans.spans), 0};
    for (size_t d = 0; d < dates->count; d++) {
        int64_t first = scenario_days_from_date(dates->days[d].from) - start;
        int64_t behind = scenario_days_from_date(dates->days[d].to) + 1 - start;
        first = first > 0 ? first : 0;
        if (behind > first) {
            spans.spans[spans.count++] = (struct disturbed_span){first * DES_DAY, behind * DES_DAY};
        }
    }
    if (spans.count > 0) {
        qsort(spans.spans, (size_t)spans.count, sizeof *spans.spans, by_begin);
    }
    int32_t last = 0;
    for (int32_t s = 1; s < spans.count; s++) {
        struct disturbed_span next = spans.spans[s];
        if (next.begin > spans.spans[last].end) {
            spans.spans[++last] = next;
        } else if (next.end > spans.spans[last].end) {
            spans.spans[last].end = next.end;
        }
    }
    spans.count = spans.count > 0 ? last + 1 : 0;
    return spans;
}

/* A group stands for all its counties; orders and weather at a hub are those of all its counties,
 * too. */
static bool *compile_scope(const struct compiler *self, const struct scenario_disturbance *from)
{
    const struct network *network = self->network;
    bool wide = from->kind == DISTURBANCE_WEATHER || from->kind == DISTURBANCE_SURGE;
    if (from->at.count == 0) {
        return NULL;
    }
    bool *centres = des_allocate((size_t)network->centre_count, sizeof *centres);
    for (size_t p = 0; p < from->at.count; p++) {
        enum place_kind kind;
        int32_t id = compiler_place(self, from->at.names[p].chars, &kind);
        for (int32_t c = 0; c < network->centre_count; c++) {
            centres[c] |= kind == PLACE_GROUP
                              ? self->county_group[c] == id
                              : c == id || (wide && network->centres[c].parent == id);
        }
    }
    return centres;
}

static void compile_effects(struct disturbance *to, const struct scenario_disturbance *from)
{
    to->speed = from->kind == DISTURBANCE_WEATHER ? from->speed : 1;
    for (int d = 0; d < DIRECTIONS; d++) {
        bool meant = from->direction == 0 || from->direction == 1 + d;
        to->orders[d] = from->kind == DISTURBANCE_WEATHER          ? from->orders
                        : from->kind == DISTURBANCE_SURGE && meant ? from->factor
                                                                   : 1;
    }
    to->way_round = from->way_round.given;
    if (to->way_round) {
        to->longer = des_time_from_seconds(from->way_round.longer_s);
        to->farther_m = round(from->way_round.farther_m);
    }
}

static void compile_when(const struct scenario *scenario, struct disturbance *to,
                         const struct scenario_disturbance *from)
{
    to->when = from->when;
    to->dates = compile_dates(scenario, &from->dates);
    for (int m = 0; m < 12; m++) {
        to->chance[m] = from->chance[m];
    }
    to->spell = isnan(from->spell_s) ? 0 : from->spell_s / 86400;
    to->every = des_distribution_copy(&from->every);
    to->lasts = des_distribution_copy(&from->lasts);
    des_distribution_scale(&to->every, 1e6);
    des_distribution_scale(&to->lasts, 1e6);
}

void compile_disturbances(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network *network = self->network;
    size_t count = scenario->disturbance_count;
    if (count == 0) {
        return;
    }
    network->disturbances = des_allocate(count, sizeof *network->disturbances);
    network->disturbance_count = (int32_t)count;
    for (size_t d = 0; d < count; d++) {
        const struct scenario_disturbance *from = &scenario->disturbances[d];
        struct disturbance *to = &network->disturbances[d];
        to->name = compiler_name(self, "%s", from->name.chars);
        to->kind = from->kind;
        to->centres = compile_scope(self, from);
        compile_effects(to, from);
        compile_when(scenario, to, from);
        network->strikes |= from->kind == DISTURBANCE_STRIKE;
        for (int way = 0; way < DIRECTIONS; way++) {
            to->orders[way] = network->traces[way] ? 1 : to->orders[way]; /* as recorded */
            network->surges |= to->orders[way] > 1;
            network->thins |= to->orders[way] < 1;
        }
    }
}

/* ---- legs ---- */

static int32_t node_of(const struct compiler *self, const struct scenario_name *name)
{
    enum place_kind kind;
    int32_t id = compiler_place(self, name->chars, &kind);
    return kind == PLACE_STATION ? self->network->centre_count + id : id;
}

static bool is_road(const struct compiler *self, const struct scenario_disturbance *row,
                    int32_t from, int32_t to)
{
    int32_t a = node_of(self, &row->between.names[0]), b = node_of(self, &row->between.names[1]);
    return (a == from && b == to) || (a == to && b == from);
}

/* The hub or county at a node. */
static centre_id centre_at(const struct network *network, int32_t node)
{
    return node < network->centre_count ? node
                                        : network->stations[node - network->centre_count].county;
}

uint64_t compile_disturbed(const struct compiler *self, int32_t from, int32_t to)
{
    const struct network *network = self->network;
    uint64_t bits = 0;
    for (int32_t d = 0; d < network->disturbance_count; d++) {
        const struct disturbance *disturbance = &network->disturbances[d];
        bool weather = disturbance->kind == DISTURBANCE_WEATHER && disturbance->speed < 1 &&
                       (disturbance_is_at(disturbance, centre_at(network, from)) ||
                        disturbance_is_at(disturbance, centre_at(network, to)));
        bool road = disturbance->kind == DISTURBANCE_ROAD &&
                    is_road(self, &self->scenario->disturbances[d], from, to);
        bits |= weather || road ? UINT64_C(1) << d : 0;
    }
    return bits;
}
