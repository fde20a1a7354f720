/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_check.c - reads scenarios, says what is wrong with them, simulates nothing. */
#include <stdio.h>

#include "models/network/network.h"
#include "models/scenario/scenario.h"
#include "tools/command.h"

/* Parcels a day on average over the simulated time. */
static double parcels_a_day(const struct network *network)
{
    double sum = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
        double factor = network->shape[d].cumulative[network->hours] / network->hours;
        for (int32_t v = 0; v < network->village_count; v++) {
            sum += network->villages[v].rate[d] * factor * 24;
        }
    }
    return sum;
}

static void describe(const char *path, const struct scenario *scenario)
{
    struct network *network = network_compile(scenario, NULL);
    int32_t counties = network->centre_count - network->hub_count;
    printf("%s: OK: %d hub%s, %d %s, %d station%s, %d village%s, about %.0f parcels a day\n", path,
           network->hub_count, network->hub_count == 1 ? "" : "s", counties,
           counties == 1 ? "county" : "counties", network->station_count,
           network->station_count == 1 ? "" : "s", network->village_count,
           network->village_count == 1 ? "" : "s", parcels_a_day(network));
    network_destroy(network);
}

static int check(const char *path)
{
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, &problems, &unreadable);
    problem_list_print(&problems, stderr);
    if (scenario) {
        describe(path, scenario);
    }
    int code = scenario ? EXIT_DONE : unreadable ? EXIT_FILES : EXIT_WRONG;
    scenario_destroy(scenario);
    problem_list_done(&problems);
    return code;
}

static int run(const struct command_line *line)
{
    int worst = EXIT_DONE;
    for (int i = 0; i < line->argument_count; i++) {
        int code = check(line->arguments[i]);
        worst = code > worst ? code : worst;
    }
    return fflush(stdout) == 0 ? worst : EXIT_FILES;
}

const struct command command_check = {
    .name = "check",
    .arguments = "FILE...",
    .help = "Read scenarios and report every mistake in them; simulate nothing.",
    .least_arguments = 1,
    .most_arguments = -1,
    .run = run,
};
