/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/made_results.h"

#include <stdio.h>
#include <string.h>

#include "engine/require.h"

static char *copy(const char *text)
{
    return des_copy_text(text ? text : "");
}

struct results *made_results(const char *name, size_t replications)
{
    char path[256];
    snprintf(path, sizeof path, "%s.yaml", name);
    struct results *self = results_create();
    self->scenario_name = des_copy_text(name);
    self->scenario_path = des_copy_text(path);
    self->version = des_copy_text("1.2.3");
    self->start_date = des_copy_text("2018-03-05");
    self->scenario_hash = 0xabc;
    self->seed = 20180305;
    self->warm_up_h = 24;
    self->horizon_h = 72;
    self->hubs = self->counties = self->stations = self->villages = 1;
    self->confidence = 0.95;
    self->replications = self->capacity = replications;
    return self;
}

void made_add(struct results *self, struct made_row row, const double *values)
{
    size_t count = self->row_count++;
    self->rows = des_resize(self->rows, count + 1, sizeof *self->rows);
    self->rows[count] = (struct result_row){.measure = copy(row.measure),
                                            .statistic = copy(row.statistic),
                                            .event = copy(row.event),
                                            .direction = copy(row.direction),
                                            .class_name = copy(row.class_name),
                                            .tier = copy(row.tier),
                                            .place_kind = copy(row.place_kind),
                                            .place = copy(row.place),
                                            .unit = copy(row.unit)};
    self->rows[count].values = des_allocate(self->replications, sizeof *values);
    memcpy(self->rows[count].values, values, self->replications * sizeof *values);
}

void made_add_times(struct results *self, const double *values)
{
    made_add_place(self, "", "", values);
}

void made_add_place(struct results *self, const char *kind, const char *name, const double *values)
{
    made_add(self,
             (struct made_row){.measure = "delivery_time",
                               .statistic = "mean",
                               .event = "available",
                               .direction = "inbound",
                               .place_kind = kind,
                               .place = name,
                               .unit = "h"},
             values);
}

void made_add_village(struct results *self, struct result_village village)
{
    size_t count = self->served_count++;
    self->served = des_resize(self->served, count + 1, sizeof *self->served);
    self->served[count] = village;
    self->served[count].name = copy(village.name);
    self->served[count].place_kind = copy(village.place_kind);
    self->served[count].place = copy(village.place);
}
