/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile.c - from a checked scenario to a network, step by step. */
#include "models/network/compile.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "engine/require.h"

struct place_name {
    const char *name;
    enum place_kind kind;
    int32_t id;
    UT_hash_handle hh;
};

const char *compiler_name(struct compiler *self, const char *format, ...)
{
    struct network *network = self->network;
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    DES_REQUIRE(vasprintf(&text, format, arguments) >= 0);
    va_end(arguments);
    size_t count = network->string_count;
    if ((count & (count - 1)) == 0) { /* full at every power of two */
        network->strings =
            des_resize(network->strings, count == 0 ? 1 : 2 * count, sizeof *network->strings);
    }
    network->strings[network->string_count++] = text;
    return text;
}

void compiler_add_place(struct compiler *self, const char *name, enum place_kind kind, int32_t id)
{
    struct place_name *entry = des_allocate(1, sizeof *entry);
    *entry = (struct place_name){.name = name, .kind = kind, .id = id};
    HASH_ADD_KEYPTR(hh, self->places, entry->name, strlen(entry->name), entry);
}

int32_t compiler_place(const struct compiler *self, const char *name, enum place_kind *ret_kind)
{
    struct place_name *entry = NULL;
    HASH_FIND(hh, self->places, name, strlen(name), entry);
    DES_REQUIRE(entry != NULL);
    if (ret_kind) {
        *ret_kind = entry->kind;
    }
    return entry->id;
}

void compiler_done(struct compiler *self)
{
    struct place_name *entry, *next;
    HASH_ITER(hh, self->places, entry, next)
    {
        HASH_DEL(self->places, entry);
        free(entry);
    }
    free(self->county_group);
    free(self->attractions);
}

struct des_calendar compile_calendar(const struct scenario *scenario,
                                     const struct scenario_hours *hours,
                                     const struct scenario_closed *closed)
{
    struct des_calendar calendar;
    if (hours->count == 0) {
        des_calendar_init_always(&calendar);
    } else {
        des_calendar_init(&calendar, hours->intervals, hours->count, scenario->start_weekday);
    }
    int64_t start = scenario_days_from_date(scenario->start);
    for (size_t d = 0; d < closed->count; d++) {
        int64_t first = scenario_days_from_date(closed->days[d].from) - start;
        int64_t behind = scenario_days_from_date(closed->days[d].to) + 1 - start;
        first = first > 0 ? first : 0;
        if (behind > first) {
            des_calendar_close(&calendar, first * DES_DAY, behind * DES_DAY);
        }
    }
    return calendar;
}

static int by_after(const void *left, const void *right)
{
    const struct reminder *a = left, *b = right;
    return (a->after > b->after) - (a->after < b->after);
}

static void compile_pick_up(struct compiler *self)
{
    const struct scenario_pick_up *from = &self->scenario->pick_up;
    struct network *network = self->network;
    network->dwell = des_distribution_copy(&from->dwell);
    des_distribution_scale(&network->dwell, 1e6);
    network->dwell_counts = from->counts;
    network->returns_travel = from->returns == RETURNS_TRAVEL;
    network->reminder_count = (int32_t)from->reminder_count;
    network->reminders = des_allocate(from->reminder_count, sizeof *network->reminders);
    for (size_t r = 0; r < from->reminder_count; r++) {
        network->reminders[r] =
            (struct reminder){from->reminders[r].after_s * 1e6, 1 - from->reminders[r].shortens};
    }
    if (from->reminder_count > 0) {
        qsort(network->reminders, from->reminder_count, sizeof *network->reminders, by_after);
    }
}

