/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_origins.c - delivery times by village and hour add up to those of the network. */
#include "models/measure/origins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/measure/metrics.h"
#include "models/measure/summary.h"
#include "tests/assert_close.h"

static struct scenario *load(void)
{
    char path[4096];
    const char *root = getenv("LASTMILE_SOURCE_ROOT");
    snprintf(path, sizeof path, "%s/scenarios/first-county.yaml", root ? root : ".");
    struct problem_list problems = {0};
    bool unreadable = false;
    struct scenario *scenario = scenario_load(path, NULL, &problems, &unreadable);
    DES_REQUIRE(scenario != NULL);
    problem_list_done(&problems);
    return scenario;
}

struct fixture {
    struct scenario *scenario;
    struct network *network;
    struct summary *summary;
};

static int set_up(void **state)
{
    struct fixture *self = des_allocate(1, sizeof *self);
    const struct network_options options = {.watch_origins = true};
    const atomic_bool never = false;
    self->scenario = load();
    self->network = network_compile(self->scenario, &options);
    self->summary = summary_create(self->network, 0);
    for (int32_t r = 0; r < self->network->hub_count; r++) {
        summary_absorb(self->summary, region_summary_run(self->network, r, 0, &never));
    }
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *self = *state;
    summary_destroy(self->summary);
    network_destroy(self->network);
    scenario_destroy(self->scenario);
    free(self);
    return 0;
}

static struct origin_sum add_up(const struct origin_sum *sums, int32_t count)
{
    struct origin_sum all = {0};
    for (int32_t i = 0; i < count; i++) {
        all.count += sums[i].count;
        all.sum += sums[i].sum;
    }
    return all;
}

static struct origin_sum of_classes(const struct fixture *self, enum delivery_measure measure)
{
    struct origin_sum all = {0};
    for (int32_t c = 0; c < self->network->class_count; c++) {
        const struct des_histogram *times = &self->summary->delivery[measure][c];
        all.count += times->total;
        all.sum += (double)times->total * des_histogram_mean(times);
    }
    return all;
}

static void test_every_completed_parcel_is_of_one_village_and_one_hour(void **state)
{
    const struct fixture *self = *state;
    const struct origins *origins = self->summary->origins;
    static const enum delivery_measure measures[] = {TO_AVAILABLE, TO_HUB};
    for (int d = 0; d < DIRECTIONS; d++) {
        struct origin_sum all = of_classes(self, measures[d]);
        struct origin_sum villages = add_up(origins->villages[d], origins->village_count);
        struct origin_sum hours = add_up(origins->hours[d], HOURS_OF_DAY);
        assert_true(all.count > 1000);
        assert_int_equal(villages.count, all.count);
        assert_int_equal(hours.count, all.count);
        assert_close(villages.sum, all.sum, 1e-9 * all.sum);
        assert_close(hours.sum, all.sum, 1e-9 * all.sum);
    }
}

static void test_hours_are_those_of_the_order(void **state)
{
    const struct fixture *self = *state;
    /* Outbound, the scenario has demand from 08 to 18 only. */
    for (int h = 0; h < HOURS_OF_DAY; h++) {
        uint64_t count = self->summary->origins->hours[OUTBOUND][h].count;
        assert_true(h >= 8 && h < 18 ? count > 100 : count == 0);
    }
}

static void test_larger_villages_order_more(void **state)
{
    const struct fixture *self = *state;
    int32_t town = -1, ridge = -1;
    for (int32_t v = 0; v < self->network->village_count; v++) {
        const char *name = self->network->villages[v].name;
        town = strcmp(name, "Fuxing town") == 0 ? v : town;
        ridge = strcmp(name, "Far Ridge") == 0 ? v : ridge;
    }
    const struct origin_sum *sums = self->summary->origins->villages[INBOUND];
    /* 3200 people to 240: Poisson counts of about 3400 and 260, five standard errors. */
    double ratio = (double)sums[town].count / (double)sums[ridge].count;
    assert_close(ratio, 3200.0 / 240, 5 * 3200.0 / 240 / 16);
}

static const struct result_row *find(const struct results *results, const char *kind,
                                     const char *place, const char *direction)
{
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (strcmp(row->measure, "delivery_time") == 0 && strcmp(row->place_kind, kind) == 0 &&
            strcmp(row->place, place) == 0 && strcmp(row->direction, direction) == 0) {
            return row;
        }
    }
    return NULL;
}

static void test_rows_and_the_list_of_villages_say_where_people_are_served(void **state)
{
    const struct fixture *self = *state;
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(self->network, DETAIL_AUTO, results);
    metrics_append(metrics, self->summary);
    const struct result_row *county = find(results, "county", "Wangmo", "inbound");
    const struct result_row *all =
        results_find(results, "delivery_time", "mean", "available", "inbound", NULL);
    assert_non_null(county); /* the only one */
    assert_close(county->values[0], all->values[0], 1e-9 * all->values[0]);
    assert_non_null(find(results, "village", "Far Ridge", "outbound"));
    assert_non_null(find(results, "hour", "23-24", "inbound"));
    assert_int_equal(results->served_count, 14);
    for (size_t v = 0; v < results->served_count; v++) {
        const struct result_village *village = &results->served[v];
        bool far = strcmp(village->name, "Far Ridge") == 0;
        assert_string_equal(village->place_kind, far ? "counter" : "station");
        if (far) {
            assert_string_equal(village->place, "Wangmo");
            assert_close(village->people, 240, 0);
            assert_true(village->access_m > 20000 && village->access_m < 40000);
        }
    }
    metrics_destroy(metrics);
    results_destroy(results);
}

static void test_nothing_is_kept_unless_asked(void **state)
{
    const struct fixture *self = *state;
    struct network *network = network_compile(self->scenario, NULL);
    struct summary *summary = summary_create(network, 0);
    struct results *results = results_create();
    struct metrics *metrics = metrics_create(network, DETAIL_AUTO, results);
    metrics_append(metrics, summary);
    assert_null(summary->origins);
    assert_null(find(results, "hour", "23-24", "inbound"));
    assert_int_equal(results->served_count, 0);
    metrics_destroy(metrics);
    results_destroy(results);
    summary_destroy(summary);
    network_destroy(network);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_completed_parcel_is_of_one_village_and_one_hour),
        cmocka_unit_test(test_hours_are_those_of_the_order),
        cmocka_unit_test(test_larger_villages_order_more),
        cmocka_unit_test(test_rows_and_the_list_of_villages_say_where_people_are_served),
        cmocka_unit_test(test_nothing_is_kept_unless_asked),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
