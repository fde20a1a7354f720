/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Delivery times by county, village and hour of the day of the order; where villages are served. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/require.h"
#include "models/measure/metrics_rows.h"
#include "models/measure/village_records.h"

enum { MANY_VILLAGES = 5000 }; /* beyond, counties stand for them */

static struct row_name mean_name(int direction, const char *place_kind, const char *place)
{
    return (struct row_name){.measure = "delivery_time",
                             .statistic = "mean",
                             .event = direction == INBOUND ? "available" : "left hub",
                             .direction = metrics_directions[direction],
                             .place_kind = place_kind,
                             .place = place,
                             .unit = "h"};
}

static void write_mean(struct metrics *self, struct row_name name, const struct origin_sum *sum)
{
    metrics_row(self, name, origin_mean(sum) / (double)DES_HOUR);
}

static void counties(struct metrics *self, const struct origins *origins, int d)
{
    const struct network *network = self->network;
    size_t count = (size_t)(network->centre_count - network->hub_count);
    struct origin_sum *sums = des_allocate(count, sizeof *sums);
    bool *has = des_allocate(count, sizeof *has);
    for (int32_t v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        if (village->service != NOT_SERVED && village->rate[d] > 0) {
            int32_t county = village->county - network->hub_count;
            has[county] = true;
            sums[county].count += origins->villages[d][v].count;
            sums[county].sum += origins->villages[d][v].sum;
        }
    }
    for (size_t c = 0; c < count; c++) {
        if (has[c]) {
            const char *name = network->centres[network->hub_count + (int32_t)c].name;
            write_mean(self, mean_name(d, "county", name), &sums[c]);
        }
    }
    free(has);
    free(sums);
}

static void villages(struct metrics *self, const struct origins *origins, int d)
{
    const struct network *network = self->network;
    for (int32_t v = 0; network->village_count <= MANY_VILLAGES && v < network->village_count;
         v++) {
        const struct village *village = &network->villages[v];
        if (network_first_record(network, v) == v && village->rate[d] > 0 &&
            village_is_served(network, v)) {
            struct origin_sum times = village_times(network, origins, (enum direction)d, v);
            write_mean(self, mean_name(d, "village", village->name), &times);
        }
    }
}

static void hours(struct metrics *self, const struct origins *origins, int d)
{
    for (int h = 0; h < HOURS_OF_DAY; h++) {
        char name[8];
        snprintf(name, sizeof name, "%02d-%02d", h, h + 1);
        write_mean(self, mean_name(d, "hour", name), &origins->hours[d][h]);
    }
}

void metrics_origins(struct metrics *self, const struct summary *summary)
{
    for (int d = 0; self->network->watch_origins && d < DIRECTIONS; d++) {
        if (self->has[d]) {
            counties(self, summary->origins, d);
            villages(self, summary->origins, d);
            hours(self, summary->origins, d);
        }
    }
}

static void list_place(struct results *results, const char *kind, const char *name, double lat,
                       double lon)
{
    results->places[results->place_count++] = (struct result_place){.kind = des_copy_text(kind),
                                                                    .name = des_copy_text(name),
                                                                    .lat = lat,
                                                                    .lon = lon,
                                                                    .people = NAN};
}

void metrics_list_places(struct results *results, const struct network *network)
{
    int64_t count = (int64_t)network->centre_count + network->station_count;
    count += network->village_count;
    results->places = des_allocate((size_t)count, sizeof *results->places);
    for (centre_id c = 0; c < network->centre_count; c++) {
        const struct centre *centre = &network->centres[c];
        const char *kind = c < network->hub_count ? "hub" : "county";
        list_place(results, kind, centre->name, centre->lat, centre->lon);
    }
    for (station_id s = 0; s < network->station_count; s++) {
        const struct station *station = &network->stations[s];
        list_place(results, "station", station->name, station->lat, station->lon);
    }
    for (village_id v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        if (network_first_record(network, v) == v) {
            list_place(results, "village", village->name, village->lat, village->lon);
            results->places[results->place_count - 1].people = village->people;
        }
    }
}

void metrics_list_villages(struct results *results, const struct network *network)
{
    if (!network->watch_origins || network->village_count > MANY_VILLAGES) {
        return;
    }
    results->served = des_allocate((size_t)network->village_count, sizeof *results->served);
    for (int32_t v = 0; v < network->village_count; v++) {
        if (network_first_record(network, v) != v) {
            continue;
        }
        const struct village *village = &network->villages[v];
        struct result_village *row = &results->served[results->served_count++];
        const char *kind;
        row->name = des_copy_text(village->name);
        row->place = village_places(network, v, &kind);
        row->place_kind = des_copy_text(kind);
        row->people = village->people;
        row->access_m = village_access_m(network, v);
    }
}
