/* SPDX-License-Identifier: GPL-3.0-or-later */
/* quantity.h - what a planner writes for a number, a time or a date, read strictly.
 *
 * Numbers: decimal digits with an optional point and exponent, nothing else: no nan, inf, hex,
 * leading zeros, underscores or locale. A quantity is a number, optional blanks, a unit;
 * durations may have several parts ("4 h 20 min"). Results are SI. */
#ifndef MODELS_SCENARIO_QUANTITY_H
#define MODELS_SCENARIO_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/des_time.h"
#include "models/problem/problem.h"
#include "models/scenario/scenario.h"

enum quantity_kind {
    QUANTITY_NUMBER,     /* no unit */
    QUANTITY_DURATION,   /* us ms s min h d wk -> seconds */
    QUANTITY_DISTANCE,   /* m km -> metres */
    QUANTITY_SPEED,      /* m/s km/h -> metres a second */
    QUANTITY_SHARE,      /* % -> fraction of 1 */
    QUANTITY_RATE,       /* /s /min /h /d /wk /y -> a second */
    QUANTITY_GROWTH,     /* %/y -> fraction of 1 a year */
    QUANTITY_PER_PARCEL, /* 8 s/parcel -> seconds */
    QUANTITY_VOLUME,     /* L m3 -> cubic metres */
    QUANTITY_WEIGHT,     /* g kg t -> kilograms */
    QUANTITY_MONEY,      /* 15 yuan; any word of 2 to 8 letters is a currency */
    QUANTITY_PER_KM,     /* 2.1 yuan/km -> yuan a metre */
    QUANTITY_PER_HOUR,   /* 40 yuan/h -> yuan a second */
    QUANTITY_PER_MONTH,  /* 800 yuan/month -> yuan a month */
    QUANTITY_EMISSION,   /* g/km kg/km -> grams a metre */
    QUANTITY_KINDS
};

/* Why a text was refused. `expected` is a phrase such as "a duration such as '45 min'". */
struct quantity_fault {
    enum problem_code code; /* PROBLEM_MISSING_UNIT, PROBLEM_UNKNOWN_UNIT or PROBLEM_BAD_NUMBER */
    const char *expected;   /* static */
    char unit[32];          /* the unknown unit as written, cut to fit */
    const char *nearest;    /* the nearest valid unit, static; or NULL */
};

bool quantity_read(const char *text, enum quantity_kind kind, double *ret_value,
                   struct quantity_fault *ret_fault);
const char *quantity_expected(enum quantity_kind kind); /* "a duration such as '45 min'" */
/* A regular expression (ECMA 262, anchored) for JSON Schema. */
const char *quantity_pattern(enum quantity_kind kind);

/* The currency of a text that was read as one of the kinds of money, into `ret`: "yuan". */
void quantity_currency(const char *text, char ret[CURRENCY_LENGTH + 1]);
/* Is `text` a currency: 2 to 8 letters? */
bool currency_read(const char *text);

/* `14 /person/y`, `30 /village/d`: any rate unit. Sets *ret_per_person. */
bool order_rate_read(const char *text, double *ret_per_second, bool *ret_per_person,
                     struct quantity_fault *ret_fault);

/* `2 %`, `30 min` or `0.01`: above 0, a share below 100 %. */
bool precision_read(const char *text, struct scenario_precision *ret);
const char *precision_expected(void); /* "a half-width such as ..." */

/* A whole number in [0, 2^53], digits only, no leading zero. */
bool count_read(const char *text, int64_t *ret_count);

/* "07:30", "00:00" .. "24:00". */
bool clock_read(const char *text, des_time *ret_time);
/* "08:30-18:30"; an end before the begin wraps past midnight (ret_close is then > DES_DAY). */
bool window_read(const char *text, des_time *ret_open, des_time *ret_close);
/* 2016-11-11, a real date in 1900 .. 2200. */
bool date_read(const char *text, struct scenario_date *ret_date);
/* "2016-11-11..2016-11-13" or a single date. */
bool date_range_read(const char *text, struct scenario_date *ret_from,
                     struct scenario_date *ret_to);
/* mon .. sun -> 0 .. 6 and jan .. dec -> 0 .. 11; -1 when it is neither. */
int weekday_read(const char *text);
int month_read(const char *text);
/* "mon", "mon-fri", "sat-mon" (wraps): marks the days. */
bool weekdays_read(const char *text, bool days[7]);
/* "08-12", "23-08" (wraps) or "8-12": marks the hours. */
bool hours_read(const char *text, bool hours[24]);

/* The entry of `names` (count of them) nearest to `text` by edit distance (Damerau-Levenshtein
 * on characters), or NULL when none is near enough to be meant (more than a third different). */
const char *nearest_name(const char *text, const char *const *names, size_t count);

#endif
