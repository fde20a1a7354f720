/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <xxhash.h>

#include "models/scenario/document.h"
#include "tests/assert_close.h"

/* A file of its own for each test, and what reading it gave. */
struct fixture {
    char path[64];
    struct problem_list problems;
    struct document_reader reader;
    char *printed; /* the problems, with FILE for the path */
};

static int set_up(void **state)
{
    struct fixture *self = calloc(1, sizeof *self);
    assert_non_null(self);
    strcpy(self->path, "/tmp/lastmile-document-XXXXXX");
    int descriptor = mkstemp(self->path);
    assert_true(descriptor >= 0);
    close(descriptor);
    self->reader.arena = scenario_arena_create();
    self->reader.problems = &self->problems;
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *self = *state;
    unlink(self->path);
    scenario_arena_destroy(self->reader.arena);
    problem_list_done(&self->problems);
    free(self->printed);
    free(self);
    return 0;
}

static void write_bytes(struct fixture *self, const void *bytes, size_t length)
{
    FILE *out = fopen(self->path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, length, out), length);
    assert_int_equal(fclose(out), 0);
}

static struct node *read_text(struct fixture *self, const char *text)
{
    write_bytes(self, text, strlen(text));
    return document_read_yaml(&self->reader, self->path);
}

static struct node *read_rows(struct fixture *self, const char *text)
{
    write_bytes(self, text, strlen(text));
    return document_read_csv(&self->reader, self->path);
}

/* `count` times `text`, after `head`; the caller frees. */
static char *repeated(const char *head, const char *text, size_t count)
{
    size_t length = strlen(text), start = strlen(head);
    char *all = malloc(start + length * count + 1);
    assert_non_null(all);
    memcpy(all, head, start);
    for (size_t i = 0; i < count; i++) {
        memcpy(all + start + i * length, text, length);
    }
    all[start + length * count] = '\0';
    return all;
}

/* The problems as printed; the path of the file becomes FILE. */
static const char *problems(struct fixture *self)
{
    char *raw = NULL, *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&raw, &length);
    problem_list_sort(&self->problems);
    problem_list_print(&self->problems, out);
    fclose(out);
    out = open_memstream(&text, &length);
    for (const char *at = raw; *at;) {
        bool here = strncmp(at, self->path, strlen(self->path)) == 0;
        here ? fputs("FILE", out) : fputc(*at, out);
        at += here ? strlen(self->path) : 1;
    }
    fclose(out);
    free(raw);
    free(self->printed);
    self->printed = text;
    return text;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---- what is read ---- */

static void test_nodes_know_their_text_and_place(void **state)
{
    struct node *root = read_text(*state, "a: 寻乌 \nbb:\n  - 'x': 1\n    y: \"\"\n  - ~\n");
    assert_string_equal(problems(*state), "");
    assert_int_equal(root->kind, NODE_MAPPING);
    assert_int_equal(root->count, 2);
    const struct node *a = node_value(root, "a"), *list = node_value(root, "bb");
    assert_string_equal(a->text, "寻乌");
    assert_int_equal(a->at.line, 1);
    assert_int_equal(a->at.column, 4);
    assert_int_equal(list->kind, NODE_SEQUENCE);
    assert_int_equal(list->count, 2);
    const struct node *y = node_value(list->items[0], "y");
    assert_true(y->quoted && y->text[0] == '\0' && y->at.line == 4 && y->at.column == 8);
    assert_string_equal(list->items[1]->text, "");
    assert_false(list->items[1]->quoted);
    assert_null(node_value(root, "c"));
    assert_null(node_value(list, "x"));
}

static void test_columns_count_characters_not_bytes(void **state)
{
    const struct node *root = read_text(*state, "{寻乌县: 南桥, b: 2}\n");
    assert_int_equal(node_value(root, "b")->at.column, 14);
}

static void test_a_byte_order_mark_moves_nothing(void **state)
{
    const struct node *root = read_text(*state, "\xef\xbb\xbf"
                                                "a: 1\n");
    assert_string_equal(problems(*state), "");
    assert_int_equal(node_value(root, "a")->at.column, 4);
}

static void test_an_anchor_does_no_harm(void **state)
{
    const struct node *root = read_text(*state, "a: &here 1\nb: &there [2]\n");
    assert_string_equal(problems(*state), "");
    assert_string_equal(node_value(root, "a")->text, "1");
}

