/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/measure/selection.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_roots.h>
#include <math.h>
#include <stdlib.h>

#include "engine/require.h"

/* ---- screening ---- */

/* Of the differences of two systems over `count` common replications. */
static double variance_of_differences(const double *a, const double *b, size_t count)
{
    double mean = 0, squares = 0;
    for (size_t r = 0; r < count; r++) {
        double above = a[r] - b[r] - mean; /* Welford */
        mean += above / (double)(r + 1);
        squares += above * (a[r] - b[r] - mean);
    }
    return squares / (double)(count - 1);
}

static double mean_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t r = 0; r < count; r++) {
        DES_REQUIRE(isfinite(values[r]));
        sum += values[r];
    }
    return sum / (double)count;
}

size_t selection_screen(const double *const *values, size_t systems, size_t count,
                        const struct selection_goal *goal, bool *ret_kept)
{
    DES_REQUIRE(systems > 0 && count >= 2 && goal->confidence > 0 && goal->confidence < 1);
    double *means = des_allocate(systems, sizeof *means);
    for (size_t i = 0; i < systems; i++) {
        means[i] = (goal->high_is_good ? 1 : -1) * mean_of(values[i], count);
        ret_kept[i] = true;
    }
    double alpha = (1 - goal->confidence) / (systems > 1 ? (double)(systems - 1) : 1);
    double t = gsl_cdf_tdist_Qinv(alpha, (double)(count - 1));
    size_t kept = systems;
    for (size_t i = 0; i < systems; i++) {
        for (size_t j = 0; j < systems && ret_kept[i]; j++) {
            /* Who isn't ahead can't exclude; saves half of the variances. */
            if (means[j] > means[i]) {
                double variance = variance_of_differences(values[i], values[j], count);
                ret_kept[i] = means[i] >= means[j] - t * sqrt(variance / (double)count);
                kept -= !ret_kept[i];
            }
        }
    }
    free(means);
    return kept;
}

/* ---- Rinott ---- */

/* x = z^2 and y = w^2 have chi densities, in which the integrand is analytic; and a chi
 * variable is within 9 of sqrt(v) but for a probability of e^-40, at any v: Gauss-Legendre
 * converges geometrically. */
enum { NODES = 200 };
static const double REACH = 9;

struct rinott {
    double z[NODES], weight[NODES]; /* nodes, and weights times the chi density */
    double freedom, others, confidence;
};

static struct rinott *rinott_create(double confidence, size_t first_stage, size_t systems)
{
    struct rinott *self = des_allocate(1, sizeof *self);
    self->freedom = (double)(first_stage - 1);
    self->others = (double)(systems - 1);
    self->confidence = confidence;
    double centre = sqrt(self->freedom);
    gsl_integration_glfixed_table *table = gsl_integration_glfixed_table_alloc(NODES);
    for (size_t i = 0; i < NODES; i++) {
        double weight = 0;
        gsl_integration_glfixed_point(fmax(0, centre - REACH), centre + REACH, i, &self->z[i],
                                      &weight, table);
        double z = self->z[i];
        self->weight[i] = weight * 2 * z * gsl_ran_chisq_pdf(z * z, self->freedom);
    }
    gsl_integration_glfixed_table_free(table);
    return self;
}

/* P(correct selection) with this h, less the one wanted. */
static double rinott_excess(double h, void *context)
{
    const struct rinott *self = context;
    double probability = 0;
    for (size_t j = 0; j < NODES; j++) {
        double one = 0;
        for (size_t i = 0; i < NODES; i++) {
            double both = hypot(self->z[i], self->z[j]) * sqrt(self->freedom);
            one += self->weight[i] * gsl_cdf_ugaussian_P(h * self->z[i] * self->z[j] / both);
        }
        probability += self->weight[j] * pow(one, self->others);
    }
    return probability - self->confidence;
}

double rinott_h(double confidence, size_t first_stage, size_t systems)
{
    DES_REQUIRE(systems >= 2 && first_stage >= 5);
    DES_REQUIRE(confidence > 1 / (double)systems && confidence < 1);
    struct rinott *rinott = rinott_create(confidence, first_stage, systems);
    gsl_function excess = {.function = rinott_excess, .params = rinott};
    double low = 0, high = 2;
    while (rinott_excess(high, rinott) <= 0) {
        low = high;
        high *= 2;
    }
    gsl_root_fsolver *solver = gsl_root_fsolver_alloc(gsl_root_fsolver_brent);
    gsl_root_fsolver_set(solver, &excess, low, high);
    do {
        gsl_root_fsolver_iterate(solver);
        low = gsl_root_fsolver_x_lower(solver);
        high = gsl_root_fsolver_x_upper(solver);
    } while (gsl_root_test_interval(low, high, 1e-9, 1e-9) == GSL_CONTINUE);
    double h = gsl_root_fsolver_root(solver);
    gsl_root_fsolver_free(solver);
    free(rinott);
    return h;
}

size_t rinott_total(double h, size_t first_stage, double deviation, double delta)
{
    DES_REQUIRE(delta > 0 && deviation >= 0);
    double needed = ceil(h * deviation / delta * (h * deviation / delta));
    return needed > (double)first_stage ? (size_t)needed : first_stage;
}

/* ---- Kim and Nelson ---- */

double kim_nelson_eta(double confidence, size_t first_stage, size_t systems)
{
    DES_REQUIRE(systems >= 2 && first_stage >= 2);
    DES_REQUIRE(confidence > 1 / (double)systems && confidence < 1);
    double each = 2 * (1 - confidence) / (double)(systems - 1);
    return (pow(each, -2 / (double)(first_stage - 1)) - 1) / 2;
}

