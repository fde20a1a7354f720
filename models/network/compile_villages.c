/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_villages.c - villages, the station each of them uses, and where its parcels enter.
 *
 * Villagers go to the nearest station by great-circle distance x detour factor, within the
 * scenario's reach; ties go to the station listed first. */
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/network/compile.h"

/* A point on the unit sphere: squared chords order points as great-circle distances do, at a
 * fraction of the cost. */
struct sphere_point {
    double x, y, z;
};

struct draft_village {
    struct village village;
    int32_t asked_county, asked_station; /* by the scenario; or NO_PLACE */
    int32_t carrier;                     /* whose parcels, or NO_CARRIER: all */
    int32_t order;                       /* as written: the tie-break that keeps sorting stable */
};

struct choosing {
    struct compiler *compiler;
    struct sphere_point *stations, *centres;
    struct draft_village *drafts;
    size_t count;
    int32_t carrier; /* whose parcels' way is sought, or NO_CARRIER */
};

static struct sphere_point sphere_point(double lat, double lon)
{
    double phi = lat * (M_PI / 180), lambda = lon * (M_PI / 180);
    return (struct sphere_point){cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi)};
}

static double chord2(struct sphere_point a, struct sphere_point b)
{
    double x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z;
}

/* The nearest of some, if it is nearer than what has been found so far. */
static void look_among(const struct sphere_point *points, struct id_range among,
                       struct sphere_point from, double *least, int32_t *best)
{
    for (int32_t i = among.begin; i < among.end; i++) {
        double distance = chord2(points[i], from);
        if (distance < *least) { /* false for places without coordinates (NaN) */
            *least = distance;
            *best = i;
        }
    }
}

/* Do the county and its stations serve the carrier whose parcels are sought a way for? */
static bool serves(const struct choosing *self, int32_t county)
{
    int32_t its = self->compiler->network->centres[county].carrier;
    return its == NO_CARRIER || its == self->carrier;
}

/* The nearest station in the county; in any that serves the carrier when it is NO_PLACE. */
static int32_t nearest_station(const struct choosing *self, const struct village *village,
                               int32_t county)
{
    const struct network *network = self->compiler->network;
    struct sphere_point from = sphere_point(village->lat, village->lon);
    int32_t best = NO_PLACE;
    double least = INFINITY;
    int32_t begin = county == NO_PLACE ? network->hub_count : county;
    int32_t end = county == NO_PLACE ? network->centre_count : county + 1;
    for (int32_t c = begin; c < end; c++) {
        if (serves(self, c)) {
            look_among(self->stations, network->centres[c].children, from, &least, &best);
        }
    }
    return best;
}

/* The nearest county that serves the carrier; where none has coordinates the one of the nearest
 * station, if there is one, or the first. */
static int32_t nearest_county(const struct choosing *self, const struct village *village,
                              int32_t station)
{
    const struct network *network = self->compiler->network;
    struct sphere_point from = sphere_point(village->lat, village->lon);
    int32_t best = NO_PLACE, first = NO_PLACE;
    double least = INFINITY;
    for (int32_t c = network->hub_count; c < network->centre_count; c++) {
        if (serves(self, c)) {
            first = first == NO_PLACE ? c : first;
            look_among(self->centres, (struct id_range){c, c + 1}, from, &least, &best);
        }
    }
    first = station != NO_PLACE ? network->stations[station].county : first;
    return best != NO_PLACE ? best : first;
}

static void serve_by_station(struct choosing *self, struct village *village, int32_t station)
{
    const struct station *at = &self->compiler->network->stations[station];
    village->service = SERVED_BY_STATION;
    village->station = station;
    village->county = at->county;
    village->access_m = network_distance_m(village->lat, village->lon, at->lat, at->lon) *
                        self->compiler->scenario->travel.detour;
}

/* Out of reach of every station: what the scenario's `beyond` says. `county` is the county
 * given for the village, or NO_PLACE; `station` the nearest one, or NO_PLACE. */
