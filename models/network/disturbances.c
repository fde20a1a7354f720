/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/network/disturbances.h"

#include <stdlib.h>

#include "engine/require.h"

void disturbance_done(struct disturbance *self)
{
    free(self->dates.spans);
    free(self->centres);
    des_distribution_done(&self->every);
    des_distribution_done(&self->lasts);
}

struct des_stream disturbance_stream(const struct network *network, int32_t disturbance,
                                     uint32_t replication)
{
    static const char *const purposes[DISTURBANCE_KINDS] = {
        [DISTURBANCE_WEATHER] = "weather", [DISTURBANCE_ROAD] = "closed road",
        [DISTURBANCE_OUTAGE] = "outage",   [DISTURBANCE_STRIKE] = "strike",
        [DISTURBANCE_SURGE] = "surge",
    };
    const struct disturbance *self = &network->disturbances[disturbance];
    return des_stream_make(network->seed, replication, purposes[self->kind], self->name);
}

/* ---- when ---- */

/* Behind the last; what touches it makes it longer. */
static void add_span(struct disturbed_spans *self, des_time begin, des_time end)
{
    if (self->count > 0 && self->spans[self->count - 1].end >= begin) {
        self->spans[self->count - 1].end = end;
        return;
    }
    if ((self->count & (self->count - 1)) == 0) { /* full at every power of two */
        size_t room = self->count > 0 ? 2 * (size_t)self->count : 1;
        self->spans = des_resize(self->spans, room, sizeof *self->spans);
    }
    self->spans[self->count++] = (struct disturbed_span){begin, end};
}

double disturbance_chance(const struct disturbance *self, int month, bool after_one)
{
    double chance = self->chance[month];
    if (self->spell == 0 || chance == 0) {
        return chance;
    }
    return after_one ? 1 - 1 / self->spell : chance / (self->spell * (1 - chance));
}

static int month_of(const struct network *network, int32_t day)
{
    return scenario_date_from_days(scenario_days_from_date(network->start) + day).month - 1;
}

static int32_t days_of(const struct network *network)
{
    return (int32_t)((network->end + DES_DAY - 1) / DES_DAY);
}

static void draw_days(const struct network *network, const struct disturbance *self,
                      const struct des_stream *stream, struct disturbed_spans *spans)
{
    bool so = false;
    for (int32_t day = 0; day < days_of(network); day++) {
        int month = month_of(network, day);
        double chance = day == 0 ? self->chance[month] : disturbance_chance(self, month, so);
        so = des_unit_from_word(des_stream_block(stream, (uint64_t)day, 0).word[0]) < chance;
        if (so) {
            add_span(spans, day * DES_DAY, (day + 1) * DES_DAY);
        }
    }
}

static des_time draw_time(const struct des_distribution *distribution, struct des_rng *rng)
{
    des_time time = des_time_round(des_distribution_draw(distribution, rng));
    return time > 0 ? time : 1;
}

static void draw_spans(const struct network *network, const struct disturbance *self,
                       struct des_stream stream, struct disturbed_spans *spans)
{
    struct des_rng rng;
    des_rng_init(&rng, stream);
    for (des_time now = draw_time(&self->every, &rng); now < network->end;) {
        des_time end = des_time_later(now, draw_time(&self->lasts, &rng));
        add_span(spans, now, end);
        now = des_time_later(end, draw_time(&self->every, &rng));
    }
}

struct disturbed_spans disturbance_draw(const struct network *network, int32_t disturbance,
                                        uint32_t replication)
{
    const struct disturbance *self = &network->disturbances[disturbance];
    struct des_stream stream = disturbance_stream(network, disturbance, replication);
    struct disturbed_spans spans = {NULL, 0};
    switch (self->when) {
    case DISTURBED_ON_DATES:
        for (int32_t s = 0; s < self->dates.count; s++) {
            add_span(&spans, self->dates.spans[s].begin, self->dates.spans[s].end);
        }
        break;
    case DISTURBED_BY_CHANCE:
        draw_days(network, self, &stream, &spans);
        break;
    case DISTURBED_BY_SPANS:
        draw_spans(network, self, stream, &spans);
        break;
    }
    return spans;
}