struct kim_nelson {
    double delta, sign; /* values times sign are to be high */
    double h_squared;
    size_t systems, first_stage;
    double *first;      /* [system][replication] of the first stage; freed when it is complete */
    double *reach;      /* [i][j] h^2 S_ij^2 / delta^2: W_ij is 0 from this replication on */
    double *sum;        /* by system */
    size_t *dropped_at; /* by system; 0: it survives */
    size_t *survivor;   /* the systems that do, in order */
    size_t survivors, replications;
    bool finished;
};

struct kim_nelson *kim_nelson_create(const struct selection_goal *goal, size_t systems,
                                     size_t first_stage)
{
    DES_REQUIRE(goal->delta > 0);
    struct kim_nelson *self = des_allocate(1, sizeof *self);
    self->delta = goal->delta;
    self->h_squared = 2 * kim_nelson_eta(goal->confidence, first_stage, systems);
    self->h_squared *= (double)(first_stage - 1);
    self->sign = goal->high_is_good ? 1 : -1;
    self->systems = self->survivors = systems;
    self->first_stage = first_stage;
    self->first = des_allocate(systems * first_stage, sizeof *self->first);
    self->reach = des_allocate(systems * systems, sizeof *self->reach);
    self->sum = des_allocate(systems, sizeof *self->sum);
    self->dropped_at = des_allocate(systems, sizeof *self->dropped_at);
    self->survivor = des_allocate(systems, sizeof *self->survivor);
    for (size_t i = 0; i < systems; i++) {
        self->survivor[i] = i;
    }
    return self;
}

void kim_nelson_destroy(struct kim_nelson *self)
{
    if (self) {
        free(self->first);
        free(self->reach);
        free(self->sum);
        free(self->dropped_at);
        free(self->survivor);
        free(self);
    }
}

static void find_reaches(struct kim_nelson *self)
{
    for (size_t i = 0; i < self->systems; i++) {
        for (size_t j = 0; j < i; j++) {
            double variance =
                variance_of_differences(&self->first[i * self->first_stage],
                                        &self->first[j * self->first_stage], self->first_stage);
            double reach = self->h_squared * variance / (self->delta * self->delta);
            self->reach[i * self->systems + j] = self->reach[j * self->systems + i] = reach;
        }
    }
    free(self->first);
    self->first = NULL;
}

/* The condition of staying, times r: sum_i >= sum_j - delta/2 max(0, reach - r). */
static bool is_beaten(const struct kim_nelson *self, size_t i)
{
    for (size_t n = 0; n < self->survivors; n++) {
        size_t j = self->survivor[n];
        double left = self->reach[i * self->systems + j] - (double)self->replications;
        if (self->sum[i] < self->sum[j] - self->delta / 2 * fmax(0, left)) {
            return true;
        }
    }
    return false;
}

static void drop_beaten(struct kim_nelson *self)
{
    for (size_t n = 0; n < self->survivors; n++) {
        size_t i = self->survivor[n];
        self->dropped_at[i] = is_beaten(self, i) ? self->replications : 0;
    }
    size_t left = 0;
    for (size_t n = 0; n < self->survivors; n++) {
        self->survivor[left] = self->survivor[n];
        left += self->dropped_at[self->survivor[n]] == 0;
    }
    self->survivors = left;
}

/* Is any W_ij between survivors still above 0? Else those left have equal means. */
static bool is_open(const struct kim_nelson *self)
{
    for (size_t n = 0; n < self->survivors; n++) {
        for (size_t m = 0; m < n; m++) {
            size_t pair = self->survivor[n] * self->systems + self->survivor[m];
            if (self->reach[pair] >= (double)self->replications) {
                return true;
            }
        }
    }
    return false;
}

bool kim_nelson_add(struct kim_nelson *self, const double *values)
{
    DES_REQUIRE(!self->finished);
    for (size_t n = 0; n < self->survivors; n++) {
        size_t i = self->survivor[n];
        DES_REQUIRE(isfinite(values[i]));
        self->sum[i] += self->sign * values[i];
        if (self->first) {
            self->first[i * self->first_stage + self->replications] = self->sign * values[i];
        }
    }
    self->replications++;
    if (self->replications < self->first_stage) {
        return true;
    }
    if (self->first) {
        find_reaches(self);
    }
    drop_beaten(self);
    self->finished = !is_open(self);
    return !self->finished;
}

bool kim_nelson_needs(const struct kim_nelson *self, size_t system)
{
    DES_REQUIRE(system < self->systems);
    return !self->finished && self->dropped_at[system] == 0;
}

size_t kim_nelson_survivors(const struct kim_nelson *self)
{
    return self->survivors;
}

size_t kim_nelson_replications(const struct kim_nelson *self)
{
    return self->replications;
}

size_t kim_nelson_dropped_at(const struct kim_nelson *self, size_t system)
{
    DES_REQUIRE(system < self->systems);
    return self->dropped_at[system];
}

size_t kim_nelson_leader(const struct kim_nelson *self)
{
    DES_REQUIRE(self->replications > 0);
    size_t leader = self->survivor[0];
    for (size_t n = 1; n < self->survivors; n++) {
        if (self->sum[self->survivor[n]] > self->sum[leader]) {
            leader = self->survivor[n];
        }
    }
    return leader;
}
