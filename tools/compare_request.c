/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tools/compare_request.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"
#include "models/scenario/quantity.h"

enum { MOST_BUDGET = 1000000000 };

/* ---- indifference ---- */

static bool read_zone_value(const char *text, struct indifference *ret)
{
    static const struct {
        enum quantity_kind quantity;
        enum zone_kind zone;
    } kinds[] = {{QUANTITY_NUMBER, ZONE_NUMBER},
                 {QUANTITY_DURATION, ZONE_DURATION},
                 {QUANTITY_SHARE, ZONE_SHARE}};
    struct quantity_fault fault;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        if (quantity_read(text, kinds[k].quantity, &ret->value, &fault)) {
            ret->kind = kinds[k].zone;
            return ret->value >= 0;
        }
    }
    return false;
}

/* "1 h", "2 %", "0", "km=30", "delivery_time.inbound.p95=2 h". */
static bool read_zone(const char *text, struct indifference *ret)
{
    const char *equals = strrchr(text, '=');
    *ret = (struct indifference){0};
    if (!read_zone_value(equals ? equals + 1 : text, ret)) {
        command_refuse("--indifference: expected a duration, a share such as '1 %%' or "
                       "METRIC=VALUE, found '%s'",
                       text);
        return false;
    }
    if (!equals && ret->kind == ZONE_NUMBER && ret->value != 0) {
        command_refuse("--indifference: %s of what? A duration, a share, or METRIC=%s", text, text);
        return false;
    }
    if (equals) {
        char *name = des_copy_text(text);
        name[equals - text] = '\0';
        ret->metric = name;
    }
    return true;
}

static bool read_zones(const struct options *options, struct compare_request *self)
{
    const char **texts;
    size_t count = command_values(options->command, options->line, "indifference", &texts);
    bool good = true;
    self->zones = des_allocate(count, sizeof *self->zones);
    for (size_t z = 0; good && z < count; z++) {
        good = read_zone(texts[z], &self->zones[z]);
        self->zone_count += good;
    }
    free(texts);
    return good;
}

/* ---- the rest ---- */

/* Flags and words that say which kind of comparison it is. */
static bool read_kind(const struct options *options, struct compare_request *self)
{
    static const char *const pairs[] = {"first", "all", NULL};
    static const char *const selections[] = {"best", NULL};
    static const char *const procedures[] = {"kn", "rinott", "ocba", NULL};
    int pair = 0, selection = -1, procedure = -1;
    if (!options_read_word(options, "pairs", pairs, &pair) ||
        !options_read_word(options, "select", selections, &selection) ||
        !options_read_word(options, "procedure", procedures, &procedure)) {
        return false;
    }
    self->all_pairs = pair == 1;
    self->select_best = selection == 0;
    self->procedure = procedure < 0 ? PROCEDURE_KN : (enum procedure)procedure;
    self->until_decided = options_value(options, "until-decided") != NULL;
    if (procedure >= 0 && !self->select_best) {
        command_refuse("--procedure goes with --select best");
        return false;
    }
    if (self->select_best && (self->until_decided || self->all_pairs)) {
        command_refuse("--select best goes on until one is selected: neither --until-decided nor "
                       "--pairs goes with it");
        return false;
    }
    return true;
}

static bool check_numbers(const struct compare_request *self)
{
    if (self->budget > 0 && !self->select_best && !self->until_decided) {
        command_refuse("--budget goes with --until-decided or --select best");
    } else if (self->budget > 0 && self->until_decided && self->budget < self->replications) {
        command_refuse("--budget: fewer than the %lld of --replications",
                       (long long)self->replications);
    } else if (self->select_best && self->metric_count > 1) {
        command_refuse("--select best: the best in one --metric, not in %zu", self->metric_count);
    } else if (self->select_best && self->zone_count > 1) {
        command_refuse("--select best: one --indifference, not %zu", self->zone_count);
    } else {
        return true;
    }
    return false;
}

