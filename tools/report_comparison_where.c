/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_comparison_where.c - where two scenarios differ, for people. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tools/cell_table.h"
#include "tools/comparison_words.h"
#include "tools/printable.h"
#include "tools/report_comparison.h"
#include "tools/wrapped.h"

enum { MOST_EACH_WAY = 5, MOST_HOURS_EACH_WAY = 3, MOST_NAMES = 12 };

struct where_writer {
    const struct comparison_pair *pair;
    char first[LABEL_SIZE], second[LABEL_SIZE];
    double rate;
    FILE *out;
    bool colour;
};

static bool is_kind(const struct place_table *table, const char *kind)
{
    return strcmp(table->kind, kind) == 0;
}

static const char *plural_of(const char *kind)
{
    static const char *const plurals[][2] = {{"class", "classes"},      {"county", "counties"},
                                             {"carrier", "carriers"},   {"station", "stations"},
                                             {"counter", "counters"},   {"village", "villages"},
                                             {"hour", "hours of order"}};
    for (size_t p = 0; p < sizeof plurals / sizeof *plurals; p++) {
        if (strcmp(plurals[p][0], kind) == 0) {
            return plurals[p][1];
        }
    }
    return kind;
}

/* 12400 -> "12,400" */
static char *grouped(double count)
{
    char digits[40];
    int length = snprintf(digits, sizeof digits, "%.0f", count);
    char *text = des_allocate((size_t)length * 2 + 1, 1), *to = text;
    for (int i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0) {
            *to++ = ',';
        }
        *to++ = digits[i];
    }
    return text;
}

/* ---- how many ---- */

static void add_counts(struct cell_table *table, const struct place_table *places, bool people)
{
    char *cells[FORTUNES + 1];
    bool level = strcmp(places->measure, "service_level") == 0;
    cells[0] = text_of("%s%s%s", people ? "people in " : "", plural_of(places->kind),
                       level ? ", service level" : "");
    static const enum fortune order[FORTUNES] = {
        FORTUNE_GAINS, FORTUNE_LOSES,      FORTUNE_UNCLEAR,    FORTUNE_ABOUT_SAME,
        FORTUNE_SAME,  FORTUNE_ONLY_FIRST, FORTUNE_ONLY_SECOND};
    for (size_t f = 0; f < FORTUNES; f++) {
        cells[f + 1] =
            people ? grouped(places->people[order[f]]) : text_of("%zu", places->counts[order[f]]);
    }
    cell_table_add(table, cells);
}

static void write_counts(const struct where_writer *self, const char *direction)
{
    char only_first[LABEL_SIZE + 8], only_second[LABEL_SIZE + 8];
    snprintf(only_first, sizeof only_first, "only in %s", self->first);
    snprintf(only_second, sizeof only_second, "only in %s", self->second);
    const struct cell_column columns[FORTUNES] = {
        {"gain", false},      {"lose", false},     {"can't tell", false}, {"about the same", false},
        {"identical", false}, {only_first, false}, {only_second, false},
    };
    struct cell_table table = {.columns = columns, .column_count = FORTUNES};
    const struct where_differs *where = &self->pair->where;
    for (size_t t = 0; t < where->table_count; t++) {
        const struct place_table *places = &where->tables[t];
        if (strcmp(places->direction, direction) == 0) {
            add_counts(&table, places, false);
            if (is_kind(places, "village")) {
                add_counts(&table, places, true);
            }
        }
    }
    char *heading =
        text_of("Where %s differs from %s, %s: who gains or loses in mean delivery time",
                self->second, self->first, direction);
    cell_table_print(&table, heading, self->colour, self->out);
    free(heading);
}

/* ---- which ---- */

/* The greatest gains first, the greatest losses last; equal ones as in the results. */
static int compare_gains(const void *left, const void *right)
{
    const struct place_difference *const *a = left, *const *b = right;
    double one = (*a)->difference, other = (*b)->difference;
    if (one != other) {
        return (one > other) - (one < other);
    }
    return (*a > *b) - (*a < *b);
}

static char *place_label(const struct place_table *places, const struct place_difference *place)
{
    char *text = text_of("%s %s", places->kind, place->name);
    char *fitted = printable_fit(text, TEXT_LABEL_WIDTH);
    free(text);
    return fitted;
}

static void add_place(struct cell_table *table, const struct place_table *places,
                      const struct place_difference *place)
{
    double factor = unit_factor(places->unit);
    char *cells[] = {
        place_label(places, place),
        place->people > 0 ? grouped(place->people) : NULL,
        estimate_text(&place->first, factor),
        estimate_text(&place->second, factor),
        difference_number(place->difference, place->half_width, factor),
        des_copy_text(fortune_words(place->fortune)),
    };
    cell_table_add(table, cells);
}

