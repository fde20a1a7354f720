/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_where_differs.c - which places gain or lose, and who moves, in results made by hand. */
#include "models/measure/where_differs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tests/assert_close.h"
#include "tests/made_results.h"

static struct where_differs differ(const struct results *a, const struct results *b,
                                   size_t replications)
{
    const struct where_options options = {
        .replications = replications, .confidence = 0.95, .false_discovery = 0.05};
    return where_differs_make(a, b, &options);
}

static const struct place_table *table_of(const struct where_differs *where, const char *kind)
{
    for (size_t t = 0; t < where->table_count; t++) {
        if (strcmp(where->tables[t].kind, kind) == 0) {
            return &where->tables[t];
        }
    }
    return NULL;
}

/* Benjamini and Hochberg (1995), section 4.1: 15 tests of a thrombolysis trial, of which their
 * procedure at 5 % rejects four and Bonferroni's three. */
static const double published[] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                                   .0459, .3240, .4262, .5719, .6528, .7590, 1};
enum { PUBLISHED = sizeof published / sizeof *published };

/* Two replications whose differences have this p: Student's t with one degree of freedom is
 * Cauchy's, and with differences d - 1 and d + 1 t is d. */
static void differences_of(double p, double sign, double *ret)
{
    double d = sign * tan(M_PI / 2 * (1 - p));
    ret[0] = 1000 + d - 1;
    ret[1] = 1000 + d + 1;
}

static void test_the_published_discoveries_are_made(void **state)
{
    (void)state;
    static const double zero[] = {1000, 1000};
    struct results *a = made_results("A", 2), *b = made_results("B", 2);
    for (size_t i = 0; i < PUBLISHED; i++) {
        char name[16];
        double values[2];
        snprintf(name, sizeof name, "S%zu", i);
        differences_of(published[i], i % 2 == 0 ? 1 : -1, values);
        made_add_place(a, "station", name, zero);
        made_add_place(b, "station", name, values);
    }
    struct where_differs where = differ(a, b, 2);
    const struct place_table *table = table_of(&where, "station");
    assert_non_null(table);
    assert_int_equal(table->place_count, PUBLISHED);
    for (size_t i = 0; i < PUBLISHED; i++) {
        const struct place_difference *place = &table->places[i];
        assert_close(place->p, published[i], 1e-9);
        enum fortune found = i % 2 == 0 ? FORTUNE_LOSES : FORTUNE_GAINS; /* a longer time: loses */
        assert_int_equal(place->fortune, i < 4 ? found : FORTUNE_UNCLEAR);
        /* Selected 4 of 15: each at 1 - .05 x 4/15; Cauchy's quantile, of a standard error of 1. */
        if (i < 4) {
            assert_close(place->half_width, tan(M_PI / 2 * (1 - .05 * 4 / 15)), 1e-6);
        } else { /* its own, at 95 % */
            assert_close(place->half_width, tan(M_PI / 2 * .95), 1e-6);
        }
    }
    assert_int_equal(table->counts[FORTUNE_LOSES], 2);
    assert_int_equal(table->counts[FORTUNE_GAINS], 2);
    assert_int_equal(table->counts[FORTUNE_UNCLEAR], 11);
    where_differs_done(&where);
    results_destroy(a);
    results_destroy(b);
}

static void test_places_are_matched_by_name_not_by_order(void **state)
{
    (void)state;
    static const double three[] = {3, 3, 4}, five[] = {5, 5, 7};
    struct results *a = made_results("A", 3), *b = made_results("B", 3);
    made_add_place(a, "station", "East", three);
    made_add_place(a, "station", "Old", three);
    made_add_place(a, "station", "West", five);
    made_add_place(b, "station", "West", five);
    made_add_place(b, "station", "New", five);
    made_add_place(b, "station", "East", three);
    made_add_place(b, "counter", "Old", three); /* another kind of place */
    struct where_differs where = differ(a, b, 3);
    const struct place_table *table = table_of(&where, "station");
    assert_int_equal(table->place_count, 4);
    static const char *const names[] = {"East", "Old", "West", "New"};
    static const enum fortune fortunes[] = {FORTUNE_SAME, FORTUNE_ONLY_FIRST, FORTUNE_SAME,
                                            FORTUNE_ONLY_SECOND};
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(table->places[i].name, names[i]);
        assert_int_equal(table->places[i].fortune, fortunes[i]);
    }
    assert_close(table->places[1].first.mean, 10.0 / 3, 1e-12);
    assert_true(isnan(table->places[1].second.mean) && isnan(table->places[3].first.mean));
    assert_int_equal(table_of(&where, "counter")->counts[FORTUNE_ONLY_SECOND], 1);
    where_differs_done(&where);
    results_destroy(a);
    results_destroy(b);
}

