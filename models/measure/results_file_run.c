/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing a run, and taking from the file what is there already. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/results_file_inside.h"

struct results_run {
    struct results_file *file; /* not owned */
    char *design_point, *options;
    int64_t id; /* 0: not in the file */
    uint64_t stored;
    bool begun; /* by us: described, and `before` filled in */
    struct before {
        int64_t *levels[3]; /* sums over replications by hour; owned */
        size_t length;
        uint64_t parcels, events;
    } before; /* the replication to come */
};

/* ---- what a run is ---- */

/* Parameters 1 to 6. */
static void bind_key(sqlite3_stmt *statement, const struct results_run *self,
                     const struct results *results, char hash[17])
{
    snprintf(hash, 17, "%016" PRIx64, results->scenario_hash);
    bind_text(statement, 1, hash);
    bind_text(statement, 2, results->version);
    bind_text(statement, 3, self->design_point);
    bind_text(statement, 4, self->options);
    bind_whole(statement, 5, (int64_t)results->seed);
    bind_real(statement, 6, results->warm_up_h);
}

/* Parameters 7 to 13: how it was asked for, and how it went; they may change. */
static void bind_manner(sqlite3_stmt *statement, const struct results *results, bool complete)
{
    bind_text(statement, 7, results->scenario_name);
    bind_text(statement, 8, results->scenario_path);
    bind_real(statement, 9, results->confidence);
    bind_whole(statement, 10, (int64_t)results->look_ahead);
    bind_real(statement, 11, results->budget_s);
    bind_whole(statement, 12, results->precision_reached);
    bind_whole(statement, 13, complete);
}

static void find(struct results_run *self, const struct results *results)
{
    char hash[17];
    sqlite3_stmt *statement = file_prepare(
        self->file, "SELECT id FROM run WHERE scenario_hash = ?1 AND version = ?2 AND"
                    " design_point = ?3 AND options = ?4 AND seed = ?5 AND warm_up_h = ?6");
    bind_key(statement, self, results, hash);
    while (file_next(self->file, statement)) {
        self->id = sqlite3_column_int64(statement, 0);
    }
    file_done(statement);
}

static void count_stored(struct results_run *self)
{
    struct results_file *file = self->file;
    self->stored =
        (uint64_t)file_number(file, "SELECT count(*) FROM replication WHERE run = ?", self->id);
    int64_t last =
        file_number(file, "SELECT max(replication) FROM replication WHERE run = ?", self->id);
    if ((uint64_t)last != self->stored) {
        file_fail_with(file, "it is damaged (a replication is missing)");
    }
}

/* A deferred transaction: what is read within it was there at one moment. */
struct results_run *results_run_open(struct results_file *file, const struct results *results,
                                     const char *design_point, const char *options)
{
    struct results_run *self = des_allocate(1, sizeof *self);
    self->file = file;
    self->design_point = des_copy_text(design_point);
    self->options = des_copy_text(options);
    file_run(file, "BEGIN");
    find(self, results);
    if (self->id) {
        count_stored(self);
    }
    if (!file_end(file)) {
        results_run_destroy(self);
        return NULL;
    }
    return self;
}

static void before_done(struct before *self)
{
    for (int s = 0; s < 3; s++) {
        free(self->levels[s]);
    }
}

void results_run_destroy(struct results_run *self)
{
    if (!self) {
        return;
    }
    free(self->design_point);
    free(self->options);
    before_done(&self->before);
    free(self);
}

int64_t results_run_id(const struct results_run *self)
{
    return self->id;
}

uint64_t results_run_stored(const struct results_run *self)
{
    return self->stored;
}

/* ---- adding to the file ---- */

static const char insert_run[] =
    "INSERT INTO run (scenario_hash, version, design_point, options, seed, warm_up_h, scenario,"
    " path, confidence, look_ahead, budget_s, precision_reached, complete, start_date,"
    " horizon_h, warm_up_found, no_steady_state, hubs, counties, stations, villages, antithetic,"
    " expected_inbound, expected_outbound)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,"
    " ?20, ?21, ?22, ?23, ?24)";

