/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_network.c - what a scenario compiles to, against plain calculations of the same. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "tests/assert_close.h"
#include "tests/random_scenario.h"

static const char head[] = "lastmile: 1\nname: Test\nstart: 2016-10-28\n";

static struct network *compile(const char *format, ...) __attribute__((format(printf, 1, 2)));

static struct network *compile(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = NULL;
    int length = vasprintf(&text, format, arguments);
    va_end(arguments);
    assert_true(length > 0);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

/* ---- the globe ---- */

static void test_great_circles_have_known_lengths(void **state)
{
    (void)state;
    const double radius = 6371008.8, degree = M_PI / 180;
    assert_close(network_distance_m(0, 0, 0, 1), radius * degree, 1e-3);
    assert_close(network_distance_m(0, 10, 90, 77), radius * M_PI / 2, 1e-3);
    assert_close(network_distance_m(12, 34, -12, -146), radius * M_PI, 1e-1); /* antipodes */
    assert_close(network_distance_m(60, 0, 60, 180), radius * 60 * degree,
                 1e-2); /* over the pole */
    assert_close(network_distance_m(5, 179.5, 5, -179.5), network_distance_m(5, 0, 5, 1), 1e-3);
    assert_close(network_distance_m(26.6, 106.7, 26.6, 106.7), 0, 1e-9);
}

static void test_haversine_agrees_with_the_law_of_cosines(void **state)
{
    (void)state;
    for (int i = 0; i < 500; i++) {
        double lat_a = -80 + 0.31 * i, lon_a = -170 + 0.67 * i;
        double lat_b = 75 - 0.29 * i, lon_b = 20 + 0.13 * i, degree = M_PI / 180;
        double cosine = sin(lat_a * degree) * sin(lat_b * degree) +
                        cos(lat_a * degree) * cos(lat_b * degree) * cos((lon_b - lon_a) * degree);
        double there = network_distance_m(lat_a, lon_a, lat_b, lon_b);
        assert_close(there, 6371008.8 * acos(cosine), 10);
        assert_close(there, network_distance_m(lat_b, lon_b, lat_a, lon_a), 1e-6);
    }
}

/* ---- ids ---- */

static void assert_stations_belong(const struct network *network, int32_t county)
{
    struct id_range children = network->centres[county].children;
    for (int32_t s = children.begin; s < children.end; s++) {
        assert_int_equal(network->stations[s].county, county);
        struct id_range villages = network->stations[s].villages;
        for (int32_t v = villages.begin; v < villages.end; v++) {
            assert_int_equal(network->villages[v].station, s);
            assert_int_equal(network->villages[v].county, county);
        }
    }
}

static void assert_routes_stay_in_their_region(const struct network *network, int32_t region)
{
    struct region part = network->regions[region];
    for (int32_t r = part.routes.begin; r < part.routes.end; r++) {
        const struct route *route = &network->routes[r];
        assert_true(route->pool >= part.pools.begin && route->pool < part.pools.end);
        struct id_range places =
            route->line_haul ? part.counties : network->centres[route->base].children;
        for (int32_t s = route->stops.begin; s < route->stops.end; s++) {
            int32_t place = network->stops[s].place;
            assert_true(place >= places.begin && place < places.end);
        }
    }
}

static void test_what_belongs_to_a_place_is_one_range(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 60; number++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        random_scenario_write(number, out);
        fclose(out);
        struct network *network = network_from_text(text);
        free(text);
        for (int32_t h = 0; h < network->hub_count; h++) {
            struct region part = network->regions[h];
            for (int32_t c = part.counties.begin; c < part.counties.end; c++) {
                assert_int_equal(network->centres[c].parent, h);
                assert_stations_belong(network, c);
            }
            assert_routes_stay_in_their_region(network, h);
        }
        network_destroy(network);
    }
}

/* ---- parcel classes ---- */

