/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_disturbances.c - bad weather, closed roads, outages, strikes and surges: rows that say
 * when, where, and what then is so. */
#include <math.h>

#include "models/scenario/schema_tables.h"

static const char *const kind_keys[] = {
    [DISTURBANCE_WEATHER] = "weather", [DISTURBANCE_ROAD] = "closed_road",
    [DISTURBANCE_OUTAGE] = "outage",   [DISTURBANCE_STRIKE] = "strike",
    [DISTURBANCE_SURGE] = "surge",     [DISTURBANCE_KINDS] = NULL};

/* ---- single values ---- */

static bool read_chance(struct schema_reader *reader, const struct node *node,
                        const struct schema_place *place, double *ret)
{
    double chance;
    if (!schema_read_quantity(reader, node, place, QUANTITY_SHARE, &chance)) {
        return false;
    }
    if (!(chance >= 0 && chance <= 0.99)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_OUT_OF_RANGE,
                       "a share of the days from 0 % to 99 %", node->text);
        return false;
    }
    *ret = chance;
    return true;
}

/* One for all months, or some months' with 0 in the others. */
static void schema_chance(struct schema_reader *reader, const struct node *node,
                          const struct schema_place *place, void *ret)
{
    double *months = ret, all = 0;
    if (node->kind != NODE_MAPPING) {
        read_chance(reader, node, place, &all);
        for (int m = 0; m < 12; m++) {
            months[m] = all;
        }
        return;
    }
    for (size_t k = 0; k < node->count; k++) {
        const struct node *key = node->keys[k];
        struct schema_place here = {place, key->text, 0};
        int month = month_read(key->text);
        if (month < 0) {
            SCHEMA_PROBLEM(reader, key, place, NULL, PROBLEM_BAD_NUMBER, "a month such as nov",
                           key->text);
        } else {
            read_chance(reader, node->items[k], &here, &months[month]);
        }
    }
}

static const struct schema_field way_round_fields[] = {
    {.key = "longer",
     .type = SCHEMA_QUANTITY,
     .required = true,
     .unit = QUANTITY_DURATION,
     .low = 0,
     .high = 1e8,
     AT(scenario_way_round, longer_s),
     .example = "40 min",
     .help = "So much more time than the road itself takes."},
    {.key = "farther",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DISTANCE,
     .low = 0,
     .high = 1e8,
     AT(scenario_way_round, farther_m),
     .example = "25 km",
     .help = "So much more distance; 0 if left out."},
};
static void finish_way_round(struct schema_reader *reader, const struct node *node,
                             const struct schema_place *place, void *row)
{
    (void)reader, (void)place;
    ((struct scenario_way_round *)row)->given = node->count > 0;
}
static const struct schema_table way_round_table = {
    .title = "disturbances.way_round",
    .help = "The way round a closed road, compared with the road.",
    TABLE(way_round_fields),
    .finish = finish_way_round};

/* ---- a row as a whole ---- */

/* A key and the kinds it goes with, as bits. */
struct key_kinds {
    const char *key, *words;
    unsigned kinds;
};
static const struct key_kinds keys_of_kinds[] = {
    {"speed", "'weather'", 1u << DISTURBANCE_WEATHER},
    {"orders", "'weather'", 1u << DISTURBANCE_WEATHER},
    {"between", "'closed_road'", 1u << DISTURBANCE_ROAD},
    {"way_round", "'closed_road'", 1u << DISTURBANCE_ROAD},
    {"factor", "'surge'", 1u << DISTURBANCE_SURGE},
    {"direction", "'surge'", 1u << DISTURBANCE_SURGE},
    {"at", "every kind but 'closed_road'", ~(1u << DISTURBANCE_ROAD)},
    {"every", "'closed_road', 'outage' and 'strike': weather and surges come on whole days",
     1u << DISTURBANCE_ROAD | 1u << DISTURBANCE_OUTAGE | 1u << DISTURBANCE_STRIKE},
};

static bool has(const struct node *node, const char *key)
{
    return node_value(node, key) != NULL;
}

static bool find_kind(struct schema_reader *reader, const struct node *node,
                      const struct schema_place *place, struct scenario_disturbance *row)
{
    int found = 0;
    for (int k = 0; k < DISTURBANCE_KINDS; k++) {
        if (has(node, kind_keys[k])) {
            row->kind = (enum disturbance_kind)k;
            row->name = row->names[k];
            found++;
        }
    }
    if (found != 1) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ONE_OF,
                       "'weather', 'closed_road', 'outage', 'strike' and 'surge'");
    }
    return found == 1;
}

