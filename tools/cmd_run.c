/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_run.c - simulates a scenario and reports. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/experiment.h"
#include "models/scenario/quantity.h"
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

static const struct command_option run_options[] = {
    OPTION_SET,
    {"replications", "N", "the scenario's", "Simulate N times"},
    {"until-precision", "P", NULL,
     "Go on until the half-width of the scenario's stop_when measure (else of "
     "delivery_time.inbound.mean, or outbound) is P of it, for instance 2%"},
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
    const char *path, *out, *kept; /* kept: --results; the last two may be NULL */
    enum format format;
    int64_t replications; /* 0: not given */
    unsigned jobs;
    double precision; /* 0: not given */
    struct network_options network;
    bool warm_up_auto;
    enum detail detail;
};

static bool read_request(const struct command_line *line, struct request *request)
{
    const struct options options = {&command_run, line};
    *request = (struct request){.path = line->arguments[0], .out = options_value(&options, "out")};
    request->kept = options_value(&options, "results");
    return options_read_format(&options, &request->format) &&
           options_read_detail(&options, &request->detail, &request->network) &&
           options_read_whole(&options, "replications", 1, OPTIONS_MOST_REPLICATIONS,
                              &request->replications) &&
           options_read_jobs(&options, &request->jobs) &&
           options_read_seed(&options, &request->network) &&
           options_read_warm_up(&options, &request->network, &request->warm_up_auto) &&
           options_read_precision(&options, "until-precision", &request->precision);
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

static struct experiment_options plan(const struct request *request,
                                      const struct scenario *scenario)
{
    const struct scenario_experiment *experiment = &scenario->experiment;
    struct experiment_options options = {
        .at_least = (uint64_t)experiment->at_least,
        .at_most = (uint64_t)experiment->at_most,
        .stop_measure = experiment->stop_measure,
        .half_width = experiment->stop_half_width,
        .confidence = experiment->confidence,
        .find_warm_up =
            request->warm_up_auto || (experiment->warm_up_auto && !request->network.warm_up_given),
        .jobs = request->jobs,
        .detail = request->detail,
    };
    if (request->precision > 0) {
        options.half_width = request->precision;
        if (!options.stop_measure) {
            options.stop_measure = scenario->demand[INBOUND].given ? "delivery_time.inbound.mean"
                                                                   : "delivery_time.outbound.mean";
        }
        if (options.at_most <= options.at_least) {
            options.at_most = 1000; /* a budget: the scenario gives none */
        }
    }
    if (request->replications > 0) {
        options.at_most = (uint64_t)request->replications;
        if (request->precision <= 0 || options.at_least > options.at_most) {
            options.at_least = options.at_most;
        }
        if (request->precision <= 0) {
            options.stop_measure = NULL;
        }
    }
    return options;
}

static int conclude(const struct request *request, const struct results *results)
{
    if (results->replications == 0) {
        fputs("lastmile: interrupted before the first replication was complete\n", stderr);
        return EXIT_INTERRUPTED;
    }
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
    return results->stop_measure && !results->precision_reached ? EXIT_NO : EXIT_DONE;
}

static int refuse_measure(const char *measure)
{
    const char *const *names = experiment_measures();
    size_t count = 0;
    while (names[count]) {
        count++;
    }
    const char *nearest = nearest_name(measure, names, count);
    return nearest ? command_refuse("stop_when: no measure '%s' in this scenario -- did you mean "
                                    "'%s'?",
                                    measure, nearest)
                   : command_refuse("stop_when: no measure '%s' in this scenario", measure);
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
    if (!keeping_find(&self->keeping, session_results(session), self->request->detail)) {
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
    keeping_record(&self->keeping, session_results(session), self->options.stop);
}

static int simulate(struct running *self)
{
    const struct request *request = self->request;
    struct compilation compilation = {self->scenario, request->network};
    struct experiment_options *options = &self->options;
    struct progress progress;
    progress_init(&progress);
    options->stop = interrupt_watch();
    options->progress = progress_say;
    options->progress_context = &progress;
    options->begin = begin;
    options->on_replication = on_replication;
    options->keep_context = self;
    if (options->stop_measure && !experiment_measure_exists(options->stop_measure)) {
        return refuse_measure(options->stop_measure);
    }
    struct results *results = experiment_run(options, compile, &compilation);
    progress_clear(&progress);
    if (!results) {
        return refuse_measure(options->stop_measure);
    }
    bool kept = keeping_finish(&self->keeping, results);
    int code = kept ? conclude(request, results) : EXIT_FILES;
    results_destroy(results);
    return code;
}

static int keep_and_simulate(const struct request *request, const struct scenario *scenario)
{
    struct running running = {
        .request = request, .scenario = scenario, .options = plan(request, scenario)};
    if (!keeping_open(&running.keeping, request->kept, request->out)) {
        return EXIT_FILES;
    }
    int code = simulate(&running);
    return keeping_close(&running.keeping) ? code : EXIT_FILES;
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
    struct scenario_changes changes = options_changes(&(struct options){&command_run, line});
    int code;
    struct scenario *scenario = load_scenario(request.path, &changes, &code);
    if (scenario) {
        code = keep_and_simulate(&request, scenario);
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
