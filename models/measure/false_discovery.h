/* SPDX-License-Identifier: GPL-3.0-or-later */
/* false_discovery.h - many places tested at once: which differ, with few false ones among them.
 *
 * The false discovery rate is the expected share of places that do not differ among those said
 * to differ (0 when none is). Said to differ at rate q are those with an adjusted p <= q. Weaker
 * than simultaneous intervals (a few of many are wrong), and so it finds more. */
#ifndef MODELS_MEASURE_FALSE_DISCOVERY_H
#define MODELS_MEASURE_FALSE_DISCOVERY_H

#include <stddef.h>

enum dependence {
    /* Y. Benjamini and Y. Hochberg, Controlling the false discovery rate, Journal of the Royal
     * Statistical Society B 57(1), 289-300, 1995. Proved for independent tests and for positive
     * regression dependence. Two-sided tests of correlated figures needn't be that; there it holds
     * in every case known, and in test_difference_long.c. */
    DEPENDENCE_POSITIVE,
    /* Y. Benjamini and D. Yekutieli, The control of the false discovery rate in multiple testing
     * under dependency, Annals of Statistics 29(4), 1165-1188, 2001. Holds under any; stricter by
     * the factor 1 + 1/2 + ... + 1/m. */
    DEPENDENCE_ANY,
};

/* q[i] = min over p[j] >= p[i] of min(1, c m p[j] / rank of p[j]), c = 1 or the factor above.
 * NaN is not a test: it stays NaN and isn't counted in m. `ret_adjusted` may be `p`. Cost:
 * O(count log count). */
void false_discovery_adjust(const double *p, size_t count, enum dependence dependence,
                            double *ret_adjusted);

/* The confidence of each interval shown for the `selected` of `tested` places, so that the expected
 * share of those shown that miss is at most `rate` although they were chosen for being
 * striking: 1 - rate selected / tested (false coverage rate: Y. Benjamini and D. Yekutieli,
 * Journal of the American Statistical Association 100, 71-81, 2005). 0 < selected <= tested. */
double false_discovery_confidence(double rate, size_t selected, size_t tested);

#endif
