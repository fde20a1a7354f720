/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_server_pool.c - against a simulation event by event, and against queueing theory. The
 * bounds are 99.9 % intervals from independent replications around the simulated mean. */
#include <gsl/gsl_cdf.h>
#include <stdlib.h>

#include "engine/distribution.h"
#include "engine/require.h"
#include "engine/server_pool.h"
#include "engine/tally.h"
#include "tests/assert_close.h"

/* ---- the plain twin: waiting line, servers with work left, opening and closing ---- */

enum { MOST_SERVERS = 50, MOST_CUSTOMERS = 400, NOBODY = -1 };

struct plain {
    const struct des_calendar *calendar;
    int servers, customers;
    des_time arrivals[MOST_CUSTOMERS];
    double works[MOST_CUSTOMERS];
    struct des_service expected[MOST_CUSTOMERS];
    des_time now;
    int arrived, begun;
    int serving[MOST_SERVERS];
    des_time left[MOST_SERVERS];
};

static void plain_serve(struct plain *self)
{
    bool changed = true;
    while (changed) {
        changed = false;
        for (int s = 0; s < self->servers; s++) {
            if (self->serving[s] != NOBODY && self->left[s] == 0) {
                self->expected[self->serving[s]].finish = self->now;
                self->serving[s] = NOBODY;
                changed = true;
            }
            if (self->serving[s] == NOBODY && self->begun < self->arrived &&
                des_calendar_is_open(self->calendar, self->now)) {
                self->serving[s] = self->begun++;
                self->left[s] = (des_time)self->works[self->serving[s]];
                self->expected[self->serving[s]].start = self->now;
                changed = true;
            }
        }
    }
}

/* The next hour, arrival or completion; calendars here only change on the hour. */
static des_time plain_next(const struct plain *self, bool open)
{
    des_time next = (self->now / DES_HOUR + 1) * DES_HOUR;
    if (self->arrived < self->customers && self->arrivals[self->arrived] < next) {
        next = self->arrivals[self->arrived];
    }
    for (int s = 0; s < self->servers; s++) {
        if (open && self->serving[s] != NOBODY && self->now + self->left[s] < next) {
            next = self->now + self->left[s];
        }
    }
    return next;
}

static bool plain_is_done(const struct plain *self)
{
    for (int s = 0; s < self->servers; s++) {
        if (self->serving[s] != NOBODY) {
            return false;
        }
    }
    return self->begun == self->customers;
}

static void plain_run(struct plain *self)
{
    for (int s = 0; s < self->servers; s++) {
        self->serving[s] = NOBODY;
    }
    while (!plain_is_done(self)) {
        bool open = des_calendar_is_open(self->calendar, self->now);
        des_time next = plain_next(self, open);
        for (int s = 0; s < self->servers; s++) {
            if (open && self->serving[s] != NOBODY) {
                self->left[s] -= next - self->now;
            }
        }
        self->now = next;
        while (self->arrived < self->customers && self->arrivals[self->arrived] == next) {
            self->arrived++;
        }
        plain_serve(self);
    }
}

static void random_calendar(struct des_rng *rng, struct des_calendar *ret_calendar)
{
    struct des_interval intervals[6];
    size_t count = 1 + des_rng_word(rng) % 6;
    for (size_t i = 0; i < count; i++) {
        unsigned hour = des_rng_word(rng) % 160;
        intervals[i].open = hour * DES_HOUR;
        intervals[i].close = (hour + 1 + des_rng_word(rng) % (168 - hour)) * DES_HOUR;
    }
    if (des_rng_word(rng) % 4 == 0) {
        des_calendar_init_always(ret_calendar);
    } else {
        des_calendar_init(ret_calendar, intervals, count, des_rng_word(rng) % 7);
    }
}

/* On a grid of quarters of an hour half of the time, so that things happen together. */
static void random_customers(struct plain *self, struct des_rng *rng)
{
    des_time grid = des_rng_word(rng) % 2 == 0 ? 15 * DES_MINUTE : 1;
    double gap = des_rng_unit(rng) * 4 * (double)DES_HOUR;
    des_time time = 0;
    for (int i = 0; i < self->customers; i++) {
        double unit = des_exponential_from_bits(des_rng_word64(rng));
        time += des_time_round(unit * gap);
        self->arrivals[i] = time / grid * grid;
        unit = des_exponential_from_bits(des_rng_word64(rng));
        des_time work = des_time_round(unit * gap * self->servers);
        self->works[i] = (double)(work / grid * grid);
    }
}

