/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_comparison_csv.c - tidy: one row per pair and metric, then per pair and place. */
#include <csv.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "tools/comparison_words.h"
#include "tools/report_comparison.h"

/* Doubles the quotes of a field that needs quotes (RFC 4180). */
static void write_text(FILE *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
    } else {
        csv_fwrite(out, text, strlen(text));
    }
    fputc(',', out);
}

/* Empty when not estimable. */
static void write_number(FILE *out, double value)
{
    if (isfinite(value)) {
        fprintf(out, "%.15g", value);
    }
    fputc(',', out);
}

static void write_pair_names(const struct comparison *comparison,
                             const struct comparison_pair *pair, FILE *out)
{
    write_text(out, comparison->results[pair->first]->scenario_path);
    write_text(out, comparison->results[pair->second]->scenario_path);
}

static void write_estimates(const struct estimate *first, const struct estimate *second, FILE *out)
{
    write_number(out, first->mean);
    write_number(out, first->half_width);
    write_number(out, second->mean);
    write_number(out, second->half_width);
}

static void write_metric(const struct comparison *comparison, const struct comparison_pair *pair,
                         size_t m, FILE *out)
{
    const struct compared *compared = &pair->compared[m];
    write_pair_names(comparison, pair, out);
    write_text(out, comparison->metrics[m].name);
    fputs(",,", out); /* of the whole network: no place, no people */
    write_text(out, "");
    write_text(out, comparison->metrics[m].unit);
    write_estimates(&compared->first, &compared->second, out);
    write_number(out, compared->difference.mean);
    write_number(out, compared->difference.half_width);
    write_text(out, verdict_words(compared->verdict));
    fprintf(out, "%zu,", compared->difference.count);
    write_number(out, compared->difference.correlation);
    write_number(out, compared->difference.variance_saved);
    write_number(out, compared->zone);
    if (compared->needed > 0) {
        fprintf(out, "%" PRIu64, compared->needed);
    }
    fputs(",\n", out);
}

static void write_place(const struct comparison *comparison, const struct comparison_pair *pair,
                        const struct place_table *table, const struct place_difference *place,
                        FILE *out)
{
    write_pair_names(comparison, pair, out);
    bool share = strcmp(table->statistic, "share") == 0; /* goes without saying, as in metrics */
    fprintf(out, "%s.%s%s%s,", table->measure, table->direction, share ? "" : ".",
            share ? "" : table->statistic);
    write_text(out, table->kind);
    write_text(out, place->name);
    if (place->people > 0) {
        fprintf(out, "%.15g", place->people);
    }
    fputc(',', out);
    write_text(out, table->unit);
    write_estimates(&place->first, &place->second, out);
    write_number(out, place->difference);
    write_number(out, place->half_width);
    write_text(out, fortune_words(place->fortune));
    fprintf(out, "%zu,,,,,", place->count);
    if (isfinite(place->p)) {
        fprintf(out, "%.15g", place->p);
    }
    fputc('\n', out);
}

void report_comparison_csv(const struct comparison_report *self, FILE *out)
{
    const struct comparison *comparison = self->comparison;
    fputs("first,second,metric,place_kind,place,people,unit,first_mean,first_half_width,"
          "second_mean,second_half_width,difference,half_width,verdict,replications,correlation,"
          "variance_saved,indifference,replications_needed,p\n",
          out);
    for (size_t p = 0; p < comparison->pair_count; p++) {
        const struct comparison_pair *pair = &comparison->pairs[p];
        for (size_t m = 0; m < comparison->metric_count; m++) {
            write_metric(comparison, pair, m, out);
        }
        for (size_t t = 0; t < pair->where.table_count; t++) {
            const struct place_table *table = &pair->where.tables[t];
            for (size_t i = 0; i < table->place_count; i++) {
                write_place(comparison, pair, table, &table->places[i], out);
            }
        }
    }
}
