/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading: what runs there are, and results as they were when they were simulated. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/results_file_inside.h"

/* ---- the list ---- */

static const char list_runs[] =
    "SELECT id, scenario, path, version, design_point, options, scenario_hash, seed, complete,"
    " (SELECT count(*) FROM replication WHERE run = run.id) FROM run ORDER BY id";

static uint64_t column_hash(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return text ? strtoull(text, NULL, 16) : 0;
}

static struct results_file_run read_run(sqlite3_stmt *statement)
{
    return (struct results_file_run){
        .id = sqlite3_column_int64(statement, 0),
        .scenario_name = column_text(statement, 1),
        .scenario_path = column_text(statement, 2),
        .version = column_text(statement, 3),
        .design_point = column_text(statement, 4),
        .options = column_text(statement, 5),
        .scenario_hash = column_hash(statement, 6),
        .seed = (uint64_t)sqlite3_column_int64(statement, 7),
        .complete = sqlite3_column_int64(statement, 8) != 0,
        .replications = (uint64_t)sqlite3_column_int64(statement, 9),
    };
}

bool results_file_list(struct results_file *self, struct results_file_run **ret_runs,
                       size_t *ret_count)
{
    struct results_file_run *runs = NULL;
    size_t count = 0;
    sqlite3_stmt *statement = file_prepare(self, list_runs);
    while (file_next(self, statement)) {
        runs = des_resize(runs, count + 1, sizeof *runs);
        runs[count++] = read_run(statement);
    }
    file_done(statement);
    *ret_runs = runs;
    *ret_count = count;
    if (self->words) {
        results_file_runs_destroy(runs, count);
        *ret_runs = NULL;
        *ret_count = 0;
    }
    return !self->words;
}

void results_file_runs_destroy(struct results_file_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(runs[i].scenario_name);
        free(runs[i].scenario_path);
        free(runs[i].version);
        free(runs[i].design_point);
        free(runs[i].options);
    }
    free(runs);
}

/* ---- parts of a run ---- */

static void load_rows(struct results_file *self, int64_t run, struct results *results)
{
    size_t room = (size_t)file_number(self, "SELECT count(*) FROM measurement WHERE run = ?", run);
    results->rows = des_allocate(room, sizeof *results->rows);
    sqlite3_stmt *statement = file_prepare(
        self, "SELECT measure, statistic, event, direction, class, tier, kind, name, unit, row"
              " FROM measurement JOIN metric ON metric.id = metric"
              " JOIN subject ON subject.id = subject WHERE run = ? ORDER BY row");
    bind_whole(statement, 1, run);
    while (file_next(self, statement)) {
        size_t r = results->row_count;
        if (r == room || sqlite3_column_int64(statement, 9) != (int64_t)r) {
            file_fail_with(self, "it is damaged (a row is missing)");
            break;
        }
        results->rows[results->row_count++] = (struct result_row){
            .measure = column_text(statement, 0),
            .statistic = column_text(statement, 1),
            .event = column_text(statement, 2),
            .direction = column_text(statement, 3),
            .class_name = column_text(statement, 4),
            .tier = column_text(statement, 5),
            .place_kind = column_text(statement, 6),
            .place = column_text(statement, 7),
            .unit = column_text(statement, 8),
            .values = des_allocate(results->capacity, sizeof(double)),
        };
    }
    file_done(statement);
}

static void load_notes(struct results_file *self, int64_t run, const char *kind, char ***ret,
                       size_t *ret_count)
{
    sqlite3_stmt *statement =
        file_prepare(self, "SELECT text FROM note WHERE run = ? AND kind = ? ORDER BY number");
    bind_whole(statement, 1, run);
    bind_text(statement, 2, kind);
    while (file_next(self, statement)) {
        *ret = des_resize(*ret, *ret_count + 1, sizeof **ret);
        (*ret)[(*ret_count)++] = column_text(statement, 0);
    }
    file_done(statement);
}

static void load_targets(struct results_file *self, int64_t run, struct results *results)
{
    sqlite3_stmt *statement = file_prepare(
        self, "SELECT measure, half_width, absolute FROM target WHERE run = ? ORDER BY number");
    bind_whole(statement, 1, run);
    while (file_next(self, statement)) {
        char *measure = column_text(statement, 0);
        results_ask(results, measure, sqlite3_column_double(statement, 1),
                    sqlite3_column_int64(statement, 2) != 0);
        free(measure);
    }
    file_done(statement);
}

static void load_served(struct results_file *self, int64_t run, struct results *results)
{
    sqlite3_stmt *statement =
        file_prepare(self, "SELECT village, place_kind, place, people, access_m FROM served"
                           " WHERE run = ? ORDER BY number");
    bind_whole(statement, 1, run);
    while (file_next(self, statement)) {
        results->served =
            des_resize(results->served, results->served_count + 1, sizeof *results->served);
        results->served[results->served_count++] = (struct result_village){
            .name = column_text(statement, 0),
            .place_kind = column_text(statement, 1),
            .place = column_text(statement, 2),
            .people = column_real(statement, 3),
            .access_m = column_real(statement, 4),
        };
    }
    file_done(statement);
}

/* ---- all of it ---- */

