/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_check.c - reads scenarios, says what is wrong with them, simulates nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "models/network/network.h"
#include "models/scenario/scenario.h"
#include "tools/command.h"
#include "tools/load.h"
#include "tools/options.h"

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

static int check(const char *path, const struct scenario_changes *changes)
{
    int code;
    struct scenario *scenario = load_scenario(path, changes, &code);
    if (scenario) {
        describe(path, scenario);
    }
    scenario_destroy(scenario);
    return code;
}

static int run(const struct command_line *line)
{
    struct scenario_changes changes = options_changes(&(struct options){&command_check, line});
    int worst = EXIT_DONE;
    for (int i = 0; i < line->argument_count; i++) {
        int code = check(line->arguments[i], &changes);
        worst = code > worst ? code : worst;
    }
    free((void *)changes.sets);
    return fflush(stdout) == 0 ? worst : EXIT_FILES;
}

static const struct command_option check_options[] = {OPTION_SET};

const struct command command_check = {
    .name = "check",
    .arguments = "FILE...",
    .help = "Read scenarios and report every mistake in them; simulate nothing.",
    .options = check_options,
    .option_count = sizeof check_options / sizeof *check_options,
    .least_arguments = 1,
    .most_arguments = -1,
    .run = run,
};
