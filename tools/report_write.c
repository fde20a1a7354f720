/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/report_write.h"

#include "tools/output.h"
#include "tools/report.h"

bool report_write(const struct results *results, enum format format, const char *out)
{
    struct output output;
    if (!output_open(&output, out)) {
        return false;
    }
    bool colour = output_wants_colour(&output);
    if (format == FORMAT_CSV) {
        report_csv(results, output.file);
    } else if (format == FORMAT_JSON) {
        report_json(results, output.file);
    } else {
        report_text(results, output.file, colour);
    }
    return output_close(&output, true);
}
