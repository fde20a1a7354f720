/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_selection.c - constants against ORACLES.md, 'Comparison and selection' (rows Rinott h and
 * KN eta), procedures against plain versions of their definitions. */
#include "models/measure/selection.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>

#include "engine/random.h"
#include "tests/assert_close.h"

enum { SYSTEMS = 12, LONGEST = 4000 };

static void test_rinotts_h_is_as_published(void **state)
{
    (void)state;
    static const struct {
        size_t systems;
        double at_95, at_90;
    } rows[] = {{2, 2.6141, 1.9986},
                {3, 3.1657, 2.5875},
                {5, 3.6926, 3.1367},
                {10, 4.2895, 3.7459},
                {20, 4.8288, 4.2865}};
    for (size_t i = 0; i < 5; i++) {
        assert_close(rinott_h(0.95, 10, rows[i].systems), rows[i].at_95, 5e-5);
        assert_close(rinott_h(0.90, 10, rows[i].systems), rows[i].at_90, 5e-5);
    }
}

/* As variances get known, x and y tend to v, and the integral to Phi(h / sqrt 2)^(k-1). */
static void test_rinotts_h_has_the_right_limit(void **state)
{
    (void)state;
    for (size_t systems = 2; systems <= 1250; systems *= 5) {
        double each = pow(0.95, 1 / (double)(systems - 1));
        double limit = sqrt(2) * gsl_cdf_ugaussian_Pinv(each);
        assert_close(rinott_h(0.95, 1000001, systems), limit, 2e-5);
    }
}

static void test_rinotts_totals_are_rounded_up(void **state)
{
    (void)state;
    assert_int_equal(rinott_total(2.5, 10, 4, 2), 25);
    assert_int_equal(rinott_total(2.5, 10, 4.0001, 2), 26);
    assert_int_equal(rinott_total(2.5, 10, 1, 2), 10);
    assert_int_equal(rinott_total(2.5, 10, 0, 2), 10);
}

static void test_etas_are_as_published(void **state)
{
    (void)state;
    static const struct {
        size_t systems;
        double eta;
    } rows[] = {{2, .334050}, {5, .634967}, {10, .859083}, {20, 1.104574}, {100, 1.815617}};
    for (size_t i = 0; i < 5; i++) {
        assert_close(kim_nelson_eta(0.95, 10, rows[i].systems), rows[i].eta, 5e-7);
    }
}

/* ---- a plain version of Kim and Nelson, straight from the paper ---- */

struct sample {
    double values[SYSTEMS][LONGEST];
};

/* System i has mean 1 - i/4 and a part in common with the others. */
static struct sample *sample_make(uint32_t number)
{
    struct sample *self = malloc(sizeof *self);
    struct des_rng rng;
    gsl_rng view;
    des_rng_init(&rng, des_stream_make(1, number, "selection", "sample"));
    des_rng_view(&rng, &view);
    for (size_t r = 0; r < LONGEST; r++) {
        double common = gsl_ran_gaussian(&view, 1);
        for (size_t i = 0; i < SYSTEMS; i++) {
            double deviation = 1 + 0.1 * (double)i;
            self->values[i][r] = 1 - 0.25 * (double)i + common + gsl_ran_gaussian(&view, deviation);
        }
    }
    return self;
}

static double plain_mean(const double *values, size_t count)
{
    double sum = 0;
    for (size_t r = 0; r < count; r++) {
        sum += values[r];
    }
    return sum / (double)count;
}

static double plain_variance(const double *a, const double *b, size_t count)
{
    double lead = plain_mean(a, count) - plain_mean(b, count), sum = 0;
    for (size_t r = 0; r < count; r++) {
        sum += (a[r] - b[r] - lead) * (a[r] - b[r] - lead);
    }
    return sum / (double)(count - 1);
}

