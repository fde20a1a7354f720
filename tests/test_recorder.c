/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_recorder.c - a replication's summary against the same numbers, added up plainly from
 * the plain twin's facts about every parcel and trip. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/recorder.h"
#include "tests/assert_close.h"
#include "tests/plain_twin.h"
#include "tests/random_scenario.h"

/* One replication, both ways. */
struct pair {
    const struct network *network;
    struct summary *summary;
    struct fact_list facts; /* of all regions */
    struct ledger ledger[DIRECTIONS];
};

static struct pair pair_make(const struct network *network)
{
    struct pair self = {.network = network, .summary = summary_create(network, 0)};
    atomic_bool stop = false;
    for (int32_t region = 0; region < network->hub_count; region++) {
        summary_absorb(self.summary, region_summary_run(network, region, 0, &stop));
        struct plain_history history;
        plain_twin_run(network, region, 0, &history);
        for (size_t i = 0; i < history.facts.count; i++) {
            fact_list_add(&self.facts, history.facts.facts[i]);
        }
        plain_history_done(&history);
    }
    summary_verify(self.summary);
    return self;
}

static void pair_done(struct pair *self)
{
    summary_destroy(self->summary);
    fact_list_done(&self->facts);
}

static bool observed(const struct pair *pair, des_time time)
{
    return time >= pair->network->warm_up && time < pair->network->end;
}

static bool left_the_hub(const struct pair *pair, const struct fact *fact)
{
    return fact->kind == FACT_SORTED && fact->direction == OUTBOUND &&
           fact->place < pair->network->hub_count;
}

/* A return that travels leaves the system. */
static bool came_back(const struct pair *pair, const struct fact *fact)
{
    return fact->kind == FACT_SORTED && fact->direction == GOING_BACK &&
           fact->place < pair->network->hub_count;
}

/* ---- delivery times ---- */

struct sum {
    uint64_t count;
    double total;
};

static void assert_histogram(const struct des_histogram *histogram, const struct sum *sum)
{
    assert_int_equal(histogram->total, sum->count);
    if (sum->count > 0) { /* exact, but for adding up doubles here */
        double mean = sum->total / (double)sum->count;
        assert_close(des_histogram_mean(histogram), mean, 1e-9 * mean);
    }
}

static void add(struct sum *sum, des_time value)
{
    sum->count++;
    sum->total += (double)value;
}

static void check_delivery(const struct pair *pair)
{
    const struct network *network = pair->network;
    struct sum sums[DELIVERY_MEASURES][4] = {0}, back = {0};
    int64_t class = 0;
    for (size_t i = 0; i < pair->facts.count; i++) {
        const struct fact *fact = &pair->facts.facts[i];
        class = fact->kind == FACT_ENTERED ? fact->a : class; /* its first fact */
        if (fact->kind == FACT_SHELVED && observed(pair, fact->b)) {
            add(&sums[TO_AVAILABLE][class], fact->b - fact->born);
        }
        if (fact->kind == FACT_SHELVED && observed(pair, fact->c) && fact->d == 0) {
            add(&sums[TO_COLLECTED][class], fact->c - fact->born);
        }
        if (came_back(pair, fact) && observed(pair, fact->c)) {
            add(&back, fact->c - fact->born);
        }
        if (left_the_hub(pair, fact) && observed(pair, fact->c)) {
            add(&sums[TO_HUB][class], fact->c - fact->born);
        }
    }
    assert_histogram(&pair->summary->return_time, &back);
    for (int m = 0; m < DELIVERY_MEASURES; m++) {
        for (int32_t c = 0; c < network->class_count; c++) {
            assert_histogram(&pair->summary->delivery[m][c], &sums[m][c]);
        }
    }
}

/* ---- classes ---- */

/* What one fact says about the class of its parcel; true when the parcel is no longer on the
 * way. */
static bool count_fact(const struct pair *pair, const struct fact *fact, des_time promise,
                       struct class_summary *class)
{
    bool available = fact->kind == FACT_SHELVED && fact->b >= 0;
    bool sent_back = fact->kind == FACT_OVERFLOWED && fact->b;
    bool left = left_the_hub(pair, fact);
    des_time done = left ? fact->c : fact->b;
    if ((available || left) && observed(pair, done)) {
        class->completed++;
        class->on_time += done - fact->born <= promise;
    }
    if (fact->kind == FACT_SHELVED && fact->d && observed(pair, fact->c)) {
        class->returned++;
    }
    class->returned += sent_back && observed(pair, fact->a);
    class->lost += fact->kind == FACT_LOST && observed(pair, fact->born);
    return available || sent_back || left || fact->kind == FACT_LOST;
}

static void assert_classes(const struct class_summary *fast, const struct class_summary *plain)
{
    assert_int_equal(fast->completed, plain->completed);
    assert_int_equal(fast->on_time, plain->on_time);
    assert_int_equal(fast->overdue, plain->overdue);
    assert_int_equal(fast->returned, plain->returned);
    assert_int_equal(fast->lost, plain->lost);
}

