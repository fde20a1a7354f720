/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "engine/calendar.h"
#include "engine/random.h"
#include "engine/require.h"
#include "tests/assert_close.h"

static const struct des_interval two_mornings[] = {
    {8 * DES_HOUR, 12 * DES_HOUR},                     /* Monday */
    {DES_DAY + 8 * DES_HOUR, DES_DAY + 12 * DES_HOUR}, /* Tuesday */
};

static void test_always_open_changes_nothing(void **state)
{
    (void)state;
    struct des_calendar c;
    des_calendar_init_always(&c);
    assert_true(des_calendar_is_always_open(&c) && des_calendar_is_open(&c, 5));
    assert_int_equal(des_calendar_next_open(&c, 5), 5);
    assert_int_equal(des_calendar_worked(&c, 5), 5);
    assert_int_equal(des_calendar_when_worked(&c, 5), 5);
    assert_int_equal(des_calendar_add(&c, 5, 7), 12);
    des_calendar_done(&c);
    des_calendar_done(&c);
    des_calendar_done(NULL);
}

static void test_work_stops_at_closing_and_goes_on_at_the_next_opening(void **state)
{
    (void)state;
    struct des_calendar c;
    des_calendar_init(&c, two_mornings, 2, 0);
    assert_int_equal(des_calendar_add(&c, 11 * DES_HOUR, DES_HOUR), 12 * DES_HOUR);
    assert_int_equal(des_calendar_add(&c, 11 * DES_HOUR, DES_HOUR + 1), DES_DAY + 8 * DES_HOUR + 1);
    assert_int_equal(des_calendar_add(&c, 0, 8 * DES_HOUR), DES_DAY + 12 * DES_HOUR);
    assert_int_equal(des_calendar_add(&c, 0, 80 * DES_HOUR),
                     9 * DES_WEEK + DES_DAY + 12 * DES_HOUR);
    assert_int_equal(des_calendar_add(&c, 12 * DES_HOUR, 0), DES_DAY + 8 * DES_HOUR);
    assert_int_equal(des_calendar_add(&c, 9 * DES_HOUR, 0), 9 * DES_HOUR);
    des_calendar_done(&c);
}

static void test_intervals_are_half_open(void **state)
{
    (void)state;
    struct des_calendar c;
    des_calendar_init(&c, two_mornings, 2, 0);
    assert_false(des_calendar_is_open(&c, 8 * DES_HOUR - 1));
    assert_true(des_calendar_is_open(&c, 8 * DES_HOUR));
    assert_true(des_calendar_is_open(&c, 12 * DES_HOUR - 1));
    assert_false(des_calendar_is_open(&c, 12 * DES_HOUR));
    assert_int_equal(des_calendar_next_open(&c, 2 * DES_DAY), DES_WEEK + 8 * DES_HOUR);
    des_calendar_done(&c);
}

static void test_time_0_may_be_any_weekday(void **state)
{
    (void)state;
    struct des_calendar c;
    des_calendar_init(&c, two_mornings, 2, 1); /* a Tuesday */
    assert_int_equal(des_calendar_next_open(&c, 0), 8 * DES_HOUR);
    assert_int_equal(des_calendar_next_open(&c, 12 * DES_HOUR), 6 * DES_DAY + 8 * DES_HOUR);
    assert_int_equal(des_calendar_worked(&c, 0), 0);
    assert_int_equal(des_calendar_worked(&c, DES_DAY), 4 * DES_HOUR);
    assert_int_equal(des_calendar_worked(&c, DES_WEEK), 8 * DES_HOUR);
    des_calendar_done(&c);
}

static void test_overlapping_and_touching_intervals_become_one(void **state)
{
    (void)state;
    const struct des_interval messy[] = {{50, 60}, {10, 20}, {20, 30}, {12, 15}, {25, 40}};
    struct des_calendar c;
    des_calendar_init(&c, messy, 5, 0);
    assert_int_equal(c.count, 2);
    assert_int_equal(c.intervals[0].open, 10);
    assert_int_equal(c.intervals[0].close, 40);
    assert_int_equal(c.open_per_week, 40);
    des_calendar_done(&c);

    const struct des_interval days[] = {{3 * DES_DAY, DES_WEEK}, {0, 3 * DES_DAY}};
    des_calendar_init(&c, days, 2, 4);
    assert_true(des_calendar_is_always_open(&c));
    assert_int_equal(des_calendar_add(&c, 5, 7), 12);
    des_calendar_done(&c);
}

