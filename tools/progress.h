/* SPDX-License-Identifier: GPL-3.0-or-later */
/* progress.h - one line on a terminal's standard error, while a run takes its time. */
#ifndef TOOLS_PROGRESS_H
#define TOOLS_PROGRESS_H

#include <stdbool.h>

#include "models/measure/experiment.h"

struct progress {
    bool terminal, shown, colour;
    double began, said; /* seconds of a monotonic clock */
};

void progress_init(struct progress *self);
/* For experiment_options.progress; `context` is a struct progress. */
void progress_say(void *context, const struct experiment_progress *progress);
/* Clears the line, if one was shown. */
void progress_clear(struct progress *self);

#endif
