/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tour_bench.c - how long it takes to plan tours of so many stops, beside the time to write down
 * their table of distances in the same run. The least of several repeats.
 *
 * usage: tour_bench [STOPS...]    by default 50 100 200 400 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/random.h"
#include "engine/require.h"
#include "models/network/tour.h"

enum { REPEATS = 3 };

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Stops at random in a square, so that a tour takes about twenty of them. */
static double *make_table(size_t stops, double *load)
{
    size_t places = stops + 1;
    double *leg = des_allocate(places * places, sizeof *leg);
    double *x = des_allocate(places, sizeof *x), *y = des_allocate(places, sizeof *y);
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(1, 0, "tours", "bench"));
    for (size_t i = 0; i < places; i++) {
        x[i] = 1000 * des_rng_unit(&rng);
        y[i] = 1000 * des_rng_unit(&rng);
        load[i] = 1 + 9 * des_rng_unit(&rng);
    }
    for (size_t i = 0; i < places * places; i++) {
        leg[i] = hypot(x[i / places] - x[i % places], y[i / places] - y[i % places]);
    }
    free(x);
    free(y);
    return leg;
}

static void measure(size_t stops)
{
    double *load = des_allocate(stops + 1, sizeof *load);
    double table_s = INFINITY, plan_s[2] = {INFINITY, INFINITY};
    struct tour_plan plan = {0};
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        double begin = seconds();
        double *leg = make_table(stops, load);
        table_s = fmin(table_s, seconds() - begin);
        for (int one_tour = 0; one_tour < 2; one_tour++) {
            struct tour_problem problem = {.stops = stops,
                                           .leg = leg,
                                           .load = load,
                                           .capacity = one_tour ? (double)INFINITY : 110,
                                           .longest = INFINITY};
            begin = seconds();
            plan = tour_plan_make(&problem);
            plan_s[one_tour] = fmin(plan_s[one_tour], seconds() - begin);
            tour_plan_done(&plan);
        }
        free(leg);
    }
    printf(
        "%4zu stops: tours of about 20 %8.2f ms, one tour %8.2f ms (table of distances %.2f ms)\n",
        stops, 1e3 * plan_s[0], 1e3 * plan_s[1], 1e3 * table_s);
    free(load);
}

int main(int argc, char **argv)
{
    static const size_t usual[] = {50, 100, 200, 400};
    for (int i = 1; i < argc; i++) {
        measure(strtoul(argv[i], NULL, 10));
    }
    for (size_t i = 0; argc == 1 && i < sizeof usual / sizeof *usual; i++) {
        measure(usual[i]);
    }
    return 0;
}
