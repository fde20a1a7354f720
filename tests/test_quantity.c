/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <regex.h>
#include <string.h>

#include "models/scenario/quantity.h"
#include "tests/assert_close.h"

#define COUNT(table) (sizeof table / sizeof *table)

static void assert_reads(const char *text, enum quantity_kind kind, double expected)
{
    struct quantity_fault fault;
    double value = NAN;
    if (!quantity_read(text, kind, &value, &fault)) {
        fail_msg("'%s' was refused with %d", text, (int)fault.code);
    }
    assert_close(value, expected, 1e-12 * fabs(expected));
}

static struct quantity_fault refusal(const char *text, enum quantity_kind kind)
{
    struct quantity_fault fault = {0};
    double value;
    if (quantity_read(text, kind, &value, &fault)) {
        fail_msg("'%s' was read as %g", text, value);
    }
    assert_ptr_equal(fault.expected, quantity_expected(kind));
    return fault;
}

static void assert_bad_number(const char *text, enum quantity_kind kind)
{
    struct quantity_fault fault = refusal(text, kind);
    if (fault.code != PROBLEM_BAD_NUMBER) {
        fail_msg("'%s' was refused with %d, not as a bad number", text, (int)fault.code);
    }
}

static void assert_unknown_unit(const char *text, enum quantity_kind kind, const char *unit,
                                const char *nearest)
{
    struct quantity_fault fault = refusal(text, kind);
    assert_int_equal(fault.code, PROBLEM_UNKNOWN_UNIT);
    assert_string_equal(fault.unit, unit);
    if (nearest) {
        assert_non_null(fault.nearest);
        assert_string_equal(fault.nearest, nearest);
    } else {
        assert_null(fault.nearest);
    }
}

static void test_a_half_width_is_a_share_a_duration_or_a_number(void **state)
{
    (void)state;
    struct scenario_precision precision;
    assert_true(precision_read("2 %", &precision));
    assert_int_equal(precision.kind, PRECISION_RELATIVE);
    assert_close(precision.half_width, 0.02, 1e-15);
    assert_true(precision_read("1 h 30 min", &precision));
    assert_int_equal(precision.kind, PRECISION_TIME);
    assert_close(precision.half_width, 5400, 0);
    assert_true(precision_read("0.01", &precision));
    assert_int_equal(precision.kind, PRECISION_NUMBER);
    assert_close(precision.half_width, 0.01, 0);
    static const char *const wrong[] = {"0", "0 %", "100 %", "0 min", "-1", "2 km", "", "few"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(precision_read(wrong[i], &precision));
    }
}

static void test_numbers_are_read_as_written(void **state)
{
    (void)state;
    assert_reads("0", QUANTITY_NUMBER, 0);
    assert_reads("-0", QUANTITY_NUMBER, 0);
    assert_reads("+5", QUANTITY_NUMBER, 5);
    assert_reads("-24.9604", QUANTITY_NUMBER, -24.9604);
    assert_reads("1e3", QUANTITY_NUMBER, 1000);
    assert_reads("2.5E-2", QUANTITY_NUMBER, 0.025);
    assert_reads("0.5", QUANTITY_NUMBER, 0.5);
}

static void test_what_is_no_plain_number_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",    ".5",  "5.",   "nan", "inf",   "-inf",  "0x10",  "010", "1_000", "1,5",
        "--1", "+-1", "1e",   "1e+", "1 2",   "1.2.3", "1e999", "abc", "１２",  "5 km",
        "+",   "-",   "1e3.", "- 1", "1'000", "0b1",   "1f",    "∞",   "1\n",   "-.5",
    };
    for (size_t i = 0; i < COUNT(texts); i++) {
        assert_bad_number(texts[i], QUANTITY_NUMBER);
    }
    char endless[5001];
    memset(endless, '9', sizeof endless - 1);
    endless[sizeof endless - 1] = '\0';
    assert_bad_number(endless, QUANTITY_NUMBER);
}

