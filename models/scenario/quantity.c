/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quantity.c - numbers with their units. */
#include "models/scenario/quantity.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    NUMBER_LENGTH = 64, /* characters of a number; more is a mistake, not precision */
    DURATION_UNITS = 7,
};

struct unit {
    const char *name;
    double factor;     /* to SI */
    const char *alias; /* the same unit in words; NULL: none */
};

/* Longest first: a duration's parts go from long to short. */
static const struct unit duration_units[] = {
    {"wk", 604800, "week"}, {"d", 86400, "day"}, {"h", 3600, "hour"}, {"min", 60, "minute"},
    {"s", 1, "second"},     {"ms", 1e-3, NULL},  {"us", 1e-6, NULL},
};
static const struct unit distance_units[] = {{"km", 1000, NULL}, {"m", 1, NULL}};
static const struct unit speed_units[] = {{"km/h", 1 / 3.6, NULL}, {"m/s", 1, NULL}};
static const struct unit share_units[] = {{"%", 0.01, NULL}};
static const struct unit rate_units[] = {
    {"/s", 1, NULL},           {"/min", 1.0 / 60, NULL},    {"/h", 1.0 / 3600, NULL},
    {"/d", 1.0 / 86400, NULL}, {"/wk", 1.0 / 604800, NULL}, {"/y", 1.0 / 31536000, NULL},
};
static const struct unit growth_units[] = {{"%/y", 0.01, NULL}};
static const struct unit per_parcel_units[] = {
    {"s/parcel", 1, NULL}, {"min/parcel", 60, NULL}, {"ms/parcel", 1e-3, NULL}};

static const struct unit volume_units[] = {{"m3", 1, NULL}, {"L", 1e-3, NULL}};
static const struct unit weight_units[] = {{"t", 1000, NULL}, {"kg", 1, NULL}, {"g", 1e-3, NULL}};

/* Of these the first word may be any currency. */
static const struct unit money_units[] = {{"yuan", 1, NULL}};
static const struct unit per_km_units[] = {{"yuan/km", 1e-3, NULL}};
static const struct unit per_hour_units[] = {{"yuan/h", 1.0 / 3600, NULL}};
static const struct unit per_month_units[] = {{"yuan/month", 1, NULL}};
static const struct unit emission_units[] = {{"g/km", 1e-3, NULL}, {"kg/km", 1, NULL}};

#define UNITS(table) table, sizeof table / sizeof *table

struct kind {
    const char *expected, *pattern;
    const struct unit *units;
    size_t count;
};

#define NUMBER_PATTERN "(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?"
#define MONEY_PATTERN  "^" NUMBER_PATTERN "[ \\t]*[A-Za-z]{2,8}"
#define DURATION_NAMES "(us|ms|s|min|h|d|wk|seconds?|minutes?|hours?|days?|weeks?)"

static const struct kind kinds[] = {
    [QUANTITY_NUMBER] = {"a number", "^[+-]?" NUMBER_PATTERN "$", NULL, 0},
    [QUANTITY_DURATION] = {"a duration such as '45 min'",
                           "^" NUMBER_PATTERN "[ \\t]*" DURATION_NAMES "([ \\t]*" NUMBER_PATTERN
                           "[ \\t]*" DURATION_NAMES ")*$",
                           UNITS(duration_units)},
    [QUANTITY_DISTANCE] = {"a distance such as '12 km'", "^" NUMBER_PATTERN "[ \\t]*k?m$",
                           UNITS(distance_units)},
    [QUANTITY_SPEED] = {"a speed such as '40 km/h'", "^" NUMBER_PATTERN "[ \\t]*(km/h|m/s)$",
                        UNITS(speed_units)},
    [QUANTITY_SHARE] = {"a share such as '20 %'", "^" NUMBER_PATTERN "[ \\t]*%$",
                        UNITS(share_units)},
    [QUANTITY_RATE] = {"a rate such as '250 /d'", "^" NUMBER_PATTERN "[ \\t]*/(s|min|h|d|wk|y)$",
                       UNITS(rate_units)},
    [QUANTITY_GROWTH] = {"a growth such as '45 %/y'", "^-?" NUMBER_PATTERN "[ \\t]*%/y$",
                         UNITS(growth_units)},
    [QUANTITY_PER_PARCEL] = {"a time per parcel such as '8 s/parcel'",
                             "^" NUMBER_PATTERN "[ \\t]*(ms|s|min)/parcel$",
                             UNITS(per_parcel_units)},
    [QUANTITY_VOLUME] = {"a volume such as '8 L'", "^" NUMBER_PATTERN "[ \\t]*(L|m3)$",
                         UNITS(volume_units)},
    [QUANTITY_WEIGHT] = {"a weight such as '1.2 kg'", "^" NUMBER_PATTERN "[ \\t]*(g|kg|t)$",
                         UNITS(weight_units)},
    [QUANTITY_MONEY] = {"an amount of money such as '15 yuan'", MONEY_PATTERN "$",
                        UNITS(money_units)},
    [QUANTITY_PER_KM] = {"a price such as '2.1 yuan/km'", MONEY_PATTERN "/km$",
                         UNITS(per_km_units)},
    [QUANTITY_PER_HOUR] = {"a price such as '40 yuan/h'", MONEY_PATTERN "/h$",
                           UNITS(per_hour_units)},
    [QUANTITY_PER_MONTH] = {"a price such as '800 yuan/month'", MONEY_PATTERN "/month$",
                            UNITS(per_month_units)},
    [QUANTITY_EMISSION] = {"emissions such as '180 g/km'", "^" NUMBER_PATTERN "[ \\t]*k?g/km$",
                           UNITS(emission_units)},
};

