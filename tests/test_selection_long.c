/* SPDX-License-Identifier: GPL-3.0-or-later */
/* test_selection_long.c - how often is the best selected? In the slippage configuration, the
 * hardest there is: one scenario is better by exactly delta, all others are equal. Normal values
 * with standard deviation 1; with the same parcels, their correlation is .8. Not in the normal
 * suite; what it prints is in docs/statistics.md. */
#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "engine/tally.h"
#include "models/measure/ocba.h"
#include "models/measure/selection.h"
#include "tests/macro_replication.h"

enum { EXPERIMENTS = 2000, FIRST_STAGE = 10, MANY = 100 };
static const double DELTA = 0.5;
static const double CONFIDENCE = 0.95;
static const struct selection_goal GOAL = {0.95, 0.5, .high_is_good = true};

/* One replication of all systems; system 0 is the best, by `lead`. */
static void draw(struct des_rng *rng, size_t systems, double lead, double correlation,
                 double *ret_values)
{
    double common = sqrt(correlation) * macro_normal(rng);
    for (size_t i = 0; i < systems; i++) {
        ret_values[i] = common + sqrt(1 - correlation) * macro_normal(rng);
    }
    ret_values[0] += lead;
}

/* What a procedure came to, over all experiments. */
struct outcome {
    double selected_best;       /* share of experiments */
    struct des_tally spent;     /* replications a system */
    struct des_tally estimated; /* probability of correct selection, if it gave one */
};

static void note(struct outcome *self, bool best, double replications, size_t systems)
{
    self->selected_best += best / (double)EXPERIMENTS;
    des_tally_add(&self->spent, replications / (double)systems);
}

static struct outcome run_kim_nelson(size_t systems, double correlation)
{
    struct outcome outcome = {0};
    for (uint32_t experiment = 0; experiment < EXPERIMENTS; experiment++) {
        struct des_rng rng = macro_rng("Kim and Nelson", experiment);
        struct kim_nelson *procedure = kim_nelson_create(&GOAL, systems, FIRST_STAGE);
        double values[MANY], spent = 0;
        do {
            draw(&rng, systems, DELTA, correlation, values);
            spent += (double)kim_nelson_survivors(procedure);
        } while (kim_nelson_add(procedure, values));
        note(&outcome, kim_nelson_leader(procedure) == 0, spent, systems);
        kim_nelson_destroy(procedure);
    }
    return outcome;
}

static void test_kim_and_nelson_select_the_best_as_often_as_they_say(void **state)
{
    (void)state;
    const size_t sizes[] = {2, 5, 10, 100};
    for (size_t i = 0; i < 4; i++) {
        for (int same_parcels = 0; same_parcels < 2; same_parcels++) {
            struct outcome outcome = run_kim_nelson(sizes[i], same_parcels ? 0.8 : 0);
            printf("# Kim and Nelson   %3zu  %-11s %11.3f %14.1f\n", sizes[i],
                   same_parcels ? "same" : "independent", outcome.selected_best,
                   outcome.spent.mean);
            assert_at_least(outcome.selected_best, CONFIDENCE, EXPERIMENTS);
        }
    }
}

static struct outcome run_rinott(size_t systems)
{
    struct outcome outcome = {0};
    double h = rinott_h(CONFIDENCE, FIRST_STAGE, systems);
    for (uint32_t experiment = 0; experiment < EXPERIMENTS; experiment++) {
        struct des_rng rng = macro_rng("Rinott", experiment);
        size_t best = 0;
        double highest = -HUGE_VAL, spent = 0;
        for (size_t i = 0; i < systems; i++) {
            struct des_tally tally = {0};
            size_t total = FIRST_STAGE;
            for (size_t r = 0; r < total; r++) {
                des_tally_add(&tally, macro_normal(&rng) + (i == 0 ? DELTA : 0));
                if (r == FIRST_STAGE - 1) {
                    total = rinott_total(h, FIRST_STAGE, des_tally_deviation(&tally), DELTA);
                }
            }
            best = tally.mean > highest ? i : best;
            highest = fmax(highest, tally.mean);
            spent += (double)total;
        }
        note(&outcome, best == 0, spent, systems);
    }
    return outcome;
}

static void test_rinott_selects_the_best_as_often_as_it_says(void **state)
{
    (void)state;
    const size_t sizes[] = {2, 5, 10, 100};
    for (size_t i = 0; i < 4; i++) {
        struct outcome outcome = run_rinott(sizes[i]);
        printf("# Rinott           %3zu  independent %11.3f %14.1f\n", sizes[i],
               outcome.selected_best, outcome.spent.mean);
        assert_at_least(outcome.selected_best, CONFIDENCE, EXPERIMENTS);
    }
}