static void serve_beyond(struct choosing *self, struct village *village, int32_t county,
                         int32_t station)
{
    const struct network *network = self->compiler->network;
    enum beyond_reach beyond = self->compiler->scenario->choice.beyond;
    if (beyond == BEYOND_NEAREST && station != NO_PLACE) {
        serve_by_station(self, village, station);
        return;
    }
    if (county == NO_PLACE) {
        county = nearest_county(self, village, station);
    }
    const struct centre *centre = &network->centres[county];
    village->service = beyond == BEYOND_COUNTY ? SERVED_BY_COUNTER : NOT_SERVED;
    village->station = NO_PLACE;
    village->county = county;
    village->access_m = network_distance_m(village->lat, village->lon, centre->lat, centre->lon) *
                        self->compiler->scenario->travel.detour;
}

/* county NO_PLACE: any county's stations. */
static void choose_station(struct choosing *self, struct village *village, int32_t county)
{
    const struct network *network = self->compiler->network;
    int32_t station = nearest_station(self, village, county);
    const struct scenario_choice *choice = &self->compiler->scenario->choice;
    if (station != NO_PLACE && choice->station == CHOOSE_HUFF) {
        county = network->stations[station].county; /* whose stations all lie in one region */
        if (compile_huff(self->compiler, village, network->centres[county].children)) {
            return;
        }
    } else if (station != NO_PLACE) {
        serve_by_station(self, village, station);
        if (!(village->access_m > self->compiler->scenario->choice.reach_m)) {
            return;
        }
    }
    serve_beyond(self, village, county, station);
}

/* What is asked of another carrier's places holds for its parcels alone. */
static void serve(struct choosing *self, struct draft_village *draft)
{
    const struct network *network = self->compiler->network;
    int32_t station = draft->asked_station, county = draft->asked_county;
    self->carrier = draft->carrier;
    if (station != NO_PLACE && serves(self, network->stations[station].county)) {
        serve_by_station(self, &draft->village, station);
        return;
    }
    bool here = county != NO_PLACE && serves(self, county);
    choose_station(self, &draft->village, here ? county : NO_PLACE);
}

static double rate_per_hour(const struct scenario *scenario, double own_rate, double people,
                            enum direction direction)
{
    const struct scenario_demand *demand = &scenario->demand[direction];
    if (demand->recorded) {
        return 0; /* compile_traces works it out */
    }
    if (!isnan(own_rate)) {
        return own_rate * 3600;
    }
    if (!demand->given) {
        return 0;
    }
    return (demand->per_village_s + (isnan(people) ? 0 : demand->per_person_s * people)) * 3600;
}

static struct village *new_draft(struct choosing *self, int32_t county, int32_t station)
{
    int32_t carriers = self->compiler->network->carrier_count;
    struct draft_village *draft = &self->drafts[self->count];
    draft->asked_county = county;
    draft->asked_station = station;
    draft->carrier = carriers > 0 ? 0 : NO_CARRIER;
    draft->order = (int32_t)self->count++ * (carriers > 0 ? carriers : 1);
    return &draft->village;
}

/* A record of every village for every further carrier. */
static void draft_for_carriers(struct choosing *self)
{
    size_t count = self->count;
    for (int32_t k = 1; k < self->compiler->network->carrier_count; k++) {
        for (size_t v = 0; v < count; v++) {
            struct draft_village *draft = &self->drafts[self->count++];
            *draft = self->drafts[v];
            draft->carrier = k;
            draft->order += k;
        }
    }
}

static void draft_listed(struct choosing *self, const struct scenario_village *from)
{
    struct compiler *compiler = self->compiler;
    const char *asked_county = from->county.chars, *asked_station = from->station.chars;
    int32_t county = asked_county ? compiler_place(compiler, asked_county, NULL) : NO_PLACE;
    int32_t station = asked_station ? compiler_place(compiler, asked_station, NULL) : NO_PLACE;
    struct village *village = new_draft(self, county, station);
    village->name = compiler_name(compiler, "%s", from->name.chars);
    village->lat = from->lat;
    village->lon = from->lon;
    village->people = isnan(from->people) ? 0 : from->people;
    for (int d = 0; d < DIRECTIONS; d++) {
        village->rate[d] =
            rate_per_hour(compiler->scenario, from->rate[d], from->people, (enum direction)d);
    }
}