static void test_every_unit_is_converted_to_si(void **state)
{
    (void)state;
    assert_reads("3 us", QUANTITY_DURATION, 3e-6);
    assert_reads("3ms", QUANTITY_DURATION, 3e-3);
    assert_reads("12 s", QUANTITY_DURATION, 12);
    assert_reads("45 min", QUANTITY_DURATION, 2700);
    assert_reads("1.5h", QUANTITY_DURATION, 5400);
    assert_reads("7 d", QUANTITY_DURATION, 604800);
    assert_reads("2 wk", QUANTITY_DURATION, 1209600);
    assert_reads("12 km", QUANTITY_DISTANCE, 12000);
    assert_reads("800 m", QUANTITY_DISTANCE, 800);
    assert_reads("36 km/h", QUANTITY_SPEED, 10);
    assert_reads("4 m/s", QUANTITY_SPEED, 4);
    assert_reads("20 %", QUANTITY_SHARE, 0.2);
    assert_reads("250 /d", QUANTITY_RATE, 250.0 / 86400);
    assert_reads("2/s", QUANTITY_RATE, 2);
    assert_reads("6 /min", QUANTITY_RATE, 0.1);
    assert_reads("45 %/y", QUANTITY_GROWTH, 0.45);
    assert_reads("8 s/parcel", QUANTITY_PER_PARCEL, 8);
    assert_reads("15 yuan", QUANTITY_MONEY, 15);
    assert_reads("2.1 yuan/km", QUANTITY_PER_KM, 2.1e-3);
    assert_reads("36 EUR/h", QUANTITY_PER_HOUR, 0.01);
    assert_reads("800CNY/month", QUANTITY_PER_MONTH, 800);
    assert_reads("180 g/km", QUANTITY_EMISSION, 0.18);
    assert_reads("0.6 kg/km", QUANTITY_EMISSION, 0.6);
    assert_reads("8 L", QUANTITY_VOLUME, 0.008);
    assert_reads("4.5m3", QUANTITY_VOLUME, 4.5);
    assert_reads("350 g", QUANTITY_WEIGHT, 0.35);
    assert_reads("1.2 kg", QUANTITY_WEIGHT, 1.2);
    assert_reads("1.5 t", QUANTITY_WEIGHT, 1500);
}

static void test_money_may_be_of_any_currency_but_needs_one(void **state)
{
    (void)state;
    char currency[CURRENCY_LENGTH + 1];
    quantity_currency("2.1 yuan/km", currency);
    assert_string_equal(currency, "yuan");
    quantity_currency("800CNY/month", currency);
    assert_string_equal(currency, "CNY");
    assert_int_equal(refusal("2.1", QUANTITY_MONEY).code, PROBLEM_MISSING_UNIT);
    assert_unknown_unit("2.1 yuan", QUANTITY_PER_KM, "yuan", "yuan/km");
    assert_unknown_unit("8 l", QUANTITY_VOLUME, "l", "L");
    assert_unknown_unit("4 m\u00b3", QUANTITY_VOLUME, "m\u00b3", "m3");
    assert_unknown_unit("2 tons", QUANTITY_WEIGHT, "tons", "t");
    assert_unknown_unit("2 $/km", QUANTITY_PER_KM, "$/km", "yuan/km");
    assert_unknown_unit("2 yuan/h", QUANTITY_PER_KM, "yuan/h", "yuan/km");
    assert_true(currency_read("CNY"));
    assert_false(currency_read("k"));
    assert_false(currency_read("renminbis"));
    assert_false(currency_read("yuan/km"));
}

static void test_a_duration_may_have_parts_from_long_to_short(void **state)
{
    (void)state;
    assert_reads("4 h 20 min", QUANTITY_DURATION, 15600);
    assert_reads("1d 2h 3min 4s", QUANTITY_DURATION, 93784);
    assert_bad_number("20 min 4 h", QUANTITY_DURATION);
    assert_bad_number("1 h 1 h", QUANTITY_DURATION);
    assert_bad_number("1 h and 5 min", QUANTITY_DURATION);
    assert_int_equal(refusal("4 h 20", QUANTITY_DURATION).code, PROBLEM_MISSING_UNIT);
}

static void test_a_bare_number_lacks_its_unit(void **state)
{
    (void)state;
    for (enum quantity_kind kind = QUANTITY_DURATION; kind <= QUANTITY_PER_PARCEL; kind++) {
        assert_int_equal(refusal("45", kind).code, PROBLEM_MISSING_UNIT);
        assert_int_equal(refusal("0", kind).code, PROBLEM_MISSING_UNIT);
    }
    assert_string_equal(quantity_expected(QUANTITY_DURATION), "a duration such as '45 min'");
}

