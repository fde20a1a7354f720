/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/twin_agreement.h"

#include "models/measure/local.h"
#include "models/measure/recorder.h"
#include "tests/fact_observer.h"

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
    if (fast->local) {
        same = same && ledger_imbalance(&fast->local->ledger) == 0;
        same = same && same_ledger(&fast->local->ledger, &plain->local);
    }
    region_summary_destroy(fast);
    return same;
}

bool twin_agrees(const struct network *network, int32_t region, uint32_t replication, bool verify,
                 size_t *facts)
{
    struct plain_history plain;
    plain_twin_run(network, region, replication, &plain);
    fact_list_settle(&plain.facts);
    struct fact_observer fast = {.network = network};
    fact_observer_run(&fast, region, replication, verify);
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
