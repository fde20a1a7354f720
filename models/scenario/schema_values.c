/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_values.c - values that have a form of their own: distributions, hours, factors. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/schema.h"

/* ---- distributions ---- */

enum { PARAMETER_LIMIT = 3 };

/* A distribution's parameters, as a planner names them. Kind NUMBER for those without unit. */
struct distribution_form {
    const char *name;
    const char *parameters[PARAMETER_LIMIT];
    bool has_unit[PARAMETER_LIMIT];
};

static const struct distribution_form forms[] = {
    {"constant", {"value"}, {true}},
    {"uniform", {"from", "to"}, {true, true}},
    {"triangular", {"from", "mode", "to"}, {true, true, true}},
    {"exponential", {"mean"}, {true}},
    {"erlang", {"mean", "phases"}, {true, false}},
    {"gamma", {"mean", "cv"}, {true, false}},
    {"lognormal", {"mean", "cv"}, {true, false}},
    {"weibull", {"mean", "shape"}, {true, false}},
    {"normal", {"mean", "sd"}, {true, true}},
    {"empirical", {"values", "weights", "file"}, {true, false, false}},
};
enum { FORM_COUNT = sizeof forms / sizeof *forms };

static bool require_form(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, bool holds, const char *expected)
{
    if (!holds) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE, expected, "these values");
    }
    return holds;
}

/* Builds the distribution once its parameters are read; each of them is in range. */
static bool make_distribution(struct schema_reader *reader, const struct node *node,
                              const struct schema_place *place, const char *name, const double *p,
                              struct des_distribution *ret)
{
    bool uniform = strcmp(name, "uniform") == 0, triangular = strcmp(name, "triangular") == 0;
    if (uniform && !require_form(reader, node, place, p[0] <= p[1], "from <= to")) {
        return false;
    }
    bool ordered = p[0] <= p[1] && p[1] <= p[2] && p[0] < p[2];
    if (triangular &&
        !require_form(reader, node, place, ordered, "from <= mode <= to and from < to")) {
        return false;
    }
    *ret = strcmp(name, "constant") == 0      ? des_constant(p[0])
           : uniform                          ? des_uniform(p[0], p[1])
           : triangular                       ? des_triangular(p[0], p[1], p[2])
           : strcmp(name, "exponential") == 0 ? des_exponential(p[0])
           : strcmp(name, "gamma") == 0       ? des_gamma(p[0], p[1])
           : strcmp(name, "lognormal") == 0   ? des_lognormal(p[0], p[1])
           : strcmp(name, "weibull") == 0     ? des_weibull(p[0], p[1])
           : strcmp(name, "normal") == 0      ? des_normal(p[0], p[1])
                                              : des_erlang(p[0], (unsigned)p[1]);
    return true;
}

/* Reads a list of quantities; NULL after a problem. */
static double *read_numbers(struct schema_reader *reader, const struct node *node,
                            const struct schema_place *place, enum quantity_kind unit)
{
    double *numbers = scenario_arena_take(reader->arena, node->count, sizeof *numbers);
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        struct schema_place item = {place, NULL, i};
        good &= schema_read_quantity(reader, node->items[i], &item, unit, &numbers[i]);
        if (good && numbers[i] < 0) {
            SCHEMA_PROBLEM(reader, node->items[i], &item, NULL, PROBLEM_OUT_OF_RANGE,
                           "a number of at least 0", node->items[i]->text);
            good = false;
        }
    }
    return good ? numbers : NULL;
}

/* The columns `value` and, if there, `weight` of a CSV file as two lists. */
static bool read_empirical_file(struct schema_reader *reader, const struct node *file,
                                const struct schema_place *place, struct node *ret_values,
                                struct node *ret_weights)
{
    if (!schema_expect(reader, file, place, NODE_SCALAR, "the name of a CSV file")) {
        return false;
    }
    const struct node *rows = document_read_named_csv(&reader->document, file);
    if (!rows) {
        return false;
    }
    ret_values->items = scenario_arena_take(reader->arena, rows->count, sizeof(struct node *));
    ret_weights->items = scenario_arena_take(reader->arena, rows->count, sizeof(struct node *));
    for (size_t i = 0; i < rows->count; i++) {
        const struct node *value = node_value(rows->items[i], "value");
        const struct node *weight = node_value(rows->items[i], "weight");
        if (!value) {
            SCHEMA_PROBLEM(reader, rows->items[i], place, NULL, PROBLEM_MISSING_KEY, "value");
            return false;
        }
        memcpy(&ret_values->items[ret_values->count++], &value, sizeof value);
        if (weight) {
            memcpy(&ret_weights->items[ret_weights->count++], &weight, sizeof weight);
        }
    }
    return true;
}

