/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/report_costs.h"

#include <stdlib.h>
#include <string.h>

#include "tools/text_table.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct line {
    const char *label;
    struct row_key key;
};

static void add_lines(struct text_table *table, const struct line *lines, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        text_table_add(table, lines[i].label, &lines[i].key);
    }
}

/* "Costs, yuan": the unit of a row without what follows the slash. */
static void print_in_unit(struct text_table *table, const char *title, const char *unit,
                          bool colour, FILE *out)
{
    char heading[100];
    snprintf(heading, sizeof heading, "%s, %.*s", title, (int)strcspn(unit, "/"), unit);
    text_table_print(table, heading, colour, out);
}

static void write_money(const struct row_index *index, FILE *out, bool colour)
{
    static const struct text_column columns[] = {{"a day", "cost", "per_day", 1},
                                                 {"a parcel", "cost", "per_parcel", 1}};
    static const struct line costs[] = {
        {"line-haul, by km", {.tier = "line-haul", .event = "km"}},
        {"line-haul, by trip", {.tier = "line-haul", .event = "trips"}},
        {"line-haul, by hour", {.tier = "line-haul", .event = "hours"}},
        {"feeders, by km", {.tier = "feeder", .event = "km"}},
        {"feeders, by trip", {.tier = "feeder", .event = "trips"}},
        {"feeders, by hour", {.tier = "feeder", .event = "hours"}},
        {"vehicles, by month", {.event = "vehicles"}},
        {"sorting at hubs", {.tier = "hub", .event = "sorting"}},
        {"sorting at counties", {.tier = "county", .event = "sorting"}},
        {"stations, by month", {.tier = "station", .event = "rent"}},
        {"keepers, by hour", {.tier = "station", .event = "keepers"}},
        {"commission", {.tier = "station", .event = "commission"}},
        {"returns", {.tier = "station", .event = "returns"}},
        {"riders", {.tier = "station", .event = "riders"}},
        {"late parcels", {.event = "late"}},
        {"all costs", {0}},
        {"  of inbound parcels", {.direction = "inbound"}},
        {"  of outbound parcels", {.direction = "outbound"}},
        {"revenue", {.measure = "revenue"}},
        {"subsidy", {.measure = "subsidy"}},
        {"result", {.measure = "result"}},
    };
    struct row_key total = {.measure = "cost", .statistic = "per_day"};
    const struct result_row *row = row_index_find(index, &total);
    if (!row) {
        return;
    }
    struct text_table table = text_table_make(index, columns, COUNT(columns));
    add_lines(&table, costs, COUNT(costs));
    print_in_unit(&table, "Money", row->unit, colour, out);
}

static void write_carbon(const struct row_index *index, FILE *out, bool colour)
{
    static const struct text_column columns[] = {{"kg a day", "co2", "per_day", 1},
                                                 {"g a parcel", "co2", "per_parcel", 1}};
    static const struct line lines[] = {{"line-haul", {.tier = "line-haul"}},
                                        {"feeders", {.tier = "feeder"}},
                                        {"villagers' own trips", {.event = "own trips"}},
                                        {"all", {0}}};
    struct text_table table = text_table_make(index, columns, COUNT(columns));
    add_lines(&table, lines, COUNT(lines));
    text_table_print(&table, "CO2", colour, out);
}

void report_costs(const struct row_index *index, FILE *out, bool colour)
{
    write_money(index, out, colour);
    write_carbon(index, out, colour);
}

static void write_work(const struct row_index *index, FILE *out, bool colour)
{
    static const struct text_column columns[] = {{"hours a day", "staffed_hours", "per_day", 1},
                                                 {"full-time jobs", "jobs", "total", 1}};
    static const struct line lines[] = {
        {"sorting at hubs", {.tier = "hub"}},        {"line-haul drivers", {.tier = "line-haul"}},
        {"sorting at counties", {.tier = "county"}}, {"feeder drivers", {.tier = "feeder"}},
        {"station keepers", {.tier = "station"}},    {"all", {0}}};
    struct text_table table = text_table_make(index, columns, COUNT(columns));
    add_lines(&table, lines, COUNT(lines));
    text_table_print(&table, "Work", colour, out);
    static const struct text_column prices[] = {{"a month", "cost_per_job", "mean", 1}};
    struct row_key price = {.measure = "cost_per_job", .statistic = "mean"};
    const struct result_row *row = row_index_find(index, &price);
    struct text_table per_job = text_table_make(index, prices, COUNT(prices));
    text_table_add(&per_job, "all costs / jobs", &price);
    if (row) {
        print_in_unit(&per_job, "Costs per job", row->unit, colour, out);
    }
}

