/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_read.c - reads a document by the schema's tables, reporting all that is wrong. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/schema.h"

enum { PATH_LENGTH = 400, NAME_LIMIT = 200, FIELD_LIMIT = 64 };

static size_t format_place(const struct schema_place *place, char *buffer, size_t size)
{
    if (!place || (!place->up && !place->key)) {
        buffer[0] = '\0';
        return 0;
    }
    size_t used = format_place(place->up, buffer, size);
    int more = place->key
                   ? snprintf(buffer + used, size - used, "%s%s", used ? "." : "", place->key)
                   : snprintf(buffer + used, size - used, "[%zu]", place->index);
    return used + (size_t)more < size ? used + (size_t)more : size - 1;
}

void schema_problem(struct schema_reader *reader, struct source_position at,
                    const struct schema_place *place, const char *hint, enum problem_code code, ...)
{
    char path[PATH_LENGTH];
    format_place(place, path, sizeof path);
    va_list arguments;
    va_start(arguments, code);
    problem_add_list(reader->problems, at, path[0] ? path : NULL, hint, code, arguments);
    va_end(arguments);
}

bool schema_expect(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, enum node_kind kind, const char *expected)
{
    if (node->refused) {
        return false;
    }
    if (node->kind == kind) {
        return true;
    }
    SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_WRONG_KIND, expected, node_kind_name(node));
    return false;
}

/* "did you mean 'x'?" in `buffer`, or NULL. */
static const char *meant(const char *nearest, char *buffer, size_t size)
{
    if (!nearest) {
        return NULL;
    }
    snprintf(buffer, size, "did you mean '%s'?", nearest);
    return buffer;
}

void schema_report_quantity(struct schema_reader *reader, const struct node *node,
                            const struct schema_place *place, const char *expected,
                            const struct quantity_fault *fault)
{
    char hint[100];
    const char *text = node->text;
    if (fault->code == PROBLEM_UNKNOWN_UNIT) {
        SCHEMA_PROBLEM(reader, node, place, meant(fault->nearest, hint, sizeof hint),
                       PROBLEM_UNKNOWN_UNIT, expected, text, fault->unit);
    } else if (fault->code == PROBLEM_MISSING_UNIT) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_MISSING_UNIT, expected, text);
    } else {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, text);
    }
}

/* A bound in a unit that people use. */
static void bound_text(enum quantity_kind unit, double value, const char *before, char text[40])
{
    static const struct {
        double factor;
        const char *name;
    } units[] = {
        [QUANTITY_NUMBER] = {1, ""},
        [QUANTITY_DURATION] = {86400, " d"},
        [QUANTITY_DISTANCE] = {1000, " km"},
        [QUANTITY_SPEED] = {1 / 3.6, " km/h"},
        [QUANTITY_SHARE] = {0.01, " %"},
        [QUANTITY_RATE] = {1, " /s"},
        [QUANTITY_GROWTH] = {0.01, " %/y"},
        [QUANTITY_PER_PARCEL] = {1, " s/parcel"},
        [QUANTITY_VOLUME] = {1e-3, " L"},
        [QUANTITY_WEIGHT] = {1, " kg"},
        [QUANTITY_MONEY] = {1, ""},
        [QUANTITY_PER_KM] = {1e-3, " /km"},
        [QUANTITY_PER_HOUR] = {1 / 3600.0, " /h"},
        [QUANTITY_PER_MONTH] = {1, " /month"},
        [QUANTITY_EMISSION] = {1e-3, " g/km"},
    };
    if (unit == QUANTITY_DURATION && value < units[unit].factor) {
        snprintf(text, 40, "%s%.6g s", before, value);
        return;
    }
    snprintf(text, 40, "%s%.6g%s", before, value / units[unit].factor, units[unit].name);
}

/* More than this nobody means, and the clock's 2^55 microseconds are not enough for it. */
static double most_of(enum quantity_kind unit)
{
    switch (unit) {
    case QUANTITY_DURATION:
        return 36600 * 86400.0;
    case QUANTITY_PER_PARCEL:
        return 86400;
    case QUANTITY_DISTANCE:
        return 1e8;
    default:
        return SCHEMA_MOST;
    }
}

