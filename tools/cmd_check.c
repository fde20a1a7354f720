/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_check.c - reads scenarios, says what is wrong with them, simulates nothing. */
#include <stdio.h>
#include <stdlib.h>

#include "models/measure/village_records.h"
#include "models/network/network.h"
#include "models/scenario/scenario.h"
#include "models/scenario/trace.h"
#include "tools/command.h"
#include "tools/load.h"
#include "tools/options.h"

/* Parcels a day on average over the simulated time. */
static double parcels_a_day(const struct network *network)
{
    double sum = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
        double factor = network->shape[d].cumulative[network->hours] / network->hours *
                        network->order_sizes[d].mean;
        for (int32_t v = 0; v < network->village_count; v++) {
            sum += network->villages[v].rate[d] * factor * 24 * network_share(network, v);
        }
    }
    return sum;
}

/* A tour that the program planned: its stops, kilometres and mean time on the road. */
static void describe_tour(const struct network *network, const struct route *route)
{
    double metres = route->home.distance_m, us = des_distribution_mean(&route->home.travel);
    for (int32_t s = route->stops.begin; s < route->stops.end; s++) {
        metres += network->stops[s].distance_m;
        us += des_distribution_mean(&network->stops[s].travel);
    }
    int minutes = (int)(us * des_distribution_mean(&network->delay) / 6e7 + 0.5);
    printf("  %s: %.1f km, %d h %02d min on the road:", route->name, metres / 1000, minutes / 60,
           minutes % 60);
    for (int32_t s = route->stops.begin; s < route->stops.end; s++) {
        int32_t place = network->stops[s].place;
        printf("%s %s", s == route->stops.begin ? "" : ",",
               route->line_haul ? network->centres[place].name : network->stations[place].name);
    }
    printf("\n");
}

static void describe_trace(const struct scenario *scenario, enum direction direction)
{
    const struct scenario_trace *trace = scenario->demand[direction].recorded;
    char first[SCENARIO_MOMENT], last[SCENARIO_MOMENT];
    if (trace) {
        printf("  %s: %llu recorded orders from %s to %s\n",
               direction == INBOUND ? "inbound" : "outbound",
               (unsigned long long)(trace->before + trace->rows),
               scenario_moment(scenario, trace->first, first),
               scenario_moment(scenario, trace->last, last));
    }
}

static void describe(const char *path, const struct scenario *scenario)
{
    struct network *network = network_compile(scenario, NULL);
    int32_t counties = network->centre_count - network->hub_count;
    int32_t villages = village_count(network);
    printf("%s: OK: %d hub%s, %d %s, %d station%s, %d village%s, about %.0f parcels a day\n", path,
           network->hub_count, network->hub_count == 1 ? "" : "s", counties,
           counties == 1 ? "county" : "counties", network->station_count,
           network->station_count == 1 ? "" : "s", villages, villages == 1 ? "" : "s",
           parcels_a_day(network));
    describe_trace(scenario, INBOUND);
    describe_trace(scenario, OUTBOUND);
    for (int32_t r = 0; r < network->route_count; r++) {
        if (network->routes[r].planned) {
            describe_tour(network, &network->routes[r]);
        }
    }
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