static void assert_as_plain(struct plain *plain, struct des_rng *rng)
{
    struct des_server_pool pool;
    unsigned servers = (unsigned)plain->servers;
    /* No calendar must be the same as one that is always open. */
    bool always = des_calendar_is_always_open(plain->calendar) && des_rng_word(rng) % 2 == 0;
    des_server_pool_init(&pool, servers, always ? NULL : plain->calendar);
    struct des_service services[MOST_CUSTOMERS];
    int taken = 0;
    while (taken < plain->customers) { /* one by one and batches in turns */
        struct des_service one =
            des_server_pool_take(&pool, plain->arrivals[taken], (des_time)plain->works[taken]);
        services[taken++] = one;
        size_t batch = des_rng_word(rng) % 20;
        size_t rest = (size_t)(plain->customers - taken);
        batch = batch < rest ? batch : rest;
        des_server_pool_take_all(&pool, batch, &plain->arrivals[taken], &plain->works[taken],
                                 &services[taken]);
        taken += (int)batch;
        des_server_pool_verify(&pool);
    }
    for (int i = 0; i < plain->customers; i++) {
        assert_int_equal(services[i].start, plain->expected[i].start);
        assert_int_equal(services[i].finish, plain->expected[i].finish);
    }
    des_server_pool_done(&pool);
}

static void test_it_agrees_with_simulating_every_event(void **state)
{
    (void)state;
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(1, 0, "server pool", ""));
    for (int round = 0; round < 250; round++) {
        struct des_calendar calendar;
        random_calendar(&rng, &calendar);
        struct plain plain = {.calendar = &calendar,
                              .servers = 1 + round % MOST_SERVERS,
                              .customers = MOST_CUSTOMERS};
        random_customers(&plain, &rng);
        plain_run(&plain);
        assert_as_plain(&plain, &rng);
        des_calendar_done(&calendar);
    }
}

/* 3,000 customers of a century each are 2^63 microseconds. */
static void test_work_without_end_never_ends_and_nothing_overflows(void **state)
{
    (void)state;
    enum { CUSTOMERS = 3000 };
    static des_time arrivals[CUSTOMERS];
    static double works[CUSTOMERS];
    static struct des_service services[CUSTOMERS];
    const struct des_interval minute[] = {{0, DES_MINUTE}};
    struct des_calendar calendars[2];
    des_calendar_init_always(&calendars[0]);
    des_calendar_init(&calendars[1], minute, 1, 0);
    for (size_t i = 0; i < CUSTOMERS; i++) {
        works[i] = 100 * 366 * (double)DES_DAY;
    }
    for (int c = 0; c < 2; c++) {
        for (unsigned servers = 1; servers <= 20; servers += 19) {
            struct des_server_pool pool;
            des_server_pool_init(&pool, servers, &calendars[c]);
            des_server_pool_take_all(&pool, CUSTOMERS, arrivals, works, services);
            for (size_t i = 1; i < CUSTOMERS; i++) {
                assert_true(services[i].start >= services[i - 1].start);
                assert_true(services[i].finish >= services[i].start);
            }
            assert_true(services[CUSTOMERS - 1].finish >= 100 * 366 * DES_DAY * (3000 / 20 - 1));
            des_server_pool_verify(&pool);
            des_server_pool_done(&pool);
        }
        des_calendar_done(&calendars[c]);
    }
}

static void test_work_is_rounded_to_the_nearest_microsecond(void **state)
{
    (void)state;
    const des_time arrivals[] = {0, 0, 0};
    const double works[] = {1.4, 1.5, 0.2};
    struct des_service services[3];
    struct des_server_pool pool;
    des_server_pool_init(&pool, 1, NULL);
    des_server_pool_take_all(&pool, 3, arrivals, works, services);
    assert_int_equal(services[0].finish, 1);
    assert_int_equal(services[1].finish, 3);
    assert_int_equal(services[2].finish, 3);
    des_server_pool_done(&pool);
    des_server_pool_done(&pool);
    des_server_pool_done(NULL);
}

/* ---- ORACLES, Queues and stations ---- */

/* Row 'Hand simulation'; one time unit is a second. */
static void test_hand_simulation(void **state)
{
    (void)state;
    const int tenths_between[] = {4, 12, 5, 17, 2, 16, 2, 14, 19};
    const int tenths_of_service[] = {20, 7, 2, 11, 37, 6};
    const des_time tenth = DES_SECOND / 10;
    struct des_server_pool pool;
    des_server_pool_init(&pool, 1, NULL);
    des_time arrivals[9], arrival = 0, end = 0, delays = 0, busy = 0, queued = 0;
    for (int i = 0; i < 9; i++) {
        arrival += tenths_between[i] * tenth;
        arrivals[i] = arrival;
    }
    struct des_service services[6];
    for (int i = 0; i < 6; i++) {
        services[i] = des_server_pool_take(&pool, arrivals[i], tenths_of_service[i] * tenth);
        end = services[i].start; /* of the 6th delay, in the end */
        delays += services[i].start - arrivals[i];
    }
    for (int i = 0; i < 9; i++) {
        des_time begin = i < 6 ? services[i].start : DES_NEVER;
        queued += des_time_overlap(arrivals[i], begin, 0, end);
        busy += i < 6 ? des_time_overlap(services[i].start, services[i].finish, 0, end) : 0;
    }
    assert_int_equal(end, 86 * tenth);
    assert_int_equal(delays, 57 * tenth); /* mean .95 */
    assert_int_equal(queued, 99 * tenth);
    assert_int_equal(busy, 77 * tenth);
    des_server_pool_done(&pool);
}

