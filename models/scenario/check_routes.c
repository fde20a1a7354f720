/* SPDX-License-Identifier: GPL-3.0-or-later */
/* check_routes.c - is every place visited, by vehicles that its base has? */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/check.h"

/* What the routes do to places, found row by row. */
struct coverage {
    bool *counties;        /* visited by a line-haul */
    bool **group_counties; /* the same, by group */
    bool *stations;        /* visited by a feeder */
    bool **group_stations; /* all of the county's, by group and county */
    int64_t **group_listed; /* the number that are visited since they were listed */
    bool *fleets;          /* used, by number: hubs' first, then counties', then groups' */
    size_t *served_hubs, *served_counties, *served_groups; /* by the present row */
};

/* ---- fleets ---- */

static const struct scenario_fleets *fleets_of(const struct scenario *scenario,
                                               enum check_kind kind, size_t index)
{
    switch (kind) {
    case CHECK_HUB:
        return &scenario->hubs[index].vehicles;
    case CHECK_COUNTY:
        return &scenario->counties[index].vehicles;
    default:
        return &scenario->groups[index].vehicles;
    }
}

static const struct scenario_name *name_of(const struct scenario *scenario, enum check_kind kind,
                                           size_t index)
{
    switch (kind) {
    case CHECK_HUB:
        return &scenario->hubs[index].name;
    case CHECK_COUNTY:
        return &scenario->counties[index].name;
    default:
        return &scenario->groups[index].name;
    }
}

static const char *word_of(enum check_kind kind)
{
    return kind == CHECK_HUB ? "hub" : kind == CHECK_COUNTY ? "county" : "county group";
}

/* Calls `visit` for every base with fleets, in order; *ret_number counts fleets before it. */
static size_t first_fleet(const struct scenario *scenario, enum check_kind kind, size_t index)
{
    size_t number = 0;
    size_t hubs = kind == CHECK_HUB ? index : scenario->hub_count;
    size_t counties = kind == CHECK_HUB      ? 0
                      : kind == CHECK_COUNTY ? index
                                             : scenario->county_count;
    size_t groups = kind == CHECK_GROUP ? index : 0;
    for (size_t h = 0; h < hubs; h++) {
        number += scenario->hubs[h].vehicles.count;
    }
    for (size_t c = 0; c < counties; c++) {
        number += scenario->counties[c].vehicles.count;
    }
    for (size_t g = 0; g < groups; g++) {
        number += scenario->groups[g].vehicles.count;
    }
    return number;
}