/* In place of those asked for before. */
static void set_targets(struct results_run *self, const struct results *results)
{
    sqlite3_stmt *statement = file_prepare(self->file, "DELETE FROM target WHERE run = ?");
    bind_whole(statement, 1, self->id);
    file_step(self->file, statement);
    file_done(statement);
    statement = file_prepare(self->file, "INSERT INTO target (run, number, measure, half_width,"
                                         " absolute) VALUES (?, ?, ?, ?, ?)");
    for (size_t t = 0; t < results->target_count; t++) {
        const struct result_target *target = &results->targets[t];
        bind_whole(statement, 1, self->id);
        bind_whole(statement, 2, (int64_t)t + 1);
        bind_text(statement, 3, target->measure);
        bind_real(statement, 4, target->half_width);
        bind_whole(statement, 5, target->absolute);
        file_step(self->file, statement);
    }
    file_done(statement);
}

static void insert(struct results_run *self, const struct results *results)
{
    sqlite3_stmt *statement = file_prepare(self->file, insert_run);
    char hash[17];
    bind_key(statement, self, results, hash);
    bind_manner(statement, results, false);
    bind_text(statement, 14, results->start_date);
    bind_real(statement, 15, results->horizon_h);
    bind_whole(statement, 16, results->warm_up_found);
    bind_whole(statement, 17, results->no_steady_state);
    bind_whole(statement, 18, (int64_t)results->hubs);
    bind_whole(statement, 19, (int64_t)results->counties);
    bind_whole(statement, 20, (int64_t)results->stations);
    bind_whole(statement, 21, (int64_t)results->villages);
    bind_whole(statement, 22, results->antithetic);
    bind_real(statement, 23, results->expected_entered[0]);
    bind_real(statement, 24, results->expected_entered[1]);
    file_step(self->file, statement);
    file_done(statement);
    self->id = sqlite3_last_insert_rowid(self->file->db);
    set_targets(self, results);
}

/* Writes anew what may have changed. */
static void update(struct results_run *self, const struct results *results, bool complete)
{
    sqlite3_stmt *statement =
        file_prepare(self->file, "UPDATE run SET scenario = ?7, path = ?8, confidence = ?9,"
                                 " look_ahead = ?10, budget_s = ?11,"
                                 " precision_reached = ?12, complete = ?13 WHERE id = ?1");
    bind_manner(statement, results, complete);
    bind_whole(statement, 1, self->id);
    file_step(self->file, statement);
    file_done(statement);
    set_targets(self, results);
}

static void add_notes(struct results_run *self, const char *kind, char *const *texts, size_t size)
{
    sqlite3_stmt *statement =
        file_prepare(self->file, "INSERT INTO note (run, kind, number, text) VALUES (?, ?, ?, ?)");
    for (size_t i = 0; i < size; i++) {
        bind_whole(statement, 1, self->id);
        bind_text(statement, 2, kind);
        bind_whole(statement, 3, (int64_t)i + 1);
        bind_text(statement, 4, texts[i]);
        file_step(self->file, statement);
    }
    file_done(statement);
}

static void add_served(struct results_run *self, const struct results *results)
{
    sqlite3_stmt *statement = file_prepare(
        self->file, "INSERT INTO served (run, number, village, place_kind, place, people, access_m)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (size_t v = 0; v < results->served_count; v++) {
        const struct result_village *village = &results->served[v];
        bind_whole(statement, 1, self->id);
        bind_whole(statement, 2, (int64_t)v + 1);
        bind_text(statement, 3, village->name);
        bind_text(statement, 4, village->place_kind);
        bind_text(statement, 5, village->place);
        bind_real(statement, 6, village->people);
        bind_real(statement, 7, village->access_m);
        file_step(self->file, statement);
    }
    file_done(statement);
}

/* Texts that have an id in the file. */
struct dictionary {
    struct results_file *file;
    sqlite3_stmt *select, *insert;
};

static struct dictionary dictionary_open(struct results_file *file, const char *select,
                                         const char *insert)
{
    return (struct dictionary){file, file_prepare(file, select), file_prepare(file, insert)};
}

static void dictionary_close(struct dictionary *self)
{
    file_done(self->select);
    file_done(self->insert);
}

