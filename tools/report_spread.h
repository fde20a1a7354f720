/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_spread.h - how the main figures vary between replications. */
#ifndef TOOLS_REPORT_SPREAD_H
#define TOOLS_REPORT_SPREAD_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>

#include "models/measure/results.h"

/* Nothing unless results->spread. */
void report_spread(const struct results *results, FILE *out, bool colour);
json_t *report_spread_json(const struct results *results);

#endif
