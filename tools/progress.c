/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

enum { LINE_LENGTH = 200, NARROW = 80 };

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void progress_init(struct progress *self)
{
    const char *no_colour = getenv("NO_COLOR"), *terminal = getenv("TERM");
    bool dumb = terminal && strcmp(terminal, "dumb") == 0; /* it can't wipe a line */
    *self = (struct progress){.terminal = isatty(STDERR_FILENO) && !dumb,
                              .colour = !no_colour || !no_colour[0],
                              .began = now()};
}

/* "12.3 million" */
static void write_count(double count, char *buffer, size_t size)
{
    static const struct {
        double unit;
        const char *name;
    } units[] = {{1e12, " trillion"}, {1e9, " billion"}, {1e6, " million"}, {1e3, " thousand"}};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
        if (count >= units[u].unit) {
            snprintf(buffer, size, "%.1f%s", count / units[u].unit, units[u].name);
            return;
        }
    }
    snprintf(buffer, size, "%.0f", count);
}

/* "75 s", "12 min", "3.4 h" */
static void write_duration(double seconds, char *buffer, size_t size)
{
    if (seconds < 100) {
        snprintf(buffer, size, "%.0f s", seconds);
    } else if (seconds < 100 * 60) {
        snprintf(buffer, size, "%.0f min", seconds / 60);
    } else {
        snprintf(buffer, size, "%.1f h", seconds / 3600);
    }
}

/* A line that wraps can't be wiped. Only ASCII is in it. */
static void cut_to_terminal(char *line)
{
    struct winsize size = {0};
    size_t columns = NARROW;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        columns = size.ws_col;
    }
    if (strlen(line) >= columns) {
        line[columns - 1] = '\0';
    }
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
    char left[60] = "", duration[30], parcels[40], speed[40], line[LINE_LENGTH];
    if (progress->replications > 0 && !progress->pilot) {
        double share = (double)progress->replications / (double)progress->most;
        write_duration(elapsed * (1 - share) / share, duration, sizeof duration);
        snprintf(left, sizeof left, ", at most %s left", duration);
    }
    write_count((double)progress->parcels, parcels, sizeof parcels);
    write_count((double)progress->parcels / elapsed, speed, sizeof speed);
    snprintf(line, sizeof line, "%s%llu/%llu replications%s, %.0f days, %s parcels, %s/s",
             progress->pilot ? "finding the warm-up: " : "",
             (unsigned long long)progress->replications, (unsigned long long)progress->most, left,
             progress->days, parcels, speed);
    cut_to_terminal(line);
    fprintf(stderr, "\r\033[K%s%s%s", self->colour ? "\033[2m" : "", line,
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
