/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_best.h - `lastmile compare --select best`. */
#ifndef TOOLS_COMPARE_BEST_H
#define TOOLS_COMPARE_BEST_H

#include "tools/compare_request.h"
#include "tools/progress.h"

/* Simulates contenders that are prepared, reports, and returns the exit code. */
int compare_best(const struct compare_request *request, struct contenders *contenders,
                 double confidence, struct progress *progress);

#endif
