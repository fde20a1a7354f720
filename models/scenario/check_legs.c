/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_legs.c - can the length and the time of every leg be known?
 *
 * A leg's time is given by a link, or it is distance / speed; its distance is given by a link,
 * or comes from coordinates. Places of county groups have coordinates, and no links. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "engine/require.h"
#include "models/scenario/check.h"

enum { REASON_LENGTH = 500, MOST_PLANNED = 1000, MOST_DAILY = 200 };

/* A place that legs join: hubs, then counties, then stations; or one that a group makes. */
typedef int64_t place_number;
enum { MADE_BY_GROUP = -1 };

struct link_entry {
    struct {
        place_number from, to;
    } ends;
    const struct scenario_link *link;
    UT_hash_handle hh;
};

struct legs {
    struct check *check;
    const struct scenario *scenario;
    struct link_entry *links;
    bool *reported;   /* by place: said to need coordinates */
    bool *has_groups; /* by hub: counties of groups hang on it */
    /* of the present row: */
    const struct scenario_route *row;
    size_t slow; /* of its vehicle types: the first without a speed, or their number */
    bool speed_reported;
    place_number planned[MOST_PLANNED]; /* stops of the present tours that the program plans */
    size_t planned_count;
};

static const struct scenario_name *place_name(const struct legs *self, place_number place)
{
    const struct scenario *scenario = self->scenario;
    size_t i = (size_t)place;
    if (i < scenario->hub_count) {
        return &scenario->hubs[i].name;
    }
    i -= scenario->hub_count;
    if (i < scenario->county_count) {
        return &scenario->counties[i].name;
    }
    return &scenario->stations[i - scenario->county_count].name;
}

static bool has_coordinates(const struct scenario *scenario, place_number place)
{
    size_t i = (size_t)place;
    if (place == MADE_BY_GROUP) {
        return true;
    }
    if (i < scenario->hub_count) {
        return !isnan(scenario->hubs[i].lat) && !isnan(scenario->hubs[i].lon);
    }
    i -= scenario->hub_count;
    if (i < scenario->county_count) {
        return !isnan(scenario->counties[i].lat) && !isnan(scenario->counties[i].lon);
    }
    i -= scenario->county_count;
    return !isnan(scenario->stations[i].lat) && !isnan(scenario->stations[i].lon);
}

static place_number number_of(const struct scenario *scenario, struct check_place place)
{
    switch (place.kind) {
    case CHECK_HUB:
        return (place_number)place.index;
    case CHECK_COUNTY:
        return (place_number)(scenario->hub_count + place.index);
    case CHECK_STATION:
        return (place_number)(scenario->hub_count + scenario->county_count + place.index);
    default:
        return MADE_BY_GROUP;
    }
}

/* ---- links ---- */

static const struct scenario_link *find_link(const struct legs *self, place_number from,
                                             place_number to)
{
    struct link_entry key, *entry = NULL;
    memset(&key, 0, sizeof key);
    key.ends.from = from;
    key.ends.to = to;
    HASH_FIND(hh, self->links, &key.ends, sizeof key.ends, entry);
    return entry ? entry->link : NULL;
}

static void links_done(struct legs *self)
{
    struct link_entry *entry, *next;
    HASH_ITER(hh, self->links, entry, next)
    {
        HASH_DEL(self->links, entry);
        free(entry);
    }
}

static void add_link(struct legs *self, place_number from, place_number to,
                     const struct scenario_link *link)
{
    if (from == MADE_BY_GROUP || to == MADE_BY_GROUP || find_link(self, from, to)) {
        return;
    }
    struct link_entry *entry = des_allocate(1, sizeof *entry);
    entry->ends.from = from;
    entry->ends.to = to;
    entry->link = link;
    HASH_ADD(hh, self->links, ends, sizeof entry->ends, entry);
}

/* From the last to the first: of two links between the same places the later holds. */
static void add_links(struct legs *self)
{
    const struct scenario_travel *travel = &self->scenario->travel;
    for (size_t l = travel->link_count; l-- > 0;) {
        const struct scenario_link *link = &travel->links[l];
        place_number from = number_of(self->scenario, check_find(self->check, link->from.chars));
        place_number to = number_of(self->scenario, check_find(self->check, link->to.chars));
        add_link(self, from, to, link);
        if (link->both_ways) {
            add_link(self, to, from, link);
        }
    }
}

