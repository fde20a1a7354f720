/* SPDX-License-Identifier: GPL-3.0-or-later */
/* options.h - the values of options that several commands have in common, read strictly.
 *
 * Every reader returns false after a complaint on stderr (exit code 2), and leaves its result
 * as it was when the option is absent. */
#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include "models/measure/experiment.h"
#include "models/scenario/scenario.h"
#include "tools/command.h"

enum { OPTIONS_MOST_REPLICATIONS = 1000000000 };

struct options {
    const struct command *command;
    const struct command_line *line;
};

enum format { FORMAT_TEXT, FORMAT_CSV, FORMAT_JSON };

const char *options_value(const struct options *self, const char *name);

/* A whole number in [least, most]. */
bool options_read_whole(const struct options *self, const char *name, int64_t least, int64_t most,
                        int64_t *ret);
/* The index of the value among `words`, which end with NULL; `ret` as it was when absent. */
bool options_read_word(const struct options *self, const char *name, const char *const *words,
                       int *ret);
/* A share above 0 and below 1, written with %. */
bool options_read_precision(const struct options *self, const char *name, double *ret);
/* --budget: seconds on the clock, above 0. */
bool options_read_budget(const struct options *self, double *ret_s);
bool options_read_format(const struct options *self, enum format *ret);
/* --detail; DETAIL_STATION makes the network watch its stations. */
bool options_read_detail(const struct options *self, enum detail *ret,
                         struct network_options *network);
/* --by year, quarter or month. */
bool options_read_by(const struct options *self, struct network_options *network);
bool options_read_jobs(const struct options *self, unsigned *ret);
bool options_read_seed(const struct options *self, struct network_options *network);
/* Every --set, in the order given. The caller frees `sets`. */
#define OPTION_SET                                                                                 \
    {                                                                                              \
        "set", "PATH=VALUE", NULL,                                                                 \
            "Change the scenario, for instance stations.Naye.shelf=120; may be repeated"           \
    }
struct scenario_changes options_changes(const struct options *self);
/* One more, behind them; takes over the list. */
struct scenario_changes options_add_change(struct scenario_changes changes, const char *change);
/* As a change: the scenario without its disturbances. */
#define UNDISTURBED "disturbances=none"
/* --warm-up D or auto. */
bool options_read_warm_up(const struct options *self, struct network_options *network,
                          bool *ret_auto);

#endif
