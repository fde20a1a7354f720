/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_metrics.c - rows of a hand-made summary of a hand-made network. Two days are observed,
 * after one of warm-up: a hub that sorts, a county that doesn't, two stations, two classes of
 * which one has a promise, a truck route with room for 100 and a van route without limit. */
#include "models/measure/metrics.h"

#include <string.h>

#include "models/measure/metrics_rows.h"
#include "tests/assert_close.h"

enum { HOUR_COUNT = 72 };

static struct network_class classes[] = {
    {.name = "fast", .promise = 24 * DES_HOUR, .share = {0.5, 1}},
    {.name = "slow", .promise = DES_NEVER, .share = {0.5, 0}},
};
static struct centre centres[] = {
    {.name = "Hub", .children = {1, 2}, .parent = NO_PLACE, .sorts = true, .servers = 2},
    {.name = "County", .children = {0, 2}, .parent = 0},
};
static struct station stations[] = {
    {.name = "Limited", .county = 1, .shelf = 10},
    {.name = "Open", .county = 1, .shelf = UNLIMITED},
};
static struct village villages[] = {
    {.name = "A", .service = SERVED_BY_STATION, .station = 0, .county = 1, .rate = {1, 1}},
    {.name = "B", .service = SERVED_BY_STATION, .station = 1, .county = 1, .rate = {1, 0}},
    {.name = "C", .service = SERVED_BY_COUNTER, .station = NO_PLACE, .county = 1, .rate = {1, 0}},
};
static struct vehicle_type types[] = {{.name = "truck", .capacity = 100},
                                      {.name = "van", .capacity = UNLIMITED}};
static struct vehicle_pool pools[] = {{0, 0, 2}, {1, 1, UNLIMITED}};
static struct route routes[] = {
    {.name = "night", .base = 0, .pool = 0, .line_haul = true},
    {.name = "loop", .base = 1, .pool = 1},
};
static const struct network small = {
    .name = "Small",
    .warm_up = 24 * DES_HOUR,
    .end = HOUR_COUNT * DES_HOUR,
    .hours = HOUR_COUNT,
    .classes = classes,
    .class_count = 2,
    .hub_count = 1,
    .centres = centres,
    .centre_count = 2,
    .stations = stations,
    .station_count = 2,
    .watch_stations = true,
    .villages = villages,
    .village_count = 3,
    .vehicle_types = types,
    .vehicle_type_count = 2,
    .pools = pools,
    .pool_count = 2,
    .routes = routes,
    .route_count = 2,
};

/* ---- one replication after another into results ---- */

struct fixture {
    struct results *results;
    struct metrics *metrics;
    struct summary *summary; /* to fill in */
};

static struct fixture fixture_make(const struct network *network, enum detail detail)
{
    struct fixture self = {.results = results_create()};
    self.metrics = metrics_create(network, detail, self.results);
    self.summary = summary_create(network, 0);
    return self;
}

static void fixture_done(struct fixture *self)
{
    summary_destroy(self->summary);
    metrics_destroy(self->metrics);
    results_destroy(self->results);
}

static bool is(const char *text, const char *wanted)
{
    return strcmp(text, wanted ? wanted : "") == 0;
}

/* NULL when there is no such row; the unit is looked at only when asked for. */
static const struct result_row *find(const struct results *results, struct row_name name)
{
    for (size_t r = 0; r < results->row_count; r++) {
        const struct result_row *row = &results->rows[r];
        if (is(row->measure, name.measure) && is(row->statistic, name.statistic) &&
            is(row->event, name.event) && is(row->direction, name.direction) &&
            is(row->class_name, name.class_name) && is(row->tier, name.tier) &&
            is(row->place_kind, name.place_kind) && is(row->place, name.place) &&
            (!name.unit || is(row->unit, name.unit))) {
            return row;
        }
    }
    return NULL;
}

static double value(const struct fixture *fixture, struct row_name name)
{
    const struct result_row *row = find(fixture->results, name);
    if (!row) {
        print_error("no row %s %s %s\n", name.measure ? name.measure : "",
                    name.statistic ? name.statistic : "", name.event ? name.event : "");
    }
    assert_non_null(row);
    return row->values[fixture->results->replications - 1];
}

