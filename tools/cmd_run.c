/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_run.c - simulates a scenario and reports. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/measure/experiment.h"
#include "models/scenario/quantity.h"
#include "models/scenario/scenario.h"
#include "tools/command.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/printable.h"
#include "tools/progress.h"
#include "tools/report.h"

static const int64_t MOST_REPLICATIONS = 1000000000, MOST_JOBS = 4096;
static const int64_t MOST_SEED = (int64_t)1 << 53; /* as in a scenario: any program reads it back */
static const double MOST_WARM_UP_S = 100 * 366 * 86400.0; /* as a scenario's horizon */

static const struct command_option run_options[] = {
    {"replications", "N", "the scenario's", "Simulate N times"},
    {"until-precision", "P", NULL,
     "Go on until the half-width of the scenario's stop_when measure (else of "
     "delivery_time.inbound.mean, or outbound) is P of it, for instance 2%"},
    {"seed", "S", "the scenario's", "Other parcels; the same seed gives the same report"},
    {"warm-up", "D", "the scenario's", "Simulated but not observed, for instance '7 d', or auto"},
    {"jobs", "N", "one a core", "Threads; changes how long it takes and nothing else"},
    {"format", "text|csv|json", "text", "For people, for data frames, for programs"},
    {"out", "FILE", "the standard output", "Write there; the file appears when it is complete"},
    {"detail", "LEVEL", "by the network's size",
     "How far down the rows of csv and json go: network, county or station"},
};

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };

/* The program's request: flags before the scenario, and that before the defaults. */
struct request {
    const char *path, *out;
    int format;           /* enum format */
    int64_t replications; /* 0: not given */
    int64_t jobs;
    double precision; /* 0: not given */
    struct network_options network;
    bool warm_up_auto;
    enum detail detail;
};

static const char *value(const struct command_line *line, const char *name)
{
    return command_value(&command_run, line, name);
}

static bool read_whole(const struct command_line *line, const char *name, int64_t least,
                       int64_t most, int64_t *ret)
{
    const char *text = value(line, name);
    if (!text || (count_read(text, ret) && *ret >= least && *ret <= most)) {
        return true;
    }
    command_refuse("--%s: expected a whole number from %lld to %lld, found '%s'", name,
                   (long long)least, (long long)most, text);
    return false;
}

/* The index of --NAME's value among `words`; -1 after a complaint. */
static int read_word(const struct command_line *line, const char *name, const char *const *words,
                     int fallback)
{
    const char *text = value(line, name);
    size_t count = 0;
    for (; words[count]; count++) {
        if (text && strcmp(words[count], text) == 0) {
            return (int)count;
        }
    }
    if (!text) {
        return fallback;
    }
    const char *nearest = nearest_name(text, words, count);
    command_refuse("--%s: no %s '%s'%s%s%s", name, name, text, nearest ? " -- did you mean '" : "",
                   nearest ? nearest : "", nearest ? "'?" : "");
    return -1;
}

static bool read_warm_up(const struct command_line *line, struct request *request)
{
    const char *text = value(line, "warm-up");
    double seconds;
    struct quantity_fault fault;
    if (!text) {
        return true;
    }
    if (strcmp(text, "auto") == 0) {
        request->warm_up_auto = true;
        return true;
    }
    if (!quantity_read(text, QUANTITY_DURATION, &seconds, &fault)) {
        command_refuse("--warm-up: expected %s or auto, found '%s'",
                       quantity_expected(QUANTITY_DURATION), text);
        return false;
    }
    if (seconds > MOST_WARM_UP_S) {
        command_refuse("--warm-up: expected at most 100 years, found '%s'", text);
        return false;
    }
    request->network.warm_up_given = true;
    request->network.warm_up = des_time_from_seconds(seconds);
    return true;
}

static bool read_precision(const struct command_line *line, struct request *request)
{
    const char *text = value(line, "until-precision");
    struct quantity_fault fault;
    if (!text) {
        return true;
    }
    if (quantity_read(text, QUANTITY_SHARE, &request->precision, &fault) &&
        request->precision > 0 && request->precision < 1) {
        return true;
    }
    command_refuse("--until-precision: expected a share such as '2 %%', found '%s'", text);
    return false;
}

