/* SPDX-License-Identifier: GPL-3.0-or-later */
/* twin_agreement.h - do the fast world and its plain twin tell the same story? */
#ifndef TESTS_TWIN_AGREEMENT_H
#define TESTS_TWIN_AGREEMENT_H

#include "tests/plain_twin.h"

/* Runs one replication of one region in both, the fast one verified after every event if
 * `verify`. False when a parcel, a trip or the ledger differs by a microsecond or more: the first
 * difference is printed to stderr with what both say of that parcel. Adds the number of facts of
 * each kind to facts[FACT_KINDS]. */
bool twin_agrees(const struct network *network, int32_t region, uint32_t replication, bool verify,
                 size_t *facts);

#endif