static void test_the_hash_chains_the_bytes_of_every_file(void **state)
{
    struct fixture *self = *state;
    read_text(self, "a: 1\n");
    uint64_t first = XXH3_64bits_withSeed("a: 1\n", 5, 0);
    assert_true(self->reader.hash == first);
    read_rows(self, "name\nx\n");
    assert_true(self->reader.hash == XXH3_64bits_withSeed("name\nx\n", 7, first));
}

/* ---- files ---- */

static void test_a_missing_file_is_unreadable(void **state)
{
    struct fixture *self = *state;
    unlink(self->path);
    assert_null(document_read_yaml(&self->reader, self->path));
    assert_true(self->reader.unreadable);
    assert_string_equal(problems(self),
                        "FILE: error 101: cannot read the file: No such file or directory\n");
}

static void test_a_directory_is_unreadable(void **state)
{
    struct fixture *self = *state;
    unlink(self->path);
    assert_int_equal(mkdir(self->path, 0700), 0);
    assert_null(document_read_csv(&self->reader, self->path));
    assert_int_equal(rmdir(self->path), 0);
    assert_true(self->reader.unreadable);
    assert_non_null(strstr(problems(self), "FILE: error 101: cannot read the file: "));
}

static void test_a_pipe_is_unreadable_and_not_waited_for(void **state)
{
    struct fixture *self = *state;
    unlink(self->path);
    assert_int_equal(mkfifo(self->path, 0600), 0);
    assert_null(document_read_yaml(&self->reader, self->path));
    assert_null(document_read_yaml(&self->reader, "/dev/null"));
    assert_true(self->reader.unreadable);
    assert_string_equal(problems(self),
                        "FILE: error 101: cannot read the file: it is not a regular file\n"
                        "/dev/null: error 101: cannot read the file: it is not a regular file\n");
}

static void test_100_megabytes_are_refused_before_they_are_read(void **state)
{
    struct fixture *self = *state;
    assert_int_equal(truncate(self->path, 100000000), 0);
    double start = seconds();
    assert_null(document_read_yaml(&self->reader, self->path));
    assert_true(seconds() - start < 0.1);
    assert_false(self->reader.unreadable);
    assert_string_equal(
        problems(self),
        "FILE: error 102: the file has 100000000 bytes; at most 67108864 are read\n");
}

static void test_a_file_without_content_is_empty(void **state)
{
    static const char *const texts[] = {"",      "\n\n", "# only a comment\n", "\xef\xbb\xbf",
                                        "---\n", "   \n"};
    struct fixture *self = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_null(read_text(self, texts[i]));
        assert_string_equal(problems(self), "FILE: error 103: the file is empty\n");
        problem_list_done(&self->problems);
    }
    assert_false(self->reader.unreadable);
}

static void test_what_is_not_utf8_is_told_where(void **state)
{
    struct fixture *self = *state;
    assert_null(read_text(self, "ä: 1\nname: K\xf5rve\n"));
    assert_string_equal(problems(self), "FILE:2:8: error 104: this is not UTF-8 text\n"
                                        "    save it as UTF-8\n");
}

static void test_a_nul_byte_is_not_text(void **state)
{
    struct fixture *self = *state;
    write_bytes(self, "a: 1\nb: \0\n", 10);
    assert_null(document_read_yaml(&self->reader, self->path));
    assert_non_null(strstr(problems(self), "FILE:2:4: error 104: this is not UTF-8 text\n"));
    problem_list_done(&self->problems);
    read_text(self, "a: 1\nb: \"\\0\"\n");
    assert_non_null(strstr(problems(self), "FILE:2:4: error 104: this is not UTF-8 text\n"));
}

static void test_binary_junk_is_refused(void **state)
{
    struct fixture *self = *state;
    static unsigned char junk[1 << 16];
    uint64_t bits = 1;
    for (int round = 0; round < 50; round++) {
        for (size_t i = 0; i < sizeof junk; i++) {
            bits = bits * 6364136223846793005u + 1442695040888963407u;
            junk[i] = (unsigned char)(bits >> 56);
        }
        write_bytes(self, junk, sizeof junk);
        assert_null(document_read_yaml(&self->reader, self->path));
        assert_null(document_read_csv(&self->reader, self->path));
        assert_true(self->problems.errors > 0);
        problem_list_done(&self->problems);
    }
}

/* ---- what YAML can do and a scenario may not ---- */

