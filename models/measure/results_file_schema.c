/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a results file. docs/results-file.md says what every column is; change both,
 * and RESULTS_FILE_FORMAT.
 *
 * The tables gpkg_* and the numbers 1196444487 ("GPKG") and 10300 are those of the OGC GeoPackage
 * Encoding Standard 1.3 (OGC 12-128r17), 1.1 and annex C. */
#include "models/measure/results_file_inside.h"

/* The standard wants a time of the last change; the same runs give the same file. */
#define UNDATED "'2000-01-01T00:00:00.000Z'"

#define GEOPACKAGE                                                                                 \
    "PRAGMA application_id = 1196444487;"                                                          \
    "PRAGMA user_version = 10300;"                                                                 \
    "CREATE TABLE gpkg_spatial_ref_sys ("                                                          \
    "  srs_name TEXT NOT NULL,"                                                                    \
    "  srs_id INTEGER NOT NULL PRIMARY KEY,"                                                       \
    "  organization TEXT NOT NULL,"                                                                \
    "  organization_coordsys_id INTEGER NOT NULL,"                                                 \
    "  definition TEXT NOT NULL,"                                                                  \
    "  description TEXT);"                                                                         \
    "CREATE TABLE gpkg_contents ("                                                                 \
    "  table_name TEXT NOT NULL PRIMARY KEY,"                                                      \
    "  data_type TEXT NOT NULL,"                                                                   \
    "  identifier TEXT UNIQUE,"                                                                    \
    "  description TEXT DEFAULT '',"                                                               \
    "  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),"              \
    "  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,"                                    \
    "  srs_id INTEGER,"                                                                            \
    "  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id)"                                             \
    "    REFERENCES gpkg_spatial_ref_sys(srs_id));"                                                \
    "CREATE TABLE gpkg_geometry_columns ("                                                         \
    "  table_name TEXT NOT NULL,"                                                                  \
    "  column_name TEXT NOT NULL,"                                                                 \
    "  geometry_type_name TEXT NOT NULL,"                                                          \
    "  srs_id INTEGER NOT NULL,"                                                                   \
    "  z TINYINT NOT NULL,"                                                                        \
    "  m TINYINT NOT NULL,"                                                                        \
    "  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),"                             \
    "  CONSTRAINT uk_gc_table_name UNIQUE (table_name),"                                           \
    "  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),"         \
    "  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));"       \
    "INSERT INTO gpkg_spatial_ref_sys VALUES"                                                      \
    " ('Undefined Cartesian', -1, 'NONE', -1, 'undefined', 'no Earth'),"                           \
    " ('Undefined geographic', 0, 'NONE', 0, 'undefined', 'no datum'),"                            \
    " ('WGS 84 geodetic', 4326, 'EPSG', 4326,"                                                     \
    "  'GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\",SPHEROID[\"WGS 84\",6378137,298.257223563,"           \
    "AUTHORITY[\"EPSG\",\"7030\"]],AUTHORITY[\"EPSG\",\"6326\"]],PRIMEM[\"Greenwich\",0,"          \
    "AUTHORITY[\"EPSG\",\"8901\"]],UNIT[\"degree\",0.0174532925199433,"                            \
    "AUTHORITY[\"EPSG\",\"9122\"]],AUTHORITY[\"EPSG\",\"4326\"]]',"                                \
    "  'longitude and latitude in degrees');"