/* The id of these texts, which enter when they are new. */
static int64_t dictionary_find(struct dictionary *self, const char *const *texts, int count)
{
    int64_t id = 0;
    for (int t = 0; t < count; t++) {
        bind_text(self->select, t + 1, texts[t]);
    }
    while (file_next(self->file, self->select)) {
        id = sqlite3_column_int64(self->select, 0);
    }
    if (id) {
        return id;
    }
    for (int t = 0; t < count; t++) {
        bind_text(self->insert, t + 1, texts[t]);
    }
    file_step(self->file, self->insert);
    return sqlite3_last_insert_rowid(self->file->db);
}

static bool same_subject(const struct result_row *a, const struct result_row *b)
{
    return strcmp(a->place, b->place) == 0 && strcmp(a->place_kind, b->place_kind) == 0;
}

static bool same_metric(const struct result_row *a, const struct result_row *b)
{
    return strcmp(a->measure, b->measure) == 0 && strcmp(a->statistic, b->statistic) == 0 &&
           strcmp(a->event, b->event) == 0 && strcmp(a->direction, b->direction) == 0 &&
           strcmp(a->class_name, b->class_name) == 0 && strcmp(a->tier, b->tier) == 0 &&
           strcmp(a->unit, b->unit) == 0;
}

/* The latest of a few rows before row r that has its metric; r when there is none. */
static size_t row_before(const int64_t *ids, size_t r)
{
    size_t most = r < 200 ? r : 200;
    for (size_t back = 1; back <= most; back++) {
        if (ids[r - back] == ids[r]) {
            return r - back;
        }
    }
    return r;
}

/* The metrics' ids by row; the caller's. Places have the same metrics in the same order: what
 * followed a metric when it came last follows it again, and need not be looked for. */