static bool load_identity(struct results_file *self, int64_t run, struct results *results)
{
    sqlite3_stmt *statement = file_prepare(
        self, "SELECT scenario, path, version, start_date, scenario_hash, seed, warm_up_h,"
              " horizon_h, warm_up_found, no_steady_state, confidence, complete, hubs, counties,"
              " stations, villages, precision_reached, look_ahead, budget_s, antithetic,"
              " expected_inbound, expected_outbound"
              " FROM run WHERE id = ?");
    bind_whole(statement, 1, run);
    bool found = file_next(self, statement);
    if (found) {
        results->scenario_name = column_text(statement, 0);
        results->scenario_path = column_text(statement, 1);
        results->version = column_text(statement, 2);
        results->start_date = column_text(statement, 3);
        results->scenario_hash = column_hash(statement, 4);
        results->seed = (uint64_t)sqlite3_column_int64(statement, 5);
        results->warm_up_h = sqlite3_column_double(statement, 6);
        results->horizon_h = sqlite3_column_double(statement, 7);
        results->warm_up_found = sqlite3_column_int64(statement, 8) != 0;
        results->no_steady_state = sqlite3_column_int64(statement, 9) != 0;
        results->confidence = sqlite3_column_double(statement, 10);
        results->incomplete = sqlite3_column_int64(statement, 11) == 0;
        results->hubs = (size_t)sqlite3_column_int64(statement, 12);
        results->counties = (size_t)sqlite3_column_int64(statement, 13);
        results->stations = (size_t)sqlite3_column_int64(statement, 14);
        results->villages = (size_t)sqlite3_column_int64(statement, 15);
        results->precision_reached = sqlite3_column_int64(statement, 16) != 0;
        results->look_ahead = (uint64_t)sqlite3_column_int64(statement, 17);
        results->budget_s = sqlite3_column_double(statement, 18);
        results->antithetic = sqlite3_column_int64(statement, 19) != 0;
        results->expected_entered[0] = column_real(statement, 20);
        results->expected_entered[1] = column_real(statement, 21);
    }
    file_done(statement);
    return found;
}

/* Counts the replications, from 1 on without a gap; the results have room for at most `most`. */
static void load_counts(struct results_file *self, int64_t run, uint64_t most,
                        struct results *results)
{
    sqlite3_stmt *statement =
        file_prepare(self, "SELECT replication, parcels, events FROM replication"
                           " WHERE run = ? ORDER BY replication");
    bind_whole(statement, 1, run);
    while (results->replications < most && file_next(self, statement)) {
        results->replications++;
        if (sqlite3_column_int64(statement, 0) != (int64_t)results->replications) {
            file_fail_with(self, "it is damaged (a replication is missing)");
        }
        results->parcels += (uint64_t)sqlite3_column_int64(statement, 1);
        results->events += (uint64_t)sqlite3_column_int64(statement, 2);
    }
    file_done(statement);
    results->capacity = results->replications;
}

static void load_values(struct results_file *self, int64_t run, struct results *results)
{
    uint64_t next = 0, all = results->replications * results->row_count;
    sqlite3_stmt *statement =
        file_prepare(self, "SELECT replication, row, value FROM value"
                           " WHERE run = ? AND replication <= ? ORDER BY replication, row");
    bind_whole(statement, 1, run);
    bind_whole(statement, 2, (int64_t)results->replications);
    while (next < all && file_next(self, statement)) {
        uint64_t replication = next / results->row_count, row = next % results->row_count;
        if (sqlite3_column_int64(statement, 0) != (int64_t)replication + 1 ||
            sqlite3_column_int64(statement, 1) != (int64_t)row) {
            break;
        }
        results->rows[row].values[replication] = column_real(statement, 2);
        next++;
    }
    file_done(statement);
    if (next < all) {
        file_fail_with(self, "it is damaged (a value is missing)");
    }
}

/* Sums of whole numbers are exact, so that the means are those of the simulation. */
static void load_series(struct results_file *self, int64_t run, struct results *results)
{
    struct result_series *series = &results->series;
    double **means[] = {&series->in_system[0], &series->in_system[1], &series->on_shelf};
    size_t room = (size_t)file_number(
        self, "SELECT count(*) FROM hourly WHERE replication = 1 AND run = ?", run);
    sqlite3_stmt *statement =
        file_prepare(self, "SELECT sum(in_system_inbound), sum(in_system_outbound), sum(on_shelf)"
                           " FROM hourly WHERE run = ? AND replication <= ?"
                           " GROUP BY hour ORDER BY hour");
    for (int s = 0; s < 3; s++) {
        *means[s] = des_allocate(room, sizeof **means[s]);
    }
    bind_whole(statement, 1, run);
    bind_whole(statement, 2, (int64_t)results->replications);
    while (series->length < room && file_next(self, statement)) {
        for (int s = 0; s < 3; s++) {
            (*means[s])[series->length] =
                (double)sqlite3_column_int64(statement, s) / (double)results->replications;
        }
        series->length++;
    }
    file_done(statement);
}

struct results *results_file_load(struct results_file *self, int64_t run, uint64_t most)
{
    struct results *results = results_create();
    file_run(self, "BEGIN"); /* all as of one moment */
    if (!load_identity(self, run, results)) {
        file_fail_with(self, "it has no such run");
    }
    load_notes(self, run, "assumed", &results->assumed, &results->assumed_count);
    load_notes(self, run, "changed", &results->changes, &results->change_count);
    load_targets(self, run, results);
    load_served(self, run, results);
    results_file_load_places(self, run, results);
    load_counts(self, run, most, results);
    load_rows(self, run, results);
    load_values(self, run, results);
    load_series(self, run, results);
    if (!file_end(self)) {
        results_destroy(results);
        return NULL;
    }
    return results;
}

struct results *results_file_load_sums(struct results_file *self, int64_t run, uint64_t most)
{
    struct results *results = results_create();
    load_counts(self, run, most, results);
    load_series(self, run, results);
    return results;
}
