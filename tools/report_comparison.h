/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_comparison.h - a comparison for people, for data frames, for programs. Scenarios are
 * called A, B, C ... in the order given. */
#ifndef TOOLS_REPORT_COMPARISON_H
#define TOOLS_REPORT_COMPARISON_H

#include <stdbool.h>
#include <stdio.h>

#include "models/measure/comparison.h"

struct comparison_report {
    const struct comparison *comparison;
    const char *const *notes; /* what was made equal for the comparison's sake */
    size_t note_count;
    bool incomplete; /* interrupted */
};

void report_comparison_text(const struct comparison_report *self, FILE *out, bool colour);
void report_comparison_csv(const struct comparison_report *self, FILE *out);
void report_comparison_json(const struct comparison_report *self, FILE *out);

/* The part of the text that says where a pair differs. */
void report_where_differs(const struct comparison *comparison, const struct comparison_pair *pair,
                          FILE *out, bool colour);

#endif
