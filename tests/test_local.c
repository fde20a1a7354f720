/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_local.c - parcels from village to village: their way by hand, where they are bound for, how
 * many there are, and that nobody else's figures change. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/require.h"
#include "models/measure/local.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/random_scenario.h"

/* Two counties an hour from the hub. Trucks leave at 02:00 and turn round at once; vans leave at
 * 07:00 for S1, S2 and home (or S3 and home), an hour a leg. Nothing takes time else. */
static const char small[] =
    "lastmile: 1\nname: From village to village\nstart: 2016-06-06\n"
    "experiment: {warm_up: 0 d, horizon: 10 d, replications: 1}\n"
    "parcels: [{class: all, inbound: 100 %%, outbound: 100 %%, promise: 36 h}]\n"
    "hubs: [{name: H, vehicles: {truck: unlimited}}]\n"
    "counties:\n  - {name: C1, vehicles: {truck: unlimited}}\n"
    "  - {name: C2, vehicles: {truck: unlimited}}\n"
    "stations:\n  - {name: S1, county: C1}\n  - {name: S2, county: C1}\n"
    "  - {name: S3, county: C2}\n"
    "villages:\n  - {name: V1, station: S1, people: 100}\n"
    "  - {name: V2, station: S2, people: 300}\n  - {name: V3, station: S3, people: 600}\n"
    "demand:\n  inbound: {orders: 50 /village/d}\n  outbound: {%s}\n"
    "pick_up: {dwell: 2 h}\n"
    "vehicles: [{type: truck, parcels: unlimited}]\n"
    "travel: {links: [{between: [H, C1], time: 1 h}, {between: [H, C2], time: 1 h}, "
    "{between: [C1, S1], time: 1 h}, {between: [S1, S2], time: 1 h}, "
    "{between: [S2, C1], time: 1 h}, {between: [C2, S3], time: 1 h}]}\n"
    "line_haul: [{name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}]\n"
    "feeders:\n  - {name: F1, stops: [S1, S2], vehicle: truck, depart: [\"07:00\"]}\n"
    "  - {name: F2, stops: [S3], vehicle: truck, depart: [\"07:00\"]}\n";

