/* SPDX-License-Identifier: GPL-3.0-or-later */
/* by_hand.h - a small network whose story is worked out by hand, and what was seen of it. */
#ifndef TESTS_BY_HAND_H
#define TESTS_BY_HAND_H

#include "tests/fact_observer.h"

struct run {
    struct network *network; /* owned */
    struct fact_observer seen;
};

/* Replication 0 of region 0, verified after every event. Takes ownership of the network. */
struct run run_network(struct network *network);
void run_done(struct run *self);

#endif