/* Who drops when (0: never), of `sample` with high means good. */
static void plain_kim_nelson(const struct sample *sample, size_t first, double delta,
                             size_t *ret_dropped_at)
{
    double eta = 0.5 * (pow(2 * 0.05 / (SYSTEMS - 1), -2.0 / ((double)first - 1)) - 1);
    double h_squared = 2 * eta * ((double)first - 1);
    size_t left = SYSTEMS;
    for (size_t i = 0; i < SYSTEMS; i++) {
        ret_dropped_at[i] = 0;
    }
    for (size_t r = first; left > 1 && r < LONGEST; r++) {
        bool in[SYSTEMS];
        for (size_t i = 0; i < SYSTEMS; i++) {
            in[i] = ret_dropped_at[i] == 0;
        }
        for (size_t i = 0; i < SYSTEMS; i++) {
            for (size_t j = 0; j < SYSTEMS && in[i] && ret_dropped_at[i] == 0; j++) {
                double s = plain_variance(sample->values[i], sample->values[j], first);
                double w = delta / (2 * (double)r) * (h_squared * s / delta / delta - (double)r);
                double lag = plain_mean(sample->values[j], r) - plain_mean(sample->values[i], r);
                if (i != j && in[j] && lag > fmax(0, w)) {
                    ret_dropped_at[i] = r;
                    left--;
                }
            }
        }
    }
}

static void feed(struct kim_nelson *procedure, const struct sample *sample, double sign)
{
    bool more = true;
    for (size_t r = 0; more; r++) {
        double values[SYSTEMS];
        assert_in_range(r, 0, LONGEST - 1);
        for (size_t i = 0; i < SYSTEMS; i++) {
            values[i] = kim_nelson_needs(procedure, i) ? sign * sample->values[i][r] : NAN;
        }
        more = kim_nelson_add(procedure, values);
    }
}

static void test_kim_and_nelson_drops_as_the_paper_says(void **state)
{
    (void)state;
    for (uint32_t number = 0; number < 8; number++) {
        struct sample *sample = sample_make(number);
        size_t dropped_at[SYSTEMS], survivor = SYSTEMS;
        bool high_is_good = number % 2 == 0;
        plain_kim_nelson(sample, 10, 0.2, dropped_at);
        const struct selection_goal goal = {0.95, 0.2, high_is_good};
        struct kim_nelson *procedure = kim_nelson_create(&goal, SYSTEMS, 10);
        feed(procedure, sample, high_is_good ? 1 : -1);
        for (size_t i = 0; i < SYSTEMS; i++) {
            assert_int_equal(kim_nelson_dropped_at(procedure, i), dropped_at[i]);
            assert_false(kim_nelson_needs(procedure, i));
            survivor = dropped_at[i] == 0 ? i : survivor;
        }
        assert_int_equal(kim_nelson_survivors(procedure), 1);
        assert_int_equal(kim_nelson_leader(procedure), survivor);
        kim_nelson_destroy(procedure);
        free(sample);
    }
}

static void test_of_equal_scenarios_the_first_is_selected_at_once(void **state)
{
    (void)state;
    const struct selection_goal goal = {0.95, 0.1, false};
    struct kim_nelson *procedure = kim_nelson_create(&goal, 3, 5);
    for (int r = 0; r < 5; r++) {
        const double values[] = {r * r + 7, r * r, r * r};
        assert_int_equal(kim_nelson_add(procedure, values), r < 4);
    }
    assert_int_equal(kim_nelson_survivors(procedure), 2);
    assert_int_equal(kim_nelson_dropped_at(procedure, 0), 5);
    assert_int_equal(kim_nelson_leader(procedure), 1);
    assert_false(kim_nelson_needs(procedure, 1) || kim_nelson_needs(procedure, 2));
    kim_nelson_destroy(procedure);
    kim_nelson_destroy(NULL);
}

/* Differences 1, -1, 1, ... in the first stage, S^2 = 10/9, then none: nobody can be dropped
 * until r > h^2 S^2 / delta^2 = 2 * .334050 * 9 * 10/9 / .25 = 26.7 (row KN eta, k = 2). */
