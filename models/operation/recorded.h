/* SPDX-License-Identifier: GPL-3.0-or-later */
/* recorded.h - orders as they were recorded, in the place of source.h's.
 *
 * The i-th recorded order of a village and direction has the luck that the i-th drawn one would
 * have: it is word 2 of block i of the same stream. The orders are the same in every replication,
 * what becomes of them isn't. */
#ifndef MODELS_OPERATION_RECORDED_H
#define MODELS_OPERATION_RECORDED_H

#include "models/operation/world.h"

/* The rows of a centre's walk-ins, or of drop-offs at a county's stations. */
struct id_range recorded_walk_ins(const struct world *world, centre_id centre,
                                  enum direction direction);
struct id_range recorded_drop_offs(const struct world *world, centre_id county);

/* As world_emit; takes the rows out of the range. */
void recorded_emit(const struct world *world, struct births births, struct parcel_batch *batch);

#endif
