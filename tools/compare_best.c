/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/compare_best.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/best.h"
#include "tools/output.h"
#include "tools/report_best.h"

enum {
    FIRST_STAGE = 20,       /* replications of each */
    FEWEST = 10,            /* with fewer, variances are too uncertain */
    USUAL_OCBA_BUDGET = 50, /* replications for each, on average */
};

/* The metric's unit and good direction; false after a complaint. All must have it. */
static bool describe(const struct contenders *contenders, struct best_options *options)
{
    for (size_t s = 0; s < contenders->count; s++) {
        struct metric_list list =
            metric_list_of_network(session_network(contenders->contenders[s].session));
        const struct metric *metric = metric_list_find(&list, options->metric);
        bool has = metric != NULL;
        if (has) {
            options->good = metric->good;
            options->unit = options->unit ? options->unit : des_copy_text(metric->unit);
        }
        metric_list_done(&list);
        if (!has) {
            command_refuse("%s has no '%s': all must have the --metric they are selected by",
                           contenders->contenders[s].path, options->metric);
            return false;
        }
    }
    if (options->good == GOOD_NEITHER) {
        command_refuse("--metric: '%s' is neither better high nor better low", options->metric);
        return false;
    }
    return true;
}

static bool check(const struct compare_request *request, const struct contenders *contenders,
                  const struct best_options *options)
{
    if (request->replications > 0 && request->replications < FEWEST) {
        command_refuse("--replications: a first stage of at least %d", FEWEST);
    } else if (options->confidence <= 1 / (double)contenders->count) {
        command_refuse("--confidence: chance alone selects the best of %zu as often",
                       contenders->count);
    } else if (options->budget > 0 && options->budget < options->first_stage * contenders->count) {
        command_refuse("--budget: %llu replications are not enough for the first stage, %llu of "
                       "each of %zu",
                       (unsigned long long)options->budget,
                       (unsigned long long)options->first_stage, contenders->count);
    } else if (options->zone && !indifference_fits(options->zone, options->unit)) {
        command_refuse("--indifference: not of '%s'", options->metric);
    } else if (options->zone && options->zone->value <= 0 && options->procedure != BEST_OCBA) {
        command_refuse("--indifference: no procedure tells scenarios apart that differ by "
                       "nothing; it must be above 0");
    } else {
        return true;
    }
    return false;
}

static const char *usual_metric(const struct contenders *contenders)
{
    return contenders->contenders[0].scenario->demand[INBOUND].given
               ? "delivery_time.inbound.mean"
               : "delivery_time.outbound.mean";
}

static struct best_options plan(const struct compare_request *request,
                                const struct contenders *contenders, double confidence)
{
    static const enum best_procedure procedures[] = {[PROCEDURE_KN] = BEST_KIM_NELSON,
                                                     [PROCEDURE_RINOTT] = BEST_RINOTT,
                                                     [PROCEDURE_OCBA] = BEST_OCBA};
    struct best_options options = {
        .procedure = procedures[request->procedure],
        .metric = request->metric_count > 0 ? request->metrics[0] : usual_metric(contenders),
        .confidence = confidence,
        .zone = request->zone_count > 0 ? &request->zones[0] : NULL,
        .first_stage = request->replications > 0 ? (uint64_t)request->replications : FIRST_STAGE,
        .budget = (uint64_t)request->budget,
    };
    if (options.procedure == BEST_OCBA && options.budget == 0) {
        uint64_t each =
            options.first_stage > USUAL_OCBA_BUDGET ? options.first_stage : USUAL_OCBA_BUDGET;
        options.budget = each * contenders->count;
    }
    return options;
}

static void on_retired(void *context, size_t scenario, struct results *results)
{
    struct contenders *contenders = context;
    contender_finish(&contenders->contenders[scenario], results, false);
}

static struct best *find(struct contenders *contenders, const struct best_options *options)
{
    struct session **sessions = des_allocate(contenders->count, sizeof *sessions);
    for (size_t s = 0; s < contenders->count; s++) {
        sessions[s] = contenders->contenders[s].session;
    }
    struct best *best = best_find(sessions, contenders->count, options);
    for (size_t s = 0; s < contenders->count; s++) {
        struct contender *contender = &contenders->contenders[s];
        contender->session = sessions[s]; /* some are no more */
        if (sessions[s]) {
            contender_finish(contender, session_results(sessions[s]),
                             best->outcome == BEST_INTERRUPTED);
        }
    }
    free(sessions);
    return best;
}

static bool write_report(const struct compare_request *request, const struct best_report *report)
{
    struct output output;
    if (!output_open(&output, request->out)) {
        return false;
    }
    bool colour = output_wants_colour(&output);
    if (request->format == FORMAT_CSV) {
        report_best_csv(report, output.file);
    } else if (request->format == FORMAT_JSON) {
        report_best_json(report, output.file);
    } else {
        report_best_text(report, output.file, colour);
    }
    return output_close(&output, true);
}

static int conclude(const struct compare_request *request, const struct contenders *contenders,
                    const struct best *best)
{
    if (!best->first_stage_complete) {
        fputs("lastmile: interrupted before the first stage was complete\n", stderr);
        return EXIT_INTERRUPTED;
    }
    struct best_name *names = des_allocate(contenders->count, sizeof *names);
    for (size_t s = 0; s < contenders->count; s++) {
        const struct contender *contender = &contenders->contenders[s];
        names[s] = (struct best_name){contender->scenario->name.chars, contender->path,
                                      contender->scenario->hash};
    }
    const struct best_report report = {
        .best = best,
        .names = names,
        .run = session_results(contenders->contenders[best->selected].session),
        .notes = (const char *const *)contenders->notes,
        .note_count = contenders->note_count};
    bool written = write_report(request, &report);
    free(names);
    if (!written) {
        return EXIT_FILES;
    }
    if (best->outcome == BEST_INTERRUPTED) {
        fputs("lastmile: interrupted; the report has what was done until then\n", stderr);
        return EXIT_INTERRUPTED;
    }
    return best->outcome == BEST_DONE ? EXIT_DONE : EXIT_NO;
}

int compare_best(const struct compare_request *request, struct contenders *contenders,
                 double confidence, struct progress *progress)
{
    struct best_options options = plan(request, contenders, confidence);
    int code = EXIT_WRONG;
    options.on_retired = on_retired;
    options.retired_context = contenders;
    if (describe(contenders, &options) && check(request, contenders, &options)) {
        struct best *best = find(contenders, &options);
        progress_clear(progress);
        code = conclude(request, contenders, best);
        best_destroy(best);
    }
    free((char *)options.unit);
    return code;
}
