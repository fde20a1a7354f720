/* SPDX-License-Identifier: GPL-3.0-or-later */
/* results_file_inside.h - what the files results_file*.c share: SQL with one place for errors.
 *
 * The first failure is kept and all later statements do nothing, so that a transaction needs
 * one check, at its end. */
#ifndef MODELS_MEASURE_RESULTS_FILE_INSIDE_H
#define MODELS_MEASURE_RESULTS_FILE_INSIDE_H

#include <sqlite3.h>

#include "models/measure/results_file.h"

struct results_file {
    sqlite3 *db;
    char *words; /* of the first failure; NULL when none */
    bool writes;
};

extern const char *const results_file_schema[]; /* ends with NULL */

/* Fails the file, with SQLite's words for what happened last in it; or with words of ours. */
void file_fail(struct results_file *self);
void file_fail_with(struct results_file *self, const char *words);

/* Statements without results. */
void file_run(struct results_file *self, const char *sql);
/* NULL when the file has failed, which every function below takes. Finalized by file_done. */
sqlite3_stmt *file_prepare(struct results_file *self, const char *sql);
/* The next row; false at the end, when the statement is reset, or when something fails. */
bool file_next(struct results_file *self, sqlite3_stmt *statement);
/* Runs to the end, for statements without results. */
void file_step(struct results_file *self, sqlite3_stmt *statement);
void file_done(sqlite3_stmt *statement);

/* Begins to write; false when that can't be. */
bool file_begin(struct results_file *self);
/* Commits, or takes all back when something failed. False then. */
bool file_end(struct results_file *self);

/* Parameters and columns are counted from 1 and from 0, as in SQLite. NaN is NULL. The text
 * must outlive the step. */
void bind_text(sqlite3_stmt *statement, int parameter, const char *text);
void bind_whole(sqlite3_stmt *statement, int parameter, int64_t number);
void bind_real(sqlite3_stmt *statement, int parameter, double number);
char *column_text(sqlite3_stmt *statement, int column);  /* a copy; NULL as "" */
double column_real(sqlite3_stmt *statement, int column); /* NULL as NaN */
/* The single number that a query with one parameter gives; 0 when there is none. */
int64_t file_number(struct results_file *self, const char *sql, int64_t parameter);

/* Hubs, counties, stations and villages as features, when the run is new; and then, whenever it
 * has ended, the means on the map. */
void results_file_add_places(struct results_file *self, int64_t run, const struct results *results);
void results_file_set_means(struct results_file *self, int64_t run, const struct results *results);

void results_file_load_places(struct results_file *self, int64_t run, struct results *results);

/* Parcels, events and hourly levels of a run's first replications; no rows and no identity. */
struct results *results_file_load_sums(struct results_file *self, int64_t run, uint64_t most);

#endif