static void test_never_is_as_late_as_it_gets(void **state)
{
    (void)state;
    const struct des_interval second = {0, 1};
    struct des_calendar c;
    des_calendar_init(&c, &second, 1, 3);
    assert_true(des_calendar_when_worked(&c, DES_NEVER) == DES_NEVER);
    assert_true(des_calendar_next_open(&c, DES_NEVER) >= DES_NEVER);
    des_calendar_done(&c);
}

static void test_same_hours_every_day_need_no_search(void **state)
{
    (void)state;
    struct des_interval week[7];
    for (int day = 0; day < 7; day++) {
        des_time midnight = day * DES_DAY;
        week[day] = (struct des_interval){midnight + 8 * DES_HOUR, midnight + 19 * DES_HOUR};
    }
    for (int kind = 0; kind < 3; kind++) {
        week[6].close += kind == 1 ? DES_MINUTE : 0; /* Sundays differ */
        struct des_calendar c;
        if (kind == 2) {
            des_calendar_init_always(&c);
        } else {
            des_calendar_init(&c, week, 7, 3);
        }
        assert_int_equal(c.day_close == 0, kind == 1);
        for (des_time time = 0; time < 2 * DES_WEEK; time += DES_HOUR / 2 - 1) {
            assert_int_equal(des_calendar_next_open(&c, time), des_calendar_search_open(&c, time));
        }
        for (des_time time = DES_HOUR; time < 2 * DES_DAY; time += DES_HOUR) {
            assert_int_equal(des_calendar_next_open(&c, time), des_calendar_search_open(&c, time));
            assert_int_equal(des_calendar_next_open(&c, time - 1),
                             des_calendar_search_open(&c, time - 1));
        }
        des_calendar_done(&c);
    }
}

/* The plain twin: a flag for every hour, looked at one by one. What lies behind HORIZON is only
 * there to find the next opening. */
enum { HOURS = 7 * 24, HORIZON = 3 * HOURS, ALL_HOURS = 5 * HOURS };

static void assert_as_hour_by_hour(const struct des_calendar *c, const bool open[ALL_HOURS])
{
    des_time worked = 0;
    int next = 0;
    for (int hour = 0; hour < HORIZON; hour++) {
        des_time time = hour * DES_HOUR;
        for (next = hour; !open[next]; next++) {
        }
        assert_int_equal(des_calendar_is_open(c, time), open[hour]);
        assert_int_equal(des_calendar_next_open(c, time + 7),
                         open[hour] ? time + 7 : next * DES_HOUR);
        assert_int_equal(des_calendar_worked(c, time), worked);
        assert_int_equal(des_calendar_worked(c, time + 7), worked + (open[hour] ? 7 : 0));
        if (open[hour]) {
            assert_int_equal(des_calendar_when_worked(c, worked + 7), time + 7);
            assert_int_equal(des_calendar_when_worked(c, worked + DES_HOUR), time + DES_HOUR);
        }
        struct des_open_span span = des_calendar_span_after(c, worked);
        assert_true(span.open <= next * DES_HOUR && next * DES_HOUR < span.close);
        assert_int_equal(span.worked + (next * DES_HOUR - span.open), worked);
        for (int h = next + 1; h * DES_HOUR < span.close && h < HORIZON; h++) {
            assert_true(open[h]); /* one stretch */
        }
        worked += open[hour] ? DES_HOUR : 0;
    }
}

static void repeat_week(const bool week[HOURS], unsigned weekday, bool ret_open[ALL_HOURS])
{
    for (int hour = 0; hour < ALL_HOURS; hour++) {
        ret_open[hour] = week[(hour + (int)weekday * 24) % HOURS];
    }
}

