/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_drivers.c - breakdowns, maintenance and drivers of random scenarios. */
#include "tests/random_author.h"

static void write_breakdowns(struct author *self)
{
    int mean = between(self, 30, 1500);
    if (one_in(self, 3)) {
        fprintf(self->out, ", breakdowns: {every: %d min, lasts: ", 30 * (mean / 30));
    } else {
        fprintf(self->out, ", breakdowns: {every: {exponential: {mean: %d min}}, lasts: ", mean);
    }
    write_time(self, 0, 900);
    if (one_in(self, 2)) {
        fprintf(self->out, ", fetched_after: %d min", between(self, 0, 300));
    }
    fprintf(self->out, "}");
}

static void write_maintenance(struct author *self)
{
    if (one_in(self, 2)) {
        fprintf(self->out, ", maintenance: {every: %d km, lasts: ", between(self, 5, 500));
    } else {
        fprintf(self->out, ", maintenance: {every: %d h, lasts: ", between(self, 1, 60));
    }
    write_time(self, 0, 1500);
    fprintf(self->out, "}");
}

static void write_shifts(struct author *self)
{
    int from = between(self, 0, 11), to = between(self, 13, 23);
    switch (between(self, 1, 4)) {
    case 1:
        fprintf(self->out, ", shifts: \"%02d:00-%02d:00\"", from, to);
        return;
    case 2:
        fprintf(self->out, ", shifts: [\"%02d:00-%02d:30\", \"%02d:30-%02d:00\"]", from, to, to,
                from);
        return;
    case 3:
        fprintf(self->out,
                ", shifts: {mon-thu: [\"06:00-14:00\", \"14:00-22:00\"], "
                "sat: \"%02d:00-%02d:00\"}",
                to, from);
        return;
    default:
        fprintf(self->out, ", shifts: [\"06:00-14:00\", \"12:00-20:00\", \"%02d:00-05:00\"]", to);
    }
}

/* One in so many networks has it, and then half of the types. */
static bool type_has(struct author *self, const char *feature)
{
    return has_feature(self, feature, 4) && one_in(self, 2);
}

void random_write_care(struct author *self, int type)
{
    char dice[40];
    snprintf(dice, sizeof dice, "care of %s", types[type]);
    struct own_dice aside = feature_begin(self, dice);
    if (type_has(self, "breakdowns")) {
        write_breakdowns(self);
    }
    if (type_has(self, "maintenance")) {
        write_maintenance(self);
    }
    if (type_has(self, "shifts")) {
        write_shifts(self);
        self->shifts[type] = true;
    }
    if (type_has(self, "rest")) {
        fprintf(self->out, ", rest: {after: %d min, ", between(self, 10, 240));
        fprintf(self->out, "lasts: %d min}", between(self, 5, 60));
    }
    feature_end(self, aside);
}