/* A scenario's memory is its arena's: nothing in it is freed one by one. */
static struct des_distribution into_arena(struct scenario_arena *arena,
                                          struct des_distribution made)
{
    struct des_distribution moved = made;
    size_t size = made.count * sizeof *made.values;
    moved.values = memcpy(scenario_arena_take(arena, 1, size), made.values, size);
    moved.cumulative = memcpy(scenario_arena_take(arena, 1, size), made.cumulative, size);
    des_distribution_done(&made);
    return moved;
}

static bool read_empirical(struct schema_reader *reader, const struct node *node,
                           const struct schema_place *place, enum quantity_kind unit,
                           struct des_distribution *ret)
{
    const struct node *values = node_value(node, "values"), *weights = node_value(node, "weights");
    const struct node *file = node_value(node, "file");
    struct node file_values = {.kind = NODE_SEQUENCE, .at = node->at};
    struct node file_weights = {.kind = NODE_SEQUENCE, .at = node->at};
    struct schema_place in_values = {place, "values", 0}, in_weights = {place, "weights", 0};
    struct schema_place in_file = {place, "file", 0};
    if (!values == !file || (file && weights)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ONE_OF, "'values' and 'file'");
        return false;
    }
    if (file) {
        if (!read_empirical_file(reader, file, &in_file, &file_values, &file_weights)) {
            return false;
        }
        values = &file_values;
        weights = file_weights.count > 0 ? &file_weights : NULL;
    }
    if (!schema_expect(reader, values, &in_values, NODE_SEQUENCE, "a list of values") ||
        (weights &&
         !schema_expect(reader, weights, &in_weights, NODE_SEQUENCE, "a list of weights"))) {
        return false;
    }
    const double *v = read_numbers(reader, values, &in_values, unit);
    const double *w = weights ? read_numbers(reader, weights, &in_weights, QUANTITY_NUMBER) : NULL;
    if (!v || (weights && !w)) {
        return false;
    }
    double sum = weights ? 0 : 1;
    for (size_t i = 0; weights && i < weights->count; i++) {
        sum += w[i];
    }
    bool fits = values->count > 0 && (!weights || weights->count == values->count) && sum > 0;
    if (!require_form(reader, node, place, fits,
                      "at least one value, and as many weights as values, not all 0")) {
        return false;
    }
    *ret = into_arena(reader->arena, des_empirical(v, w, values->count));
    return true;
}

static const struct distribution_form *
find_form(struct schema_reader *reader, const struct node *key, const struct schema_place *place)
{
    const char *names[FORM_COUNT];
    for (size_t f = 0; f < FORM_COUNT; f++) {
        names[f] = forms[f].name;
        if (strcmp(names[f], key->text) == 0) {
            return &forms[f];
        }
    }
    const char *nearest = nearest_name(key->text, names, FORM_COUNT);
    const char *hint =
        nearest ? scenario_arena_print(reader->arena, "did you mean '%s'?", nearest) : NULL;
    SCHEMA_PROBLEM(reader, key, place, hint, PROBLEM_UNKNOWN_DISTRIBUTION, key->text);
    return NULL;
}

static void report_unknown_parameters(struct schema_reader *reader, const struct node *node,
                                      const struct schema_place *place,
                                      const struct distribution_form *form)
{
    size_t count = 0;
    while (count < PARAMETER_LIMIT && form->parameters[count]) {
        count++;
    }
    schema_report_other_keys(reader, form->parameters, count, node, place);
}

/* Outside these bounds a distribution is a mistake, and its formulas overflow. */
static bool check_parameter(struct schema_reader *reader, const struct node *node,
                            const struct schema_place *place, const char *name, double value)
{
    static const struct {
        const char *name, *expected;
        double low, high;
    } bounds[] = {
        {"mean", "a mean above 0", 1e-9, SCHEMA_MOST},
        {"sd", "a standard deviation above 0", 1e-9, SCHEMA_MOST},
        {"cv", "a number from 0.001 to 100", 0.001, 100},
        {"shape", "a number from 0.1 to 1000", 0.1, 1000},
        {"phases", "a whole number from 1 to 1000000", 1, 1e6},
    };
    const char *expected = value < 0 ? "a number of at least 0" : NULL;
    for (size_t b = 0; b < sizeof bounds / sizeof *bounds && !expected; b++) {
        if (strcmp(bounds[b].name, name) == 0 &&
            (value < bounds[b].low || value > bounds[b].high)) {
            expected = bounds[b].expected;
        }
    }
    if (!expected && strcmp(name, "phases") == 0 && value != floor(value)) {
        expected = "a whole number from 1 to 1000000";
    }
    if (expected) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE, expected, node->text);
    }
    return !expected;
}

