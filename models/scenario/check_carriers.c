/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_carriers.c - who shares the parcels, whose is which place, and is there one for each? */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/check.h"
#include "models/scenario/quantity.h"

enum { HINT_LENGTH = 300 };

/* ---- names and shares ---- */

static void check_shares(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    double sum = 0;
    for (size_t k = 0; k < scenario->carrier_count; k++) {
        const struct scenario_name *name = &scenario->carriers[k].name;
        sum += scenario->carriers[k].share;
        for (size_t j = 0; name->chars && j < k; j++) {
            const struct scenario_name *before = &scenario->carriers[j].name;
            if (before->chars && strcmp(before->chars, name->chars) == 0) {
                check_problem(self, name->at, CHECK_OF_VALUE, NULL, PROBLEM_DUPLICATE_NAME,
                              name->chars, before->at.file, before->at.line);
                break;
            }
        }
    }
    struct source_position at = check_section_position(self, CHECK_CARRIERS);
    if (scenario->carrier_count > CARRIER_LIMIT) {
        check_problem(self, at, CHECK_OF_VALUE, NULL, PROBLEM_TOO_MANY, CARRIER_LIMIT, "carriers",
                      scenario->carrier_count);
    } else if (scenario->carrier_count > 0 && fabs(sum - 1) > 1e-9 &&
               check_is_clean(self, CHECK_CARRIERS)) {
        check_problem(self, at, CHECK_OF_VALUE, NULL, PROBLEM_CARRIER_SHARES, 100 * sum);
    }
}

static void report_unknown(struct check *self, const struct scenario_name *name)
{
    const struct scenario *scenario = self->scenario;
    const char **names = des_allocate(scenario->carrier_count + 1, sizeof *names);
    size_t count = 0;
    for (size_t k = 0; k < scenario->carrier_count; k++) {
        if (scenario->carriers[k].name.chars) {
            names[count++] = scenario->carriers[k].name.chars;
        }
    }
    char hint[HINT_LENGTH] = "";
    const char *nearest = nearest_name(name->chars, names, count);
    if (nearest) {
        snprintf(hint, sizeof hint, "did you mean '%s'?", nearest);
    } else if (scenario->carrier_count == 0) {
        snprintf(hint, sizeof hint, "there is no list of 'carriers'");
    }
    check_problem(self, name->at, CHECK_OF_VALUE, hint[0] ? hint : NULL, PROBLEM_NO_SUCH_NAME,
                  "carrier", name->chars);
    free(names);
}

/* The index of the carrier named, or ALL_CARRIERS: after a problem, when there is none such. */
static size_t look_up(struct check *self, const struct scenario_name *name)
{
    const struct scenario *scenario = self->scenario;
    for (size_t k = 0; name->chars && k < scenario->carrier_count; k++) {
        const char *chars = scenario->carriers[k].name.chars;
        if (chars && strcmp(chars, name->chars) == 0) {
            return k;
        }
    }
    if (name->chars && check_names_known(self, CHECK_CARRIERS)) {
        report_unknown(self, name);
    }
    return ALL_CARRIERS;
}

/* ---- whose is it? ---- */

static const char *name_of(const struct check *self, size_t carrier)
{
    return self->scenario->carriers[carrier].name.chars;
}

static void settle_county(struct check *self, size_t c)
{
    const struct scenario_county *county = &self->scenario->counties[c];
    size_t own = look_up(self, &county->carrier), hub = self->county_hub[c];
    size_t hubs = hub == SIZE_MAX ? ALL_CARRIERS : self->hub_carrier[hub];
    self->county_carrier[c] = own == ALL_CARRIERS ? hubs : own;
    if (own != ALL_CARRIERS && hubs != ALL_CARRIERS && own != hubs && county->name.chars) {
        check_problem(self, county->carrier.at, CHECK_OF_VALUE, NULL, PROBLEM_HUB_OF_OTHER_CARRIER,
                      county->name.chars, name_of(self, own), self->scenario->hubs[hub].name.chars,
                      name_of(self, hubs));
    }
}

static void check_group(struct check *self, size_t g)
{
    const struct scenario_county_group *group = &self->scenario->groups[g];
    for (size_t n = 0; n < group->hubs.count; n++) {
        struct check_place hub = check_find(self, group->hubs.names[n].chars);
        size_t carrier = hub.kind == CHECK_HUB ? self->hub_carrier[hub.index] : ALL_CARRIERS;
        if (carrier != ALL_CARRIERS && group->name.chars) {
            check_problem(self, group->name.at, CHECK_OF_ROW,
                          "name hubs that serve all of them, or list the counties one by one",
                          PROBLEM_GROUP_OF_CARRIER, group->name.chars, group->hubs.names[n].chars,
                          name_of(self, carrier));
            return;
        }
    }
}

bool check_serves(const struct check *self, struct check_place county, size_t carrier)
{
    size_t its = county.kind == CHECK_COUNTY ? self->county_carrier[county.index] : ALL_CARRIERS;
    return its == ALL_CARRIERS || its == carrier;
}

/* What a carrier lacks: neither its own nor shared. NULL: nothing. */
static const char *lacks(const struct check *self, size_t carrier)
{
    const struct scenario *scenario = self->scenario;
    size_t hubs = 0, counties = scenario->group_count, stations = scenario->group_count;
    for (size_t h = 0; h < scenario->hub_count; h++) {
        hubs += self->hub_carrier[h] == ALL_CARRIERS || self->hub_carrier[h] == carrier;
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        counties +=
            check_serves(self, (struct check_place){.kind = CHECK_COUNTY, .index = c}, carrier);
    }
    for (size_t s = 0; s < scenario->station_count; s++) {
        stations += check_serves(self, self->station_county[s], carrier);
    }
    return hubs == 0 ? "hub" : counties == 0 ? "county" : stations == 0 ? "station" : NULL;
}

void check_carriers(struct check *self)
{
    const struct scenario *scenario = self->scenario;
    self->hub_carrier = des_allocate(scenario->hub_count, sizeof *self->hub_carrier);
    self->county_carrier = des_allocate(scenario->county_count, sizeof *self->county_carrier);
    check_shares(self);
    for (size_t h = 0; h < scenario->hub_count; h++) {
        self->hub_carrier[h] = look_up(self, &scenario->hubs[h].carrier);
    }
    for (size_t c = 0; c < scenario->county_count; c++) {
        settle_county(self, c);
    }
    for (size_t g = 0; g < scenario->group_count; g++) {
        check_group(self, g);
    }
    bool clean = check_is_clean(self, CHECK_CARRIERS | CHECK_PLACES);
    for (size_t k = 0; clean && k < scenario->carrier_count; k++) {
        const struct scenario_name *name = &scenario->carriers[k].name;
        const char *what = lacks(self, k);
        if (what) {
            check_problem(self, name->at, CHECK_OF_ROW, NULL, PROBLEM_CARRIER_WITHOUT, name->chars,
                          what);
        }
    }
}

void check_carriers_done(struct check *self)
{
    free(self->hub_carrier);
    free(self->county_carrier);
}
