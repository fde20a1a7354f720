/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random_scenario.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/require.h"
#include "tests/random_author.h"
#include "tests/random_loads.h"

/* Is a feature that not every network has in this one? */
static bool has_extra(struct author *self)
{
    uint64_t state = self->state;
    self->state = self->extras;
    bool has = one_in(self, 7);
    self->extras = self->state;
    self->state = state;
    return has;
}

/* Draws from the other dice. */
static void change_dice(struct author *self)
{
    uint64_t state = self->state;
    self->state = self->own_state;
    self->own_state = state;
}

/* Some places are closed for some days. */
static void write_closed(struct author *self)
{
    if (!self->closes) {
        return;
    }
    change_dice(self);
    int day = between(self, 1, 24), later = between(self, day, 28);
    switch (between(self, 1, 6)) {
    case 1:
        fprintf(self->out, ", closed: 2016-02-%02d", day);
        break;
    case 2:
        fprintf(self->out, ", closed: [2016-01-%02d..2016-01-%02d, 2016-02-%02d..2016-02-%02d]",
                day, day + 2, day, later);
        break;
    case 3:
        fprintf(self->out, ", closed: [2016-02-%02d, 2016-01-%02d..2016-01-31, 2016-02-%02d]",
                later, later, day);
        break;
    default:
        break;
    }
    change_dice(self);
}

static void write_sorting(struct author *self)
{
    if (random_sorting_other(self)) {
        return;
    }
    int kind = between(self, 1, 5);
    if (kind == 1) {
        return;
    }
    fprintf(self->out, ", sorting: {");
    if (kind == 2) {
        fprintf(self->out, "rate: %d /h", between(self, 2, 60));
    } else {
        fprintf(self->out, "servers: %d, time: ", between(self, 1, 3));
        write_time(self, 1, 20);
    }
    write_hours(self, "shifts");
    write_closed(self);
    random_sorting_rules(self);
    fprintf(self->out, "}");
}

static void write_fleet(struct author *self, const char *type)
{
    if (one_in(self, 3)) {
        fprintf(self->out, "%s: unlimited", type);
    } else {
        fprintf(self->out, "%s: %d", type, between(self, 1, 3));
    }
}

static void write_centres(struct author *self)
{
    FILE *out = self->out;
    fprintf(out, "hubs:\n");
    for (int h = 0; h < self->hubs; h++) {
        fprintf(out, "  - {name: H%d, lat: %.3f, lon: 106.5, vehicles: {", h + 1, 26 + 0.5 * h);
        write_fleet(self, "truck");
        fprintf(out, ", ");
        write_fleet(self, "lorry");
        fprintf(out, "}");
        write_sorting(self);
        random_carrier_write(self, self->hub_carrier[h], 0);
        fprintf(out, "}\n");
    }
    fprintf(out, "counties:\n");
    for (int c = 0; c < self->counties; c++) {
        self->county_hub[c] = c < self->hubs ? c : between(self, 0, self->hubs - 1);
        fprintf(out, "  - {name: C%d, hub: H%d, lat: %.3f, lon: %.3f, vehicles: {", c + 1,
                self->county_hub[c] + 1, real(self, 25, 27), 106 + 0.2 * c);
        write_fleet(self, "van");
        fprintf(out, ", ");
        write_fleet(self, "trike");
        fprintf(out, "}");
        write_sorting(self);
        write_hours(self, "open");
        write_closed(self);
        random_carrier_write(self, self->county_carrier[c], self->hub_carrier[self->county_hub[c]]);
        fprintf(out, "}\n");
    }
}

static void write_when_full(struct author *self)
{
    const char *policy = one_in(self, 2) ? "hold at county" : "return to sender";
    change_dice(self);
    if (self->diverts && !one_in(self, 3)) {
        policy = "divert to next station";
    }
    change_dice(self);
    fprintf(self->out, ", when_full: %s", policy);
}

static void write_keeper(struct author *self)
{
    if (!has_feature(self, "keeper", 3)) {
        return;
    }
    struct own_dice aside = feature_begin(self, "keeper's time");
    self->state += (uint64_t)self->stations_written++ << 32;
    roll(self);
    if (!one_in(self, 4)) {
        fprintf(self->out, ", keeper: {keepers: %d, service: ", between(self, 1, 3));
        write_time(self, 0, 15);
        fprintf(self->out, "}");
    }
    feature_end(self, aside);
}