/* Up to eight spans of whole hours, some of which overlap, touch or are empty. */
static void close_some(struct des_calendar *c, struct des_rng *rng, bool open[ALL_HOURS])
{
    for (uint32_t spans = des_rng_word(rng) % 8; spans > 0; spans--) {
        int begin = (int)(des_rng_word(rng) % HORIZON), length = (int)(des_rng_word(rng) % 40);
        des_calendar_close(c, begin * DES_HOUR, (begin + length) * DES_HOUR);
        for (int hour = begin; hour < begin + length; hour++) {
            open[hour] = false;
        }
    }
}

static void test_closed_for_a_span_it_opens_when_that_is_over(void **state)
{
    (void)state;
    struct des_calendar always, copy;
    des_calendar_init_always(&always);
    copy = des_calendar_copy(&always);
    des_calendar_close(&copy, 10, 30);
    des_calendar_close(&copy, 30, 40);
    assert_true(des_calendar_is_always_open(&always) && !des_calendar_is_always_open(&copy));
    assert_int_equal(copy.closure_count, 1);
    assert_int_equal(des_calendar_next_open(&copy, 10), 40);
    assert_int_equal(des_calendar_add(&copy, 4, 6), 10);
    assert_int_equal(des_calendar_add(&copy, 4, 7), 41);
    assert_int_equal(des_calendar_worked(&copy, 100), 70);
    des_calendar_done(&copy);

    struct des_calendar mornings;
    des_calendar_init(&mornings, two_mornings, 2, 0);
    des_calendar_close(&mornings, 9 * DES_HOUR, DES_DAY + 10 * DES_HOUR);
    assert_int_equal(des_calendar_add(&mornings, 8 * DES_HOUR, 2 * DES_HOUR),
                     DES_DAY + 11 * DES_HOUR);
    assert_int_equal(des_calendar_next_open(&mornings, 9 * DES_HOUR), DES_DAY + 10 * DES_HOUR);
    copy = des_calendar_copy(&mornings);
    des_calendar_done(&mornings);
    assert_int_equal(des_calendar_worked(&copy, DES_WEEK), 3 * DES_HOUR);
    des_calendar_done(&copy);
}

static void test_it_agrees_with_looking_at_every_hour(void **state)
{
    (void)state;
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(1, 0, "calendar", ""));
    for (int round = 0; round < 200; round++) {
        bool week[HOURS];
        struct des_interval intervals[HOURS];
        size_t count = 0;
        uint32_t share = des_rng_word(&rng);
        for (int hour = 0; hour < HOURS; hour++) {
            week[hour] = des_rng_word(&rng) <= share || (hour == 100 && count == 0);
            if (week[hour]) {
                intervals[count++] = (struct des_interval){hour * DES_HOUR, (hour + 1) * DES_HOUR};
            }
        }
        if (count == 0) {
            week[101] = true;
            intervals[count++] = (struct des_interval){101 * DES_HOUR, 102 * DES_HOUR};
        }
        unsigned weekday = des_rng_word(&rng) % 7;
        struct des_calendar c;
        bool open[ALL_HOURS];
        repeat_week(week, weekday, open);
        des_calendar_init(&c, intervals, count, weekday);
        assert_as_hour_by_hour(&c, open);
        close_some(&c, &rng, open);
        assert_as_hour_by_hour(&c, open);
        des_calendar_done(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_hours_every_day_need_no_search),
        cmocka_unit_test(test_always_open_changes_nothing),
        cmocka_unit_test(test_work_stops_at_closing_and_goes_on_at_the_next_opening),
        cmocka_unit_test(test_intervals_are_half_open),
        cmocka_unit_test(test_time_0_may_be_any_weekday),
        cmocka_unit_test(test_overlapping_and_touching_intervals_become_one),
        cmocka_unit_test(test_never_is_as_late_as_it_gets),
        cmocka_unit_test(test_closed_for_a_span_it_opens_when_that_is_over),
        cmocka_unit_test(test_it_agrees_with_looking_at_every_hour),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
