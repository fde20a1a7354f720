/* SPDX-License-Identifier: GPL-3.0-or-later */
/* level.h - a quantity that changes at moments and holds between them: queue length, stock.
 *
 * Keeps the time integral, so the mean is time-weighted. Open struct, by value. */
#ifndef ENGINE_LEVEL_H
#define ENGINE_LEVEL_H

#include "engine/des_time.h"

struct des_level {
    double value;
    double integral; /* value x microseconds since `began` */
    double maximum;
    des_time began, since;
};

void des_level_init(struct des_level *self, des_time now, double value);
void des_level_set(struct des_level *self, des_time now, double value); /* now >= since */
void des_level_change(struct des_level *self, des_time now, double by);
/* Forgets the past (end of warm-up), keeps the value. */
void des_level_restart(struct des_level *self, des_time now);
double des_level_mean(const struct des_level *self, des_time now); /* NaN when now == began */

#endif
