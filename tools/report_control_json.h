/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report_control_json.h - a part of the report in JSON: figures adjusted for demand. */
#ifndef TOOLS_REPORT_CONTROL_JSON_H
#define TOOLS_REPORT_CONTROL_JSON_H

#include <jansson.h>

#include "models/measure/results.h"

/* The caller's reference. */
json_t *report_control_json(const struct results *results);

#endif
