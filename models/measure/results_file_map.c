/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The places as GeoPackage features: points with the means that a planner looks for on a map. */
#include <endian.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "engine/require.h"
#include "models/measure/estimate.h"
#include "models/measure/results_file_inside.h"

/* GeoPackage 1.3, 2.1.3 (GeoPackageBinary): magic "GP", version 0, flags: little endian, no
 * envelope; the reference system's id; then a point in well-known binary (OGC 06-103r4, 8.2):
 * little endian, type 1, x = longitude, y = latitude. */
enum { HEADER_SIZE = 8, POINT_SIZE = 21, BLOB_SIZE = HEADER_SIZE + POINT_SIZE, WGS_84 = 4326 };

static void put_32(unsigned char *to, uint32_t number)
{
    number = htole32(number);
    memcpy(to, &number, sizeof number);
}

static void put_double(unsigned char *to, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    bits = htole64(bits);
    memcpy(to, &bits, sizeof bits);
}

static double take_double(const unsigned char *from)
{
    uint64_t bits;
    double number;
    memcpy(&bits, from, sizeof bits);
    bits = le64toh(bits);
    memcpy(&number, &bits, sizeof number);
    return number;
}

static void make_point(unsigned char blob[BLOB_SIZE], double lat, double lon)
{
    memcpy(blob, "GP\0\1", 4);
    put_32(blob + 4, WGS_84);
    blob[HEADER_SIZE] = 1;
    put_32(blob + HEADER_SIZE + 1, 1);
    put_double(blob + HEADER_SIZE + 5, lon);
    put_double(blob + HEADER_SIZE + 13, lat);
}

/* The layer's extent, which programs zoom to. */
static void widen_extent(struct results_file *self, const struct result_place *place)
{
    sqlite3_stmt *statement = file_prepare(
        self, "UPDATE gpkg_contents SET min_x = min(coalesce(min_x, ?1), ?1),"
              " max_x = max(coalesce(max_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2),"
              " max_y = max(coalesce(max_y, ?2), ?2) WHERE table_name = 'places'");
    bind_real(statement, 1, place->lon);
    bind_real(statement, 2, place->lat);
    file_step(self, statement);
    file_done(statement);
}

static bool is_on_map(const struct result_place *place)
{
    return isfinite(place->lat) && isfinite(place->lon);
}

static void set_extent(struct results_file *self, const struct results *results)
{
    struct result_place least = {.lat = INFINITY, .lon = INFINITY};
    struct result_place most = {.lat = -INFINITY, .lon = -INFINITY};
    for (size_t p = 0; p < results->place_count; p++) {
        const struct result_place *place = &results->places[p];
        if (is_on_map(place)) {
            least.lat = fmin(least.lat, place->lat);
            least.lon = fmin(least.lon, place->lon);
            most.lat = fmax(most.lat, place->lat);
            most.lon = fmax(most.lon, place->lon);
        }
    }
    if (is_on_map(&least)) {
        widen_extent(self, &least);
        widen_extent(self, &most);
    }
}

void results_file_add_places(struct results_file *self, int64_t run, const struct results *results)
{
    sqlite3_stmt *statement = file_prepare(
        self, "INSERT INTO places (geom, run, kind, name, people) VALUES (?, ?, ?, ?, ?)");
    for (size_t p = 0; p < results->place_count && !self->words; p++) {
        const struct result_place *place = &results->places[p];
        unsigned char blob[BLOB_SIZE];
        make_point(blob, place->lat, place->lon);
        int code = is_on_map(place)
                       ? sqlite3_bind_blob(statement, 1, blob, BLOB_SIZE, SQLITE_STATIC)
                       : sqlite3_bind_null(statement, 1);
        DES_REQUIRE(code == SQLITE_OK);
        bind_whole(statement, 2, run);
        bind_text(statement, 3, place->kind);
        bind_text(statement, 4, place->name);
        bind_real(statement, 5, place->people);
        file_step(self, statement);
    }
    file_done(statement);
    set_extent(self, results);
}

void results_file_load_places(struct results_file *self, int64_t run, struct results *results)
{
    size_t room = (size_t)file_number(self, "SELECT count(*) FROM places WHERE run = ?", run);
    results->places = des_allocate(room, sizeof *results->places);
    sqlite3_stmt *statement = file_prepare(
        self, "SELECT geom, kind, name, people FROM places WHERE run = ? ORDER BY fid");
    bind_whole(statement, 1, run);
    while (results->place_count < room && file_next(self, statement)) {
        struct result_place *place = &results->places[results->place_count++];
        const unsigned char *blob = sqlite3_column_blob(statement, 0);
        bool is_point = sqlite3_column_bytes(statement, 0) == BLOB_SIZE;
        place->lon = is_point ? take_double(blob + HEADER_SIZE + 5) : NAN;
        place->lat = is_point ? take_double(blob + HEADER_SIZE + 13) : NAN;
        place->kind = column_text(statement, 1);
        place->name = column_text(statement, 2);
        place->people = column_real(statement, 3);
    }
    file_done(statement);
}

/* ---- means on the map ---- */

/* Columns of `places` and the rows that they are taken from, by kind of the rows' place; that of
 * a county's counter is the county. */
