/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/village_records.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

int32_t village_count(const struct network *network)
{
    int32_t count = 0;
    for (village_id v = 0; v < network->village_count; v++) {
        count += network_first_record(network, v) == v;
    }
    return count;
}

bool village_is_served(const struct network *network, village_id first)
{
    bool served = false;
    for (village_id v = first; v != NO_PLACE; v = network_next_record(network, v)) {
        served |= network->villages[v].service != NOT_SERVED;
    }
    return served;
}

double village_access_m(const struct network *network, village_id first)
{
    double share = 0, sum = 0;
    if (!village_is_served(network, first)) {
        return network->villages[first].access_m; /* where it would go */
    }
    for (village_id v = first; v != NO_PLACE; v = network_next_record(network, v)) {
        if (network->villages[v].service != NOT_SERVED) {
            share += network_share(network, v);
            sum += network_share(network, v) * network->villages[v].access_m;
        }
    }
    return sum / share;
}

struct origin_sum village_times(const struct network *network, const struct origins *origins,
                                enum direction direction, village_id first)
{
    struct origin_sum all = {0};
    for (village_id v = first; v != NO_PLACE; v = network_next_record(network, v)) {
        all.count += origins->villages[direction][v].count;
        all.sum += origins->villages[direction][v].sum;
    }
    return all;
}

/* Where the record's parcels are served; the empty text: nowhere. */
static const char *place_of(const struct network *network, village_id v)
{
    const struct village *village = &network->villages[v];
    return village->service == SERVED_BY_STATION   ? network->stations[village->station].name
           : village->service == SERVED_BY_COUNTER ? network->centres[village->county].name
                                                   : "";
}

/* Has a record before this one named the place? */
static bool is_named(const struct network *network, village_id first, village_id before)
{
    const char *place = place_of(network, before);
    for (village_id v = first; v != before; v = network_next_record(network, v)) {
        if (strcmp(place_of(network, v), place) == 0) {
            return true;
        }
    }
    return false;
}

char *village_places(const struct network *network, village_id first, const char **ret_kind)
{
    char *text = des_copy_text("");
    *ret_kind = "";
    for (village_id v = first; v != NO_PLACE; v = network_next_record(network, v)) {
        const char *place = place_of(network, v);
        if (!place[0] || is_named(network, first, v)) {
            continue;
        }
        char *longer = NULL;
        DES_REQUIRE(asprintf(&longer, "%s%s%s", text, text[0] ? ", " : "", place) >= 0);
        free(text);
        text = longer;
        bool station = network->villages[v].service == SERVED_BY_STATION;
        *ret_kind = station || strcmp(*ret_kind, "station") == 0 ? "station" : "counter";
    }
    return text;
}