static void test_a_certain_difference_is_found_and_a_missing_one_is_not(void **state)
{
    (void)state;
    static const double low[] = {1, 2, 3}, high[] = {1.5, 2.5, 3.5}, none[] = {NAN, NAN, 3};
    struct results *a = made_results("A", 3), *b = made_results("B", 3);
    made_add_place(a, "hour", "07-08", high);
    made_add_place(b, "hour", "07-08", low);
    made_add_place(a, "hour", "08-09", high);
    made_add_place(b, "hour", "08-09", none);
    struct where_differs where = differ(a, b, 3);
    const struct place_table *table = table_of(&where, "hour");
    assert_int_equal(table->places[0].fortune, FORTUNE_GAINS);
    assert_true(table->places[0].difference == -0.5 && table->places[0].half_width == 0);
    assert_int_equal(table->places[1].fortune, FORTUNE_UNCLEAR);
    assert_true(isnan(table->places[1].p));
    where_differs_done(&where);
    results_destroy(a);
    results_destroy(b);
}

static void test_differences_of_no_interest_are_about_the_same(void **state)
{
    (void)state;
    static const double low[] = {1, 2, 3}, high[] = {1.5, 2.5, 3.5}, noise[] = {1.125, 1.875, 3};
    struct results *a = made_results("A", 3), *b = made_results("B", 3);
    made_add_place(a, "station", "Certain", low);
    made_add_place(b, "station", "Certain", high);
    made_add_place(a, "station", "Noise", low);
    made_add_place(b, "station", "Noise", noise); /* 0 ± 4.303 x .125/sqrt(3) = .311 */
    struct where_options options = {
        .replications = 3, .confidence = 0.95, .false_discovery = 0.05, .time_zone = {0.5, 0}};
    struct where_differs where = where_differs_make(a, b, &options);
    assert_int_equal(table_of(&where, "station")->counts[FORTUNE_ABOUT_SAME], 2);
    where_differs_done(&where);
    options.time_zone[INBOUND] = 0.31;
    where = where_differs_make(a, b, &options);
    assert_int_equal(table_of(&where, "station")->places[0].fortune, FORTUNE_LOSES);
    assert_int_equal(table_of(&where, "station")->places[1].fortune, FORTUNE_UNCLEAR);
    where_differs_done(&where);
    results_destroy(a);
    results_destroy(b);
}

static void test_classes_are_told_from_places(void **state)
{
    (void)state;
    static const double low[] = {0.5, 0.6, 0.7}, high[] = {0.75, 0.85, 0.95};
    struct made_row row = {.measure = "service_level",
                           .statistic = "share",
                           .direction = "outbound",
                           .class_name = "express",
                           .unit = "1"};
    struct results *a = made_results("A", 3), *b = made_results("B", 3);
    made_add(a, row, low);
    made_add(b, row, high);
    row.class_name = NULL; /* the whole network: no class */
    made_add(a, row, low);
    made_add(b, row, high);
    struct where_differs where = differ(a, b, 3);
    assert_int_equal(where.table_count, 1);
    const struct place_table *table = table_of(&where, "class");
    assert_int_equal(table->place_count, 1);
    assert_string_equal(table->places[0].name, "express");
    assert_int_equal(table->places[0].fortune, FORTUNE_GAINS); /* higher is better */
    where_differs_done(&where);
    results_destroy(a);
    results_destroy(b);
}