static void check_classes(const struct pair *pair)
{
    const struct network *network = pair->network;
    struct class_summary classes[DIRECTIONS][4] = {0};
    size_t i = 0;
    while (i < pair->facts.count) {
        const struct fact *first = &pair->facts.facts[i++];
        if (first->kind != FACT_ENTERED) {
            continue; /* about a trip */
        }
        des_time promise = network->classes[first->a].promise;
        struct class_summary *class = &classes[first->direction][first->a];
        bool done = false;
        for (; i < pair->facts.count && pair->facts.facts[i].kind != FACT_ENTERED; i++) {
            if (pair->facts.facts[i].direction >= 0 &&
                pair->facts.facts[i].direction < DIRECTIONS) {
                done |= count_fact(pair, &pair->facts.facts[i], promise, class);
            }
        }
        class->overdue += !done && network->end - first->born > promise;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int32_t c = 0; c < network->class_count; c++) {
            assert_classes(&pair->summary->classes[d][c], &classes[d][c]);
        }
    }
}

/* ---- stocks at full hours ---- */

static int32_t full_hour(des_time time)
{
    return (int32_t)((time + DES_HOUR - 1) / DES_HOUR);
}

static void assert_series(const int64_t *series, const int64_t *changes, int32_t length)
{
    int64_t level = 0;
    for (int32_t h = 0; h < length; h++) {
        level += changes[h];
        assert_int_equal(series[h], level);
    }
}

static void check_series(const struct pair *pair)
{
    size_t room = (size_t)pair->summary->series_length + 1;
    int64_t *changes[DIRECTIONS], *shelf = des_allocate(room, sizeof *shelf);
    for (int d = 0; d < DIRECTIONS; d++) {
        changes[d] = des_allocate(room, sizeof *changes[d]);
    }
    for (size_t i = 0; i < pair->facts.count; i++) {
        const struct fact *fact = &pair->facts.facts[i];
        if (fact->kind == FACT_ENTERED) {
            changes[fact->direction][full_hour(fact->born)]++;
        } else if (fact->kind == FACT_LOST) {
            changes[fact->direction][full_hour(fact->born)]--;
        } else if (came_back(pair, fact)) {
            changes[INBOUND][full_hour(fact->c)]--;
        } else if (fact->kind == FACT_OVERFLOWED && fact->b && !pair->network->returns_travel) {
            changes[INBOUND][full_hour(fact->a)]--;
        } else if (left_the_hub(pair, fact)) {
            changes[OUTBOUND][full_hour(fact->c)]--;
        } else if (fact->kind == FACT_SHELVED) {
            shelf[full_hour(fact->a)]++;
            shelf[fact->c >= 0 ? full_hour(fact->c) : (int32_t)room - 1]--;
            if (!fact->d || !pair->network->returns_travel) {
                changes[INBOUND][fact->c >= 0 ? full_hour(fact->c) : (int32_t)room - 1]--;
            }
        }
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        assert_series(pair->summary->in_system[d], changes[d], pair->summary->series_length);
        free(changes[d]);
    }
    assert_series(pair->summary->on_shelf, shelf, pair->summary->series_length);
    free(shelf);
}

/* ---- places and vehicles ---- */

static void check_shelf_means(const struct pair *pair)
{
    const struct network *network = pair->network;
    double length = (double)(network->end - network->warm_up);
    double *stock = des_allocate((size_t)network->station_count, sizeof *stock);
    uint64_t *collected = des_allocate((size_t)network->station_count, sizeof *collected);
    for (size_t i = 0; i < pair->facts.count; i++) {
        const struct fact *fact = &pair->facts.facts[i];
        if (fact->kind != FACT_SHELVED || fact->other == NO_PLACE) {
            continue;
        }
        des_time leaves = fact->c >= 0 ? fact->c : network->end;
        stock[fact->other] +=
            (double)des_time_overlap(fact->a, leaves, network->warm_up, network->end);
        collected[fact->other] += observed(pair, fact->c) && fact->d == 0;
    }
    for (int32_t s = 0; s < network->station_count; s++) {
        const struct station_summary *station = &pair->summary->stations[s];
        assert_close(station->shelf_mean, stock[s] / length, 1e-9 * stock[s] / length + 1e-12);
        assert_int_equal(station->collected, collected[s]);
    }
    free(stock);
    free(collected);
}

static void check_counters(const struct pair *pair)
{
    const struct network *network = pair->network;
    struct sum all = {0};
    for (station_id s = 0; s < network->station_count; s++) {
        struct sum wait = {0};
        uint64_t waited = 0;
        double busy = 0;
        for (size_t i = 0; i < pair->facts.count; i++) {
            const struct fact *fact = &pair->facts.facts[i];
            if (fact->kind != FACT_SERVED || fact->place != s) {
                continue;
            }
            des_time done = fact->c >= 0 ? fact->c : network->end;
            busy += (double)des_time_overlap(fact->b, done, network->warm_up, network->end);
            if (observed(pair, fact->b)) {
                add(&wait, fact->b - fact->a);
                add(&all, fact->b - fact->a);
                waited += fact->b > fact->a;
            }
        }
        const struct counter_summary *counter = &pair->summary->stations[s].counter;
        assert_int_equal(counter->served, wait.count);
        assert_int_equal(counter->waited, waited);
        assert_close(counter->busy, busy, 1e-9 * busy);
    }
    assert_histogram(&pair->summary->counter_wait, &all);
}

