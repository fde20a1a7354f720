/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check.c - the order of checks, and what they need to know of earlier mistakes. */
#include "models/scenario/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { PATH_LENGTH = 400 };

static const char *const section_keys[CHECK_SECTIONS] = {
    "experiment", "parcels",  "hubs",   "counties",  "county_groups", "stations", "villages",
    "demand",     "vehicles", "travel", "line_haul", "feeders",       "roads",    "carriers"};

/* Without these a scenario is incomplete, which has been said. */
enum { REQUIRED_SECTIONS = CHECK_HUBS | CHECK_VEHICLES | CHECK_LINE_HAUL };

/* ---- paths ---- */

static int compare(struct source_position a, struct source_position b)
{
    if (a.line != b.line) {
        return a.line < b.line ? -1 : 1;
    }
    return (a.column > b.column) - (a.column < b.column);
}

static struct source_position entry_position(const struct node *node, size_t i)
{
    return node->keys ? node->keys[i]->at : node->items[i]->at;
}

/* The last entry of a list or mapping that begins at or before a position; count if none. */
static size_t entry_at(const struct node *node, struct source_position at)
{
    size_t low = 0, high = node->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(entry_position(node, middle), at) <= 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? low - 1 : node->count;
}

/* counties[3].hub of the value at a position. */
static void path_at(const struct node *node, struct source_position at, char path[PATH_LENGTH])
{
    size_t used = 0;
    path[0] = '\0';
    bool same_file = node->at.file && at.file && strcmp(node->at.file, at.file) == 0;
    while (same_file && node->kind != NODE_SCALAR) {
        size_t i = entry_at(node, at);
        if (i == node->count || used + 1 >= PATH_LENGTH) {
            return;
        }
        int length = node->keys ? snprintf(path + used, PATH_LENGTH - used, "%s%s", used ? "." : "",
                                           node->keys[i]->text)
                                : snprintf(path + used, PATH_LENGTH - used, "[%zu]", i);
        used += (size_t)length;
        node = node->items[i];
    }
}

static bool is_same_place(struct source_position a, struct source_position b)
{
    return a.file && b.file && compare(a, b) == 0 && strcmp(a.file, b.file) == 0;
}

/* The same in a tree of several files, where order says nothing: each entry is looked at, but
 * for the rows of CSV files, whose paths nobody needs. Leaves the deepest path there is. */
static bool path_among(const struct node *node, struct source_position at, size_t used,
                       char path[PATH_LENGTH])
{
    bool csv = node->kind == NODE_SEQUENCE && node->keys;
    for (size_t i = 0; node->kind != NODE_SCALAR && !csv && i < node->count; i++) {
        const struct node *item = node->items[i], *key = node->keys ? node->keys[i] : item;
        int length = node->keys ? snprintf(path + used, PATH_LENGTH - used, "%s%s", used ? "." : "",
                                           key->text)
                                : snprintf(path + used, PATH_LENGTH - used, "[%zu]", i);
        size_t inside = used + (size_t)length;
        if (inside + 1 >= PATH_LENGTH) {
            continue;
        }
        if (path_among(item, at, inside, path)) {
            return true;
        }
        path[inside] = '\0';
        if (is_same_place(item->at, at) || is_same_place(key->at, at)) {
            return true;
        }
    }
    path[used] = '\0';
    return false;
}

void check_problem(struct check *self, struct source_position at, enum check_path path,
                   const char *hint, enum problem_code code, ...)
{
    char text[PATH_LENGTH] = "";
    if (!self->root->merged) {
        path_at(self->root, at, text);
    } else if (self->problems->count < PROBLEM_LIMIT) {
        path_among(self->root, at, 0, text);
    }
    char *last = strrchr(text, '.');
    if (path == CHECK_OF_ROW && last) {
        *last = '\0';
    }
    va_list arguments;
    va_start(arguments, code);
    problem_add_list(self->problems, at, text, hint, code, arguments);
    va_end(arguments);
}

/* ---- sections ---- */

static int section_number(unsigned section)
{
    int number = 0;
    while (section >> (number + 1)) {
        number++;
    }
    return number;
}

const struct node *check_section_node(const struct check *self, enum check_section section)
{
    return node_value(self->root, section_keys[section_number(section)]);
}

struct source_position check_section_position(const struct check *self, enum check_section section)
{
    const char *key = section_keys[section_number(section)];
    for (size_t k = 0; k < self->root->count; k++) {
        if (strcmp(self->root->keys[k]->text, key) == 0) {
            return self->root->keys[k]->at;
        }
    }
    return (struct source_position){.file = self->root->at.file};
}

