/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_scenario_nasty.c - files made to hurt: told what is wrong in bounded time and memory. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/scenario/scenario.h"
#include "tests/assert_close.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static const double most_seconds = SANITIZED ? 120 : 30;
static const rlim_t most_bytes = (rlim_t)2 << 30;

struct file {
    char path[64];
    FILE *out;
};

static int make_file(void **state)
{
    struct file *file = des_allocate(1, sizeof *file);
    strcpy(file->path, "/tmp/lastmile-nasty-XXXXXX");
    int descriptor = mkstemp(file->path);
    file->out = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
    *state = file;
    return file->out ? 0 : -1;
}

static int remove_file(void **state)
{
    struct file *file = *state;
    int result = unlink(file->path);
    free(file);
    return result;
}

static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void put(struct file *file, const char *text, long times)
{
    for (long i = 0; i < times; i++) {
        fputs(text, file->out);
    }
}

/* The file must be refused, in time, with this problem somewhere among the others. */
static void assert_told(struct file *file, enum problem_code code)
{
    assert_int_equal(fclose(file->out), 0);
    struct problem_list problems = {0};
    bool unreadable = false, told = false;
    double begin = seconds_now();
    assert_null(scenario_load(file->path, NULL, &problems, &unreadable));
    assert_true(seconds_now() - begin < most_seconds);
    for (size_t p = 0; p < problems.count; p++) {
        told |= problems.problems[p].code == code;
    }
    if (!told) {
        problem_list_print(&problems, stderr);
    }
    assert_true(told);
    assert_true(strlen(problems.problems[0].message) < 3000);
    problem_list_done(&problems);
}

static void test_100_megabytes_are_refused_unread(void **state)
{
    struct file *file = *state;
    assert_int_equal(ftruncate(fileno(file->out), 100000000), 0);
    assert_told(file, PROBLEM_FILE_TOO_LARGE);
}

static void test_a_device_without_end_is_refused(void **state)
{
    (void)state;
    struct problem_list problems = {0};
    bool unreadable;
    assert_null(scenario_load("/dev/zero", NULL, &problems, &unreadable));
    assert_int_equal(problems.problems[0].code, PROBLEM_CANNOT_READ);
    problem_list_done(&problems);
}

static void test_a_hundred_thousand_levels(void **state)
{
    put(*state, "[", 100000);
    assert_told(*state, PROBLEM_TOO_DEEP);
}

static void test_a_hundred_thousand_block_levels(void **state)
{
    put(*state, "- ", 100000);
    assert_told(*state, PROBLEM_TOO_DEEP);
}

static void test_an_alias_bomb_stays_small(void **state)
{
    struct file *file = *state;
    fputs("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n", file->out);
    for (int level = 1; level < 60; level++) {
        fprintf(file->out, "a%d: &a%d [", level, level);
        for (int i = 0; i < 10; i++) {
            fprintf(file->out, "%s*a%d", i ? ", " : "", level - 1);
        }
        fputs("]\n", file->out);
    }
    assert_told(file, PROBLEM_ALIAS);
}

static void test_binary_junk(void **state)
{
    struct file *file = *state;
    uint32_t word = 1;
    for (int i = 0; i < 1000000; i++) {
        word = 1664525 * word + 1013904223;
        fputc((int)(word >> 24), file->out);
    }
    assert_told(file, PROBLEM_NOT_TEXT);
}

static void test_five_million_values(void **state)
{
    put(*state, "- a\n", 5000000);
    assert_told(*state, PROBLEM_TOO_MANY_NODES);
}

static void test_a_million_keys(void **state)
{
    struct file *file = *state;
    for (int i = 0; i < 1000000; i++) {
        fprintf(file->out, "k%d: 1\n", i);
    }
    assert_told(file, PROBLEM_UNKNOWN_KEY);
}

static void test_the_same_key_a_million_times(void **state)
{
    put(*state, "k: 1\n", 1000000);
    assert_told(*state, PROBLEM_DUPLICATE_KEY);
}

static void test_a_word_of_sixty_megabytes(void **state)
{
    struct file *file = *state;
    fputs("lastmile: ", file->out);
    put(file, "abcdefghijklmnopqrstuvwxyz", 2300000);
    assert_told(file, PROBLEM_BAD_VERSION);
}

