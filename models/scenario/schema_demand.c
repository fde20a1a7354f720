/* SPDX-License-Identifier: GPL-3.0-or-later */
/* schema_demand.c - values of `demand:` that have a form of their own. */
#include <math.h>
#include <stdlib.h>

#include "models/scenario/schema.h"

/* A whole number from 1 to ORDER_SIZES; 0 when it isn't one. */
static int order_size(const char *text)
{
    char *end;
    long size = strtol(text, &end, 10);
    bool plain = text[0] >= '1' && text[0] <= '9' && *end == '\0';
    return plain && size <= ORDER_SIZES ? (int)size : 0;
}

void schema_order_sizes(struct schema_reader *reader, const struct node *node,
                        const struct schema_place *place, void *ret)
{
    double *shares = ((struct scenario_demand *)ret)->order_share, sum = 0;
    size_t wrong = 0;
    if (!schema_expect(reader, node, place, NODE_MAPPING, "shares such as {1: 70 %, 2: 30 %}")) {
        shares[0] = 1;
        return;
    }
    for (size_t k = 0; k < node->count; k++) {
        const struct node *key = node->keys[k];
        struct schema_place here = {place, key->text, 0};
        double share = 0;
        int size = order_size(key->text);
        if (size == 0) {
            SCHEMA_PROBLEM(reader, key, place, NULL, PROBLEM_BAD_NUMBER,
                           "a number of parcels from 1 to 20", key->text);
        } else if (schema_read_quantity(reader, node->items[k], &here, QUANTITY_SHARE, &share)) {
            if (share >= 0 && share <= 1) {
                shares[size - 1] = share;
                sum += share;
                continue;
            }
            SCHEMA_PROBLEM(reader, node->items[k], &here, NULL, PROBLEM_OUT_OF_RANGE,
                           "a share from 0 % to 100 %", node->items[k]->text);
        }
        wrong++;
    }
    if (wrong == 0 && fabs(sum - 1) > 1e-9) {
        SCHEMA_PROBLEM(reader, node, place, NULL, PROBLEM_ORDER_SHARES, 100 * sum);
    }
}