enum { CUSTOMERS = 100000, WARM_UP = 10000, REPLICATIONS = 30 };

/* One run of one kind of queue; times in hours, kept in microseconds. */
struct run {
    des_time *arrivals;
    double *works;
    struct des_service *services;
    struct des_rng arriving, working;
};

static struct run run_begin(uint32_t replication, const char *name)
{
    struct run run;
    run.arrivals = des_allocate(CUSTOMERS, sizeof *run.arrivals);
    run.works = des_allocate(CUSTOMERS, sizeof *run.works);
    run.services = des_allocate(CUSTOMERS, sizeof *run.services);
    des_rng_init(&run.arriving, des_stream_make(1, replication, "arrivals", name));
    des_rng_init(&run.working, des_stream_make(1, replication, "services", name));
    return run;
}

static void run_end(struct run *self)
{
    free(self->arrivals);
    free(self->works);
    free(self->services);
}

static void run_arrive(struct run *self, double per_hour, size_t count)
{
    struct des_distribution gap = des_exponential((double)DES_HOUR / per_hour);
    des_distribution_fill(&gap, &self->arriving, self->works, count);
    des_time time = 0;
    for (size_t i = 0; i < count; i++) {
        time += des_time_round(self->works[i]);
        self->arrivals[i] = time;
    }
}

static void run_serve(struct run *self, unsigned servers, struct des_distribution hours,
                      size_t count)
{
    des_distribution_scale(&hours, (double)DES_HOUR);
    des_distribution_fill(&hours, &self->working, self->works, count);
    struct des_server_pool pool;
    des_server_pool_init(&pool, servers, NULL);
    des_server_pool_take_all(&pool, count, self->arrivals, self->works, self->services);
    des_server_pool_done(&pool);
}

static double run_wait_hours(const struct run *self, size_t i)
{
    return (double)(self->services[i].start - self->arrivals[i]) / (double)DES_HOUR;
}

static void assert_covers(const struct des_tally *tally, double value, double slack)
{
    double t = gsl_cdf_tdist_Pinv(0.9995, (double)(tally->count - 1));
    double half_width = t * des_tally_deviation(tally) / sqrt((double)tally->count);
    assert_true(half_width < 0.05 * value); /* or covering would mean little */
    assert_close(tally->mean, value, half_width + slack);
}

/* Row 'M/M/c'. */
static void test_many_servers_obey_erlang_c(void **state)
{
    (void)state;
    struct des_tally waits = {0}, waiting = {0}, queue = {0}, late = {0};
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        struct run run = run_begin(r, "M/M/3");
        run_arrive(&run, 10, CUSTOMERS);
        run_serve(&run, 3, des_exponential(0.25), CUSTOMERS);
        double count = 0, hours = 0, over = 0;
        for (size_t i = WARM_UP; i < CUSTOMERS; i++) {
            double wait = run_wait_hours(&run, i);
            count += wait > 0;
            over += wait > 0.25;
            hours += wait;
        }
        double span = (double)(run.arrivals[CUSTOMERS - 1] - run.arrivals[WARM_UP]);
        const double counted = CUSTOMERS - WARM_UP;
        des_tally_add(&waiting, count / counted);
        des_tally_add(&waits, hours / counted);
        des_tally_add(&queue, hours / (span / (double)DES_HOUR));
        des_tally_add(&late, over / counted);
        run_end(&run);
    }
    assert_covers(&waiting, 0.702247, 0);
    assert_covers(&waits, 0.351124, 0);
    assert_covers(&queue, 3.511236, 0);
    assert_covers(&late, 0.425934, 0);
}

static double mean_wait(double per_hour, struct des_distribution hours, uint32_t replication)
{
    struct run run = run_begin(replication, "M/G/1");
    run_arrive(&run, per_hour, CUSTOMERS);
    run_serve(&run, 1, hours, CUSTOMERS);
    double sum = 0;
    for (size_t i = WARM_UP; i < CUSTOMERS; i++) {
        sum += run_wait_hours(&run, i);
    }
    run_end(&run);
    return sum / (CUSTOMERS - WARM_UP);
}