bool compare_request_read(struct compare_request *self, const struct command_line *line)
{
    const struct options options = {&command_compare, line};
    *self = (struct compare_request){.out = options_value(&options, "out"),
                                     .kept = options_value(&options, "results")};
    self->metric_count = command_values(&command_compare, line, "metric", &self->metrics);
    return options_read_format(&options, &self->format) &&
           options_read_detail(&options, &self->detail, &self->network) &&
           options_read_whole(&options, "replications", 2, OPTIONS_MOST_REPLICATIONS,
                              &self->replications) &&
           options_read_whole(&options, "budget", 2, MOST_BUDGET, &self->budget) &&
           options_read_jobs(&options, &self->jobs) &&
           options_read_seed(&options, &self->network) &&
           options_read_warm_up(&options, &self->network, &self->warm_up_auto) &&
           options_read_precision(&options, "confidence", &self->confidence) &&
           read_zones(&options, self) && read_kind(&options, self) && check_numbers(self);
}

void compare_request_done(struct compare_request *self)
{
    for (size_t z = 0; z < self->zone_count; z++) {
        free((char *)self->zones[z].metric);
    }
    free(self->zones);
    free(self->metrics);
    *self = (struct compare_request){0};
}

/* ---- names ---- */

/* All metrics of all scenarios, by name. */
struct known_metrics {
    struct metric_list *lists; /* by scenario */
    size_t count;
};

static struct known_metrics known_metrics_make(const struct contenders *contenders)
{
    struct known_metrics self = {.count = contenders->count};
    self.lists = des_allocate(self.count, sizeof *self.lists);
    for (size_t s = 0; s < self.count; s++) {
        self.lists[s] = metric_list_of_network(session_network(contenders->contenders[s].session));
    }
    return self;
}

static void known_metrics_done(struct known_metrics *self)
{
    for (size_t s = 0; s < self->count; s++) {
        metric_list_done(&self->lists[s]);
    }
    free(self->lists);
}

static const struct metric *find(const struct known_metrics *self, const char *name)
{
    const struct metric *metric = NULL;
    for (size_t s = 0; s < self->count && !metric; s++) {
        metric = metric_list_find(&self->lists[s], name);
    }
    return metric;
}

static void refuse_name(const struct known_metrics *self, const char *option, const char *name)
{
    const struct metric_list *list = &self->lists[0];
    const char **names = des_allocate(list->count, sizeof *names);
    for (size_t m = 0; m < list->count; m++) {
        names[m] = list->metrics[m].name;
    }
    const char *nearest = nearest_name(name, names, list->count);
    command_refuse("--%s: no metric '%s' in these scenarios%s%s%s", option, name,
                   nearest ? " -- did you mean '" : "; see lastmile run --format csv",
                   nearest ? nearest : "", nearest ? "'?" : "");
    free(names);
}

static bool check_zone(const struct known_metrics *known, const struct indifference *zone)
{
    const struct metric *metric = zone->metric ? find(known, zone->metric) : NULL;
    if (zone->metric && !metric) {
        refuse_name(known, "indifference", zone->metric);
        return false;
    }
    if (metric && !indifference_fits(zone, metric->unit)) {
        command_refuse("--indifference: '%s' is no time", metric->name);
        return false;
    }
    return true;
}

bool compare_request_check(const struct compare_request *self, const struct contenders *contenders)
{
    struct known_metrics known = known_metrics_make(contenders);
    bool good = true;
    for (size_t m = 0; good && m < self->metric_count; m++) {
        if (!find(&known, self->metrics[m])) {
            refuse_name(&known, "metric", self->metrics[m]);
            good = false;
        }
    }
    for (size_t z = 0; good && z < self->zone_count; z++) {
        good = check_zone(&known, &self->zones[z]);
    }
    known_metrics_done(&known);
    return good;
}
