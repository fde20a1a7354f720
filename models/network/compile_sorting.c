/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_sorting.c - how a centre sorts, where that takes more than a queue. */
#include <math.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/compile.h"

static void compile_crews(const struct scenario *scenario, const struct scenario_sorting *sorting,
                          struct sorting_plan *plan)
{
    plan->crew_count = (int32_t)sorting->crew_count;
    plan->crews = des_allocate(sorting->crew_count, sizeof *plan->crews);
    for (size_t c = 0; c < sorting->crew_count; c++) {
        const struct scenario_crew *from = &sorting->crews[c];
        plan->crews[c] = (struct sorting_crew){
            (unsigned)from->servers, compile_calendar(scenario, &from->shifts, &sorting->closed)};
    }
}

static void compile_waves(const struct scenario_waves *waves, struct sorting_plan *plan)
{
    plan->in_waves = true;
    plan->wave_time_count = (int32_t)waves->time_count;
    plan->wave_times = des_allocate(waves->time_count, sizeof *plan->wave_times);
    for (size_t t = 0; t < waves->time_count; t++) {
        plan->wave_times[t] = waves->times[t];
    }
    plan->wave_size = waves->size > 0 ? (int32_t)waves->size : UNLIMITED;
    plan->wave_waits =
        isinf(waves->wait_at_most_s) ? DES_NEVER : des_time_from_seconds(waves->wait_at_most_s);
}

struct sorting_plan *compile_sorting_plan(const struct scenario *scenario,
                                          const struct scenario_sorting *sorting)
{
    struct sorting_plan *plan = des_allocate(1, sizeof *plan);
    plan->by_priority = sorting->order == SORT_BY_PRIORITY;
    plan->setup = des_time_from_seconds(sorting->setup_s);
    plan->buffer = (int32_t)sorting->buffer;
    if (sorting->crew_count > 0) {
        compile_crews(scenario, sorting, plan);
    }
    if (sorting->in_waves) {
        compile_waves(&sorting->waves, plan);
    }
    if (plan->crew_count == 0 && !sorting_plan_chooses(plan)) {
        sorting_plan_destroy(plan);
        return NULL;
    }
    return plan;
}
