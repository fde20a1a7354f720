/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/by_hand.h"

struct run run_network(struct network *network)
{
    struct run run = {.network = network, .seen.network = network};
    fact_observer_run(&run.seen, 0, 0, true);
    return run;
}

void run_done(struct run *self)
{
    fact_list_done(&self->seen.facts);
    network_destroy(self->network);
}