bool schema_read_quantity(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, enum quantity_kind kind, double *ret)
{
    const char *expected = quantity_expected(kind);
    struct quantity_fault fault;
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return false;
    }
    if (!quantity_read(node->text, kind, ret, &fault)) {
        schema_report_quantity(reader, node, place, expected, &fault);
        return false;
    }
    if (kind >= QUANTITY_MONEY && kind <= QUANTITY_PER_MONTH &&
        !schema_check_currency(reader, node, place)) {
        return false;
    }
    if (*ret > most_of(kind)) {
        char most[160];
        snprintf(most, sizeof most, "%s", expected);
        bound_text(kind, most_of(kind), ", at most ", most + strlen(most));
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE, most, node->text);
        return false;
    }
    return true;
}

struct scenario_name schema_name(struct schema_reader *reader, const struct node *node,
                                 const struct schema_place *place)
{
    struct scenario_name name = {NULL, node->at};
    if (!schema_expect(reader, node, place, NODE_SCALAR, "a name")) {
        return name;
    }
    if (node->text[0] == '\0') {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_EMPTY_TEXT, "a name");
    } else if (strlen(node->text) > NAME_LIMIT) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE,
                       "a name of at most 200 bytes", node->text);
    } else {
        name.chars = scenario_arena_text(reader->arena, node->text);
    }
    return name;
}

void schema_read_names(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, struct scenario_names *ret)
{
    bool list = node->kind == NODE_SEQUENCE;
    if (!list && !schema_expect(reader, node, place, NODE_SCALAR, "a name or a list of names")) {
        return;
    }
    size_t count = list ? node->count : 1;
    ret->names = scenario_arena_take(reader->arena, count, sizeof *ret->names);
    ret->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct schema_place item = {place, NULL, i};
        struct scenario_name name =
            schema_name(reader, list ? node->items[i] : node, list ? &item : place);
        if (name.chars) {
            ret->names[ret->count++] = name;
        }
    }
}

/* ---- one field ---- */

static void read_count(struct schema_reader *reader, const struct schema_field *field,
                       const struct node *node, const struct schema_place *place, int64_t *ret)
{
    char expected[120];
    const char *or_unlimited = field->allow_unlimited ? " or 'unlimited'" : "";
    if (field->low > 0) {
        snprintf(expected, sizeof expected, "a whole number of at least %.0f%s", field->low,
                 or_unlimited);
    } else {
        snprintf(expected, sizeof expected, "a whole number%s", or_unlimited);
    }
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    int64_t count;
    if (field->allow_unlimited && strcmp(node->text, "unlimited") == 0) {
        *ret = UNLIMITED;
    } else if (!count_read(node->text, &count)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, node->text);
    } else if ((double)count < field->low || (double)count > field->high) {
        if ((double)count > field->high) {
            snprintf(expected, sizeof expected, "a whole number from %.0f to %.0f", field->low,
                     field->high);
        }
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE, expected, node->text);
    } else {
        *ret = count;
    }
}

static void read_quantity(struct schema_reader *reader, const struct schema_field *field,
                          const struct node *node, const struct schema_place *place, double *ret)
{
    double value;
    if (!schema_read_quantity(reader, node, place, field->unit, &value)) {
        return;
    }
    bool low = field->above_low ? value <= field->low : value < field->low;
    if (low || value > field->high) {
        char expected[160], least[40], most[60] = "";
        bound_text(field->unit, field->low, "", least);
        if (field->high < SCHEMA_MOST) {
            bound_text(field->unit, fmin(field->high, most_of(field->unit)), " and at most ", most);
        }
        snprintf(expected, sizeof expected, "%s, %s %s%s", quantity_expected(field->unit),
                 field->above_low ? "above" : "at least", least, most);
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE, expected, node->text);
        return;
    }
    *ret = value;
}

static void read_choice(struct schema_reader *reader, const struct schema_field *field,
                        const struct node *node, const struct schema_place *place, int *ret)
{
    if (!schema_expect(reader, node, place, NODE_SCALAR, "one word or phrase")) {
        return;
    }
    char list[200] = "", hint[100];
    size_t count = 0;
    for (; field->choices[count]; count++) {
        if (strcmp(field->choices[count], node->text) == 0) {
            *ret = (int)count;
            return;
        }
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s'%s'", count ? ", " : "",
                 field->choices[count]);
    }
    const char *nearest = nearest_name(node->text, field->choices, count);
    SCHEMA_PROBLEM(reader, node, place, meant(nearest, hint, sizeof hint), PROBLEM_BAD_CHOICE, list,
                   node->text);
}

