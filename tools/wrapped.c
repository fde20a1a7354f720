/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/wrapped.h"

#include <stdbool.h>
#include <stdlib.h>

#include "tools/cell_table.h"
#include "tools/printable.h"

enum { HEADING = 12 };

void wrapped_print(FILE *out, const char *heading, const char *const *parts, size_t count)
{
    size_t column = (size_t)fprintf(out, "%-*s", HEADING, heading);
    for (size_t p = 0; p < count; p++) {
        bool last = p + 1 == count;
        char *part = printable_fit(parts[p], TEXT_WIDTH - HEADING - 1 - !last);
        size_t width = printable_width(part) + !last;
        if (column + 1 + width > TEXT_WIDTH) {
            fprintf(out, "\n%-*s", HEADING, "");
            column = HEADING;
        }
        fprintf(out, " %s%s", part, last ? "" : ";");
        column += 1 + width;
        free(part);
    }
    fputc('\n', out);
}