/* What people write for our units, where the edit distance would guess badly. */
static const struct {
    const char *written, *meant;
} misnomers[] = {
    {"hr", "h"},         {"hrs", "h"},
    {"mins", "min"},     {"minutes", "min"},
    {"sec", "s"},        {"secs", "s"},
    {"M", "min"},        {"H", "h"},
    {"D", "d"},          {"w", "wk"},
    {"mo", "wk"},        {"month", "wk"},
    {"y", "d"},          {"year", "d"},
    {"kmh", "km/h"},     {"kph", "km/h"},
    {"km/hour", "km/h"}, {"kmph", "km/h"},
    {"mph", "km/h"},     {"mi", "km"},
    {"mile", "km"},      {"miles", "km"},
    {"percent", "%"},    {"parcels/h", "/h"},
    {"parcels/d", "/d"}, {"/day", "/d"},
    {"/hour", "/h"},     {"/year", "/y"},
    {"/week", "/wk"},    {"%", "%/y"},
    {"%/year", "%/y"},   {"%/a", "%/y"},
    {"s", "s/parcel"},   {"s per parcel", "s/parcel"},
    {"per hour", "/h"},  {"per day", "/d"},
    {"/month", "/wk"},   {"%/yr", "%/y"},
    {"km/d", "km/h"},    {"l", "L"},
    {"litre", "L"},      {"litres", "L"},
    {"liter", "L"},      {"liters", "L"},
    {"cbm", "m3"},       {"m^3", "m3"},
    {"m\u00b3", "m3"},   {"m", "m3"},
    {"ton", "t"},        {"tonne", "t"},
    {"tons", "t"},       {"tonnes", "t"},
    {"KG", "kg"},        {"Kg", "kg"},
};

const char *quantity_expected(enum quantity_kind kind)
{
    return kinds[kind].expected;
}

const char *quantity_pattern(enum quantity_kind kind)
{
    return kinds[kind].pattern;
}

/* ---- numbers ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_sign(char c)
{
    return c == '-' || c == '+';
}

static const char *skip_digits(const char *text)
{
    while (is_digit(*text)) {
        text++;
    }
    return text;
}

static const char *skip_blanks(const char *text)
{
    while (is_blank(*text)) {
        text++;
    }
    return text;
}

/* The end of the number that begins at `text`, or NULL when none does. */
static const char *number_end(const char *text)
{
    const char *digits = text + is_sign(*text);
    const char *end = skip_digits(digits);
    if (end == digits || (*digits == '0' && end - digits > 1)) {
        return NULL; /* 010 is eight to some and ten to others */
    }
    if (*end == '.') {
        const char *fraction = end + 1;
        end = skip_digits(fraction);
        if (end == fraction) {
            return NULL;
        }
    }
    if (*end == 'e' || *end == 'E') {
        const char *exponent = end + 1 + (end[1] == '+' || end[1] == '-');
        const char *exponent_end = skip_digits(exponent);
        end = exponent_end > exponent ? exponent_end : end;
    }
    return end;
}

/* Reads a number, which may have a sign when it has no unit, and moves *text behind it. The decimal
 * point is a point in every locale. */
static bool read_number(const char **text, bool may_sign, double *ret_value)
{
    const char *end = number_end(*text);
    char digits[NUMBER_LENGTH + 1] = "";
    if (!end || end - *text > NUMBER_LENGTH || (is_sign(**text) && !may_sign)) {
        return false;
    }
    memcpy(digits, *text, (size_t)(end - *text));
    locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* static in the C library */
    *ret_value = strtod_l(digits, NULL, plain);
    freelocale(plain);
    *text = end;
    return isfinite(*ret_value);
}

/* ---- units ---- */

