/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/options.h"

#include <string.h>

#include "engine/require.h"

#include "models/scenario/quantity.h"

static const int64_t MOST_JOBS = 4096;
static const int64_t MOST_SEED = (int64_t)1 << 53; /* as in a scenario: any program reads it back */
static const double MOST_BUDGET_S = 366 * 86400.0;
static const double MOST_WARM_UP_S = 100 * 366 * 86400.0; /* as a scenario's horizon */

const char *options_value(const struct options *self, const char *name)
{
    return command_value(self->command, self->line, name);
}

bool options_read_whole(const struct options *self, const char *name, int64_t least, int64_t most,
                        int64_t *ret)
{
    const char *text = options_value(self, name);
    if (!text || (count_read(text, ret) && *ret >= least && *ret <= most)) {
        return true;
    }
    command_refuse("--%s: expected a whole number from %lld to %lld, found '%s'", name,
                   (long long)least, (long long)most, text);
    return false;
}

bool options_read_word(const struct options *self, const char *name, const char *const *words,
                       int *ret)
{
    const char *text = options_value(self, name);
    size_t count = 0;
    for (; words[count]; count++) {
        if (text && strcmp(words[count], text) == 0) {
            *ret = (int)count;
            return true;
        }
    }
    if (!text) {
        return true;
    }
    const char *nearest = nearest_name(text, words, count);
    command_refuse("--%s: no %s '%s'%s%s%s", name, name, text, nearest ? " -- did you mean '" : "",
                   nearest ? nearest : "", nearest ? "'?" : "");
    return false;
}

bool options_read_precision(const struct options *self, const char *name, double *ret)
{
    const char *text = options_value(self, name);
    struct quantity_fault fault;
    if (!text || (quantity_read(text, QUANTITY_SHARE, ret, &fault) && *ret > 0 && *ret < 1)) {
        return true;
    }
    command_refuse("--%s: expected a share such as '2 %%', found '%s'", name, text);
    return false;
}

bool options_read_budget(const struct options *self, double *ret_s)
{
    const char *text = options_value(self, "budget");
    struct quantity_fault fault;
    if (!text || (quantity_read(text, QUANTITY_DURATION, ret_s, &fault) && *ret_s > 0 &&
                  *ret_s <= MOST_BUDGET_S)) {
        return true;
    }
    command_refuse("--budget: expected %s, at most a year, found '%s'",
                   quantity_expected(QUANTITY_DURATION), text);
    return false;
}

bool options_read_format(const struct options *self, enum format *ret)
{
    static const char *const formats[] = {"text", "csv", "json", NULL};
    int format = FORMAT_TEXT;
    bool good = options_read_word(self, "format", formats, &format);
    *ret = (enum format)format;
    return good;
}

bool options_read_detail(const struct options *self, enum detail *ret,
                         struct network_options *network)
{
    static const char *const details[] = {"network", "county", "station", NULL};
    static const enum detail levels[] = {DETAIL_NETWORK, DETAIL_COUNTY, DETAIL_STATION};
    int detail = -1;
    bool good = options_read_word(self, "detail", details, &detail);
    *ret = detail < 0 ? DETAIL_AUTO : levels[detail];
    network->watch_stations = *ret == DETAIL_STATION;
    return good;
}

bool options_read_by(const struct options *self, struct network_options *network)
{
    static const char *const kinds[] = {"", "year", "quarter", "month"}; /* enum period_kind */
    const char *text = options_value(self, "by");
    for (size_t k = PERIOD_YEAR; text && k < sizeof kinds / sizeof *kinds; k++) {
        if (strcmp(kinds[k], text) == 0) {
            network->by = (enum period_kind)k;
            return true;
        }
    }
    if (text) {
        command_refuse("--by: expected year, quarter or month, found '%s'", text);
    }
    return !text;
}

bool options_read_jobs(const struct options *self, unsigned *ret)
{
    int64_t jobs = 0;
    bool good = options_read_whole(self, "jobs", 1, MOST_JOBS, &jobs);
    *ret = (unsigned)jobs;
    return good;
}

bool options_read_seed(const struct options *self, struct network_options *network)
{
    int64_t seed = -1;
    bool good = options_read_whole(self, "seed", 0, MOST_SEED, &seed);
    network->seed_given = seed >= 0;
    network->seed = seed >= 0 ? (uint64_t)seed : 0;
    return good;
}

struct scenario_changes options_changes(const struct options *self)
{
    const char **sets = NULL;
    size_t count = command_values(self->command, self->line, "set", &sets);
    return (struct scenario_changes){sets, count};
}

struct scenario_changes options_add_change(struct scenario_changes changes, const char *change)
{
    const char **sets = des_resize((void *)changes.sets, changes.count + 1, sizeof *sets);
    sets[changes.count] = change;
    return (struct scenario_changes){sets, changes.count + 1};
}

bool options_read_warm_up(const struct options *self, struct network_options *network,
                          bool *ret_auto)
{
    const char *text = options_value(self, "warm-up");
    double seconds;
    struct quantity_fault fault;
    if (!text) {
        return true;
    }
    if (strcmp(text, "auto") == 0) {
        *ret_auto = true;
        return true;
    }
    if (!quantity_read(text, QUANTITY_DURATION, &seconds, &fault)) {
        command_refuse("--warm-up: expected %s or auto, found '%s'",
                       quantity_expected(QUANTITY_DURATION), text);
        return false;
    }
    if (seconds > MOST_WARM_UP_S) {
        command_refuse("--warm-up: expected at most 100 years, found '%s'", text);
        return false;
    }
    network->warm_up_given = true;
    network->warm_up = des_time_from_seconds(seconds);
    return true;
}
