/* SPDX-License-Identifier: GPL-3.0-or-later */
/* scenario.c - from a file to a checked scenario. */
#include "models/scenario/scenario.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/scenario/arena.h"
#include "models/scenario/check.h"
#include "models/scenario/document.h"
#include "models/scenario/schema.h"
#include "models/scenario/trace.h"
#include "models/scenario/variant.h"

/* ---- dates ---- */

int64_t scenario_days_from_date(struct scenario_date date)
{
    int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

struct scenario_date scenario_date_from_days(int64_t days)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* from March */
    struct scenario_date date;
    date.day = (int)(day_of_year - (153 * month + 2) / 5 + 1);
    date.month = (int)(month < 10 ? month + 3 : month - 9);
    date.year = (int)(year_of_era + era * 400 + (date.month <= 2));
    return date;
}

unsigned scenario_weekday(struct scenario_date date)
{
    int64_t days = (scenario_days_from_date(date) + 3) % 7; /* 1970-01-01 was a Thursday */
    return (unsigned)(days < 0 ? days + 7 : days);
}

const char *scenario_moment(const struct scenario *self, int64_t time, char text[SCENARIO_MOMENT])
{
    const int64_t minute = 60000000, day = 1440 * minute;
    int64_t days = time / day - (time % day < 0);
    int clock = (int)((time - days * day) / minute);
    struct scenario_date date =
        scenario_date_from_days(scenario_days_from_date(self->start) + days);
    snprintf(text, SCENARIO_MOMENT, "%04d-%02d-%02d %02d:%02d", date.year, date.month, date.day,
             clock / 60, clock % 60);
    return text;
}

/* ---- what one value can't default to ---- */

static void default_class(struct scenario *scenario, struct schema_reader *reader)
{
    if (node_value(reader->root, "parcels")) {
        return;
    }
    scenario->classes = scenario_arena_take(reader->arena, 1, sizeof *scenario->classes);
    scenario->class_count = 1;
    scenario->classes[0] = (struct scenario_class){
        .name = {"standard", reader->root->at}, .share = {1, 1}, .promise_s = INFINITY};
    schema_assume(reader, "parcels: one class, standard, no promise");
}

/* The only hub there is, for counties that name none. */
static void default_hubs(struct scenario *scenario, struct schema_reader *reader)
{
    for (size_t c = 0; c < scenario->county_count && scenario->hub_count == 1; c++) {
        struct scenario_county *county = &scenario->counties[c];
        if (!county->hub.chars) {
            county->hub = (struct scenario_name){scenario->hubs[0].name.chars, county->name.at};
        }
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        struct scenario_names *hubs = &scenario->groups[g].hubs;
        if (hubs->count > 0) {
            continue;
        }
        hubs->names = scenario_arena_take(reader->arena, scenario->hub_count, sizeof *hubs->names);
        for (size_t h = 0; h < scenario->hub_count; h++) {
            if (scenario->hubs[h].name.chars) {
                hubs->names[hubs->count++] = scenario->hubs[h].name;
            }
        }
    }
}

static void default_county(struct scenario *scenario)
{
    for (size_t s = 0; s < scenario->station_count && scenario->county_count == 1; s++) {
        struct scenario_station *station = &scenario->stations[s];
        if (!station->county.chars) {
            station->county =
                (struct scenario_name){scenario->counties[0].name.chars, station->name.at};
        }
    }
}

static void complete(struct scenario *scenario, struct schema_reader *reader)
{
    default_class(scenario, reader);
    default_hubs(scenario, reader);
    default_county(scenario);
    scenario->start_weekday = scenario_weekday(scenario->start);
    scenario->assumed = reader->assumed;
    scenario->assumed_count = reader->assumed_count;
    scenario->arena = reader->arena;
}

/* ---- loading ---- */

/* Reads, completes and checks; NULL when the file holds no mapping at all. */
static struct scenario *read_scenario(struct schema_reader *reader, const char *path,
                                      const struct scenario_changes *changes)
{
    size_t first_problem = reader->problems->count;
    struct variant variant = variant_read(&reader->document, path, changes);
    const struct node *root = variant.root;
    if (!root || !schema_expect(reader, root, NULL, NODE_MAPPING,
                                "a scenario, which is a mapping of keys such as 'name:'")) {
        return NULL;
    }
    struct scenario *scenario = scenario_arena_take(reader->arena, 1, sizeof *scenario);
    reader->root = root;
    schema_read_table(reader, &schema_scenario, root, NULL, scenario);
    complete(scenario, reader);
    scenario->document = root;
    scenario->changes = variant.changes;
    scenario->change_count = variant.change_count;
    scenario_check(scenario, root, &reader->document, first_problem);
    scenario->hash = reader->document.hash;
    return scenario;
}

static void release_traces(struct scenario *scenario)
{
    for (int d = 0; scenario && d < DIRECTIONS; d++) {
        scenario_trace_destroy(scenario->demand[d].recorded);
    }
}

struct scenario *scenario_load(const char *path, const struct scenario_changes *changes,
                               struct problem_list *problems, bool *ret_unreadable)
{
    size_t errors = problems->errors;
    struct scenario_arena *arena = scenario_arena_create();
    struct schema_reader reader = {
        .document = {.arena = arena, .problems = problems}, .arena = arena, .problems = problems};
    struct scenario *scenario = read_scenario(&reader, path, changes);
    *ret_unreadable = reader.document.unreadable;
    problem_list_sort(problems);
    if (!scenario || problems->errors > errors) {
        release_traces(scenario);
        scenario_arena_destroy(arena);
        return NULL;
    }
    return scenario;
}

void scenario_destroy(struct scenario *self)
{
    if (self) {
        release_traces(self);
        scenario_arena_destroy(self->arena); /* which holds the scenario itself */
    }
}