static void test_class_that_completes_the_shares_takes_all_that_is_left(void **state)
{
    (void)state;
    struct network *network = compile(
        "%sparcels:\n  - {class: A, inbound: 15 %%, outbound: 100 %%}\n"
        "  - {class: B, inbound: 70 %%, outbound: 0 %%}\n"
        "  - {class: C, inbound: 15 %%, outbound: 0 %%}\n"
        "  - {class: D, inbound: 0 %%, outbound: 0 %%}\n"
        "hubs:\n  - {name: A1, lat: 26, lon: 106, vehicles: {truck: 9}}\n"
        "counties:\n  - {name: C1, hub: A1, lat: 26, lon: 106.5, vehicles: {van: 1}}\n"
        "stations:\n  - {name: S1, county: C1, lat: 26, lon: 106.5}\n"
        "villages:\n  list:\n    - {name: V1, lat: 26, lon: 106.5, people: 9, station: S1}\n"
        "demand: {inbound: {orders: 14 /person/y}}\n"
        "vehicles:\n  - {type: truck, parcels: 9, speed: 50 km/h}\n"
        "  - {type: van, parcels: 9, speed: 30 km/h}\n"
        "line_haul:\n  - {name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}\n"
        "feeders:\n  - {name: F, county: C1, stops: [S1], vehicle: van, depart: [\"07:00\"]}\n",
        head);
    const uint64_t all = UINT64_C(1) << 32; /* above every word, the largest included */
    assert_true(network->classes[1].threshold[INBOUND] < all);
    assert_true(network->classes[2].threshold[INBOUND] == all);
    assert_true(network->classes[0].threshold[OUTBOUND] == all);
    network_destroy(network);
}

/* ---- county groups ---- */

static struct network *compile_group(int seed)
{
    return compile(
        "%sexperiment: {warm_up: 0 d, horizon: 2 d, seed: %d}\n"
        "hubs:\n  - {name: A, lat: 26, lon: 106, vehicles: {truck: 9}}\n"
        "  - {name: B, lat: 30, lon: 104, vehicles: {truck: 9}}\n"
        "county_groups:\n  - name: G\n    counties: 11\n    hubs: [A, B]\n"
        "    from_hub: {uniform: {from: 50 km, to: 90 km}}\n"
        "    people: {lognormal: {mean: 3000, cv: 0.5}}\n    vehicles: {van: 2}\n"
        "    stations: {count: 7, from_centre: {uniform: {from: 1 km, to: 20 km}}, shelf: 9}\n"
        "    villages: {per_station: 3, from_station: {uniform: {from: 0 km, to: 4 km}},\n"
        "               weight: {lognormal: {mean: 1, cv: 0.6}}}\n"
        "villages: {choose: {station: nearest}}\n"
        "demand: {inbound: {orders: 14 /person/y}}\n"
        "vehicles:\n  - {type: truck, parcels: 9, speed: 50 km/h}\n"
        "  - {type: van, parcels: 9, speed: 30 km/h}\n"
        "line_haul:\n  - {name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}\n"
        "feeders:\n  - {name: F, stops: {groups_of: 3}, vehicle: van, depart: [\"07:00\"]}\n",
        head, seed);
}

static void test_group_becomes_so_many_counties_stations_villages_and_routes(void **state)
{
    (void)state;
    struct network *network = compile_group(1);
    assert_int_equal(network->centre_count, 2 + 11);
    assert_int_equal(network->regions[0].counties.end - network->regions[0].counties.begin, 6);
    assert_int_equal(network->regions[1].counties.end - network->regions[1].counties.begin, 5);
    assert_int_equal(network->station_count, 77);
    assert_int_equal(network->village_count, 231);
    assert_int_equal(network->route_count, 11 + 11 * 3); /* 3, 3 and 1 stations a tour */
    assert_int_equal(network->stop_count, 11 + 77);
    double detour = 1.3, reach = 0;
    for (int32_t c = 2; c < 13; c++) {
        const struct centre *county = &network->centres[c],
                            *hub = &network->centres[county->parent];
        double away = network_distance_m(county->lat, county->lon, hub->lat, hub->lon);
        assert_true(away > 49999 && away < 90001);
        for (int32_t v = county->villages.begin; v < county->villages.end; v++) {
            assert_int_equal(network->villages[v].service, SERVED_BY_STATION);
            reach = fmax(reach, network->villages[v].access_m);
        }
    }
    assert_true(reach <= 4001 * detour); /* the nearest is no farther than its own */
    network_destroy(network);
}