static void read_list(struct schema_reader *reader, const struct schema_field *field,
                      const struct node *node, const struct schema_place *place, char *row)
{
    size_t size = field->table->row_size;
    if (field->one_alone && node->kind == NODE_MAPPING) {
        void *alone = scenario_arena_take(reader->arena, 1, size);
        schema_read_table(reader, field->table, node, place, alone);
        *(void **)(void *)(row + field->offset) = alone;
        *(size_t *)(void *)(row + field->count_offset) = 1;
        return;
    }
    if (field->or_none && node->kind == NODE_SCALAR && strcmp(node->text, "none") == 0) {
        return;
    }
    if (!schema_expect(reader, node, place, NODE_SEQUENCE,
                       field->or_none ? "a list or 'none'" : "a list")) {
        return;
    }
    char *rows = scenario_arena_take(reader->arena, node->count, size);
    for (size_t i = 0; i < node->count; i++) {
        struct schema_place item = {place, NULL, i};
        schema_read_table(reader, field->table, node->items[i], &item, rows + i * size);
    }
    *(void **)(void *)(row + field->offset) = rows;
    *(size_t *)(void *)(row + field->count_offset) = node->count;
}

static void read_date(struct schema_reader *reader, const struct node *node,
                      const struct schema_place *place, struct scenario_date *ret)
{
    const char *expected = "a date such as 2016-11-11";
    if (schema_expect(reader, node, place, NODE_SCALAR, expected) && !date_read(node->text, ret)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, node->text);
    }
}

static void read_rows(struct schema_reader *reader, const struct schema_field *field,
                      const struct node *node, const struct schema_place *place, char *row);

static void read_field(struct schema_reader *reader, const struct schema_field *field,
                       const struct node *node, const struct schema_place *place, char *row)
{
    void *to = row + field->offset;
    switch (field->type) {
    case SCHEMA_TEXT:
        if (schema_expect(reader, node, place, NODE_SCALAR, "text")) {
            *(const char **)to = scenario_arena_text(reader->arena, node->text);
        }
        break;
    case SCHEMA_NAME:
        *(struct scenario_name *)to = schema_name(reader, node, place);
        break;
    case SCHEMA_NAMES:
        schema_read_names(reader, node, place, to);
        if (node->kind == NODE_SEQUENCE && node->count == 0) {
            SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_EMPTY_TEXT,
                           "a name or a list of names");
        }
        break;
    case SCHEMA_COUNT:
        read_count(reader, field, node, place, to);
        break;
    case SCHEMA_QUANTITY:
        read_quantity(reader, field, node, place, to);
        break;
    case SCHEMA_DATE:
        read_date(reader, node, place, to);
        break;
    case SCHEMA_CHOICE:
        read_choice(reader, field, node, place, to);
        break;
    case SCHEMA_DISTRIBUTION:
        schema_read_distribution(reader, node, place, field->unit, to);
        break;
    case SCHEMA_HOURS:
        schema_read_hours(reader, node, place, to);
        break;
    case SCHEMA_MAPPING:
        schema_read_table(reader, field->table, node, place, to);
        break;
    case SCHEMA_LIST:
        read_list(reader, field, node, place, row);
        break;
    case SCHEMA_ROWS:
        read_rows(reader, field, node, place, row);
        break;
    case SCHEMA_OWN:
        field->read(reader, node, place, to);
        break;
    }
}

/* ---- tables ---- */

void schema_assume(struct schema_reader *reader, const char *line)
{
    for (size_t i = 0; i < reader->assumed_count; i++) {
        if (strcmp(reader->assumed[i], line) == 0) {
            return;
        }
    }
    if (reader->assumed_count == reader->assumed_room) {
        size_t room = 2 * reader->assumed_room + 16;
        const char **more = scenario_arena_take(reader->arena, room, sizeof *more);
        if (reader->assumed_count > 0) {
            memcpy(more, reader->assumed, reader->assumed_count * sizeof *more);
        }
        reader->assumed = more;
        reader->assumed_room = room;
    }
    reader->assumed[reader->assumed_count++] = scenario_arena_text(reader->arena, line);
}

/* Rows of one table share their assumptions: one line for all, without the index. */
static void note_row_assumed(struct schema_reader *reader, const struct schema_place *place,
                             const char *key, const char *value)
{
    const struct schema_place *owner = place && !place->key ? place->up : place;
    if (owner && owner->key &&
        (strcmp(owner->key, "list") == 0 || strcmp(owner->key, "file") == 0)) {
        owner = owner->up;
    }
    struct schema_place here = {owner, key, 0};
    char line[PATH_LENGTH + NAME_LIMIT];
    size_t used = format_place(&here, line, PATH_LENGTH);
    snprintf(line + used, sizeof line - used, ": %s", value);
    schema_assume(reader, line);
}

