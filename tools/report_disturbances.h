/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_disturbances.h - the part of the text report on disturbances. Nothing if none. */
#ifndef TOOLS_REPORT_DISTURBANCES_H
#define TOOLS_REPORT_DISTURBANCES_H

#include <stdbool.h>
#include <stdio.h>

#include "tools/row_index.h"

void report_disturbances(const struct row_index *index, FILE *out, bool colour);

#endif
