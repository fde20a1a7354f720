/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine_bench.c - what the parts of the engine cost, in nanoseconds: the least of several
 * repeats, since others on the machine can only make it slower. Prints one line a part. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/distribution.h"
#include "engine/event_queue.h"
#include "engine/histogram.h"
#include "engine/require.h"
#include "engine/server_pool.h"
#include "tests/bench/floor.h"

enum { REPEATS = 7 };

/* Does a fixed amount of work and returns how many units that was; `sink` keeps the compiler
 * from leaving it out. */
typedef size_t work_function(size_t size, double *sink);

static double clock_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static void measure(const char *what, work_function *work, size_t size)
{
    double least = INFINITY, sink = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        double begin = clock_ns();
        size_t units = work(size, &sink);
        double each = (clock_ns() - begin) / (double)units;
        least = each < least ? each : least;
    }
    printf("%-44s %8zu %8.2f ns%s\n", what, size, least, sink == 0.5 ? "." : "");
    fflush(stdout);
}

static struct des_stream stream_of(const char *purpose)
{
    return des_stream_make(1, 0, purpose, "bench");
}

static size_t philox_single(size_t size, double *sink)
{
    struct des_stream stream = stream_of("philox");
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        struct des_block block = des_stream_block(&stream, i, 0);
        sum += block.word[0] ^ block.word[1] ^ block.word[2] ^ block.word[3];
    }
    *sink += sum;
    return size;
}

static size_t philox_bulk(size_t size, double *sink)
{
    struct des_stream stream = stream_of("philox");
    struct des_block blocks[256];
    for (size_t i = 0; i < size; i += 256) {
        des_stream_fill_blocks(&stream, i, blocks, 256);
        *sink += blocks[17].word[1];
    }
    return size;
}

static size_t exponential_single(size_t size, double *sink)
{
    struct des_rng rng;
    des_rng_init(&rng, stream_of("exponential"));
    double sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum += des_exponential_from_bits(des_rng_word64(&rng));
    }
    *sink += sum;
    return size;
}

static size_t exponential_bulk(size_t size, double *sink)
{
    struct des_rng rng;
    des_rng_init(&rng, stream_of("exponential"));
    struct des_distribution hour = des_exponential((double)DES_HOUR);
    double out[512];
    for (size_t i = 0; i < size; i += 512) {
        des_distribution_fill(&hour, &rng, out, 512);
        *sink += out[100];
    }
    return size;
}

static size_t exponential_words(size_t size, double *sink)
{
    struct des_stream stream = stream_of("exponential");
    struct des_block blocks[128];
    double out[512];
    for (size_t i = 0; i < size; i += 512) {
        des_stream_fill_blocks(&stream, i / 4, blocks, 128);
        des_exponential_from_words(blocks[0].word, out, 512);
        *sink += out[100];
    }
    return size;
}

static size_t histogram_add(size_t size, double *sink)
{
    struct des_histogram histogram;
    des_histogram_init(&histogram, 16);
    for (size_t i = 0; i < size; i++) {
        des_histogram_add(&histogram, (int64_t)(i * 2654435761u & 0xffffffffffu));
    }
    *sink += des_histogram_mean(&histogram);
    des_histogram_done(&histogram);
    return size;
}

enum { BATCH = 500 };

/* `size` customers through one queue, batch by batch, with load 0.8. */
static double through_queue(size_t size, unsigned servers, const struct des_calendar *calendar)
{
    struct des_distribution gap = des_exponential((double)DES_SECOND / servers);
    struct des_distribution work = des_exponential(0.8 * (double)DES_SECOND);
    if (calendar != NULL) { /* as much slower as it is less open */
        des_distribution_scale(&gap, (double)DES_WEEK / (double)calendar->open_per_week);
    }
    struct des_rng arriving, working;
    des_rng_init(&arriving, stream_of("arriving"));
    des_rng_init(&working, stream_of("working"));
    struct des_server_pool pool;
    des_server_pool_init(&pool, servers, calendar);
    double numbers[BATCH], waits = 0;
    des_time arrivals[BATCH], time = 0;
    struct des_service services[BATCH];
    for (size_t done = 0; done < size; done += BATCH) {
        des_distribution_fill(&gap, &arriving, numbers, BATCH);
        for (size_t i = 0; i < BATCH; i++) {
            time += des_time_round(numbers[i]);
            arrivals[i] = time;
        }
        des_distribution_fill(&work, &working, numbers, BATCH);
        des_server_pool_take_all(&pool, BATCH, arrivals, numbers, services);
        for (size_t i = 0; i < BATCH; i++) {
            waits += (double)(services[i].start - arrivals[i]);
        }
    }
    des_server_pool_done(&pool);
    return waits;
}

