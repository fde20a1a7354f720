/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results_file.h - results kept in one file, replication by replication: SQLite, and a
 * GeoPackage that QGIS and ogr2ogr open. Its tables: docs/results-file.md.
 *
 * A file holds any number of runs. A run is what gives the same replications: a scenario, by
 * hash, at a design point, with a seed, a warm-up and options, simulated by one version of the
 * program. Every replication is written in a transaction of its own, so that a kill at any
 * moment loses at most the one in progress, and a run can be gone on with. A replication that
 * is there is never written again: two processes may work on the same run.
 *
 * A file belongs to one thread at a time. What can go wrong is the world's: functions return
 * false or NULL, results_file_words says why, and nothing more is written afterwards. */
#ifndef MODELS_MEASURE_RESULTS_FILE_H
#define MODELS_MEASURE_RESULTS_FILE_H

#include "models/measure/results.h"

enum { RESULTS_FILE_FORMAT = 1 }; /* of the tables; files of a later one are refused */

struct results_file;

/* Opens a file to be read and never changed. NULL, with the reason in *ret_words (the caller's
 * to free, "is locked by another process"), when there is none or it is something else. */
struct results_file *results_file_read(const char *path, char **ret_words);
/* Opens a file to be added to, or makes it. A file that is something else stays as it is. */
struct results_file *results_file_write(const char *path, char **ret_words);
/* Closes it; what was written to is one file again, unless another process has it open. False,
 * with the reason in *ret_words, when something had failed, then or earlier. NULL is good. */
bool results_file_close(struct results_file *self, char **ret_words);
/* Why the last call failed; "" when none has. */
const char *results_file_words(const struct results_file *self);

/* ---- what is in it ---- */

struct results_file_run {
    int64_t id;
    char *scenario_name, *scenario_path, *version, *design_point, *options; /* never NULL */
    uint64_t scenario_hash, seed;
    uint64_t replications;
    bool complete; /* not interrupted, not killed */
};

/* All runs, in the order they were begun. False when they can't be read. */
bool results_file_list(struct results_file *self, struct results_file_run **ret_runs,
                       size_t *ret_count);
void results_file_runs_destroy(struct results_file_run *runs, size_t count);

/* A run's first replications, at most `most` of them: the same report can be made of them as
 * when they were simulated, and a session goes on from them (session_restore). A run that was
 * killed is incomplete. NULL when it can't be read. */
struct results *results_file_load(struct results_file *self, int64_t run, uint64_t most);

/* ---- writing a run ---- */

struct results_run;

/* Finds the run of `results`, whose identity (hash, version, seed, warm-up, names) is filled
 * in; its rows and replications don't matter yet. Nothing is written. `design_point` and
 * `options` are part of what a run is; "" when there is nothing to say. Options: all that
 * changes rows or values and isn't in the hash ("detail station"). NULL when it can't be read.
 * The file is not owned and outlives it. */
struct results_run *results_run_open(struct results_file *file, const struct results *results,
                                     const char *design_point, const char *options);
void results_run_destroy(struct results_run *self);
int64_t results_run_id(const struct results_run *self); /* 0: not in the file yet */
/* Replications in the file when the run was opened, and since recorded. */
uint64_t results_run_stored(const struct results_run *self);

/* Writes the last replication of `results` in one transaction; with the first one recorded also
 * what the run is: rows, places, and how it was asked for. Replications are recorded in order,
 * those stored excepted. When it returns no kill of this process can undo it. */
bool results_run_record(struct results_run *self, const struct results *results);
/* Writes how the run ended (complete or not, stopping rule, means on the map). Does nothing
 * when the file has more replications than `results`: it then tells of those. */
bool results_run_finish(struct results_run *self, const struct results *results);

#endif
