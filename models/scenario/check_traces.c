/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_traces.c - recorded orders: every row is checked as it is read, and kept as 16 bytes. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "engine/require.h"
#include "models/scenario/check.h"
#include "models/scenario/csv_rows.h"
#include "models/scenario/quantity.h"
#include "models/scenario/trace.h"

enum { HINT_LENGTH = 300 };
static const int64_t MOST_DAYS = 36600; /* from the start: as for every duration */

enum column { TIME, VILLAGE, CLASS, DIRECTION, COLUMNS };
static const char *const column_names[COLUMNS] = {"time", "village", "class", "direction"};
static const char *const direction_names[DIRECTIONS] = {"inbound", "outbound"};

/* A name that some row has. */
struct seen_village {
    char *name;                 /* owned */
    bool known;                 /* there is such a village */
    uint32_t number;            /* among those that are known */
    uint32_t count[DIRECTIONS]; /* of its rows */
    UT_hash_handle hh;
};

struct trace_reader {
    struct check *check;
    struct check_name *villages, *classes; /* of the scenario */
    struct seen_village *seen;
    size_t known;
    struct scenario_trace *traces[DIRECTIONS]; /* NULL: rows of the direction aren't wanted */
    enum direction only;                       /* of all rows without a column */
    int64_t start_day, end;                    /* the latest that the run may end */
    bool header_read, unusable;
    size_t columns[COLUMNS]; /* which cell; SIZE_MAX: there is none */
    size_t column_count;
};

static void add_problem(struct trace_reader *self, struct source_position at, const char *hint,
                        enum problem_code code, ...)
{
    va_list arguments;
    va_start(arguments, code);
    problem_add_list(self->check->problems, at, NULL, hint, code, arguments);
    va_end(arguments);
}

static bool is_kept(const struct trace_reader *self)
{
    return self->check->problems->count < PROBLEM_LIMIT; /* else nobody sees the hint */
}

/* ---- time ---- */

/* A number of `least` to `most` digits; -1 when there is none. Moves *text. */
static int digits(const char **text, int least, int most)
{
    int number = 0, count = 0;
    for (; count < most && **text >= '0' && **text <= '9'; count++, (*text)++) {
        number = 10 * number + (**text - '0');
    }
    return count >= least ? number : -1;
}

static bool skip(const char **text, char mark)
{
    bool there = **text == mark;
    *text += there;
    return there;
}

static bool read_date(const char **text, struct scenario_date *ret)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    ret->year = digits(text, 4, 4);
    char mark = **text == '/' ? '/' : '-'; /* as spreadsheets write it */
    if (ret->year < 1 || !skip(text, mark)) {
        return false;
    }
    ret->month = digits(text, 1, 2);
    if (ret->month < 1 || ret->month > 12 || !skip(text, mark)) {
        return false;
    }
    ret->day = digits(text, 1, 2);
    bool leap = ret->year % 4 == 0 && (ret->year % 100 != 0 || ret->year % 400 == 0);
    return ret->day >= 1 && ret->day <= days[ret->month - 1] + (leap && ret->month == 2);
}

/* Microseconds in the day: 8:15, 08:15:30, 08:15:30.123456; -1 when it is none. */
static int64_t read_clock(const char **text)
{
    int hour = digits(text, 1, 2), minute = skip(text, ':') ? digits(text, 2, 2) : -1, second = 0;
    int64_t fraction = 0;
    if (skip(text, ':')) {
        second = digits(text, 2, 2);
        if (second >= 0 && skip(text, '.')) {
            const char *begin = *text;
            fraction = digits(text, 1, 6);
            for (ptrdiff_t place = *text - begin; place < 6; place++) {
                fraction *= 10;
            }
            second = *text == begin ? -1 : second;
        }
    }
    bool good = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
    return good ? ((hour * 60 + minute) * INT64_C(60) + second) * 1000000 + fraction : -1;
}

/* Microseconds since the scenario's start. */
static bool read_time(const struct trace_reader *self, const char *text, int64_t *ret)
{
    struct scenario_date date;
    if (!read_date(&text, &date) || (*text != ' ' && *text != 'T')) {
        return false;
    }
    text++;
    int64_t clock = read_clock(&text), day = scenario_days_from_date(date) - self->start_day;
    *ret = day * INT64_C(86400000000) + clock;
    return clock >= 0 && *text == '\0' && day < MOST_DAYS;
}