static void test_layout_of_a_group_does_not_depend_on_the_seed(void **state)
{
    (void)state;
    struct network *a = compile_group(1), *b = compile_group(2);
    for (int32_t s = 0; s < a->station_count; s++) {
        assert_true(a->stations[s].lat == b->stations[s].lat);
        assert_true(a->stations[s].lon == b->stations[s].lon);
    }
    int same_streams = 0;
    for (int32_t v = 0; v < a->village_count; v++) {
        const struct village *x = &a->villages[v], *y = &b->villages[v];
        assert_true(x->lat == y->lat && x->lon == y->lon && x->people == y->people);
        assert_string_equal(x->name, y->name);
        same_streams += memcmp(&x->demand[INBOUND], &y->demand[INBOUND], sizeof x->demand[0]) == 0;
    }
    assert_int_equal(same_streams, 0);
    network_destroy(a);
    network_destroy(b);
}

static void test_people_of_a_county_are_shared_by_weight(void **state)
{
    (void)state;
    struct network *network = compile_group(1);
    double everybody = 0;
    for (int32_t v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        assert_close(village->rate[INBOUND], village->people * 14 / (365 * 24), 1e-12);
        assert_true(village->rate[OUTBOUND] == 0);
        everybody += village->people;
    }
    assert_close(everybody, 33000, 4 * 3000 * 0.5 * sqrt(11)); /* four standard deviations */
    network_destroy(network);
}

/* ---- who goes where ---- */

/* 90 stations and 300 villages strewn over two counties. */
static struct network *compile_strewn(const char *choose, double **ret_places)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    double *places = des_allocate(2 * 390, sizeof *places);
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(1, 0, "strewn", "test"));
    for (int i = 0; i < 390; i++) {
        places[2 * i] = round(1e5 * (26 + des_rng_unit(&rng))) / 1e5;
        places[2 * i + 1] = round(1e5 * (106 + des_rng_unit(&rng))) / 1e5;
    }
    fprintf(out,
            "%sexperiment: {warm_up: 0 d, horizon: 1 d}\n"
            "hubs:\n  - {name: H, lat: 26, lon: 106, vehicles: {truck: 9}}\n"
            "counties:\n  - {name: C, lat: 26, lon: 106, vehicles: {van: 2}}\n"
            "  - {name: D, lat: 27, lon: 107, vehicles: {van: 2}}\nstations:\n",
            head);
    for (int s = 0; s < 90; s++) {
        fprintf(out, "  - {name: S%d, county: %s, lat: %.5f, lon: %.5f}\n", s, s < 40 ? "C" : "D",
                places[2 * s], places[2 * s + 1]);
    }
    fprintf(out, "villages:\n  choose: {station: nearest, %s}\n  list:\n", choose);
    for (int v = 0; v < 300; v++) {
        fprintf(out, "    - {name: V%d, lat: %.5f, lon: %.5f, people: 5}\n", v,
                places[2 * (90 + v)], places[2 * (90 + v) + 1]);
    }
    fprintf(out,
            "demand: {inbound: {orders: 1 /person/y}}\n"
            "vehicles:\n  - {type: truck, parcels: 9, speed: 50 km/h}\n"
            "  - {type: van, parcels: 9, speed: 30 km/h}\n"
            "travel: {distance: {great_circle: {detour: 1.4}}}\n"
            "line_haul:\n  - {name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}\n"
            "feeders:\n  - {name: F, stops: all stations, vehicle: van, depart: [\"07:00\"]}\n");
    fclose(out);
    struct network *network = network_from_text(text);
    free(text);
    *ret_places = places;
    return network;
}

static int nearest_by_brute_force(const double *places, const double *village, double *ret_m)
{
    int best = 0;
    *ret_m = INFINITY;
    for (int s = 0; s < 90; s++) {
        double m =
            1.4 * network_distance_m(village[0], village[1], places[2 * s], places[2 * s + 1]);
        if (m < *ret_m) {
            *ret_m = m;
            best = s;
        }
    }
    return best;
}

static void assert_choices(const char *choose, double reach_m, enum village_service beyond)
{
    double *places;
    struct network *network = compile_strewn(choose, &places);
    int far = 0;
    for (int32_t v = 0; v < network->village_count; v++) {
        const struct village *village = &network->villages[v];
        double least;
        int number =
            nearest_by_brute_force(places, &places[2 * (90 + atoi(village->name + 1))], &least);
        if (least > reach_m) {
            assert_int_equal(village->service, beyond);
            far++;
        }
        if (village->service == SERVED_BY_STATION) {
            assert_int_equal(atoi(network->stations[village->station].name + 1), number);
            assert_close(village->access_m, least, 1e-6);
        } else {
            assert_true(least > reach_m);
        }
    }
    assert_true(far > 20 && far < 280);
    free(places);
    network_destroy(network);
}

