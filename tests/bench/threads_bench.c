/* SPDX-License-Identifier: GPL-3.0-or-later */
/* threads_bench.c - how many replications two threads complete in the time of one: REPLICATIONS of
 * a scenario with one thread and with two, in turns, the best of each; the ratio is to be at
 * least 1.8 on two idle cores. Prints; decides nothing.
 *
 * usage: threads_bench REPLICATIONS SCENARIO */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/require.h"
#include "models/measure/session.h"
#include "models/scenario/scenario.h"

enum { ROUNDS = 3 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static struct network *compile(void *context, bool warm_up_given, des_time warm_up)
{
    const struct network_options options = {.warm_up_given = warm_up_given, .warm_up = warm_up};
    return network_compile(context, &options);
}

/* Seconds on the clock, without compiling. */
static double run(struct scenario *scenario, uint64_t replications, unsigned jobs)
{
    const struct session_options options = {.confidence = 0.95, .jobs = jobs};
    struct session *session = session_create(&options, compile, scenario);
    double began = now();
    DES_REQUIRE(sessions_extend(&session, &replications, 1));
    double took = now() - began;
    session_destroy(session);
    return took;
}

int main(int argc, char **argv)
{
    if (argc != 3 || atoi(argv[1]) < 1) {
        fputs("usage: threads_bench REPLICATIONS SCENARIO\n", stderr);
        return 2;
    }
    uint64_t replications = (uint64_t)atoi(argv[1]);
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(argv[2], NULL, &problems, &unreadable);
    problem_list_print(&problems, stderr);
    problem_list_done(&problems);
    if (!scenario) {
        return 2;
    }
    double best[3] = {0, INFINITY, INFINITY};
    for (int round = 0; round < ROUNDS; round++) {
        for (unsigned jobs = 1; jobs <= 2; jobs++) {
            best[jobs] = fmin(best[jobs], run(scenario, replications, jobs));
        }
    }
    printf("one thread %.2f /s, two threads %.2f /s: %.2f times the replications\n",
           (double)replications / best[1], (double)replications / best[2], best[1] / best[2]);
    scenario_destroy(scenario);
    return 0;
}
