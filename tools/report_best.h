/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_best.h - the best of many for people, for data frames, for programs. */
#ifndef TOOLS_REPORT_BEST_H
#define TOOLS_REPORT_BEST_H

#include <stdio.h>

#include "models/measure/best.h"

struct best_name { /* of a scenario; strings not owned */
    const char *name, *path;
    uint64_t hash;
};

struct best_report {
    const struct best *best;
    const struct best_name *names; /* by entry */
    const struct results *run;     /* of one of them: times, version */
    const char *const *notes;
    size_t note_count;
};

void report_best_text(const struct best_report *self, FILE *out, bool colour);
void report_best_csv(const struct best_report *self, FILE *out);
void report_best_json(const struct best_report *self, FILE *out);

#endif
