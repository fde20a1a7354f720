/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/contenders.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tools/command.h"
#include "tools/comparison_words.h"
#include "tools/identity.h"
#include "tools/load.h"

enum { FEWEST_REPLICATIONS = 10 };

/* ---- files ---- */

int contenders_load(struct contenders *self, char *const *paths, int count,
                    const struct scenario_changes *changes,
                    const struct scenario_changes *undisturbed)
{
    int worst = EXIT_DONE;
    size_t calm_ones = undisturbed != NULL;
    *self = (struct contenders){.count = calm_ones + (size_t)count};
    self->contenders = des_allocate(self->count, sizeof *self->contenders);
    for (size_t s = 0; s < self->count; s++) {
        bool calm = s < calm_ones;
        self->contenders[s].path = paths[calm ? 0 : s - calm_ones];
        self->contenders[s].undisturbed = calm;
        int code;
        self->contenders[s].scenario =
            load_scenario(self->contenders[s].path, calm ? undisturbed : changes, &code);
        worst = code > worst ? code : worst;
    }
    for (size_t s = 1; worst == EXIT_DONE && s < self->count; s++) {
        double first = self->contenders[0].scenario->experiment.horizon_s;
        double own = self->contenders[s].scenario->experiment.horizon_s;
        if (own != first) {
            worst = command_refuse("%s observes %g days and %s %g: what is compared must have the "
                                   "same horizon",
                                   self->contenders[s].path, own / 86400, self->contenders[0].path,
                                   first / 86400);
        }
    }
    return worst;
}

void contenders_done(struct contenders *self)
{
    for (size_t s = 0; s < self->count; s++) {
        keeping_close_run(&self->contenders[s].keeping);
        session_destroy(self->contenders[s].session);
        scenario_destroy(self->contenders[s].scenario);
    }
    for (size_t n = 0; n < self->note_count; n++) {
        free(self->notes[n]);
    }
    free(self->notes);
    free(self->contenders);
    *self = (struct contenders){0};
}

uint64_t contenders_replications(const struct contenders *self)
{
    int64_t most = FEWEST_REPLICATIONS;
    for (size_t s = 0; s < self->count; s++) {
        int64_t own = self->contenders[s].scenario->experiment.at_least;
        most = own > most ? own : most;
    }
    return (uint64_t)most;
}

/* ---- what is made equal ---- */

static void add_note(struct contenders *self, char *note)
{
    self->notes = des_resize(self->notes, self->note_count + 1, sizeof *self->notes);
    self->notes[self->note_count++] = note;
}

/* "B's own seed 7 is not used", for the first few. */
static void choose_seed(struct contenders *self, const struct network_options *network)
{
    enum { MOST_NAMED = 3 };
    size_t others = 0;
    self->seed =
        network->seed_given ? network->seed : self->contenders[0].scenario->experiment.seed;
    for (size_t s = 0; s < self->count; s++) {
        uint64_t own = self->contenders[s].scenario->experiment.seed;
        char label[LABEL_SIZE];
        scenario_label(s, label);
        if (own != self->seed && others++ < MOST_NAMED) {
            add_note(self, text_of("%s's own seed %" PRIu64 " is not used", label, own));
        }
    }
    if (others > MOST_NAMED) {
        add_note(self, text_of("nor are the seeds of %zu more", others - MOST_NAMED));
    }
}

static void note_starts(struct contenders *self)
{
    struct scenario_date first = self->contenders[0].scenario->start;
    for (size_t s = 1; s < self->count; s++) {
        struct scenario_date own = self->contenders[s].scenario->start;
        char label[LABEL_SIZE];
        scenario_label(s, label);
        if (scenario_days_from_date(own) != scenario_days_from_date(first)) {
            add_note(self, text_of("%s starts %04d-%02d-%02d: its demand is another season's",
                                   label, own.year, own.month, own.day));
        }
    }
}

/* ---- networks and sessions ---- */

struct compilation {
    const struct scenario *scenario;
    struct network_options options;
};

static struct network *compile(void *context, bool warm_up_given, des_time warm_up)
{
    struct compilation *self = context;
    struct network_options options = self->options;
    if (warm_up_given) {
        options.warm_up_given = true;
        options.warm_up = warm_up;
    }
    return network_compile(self->scenario, &options);
}

/* The session of one; NULL when stopped. */
static void on_replication(void *context, const struct session *session, uint64_t replication)
{
    struct contender *self = context;
    (void)replication;
    keeping_record(&self->keeping, session_results(session), self->stop);
}

