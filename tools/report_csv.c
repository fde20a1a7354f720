/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_csv.c - tidy: one row per replication, measure, place, class, direction. */
#include <csv.h>
#include <math.h>
#include <string.h>

#include "tools/report.h"

/* Doubles the quotes of a field that needs quotes (RFC 4180). */
static void write_field(FILE *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
    } else {
        csv_fwrite(out, text, strlen(text));
    }
}

void report_csv(const struct results *results, FILE *out)
{
    fputs("replication,measure,statistic,event,direction,class,tier,place_kind,place,unit,value\n",
          out);
    for (size_t n = 0; n < results->replications; n++) {
        for (size_t r = 0; r < results->row_count; r++) {
            const struct result_row *row = &results->rows[r];
            const char *const fields[] = {row->measure,    row->statistic,  row->event,
                                          row->direction,  row->class_name, row->tier,
                                          row->place_kind, row->place,      row->unit};
            fprintf(out, "%zu", n + 1);
            for (size_t f = 0; f < sizeof fields / sizeof *fields; f++) {
                fputc(',', out);
                write_field(out, fields[f]);
            }
            if (isnan(row->values[n])) {
                fputs(",\n", out);
            } else {
                fprintf(out, ",%.15g\n", row->values[n]);
            }
        }
    }
}
