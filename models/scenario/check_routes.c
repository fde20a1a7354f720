/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_routes.c - is every place visited, by vehicles that its base has?
 *
 * A row such as `to: each county` sets one flag instead of marking every county, so that the
 * time grows with the file and not with rows x places. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/check.h"

enum { TYPES_LENGTH = 500 };

/* A hub, county or county group, from which routes start. */
struct base {
    enum check_kind kind;
    size_t places; /* counties of a hub, stations of a county */
    const struct scenario_name *name;
    const struct scenario_fleets *fleets;
    bool *used;  /* by fleet */
    bool all;    /* some row visits all its places */
    bool in_row; /* has places that the present row visits */
};

struct county_group {
    bool *visited, *served; /* by county; all its stations */
    int64_t *listed;        /* stations of the county that rows name one by one */
    bool all_visited;
};

struct coverage {
    struct check *check;
    const struct scenario *scenario;
    struct base *bases; /* hubs, then counties, then groups */
    size_t base_count;
    bool *counties, *stations; /* visited since some row names them */
    struct county_group *groups;
    struct check_name *listed; /* stations of groups that rows name */
    bool strayed;              /* some stop belongs to another base */
};

static struct base *hub_base(struct coverage *self, size_t hub)
{
    return &self->bases[hub];
}

static struct base *county_base(struct coverage *self, size_t county)
{
    return &self->bases[self->scenario->hub_count + county];
}

static struct base *group_base(struct coverage *self, size_t group)
{
    return &self->bases[self->scenario->hub_count + self->scenario->county_count + group];
}

/* ---- before the rows ---- */

static void init_base(struct base *base, enum check_kind kind, const struct scenario_name *name,
                      const struct scenario_fleets *fleets)
{
    *base = (struct base){.kind = kind, .name = name, .fleets = fleets};
    base->used = des_allocate(fleets->count, sizeof *base->used);
}

static void init_group(struct coverage *self, size_t g)
{
    const struct scenario_county_group *from = &self->scenario->groups[g];
    struct county_group *group = &self->groups[g];
    group->visited = des_allocate((size_t)from->counties, sizeof *group->visited);
    group->served = des_allocate((size_t)from->counties, sizeof *group->served);
    group->listed = des_allocate((size_t)from->counties, sizeof *group->listed);
    group_base(self, g)->places = (size_t)from->stations;
    for (int64_t n = 0; n < from->counties; n++) {
        size_t hub = check_group_hub(self->check, g, n);
        if (hub != SIZE_MAX) {
            hub_base(self, hub)->places++;
        }
    }
}

static void init(struct coverage *self)
{
    const struct scenario *scenario = self->scenario;
    const struct check *check = self->check;
    self->base_count = scenario->hub_count + scenario->county_count + scenario->group_count;
    self->bases = des_allocate(self->base_count, sizeof *self->bases);
    self->counties = des_allocate(scenario->county_count, sizeof *self->counties);
    self->stations = des_allocate(scenario->station_count, sizeof *self->stations);
    self->groups = des_allocate(scenario->group_count, sizeof *self->groups);
    for (size_t h = 0; h < scenario->hub_count; h++) {
        const struct scenario_hub *hub = &scenario->hubs[h];
        init_base(hub_base(self, h), CHECK_HUB, &hub->name, &hub->vehicles);
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        const struct scenario_county *county = &scenario->counties[c];
        init_base(county_base(self, c), CHECK_COUNTY, &county->name, &county->vehicles);
        if (check->county_hub[c] != SIZE_MAX) {
            hub_base(self, check->county_hub[c])->places++;
        }
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        init_base(group_base(self, g), CHECK_GROUP, &group->name, &group->vehicles);
        init_group(self, g);
    }
    for (size_t s = 0; s < scenario->station_count; s++) {
        if (check->station_county[s].kind == CHECK_COUNTY) {
            county_base(self, check->station_county[s].index)->places++;
        }
    }
}

