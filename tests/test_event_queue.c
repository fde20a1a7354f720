/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "engine/event_queue.h"
#include "engine/random.h"
#include "engine/require.h"
#include "tests/assert_close.h"

static struct des_event event_at(des_time time, uint8_t rank, uint32_t subject)
{
    return (struct des_event){.time = time, .rank = rank, .kind = 7, .subject = subject};
}

static void assert_next(struct des_event_queue *queue, des_time time, uint32_t subject)
{
    struct des_event event;
    assert_true(des_event_queue_pop(queue, &event));
    assert_int_equal(event.time, time);
    assert_int_equal(event.subject, subject);
    assert_int_equal(event.kind, 7);
}

static void test_an_empty_queue_gives_nothing(void **state)
{
    (void)state;
    struct des_event_queue *queue = des_event_queue_create();
    struct des_event event;
    des_time time;
    assert_false(des_event_queue_pop(queue, &event));
    assert_false(des_event_queue_peek(queue, &time));
    assert_false(des_event_queue_cancel(queue, (struct des_event_handle){0, 0}));
    des_event_queue_verify(queue);
    des_event_queue_destroy(queue);
    des_event_queue_destroy(NULL);
}

static void test_ties_leave_by_rank_then_in_the_order_they_came(void **state)
{
    (void)state;
    struct des_event_queue *queue = des_event_queue_create();
    des_event_queue_push(queue, event_at(50, 9, 1));
    des_event_queue_push(queue, event_at(50, 200, 2));
    des_event_queue_push(queue, event_at(50, 9, 3));
    des_event_queue_push(queue, event_at(20, 255, 4));
    des_event_queue_push(queue, event_at(50, 0, 5));
    assert_next(queue, 20, 4);
    assert_next(queue, 50, 5);
    assert_next(queue, 50, 1);
    des_event_queue_push(queue, event_at(50, 9, 6));
    des_event_queue_push(queue, event_at(50, 3, 7)); /* now, and before what is pending */
    assert_next(queue, 50, 7);
    assert_next(queue, 50, 3);
    assert_next(queue, 50, 6);
    assert_next(queue, 50, 2);
    des_event_queue_destroy(queue);
}

static void test_after_a_peek_earlier_events_may_still_come(void **state)
{
    (void)state;
    struct des_event_queue *queue = des_event_queue_create();
    des_time time;
    des_event_queue_push(queue, event_at(10, 0, 1));
    assert_next(queue, 10, 1);
    des_event_queue_push(queue, event_at(1000000, 0, 2));
    assert_true(des_event_queue_peek(queue, &time));
    assert_int_equal(time, 1000000);
    des_event_queue_push(queue, event_at(500, 0, 3));
    des_event_queue_push(queue, event_at(10, 0, 4));
    des_event_queue_verify(queue);
    assert_true(des_event_queue_peek(queue, &time));
    assert_int_equal(time, 10);
    assert_next(queue, 10, 4);
    assert_true(des_event_queue_peek(queue, &time));
    assert_int_equal(time, 500);
    assert_next(queue, 500, 3);
    assert_next(queue, 1000000, 2);
    des_event_queue_destroy(queue);
}

static void test_a_handle_cancels_its_own_event_once(void **state)
{
    (void)state;
    struct des_event_queue *queue = des_event_queue_create();
    struct des_event_handle first = des_event_queue_push(queue, event_at(5, 0, 1));
    struct des_event_handle second = des_event_queue_push(queue, event_at(6, 0, 2));
    assert_true(des_event_queue_cancel(queue, first));
    assert_false(des_event_queue_cancel(queue, first));
    assert_int_equal(des_event_queue_count(queue), 1);
    assert_next(queue, 6, 2);
    assert_false(des_event_queue_cancel(queue, second));
    struct des_event_handle reused = des_event_queue_push(queue, event_at(7, 0, 3));
    assert_false(des_event_queue_cancel(queue, first));
    assert_false(des_event_queue_cancel(queue, second));
    assert_true(des_event_queue_cancel(queue, reused));
    des_event_queue_verify(queue);
    des_event_queue_destroy(queue);
}

static void test_cancelling_everything_leaves_the_clock_where_it_was(void **state)
{
    (void)state;
    struct des_event_queue *queue = des_event_queue_create();
    struct des_event_handle far = des_event_queue_push(queue, event_at(DES_DAY, 0, 1));
    des_time time;
    struct des_event event;
    assert_true(des_event_queue_peek(queue, &time));
    assert_true(des_event_queue_cancel(queue, far));
    assert_false(des_event_queue_peek(queue, &time));
    assert_false(des_event_queue_pop(queue, &event));
    des_event_queue_push(queue, event_at(0, 0, 2));
    assert_next(queue, 0, 2);
    des_event_queue_destroy(queue);
}

/* The plain twin: an array in order of popping, soonest last. */
struct twin_event {
    struct des_event event;
    struct des_event_handle handle;
};

struct twin {
    struct des_event_queue *queue;
    struct twin_event *pending;
    size_t count;
    des_time now;
    struct des_rng rng;
    struct des_event_handle stale; /* of some event popped or cancelled before */
    bool has_stale;
    uint32_t pushed;
};

