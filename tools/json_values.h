/* SPDX-License-Identifier: GPL-3.0-or-later */
/* json_values.h - how values are written in every JSON report: what isn't a number is null, 15
 * digits, keys in the order they were set. */
#ifndef TOOLS_JSON_VALUES_H
#define TOOLS_JSON_VALUES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

json_t *json_number(double value); /* null when not finite */
void json_set_number(json_t *object, const char *key, double value);
void json_set_count(json_t *object, const char *key, uint64_t value);
void json_set_text(json_t *object, const char *key, const char *text); /* "" for NULL */
void json_set_text_or_null(json_t *object, const char *key, const char *text);
void json_set_hash(json_t *object, const char *key, uint64_t hash);
json_t *json_texts(char *const *texts, size_t count);

/* Writes `root` and a line's end, and gives it up. */
void json_write(json_t *root, FILE *out);

#endif