/* The first names of a row. */
#define ROW(m, s)           .measure = (m), .statistic = (s)
#define VALUE(fixture, ...) value((fixture), (struct row_name){__VA_ARGS__})
#define HAS(fixture, ...)   (find((fixture)->results, (struct row_name){__VA_ARGS__}) != NULL)

/* ---- parcels ---- */

static void test_delivery_times_are_in_hours(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    des_histogram_add_many(&f.summary->delivery[TO_AVAILABLE][0], 10 * DES_HOUR, 300);
    des_histogram_add_many(&f.summary->delivery[TO_AVAILABLE][1], 30 * DES_HOUR, 100);
    metrics_append(f.metrics, f.summary);
    struct row_name all = {"delivery_time", "mean", "available", "inbound", .unit = "h"};
    assert_close(value(&f, all), 15, 1e-9);
    assert_close(value(&f, row_statistic(all, "p50")), 10, 0.1);
    assert_close(value(&f, row_statistic(all, "p99")), 30, 0.3);
    all.class_name = "slow";
    assert_close(value(&f, all), 30, 1e-9);
    assert_close(
        VALUE(&f, ROW("share_within", "24h"), .event = "available", .direction = "inbound"), 0.75,
        1e-9);
    assert_close(
        VALUE(&f, ROW("share_within", "48h"), .event = "available", .direction = "inbound"), 1,
        1e-9);
    assert_true(
        isnan(VALUE(&f, ROW("share_within", "24h"), .event = "left hub", .direction = "outbound")));
    /* What results_find is for. */
    assert_non_null(results_find(f.results, "delivery_time", "p95", "left hub", "outbound", NULL));
    assert_null(results_find(f.results, "delivery_time", "p95", "left hub", "outbound", "slow"));
    fixture_done(&f);
}

static void test_quantiles_of_few_parcels_are_not_estimable(void **state)
{
    (void)state;
    static const struct {
        const char *statistic;
        uint64_t least;
    } rows[] = {{"mean", 1}, {"p50", 6}, {"p90", 29}, {"p95", 59}, {"p99", 299}};
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    for (size_t i = 0; i < 5; i++) {
        struct row_name name = {ROW("delivery_time", rows[i].statistic), .event = "collected",
                                .direction = "inbound"};
        struct des_histogram *histogram = &f.summary->delivery[TO_COLLECTED][0];
        des_histogram_clear(histogram);
        des_histogram_add_many(histogram, DES_HOUR, rows[i].least - 1);
        metrics_append(f.metrics, f.summary);
        assert_true(isnan(value(&f, name)));
        des_histogram_add(histogram, DES_HOUR);
        metrics_append(f.metrics, f.summary);
        assert_close(value(&f, name), 1, 0.01);
    }
    fixture_done(&f);
}

static void test_service_level_is_that_of_the_classes_with_a_promise(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    f.summary->classes[INBOUND][0] =
        (struct class_summary){.completed = 80, .on_time = 60, .overdue = 20};
    f.summary->classes[INBOUND][1] = (struct class_summary){.completed = 900, .on_time = 900};
    metrics_append(f.metrics, f.summary);
    struct row_name name = {ROW("service_level", "share"), .direction = "inbound", .unit = "1"};
    assert_close(value(&f, name), 0.6, 1e-12);
    name.class_name = "fast";
    assert_close(value(&f, name), 0.6, 1e-12);
    name.class_name = "slow";
    assert_null(find(f.results, name));
    assert_true(isnan(VALUE(&f, ROW("service_level", "share"), .direction = "outbound")));
    fixture_done(&f);
}