static void check_keys(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, const struct scenario_disturbance *row)
{
    static const char *const needed[DISTURBANCE_KINDS] = {
        [DISTURBANCE_ROAD] = "between", [DISTURBANCE_SURGE] = "factor"};
    const char *needs = needed[row->kind];
    for (size_t k = 0; k < sizeof keys_of_kinds / sizeof *keys_of_kinds; k++) {
        const struct node *value = node_value(node, keys_of_kinds[k].key);
        struct schema_place here = {place, keys_of_kinds[k].key, 0};
        if (value && !(keys_of_kinds[k].kinds & (1u << row->kind))) {
            SCHEMA_PROBLEM(reader, value, &here, NULL, PROBLEM_NOT_WITH, keys_of_kinds[k].key,
                           keys_of_kinds[k].words);
        }
    }
    if (row->kind == DISTURBANCE_WEATHER && !has(node, "speed") && !has(node, "orders")) {
        needs = "speed";
    }
    if (needs && !has(node, needs)) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_MISSING_KEY, needs);
    }
    const struct node *between = node_value(node, "between");
    struct schema_place here = {place, "between", 0};
    if (between && between->kind == NODE_SEQUENCE && between->count != 2) {
        SCHEMA_PROBLEM(reader, between, &here, NULL, PROBLEM_WRONG_KIND, "a list of two names",
                       "another number of them");
    } else if (between && between->kind == NODE_SCALAR) {
        SCHEMA_PROBLEM(reader, between, &here, NULL, PROBLEM_WRONG_KIND, "a list of two names",
                       "one");
    }
}

/* Days that are so with chance p and come in spells of mean L are entered with chance
 * p / (L (1 - p)), which is no more than 1. */
static void check_spell(struct schema_reader *reader, const struct node *node,
                        const struct schema_place *place, const struct scenario_disturbance *row)
{
    const struct node *spell = node_value(node, "spell");
    struct schema_place here = {place, "spell", 0};
    double highest = 0;
    for (int m = 0; m < 12; m++) {
        highest = fmax(highest, row->chance[m]);
    }
    double least = highest / (1 - highest);
    if (spell && row->spell_s / 86400 < least * (1 - 1e-12)) {
        SCHEMA_PROBLEM(reader, spell, &here, NULL, PROBLEM_SHORT_SPELL, 100 * highest, least);
    }
}

static void check_spans(struct schema_reader *reader, const struct node *node,
                        const struct schema_place *place, const struct scenario_disturbance *row)
{
    const struct node *every = node_value(node, "every");
    struct schema_place here = {place, "every", 0};
    double mean_s = des_distribution_mean(&row->every);
    if (!has(node, "lasts")) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_MISSING_KEY, "lasts");
    }
    if (mean_s < 3600) {
        SCHEMA_PROBLEM(reader, every, &here, NULL, PROBLEM_TOO_OFTEN, mean_s / 60);
    }
}

static void check_when(struct schema_reader *reader, const struct node *node,
                       const struct schema_place *place, struct scenario_disturbance *row)
{
    static const char *const others[][2] = {{"spell", "chance"}, {"lasts", "every"}};
    bool dates = has(node, "dates"), chance = has(node, "chance"), every = has(node, "every");
    row->when = dates ? DISTURBED_ON_DATES : chance ? DISTURBED_BY_CHANCE : DISTURBED_BY_SPANS;
    if (dates + chance + every != 1) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ONE_OF, "'dates', 'chance' and 'every'");
        return;
    }
    for (int o = 0; o < 2; o++) {
        const struct node *value = node_value(node, others[o][0]);
        struct schema_place here = {place, others[o][0], 0};
        if (value && !has(node, others[o][1])) {
            char with[20];
            snprintf(with, sizeof with, "'%s'", others[o][1]);
            SCHEMA_PROBLEM(reader, value, &here, NULL, PROBLEM_NOT_WITH, others[o][0], with);
        }
    }
    if (chance) {
        check_spell(reader, node, place, row);
    } else if (every) {
        check_spans(reader, node, place, row);
    }
}

static void finish_disturbance(struct schema_reader *reader, const struct node *node,
                               const struct schema_place *place, void *ret)
{
    struct scenario_disturbance *row = ret;
    if (find_kind(reader, node, place, row)) {
        check_keys(reader, node, place, row);
        check_when(reader, node, place, row);
    }
}

#define KIND(word, number, example_name, what)                                                     \
    {                                                                                              \
        .key = word, .type = SCHEMA_NAME, AT(scenario_disturbance, names[number]),                 \
        .example = example_name, .help = what                                                      \
    }

