/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_disturb.c - what goes wrong in the plain twin's world, from docs/model.md. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/disturbances.h"
#include "tests/plain_twin_world.h"

static const struct disturbance *row_of(const struct plain *self, int32_t d)
{
    return &self->network->disturbances[d];
}

/* ---- when ---- */

static void add_span(struct plain_spans *spans, des_time begin, des_time end)
{
    spans->begins = des_resize(spans->begins, spans->count + 1, sizeof *spans->begins);
    spans->ends = des_resize(spans->ends, spans->count + 1, sizeof *spans->ends);
    spans->begins[spans->count] = begin;
    spans->ends[spans->count++] = end;
}

static void draw_days(const struct plain *self, const struct disturbance *row,
                      const struct des_stream *stream, struct plain_spans *spans)
{
    bool yesterday = false;
    int64_t first = scenario_days_from_date(self->network->start);
    for (int64_t day = 0; day * DES_DAY < self->network->end; day++) {
        double p = row->chance[scenario_date_from_days(first + day).month - 1];
        double chance = p;
        if (day > 0 && row->spell > 0 && p > 0) {
            chance = yesterday ? 1 - 1 / row->spell : p / (row->spell * (1 - p));
        }
        uint32_t word = des_stream_block(stream, (uint64_t)day, 0).word[0];
        yesterday = (word + 0.5) / 4294967296.0 < chance;
        if (yesterday) {
            add_span(spans, day * DES_DAY, (day + 1) * DES_DAY);
        }
    }
}

static des_time at_least_one(double time)
{
    des_time rounded = des_time_round(time);
    return rounded < 1 ? 1 : rounded;
}

static void draw_spans(const struct plain *self, const struct disturbance *row,
                       const struct des_stream *stream, struct plain_spans *spans)
{
    struct des_rng rng;
    des_rng_init(&rng, *stream);
    des_time now = 0;
    while (now < self->network->end) {
        des_time begin = now + at_least_one(des_distribution_draw(&row->every, &rng));
        now = begin < self->network->end
                  ? begin + at_least_one(des_distribution_draw(&row->lasts, &rng))
                  : begin;
        if (begin < self->network->end) {
            add_span(spans, begin, now);
        }
    }
}

/* The end of the span that `time` lies in, or `time` itself when it lies in none. */
static des_time over(const struct plain *self, int32_t d, des_time time)
{
    const struct plain_spans *spans = &self->disturbed[d];
    for (size_t s = 0; s < spans->count; s++) {
        if (spans->begins[s] <= time && time < spans->ends[s]) {
            time = spans->ends[s]; /* the next may begin at once */
        }
    }
    return time;
}

/* Nobody works in an outage, by whatever shifts. */
static void close_shifts(struct plain *self, int32_t centre)
{
    const struct centre *about = &self->network->centres[centre];
    int32_t crews = about->plan && about->plan->crew_count > 0 ? about->plan->crew_count : 1;
    self->shifts[centre] = des_allocate((size_t)crews, sizeof **self->shifts);
    for (int32_t i = 0; i < crews; i++) {
        struct des_calendar *shifts = &self->shifts[centre][i];
        *shifts = des_calendar_copy(about->plan && about->plan->crew_count > 0
                                        ? &about->plan->crews[i].shifts
                                        : &about->shifts);
        for (int32_t d = 0; d < self->network->disturbance_count; d++) {
            const struct disturbance *row = row_of(self, d);
            const struct plain_spans *spans = &self->disturbed[d];
            bool out = row->kind == DISTURBANCE_OUTAGE && disturbance_is_at(row, centre);
            for (size_t s = 0; out && s < spans->count; s++) {
                des_calendar_close(shifts, spans->begins[s], spans->ends[s]);
            }
        }
    }
}

