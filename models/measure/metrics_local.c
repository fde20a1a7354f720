/* SPDX-License-Identifier: GPL-3.0-or-later */
/* metrics_local.c - rows of parcels from village to village, where there are any. */
#include "models/measure/local.h"
#include "models/measure/metrics_rows.h"

static const struct row_name flow = {.direction = "local"};

static void times(struct metrics *self, const struct local *local)
{
    static const char *const events[] = {"available", "collected"};
    for (int e = 0; e < 2; e++) {
        struct row_name name = flow;
        name.measure = "delivery_time";
        name.event = events[e];
        struct des_histogram all = {0};
        for (int32_t c = 0; c < self->network->class_count; c++) {
            const struct local_class *class = &local->classes[c];
            const struct des_histogram *one = e == 0 ? &class->available : &class->collected;
            if (one->total > 0) {
                all.unit_shift = one->unit_shift;
                des_histogram_merge(&all, one);
            }
        }
        metrics_histogram(self, name, &all);
        des_histogram_done(&all);
    }
}

static void throughput(struct metrics *self, const struct local *local)
{
    struct class_summary promised = {0};
    uint64_t completed = 0, collected = 0;
    bool promises = false;
    for (int32_t c = 0; c < self->network->class_count; c++) {
        const struct local_class *class = &local->classes[c];
        completed += class->summary.completed;
        collected += class->collected.total;
        if (self->network->classes[c].promise < DES_NEVER) {
            promises = true;
            class_summary_add(&promised, &class->summary);
        }
    }
    if (promises) {
        metrics_row(self, row_measure(flow, "service_level", "share", "1"),
                    metrics_service_share(&promised));
    }
    metrics_entered(self, flow, &local->ledger);
    metrics_throughput(self, flow, "completed", completed);
    metrics_throughput(self, flow, "collected", collected);
}

static void book(struct metrics *self, const char *event, int64_t count)
{
    struct row_name name = flow;
    name.event = event;
    metrics_row(self, row_measure(name, "ledger", "total", "parcels"), (double)count);
}

void metrics_local(struct metrics *self, const struct summary *summary)
{
    const struct local *local = summary->local;
    if (!local) {
        return;
    }
    times(self, local);
    throughput(self, local);
    book(self, "entered", local->ledger.entered);
    book(self, "delivered", local->ledger.delivered);
    book(self, "returned", local->ledger.returned);
    book(self, "lost", local->ledger.lost);
    book(self, "in system", ledger_in_system(&local->ledger));
}