/* Behind the links, which hold where there are both; rows of their own before ways back. */
static void add_roads(struct legs *self)
{
    const struct scenario *scenario = self->scenario;
    struct legs roads = {.check = self->check, .scenario = scenario};
    for (size_t r = 0; r < scenario->road_count; r++) {
        const struct scenario_link *road = &scenario->roads[r];
        place_number from = number_of(scenario, check_find(self->check, road->from.chars));
        place_number to = number_of(scenario, check_find(self->check, road->to.chars));
        const struct scenario_link *earlier = find_link(&roads, from, to);
        if (earlier) {
            check_problem(self->check, road->from.at, CHECK_OF_ROW, NULL, PROBLEM_ROAD_TWICE,
                          road->from.chars, road->to.chars, earlier->from.at.file,
                          earlier->from.at.line);
        }
        add_link(&roads, from, to, road);
        add_link(self, from, to, road);
    }
    for (size_t r = 0; scenario->roads_both_ways && r < scenario->road_count; r++) {
        const struct scenario_link *road = &scenario->roads[r];
        place_number from = number_of(scenario, check_find(self->check, road->from.chars));
        place_number to = number_of(scenario, check_find(self->check, road->to.chars));
        add_link(self, to, from, road);
    }
    links_done(&roads);
}

/* ---- what is missing ---- */

static void need_coordinates(struct legs *self, place_number place, const char *reason)
{
    if (has_coordinates(self->scenario, place) || self->reported[place]) {
        return;
    }
    self->reported[place] = true;
    const struct scenario_name *name = place_name(self, place);
    check_problem(self->check, name->at, CHECK_OF_ROW, NULL, PROBLEM_NO_COORDINATES, name->chars,
                  reason);
}

static const char *end_name(const struct legs *self, place_number place)
{
    return place == MADE_BY_GROUP ? "a county group's places" : place_name(self, place)->chars;
}

static void need_speed(struct legs *self, place_number from, place_number to)
{
    if (self->slow < self->row->vehicles.count && !self->speed_reported) {
        const struct scenario_name *type = &self->row->vehicles.names[self->slow];
        self->speed_reported = true;
        check_problem(self->check, type->at, CHECK_OF_VALUE, NULL, PROBLEM_NO_SPEED, type->chars,
                      end_name(self, from), end_name(self, to));
    }
}

static void check_leg(struct legs *self, place_number from, place_number to)
{
    const struct scenario_link *link = NULL;
    if (from != MADE_BY_GROUP && to != MADE_BY_GROUP) {
        link = find_link(self, from, to);
    }
    if (link && link->time_given) {
        return;
    }
    if (!link && self->scenario->road_count > 0 && from != to && from != MADE_BY_GROUP &&
        to != MADE_BY_GROUP) {
        static const struct scenario_link said = {.time_given = true};
        check_problem(self->check, self->row->at, CHECK_OF_VALUE, NULL, PROBLEM_NO_ROAD,
                      end_name(self, from), end_name(self, to));
        add_link(self, from, to, &said); /* once */
        return;
    }
    need_speed(self, from, to);
    if (link && !isnan(link->distance_m)) {
        return;
    }
    char reason[REASON_LENGTH];
    snprintf(reason, sizeof reason, "no distance or time is given from '%s' to '%s'",
             end_name(self, from), end_name(self, to));
    need_coordinates(self, from, reason);
    need_coordinates(self, to, reason);
}

/* ---- tours ---- */

struct tour {
    place_number base, last;
    int64_t stops, size; /* 0: no limit */
};

/* Planning takes the square of the stops in memory. */
static void check_planned_count(struct legs *self, double stops)
{
    if (stops > MOST_PLANNED) {
        check_problem(self->check, self->row->at, CHECK_OF_VALUE, NULL, PROBLEM_TOO_LARGE,
                      "stops of tours that are planned together", stops, (double)MOST_PLANNED);
    } else if (self->row->planned == PLANNED_DAILY && stops > MOST_DAILY) {
        check_problem(self->check, self->row->at, CHECK_OF_VALUE,
                      "list fewer stops in each row, or leave out 'planned'", PROBLEM_DAILY_STOPS,
                      stops, MOST_DAILY);
    }
}

/* With a table of roads any two of them need one. */
static void check_planned_roads(struct legs *self, const struct tour *tour)
{
    size_t count = self->planned_count;
    for (size_t i = 0; self->scenario->road_count > 0 && i < count; i++) {
        check_leg(self, tour->base, self->planned[i]);
        check_leg(self, self->planned[i], tour->base);
        for (size_t j = 0; j < count; j++) {
            check_leg(self, self->planned[i], self->planned[j]);
        }
    }
    self->planned_count = 0;
}

