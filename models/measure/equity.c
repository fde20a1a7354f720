/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/equity.h"

#include <math.h>
#include <stdlib.h>

static int by_value(const void *left, const void *right)
{
    const struct equity_point *a = left, *b = right;
    return (a->value > b->value) - (a->value < b->value);
}

/* Of sorted points; a hair less than the share will do, for weights that don't sum exactly. */
static double quantile(const struct equity_point *points, size_t count, double all, double share)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < count; i++) {
        sum += points[i].weight;
        if (sum >= share * all * (1 - 1e-12)) {
            return points[i].value;
        }
    }
    return points[count - 1].value;
}

struct equity equity_make(struct equity_point *points, size_t count)
{
    struct equity self = {NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    double weight = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        weight += points[i].weight;
        sum += points[i].weight * points[i].value;
    }
    if (!(weight > 0)) {
        return self;
    }
    qsort(points, count, sizeof *points, by_value);
    double area = 0, held = 0;
    for (size_t i = 0; i < count; i++) {
        double own = points[i].weight * points[i].value;
        area += points[i].weight * (2 * held + own);
        held += own;
    }
    double p10 = quantile(points, count, weight, 0.1);
    self.mean = sum / weight;
    self.gini = sum > 0 ? fmax(0, 1 - area / weight / sum) : NAN;
    self.p50 = quantile(points, count, weight, 0.5);
    self.p90 = quantile(points, count, weight, 0.9);
    self.p95 = quantile(points, count, weight, 0.95);
    self.ratio = p10 > 0 ? self.p90 / p10 : NAN;
    self.most = points[count - 1].value;
    return self;
}

double equity_share_within(const struct equity_point *points, size_t count, double value)
{
    double within = 0, all = 0;
    for (size_t i = 0; i < count; i++) {
        all += points[i].weight;
        within += points[i].value <= value ? points[i].weight : 0;
    }
    return all > 0 ? within / all : NAN;
}