static void read_row(struct schema_reader *reader, const struct schema_table *table,
                     const struct node *node, const struct node *defaults,
                     const struct schema_place *place, char *row);

static void read_fallback(struct schema_reader *reader, const struct schema_field *field,
                          const struct schema_place *place, char *row)
{
    if (field->type == SCHEMA_QUANTITY) {
        *(double *)(void *)(row + field->offset) = field->absent;
    }
    if (field->fallback) {
        struct node node = {.kind = NODE_SCALAR, .text = field->fallback};
        struct schema_place here = {place, field->key, 0};
        read_field(reader, field, &node, &here, row);
        if (!field->quiet) {
            note_row_assumed(reader, place, field->key, field->fallback);
        }
    } else if (field->type == SCHEMA_ROWS && field->beside) {
        struct node empty = {.kind = NODE_MAPPING};
        struct schema_place here = {place, field->key, 0};
        read_row(reader, field->beside, &empty, NULL, &here, row);
    } else if (field->type == SCHEMA_MAPPING && field->table) {
        struct node empty = {.kind = NODE_MAPPING};
        struct schema_place here = {place, field->key, 0};
        schema_read_table(reader, field->table, &empty, &here, row + field->offset);
    }
}

void schema_report_other_keys(struct schema_reader *reader, const char *const *names, size_t count,
                              const struct node *node, const struct schema_place *place)
{
    for (size_t k = 0; k < node->count; k++) {
        const char *key = node->keys[k]->text;
        bool known = false;
        for (size_t n = 0; n < count; n++) {
            known |= strcmp(names[n], key) == 0;
        }
        if (!known) {
            char hint[100];
            bool kept = reader->problems->count < PROBLEM_LIMIT; /* else nobody sees the hint */
            const char *nearest = kept ? nearest_name(key, names, count) : NULL;
            SCHEMA_PROBLEM(reader, node->keys[k], place, meant(nearest, hint, sizeof hint),
                           PROBLEM_UNKNOWN_KEY, key);
        }
    }
}

const struct schema_field *schema_field_of(const struct schema_table *table, const char *key)
{
    for (size_t f = 0; f < table->count; f++) {
        if (strcmp(table->fields[f].key, key) == 0) {
            return &table->fields[f];
        }
    }
    return NULL;
}

static void report_unknown_keys(struct schema_reader *reader, const struct schema_table *table,
                                const struct node *node, const struct schema_place *place)
{
    const char *names[FIELD_LIMIT];
    for (size_t f = 0; f < table->count; f++) {
        names[f] = table->fields[f].key;
    }
    schema_report_other_keys(reader, names, table->count, node, place);
}

/* A column that isn't there is missing once, not in every row. */
static void report_missing(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place, const char *key)
{
    struct node *const *column = reader->csv ? reader->csv->keys : NULL;
    while (column && *column && strcmp((*column)->text, key) != 0) {
        column++;
    }
    bool no_column = column && !*column;
    schema_problem(reader, no_column ? reader->csv->at : node->at, no_column ? place->up : place,
                   NULL, PROBLEM_MISSING_KEY, key);
}

/* Reads one row whose values may also come from `defaults` (NULL: there are none). */
static void read_row(struct schema_reader *reader, const struct schema_table *table,
                     const struct node *node, const struct node *defaults,
                     const struct schema_place *place, char *row)
{
    for (size_t f = 0; f < table->count; f++) {
        const struct schema_field *field = &table->fields[f];
        const struct node *value = node_value(node, field->key);
        bool own = value != NULL;
        if (!own && defaults) {
            value = node_value(defaults, field->key);
        }
        if (!value || field->type == SCHEMA_QUANTITY) { /* its default stays if it is wrong */
            bool quiet_absent = value != NULL;
            struct schema_field plain = *field;
            plain.quiet |= quiet_absent;
            read_fallback(reader, &plain, place, row);
        }
        if (value) {
            struct schema_place here = {own ? place : reader->in_defaults, field->key, 0};
            read_field(reader, field, value, &here, row);
        } else if (field->required && node->at.file) { /* else a mapping that isn't there */
            report_missing(reader, node, place, field->key);
        }
    }
    if (table->finish) {
        table->finish(reader, node, place, row);
    }
}

