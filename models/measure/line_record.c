/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/line_record.h"

#include <stdlib.h>

#include "engine/require.h"

struct line_record *line_record_create(const struct network *network, centre_id centre,
                                       unsigned unit_shift)
{
    const struct sorting_plan *plan = network->centres[centre].plan;
    if (!plan || !sorting_plan_chooses(plan)) {
        return NULL;
    }
    struct line_record *self = des_allocate(1, sizeof *self);
    self->has_waves = plan->in_waves;
    self->has_setups = plan->setup > 0;
    self->has_buffer = plan->buffer != UNLIMITED;
    if (plan->by_priority) {
        self->class_count = network->class_count;
        self->wait = des_allocate((size_t)network->class_count, sizeof *self->wait);
        for (int32_t c = 0; c < network->class_count; c++) {
            des_histogram_init(&self->wait[c], unit_shift);
        }
    }
    return self;
}

struct line_record *line_record_empty(const struct network *network)
{
    struct line_record *self = des_allocate(1, sizeof *self);
    self->wait = des_allocate((size_t)network->class_count, sizeof *self->wait);
    return self;
}

void line_record_destroy(struct line_record *self)
{
    if (!self) {
        return;
    }
    for (int32_t c = 0; c < self->class_count; c++) {
        des_histogram_done(&self->wait[c]);
    }
    free(self->wait);
    free(self);
}

static bool observed(const struct network *network, des_time time)
{
    return time >= network->warm_up && time < network->end;
}

void line_record_sorted(struct line_record *self, const struct network *network,
                        const struct parcel *parcels, const des_time *starts, size_t count)
{
    for (size_t i = 0; self->class_count > 0 && i < count; i++) {
        if (observed(network, starts[i])) {
            des_histogram_add(&self->wait[parcel_class(&parcels[i])],
                              starts[i] - parcels[i].arrived);
        }
    }
}

void line_record_did(struct line_record *self, const struct network *network,
                     const struct sorter_deed *deed)
{
    bool counts = observed(network, deed->begin);
    switch (deed->kind) {
    case DEED_WAVE:
        self->waves += counts;
        self->in_waves += counts ? deed->parcels : 0;
        break;
    case DEED_SETUP:
        self->setups += counts;
        break;
    case DEED_BLOCKED:
        self->blocked += counts;
        self->blocked_time +=
            (double)des_time_overlap(deed->begin, deed->end, network->warm_up, network->end);
        break;
    }
}

void line_record_add(struct line_record *self, const struct line_record *other)
{
    self->class_count =
        other->class_count > self->class_count ? other->class_count : self->class_count;
    for (int32_t c = 0; c < other->class_count; c++) {
        if (other->wait[c].total > 0) {
            self->wait[c].unit_shift = other->wait[c].unit_shift;
            des_histogram_merge(&self->wait[c], &other->wait[c]);
        }
    }
    self->has_waves |= other->has_waves;
    self->has_setups |= other->has_setups;
    self->has_buffer |= other->has_buffer;
    self->waves += other->waves;
    self->in_waves += other->in_waves;
    self->setups += other->setups;
    self->blocked += other->blocked;
    self->blocked_time += other->blocked_time;
}
