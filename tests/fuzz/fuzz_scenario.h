/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_scenario.h - the fuzzer's entry point, as libFuzzer wants it. */
#ifndef TESTS_FUZZ_FUZZ_SCENARIO_H
#define TESTS_FUZZ_FUZZ_SCENARIO_H

#include <stddef.h>
#include <stdint.h>

/* Loads `data` as a scenario and as a CSV file; 0. Crashes are what it looks for. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