static bool read_parameters(struct schema_reader *reader, const struct node *node,
                            const struct schema_place *place, enum quantity_kind unit,
                            const struct distribution_form *form, double *ret)
{
    bool good = true;
    for (size_t p = 0; p < PARAMETER_LIMIT && form->parameters[p]; p++) {
        struct schema_place here = {place, form->parameters[p], 0};
        const struct node *value = node_value(node, form->parameters[p]);
        if (!value) {
            SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_MISSING_KEY, form->parameters[p]);
            good = false;
            continue;
        }
        enum quantity_kind kind = form->has_unit[p] ? unit : QUANTITY_NUMBER;
        good &= schema_read_quantity(reader, value, &here, kind, &ret[p]) &&
                check_parameter(reader, value, &here, form->parameters[p], ret[p]);
    }
    return good;
}

bool schema_read_distribution(struct schema_reader *reader, const struct node *node,
                              const struct schema_place *place, enum quantity_kind unit,
                              struct des_distribution *ret)
{
    if (node->kind == NODE_SCALAR) {
        double value;
        if (!schema_read_quantity(reader, node, place, unit, &value)) {
            return false;
        }
        if (value < 0) {
            SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE,
                           "a number of at least 0", node->text);
            return false;
        }
        *ret = des_constant(value);
        return true;
    }
    if (!schema_expect(reader, node, place, NODE_MAPPING, "a value or a distribution")) {
        return false;
    }
    if (node->count != 1) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_WRONG_KIND, "one distribution",
                       node->count == 0 ? "none" : "several");
        return false;
    }
    const struct distribution_form *form = find_form(reader, node->keys[0], place);
    struct schema_place here = {place, node->keys[0]->text, 0};
    const struct node *inside = node->items[0];
    if (!form || !schema_expect(reader, inside, &here, NODE_MAPPING, "a mapping of parameters")) {
        return false;
    }
    report_unknown_parameters(reader, inside, &here, form);
    if (strcmp(form->name, "empirical") == 0) {
        return read_empirical(reader, inside, &here, unit, ret);
    }
    double parameters[PARAMETER_LIMIT] = {0};
    return read_parameters(reader, inside, &here, unit, form, parameters) &&
           make_distribution(reader, inside, &here, form->name, parameters, ret);
}

/* ---- opening hours and shifts ---- */

/* Adds one window on the days given; what passes Sunday midnight goes on on Monday. */
static void add_window(struct scenario_hours *hours, des_time open, des_time close,
                       const bool days[7])
{
    for (int day = 0; day < 7; day++) {
        if (!days[day]) {
            continue;
        }
        des_time begin = day * DES_DAY + open, end = day * DES_DAY + close;
        hours->intervals[hours->count++] =
            (struct des_interval){begin, end < DES_WEEK ? end : DES_WEEK};
        if (end > DES_WEEK) {
            hours->intervals[hours->count++] = (struct des_interval){0, end - DES_WEEK};
        }
    }
}

/* One window or a list of them, for the days given. */
static void read_windows(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, const bool days[7],
                         struct scenario_hours *ret)
{
    if (node->kind == NODE_SEQUENCE) {
        if (node->count == 0) {
            SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_EMPTY_TEXT, "opening hours");
        }
        for (size_t i = 0; i < node->count; i++) {
            struct schema_place item = {place, NULL, i};
            if (schema_expect(reader, node->items[i], &item, NODE_SCALAR, "clock times")) {
                read_windows(reader, node->items[i], &item, days, ret);
            }
        }
        return;
    }
    const char *expected = "clock times such as \"08:30-18:30\"";
    des_time open, close;
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    if (!window_read(node->text, &open, &close)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, node->text);
        return;
    }
    add_window(ret, open, close, days);
}

static size_t window_bound(const struct node *node)
{
    size_t count = 1;
    for (size_t i = 0; node->kind != NODE_SCALAR && i < node->count; i++) {
        count += window_bound(node->items[i]);
    }
    return count;
}

void schema_read_hours(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, struct scenario_hours *ret)
{
    static const bool every_day[7] = {true, true, true, true, true, true, true};
    if (node->kind == NODE_SCALAR && strcmp(node->text, "always") == 0) {
        ret->count = 0;
        return;
    }
    ret->intervals =
        scenario_arena_take(reader->arena, 14 * window_bound(node), sizeof *ret->intervals);
    ret->count = 0;
    if (node->kind == NODE_MAPPING && node->count == 0) { /* no hours would mean always */
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_EMPTY_TEXT, "opening hours");
        return;
    }
    if (node->kind != NODE_MAPPING) {
        read_windows(reader, node, place, every_day, ret);
        return;
    }
    for (size_t k = 0; k < node->count; k++) {
        bool days[7] = {false};
        struct schema_place here = {place, node->keys[k]->text, 0};
        if (weekdays_read(node->keys[k]->text, days)) {
            read_windows(reader, node->items[k], &here, days, ret);
        } else {
            SCHEMA_PROBLEM(reader, node->keys[k], place, NULL, PROBLEM_BAD_NUMBER,
                           "days such as mon or mon-fri", node->keys[k]->text);
        }
    }
}

