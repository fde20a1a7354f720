/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cmd_compare.c - simulates scenarios under the same parcels, and says which is better. */
#include <stdio.h>
#include <stdlib.h>

#include "engine/require.h"
#include "tools/command.h"
#include "tools/compare_best.h"
#include "tools/compare_request.h"
#include "tools/interrupt.h"
#include "tools/options.h"
#include "tools/output.h"
#include "tools/progress.h"
#include "tools/report_comparison.h"

static const double FALSE_DISCOVERY = 0.05;
enum { USUAL_BUDGET = 1000 }; /* replications of each, for --until-decided */

static const struct command_option compare_options[] = {
    OPTION_SET,
    {"undisturbed", NULL, NULL,
     "Compare with the first scenario without its disturbances, under the same parcels: what they "
     "cost"},
    {"metric", "NAME", "times, service, throughput, losses, km; money and CO2 a parcel",
     "Compare this one, for instance delivery_time.inbound.p95 or service_level.outbound[express]; "
     "may be repeated"},
    {"indifference", "[NAME=]D", "1 %, of shares half a point",
     "Differences up to this are of no interest: a duration for times, for instance 1h; a share "
     "for all others; with a metric's name for that one. May be repeated"},
    {"confidence", "P", "the first scenario's", "Of all intervals together, for instance 95%"},
    {"select", "best", NULL, "Find the best of many in one metric instead of comparing pairs"},
    {"procedure", "kn|rinott|ocba", "kn", "For --select best: how replications are shared out"},
    {"pairs", "first|all", "first", "Compare each with the first one, or all with all"},
    {"replications", "N", "the most a scenario asks for, at least 10; to select: 20",
     "Simulate each N times; for --select best, to begin with"},
    {"until-decided", NULL, NULL, "Go on until every verdict is settled, or the budget used up"},
    {"budget", "N", NULL,
     "For --until-decided: replications of each at most (default: 1000). For --select best: of "
     "all together (default: none, for ocba 50 of each)"},
    {"seed", "S", "the first scenario's", "Other parcels, the same for all scenarios"},
    {"warm-up", "D", "the longest of the scenarios'",
     "Simulated but not observed, for instance '7 d', or auto"},
    {"jobs", "N", "one a core", "Threads; changes how long it takes and nothing else"},
    {"format", "text|csv|json", "text", "For people, for data frames, for programs"},
    {"out", "FILE", "the standard output", "Write there; the file appears when it is complete"},
    {"results", "FILE", NULL,
     "Keep every replication in this results file (SQLite, and a GeoPackage), and, but for "
     "--select, take from it those that are there"},
    {"detail", "LEVEL", "by the network's size",
     "How far down it says where scenarios differ: network, county or station"},
};

/* One comparison under way. */
struct compare {
    const struct compare_request *request;
    struct contenders contenders;
    struct comparison *comparison; /* so far */
    bool interrupted;
    struct keeping keeping; /* the results file */
};

static double confidence_of(const struct compare *self)
{
    return self->request->confidence > 0
               ? self->request->confidence
               : self->contenders.contenders[0].scenario->experiment.confidence;
}

/* ---- simulating ---- */

static bool extend(struct compare *self, uint64_t replications)
{
    size_t count = self->contenders.count;
    struct session **sessions = des_allocate(count, sizeof *sessions);
    uint64_t *totals = des_allocate(count, sizeof *totals);
    for (size_t s = 0; s < count; s++) {
        sessions[s] = self->contenders.contenders[s].session;
        totals[s] = replications;
    }
    bool complete = sessions_extend(sessions, totals, count);
    free(sessions);
    free(totals);
    return complete;
}

static void take_stock(struct compare *self, uint64_t replications, unsigned looks)
{
    const struct compare_request *request = self->request;
    const struct comparison_options options = {.confidence = confidence_of(self),
                                               .looks = looks,
                                               .metrics = request->metrics,
                                               .metric_count = request->metric_count,
                                               .at_most = (size_t)replications,
                                               .zones = request->zones,
                                               .zone_count = request->zone_count,
                                               .all_pairs = request->all_pairs,
                                               .false_discovery = FALSE_DISCOVERY};
    size_t count = self->contenders.count;
    const struct results **results = des_allocate(count, sizeof *results);
    for (size_t s = 0; s < count; s++) {
        results[s] = session_results(self->contenders.contenders[s].session);
    }
    comparison_destroy(self->comparison);
    self->comparison = comparison_make(results, count, &options);
    free(results);
}

/* Looks are taken after n, 2n, 4n ... replications and when the budget is used up: all planned,
 * so that intervals can be made to hold at all of them. */
static unsigned count_looks(uint64_t first, uint64_t budget)
{
    unsigned looks = 1;
    for (uint64_t n = first; n < budget; n *= 2) {
        looks++;
    }
    return looks;
}

static uint64_t first_look(const struct compare *self)
{
    return self->request->replications > 0 ? (uint64_t)self->request->replications
                                           : contenders_replications(&self->contenders);
}

/* Replications of each at most. */
static uint64_t last_look(const struct compare *self)
{
    const struct compare_request *request = self->request;
    uint64_t budget = request->budget > 0 ? (uint64_t)request->budget : USUAL_BUDGET;
    uint64_t first = first_look(self);
    return !request->until_decided || budget < first ? first : budget;
}

