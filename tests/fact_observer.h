/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fact_observer.h - writes down what a world tells, as the plain twin does. */
#ifndef TESTS_FACT_OBSERVER_H
#define TESTS_FACT_OBSERVER_H

#include "models/operation/observer.h"
#include "tests/plain_twin.h"

struct fact_observer {
    const struct network *network;
    struct fact_list facts;
};

/* An observer that fills in `self`. */
struct observer fact_observer(struct fact_observer *self);

/* One replication of one region of the fast world. `steps`: verify it after every event. */
void fact_observer_run(struct fact_observer *self, int32_t region, uint32_t replication,
                       bool verify);

/* Sorts, and adds up what was told in parts. */
void fact_list_settle(struct fact_list *self);

#endif