struct headline {
    const char *column, *half_width;
    const char *measure, *statistic, *event;
    const char *kinds; /* each with a space after it */
};
static const struct headline headlines[] = {
    {"inbound_h", "inbound_half_width_h", "delivery_time", "mean", "available",
     "station counter village "},
    {"outbound_h", "outbound_half_width_h", "delivery_time", "mean", "left hub",
     "station counter village "},
    {"shelf", "shelf_half_width", "shelf", "mean", "", "station counter "},
    {"shelf_fill", "shelf_fill_half_width", "shelf_fill", "share", "", "station "},
    {"overflowed_d", "overflowed_half_width_d", "overflowed", "per_day", "", "station "},
    {"utilisation", "utilisation_half_width", "utilisation", "share", "", "hub county "},
    {"sorted_d", "sorted_half_width_d", "throughput", "per_day", "sorted", "hub county "},
};
enum { HEADLINES = sizeof headlines / sizeof *headlines };

struct spot {
    char *key; /* "kind name" */
    struct estimate means[HEADLINES];
    UT_hash_handle hh;
};

static char *spot_key(const char *kind, const char *name)
{
    char *key;
    DES_REQUIRE(asprintf(&key, "%s %s", strcmp(kind, "counter") == 0 ? "county" : kind, name) >= 0);
    return key;
}

static bool is_kind(const char *kinds, const char *kind)
{
    size_t length = strlen(kind);
    const char *found = length > 0 ? strstr(kinds, kind) : NULL;
    return found && found[length] == ' ' && (found == kinds || found[-1] == ' ');
}

/* The index of the headline that the row belongs to; -1: none. */
static int headline_of(const struct result_row *row)
{
    for (int i = 0; i < HEADLINES; i++) {
        const struct headline *headline = &headlines[i];
        if (strcmp(row->measure, headline->measure) == 0 &&
            strcmp(row->statistic, headline->statistic) == 0 &&
            strcmp(row->event, headline->event) == 0 && !row->class_name[0] &&
            is_kind(headline->kinds, row->place_kind)) {
            return i;
        }
    }
    return -1;
}

static struct spot *find_spot(struct spot *spots, const char *kind, const char *name)
{
    struct spot *spot;
    char *key = spot_key(kind, name);
    HASH_FIND_STR(spots, key, spot);
    free(key);
    return spot;
}

static struct spot *add_spot(struct spot **spots, const struct result_row *row)
{
    struct spot *spot = des_allocate(1, sizeof *spot);
    spot->key = spot_key(row->place_kind, row->place);
    for (int i = 0; i < HEADLINES; i++) {
        spot->means[i] = (struct estimate){.mean = NAN, .half_width = NAN};
    }
    HASH_ADD_KEYPTR(hh, *spots, spot->key, strlen(spot->key), spot);
    return spot;
}

static struct spot *find_means(const struct results *results)
{
    struct spot *spots = NULL;
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        int headline = headline_of(row);
        if (headline < 0) {
            continue;
        }
        struct spot *spot = find_spot(spots, row->place_kind, row->place);
        if (!spot) {
            spot = add_spot(&spots, row);
        }
        spot->means[headline] =
            results_estimate(results, row->values, results->replications, results->confidence);
    }
    return spots;
}

static sqlite3_stmt *prepare_update(struct results_file *self)
{
    char sql[2000];
    int end = snprintf(sql, sizeof sql, "UPDATE places SET replications = ?2");
    for (int i = 0; i < HEADLINES; i++) {
        end += snprintf(sql + end, sizeof sql - (size_t)end, ", %s = ?%d, %s = ?%d",
                        headlines[i].column, 3 + 2 * i, headlines[i].half_width, 4 + 2 * i);
    }
    snprintf(sql + end, sizeof sql - (size_t)end, " WHERE fid = ?1");
    return file_prepare(self, sql);
}

static void write_means(struct results_file *self, int64_t run, struct spot *spots,
                        size_t replications)
{
    sqlite3_stmt *places =
        file_prepare(self, "SELECT fid, kind, name FROM places WHERE run = ? ORDER BY fid");
    sqlite3_stmt *update = prepare_update(self);
    bind_whole(places, 1, run);
    while (file_next(self, places)) {
        const struct spot *spot = find_spot(spots, (const char *)sqlite3_column_text(places, 1),
                                            (const char *)sqlite3_column_text(places, 2));
        if (!spot) {
            continue;
        }
        bind_whole(update, 1, sqlite3_column_int64(places, 0));
        bind_whole(update, 2, (int64_t)replications);
        for (int i = 0; i < HEADLINES; i++) {
            bind_real(update, 3 + 2 * i, spot->means[i].mean);
            bind_real(update, 4 + 2 * i, spot->means[i].half_width);
        }
        file_step(self, update);
    }
    file_done(update);
    file_done(places);
}

void results_file_set_means(struct results_file *self, int64_t run, const struct results *results)
{
    struct spot *spots = find_means(results), *spot, *next;
    write_means(self, run, spots, results->replications);
    HASH_ITER(hh, spots, spot, next)
    {
        HASH_DEL(spots, spot);
        free(spot->key);
        free(spot);
    }
}
