/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_crew.c - by hand, and where all servers are alike against a server_pool. */
#include <stdlib.h>

#include "engine/crew.h"
#include "engine/distribution.h"
#include "engine/random.h"
#include "tests/assert_close.h"

/* Every day from `open` to `close` o'clock. */
static struct des_calendar daily(int open, int close)
{
    struct des_interval intervals[7];
    for (int day = 0; day < 7; day++) {
        intervals[day] = (struct des_interval){day * DES_DAY + open * DES_HOUR,
                                               day * DES_DAY + close * DES_HOUR};
    }
    struct des_calendar calendar;
    des_calendar_init(&calendar, intervals, 7, 0);
    return calendar;
}

static des_time clock_time(int hour, int minute)
{
    return hour * DES_HOUR + minute * DES_MINUTE;
}

static void assert_taken(struct des_crew *crew, des_time arrival, int minutes, des_time start)
{
    struct des_service service = des_crew_take(crew, arrival, minutes * DES_MINUTE);
    assert_int_equal(service.start, start);
    assert_int_equal(service.finish, start + minutes * DES_MINUTE);
}

static void test_who_has_begun_finishes_after_hours(void **state)
{
    (void)state;
    struct des_calendar early = daily(8, 10), late = daily(9, 12);
    struct des_crew crew;
    des_crew_init(&crew, true);
    des_crew_add(&crew, 1, &early);
    des_crew_add(&crew, 1, &late);
    assert_int_equal(des_crew_start(&crew, 0), clock_time(8, 0));
    assert_taken(&crew, clock_time(9, 30), 60, clock_time(9, 30));  /* the early one, until 10:30 */
    assert_taken(&crew, clock_time(9, 30), 120, clock_time(9, 30)); /* the late one */
    assert_taken(&crew, clock_time(9, 40), 10, clock_time(11, 30)); /* the early one is at home */
    assert_taken(&crew, clock_time(11, 35), 30, clock_time(11, 40));
    assert_int_equal(des_crew_start(&crew, clock_time(12, 0)), clock_time(24 + 8, 0));
    assert_taken(&crew, clock_time(12, 0), 5, clock_time(24 + 8, 0));
    assert_int_equal(des_crew_start_of(&crew, 1, clock_time(12, 0)), clock_time(24 + 9, 0));
    des_crew_done(&crew);
    des_calendar_done(&early);
    des_calendar_done(&late);
}

static void test_a_question_about_later_changes_no_answer_about_now(void **state)
{
    (void)state;
    struct des_calendar hours = daily(8, 10);
    struct des_crew crew;
    des_crew_init(&crew, false);
    des_crew_add(&crew, 1, &hours);
    assert_int_equal(des_crew_start_of(&crew, 0, clock_time(15, 0)), clock_time(24 + 8, 0));
    assert_int_equal(des_crew_start_of(&crew, 0, clock_time(8, 30)), clock_time(8, 30));
    assert_int_equal(des_crew_start_of(&crew, 0, clock_time(7, 0)), clock_time(8, 0));
    des_crew_done(&crew);
    des_calendar_done(&hours);
}

/* Work that is interrupted and resumed, by as many servers as both have. */
static void test_servers_that_are_alike_are_a_server_pool(void **state)
{
    (void)state;
    struct des_distribution gap = des_exponential(20.0 * (double)DES_MINUTE);
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(7, 0, "test", "crew"));
    struct des_calendar hours = daily(6, 13);
    des_calendar_close(&hours, 2 * DES_DAY, 3 * DES_DAY);
    for (unsigned servers = 1; servers <= 20; servers++) {
        struct des_server_pool pool;
        struct des_crew crew;
        des_time arrival = 0;
        des_server_pool_init(&pool, servers, &hours);
        des_crew_init(&crew, false);
        des_crew_add(&crew, servers, &hours);
        for (int i = 0; i < 400; i++) {
            arrival += des_time_round(des_distribution_draw(&gap, &rng)) / servers;
            des_time work = des_time_round(des_distribution_draw(&gap, &rng)) / 3;
            struct des_service expected = des_server_pool_take(&pool, arrival, work);
            struct des_service found = des_crew_take(&crew, arrival, work);
            assert_int_equal(found.start, expected.start);
            assert_int_equal(found.finish, expected.finish);
        }
        des_crew_done(&crew);
        des_server_pool_done(&pool);
    }
    des_calendar_done(&hours);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_has_begun_finishes_after_hours),
        cmocka_unit_test(test_a_question_about_later_changes_no_answer_about_now),
        cmocka_unit_test(test_servers_that_are_alike_are_a_server_pool),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
