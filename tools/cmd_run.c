/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_run.c - simulates a scenario and reports. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/experiment.h"
#include "models/measure/long_run.h"
#include "models/scenario/scenario.h"
#include "tools/command.h"
#include "tools/identity.h"
#include "tools/interrupt.h"
#include "tools/keeping.h"
#include "tools/load.h"
#include "tools/options.h"
#include "tools/output.h"
#include "tools/progress.h"
#include "tools/report_write.h"
#include "tools/targets.h"

static const struct command_option run_options[] = {
    OPTION_SET,
    {"undisturbed", NULL, NULL,
     "Without the scenario's disturbances, but with the same parcels: as --set disturbances=none"},
    {"replications", "N", "the scenario's", "Simulate N times; with a precision, at most"},
    {"until-precision", "P", NULL,
     "Go on until the half-widths of the scenario's stop_when measures (else of "
     "delivery_time.inbound.mean, or outbound) are P of them, for instance 2%; or MEASURE=P, as "
     "often as you like, where P may also be a duration or a number in the measure's unit"},
    {"look-ahead", "K", "the scenario's, else 5",
     "The precision must hold for K replications more; beyond 100, for K % more"},
    {"budget", "D", NULL,
     "Stop after this time on the clock, for instance '10 min', with the replications completed"},
    {"antithetic", NULL, NULL,
     "Draw every second replication with the opposite random numbers of the one before; pairs are "
     "then what is independent, and the report says what that saved"},
    {"quantiles", NULL, NULL,
     "Also say how figures vary between replications: quantiles with intervals (text and json)"},
    {"control", NULL, NULL,
     "Adjust the main figures for how much demand there was, whose mean is known, and say what "
     "that "
     "saved (text and json)"},
    {"batches", NULL, NULL,
     "One replication only, with intervals by batch means of its days: lengthen it with --set "
     "experiment.horizon='730 d'; exit code 1 when a figure can't be estimated so"},
    {"by", "PERIOD", NULL,
     "Figures of each year, quarter or month of the observed time too, for long horizons: when "
     "does the network break?"},
    {"seed", "S", "the scenario's", "Other parcels; the same seed gives the same report"},
    {"warm-up", "D", "the scenario's", "Simulated but not observed, for instance '7 d', or auto"},
    {"jobs", "N", "one a core", "Threads; changes how long it takes and nothing else"},
    {"format", "text|csv|json", "text", "For people, for data frames, for programs"},
    {"out", "FILE", "the standard output", "Write there; the file appears when it is complete"},
    {"results", "FILE", NULL,
     "Keep every replication in this results file (SQLite, and a GeoPackage), and take from it "
     "those that are there: the same command goes on where it was stopped"},
    {"detail", "LEVEL", "by the network's size",
     "How far down the rows of csv and json go: network, county or station"},
};

/* The program's request: flags before the scenario, and that before the defaults. */
struct request {
    struct options options;
    const char *path, *out, *kept; /* kept: --results; the last two may be NULL */
    enum format format;
    int64_t replications; /* 0: not given */
    unsigned jobs;
    double budget_s; /* 0: none */
    struct network_options network;
    bool warm_up_auto, antithetic, control, quantiles, batches;
    enum detail detail;
};

/* One replication, and intervals that only some formats can show. */
static bool check_batches(struct request *request)
{
    static const char *const others[] = {"until-precision", "look-ahead", "antithetic",
                                         "control",         "quantiles",  "results"};
    request->batches = options_value(&request->options, "batches") != NULL;
    request->network.watch_days = request->batches;
    for (size_t i = 0; request->batches && i < sizeof others / sizeof *others; i++) {
        if (options_value(&request->options, others[i])) {
            command_refuse("--batches: is one replication; it doesn't go with --%s", others[i]);
            return false;
        }
    }
    if (request->batches && request->replications > 1) {
        command_refuse("--batches: is one replication; it doesn't go with --replications %lld",
                       (long long)request->replications);
        return false;
    }
    if (request->batches && request->format == FORMAT_CSV) {
        command_refuse("--batches: csv has no place for its intervals; use text or json");
        return false;
    }
    request->replications = request->batches ? 1 : request->replications;
    return true;
}