static void end_tour(struct legs *self, struct tour *tour)
{
    if (self->row->stops_kind == STOPS_TOURS) {
        check_planned_count(self, (double)tour->stops);
        check_planned_roads(self, tour);
    } else if (tour->stops > 0) {
        check_leg(self, tour->last, tour->base);
    }
    tour->last = tour->base;
    tour->stops = 0;
}

/* Any two places of planned tours may follow one another. */
static void check_planned(struct legs *self, place_number place)
{
    if (place != MADE_BY_GROUP) {
        need_coordinates(self, place, "tours are planned from coordinates");
    }
}

static void add_stop(struct legs *self, struct tour *tour, place_number stop)
{
    if (self->row->stops_kind == STOPS_TOURS) {
        if (self->scenario->road_count == 0) {
            need_speed(self, tour->base, stop);
            check_planned(self, tour->base);
            check_planned(self, stop);
        } else if (tour->stops < MOST_PLANNED) {
            self->planned[self->planned_count++] = stop;
        }
        tour->stops++;
        return;
    }
    check_leg(self, tour->last, stop);
    tour->last = stop;
    tour->stops++;
    if (tour->stops == tour->size) {
        end_tour(self, tour);
    }
}

static struct tour begin_tour(const struct scenario_route *row, place_number base)
{
    struct tour tour = {.base = base, .last = base};
    tour.size = row->stops_kind == STOPS_EACH      ? 1
                : row->stops_kind == STOPS_GROUPED ? row->group_size
                                                   : 0;
    return tour;
}

/* The tours of a line-haul row from one hub. */
static void check_hub_tours(struct legs *self, size_t hub)
{
    const struct scenario *scenario = self->scenario;
    const struct scenario_names *stops = &self->row->stops;
    struct tour tour = begin_tour(self->row, (place_number)hub);
    for (size_t s = 0; s < stops->count; s++) {
        struct check_place place = check_find(self->check, stops->names[s].chars);
        bool its = place.kind == CHECK_COUNTY ? self->check->county_hub[place.index] == hub
                                              : self->has_groups[hub];
        if (its) {
            add_stop(self, &tour, number_of(scenario, place));
        }
    }
    for (size_t c = 0; c < scenario->county_count && stops->count == 0; c++) {
        if (self->check->county_hub[c] == hub) {
            add_stop(self, &tour, (place_number)(scenario->hub_count + c));
        }
    }
    if (self->has_groups[hub] && stops->count == 0) {
        add_stop(self, &tour, MADE_BY_GROUP); /* one stands for all of them */
    }
    end_tour(self, &tour);
}

/* The listed stations of each county, in the order of the file. */
struct county_stations {
    size_t *begins; /* by county, and the end of the last */
    size_t *stations;
};

static struct county_stations list_by_county(const struct check *check)
{
    size_t counties = check->scenario->county_count, count = check->scenario->station_count;
    struct county_stations lists = {des_allocate(counties + 1, sizeof(size_t)),
                                    des_allocate(count, sizeof(size_t))};
    size_t *next = des_allocate(counties + 1, sizeof *next);
    for (size_t s = 0; s < count; s++) {
        struct check_place county = check->station_county[s];
        if (county.kind == CHECK_COUNTY) {
            lists.begins[county.index + 1]++;
        }
    }
    for (size_t c = 0; c < counties; c++) {
        next[c] = lists.begins[c];
        lists.begins[c + 1] += lists.begins[c];
    }
    for (size_t s = 0; s < count; s++) {
        if (check->station_county[s].kind == CHECK_COUNTY) {
            lists.stations[next[check->station_county[s].index]++] = s;
        }
    }
    free(next);
    return lists;
}

/* The tours of a feeder row, which go county by county. */
static void check_county_tours(struct legs *self, const struct county_stations *lists,
                               size_t county)
{
    const struct scenario *scenario = self->scenario;
    size_t first_station = scenario->hub_count + scenario->county_count;
    struct tour tour = begin_tour(self->row, (place_number)(scenario->hub_count + county));
    for (size_t i = lists->begins[county]; i < lists->begins[county + 1]; i++) {
        add_stop(self, &tour, (place_number)(first_station + lists->stations[i]));
    }
    end_tour(self, &tour);
}

