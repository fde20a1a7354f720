/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/identity.h"

#include "engine/require.h"
#include "tools/printable.h"

void identify(struct results *results, const char *path, const struct scenario *scenario)
{
    results->scenario_name = des_copy_text(scenario->name.chars);
    /* Any bytes may name a file, but JSON must be UTF-8. */
    results->scenario_path = printable_copy(path);
    results->version = des_copy_text(LASTMILE_VERSION);
    results->scenario_hash = scenario->hash;
    results->changes = des_allocate(scenario->change_count, sizeof *results->changes);
    for (size_t i = 0; i < scenario->change_count; i++) {
        results->changes[results->change_count++] = printable_copy(scenario->changes[i]);
    }
    results->assumed = des_allocate(scenario->assumed_count, sizeof *results->assumed);
    for (size_t i = 0; i < scenario->assumed_count; i++) {
        results->assumed[results->assumed_count++] = des_copy_text(scenario->assumed[i]);
    }
}