static void test_throughput_is_by_the_day(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    f.summary->ledger[INBOUND].entered = 300; /* in three days */
    f.summary->classes[INBOUND][0].completed = 120;
    f.summary->classes[INBOUND][1].completed = 60;
    des_histogram_add_many(&f.summary->delivery[TO_COLLECTED][1], DES_HOUR, 50);
    f.summary->centres[0].sorted = 170;
    metrics_append(f.metrics, f.summary);
    assert_close(
        VALUE(&f, ROW("throughput", "per_day"), .event = "entered", .direction = "inbound"), 100,
        1e-9);
    assert_close(
        VALUE(&f, ROW("throughput", "per_day"), .event = "completed", .direction = "inbound"), 90,
        1e-9);
    assert_close(VALUE(&f, ROW("throughput", "per_day"), .event = "completed",
                       .direction = "inbound", .class_name = "slow"),
                 30, 1e-9);
    assert_close(
        VALUE(&f, ROW("throughput", "per_day"), .event = "collected", .direction = "inbound"), 25,
        1e-9);
    assert_close(VALUE(&f, ROW("throughput", "per_day"), .event = "sorted", .tier = "hub"), 85,
                 1e-9);
    assert_close(VALUE(&f, ROW("throughput", "per_day"), .event = "sorted", .place_kind = "hub",
                       .place = "Hub"),
                 85, 1e-9);
    fixture_done(&f);
}

static void test_stocks_are_those_of_the_observed_hours(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    int64_t *series = f.summary->in_system[INBOUND];
    series[23] = 1000; /* still warming up */
    series[24] = 48;
    series[71] = 96;
    series[72] = 1000; /* the end itself */
    metrics_append(f.metrics, f.summary);
    struct row_name name = {ROW("parcels_in_system", "mean"), .direction = "inbound",
                            .unit = "parcels"};
    assert_close(value(&f, name), 3, 1e-12);
    assert_close(value(&f, row_statistic(name, "max")), 96, 0);
    assert_close(VALUE(&f, ROW("on_shelf", "max")), 0, 0);
    fixture_done(&f);
}

static void test_the_ledger_is_written_out(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_NETWORK);
    f.summary->ledger[OUTBOUND] = (struct ledger){.entered = 10, .delivered = 6, .lost = 1};
    f.summary->ledger[OUTBOUND].in_system[ON_FEEDER] = 3;
    metrics_append(f.metrics, f.summary);
    struct row_name name = {ROW("ledger", "total"), .event = "entered", .direction = "outbound"};
    assert_close(value(&f, name), 10, 0);
    assert_close(VALUE(&f, ROW("ledger", "total"), .event = "in system", .direction = "outbound"),
                 3, 0);
    assert_close(
        VALUE(&f, ROW("ledger_in_system", "total"), .event = "on feeder", .direction = "outbound"),
        3, 0);
    assert_close(VALUE(&f, ROW("ledger", "total"), .event = "returned", .direction = "outbound"), 0,
                 0);
    fixture_done(&f);
}

/* ---- places and vehicles ---- */

static void test_sorters_have_rows_where_something_is_sorted(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    struct centre_summary *hub = &f.summary->centres[0];
    hub->busy = 24.0 * (double)DES_HOUR;
    hub->open = 96.0 * (double)DES_HOUR;
    hub->sorted = 100;
    hub->waited = 40;
    hub->queue_integral = 96.0 * (double)DES_HOUR;
    des_histogram_add_many(&hub->wait, 3 * DES_MINUTE, 100);
    metrics_append(f.metrics, f.summary);
    struct row_name name = {ROW("utilisation", "share"), .place_kind = "hub", .place = "Hub"};
    assert_close(value(&f, name), 0.25, 1e-12);
    assert_close(value(&f, row_measure(name, "wait", "mean", "min")), 3, 1e-9);
    assert_close(value(&f, row_measure(name, "wait", "p95", "min")), 3, 0.03);
    assert_close(value(&f, row_measure(name, "queue", "mean", "parcels")), 2, 1e-12);
    assert_close(value(&f, row_measure(name, "waited", "share", "1")), 0.4, 1e-12);
    assert_close(VALUE(&f, ROW("utilisation", "share"), .tier = "hub"), 0.25, 1e-12);
    assert_false(HAS(&f, ROW("utilisation", "share"), .place_kind = "county", .place = "County"));
    assert_false(HAS(&f, ROW("utilisation", "share"), .tier = "county"));
    fixture_done(&f);
}

