/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_write.h - a report in the format that was asked for, to where it was asked for. */
#ifndef TOOLS_REPORT_WRITE_H
#define TOOLS_REPORT_WRITE_H

#include "models/measure/results.h"
#include "tools/options.h"

/* `out` NULL: standard output, in colour if it is a terminal that wants it. False, with a
 * message on stderr, when it can't be written. */
bool report_write(const struct results *results, enum format format, const char *out);

#endif