enum { TWIN_LIMIT = 400 };

static bool leaves_before(struct des_event a, struct des_event b)
{
    return a.time < b.time || (a.time == b.time && a.rank < b.rank);
}

static void twin_push(struct twin *self)
{
    if (self->count == TWIN_LIMIT) {
        return;
    }
    /* Delays of 0, of a few and of up to 2^40 microseconds; few ranks, so that ties abound. */
    uint32_t draw = des_rng_word(&self->rng);
    des_time delay = (des_time)(des_rng_word64(&self->rng) >> (24 + draw % 40)) >> (draw % 3);
    struct des_event event = event_at(self->now + delay, (uint8_t)(draw >> 30), self->pushed++);
    event.rank = draw % 17 == 0 ? 255 : event.rank;
    struct twin_event entry = {event, des_event_queue_push(self->queue, event)};
    size_t place = self->count++;
    while (place > 0 && !leaves_before(event, self->pending[place - 1].event)) {
        self->pending[place] = self->pending[place - 1];
        place--;
    }
    self->pending[place] = entry;
}

static void twin_pop(struct twin *self)
{
    struct des_event event;
    assert_int_equal(des_event_queue_pop(self->queue, &event), self->count > 0);
    if (self->count > 0) {
        struct twin_event expected = self->pending[--self->count];
        assert_true(event.time == expected.event.time && event.rank == expected.event.rank);
        assert_true(event.subject == expected.event.subject && event.kind == 7);
        self->now = event.time;
        self->stale = expected.handle;
        self->has_stale = true;
    }
}

static void twin_peek(struct twin *self)
{
    des_time time;
    assert_int_equal(des_event_queue_peek(self->queue, &time), self->count > 0);
    if (self->count > 0) {
        assert_true(time == self->pending[self->count - 1].event.time);
    }
}

static void twin_cancel(struct twin *self)
{
    assert_true(!self->has_stale || !des_event_queue_cancel(self->queue, self->stale));
    if (self->count == 0) {
        return;
    }
    /* Half of the time the soonest one: the hard case. */
    uint32_t draw = des_rng_word(&self->rng);
    size_t place = draw % 2 == 0 ? self->count - 1 : draw / 2 % self->count;
    assert_true(des_event_queue_cancel(self->queue, self->pending[place].handle));
    self->stale = self->pending[place].handle;
    self->has_stale = true;
    self->count--;
    memmove(&self->pending[place], &self->pending[place + 1],
            (self->count - place) * sizeof *self->pending);
}

static void twin_step(struct twin *self, unsigned pushes_in_16)
{
    unsigned draw = des_rng_word(&self->rng) >> 28;
    if (draw < pushes_in_16) {
        twin_push(self);
    } else if (draw % 4 == 0) {
        twin_cancel(self);
    } else if (draw % 4 == 1) {
        twin_peek(self);
    } else {
        twin_pop(self);
    }
    assert_true(des_event_queue_count(self->queue) == self->count);
}

static void test_it_agrees_with_a_sorted_array(void **state)
{
    (void)state;
    enum { ROUNDS = 60, STEPS = 25000 };
    struct twin twin = {.pending = des_allocate(TWIN_LIMIT, sizeof *twin.pending)};
    des_rng_init(&twin.rng, des_stream_make(1, 0, "event queue", ""));
    for (unsigned round = 0; round < ROUNDS; round++) {
        twin.queue = des_event_queue_create();
        twin.now = 0;
        twin.count = 0;
        twin.has_stale = false;
        for (int i = 0; i < STEPS; i++) {
            twin_step(&twin, i / 1000 % 2 == 0 ? 9 : 5 + round % 4);
            if (i % 97 == 0 || i < 100) {
                des_event_queue_verify(twin.queue);
            }
            assert_true(twin.now < (des_time)1 << 54);
        }
        while (twin.count > 0) {
            twin_pop(&twin);
        }
        des_event_queue_verify(twin.queue);
        des_event_queue_destroy(twin.queue);
    }
    free(twin.pending);
}

static void test_many_at_one_time_leave_in_order(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    struct des_event_queue *queue = des_event_queue_create();
    for (uint32_t i = 0; i < MANY; i++) {
        des_event_queue_push(queue, event_at(8 * DES_HOUR, 1, i));
    }
    for (uint32_t i = 0; i < MANY; i++) {
        assert_next(queue, 8 * DES_HOUR, i);
    }
    des_event_queue_destroy(queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_queue_gives_nothing),
        cmocka_unit_test(test_ties_leave_by_rank_then_in_the_order_they_came),
        cmocka_unit_test(test_after_a_peek_earlier_events_may_still_come),
        cmocka_unit_test(test_a_handle_cancels_its_own_event_once),
        cmocka_unit_test(test_cancelling_everything_leaves_the_clock_where_it_was),
        cmocka_unit_test(test_it_agrees_with_a_sorted_array),
        cmocka_unit_test(test_many_at_one_time_leave_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