void plain_disturb(struct plain *self)
{
    static const char *const purposes[] = {"weather", "closed road", "outage", "strike", "surge"};
    const struct network *network = self->network;
    self->disturbed = des_allocate((size_t)network->disturbance_count + 1, sizeof *self->disturbed);
    for (int32_t d = 0; d < network->disturbance_count; d++) {
        const struct disturbance *row = row_of(self, d);
        struct des_stream stream =
            des_stream_make(network->seed, self->replication, purposes[row->kind], row->name);
        if (row->when == DISTURBED_BY_CHANCE) {
            draw_days(self, row, &stream, &self->disturbed[d]);
        } else if (row->when == DISTURBED_BY_SPANS) {
            draw_spans(self, row, &stream, &self->disturbed[d]);
        }
        for (int32_t s = 0; row->when == DISTURBED_ON_DATES && s < row->dates.count; s++) {
            add_span(&self->disturbed[d], row->dates.spans[s].begin, row->dates.spans[s].end);
        }
    }
    self->shifts = des_allocate((size_t)network->centre_count, sizeof *self->shifts);
    for (int32_t c = 0; c < network->centre_count; c++) {
        close_shifts(self, c);
    }
}

void plain_disturb_done(struct plain *self)
{
    for (int32_t d = 0; d < self->network->disturbance_count; d++) {
        free(self->disturbed[d].begins);
        free(self->disturbed[d].ends);
    }
    for (int32_t c = 0; c < self->network->centre_count; c++) {
        const struct sorting_plan *plan = self->network->centres[c].plan;
        for (int32_t i = 0; i < (plan && plan->crew_count > 0 ? plan->crew_count : 1); i++) {
            des_calendar_done(&self->shifts[c][i]);
        }
        free(self->shifts[c]);
    }
    for (size_t s = 0; s < self->source_count; s++) {
        free(self->sources[s].own_shape);
    }
    free(self->disturbed);
    free(self->shifts);
}

static void tell(struct plain *self, int32_t d, enum setback_kind kind, struct fact fact)
{
    fact.place = d;
    fact.other = (int32_t)kind;
    if (fact.a < self->network->end) {
        plain_tell(self, fact);
    }
}

/* ---- legs ---- */

static void tell_leg(struct plain *self, int32_t d, des_time when, des_time added, int32_t parcels)
{
    struct fact fact = plain_no_parcel(FACT_SET_BACK, d);
    fact.a = when;
    fact.b = added;
    fact.c = parcels;
    tell(self, d, SETBACK_LEG, fact);
}

/* Waits as long as any of its roads is closed. */
des_time plain_leg_begins(struct plain *self, const struct stop *leg, des_time leaves,
                          int32_t parcels)
{
    for (int32_t d = 0; d < self->network->disturbance_count; d++) {
        const struct disturbance *row = row_of(self, d);
        bool closes = leg->disturbed >> d & 1 && row->kind == DISTURBANCE_ROAD && !row->way_round;
        des_time open = closes ? over(self, d, leaves) : leaves;
        if (open > leaves) {
            tell_leg(self, d, leaves, open - leaves, parcels);
            leaves = open;
            d = -1;
        }
    }
    return leaves;
}

des_time plain_leg_time(struct plain *self, const struct stop *leg, des_time begins, des_time time,
                        int32_t parcels, double *more_m)
{
    for (int32_t d = 0; d < self->network->disturbance_count; d++) {
        const struct disturbance *row = row_of(self, d);
        if (!(leg->disturbed >> d & 1) || over(self, d, begins) == begins) {
            continue;
        }
        des_time longer = time;
        if (row->kind == DISTURBANCE_WEATHER) {
            longer = des_time_round((double)time / row->speed);
        } else if (row->way_round) {
            longer = time + row->longer;
            *more_m += row->farther_m;
        } else {
            continue;
        }
        tell_leg(self, d, begins, longer - time, parcels);
        time = longer;
    }
    return time;
}

/* ---- strikes ---- */

