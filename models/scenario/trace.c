/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/require.h"

enum { BUFFER = 4096 }; /* rows */

int trace_unnamed_file(void)
{
    const char *folder = getenv("TMPDIR");
    char *name = NULL;
    DES_REQUIRE(asprintf(&name, "%s/lastmile-XXXXXX", folder && *folder ? folder : "/tmp") > 0);
    int descriptor = mkostemp(name, O_CLOEXEC);
    if (descriptor >= 0) {
        unlink(name);
    }
    free(name);
    return descriptor;
}

struct scenario_trace *scenario_trace_create(void)
{
    int descriptor = trace_unnamed_file();
    if (descriptor < 0) {
        return NULL;
    }
    struct scenario_trace *self = des_allocate(1, sizeof *self);
    self->descriptor = descriptor;
    self->buffer = des_allocate(BUFFER, sizeof *self->buffer);
    self->first = INT64_MAX;
    self->last = INT64_MIN;
    return self;
}

void scenario_trace_destroy(struct scenario_trace *self)
{
    if (self) {
        close(self->descriptor);
        free(self->buffer);
        free(self);
    }
}

bool scenario_trace_flush(struct scenario_trace *self)
{
    const char *from = (const char *)self->buffer;
    size_t left = self->buffered * sizeof *self->buffer;
    while (left > 0 && self->error == 0) {
        ssize_t written = write(self->descriptor, from, left);
        if (written >= 0) {
            from += written;
            left -= (size_t)written;
        } else if (errno != EINTR) {
            self->error = errno;
        }
    }
    self->buffered = 0;
    return self->error == 0;
}

void scenario_trace_add(struct scenario_trace *self, struct trace_row row)
{
    self->buffer[self->buffered++] = row;
    self->rows++;
    if (self->buffered == BUFFER) {
        scenario_trace_flush(self);
    }
}
