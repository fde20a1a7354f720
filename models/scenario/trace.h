/* SPDX-License-Identifier: GPL-3.0-or-later */
/* trace.h - recorded orders of one direction: 16 bytes a row, in a file that has no name.
 *
 * A year of orders may have more rows than there is memory for, so they are written down as they
 * are read and looked at through the page cache, which the system takes back when it needs to. */
#ifndef MODELS_SCENARIO_TRACE_H
#define MODELS_SCENARIO_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trace_row {
    uint64_t time_class; /* microseconds since the scenario's start << 8 | class << 3 */
    uint32_t village;    /* in the trace's names; in a network its own */
    uint32_t number;     /* of the village's rows in this direction, from 0, as in the CSV file */
};
enum { TRACE_CLASS_SHIFT = 3, TRACE_TIME_SHIFT = 8, TRACE_MOST_ROWS = INT32_MAX };

static inline int64_t trace_row_time(const struct trace_row *row)
{
    return (int64_t)(row->time_class >> TRACE_TIME_SHIFT);
}

struct scenario_trace {
    int descriptor;        /* of the rows from the start on, in the CSV file's order */
    uint64_t rows;         /* in it */
    uint64_t before;       /* further ones that are earlier: left out */
    uint64_t beyond;       /* of the rows, those after the end */
    int64_t first, last;   /* moments of all of them, microseconds since the start */
    const char **villages; /* names; in the scenario's arena */
    size_t village_count;
    struct trace_row *buffer; /* not written yet; owned */
    size_t buffered;
    int error; /* errno of the first write that failed */
};

/* NULL when there can be no such file: errno says why. */
struct scenario_trace *scenario_trace_create(void);
void scenario_trace_destroy(struct scenario_trace *self);

void scenario_trace_add(struct scenario_trace *self, struct trace_row row);
/* Writes out what is buffered; false, and `error`, when a write has failed. */
bool scenario_trace_flush(struct scenario_trace *self);

/* A file that has no name in $TMPDIR or /tmp; -1 and errno when there can be none. */
int trace_unnamed_file(void);

#endif
