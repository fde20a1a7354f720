/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/distribution.h"
#include "engine/normal.h"
#include "engine/require.h"
#include "tests/assert_close.h"

enum { DRAWS = 200000, KINDS = 14 };

static const double z_999 = 3.2905; /* two-sided 99.9 % */

static const double values[] = {5, 1, 3, 10};
static const double weights[] = {2, 1, 0, 1};

static struct des_rng rng_of(const char *purpose)
{
    struct des_rng rng;
    des_rng_init(&rng, des_stream_make(20161111, 0, purpose, "Wangmo"));
    return rng;
}

static void make_all(struct des_distribution all[KINDS])
{
    all[0] = des_constant(4);
    all[1] = des_uniform(2, 6);
    all[2] = des_triangular(1, 2, 7);
    all[3] = des_triangular(1, 1, 7);
    all[4] = des_exponential(3);
    all[5] = des_gamma(3, 1.5); /* shape below 1 */
    all[6] = des_gamma(3, 0.4);
    all[7] = des_erlang(6, 3);
    all[8] = des_lognormal(5, 0.6);
    all[9] = des_weibull(5, 1.7);
    all[10] = des_weibull(5, 0.8);
    all[11] = des_normal(5, 1);
    all[12] = des_normal(1, 2); /* 31 % cut away */
    all[13] = des_empirical(values, weights, 4);
}

static void done_all(struct des_distribution all[KINDS])
{
    for (int k = 0; k < KINDS; k++) {
        des_distribution_done(&all[k]);
    }
}

/* Share at or below x; written here apart from the code it tests. */
static double cdf(const struct des_distribution *d, double x)
{
    double cut;
    switch (d->kind) {
    case DES_CONSTANT:
        return x >= d->a;
    case DES_UNIFORM:
        return gsl_cdf_flat_P(x, d->a, d->b);
    case DES_TRIANGULAR:
        return x < d->b ? (x - d->a) * (x - d->a) / ((d->c - d->a) * (d->b - d->a))
                        : 1 - (d->c - x) * (d->c - x) / ((d->c - d->a) * (d->c - d->b));
    case DES_EXPONENTIAL:
        return gsl_cdf_exponential_P(x, d->a);
    case DES_GAMMA:
        return gsl_cdf_gamma_P(x, d->a, d->b);
    case DES_LOGNORMAL:
        return gsl_cdf_lognormal_P(x, d->a, d->b);
    case DES_WEIBULL:
        return gsl_cdf_weibull_P(x, d->a, d->b);
    case DES_NORMAL:
        cut = gsl_cdf_ugaussian_P(-d->a / d->b);
        return (gsl_cdf_ugaussian_P((x - d->a) / d->b) - cut) / (1 - cut);
    case DES_EMPIRICAL:
        return NAN;
    }
    return NAN;
}

static int by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

/* Kolmogorov-Smirnov: P(D > 2.23 / sqrt(n)) = 2 exp(-2 * 2.23^2) = 1e-4. */
static void assert_follows(const struct des_distribution *d, double *draws)
{
    qsort(draws, DRAWS, sizeof *draws, by_size);
    double worst = 0;
    for (int i = 0; i < DRAWS; i++) {
        double p = cdf(d, draws[i]);
        worst = fmax(worst, fmax(p - i / (double)DRAWS, (i + 1) / (double)DRAWS - p));
    }
    assert_true(worst < 2.23 / sqrt(DRAWS));
}

static bool is_continuous(const struct des_distribution *d)
{
    return d->kind != DES_CONSTANT && d->kind != DES_EMPIRICAL;
}

static void assert_moments(const struct des_distribution *d, const double *draws)
{
    double mean = 0, variance = 0, fourth = 0;
    for (int i = 0; i < DRAWS; i++) {
        mean += draws[i] / DRAWS;
        assert_true(draws[i] >= 0);
    }
    for (int i = 0; i < DRAWS; i++) {
        double square = (draws[i] - mean) * (draws[i] - mean);
        variance += square / DRAWS;
        fourth += square * square / DRAWS;
    }
    double expected = des_distribution_variance(d);
    assert_close(mean, des_distribution_mean(d), z_999 * sqrt(expected / DRAWS) + 1e-9);
    /* Variance of a sample variance, its fourth moment estimated. */
    double spread = sqrt(fmax(fourth - variance * variance, 0) / DRAWS);
    assert_close(variance, expected, z_999 * spread + 1e-9);
}

