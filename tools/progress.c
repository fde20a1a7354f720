/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void progress_init(struct progress *self)
{
    const char *no_colour = getenv("NO_COLOR");
    *self = (struct progress){
        .terminal = isatty(STDERR_FILENO), .colour = !no_colour || !no_colour[0], .began = now()};
}

void progress_say(void *context, const struct experiment_progress *progress)
{
    struct progress *self = context;
    double time = now(), elapsed = time - self->began;
    if (!self->terminal || elapsed < 2 || time - self->said < 0.25) {
        return;
    }
    self->said = time;
    self->shown = true;
    char left[40] = "";
    if (progress->replications > 0 && !progress->pilot) {
        double share = (double)progress->replications / (double)progress->most;
        snprintf(left, sizeof left, ", at most %.0f s left", elapsed * (1 - share) / share);
    }
    fprintf(stderr,
            "\r\033[K%s%s%llu of %llu replications, %.0f days, %.3g parcels, %.2g a second%s%s",
            self->colour ? "\033[2m" : "", progress->pilot ? "finding the warm-up: " : "",
            (unsigned long long)progress->replications, (unsigned long long)progress->most,
            progress->days, (double)progress->parcels, (double)progress->parcels / elapsed, left,
            self->colour ? "\033[0m" : "");
    fflush(stderr);
}

void progress_clear(struct progress *self)
{
    if (self->shown) {
        fputs("\r\033[K", stderr);
        fflush(stderr);
    }
}