static struct session *create(const struct contenders *self, size_t s,
                              const struct contender_options *options, bool find_warm_up)
{
    struct compilation compilation = {self->contenders[s].scenario, options->network};
    compilation.options.seed_given = true;
    compilation.options.seed = self->seed + (options->own_parcels ? s : 0);
    struct session_options session = options->session;
    session.find_warm_up = find_warm_up;
    if (!find_warm_up && options->keeping->path) {
        session.on_replication = on_replication;
        session.replication_context = &self->contenders[s];
    }
    return session_create(&session, compile, &compilation);
}

/* What one scenario says, or its pilots, of the warm-up. */
struct warm_up {
    des_time time;
    bool found, no_steady_state;
};

static bool find_warm_up(const struct contenders *self, size_t s,
                         const struct contender_options *options, struct warm_up *ret)
{
    const struct scenario_experiment *experiment = &self->contenders[s].scenario->experiment;
    if (!options->warm_up_auto && !experiment->warm_up_auto) {
        *ret = (struct warm_up){.time = des_time_from_seconds(experiment->warm_up_s)};
        return true;
    }
    struct session *pilot = create(self, s, options, true);
    if (!pilot) {
        return false;
    }
    *ret = (struct warm_up){.time = session_network(pilot)->warm_up,
                            .found = true,
                            .no_steady_state = session_results(pilot)->no_steady_state};
    session_destroy(pilot);
    return true;
}

static void note_warm_up(struct contenders *self, const struct warm_up *all, size_t longest)
{
    char label[LABEL_SIZE];
    scenario_label(longest, label);
    for (size_t s = 0; s < self->count; s++) {
        if (all[s].time != all[longest].time) {
            add_note(self, text_of("the warm-up is %s's, the longest", label));
            return;
        }
    }
}

static bool choose_warm_up(struct contenders *self, struct contender_options *options,
                           struct warm_up *all)
{
    size_t longest = 0;
    for (size_t s = 0; s < self->count; s++) {
        if (!find_warm_up(self, s, options, &all[s])) {
            return false;
        }
        longest = all[s].time > all[longest].time ? s : longest;
    }
    note_warm_up(self, all, longest);
    options->network.warm_up_given = true;
    options->network.warm_up = all[longest].time;
    return true;
}

/* The same scenario may be given twice; it is one run. */
static bool is_kept_already(const struct contenders *self, size_t s)
{
    for (size_t other = 0; other < s; other++) {
        const struct results *a = session_results(self->contenders[other].session);
        const struct results *b = session_results(self->contenders[s].session);
        if (a->scenario_hash == b->scenario_hash && a->seed == b->seed) {
            return true;
        }
    }
    return false;
}

static bool keep(struct contenders *self, size_t s, const struct contender_options *options)
{
    struct contender *contender = &self->contenders[s];
    contender->stop = options->session.stop;
    if (!options->keeping->path || is_kept_already(self, s)) {
        return true;
    }
    struct keeping *keeping = &contender->keeping;
    *keeping = keeping_share(options->keeping);
    if (!keeping_find(keeping, session_results(contender->session), options->session.detail,
                      options->network.watch_origins)) {
        return false;
    }
    if (options->restore_most == 0) {
        return true;
    }
    struct results *earlier = keeping_load(keeping, options->restore_most);
    bool good = keeping_restore(keeping, contender->session, earlier);
    results_destroy(earlier);
    return good;
}

bool contender_finish(struct contender *self, struct results *results, bool incomplete)
{
    results->incomplete = incomplete;
    return keeping_finish(&self->keeping, results);
}

int contenders_prepare(struct contenders *self, const struct contender_options *given)
{
    struct contender_options options = *given;
    struct warm_up *all = des_allocate(self->count, sizeof *all);
    choose_seed(self, &options.network);
    note_starts(self);
    bool good = options.network.warm_up_given || choose_warm_up(self, &options, all);
    bool kept = true;
    for (size_t s = 0; good && kept && s < self->count; s++) {
        struct contender *contender = &self->contenders[s];
        contender->session = create(self, s, &options, false);
        struct results *results = session_results(contender->session);
        results->warm_up_found = all[s].found;
        results->no_steady_state = all[s].no_steady_state;
        identify(results, contender->path, contender->scenario);
        if (contender->undisturbed) {
            free(results->scenario_name);
            results->scenario_name = text_of("%s, undisturbed", contender->scenario->name.chars);
        }
        kept = keep(self, s, &options);
    }
    free(all);
    return !good ? EXIT_INTERRUPTED : kept ? EXIT_DONE : EXIT_FILES;
}
