/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_care.c - breakdowns, maintenance and drivers of the vehicle types. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/compile.h"

static struct des_distribution in_microseconds(const struct des_distribution *seconds)
{
    struct des_distribution copy = des_distribution_copy(seconds);
    des_distribution_scale(&copy, 1e6);
    return copy;
}

static int by_begin(const void *left, const void *right)
{
    const struct shift *a = left, *b = right;
    return a->begin != b->begin ? (a->begin > b->begin) - (a->begin < b->begin)
                                : (a->end > b->end) - (a->end < b->end);
}

/* From a week that starts on Monday to one counted from time 0. What was read as two windows
 * because Sunday's midnight cuts it is one shift again. */
static void compile_shifts(const struct scenario *scenario, const struct scenario_hours *hours,
                           struct vehicle_care *care)
{
    des_time offset = scenario->start_weekday * DES_DAY;
    care->shifts = des_allocate(hours->count, sizeof *care->shifts);
    for (size_t i = 0; i < hours->count; i++) {
        const struct des_interval *window = &hours->intervals[i];
        des_time length = window->close - window->open;
        des_time begin = (window->open + DES_WEEK - offset) % DES_WEEK;
        if (window->close == DES_WEEK && i + 1 < hours->count && window[1].open == 0) {
            length += window[1].close;
            i++;
        }
        care->shifts[care->shift_count++] = (struct shift){begin, begin + length};
    }
    if (care->shift_count > 0) {
        qsort(care->shifts, (size_t)care->shift_count, sizeof *care->shifts, by_begin);
    }
}

static void compile_type(const struct scenario *scenario, const struct scenario_vehicle *from,
                         struct vehicle_care *care)
{
    care->breaks = from->breakdowns.given;
    care->fetched_after = DES_NEVER;
    if (care->breaks) {
        care->every = in_microseconds(&from->breakdowns.every);
        care->repair = in_microseconds(&from->breakdowns.lasts);
        care->fetched_after = isinf(from->breakdowns.fetched_after_s)
                                  ? DES_NEVER
                                  : des_time_from_seconds(from->breakdowns.fetched_after_s);
    }
    care->maintained = from->maintenance.given;
    if (care->maintained) {
        care->due_m = (int64_t)round(from->maintenance.every_m);
        care->due_after = des_time_from_seconds(from->maintenance.every_s);
        care->upkeep = in_microseconds(&from->maintenance.lasts);
    }
    care->rests = from->rest.given;
    if (care->rests) {
        care->rest_after = des_time_from_seconds(from->rest.after_s);
        care->rest_lasts = des_time_from_seconds(from->rest.lasts_s);
    }
    compile_shifts(scenario, &from->shifts, care);
}

void compile_care(struct compiler *self)
{
    struct network *network = self->network;
    for (int32_t t = 0; t < network->vehicle_type_count; t++) {
        struct vehicle_care *care = &network->vehicle_types[t].care;
        compile_type(self->scenario, &self->scenario->vehicles[t], care);
        network->cares |= vehicle_care_any(care);
    }
}

void vehicle_care_done(struct vehicle_care *self)
{
    des_distribution_done(&self->every);
    des_distribution_done(&self->repair);
    des_distribution_done(&self->upkeep);
    free(self->shifts);
}
