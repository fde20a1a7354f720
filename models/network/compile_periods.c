/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_periods.c - the observed time in calendar periods. */
#include <stdio.h>

#include "engine/require.h"
#include "models/network/compile.h"

static const int months_of[] = {[PERIOD_YEAR] = 12, [PERIOD_QUARTER] = 3, [PERIOD_MONTH] = 1};

/* The first day of the period that a date lies in, or of the one after. */
static struct scenario_date begin_of(struct scenario_date date, int months, bool next)
{
    int month = (date.month - 1) / months * months + (next ? months : 0);
    return (struct scenario_date){date.year + month / 12, month % 12 + 1, 1};
}

static void name_period(struct network_period *period, struct scenario_date date,
                        enum period_kind kind)
{
    unsigned year = (unsigned)date.year % 10000, month = (unsigned)date.month % 100;
    if (kind == PERIOD_YEAR) {
        snprintf(period->name, sizeof period->name, "%u", year);
    } else if (kind == PERIOD_QUARTER) {
        snprintf(period->name, sizeof period->name, "%u Q%u", year, (month - 1) / 3 + 1);
    } else {
        snprintf(period->name, sizeof period->name, "%u-%02u", year, month);
    }
}

void compile_periods(struct compiler *self, enum period_kind kind)
{
    struct network *network = self->network;
    if (kind == PERIOD_NONE) {
        return;
    }
    int64_t start = scenario_days_from_date(network->start);
    des_time begin = network->warm_up;
    while (begin < network->end) {
        struct scenario_date date = scenario_date_from_days(start + begin / DES_DAY);
        struct scenario_date next = begin_of(date, months_of[kind], true);
        des_time end = (scenario_days_from_date(next) - start) * DES_DAY;
        size_t count = (size_t)network->period_count + 1;
        network->periods = des_resize(network->periods, count, sizeof *network->periods);
        struct network_period *period = &network->periods[network->period_count++];
        name_period(period, date, kind);
        period->begin = begin;
        period->end = end < network->end ? end : network->end;
        begin = period->end;
    }
}
