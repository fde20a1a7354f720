/* SPDX-License-Identifier: GPL-3.0-or-later */
/* floor.h - work that no simulator of single parcels can do without, to measure others by. */
#ifndef TESTS_BENCH_FLOOR_H
#define TESTS_BENCH_FLOOR_H

#include <stddef.h>

/* Each does its work for `size` parcels or customers and returns a number that depends on all
 * of it. */

/* The draws, two queues, moving the record from place to place, one histogram. */
double floor_parcels(size_t size);
/* One M/M/1 queue with load 0.8. */
double floor_customers(size_t size);

#endif
