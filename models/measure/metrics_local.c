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

static void per_day(struct metrics *self, const char *event, double value)
{
    struct row_name name = flow;
    name.event = event;
    metrics_row(self, row_measure(name, "throughput", "per_day", "parcels/d"), value);
}

static void throughput(struct metrics *self, const struct local *local)
{
    double completed = 0, collected = 0, on_time = 0, due = 0;
    bool promises = false;
    for (int32_t c = 0; c < self->network->class_count; c++) {
        const struct class_summary *class = &local->classes[c].summary;
        completed += (double)class->completed;
        collected += (double)local->classes[c].collected.total;
        if (self->network->classes[c].promise < DES_NEVER) {
            promises = true;
            on_time += (double)class->on_time;
            due += (double)(class->completed + class->overdue);
        }
    }
    if (promises) {
        struct row_name name = flow;
        metrics_row(self, row_measure(name, "service_level", "share", "1"),
                    metrics_ratio(on_time, due));
    }
    per_day(
        self, "entered",
        metrics_ratio((double)local->ledger.entered, (double)self->network->end / (double)DES_DAY));
    per_day(self, "completed", metrics_per_day(self, completed));
    per_day(self, "collected", metrics_per_day(self, collected));
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
