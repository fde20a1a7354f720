/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_names.c - which names there are, which are there twice, and which mean nothing.
 *
 * Hubs, counties, county groups and stations share one name space, since links name them all;
 * villages, vehicle types, parcel classes and routes have one each. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "engine/require.h"
#include "models/scenario/check.h"
#include "models/scenario/quantity.h"

struct check_name {
    const char *chars;
    enum check_kind kind;
    size_t index;
    struct source_position at;
    UT_hash_handle hh;
};

enum { HINT_LENGTH = 300 };

/* ---- tables ---- */

static struct check_name *find(struct check_name *table, const char *name)
{
    struct check_name *entry = NULL;
    HASH_FIND(hh, table, name, strlen(name), entry);
    return entry;
}

bool check_table_add(struct check_name **table, const char *name, enum check_kind kind,
                     size_t index, struct source_position at)
{
    if (find(*table, name)) {
        return false;
    }
    struct check_name *entry = des_allocate(1, sizeof *entry);
    *entry = (struct check_name){.chars = name, .kind = kind, .index = index, .at = at};
    struct check_name *head = *table;
    HASH_ADD_KEYPTR(hh, head, entry->chars, strlen(entry->chars), entry);
    *table = head;
    return true;
}

bool check_table_has(struct check_name *table, const char *name, size_t *ret_index)
{
    const struct check_name *entry = find(table, name);
    if (entry && ret_index) {
        *ret_index = entry->index;
    }
    return entry != NULL;
}

void check_table_done(struct check_name **table)
{
    struct check_name *head = *table, *entry, *next;
    HASH_ITER(hh, head, entry, next)
    {
        HASH_DEL(head, entry);
        free(entry);
    }
    *table = NULL;
}

/* ---- names of places that county groups will have ---- */

static int decimal_width(int64_t count)
{
    int width = 1;
    for (; count >= 10; count /= 10) {
        width++;
    }
    return width;
}

/* A number from 1 to `most`, padded to `width`; 0 when it isn't one. Moves *text. */
static int64_t padded_number(const char **text, int width, int64_t most)
{
    int64_t number = 0;
    int digits = 0;
    for (; **text >= '0' && **text <= '9' && digits < 9; (*text)++, digits++) {
        number = 10 * number + (**text - '0');
    }
    bool good = digits == width || (digits > width && digits == decimal_width(number));
    return good && number <= most ? number : 0;
}

/* "Group 17" and "Group 17/S05", as compile_centres.c and compile_stations.c name them. */
static struct check_place find_generated(const struct check *self, const char *name)
{
    struct check_place nowhere = {CHECK_NOWHERE, 0, -1, -1};
    size_t length = strcspn(name, "/");
    while (length > 0 && name[length - 1] >= '0' && name[length - 1] <= '9') {
        length--;
    }
    char group_name[HINT_LENGTH];
    if (length < 2 || name[length - 1] != ' ' || length > sizeof group_name) {
        return nowhere;
    }
    snprintf(group_name, sizeof group_name, "%.*s", (int)length - 1, name);
    const struct check_name *entry = find(self->places, group_name);
    if (!entry || entry->kind != CHECK_GROUP) {
        return nowhere;
    }
    const struct scenario_county_group *group = &self->scenario->groups[entry->index];
    const char *rest = name + length;
    int64_t county = padded_number(&rest, decimal_width(group->counties), group->counties);
    if (county == 0) {
        return nowhere;
    }
    if (*rest == '\0') {
        return (struct check_place){CHECK_GROUP_COUNTY, entry->index, county - 1, -1};
    }
    if (strncmp(rest, "/S", 2) != 0) {
        return nowhere;
    }
    rest += 2;
    int64_t station = padded_number(&rest, group->stations >= 100 ? 3 : 2, group->stations);
    if (station == 0 || *rest != '\0') {
        return nowhere;
    }
    return (struct check_place){CHECK_GROUP_STATION, entry->index, county - 1, station - 1};
}

