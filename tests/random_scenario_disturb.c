/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_scenario_disturb.c - what goes wrong in random scenarios. */
#include "tests/random_author.h"

/* When it happens: whole days, or, where `spans` may be, time and again. */
static void write_when(struct author *self, bool spans)
{
    FILE *out = self->out;
    int day = between(self, 1, 25), later = between(self, day, 28), chance, spell;
    switch (between(self, 1, spans ? 6 : 3)) {
    case 1:
        fprintf(out,
                ", dates: [2016-01-%02d..2016-01-%02d, 2016-02-%02d..2016-02-%02d, "
                "2016-01-30, 2016-03-%02d]",
                day, later, day, later, day);
        break;
    case 2:
        chance = between(self, 10, 50);
        spell = between(self, 2, 4);
        fprintf(out, ", chance: {jan: %d %%, feb: %d %%}, spell: %d d", chance,
                between(self, 10, 60), spell);
        break;
    case 3:
        fprintf(out, ", chance: %d %%", between(self, 10, 70));
        break;
    default:
        fprintf(out, ", every: ");
        write_time(self, 600, 3000);
        fprintf(out, ", lasts: ");
        write_time(self, 10, 2000);
    }
}

static void write_at(struct author *self)
{
    if (one_in(self, 2)) {
        int hub = between(self, 1, self->hubs);
        fprintf(self->out, ", at: [H%d, C%d]", hub, between(self, 1, self->counties));
    } else if (one_in(self, 2)) {
        fprintf(self->out, ", at: C%d", between(self, 1, self->counties));
    }
}

static void write_closed_road(struct author *self, int number)
{
    int c = between(self, 0, self->counties - 1), s = between(self, 0, self->stations - 1);
    fprintf(self->out, "  - {closed_road: D%d, between: ", number);
    if (one_in(self, 2)) {
        fprintf(self->out, "[C%d, H%d]", c + 1, self->county_hub[c] + 1);
    } else {
        fprintf(self->out, "[C%d, S%d]", self->station_county[s] + 1, s + 1);
    }
    write_when(self, true);
    if (one_in(self, 2)) {
        int longer = between(self, 0, 90);
        fprintf(self->out, ", way_round: {longer: %d min, farther: %d km}", longer,
                between(self, 0, 40));
    }
    fprintf(self->out, "}\n");
}

static void write_disturbance(struct author *self, int number)
{
    static const char *const directions[] = {"both", "inbound", "outbound"};
    FILE *out = self->out;
    double factor;
    switch (between(self, 1, 5)) {
    case 1:
        fprintf(out, "  - {weather: D%d, speed: %d %%", number, between(self, 20, 100));
        if (one_in(self, 2)) {
            fprintf(out, ", orders: %d %%", between(self, 0, 130));
        }
        write_when(self, false);
        break;
    case 2:
        write_closed_road(self, number);
        return;
    case 3:
        fprintf(out, "  - {outage: D%d", number);
        write_when(self, true);
        break;
    case 4:
        fprintf(out, "  - {strike: D%d", number);
        write_when(self, true);
        break;
    default:
        factor = real(self, 0, 4);
        fprintf(out, "  - {surge: D%d, factor: %.1f, direction: %s", number, factor,
                directions[between(self, 0, 2)]);
        write_when(self, false);
    }
    write_at(self);
    fprintf(out, "}\n");
}

void random_disturbances_write(struct author *self)
{
    if (!has_feature(self, "disturbances", 3)) {
        return;
    }
    struct own_dice aside = feature_begin(self, "which disturbances");
    fprintf(self->out, "disturbances:\n");
    int count = between(self, 1, 5);
    for (int number = 1; number <= count; number++) {
        write_disturbance(self, number);
    }
    feature_end(self, aside);
}