static bool read_request(const struct command_line *line, struct request *request)
{
    const struct options options = {&command_run, line};
    *request = (struct request){
        .options = options, .path = line->arguments[0], .out = options_value(&options, "out")};
    request->kept = options_value(&options, "results");
    request->antithetic = options_value(&options, "antithetic") != NULL;
    request->control = options_value(&options, "control") != NULL;
    request->quantiles = options_value(&options, "quantiles") != NULL;
    return options_read_format(&options, &request->format) &&
           options_read_detail(&options, &request->detail, &request->network) &&
           options_read_whole(&options, "replications", 1, OPTIONS_MOST_REPLICATIONS,
                              &request->replications) &&
           options_read_by(&options, &request->network) &&
           options_read_jobs(&options, &request->jobs) &&
           options_read_seed(&options, &request->network) &&
           options_read_warm_up(&options, &request->network, &request->warm_up_auto) &&
           options_read_budget(&options, &request->budget_s) && targets_check(&options) &&
           check_batches(request);
}

/* ---- running ---- */

struct compilation {
    const struct scenario *scenario;
    struct network_options options;
};

static struct network *compile(void *context, bool warm_up_given, des_time warm_up)
{
    struct compilation *compilation = context;
    struct network_options options = compilation->options;
    if (warm_up_given) {
        options.warm_up_given = true;
        options.warm_up = warm_up;
    }
    return network_compile(compilation->scenario, &options);
}

/* How often at least and at most. */
static void plan_replications(const struct request *request, const struct scenario *scenario,
                              struct experiment_options *options)
{
    bool asked = targets_asked(&request->options);
    options->at_least = (uint64_t)scenario->experiment.at_least;
    options->at_most = (uint64_t)scenario->experiment.at_most;
    if (asked && options->at_most <= options->at_least) {
        options->at_most = 1000; /* the scenario says no more than how often to run it */
    }
    if (request->replications > 0) {
        options->at_most = (uint64_t)request->replications;
        if (!asked || options->at_least > options->at_most) {
            options->at_least = options->at_most;
        }
    }
    if (request->antithetic) { /* whole pairs */
        options->at_least += options->at_least % 2;
        options->at_most += options->at_most % 2;
    }
}

static struct experiment_options
plan(const struct request *request, const struct scenario *scenario, const struct targets *targets)
{
    const struct scenario_experiment *experiment = &scenario->experiment;
    struct experiment_options options = {
        .session = {.confidence = experiment->confidence,
                    .find_warm_up = request->warm_up_auto ||
                                    (experiment->warm_up_auto && !request->network.warm_up_given),
                    .jobs = request->jobs,
                    .antithetic = request->antithetic,
                    .detail = request->detail},
        .targets = targets->targets,
        .target_count = targets->count,
        .look_ahead = (uint64_t)targets->look_ahead,
    };
    plan_replications(request, scenario, &options);
    return options;
}

/* The clock's end of the experiment is an end like any other. */
static void end_by_budget(const struct request *request, struct results *results)
{
    if (results->incomplete && interrupt_budget_ended()) {
        results->incomplete = false;
        results->budget_s = request->budget_s;
    }
}

static int conclude(const struct request *request, struct results *results)
{
    if (results->replications == 0) {
        fprintf(stderr, "lastmile: %s before the first replication was complete\n",
                results->budget_s > 0 ? "the budget ended" : "interrupted");
        return results->budget_s > 0 ? EXIT_NO : EXIT_INTERRUPTED;
    }
    results->control = request->control;
    results->spread = request->quantiles;
    if (!report_write(results, request->format, request->out)) {
        return EXIT_FILES;
    }
    if (results->incomplete) {
        /* The report says so too, but CSV has no place for it. */
        fprintf(stderr, "lastmile: interrupted; the report has the %zu replications completed%s\n",
                results->replications,
                request->kept ? "; the same command goes on from there" : "");
        return EXIT_INTERRUPTED;
    }
    if (results->long_run && !long_run_is_estimable(results->long_run)) {
        return EXIT_NO;
    }
    return results->target_count > 0 && !results->precision_reached ? EXIT_NO : EXIT_DONE;
}

