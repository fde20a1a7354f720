/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_false_discovery.c - the worked example of Benjamini and Hochberg (1995), section 3.3, and
 * the definition. */
#include "models/measure/false_discovery.h"

#include "tests/assert_close.h"

enum { FIFTEEN = 15 };

/* Thrombolysis: at rate .05 the first four are significant (Bonferroni: the first three). */
static const double PUBLISHED[FIFTEEN] = {.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344,
                                          .0459, .3240, .4262, .5719, .6528, .7590, 1.0};

static void test_four_of_fifteen_are_discoveries(void **state)
{
    (void)state;
    double adjusted[FIFTEEN];
    false_discovery_adjust(PUBLISHED, FIFTEEN, DEPENDENCE_POSITIVE, adjusted);
    for (int i = 0; i < FIFTEEN; i++) {
        assert_int_equal(adjusted[i] <= 0.05, i < 4);
    }
    assert_close(adjusted[3], .0095 * 15 / 4, 1e-15);
    assert_close(adjusted[0], .0001 * 15, 1e-15);
    assert_close(adjusted[5], .0298 * 15 / 7, 1e-15); /* the seventh's is smaller than its own */
    assert_close(adjusted[14], 1, 0);
}

/* 1 + 1/2 + ... + 1/15 = 3.318228993: .0019 * 15 / 3 * 3.318 is below .05, .0095 is not. */
static void test_under_any_dependence_three_are(void **state)
{
    (void)state;
    double adjusted[FIFTEEN];
    false_discovery_adjust(PUBLISHED, FIFTEEN, DEPENDENCE_ANY, adjusted);
    for (int i = 0; i < FIFTEEN; i++) {
        assert_int_equal(adjusted[i] <= 0.05, i < 3);
    }
    assert_close(adjusted[2], .0019 * 5 * 3.318228993, 1e-10);
}

static void test_order_and_missing_values_do_not_matter(void **state)
{
    (void)state;
    double sorted[FIFTEEN], mixed[FIFTEEN + 2];
    false_discovery_adjust(PUBLISHED, FIFTEEN, DEPENDENCE_POSITIVE, sorted);
    mixed[0] = mixed[9] = NAN;
    for (int i = 0; i < FIFTEEN; i++) {
        int place = 1 + (i * 7) % FIFTEEN;
        mixed[place + (place >= 9)] = PUBLISHED[i];
    }
    false_discovery_adjust(mixed, FIFTEEN + 2, DEPENDENCE_POSITIVE, mixed);
    assert_true(isnan(mixed[0]) && isnan(mixed[9]));
    for (int i = 0; i < FIFTEEN; i++) {
        int place = 1 + (i * 7) % FIFTEEN;
        assert_close(mixed[place + (place >= 9)], sorted[i], 0);
    }
}

static void test_equal_p_values_stay_equal(void **state)
{
    (void)state;
    double p[] = {0.03, 0.01, 0.03, 0.2};
    false_discovery_adjust(p, 4, DEPENDENCE_POSITIVE, p);
    assert_close(p[0], 0.04, 1e-15);
    assert_close(p[2], 0.04, 1e-15);
    assert_close(p[1], 0.04, 1e-15);
    assert_close(p[3], 0.2, 1e-15);
    false_discovery_adjust(NULL, 0, DEPENDENCE_ANY, NULL);
}

static void test_intervals_of_the_selected_are_wider(void **state)
{
    (void)state;
    assert_close(false_discovery_confidence(0.05, 4, 200), 0.999, 1e-15);
    assert_close(false_discovery_confidence(0.05, 7, 7), 0.95, 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_four_of_fifteen_are_discoveries),
        cmocka_unit_test(test_under_any_dependence_three_are),
        cmocka_unit_test(test_order_and_missing_values_do_not_matter),
        cmocka_unit_test(test_equal_p_values_stay_equal),
        cmocka_unit_test(test_intervals_of_the_selected_are_wider),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