static void test_100000_levels_are_refused_at_the_65th(void **state)
{
    char *flow = repeated("", "[", 100000), *block = repeated("", "- ", 100000);
    double start = seconds();
    assert_null(read_text(*state, flow));
    assert_string_equal(problems(*state),
                        "FILE:1:65: error 109: nested more than 64 levels deep\n");
    problem_list_done(&((struct fixture *)*state)->problems);
    assert_null(read_text(*state, block));
    assert_non_null(strstr(problems(*state), "error 109: nested more than 64 levels deep\n"));
    assert_true(seconds() - start < 2);
    free(flow);
    free(block);
}

static void test_64_levels_are_read(void **state)
{
    char *text = repeated("", "[", 64);
    char *closed = repeated(text, "]", 64);
    assert_non_null(read_text(*state, closed));
    assert_string_equal(problems(*state), "");
    free(text);
    free(closed);
}

static void test_too_many_values_are_refused(void **state)
{
    char *text = repeated("", "- 1\n", (size_t)DOCUMENT_NODES + 10);
    assert_null(read_text(*state, text));
    assert_string_equal(problems(*state),
                        "FILE:4000000:3: error 110: more than 4000000 values in one file\n");
    free(text);
}

static void test_an_alias_bomb_is_not_expanded(void **state)
{
    struct fixture *self = *state;
    double start = seconds();
    read_text(self, "a: &a [x, x, x, x, x, x, x, x, x]\n"
                    "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
                    "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n"
                    "d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n"
                    "e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n");
    assert_true(seconds() - start < 1);
    assert_int_equal(self->problems.errors, 36);
    assert_non_null(strstr(problems(self), "FILE:2:8: error 107: aliases ('*a') are not read; "
                                           "write the value out\n"));
}

static void test_an_alias_to_itself_is_refused(void **state)
{
    read_text(*state, "a: &a [*a]\n");
    assert_string_equal(problems(*state), "FILE:1:8: error 107: aliases ('*a') are not read; "
                                          "write the value out\n");
}

static void test_merge_keys_and_tags_are_refused(void **state)
{
    read_text(*state, "<<: {a: 1}\nb: !!int 3\n\"<<\": quoted it is a key\n");
    assert_string_equal(problems(*state),
                        "FILE:1:1: error 108: merge keys ('<<') are not read; write the keys out\n"
                        "FILE:2:4: error 116: tags ('!!int') are not read\n");
}

static void test_100000_tag_directives_are_refused_at_the_first(void **state)
{
    char *text = repeated("# x\n", "%TAG !a! b\n", 100000);
    double start = seconds();
    assert_null(read_text(*state, text));
    assert_true(seconds() - start < 1);
    assert_string_equal(problems(*state), "FILE:2:1: error 116: tags ('%TAG') are not read\n");
    free(text);
}

static void test_the_first_of_two_equal_keys_counts(void **state)
{
    const struct node *root = read_text(*state, "b: 1\na: 2\n'b': 3\nb: 4\nc: 5\n");
    assert_string_equal(problems(*state),
                        "FILE:3:1: error 111: key 'b' was already given at line 1\n"
                        "FILE:4:1: error 111: key 'b' was already given at line 1\n");
    assert_int_equal(root->count, 3);
    assert_string_equal(root->keys[0]->text, "b");
    assert_string_equal(root->items[0]->text, "1");
    assert_string_equal(root->keys[2]->text, "c");
}

static void test_300000_keys_are_compared_in_little_time(void **state)
{
    enum { KEYS = 300000 };
    char *text = malloc(KEYS * 16), *end = text;
    assert_non_null(text);
    for (int k = 0; k < KEYS; k++) {
        end += sprintf(end, "k%d: 1\n", k);
    }
    double start = seconds();
    const struct node *root = read_text(*state, text);
    assert_true(seconds() - start < 10);
    assert_int_equal(root->count, KEYS);
    free(text);
}

static void test_a_key_is_plain_text(void **state)
{
    read_text(*state, "[a, b]: 1\n? {c: d}\n: 2\n");
    assert_string_equal(problems(*state),
                        "FILE:1:1: error 112: a key must be plain text, found a list\n"
                        "FILE:2:3: error 112: a key must be plain text, found a mapping\n");
}

static void test_a_second_document_is_refused_where_it_begins(void **state)
{
    assert_null(read_text(*state, "---\na: 1\n---\nb: 2\n"));
    assert_string_equal(problems(*state), "FILE:3:1: error 106: a second YAML document begins "
                                          "here; a file holds one\n");
}