static void test_villagers_go_to_the_nearest_station_within_reach(void **state)
{
    (void)state;
    assert_choices("reach: 7 km, beyond: lost", 7000, NOT_SERVED);
    assert_choices("reach: 7 km, beyond: collect at county", 7000, SERVED_BY_COUNTER);
    assert_choices("reach: 7 km, beyond: nearest anyway", 7000, SERVED_BY_STATION);
}

/* ---- demand ---- */

/* The factor of one hour, from the definition; 2016-10-28 is a Friday. */
static double plain_factor(int hour)
{
    static const int lengths[] = {31, 30, 31}; /* October, November, December */
    int day = hour / 24, clock = hour % 24, weekday = (4 + day) % 7;
    int month = 9, date = 28 + day;
    while (date > lengths[month - 9]) {
        date -= lengths[month - 9];
        month++;
    }
    /* hours: 08-12 at 1.2, 23-08 at 0.2, the others 1; weekdays: sat 2, sun 3; months: nov 1.5 */
    double by_hour = clock >= 8 && clock < 12 ? 1.2 : clock >= 23 || clock < 8 ? 0.2 : 1;
    double factor = by_hour / ((4 * 1.2 + 9 * 0.2 + 11) / 24);
    factor *= (weekday == 5 ? 2 : weekday == 6 ? 3 : 1) / ((5 + 2 + 3) / 7.);
    factor *= (month == 10 ? 1.5 : 1) / ((335 + 30 * 1.5) / 365);
    factor *= pow(1.45, (day + 0.5) / 365);
    factor *= month == 10 && date == 11 ? 3.2 * 2 : 1; /* both peaks */
    factor *= month == 10 && (date == 10 || date == 12) ? 2 : 1;
    return factor;
}

static struct network *compile_demand(void)
{
    return compile(
        "%sexperiment: {warm_up: 0 d, horizon: 40 d}\n"
        "hubs:\n  - {name: H, lat: 26, lon: 106, vehicles: {truck: 9}}\n"
        "counties:\n  - {name: C, lat: 26, lon: 107, vehicles: {van: 2}}\n"
        "stations:\n  - {name: S, county: C, lat: 26, lon: 107}\n"
        "villages:\n  choose: {station: nearest}\n"
        "  list:\n    - {name: V, lat: 26, lon: 107, people: 73, outbound: 48 /d}\n"
        "demand:\n  inbound:\n    orders: 10 /person/y\n    growth: 45 %%/y\n"
        "    hours: {08-12: 1.2, 23-08: 0.2}\n    weekdays: {sat: 2, sun: 3}\n"
        "    months: {nov: 1.5}\n"
        "    peaks: [{name: P, dates: 2016-11-11, factor: 3.2},\n"
        "            {name: Q, dates: 2016-11-10..2016-11-12, factor: 2}]\n"
        "  outbound: {orders: 1 /person/y}\n"
        "vehicles:\n  - {type: truck, parcels: 9, speed: 50 km/h}\n"
        "  - {type: van, parcels: 9, speed: 30 km/h}\n"
        "line_haul:\n  - {name: L, to: each county, vehicle: truck, depart: [\"02:00\"]}\n"
        "feeders:\n  - {name: F, stops: all stations, vehicle: van, depart: [\"07:00\"]}\n",
        head);
}

static void test_demand_follows_hour_weekday_month_growth_and_peaks(void **state)
{
    (void)state;
    struct network *network = compile_demand();
    assert_int_equal(network->hours, 40 * 24);
    const double *inbound = network->shape[INBOUND].cumulative;
    const double *outbound = network->shape[OUTBOUND].cumulative;
    double sum = 0;
    for (int h = 0; h < network->hours; h++) {
        assert_close(inbound[h + 1] - inbound[h], plain_factor(h), 1e-9);
        sum += plain_factor(h);
        assert_close(inbound[h + 1], sum, 1e-8);
        assert_close(outbound[h + 1], h + 1, 1e-9);
    }
    assert_close(network->villages[0].rate[INBOUND], 73 * 10 / (365. * 24), 1e-12);
    assert_close(network->villages[0].rate[OUTBOUND], 2, 1e-12);
    network_destroy(network);
}

