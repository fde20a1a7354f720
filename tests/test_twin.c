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

#include "models/measure/recorder.h"
#include "tests/fact_observer.h"
#include "tests/random_scenario.h"

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

/* The facts of the parcel (or, from then on, the route) that `at` is about. */
static void print_story(const struct fact_list *list, const struct fact *at, const char *whose)
{
    fprintf(stderr, "%s:\n", whose);
    int lines = 0;
    for (size_t i = 0; lines < 12 && i < list->count; i++) {
        const struct fact *fact = &list->facts[i];
        bool same = at->direction < 0
                        ? fact->direction < 0 && fact->kind == at->kind &&
                              fact->place == at->place && fact->a >= at->a
                        : fact->direction == at->direction && fact->village == at->village &&
                              fact->born == at->born && fact->luck == at->luck;
        if (same) {
            fact_print(fact, stderr);
            lines++;
        }
    }
}

/* The fact that only one of the two knows and that happened first. */
static const struct fact *first_difference(const struct fact_list *fast,
                                           const struct fact_list *plain)
{
    const struct fact *first = NULL;
    size_t i = 0, j = 0;
    while (i < fast->count || j < plain->count) {
        int order = i == fast->count    ? 1
                    : j == plain->count ? -1
                                        : fact_compare(&fast->facts[i], &plain->facts[j]);
        const struct fact *odd = order < 0 ? &fast->facts[i] : &plain->facts[j];
        if (order != 0 && (!first || odd->a < first->a)) {
            first = odd;
        }
        i += order <= 0;
        j += order >= 0;
    }
    return first;
}

static bool same_ledger(const struct ledger *fast, const struct ledger *plain)
{
    bool same = fast->entered == plain->entered && fast->delivered == plain->delivered &&
                fast->returned == plain->returned && fast->lost == plain->lost;
    for (int p = 0; p < PARCEL_PLACES; p++) {
        same = same && fast->in_system[p] == plain->in_system[p];
    }
    return same;
}

static bool ledgers_agree(const struct network *network, int32_t region, uint32_t replication,
                          const struct plain_history *plain)
{
    atomic_bool stop = false;
    struct region_summary *fast = region_summary_run(network, region, replication, &stop);
    bool same = true;
    for (int d = 0; d < DIRECTIONS; d++) {
        same = same && ledger_imbalance(&fast->ledger[d]) == 0;
        same = same && same_ledger(&fast->ledger[d], &plain->ledger[d]);
    }
    region_summary_destroy(fast);
    return same;
}

static bool agree(const struct network *network, int32_t region, uint32_t replication,
                  size_t *facts)
{
    struct plain_history plain;
    plain_twin_run(network, region, replication, &plain);
    fact_list_settle(&plain.facts);
    struct fact_observer fast = {.network = network};
    fact_observer_run(&fast, region, replication, false);
    const struct fact *odd = first_difference(&fast.facts, &plain.facts);
    if (odd) {
        fprintf(stderr, "region %d replication %u: %zu facts, plain %zu; first difference:\n",
                region, replication, fast.facts.count, plain.facts.count);
        fact_print(odd, stderr);
        print_story(&fast.facts, odd, "fast");
        print_story(&plain.facts, odd, "plain");
    }
    bool same = !odd && ledgers_agree(network, region, replication, &plain);
    for (size_t i = 0; i < plain.facts.count; i++) {
        facts[plain.facts.facts[i].kind]++;
    }
    fact_list_done(&fast.facts);
    plain_history_done(&plain);
    return same;
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
                same = agree(network, region, replication, facts);
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