static void test_a_tie_ends_when_it_is_certain(void **state)
{
    (void)state;
    const struct selection_goal goal = {0.95, 0.5, false};
    struct kim_nelson *procedure = kim_nelson_create(&goal, 2, 10);
    for (int r = 0; r < 27; r++) {
        const double values[] = {r < 10 ? r % 2 : 0, r < 10 ? (r + 1) % 2 : 0};
        assert_int_equal(kim_nelson_add(procedure, values), r < 26);
    }
    assert_int_equal(kim_nelson_survivors(procedure), 2);
    assert_int_equal(kim_nelson_leader(procedure), 0);
    kim_nelson_destroy(procedure);
}

static void test_the_leader_is_known_before_the_end(void **state)
{
    (void)state;
    const struct selection_goal goal = {0.95, 0.1, false};
    struct kim_nelson *procedure = kim_nelson_create(&goal, 3, 10);
    const double values[] = {3, 1, 2};
    assert_true(kim_nelson_add(procedure, values));
    assert_int_equal(kim_nelson_leader(procedure), 1);
    assert_int_equal(kim_nelson_survivors(procedure), 3);
    assert_true(kim_nelson_needs(procedure, 0));
    kim_nelson_destroy(procedure);
}

/* ---- screening ---- */

static void test_screening_is_as_defined(void **state)
{
    (void)state;
    struct sample *sample = sample_make(99);
    const double *values[SYSTEMS];
    for (size_t i = 0; i < SYSTEMS; i++) {
        values[i] = sample->values[i];
    }
    for (size_t count = 2; count < 200; count += 20) {
        const struct selection_goal goal = {.confidence = 0.9, .high_is_good = true};
        bool kept[SYSTEMS];
        size_t number = selection_screen(values, SYSTEMS, count, &goal, kept), expected = 0;
        double t = gsl_cdf_tdist_Pinv(1 - 0.1 / (SYSTEMS - 1), (double)count - 1);
        for (size_t i = 0; i < SYSTEMS; i++) {
            bool keep = true;
            for (size_t j = 0; j < SYSTEMS; j++) {
                double w = t * sqrt(plain_variance(values[i], values[j], count) / (double)count);
                keep = keep && plain_mean(values[i], count) >= plain_mean(values[j], count) - w;
            }
            assert_int_equal(kept[i], keep);
            expected += keep;
        }
        assert_int_equal(number, expected);
    }
    free(sample);
}

static void test_screening_knows_low_from_high(void **state)
{
    (void)state;
    const double a[] = {1, 2, 1, 2}, b[] = {5, 6, 5, 6.5}, c[] = {5, 6, 5, 6.5};
    const double *values[] = {a, b, c};
    bool kept[3];
    struct selection_goal goal = {.confidence = 0.95, .high_is_good = false};
    assert_int_equal(selection_screen(values, 3, 4, &goal, kept), 1);
    assert_true(kept[0] && !kept[1] && !kept[2]);
    goal.high_is_good = true;
    assert_int_equal(selection_screen(values, 3, 4, &goal, kept), 2);
    assert_true(!kept[0] && kept[1] && kept[2]);
    assert_int_equal(selection_screen(values, 1, 4, &goal, kept), 1);
    assert_true(kept[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rinotts_h_is_as_published),
        cmocka_unit_test(test_rinotts_h_has_the_right_limit),
        cmocka_unit_test(test_rinotts_totals_are_rounded_up),
        cmocka_unit_test(test_etas_are_as_published),
        cmocka_unit_test(test_kim_and_nelson_drops_as_the_paper_says),
        cmocka_unit_test(test_of_equal_scenarios_the_first_is_selected_at_once),
        cmocka_unit_test(test_a_tie_ends_when_it_is_certain),
        cmocka_unit_test(test_the_leader_is_known_before_the_end),
        cmocka_unit_test(test_screening_is_as_defined),
        cmocka_unit_test(test_screening_knows_low_from_high),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
