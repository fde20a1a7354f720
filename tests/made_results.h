/* SPDX-License-Identifier: GPL-3.0-or-later */
/* made_results.h - results made by hand, for tests of what is done with them. */
#ifndef TESTS_MADE_RESULTS_H
#define TESTS_MADE_RESULTS_H

#include "models/measure/results.h"

/* The names of a row; NULL stands for "". */
struct made_row {
    const char *measure, *statistic, *event, *direction, *class_name, *tier, *place_kind, *place;
    const char *unit;
};

/* A scenario of that name with so many replications, and nothing found yet. */
struct results *made_results(const char *name, size_t replications);
/* Adds a row; `values` has one for every replication and is copied. */
void made_add(struct results *self, struct made_row row, const double *values);
/* "inbound mean delivery time": the row that most tests want. */
void made_add_times(struct results *self, const double *values);
/* Of a place of a kind: its inbound mean delivery time. */
void made_add_place(struct results *self, const char *kind, const char *name, const double *values);
void made_add_village(struct results *self, struct result_village village);

#endif
