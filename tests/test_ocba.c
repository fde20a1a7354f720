/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_ocba.c - shares of a budget against ORACLES.md, 'Comparison and selection', row OCBA. */
#include "models/measure/ocba.h"

#include "tests/assert_close.h"

enum { TEN = 10 };

static void fill(struct ocba_system *systems, bool reversed)
{
    for (int i = 0; i < TEN; i++) {
        double mean = i + 1;
        systems[i] =
            (struct ocba_system){.mean = reversed ? -mean : mean, .deviation = 6, .count = 10};
    }
}

static void test_shares_are_as_published(void **state)
{
    (void)state;
    const double published[TEN] = {.403175, .387607, .096902, .043067, .024225,
                                   .015504, .010767, .007910, .006056, .004785};
    for (int high = 0; high < 2; high++) {
        struct ocba_system systems[TEN];
        double shares[TEN];
        fill(systems, high);
        ocba_shares(systems, TEN, high, 0, shares);
        for (int i = 0; i < TEN; i++) {
            assert_close(shares[i], published[i], 5e-7);
        }
    }
}

static void test_leads_below_delta_count_as_delta(void **state)
{
    (void)state;
    struct ocba_system systems[TEN];
    double shares[TEN];
    fill(systems, false);
    ocba_shares(systems, TEN, false, 3, shares);
    assert_close(shares[1], shares[2], 1e-15);
    assert_close(shares[1], shares[3], 1e-15);
    assert_close(shares[4] / shares[1], 9.0 / 16, 1e-12); /* leads of 4 and 3 */
}

static void test_ties_and_scenarios_that_do_not_vary_have_shares(void **state)
{
    (void)state;
    double shares[3];
    struct ocba_system systems[] = {{5, 2, 10}, {5, 2, 10}, {5, 2, 10}};
    ocba_shares(systems, 3, false, 0, shares);
    assert_close(shares[1], shares[2], 1e-15);
    assert_close(shares[0], sqrt(2) * shares[1], 1e-12);
    assert_close(shares[0] + shares[1] + shares[2], 1, 1e-12);
    systems[1].deviation = 0;
    ocba_shares(systems, 3, false, 0, shares);
    assert_close(shares[1], 0, 0);
    assert_close(shares[0], 0.5, 1e-12);
    systems[2].deviation = 0;
    ocba_shares(systems, 3, false, 0, shares);
    assert_close(shares[0], 1, 0);
    systems[0].deviation = 0;
    ocba_shares(systems, 3, false, 0, shares);
    for (int i = 0; i < 3; i++) {
        assert_close(shares[i], 1.0 / 3, 1e-15);
    }
}

/* 100 so far, 900 more: every count becomes its share of 1000, to within one. */
static void test_replications_go_to_who_lacks_them(void **state)
{
    (void)state;
    struct ocba_system systems[TEN];
    double shares[TEN];
    size_t extra[TEN], sum = 0;
    fill(systems, false);
    ocba_shares(systems, TEN, false, 0, shares);
    ocba_allocate(systems, TEN, false, 0, 900, extra);
    for (int i = 0; i < TEN; i++) {
        sum += extra[i];
        double excess = fmax(0, 10 - 1000 * shares[i]); /* can't be taken back */
        assert_true((double)(10 + extra[i]) <= 1000 * shares[i] + 1 || excess > 0);
        assert_true((double)(10 + extra[i]) >= 1000 * shares[i] - 10);
    }
    assert_int_equal(sum, 900);
    ocba_allocate(systems, TEN, false, 0, 1, extra);
    assert_int_equal(extra[0], 1);
    ocba_allocate(systems, TEN, false, 0, 0, extra);
    assert_int_equal(extra[0], 0);
}

/* Leads 1 and 2, both errors 1: Q(1) + Q(2) = .158655 + .022750. */
static void test_probability_is_bonferronis(void **state)
{
    (void)state;
    const struct ocba_system systems[] = {{3, 2, 8}, {1, 2, 8}, {2, 2, 8}};
    assert_close(ocba_probability(systems, 3, false, 0), 1 - .158655254 - .022750132, 1e-8);
    /* Within 1: leads 2 and 3, Q(3) = .001349898. */
    assert_close(ocba_probability(systems, 3, false, 1), 1 - .022750132 - .001349898, 1e-8);
    assert_int_equal(ocba_best(systems, 3, false), 1);
    assert_int_equal(ocba_best(systems, 3, true), 0);
}

static void test_probability_of_ties_is_that_of_a_coin(void **state)
{
    (void)state;
    const struct ocba_system systems[] = {{3, 0, 8}, {3, 0, 8}};
    assert_close(ocba_probability(systems, 2, false, 0), 0.5, 0);
    assert_close(ocba_probability(systems, 2, false, 0.1), 1, 0);
    assert_close(ocba_probability(systems, 1, false, 0), 1, 0);
    const struct ocba_system many[] = {{3, 1, 8}, {3, 1, 8}, {3, 1, 8}, {3, 1, 8}};
    assert_close(ocba_probability(many, 4, false, 0), 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shares_are_as_published),
        cmocka_unit_test(test_leads_below_delta_count_as_delta),
        cmocka_unit_test(test_ties_and_scenarios_that_do_not_vary_have_shares),
        cmocka_unit_test(test_replications_go_to_who_lacks_them),
        cmocka_unit_test(test_probability_is_bonferronis),
        cmocka_unit_test(test_probability_of_ties_is_that_of_a_coin),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
