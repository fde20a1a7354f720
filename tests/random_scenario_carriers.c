/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/random_author.h"

void random_carriers_draw(struct author *self)
{
    if (!has_feature(self, "carriers", 5)) {
        return;
    }
    struct own_dice aside = feature_begin(self, "whose");
    self->carriers = between(self, 2, 3);
    bool apart = self->carriers == 2 && self->counties > 1;
    for (int h = 0; apart && self->hubs == 2 && h < 2; h++) {
        self->hub_carrier[h] = h + 1;
    }
    for (int c = 0; c < self->counties; c++) {
        int any = between(self, 0, self->carriers);
        self->county_carrier[c] = apart ? c % 2 + 1 : c > 0 ? any : 0;
    }
    feature_end(self, aside);
}

void random_carriers_write(const struct author *self)
{
    static const int shares[2][3] = {{70, 30, 0}, {50, 15, 35}};
    for (int k = 0; k < self->carriers; k++) {
        fprintf(self->out, "%s  - {name: K%d, share: %d %%}\n", k == 0 ? "carriers:\n" : "", k + 1,
                shares[self->carriers - 2][k]);
    }
}

void random_carrier_write(const struct author *self, int carrier, int hub)
{
    if (carrier > 0 && hub == 0) {
        fprintf(self->out, ", carrier: K%d", carrier);
    }
}