/* Villages of one county of a group, around its stations. */
static void draft_group_county(struct choosing *self, int32_t county)
{
    struct compiler *compiler = self->compiler;
    const struct network *network = compiler->network;
    const struct scenario_county_group *group =
        &compiler->scenario->groups[compiler->county_group[county]];
    const struct centre *centre = &network->centres[county];
    struct des_rng rng = compile_layout_stream("village layout", centre->name);
    double people = des_distribution_draw(&group->people, &rng);
    size_t first = self->count;
    double weights = 0;
    for (int32_t s = centre->children.begin; s < centre->children.end; s++) {
        for (int64_t v = 0; v < group->villages_per_station; v++) {
            struct village *village = new_draft(self, county, NO_PLACE);
            double distance_m = des_distribution_draw(&group->village_from_station_m, &rng);
            double bearing = 2 * M_PI * des_rng_unit(&rng);
            compile_point_at(network->stations[s].lat, network->stations[s].lon, distance_m,
                             bearing, &village->lat, &village->lon);
            village->people = des_distribution_draw(&group->village_weight, &rng);
            weights += village->people;
        }
    }
    for (size_t v = first; v < self->count; v++) {
        struct village *village = &self->drafts[v].village;
        village->name = compiler_name(compiler, "%s/V%03zu", centre->name, v - first + 1);
        village->people *= weights > 0 ? people / weights : 0;
        for (int d = 0; d < DIRECTIONS; d++) {
            village->rate[d] = rate_per_hour(compiler->scenario, group->rate[d], village->people,
                                             (enum direction)d);
        }
    }
}

/* By county, in it by station, those without a station last; then as written. */
static int by_place(const void *left, const void *right)
{
    const struct draft_village *a = left, *b = right;
    if (a->village.county != b->village.county) {
        return a->village.county < b->village.county ? -1 : 1;
    }
    uint32_t x = (uint32_t)a->village.station, y = (uint32_t)b->village.station;
    if (x != y) { /* NO_PLACE is the largest unsigned number */
        return x < y ? -1 : 1;
    }
    return a->order < b->order ? -1 : 1;
}

static void name_streams(struct network *network, struct village *village)
{
    static const char *const purposes[DIRECTIONS] = {"inbound orders", "outbound drop-offs"};
    for (int d = 0; d < DIRECTIONS; d++) {
        village->demand[d] = des_stream_make(network->seed, 0, purposes[d], village->name);
    }
    village->dwell = des_stream_make(network->seed, 0, "dwell", village->name);
}

static void note_losses(struct network *network, const struct scenario *scenario,
                        struct village *village)
{
    village->kept = compile_kept(&scenario->choice, village->access_m);
    network->loses |= village->service == NOT_SERVED || village->kept < UINT64_C(1) << 32;
    for (int32_t o = village->options.begin; o < village->options.end; o++) {
        network->loses |= network->options[o].kept < UINT64_C(1) << 32;
    }
}

static void note_way(struct network *network, village_id village)
{
    const struct village *from = &network->villages[village];
    network->ways[village] =
        (struct village_way){.guide = compile_guide(network, from->options),
                             .station = from->station,
                             .kept = from->service == NOT_SERVED ? 0 : from->kept};
}

/* Whose parcels of the village are this record's, and which other records it has. */
static void note_parts(struct choosing *self)
{
    struct network *network = self->compiler->network;
    int32_t carriers = network->carrier_count;
    if (carriers == 0) {
        return;
    }
    network->village_parts = des_allocate(self->count, sizeof *network->village_parts);
    village_id *last = des_allocate(self->count, sizeof *last); /* record + 1, by village */
    for (int32_t v = 0; v < network->village_count; v++) {
        const struct draft_village *draft = &self->drafts[v];
        int32_t k = draft->carrier, whose = draft->order / carriers;
        network->village_parts[v] =
            (struct carrier_part){.carrier = k,
                                  .first = v,
                                  .next = NO_PLACE,
                                  .from = k > 0 ? network->carriers[k - 1].threshold : 0,
                                  .until = network->carriers[k].threshold};
        if (last[whose] > 0) {
            struct carrier_part *before = &network->village_parts[last[whose] - 1];
            network->village_parts[v].first = before->first;
            before->next = v;
        }
        last[whose] = v + 1;
    }
    free(last);
}