static void compile_classes(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network *network = self->network;
    network->class_count = (int32_t)scenario->class_count;
    network->classes = des_allocate(scenario->class_count, sizeof *network->classes);
    double sum[DIRECTIONS] = {0, 0};
    for (int32_t c = 0; c < network->class_count; c++) {
        const struct scenario_class *from = &scenario->classes[c];
        struct network_class *class = &network->classes[c];
        class->name = compiler_name(self, "%s", from->name.chars);
        class->promise =
            isinf(from->promise_s) ? DES_NEVER : des_time_from_seconds(from->promise_s);
        class->priority = (int32_t)from->priority;
        for (int d = 0; d < DIRECTIONS; d++) {
            class->share[d] = from->share[d];
            sum[d] += from->share[d];
            /* 15 % + 85 % may sum to a little less than 1: later classes must not get the rest. */
            bool complete = sum[d] >= 1 - 1e-9 || c + 1 == network->class_count;
            class->threshold[d] = complete ? UINT64_C(1) << 32 : (uint64_t)(sum[d] * 0x1p32);
        }
    }
}

static void compile_vehicles(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network *network = self->network;
    network->vehicle_type_count = (int32_t)scenario->vehicle_count;
    network->vehicle_types = des_allocate(scenario->vehicle_count, sizeof *network->vehicle_types);
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        network->vehicle_types[v].name =
            compiler_name(self, "%s", scenario->vehicles[v].type.chars);
        network->vehicle_types[v].capacity = (int32_t)scenario->vehicles[v].parcels;
        compile_vehicle_limits(network, &scenario->vehicles[v], &network->vehicle_types[v]);
    }
}

static void compile_times(struct compiler *self, const struct network_options *options)
{
    const struct scenario_experiment *experiment = &self->scenario->experiment;
    struct network *network = self->network;
    des_time horizon = des_time_from_seconds(experiment->horizon_s);
    network->warm_up = des_time_from_seconds(experiment->warm_up_s);
    network->end = network->warm_up + horizon;
    if (options && options->warm_up_given) {
        network->warm_up = options->warm_up;
        network->end = network->warm_up + horizon;
    } else if (experiment->warm_up_auto) {
        network->warm_up = 0;
        network->end = horizon + horizon / 5;
    }
    network->hours = (int32_t)((network->end + DES_HOUR - 1) / DES_HOUR);
    network->seed = options && options->seed_given ? options->seed : experiment->seed;
}

struct network *network_compile(const struct scenario *scenario,
                                const struct network_options *options)
{
    struct network *network = des_allocate(1, sizeof *network);
    struct compiler compiler = {.scenario = scenario, .network = network};
    network->name = compiler_name(&compiler, "%s", scenario->name.chars);
    network->start = scenario->start;
    network->start_weekday = scenario->start_weekday;
    compile_times(&compiler, options);
    compile_classes(&compiler);
    compile_sizes(&compiler);
    des_calendar_init_always(&network->always);
    compile_vehicles(&compiler);
    compile_carriers(&compiler);
    compile_care(&compiler);
    compile_centres(&compiler);
    compile_stations(&compiler);
    network->detour = scenario->travel.detour;
    for (int32_t s = 0; s < network->station_count; s++) {
        network->diverts |= network->stations[s].when_full == DIVERT_TO_NEXT;
    }
    compile_villages(&compiler);
    compile_riders(&compiler);
    network->watch_origins = options && options->watch_origins;
    network->watch_days = options && options->watch_days;
    network->watch_stations =
        network->station_count <= NETWORK_FEW_STATIONS || (options && options->watch_stations);
    compile_demand(&compiler);
    compile_traces(&compiler);
    compile_disturbances(&compiler);
    compile_routes(&compiler);
    compile_pick_up(&compiler);
    compile_local(&compiler);
    compile_money(&compiler);
    compile_periods(&compiler, options ? options->by : PERIOD_NONE);
    compiler_done(&compiler);
    network_verify(network);
    return network;
}

struct des_rng compile_layout_stream(const char *purpose, const char *name)
{
    /* A seed of the layout's own: the network must not move when the experiment's seed does. */
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(0, 0, purpose, name));
    return rng;
}