static void test_an_unknown_unit_gets_the_nearest_one(void **state)
{
    (void)state;
    assert_unknown_unit("45 mins", QUANTITY_DURATION, "mins", "min");
    assert_unknown_unit("3 hrs", QUANTITY_DURATION, "hrs", "h");
    assert_unknown_unit("40 kmh", QUANTITY_SPEED, "kmh", "km/h");
    assert_unknown_unit("40 km/hr", QUANTITY_SPEED, "km/hr", "km/h");
    assert_unknown_unit("12 Km", QUANTITY_DISTANCE, "Km", "km");
    assert_unknown_unit("3 fortnights", QUANTITY_DURATION, "fortnights", NULL);
}

static void test_a_long_unit_is_cut_between_characters(void **state)
{
    (void)state;
    struct quantity_fault fault = refusal("3 公里公里公里公里公里公里公里", QUANTITY_DISTANCE);
    assert_int_equal(fault.code, PROBLEM_UNKNOWN_UNIT);
    assert_string_equal(fault.unit, "公里公里公里公里公里");
}

static void test_only_numbers_and_growth_may_be_negative(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum quantity_kind kind;
    } rows[] = {
        {"-5 min", QUANTITY_DURATION}, {"1 h -5 min", QUANTITY_DURATION},
        {"-5 km", QUANTITY_DISTANCE},  {"-5 km/h", QUANTITY_SPEED},
        {"-5 %", QUANTITY_SHARE},      {"-5 /d", QUANTITY_RATE},
        {"+5 %/y", QUANTITY_GROWTH},   {"-5 s/parcel", QUANTITY_PER_PARCEL},
        {"+5 min", QUANTITY_DURATION}, {"-0 min", QUANTITY_DURATION},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_bad_number(rows[i].text, rows[i].kind);
    }
    assert_reads("-5 %/y", QUANTITY_GROWTH, -0.05);
}

static void test_no_unit_takes_a_number_beyond_all_bounds(void **state)
{
    (void)state;
    assert_bad_number("1e308 wk", QUANTITY_DURATION);
    assert_bad_number("1e308 km", QUANTITY_DISTANCE);
    struct quantity_fault fault;
    double rate;
    bool per_person;
    assert_false(order_rate_read("1e999 /person/y", &rate, &per_person, &fault));
}

static void test_the_point_is_a_point_in_every_locale(void **state)
{
    (void)state;
    static const char *const comma[] = {"de_DE.UTF-8", "et_EE.UTF-8", "fr_FR.UTF-8"};
    for (size_t i = 0; i < COUNT(comma); i++) {
        setlocale(LC_NUMERIC, comma[i]); /* where it isn't installed, nothing changes */
        assert_reads("1.5 h", QUANTITY_DURATION, 5400);
        assert_bad_number("1,5 h", QUANTITY_DURATION);
    }
    setlocale(LC_NUMERIC, "C");
}

/* The patterns are for JSON Schema; none uses what POSIX would read differently, but \t. */
static bool matches(const char *pattern, const char *text)
{
    char posix[1000];
    size_t used = 0;
    for (size_t i = 0; pattern[i]; i++) {
        bool tab = pattern[i] == '\\' && pattern[i + 1] == 't';
        posix[used++] = tab ? '\t' : pattern[i];
        i += tab;
        assert_true(used < sizeof posix);
    }
    posix[used] = '\0';
    regex_t regex;
    assert_int_equal(regcomp(&regex, posix, REG_EXTENDED | REG_NOSUB), 0);
    bool match = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return match;
}

static void test_the_patterns_agree_with_the_reader(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "5",      "-5",          "+5",         "1e3",       ".5",      "5.",
        "010",    "5 min",       "-5 min",     "5min",      "5 km",    "5 m",
        "5 km/h", "5 m/s",       "5 %",        "5 /d",      "5/s",     "5 %/y",
        "-5 %/y", "+5 %/y",      "5 s/parcel", "1 h 2 min", "5 mins",  "5 KM",
        "",       "5 ms/parcel", "5 yuan",     "5 EUR/km",  "5yuan/h", "5 CNY/month",
        "5 y",    "5 abcdefghi", "5 g/km",     "5 kg/km",
    };
    for (enum quantity_kind kind = QUANTITY_NUMBER; kind < QUANTITY_KINDS; kind++) {
        for (size_t i = 0; i < COUNT(texts); i++) {
            struct quantity_fault fault;
            double value;
            bool read = quantity_read(texts[i], kind, &value, &fault);
            if (read != matches(quantity_pattern(kind), texts[i])) {
                fail_msg("kind %d: '%s' read: %d, pattern: %d", (int)kind, texts[i], read, !read);
            }
        }
    }
}

