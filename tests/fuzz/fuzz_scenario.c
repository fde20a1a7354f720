/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fuzz_scenario.c - whatever the bytes are, loading them ends with a scenario or with words.
 *
 * The same bytes are read as a variant of themselves too, and what is shown of a scenario must
 * be that scenario. A scenario that is handed out must also compile: no check may have been
 * forgotten on which the compiler relies. libFuzzer's entry point; fuzz_corpus.c runs it without
 * libFuzzer.
 *
 *   clang -g -O1 -fsanitize=fuzzer,address,undefined ... tests/fuzz/fuzz_scenario.c
 *   ./fuzz_scenario -dict=tests/fuzz/scenario.dict -max_len=20000 CORPUS tests/broken scenarios
 */
#include "tests/fuzz/fuzz_scenario.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/network/compile.h"
#include "models/scenario/check.h"
#include "models/scenario/document.h"
#include "models/scenario/resolve.h"
#include "models/scenario/scenario.h"
#include "models/scenario/scenario_difference.h"

/* A large network takes long to compile, which is nothing to learn from. */
static bool is_small(const struct scenario *scenario)
{
    struct check_counts counts = check_counts(scenario);
    const struct scenario_experiment *experiment = &scenario->experiment;
    double rows = (double)(scenario->line_haul_count + scenario->feeder_count);
    return counts.counties < 200 && counts.stations < 2000 && counts.villages < 5000 &&
           rows < 200 && experiment->warm_up_s + experiment->horizon_s < 3 * 366 * 86400.0;
}

/* A file in memory; its path in `path`. */
static int make_file(const void *data, size_t size, char path[64])
{
    int file = memfd_create("scenario", MFD_CLOEXEC);
    snprintf(path, 64, "/proc/self/fd/%d", file);
    if (file < 0 || write(file, data, size) != (ssize_t)size) {
        abort();
    }
    return file;
}

static void require_same(const struct scenario *a, const struct scenario *b)
{
    struct scenario_differences *differences = scenario_differences_find(a, b);
    if (differences->count > 0) {
        const struct scenario_difference *d = differences->differences;
        fprintf(stderr, "%s %s: %s -> %s\n", d->row, d->field, d->before ? d->before : "-",
                d->after ? d->after : "-");
        abort();
    }
    scenario_differences_destroy(differences);
}

/* What is shown of a scenario is that scenario. */
static void read_what_is_shown(const struct scenario *scenario)
{
    char *text = NULL, path[64];
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    scenario_show(scenario, out);
    fclose(out);
    int file = make_file(text, length, path);
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *again = scenario_load(path, NULL, &problems, &unreadable);
    if (!again) {
        fputs(text, stderr);
        problem_list_print(&problems, stderr);
        abort();
    }
    require_same(scenario, again);
    scenario_destroy(again);
    problem_list_done(&problems);
    close(file);
    free(text);
}

static void read_scenario(const char *path, struct problem_list *problems)
{
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, problems, &unreadable);
    if (scenario && is_small(scenario)) {
        network_destroy(network_compile(scenario, NULL));
        read_what_is_shown(scenario);
    }
    scenario_destroy(scenario);
}

/* The file as a variant of itself: every row is there already. */
static void read_as_variant(const uint8_t *data, size_t size, const char *base,
                            struct problem_list *problems)
{
    char line[80], path[64];
    size_t length = (size_t)snprintf(line, sizeof line, "base: %s\n", base);
    uint8_t *text = des_allocate(length + size, 1);
    memcpy(text, line, length);
    if (size > 0) {
        memcpy(text + length, data, size);
    }
    int file = make_file(text, length + size, path);
    static const char *const sets[] = {"stations.*.shelf=7", "experiment.seed=3",
                                       "demand.inbound.months.nov=2"};
    const struct scenario_changes changes = {sets, 3};
    bool unreadable = false;
    scenario_destroy(scenario_load(path, &changes, problems, &unreadable));
    problem_list_done(problems); /* a mistake that is in the list already would not count */
    read_scenario(path, problems);
    close(file);
    free(text);
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
    char path[64];
    int file = make_file(data, size, path);
    struct problem_list problems = {0};
    read_scenario(path, &problems);
    print_problems(&problems);
    problem_list_done(&problems);
    read_as_variant(data, size, path, &problems);
    print_problems(&problems);
    problem_list_done(&problems);
    read_csv(path, &problems);
    print_problems(&problems);
    problem_list_done(&problems);
    close(file);
    return 0;
}
