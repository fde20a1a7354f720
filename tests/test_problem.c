/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "models/problem/problem.h"
#include "tests/assert_close.h"

static struct source_position at(const char *file, int line, int column)
{
    return (struct source_position){file, line, column};
}

/* The whole list as printed; the caller frees. */
static char *printed(const struct problem_list *list)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    problem_list_print(list, out);
    fclose(out);
    return text;
}

static void assert_printed(const struct problem_list *list, const char *expected)
{
    char *text = printed(list);
    assert_string_equal(text, expected);
    free(text);
}

static void test_a_problem_is_printed_with_place_code_path_and_hint(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_add(&list, at("a.yaml", 41, 16), "counties[3].replaces", "did you mean 'Kose-2'?",
                PROBLEM_NO_SUCH_NAME, "station", "Kose2");
    assert_printed(&list, "a.yaml:41:16: error 301: no station named 'Kose2'\n"
                          "    in counties[3].replaces -- did you mean 'Kose-2'?\n");
    problem_list_done(&list);
}

static void test_path_and_hint_may_each_be_absent(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_add(&list, at("a", 1, 1), "hubs", NULL, PROBLEM_UNKNOWN_KEY, "x");
    problem_add(&list, at("a", 2, 1), NULL, "save it as UTF-8", PROBLEM_NOT_TEXT);
    problem_add(&list, at("a", 3, 1), NULL, NULL, PROBLEM_NOT_TEXT);
    assert_printed(&list, "a:1:1: error 201: unknown key 'x'\n"
                          "    in hubs\n"
                          "a:2:1: error 104: this is not UTF-8 text\n"
                          "    save it as UTF-8\n"
                          "a:3:1: error 104: this is not UTF-8 text\n");
    problem_list_done(&list);
}

static void test_line_0_means_the_file_as_a_whole(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_add(&list, at("gone.yaml", 0, 0), NULL, NULL, PROBLEM_CANNOT_READ, "No such file");
    assert_printed(&list, "gone.yaml: error 101: cannot read the file: No such file\n");
    problem_list_done(&list);
}

static void test_a_warning_says_so_and_is_no_error(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_add(&list, at("a", 4, 2), NULL, NULL, PROBLEM_PEAK_OUTSIDE, "11.11");
    assert_int_equal(list.errors, 0);
    assert_int_equal(list.count, 1);
    assert_printed(&list, "a:4:2: warning 501: the peak '11.11' lies outside the simulated time\n");
    problem_list_done(&list);
}

static void test_sorted_by_first_use_of_the_file_then_line_then_column(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_add(&list, at("z.yaml", 10, 3), NULL, NULL, PROBLEM_UNKNOWN_KEY, "d");
    problem_add(&list, at("a.csv", 1, 1), NULL, NULL, PROBLEM_UNKNOWN_KEY, "e");
    problem_add(&list, at("z.yaml", 10, 2), NULL, NULL, PROBLEM_UNKNOWN_KEY, "c");
    problem_add(&list, at("z.yaml", 9, 7), NULL, NULL, PROBLEM_UNKNOWN_KEY, "b");
    problem_add(&list, at("z.yaml", 0, 0), NULL, NULL, PROBLEM_UNKNOWN_KEY, "a");
    problem_list_sort(&list);
    assert_printed(&list, "z.yaml: error 201: unknown key 'a'\n"
                          "z.yaml:9:7: error 201: unknown key 'b'\n"
                          "z.yaml:10:2: error 201: unknown key 'c'\n"
                          "z.yaml:10:3: error 201: unknown key 'd'\n"
                          "a.csv:1:1: error 201: unknown key 'e'\n");
    problem_list_done(&list);
}

static void test_what_stands_at_one_place_keeps_its_order(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_add(&list, at("a", 5, 5), NULL, NULL, PROBLEM_MISSING_KEY, "z");
    problem_add(&list, at("a", 5, 5), NULL, NULL, PROBLEM_UNKNOWN_KEY, "y");
    problem_add(&list, at("a", 5, 5), NULL, NULL, PROBLEM_MISSING_KEY, "a");
    problem_list_sort(&list);
    assert_printed(&list, "a:5:5: error 202: 'z' is missing\n"
                          "a:5:5: error 201: unknown key 'y'\n"
                          "a:5:5: error 202: 'a' is missing\n");
    problem_list_done(&list);
}

static void test_the_same_problem_at_the_same_place_is_kept_once(void **state)
{
    (void)state;
    struct problem_list list = {0};
    for (int i = 0; i < 3; i++) {
        problem_add(&list, at("a", 5, 5), NULL, NULL, PROBLEM_UNKNOWN_KEY, "x");
    }
    assert_int_equal(list.count, 1);
    assert_int_equal(list.errors, 1);
    problem_list_done(&list);
}