static void done(struct coverage *self)
{
    for (size_t b = 0; b < self->base_count; b++) {
        free(self->bases[b].used);
    }
    for (size_t g = 0; g < self->scenario->group_count; g++) {
        free(self->groups[g].visited);
        free(self->groups[g].served);
        free(self->groups[g].listed);
    }
    free(self->bases);
    free(self->counties);
    free(self->stations);
    free(self->groups);
    check_table_done(&self->listed);
}

/* ---- line-hauls ---- */

static void visit_group(struct coverage *self, size_t g, int64_t only, size_t hub)
{
    const struct scenario_county_group *from = &self->scenario->groups[g];
    int64_t first = only < 0 ? 0 : only, last = only < 0 ? from->counties - 1 : only;
    for (int64_t n = first; n <= last; n++) {
        size_t its = check_group_hub(self->check, g, n);
        if (its != SIZE_MAX && (hub == SIZE_MAX || its == hub)) {
            self->groups[g].visited[n] = true;
            hub_base(self, its)->in_row = true;
        }
    }
}

static void visit_county(struct coverage *self, size_t c, const struct scenario_route *row,
                         const struct scenario_name *stop, size_t hub)
{
    size_t its = self->check->county_hub[c];
    if (its == SIZE_MAX) {
        return;
    }
    if (hub != SIZE_MAX && its != hub) {
        check_problem(self->check, stop->at, CHECK_OF_VALUE, NULL, PROBLEM_NOT_OF_HUB, stop->chars,
                      self->scenario->hubs[its].name.chars, row->base.chars);
        self->strayed = true;
        return;
    }
    self->counties[c] = true;
    hub_base(self, its)->in_row = true;
}

static void visit_all_counties(struct coverage *self, size_t hub)
{
    for (size_t h = 0; h < self->scenario->hub_count; h++) {
        if ((hub == SIZE_MAX || h == hub) && hub_base(self, h)->places > 0) {
            hub_base(self, h)->all = hub_base(self, h)->in_row = true;
        }
    }
}

/* False when the row's base isn't known. */
static bool walk_line_haul(struct coverage *self, const struct scenario_route *row)
{
    size_t hub = SIZE_MAX;
    if (row->base.chars) {
        struct check_place base = check_find(self->check, row->base.chars);
        if (base.kind != CHECK_HUB) {
            return false;
        }
        hub = base.index;
    }
    if (row->stops.count == 0) {
        visit_all_counties(self, hub);
    }
    for (size_t s = 0; s < row->stops.count; s++) {
        const struct scenario_name *stop = &row->stops.names[s];
        struct check_place place = check_find(self->check, stop->chars);
        if (place.kind == CHECK_COUNTY) {
            visit_county(self, place.index, row, stop, hub);
        } else if (place.kind == CHECK_GROUP || place.kind == CHECK_GROUP_COUNTY) {
            visit_group(self, place.index, place.county, hub);
        }
    }
    return true;
}

/* ---- feeders ---- */

static bool belongs(struct check_place county, struct check_place base)
{
    switch (base.kind) {
    case CHECK_NOWHERE:
        return true;
    case CHECK_GROUP:
        return county.kind == CHECK_GROUP_COUNTY && county.index == base.index;
    default:
        return county.kind == base.kind && county.index == base.index &&
               county.county == base.county;
    }
}

static void visit_station(struct coverage *self, const struct scenario_route *row,
                          const struct scenario_name *stop, struct check_place base)
{
    struct check_place place = check_find(self->check, stop->chars), county = place;
    if (place.kind == CHECK_STATION) {
        county = self->check->station_county[place.index];
    } else {
        county.kind = place.kind == CHECK_GROUP_STATION ? CHECK_GROUP_COUNTY : CHECK_NOWHERE;
    }
    if (county.kind == CHECK_NOWHERE) {
        return;
    }
    if (!belongs(county, base)) {
        const struct scenario_name *owner = county.kind == CHECK_COUNTY
                                                ? county_base(self, county.index)->name
                                                : group_base(self, county.index)->name;
        check_problem(self->check, stop->at, CHECK_OF_VALUE, NULL, PROBLEM_NOT_OF_COUNTY,
                      stop->chars, owner->chars, row->base.chars);
        self->strayed = true;
        return;
    }
    if (county.kind == CHECK_COUNTY) {
        county_base(self, county.index)->in_row = true;
    } else {
        group_base(self, county.index)->in_row = true;
    }
    if (place.kind == CHECK_STATION) {
        self->stations[place.index] = true;
    } else if (check_table_add(&self->listed, stop->chars, place.kind, 0, stop->at)) {
        self->groups[place.index].listed[place.county]++;
    }
}

