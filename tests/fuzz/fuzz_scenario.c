/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_scenario.c - whatever the bytes are, loading them ends with a scenario or with words.
 *
 * A scenario that is handed out must also compile: no check may have been forgotten on which
 * the compiler relies. libFuzzer's entry point; fuzz_corpus.c runs it without libFuzzer.
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined ... tests/fuzz/fuzz_scenario.c
 *   ./fuzz_scenario -dict=tests/fuzz/scenario.dict -max_len=20000 CORPUS tests/broken scenarios
 */
#include "tests/fuzz/fuzz_scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "models/network/compile.h"
#include "models/scenario/check.h"
#include "models/scenario/document.h"
#include "models/scenario/scenario.h"

/* A large network takes long to compile, which is nothing to learn from. */
static bool is_small(const struct scenario *scenario)
{
    struct check_counts counts = check_counts(scenario);
    const struct scenario_experiment *experiment = &scenario->experiment;
    double rows = (double)(scenario->line_haul_count + scenario->feeder_count);
    return counts.counties < 200 && counts.stations < 2000 && counts.villages < 5000 &&
           rows < 200 && experiment->warm_up_s + experiment->horizon_s < 3 * 366 * 86400.0;
}

static void read_scenario(const char *path, struct problem_list *problems)
{
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, problems, &unreadable);
    if (scenario && is_small(scenario)) {
        network_destroy(network_compile(scenario, NULL));
    }
    scenario_destroy(scenario);
}

static void read_csv(const char *path, struct problem_list *problems)
{
    struct document_reader reader = {.arena = scenario_arena_create(), .problems = problems};
    document_read_csv(&reader, path);
    scenario_arena_destroy(reader.arena);
}

static void print_problems(struct problem_list *problems)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    problem_list_sort(problems);
    problem_list_print(problems, out);
    fclose(out);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    int file = memfd_create("scenario", MFD_CLOEXEC);
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    if (file < 0 || write(file, data, size) != (ssize_t)size) {
        abort();
    }
    struct problem_list problems = {0};
    read_scenario(path, &problems);
    print_problems(&problems);
    problem_list_done(&problems);
    read_csv(path, &problems);
    print_problems(&problems);
    problem_list_done(&problems);
    close(file);
    return 0;
}
