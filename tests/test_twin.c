/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_twin.c - the fast world and its plain twin agree to the microsecond on every parcel and
 * every trip of random small networks.
 *
 * usage: test_twin [NETWORKS [FIRST]]    by default 200 from 1; more for a long night
 *        test_twin w NUMBER             writes that network's scenario, to look at */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/random_scenario.h"
#include "tests/twin_agreement.h"

struct span {
    uint64_t first, count;
};

static char *scenario_text(uint64_t number)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    random_scenario_write(number, out);
    fclose(out);
    return text;
}

static void test_fast_world_and_plain_twin_agree_to_the_microsecond(void **state)
{
    const struct span *span = *state;
    size_t facts[FACT_KINDS] = {0};
    uint64_t disagreements = 0;
    for (uint64_t number = span->first; number < span->first + span->count; number++) {
        char *text = scenario_text(number);
        struct network *network = network_from_text(text);
        bool same = true;
        for (int32_t region = 0; same && region < network->hub_count; region++) {
            for (uint32_t replication = 0; same && replication < 2; replication++) {
                same = twin_agrees(network, region, replication, false, facts);
            }
        }
        if (!same) {
            fprintf(stderr, "random scenario %llu disagrees\n", (unsigned long long)number);
            disagreements++;
        }
        network_destroy(network);
        free(text);
    }
    assert_int_equal(disagreements, 0);
    for (int kind = 0; kind < FACT_KINDS; kind++) {
        print_message("# %zu facts of kind %d compared\n", facts[kind], kind);
        assert_true(facts[kind] > span->count);
    }
}

int main(int argc, char **argv)
{
    if (argc == 3 && argv[1][0] == 'w') { /* write a scenario, to look at */
        random_scenario_write(strtoull(argv[2], NULL, 10), stdout);
        return 0;
    }
    struct span span = {1, 200};
    span.count = argc > 1 ? strtoull(argv[1], NULL, 10) : span.count;
    span.first = argc > 2 ? strtoull(argv[2], NULL, 10) : span.first;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(test_fast_world_and_plain_twin_agree_to_the_microsecond, &span),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
