/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_centres.c - hubs and counties, listed and in groups, and their fleets. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/network/compile.h"

/* A county before it has its id: counties are numbered by hub. */
struct county_draft {
    struct centre centre;
    const struct scenario_fleets *fleets;
    int32_t group;
};

struct county_drafts {
    struct county_draft *drafts;
    size_t count;
};

static void centre_sorting(struct compiler *self, struct centre *centre,
                           const struct scenario_sorting *sorting)
{
    centre->sorts = sorting->given;
    centre->servers = 1;
    des_calendar_init_always(&centre->shifts);
    if (sorting->given) {
        centre->servers = (unsigned)sorting->servers;
        centre->sort_time = des_distribution_copy(&sorting->time);
        des_distribution_scale(&centre->sort_time, 1e6);
        des_calendar_done(&centre->shifts);
        centre->shifts = compile_calendar(self->scenario, &sorting->shifts, &sorting->closed);
        centre->plan = compile_sorting_plan(self->scenario, sorting);
    }
}

static void compile_hubs(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network *network = self->network;
    for (int32_t h = 0; h < network->hub_count; h++) {
        const struct scenario_hub *from = &scenario->hubs[h];
        struct centre *hub = &network->centres[h];
        hub->name = compiler_name(self, "%s", from->name.chars);
        hub->lat = from->lat;
        hub->lon = from->lon;
        hub->parent = NO_PLACE;
        hub->carrier = compile_carrier(self, &from->carrier);
        centre_sorting(self, hub, &from->sorting);
        des_calendar_init_always(&hub->counter);
        self->county_group[h] = NO_PLACE;
        compiler_add_place(self, hub->name, PLACE_HUB, h);
    }
}

static void draft_listed_counties(struct compiler *self, struct county_drafts *drafts)
{
    const struct scenario *scenario = self->scenario;
    for (size_t c = 0; c < scenario->county_count; c++) {
        const struct scenario_county *from = &scenario->counties[c];
        struct county_draft *draft = &drafts->drafts[drafts->count++];
        draft->fleets = &from->vehicles;
        draft->group = NO_PLACE;
        struct centre *county = &draft->centre;
        county->name = compiler_name(self, "%s", from->name.chars);
        county->lat = from->lat;
        county->lon = from->lon;
        county->parent = compiler_place(self, from->hub.chars, NULL);
        county->carrier = from->carrier.chars ? compile_carrier(self, &from->carrier)
                                              : self->network->centres[county->parent].carrier;
        centre_sorting(self, county, &from->sorting);
        county->counter = compile_calendar(scenario, &from->open, &from->closed);
    }
}

static int decimal_width(int64_t count)
{
    int width = 1;
    for (; count >= 10; count /= 10) {
        width++;
    }
    return width;
}

static void draft_group_county(struct compiler *self, int32_t group, int64_t number,
                               struct county_draft *draft)
{
    const struct scenario_county_group *from = &self->scenario->groups[group];
    struct centre *county = &draft->centre;
    draft->fleets = &from->vehicles;
    draft->group = group;
    county->name = compiler_name(self, "%s %0*d", from->name.chars, decimal_width(from->counties),
                                 (int)number + 1);
    const char *hub = from->hubs.names[(size_t)number % from->hubs.count].chars;
    county->parent = compiler_place(self, hub, NULL);
    county->carrier = NO_CARRIER;
    const struct centre *parent = &self->network->centres[county->parent];
    struct des_rng rng = compile_layout_stream("county layout", county->name);
    double distance_m = des_distribution_draw(&from->from_hub_m, &rng);
    double bearing = 2 * M_PI * des_rng_unit(&rng);
    compile_point_at(parent->lat, parent->lon, distance_m, bearing, &county->lat, &county->lon);
    centre_sorting(self, county, &from->sorting);
    county->counter = compile_calendar(self->scenario, &from->counter_open, &from->counter_closed);
}

static void draft_groups(struct compiler *self, struct county_drafts *drafts)
{
    const struct scenario *scenario = self->scenario;
    for (size_t g = 0; g < scenario->group_count; g++) {
        compiler_add_place(self, scenario->groups[g].name.chars, PLACE_GROUP, (int32_t)g);
        for (int64_t n = 0; n < scenario->groups[g].counties; n++) {
            draft_group_county(self, (int32_t)g, n, &drafts->drafts[drafts->count++]);
        }
    }
}

static void add_pools(struct compiler *self, int32_t base, const struct scenario_fleets *fleets)
{
    struct network *network = self->network;
    for (size_t f = 0; f < fleets->count; f++) {
        int32_t type = 0;
        while (strcmp(network->vehicle_types[type].name, fleets->fleets[f].type.chars) != 0) {
            type++;
            DES_REQUIRE(type < network->vehicle_type_count);
        }
        network->pools[network->pool_count++] = (struct vehicle_pool){
            .base = base, .type = type, .size = (int32_t)fleets->fleets[f].count};
    }
}

/* Gives counties their ids, hub by hub, and every region its pools in one range. */
static void number_counties(struct compiler *self, struct county_drafts *drafts)
{
    struct network *network = self->network;
    int32_t next = network->hub_count;
    for (int32_t h = 0; h < network->hub_count; h++) {
        struct centre *hub = &network->centres[h];
        struct region *region = &network->regions[h];
        region->pools.begin = network->pool_count;
        hub->children.begin = next;
        hub->pools.begin = network->pool_count;
        add_pools(self, h, &self->scenario->hubs[h].vehicles);
        hub->pools.end = network->pool_count;
        for (size_t d = 0; d < drafts->count; d++) {
            struct county_draft *draft = &drafts->drafts[d];
            if (draft->centre.parent != h) {
                continue;
            }
            draft->centre.pools.begin = network->pool_count;
            add_pools(self, next, draft->fleets);
            draft->centre.pools.end = network->pool_count;
            network->centres[next] = draft->centre;
            self->county_group[next] = draft->group;
            compiler_add_place(self, draft->centre.name, PLACE_COUNTY, next);
            next++;
        }
        hub->children.end = next;
        region->counties = hub->children;
        region->pools.end = network->pool_count;
    }
}

static size_t pool_bound(const struct scenario *scenario)
{
    size_t count = 0;
    for (size_t h = 0; h < scenario->hub_count; h++) {
        count += scenario->hubs[h].vehicles.count;
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        count += scenario->counties[c].vehicles.count;
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        count += (size_t)scenario->groups[g].counties * scenario->groups[g].vehicles.count;
    }
    return count;
}

void compile_centres(struct compiler *self)
{
    const struct scenario *scenario = self->scenario;
    struct network *network = self->network;
    size_t counties = scenario->county_count;
    for (size_t g = 0; g < scenario->group_count; g++) {
        counties += (size_t)scenario->groups[g].counties;
    }
    network->hub_count = (int32_t)scenario->hub_count;
    network->centre_count = (int32_t)(scenario->hub_count + counties);
    network->centres = des_allocate((size_t)network->centre_count, sizeof *network->centres);
    network->regions = des_allocate(scenario->hub_count, sizeof *network->regions);
    network->pools = des_allocate(pool_bound(scenario), sizeof *network->pools);
    self->county_group = des_allocate((size_t)network->centre_count, sizeof *self->county_group);
    compile_hubs(self);
    struct county_drafts drafts = {des_allocate(counties, sizeof *drafts.drafts), 0};
    draft_listed_counties(self, &drafts);
    draft_groups(self, &drafts);
    number_counties(self, &drafts);
    free(drafts.drafts);
}