/* ---- links ---- */

static struct network *compile_links(const char *travel)
{
    return compile("%sexperiment: {warm_up: 0 d, horizon: 1 d}\n"
                   "hubs:\n  - {name: H, lat: 26, lon: 106, vehicles: {truck: 9}}\n"
                   "counties:\n  - {name: C, lat: 26, lon: 107, vehicles: {van: 2}}\n"
                   "stations:\n  - {name: S, county: C, lat: 26, lon: 107.1}\n"
                   "  - {name: T, county: C, lat: 26.1, lon: 107.1}\n"
                   "villages:\n  choose: {station: nearest}\n"
                   "  list:\n    - {name: V, lat: 26, lon: 107, people: 73}\n"
                   "demand: {inbound: {orders: 1 /person/y}}\n"
                   "vehicles:\n  - {type: truck, parcels: 9, speed: 50 km/h}\n"
                   "  - {type: van, parcels: 9, speed: 36 km/h}\n%s"
                   "line_haul:\n  - {name: L, to: [C], vehicle: truck, depart: [\"02:00\"]}\n"
                   "feeders:\n  - {name: F, county: C, stops: [S, T], vehicle: van,\n"
                   "     depart: [\"07:00\"]}\n",
                   head, travel);
}

static double leg_us(const struct stop *stop)
{
    assert_true(des_distribution_is_constant(&stop->travel));
    return des_distribution_mean(&stop->travel);
}

static void test_leg_is_great_circle_times_detour_over_speed(void **state)
{
    (void)state;
    struct network *network = compile_links("travel: {distance: {great_circle: {detour: 1.5}}}\n");
    const struct route *van = &network->routes[1];
    const struct stop *stops = &network->stops[van->stops.begin];
    double metres = round(1.5 * network_distance_m(26, 107.1, 26.1, 107.1));
    assert_close(stops[1].distance_m, metres, 1e-6);
    assert_close(leg_us(&stops[1]), metres / 10 * 1e6, 1); /* 36 km/h is 10 m/s */
    metres = round(1.5 * network_distance_m(26.1, 107.1, 26, 107));
    assert_close(leg_us(&van->home), metres / 10 * 1e6, 1);
    network_destroy(network);
}

static void test_links_override_coordinates_and_may_differ_by_way(void **state)
{
    (void)state;
    struct network *network = compile_links(
        "travel:\n  distance: {great_circle: {detour: 1.5}}\n  links:\n"
        "    - {between: [H, C], distance: 90 km, time: 2 h}\n"
        "    - {from: C, to: H, distance: 95 km, time: {uniform: {from: 2 h, to: 4 h}}}\n"
        "    - {between: [S, T], distance: 30 km}\n    - {from: T, to: C, time: 20 min}\n");
    const struct route *truck = &network->routes[0], *van = &network->routes[1];
    const struct stop *there = &network->stops[truck->stops.begin];
    assert_close(there->distance_m, 90000, 1e-6);
    assert_close(leg_us(there), 2 * (double)DES_HOUR, 1e-3);
    assert_close(truck->home.distance_m, 95000, 1e-6);
    assert_int_equal(truck->home.travel.kind, DES_UNIFORM);
    assert_close(des_distribution_mean(&truck->home.travel), 3 * (double)DES_HOUR, 1);
    const struct stop *second = &network->stops[van->stops.begin + 1];
    assert_close(second->distance_m, 30000, 1e-6);
    assert_close(leg_us(second), 3000e6, 1); /* its distance at the van's speed */
    assert_close(leg_us(&van->home), 20 * (double)DES_MINUTE, 1e-3);
    assert_close(van->home.distance_m, round(1.5 * network_distance_m(26.1, 107.1, 26, 107)), 1e-6);
    network_destroy(network);
}