/* "Group 17/V031", as compile_villages.c names them. */
bool check_is_group_village(const struct check *self, const char *name)
{
    const char *slash = strrchr(name, '/');
    char county_name[HINT_LENGTH];
    if (!slash || slash[1] != 'V' || slash - name >= (ptrdiff_t)sizeof county_name) {
        return false;
    }
    snprintf(county_name, sizeof county_name, "%.*s", (int)(slash - name), name);
    struct check_place county = find_generated(self, county_name);
    if (county.kind != CHECK_GROUP_COUNTY) {
        return false;
    }
    const struct scenario_county_group *group = &self->scenario->groups[county.index];
    const char *rest = slash + 2;
    return padded_number(&rest, 3, group->stations * group->villages_per_station) > 0 &&
           *rest == '\0';
}

struct check_place check_find(const struct check *self, const char *name)
{
    const struct check_name *entry = name ? find(self->places, name) : NULL;
    if (entry) {
        return (struct check_place){entry->kind, entry->index, -1, -1};
    }
    return name ? find_generated(self, name) : (struct check_place){CHECK_NOWHERE, 0, -1, -1};
}

size_t check_find_vehicle(const struct check *self, const char *name)
{
    const struct check_name *entry = name ? find(self->vehicles, name) : NULL;
    return entry ? entry->index : SIZE_MAX;
}

size_t check_group_hub(const struct check *self, size_t group, int64_t county)
{
    const struct scenario_names *hubs = &self->scenario->groups[group].hubs;
    if (hubs->count == 0) {
        return SIZE_MAX;
    }
    struct check_place hub = check_find(self, hubs->names[(size_t)county % hubs->count].chars);
    return hub.kind == CHECK_HUB ? hub.index : SIZE_MAX;
}

/* ---- names given twice ---- */

static void add_name(struct check *self, struct check_name **table, enum check_kind kind,
                     size_t index, const struct scenario_name *name)
{
    if (!name->chars || check_table_add(table, name->chars, kind, index, name->at)) {
        return;
    }
    const struct check_name *before = find(*table, name->chars);
    check_problem(self, name->at, CHECK_OF_VALUE, NULL, PROBLEM_DUPLICATE_NAME, name->chars,
                  before->at.file, before->at.line);
}

/* A name of its own for a place that a county group will make. */
static void refuse_generated(struct check *self, const struct scenario_name *name)
{
    struct check_place place = {.kind = CHECK_NOWHERE};
    if (name->chars) {
        place = find_generated(self, name->chars);
    }
    if (place.kind != CHECK_NOWHERE) {
        const struct scenario_name *group = &self->scenario->groups[place.index].name;
        check_problem(self, name->at, CHECK_OF_VALUE, NULL, PROBLEM_DUPLICATE_NAME, name->chars,
                      group->at.file, group->at.line);
    }
}

static void add_places(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    for (size_t h = 0; h < scenario->hub_count; h++) {
        add_name(self, &self->places, CHECK_HUB, h, &scenario->hubs[h].name);
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        add_name(self, &self->places, CHECK_COUNTY, c, &scenario->counties[c].name);
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        add_name(self, &self->places, CHECK_GROUP, g, &scenario->groups[g].name);
    }
    for (size_t s = 0; s < scenario->station_count; s++) {
        add_name(self, &self->places, CHECK_STATION, s, &scenario->stations[s].name);
    }
    for (size_t h = 0; h < scenario->hub_count && scenario->group_count > 0; h++) {
        refuse_generated(self, &scenario->hubs[h].name);
    }
    for (size_t c = 0; c < scenario->county_count && scenario->group_count > 0; c++) {
        refuse_generated(self, &scenario->counties[c].name);
    }
    for (size_t s = 0; s < scenario->station_count && scenario->group_count > 0; s++) {
        refuse_generated(self, &scenario->stations[s].name);
    }
}

static void add_others(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    struct check_name *classes = NULL, *villages = NULL, *routes = NULL;
    for (size_t v = 0; v < scenario->vehicle_count; v++) {
        add_name(self, &self->vehicles, CHECK_NOWHERE, v, &scenario->vehicles[v].type);
    }
    for (size_t c = 0; c < scenario->class_count; c++) {
        add_name(self, &classes, CHECK_NOWHERE, c, &scenario->classes[c].name);
    }
    for (size_t v = 0; v < scenario->village_count; v++) {
        add_name(self, &villages, CHECK_NOWHERE, v, &scenario->villages[v].name);
    }
    for (size_t r = 0; r < scenario->line_haul_count; r++) {
        add_name(self, &routes, CHECK_NOWHERE, r, &scenario->line_haul[r].name);
    }
    for (size_t r = 0; r < scenario->feeder_count; r++) {
        add_name(self, &routes, CHECK_NOWHERE, r, &scenario->feeders[r].name);
    }
    check_table_done(&classes);
    check_table_done(&villages);
    check_table_done(&routes);
}

