/* SPDX-License-Identifier: GPL-3.0-or-later */
/* contenders.h - scenario files made comparable: one seed, one warm-up, equal horizons, and a
 * session each, on shared threads. */
#ifndef TOOLS_CONTENDERS_H
#define TOOLS_CONTENDERS_H

#include "models/measure/session.h"
#include "models/scenario/scenario.h"

struct contender {
    const char *path; /* not owned */
    struct scenario *scenario;
    struct session *session;
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
    struct session_options session; /* find_warm_up is set here */
};

/* Reads all files, makes the same changes to each, and says on stderr what is wrong with them.
 * Returns an exit code; other than EXIT_DONE after a message, and then contenders_done is all that
 * may follow. */
int contenders_load(struct contenders *self, char *const *paths, int count,
                    const struct scenario_changes *changes);
/* Creates the sessions, on one seed and the longest of the warm-ups. EXIT_INTERRUPTED when
 * stopped while looking for a warm-up. */
int contenders_prepare(struct contenders *self, const struct contender_options *options);
void contenders_done(struct contenders *self);

/* Most replications that a file asks for without a stopping rule, at least 10. */
uint64_t contenders_replications(const struct contenders *self);

#endif
