/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each carrier's parcels, vehicles and money come to, where several share the parcels. */
#include "models/measure/metrics_rows.h"

static void parcel_rows(struct metrics *self, const struct summary *summary, struct row_name name,
                        int32_t carrier)
{
    const struct network *network = self->network;
    for (int d = 0; d < DIRECTIONS; d++) {
        if (!self->has[d]) {
            continue;
        }
        struct origin_sum times = {0};
        for (village_id v = 0; v < network->village_count; v++) {
            if (network->village_parts[v].carrier == carrier) {
                times.count += summary->origins->villages[d][v].count;
                times.sum += summary->origins->villages[d][v].sum;
            }
        }
        name.direction = metrics_directions[d];
        metrics_row(self, row_measure(name, "delivery_time", "mean", "h"),
                    origin_mean(&times) / (double)DES_HOUR);
        metrics_row(self, row_measure(name, "throughput", "per_day", "parcels/d"),
                    metrics_per_day(self, (double)times.count));
    }
}

/* Its parcels' part of what those of each place cost: one costs there what another does. */
static void money_rows(struct metrics *self, const struct summary *summary,
                       const struct cost_shares *shares, struct row_name name, int32_t carrier)
{
    const struct network *network = self->network;
    const struct costs *costs = summary->costs;
    int32_t places = network->station_count + network->centre_count - network->hub_count;
    double money = 0;
    uint64_t parcels = 0;
    for (int32_t p = 0; p < places; p++) {
        for (int d = 0; d < DIRECTIONS; d++) {
            uint64_t own = costs->carried[d][p * network->carrier_count + carrier];
            parcels += own;
            if (own > 0) {
                money += shares->places[d][p] * (double)own / (double)costs->places[p].completed[d];
            }
        }
    }
    name.measure = "cost";
    metrics_money(self, name, money, self->days, (double)parcels);
}

void metrics_carriers(struct metrics *self, const struct summary *summary)
{
    const struct network *network = self->network;
    if (network->carrier_count == 0) {
        return;
    }
    struct cost_shares shares = {0};
    if (network->money) {
        shares = metrics_shares(summary);
    }
    for (int32_t k = 0; k < network->carrier_count; k++) {
        struct row_name name = {.place_kind = "carrier", .place = network->carriers[k].name};
        parcel_rows(self, summary, name, k);
        metrics_carriers_routes(self, summary, name, k);
        if (network->money) {
            money_rows(self, summary, &shares, name, k);
        }
    }
    cost_shares_done(&shares);
}