void schema_read_table(struct schema_reader *reader, const struct schema_table *table,
                       const struct node *node, const struct schema_place *place, void *row)
{
    DES_REQUIRE(table->count <= FIELD_LIMIT);
    if (!schema_expect(reader, node, place, NODE_MAPPING, "a mapping")) {
        return;
    }
    report_unknown_keys(reader, table, node, place);
    read_row(reader, table, node, NULL, place, row);
}

/* ---- rows with defaults and a file ---- */

/* The parts of `stations:` or `villages:`. */
struct row_parts {
    const struct node *defaults, *list, *file;
};

static struct row_parts split_rows(struct schema_reader *reader, const struct node *node,
                                   const struct schema_place *place)
{
    struct row_parts parts = {NULL, NULL, NULL};
    if (node->kind == NODE_SEQUENCE) {
        parts.list = node;
        return parts;
    }
    if (!schema_expect(reader, node, place, NODE_MAPPING, "a list, or a mapping with a list")) {
        return parts;
    }
    parts.defaults = node_value(node, "defaults");
    parts.list = node_value(node, "list");
    const struct node *file = node_value(node, "file");
    if (file && file->kind == NODE_SEQUENCE && file->keys) { /* variant_read has read it */
        parts.file = file;
    } else if (file) {
        struct schema_place here = {place, "file", 0};
        schema_expect(reader, file, &here, NODE_SCALAR, "the name of a CSV file");
    }
    return parts;
}

static const struct node *checked(struct schema_reader *reader, const struct node *node,
                                  const struct schema_place *place, enum node_kind kind,
                                  const char *expected)
{
    return node && schema_expect(reader, node, place, kind, expected) ? node : NULL;
}

static size_t read_part(struct schema_reader *reader, const struct schema_table *table,
                        const struct node *list, const struct node *defaults,
                        const struct schema_place *place, char *rows)
{
    size_t count = 0;
    for (size_t i = 0; list && i < list->count; i++) {
        struct schema_place item = {place, NULL, i};
        const struct node *node = list->items[i];
        if (schema_expect(reader, node, &item, NODE_MAPPING, "a mapping")) {
            report_unknown_keys(reader, table, node, &item);
            read_row(reader, table, node, defaults, &item, rows + count++ * table->row_size);
        }
    }
    return count;
}

/* The keys beside `defaults`, `file` and `list`. */
static void read_beside(struct schema_reader *reader, const struct schema_field *field,
                        const struct node *node, const struct schema_place *place, char *row)
{
    const char *names[FIELD_LIMIT] = {"defaults", "file", "list"};
    size_t count = 3;
    struct node empty = {.kind = NODE_MAPPING, .at = node->at};
    const struct node *mapping = node->kind == NODE_MAPPING ? node : &empty;
    for (size_t f = 0; field->beside && f < field->beside->count; f++) {
        names[count++] = field->beside->fields[f].key;
    }
    schema_report_other_keys(reader, names, count, mapping, place);
    if (field->beside) {
        read_row(reader, field->beside, mapping, NULL, place, row);
    }
}

static void read_rows(struct schema_reader *reader, const struct schema_field *field,
                      const struct node *node, const struct schema_place *place, char *row)
{
    const struct schema_table *table = field->table;
    struct row_parts parts = split_rows(reader, node, place);
    struct schema_place in_defaults = {place, "defaults", 0}, in_list = {place, "list", 0};
    const struct schema_place *list_place = parts.list == node ? place : &in_list;
    parts.defaults = checked(reader, parts.defaults, &in_defaults, NODE_MAPPING, "a mapping");
    parts.list = checked(reader, parts.list, list_place, NODE_SEQUENCE, "a list");
    if (parts.defaults) {
        report_unknown_keys(reader, table, parts.defaults, &in_defaults);
    }
    size_t room = (parts.list ? parts.list->count : 0) + (parts.file ? parts.file->count : 0);
    char *rows = scenario_arena_take(reader->arena, room, table->row_size);
    struct schema_place in_file = {place, "file", 0};
    reader->in_defaults = &in_defaults;
    reader->csv = parts.file;
    size_t count = read_part(reader, table, parts.file, parts.defaults, &in_file, rows);
    reader->csv = NULL;
    count += read_part(reader, table, parts.list, parts.defaults, list_place,
                       rows + count * table->row_size);
    *(void **)(void *)(row + field->offset) = rows;
    *(size_t *)(void *)(row + field->count_offset) = count;
    read_beside(reader, field, node, place, row);
}