/* ---- names ---- */

static const char *nearest_village(const struct trace_reader *self, const char *name)
{
    const struct scenario *scenario = self->check->scenario;
    const char **names = des_allocate(scenario->village_count, sizeof *names);
    for (size_t v = 0; v < scenario->village_count; v++) {
        names[v] = scenario->villages[v].name.chars;
    }
    const char *nearest = nearest_name(name, names, scenario->village_count);
    free(names);
    return nearest;
}

static struct seen_village *find_village(struct trace_reader *self, const char *name)
{
    struct seen_village *entry = NULL;
    size_t length = strlen(name);
    HASH_FIND(hh, self->seen, name, length, entry);
    if (!entry) {
        entry = des_allocate(1, sizeof *entry);
        entry->name = des_copy_text(name);
        entry->known = check_table_has(self->villages, name, NULL) ||
                       check_is_group_village(self->check, name);
        entry->number = (uint32_t)self->known;
        self->known += entry->known;
        HASH_ADD_KEYPTR(hh, self->seen, entry->name, length, entry);
    }
    return entry;
}

static void report_no_such(struct trace_reader *self, struct source_position at, const char *what,
                           const char *name, const char *nearest)
{
    char hint[HINT_LENGTH];
    snprintf(hint, sizeof hint, "did you mean '%s'?", nearest ? nearest : "");
    add_problem(self, at, nearest ? hint : NULL, PROBLEM_NO_SUCH_NAME, what, name);
}

static const char *nearest_class(const struct trace_reader *self, const char *name)
{
    const struct scenario *scenario = self->check->scenario;
    const char *names[32];
    size_t count = scenario->class_count < 32 ? scenario->class_count : 32;
    for (size_t c = 0; c < count; c++) {
        names[c] = scenario->classes[c].name.chars;
    }
    return nearest_name(name, names, count);
}

/* ---- rows ---- */

static void read_header(struct trace_reader *self, const struct csv_row *row)
{
    self->header_read = true;
    self->column_count = row->count;
    for (int c = 0; c < COLUMNS; c++) {
        self->columns[c] = SIZE_MAX;
    }
    for (size_t i = 0; i < row->count && i < CSV_ROW_CELLS; i++) {
        int c = 0;
        while (c < COLUMNS && strcmp(row->cells[i], column_names[c]) != 0) {
            c++;
        }
        if (row->cells[i][0] == '\0') {
            add_problem(self, csv_cell_position(row, i), NULL, PROBLEM_CSV_HEADER);
        } else if (c == COLUMNS) {
            char hint[HINT_LENGTH];
            const char *nearest = nearest_name(row->cells[i], column_names, COLUMNS);
            snprintf(hint, sizeof hint, "did you mean '%s'?", nearest ? nearest : "");
            add_problem(self, csv_cell_position(row, i), nearest ? hint : NULL, PROBLEM_UNKNOWN_KEY,
                        row->cells[i]);
        } else if (self->columns[c] != SIZE_MAX) {
            add_problem(self, csv_cell_position(row, i), NULL, PROBLEM_DUPLICATE_KEY, row->cells[i],
                        row->at.line);
        } else {
            self->columns[c] = i;
        }
    }
    const bool needed[COLUMNS] = {true, true, self->check->scenario->class_count > 1,
                                  self->traces[INBOUND] && self->traces[OUTBOUND]};
    for (int c = 0; c < COLUMNS; c++) {
        if (needed[c] && self->columns[c] == SIZE_MAX) {
            add_problem(self, row->at, NULL, PROBLEM_MISSING_KEY, column_names[c]);
            self->unusable = true;
        }
    }
}

/* NULL after a problem: the cell is empty. */
static const char *needed_cell(struct trace_reader *self, const struct csv_row *row,
                               enum column column)
{
    size_t cell = self->columns[column];
    if (cell >= row->count || row->cells[cell][0] == '\0') {
        add_problem(self, row->at, NULL, PROBLEM_MISSING_KEY, column_names[column]);
        return NULL;
    }
    return row->cells[cell];
}