/* ---- demand ---- */

void schema_orders(struct schema_reader *reader, const struct node *node,
                   const struct schema_place *place, void *ret)
{
    struct scenario_demand *demand = ret;
    const char *expected = "a rate such as '14 /person/y' or '30 /village/d'";
    struct quantity_fault fault;
    double rate;
    bool per_person;
    if (!schema_expect(reader, node, place, NODE_SCALAR, expected)) {
        return;
    }
    if (!order_rate_read(node->text, &rate, &per_person, &fault)) {
        schema_report_quantity(reader, node, place, expected, &fault);
    } else if (per_person) {
        demand->per_person_s = rate;
    } else {
        demand->per_village_s = rate;
    }
}

/* Factors keyed by spans of a cycle: `mark` turns a key into the slots it stands for. */
struct factor_cycle {
    int slots;
    bool (*mark)(const char *key, bool *slots);
    const char *expected;
};

static void read_factors(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, const struct factor_cycle *cycle,
                         double *factors)
{
    bool taken[24] = {false};
    for (int i = 0; i < cycle->slots; i++) {
        factors[i] = 1;
    }
    if (!schema_expect(reader, node, place, NODE_MAPPING, "a mapping of factors")) {
        return;
    }
    double sum = 0;
    for (size_t k = 0; k < node->count; k++) {
        const struct node *key = node->keys[k];
        struct schema_place here = {place, key->text, 0};
        bool marked[24] = {false}, overlap = false;
        double factor;
        if (!cycle->mark(key->text, marked)) {
            SCHEMA_PROBLEM(reader, key, place, NULL, PROBLEM_BAD_NUMBER, cycle->expected,
                           key->text);
            continue;
        }
        if (!schema_read_quantity(reader, node->items[k], &here, QUANTITY_NUMBER, &factor)) {
            continue;
        }
        if (factor < 0 || factor > 1e6) {
            SCHEMA_PROBLEM(reader, node->items[k], &here, NULL, PROBLEM_OUT_OF_RANGE,
                           "a factor of at least 0", node->items[k]->text);
            continue;
        }
        for (int i = 0; i < cycle->slots; i++) {
            overlap |= marked[i] && taken[i];
            taken[i] |= marked[i];
            factors[i] = marked[i] ? factor : factors[i];
        }
        if (overlap) {
            SCHEMA_PROBLEM(reader, key, place, NULL, PROBLEM_OVERLAP, key->text);
        }
    }
    for (int i = 0; i < cycle->slots; i++) {
        sum += factors[i];
    }
    if (!(sum > 0)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE,
                       "factors that are not all 0", "0");
        factors[0] = 1;
    }
}

static bool mark_month(const char *key, bool *slots)
{
    int month = month_read(key);
    if (month >= 0) {
        slots[month] = true;
    }
    return month >= 0;
}

void schema_hour_factors(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, void *ret)
{
    static const struct factor_cycle cycle = {24, hours_read, "hours such as 08-12"};
    read_factors(reader, node, place, &cycle, ((struct scenario_demand *)ret)->hours);
}

void schema_travel_hours(struct schema_reader *reader, const struct node *node,
                         const struct schema_place *place, void *ret)
{
    static const struct factor_cycle cycle = {24, hours_read, "hours such as 07-09"};
    struct scenario_travel *travel = ret;
    travel->by_hour = true;
    read_factors(reader, node, place, &cycle, travel->hours);
    for (int h = 0; h < 24; h++) {
        if (!(travel->hours[h] >= 0.01 && travel->hours[h] <= 100)) {
            SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE,
                           "factors from 0.01 to 100", "others");
            return;
        }
    }
}

void schema_weekday_factors(struct schema_reader *reader, const struct node *node,
                            const struct schema_place *place, void *ret)
{
    static const struct factor_cycle cycle = {7, weekdays_read, "days such as sat or mon-fri"};
    read_factors(reader, node, place, &cycle, ((struct scenario_demand *)ret)->weekdays);
}

void schema_month_factors(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *ret)
{
    static const struct factor_cycle cycle = {12, mark_month, "a month such as nov"};
    read_factors(reader, node, place, &cycle, ((struct scenario_demand *)ret)->months);
}

void schema_dates(struct schema_reader *reader, const struct node *node,
                  const struct schema_place *place, void *ret)
{
    struct scenario_peak *peak = ret;
    const char *expected = "a date or dates such as 2016-11-11..2016-11-13";
    if (schema_expect(reader, node, place, NODE_SCALAR, expected) &&
        !date_range_read(node->text, &peak->from, &peak->to)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_BAD_NUMBER, expected, node->text);
    }
}