/* Returns how many differ and are not shown. */
static size_t add_extremes(struct cell_table *table, const struct place_table *places)
{
    const struct place_difference **found = des_allocate(places->place_count + 1, sizeof *found);
    size_t count = 0, hidden = 0;
    for (size_t i = 0; i < places->place_count; i++) {
        enum fortune fortune = places->places[i].fortune;
        if (fortune == FORTUNE_GAINS || fortune == FORTUNE_LOSES) {
            found[count++] = &places->places[i];
        }
    }
    qsort(found, count, sizeof *found, compare_gains);
    size_t most = is_kind(places, "hour") ? MOST_HOURS_EACH_WAY : MOST_EACH_WAY;
    for (size_t i = 0; i < count; i++) {
        if (i < most || count - i <= most) {
            add_place(table, places, found[i]);
        } else {
            hidden++;
        }
    }
    free(found);
    return hidden;
}

static void write_extremes(const struct where_writer *self, const char *direction)
{
    char title[2 * LABEL_SIZE + 8];
    snprintf(title, sizeof title, "%s - %s", self->second, self->first);
    const struct cell_column columns[] = {{"people", false},
                                          {self->first, false},
                                          {self->second, false},
                                          {title, false},
                                          {"delivery time", true}};
    struct cell_table table = {.columns = columns, .column_count = 5};
    const struct where_differs *where = &self->pair->where;
    size_t hidden = 0;
    for (size_t t = 0; t < where->table_count; t++) {
        const struct place_table *places = &where->tables[t];
        if (strcmp(places->direction, direction) == 0 &&
            strcmp(places->measure, "delivery_time") == 0) {
            hidden += add_extremes(&table, places);
        }
    }
    bool any = table.rows > 0;
    char *heading = text_of("Those that differ, %s, h (of those said to differ, at most %g %% are "
                            "expected to be wrong)",
                            direction, 100 * self->rate);
    cell_table_print(&table, heading, self->colour, self->out);
    if (any && hidden > 0) {
        fprintf(self->out, "  and %zu more between these: --format csv has all\n", hidden);
    }
    free(heading);
}

/* ---- who moves ---- */

static char *place_of(const struct result_village *village)
{
    if (village->place_kind[0] == '\0') {
        return des_copy_text("nowhere");
    }
    bool counter = strcmp(village->place_kind, "counter") == 0;
    return isnan(village->access_m) ? text_of("%s%s", village->place, counter ? " counter" : "")
                                    : text_of("%s%s, %.1f km", village->place,
                                              counter ? " counter" : "", village->access_m / 1000);
}

static char *say_moved(const struct where_writer *self, const struct moved_village *moved)
{
    const struct result_village *any = moved->second ? moved->second : moved->first;
    char *people = grouped(any->people), *text;
    if (moved->first && moved->second) {
        char *from = place_of(moved->first), *to = place_of(moved->second);
        text = text_of("%s (%s people): from %s to %s", any->name, people, from, to);
        free(from);
        free(to);
    } else {
        text = text_of("%s (%s people): only in %s", any->name, people,
                       moved->second ? self->second : self->first);
    }
    free(people);
    return text;
}

static void write_moved(const struct where_writer *self)
{
    const struct where_differs *where = &self->pair->where;
    char *parts[MOST_NAMES + 1];
    size_t count = 0;
    for (; count < where->moved_count && count < MOST_NAMES; count++) {
        parts[count] = say_moved(self, &where->moved[count]);
    }
    if (where->moved_count > count) {
        parts[count] = text_of("and %zu more", where->moved_count - count);
        count++;
    }
    wrapped_print(self->out, "  villages", (const char *const *)parts, count);
    for (size_t p = 0; p < count; p++) {
        free(parts[p]);
    }
}

static void write_access(const struct where_writer *self)
{
    const struct access_change *access = &self->pair->where.access;
    static const char *const words[] = {"have it nearer",   "have it farther",
                                        "as far as before", "newly served",
                                        "no longer served", "at distances not known"};
    const double people[] = {access->nearer,       access->farther,          access->unchanged,
                             access->newly_served, access->no_longer_served, access->unknown};
    char *parts[7];
    size_t count = 0;
    for (size_t p = 0; p < sizeof people / sizeof *people; p++) {
        if (people[p] > 0) {
            char *number = grouped(people[p]);
            parts[count++] = text_of("%s %s", number, words[p]);
            free(number);
        }
    }
    if (!isnan(access->first_m)) {
        parts[count++] = text_of("%.2f km on average, %.2f before", access->second_m / 1000,
                                 access->first_m / 1000);
    }
    wrapped_print(self->out, "  people", (const char *const *)parts, count);
    for (size_t p = 0; p < count; p++) {
        free(parts[p]);
    }
}

void report_where_differs(const struct comparison *comparison, const struct comparison_pair *pair,
                          FILE *out, bool colour)
{
    struct where_writer self = {
        .pair = pair, .rate = comparison->false_discovery, .out = out, .colour = colour};
    static const char *const directions[] = {"inbound", "outbound"};
    scenario_label(pair->first, self.first);
    scenario_label(pair->second, self.second);
    for (size_t d = 0; d < 2; d++) {
        write_counts(&self, directions[d]);
        write_extremes(&self, directions[d]);
    }
    if (pair->where.moved_count > 0) {
        fprintf(out, colour ? "\n\033[1m%s\033[0m\n" : "\n%s\n", "Who collects elsewhere");
        write_moved(&self);
        write_access(&self);
    }
}