static void write_rider(struct author *self)
{
    if (!has_feature(self, "rider", 3)) {
        return;
    }
    struct own_dice aside = feature_begin(self, "rider's rounds");
    self->state += (uint64_t)self->riders_written++ << 32;
    roll(self);
    if (!one_in(self, 4)) {
        int share = between(self, 10, 100), first = between(self, 0, 11);
        int within = between(self, 500, 5000), per_parcel = between(self, 0, 12);
        fprintf(self->out,
                ", home_delivery: {share: %d %%, within: %d m, rounds: [\"00:15\", \"%02d:00\", "
                "\"11:45\", \"18:00\"]",
                share, within, first);
        if (one_in(self, 2)) {
            fprintf(self->out, ", carries: %d", between(self, 1, 6));
        }
        if (one_in(self, 2)) {
            fprintf(self->out, ", speed: %d km/h", between(self, 1, 20));
        }
        fprintf(self->out, ", per_parcel: %d min}", per_parcel);
    }
    feature_end(self, aside);
}

static void write_stations(struct author *self)
{
    FILE *out = self->out;
    fprintf(out, "stations:\n");
    for (int s = 0; s < self->stations; s++) {
        self->station_county[s] = s < self->counties ? s : between(self, 0, self->counties - 1);
        self->lat[s] = 26 + 0.1 * s;
        self->lon[s] = 106 + 0.2 * self->station_county[s] + real(self, 0, 0.15);
        fprintf(out, "  - {name: S%d, county: C%d, lat: %.4f, lon: %.4f", s + 1,
                self->station_county[s] + 1, self->lat[s], self->lon[s]);
        int shelf = one_in(self, 2) ? UNLIMITED_SHELF : between(self, 1, 12);
        shelf = write_lockers(self, s, shelf);
        if (shelf == UNLIMITED_SHELF) {
            fprintf(out, ", shelf: unlimited");
        } else {
            fprintf(out, ", shelf: %d", shelf);
        }
        write_when_full(self);
        if (one_in(self, 2)) {
            fprintf(out, ", return_after: %d h", 6 * between(self, 1, 8));
        }
        write_hours(self, "open");
        write_closed(self);
        write_keeper(self);
        write_rider(self);
        fprintf(out, "}\n");
    }
}

static void write_villages(struct author *self)
{
    static const char *const beyond[] = {"lost", "collect at county", "nearest anyway"};
    FILE *out = self->out;
    int villages = self->villages = self->stations + between(self, 0, self->stations);
    bool decays = has_extra(self), far_reach = has_extra(self), huff = has_extra(self);
    fprintf(out, "villages:\n  choose: {station: %s, reach: %d km, beyond: %s%s}\n  list:\n",
            huff ? "huff, exponent: 1.5" : "nearest", far_reach ? 30 : 3,
            beyond[between(self, 0, 2)], decays ? ", demand_halves_every: 2 km" : "");
    for (int v = 0; v < villages; v++) {
        int s = v % self->stations;
        bool far = one_in(self, 5);
        int people = between(self, 50, 900);
        double lon = self->lon[s] + real(self, -0.01, 0.01);
        double lat = self->lat[s] + real(self, -0.01, 0.01) + (far ? 0.04 : 0);
        fprintf(out, "    - {name: V%d, lat: %.4f, lon: %.4f, people: %d", v + 1, lat, lon, people);
        if (one_in(self, 4)) {
            fprintf(out, ", station: S%d", s + 1);
        } else if (one_in(self, 4)) {
            fprintf(out, ", county: C%d", self->station_county[s] + 1);
        }
        if (one_in(self, 4)) {
            fprintf(out, ", inbound: %d /d", between(self, 1, 60));
        }
        fprintf(out, "}\n");
    }
}

/* ---- recorded orders ---- */

#define TRACE_PATH "/tmp/lastmile-random-"

/* Whole minutes, so that many come at one moment; some before the start and after the end. */
static void write_trace_row(struct author *self, FILE *csv)
{
    static const char *const classes[] = {"fast", "slow", "fresh"};
    int day = between(self, 1, 28), month = between(self, 1, 3), hour = between(self, 0, 23);
    int village = between(self, 1, self->villages);
    fprintf(csv, "2016-%02d-%02d %d:%02d,V%d,%s,", month, day, hour, 5 * between(self, 0, 11),
            village, self->several_classes ? classes[between(self, 0, 2)] : "standard");
    fprintf(csv, "%s\n", one_in(self, 2) ? "inbound" : "outbound");
}