static void test_half_a_million_bad_rows(void **state)
{
    struct file *file = *state;
    fputs("lastmile: 1\nstations:\n", file->out);
    put(file, "- {nmae: Lewang, lat: north}\n", 500000);
    assert_told(file, PROBLEM_UNKNOWN_KEY);
}

/* A hundred thousand names, and as many references that are each a little wrong. */
static void test_hints_among_many_names(void **state)
{
    struct file *file = *state;
    fputs("lastmile: 1\nname: Many\nstart: 2016-06-06\nhubs: [{name: Hub}]\n"
          "counties: [{name: County}]\nstations:\n",
          file->out);
    for (int i = 0; i < 100000; i++) {
        fprintf(file->out, "- {name: Station number %d of the county}\n", i);
    }
    fputs("villages:\n", file->out);
    for (int i = 0; i < 100000; i++) {
        fprintf(file->out, "- {name: V%d, station: Station nmuber %d of county}\n", i, i);
    }
    assert_told(file, PROBLEM_NO_SUCH_NAME);
}

static const char rest[] =
    "demand: {inbound: {orders: 1 /village/d}}\n"
    "vehicles: [{type: truck, parcels: 9, speed: 9 km/h}]\n"
    "line_haul: [{name: up, to: each county, vehicle: truck, depart: [\"01:00\"]}]\n"
    "feeders: [{name: down, stops: each station, vehicle: truck, depart: [\"07:00\"]}]\n";

static void test_more_villages_than_people(void **state)
{
    struct file *file = *state;
    fputs("lastmile: 1\nname: Huge\nstart: 2016-06-06\n"
          "hubs: [{name: Hub, lat: 26, lon: 106, vehicles: {truck: 9}}]\ncounty_groups:\n"
          "- {name: G, counties: 100000, from_hub: 9 km, vehicles: {truck: 9}, "
          "stations: {count: 10000, from_centre: 1 km}, villages: {per_station: 10000}}\n",
          file->out);
    fputs(rest, file->out);
    assert_told(file, PROBLEM_TOO_LARGE);
}

static void test_routes_times_places(void **state)
{
    struct file *file = *state;
    fputs("lastmile: 1\nname: Huge\nstart: 2016-06-06\n"
          "hubs: [{name: Hub, lat: 26, lon: 106, vehicles: {truck: 9}}]\ncounty_groups:\n"
          "- {name: G, counties: 100000, from_hub: 9 km, vehicles: {truck: 9}, "
          "stations: {count: 1, from_centre: 1 km}}\n"
          "demand: {inbound: {orders: 1 /village/d}}\n"
          "vehicles: [{type: truck, parcels: 9, speed: 9 km/h}]\nline_haul:\n",
          file->out);
    for (int i = 0; i < 100000; i++) {
        fprintf(file->out, "- {name: r%d, to: G, vehicle: truck, depart: [\"01:00\"]}\n", i);
    }
    assert_told(file, PROBLEM_TOO_LARGE);
}

#define NASTY(test) cmocka_unit_test_setup_teardown(test, make_file, remove_file)

int main(void)
{
    const struct rlimit limit = {most_bytes, most_bytes};
    if (!SANITIZED && setrlimit(RLIMIT_AS, &limit) != 0) {
        perror("setrlimit");
        return 1;
    }
    const struct CMUnitTest tests[] = {
        NASTY(test_100_megabytes_are_refused_unread),
        cmocka_unit_test(test_a_device_without_end_is_refused),
        NASTY(test_a_hundred_thousand_levels),
        NASTY(test_a_hundred_thousand_block_levels),
        NASTY(test_an_alias_bomb_stays_small),
        NASTY(test_binary_junk),
        NASTY(test_five_million_values),
        NASTY(test_a_million_keys),
        NASTY(test_the_same_key_a_million_times),
        NASTY(test_a_word_of_sixty_megabytes),
        NASTY(test_half_a_million_bad_rows),
        NASTY(test_hints_among_many_names),
        NASTY(test_more_villages_than_people),
        NASTY(test_routes_times_places),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
