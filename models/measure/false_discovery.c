/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/false_discovery.h"

#include <math.h>
#include <stdlib.h>

#include "engine/require.h"

static int compare_doubles(const void *left, const void *right)
{
    double a = **(const double *const *)left, b = **(const double *const *)right;
    return (a > b) - (a < b);
}

static double penalty(enum dependence dependence, size_t tested)
{
    double harmonic = 0;
    for (size_t i = tested; i > 0; i--) {
        harmonic += 1 / (double)i;
    }
    return dependence == DEPENDENCE_ANY ? harmonic : 1;
}

void false_discovery_adjust(const double *p, size_t count, enum dependence dependence,
                            double *ret_adjusted)
{
    double **sorted = des_allocate(count, sizeof *sorted);
    size_t tested = 0;
    for (size_t i = 0; i < count; i++) {
        ret_adjusted[i] = p[i];
        if (!isnan(p[i])) {
            DES_REQUIRE(p[i] >= 0 && p[i] <= 1);
            sorted[tested++] = &ret_adjusted[i];
        }
    }
    if (tested > 0) {
        qsort(sorted, tested, sizeof *sorted, compare_doubles);
    }
    double factor = penalty(dependence, tested) * (double)tested, least = 1;
    for (size_t rank = tested; rank > 0; rank--) { /* of equals the last decides for all */
        least = fmin(least, factor / (double)rank * *sorted[rank - 1]);
        *sorted[rank - 1] = least;
    }
    free(sorted);
}

double false_discovery_confidence(double rate, size_t selected, size_t tested)
{
    DES_REQUIRE(rate > 0 && rate < 1 && selected > 0 && selected <= tested);
    return 1 - rate * (double)selected / (double)tested;
}