static void write_to_villages(struct author *self)
{
    if (self->carriers > 0 || !has_feature(self, "to villages", 7)) {
        return;
    }
    struct own_dice aside = feature_begin(self, "the share to villages");
    fprintf(self->out, ", to_villages: %d %%", between(self, 1, 100));
    if (one_in(self, 2)) {
        fprintf(self->out, ", own_county: %d %%", between(self, 0, 100));
    }
    feature_end(self, aside);
}

/* Beside the scenario there is a file then, which network_from_text takes away. */
static bool write_traces(struct author *self)
{
    if (!has_feature(self, "trace", 10)) {
        return false;
    }
    struct own_dice aside = feature_begin(self, "the trace's rows");
    char *path = NULL;
    DES_REQUIRE(asprintf(&path, TRACE_PATH "%d-%llu.csv", (int)getpid(),
                         (unsigned long long)self->number) > 0);
    FILE *csv = fopen(path, "w");
    DES_REQUIRE(csv != NULL);
    fprintf(csv, "time,village,class,direction\n");
    for (int rows = between(self, 1, 4000); rows > 0; rows--) {
        write_trace_row(self, csv);
    }
    fclose(csv);
    bool both = one_in(self, 2), inbound = one_in(self, 2);
    fprintf(self->out, "demand:\n  inbound: {%s%s}\n",
            both || inbound ? "trace: " : "orders: ", both || inbound ? path : "3 /village/d");
    fprintf(self->out, "  outbound: {%s%s",
            both || !inbound ? "trace: " : "orders: ", both || !inbound ? path : "3 /village/d");
    write_to_villages(self);
    fprintf(self->out, "}\n");
    free(path);
    feature_end(self, aside);
    return true;
}

static void write_demand(struct author *self)
{
    static const char *const directions[] = {"inbound", "outbound"};
    FILE *out = self->out;
    if (write_traces(self)) {
        return;
    }
    fprintf(out, "demand:\n");
    int which = between(self, 0, 4);
    for (int d = 0; d < 2; d++) {
        if (which + d == 1) {
            continue; /* 0: inbound only, 1: outbound only */
        }
        int daily = between(self, 1, 25);
        fprintf(out, "  %s: {orders: %d /village/d", directions[d], one_in(self, 6) ? 80 : daily);
        if (one_in(self, 2)) {
            fprintf(out, ", growth: %d %%/y", between(self, 1, 80));
        }
        if (one_in(self, 2)) {
            fprintf(out, ", hours: {08-12: 1.7, 18-23: 2.2, 23-08: %d}", between(self, 0, 1));
        }
        if (one_in(self, 3)) {
            fprintf(out, ", weekdays: {sat: 1.4, sun: 0.3}, months: {jan: 0.5, feb: 1.5}");
        }
        if (one_in(self, 3)) {
            fprintf(out, ", peaks: [{name: P, dates: 2016-02-02, factor: 2.5}]");
        }
        if (d == 1) {
            write_to_villages(self);
        }
        if (has_extra(self)) {
            fprintf(out, ", parcels_per_order: {1: 40 %%, 2: 30 %%, 5: 10 %%, 9: 20 %%}");
        }
        if (has_extra(self)) {
            fprintf(out, ", busy_days: {gamma: {mean: 1, cv: 0.6}}");
        }
        fprintf(out, "}\n");
    }
}

static void write_pick_up(struct author *self)
{
    if (one_in(self, 6)) {
        return;
    }
    fprintf(self->out, "pick_up:\n  dwell: ");
    int hours = between(self, 1, 30);
    switch (between(self, 1, 5)) {
    case 1:
        fprintf(self->out, "{gamma: {mean: %d h, cv: 0.9}}", hours);
        break;
    case 2:
        fprintf(self->out, "{exponential: {mean: %d h}}", hours);
        break;
    case 3:
        fprintf(self->out, "{weibull: {mean: %d h, shape: 1.5}}", hours);
        break;
    case 4:
        fprintf(self->out, "{normal: {mean: %d h, sd: 5 h}}", hours);
        break;
    default:
        fprintf(self->out, "%d h", hours);
    }
    fprintf(self->out, "\n  counts: %s\n", one_in(self, 2) ? "clock" : "open hours");
    if (has_feature(self, "returns travel", 3)) {
        fprintf(self->out, "  returns: travel back\n");
    }
    if (self->reminds) {
        change_dice(self);
        int shortens = between(self, 0, 100), after = between(self, 0, 30);
        fprintf(self->out, "  reminder: [{after: %d h, shortens: %d %%}", after, shortens);
        if (one_in(self, 2)) {
            fprintf(self->out, ", {after: %d h, shortens: 40 %%}", between(self, 0, 30));
        }
        fprintf(self->out, "]\n");
        change_dice(self);
    }
}