static void test_draws_follow_their_distribution(void **state)
{
    (void)state;
    struct des_distribution all[KINDS];
    make_all(all);
    struct des_rng rng = rng_of("draws");
    double *draws = des_allocate(DRAWS, sizeof *draws);
    for (int k = 0; k < KINDS; k++) {
        des_distribution_fill(&all[k], &rng, draws, DRAWS);
        assert_moments(&all[k], draws);
        if (is_continuous(&all[k])) {
            assert_follows(&all[k], draws);
        }
    }
    free(draws);
    done_all(all);
}

static void test_draws_by_position_follow_their_distribution(void **state)
{
    (void)state;
    struct des_distribution all[KINDS];
    make_all(all);
    double *draws = des_allocate(DRAWS, sizeof *draws);
    for (int k = 0; k < KINDS; k++) {
        struct des_stream stream = des_stream_make(7, (uint32_t)k, "position", "Wangmo");
        for (uint64_t i = 0; i < DRAWS; i++) {
            uint32_t luck = des_stream_block(&stream, i, 0).word[2];
            draws[i] = des_distribution_at(&all[k], stream, i, luck);
            assert_true(draws[i] == des_distribution_at(&all[k], stream, i, luck));
        }
        assert_moments(&all[k], draws);
        if (is_continuous(&all[k])) {
            assert_follows(&all[k], draws);
        }
    }
    free(draws);
    done_all(all);
}

static void test_a_fill_is_as_many_draws(void **state)
{
    (void)state;
    enum { MOST = 700 };
    struct des_distribution all[KINDS];
    make_all(all);
    for (int k = 0; k < KINDS; k++) {
        struct des_rng filler = rng_of("fill");
        des_rng_word(&filler); /* so that draws straddle blocks */
        struct des_rng drawer = filler;
        double filled[MOST];
        for (size_t count = 0; count < MOST; count += 1 + count / 2) {
            des_distribution_fill(&all[k], &filler, filled, count);
            for (size_t i = 0; i < count; i++) {
                double drawn = des_distribution_draw(&all[k], &drawer);
                assert_memory_equal(&filled[i], &drawn, sizeof drawn);
            }
        }
        assert_int_equal(des_rng_word(&filler), des_rng_word(&drawer));
    }
    done_all(all);
}

static void test_makers_keep_mean_and_variation(void **state)
{
    (void)state;
    struct des_distribution gamma = des_gamma(3, 1.5), erlang = des_erlang(6, 3);
    struct des_distribution lognormal = des_lognormal(5, 0.6), weibull = des_weibull(5, 1);
    assert_close(des_distribution_mean(&gamma), 3, 1e-12);
    assert_close(des_distribution_variance(&gamma), 4.5 * 4.5, 1e-12);
    assert_close(des_distribution_mean(&erlang), 6, 1e-12);
    assert_close(des_distribution_variance(&erlang), 12, 1e-12);
    assert_close(des_distribution_mean(&lognormal), 5, 1e-12);
    assert_close(des_distribution_variance(&lognormal), 9, 1e-12);
    assert_close(des_distribution_mean(&weibull), 5, 1e-12);
    assert_close(des_distribution_variance(&weibull), 25, 1e-10); /* shape 1: exponential */
}

/* Cut at its mean a normal is a half-normal: mean sd sqrt(2 / pi), variance sd^2 (1 - 2 / pi). */
static void test_a_normal_cut_near_its_mean_is_half_normal(void **state)
{
    (void)state;
    const double pi = 3.14159265358979323846;
    struct des_distribution d = des_normal(1e-9, 2);
    assert_close(des_distribution_mean(&d), 2 * sqrt(2 / pi), 1e-8);
    assert_close(des_distribution_variance(&d), 4 * (1 - 2 / pi), 1e-8);
    struct des_distribution hardly_cut = des_normal(100, 1);
    assert_close(des_distribution_mean(&hardly_cut), 100, 1e-12);
    assert_close(des_distribution_variance(&hardly_cut), 1, 1e-12);
}