/* ---- people ---- */

static struct result_village served(char *name, char *kind, char *place, double people,
                                    double access_m)
{
    return (struct result_village){name, kind, place, people, access_m};
}

static void test_people_are_counted_by_what_becomes_of_them(void **state)
{
    (void)state;
    static const double low[] = {1, 2, 3}, high[] = {1.5, 2.5, 3.5}, noise[] = {2, 1, 4};
    struct results *a = made_results("A", 3), *b = made_results("B", 3);
    static char *const names[] = {"Wins", "Loses", "Noise", "Same"};
    static const double *const first[] = {high, low, low, low}, *const second[] = {low, high, noise,
                                                                                   low};
    for (size_t v = 0; v < 4; v++) {
        made_add_place(a, "village", names[v], first[v]);
        made_add_place(b, "village", names[v], second[v]);
        made_add_village(a, served(names[v], "station", "S", 100 + (double)v, 1000));
        made_add_village(b, served(names[v], "station", "S", 100 + (double)v, 1000));
    }
    struct where_differs where = differ(a, b, 3);
    const struct place_table *table = table_of(&where, "village");
    assert_close(table->people[FORTUNE_GAINS], 100, 0);
    assert_close(table->people[FORTUNE_LOSES], 101, 0);
    assert_close(table->people[FORTUNE_UNCLEAR], 102, 0);
    assert_close(table->people[FORTUNE_SAME], 103, 0);
    assert_int_equal(where.moved_count, 0);
    assert_close(where.access.unchanged, 406, 0);
    where_differs_done(&where);
    results_destroy(a);
    results_destroy(b);
}

static void test_who_goes_elsewhere_is_listed_and_how_far(void **state)
{
    (void)state;
    struct results *a = made_results("A", 1), *b = made_results("B", 1);
    made_add_village(a, served("Near", "station", "S", 100, 4000));
    made_add_village(b, served("Near", "station", "New", 100, 1000));
    made_add_village(a, served("Far", "station", "S", 300, 2000));
    made_add_village(b, served("Far", "counter", "Town", 300, 5000));
    made_add_village(a, served("Cut off", "station", "S", 10, 1000));
    made_add_village(b, served("Cut off", "", "", 10, NAN));
    made_add_village(a, served("Reached", "", "", 20, NAN));
    made_add_village(b, served("Reached", "station", "New", 20, 1000));
    made_add_village(a, served("Linked", "station", "S", 30, NAN));
    made_add_village(b, served("Linked", "station", "S", 30, NAN));
    made_add_village(a, served("Gone", "station", "S", 40, 1000));
    made_add_village(b, served("Founded", "station", "S", 50, 1000));
    struct where_differs where = differ(a, b, 1);
    assert_int_equal(where.moved_count, 6); /* all but Linked */
    assert_string_equal(where.moved[0].second->place, "New");
    assert_null(where.moved[4].second);
    assert_null(where.moved[5].first);
    assert_string_equal(where.moved[5].second->name, "Founded");
    assert_close(where.access.nearer, 100, 0);
    assert_close(where.access.farther, 300, 0);
    assert_close(where.access.no_longer_served, 10, 0);
    assert_close(where.access.newly_served, 20, 0);
    assert_close(where.access.unknown, 30, 0);
    assert_close(where.access.first_m, (100 * 4000 + 300 * 2000) / 400.0, 1e-9);
    assert_close(where.access.second_m, (100 * 1000 + 300 * 5000) / 400.0, 1e-9);
    where_differs_done(&where);
    results_destroy(a);
    results_destroy(b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_discoveries_are_made),
        cmocka_unit_test(test_places_are_matched_by_name_not_by_order),
        cmocka_unit_test(test_a_certain_difference_is_found_and_a_missing_one_is_not),
        cmocka_unit_test(test_differences_of_no_interest_are_about_the_same),
        cmocka_unit_test(test_classes_are_told_from_places),
        cmocka_unit_test(test_people_are_counted_by_what_becomes_of_them),
        cmocka_unit_test(test_who_goes_elsewhere_is_listed_and_how_far),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
