/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening and closing. While it is written a file is in write-ahead mode (two more files beside
 * it, -wal and -shm), so that a transaction costs no wait for the disk; closed, it is one file. */
#include "models/measure/results_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/require.h"
#include "models/measure/results_file_inside.h"

enum { GEOPACKAGE_ID = 1196444487, PATIENCE_MS = 5000 }; /* to wait for another process */

const char *results_file_words(const struct results_file *self)
{
    return self->words ? self->words : "";
}

static bool is_file(struct results_file *self, const char *path, bool may_be_made)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        if (!may_be_made || errno != ENOENT) {
            file_fail_with(self, strerror(errno));
        }
    } else if (S_ISDIR(status.st_mode)) {
        file_fail_with(self, strerror(EISDIR));
    } else if (!S_ISREG(status.st_mode)) {
        file_fail_with(self, "it is not a file that can be read back");
    }
    return !self->words;
}

/* As an URI, so that a name is only a name: SQLite knows ":memory:" and more. */
static char *uri_of(const char *path, const char *parameters)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t length = strlen(path), end = 0;
    char *uri = des_allocate(3 * length + strlen(parameters) + 8, 1);
    end = (size_t)(stpcpy(uri, path[0] == '/' ? "file:" : "file:./") - uri);
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)path[i];
        if (strchr("%?#", byte) || byte < ' ' || byte > '~') {
            uri[end++] = '%';
            uri[end++] = hex[byte / 16];
            uri[end++] = hex[byte % 16];
        } else {
            uri[end++] = path[i];
        }
    }
    stpcpy(uri + end, parameters);
    return uri;
}

static void connect(struct results_file *self, const char *path, const char *parameters)
{
    int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX; /* one thread at a time */
    flags |= self->writes ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    char *uri = uri_of(path, parameters);
    int code = sqlite3_open_v2(uri, &self->db, flags, NULL);
    free(uri);
    DES_REQUIRE(self->db != NULL); /* else out of memory */
    sqlite3_busy_timeout(self->db, PATIENCE_MS);
    if (code != SQLITE_OK) {
        file_fail(self);
    }
}

/* Fails the file unless it is one of ours. An empty one may become one. */
static void examine(struct results_file *self, bool *ret_empty)
{
    int64_t tables = file_number(self, "SELECT count(*) FROM sqlite_schema", 0);
    int64_t id = file_number(self, "PRAGMA application_id", 0);
    *ret_empty = !self->words && tables == 0 && id == 0;
    if (self->words || *ret_empty) {
        return;
    }
    bool ours = id == GEOPACKAGE_ID &&
                file_number(self, "SELECT count(*) FROM sqlite_schema WHERE name = 'lastmile'", 0);
    if (!ours) {
        file_fail_with(self, id == GEOPACKAGE_ID ? "it is a GeoPackage, but not of results"
                                                 : "it is a database, but not of results");
        return;
    }
    int64_t format = file_number(self, "SELECT max(format) FROM lastmile", 0);
    if (format > RESULTS_FILE_FORMAT) {
        char words[120];
        snprintf(words, sizeof words,
                 "a newer lastmile wrote it (format %lld; this one knows format %d)",
                 (long long)format, RESULTS_FILE_FORMAT);
        file_fail_with(self, words);
    } else if (format < 1) {
        file_fail_with(self, "it is damaged (it has no format)");
    }
}

static struct results_file *refuse(struct results_file *self, char **ret_words)
{
    *ret_words = self->words;
    sqlite3_close(self->db);
    free(self);
    return NULL;
}

struct results_file *results_file_read(const char *path, char **ret_words)
{
    struct results_file *self = des_allocate(1, sizeof *self);
    bool empty = false;
    *ret_words = NULL;
    if (!is_file(self, path, false)) {
        return refuse(self, ret_words);
    }
    connect(self, path, "");
    examine(self, &empty);
    int code = sqlite3_errcode(self->db);
    if (self->words && (code == SQLITE_CANTOPEN || code == SQLITE_READONLY)) {
        /* Left in write-ahead mode by a kill, and where nothing can be written. */
        free(self->words);
        sqlite3_close(self->db);
        *self = (struct results_file){0};
        connect(self, path, "?immutable=1");
        examine(self, &empty);
    }
    if (empty) {
        file_fail_with(self, "it is empty");
    }
    return self->words ? refuse(self, ret_words) : self;
}

/* Two processes may make the same file at once. */
static void make_tables(struct results_file *self)
{
    bool empty = false;
    if (file_begin(self)) {
        examine(self, &empty);
        for (int i = 0; empty && results_file_schema[i]; i++) {
            file_run(self, results_file_schema[i]);
        }
        file_end(self);
    }
}

/* The journal turns only while nobody else has the file, and SQLite reports that at once, whatever
 * its timeout: it can't know that the other one is just starting, or turning it too. */
static void turn_to_wal(struct results_file *self)
{
    enum { STEP_MS = 5 };
    int code = SQLITE_BUSY;
    sqlite3_busy_timeout(self->db, 0); /* else each try might wait, too */
    for (int waited = 0; !self->words && code == SQLITE_BUSY; waited += STEP_MS) {
        code = sqlite3_exec(self->db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (code == SQLITE_BUSY && waited < PATIENCE_MS) {
            sqlite3_sleep(STEP_MS);
        } else if (code != SQLITE_OK) {
            file_fail(self);
        }
    }
    sqlite3_busy_timeout(self->db, PATIENCE_MS);
}

struct results_file *results_file_write(const char *path, char **ret_words)
{
    struct results_file *self = des_allocate(1, sizeof *self);
    bool empty = false;
    *ret_words = NULL;
    self->writes = true;
    if (!is_file(self, path, true)) {
        return refuse(self, ret_words);
    }
    connect(self, path, "");
    examine(self, &empty);
    if (!self->words && sqlite3_db_readonly(self->db, "main") == 1) {
        file_fail_with(self, "it is read-only");
    }
    if (empty) {
        make_tables(self);
    }
    turn_to_wal(self);
    file_run(self, "PRAGMA synchronous = NORMAL");
    return self->words ? refuse(self, ret_words) : self;
}

/* Back to one file. Another process that has it open does so when it is done. */
static void fold(struct results_file *self)
{
    sqlite3_busy_timeout(self->db, 0);
    int code =
        sqlite3_exec(self->db, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE",
                     NULL, NULL, NULL);
    if (code != SQLITE_OK && code != SQLITE_BUSY && code != SQLITE_LOCKED) {
        file_fail(self);
    }
}

bool results_file_close(struct results_file *self, char **ret_words)
{
    *ret_words = NULL;
    if (!self) {
        return true;
    }
    if (self->writes) {
        fold(self);
    }
    DES_REQUIRE(sqlite3_close(self->db) == SQLITE_OK); /* every statement is finalized */
    bool good = !self->words;
    *ret_words = self->words;
    free(self);
    return good;
}
