/* SPDX-License-Identifier: GPL-3.0-or-later */
/* comparison_words.h - how differences are said. Allocated texts are the caller's. */
#ifndef TOOLS_COMPARISON_WORDS_H
#define TOOLS_COMPARISON_WORDS_H

#include "models/measure/comparison.h"

enum { LABEL_SIZE = 16 };

/* printf into an allocated text. */
char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A .. Z, AA, AB, ...: scenario 0, 1, ... */
void scenario_label(size_t scenario, char buffer[LABEL_SIZE]);

/* "delivery_time.inbound.mean[express]" -> "delivery time (inbound, mean, express)" */
char *metric_words(const char *name);
/* What numbers of this unit are multiplied by to be shown, and the unit that they then have. */
double unit_factor(const char *unit);
const char *unit_shown(const char *unit);

const char *verdict_words(enum verdict verdict);
const char *fortune_words(enum fortune fortune);

/* "3.24 ± 0.40 h shorter", "2.1 ± 0.3 points higher", "12 ± 3 parcels/d more" */
char *difference_words(double difference, double half_width, const char *unit);
/* "-3.24 ± 0.40", "+2.1 ± 0.3", "0" */
char *difference_number(double difference, double half_width, double factor);
char *estimate_text(const struct estimate *estimate, double factor); /* NULL: there is none */

#endif