/* Chi-square at 1e-4; weights 2, 1, 0, 1 of the values 5, 1, 3, 10. */
static void test_empirical_values_come_by_their_weights(void **state)
{
    (void)state;
    struct des_distribution d = des_empirical(values, weights, 4);
    struct des_rng rng = rng_of("empirical");
    double count[11] = {0};
    for (int i = 0; i < DRAWS; i++) {
        count[(int)des_distribution_draw(&d, &rng)]++;
    }
    assert_close(count[1] + count[5] + count[10], DRAWS, 0); /* never the 3, of weight 0 */
    double quarter = DRAWS / 4.0;
    double chi2 = pow(count[1] - quarter, 2) / quarter + pow(count[10] - quarter, 2) / quarter +
                  pow(count[5] - 2 * quarter, 2) / (2 * quarter);
    assert_true(chi2 < gsl_cdf_chisq_Qinv(1e-4, 2));
    assert_close(des_distribution_mean(&d), 5.25, 1e-12);
    assert_close(des_distribution_variance(&d), 37.75 - 5.25 * 5.25, 1e-12);
    des_distribution_done(&d);
}

static void test_empirical_extremes_are_reached_and_ends_of_no_weight_are_not(void **state)
{
    (void)state;
    const double ends[] = {1, 2, 3, 4};
    const double none_at_ends[] = {0, 1, 1, 0};
    struct des_distribution even = des_empirical(ends, NULL, 4);
    struct des_distribution inner = des_empirical(ends, none_at_ends, 4);
    struct des_stream stream = {0};
    assert_close(des_distribution_at(&even, stream, 0, 0), 1, 0);
    assert_close(des_distribution_at(&even, stream, 0, UINT32_MAX), 4, 0);
    assert_close(des_distribution_at(&inner, stream, 0, 0), 2, 0);
    assert_close(des_distribution_at(&inner, stream, 0, UINT32_MAX), 3, 0);
    des_distribution_done(&even);
    des_distribution_done(&inner);
}

static void test_scaling_scales_every_draw(void **state)
{
    (void)state;
    struct des_distribution all[KINDS];
    make_all(all);
    struct des_stream stream = des_stream_make(1, 0, "scale", "");
    for (int k = 0; k < KINDS; k++) {
        struct des_distribution scaled = des_distribution_copy(&all[k]);
        des_distribution_scale(&scaled, 60);
        assert_close(des_distribution_mean(&scaled), 60 * des_distribution_mean(&all[k]), 1e-9);
        assert_close(des_distribution_variance(&scaled), 3600 * des_distribution_variance(&all[k]),
                     1e-7);
        for (uint64_t i = 0; i < 200; i++) {
            uint32_t luck = (uint32_t)i * 21474836u;
            double plain = des_distribution_at(&all[k], stream, i, luck);
            double difference = all[k].kind == DES_NORMAL ? 1e-12 : 0; /* it is one, next to 0 */
            assert_close(des_distribution_at(&scaled, stream, i, luck), 60 * plain,
                         1e-9 * plain + difference);
        }
        des_distribution_done(&scaled);
    }
    done_all(all);
}

static void assert_quantile(double near)
{
    double u = des_unit_from_bits((uint64_t)(near * 0x1p52) << 12); /* so that 1 - u is exact */
    double z = des_normal_quantile(u);
    assert_close(z, gsl_cdf_ugaussian_Pinv(u), 4e-15 * fabs(z) + 1e-300);
    assert_close(des_normal_quantile(1 - u), -z, 0);
    assert_close(gsl_cdf_ugaussian_P(z), u, 1e-13 * u);
}

