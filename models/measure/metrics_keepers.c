/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keepers who need time, and the queue before them. */
#include <math.h>

#include "models/measure/metrics_rows.h"

static const double minute = (double)DES_MINUTE;

struct keepers_sum {
    uint64_t served, waited;
    double mean, p95;  /* of the wait */
    double busy, open; /* keeper microseconds */
};

static void keeper_rows(struct metrics *self, struct row_name name, const struct keepers_sum *sum)
{
    double p95 = sum->served >= self->least[2] ? sum->p95 : NAN;
    metrics_row(self, row_measure(name, "utilisation", "share", "1"),
                metrics_ratio(sum->busy, sum->open));
    metrics_row(self, row_measure(name, "wait", "mean", "min"), sum->mean / minute);
    metrics_row(self, row_measure(name, "wait", "p95", "min"), p95 / minute);
    metrics_row(self, row_measure(name, "waited", "share", "1"),
                metrics_ratio((double)sum->waited, (double)sum->served));
}

static struct keepers_sum keepers_of(const struct metrics *self, const struct summary *summary,
                                     station_id station)
{
    const struct network *network = self->network;
    const struct counter_summary *counter = &summary->stations[station].counter;
    return (struct keepers_sum){
        counter->served,    counter->waited,
        counter->wait_mean, counter->wait_p95,
        counter->busy,      network_keeper_time(network, station, network->warm_up, network->end)};
}

void metrics_keepers(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    if (!network->keepers) {
        return;
    }
    struct keepers_sum all = {.mean = des_histogram_mean(&summary->counter_wait),
                              .p95 = des_histogram_quantile(&summary->counter_wait, 0.95)};
    for (station_id s = 0; s < network->station_count; s++) {
        if (network->keepers[s].count > 0) {
            struct keepers_sum one = keepers_of(self, summary, s);
            all.served += one.served;
            all.waited += one.waited;
            all.busy += one.busy;
            all.open += one.open;
        }
    }
    keeper_rows(self, (struct row_name){.tier = metrics_tiers[TIER_STATION]}, &all);
    for (station_id s = 0; self->stations && s < network->station_count; s++) {
        if (network->keepers[s].count > 0) {
            struct keepers_sum one = keepers_of(self, summary, s);
            keeper_rows(
                self,
                (struct row_name){.place_kind = "station", .place = network->stations[s].name},
                &one);
        }
    }
}