static void test_orders_are_by_person_or_by_village(void **state)
{
    (void)state;
    struct quantity_fault fault;
    double rate;
    bool per_person;
    assert_true(order_rate_read("14 /person/y", &rate, &per_person, &fault));
    assert_true(per_person);
    assert_close(rate, 14.0 / (365 * 86400.0), 1e-15);
    assert_true(order_rate_read("30/village/d", &rate, &per_person, &fault));
    assert_false(per_person);
    assert_close(rate, 30.0 / 86400, 1e-15);
    assert_false(order_rate_read("30", &rate, &per_person, &fault));
    assert_int_equal(fault.code, PROBLEM_MISSING_UNIT);
    assert_false(order_rate_read("-30 /village/d", &rate, &per_person, &fault));
    assert_int_equal(fault.code, PROBLEM_BAD_NUMBER);
    assert_false(order_rate_read("30 /vilage/d", &rate, &per_person, &fault));
    assert_int_equal(fault.code, PROBLEM_UNKNOWN_UNIT);
    assert_string_equal(fault.unit, "/vilage/d");
    assert_string_equal(fault.nearest, "/village/d");
    assert_false(order_rate_read("30 /d", &rate, &per_person, &fault));
    assert_int_equal(fault.code, PROBLEM_UNKNOWN_UNIT);
}

static void test_counts_are_whole_and_plain(void **state)
{
    (void)state;
    static const char *const refused[] = {"",    "-1",
                                          "+1",  "01",
                                          "1.0", "1e3",
                                          " 1",  "1 ",
                                          "0x1", "9007199254740993",
                                          "00",  "１",
                                          "1,0", "99999999999999999999999"};
    int64_t count = -1;
    assert_true(count_read("0", &count));
    assert_int_equal(count, 0);
    assert_true(count_read("9007199254740992", &count));
    assert_true(count == (int64_t)1 << 53);
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (count_read(refused[i], &count)) {
            fail_msg("'%s' was read", refused[i]);
        }
    }
}

static void test_clock_times_go_from_0_to_24(void **state)
{
    (void)state;
    static const char *const refused[] = {"7:30", "24:01", "25:00",  "07:60", "07.30",    "0730",
                                          "07:3", "",      "07:30 ", "-1:00", "07:30:00", "99:99"};
    des_time time;
    assert_true(clock_read("00:00", &time));
    assert_int_equal(time, 0);
    assert_true(clock_read("07:30", &time));
    assert_int_equal(time, 7 * DES_HOUR + 30 * DES_MINUTE);
    assert_true(clock_read("24:00", &time));
    assert_int_equal(time, DES_DAY);
    for (size_t i = 0; i < COUNT(refused); i++) {
        assert_false(clock_read(refused[i], &time));
    }
}

static void test_a_window_may_wrap_past_midnight(void **state)
{
    (void)state;
    des_time open, close;
    assert_true(window_read("08:30-18:30", &open, &close));
    assert_int_equal(open, 8 * DES_HOUR + 30 * DES_MINUTE);
    assert_int_equal(close, 18 * DES_HOUR + 30 * DES_MINUTE);
    assert_true(window_read("22:00-06:00", &open, &close));
    assert_int_equal(close, DES_DAY + 6 * DES_HOUR);
    assert_true(window_read("00:00-24:00", &open, &close));
    assert_int_equal(close - open, DES_DAY);
    assert_false(window_read("08:00-08:00", &open, &close));
    assert_false(window_read("08:00", &open, &close));
    assert_false(window_read("08:00-", &open, &close));
    assert_false(window_read("24:00-08:00", &open, &close));
}

static void test_only_real_dates_are_dates(void **state)
{
    (void)state;
    static const char *const refused[] = {
        "2015-02-29", "1900-02-29", "2016-13-01",      "2016-00-10", "2016-04-31",
        "2016-11-00", "16-11-11",   "2016-1-1",        "1899-12-31", "2201-01-01",
        "2016/11/11", "",           "2016-11-11T00:00"};
    struct scenario_date date = {0};
    assert_true(date_read("2016-02-29", &date));
    assert_true(date.year == 2016 && date.month == 2 && date.day == 29);
    assert_true(date_read("2000-02-29", &date));
    for (size_t i = 0; i < COUNT(refused); i++) {
        if (date_read(refused[i], &date)) {
            fail_msg("'%s' was read", refused[i]);
        }
    }
}