#define RUNS                                                                                       \
    "CREATE TABLE lastmile (format INTEGER NOT NULL CHECK (format >= 1)) STRICT;"                  \
    "INSERT INTO lastmile VALUES (1);"                                                             \
    "CREATE TABLE run ("                                                                           \
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"                                                      \
    "  scenario_hash TEXT NOT NULL CHECK (length(scenario_hash) = 16),"                            \
    "  version TEXT NOT NULL,"                                                                     \
    "  design_point TEXT NOT NULL,"                                                                \
    "  options TEXT NOT NULL,"                                                                     \
    "  seed INTEGER NOT NULL CHECK (seed >= 0),"                                                   \
    "  warm_up_h REAL NOT NULL CHECK (warm_up_h >= 0),"                                            \
    "  scenario TEXT NOT NULL,"                                                                    \
    "  path TEXT NOT NULL,"                                                                        \
    "  start_date TEXT NOT NULL,"                                                                  \
    "  horizon_h REAL NOT NULL CHECK (horizon_h >= 0),"                                            \
    "  warm_up_found INTEGER NOT NULL CHECK (warm_up_found IN (0, 1)),"                            \
    "  no_steady_state INTEGER NOT NULL CHECK (no_steady_state IN (0, 1)),"                        \
    "  confidence REAL NOT NULL CHECK (confidence > 0 AND confidence < 1),"                        \
    "  antithetic INTEGER NOT NULL CHECK (antithetic IN (0, 1)),"                                  \
    "  look_ahead INTEGER NOT NULL CHECK (look_ahead >= 0),"                                       \
    "  budget_s REAL NOT NULL CHECK (budget_s >= 0),"                                              \
    "  precision_reached INTEGER NOT NULL CHECK (precision_reached IN (0, 1)),"                    \
    "  complete INTEGER NOT NULL CHECK (complete IN (0, 1)),"                                      \
    "  expected_inbound REAL CHECK (expected_inbound >= 0),"                                       \
    "  expected_outbound REAL CHECK (expected_outbound >= 0),"                                     \
    "  hubs INTEGER NOT NULL, counties INTEGER NOT NULL,"                                          \
    "  stations INTEGER NOT NULL, villages INTEGER NOT NULL,"                                      \
    "  UNIQUE (scenario_hash, version, design_point, options, seed, warm_up_h)) STRICT;"           \
    "CREATE TABLE target ("                                                                        \
    "  run INTEGER NOT NULL REFERENCES run(id),"                                                   \
    "  number INTEGER NOT NULL,"                                                                   \
    "  measure TEXT NOT NULL,"                                                                     \
    "  half_width REAL NOT NULL CHECK (half_width > 0),"                                           \
    "  absolute INTEGER NOT NULL CHECK (absolute IN (0, 1)),"                                      \
    "  PRIMARY KEY (run, number)) STRICT, WITHOUT ROWID;"                                          \
    "CREATE TABLE note ("                                                                          \
    "  run INTEGER NOT NULL REFERENCES run(id),"                                                   \
    "  kind TEXT NOT NULL CHECK (kind IN ('assumed', 'changed')),"                                 \
    "  number INTEGER NOT NULL,"                                                                   \
    "  text TEXT NOT NULL,"                                                                        \
    "  PRIMARY KEY (run, kind, number)) STRICT, WITHOUT ROWID;"                                    \
    "CREATE TABLE served ("                                                                        \
    "  run INTEGER NOT NULL REFERENCES run(id),"                                                   \
    "  number INTEGER NOT NULL,"                                                                   \
    "  village TEXT NOT NULL,"                                                                     \
    "  place_kind TEXT NOT NULL,"                                                                  \
    "  place TEXT NOT NULL,"                                                                       \
    "  people REAL,"                                                                               \
    "  access_m REAL,"                                                                             \
    "  PRIMARY KEY (run, number)) STRICT, WITHOUT ROWID;"

/* Values are stored in the order they come, replication by replication: appending is cheap, and
 * a measure's values are found through `measurement`, one step down the tree each. */