/* ---- names that mean nothing ---- */

/* Sets of kinds a reference may mean, with what they are called and where they stand. */
struct reference {
    const char *what;
    unsigned kinds, sections;
    const char *words[2]; /* that may stand in the place of a name */
};

static const struct reference to_hub = {"hub", 1u << CHECK_HUB, CHECK_HUBS, {NULL, NULL}};
static const struct reference to_county = {"county",
                                           1u << CHECK_COUNTY | 1u << CHECK_GROUP_COUNTY,
                                           CHECK_COUNTIES | CHECK_GROUPS,
                                           {NULL, NULL}};
static const struct reference to_counties = {"county",
                                             1u << CHECK_COUNTY | 1u << CHECK_GROUP |
                                                 1u << CHECK_GROUP_COUNTY,
                                             CHECK_COUNTIES | CHECK_GROUPS,
                                             {"each county", "all counties"}};
static const struct reference to_base = {"county",
                                         1u << CHECK_COUNTY | 1u << CHECK_GROUP |
                                             1u << CHECK_GROUP_COUNTY,
                                         CHECK_COUNTIES | CHECK_GROUPS,
                                         {NULL, NULL}};
static const struct reference to_station = {"station",
                                            1u << CHECK_STATION | 1u << CHECK_GROUP_STATION,
                                            CHECK_STATIONS | CHECK_GROUPS,
                                            {"each station", "all stations"}};
static const struct reference to_place = {"hub, county or station",
                                          1u << CHECK_HUB | 1u << CHECK_COUNTY |
                                              1u << CHECK_STATION | 1u << CHECK_GROUP_COUNTY |
                                              1u << CHECK_GROUP_STATION,
                                          CHECK_PLACES,
                                          {NULL, NULL}};

/* Where something is disturbed. */
static const struct reference to_scope = {"hub or county",
                                          1u << CHECK_HUB | 1u << CHECK_COUNTY | 1u << CHECK_GROUP |
                                              1u << CHECK_GROUP_COUNTY,
                                          CHECK_CENTRES,
                                          {NULL, NULL}};

static const struct reference to_vehicle = {
    "vehicle type", 1u << CHECK_NOWHERE, CHECK_VEHICLES, {NULL, NULL}};

static const char *kind_name(enum check_kind kind)
{
    static const char *const names[] = {
        [CHECK_NOWHERE] = "nothing",
        [CHECK_HUB] = "a hub",
        [CHECK_COUNTY] = "a county",
        [CHECK_GROUP] = "a group of counties",
        [CHECK_STATION] = "a station",
        [CHECK_GROUP_COUNTY] = "a county of a group",
        [CHECK_GROUP_STATION] = "a station of a group",
    };
    return names[kind];
}

/* The nearest of the table's names whose kind may be meant. */
static const char *nearest_of(struct check_name *table, const struct reference *reference,
                              const char *name)
{
    const char **names = des_allocate(HASH_COUNT(table) + 2, sizeof *names);
    size_t count = 0;
    for (; count < 2 && reference->words[count]; count++) {
        names[count] = reference->words[count];
    }
    struct check_name *entry, *next;
    HASH_ITER(hh, table, entry, next)
    {
        if (reference->kinds & (1u << entry->kind)) {
            names[count++] = entry->chars;
        }
    }
    const char *nearest = nearest_name(name, names, count);
    free(names);
    return nearest;
}

static void report_missing(struct check *self, const struct scenario_name *name,
                           const struct reference *reference, struct check_name *table)
{
    char hint[HINT_LENGTH] = "";
    const struct check_name *other = find(table, name->chars);
    bool kept = self->problems->count < PROBLEM_LIMIT; /* else nobody sees the hint */
    const char *nearest = other || !kept ? NULL : nearest_of(table, reference, name->chars);
    if (other) {
        snprintf(hint, sizeof hint, "'%s' is %s", name->chars, kind_name(other->kind));
    } else if (nearest) {
        snprintf(hint, sizeof hint, "did you mean '%s'?", nearest);
    }
    check_problem(self, name->at, CHECK_OF_VALUE, hint[0] ? hint : NULL, PROBLEM_NO_SUCH_NAME,
                  reference->what, name->chars);
}