static void test_normal_quantiles_are_gsls_and_their_own_mirror(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 100000; i++) {
        assert_quantile(des_unit_from_word((uint32_t)(i * 42949)));
    }
    for (double u = des_unit_from_bits(0); u < 0.5; u = 3 * u) { /* the least there is, and on */
        assert_quantile(u);
    }
    assert_quantile(0.075); /* where another formula begins */
    assert_quantile(0.0749999999);
    assert_close(des_normal_quantile(0.5), 0, 0);
}

static void test_normals_and_exps_in_bulk_are_those_one_by_one(void **state)
{
    (void)state;
    enum { COUNT = 1003 };
    uint32_t words[COUNT];
    double normals[COUNT], exps[COUNT];
    for (uint32_t i = 0; i < COUNT; i++) {
        words[i] = i == 0 ? 0 : i == 1 ? UINT32_MAX : i * 4282663u;
        exps[i] = i == 0 ? -1e9 : i == 1 ? 1e9 : -500 + (double)i;
    }
    des_normal_from_words(words, normals, COUNT);
    des_exp_all(exps, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) {
        double x = i == 0 ? -1e9 : i == 1 ? 1e9 : -500 + (double)i;
        assert_close(normals[i], des_normal_quantile(des_unit_from_word(words[i])), 0);
        assert_close(exps[i], des_exp(x), 0);
    }
}

static void test_many_words_make_the_draws_of_each(void **state)
{
    (void)state;
    enum { COUNT = 200 };
    struct des_distribution all[KINDS];
    struct des_stream stream = des_stream_make(1, 0, "words", "");
    uint32_t words[COUNT];
    double draws[COUNT];
    make_all(all);
    for (uint32_t i = 0; i < COUNT; i++) {
        words[i] = i * 21474836u;
    }
    for (int k = 0; k < KINDS; k++) {
        if (!des_distribution_is_inverted(&all[k])) {
            continue;
        }
        des_distribution_from_words(&all[k], words, draws, COUNT);
        for (uint32_t i = 0; i < COUNT; i++) {
            assert_close(draws[i], des_distribution_at(&all[k], stream, i, words[i]), 0);
        }
    }
    done_all(all);
}

static void test_exp_is_libms(void **state)
{
    (void)state;
    for (double x = -708; x <= 709; x += 0.00763) {
        long double exact = expl(x);
        assert_true(fabsl(des_exp(x) - exact) <= 1e-15L * exact);
    }
    assert_close(des_exp(0), 1, 0);
    assert_close(des_exp(-1e9), des_exp(-708), 0);
    assert_close(des_exp(1e9), des_exp(709), 0);
}

static void test_only_what_never_varies_is_constant(void **state)
{
    (void)state;
    struct des_distribution all[KINDS], zero, point = des_uniform(3, 3);
    memset(&zero, 0, sizeof zero);
    make_all(all);
    for (int k = 0; k < KINDS; k++) {
        assert_int_equal(des_distribution_is_constant(&all[k]), k == 0);
    }
    struct des_rng rng = rng_of("constant");
    assert_true(des_distribution_is_constant(&zero));
    assert_close(des_distribution_draw(&zero, &rng), 0, 0);
    assert_true(des_distribution_is_constant(&point));
    done_all(all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_draws_follow_their_distribution),
        cmocka_unit_test(test_draws_by_position_follow_their_distribution),
        cmocka_unit_test(test_a_fill_is_as_many_draws),
        cmocka_unit_test(test_makers_keep_mean_and_variation),
        cmocka_unit_test(test_a_normal_cut_near_its_mean_is_half_normal),
        cmocka_unit_test(test_empirical_values_come_by_their_weights),
        cmocka_unit_test(test_empirical_extremes_are_reached_and_ends_of_no_weight_are_not),
        cmocka_unit_test(test_scaling_scales_every_draw),
        cmocka_unit_test(test_normal_quantiles_are_gsls_and_their_own_mirror),
        cmocka_unit_test(test_normals_and_exps_in_bulk_are_those_one_by_one),
        cmocka_unit_test(test_many_words_make_the_draws_of_each),
        cmocka_unit_test(test_exp_is_libms),
        cmocka_unit_test(test_only_what_never_varies_is_constant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