static void test_fill_is_of_vehicles_with_a_limit(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    f.summary->routes[0] = (struct route_summary){.trips = 4,
                                                  .late = 1,
                                                  .missed = 2,
                                                  .load_out = 300,
                                                  .load_back = 100,
                                                  .left_behind = 6,
                                                  .room = 400,
                                                  .room_out = 300,
                                                  .room_back = 100,
                                                  .delay = 8.0 * (double)DES_MINUTE,
                                                  .distance_m = 50000};
    f.summary->routes[1] = (struct route_summary){.trips = 6, .load_out = 999};
    f.summary->pools[0] =
        (struct pool_summary){.busy = 24.0 * (double)DES_HOUR, .distance_m = 50000, .trips = 4};
    metrics_append(f.metrics, f.summary);
    struct row_name name = {ROW("trips", "per_day"), .place_kind = "route", .place = "night"};
    assert_close(value(&f, name), 2, 1e-12);
    assert_close(value(&f, row_measure(name, "km", "per_day", "km/d")), 25, 1e-12);
    assert_close(value(&f, row_measure(name, "fill_rate", "out", "1")), 0.75, 1e-12);
    assert_close(value(&f, row_measure(name, "fill_rate", "back", "1")), 0.25, 1e-12);
    assert_close(value(&f, row_measure(name, "missed", "per_day", "1/d")), 1, 1e-12);
    assert_close(value(&f, row_measure(name, "late", "share", "1")), 0.25, 1e-12);
    assert_close(value(&f, row_measure(name, "delay", "mean", "min")), 2, 1e-12);
    assert_close(value(&f, row_measure(name, "left_behind", "per_day", NULL)), 3, 1e-12);
    assert_true(isnan(VALUE(&f, ROW("fill_rate", "out"), .place_kind = "route", .place = "loop")));
    assert_close(VALUE(&f, ROW("fill_rate", "out")), 0.75, 1e-12);
    assert_close(VALUE(&f, ROW("trips", "per_day")), 5, 1e-12);
    assert_close(VALUE(&f, ROW("trips", "per_day"), .tier = "feeder"), 3, 1e-12);
    name = (struct row_name){ROW("utilisation", "share"), .place_kind = "fleet",
                             .place = "Hub: truck"};
    assert_close(value(&f, name), 0.25, 1e-12);
    assert_false(HAS(&f, ROW("trips", "per_day"), .place_kind = "fleet", .place = "County: van"));
    fixture_done(&f);
}

static void test_stations_have_rows_for_what_their_villages_do(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_AUTO);
    struct station_summary *limited = &f.summary->stations[0];
    limited->available = (struct delivery_summary){.count = 28, .mean = 2.0 * (double)DES_HOUR};
    limited->shelf_mean = 4;
    limited->shelf_max = 10;
    limited->overflowed = 6;
    limited->returned = 2;
    metrics_append(f.metrics, f.summary);
    struct row_name name = {ROW("delivery_time", "mean"), .event = "available",
                            .direction = "inbound"};
    name.place_kind = "station";
    name.place = "Limited";
    assert_close(value(&f, name), 2, 1e-12);
    assert_true(isnan(value(&f, row_statistic(name, "p90"))));
    name.event = name.direction = NULL;
    assert_close(value(&f, row_measure(name, "shelf", "mean", "parcels")), 4, 0);
    assert_close(value(&f, row_measure(name, "shelf", "max", "parcels")), 10, 0);
    assert_close(value(&f, row_measure(name, "shelf_fill", "share", "1")), 0.4, 1e-12);
    assert_close(value(&f, row_measure(name, "overflowed", "per_day", NULL)), 3, 1e-12);
    assert_close(VALUE(&f, ROW("returned", "per_day")), 1, 1e-12);
    name = (struct row_name){ROW("delivery_time", "mean"), .event = "left hub",
                             .direction = "outbound"};
    name.place_kind = "station";
    name.place = "Limited";
    assert_non_null(find(f.results, name));
    name.place = "Open"; /* nothing is dropped off there */
    assert_null(find(f.results, name));
    assert_false(HAS(&f, ROW("shelf_fill", "share"), .place_kind = "station", .place = "Open"));
    assert_true(HAS(&f, ROW("shelf", "mean"), .place_kind = "counter", .place = "County"));
    fixture_done(&f);
}

