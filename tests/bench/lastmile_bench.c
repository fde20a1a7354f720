/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lastmile_bench.c - core time per parcel of whole scenarios, one replication on one thread,
 * beside a bare floor and an M/M/1 queue in the same run; and whether memory grows with the
 * horizon.
 *
 * usage: lastmile_bench DAYS SCENARIO [REPEATS]     the least of REPEATS (default 3) counts
 *        lastmile_bench memory SCENARIO             peak memory at 1, 10 and 100 days
 *
 * Each measurement has a process of its own, so that its peak memory is its own. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/bench/floor.h"

struct figures {
    double seconds; /* core time of the simulation alone */
    double parcels, events;
    double loaded_kib, peak_kib; /* resident: network compiled; after the run */
};

static double core_seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double peak_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss;
}

static struct network *load(const char *path, double days)
{
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    if (!scenario) {
        problem_list_print(&problems, stderr);
        exit(2);
    }
    scenario->experiment.warm_up_auto = false;
    scenario->experiment.warm_up_s = 0;
    scenario->experiment.horizon_s = days * 86400;
    struct network *network = network_compile(scenario, NULL);
    scenario_destroy(scenario);
    problem_list_done(&problems);
    return network;
}

static void simulate(const char *path, double days, struct figures *ret)
{
    struct network *network = load(path, days);
    atomic_bool stop = false;
    ret->loaded_kib = peak_kib();
    double begin = core_seconds();
    struct summary *summary = summary_create(network, 0);
    for (int32_t region = 0; region < network->hub_count; region++) {
        summary_absorb(summary, region_summary_run(network, region, 0, &stop));
    }
    ret->seconds = core_seconds() - begin;
    for (int d = 0; d < DIRECTIONS; d++) {
        ret->parcels += (double)summary->ledger[d].entered;
    }
    ret->events = (double)summary->events;
    ret->peak_kib = peak_kib();
    summary_verify(summary);
    summary_destroy(summary);
    network_destroy(network);
}

/* In a child process. */
static struct figures measure(const char *path, double days)
{
    struct figures *shared =
        mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    DES_REQUIRE(shared != MAP_FAILED);
    fflush(stdout);
    pid_t child = fork();
    DES_REQUIRE(child >= 0);
    if (child == 0) {
        simulate(path, days, shared);
        _exit(0);
    }
    int status = 0;
    DES_REQUIRE(waitpid(child, &status, 0) == child);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        exit(2);
    }
    struct figures figures = *shared;
    munmap(shared, sizeof *shared);
    return figures;
}

static void measure_floor(const char *what, double (*work)(size_t), int repeats)
{
    enum { SIZE = 1000000 };
    double least = 0, result = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
        double begin = core_seconds();
        result = work(SIZE);
        double each = (core_seconds() - begin) / SIZE * 1e9;
        least = repeat == 0 || each < least ? each : least;
    }
    printf("%-28s %8.1f ns each (result %.6g)\n", what, least, result);
}

static void bench(const char *path, double days, int repeats)
{
    struct figures best = measure(path, days);
    for (int repeat = 1; repeat < repeats; repeat++) {
        struct figures again = measure(path, days);
        best = again.seconds < best.seconds ? again : best;
    }
    printf("%s, %g d, one thread, least of %d:\n", path, days, repeats);
    printf("%-28s %8.1f ns of core time\n", "parcel, all tiers", best.seconds / best.parcels * 1e9);
    printf("%-28s %8.3g parcels/s, %.3g events/s (%.4g parcels, %.3g events in %.3f s)\n",
           "throughput", best.parcels / best.seconds, best.events / best.seconds, best.parcels,
           best.events, best.seconds);
    printf("%-28s %8.1f MiB peak, %.1f before the run\n", "memory", best.peak_kib / 1024,
           best.loaded_kib / 1024);
    measure_floor("bare floor, parcel", floor_parcels, repeats);
    measure_floor("M/M/1, customer", floor_customers, repeats);
}

static void memory(const char *path)
{
    static const double horizons[] = {1, 10, 100};
    for (size_t h = 0; h < sizeof horizons / sizeof horizons[0]; h++) {
        struct figures figures = measure(path, horizons[h]);
        printf("%s, %3g d: %.4g parcels, %.1f MiB peak\n", path, horizons[h], figures.parcels,
               figures.peak_kib / 1024);
    }
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: lastmile_bench DAYS|memory SCENARIO [REPEATS]\n");
        return 2;
    }
    if (strcmp(argv[1], "memory") == 0) {
        memory(argv[2]);
    } else {
        bench(argv[2], strtod(argv[1], NULL), argc > 3 ? atoi(argv[3]) : 3);
    }
    return 0;
}