static void check_riders(const struct pair *pair)
{
    const struct network *network = pair->network;
    for (station_id s = 0; s < network->station_count; s++) {
        struct rider_summary plain = {0};
        for (size_t i = 0; i < pair->facts.count; i++) {
            const struct fact *fact = &pair->facts.facts[i];
            if (fact->kind == FACT_ROUND && fact->place == s) {
                des_time back = fact->c >= 0 ? fact->c : network->end;
                plain.away +=
                    (double)des_time_overlap(fact->b, back, network->warm_up, network->end);
                plain.rounds += observed(pair, fact->b);
                plain.taken += observed(pair, fact->b) ? (uint64_t)fact->d : 0;
            }
            if (fact->kind == FACT_SHELVED && fact->other == s && observed(pair, fact->c)) {
                plain.delivered += network_delivers_home(network, s, fact->village, fact->luck);
            }
        }
        const struct rider_summary *rider = &pair->summary->stations[s].rider;
        assert_int_equal(rider->rounds, plain.rounds);
        assert_int_equal(rider->taken, plain.taken);
        assert_int_equal(rider->delivered, plain.delivered);
        assert_close(rider->away, plain.away, 1e-9 * plain.away);
    }
}

static void check_routes(const struct pair *pair)
{
    for (int32_t r = 0; r < pair->network->route_count; r++) {
        struct route_summary plain = {0};
        for (size_t i = 0; i < pair->facts.count; i++) {
            const struct fact *fact = &pair->facts.facts[i];
            if (fact->kind == FACT_MISSED && fact->place == r && observed(pair, fact->a)) {
                plain.missed++;
            }
            if (fact->kind == FACT_TRIP && fact->place == r && observed(pair, fact->b)) {
                plain.trips++;
                plain.late += fact->b > fact->a;
                plain.load_out += (uint64_t)fact->d;
                plain.load_back += (uint64_t)fact->e;
                plain.left_behind += (uint64_t)fact->other;
                plain.delay += (double)(fact->b - fact->a);
            }
        }
        const struct route_summary *route = &pair->summary->routes[r];
        assert_int_equal(route->missed, plain.missed);
        assert_int_equal(route->trips, plain.trips);
        assert_int_equal(route->late, plain.late);
        assert_int_equal(route->load_out, plain.load_out);
        assert_int_equal(route->load_back, plain.load_back);
        assert_int_equal(route->left_behind, plain.left_behind);
        assert_close(route->delay, plain.delay, 1e-9 * plain.delay);
    }
}

/* What is in the system at the end by the books is there by the clock. */
static void check_books(const struct pair *pair)
{
    int32_t last = pair->summary->series_length - 1;
    if ((des_time)last * DES_HOUR != pair->network->end) {
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        assert_int_equal(pair->summary->in_system[d][last],
                         ledger_in_system(&pair->summary->ledger[d]));
    }
}

static void for_random_networks(void (*check)(const struct pair *pair))
{
    for (uint64_t number = 7001; number <= 7060; number++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        random_scenario_write(number, out);
        fclose(out);
        struct network *network = network_from_text(text);
        if (network->local_below == 0) { /* those have books of their own: test_local.c */
            struct pair pair = pair_make(network);
            check(&pair);
            pair_done(&pair);
        }
        network_destroy(network);
        free(text);
    }
}

static void test_delivery_times_are_those_of_the_parcels(void **state)
{
    (void)state;
    for_random_networks(check_delivery);
}

static void test_classes_count_what_became_of_the_parcels(void **state)
{
    (void)state;
    for_random_networks(check_classes);
}

static void test_stocks_at_full_hours_are_those_of_the_parcels(void **state)
{
    (void)state;
    for_random_networks(check_series);
}

static void test_shelves_hold_on_average_what_the_parcels_say(void **state)
{
    (void)state;
    for_random_networks(check_shelf_means);
}

static void test_keepers_and_riders_serve_whom_the_facts_say(void **state)
{
    (void)state;
    for_random_networks(check_counters);
    for_random_networks(check_riders);
}

static void test_routes_add_up_their_trips(void **state)
{
    (void)state;
    for_random_networks(check_routes);
}

static void test_what_is_there_at_the_end_is_in_the_books(void **state)
{
    (void)state;
    for_random_networks(check_books);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delivery_times_are_those_of_the_parcels),
        cmocka_unit_test(test_classes_count_what_became_of_the_parcels),
        cmocka_unit_test(test_stocks_at_full_hours_are_those_of_the_parcels),
        cmocka_unit_test(test_shelves_hold_on_average_what_the_parcels_say),
        cmocka_unit_test(test_keepers_and_riders_serve_whom_the_facts_say),
        cmocka_unit_test(test_routes_add_up_their_trips),
        cmocka_unit_test(test_what_is_there_at_the_end_is_in_the_books),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
