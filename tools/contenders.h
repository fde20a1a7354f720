/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contenders.h - scenario files made comparable: one seed, one warm-up, equal horizons, and a
 * session each, on shared threads. */
#ifndef TOOLS_CONTENDERS_H
#define TOOLS_CONTENDERS_H

#include "models/measure/session.h"
#include "models/scenario/scenario.h"
#include "tools/keeping.h"

struct contender {
    const char *path; /* not owned */
    struct scenario *scenario;
    struct session *session;
    bool undisturbed;       /* the next one without its disturbances */
    struct keeping keeping; /* of its run, in the one results file */
    atomic_bool *stop;      /* set when that can't be written */
};

struct contenders {
    struct contender *contenders;
    size_t count;
    uint64_t seed;
    char **notes; /* what was made equal; owned */
    size_t note_count;
};

/* How they are to run. */
struct contender_options {
    struct network_options network; /* a given seed or warm-up holds for all */
    bool own_parcels;               /* scenario s has the seed plus s, not the same as all */
    bool warm_up_auto;              /* found for each, though their files may give one */
    const struct keeping *keeping;  /* an open results file, or one without a path */
    uint64_t restore_most;          /* replications taken from it */
    struct session_options session; /* find_warm_up is set here */
};

/* Reads all files, makes the same changes to each, with the first one, changed by `undisturbed`, in
 * front unless that is NULL, and says on stderr what is wrong with them.
 * Returns an exit code; other than EXIT_DONE after a message, and then contenders_done is all that
 * may follow. */
int contenders_load(struct contenders *self, char *const *paths, int count,
                    const struct scenario_changes *changes,
                    const struct scenario_changes *undisturbed);
/* Creates the sessions, on one seed and the longest of the warm-ups, with what a results file
 * has of them. EXIT_INTERRUPTED when stopped while looking for a warm-up, EXIT_FILES after words
 * about the results file. */
int contenders_prepare(struct contenders *self, const struct contender_options *options);
void contenders_done(struct contenders *self);

/* Writes into the results file how a scenario's run ended. */
bool contender_finish(struct contender *self, struct results *results, bool incomplete);

/* Most replications that a file asks for without a stopping rule, at least 10. */
uint64_t contenders_replications(const struct contenders *self);

#endif