static int64_t *find_metrics(struct results_file *file, const struct results *results)
{
    struct dictionary metrics = dictionary_open(
        file,
        "SELECT id FROM metric WHERE measure = ?1 AND statistic = ?2 AND event = ?3 AND"
        " direction = ?4 AND class = ?5 AND tier = ?6 AND unit = ?7",
        "INSERT INTO metric (measure, statistic, event, direction, class, tier, unit)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    int64_t *ids = des_allocate(results->row_count, sizeof *ids);
    size_t before = 0; /* the row at which the metric of row r - 1 came last */
    for (size_t r = 0; r < results->row_count && !file->words; r++) {
        const struct result_row *row = &results->rows[r];
        if (before + 1 < r && same_metric(&results->rows[before + 1], row)) {
            ids[r] = ids[++before];
            continue;
        }
        const char *const texts[] = {row->measure,    row->statistic, row->event, row->direction,
                                     row->class_name, row->tier,      row->unit};
        ids[r] = dictionary_find(&metrics, texts, 7);
        before = row_before(ids, r);
    }
    dictionary_close(&metrics);
    return ids;
}

static void add_rows(struct results_run *self, const struct results *results)
{
    int64_t *metrics = find_metrics(self->file, results), subject = 0;
    struct dictionary subjects =
        dictionary_open(self->file, "SELECT id FROM subject WHERE kind = ?1 AND name = ?2",
                        "INSERT INTO subject (kind, name) VALUES (?1, ?2)");
    sqlite3_stmt *statement = file_prepare(
        self->file, "INSERT INTO measurement (run, row, metric, subject) VALUES (?, ?, ?, ?)");
    bind_whole(statement, 1, self->id);
    for (size_t r = 0; r < results->row_count && !self->file->words; r++) {
        const struct result_row *row = &results->rows[r];
        const char *const texts[] = {row->place_kind, row->place};
        if (r == 0 || !same_subject(row, row - 1)) { /* rows of a place come together */
            subject = dictionary_find(&subjects, texts, 2);
        }
        bind_whole(statement, 2, (int64_t)r);
        bind_whole(statement, 3, metrics[r]);
        bind_whole(statement, 4, subject);
        file_step(self->file, statement);
    }
    file_done(statement);
    dictionary_close(&subjects);
    free(metrics);
}

static void add_values(struct results_run *self, const struct results *results)
{
    size_t last = results->replications - 1;
    sqlite3_stmt *statement = file_prepare(
        self->file, "INSERT INTO value (run, replication, row, value) VALUES (?, ?, ?, ?)");
    bind_whole(statement, 1, self->id);
    bind_whole(statement, 2, (int64_t)results->replications);
    for (size_t r = 0; r < results->row_count && !self->file->words; r++) {
        bind_whole(statement, 3, (int64_t)r);
        bind_real(statement, 4, results->rows[r].values[last]);
        file_step(self->file, statement);
    }
    file_done(statement);
}

/* ---- what the last replication has added ---- */

/* Results have means of the hourly levels; the sums are whole numbers. */
static void sum_up(struct before *self, const struct results *results)
{
    const struct result_series *series = &results->series;
    const double *means[] = {series->in_system[0], series->in_system[1], series->on_shelf};
    self->length = series->length;
    self->parcels = results->parcels;
    self->events = results->events;
    for (int s = 0; s < 3; s++) {
        self->levels[s] = des_resize(self->levels[s], series->length, sizeof *self->levels[s]);
        for (size_t h = 0; h < series->length; h++) {
            self->levels[s][h] = llround(means[s][h] * (double)results->replications);
        }
    }
}

static void find_before(struct results_run *self, const struct results *results)
{
    struct results *earlier =
        self->id ? results_file_load_sums(self->file, self->id, results->replications - 1)
                 : results_create();
    sum_up(&self->before, earlier);
    results_destroy(earlier);
}

static int64_t level_before(const struct before *self, int s, size_t hour)
{
    return hour < self->length ? self->levels[s][hour] : 0;
}

static void add_hours(struct results_run *self, const struct results *results,
                      const struct before *now)
{
    sqlite3_stmt *statement =
        file_prepare(self->file, "INSERT INTO hourly (run, replication, hour, in_system_inbound,"
                                 " in_system_outbound, on_shelf) VALUES (?, ?, ?, ?, ?, ?)");
    bind_whole(statement, 1, self->id);
    bind_whole(statement, 2, (int64_t)results->replications);
    for (size_t h = 0; h < now->length && !self->file->words; h++) {
        bind_whole(statement, 3, (int64_t)h);
        for (int s = 0; s < 3; s++) {
            bind_whole(statement, 4 + s, now->levels[s][h] - level_before(&self->before, s, h));
        }
        file_step(self->file, statement);
    }
    file_done(statement);
}

/* False when it is there already: another process was faster, with the same numbers. */
static bool add_replication(struct results_run *self, const struct results *results)
{
    sqlite3_stmt *statement =
        file_prepare(self->file, "INSERT INTO replication (run, replication, parcels, events)"
                                 " VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");
    bind_whole(statement, 1, self->id);
    bind_whole(statement, 2, (int64_t)results->replications);
    bind_whole(statement, 3, (int64_t)(results->parcels - self->before.parcels));
    bind_whole(statement, 4, (int64_t)(results->events - self->before.events));
    file_step(self->file, statement);
    file_done(statement);
    return !self->file->words && sqlite3_changes(self->file->db) == 1;
}

static void begin_run(struct results_run *self, const struct results *results)
{
    if (!self->id) {
        find(self, results); /* another process may have begun it meanwhile */
    }
    find_before(self, results);
    if (self->id) {
        update(self, results, false);
    } else {
        insert(self, results);
        add_notes(self, "assumed", results->assumed, results->assumed_count);
        add_notes(self, "changed", results->changes, results->change_count);
        add_served(self, results);
        add_rows(self, results);
        results_file_add_places(self->file, self->id, results);
    }
    self->begun = true;
}

bool results_run_record(struct results_run *self, const struct results *results)
{
    if (!file_begin(self->file)) {
        return false; /* or failed earlier, so that a replication is missing */
    }
    DES_REQUIRE(results->replications == self->stored + 1);
    if (!self->begun) {
        begin_run(self, results);
    }
    struct before now = {0};
    sum_up(&now, results);
    if (add_replication(self, results)) {
        add_values(self, results);
        add_hours(self, results, &now);
    }
    before_done(&self->before);
    self->before = now;
    bool good = file_end(self->file);
    self->stored += good;
    return good;
}

bool results_run_finish(struct results_run *self, const struct results *results)
{
    if (!self->id || !file_begin(self->file)) {
        return !self->file->words;
    }
    int64_t there =
        file_number(self->file, "SELECT count(*) FROM replication WHERE run = ?", self->id);
    if ((uint64_t)there <= results->replications) {
        update(self, results, !results->incomplete);
        results_file_set_means(self->file, self->id, results);
    }
    return file_end(self->file);
}