static void visit_all_stations(struct coverage *self, struct check_place place)
{
    const struct scenario *scenario = self->scenario;
    for (size_t b = scenario->hub_count; b < self->base_count && place.kind == CHECK_NOWHERE; b++) {
        self->bases[b].all = self->bases[b].in_row = self->bases[b].places > 0;
    }
    if (place.kind == CHECK_COUNTY) {
        struct base *base = county_base(self, place.index);
        base->all = true;
        base->in_row = base->places > 0;
    } else if (place.kind == CHECK_GROUP) {
        struct base *base = group_base(self, place.index);
        base->all = base->in_row = true;
    } else if (place.kind == CHECK_GROUP_COUNTY) {
        self->groups[place.index].served[place.county] = true;
        group_base(self, place.index)->in_row = true;
    }
}

static bool walk_feeder(struct coverage *self, const struct scenario_route *row)
{
    struct check_place base = check_find(self->check, row->base.chars);
    bool good =
        base.kind == CHECK_COUNTY || base.kind == CHECK_GROUP || base.kind == CHECK_GROUP_COUNTY;
    if (row->base.chars && !good) {
        return false;
    }
    if (row->stops_kind != STOPS_LISTED) {
        visit_all_stations(self, base);
    }
    for (size_t s = 0; s < row->stops.count; s++) {
        visit_station(self, row, &row->stops.names[s], base);
    }
    return true;
}

/* ---- one row ---- */

/* Marks the row's vehicles at the base as used; false when it has none of them. */
static bool use_fleets(struct base *base, const struct scenario_names *types, bool *found)
{
    bool has = false;
    for (size_t f = 0; f < base->fleets->count; f++) {
        const char *type = base->fleets->fleets[f].type.chars;
        for (size_t t = 0; type && t < types->count; t++) {
            if (strcmp(type, types->names[t].chars) == 0) {
                has = base->used[f] = found[t] = true;
            }
        }
    }
    return has;
}

/* The types as in "'trike' or 'van'", without the outer quotes. */
static void write_types(const struct scenario_names *types, char text[TYPES_LENGTH])
{
    size_t length = 0;
    for (size_t t = 0; t < types->count && length < TYPES_LENGTH; t++) {
        length += (size_t)snprintf(text + length, TYPES_LENGTH - length, "%s%s",
                                   t == 0 ? "" : "' or '", types->names[t].chars);
    }
}

/* Every base that the row starts from needs such vehicles; the first that has none is named. */
static void check_fleets(struct coverage *self, const struct scenario_route *row, bool report)
{
    static const char *const words[] = {
        [CHECK_HUB] = "hub", [CHECK_COUNTY] = "county", [CHECK_GROUP] = "county group"};
    const struct scenario_names *types = &row->vehicles;
    bool served = false, *found = des_allocate(types->count, sizeof *found);
    report = report && types->count > 0;
    for (size_t b = 0; b < self->base_count; b++) {
        struct base *base = &self->bases[b];
        if (!base->in_row) {
            continue;
        }
        base->in_row = false;
        served = true;
        if (!use_fleets(base, types, found) && report) {
            char text[TYPES_LENGTH];
            write_types(types, text);
            check_problem(self->check, types->names[0].at,
                          types->count > 1 ? CHECK_OF_ROW : CHECK_OF_VALUE, NULL, PROBLEM_NO_FLEET,
                          words[base->kind], base->name->chars, text);
            report = false;
        }
    }
    if (!served && report && !self->strayed) {
        check_problem(self->check, row->name.at, CHECK_OF_ROW, NULL, PROBLEM_NO_STOPS);
    }
    for (size_t t = 0; t < types->count && served && report; t++) {
        if (!found[t]) {
            check_problem(self->check, types->names[t].at, CHECK_OF_VALUE, NULL,
                          PROBLEM_TYPE_NOWHERE, types->names[t].chars);
        }
    }
    free(found);
}