/* ---- which rows there are ---- */

static size_t count_kind(const struct results *results, const char *kind)
{
    size_t count = 0;
    for (size_t r = 0; r < results->row_count; r++) {
        count += is(results->rows[r].place_kind, kind);
    }
    return count;
}

static void test_detail_decides_which_places_have_rows(void **state)
{
    (void)state;
    static const char *const kinds[] = {"hub", "county", "counter", "station", "route", "fleet"};
    static const bool wanted[][6] = {
        [DETAIL_AUTO] = {true, true, true, true, true, true},
        [DETAIL_NETWORK] = {true, false, false, false, false, false},
        [DETAIL_COUNTY] = {true, true, true, false, false, false},
        [DETAIL_STATION] = {true, true, true, true, true, true},
    };
    for (int detail = DETAIL_AUTO; detail <= DETAIL_STATION; detail++) {
        struct fixture f = fixture_make(&small, (enum detail)detail);
        metrics_append(f.metrics, f.summary);
        for (int k = 0; k < 6; k++) {
            assert_int_equal(count_kind(f.results, kinds[k]) > 0, wanted[detail][k]);
        }
        fixture_done(&f);
    }
}

static void test_no_two_rows_have_the_same_names(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_STATION);
    metrics_append(f.metrics, f.summary);
    for (size_t r = 0; r < f.results->row_count; r++) {
        const struct result_row *row = &f.results->rows[r];
        struct row_name name = {.measure = row->measure,
                                .statistic = row->statistic,
                                .event = row->event,
                                .direction = row->direction,
                                .class_name = row->class_name,
                                .tier = row->tier,
                                .place_kind = row->place_kind,
                                .place = row->place};
        assert_ptr_equal(find(f.results, name), row);
        assert_true(row->unit[0] != '\0');
    }
    fixture_done(&f);
}

static void test_every_replication_has_a_value_in_every_row(void **state)
{
    (void)state;
    struct fixture f = fixture_make(&small, DETAIL_STATION);
    metrics_append(f.metrics, f.summary);
    size_t rows = f.results->row_count;
    for (int64_t r = 1; r < 40; r++) { /* beyond the first room for values */
        f.summary->ledger[INBOUND].entered = r;
        metrics_append(f.metrics, f.summary);
    }
    assert_int_equal(f.results->row_count, rows);
    assert_int_equal(f.results->replications, 40);
    const struct result_row *row =
        results_find(f.results, "ledger", "total", "entered", "inbound", "");
    for (int r = 0; r < 40; r++) {
        assert_close(row->values[r], r, 0);
    }
    fixture_done(&f);
}

static void test_a_direction_without_parcels_has_no_rows(void **state)
{
    (void)state;
    struct village quiet[3];
    memcpy(quiet, villages, sizeof quiet);
    quiet[0].rate[OUTBOUND] = 0;
    struct network network = small;
    network.villages = quiet;
    struct fixture f = fixture_make(&network, DETAIL_STATION);
    metrics_append(f.metrics, f.summary);
    for (size_t r = 0; r < f.results->row_count; r++) {
        assert_string_not_equal(f.results->rows[r].direction, "outbound");
    }
    fixture_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delivery_times_are_in_hours),
        cmocka_unit_test(test_quantiles_of_few_parcels_are_not_estimable),
        cmocka_unit_test(test_service_level_is_that_of_the_classes_with_a_promise),
        cmocka_unit_test(test_throughput_is_by_the_day),
        cmocka_unit_test(test_stocks_are_those_of_the_observed_hours),
        cmocka_unit_test(test_the_ledger_is_written_out),
        cmocka_unit_test(test_sorters_have_rows_where_something_is_sorted),
        cmocka_unit_test(test_fill_is_of_vehicles_with_a_limit),
        cmocka_unit_test(test_stations_have_rows_for_what_their_villages_do),
        cmocka_unit_test(test_detail_decides_which_places_have_rows),
        cmocka_unit_test(test_no_two_rows_have_the_same_names),
        cmocka_unit_test(test_every_replication_has_a_value_in_every_row),
        cmocka_unit_test(test_a_direction_without_parcels_has_no_rows),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
