/* SPDX-License-Identifier: GPL-3.0-or-later */
/* period.h - the observed time cut at the turn of calendar years, quarters or months, for long
 * runs. The first and the last may be parts of one. */
#ifndef MODELS_NETWORK_PERIOD_H
#define MODELS_NETWORK_PERIOD_H

#include <stdint.h>

#include "engine/des_time.h"

enum period_kind { PERIOD_NONE, PERIOD_YEAR, PERIOD_QUARTER, PERIOD_MONTH };

enum { PERIOD_NAME_SIZE = 20 };
struct network_period {
    char name[PERIOD_NAME_SIZE]; /* "2016", "2016 Q3", "2016-07" */
    des_time begin, end;         /* [begin, end) */
};

/* The one that has `time`; the first one for what is before it, the last one for what is after. */
static inline int32_t network_period_of(const struct network_period *periods, int32_t count,
                                        des_time time)
{
    int32_t low = 0, high = count - 1;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (time >= periods[middle].end) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

#endif