static void test_names_of_files_outlive_their_owner(void **state)
{
    (void)state;
    struct problem_list list = {0};
    char *file = strdup("short-lived.yaml");
    problem_add(&list, at(file, 1, 1), NULL, NULL, PROBLEM_NOT_TEXT);
    problem_add(&list, at(file, 2, 1), NULL, NULL, PROBLEM_NOT_TEXT);
    memset(file, 'x', strlen(file));
    free(file);
    assert_int_equal(list.file_count, 1);
    assert_printed(&list, "short-lived.yaml:1:1: error 104: this is not UTF-8 text\n"
                          "short-lived.yaml:2:1: error 104: this is not UTF-8 text\n");
    problem_list_done(&list);
}

static void test_beyond_the_limit_problems_are_counted_not_kept(void **state)
{
    (void)state;
    struct problem_list list = {0};
    for (int line = 1; line <= PROBLEM_LIMIT + 37; line++) {
        problem_add(&list, at("a", line, 1), NULL, NULL, PROBLEM_NOT_TEXT);
    }
    assert_int_equal(list.count, PROBLEM_LIMIT);
    assert_int_equal(list.omitted, 37);
    assert_int_equal(list.errors, PROBLEM_LIMIT + 37);
    problem_list_sort(&list);
    char *text = printed(&list);
    const char *last = strstr(text, "a:200:1:");
    assert_non_null(last);
    assert_string_equal(last, "a:200:1: error 104: this is not UTF-8 text\n37 more problems\n");
    free(text);
    problem_list_done(&list);
}

static void test_no_file_writes_to_the_terminals_controls(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_add(&list, at("a", 1, 1), "k\x1b[2J", NULL, PROBLEM_UNKNOWN_KEY, "\x1b]0;x\a\n\xff");
    problem_add(&list, at("a", 2, 1), NULL, NULL, PROBLEM_UNKNOWN_KEY, "寻乌县");
    assert_printed(&list, "a:1:1: error 201: unknown key '\\x1b]0;x\\x07\\n\\xff'\n"
                          "    in k\\x1b[2J\n"
                          "a:2:1: error 201: unknown key '寻乌县'\n");
    problem_list_done(&list);
}

static void test_a_very_long_quotation_loses_its_middle(void **state)
{
    (void)state;
    struct problem_list list = {0};
    char *key = malloc(1 << 20);
    assert_non_null(key);
    memset(key, 'k', (1 << 20) - 1);
    key[(1 << 20) - 1] = '\0';
    problem_add(&list, at("a", 1, 1), key, key, PROBLEM_UNKNOWN_KEY, key);
    free(key);
    assert_true(strlen(list.problems[0].message) < 500);
    assert_true(strlen(list.problems[0].path) < 500);
    assert_true(strlen(list.problems[0].hint) < 500);
    assert_non_null(strstr(list.problems[0].message, "k...k"));
    problem_list_done(&list);
}

static void test_every_code_is_used_once_and_has_a_text(void **state)
{
    (void)state;
    static const int codes[] = {
#define PROBLEM(code, severity, name, text) (code),
#include "models/problem/problems.def"
#undef PROBLEM
    };
    size_t count = sizeof codes / sizeof *codes;
    for (size_t i = 0; i < count; i++) {
        assert_true(problem_text((enum problem_code)codes[i])[0] != '\0');
        bool warns = problem_severity((enum problem_code)codes[i]) == PROBLEM_WARNING;
        assert_int_equal(warns, codes[i] >= 500);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(codes[i], codes[j]);
        }
    }
}

static void test_an_empty_list_prints_nothing_and_is_done_twice(void **state)
{
    (void)state;
    struct problem_list list = {0};
    problem_list_sort(&list);
    assert_printed(&list, "");
    problem_list_done(&list);
    problem_list_done(&list);
    problem_list_done(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_problem_is_printed_with_place_code_path_and_hint),
        cmocka_unit_test(test_path_and_hint_may_each_be_absent),
        cmocka_unit_test(test_line_0_means_the_file_as_a_whole),
        cmocka_unit_test(test_a_warning_says_so_and_is_no_error),
        cmocka_unit_test(test_sorted_by_first_use_of_the_file_then_line_then_column),
        cmocka_unit_test(test_what_stands_at_one_place_keeps_its_order),
        cmocka_unit_test(test_the_same_problem_at_the_same_place_is_kept_once),
        cmocka_unit_test(test_names_of_files_outlive_their_owner),
        cmocka_unit_test(test_beyond_the_limit_problems_are_counted_not_kept),
        cmocka_unit_test(test_no_file_writes_to_the_terminals_controls),
        cmocka_unit_test(test_a_very_long_quotation_loses_its_middle),
        cmocka_unit_test(test_every_code_is_used_once_and_has_a_text),
        cmocka_unit_test(test_an_empty_list_prints_nothing_and_is_done_twice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