#define VALUES                                                                                     \
    "CREATE TABLE metric ("                                                                        \
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"                                                      \
    "  measure TEXT NOT NULL,"                                                                     \
    "  statistic TEXT NOT NULL,"                                                                   \
    "  event TEXT NOT NULL,"                                                                       \
    "  direction TEXT NOT NULL,"                                                                   \
    "  class TEXT NOT NULL,"                                                                       \
    "  tier TEXT NOT NULL,"                                                                        \
    "  unit TEXT NOT NULL,"                                                                        \
    "  UNIQUE (measure, statistic, event, direction, class, tier, unit)) STRICT;"                  \
    "CREATE TABLE subject ("                                                                       \
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,"                                                      \
    "  kind TEXT NOT NULL,"                                                                        \
    "  name TEXT NOT NULL,"                                                                        \
    "  UNIQUE (name, kind)) STRICT;"                                                               \
    "CREATE TABLE measurement ("                                                                   \
    "  run INTEGER NOT NULL REFERENCES run(id),"                                                   \
    "  row INTEGER NOT NULL CHECK (row >= 0),"                                                     \
    "  metric INTEGER NOT NULL REFERENCES metric(id),"                                             \
    "  subject INTEGER NOT NULL REFERENCES subject(id),"                                           \
    "  PRIMARY KEY (run, row)) STRICT, WITHOUT ROWID;"                                             \
    "CREATE TABLE replication ("                                                                   \
    "  run INTEGER NOT NULL REFERENCES run(id),"                                                   \
    "  replication INTEGER NOT NULL CHECK (replication >= 1),"                                     \
    "  parcels INTEGER NOT NULL CHECK (parcels >= 0),"                                             \
    "  events INTEGER NOT NULL CHECK (events >= 0),"                                               \
    "  PRIMARY KEY (run, replication)) STRICT, WITHOUT ROWID;"                                     \
    "CREATE TABLE value ("                                                                         \
    "  run INTEGER NOT NULL,"                                                                      \
    "  replication INTEGER NOT NULL,"                                                              \
    "  row INTEGER NOT NULL,"                                                                      \
    "  value REAL,"                                                                                \
    "  PRIMARY KEY (run, replication, row),"                                                       \
    "  FOREIGN KEY (run, replication) REFERENCES replication(run, replication),"                   \
    "  FOREIGN KEY (run, row) REFERENCES measurement(run, row)) STRICT, WITHOUT ROWID;"            \
    "CREATE TABLE hourly ("                                                                        \
    "  run INTEGER NOT NULL,"                                                                      \
    "  replication INTEGER NOT NULL,"                                                              \
    "  hour INTEGER NOT NULL CHECK (hour >= 0),"                                                   \
    "  in_system_inbound INTEGER NOT NULL,"                                                        \
    "  in_system_outbound INTEGER NOT NULL,"                                                       \
    "  on_shelf INTEGER NOT NULL,"                                                                 \
    "  PRIMARY KEY (run, replication, hour),"                                                      \
    "  FOREIGN KEY (run, replication) REFERENCES replication(run, replication))"                   \
    " STRICT, WITHOUT ROWID;"

/* The first column of a view that GIS programs list is a whole number, unique by row: bits for
 * 2^19 runs of 2^20 replications of 2^24 rows. */
#define VIEWS                                                                                      \
    "CREATE VIEW results AS SELECT"                                                                \
    "  (run.id << 44) + (replication.replication << 24) + measurement.row AS id,"                  \
    "  run.scenario_hash, run.version, run.design_point, run.scenario, run.seed,"                  \
    "  run.id AS run, replication.replication, metric.measure, metric.statistic, metric.event,"    \
    "  metric.direction, metric.class, metric.tier, subject.kind AS place_kind,"                   \
    "  subject.name AS place, metric.unit, value.value"                                            \
    " FROM run"                                                                                    \
    " JOIN measurement ON measurement.run = run.id"                                                \
    " JOIN metric ON metric.id = measurement.metric"                                               \
    " JOIN subject ON subject.id = measurement.subject"                                            \
    " JOIN replication ON replication.run = run.id"                                                \
    " JOIN value ON value.run = run.id AND value.replication = replication.replication"            \
    "  AND value.row = measurement.row;"                                                           \
    "CREATE VIEW estimates AS SELECT"                                                              \
    "  (run.id << 24) + measurement.row AS id,"                                                    \
    "  run.scenario_hash, run.version, run.design_point, run.scenario, run.seed,"                  \
    "  run.id AS run, metric.measure, metric.statistic, metric.event,"                             \
    "  metric.direction, metric.class, metric.tier, subject.kind AS place_kind,"                   \
    "  subject.name AS place, metric.unit,"                                                        \
    "  avg(value.value) AS mean, count(value.value) AS n,"                                         \
    "  CASE WHEN count(value.value) > 1 THEN"                                                      \
    "   abs(sum((value.value - coalesce(one.value, 0))"                                            \
    "             * (value.value - coalesce(one.value, 0)))"                                       \
    "    - sum(value.value - coalesce(one.value, 0))"                                              \
    "      * sum(value.value - coalesce(one.value, 0)) / count(value.value))"                      \
    "   / (count(value.value) - 1) END AS variance"                                                \
    " FROM run"                                                                                    \
    " JOIN measurement ON measurement.run = run.id"                                                \
    " JOIN metric ON metric.id = measurement.metric"                                               \
    " JOIN subject ON subject.id = measurement.subject"                                            \
    " JOIN replication ON replication.run = run.id"                                                \
    " JOIN value ON value.run = run.id AND value.replication = replication.replication"            \
    "  AND value.row = measurement.row"                                                            \
    " LEFT JOIN value AS one ON one.run = run.id AND one.replication = 1"                          \
    "  AND one.row = measurement.row"                                                              \
    " GROUP BY run.id, measurement.row;"

/* The geometry's type must be declared as the standard says, which no STRICT table can. */
#define FEATURES                                                                                   \
    "CREATE TABLE places ("                                                                        \
    "  fid INTEGER PRIMARY KEY AUTOINCREMENT,"                                                     \
    "  geom POINT,"                                                                                \
    "  run INTEGER NOT NULL REFERENCES run(id),"                                                   \
    "  kind TEXT NOT NULL CHECK (kind IN ('hub', 'county', 'station', 'village')),"                \
    "  name TEXT NOT NULL,"                                                                        \
    "  people REAL,"                                                                               \
    "  inbound_h REAL, inbound_half_width_h REAL,"                                                 \
    "  outbound_h REAL, outbound_half_width_h REAL,"                                               \
    "  shelf REAL, shelf_half_width REAL,"                                                         \
    "  shelf_fill REAL, shelf_fill_half_width REAL,"                                               \
    "  overflowed_d REAL, overflowed_half_width_d REAL,"                                           \
    "  utilisation REAL, utilisation_half_width REAL,"                                             \
    "  sorted_d REAL, sorted_half_width_d REAL,"                                                   \
    "  replications INTEGER);"                                                                     \
    "CREATE INDEX places_of_run ON places (run);"                                                  \
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change,"      \
    " srs_id) VALUES"                                                                              \
    " ('places', 'features', 'places', 'hubs, counties, stations, villages', " UNDATED ", 4326),"  \
    " ('run', 'attributes', 'run', 'what was simulated', " UNDATED ", NULL),"                      \
    " ('metric', 'attributes', 'metric', 'what is measured', " UNDATED ", NULL),"                  \
    " ('subject', 'attributes', 'subject', 'what it is measured of', " UNDATED ", NULL),"          \
    " ('results', 'attributes', 'results', 'every value', " UNDATED ", NULL),"                     \
    " ('estimates', 'attributes', 'estimates', 'over replications', " UNDATED ", NULL);"           \
    "INSERT INTO gpkg_geometry_columns VALUES ('places', 'geom', 'POINT', 4326, 0, 0);"

const char *const results_file_schema[] = {GEOPACKAGE, RUNS, VALUES, VIEWS, FEATURES, NULL};
