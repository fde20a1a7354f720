/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_policies.c - every scenario of scenarios/policies keeps its books after every event, and
 * its plain twin tells the same story.
 *
 * usage: test_policies [FILE...]    by default all of them */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include <glob.h>

#include "engine/require.h"
#include "tests/random_scenario.h"
#include "tests/twin_agreement.h"

/* Of a scenario's horizon: the plain twin is slow, and verifying after every event slower. */
static const double SHARE = 0.2;

static void test_books_balance_after_every_event_and_the_twin_agrees(void **state)
{
    const char *path = *state;
    size_t facts[FACT_KINDS] = {0};
    struct network *network = network_from_file(path, SHARE);
    for (int32_t region = 0; region < network->hub_count; region++) {
        assert_true(twin_agrees(network, region, 0, true, facts));
    }
    assert_true(facts[FACT_ENTERED] > 0);
    network_destroy(network);
}

static void find_scenarios(glob_t *ret)
{
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    char pattern[4096];
    int length =
        snprintf(pattern, sizeof pattern, "%s/scenarios/policies/*.yaml", root ? root : ".");
    DES_REQUIRE(length > 0 && (size_t)length < sizeof pattern);
    DES_REQUIRE(glob(pattern, 0, NULL, ret) == 0);
}

int main(int argc, char **argv)
{
    glob_t found = {0};
    if (argc < 2) {
        find_scenarios(&found);
    }
    size_t count = argc < 2 ? found.gl_pathc : (size_t)argc - 1;
    char **paths = argc < 2 ? found.gl_pathv : argv + 1;
    struct CMUnitTest *tests = des_allocate(count, sizeof *tests);
    for (size_t t = 0; t < count; t++) {
        tests[t] = (struct CMUnitTest){
            .name = paths[t],
            .test_func = test_books_balance_after_every_event_and_the_twin_agrees,
            .initial_state = paths[t],
        };
    }
    cmocka_set_message_output(CM_OUTPUT_TAP);
    int failed = _cmocka_run_group_tests("policies", tests, count, NULL, NULL);
    free(tests);
    globfree(&found);
    return failed;
}
