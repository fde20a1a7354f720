/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/metrics_rows.h"

#include <math.h>
#include <string.h>

#include "engine/require.h"

const char *const metrics_directions[DIRECTIONS] = {"inbound", "outbound"};
const char *const metrics_tiers[TIERS] = {"hub", "line-haul", "county", "feeder", "station"};

static char *copy_or_empty(const char *text)
{
    return des_copy_text(text ? text : "");
}

static void row_create(struct results *results, struct row_name name)
{
    /* Doubles at powers of two. */
    size_t count = results->row_count;
    if ((count & (count - 1)) == 0) {
        size_t room = count > 0 ? 2 * count : 1;
        results->rows = des_resize(results->rows, room, sizeof *results->rows);
    }
    results->rows[results->row_count++] = (struct result_row){
        .measure = copy_or_empty(name.measure),
        .statistic = copy_or_empty(name.statistic),
        .event = copy_or_empty(name.event),
        .direction = copy_or_empty(name.direction),
        .class_name = copy_or_empty(name.class_name),
        .tier = copy_or_empty(name.tier),
        .place_kind = copy_or_empty(name.place_kind),
        .place = copy_or_empty(name.place),
        .unit = copy_or_empty(name.unit),
        .values = des_allocate(results->capacity, sizeof(double)),
    };
}

void metrics_row(struct metrics *self, struct row_name name, double value)
{
    struct results *results = self->results;
    if (results->replications == 0) {
        row_create(results, name);
    }
    DES_REQUIRE(self->next < results->row_count);
    struct result_row *row = &results->rows[self->next++];
    DES_REQUIRE(strcmp(row->measure, name.measure) == 0);
    DES_REQUIRE(strcmp(row->statistic, name.statistic) == 0);
    row->values[results->replications] = value + 0.0; /* no -0: files keep none */
}

struct row_name row_statistic(struct row_name name, const char *statistic)
{
    name.statistic = statistic;
    return name;
}

struct row_name row_measure(struct row_name name, const char *measure, const char *statistic,
                            const char *unit)
{
    name.measure = measure;
    name.statistic = statistic;
    name.unit = unit;
    return name;
}

static double enough(const struct metrics *self, int quantile, uint64_t count, double value)
{
    return count >= self->least[quantile] ? value : NAN;
}

void metrics_times(struct metrics *self, struct row_name name, const struct delivery_summary *times)
{
    const double hour = (double)DES_HOUR;
    uint64_t n = times->count;
    name.unit = "h";
    metrics_row(self, row_statistic(name, "mean"), n > 0 ? times->mean / hour : NAN);
    metrics_row(self, row_statistic(name, "p50"), enough(self, 0, n, times->p50 / hour));
    metrics_row(self, row_statistic(name, "p90"), enough(self, 1, n, times->p90 / hour));
    metrics_row(self, row_statistic(name, "p95"), enough(self, 2, n, times->p95 / hour));
    metrics_row(self, row_statistic(name, "p99"), enough(self, 3, n, times->p99 / hour));
}

void metrics_histogram(struct metrics *self, struct row_name name,
                       const struct des_histogram *histogram)
{
    metrics_times(self, name,
                  &(struct delivery_summary){
                      .count = histogram->total,
                      .mean = des_histogram_mean(histogram),
                      .p50 = des_histogram_quantile(histogram, 0.5),
                      .p90 = des_histogram_quantile(histogram, 0.9),
                      .p95 = des_histogram_quantile(histogram, 0.95),
                      .p99 = des_histogram_quantile(histogram, 0.99),
                  });
}

double metrics_ratio(double part, double whole)
{
    return whole > 0 ? part / whole : NAN;
}

double metrics_per_day(const struct metrics *self, double count)
{
    return metrics_ratio(count, self->days);
}

void metrics_entered(struct metrics *self, struct row_name name, const struct ledger *ledger)
{
    name.event = "entered";
    metrics_row(
        self, row_measure(name, "throughput", "per_day", "parcels/d"),
        metrics_ratio((double)ledger->entered, (double)self->network->end / (double)DES_DAY));
}

void metrics_throughput(struct metrics *self, struct row_name name, const char *event,
                        uint64_t count)
{
    name.event = event;
    metrics_row(self, row_measure(name, "throughput", "per_day", "parcels/d"),
                metrics_per_day(self, (double)count));
}

double metrics_service_share(const struct class_summary *class)
{
    return metrics_ratio((double)class->on_time, (double)(class->completed + class->overdue));
}