/* Does `text` (of `length` bytes) name the unit: "h", "hour" or "hours"? */
static bool is_unit(const struct unit *unit, const char *text, size_t length)
{
    if (strlen(unit->name) == length && memcmp(unit->name, text, length) == 0) {
        return true;
    }
    size_t alias = unit->alias ? strlen(unit->alias) : 0;
    bool plural = length == alias + 1 && text[alias] == 's';
    return alias > 0 && (length == alias || plural) && memcmp(unit->alias, text, alias) == 0;
}

static const char *nearest_unit(const struct kind *kind, const char *written)
{
    for (size_t m = 0; m < sizeof misnomers / sizeof *misnomers; m++) {
        for (size_t u = 0; u < kind->count && strcmp(misnomers[m].written, written) == 0; u++) {
            if (strcmp(kind->units[u].name, misnomers[m].meant) == 0) {
                return kind->units[u].name;
            }
        }
    }
    const char *names[8], *words[8];
    for (size_t u = 0; u < kind->count; u++) {
        names[u] = kind->units[u].name;
        words[u] = kind->units[u].alias ? kind->units[u].alias : names[u];
    }
    if (kind->count == 1) {
        return names[0];
    }
    const char *name = nearest_name(written, names, kind->count);
    return name ? name : nearest_name(written, words, kind->count);
}

static bool fault(struct quantity_fault *ret, enum problem_code code, const char *expected)
{
    *ret = (struct quantity_fault){.code = code, .expected = expected};
    return false;
}

/* `unit` as written, cut to fit between characters. */
static void copy_unit(struct quantity_fault *ret, const char *unit, size_t length)
{
    if (length >= sizeof ret->unit) {
        length = sizeof ret->unit - 1;
        while (length > 0 && ((unsigned char)unit[length] & 0xc0) == 0x80) {
            length--;
        }
    }
    memcpy(ret->unit, unit, length);
    ret->unit[length] = '\0';
}

static bool unknown_unit(struct quantity_fault *ret, const struct kind *kind, const char *unit,
                         size_t length)
{
    fault(ret, PROBLEM_UNKNOWN_UNIT, kind->expected);
    copy_unit(ret, unit, length);
    ret->nearest = nearest_unit(kind, ret->unit);
    return false;
}

/* A number that ran into something no unit begins with: 1,5 or 1_000 or 0x10. */
static bool runs_on(const char *number, const char *end)
{
    if (*end == ',' || *end == '_' || *end == '.' || *end == '-' || *end == '+' || *end == ':') {
        return true;
    }
    const char *digits = number + is_sign(*number);
    return end - digits == 1 && *digits == '0' && *end && strchr("xXoObB", *end) &&
           (is_digit(end[1]) || (end[1] >= 'a' && end[1] <= 'f'));
}

static size_t unit_length(const char *text)
{
    size_t length = 0;
    while (text[length] && !is_digit(text[length]) && !is_blank(text[length])) {
        length++;
    }
    return length;
}

/* One part of a duration; moves *text behind it. *unit is where the last part's unit stands in
 * the table: parts go from long to short. */
static bool read_part(const char **text, const struct kind *kind, size_t *unit, double *value,
                      struct quantity_fault *ret_fault)
{
    const char *number = *text;
    double part;
    if (!read_number(text, false, &part) || runs_on(number, *text)) {
        return fault(ret_fault, PROBLEM_BAD_NUMBER, kind->expected);
    }
    const char *name = skip_blanks(*text);
    size_t length = unit_length(name);
    if (*name == '\0') {
        return fault(ret_fault, PROBLEM_MISSING_UNIT, kind->expected);
    }
    size_t u = 0;
    while (u < kind->count && !is_unit(&kind->units[u], name, length)) {
        u++;
    }
    if (u == kind->count) {
        return unknown_unit(ret_fault, kind, name, length ? length : strlen(name));
    }
    *value += part * kind->units[u].factor;
    if ((*unit != SIZE_MAX && u <= *unit) || !isfinite(*value)) {
        return fault(ret_fault, PROBLEM_BAD_NUMBER, kind->expected);
    }
    *unit = u;
    *text = skip_blanks(name + length);
    return true;
}

