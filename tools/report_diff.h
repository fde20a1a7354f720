/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_diff.h - in what two scenarios differ, in words and for programs. */
#ifndef TOOLS_REPORT_DIFF_H
#define TOOLS_REPORT_DIFF_H

#include <stdio.h>

#include "models/scenario/scenario.h"
#include "models/scenario/scenario_difference.h"

struct diff_report {
    const char *paths[2]; /* as given */
    const struct scenario *scenarios[2];
    const struct scenario_differences *differences;
};

/* By section; what many rows have in common is said once. */
void report_diff_text(const struct diff_report *self, FILE *out);
/* Each difference by itself. */
void report_diff_json(const struct diff_report *self, FILE *out);

#endif
