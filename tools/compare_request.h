/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compare_request.h - what `lastmile compare` was asked for. */
#ifndef TOOLS_COMPARE_REQUEST_H
#define TOOLS_COMPARE_REQUEST_H

#include "models/measure/comparison.h"
#include "tools/contenders.h"
#include "tools/options.h"

enum procedure { PROCEDURE_KN, PROCEDURE_RINOTT, PROCEDURE_OCBA };

struct compare_request {
    const char *out, *kept; /* NULL: not given */
    enum format format;
    enum detail detail;
    unsigned jobs;
    struct network_options network;
    bool warm_up_auto;
    int64_t replications; /* 0: not given */
    int64_t budget;       /* 0: not given */
    bool until_decided, all_pairs, select_best;
    enum procedure procedure;
    double confidence;    /* 0: not given */
    const char **metrics; /* owned, the names not */
    size_t metric_count;
    struct indifference *zones; /* owned, the names too */
    size_t zone_count;
};

/* False after a complaint on stderr. compare_request_done in both cases. */
bool compare_request_read(struct compare_request *self, const struct command_line *line);
void compare_request_done(struct compare_request *self);

/* Do all metrics named exist in one of the scenarios, and fit the zones? After a complaint,
 * false. */
bool compare_request_check(const struct compare_request *self, const struct contenders *contenders);

#endif