static void simulate(struct compare *self)
{
    uint64_t first = first_look(self), budget = last_look(self);
    unsigned looks = count_looks(first, budget);
    for (uint64_t n = first;; n = 2 * n < budget ? 2 * n : budget) {
        self->interrupted = !extend(self, n);
        take_stock(self, n, looks);
        if (self->interrupted || n >= budget || comparison_open(self->comparison) == 0) {
            return;
        }
    }
}

/* ---- reporting ---- */

static bool write_report(const struct compare *self)
{
    const struct compare_request *request = self->request;
    const struct comparison_report report = {
        .comparison = self->comparison,
        .notes = (const char *const *)self->contenders.notes,
        .note_count = self->contenders.note_count,
        .incomplete = self->interrupted,
    };
    struct output output;
    if (!output_open(&output, request->out)) {
        return false;
    }
    bool colour = output_wants_colour(&output);
    if (request->format == FORMAT_CSV) {
        report_comparison_csv(&report, output.file);
    } else if (request->format == FORMAT_JSON) {
        report_comparison_json(&report, output.file);
    } else {
        report_comparison_text(&report, output.file, colour);
    }
    return output_close(&output, true);
}

static int conclude(const struct compare *self)
{
    if (self->comparison->replications == 0) {
        fputs("lastmile: interrupted before the first replication of each was complete\n", stderr);
        return EXIT_INTERRUPTED;
    }
    if (!write_report(self)) {
        return EXIT_FILES;
    }
    if (self->interrupted) {
        fprintf(stderr, "lastmile: interrupted; the report has the %zu replications completed\n",
                self->comparison->replications);
        return EXIT_INTERRUPTED;
    }
    return comparison_open(self->comparison) > 0 ? EXIT_NO : EXIT_DONE;
}

/* ---- the command ---- */

/* How each scenario's run ended goes into the results file; false after words about it. */
static bool finish(struct compare *self)
{
    bool good = true;
    for (size_t s = 0; s < self->contenders.count; s++) {
        struct contender *contender = &self->contenders.contenders[s];
        good =
            contender_finish(contender, session_results(contender->session), self->interrupted) &&
            good;
    }
    return good;
}

static int prepare(struct compare *self, struct progress *progress)
{
    const struct compare_request *request = self->request;
    struct contender_options options = {
        .network = request->network,
        .own_parcels = request->select_best && request->procedure == PROCEDURE_RINOTT,
        .warm_up_auto = request->warm_up_auto,
        .keeping = &self->keeping,
        .restore_most = request->select_best ? 0 : last_look(self),
        .session = {.confidence = confidence_of(self),
                    .detail = request->detail,
                    .jobs = request->jobs,
                    .stop = interrupt_watch(),
                    .progress = progress_say,
                    .progress_context = progress},
    };
    options.network.watch_origins = !request->select_best;
    if (request->select_best) {
        options.session.detail = DETAIL_NETWORK; /* hundreds of scenarios may be in memory */
    }
    int code = contenders_prepare(&self->contenders, &options);
    if (code == EXIT_INTERRUPTED) {
        progress_clear(progress);
        fputs("lastmile: interrupted while looking for the warm-up\n", stderr);
    }
    return code == EXIT_DONE && !compare_request_check(request, &self->contenders) ? EXIT_WRONG
                                                                                   : code;
}

static int compare(struct compare *self)
{
    struct progress progress;
    progress_init(&progress);
    int code = prepare(self, &progress);
    if (code != EXIT_DONE) {
        return code;
    }
    if (self->request->select_best) {
        return compare_best(self->request, &self->contenders, confidence_of(self), &progress);
    }
    simulate(self);
    progress_clear(&progress);
    return finish(self) ? conclude(self) : EXIT_FILES;
}

static int keep_and_compare(struct compare *self)
{
    if (!keeping_open(&self->keeping, self->request->kept, self->request->out)) {
        return EXIT_FILES;
    }
    int code = compare(self);
    contenders_done(&self->contenders); /* their runs, before the file */
    return keeping_close(&self->keeping) ? code : EXIT_FILES;
}

static int load(struct contenders *contenders, const struct command_line *line)
{
    const struct options options = {&command_compare, line};
    bool calm = options_value(&options, "undisturbed") != NULL;
    if (line->argument_count < 2 && !calm) {
        return command_refuse("compare: one scenario alone is only compared with itself "
                              "--undisturbed; see 'lastmile compare --help'");
    }
    struct scenario_changes changes = options_changes(&options);
    struct scenario_changes undisturbed =
        options_add_change(options_changes(&options), UNDISTURBED);
    int code = contenders_load(contenders, line->arguments, line->argument_count, &changes,
                               calm ? &undisturbed : NULL);
    free((void *)changes.sets);
    free((void *)undisturbed.sets);
    return code;
}

static int run(const struct command_line *line)
{
    struct compare_request request;
    struct compare self = {.request = &request};
    int code = EXIT_WRONG;
    if (!compare_request_read(&request, line)) {
        code = EXIT_WRONG;
    } else if (!output_possible(request.out)) {
        code = EXIT_FILES;
    } else {
        code = load(&self.contenders, line);
        code = code == EXIT_DONE ? keep_and_compare(&self) : code;
    }
    comparison_destroy(self.comparison);
    contenders_done(&self.contenders);
    compare_request_done(&request);
    return code;
}

const struct command command_compare = {
    .name = "compare",
    .arguments = "FILE [FILE...]",
    .help = "Simulate scenarios under the same parcels, and say which is better, and where.",
    .options = compare_options,
    .option_count = sizeof compare_options / sizeof *compare_options,
    .least_arguments = 1,
    .most_arguments = -1,
    .run = run,
};
