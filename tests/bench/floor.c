/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/bench/floor.h"

#include <stdlib.h>
#include <string.h>

#include "engine/distribution.h"
#include "engine/histogram.h"
#include "engine/require.h"
#include "engine/server_pool.h"

enum { BATCH = 500 };

struct record { /* as large as a parcel */
    des_time ordered, ready;
    uint32_t village, station, number, more;
};

struct line {
    struct des_stream stream;
    struct des_server_pool hub, county;
    struct des_histogram histogram;
    struct record queued[BATCH], loaded[BATCH];
    struct des_block blocks[BATCH];
    double draws[4 * BATCH], works[BATCH];
    des_time arrivals[BATCH], time;
    struct des_service services[BATCH];
    uint64_t next;
};

static struct line *line_create(const char *purpose, unsigned hub, unsigned county)
{
    struct line *self = des_allocate(1, sizeof *self);
    self->stream = des_stream_make(1, 0, purpose, "bench");
    des_server_pool_init(&self->hub, hub, NULL);
    des_server_pool_init(&self->county, county, NULL);
    des_histogram_init(&self->histogram, 16);
    return self;
}

static void line_destroy(struct line *self)
{
    des_server_pool_done(&self->hub);
    des_server_pool_done(&self->county);
    des_histogram_done(&self->histogram);
    free(self);
}

static void draw(struct line *self)
{
    des_stream_fill_blocks(&self->stream, self->next, self->blocks, BATCH);
    des_exponential_from_words(self->blocks[0].word, self->draws, 4 * (size_t)BATCH);
    self->next += BATCH;
}

static void parcels(struct line *self)
{
    draw(self);
    for (size_t i = 0; i < BATCH; i++) {
        self->time += des_time_round(self->draws[4 * i] * 1e6);
        self->arrivals[i] = self->time;
        self->works[i] = self->draws[4 * i + 1] * 6.4e6;
        self->queued[i] = (struct record){.ordered = self->time, .number = (uint32_t)i};
    }
    des_server_pool_take_all(&self->hub, BATCH, self->arrivals, self->works, self->services);
    memcpy(self->loaded, self->queued, sizeof self->loaded);
    for (size_t i = 0; i < BATCH; i++) { /* all leave the hub when the last one is ready */
        self->arrivals[i] = self->services[BATCH - 1].finish;
        self->works[i] = self->draws[4 * i + 2] * 1.6e6;
    }
    des_server_pool_take_all(&self->county, BATCH, self->arrivals, self->works, self->services);
    memcpy(self->queued, self->loaded, sizeof self->queued);
    for (size_t i = 0; i < BATCH; i++) {
        des_time dwell = des_time_round(self->draws[4 * i + 3] * (double)DES_HOUR);
        self->queued[i].ready = self->services[i].finish + dwell;
        des_histogram_add(&self->histogram, self->queued[i].ready - self->queued[i].ordered);
    }
}

double floor_parcels(size_t size)
{
    struct line *line = line_create("floor", 8, 2);
    for (size_t done = 0; done < size; done += BATCH) {
        parcels(line);
    }
    double result = des_histogram_mean(&line->histogram);
    line_destroy(line);
    return result;
}

double floor_customers(size_t size)
{
    struct line *line = line_create("customers", 1, 1);
    double waits = 0;
    for (size_t done = 0; done < size; done += BATCH) {
        draw(line);
        for (size_t i = 0; i < BATCH; i++) {
            line->time += des_time_round(line->draws[2 * i] * 1e6);
            line->arrivals[i] = line->time;
            line->works[i] = line->draws[2 * i + 1] * 0.8e6;
        }
        des_server_pool_take_all(&line->hub, BATCH, line->arrivals, line->works, line->services);
        for (size_t i = 0; i < BATCH; i++) {
            waits += (double)(line->services[i].start - line->arrivals[i]);
        }
    }
    line_destroy(line);
    return waits / (double)size;
}