static void check_listed_stops(struct legs *self)
{
    const struct scenario *scenario = self->scenario;
    const struct scenario_names *stops = &self->row->stops;
    struct tour tour = {.base = MADE_BY_GROUP, .last = MADE_BY_GROUP};
    for (size_t s = 0; s < stops->count; s++) {
        struct check_place place = check_find(self->check, stops->names[s].chars);
        place_number base = MADE_BY_GROUP;
        if (place.kind == CHECK_STATION) {
            base = number_of(scenario, self->check->station_county[place.index]);
        }
        if (base != tour.base) {
            end_tour(self, &tour);
            tour = begin_tour(self->row, base);
        }
        add_stop(self, &tour, number_of(scenario, place));
    }
    end_tour(self, &tour);
}

static bool take_row(struct legs *self, const struct scenario_route *row)
{
    self->slow = row->vehicles.count;
    for (size_t t = row->vehicles.count; t-- > 0;) {
        size_t vehicle = check_find_vehicle(self->check, row->vehicles.names[t].chars);
        if (vehicle == SIZE_MAX) {
            return false;
        }
        self->slow = isnan(self->scenario->vehicles[vehicle].speed_mps) ? t : self->slow;
    }
    self->row = row;
    self->speed_reported = false;
    return true;
}

static void check_line_hauls(struct legs *self)
{
    const struct scenario *scenario = self->scenario;
    for (size_t r = 0; r < scenario->line_haul_count; r++) {
        if (!take_row(self, &scenario->line_haul[r])) {
            continue;
        }
        struct check_place base = check_find(self->check, self->row->base.chars);
        for (size_t h = 0; h < scenario->hub_count; h++) {
            if (!self->row->base.chars || h == base.index) {
                check_hub_tours(self, h);
            }
        }
    }
}

/* Of the group that the row is about, or of all. */
static void check_group_planned(struct legs *self, struct check_place base)
{
    const struct scenario *scenario = self->scenario;
    for (size_t g = 0; g < scenario->group_count; g++) {
        bool meant = !self->row->base.chars || g == base.index;
        if (meant && self->row->stops_kind == STOPS_TOURS) {
            check_planned_count(self, (double)scenario->groups[g].stations);
        }
    }
}

static void check_feeders(struct legs *self)
{
    const struct scenario *scenario = self->scenario;
    struct county_stations lists = list_by_county(self->check);
    for (size_t r = 0; r < scenario->feeder_count; r++) {
        if (!take_row(self, &scenario->feeders[r])) {
            continue;
        }
        if (self->row->stops_kind == STOPS_LISTED) {
            check_listed_stops(self);
            continue;
        }
        struct check_place base = check_find(self->check, self->row->base.chars);
        for (size_t c = 0; c < scenario->county_count; c++) {
            if (!self->row->base.chars || (base.kind == CHECK_COUNTY && base.index == c)) {
                check_county_tours(self, &lists, c);
            }
        }
        if (base.kind == CHECK_GROUP || base.kind == CHECK_GROUP_COUNTY ||
            (!self->row->base.chars && scenario->group_count > 0)) {
            check_leg(self, MADE_BY_GROUP, MADE_BY_GROUP);
            check_group_planned(self, base);
        }
    }
    free(lists.begins);
    free(lists.stations);
}

/* A county group is laid out around its hubs. */
static void check_groups(struct legs *self)
{
    const struct scenario *scenario = self->scenario;
    for (size_t g = 0; g < scenario->group_count; g++) {
        const struct scenario_county_group *group = &scenario->groups[g];
        char reason[REASON_LENGTH];
        snprintf(reason, sizeof reason, "county group '%s' is laid out around it",
                 group->name.chars);
        for (size_t h = 0; h < group->hubs.count; h++) {
            struct check_place hub = check_find(self->check, group->hubs.names[h].chars);
            self->has_groups[hub.index] = true;
            need_coordinates(self, number_of(scenario, hub), reason);
        }
    }
}

void check_legs(struct check *check)
{
    const struct scenario *scenario = check->scenario;
    const unsigned needed = CHECK_PLACES | CHECK_VEHICLES | CHECK_TRAVEL | CHECK_ROADS;
    if (!check_is_clean(check, needed)) {
        return;
    }
    bool sound_up = check_is_clean(check, CHECK_LINE_HAUL);
    bool sound_down = check_is_clean(check, CHECK_FEEDERS);
    struct legs self = {.check = check, .scenario = scenario};
    self.reported = des_allocate(
        scenario->hub_count + scenario->county_count + scenario->station_count, sizeof(bool));
    self.has_groups = des_allocate(scenario->hub_count, sizeof *self.has_groups);
    add_links(&self);
    add_roads(&self);
    check_groups(&self);
    if (sound_up) {
        check_line_hauls(&self);
    }
    if (sound_down) {
        check_feeders(&self);
    }
    links_done(&self);
    free(self.reported);
    free(self.has_groups);
}
