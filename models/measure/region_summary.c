/* SPDX-License-Identifier: GPL-3.0-or-later */
/* region_summary.c - what a recorder fills in: made, filled by a run, and given back. */
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/local.h"
#include "models/measure/recorder.h"
#include "models/operation/world.h"

enum { WAIT_UNIT_SHIFT = 17 }; /* waits at a counter count in units of 0.13 s */

/* What is only kept when somebody asks for it. */
static void create_watched(struct region_summary *self, const struct region *part)
{
    const struct network *network = self->network;
    self->origins = origins_wanted(network) ? origins_create(part->villages) : NULL;
    self->daily = network->watch_days ? daily_create(network) : NULL;
    self->local = network->local_below > 0 ? local_create(network) : NULL;
    self->costs = costs_wanted(network) ? costs_create(network, part) : NULL;
    self->periods = network->period_count > 0 ? periods_create(network) : NULL;
    self->disturbances = disturbance_records_create(network);
}

struct region_summary *region_summary_create(const struct network *network, int32_t region)
{
    struct region_summary *self = des_allocate(1, sizeof *self);
    const struct region *part = &network->regions[region];
    size_t counties = (size_t)(part->counties.end - part->counties.begin);
    size_t stations = (size_t)(part->stations.end - part->stations.begin);
    size_t classes = (size_t)network->class_count;
    self->network = network;
    self->region = region;
    self->series_length = summary_series_length(network);
    self->first_observed = region_summary_hour(self, network->warm_up);
    size_t hours = (size_t)self->series_length + 1; /* one more: for whatever lies beyond */
    for (int d = 0; d < DIRECTIONS; d++) {
        self->classes[d] = des_allocate(classes, sizeof *self->classes[d]);
        self->in_system[d] = des_allocate(hours, sizeof *self->in_system[d]);
        for (int t = 0; t < TIERS; t++) {
            des_histogram_init(&self->tiers[d][t], TIME_UNIT_SHIFT);
        }
    }
    des_histogram_init(&self->return_time, TIME_UNIT_SHIFT);
    des_histogram_init(&self->counter_wait, WAIT_UNIT_SHIFT);
    for (int m = 0; m < DELIVERY_MEASURES; m++) {
        self->delivery[m] = des_allocate(classes, sizeof *self->delivery[m]);
        for (size_t c = 0; c < classes; c++) {
            des_histogram_init(&self->delivery[m][c], TIME_UNIT_SHIFT);
        }
    }
    self->on_shelf = des_allocate(hours, sizeof *self->on_shelf);
    self->leaving = des_allocate(hours, sizeof *self->leaving);
    self->centres = des_allocate(counties + 1, sizeof *self->centres);
    self->stations = des_allocate(stations, sizeof *self->stations);
    self->counters = des_allocate(counties, sizeof *self->counters);
    self->routes =
        des_allocate((size_t)(part->routes.end - part->routes.begin), sizeof *self->routes);
    self->pools = des_allocate((size_t)(part->pools.end - part->pools.begin), sizeof *self->pools);
    for (size_t c = 0; c <= counties; c++) {
        des_histogram_init(&self->centres[c].wait, TIME_UNIT_SHIFT);
        centre_id centre = c == 0 ? region : part->counties.begin + (centre_id)c - 1;
        self->centres[c].line = line_record_create(network, centre, TIME_UNIT_SHIFT);
    }
    self->places =
        des_allocate((size_t)(part->villages.end - part->villages.begin), sizeof *self->places);
    for (int32_t v = part->villages.begin; v < part->villages.end; v++) {
        const struct village *village = &network->villages[v];
        self->places[v - part->villages.begin] = village->station == NO_PLACE
                                                     ? ~(village->county - part->counties.begin)
                                                     : village->station - part->stations.begin;
        if (village->options.end > village->options.begin) {
            self->places[v - part->villages.begin] = PLACE_BY_LOT;
        }
    }
    create_watched(self, part);
    struct id_range lockers = region_lockers(network, part);
    size_t sizes = (size_t)(lockers.end - lockers.begin);
    self->lockers = des_allocate(sizes, sizeof *self->lockers);
    for (size_t l = 0; l < sizes; l++) {
        self->lockers[l].taken.mask = -1;
    }
    struct place_record fresh = {.watched = network->watch_stations, .shelf.mask = -1};
    des_histogram_init(&fresh.available, TIME_UNIT_SHIFT);
    des_histogram_init(&fresh.outbound, TIME_UNIT_SHIFT);
    des_histogram_init(&fresh.counter.wait, WAIT_UNIT_SHIFT);
    for (size_t s = 0; s < stations; s++) {
        self->stations[s] = fresh;
    }
    for (size_t c = 0; c < counties; c++) {
        self->counters[c] = fresh;
        self->counters[c].watched = true;
    }
    return self;
}

static void place_done(struct place_record *self)
{
    des_histogram_done(&self->available);
    des_histogram_done(&self->outbound);
    des_histogram_done(&self->counter.wait);
    shelf_record_done(&self->shelf);
}

void region_summary_destroy(struct region_summary *self)
{
    if (!self) {
        return;
    }
    const struct region *part = &self->network->regions[self->region];
    int32_t counties = part->counties.end - part->counties.begin;
    for (int32_t s = 0; s < part->stations.end - part->stations.begin; s++) {
        place_done(&self->stations[s]);
    }
    for (int32_t c = 0; c <= counties; c++) {
        des_histogram_done(&self->centres[c].wait);
        line_record_destroy(self->centres[c].line);
    }
    for (int32_t c = 0; c < counties; c++) {
        place_done(&self->counters[c]);
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        free(self->classes[d]);
        free(self->in_system[d]);
        for (int t = 0; t < TIERS; t++) {
            des_histogram_done(&self->tiers[d][t]);
        }
    }
    for (int m = 0; m < DELIVERY_MEASURES; m++) {
        for (int32_t c = 0; c < self->network->class_count; c++) {
            des_histogram_done(&self->delivery[m][c]);
        }
        free(self->delivery[m]);
    }
    des_histogram_done(&self->return_time);
    des_histogram_done(&self->counter_wait);
    struct id_range lockers = region_lockers(self->network, part);
    for (int32_t l = 0; l < lockers.end - lockers.begin; l++) {
        shelf_record_done(&self->lockers[l].taken);
    }
    free(self->lockers);
    origins_destroy(self->origins);
    daily_destroy(self->daily);
    local_destroy(self->local);
    costs_destroy(self->costs);
    periods_destroy(self->periods);
    free(self->disturbances);
    free(self->on_shelf);
    free(self->leaving);
    free(self->places);
    free(self->centres);
    free(self->stations);
    free(self->counters);
    free(self->routes);
    free(self->pools);
    free(self);
}

struct region_summary *region_summary_run(const struct network *network, int32_t region,
                                          uint32_t replication, const atomic_bool *stop)
{
    struct region_summary *self = region_summary_create(network, region);
    self->replication = replication;
    struct observer observer = region_summary_observer(self);
    struct world *world = world_create(network, region, replication, &observer);
    bool finished = world_run(world, stop);
    self->events = world->handled;
    world_destroy(world);
    if (!finished) {
        region_summary_destroy(self);
        return NULL;
    }
    region_summary_close(self);
    return self;
}
