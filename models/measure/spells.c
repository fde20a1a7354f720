/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/spells.h"

#include "models/measure/recorder.h"

void spells_add(struct spells *self, const struct network *network,
                const struct spell_record *spell)
{
    des_time time = des_time_overlap(spell->begin, spell->end, network->warm_up, network->end);
    self->count[spell->kind] += spell->begin >= network->warm_up;
    self->time[spell->kind] += (double)time;
    if (spell->kind == SPELL_STANDING) {
        self->load_time += (double)time * spell->load;
    }
}

void spells_absorb(struct spells *self, const struct spells *from)
{
    for (int k = 0; k < SPELL_KINDS; k++) {
        self->count[k] += from->count[k];
        self->time[k] += from->time[k];
    }
    self->load_time += from->load_time;
}

void region_summary_spell(void *context, const struct spell_record *spell)
{
    struct region_summary *self = context;
    int32_t first = self->network->regions[self->region].pools.begin;
    spells_add(&self->pools[spell->pool - first].spells, self->network, spell);
}