static struct network *network_of(const char *outbound)
{
    char *text = NULL;
    assert_true(asprintf(&text, small, outbound) > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static struct region_summary *run(const struct network *network)
{
    atomic_bool stop = false;
    struct region_summary *summary = region_summary_run(network, 0, 0, &stop);
    for (int d = 0; d < DIRECTIONS; d++) {
        assert_int_equal(ledger_imbalance(&summary->ledger[d]), 0);
    }
    return summary;
}

/* One parcel, dropped off by a person of V1 at 06:00 on the first day. */
static struct network *one_parcel(const char *to)
{
    char path[] = "/tmp/lastmile-test-XXXXXX.csv", *outbound = NULL;
    static const char rows[] = "time,village\n2016-06-06 06:00,V1\n";
    int file = mkstemps(path, 4);
    DES_REQUIRE(file >= 0 && write(file, rows, sizeof rows - 1) == (ssize_t)sizeof rows - 1);
    close(file);
    assert_true(asprintf(&outbound, "trace: %s, to_villages: 100 %%, own_county: %s", path, to) >
                0);
    struct network *network = network_of(outbound);
    unlink(path);
    free(outbound);
    return network;
}

static void assert_takes(const char *to, double available_h, double on_time)
{
    struct network *network = one_parcel(to);
    struct region_summary *summary = run(network);
    const struct local *local = summary->local;
    const struct local_class *class = &local->classes[0];
    assert_int_equal(local->ledger.entered, 1);
    assert_int_equal(local->ledger.delivered, 1);
    assert_int_equal(ledger_imbalance(&local->ledger), 0);
    assert_int_equal(summary->ledger[OUTBOUND].entered, 0);
    assert_close(des_histogram_mean(&class->available), available_h * 3.6e9, 1e6);
    assert_close(des_histogram_mean(&class->collected), (available_h + 2) * 3.6e9, 1e6);
    assert_close((double)class->summary.on_time, on_time, 0);
    assert_close(network_expected_orders(network, OUTBOUND), 0, 0);
    region_summary_destroy(summary);
    network_destroy(network);
}

/* Picked up at 08:00, at C1 at 10:00. To V2: with the next morning's van at S2 at 09:00, 27 hours.
 * To V3: on the truck at 03:00, at the hub at 04:00; the next one leaves at 02:00 on the third day,
 * is at C2 at 03:00, and the van at S3 at 08:00: 50 hours, more than the 36 promised. */
static void test_the_way_is_as_worked_out_by_hand(void **state)
{
    (void)state;
    assert_takes("100 %", 27, 1);
    assert_takes("0 %", 50, 0);
}

/* ---- where to ---- */

static void count_destinations(const struct network *network, village_id from, double counts[3])
{
    enum { LUCKS = 100000 };
    counts[0] = counts[1] = counts[2] = 0;
    for (uint32_t luck = 0; luck < LUCKS; luck++) {
        counts[network_destination(network, from, luck * 42949)] += 1. / LUCKS;
    }
}

/* Five standard errors of 100,000 draws: .0079 at most. */
static void test_people_decide_where_to(void **state)
{
    (void)state;
    double counts[3];
    struct network *network = network_of("orders: 5 /village/d, to_villages: 20 %");
    count_destinations(network, 0, counts);
    assert_close(counts[0], 0, 0);
    assert_close(counts[1], 300 / 900., 0.0079);
    count_destinations(network, 1, counts);
    assert_close(counts[1], 0, 0);
    assert_close(counts[0], 100 / 700., 0.0079);
    network_destroy(network);
    network = network_of("orders: 5 /village/d, to_villages: 20 %, own_county: 70 %");
    count_destinations(network, 0, counts);
    assert_close(counts[1], 0.7, 0.0079);
    assert_close(counts[2], 0.3, 0.0079);
    count_destinations(network, 2, counts); /* alone in its county: by people then */
    assert_close(counts[2], 0, 0);
    assert_close(counts[0], 0.7 * 100 / 400 + 0.3 * 100 / 400, 0.0079);
    network_destroy(network);
}

/* ---- how many ---- */

/* Poisson, thinned by lots: both parts are Poisson and independent. Five standard errors. */
static void test_their_number_is_the_share_of_what_is_sent(void **state)
{
    (void)state;
    struct network *network = network_of("orders: 500 /village/d, to_villages: 20 %");
    struct region_summary *summary = run(network);
    assert_close((double)summary->local->ledger.entered, 3000, 5 * sqrt(3000));
    assert_close((double)summary->ledger[OUTBOUND].entered, 12000, 5 * sqrt(12000));
    assert_close(network_expected_orders(network, OUTBOUND), 12000, 1e-3);
    assert_int_equal(ledger_imbalance(&summary->local->ledger), 0);
    region_summary_destroy(summary);
    network_destroy(network);
}

/* With room for all, inbound parcels don't notice; and those sent to the city are the same as
 * before but for those that aren't sent there. */
static void test_others_are_counted_as_if_there_were_none(void **state)
{
    (void)state;
    struct network *without = network_of("orders: 50 /village/d");
    struct network *with = network_of("orders: 50 /village/d, to_villages: 30 %");
    struct region_summary *a = run(without), *b = run(with);
    assert_memory_equal(&a->ledger[INBOUND], &b->ledger[INBOUND], sizeof a->ledger[INBOUND]);
    assert_int_equal(a->ledger[OUTBOUND].entered,
                     b->ledger[OUTBOUND].entered + b->local->ledger.entered);
    assert_int_equal(a->classes[INBOUND][0].on_time, b->classes[INBOUND][0].on_time);
    for (int m = TO_AVAILABLE; m <= TO_COLLECTED; m++) {
        assert_close(des_histogram_mean(&a->delivery[m][0]), des_histogram_mean(&b->delivery[m][0]),
                     0);
    }
    for (int t = 0; t < TIERS; t++) {
        assert_int_equal(a->tiers[INBOUND][t].total, b->tiers[INBOUND][t].total);
        assert_close(des_histogram_mean(&a->tiers[INBOUND][t]),
                     des_histogram_mean(&b->tiers[INBOUND][t]), 0);
    }
    region_summary_destroy(a);
    region_summary_destroy(b);
    network_destroy(without);
    network_destroy(with);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_way_is_as_worked_out_by_hand),
        cmocka_unit_test(test_people_decide_where_to),
        cmocka_unit_test(test_their_number_is_the_share_of_what_is_sent),
        cmocka_unit_test(test_others_are_counted_as_if_there_were_none),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