/* Share of experiments in which the best is kept; how many are, in the mean. */
static double run_screening(size_t systems, double lead, double correlation, double *ret_kept)
{
    double best_kept = 0;
    double *row = des_allocate(systems * FIRST_STAGE, sizeof *row), column[MANY];
    const double *values[MANY];
    *ret_kept = 0;
    for (uint32_t experiment = 0; experiment < EXPERIMENTS; experiment++) {
        struct des_rng rng = macro_rng("screening", experiment);
        bool kept[MANY];
        for (size_t r = 0; r < FIRST_STAGE; r++) {
            draw(&rng, systems, lead, correlation, column);
            for (size_t i = 0; i < systems; i++) {
                row[i * FIRST_STAGE + r] = column[i];
                values[i] = &row[i * FIRST_STAGE];
            }
        }
        size_t count = selection_screen(values, systems, FIRST_STAGE, &GOAL, kept);
        best_kept += kept[0] / (double)EXPERIMENTS;
        *ret_kept += (double)count / EXPERIMENTS;
    }
    free(row);
    return best_kept;
}

/* Without any lead it is hardest to keep a given one; with it, others should go. */
static void test_screening_keeps_the_best_as_often_as_it_says(void **state)
{
    (void)state;
    const struct {
        size_t systems;
        double correlation, lead;
    } rows[] = {{2, 0, 0}, {10, 0, 0}, {100, 0, 0}, {100, 0, 2}, {100, 0.8, 2}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double kept = 0;
        double share = run_screening(rows[i].systems, rows[i].lead, rows[i].correlation, &kept);
        printf("# screening        %3zu  %-11s %11.3f %14d  keeps %.1f; lead %.0f deviations\n",
               rows[i].systems, rows[i].correlation > 0 ? "same" : "independent", share,
               FIRST_STAGE, kept, rows[i].lead);
        assert_at_least(share, CONFIDENCE, EXPERIMENTS);
    }
}

/* ---- both, as `lastmile compare --select best` does ---- */

struct first_stage {
    size_t systems, left; /* left: kept by screening */
    double correlation;
    double values[FIRST_STAGE][MANY];
    bool kept[MANY];
};

static void draw_and_screen(struct first_stage *self, struct des_rng *rng, double confidence)
{
    const struct selection_goal goal = {confidence, DELTA, true};
    double rows[MANY][FIRST_STAGE];
    const double *values[MANY];
    for (size_t r = 0; r < FIRST_STAGE; r++) {
        draw(rng, self->systems, DELTA, self->correlation, self->values[r]);
        for (size_t i = 0; i < self->systems; i++) {
            rows[i][r] = self->values[r][i];
            values[i] = rows[i];
        }
    }
    self->left = selection_screen(values, self->systems, FIRST_STAGE, &goal, self->kept);
}

/* Of the systems kept, in order. */
static void gather(const struct first_stage *self, const double *values, double *ret_kept)
{
    for (size_t i = 0, n = 0; i < self->systems; i++) {
        if (self->kept[i]) {
            ret_kept[n++] = values[i];
        }
    }
}

/* Kim and Nelson among those kept, with this alpha / (k - 1); which of them it selects. */
static size_t select_among(const struct first_stage *self, struct des_rng *rng,
                           double alpha_of_pair, double *spent)
{
    const struct selection_goal goal = {1 - alpha_of_pair * (double)(self->left - 1), DELTA, true};
    struct kim_nelson *procedure = kim_nelson_create(&goal, self->left, FIRST_STAGE);
    bool more = true;
    for (size_t r = 0; more; r++) {
        double all[MANY], kept[MANY];
        draw(rng, self->systems, DELTA, self->correlation, all);
        gather(self, r < FIRST_STAGE ? self->values[r] : all, kept);
        *spent += r < FIRST_STAGE ? 0 : (double)kim_nelson_survivors(procedure);
        more = kim_nelson_add(procedure, kept);
    }
    size_t selected = kim_nelson_leader(procedure);
    kim_nelson_destroy(procedure);
    return selected;
}