/* A row of its own for a direction comes before the way back of another; a link before both. */
static void test_a_table_of_roads_may_differ_by_way(void **state)
{
    (void)state;
    struct network *network =
        compile_links("roads:\n  both_ways: yes\n  list:\n"
                      "    - {origin: H, destination: C, km: 90, minutes: 120}\n"
                      "    - {origin: S, destination: C, km: 36}\n"
                      "    - {origin: C, destination: S, minutes: 50}\n"
                      "    - {origin: S, destination: T, km: 7, minutes: 10}\n"
                      "    - {origin: C, destination: T, km: 20, minutes: 25}\n"
                      "travel:\n  distance: {great_circle: {detour: 1.5}}\n  links:\n"
                      "    - {from: C, to: H, time: 3 h}\n");
    const struct route *truck = &network->routes[0], *van = &network->routes[1];
    const struct stop *stops = &network->stops[truck->stops.begin];
    assert_close(stops->distance_m, 90000, 1e-6);
    assert_close(leg_us(stops), 2 * (double)DES_HOUR, 1e-3);
    assert_close(leg_us(&truck->home), 3 * (double)DES_HOUR, 1e-3);
    stops = &network->stops[van->stops.begin];
    assert_close(leg_us(&stops[0]), 50 * (double)DES_MINUTE, 1e-3);
    assert_close(stops[0].distance_m, round(1.5 * network_distance_m(26, 107, 26, 107.1)), 1e-6);
    assert_close(leg_us(&stops[1]), 10 * (double)DES_MINUTE, 1e-3);
    assert_close(leg_us(&van->home), 25 * (double)DES_MINUTE, 1e-3); /* the way back of C - T */
    assert_close(van->home.distance_m, 20000, 1e-6);
    network_destroy(network);
}

static void test_constant_delay_lengthens_every_leg(void **state)
{
    (void)state;
    struct network *plain = compile_links(""), *slow = compile_links("travel: {delay: 1.25}\n");
    for (int32_t s = 0; s < plain->stop_count; s++) {
        assert_close(leg_us(&slow->stops[s]), 1.25 * leg_us(&plain->stops[s]), 1);
    }
    assert_close(leg_us(&slow->routes[0].home), 1.25 * leg_us(&plain->routes[0].home), 1);
    network_destroy(plain);
    network_destroy(slow);
}

/* A county with twelve stations in a ring around it, five parcels a day each; a van that holds 20
 * of them, filled up to `fill`. */
static struct network *compile_ring(const char *tours, const char *village)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    fprintf(out, "lastmile: 1\nname: Ring\nstart: 2016-06-06\n"
                 "experiment: {warm_up: 0 d, horizon: 7 d}\n"
                 "hubs: [{name: H, lat: 27, lon: 107, vehicles: {van: 1}}]\n"
                 "counties: [{name: C, lat: 26, lon: 107, vehicles: {van: 1}}]\nstations:\n");
    for (int s = 0; s < 12; s++) {
        double angle = 5 * s * M_PI / 6; /* neighbours in the list are far apart */
        fprintf(out, "  - {name: S%d, lat: %.4f, lon: %.4f}\n", s + 1, 26 + 0.2 * sin(angle),
                107 + 0.2 * cos(angle));
    }
    fprintf(out, "villages:\n");
    for (int s = 0; s < 12; s++) {
        fprintf(out, "  - {name: V%d, station: S%d, people: 1, %s}\n", s + 1, s + 1, village);
    }
    fprintf(
        out,
        "vehicles: [{type: van, parcels: 20, speed: 36 km/h}]\n"
        "travel: {distance: {great_circle: {detour: 1}}}\n"
        "line_haul: [{name: L, to: each county, vehicle: van, depart: [\"02:00\"]}]\n"
        "feeders: [{name: F, vehicle: van, depart: [\"07:00\"], stop_time: [6 min, 1 min/parcel], "
        "stops: {tours: {%s}}}]\n",
        tours);
    fclose(out);
    struct network *network = network_from_text(text);
    free(text);
    return network;
}

static double route_hours(const struct network *network, const struct route *route)
{
    double us = leg_us(&route->home);
    for (int32_t s = route->stops.begin; s < route->stops.end; s++) {
        us += leg_us(&network->stops[s]);
    }
    return us / (double)DES_HOUR;
}

/* Twelve stations x 5 parcels = 60: three tours of four when the van may be full, four of three at
 * 75 %, whichever direction is the heavier one. Each takes neighbours on the ring, 30 degrees
 * apart: every chord is 2 x 22.2 km x sin 15 degrees = 11.5 km at most, longer by no more than a
 * per cent or two for the meridians. */
