/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/tally.h"

#include <math.h>

void des_tally_add(struct des_tally *self, double value)
{
    self->minimum = self->count == 0 || value < self->minimum ? value : self->minimum;
    self->maximum = self->count == 0 || value > self->maximum ? value : self->maximum;
    self->count++;
    double deviation = value - self->mean;
    self->mean += deviation / (double)self->count;
    self->m2 += deviation * (value - self->mean);
}

void des_tally_merge(struct des_tally *self, const struct des_tally *other)
{
    if (other->count == 0) {
        return;
    }
    if (self->count == 0) {
        *self = *other;
        return;
    }
    double mine = (double)self->count, theirs = (double)other->count;
    double deviation = other->mean - self->mean;
    self->count += other->count;
    self->mean += deviation * (theirs / (mine + theirs));
    self->m2 += other->m2 + deviation * deviation * (mine * theirs / (mine + theirs));
    self->minimum = other->minimum < self->minimum ? other->minimum : self->minimum;
    self->maximum = other->maximum > self->maximum ? other->maximum : self->maximum;
}

double des_tally_variance(const struct des_tally *self)
{
    return self->count < 2 ? NAN : self->m2 / (double)(self->count - 1);
}

double des_tally_deviation(const struct des_tally *self)
{
    return sqrt(des_tally_variance(self));
}