/* The row's type that holds most; NULL when one of them isn't known. */
static const struct scenario_vehicle *largest_type(const struct check *check,
                                                   const struct scenario_route *row)
{
    const struct scenario_vehicle *largest = NULL;
    for (size_t t = 0; t < row->vehicles.count; t++) {
        size_t v = check_find_vehicle(check, row->vehicles.names[t].chars);
        if (v == SIZE_MAX) {
            return NULL;
        }
        const struct scenario_vehicle *vehicle = &check->scenario->vehicles[v];
        bool larger =
            !largest || (largest->parcels != UNLIMITED &&
                         (vehicle->parcels == UNLIMITED || vehicle->parcels > largest->parcels));
        largest = larger ? vehicle : largest;
    }
    return largest;
}

/* May it take a vehicle without any limit? Then that is its largest. */
static bool takes_unlimited(const struct check *check, const struct scenario_route *row)
{
    bool any = false;
    for (size_t t = 0; t < row->vehicles.count; t++) {
        const struct scenario_vehicle *vehicle =
            &check->scenario->vehicles[check_find_vehicle(check, row->vehicles.names[t].chars)];
        any = any || (vehicle->parcels == UNLIMITED && isinf(vehicle->volume_m3) &&
                      isinf(vehicle->weight_kg));
    }
    return any;
}

/* Tours that are planned daily leave by the clock, with vehicles of one type that are there. */
static void check_daily(struct check *check, const struct scenario_route *row)
{
    const struct scenario_vehicle *vehicle = largest_type(check, row);
    if (row->stops_kind != STOPS_TOURS || row->planned != PLANNED_DAILY || !vehicle) {
        return;
    }
    if (row->dispatch.kind == DISPATCH_WHEN_FULL) {
        check_problem(check, row->at, CHECK_OF_ROW, "write 'depart' with clock times or 'every'",
                      PROBLEM_DAILY_BY_LOAD, row->name.chars);
    }
    const char *other = row->vehicles.count > 1     ? "several vehicle types"
                        : row->reload_parcels > 0   ? "'reload'"
                        : row->back_count > 0       ? "'back'"
                        : vehicle->shifts.count > 0 ? "drivers' 'shifts'"
                                                    : NULL;
    if (other) {
        check_problem(check, row->at, CHECK_OF_ROW, "leave it out, or plan 'once'",
                      PROBLEM_DAILY_WITH, row->name.chars, other);
    }
}

static void check_load(struct check *check, const struct scenario_route *row)
{
    const struct scenario_vehicle *vehicle = largest_type(check, row);
    if (!vehicle) {
        return;
    }
    struct source_position at = row->vehicles.names[0].at;
    if (vehicle->parcels != UNLIMITED && row->reload_parcels > vehicle->parcels) {
        check_problem(check, at, CHECK_OF_ROW, NULL, PROBLEM_RELOAD_ABOVE_CAPACITY,
                      (long long)row->reload_parcels, vehicle->type.chars,
                      (long long)vehicle->parcels);
    }
    if (row->dispatch.kind != DISPATCH_WHEN_FULL) {
        return;
    }
    if (row->dispatch.full_parcels > 0) {
        if (vehicle->parcels != UNLIMITED && row->dispatch.full_parcels > vehicle->parcels) {
            check_problem(check, at, CHECK_OF_ROW, NULL, PROBLEM_FULL_ABOVE_CAPACITY,
                          (long long)row->dispatch.full_parcels, vehicle->type.chars,
                          (long long)vehicle->parcels);
        }
    } else if (takes_unlimited(check, row)) {
        check_problem(check, at, CHECK_OF_ROW, "write a number of parcels", PROBLEM_FULL_UNLIMITED);
    }
}

/* ---- after the rows ---- */

