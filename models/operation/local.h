/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local.h - parcels from village to village.
 *
 * One is outbound, of the village that sends it, until it joins the sorting where it turns round:
 * at the county's centre when it is bound for a village of that county, else at the hub. From that
 * sorting on it is inbound and its village is the one that it goes to. */
#ifndef MODELS_OPERATION_LOCAL_H
#define MODELS_OPERATION_LOCAL_H

#include "models/operation/world.h"

/* Marks those of new outbound parcels that are bound for another village. */
void local_mark(const struct network *network, struct parcel *parcels, size_t count);
/* Turns those round that do so at this centre, whose sorting they are about to join. */
void local_turn(const struct network *network, centre_id centre, struct parcel *parcels,
                size_t count);

#endif