static void number_villages(struct choosing *self)
{
    struct network *network = self->compiler->network;
    const struct scenario *scenario = self->compiler->scenario;
    qsort(self->drafts, self->count, sizeof *self->drafts, by_place);
    network->village_count = (int32_t)self->count;
    network->villages = des_allocate(self->count, sizeof *network->villages);
    network->ways = des_allocate(self->count, sizeof *network->ways);
    int32_t v = 0, s = 0;
    for (int32_t c = network->hub_count; c < network->centre_count; c++) {
        struct centre *county = &network->centres[c];
        county->villages.begin = v;
        for (; v < network->village_count && self->drafts[v].village.county == c; v++) {
            network->villages[v] = self->drafts[v].village;
            note_losses(network, scenario, &network->villages[v]);
            name_streams(network, &network->villages[v]);
            note_way(network, v);
        }
        county->villages.end = v;
    }
    for (v = 0; s < network->station_count; s++) {
        while (v < network->village_count && network->villages[v].station == NO_PLACE) {
            v++;
        }
        network->stations[s].villages.begin = v;
        while (v < network->village_count && network->villages[v].station == s) {
            v++;
        }
        network->stations[s].villages.end = v;
    }
}

static void add_walk_in(struct network *network, int32_t village, enum direction direction)
{
    if (network->villages[village].rate[direction] > 0) {
        network->walk_ins[network->walk_in_count++] =
            (struct walk_in){.village = village, .direction = direction};
    }
}

/* A hub meets all inbound orders of its region; a county the drop-offs at its own counter,
 * and those of villages that nobody serves, to count them as lost. */
static void list_walk_ins(struct network *network)
{
    network->walk_ins = des_allocate(2 * (size_t)network->village_count, sizeof *network->walk_ins);
    for (int32_t h = 0; h < network->hub_count; h++) {
        struct region *region = &network->regions[h];
        struct id_range counties = region->counties;
        bool empty = counties.begin == counties.end;
        region->villages.begin = empty ? 0 : network->centres[counties.begin].villages.begin;
        region->villages.end = empty ? 0 : network->centres[counties.end - 1].villages.end;
        network->centres[h].villages = region->villages;
        network->centres[h].walk_ins.begin = network->walk_in_count;
        for (int32_t v = region->villages.begin; v < region->villages.end; v++) {
            add_walk_in(network, v, INBOUND);
        }
        network->centres[h].walk_ins.end = network->walk_in_count;
    }
    for (int32_t c = network->hub_count; c < network->centre_count; c++) {
        struct centre *county = &network->centres[c];
        county->walk_ins.begin = network->walk_in_count;
        for (int32_t v = county->villages.begin; v < county->villages.end; v++) {
            if (network->villages[v].service != SERVED_BY_STATION) {
                add_walk_in(network, v, OUTBOUND);
            }
        }
        county->walk_ins.end = network->walk_in_count;
    }
}

static size_t village_total(const struct compiler *self)
{
    size_t count = self->scenario->village_count;
    for (size_t g = 0; g < self->scenario->group_count; g++) {
        const struct scenario_county_group *group = &self->scenario->groups[g];
        count += (size_t)(group->counties * group->stations * group->villages_per_station);
    }
    return count * (self->network->carrier_count > 0 ? (size_t)self->network->carrier_count : 1);
}

void compile_villages(struct compiler *self)
{
    struct network *network = self->network;
    struct choosing choosing = {.compiler = self};
    choosing.stations = des_allocate((size_t)network->station_count, sizeof *choosing.stations);
    choosing.centres = des_allocate((size_t)network->centre_count, sizeof *choosing.centres);
    choosing.drafts = des_allocate(village_total(self), sizeof *choosing.drafts);
    for (int32_t s = 0; s < network->station_count; s++) {
        choosing.stations[s] = sphere_point(network->stations[s].lat, network->stations[s].lon);
    }
    for (int32_t c = 0; c < network->centre_count; c++) {
        choosing.centres[c] = sphere_point(network->centres[c].lat, network->centres[c].lon);
    }
    for (size_t v = 0; v < self->scenario->village_count; v++) {
        draft_listed(&choosing, &self->scenario->villages[v]);
    }
    for (int32_t c = network->hub_count; c < network->centre_count; c++) {
        if (self->county_group[c] != NO_PLACE) {
            draft_group_county(&choosing, c);
        }
    }
    draft_for_carriers(&choosing);
    for (size_t v = 0; v < choosing.count; v++) {
        serve(&choosing, &choosing.drafts[v]);
    }
    number_villages(&choosing);
    note_parts(&choosing);
    list_walk_ins(network);
    free(choosing.stations);
    free(choosing.centres);
    free(choosing.drafts);
}