static void check_counties_visited(struct coverage *self)
{
    const struct scenario *scenario = self->scenario;
    for (size_t c = 0; c < scenario->county_count; c++) {
        if (!self->counties[c] && !hub_base(self, self->check->county_hub[c])->all) {
            const struct scenario_name *name = &scenario->counties[c].name;
            check_problem(self->check, name->at, CHECK_OF_ROW, NULL, PROBLEM_COUNTY_UNREACHABLE,
                          name->chars);
        }
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        for (int64_t n = 0; n < group->counties; n++) {
            size_t hub = check_group_hub(self->check, g, n);
            if (!self->groups[g].visited[n] && !hub_base(self, hub)->all) {
                check_problem(self->check, group->name.at, CHECK_OF_ROW, NULL,
                              PROBLEM_COUNTY_UNREACHABLE, group->name.chars);
                break;
            }
        }
    }
}

static bool station_visited(struct coverage *self, size_t s)
{
    struct check_place county = self->check->station_county[s];
    if (self->stations[s]) {
        return true;
    }
    return county.kind == CHECK_COUNTY ? county_base(self, county.index)->all
                                       : group_base(self, county.index)->all ||
                                             self->groups[county.index].served[county.county];
}

static void check_stations_visited(struct coverage *self)
{
    const struct scenario *scenario = self->scenario;
    for (size_t s = 0; s < scenario->station_count; s++) {
        const struct scenario_name *name = &scenario->stations[s].name;
        if (!station_visited(self, s)) {
            check_problem(self->check, name->at, CHECK_OF_ROW, NULL, PROBLEM_STATION_UNREACHABLE,
                          name->chars);
        }
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        bool all = group_base(self, g)->all;
        for (int64_t n = 0; n < group->counties && !all; n++) {
            if (!self->groups[g].served[n] && self->groups[g].listed[n] < group->stations) {
                check_problem(self->check, group->name.at, CHECK_OF_ROW, NULL,
                              PROBLEM_STATION_UNREACHABLE, group->name.chars);
                break;
            }
        }
    }
}

static void warn_of_idle(struct coverage *self)
{
    for (size_t b = 0; b < self->base_count; b++) {
        struct base *base = &self->bases[b];
        if (base->kind == CHECK_HUB && base->places == 0) {
            check_problem(self->check, base->name->at, CHECK_OF_ROW, NULL, PROBLEM_IDLE_PLACE,
                          "hub", base->name->chars);
            continue;
        }
        for (size_t f = 0; f < base->fleets->count; f++) {
            const struct scenario_name *type = &base->fleets->fleets[f].type;
            if (!base->used[f]) {
                check_problem(self->check, type->at, CHECK_OF_VALUE, NULL, PROBLEM_UNUSED_FLEET,
                              base->name->chars, type->chars);
            }
        }
    }
}

void check_routes(struct check *check)
{
    const struct scenario *scenario = check->scenario;
    const unsigned up = CHECK_CENTRES | CHECK_VEHICLES | CHECK_LINE_HAUL;
    const unsigned down = CHECK_CENTRES | CHECK_VEHICLES | CHECK_STATIONS | CHECK_FEEDERS;
    struct coverage self = {.check = check, .scenario = scenario};
    bool sound_up = check_is_clean(check, up), sound_down = check_is_clean(check, down);
    init(&self);
    for (size_t r = 0; r < scenario->line_haul_count; r++) {
        bool known = walk_line_haul(&self, &scenario->line_haul[r]);
        check_fleets(&self, &scenario->line_haul[r], known && sound_up);
        check_load(check, &scenario->line_haul[r]);
        check_daily(check, &scenario->line_haul[r]);
    }
    if (sound_up && !self.strayed) {
        check_counties_visited(&self);
    }
    for (size_t r = 0; r < scenario->feeder_count; r++) {
        bool known = walk_feeder(&self, &scenario->feeders[r]);
        check_fleets(&self, &scenario->feeders[r], known && sound_down);
        check_load(check, &scenario->feeders[r]);
        check_daily(check, &scenario->feeders[r]);
    }
    if (sound_down && !self.strayed) {
        check_stations_visited(&self);
    }
    if (check_is_clean(check, up | down)) {
        warn_of_idle(&self);
    }
    done(&self);
}