static void test_a_range_of_dates_goes_forward(void **state)
{
    (void)state;
    struct scenario_date from, to;
    assert_true(date_range_read("2016-11-11..2016-11-13", &from, &to));
    assert_true(from.day == 11 && to.day == 13);
    assert_true(date_range_read("2016-11-11", &from, &to));
    assert_true(from.day == 11 && to.day == 11);
    assert_false(date_range_read("2016-11-13..2016-11-11", &from, &to));
    assert_false(date_range_read("2016-11-11..", &from, &to));
    assert_false(date_range_read("2016-11-11...2016-11-13", &from, &to));
}

static void test_weekdays_and_months_by_their_short_names(void **state)
{
    (void)state;
    assert_int_equal(weekday_read("mon"), 0);
    assert_int_equal(weekday_read("sun"), 6);
    assert_int_equal(weekday_read("monday"), -1);
    assert_int_equal(weekday_read(""), -1);
    assert_int_equal(weekday_read("ont"), -1);
    assert_int_equal(month_read("jan"), 0);
    assert_int_equal(month_read("dec"), 11);
    assert_int_equal(month_read("anf"), -1);
}

static void test_ranges_of_weekdays_and_hours_wrap(void **state)
{
    (void)state;
    bool days[7] = {false}, hours[24] = {false}, morning[24] = {false}, all[24] = {false};
    assert_true(weekdays_read("sat-mon", days));
    assert_true(days[5] && days[6] && days[0] && !days[1] && !days[4]);
    assert_false(weekdays_read("mon-", days));
    assert_false(weekdays_read("mon-fri-sun", days));
    assert_true(hours_read("23-08", hours));
    assert_true(hours[23] && hours[0] && hours[7] && !hours[8] && !hours[22]);
    assert_true(hours_read("8-12", morning));
    assert_true(!morning[7] && morning[8] && morning[11] && !morning[12]);
    assert_true(hours_read("0-24", all));
    for (int hour = 0; hour < 24; hour++) {
        assert_true(all[hour]);
    }
    assert_false(hours_read("8-8", all));
    assert_false(hours_read("8-25", all));
    assert_false(hours_read("24-8", all));
    assert_false(hours_read("8", all));
}

static void test_the_nearest_name_is_near(void **state)
{
    (void)state;
    static const char *const names[] = {"Kose-1", "Kose-2", "Harju", "寻乌县", "南桥镇"};
    assert_string_equal(nearest_name("Kose2", names, 5), "Kose-2");
    assert_string_equal(nearest_name("harju", names, 5), "Harju");
    assert_string_equal(nearest_name("Hraju", names, 5), "Harju");
    assert_string_equal(nearest_name("寻乌", names, 5), "寻乌县");
    assert_null(nearest_name("Tartu", names, 5));
    assert_null(nearest_name("", names, 5));
    assert_null(nearest_name("\xff\xfe", names, 5));
    assert_null(nearest_name("Kose2", NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_half_width_is_a_share_a_duration_or_a_number),
        cmocka_unit_test(test_numbers_are_read_as_written),
        cmocka_unit_test(test_what_is_no_plain_number_is_refused),
        cmocka_unit_test(test_every_unit_is_converted_to_si),
        cmocka_unit_test(test_money_may_be_of_any_currency_but_needs_one),
        cmocka_unit_test(test_a_duration_may_have_parts_from_long_to_short),
        cmocka_unit_test(test_a_bare_number_lacks_its_unit),
        cmocka_unit_test(test_an_unknown_unit_gets_the_nearest_one),
        cmocka_unit_test(test_a_long_unit_is_cut_between_characters),
        cmocka_unit_test(test_only_numbers_and_growth_may_be_negative),
        cmocka_unit_test(test_no_unit_takes_a_number_beyond_all_bounds),
        cmocka_unit_test(test_the_point_is_a_point_in_every_locale),
        cmocka_unit_test(test_the_patterns_agree_with_the_reader),
        cmocka_unit_test(test_orders_are_by_person_or_by_village),
        cmocka_unit_test(test_counts_are_whole_and_plain),
        cmocka_unit_test(test_clock_times_go_from_0_to_24),
        cmocka_unit_test(test_a_window_may_wrap_past_midnight),
        cmocka_unit_test(test_only_real_dates_are_dates),
        cmocka_unit_test(test_a_range_of_dates_goes_forward),
        cmocka_unit_test(test_weekdays_and_months_by_their_short_names),
        cmocka_unit_test(test_ranges_of_weekdays_and_hours_wrap),
        cmocka_unit_test(test_the_nearest_name_is_near),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
