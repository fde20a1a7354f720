/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_scenario_sorting.c - sorters with rules of their own in random scenarios. */
#include "tests/random_author.h"

/* What its sorters may do beside first come, first served. */
static void write_rules(struct author *self, bool one_by_one)
{
    struct own_dice aside = feature_begin(self, self->sorter);
    if (one_in(self, 2)) {
        fprintf(self->out, ", order: by priority");
    }
    if (one_by_one && one_in(self, 3)) {
        fprintf(self->out, ", setup: %d min", between(self, 1, 40));
    }
    if (one_in(self, 3)) {
        fprintf(self->out, ", buffer: %d", between(self, 1, 12) + (one_by_one ? 0 : 5));
    }
    feature_end(self, aside);
}

static void write_waves(struct author *self)
{
    FILE *out = self->out;
    int kind = between(self, 1, 7), size = between(self, 1, 6); /* buffers hold one */
    fprintf(out, "waves: {");
    if (kind & 1) {
        int morning = between(self, 0, 11);
        fprintf(out, "at: [\"%02d:00\", \"%02d:30\"], ", morning, between(self, 12, 23));
    }
    if (kind & 2) {
        fprintf(out, "wait_at_most: %d min, ", between(self, 0, 300));
    }
    if (kind == 4 || (kind & 4 && one_in(self, 2))) {
        fprintf(out, "size: %d, ", size);
    }
    fprintf(out, "time: ");
    write_time(self, 5, 90);
    fprintf(out, "}");
    write_hours(self, "shifts");
}

static void write_crews(struct author *self)
{
    fprintf(self->out, "time: ");
    write_time(self, 1, 20);
    fprintf(self->out, ", crews: [");
    for (int n = between(self, 1, 3); n > 0; n--) {
        fprintf(self->out, "{servers: %d", between(self, 1, 2));
        write_hours(self, "shifts");
        fprintf(self->out, "}%s", n > 1 ? ", " : "]");
    }
}

/* Instead of a plain sorter; false: not here. */
bool random_sorting_other(struct author *self)
{
    snprintf(self->sorter, sizeof self->sorter, "sorting %d", self->sorters++);
    if (!has_feature(self, "sorting", 4)) {
        return false;
    }
    struct own_dice aside = feature_begin(self, self->sorter);
    roll(self);
    int kind = between(self, 1, 6);
    bool other = kind <= 2;
    if (other) {
        fprintf(self->out, ", sorting: {");
        if (kind == 1) {
            write_waves(self);
        } else {
            write_crews(self);
        }
        if (one_in(self, 2)) {
            write_rules(self, kind == 2);
        }
        fprintf(self->out, "}");
    }
    feature_end(self, aside);
    return other;
}

void random_sorting_rules(struct author *self)
{
    if (has_feature(self, "sorting", 4)) {
        write_rules(self, true);
    }
}
