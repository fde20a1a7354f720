/* SPDX-License-Identifier: GPL-3.0-or-later */
/* calendar_text.c - counts, clock times, dates, weekdays and months as planners write them. */
#include <string.h>

#include "models/scenario/quantity.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Exactly `digits` digits; moves *text behind them. */
static bool read_digits(const char **text, int digits, int *ret)
{
    *ret = 0;
    for (int i = 0; i < digits; i++, (*text)++) {
        if (!is_digit(**text)) {
            return false;
        }
        *ret = 10 * *ret + (**text - '0');
    }
    return true;
}

bool count_read(const char *text, int64_t *ret_count)
{
    const int64_t most = (int64_t)1 << 53;
    if (!is_digit(text[0]) || (text[0] == '0' && text[1] != '\0')) {
        return false;
    }
    int64_t count = 0;
    for (; is_digit(*text); text++) {
        count = 10 * count + (*text - '0');
        if (count > most) {
            return false;
        }
    }
    *ret_count = count;
    return *text == '\0';
}

/* ---- clock ---- */

static bool read_clock(const char **text, des_time *ret_time)
{
    int hour, minute;
    if (!read_digits(text, 2, &hour) || *(*text)++ != ':' || !read_digits(text, 2, &minute)) {
        return false;
    }
    *ret_time = hour * DES_HOUR + minute * DES_MINUTE;
    return minute < 60 && *ret_time <= DES_DAY;
}

bool clock_read(const char *text, des_time *ret_time)
{
    return read_clock(&text, ret_time) && *text == '\0';
}

static const char *skip_blanks(const char *text)
{
    while (*text == ' ' || *text == '\t') {
        text++;
    }
    return text;
}

bool window_read(const char *text, des_time *ret_open, des_time *ret_close)
{
    if (!read_clock(&text, ret_open) || *ret_open == DES_DAY) {
        return false;
    }
    text = skip_blanks(text);
    if (*text++ != '-') {
        return false;
    }
    text = skip_blanks(text);
    if (!read_clock(&text, ret_close) || *text != '\0' || *ret_open == *ret_close) {
        return false;
    }
    if (*ret_close < *ret_open) {
        *ret_close += DES_DAY;
    }
    return true;
}

/* ---- dates ---- */

static int days_in_month(int year, int month)
{
    static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool read_date(const char **text, struct scenario_date *ret)
{
    if (!read_digits(text, 4, &ret->year) || *(*text)++ != '-' ||
        !read_digits(text, 2, &ret->month) || *(*text)++ != '-' ||
        !read_digits(text, 2, &ret->day)) {
        return false;
    }
    return ret->year >= 1900 && ret->year <= 2200 && ret->month >= 1 && ret->month <= 12 &&
           ret->day >= 1 && ret->day <= days_in_month(ret->year, ret->month);
}

bool date_read(const char *text, struct scenario_date *ret_date)
{
    struct scenario_date date;
    if (!read_date(&text, &date) || *text != '\0') {
        return false;
    }
    *ret_date = date;
    return true;
}

bool date_range_read(const char *text, struct scenario_date *ret_from, struct scenario_date *ret_to)
{
    struct scenario_date from, to;
    if (!read_date(&text, &from)) {
        return false;
    }
    to = from;
    text = skip_blanks(text);
    if (*text != '\0') {
        if (strncmp(text, "..", 2) != 0) {
            return false;
        }
        text = skip_blanks(text + 2);
        if (!read_date(&text, &to) || *text != '\0') {
            return false;
        }
    }
    if (scenario_days_from_date(to) < scenario_days_from_date(from)) {
        return false;
    }
    *ret_from = from;
    *ret_to = to;
    return true;
}

/* ---- weekdays, months, hours ---- */

static int name_index(const char *text, size_t length, const char *names, int count)
{
    for (int i = 0; i < count && length == 3; i++) {
        if (memcmp(names + 3 * i, text, 3) == 0) {
            return i;
        }
    }
    return -1;
}

static int weekday_of(const char *text, size_t length)
{
    return name_index(text, length, "montuewedthufrisatsun", 7);
}

int weekday_read(const char *text)
{
    return weekday_of(text, strlen(text));
}

int month_read(const char *text)
{
    return name_index(text, strlen(text), "janfebmaraprmayjunjulaugsepoctnovdec", 12);
}

bool weekdays_read(const char *text, bool days[7])
{
    size_t length = strcspn(text, "-");
    int from = weekday_of(text, length);
    int to = text[length] == '-' ? weekday_read(text + length + 1) : from;
    if (from < 0 || to < 0) {
        return false;
    }
    for (int day = from;; day = (day + 1) % 7) {
        days[day] = true;
        if (day == to) {
            return true;
        }
    }
}

/* One or two digits, 0 to 24. */
static bool read_hour(const char **text, int *ret)
{
    int digits = is_digit((*text)[0]) && is_digit((*text)[1]) ? 2 : 1;
    return read_digits(text, digits, ret) && *ret <= 24;
}

bool hours_read(const char *text, bool hours[24])
{
    int from, to;
    if (!read_hour(&text, &from) || *text++ != '-' || !read_hour(&text, &to) || *text != '\0' ||
        from == to || from == 24) {
        return false;
    }
    for (int hour = from; hour != to % 24 || hour == from; hour = (hour + 1) % 24) {
        hours[hour] = true;
        if ((hour + 1) % 24 == to % 24) {
            break;
        }
    }
    return true;
}
