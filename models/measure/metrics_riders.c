/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Riders who take parcels home. */
#include "models/measure/metrics_rows.h"

static const double hour = (double)DES_HOUR;

static void rider_rows(struct metrics *self, struct row_name name, const struct rider_summary *sum,
                       uint64_t collected)
{
    double rounds = (double)sum->rounds;
    metrics_row(self, row_measure(name, "home_delivered", "share", "1"),
                metrics_ratio((double)sum->delivered, (double)collected));
    metrics_row(self, row_measure(name, "rounds", "per_day", "rounds/d"),
                metrics_per_day(self, rounds));
    metrics_row(self, row_measure(name, "round_parcels", "mean", "parcels"),
                metrics_ratio((double)sum->taken, rounds));
    metrics_row(self, row_measure(name, "rider_hours", "per_day", "h/d"),
                metrics_per_day(self, sum->away / hour));
    metrics_row(self, row_measure(name, "rider_km", "per_day", "km/d"),
                metrics_per_day(self, sum->distance_m / 1000));
}

void metrics_riders(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    if (!network->riders) {
        return;
    }
    uint64_t collected = 0;
    struct rider_summary all = metrics_all_riders(summary);
    for (int32_t c = 0; c < network->class_count; c++) {
        collected += summary->delivery[TO_COLLECTED][c].total;
    }
    rider_rows(self, (struct row_name){0}, &all, collected);
    for (station_id s = 0; self->stations && s < network->station_count; s++) {
        if (network->riders[s].round_count > 0) {
            struct row_name name = {.place_kind = "station", .place = network->stations[s].name};
            rider_rows(self, name, &summary->stations[s].rider, summary->stations[s].collected);
        }
    }
}

struct rider_summary metrics_all_riders(const struct summary *summary)
{
    struct rider_summary all = {0};
    for (station_id s = 0; s < summary->network->station_count; s++) {
        const struct rider_summary *one = &summary->stations[s].rider;
        all.rounds += one->rounds;
        all.taken += one->taken;
        all.delivered += one->delivered;
        all.away += one->away;
        all.distance_m += one->distance_m;
    }
    return all;
}