static void test_bad_yaml_is_told_in_libyamls_words(void **state)
{
    assert_null(read_text(*state, "a: [1, 2\nb: 3\n"));
    assert_non_null(strstr(problems(*state), "FILE:2:2: error 105: not YAML: did not find "
                                             "expected ',' or ']'"));
    problem_list_done(&((struct fixture *)*state)->problems);
    assert_null(read_text(*state, "a: 1\n\tb: 2\n"));
    assert_non_null(strstr(problems(*state), "FILE:2:1: error 105: not YAML: "));
}

static void test_all_mistakes_of_a_file_come_at_once(void **state)
{
    struct fixture *self = *state;
    read_text(self, "a: *x\na: 1\nb: !t 2\n<<: 3\nc: [*y]\n");
    assert_int_equal(self->problems.count, 5);
}

static void test_every_cut_of_a_document_is_survived(void **state)
{
    static const char text[] = "a: &x [1, {b: 'c', d: \"e\\n\"}]\n? [k]\n: |\n  f\n<<: *x\n"
                               "g: !t h\n--- \n- 寻\n";
    struct fixture *self = *state;
    for (size_t length = 0; length < sizeof text; length++) {
        write_bytes(self, text, length);
        document_read_yaml(&self->reader, self->path);
        document_read_csv(&self->reader, self->path);
        problem_list_done(&self->problems);
    }
}

/* ---- CSV ---- */

static void test_csv_rows_are_mappings_without_their_empty_cells(void **state)
{
    const struct node *root = read_rows(*state, "name,lat,lon\n寻乌,24.9,115.6\nb,,7\n");
    assert_string_equal(problems(*state), "");
    assert_int_equal(root->kind, NODE_SEQUENCE);
    assert_int_equal(root->count, 2);
    assert_int_equal(root->items[0]->count, 3);
    assert_int_equal(root->items[1]->count, 2);
    assert_null(node_value(root->items[1], "lat"));
    const struct node *lon = node_value(root->items[0], "lon");
    assert_string_equal(lon->text, "115.6");
    assert_int_equal(lon->at.line, 2);
    assert_int_equal(lon->at.column, 9);
    assert_int_equal(root->items[1]->at.line, 3);
}

static void test_csv_takes_a_mark_crlf_quotes_and_line_breaks_in_cells(void **state)
{
    const struct node *root = read_rows(*state, "\xef\xbb\xbf\"name\",note\r\n"
                                                "\"a, \"\"b\"\"\",\"one\r\ntwo\"\r\n\r\n"
                                                "c,  d");
    assert_string_equal(problems(*state), "");
    assert_int_equal(root->count, 2);
    assert_string_equal(node_value(root->items[0], "name")->text, "a, \"b\"");
    assert_string_equal(node_value(root->items[0], "note")->text, "one\r\ntwo");
    const struct node *d = node_value(root->items[1], "note");
    assert_string_equal(d->text, "d");
    assert_int_equal(d->at.line, 5);
    assert_int_equal(d->at.column, 5);
}

static void test_csv_lines_may_end_with_a_carriage_return_alone(void **state)
{
    const struct node *root = read_rows(*state, "a,b\r1,2\r3,4\r");
    assert_int_equal(root->count, 2);
    assert_int_equal(node_value(root->items[1], "b")->at.line, 3);
    assert_int_equal(node_value(root->items[1], "b")->at.column, 3);
}

static void test_csv_cells_beyond_the_header_are_refused(void **state)
{
    read_rows(*state, "a,b\n1,2,3,4\n5,6,\n");
    assert_string_equal(
        problems(*state),
        "FILE:2:5: error 114: this row has more cells than the header has columns (2)\n"
        "FILE:3:5: error 114: this row has more cells than the header has columns (2)\n");
}

static void test_csv_columns_have_names_of_their_own(void **state)
{
    const struct node *root = read_rows(*state, "a,,a,b,\n1,2,3,4,5\n");
    assert_string_equal(problems(*state),
                        "FILE:1:3: error 113: the first line must name the columns\n"
                        "FILE:1:4: error 111: key 'a' was already given at line 1\n"
                        "FILE:1:8: error 113: the first line must name the columns\n");
    assert_int_equal(root->items[0]->count, 2);
    assert_string_equal(node_value(root->items[0], "a")->text, "1");
    assert_string_equal(node_value(root->items[0], "b")->text, "4");
}