static unsigned section_of_key(const char *text, size_t length)
{
    for (int s = 0; s < CHECK_SECTIONS; s++) {
        if (strlen(section_keys[s]) == length && memcmp(section_keys[s], text, length) == 0) {
            return 1u << s;
        }
    }
    return 0;
}

static unsigned absent_sections(const struct node *root)
{
    unsigned absent = 0;
    for (int s = 0; s < CHECK_SECTIONS; s++) {
        absent |= node_value(root, section_keys[s]) ? 0 : 1u << s;
    }
    return absent;
}

/* The sections that a problem makes doubtful. */
static unsigned sections_of(const struct check *self, const struct problem *problem)
{
    const unsigned all = (1u << CHECK_SECTIONS) - 1;
    if (problem->path) {
        return section_of_key(problem->path, strcspn(problem->path, ".["));
    }
    if (self->root->merged) { /* it may be in any file */
        return problem->code == PROBLEM_UNKNOWN_KEY ? self->absent : all;
    }
    if (!problem->at.file || strcmp(problem->at.file, self->root->at.file) != 0) {
        return CHECK_STATIONS | CHECK_VILLAGES; /* a CSV file as a whole */
    }
    if (problem->code == PROBLEM_UNKNOWN_KEY) {
        return self->absent; /* a section's name misspelt */
    }
    size_t key = entry_at(self->root, problem->at);
    if (key == self->root->count || problem->code == PROBLEM_DUPLICATE_KEY) {
        return all;
    }
    const char *text = self->root->keys[key]->text;
    return section_of_key(text, strlen(text));
}

static bool is_error(const struct problem *problem)
{
    return problem_severity(problem->code) == PROBLEM_ERROR;
}

bool check_is_clean(const struct check *self, unsigned sections)
{
    if (self->problems->omitted > 0) {
        return false; /* some that aren't known */
    }
    unsigned bad = self->absent & REQUIRED_SECTIONS;
    for (size_t p = self->first_problem; p < self->problems->count; p++) {
        const struct problem *problem = &self->problems->problems[p];
        bad |= is_error(problem) ? sections_of(self, problem) : 0;
    }
    return (bad & sections) == 0;
}

/* Is it the path of a section, a list in it, or a row of that: hubs, hubs[2], stations.list[4]? */
static bool is_path_of_row(const char *path)
{
    const char *end = path + strcspn(path, ".[");
    if (*end == '.') {
        end += 1 + strcspn(end + 1, ".[");
    }
    if (*end == '[') {
        end += strcspn(end, "]") + 1;
    }
    return *end == '\0';
}

static bool names_lost(const struct problem *problem)
{
    if (!is_error(problem)) {
        return false;
    }
    if (!problem->path || problem->code < 200) {
        return true;
    }
    const char *last = strrchr(problem->path, '.');
    bool of_name = last && (strcmp(last, ".name") == 0 || strcmp(last, ".type") == 0);
    return of_name || (is_path_of_row(problem->path) && (problem->code == PROBLEM_WRONG_KIND ||
                                                         problem->code == PROBLEM_MISSING_KEY));
}

bool check_names_known(const struct check *self, unsigned sections)
{
    if (self->problems->omitted > 0) {
        return false;
    }
    unsigned lost = self->absent & REQUIRED_SECTIONS;
    for (size_t p = self->first_problem; p < self->problems->count; p++) {
        const struct problem *problem = &self->problems->problems[p];
        lost |= names_lost(problem) ? sections_of(self, problem) : 0;
    }
    return (lost & sections) == 0;
}

/* ---- all of it ---- */

void scenario_check(struct scenario *scenario, const struct node *root,
                    struct document_reader *document, size_t first_problem)
{
    struct check self = {.scenario = scenario,
                         .root = root,
                         .document = document,
                         .problems = document->problems,
                         .first_problem = first_problem,
                         .absent = absent_sections(root)};
    check_names(&self);
    check_carriers(&self);
    check_coordinates(&self);
    if (check_presence(&self) && check_sizes(&self)) {
        check_routes(&self);
        check_legs(&self);
        check_traces(&self);
        check_demand(&self);
        check_costs(&self);
        check_loads(&self);
        check_sorting(&self);
        check_care(&self);
        check_homes(&self);
        check_disturbances(&self);
    }
    check_carriers_done(&self);
    check_names_done(&self);
}