/* A run under way, and where it is kept. */
struct running {
    const struct request *request;
    const struct scenario *scenario;
    struct experiment_options options;
    struct keeping keeping;
};

static bool begin(void *context, struct session *session)
{
    struct running *self = context;
    identify(session_results(session), self->request->path, self->scenario);
    if (!keeping_find(&self->keeping, session_results(session), self->request->detail, false)) {
        return false;
    }
    struct results *earlier = keeping_load(&self->keeping, self->options.at_most);
    if (earlier) {
        size_t end = experiment_ends_at(&self->options, earlier);
        if (end < earlier->replications) {
            results_destroy(earlier);
            earlier = keeping_load(&self->keeping, end);
        }
    }
    bool good = keeping_restore(&self->keeping, session, earlier);
    results_destroy(earlier);
    return good;
}

static void on_replication(void *context, const struct session *session, uint64_t replication)
{
    struct running *self = context;
    (void)replication;
    keeping_record(&self->keeping, session_results(session), self->options.session.stop);
}

static int simulate(struct running *self)
{
    const struct request *request = self->request;
    struct compilation compilation = {self->scenario, request->network};
    struct experiment_options *options = &self->options;
    struct progress progress;
    progress_init(&progress);
    options->session.stop = interrupt_watch();
    options->session.progress = progress_say;
    options->session.progress_context = &progress;
    options->session.on_replication = on_replication;
    options->session.replication_context = self;
    options->begin = begin;
    options->begin_context = self;
    interrupt_after(request->budget_s);
    struct results *results = experiment_run(options, compile, &compilation);
    interrupt_after(0);
    progress_clear(&progress);
    end_by_budget(request, results);
    bool kept = keeping_finish(&self->keeping, results);
    int code = kept ? conclude(request, results) : EXIT_FILES;
    results_destroy(results);
    return code;
}

static int keep_and_simulate(const struct request *request, const struct scenario *scenario,
                             const struct targets *targets)
{
    struct running running = {
        .request = request, .scenario = scenario, .options = plan(request, scenario, targets)};
    if (!keeping_open(&running.keeping, request->kept, request->out)) {
        return EXIT_FILES;
    }
    int code = simulate(&running);
    return keeping_close(&running.keeping) ? code : EXIT_FILES;
}

/* Any --replications alone is the plain way to run a scenario that has a stop_when. */
static int run_scenario(const struct request *request, const struct scenario *scenario)
{
    struct targets targets = {0};
    bool plain = request->replications > 0 && !targets_asked(&request->options);
    bool wanted = targets_asked(&request->options) || scenario->experiment.target_count > 0;
    bool good = true;
    if (wanted && !plain) {
        struct network *network = network_compile(scenario, &request->network);
        good = targets_make(&request->options, scenario, network, &targets);
        network_destroy(network);
    }
    int code = good ? keep_and_simulate(request, scenario, &targets) : EXIT_WRONG;
    targets_done(&targets);
    return code;
}

static int run(const struct command_line *line)
{
    struct request request;
    if (!read_request(line, &request)) {
        return EXIT_WRONG;
    }
    if (!output_possible(request.out)) {
        return EXIT_FILES;
    }
    struct scenario_changes changes = options_changes(&request.options);
    if (options_value(&request.options, "undisturbed")) {
        changes = options_add_change(changes, UNDISTURBED);
    }
    int code;
    struct scenario *scenario = load_scenario(request.path, &changes, &code);
    if (scenario) {
        code = run_scenario(&request, scenario);
    }
    scenario_destroy(scenario);
    free((void *)changes.sets);
    return code;
}

const struct command command_run = {
    .name = "run",
    .arguments = "FILE",
    .help = "Simulate a scenario and report.",
    .options = run_options,
    .option_count = sizeof run_options / sizeof *run_options,
    .least_arguments = 1,
    .most_arguments = 1,
    .run = run,
};