static size_t queue_of_1(size_t size, double *sink)
{
    *sink += through_queue(size, 1, NULL);
    return size;
}

static size_t queue_of_2(size_t size, double *sink)
{
    *sink += through_queue(size, 2, NULL);
    return size;
}

static size_t queue_of_8(size_t size, double *sink)
{
    *sink += through_queue(size, 8, NULL);
    return size;
}

static size_t queue_of_16(size_t size, double *sink)
{
    *sink += through_queue(size, 16, NULL);
    return size;
}

static size_t queue_of_50(size_t size, double *sink)
{
    *sink += through_queue(size, 50, NULL);
    return size;
}

static size_t queue_of_8_in_shifts(size_t size, double *sink)
{
    struct des_interval shifts[7];
    for (int day = 0; day < 7; day++) {
        shifts[day].open = day * DES_DAY + 6 * DES_HOUR;
        shifts[day].close = day * DES_DAY + 22 * DES_HOUR;
    }
    struct des_calendar calendar;
    des_calendar_init(&calendar, shifts, 7, 0);
    *sink += through_queue(size, 8, &calendar);
    des_calendar_done(&calendar);
    return size;
}

/* The hold model: pop one, push one an exponential time later. Filling the queue is not timed. */
static double event_queue_hold(size_t pending)
{
    enum { HOLDS = 1 << 20, GAPS = 1024 };
    struct des_event_queue *queue = des_event_queue_create();
    struct des_rng rng;
    des_rng_init(&rng, stream_of("hold"));
    struct des_distribution hour = des_exponential((double)DES_HOUR);
    double gaps[GAPS];
    struct des_event event = {0};
    for (size_t i = 0; i < pending; i++) {
        event.time = des_time_round(des_distribution_draw(&hour, &rng));
        des_event_queue_push(queue, event);
    }
    double begin = clock_ns();
    for (int i = 0; i < HOLDS; i++) {
        if (i % GAPS == 0) {
            des_distribution_fill(&hour, &rng, gaps, GAPS);
        }
        des_event_queue_pop(queue, &event);
        event.time += des_time_round(gaps[i % GAPS]);
        des_event_queue_push(queue, event);
    }
    double each = (clock_ns() - begin) / HOLDS;
    des_event_queue_destroy(queue);
    return each;
}

static void measure_event_queue(size_t pending)
{
    double least = INFINITY;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
        double each = event_queue_hold(pending);
        least = each < least ? each : least;
    }
    printf("%-44s %8zu %8.2f ns\n", "event queue: pop and push, pending", pending, least);
    fflush(stdout);
}

static size_t bare_floor(size_t size, double *sink)
{
    *sink += floor_parcels(size);
    return size;
}

int main(void)
{
    enum { MANY = 1 << 20, CUSTOMERS = 1000000 };
    measure("philox block, one by one", philox_single, MANY);
    measure("philox block, in bulk", philox_bulk, MANY);
    measure("exponential of 64 bits, one by one", exponential_single, MANY);
    measure("exponential of 64 bits, in bulk", exponential_bulk, MANY);
    measure("exponential of a word, in bulk", exponential_words, MANY);
    measure("histogram add", histogram_add, MANY);
    measure("M/M/1 customer", queue_of_1, CUSTOMERS);
    measure("M/M/2 customer", queue_of_2, CUSTOMERS);
    measure("M/M/8 customer", queue_of_8, CUSTOMERS);
    measure("M/M/8 customer, servers in shifts", queue_of_8_in_shifts, CUSTOMERS);
    measure("M/M/16 customer", queue_of_16, CUSTOMERS);
    measure("M/M/50 customer", queue_of_50, CUSTOMERS);
    measure_event_queue(1000);
    measure_event_queue(100000);
    measure_event_queue(1000000);
    measure("bare floor, parcel", bare_floor, CUSTOMERS);
    return 0;
}
