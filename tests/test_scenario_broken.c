/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_scenario_broken.c - every mistake a planner can make, told word for word.
 *
 * tests/broken holds the smallest file for each problem code, and beside it what must be said
 * (`.expected`). After a change of words: LASTMILE_WRITE_EXPECTED=1 rewrites them; review the
 * difference. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/scenario/scenario.h"
#include "tests/assert_close.h"

/* The files can't be read, or are made while the tests run (test_scenario_nasty.c,
 * test_variant.c). */
static const int made_in_code[] = {PROBLEM_FILE_TOO_LARGE, PROBLEM_TOO_MANY_NODES,
                                   PROBLEM_BASE_TOO_LONG,  PROBLEM_SET_SYNTAX,
                                   PROBLEM_NOTHING_INSIDE, PROBLEM_TRACE_TEMPORARY};

static int is_yaml(const struct dirent *entry)
{
    const char *dot = strrchr(entry->d_name, '.');
    return dot && strcmp(dot, ".yaml") == 0;
}

/* Calls `visit` for every YAML file in tests/broken, in the order of their names. */
static void for_each_file(void (*visit)(const char *path, void *context), void *context)
{
    struct dirent **entries;
    int count = scandir("tests/broken", &entries, is_yaml, alphasort);
    assert_true(count > 0);
    for (int i = 0; i < count; i++) {
        char path[300];
        snprintf(path, sizeof path, "tests/broken/%.200s", entries[i]->d_name);
        visit(path, context);
        free(entries[i]);
    }
    free(entries);
}

static char *read_text(const char *path)
{
    FILE *in = fopen(path, "r");
    char *text = NULL;
    size_t room = 0;
    if (!in) {
        return des_copy_text("");
    }
    if (getdelim(&text, &room, '\0', in) < 0) { /* the file is empty */
        free(text);
        text = des_copy_text("");
    }
    fclose(in);
    return text;
}

/* What loading a file says, and whether it gives a scenario. */
static char *complaints(const char *path, bool *ret_loaded)
{
    char *text = NULL;
    size_t length = 0;
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    *ret_loaded = scenario != NULL;
    scenario_destroy(scenario);
    FILE *out = open_memstream(&text, &length);
    problem_list_print(&problems, out);
    fclose(out);
    problem_list_done(&problems);
    return text;
}

static void write_text(const char *path, const char *text)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fputs(text, out);
    assert_int_equal(fclose(out), 0);
}

static void compare_complaints(const char *path, void *context)
{
    int *wrong = context;
    char expected_path[320];
    snprintf(expected_path, sizeof expected_path, "%.*s.expected", (int)strlen(path) - 5, path);
    bool loaded;
    char *found = complaints(path, &loaded);
    if (getenv("LASTMILE_WRITE_EXPECTED")) {
        write_text(expected_path, found);
    }
    char *expected = read_text(expected_path);
    if (strcmp(found, expected) != 0) {
        print_error("%s\n--- expected\n%s--- found\n%s", path, expected, found);
        ++*wrong;
    }
    free(expected);
    free(found);
}

static void test_each_broken_file_is_told_word_for_word(void **state)
{
    (void)state;
    int wrong = 0;
    for_each_file(compare_complaints, &wrong);
    assert_int_equal(wrong, 0);
}

/* A file named 204-... must tell of problem 204, and load when that is a warning. */
static void check_code(const char *path, void *context)
{
    (void)context;
    int code = atoi(strrchr(path, '/') + 1);
    if (code == 0) {
        return; /* a crash that was, or several mistakes together */
    }
    char words[20];
    snprintf(words, sizeof words, " %d: ", code);
    bool loaded;
    char *found = complaints(path, &loaded);
    if (!strstr(found, words)) {
        fail_msg("%s says nothing of %d:\n%s", path, code, found);
    }
    assert_int_equal(loaded, problem_severity((enum problem_code)code) == PROBLEM_WARNING);
    free(found);
}

static void test_each_file_tells_of_the_problem_it_is_named_after(void **state)
{
    (void)state;
    for_each_file(check_code, NULL);
}

struct codes {
    bool seen[1000];
};

static void note_code(const char *path, void *context)
{
    int code = atoi(strrchr(path, '/') + 1);
    if (code > 0 && code < 1000) {
        ((struct codes *)context)->seen[code] = true;
    }
}

static void test_each_code_of_the_catalogue_has_a_broken_file(void **state)
{
    (void)state;
    struct codes codes = {{false}};
    for_each_file(note_code, &codes);
    for (size_t i = 0; i < sizeof made_in_code / sizeof *made_in_code; i++) {
        codes.seen[made_in_code[i]] = true;
    }
    static const int catalogue[] = {
#define PROBLEM(code, severity, name, text) code,
#include "models/problem/problems.def"
#undef PROBLEM
    };
    for (size_t i = 0; i < sizeof catalogue / sizeof *catalogue; i++) {
        if (!codes.seen[catalogue[i]]) {
            fail_msg("no file tests/broken/%d-*.yaml", catalogue[i]);
        }
    }
}

int main(void)
{
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    if (root && chdir(root) != 0) {
        fprintf(stderr, "%s: %s\n", root, strerror(errno));
        return 1;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_broken_file_is_told_word_for_word),
        cmocka_unit_test(test_each_file_tells_of_the_problem_it_is_named_after),
        cmocka_unit_test(test_each_code_of_the_catalogue_has_a_broken_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
