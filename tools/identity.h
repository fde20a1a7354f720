/* SPDX-License-Identifier: GPL-3.0-or-later */
/* identity.h - writes into results which scenario and version they are of. */
#ifndef TOOLS_IDENTITY_H
#define TOOLS_IDENTITY_H

#include "models/measure/results.h"
#include "models/scenario/scenario.h"

/* Results that have no identity yet; `path` as it was given. */
void identify(struct results *results, const char *path, const struct scenario *scenario);

#endif