static const char *const direction_words[] = {"both", "inbound", "outbound", NULL};
static const struct schema_field disturbance_fields[] = {
    KIND("weather", DISTURBANCE_WEATHER, "heavy rain",
         "Its name, of days on which vehicles are slow."),
    KIND("closed_road", DISTURBANCE_ROAD, "landslide",
         "Its name, while no leg begins on one road."),
    KIND("outage", DISTURBANCE_OUTAGE, "power cut", "Its name, while sorting stands still."),
    KIND("strike", DISTURBANCE_STRIKE, "drivers' strike",
         "Its name, while no vehicle leaves its base: what is due then is cancelled."),
    KIND("surge", DISTURBANCE_SURGE, "livestream", "Its name, of days with other demand."),
    {.key = "dates",
     .type = SCHEMA_OWN,
     .read = schema_closed,
     .json = CLOSED_JSON,
     AT(scenario_disturbance, dates),
     .instead_of = "chance spell every lasts",
     .example = "2016-06-20..2016-06-21",
     .help = "On these whole days."},
    {.key = "chance",
     .type = SCHEMA_OWN,
     .read = schema_chance,
     .json = "{\"anyOf\": [" REF("share") ", " MAPPING_OF(
         "^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)$", REF("share")) "]}",
     AT(scenario_disturbance, chance),
     .instead_of = "dates every lasts",
     .example = "{jun: 20 %, jul: 15 %}",
     .help = "Or by chance: the share of days that are so; by month, with none in the months left "
             "out."},
    {.key = "spell",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_DURATION,
     .low = 86400,
     .high = 365 * 86400.0,
     .absent = NAN,
     AT(scenario_disturbance, spell_s),
     .example = "2 d",
     .help = "How many such days follow one another on average; if left out, days don't depend on "
             "one another."},
    {.key = "every",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     AT(scenario_disturbance, every),
     .instead_of = "dates chance spell",
     .example = "{exponential: {mean: 60 d}}",
     .help = "Or time and again: how long it takes from the end of one until the next begins."},
    {.key = "lasts",
     .type = SCHEMA_DISTRIBUTION,
     .unit = QUANTITY_DURATION,
     AT(scenario_disturbance, lasts),
     .instead_of = "dates chance spell",
     .example = "{lognormal: {mean: 5 h, cv: 0.8}}",
     .help = "With `every`: how long each of them lasts."},
    {.key = "at",
     .type = SCHEMA_NAMES,
     AT(scenario_disturbance, at),
     .example = "Wangmo",
     .help = "Hubs, counties or county groups; everywhere if left out. All of them at once."},
    {.key = "between",
     .type = SCHEMA_NAMES,
     AT(scenario_disturbance, between),
     .example = "[Guiyang, Wangmo]",
     .help = "The two ends of a closed road, which is closed both ways."},
    {.key = "way_round",
     .type = SCHEMA_MAPPING,
     .table = &way_round_table,
     AT(scenario_disturbance, way_round),
     .example = "{longer: 40 min, farther: 25 km}",
     .help = "Vehicles take it instead of waiting until the road is open."},
    {.key = "speed",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0.01,
     .high = 1,
     .absent = 1,
     AT(scenario_disturbance, speed),
     .example = "60 %",
     .help = "Of the usual speed, on legs that begin in such weather."},
    {.key = "orders",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_SHARE,
     .low = 0,
     .high = 10,
     .absent = 1,
     AT(scenario_disturbance, orders),
     .example = "80 %",
     .help = "Of the usual parcels, in both directions, on days of such weather."},
    {.key = "factor",
     .type = SCHEMA_QUANTITY,
     .unit = QUANTITY_NUMBER,
     .low = 0,
     .high = 1000,
     .absent = 1,
     AT(scenario_disturbance, factor),
     .example = "3",
     .help = "Of a surge: so many times the usual parcels."},
    {.key = "direction",
     .type = SCHEMA_CHOICE,
     .choices = direction_words,
     AT(scenario_disturbance, direction),
     .example = "outbound",
     .help = "Of a surge: inbound, outbound or both; both if left out."},
};
const struct schema_table schema_disturbance_table = {
    .title = "disturbances",
    .row = "disturbance",
    .named_by = kind_keys,
    .help = "What goes wrong: one of `weather`, `closed_road`, `outage`, `strike` and `surge` says "
            "which kind it is and gives it a name; one of `dates`, `chance` and `every` when it "
            "is.",
    .row_size = sizeof(struct scenario_disturbance),
    TABLE(disturbance_fields),
    .finish = finish_disturbance};