static bool read_request(const struct command_line *line, struct request *request)
{
    static const char *const formats[] = {"text", "csv", "json", NULL};
    static const char *const details[] = {"network", "county", "station", NULL};
    int64_t seed = -1;
    *request = (struct request){.path = line->arguments[0], .out = value(line, "out")};
    int format = read_word(line, "format", formats, FORMAT_TEXT);
    int detail = read_word(line, "detail", details, -2);
    if (format < 0 || detail == -1 ||
        !read_whole(line, "replications", 1, MOST_REPLICATIONS, &request->replications) ||
        !read_whole(line, "jobs", 1, MOST_JOBS, &request->jobs) ||
        !read_whole(line, "seed", 0, MOST_SEED, &seed) || !read_warm_up(line, request) ||
        !read_precision(line, request)) {
        return false;
    }
    static const enum detail levels[] = {DETAIL_NETWORK, DETAIL_COUNTY, DETAIL_STATION};
    request->format = format;
    request->detail = detail < 0 ? DETAIL_AUTO : levels[detail];
    request->network.watch_stations = request->detail == DETAIL_STATION;
    request->network.seed_given = seed >= 0;
    request->network.seed = seed >= 0 ? (uint64_t)seed : 0;
    return true;
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
        .jobs = (unsigned)request->jobs,
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

static void identify(struct results *results, const struct request *request,
                     const struct scenario *scenario)
{
    results->scenario_name = des_copy_text(scenario->name.chars);
    /* Any bytes may name a file, but JSON must be UTF-8. */
    results->scenario_path = printable_copy(request->path);
    results->version = des_copy_text(LASTMILE_VERSION);
    results->scenario_hash = scenario->hash;
    results->assumed = des_allocate(scenario->assumed_count, sizeof *results->assumed);
    for (size_t i = 0; i < scenario->assumed_count; i++) {
        results->assumed[results->assumed_count++] = des_copy_text(scenario->assumed[i]);
    }
}

static bool write_report(const struct request *request, const struct results *results)
{
    struct output output;
    if (!output_open(&output, request->out)) {
        return false;
    }
    const char *no_colour = getenv("NO_COLOR");
    bool colour = !request->out && isatty(STDOUT_FILENO) && (!no_colour || !no_colour[0]);
    if (request->format == FORMAT_CSV) {
        report_csv(results, output.file);
    } else if (request->format == FORMAT_JSON) {
        report_json(results, output.file);
    } else {
        report_text(results, output.file, colour);
    }
    return output_close(&output, true);
}

static int conclude(const struct request *request, const struct results *results)
{
    if (results->replications == 0) {
        fputs("lastmile: interrupted before the first replication was complete\n", stderr);
        return EXIT_INTERRUPTED;
    }
    if (!write_report(request, results)) {
        return EXIT_FILES;
    }
    if (results->incomplete) {
        /* The report says so too, but CSV has no place for it. */
        fprintf(stderr, "lastmile: interrupted; the report has the %zu replications completed\n",
                results->replications);
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

static int simulate(const struct request *request, const struct scenario *scenario)
{
    struct compilation compilation = {scenario, request->network};
    struct experiment_options options = plan(request, scenario);
    struct progress progress;
    progress_init(&progress);
    options.stop = interrupt_watch();
    options.progress = progress_say;
    options.progress_context = &progress;
    if (options.stop_measure && !experiment_measure_exists(options.stop_measure)) {
        return refuse_measure(options.stop_measure);
    }
    struct results *results = experiment_run(&options, compile, &compilation);
    progress_clear(&progress);
    if (!results) {
        return refuse_measure(options.stop_measure);
    }
    identify(results, request, scenario);
    int code = conclude(request, results);
    results_destroy(results);
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
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(request.path, &problems, &unreadable);
    problem_list_print(&problems, stderr);
    int code = unreadable ? EXIT_FILES : EXIT_WRONG;
    if (scenario) {
        code = simulate(&request, scenario);
    }
    scenario_destroy(scenario);
    problem_list_done(&problems);
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
