/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.h - what no single value can tell: names that refer to nothing, places nobody reaches,
 * demand that is none.
 *
 * Runs on a scenario that may hold mistakes already, and must not add nonsense to them: a
 * reference is only doubted when all names it could mean were read, and the checks of the
 * network run only over sections without errors. */
#ifndef MODELS_SCENARIO_CHECK_H
#define MODELS_SCENARIO_CHECK_H

#include "models/problem/problem.h"
#include "models/scenario/document.h"
#include "models/scenario/scenario.h"

/* Adds what is wrong to the document's problems, which hold what reading found since
 * `first_problem`. May turn `to: GROUP` into a run for each of the group's counties. `root` is the
 * document. */
void scenario_check(struct scenario *scenario, const struct node *root,
                    struct document_reader *document, size_t first_problem);

/* ---- among the check_*.c ---- */

/* The document's sections, as bits. */
enum check_section {
    CHECK_EXPERIMENT = 1 << 0,
    CHECK_PARCELS = 1 << 1,
    CHECK_HUBS = 1 << 2,
    CHECK_COUNTIES = 1 << 3,
    CHECK_GROUPS = 1 << 4,
    CHECK_STATIONS = 1 << 5,
    CHECK_VILLAGES = 1 << 6,
    CHECK_DEMAND = 1 << 7,
    CHECK_VEHICLES = 1 << 8,
    CHECK_TRAVEL = 1 << 9,
    CHECK_LINE_HAUL = 1 << 10,
    CHECK_FEEDERS = 1 << 11,
    CHECK_ROADS = 1 << 12,
    CHECK_CARRIERS = 1 << 13,
    CHECK_SECTIONS = 14,
    CHECK_CENTRES = CHECK_HUBS | CHECK_COUNTIES | CHECK_GROUPS,
    CHECK_PLACES = CHECK_CENTRES | CHECK_STATIONS,
};

/* What a name stands for. Places of a county group have no row: they are made when the
 * scenario is compiled, but may be referred to by their names ("County 017/S05"). */
enum check_kind {
    CHECK_NOWHERE,
    CHECK_HUB,
    CHECK_COUNTY,
    CHECK_GROUP,
    CHECK_STATION,
    CHECK_GROUP_COUNTY,
    CHECK_GROUP_STATION,
};

struct check_place {
    enum check_kind kind;
    size_t index;    /* of the hub, county, group or station */
    int64_t county;  /* of the group, from 0; -1 when none is meant */
    int64_t station; /* of that county, from 0; -1 when none is meant */
};

struct check_name; /* an entry of a table of names (uthash) */

struct check {
    struct scenario *scenario;
    const struct node *root;
    struct document_reader *document; /* for files that are read while checking */
    struct problem_list *problems;
    size_t first_problem;
    unsigned absent;           /* sections that aren't there */
    struct check_name *places; /* hubs, counties, groups and stations: one name space */
    struct check_name *vehicles;
    size_t *county_hub;                   /* by county; SIZE_MAX when it isn't known */
    struct check_place *station_county;   /* by station */
    size_t *hub_carrier, *county_carrier; /* whose it is alone; ALL_CARRIERS */
};

enum check_path { CHECK_OF_VALUE, CHECK_OF_ROW };

/* Adds a problem at a value, with its path (or that of the row it stands in). */
void check_problem(struct check *self, struct source_position at, enum check_path path,
                   const char *hint, enum problem_code code, ...);
/* Were the sections read without errors? */
bool check_is_clean(const struct check *self, unsigned sections);
/* Were all their names read, whatever else is wrong with them? */
bool check_names_known(const struct check *self, unsigned sections);
const struct node *check_section_node(const struct check *self, enum check_section section);
/* Where the section begins; the whole document when it isn't there. */
struct source_position check_section_position(const struct check *self, enum check_section section);

/* check_names.c: fills the tables and looks up every name. */
void check_names(struct check *self);
void check_names_done(struct check *self);
struct check_place check_find(const struct check *self, const char *name);
/* The index of a vehicle type, or SIZE_MAX. */
size_t check_find_vehicle(const struct check *self, const char *name);
/* A table of names: true when the name is new to it. */
bool check_table_add(struct check_name **table, const char *name, enum check_kind kind,
                     size_t index, struct source_position at);
bool check_table_has(struct check_name *table, const char *name, size_t *ret_index);
void check_table_done(struct check_name **table);
/* Is it the name of a village that a county group will have? */
bool check_is_group_village(const struct check *self, const char *name);
/* The hub of a group's county. */
size_t check_group_hub(const struct check *self, size_t group, int64_t county);

/* check_carriers.c: shares, and who works for whom. Fills hub_carrier and county_carrier. */
void check_carriers(struct check *self);
void check_carriers_done(struct check *self);
#define ALL_CARRIERS ((size_t)-1)
/* Do the stations of this county (of a group: of every one) serve the carrier? ALL_CARRIERS, as
 * the carrier, stands for a scenario without any. */
bool check_serves(const struct check *self, struct check_place county, size_t carrier);

/* check_routes.c: who is visited, by what, and how long that takes. */
void check_routes(struct check *self);
/* check_legs.c: coordinates and speeds that routes need. */
void check_legs(struct check *self);
/* check_villages.c: latitudes go with longitudes; false when there are no places of some
 * kind; who is served by whom, and demand. */
void check_coordinates(struct check *self);
bool check_presence(struct check *self);
void check_demand(struct check *self);
/* check_traces.c: reads recorded orders. */
void check_traces(struct check *self);
/* Days from `start` until the end of the run, with the pilots' extra fifth when the warm-up is
 * found from them. */
double check_run_days(const struct scenario_experiment *experiment);
/* check_costs.c: prices that nobody will pay. */
void check_costs(struct check *self);
/* check_loads.c: what goes on which vehicle. */
void check_loads(struct check *self);
/* check_sorting.c: rules that have nothing to decide. */
void check_sorting(struct check *self);
/* check_care.c: maintenance nobody notices, shifts in which nobody leaves. */
void check_care(struct check *self);
/* check_homes.c: riders who take parcels home. */
void check_homes(struct check *self);
/* check_disturbances.c: those that disturb nothing. */
void check_disturbances(struct check *self);
/* check_sizes.c: false after a problem: so large that nobody could compute it. */
bool check_sizes(struct check *self);
/* How many counties, stations and villages there are, those of groups included. */
struct check_counts {
    double counties, stations, villages;
};
struct check_counts check_counts(const struct scenario *scenario);

#endif