static bool row_direction(struct trace_reader *self, const struct csv_row *row, enum direction *ret)
{
    *ret = self->only;
    if (self->columns[DIRECTION] == SIZE_MAX) {
        return true;
    }
    const char *text = needed_cell(self, row, DIRECTION);
    for (int d = 0; text && d < DIRECTIONS; d++) {
        if (strcmp(text, direction_names[d]) == 0) {
            *ret = (enum direction)d;
            return true;
        }
    }
    if (text) {
        add_problem(self, csv_cell_position(row, self->columns[DIRECTION]), NULL,
                    PROBLEM_BAD_CHOICE, "inbound, outbound", text);
    }
    return false;
}

static bool row_class(struct trace_reader *self, const struct csv_row *row, size_t *ret)
{
    *ret = 0;
    if (self->columns[CLASS] == SIZE_MAX) {
        return true;
    }
    const char *text = needed_cell(self, row, CLASS);
    if (text && !check_table_has(self->classes, text, ret)) {
        report_no_such(self, csv_cell_position(row, self->columns[CLASS]), "class", text,
                       nearest_class(self, text));
        return false;
    }
    return text != NULL;
}

static struct seen_village *row_village(struct trace_reader *self, const struct csv_row *row)
{
    const char *text = needed_cell(self, row, VILLAGE);
    struct seen_village *village = text ? find_village(self, text) : NULL;
    if (village && !village->known) {
        report_no_such(self, csv_cell_position(row, self->columns[VILLAGE]), "village", text,
                       is_kept(self) ? nearest_village(self, text) : NULL);
        return NULL;
    }
    return village;
}

static bool row_time(struct trace_reader *self, const struct csv_row *row, int64_t *ret)
{
    const char *text = needed_cell(self, row, TIME);
    if (text && !read_time(self, text, ret)) {
        add_problem(self, csv_cell_position(row, self->columns[TIME]), NULL, PROBLEM_BAD_NUMBER,
                    "a date and a time such as '2016-11-11 08:15:30'", text);
        return false;
    }
    return text != NULL;
}

/* Where carriers share the parcels, a network has each row for each of them. */
static uint64_t most_rows(const struct scenario *scenario)
{
    size_t carriers = scenario->carrier_count > 0 ? scenario->carrier_count : 1;
    return (uint64_t)TRACE_MOST_ROWS / carriers;
}

static void keep(struct trace_reader *self, const struct csv_row *row, enum direction direction,
                 int64_t time, struct trace_row made)
{
    struct scenario_trace *trace = self->traces[direction];
    trace->first = time < trace->first ? time : trace->first;
    trace->last = time > trace->last ? time : trace->last;
    trace->beyond += time >= self->end;
    if (time < 0) {
        trace->before++;
    } else if (trace->rows >= most_rows(self->check->scenario)) {
        add_problem(self, row->at, NULL, PROBLEM_TOO_LARGE, "recorded orders",
                    (double)trace->rows + 1, (double)most_rows(self->check->scenario));
        self->unusable = true;
    } else {
        scenario_trace_add(trace, made);
    }
}

static void read_row(void *context, const struct csv_row *row)
{
    struct trace_reader *self = context;
    if (!self->header_read) {
        read_header(self, row);
        return;
    }
    if (self->unusable) {
        return;
    }
    if (row->count > self->column_count) {
        add_problem(self, csv_cell_position(row, self->column_count), NULL,
                    PROBLEM_CSV_TOO_MANY_CELLS, (int)self->column_count);
    }
    enum direction direction;
    size_t class = 0;
    int64_t time = 0;
    if (!row_direction(self, row, &direction) || !self->traces[direction]) {
        return;
    }
    bool good = row_time(self, row, &time);
    struct seen_village *village = row_village(self, row);
    if (!row_class(self, row, &class) || !good || !village) {
        return;
    }
    uint32_t number = village->count[direction]++;
    keep(self, row, direction, time,
         (struct trace_row){(uint64_t)time << TRACE_TIME_SHIFT | class << TRACE_CLASS_SHIFT,
                            village->number, number});
}

/* ---- files ---- */

static void take_names(struct trace_reader *self)
{
    const char **names =
        scenario_arena_take(self->check->scenario->arena, self->known, sizeof *names);
    struct seen_village *entry, *next;
    HASH_ITER(hh, self->seen, entry, next)
    {
        if (entry->known) {
            names[entry->number] = scenario_arena_text(self->check->scenario->arena, entry->name);
        }
        HASH_DEL(self->seen, entry);
        free(entry->name);
        free(entry);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        if (self->traces[d]) {
            self->traces[d]->villages = names;
            self->traces[d]->village_count = self->known;
        }
    }
}