static void test_planned_tours_fill_the_van_with_neighbours(void **state)
{
    (void)state;
    static const struct {
        const char *tours, *village;
        int32_t count, stops;
    } cases[] = {{"fill: 100 %", "inbound: 5 /d", 3, 4},
                 {"fill: 75 %", "inbound: 5 /d", 4, 3},
                 {"fill: 100 %", "inbound: 1 /d, outbound: 5 /d", 3, 4},
                 {"fill: 100 %", "inbound: 10 /d", 6, 2}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct network *network = compile_ring(cases[c].tours, cases[c].village);
        bool visited[12] = {false};
        assert_int_equal(network->route_count, 1 + cases[c].count);
        for (int32_t r = 1; r < network->route_count; r++) {
            const struct route *route = &network->routes[r];
            assert_true(route->planned);
            assert_int_equal(route->stops.end - route->stops.begin, cases[c].stops);
            for (int32_t s = route->stops.begin; s < route->stops.end; s++) {
                assert_false(visited[network->stops[s].place]);
                visited[network->stops[s].place] = true;
                if (s > route->stops.begin) {
                    assert_true(network->stops[s].distance_m < 11600);
                }
            }
        }
        network_destroy(network);
    }
}

/* By hand: to the ring and back 2 x 22.2 km at 36 km/h are 1.235 h (19.97 km and less where a
 * degree of longitude counts), each stop 6 min and a minute for each of 5 parcels, 6 min at the
 * base. With 2 h one stop fits (1.24 + .18 + .1 = 1.52; a second one adds .32 + .18 = 2.02), 2 h 10
 * take two. */
static void test_planned_tours_keep_within_their_time(void **state)
{
    (void)state;
    struct network *network = compile_ring("longest: 110 min, fill: 100 %", "inbound: 5 /d");
    assert_int_equal(network->route_count, 1 + 12);
    network_destroy(network);
    network = compile_ring("longest: 130 min, fill: 100 %", "inbound: 5 /d");
    assert_int_equal(network->route_count, 1 + 6);
    for (int32_t r = 1; r < network->route_count; r++) {
        const struct route *route = &network->routes[r];
        assert_true(route_hours(network, route) + 2 * (11 / 60.) + 0.1 <= 130 / 60.);
    }
    network_destroy(network);
}

/* A tour's planned legs are the mean ones, whatever the hour; the world drives by the clock. */
static void test_rush_hours_are_kept_by_the_hour(void **state)
{
    (void)state;
    struct network *plain = compile_links(""),
                   *slow = compile_links("travel: {hours: {07-09: 1.5, 17-18: 1.25}}\n");
    assert_false(plain->by_hour);
    assert_true(slow->by_hour);
    for (int h = 0; h < 24; h++) {
        double factor = h == 7 || h == 8 ? 1.5 : h == 17 ? 1.25 : 1;
        assert_close(slow->travel_hours[h], factor, 0);
    }
    network_destroy(plain);
    network_destroy(slow);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_great_circles_have_known_lengths),
        cmocka_unit_test(test_haversine_agrees_with_the_law_of_cosines),
        cmocka_unit_test(test_what_belongs_to_a_place_is_one_range),
        cmocka_unit_test(test_group_becomes_so_many_counties_stations_villages_and_routes),
        cmocka_unit_test(test_layout_of_a_group_does_not_depend_on_the_seed),
        cmocka_unit_test(test_class_that_completes_the_shares_takes_all_that_is_left),
        cmocka_unit_test(test_people_of_a_county_are_shared_by_weight),
        cmocka_unit_test(test_villagers_go_to_the_nearest_station_within_reach),
        cmocka_unit_test(test_demand_follows_hour_weekday_month_growth_and_peaks),
        cmocka_unit_test(test_leg_is_great_circle_times_detour_over_speed),
        cmocka_unit_test(test_links_override_coordinates_and_may_differ_by_way),
        cmocka_unit_test(test_a_table_of_roads_may_differ_by_way),
        cmocka_unit_test(test_constant_delay_lengthens_every_leg),
        cmocka_unit_test(test_rush_hours_are_kept_by_the_hour),
        cmocka_unit_test(test_planned_tours_fill_the_van_with_neighbours),
        cmocka_unit_test(test_planned_tours_keep_within_their_time),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
