/* SPDX-License-Identifier: GPL-3.0-or-later */
/* random_scenario_fleet.c - which vehicles a random route takes. */
#include "tests/random_author.h"

/* Dice that are the route's own: the same name twice would roll the same. */
static struct own_dice begin_route(struct author *self, const char *feature, int route)
{
    struct own_dice aside = feature_begin(self, feature);
    self->state += (uint64_t)route * UINT64_C(0xd1342543de82ef95);
    roll(self);
    return aside;
}

void random_vehicle(struct author *self, int type)
{
    struct own_dice aside = begin_route(self, "types of a route", self->routes++);
    int other = type ^ 1; /* the base's other type */
    bool several = has_feature(self, "several vehicle types", 3) && one_in(self, 2);
    bool turned = one_in(self, 2);
    if (several) {
        fprintf(self->out, "vehicle: [%s, %s], ", types[turned ? other : type],
                types[turned ? type : other]);
    } else {
        fprintf(self->out, "vehicle: %s, ", types[type]);
    }
    feature_end(self, aside);
}

void random_reload(struct author *self, int type)
{
    struct own_dice aside = begin_route(self, "reload of a route", self->routes);
    if (has_feature(self, "reloads", 4) && !one_in(self, 3)) {
        int most = self->room[type] < 15 ? self->room[type] : 15;
        fprintf(self->out, ", reload: {at_least: %d", between(self, 1, most));
        if (one_in(self, 2)) {
            fprintf(self->out, ", until: \"%02d:30\"", between(self, 8, 22));
        }
        fprintf(self->out, "}");
    }
    feature_end(self, aside);
}

void random_daily_row(struct author *self, int county)
{
    struct own_dice aside = begin_route(self, "daily tours of a county", county);
    if (has_feature(self, "daily tours", 4) && !self->shifts[VAN]) {
        int longest = between(self, 1, 9), fill = between(self, 40, 100);
        fprintf(self->out,
                "  - {name: D%d, county: C%d, vehicle: van, stops: {tours: {longest: %d h, fill: "
                "%d %%, planned: daily%s}}, ",
                county + 1, county + 1, longest, fill, fill % 2 ? ", visit: all" : "");
        fprintf(self->out, "depart: {every: %d min}, stop_time: [%d min, 5 s/parcel]}\n",
                30 * longest + fill, longest);
    }
    feature_end(self, aside);
}