/* What the name stands for, or nothing: after a problem, unless not all names are known. */
static struct check_place look_up(struct check *self, const struct scenario_name *name,
                                  const struct reference *reference)
{
    struct check_place place = check_find(self, name->chars);
    if (reference->kinds & (1u << place.kind)) {
        return place;
    }
    bool unknown = place.kind != CHECK_NOWHERE || check_names_known(self, reference->sections);
    if (name->chars && unknown) {
        report_missing(self, name, reference, self->places);
    }
    return (struct check_place){CHECK_NOWHERE, 0, -1, -1};
}

static void look_up_vehicle(struct check *self, const struct scenario_name *name)
{
    if (name->chars && check_find_vehicle(self, name->chars) == SIZE_MAX &&
        check_names_known(self, CHECK_VEHICLES)) {
        report_missing(self, name, &to_vehicle, self->vehicles);
    }
}

static void look_up_types(struct check *self, const struct scenario_names *types)
{
    struct check_name *seen = NULL;
    for (size_t t = 0; t < types->count; t++) {
        const struct scenario_name *type = &types->names[t];
        look_up_vehicle(self, type);
        if (!check_table_add(&seen, type->chars, CHECK_NOWHERE, t, type->at)) {
            check_problem(self, type->at, CHECK_OF_VALUE, NULL, PROBLEM_TYPE_TWICE, type->chars);
        }
    }
    check_table_done(&seen);
}

static void look_up_fleets(struct check *self, const struct scenario_fleets *fleets)
{
    for (size_t f = 0; f < fleets->count; f++) {
        look_up_vehicle(self, &fleets->fleets[f].type);
    }
}

static void look_up_centres(struct check *self)
{
    struct scenario *scenario = self->scenario;
    for (size_t h = 0; h < scenario->hub_count; h++) {
        look_up_fleets(self, &scenario->hubs[h].vehicles);
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        const struct scenario_county *county = &scenario->counties[c];
        struct check_place hub = look_up(self, &county->hub, &to_hub);
        self->county_hub[c] = hub.kind == CHECK_HUB ? hub.index : SIZE_MAX;
        if (!county->hub.chars && county->name.chars && scenario->hub_count > 1) {
            check_problem(self, county->name.at, CHECK_OF_ROW, "there are several hubs",
                          PROBLEM_MISSING_KEY, "hub");
        }
        look_up_fleets(self, &county->vehicles);
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        for (size_t h = 0; h < group->hubs.count; h++) {
            look_up(self, &group->hubs.names[h], &to_hub);
        }
        look_up_fleets(self, &group->vehicles);
    }
}

static void look_up_stations(struct check *self)
{
    struct scenario *scenario = self->scenario;
    size_t counties = scenario->county_count + scenario->group_count;
    for (size_t s = 0; s < scenario->station_count; s++) {
        const struct scenario_station *station = &scenario->stations[s];
        self->station_county[s] = look_up(self, &station->county, &to_county);
        if (!station->county.chars && station->name.chars && counties > 0 &&
            check_names_known(self, CHECK_COUNTIES | CHECK_GROUPS)) {
            check_problem(self, station->name.at, CHECK_OF_ROW, "there are several counties",
                          PROBLEM_MISSING_KEY, "county");
        }
    }
}

/* The county of a station, its own or of a group. */
static struct check_place county_of(const struct check *self, struct check_place station)
{
    if (station.kind == CHECK_STATION) {
        return self->station_county[station.index];
    }
    station.kind = station.kind == CHECK_GROUP_STATION ? CHECK_GROUP_COUNTY : CHECK_NOWHERE;
    return station;
}