/* Row 'M/G/1 (Pollaczek-Khinchine)'. */
static void test_one_server_obeys_pollaczek_and_khinchine(void **state)
{
    (void)state;
    const struct des_distribution works[] = {des_constant(1), des_erlang(1, 2), des_exponential(1),
                                             des_gamma(1, sqrt(2))};
    const double expected[] = {2, 3, 4, 6};
    for (int i = 0; i < 4; i++) {
        struct des_tally waits = {0};
        for (uint32_t r = 0; r < REPLICATIONS; r++) {
            des_tally_add(&waits, mean_wait(0.8, works[i], r));
        }
        assert_covers(&waits, expected[i], 0);
    }
}

/* Row 'Tandem Jackson'. What leaves one server leaves in order, ready to arrive at the next. */
static void test_three_stations_in_a_row_obey_jackson(void **state)
{
    (void)state;
    const double rates[] = {10, 8, 7.5};
    struct des_tally times = {0}, levels = {0};
    for (uint32_t r = 0; r < REPLICATIONS; r++) {
        struct run run = run_begin(r, "tandem");
        run_arrive(&run, 6, CUSTOMERS);
        double hours = 0;
        double span = (double)(run.arrivals[CUSTOMERS - 1] - run.arrivals[WARM_UP]);
        for (int s = 0; s < 3; s++) {
            run_serve(&run, 1, des_exponential(1 / rates[s]), CUSTOMERS);
            for (size_t i = 0; i < CUSTOMERS; i++) {
                des_time stay = run.services[i].finish - run.arrivals[i];
                hours += i < WARM_UP ? 0 : (double)stay / (double)DES_HOUR;
                run.arrivals[i] = run.services[i].finish;
            }
        }
        des_tally_add(&times, hours / (CUSTOMERS - WARM_UP));
        des_tally_add(&levels, hours / (span / (double)DES_HOUR));
        run_end(&run);
    }
    assert_covers(&times, 1.416667, 0);
    assert_covers(&levels, 8.5, 0);
}

/* Output analysis, 'M/M/1, rho = .9, empty start': 2.1240 +- .0008. The unit of that number is
 * the mean time between arrivals (as in Law and Kelton); in units of the mean service, which
 * the row's 'mu = 1' would mean, it is 2.36. */
static void test_the_first_25_delays_of_an_empty_queue(void **state)
{
    (void)state;
    struct des_tally means = {0};
    struct run run = run_begin(0, "first 25");
    for (int replication = 0; replication < 400000; replication++) {
        run_arrive(&run, 1, 25);
        run_serve(&run, 1, des_exponential(0.9), 25);
        double sum = 0;
        for (size_t i = 0; i < 25; i++) {
            sum += run_wait_hours(&run, i);
        }
        des_tally_add(&means, sum / 25);
    }
    run_end(&run);
    assert_covers(&means, 2.1240, 0.0008);
}

/* One server's finish is the later of arrival and the finish before, plus the work in open time. */
static void test_closed_spans_interrupt_work_as_nights_do(void **state)
{
    (void)state;
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(1, 0, "closures", ""));
    for (int round = 0; round < 100; round++) {
        const struct des_interval day = {8 * DES_HOUR, 12 * DES_HOUR};
        struct des_calendar c;
        if (round % 2 == 0) {
            des_calendar_init(&c, &day, 1, 0);
        } else {
            des_calendar_init_always(&c);
        }
        for (int i = 0; i < 20; i++) {
            des_time begin = des_rng_word(&rng) % (2 * DES_WEEK);
            des_calendar_close(&c, begin, begin + des_rng_word(&rng) % DES_DAY);
        }
        struct des_server_pool pool;
        des_server_pool_init(&pool, 1, &c);
        des_time arrival = 0, finish = 0;
        for (int i = 0; i < 200; i++) {
            arrival += des_rng_word(&rng) % (2 * DES_HOUR);
            des_time work = 1 + des_rng_word(&rng) % DES_HOUR;
            finish = des_calendar_add(&c, arrival > finish ? arrival : finish, work);
            assert_int_equal(des_server_pool_take(&pool, arrival, work).finish, finish);
        }
        des_server_pool_done(&pool);
        des_calendar_done(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_closed_spans_interrupt_work_as_nights_do),
        cmocka_unit_test(test_it_agrees_with_simulating_every_event),
        cmocka_unit_test(test_work_without_end_never_ends_and_nothing_overflows),
        cmocka_unit_test(test_work_is_rounded_to_the_nearest_microsecond),
        cmocka_unit_test(test_hand_simulation),
        cmocka_unit_test(test_many_servers_obey_erlang_c),
        cmocka_unit_test(test_one_server_obeys_pollaczek_and_khinchine),
        cmocka_unit_test(test_three_stations_in_a_row_obey_jackson),
        cmocka_unit_test(test_the_first_25_delays_of_an_empty_queue),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