static void test_csv_without_content_is_empty(void **state)
{
    struct fixture *self = *state;
    assert_null(read_rows(self, ""));
    assert_string_equal(problems(self), "FILE: error 103: the file is empty\n");
    problem_list_done(&self->problems);
    assert_null(read_rows(self, "\n\r\n"));
    assert_string_equal(problems(self), "FILE: error 103: the file is empty\n");
    problem_list_done(&self->problems);
    const struct node *root = read_rows(self, "a,b\n");
    assert_string_equal(problems(self), "");
    assert_int_equal(root->count, 0);
}

static void test_csv_quotes_must_be_closed_and_alone(void **state)
{
    struct fixture *self = *state;
    assert_null(read_rows(self, "a,b\n1,\"2\n3,4\n"));
    assert_non_null(strstr(problems(self), "FILE:2:3: error 115: not CSV: "));
    problem_list_done(&self->problems);
    assert_null(read_rows(self, "a\nx\"y\n"));
    assert_non_null(strstr(problems(self), "FILE:2:2: error 115: not CSV: "));
}

static void test_csv_columns_are_bounded(void **state)
{
    char text[4000], *end = text;
    for (int c = 0; c < 300; c++) {
        end += sprintf(end, "c%d,", c);
    }
    strcpy(end, "last\n1\n");
    assert_null(read_rows(*state, text));
    assert_string_equal(problems(*state), "FILE:1:1: error 215: at most 256 columns, found 301\n");
}

static void test_csv_cells_are_bounded(void **state)
{
    char *rows = repeated("a\n", "1\n", 5000000), *cells = repeated("a\n", ",", 5000000);
    double start = seconds();
    assert_null(read_rows(*state, rows));
    assert_string_equal(problems(*state),
                        "FILE:2000001:1: error 110: more than 4000000 values in one file\n");
    problem_list_done(&((struct fixture *)*state)->problems);
    read_rows(*state, cells);
    assert_int_equal(((struct fixture *)*state)->problems.errors, 1);
    assert_true(seconds() - start < 20);
    free(rows);
    free(cells);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_nodes_know_their_text_and_place),
        TEST(test_columns_count_characters_not_bytes),
        TEST(test_a_byte_order_mark_moves_nothing),
        TEST(test_an_anchor_does_no_harm),
        TEST(test_the_hash_chains_the_bytes_of_every_file),
        TEST(test_a_missing_file_is_unreadable),
        TEST(test_a_directory_is_unreadable),
        TEST(test_a_pipe_is_unreadable_and_not_waited_for),
        TEST(test_100_megabytes_are_refused_before_they_are_read),
        TEST(test_a_file_without_content_is_empty),
        TEST(test_what_is_not_utf8_is_told_where),
        TEST(test_a_nul_byte_is_not_text),
        TEST(test_binary_junk_is_refused),
        TEST(test_100000_levels_are_refused_at_the_65th),
        TEST(test_64_levels_are_read),
        TEST(test_too_many_values_are_refused),
        TEST(test_an_alias_bomb_is_not_expanded),
        TEST(test_an_alias_to_itself_is_refused),
        TEST(test_merge_keys_and_tags_are_refused),
        TEST(test_100000_tag_directives_are_refused_at_the_first),
        TEST(test_the_first_of_two_equal_keys_counts),
        TEST(test_300000_keys_are_compared_in_little_time),
        TEST(test_a_key_is_plain_text),
        TEST(test_a_second_document_is_refused_where_it_begins),
        TEST(test_bad_yaml_is_told_in_libyamls_words),
        TEST(test_all_mistakes_of_a_file_come_at_once),
        TEST(test_every_cut_of_a_document_is_survived),
        TEST(test_csv_rows_are_mappings_without_their_empty_cells),
        TEST(test_csv_takes_a_mark_crlf_quotes_and_line_breaks_in_cells),
        TEST(test_csv_lines_may_end_with_a_carriage_return_alone),
        TEST(test_csv_cells_beyond_the_header_are_refused),
        TEST(test_csv_columns_have_names_of_their_own),
        TEST(test_csv_without_content_is_empty),
        TEST(test_csv_quotes_must_be_closed_and_alone),
        TEST(test_csv_columns_are_bounded),
        TEST(test_csv_cells_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