static void write_vehicles(struct author *self)
{
    fprintf(self->out, "vehicles:\n");
    for (int t = 0; t < TYPES; t++) {
        self->room[t] = one_in(self, 2) ? between(self, 1, 5) : between(self, 6, 40);
        if (one_in(self, 4)) {
            self->room[t] = 1000;
            fprintf(self->out, "  - {type: %s, parcels: unlimited, speed: 40 km/h", types[t]);
        } else {
            fprintf(self->out, "  - {type: %s, parcels: %d, speed: %d km/h", types[t],
                    self->room[t], between(self, 20, 60));
        }
        write_limits(self, t);
        random_write_care(self, t);
        fprintf(self->out, "}\n");
    }
}

static void write_travel(struct author *self)
{
    FILE *out = self->out;
    fprintf(out, "travel:\n  distance: {great_circle: {detour: 1.3}}\n");
    if (one_in(self, 2)) {
        fprintf(out, "  delay: %s\n", one_in(self, 3) ? "1.25" : "{lognormal: {mean: 1, cv: 0.3}}");
    }
    if (has_extra(self)) {
        fprintf(out, "  hours: {06-09: 1.7, 11-12: 0.4, 22-02: 0.8}\n");
    }
    if (one_in(self, 3)) {
        return;
    }
    fprintf(out, "  links:\n");
    for (int c = 0; c < self->counties; c++) {
        fprintf(out, "    - {%s: H%d, to: C%d, time: ", "from", self->county_hub[c] + 1, c + 1);
        write_time(self, 0, 240);
        fprintf(out, "}\n");
        if (one_in(self, 2)) {
            fprintf(out, "    - {between: [C%d, S%d], distance: %d km, time: ",
                    self->station_county[c] + 1, c + 1, between(self, 1, 30));
            write_time(self, 1, 60);
            fprintf(out, "}\n");
        }
    }
}

/* A load that makes a vehicle of this type leave: no more than it holds. */
static int full_load(struct author *self, int type)
{
    return between(self, 1, self->room[type] < 12 ? self->room[type] : 12);
}

/* The vehicle and when it leaves. */
static void write_dispatch(struct author *self, int type)
{
    FILE *out = self->out;
    int late, minutes, load;
    random_vehicle(self, type);
    switch (between(self, 1, 6)) {
    case 1:
        late = between(self, 12, 23);
        fprintf(out, "depart: [\"%02d:00\", \"%02d:30\"]", between(self, 0, 11), late);
        break;
    case 2:
        fprintf(out, "depart: [\"%02d:00\"], days: [mon, tue, thu, sat, sun]",
                between(self, 0, 23));
        break;
    case 3:
        fprintf(out, "depart: {every: ");
        write_time(self, 30, 500);
        if (one_in(self, 2)) {
            fprintf(out, ", first: %d min", between(self, 0, 300));
        }
        fprintf(out, "}");
        break;
    case 4:
        write_full(self, type, full_load(self, type));
        fprintf(out, "}");
        break;
    default:
        minutes = between(self, 20, 600);
        load = full_load(self, type);
        write_full(self, type, load);
        fprintf(out, ", wait_at_most: %d min}", minutes);
    }
    if (one_in(self, 2)) {
        int seconds = between(self, 0, 30);
        fprintf(out, ", stop_time: [%d min, %d s/parcel]", between(self, 0, 12), seconds);
    }
    random_reload(self, type);
    if (one_in(self, 5)) {
        fprintf(out, ", back: [\"%02d:00\", \"18:00\"]", between(self, 0, 17));
    }
    write_load(self);
    fprintf(out, "}\n");
}

static void write_line_haul(struct author *self)
{
    static const char *const tours[] = {"each county", "all counties", "{groups_of: 2}"};
    FILE *out = self->out;
    fprintf(out, "line_haul:\n");
    for (int h = 0; h < self->hubs; h++) {
        for (int n = between(self, 1, 2); n > 0; n--) {
            fprintf(out, "  - {name: L%d%d, from: H%d, to: %s, ", h + 1, n, h + 1,
                    tours[between(self, 0, 2)]);
            write_dispatch(self, one_in(self, 3) ? LORRY : TRUCK);
        }
    }
}