static void warn_of_others(struct check *self, int d)
{
    const struct scenario_demand *demand = &self->scenario->demand[d];
    const struct scenario_trace *trace = demand->recorded;
    char hint[HINT_LENGTH], first[SCENARIO_MOMENT], last[SCENARIO_MOMENT];
    if (trace->before + trace->beyond > 0) {
        snprintf(hint, sizeof hint, "they go from %s to %s",
                 scenario_moment(self->scenario, trace->first, first),
                 scenario_moment(self->scenario, trace->last, last));
        check_problem(self, demand->trace.at, CHECK_OF_VALUE, hint, PROBLEM_TRACE_OUTSIDE,
                      (unsigned long long)(trace->before + trace->beyond),
                      (unsigned long long)(trace->before + trace->rows), direction_names[d]);
    }
}

/* Of one direction, or of both, whose rows are in the same file. */
static void read_file(struct trace_reader *self, const char *path)
{
    struct check *check = self->check;
    size_t errors = check->problems->errors;
    if (csv_rows_read(check->document, path, read_row, self) && !self->header_read) {
        add_problem(self, (struct source_position){.file = path}, NULL, PROBLEM_EMPTY_FILE);
    }
    take_names(self);
    for (int d = 0; d < DIRECTIONS; d++) {
        struct scenario_trace *trace = self->traces[d];
        if (!trace) {
            continue;
        }
        const struct scenario_name *name = &check->scenario->demand[d].trace;
        if (!scenario_trace_flush(trace)) {
            check->document->unreadable = true;
            check_problem(check, name->at, CHECK_OF_VALUE, NULL, PROBLEM_TRACE_TEMPORARY,
                          strerror(trace->error));
        }
        bool silent = check->problems->errors == errors; /* else the rows may be wrong ones */
        if (trace->rows + trace->before == 0 && silent) {
            check_problem(check, name->at, CHECK_OF_VALUE, NULL, PROBLEM_TRACE_EMPTY, name->chars,
                          direction_names[d]);
        }
        warn_of_others(check, d);
    }
}

static const char *path_of(const struct check *check, int d)
{
    const struct scenario_name *name = &check->scenario->demand[d].trace;
    struct scenario_arena *arena = check->scenario->arena;
    return scenario_arena_print(
        arena, "%s%s", name->chars[0] == '/' ? "" : document_directory(arena, name->at.file),
        name->chars);
}

static void begin(struct trace_reader *self, int d)
{
    struct scenario_demand *demand = &self->check->scenario->demand[d];
    self->only = (enum direction)d;
    demand->recorded = self->traces[d] = scenario_trace_create();
    if (!self->traces[d]) {
        self->check->document->unreadable = true;
        check_problem(self->check, demand->trace.at, CHECK_OF_VALUE, NULL, PROBLEM_TRACE_TEMPORARY,
                      strerror(errno));
    }
}

void check_traces(struct check *check)
{
    const struct scenario *scenario = check->scenario;
    struct check_name *villages = NULL, *classes = NULL;
    if (!check_names_known(check, CHECK_VILLAGES | CHECK_GROUPS | CHECK_PARCELS)) {
        return;
    }
    for (size_t v = 0; v < scenario->village_count; v++) {
        check_table_add(&villages, scenario->villages[v].name.chars, CHECK_NOWHERE, v,
                        scenario->villages[v].name.at);
    }
    for (size_t c = 0; c < scenario->class_count; c++) {
        check_table_add(&classes, scenario->classes[c].name.chars, CHECK_NOWHERE, c,
                        scenario->classes[c].name.at);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        struct trace_reader reader = {
            .check = check,
            .villages = villages,
            .classes = classes,
            .start_day = scenario_days_from_date(scenario->start),
            .end = (int64_t)(check_run_days(&scenario->experiment) * 86400e6)};
        if (!scenario->demand[d].trace.chars || scenario->demand[d].recorded) {
            continue;
        }
        const char *path = path_of(check, d);
        begin(&reader, d);
        if (d == INBOUND && scenario->demand[OUTBOUND].trace.chars &&
            strcmp(path, path_of(check, OUTBOUND)) == 0) {
            begin(&reader, OUTBOUND);
        }
        read_file(&reader, path);
    }
    check_table_done(&villages);
    check_table_done(&classes);
}
