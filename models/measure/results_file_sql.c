/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQL statements, and what went wrong. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/results_file_inside.h"

void file_fail_with(struct results_file *self, const char *words)
{
    if (!self->words) {
        self->words = des_copy_text(words);
    }
}

void file_fail(struct results_file *self)
{
    switch (sqlite3_errcode(self->db)) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        file_fail_with(self, "it is locked by another process");
        break;
    case SQLITE_NOTADB:
        file_fail_with(self, "it is not a results file (no SQLite database at all)");
        break;
    case SQLITE_FULL:
        file_fail_with(self, "no room left on the disk");
        break;
    case SQLITE_CORRUPT:
        file_fail_with(self, "it is damaged");
        break;
    default:
        file_fail_with(self, sqlite3_errmsg(self->db));
    }
}

void file_run(struct results_file *self, const char *sql)
{
    if (!self->words && sqlite3_exec(self->db, sql, NULL, NULL, NULL) != SQLITE_OK) {
        file_fail(self);
    }
}

sqlite3_stmt *file_prepare(struct results_file *self, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (!self->words && sqlite3_prepare_v2(self->db, sql, -1, &statement, NULL) != SQLITE_OK) {
        file_fail(self);
    }
    return statement;
}

bool file_next(struct results_file *self, sqlite3_stmt *statement)
{
    if (self->words || !statement) {
        return false;
    }
    int code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        file_fail(self);
    }
    sqlite3_reset(statement);
    return false;
}

void file_step(struct results_file *self, sqlite3_stmt *statement)
{
    while (file_next(self, statement)) {
    }
}

void file_done(sqlite3_stmt *statement)
{
    sqlite3_finalize(statement);
}

bool file_begin(struct results_file *self)
{
    file_run(self, "BEGIN IMMEDIATE");
    return !self->words;
}

bool file_end(struct results_file *self)
{
    file_run(self, "COMMIT");
    if (self->words && !sqlite3_get_autocommit(self->db)) {
        sqlite3_exec(self->db, "ROLLBACK", NULL, NULL, NULL);
    }
    return !self->words;
}

/* A binding fails only for want of memory, or when the parameter isn't there. */

void bind_text(sqlite3_stmt *statement, int parameter, const char *text)
{
    DES_REQUIRE(!statement ||
                sqlite3_bind_text(statement, parameter, text, -1, SQLITE_STATIC) == SQLITE_OK);
}

void bind_whole(sqlite3_stmt *statement, int parameter, int64_t number)
{
    DES_REQUIRE(!statement || sqlite3_bind_int64(statement, parameter, number) == SQLITE_OK);
}

void bind_real(sqlite3_stmt *statement, int parameter, double number)
{
    DES_REQUIRE(!statement || sqlite3_bind_double(statement, parameter, number) == SQLITE_OK);
}

char *column_text(sqlite3_stmt *statement, int column)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    return des_copy_text(text ? text : "");
}

double column_real(sqlite3_stmt *statement, int column)
{
    bool null = sqlite3_column_type(statement, column) == SQLITE_NULL;
    return null ? NAN : sqlite3_column_double(statement, column);
}

int64_t file_number(struct results_file *self, const char *sql, int64_t parameter)
{
    sqlite3_stmt *statement = file_prepare(self, sql);
    int64_t number = 0;
    if (statement && sqlite3_bind_parameter_count(statement) > 0) {
        bind_whole(statement, 1, parameter);
    }
    if (file_next(self, statement)) {
        number = sqlite3_column_int64(statement, 0);
    }
    file_done(statement);
    return number;
}