/* "2km" -> "within 2 km, %". */
static void write_coverage(const struct row_index *index, FILE *out, bool colour)
{
    struct text_column columns[10];
    char titles[10][40];
    size_t count = 0;
    for (size_t r = 0; r < index->results->row_count && count < COUNT(columns); r++) {
        const struct result_row *row = &index->results->rows[r];
        if (strcmp(row->measure, "coverage") == 0) {
            int digits = (int)strcspn(row->statistic, "k");
            snprintf(titles[count], sizeof *titles, "%.*s km, %%", digits, row->statistic);
            columns[count] = (struct text_column){titles[count], row->measure, row->statistic, 100};
            count++;
        }
    }
    if (count > 0) {
        struct text_table table = text_table_make(index, columns, count);
        text_table_add(&table, "people served within", &(struct row_key){0});
        text_table_print(&table, "Coverage", colour, out);
    }
}

static void write_equity(const struct row_index *index, FILE *out, bool colour)
{
    static const struct text_column access[] = {{"mean", "access", "mean", 1},
                                                {"p50", "access", "p50", 1},
                                                {"p90", "access", "p90", 1},
                                                {"farthest", "access", "max", 1}};
    static const struct text_column columns[] = {{"Gini", "access_gini", "share", 1},
                                                 {"p90 / p10", "access_ratio", "share", 1}};
    static const struct text_column times[] = {{"Gini", "delivery_time_gini", "share", 1},
                                               {"p90 / p10", "delivery_time_ratio", "share", 1}};
    struct text_table ways = text_table_make(index, access, COUNT(access));
    text_table_add(&ways, "to where they are served", &(struct row_key){0});
    text_table_print(&ways, "The way people go, km", colour, out);
    struct text_table table = text_table_make(index, columns, COUNT(columns));
    text_table_add(&table, "the way", &(struct row_key){0});
    text_table_print(&table, "Equity across people: the way", colour, out);
    struct text_table waits = text_table_make(index, times, COUNT(times));
    text_table_add(&waits, "inbound", &(struct row_key){.direction = "inbound"});
    text_table_add(&waits, "outbound", &(struct row_key){.direction = "outbound"});
    text_table_print(&waits, "Equity across people: mean delivery time of their village", colour,
                     out);
}

void report_people(const struct row_index *index, FILE *out, bool colour)
{
    write_work(index, out, colour);
    write_coverage(index, out, colour);
    write_equity(index, out, colour);
}

/* ---- periods ---- */

/* "2016 Q3" is a quarter, "2016-07" a month. */
static const char *period_word(const char *name)
{
    return strchr(name, 'Q') ? "quarter" : strchr(name, '-') ? "month" : "year";
}

struct period_table {
    const char *title, *direction;
    const struct text_column *columns;
    size_t column_count;
};

static void write_periods(const struct row_index *index, const struct period_table *about,
                          FILE *out, bool colour)
{
    const char **periods;
    size_t count = row_index_places(index, about->columns[0].measure, "period", &periods);
    struct text_table table = text_table_make(index, about->columns, about->column_count);
    for (size_t p = 0; p < count; p++) {
        struct row_key key = {
            .direction = about->direction, .place_kind = "period", .place = periods[p]};
        text_table_add(&table, periods[p], &key);
    }
    char heading[100];
    snprintf(heading, sizeof heading, "By %s: %s", count > 0 ? period_word(periods[0]) : "",
             about->title);
    text_table_print(&table, heading, colour, out);
    free(periods);
}

void report_periods(const struct row_index *index, FILE *out, bool colour)
{
    static const struct text_column flows[] = {
        {"parcels a day", "throughput", "per_day", 1},
        {"service level, %", "service_level", "share", 100},
        {"mean, h", "delivery_time", "mean", 1},
        {"p95, h", "delivery_time", "p95", 1},
        {"in system at its end", "parcels_in_system", "end", 1}};
    static const struct text_column costs[] = {{"a parcel", "cost", "per_parcel", 1},
                                               {"a day", "cost", "per_day", 1}};
    const struct period_table tables[] = {{"inbound", "inbound", flows, COUNT(flows)},
                                          {"outbound", "outbound", flows, COUNT(flows)},
                                          {"costs", "", costs, COUNT(costs)}};
    for (size_t t = 0; t < COUNT(tables); t++) {
        write_periods(index, &tables[t], out, colour);
    }
}
