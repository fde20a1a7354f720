/* SPDX-License-Identifier: GPL-3.0-or-later */
/* daily_tours.h - routes whose tours are planned anew at each departure, from what is ready.
 *
 * Cost: see daily_plan.h, once for each departure. */
#ifndef MODELS_OPERATION_DAILY_TOURS_H
#define MODELS_OPERATION_DAILY_TOURS_H

#include "models/operation/world.h"

/* The route is due: plans, and sends each idle vehicle on a tour. */
void daily_tours_leave(struct world *world, int32_t route);

#endif