/* Each may err with half of the error; pairs are counted over all systems. */
static struct outcome run_both(size_t systems, double correlation)
{
    const double error = (1 - CONFIDENCE) / 2;
    struct outcome outcome = {0};
    for (uint32_t experiment = 0; experiment < EXPERIMENTS; experiment++) {
        struct des_rng rng = macro_rng("both", experiment);
        struct first_stage stage = {.systems = systems, .correlation = correlation};
        double spent = FIRST_STAGE * (double)systems;
        draw_and_screen(&stage, &rng, 1 - error);
        size_t selected = 0;
        if (stage.left > 1) {
            selected = select_among(&stage, &rng, error / (double)(systems - 1), &spent);
        }
        note(&outcome, stage.kept[0] && selected == 0, spent, systems);
    }
    return outcome;
}

static void test_screening_before_kim_and_nelson_keeps_the_promise(void **state)
{
    (void)state;
    const size_t sizes[] = {2, 10, 100};
    for (size_t i = 0; i < 3; i++) {
        for (int same_parcels = 0; same_parcels < 2; same_parcels++) {
            struct outcome outcome = run_both(sizes[i], same_parcels ? 0.8 : 0);
            printf("# both             %3zu  %-11s %11.3f %14.1f\n", sizes[i],
                   same_parcels ? "same" : "independent", outcome.selected_best,
                   outcome.spent.mean);
            assert_at_least(outcome.selected_best, CONFIDENCE, EXPERIMENTS);
        }
    }
}

/* ---- a budget ---- */

enum { TEN = 10, BUDGET = 600, STEP = 10 };

static struct ocba_system seen(const struct des_tally *tally)
{
    return (struct ocba_system){tally->mean, des_tally_deviation(tally), tally->count};
}

/* Means 0, -delta/2 i, or the slippage configuration; spends the budget by OCBA or equally. */
static struct outcome run_budget(bool slippage, bool equally)
{
    struct outcome outcome = {0};
    for (uint32_t experiment = 0; experiment < EXPERIMENTS; experiment++) {
        struct des_rng rng = macro_rng("budget", experiment);
        struct des_tally tallies[TEN] = {0};
        struct ocba_system systems[TEN];
        size_t extra[TEN], spent = 0;
        for (size_t i = 0; i < TEN; i++) {
            extra[i] = equally ? BUDGET / TEN : FIRST_STAGE;
        }
        while (spent < BUDGET) {
            for (size_t i = 0; i < TEN; i++) {
                double mean = slippage ? (i == 0 ? DELTA : 0) : -DELTA / 2 * (double)i;
                for (size_t r = 0; r < extra[i]; r++, spent++) {
                    des_tally_add(&tallies[i], mean + macro_normal(&rng));
                }
                systems[i] = seen(&tallies[i]);
            }
            ocba_allocate(systems, TEN, true, 0, STEP, extra);
        }
        note(&outcome, ocba_best(systems, TEN, true) == 0, (double)spent, TEN);
        des_tally_add(&outcome.estimated, ocba_probability(systems, TEN, true, 0));
    }
    return outcome;
}

static void print_budget(const char *name, const char *means, const struct outcome *outcome)
{
    printf("# %-16s  10  independent %11.3f %14.1f  says %.3f; %s\n", name, outcome->selected_best,
           outcome->spent.mean, outcome->estimated.mean, means);
}

/* OCBA promises no probability; that it selects the best more often than equal shares of the same
 * budget do is what it is for. */
static void test_ocba_spends_a_budget_better_than_equal_shares(void **state)
{
    (void)state;
    for (int slippage = 0; slippage < 2; slippage++) {
        struct outcome equal = run_budget(slippage, true), ocba = run_budget(slippage, false);
        const char *means = slippage ? "slippage" : "means in steps of delta/2";
        print_budget("equal shares", means, &equal);
        print_budget("OCBA", means, &ocba);
        assert_at_least(ocba.selected_best, equal.selected_best, EXPERIMENTS);
        assert_true(slippage || ocba.selected_best > equal.selected_best);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kim_and_nelson_select_the_best_as_often_as_they_say),
        cmocka_unit_test(test_rinott_selects_the_best_as_often_as_it_says),
        cmocka_unit_test(test_screening_keeps_the_best_as_often_as_it_says),
        cmocka_unit_test(test_screening_before_kim_and_nelson_keeps_the_promise),
        cmocka_unit_test(test_ocba_spends_a_budget_better_than_equal_shares),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    printf("# %d experiments each; promised .950 +- %.3f; delta is half a standard deviation\n",
           EXPERIMENTS, macro_error(CONFIDENCE, EXPERIMENTS));
    printf("# procedure          k  parcels      best found   replications  (each, mean)\n");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
