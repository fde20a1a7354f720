/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/mser.h"

#include <math.h>

#include "engine/require.h"

static double batch_mean(const double *series, size_t batch, size_t size)
{
    double sum = 0;
    for (size_t i = 0; i < size; i++) {
        sum += series[batch * size + i];
    }
    return sum / (double)size;
}

struct mser mser_find(const double *series, size_t length, size_t batch)
{
    DES_REQUIRE(batch > 0);
    size_t count = length / batch, limit = count / 2;
    struct mser best = {.statistic = NAN, .at_limit = true};
    /* From the end, so that one pass (Welford's) has mean and squares of every remainder. */
    double mean = 0, squares = 0;
    for (size_t d = count; d-- > 0;) {
        double remaining = (double)(count - d);
        double y = batch_mean(series, d, batch), above = y - mean;
        mean += above / remaining;
        squares += above * (y - mean);
        double statistic = squares / (remaining * remaining);
        if (d <= limit && !(statistic > best.statistic)) {
            best = (struct mser){d * batch, d, statistic, d == limit};
        }
    }
    return best;
}
