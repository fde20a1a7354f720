/* SPDX-License-Identifier: GPL-3.0-or-later */
/* spells.h - what kept the vehicles of a fleet from going, within the observed time. */
#ifndef MODELS_MEASURE_SPELLS_H
#define MODELS_MEASURE_SPELLS_H

#include "models/operation/observer.h"

struct spells {
    uint64_t count[SPELL_KINDS]; /* begun within the observed time */
    double time[SPELL_KINDS];    /* microseconds of it */
    double load_time;            /* parcel microseconds on board of those that stood broken down */
};

void spells_add(struct spells *self, const struct network *network,
                const struct spell_record *spell);
void spells_absorb(struct spells *self, const struct spells *from);

#endif