const struct disturbed_span *disturbed_span_at(const struct disturbed_spans *self, des_time time)
{
    int32_t low = 0, high = self->count; /* the first that ends after `time` */
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (self->spans[middle].end <= time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < self->count && self->spans[low].begin <= time ? &self->spans[low] : NULL;
}

/* ---- demand ---- */

/* How probable it is that a day is so on average: of days by chance, by the chain's recursion. */
static void mean_chances(const struct network *network, const struct disturbance *self,
                         double *chances)
{
    double before = 0;
    for (int32_t day = 0; day < days_of(network); day++) {
        int month = month_of(network, day);
        chances[day] = day == 0 ? self->chance[month]
                                : before * disturbance_chance(self, month, true) +
                                      (1 - before) * disturbance_chance(self, month, false);
        before = chances[day];
    }
}

/* The same; 0 or 1 in a replication, and of dates. */
static double *day_chances(const struct network *network, int32_t disturbance,
                           const uint32_t *replication)
{
    const struct disturbance *self = &network->disturbances[disturbance];
    double *chances = des_allocate((size_t)days_of(network), sizeof *chances);
    if (self->when == DISTURBED_BY_CHANCE && !replication) {
        mean_chances(network, self, chances);
        return chances;
    }
    struct disturbed_spans spans =
        disturbance_draw(network, disturbance, replication ? *replication : 0);
    for (int32_t day = 0; day < days_of(network); day++) {
        chances[day] = disturbed_span_at(&spans, day * DES_DAY) != NULL;
    }
    free(spans.spans);
    return chances;
}

double *disturbances_shape(const struct network *network, enum direction direction,
                           centre_id county, const double *usual, const uint32_t *replication)
{
    int32_t days = days_of(network);
    double *more = des_allocate((size_t)days, sizeof *more);
    double *fewer = des_allocate((size_t)days, sizeof *fewer);
    for (int32_t d = 0; d < days; d++) {
        more[d] = fewer[d] = 1;
    }
    for (int32_t i = 0; i < network->disturbance_count; i++) {
        const struct disturbance *self = &network->disturbances[i];
        double change = self->orders[direction] - 1;
        if (change == 0 || !disturbance_is_at(self, county)) {
            continue;
        }
        double *chances = day_chances(network, i, replication);
        for (int32_t d = 0; d < days; d++) { /* additions add up, cuts multiply */
            more[d] += change > 0 ? chances[d] * change : 0;
            fewer[d] *= change < 0 ? 1 + chances[d] * change : 1;
        }
        free(chances);
    }
    double *shape = des_allocate((size_t)network->hours + 1, sizeof *shape);
    for (int32_t h = 0; h < network->hours; h++) {
        shape[h + 1] = shape[h] + (usual[h + 1] - usual[h]) * more[h / 24] * fewer[h / 24];
    }
    free(more);
    free(fewer);
    return shape;
}

/* ---- sorting ---- */

static struct des_calendar *copy_shifts(const struct centre *centre)
{
    int32_t crews = network_crew_count(centre);
    struct des_calendar *shifts = des_allocate((size_t)crews, sizeof *shifts);
    for (int32_t c = 0; c < crews; c++) {
        shifts[c] = des_calendar_copy(network_crew_shifts(centre, c));
    }
    return shifts;
}

struct des_calendar *disturbances_draw_shifts(const struct network *network, centre_id centre,
                                              uint32_t replication)
{
    const struct centre *at = &network->centres[centre];
    struct des_calendar *shifts = NULL;
    for (int32_t i = 0; at->sorts && i < network->disturbance_count; i++) {
        const struct disturbance *self = &network->disturbances[i];
        if (self->kind != DISTURBANCE_OUTAGE || !disturbance_is_at(self, centre)) {
            continue;
        }
        shifts = shifts ? shifts : copy_shifts(at);
        struct disturbed_spans spans = disturbance_draw(network, i, replication);
        for (int32_t s = 0; s < spans.count; s++) {
            for (int32_t c = 0; c < network_crew_count(at); c++) {
                des_calendar_close(&shifts[c], spans.spans[s].begin, spans.spans[s].end);
            }
        }
        free(spans.spans);
    }
    return shifts;
}

void disturbances_free_shifts(const struct centre *centre, struct des_calendar *shifts)
{
    for (int32_t c = 0; shifts && c < network_crew_count(centre); c++) {
        des_calendar_done(&shifts[c]);
    }
    free(shifts);
}