static void write_feeders(struct author *self)
{
    static const char *const tours[] = {"each station", "all stations", "{groups_of: 2}"};
    FILE *out = self->out;
    fprintf(out, "feeders:\n");
    for (int c = 0; c < self->counties; c++) {
        for (int n = between(self, 1, 2); n > 0; n--) {
            fprintf(out, "  - {name: F%d%d, county: C%d, stops: %s, ", c + 1, n, c + 1,
                    tours[between(self, 0, 2)]);
            write_dispatch(self, one_in(self, 3) ? TRIKE : VAN);
        }
        random_daily_row(self, c);
        if (one_in(self, 4)) {
            fprintf(out, "  - {name: X%d, county: C%d, stops: [S%d], ", c + 1, c + 1, c + 1);
            write_dispatch(self, VAN);
        }
    }
}

static void write_head(struct author *self, uint64_t number)
{
    FILE *out = self->out;
    int day = between(self, 1, 28), month = between(self, 1, 2);
    fprintf(out, "lastmile: 1\nname: Random %llu\nstart: 2016-0%d-%02d\n",
            (unsigned long long)number, month, day);
    int seed = between(self, 1, 1000), horizon = between(self, 20, 240);
    fprintf(out, "experiment: {warm_up: %d h, horizon: %d h, replications: 2, seed: %d}\n",
            between(self, 0, 30), horizon, seed);
    self->several_classes = one_in(self, 2);
    if (self->several_classes) {
        fprintf(out,
                "parcels:\n"
                "  - {class: fast, inbound: 20 %%, outbound: 10 %%, promise: 24 h, priority: 5");
        write_class_size(self, "fast");
        fprintf(out, "}\n  - {class: slow, inbound: 80 %%, outbound: 60 %%, promise: 60 h");
        write_class_size(self, "slow");
        fprintf(out, "}\n  - {class: fresh, outbound: 30 %%, priority: 9");
        write_class_size(self, "fresh");
        fprintf(out, "}\n");
    } else {
        write_only_class(self);
    }
}

void random_scenario_write(uint64_t number, FILE *out)
{
    struct author self = {.number = number,
                          .state = number * UINT64_C(0x632be59bd9b4e019),
                          .extras = ~number * UINT64_C(0x632be59bd9b4e019),
                          .out = out};
    self.own_state = (number + 12345) * UINT64_C(0xd1342543de82ef95);
    change_dice(&self);
    self.closes = one_in(&self, 6);
    self.reminds = one_in(&self, 6);
    self.diverts = one_in(&self, 5);
    change_dice(&self);
    self.hubs = one_in(&self, 4) ? 2 : 1;
    self.counties = self.hubs + between(&self, 0, 2);
    self.stations = self.counties + between(&self, 0, 5);
    random_carriers_draw(&self);
    write_head(&self, number);
    random_carriers_write(&self);
    write_centres(&self);
    write_stations(&self);
    write_villages(&self);
    write_demand(&self);
    write_pick_up(&self);
    write_vehicles(&self);
    write_travel(&self);
    write_line_haul(&self);
    write_feeders(&self);
    random_disturbances_write(&self);
}

struct network *network_from_file(const char *path, double share)
{
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    if (!scenario) {
        problem_list_print(&problems, stderr);
    }
    DES_REQUIRE(scenario != NULL);
    problem_list_done(&problems);
    scenario->experiment.horizon_s *= share;
    struct network *network = network_compile(scenario, NULL);
    scenario_destroy(scenario);
    network_verify(network);
    return network;
}

/* The one that random_scenario_write wrote. */
static void remove_trace(const char *text)
{
    const char *begin = strstr(text, TRACE_PATH);
    char *path = begin ? strndup(begin, strcspn(begin, ",}")) : NULL;
    if (path) {
        unlink(path);
    }
    free(path);
}

struct network *network_from_text(const char *text)
{
    char path[] = "/tmp/lastmile-test-XXXXXX.yaml";
    int file = mkstemps(path, 5);
    DES_REQUIRE(file >= 0);
    size_t length = strlen(text);
    DES_REQUIRE(write(file, text, length) == (ssize_t)length);
    close(file);
    struct network *network = network_from_file(path, 1);
    unlink(path);
    remove_trace(text);
    return network;
}
