/* SPDX-License-Identifier: GPL-3.0-or-later */
/* keeping.h - a run kept in a results file (--results) while it is simulated.
 *
 * Without a file every function does nothing and is content. Functions return false after a
 * message on stderr (exit code 3). */
#ifndef TOOLS_KEEPING_H
#define TOOLS_KEEPING_H

#include <stdatomic.h>

#include "models/measure/results_file.h"
#include "models/measure/session.h"

struct keeping {
    const char *path; /* NULL: nothing is kept */
    struct results_file *file;
    struct results_run *run;
    bool failed; /* and said so */
};

/* Opens the file, which must not be `out` too. */
bool keeping_open(struct keeping *self, const char *path, const char *out);
/* The run of these results, which have their identity; with rows by origin, as comparisons
 * have, or without, as runs. */
bool keeping_find(struct keeping *self, const struct results *results, enum detail detail,
                  bool origins);
/* Another run in the same file: `of` is closed after it, by keeping_close_run. */
struct keeping keeping_share(const struct keeping *of);
void keeping_close_run(struct keeping *self);
/* What is kept of it, at most so many replications; the caller's. NULL when there is nothing,
 * or when it can't be read, which keeping_restore will tell. */
struct results *keeping_load(struct keeping *self, uint64_t most);
/* Gives a session what keeping_load found. */
bool keeping_restore(struct keeping *self, struct session *session, const struct results *earlier);
/* The last replication of the results. Sets *stop when it can't be kept. */
void keeping_record(struct keeping *self, const struct results *results, atomic_bool *stop);
/* How it ended. */
bool keeping_finish(struct keeping *self, const struct results *results);
bool keeping_close(struct keeping *self);

#endif