static bool read_duration(const char *text, double *ret_value, struct quantity_fault *ret_fault)
{
    double value = 0;
    size_t unit = SIZE_MAX;
    do {
        if (!read_part(&text, &kinds[QUANTITY_DURATION], &unit, &value, ret_fault)) {
            return false;
        }
    } while (*text);
    *ret_value = value;
    return true;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Letters at the begin of `text` that may be a currency; 0 when they can't. */
static size_t currency_length(const char *text)
{
    size_t length = 0;
    while (is_letter(text[length])) {
        length++;
    }
    return length >= 2 && length <= CURRENCY_LENGTH ? length : 0;
}

bool currency_read(const char *text)
{
    size_t length = currency_length(text);
    return length > 0 && text[length] == '\0';
}

void quantity_currency(const char *text, char ret[CURRENCY_LENGTH + 1])
{
    const char *end = number_end(text);
    const char *unit = skip_blanks(end ? end : text);
    size_t length = currency_length(unit);
    memcpy(ret, unit, length);
    ret[length] = '\0';
}

static bool is_money(const struct kind *kind)
{
    return kind >= &kinds[QUANTITY_MONEY] && kind <= &kinds[QUANTITY_PER_MONTH];
}

/* The same unit in any currency. */
static bool same_price(const char *name, const char *unit)
{
    size_t length = currency_length(unit);
    return length > 0 && strcmp(name + currency_length(name), unit + length) == 0;
}

/* A number, blanks and all of the rest as the unit. */
static bool read_single(const char *text, const struct kind *kind, double *ret_value,
                        struct quantity_fault *ret_fault)
{
    const char *number = text;
    bool shrinks = kind == &kinds[QUANTITY_GROWTH] && *text == '-';
    bool signs = shrinks || kind->count == 0;
    double value;
    if (!read_number(&text, signs, &value) || runs_on(number, text)) {
        return fault(ret_fault, PROBLEM_BAD_NUMBER, kind->expected);
    }
    const char *unit = skip_blanks(text);
    if (kind->count == 0) {
        *ret_value = value;
        return *unit == '\0' || fault(ret_fault, PROBLEM_BAD_NUMBER, kind->expected);
    }
    if (*unit == '\0') {
        return fault(ret_fault, PROBLEM_MISSING_UNIT, kind->expected);
    }
    for (size_t u = 0; u < kind->count; u++) {
        const char *name = kind->units[u].name;
        if (strcmp(name, unit) == 0 || (is_money(kind) && same_price(name, unit))) {
            *ret_value = value * kind->units[u].factor;
            return isfinite(*ret_value) || fault(ret_fault, PROBLEM_BAD_NUMBER, kind->expected);
        }
    }
    return unknown_unit(ret_fault, kind, unit, strlen(unit));
}

bool quantity_read(const char *text, enum quantity_kind kind, double *ret_value,
                   struct quantity_fault *ret_fault)
{
    *ret_fault =
        (struct quantity_fault){.code = PROBLEM_BAD_NUMBER, .expected = kinds[kind].expected};
    *ret_value = 0;
    if (kind == QUANTITY_DURATION) {
        return read_duration(text, ret_value, ret_fault);
    }
    return read_single(text, &kinds[kind], ret_value, ret_fault);
}

bool order_rate_read(const char *text, double *ret_per_second, bool *ret_per_person,
                     struct quantity_fault *ret_fault)
{
    static const struct unit units[] = {{"/person/y", 0, NULL},  {"/person/d", 0, NULL},
                                        {"/person/wk", 0, NULL}, {"/village/d", 0, NULL},
                                        {"/village/h", 0, NULL}, {"/village/y", 0, NULL}};
    static const struct kind kind = {"orders such as '14 /person/y' or '30 /village/d'", NULL,
                                     UNITS(units)};
    const char *number = text, *person = "/person", *village = "/village";
    double value;
    if (!read_number(&text, false, &value) || runs_on(number, text)) {
        return fault(ret_fault, PROBLEM_BAD_NUMBER, kind.expected);
    }
    const char *unit = skip_blanks(text);
    if (*unit == '\0') {
        return fault(ret_fault, PROBLEM_MISSING_UNIT, kind.expected);
    }
    *ret_per_person = strncmp(unit, person, strlen(person)) == 0;
    bool per_village = strncmp(unit, village, strlen(village)) == 0;
    const char *time = unit + (*ret_per_person ? strlen(person) : strlen(village));
    for (size_t u = 0; (*ret_per_person || per_village) && u < kinds[QUANTITY_RATE].count; u++) {
        if (strcmp(kinds[QUANTITY_RATE].units[u].name, time) == 0) {
            *ret_per_second = value * kinds[QUANTITY_RATE].units[u].factor;
            return true;
        }
    }
    return unknown_unit(ret_fault, &kind, unit, strlen(unit));
}

bool precision_read(const char *text, struct scenario_precision *ret)
{
    static const enum quantity_kind units[] = {[PRECISION_RELATIVE] = QUANTITY_SHARE,
                                               [PRECISION_TIME] = QUANTITY_DURATION,
                                               [PRECISION_NUMBER] = QUANTITY_NUMBER};
    for (size_t k = 0; k < sizeof units / sizeof *units; k++) {
        struct quantity_fault unused;
        double value;
        if (quantity_read(text, units[k], &value, &unused)) {
            *ret = (struct scenario_precision){(enum precision_kind)k, value};
            return value > 0 && (k != PRECISION_RELATIVE || value < 1);
        }
    }
    return false;
}

const char *precision_expected(void)
{
    return "a half-width such as '2 %', '30 min' or 0.01";
}
