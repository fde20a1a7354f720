/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema.h - what a scenario may say, in one set of tables.
 *
 * Each row names a key, the type of its value, where the value goes, what is assumed without it
 * and a sentence for people. The reader, the JSON Schema for editors and the reference in
 * scenarios/README.md all come from these rows; nothing is described twice. */
#ifndef MODELS_SCENARIO_SCHEMA_H
#define MODELS_SCENARIO_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "models/scenario/document.h"
#include "models/scenario/quantity.h"
#include "models/scenario/scenario.h"

/* No value is larger, in SI units, unless its field says so. */
#define SCHEMA_MOST 1e12

struct schema_reader;
struct schema_place;

enum schema_type {
    SCHEMA_TEXT,         /* const char * */
    SCHEMA_NAME,         /* struct scenario_name */
    SCHEMA_NAMES,        /* struct scenario_names: one or a list */
    SCHEMA_COUNT,        /* int64_t in [low, high] */
    SCHEMA_QUANTITY,     /* double in [low, high] of `unit` */
    SCHEMA_DATE,         /* struct scenario_date */
    SCHEMA_CHOICE,       /* int: index in `choices` */
    SCHEMA_DISTRIBUTION, /* struct des_distribution of `unit` */
    SCHEMA_HOURS,        /* struct scenario_hours */
    SCHEMA_MAPPING,      /* `table` read into the struct at `offset` */
    SCHEMA_LIST,         /* rows of `table`: pointer at `offset`, size_t at `count_offset` */
    SCHEMA_ROWS,         /* the same with `defaults:`, `file:` (CSV) and `list:` */
    SCHEMA_OWN,          /* `read` */
};

struct schema_field {
    const char *key;
    enum schema_type type;
    bool required;
    bool allow_unlimited; /* SCHEMA_COUNT */
    bool one_alone;       /* SCHEMA_LIST: a mapping stands for a list of one */
    bool or_none;         /* SCHEMA_LIST: `none` stands for a list of none */
    bool quiet;           /* a default not worth listing among the assumptions */
    bool above_low;       /* SCHEMA_QUANTITY: `low` itself is out of range */
    enum quantity_kind unit;
    size_t offset, count_offset;
    double low, high;
    double absent;              /* SCHEMA_QUANTITY without a fallback */
    const char *fallback;       /* the default, as a planner would write it; NULL: none */
    const char *const *choices; /* NULL-terminated */
    const struct schema_table *table;
    const struct schema_table *beside; /* SCHEMA_ROWS: further keys beside `list`, or NULL */
    void (*read)(struct schema_reader *reader, const struct node *node,
                 const struct schema_place *place, void *ret);
    const char *json;       /* SCHEMA_OWN: a JSON Schema for the value */
    const char *instead_of; /* keys that can't stand beside this one: in a variant this one takes
                               them out; with a blank between */
    bool keyed;             /* SCHEMA_OWN: a mapping whose keys are changed one by one */
    const char *example;    /* a value as written */
    const char *help;       /* a sentence */
};

struct schema_table {
    const char *title, *help;
    const char *row; /* what one row is called, by which variants find it: "station"; or NULL */
    const char *const *named_by; /* keys one of which gives a row its name, if not `name`, `class`
                                    or `type`; NULL-terminated; or NULL */
    size_t row_size;
    const struct schema_field *fields;
    size_t count;
    /* What a row as a whole must satisfy; may be NULL. */
    void (*finish)(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *row);
};

/* Where a value stands in the document: a chain up to the root, for messages. */
struct schema_place {
    const struct schema_place *up;
    const char *key; /* NULL: an item of a list */
    size_t index;
};

struct schema_reader {
    struct document_reader document;
    struct scenario_arena *arena;
    struct problem_list *problems;
    const struct node *root;
    const struct schema_place *in_defaults; /* of the rows being read */
    const struct node *csv;                 /* the rows being read, when they are a CSV file's */
    const char **assumed;
    size_t assumed_count, assumed_room;
};

extern const struct schema_table schema_scenario;

/* The field with this key, or NULL. */
const struct schema_field *schema_field_of(const struct schema_table *table, const char *key);

/* Reads a mapping into `row`. A key that is wrong is reported and leaves its default. */
void schema_read_table(struct schema_reader *reader, const struct schema_table *table,
                       const struct node *node, const struct schema_place *place, void *row);

/* Notes a default that was filled in, for the report; once. */
void schema_assume(struct schema_reader *reader, const char *line);

/* ---- for `read` functions ---- */

/* Reports a problem at a node: "in counties[3].name", the catalogue's text with arguments. */
#define SCHEMA_PROBLEM(reader, node, place, hint, ...)                                             \
    schema_problem(reader, (node)->at, place, hint, __VA_ARGS__)
void schema_problem(struct schema_reader *reader, struct source_position at,
                    const struct schema_place *place, const char *hint, enum problem_code code,
                    ...);
/* True, or a WRONG_KIND problem. `expected` as in "a list of clock times". */
bool schema_expect(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, enum node_kind kind, const char *expected);
/* Reports every key of the mapping that isn't one of `names`. */
void schema_report_other_keys(struct schema_reader *reader, const char *const *names, size_t count,
                              const struct node *node, const struct schema_place *place);
bool schema_read_quantity(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, enum quantity_kind kind, double *ret);
void schema_report_quantity(struct schema_reader *reader, const struct node *node,
                            const struct schema_place *place, const char *expected,
                            const struct quantity_fault *fault);
/* Is the money in the scenario's currency? Else an UNKNOWN_UNIT problem. */
bool schema_check_currency(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place);
bool schema_read_distribution(struct schema_reader *reader, const struct node *node,
                              const struct schema_place *place, enum quantity_kind unit,
                              struct des_distribution *ret);
void schema_read_hours(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, struct scenario_hours *ret);
struct scenario_name schema_name(struct schema_reader *reader, const struct node *node,
                                 const struct schema_place *place);
void schema_read_names(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, struct scenario_names *ret);

/* The readers of single values that have a form of their own (schema_values.c). */
#define SCHEMA_READER(name)                                                                        \
    void name(struct schema_reader *reader, const struct node *node,                               \
              const struct schema_place *place, void *ret)
SCHEMA_READER(schema_version);
SCHEMA_READER(schema_warm_up);
SCHEMA_READER(schema_replications);
SCHEMA_READER(schema_precision);
SCHEMA_READER(schema_fleets);
SCHEMA_READER(schema_orders);
SCHEMA_READER(schema_hour_factors);
SCHEMA_READER(schema_travel_hours);
SCHEMA_READER(schema_weekday_factors);
SCHEMA_READER(schema_month_factors);
SCHEMA_READER(schema_dates);
SCHEMA_READER(schema_order_sizes);
SCHEMA_READER(schema_between);
SCHEMA_READER(schema_stops);
SCHEMA_READER(schema_counties);
SCHEMA_READER(schema_depart);
SCHEMA_READER(schema_days);
SCHEMA_READER(schema_when_full);
SCHEMA_READER(schema_stop_time);
SCHEMA_READER(schema_back);
SCHEMA_READER(schema_wave_times);
SCHEMA_READER(schema_driver_shifts); /* hours whose windows stay apart where they touch */
SCHEMA_READER(schema_upkeep_every);

/* ---- what else is made of the tables ---- */

/* A JSON Schema, draft-07, that editors complete, explain and check with. */
void scenario_schema_write_json(FILE *out);
/* The reference part of scenarios/README.md: every key, and how values are written. */
void scenario_schema_write_markdown(FILE *out);

#endif