static void look_up_villages(struct check *self)
{
    struct scenario *scenario = self->scenario;
    for (size_t v = 0; v < scenario->village_count; v++) {
        const struct scenario_village *village = &scenario->villages[v];
        struct check_place county = look_up(self, &village->county, &to_county);
        struct check_place station = look_up(self, &village->station, &to_station);
        struct check_place its = county_of(self, station);
        if (county.kind == CHECK_NOWHERE || its.kind == CHECK_NOWHERE) {
            continue;
        }
        if (county.kind != its.kind || county.index != its.index || county.county != its.county) {
            const char *owner = its.kind == CHECK_COUNTY ? scenario->counties[its.index].name.chars
                                                         : scenario->groups[its.index].name.chars;
            check_problem(self, village->station.at, CHECK_OF_VALUE, NULL, PROBLEM_NOT_OF_COUNTY,
                          village->station.chars, owner, village->county.chars);
        }
    }
}

/* `to: GROUP` is a run for each of its counties; a group can't be one stop among others. */
static void settle_group_stop(struct check *self, struct scenario_route *route)
{
    for (size_t s = 0; s < route->stops.count; s++) {
        const struct scenario_name *stop = &route->stops.names[s];
        if (check_find(self, stop->chars).kind != CHECK_GROUP) {
            continue;
        }
        if (route->stops.count == 1) {
            route->stops_kind = STOPS_EACH;
        } else {
            check_problem(self, stop->at, CHECK_OF_VALUE,
                          "a group stands alone: each of its counties gets a run of its own",
                          PROBLEM_NO_SUCH_NAME, "county", stop->chars);
        }
    }
}

static void look_up_route(struct check *self, struct scenario_route *route,
                          const struct reference *base, const struct reference *stop)
{
    look_up(self, &route->base, base);
    look_up_types(self, &route->vehicles);
    struct check_name *stops = NULL;
    for (size_t s = 0; s < route->stops.count; s++) {
        const struct scenario_name *name = &route->stops.names[s];
        look_up(self, name, stop);
        if (!check_table_add(&stops, name->chars, CHECK_NOWHERE, s, name->at)) {
            check_problem(self, name->at, CHECK_OF_VALUE, NULL, PROBLEM_STOP_TWICE, name->chars);
        }
    }
    check_table_done(&stops);
}

static void look_up_links(struct check *self, const struct scenario_link *links, size_t count)
{
    for (size_t l = 0; l < count; l++) {
        const struct scenario_link *link = &links[l];
        look_up(self, &link->from, &to_place);
        look_up(self, &link->to, &to_place);
        if (link->from.chars && link->to.chars && strcmp(link->from.chars, link->to.chars) == 0) {
            check_problem(self, link->to.at, CHECK_OF_VALUE, NULL, PROBLEM_OUT_OF_RANGE,
                          "two different places", link->to.chars);
        }
    }
}

static void look_up_routes(struct check *self)
{
    struct scenario *scenario = self->scenario;
    for (size_t r = 0; r < scenario->line_haul_count; r++) {
        look_up_route(self, &scenario->line_haul[r], &to_hub, &to_counties);
        settle_group_stop(self, &scenario->line_haul[r]);
    }
    for (size_t r = 0; r < scenario->feeder_count; r++) {
        look_up_route(self, &scenario->feeders[r], &to_base, &to_station);
    }
    look_up_links(self, scenario->travel.links, scenario->travel.link_count);
    look_up_links(self, scenario->roads, scenario->road_count);
}

static void look_up_disturbances(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    struct check_name *names = NULL;
    for (size_t d = 0; d < scenario->disturbance_count; d++) {
        const struct scenario_disturbance *row = &scenario->disturbances[d];
        add_name(self, &names, CHECK_NOWHERE, d, &row->name);
        for (size_t p = 0; p < row->at.count; p++) {
            look_up(self, &row->at.names[p], &to_scope);
        }
        if (row->between.count == 2) {
            const struct scenario_link road = {.from = row->between.names[0],
                                               .to = row->between.names[1]};
            look_up_links(self, &road, 1);
        }
    }
    check_table_done(&names);
}

void check_names(struct check *self)
{
    self->county_hub = des_allocate(self->scenario->county_count, sizeof *self->county_hub);
    self->station_county =
        des_allocate(self->scenario->station_count, sizeof *self->station_county);
    add_places(self);
    add_others(self);
    look_up_centres(self);
    look_up_stations(self);
    look_up_villages(self);
    look_up_routes(self);
    look_up_disturbances(self);
}

void check_names_done(struct check *self)
{
    check_table_done(&self->places);
    check_table_done(&self->vehicles);
    free(self->county_hub);
    free(self->station_county);
}
