/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/level.h"

#include "engine/require.h"

void des_level_init(struct des_level *self, des_time now, double value)
{
    *self = (struct des_level){.value = value, .maximum = value, .began = now, .since = now};
}

void des_level_set(struct des_level *self, des_time now, double value)
{
    DES_REQUIRE(now >= self->since);
    self->integral += self->value * (double)(now - self->since);
    self->since = now;
    self->value = value;
    self->maximum = value > self->maximum ? value : self->maximum;
}

void des_level_change(struct des_level *self, des_time now, double by)
{
    des_level_set(self, now, self->value + by);
}

void des_level_restart(struct des_level *self, des_time now)
{
    DES_REQUIRE(now >= self->since);
    des_level_init(self, now, self->value);
}

double des_level_mean(const struct des_level *self, des_time now)
{
    DES_REQUIRE(now >= self->since);
    double integral = self->integral + self->value * (double)(now - self->since);
    return now == self->began ? NAN : integral / (double)(now - self->began);
}