static int32_t strike_at(const struct plain *self, centre_id base, des_time time)
{
    for (int32_t d = 0; d < self->network->disturbance_count; d++) {
        const struct disturbance *row = row_of(self, d);
        if (row->kind == DISTURBANCE_STRIKE && disturbance_is_at(row, base) &&
            over(self, d, time) > time) {
            return d;
        }
    }
    return -1;
}

des_time plain_may_leave(const struct plain *self, centre_id base, des_time time)
{
    for (int32_t d = strike_at(self, base, time); d >= 0; d = strike_at(self, base, time)) {
        time = over(self, d, time);
    }
    return time;
}

bool plain_strike(const struct plain *self, centre_id base)
{
    return strike_at(self, base, self->now) >= 0;
}

void plain_cancel(struct plain *self, int32_t route, des_time due)
{
    struct fact fact = plain_no_parcel(FACT_SET_BACK, 0);
    fact.a = self->now;
    fact.d = due;
    fact.e = route;
    tell(self, strike_at(self, plain_route_of(self, route)->base, self->now), SETBACK_CANCELLED,
         fact);
}

/* ---- orders ---- */

/* A village's orders beyond the usual ones, as a source of their own. */
static void add_surge(struct plain *self, int32_t d, int32_t village, int direction)
{
    const struct network *network = self->network;
    const struct disturbance *row = row_of(self, d);
    const char *purpose = direction == INBOUND ? "inbound surge" : "outbound surge";
    char name[1000];
    snprintf(name, sizeof name, "%s: %s", row->name, network->villages[village].name);
    struct plain_source *source = &self->sources[self->source_count++];
    *source = (struct plain_source){
        .village = village,
        .direction = (enum direction)direction,
        .stream = des_stream_make(network->seed, self->replication, purpose, name),
        .own_shape = des_allocate((size_t)network->hours + 1, sizeof(double)),
        .surge = d,
    };
    const double *usual = self->shape[direction];
    for (int32_t h = 0; h < network->hours; h++) {
        bool on = over(self, d, h * DES_HOUR) > h * DES_HOUR;
        source->own_shape[h + 1] = source->own_shape[h] + (on ? usual[h + 1] - usual[h] : 0) *
                                                              (row->orders[direction] - 1);
    }
    plain_note_next_order(self, (int32_t)self->source_count - 1);
}

void plain_surges(struct plain *self)
{
    for (int32_t d = 0; d < self->network->disturbance_count; d++) {
        const struct disturbance *row = row_of(self, d);
        for (int32_t v = self->region->villages.begin; v < self->region->villages.end; v++) {
            const struct village *village = &self->network->villages[v];
            for (int way = 0; way < DIRECTIONS; way++) {
                if (row->orders[way] > 1 && village->rate[way] > 0 &&
                    disturbance_is_at(row, village->county)) {
                    add_surge(self, d, v, way);
                }
            }
        }
    }
}

static void tell_order(struct plain *self, int32_t d, int parcels)
{
    struct fact fact = plain_no_parcel(FACT_SET_BACK, d);
    fact.a = self->now;
    fact.c = parcels;
    tell(self, d, SETBACK_ORDERS, fact);
}

bool plain_is_ordered(struct plain *self, const struct plain_source *source)
{
    const struct village *village = &self->network->villages[source->village];
    double left = 1, lot = des_lot(source->luck, LOT_ORDERED);
    if (source->own_shape) {
        tell_order(self, source->surge, 1);
    }
    for (int32_t d = 0; d < self->network->disturbance_count; d++) {
        const struct disturbance *row = row_of(self, d);
        double share = row->orders[source->direction];
        if (share < 1 && disturbance_is_at(row, village->county) &&
            over(self, d, self->now) > self->now) {
            left *= share;
            if (lot >= (double)(uint64_t)(left * 4294967296.0)) {
                tell_order(self, d, -1);
                return false;
            }
        }
    }
    return true;
}
