/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report.h - an experiment's results for people, for programs, and for data frames. The same
 * numbers in each; no timestamps, so that the same seed gives the same bytes. */
#ifndef TOOLS_REPORT_H
#define TOOLS_REPORT_H

#include <stdio.h>

#include "models/measure/results.h"

/* `colour`: the file is a terminal that wants it. */
void report_text(const struct results *results, FILE *out, bool colour);
/* The part of it on stopping: targets and what came of them, the budget. Nothing if none. */
void report_asked(const struct results *results, FILE *out);
/* The part of it on what antithetic pairs saved. Nothing if none. */
void report_saved(const struct results *results, FILE *out);
/* The part of it on figures adjusted for demand. Nothing unless results->control. */
void report_control(const struct results *results, FILE *out, bool colour);
/* Intervals from one long run. Nothing if none were asked for. */
void report_long_run(const struct results *results, FILE *out, bool colour);
void report_json(const struct results *results, FILE *out);
void report_csv(const struct results *results, FILE *out);

#endif
