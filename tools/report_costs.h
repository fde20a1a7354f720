/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_costs.h - the parts of the text report on money, emissions, people and periods. */
#ifndef TOOLS_REPORT_COSTS_H
#define TOOLS_REPORT_COSTS_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/row_index.h"

/* Nothing where the results have none of it. */
void report_costs(const struct row_index *index, FILE *out, bool colour);
/* What each carrier's parcels, vehicles and money come to; nothing where there are none. */
void report_carriers(const struct row_index *index, FILE *out, bool colour);
void report_periods(const struct row_index *index, FILE *out, bool colour);
void report_people(const struct row_index *index, FILE *out, bool colour);

#endif
