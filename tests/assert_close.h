/* SPDX-License-Identifier: GPL-3.0-or-later */
/* assert_close.h - cmocka, and what its version 1.1.5 lacks: comparing doubles as doubles. */
#ifndef TESTS_ASSERT_CLOSE_H
#define TESTS_ASSERT_CLOSE_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Fails unless |actual - expected| <= tolerance; NaN is close to nothing. */
#define assert_close(actual, expected, tolerance)                                                  \
    assert_close_at((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)

static inline void assert_close_at(double actual, double expected, double tolerance,
                                   const char *what, const char *file, int line)
{
    if (!(fabs(actual - expected) <= tolerance)) {
        print_error("%s is %.17g, not %.17g +- %g\n", what, actual, expected, tolerance);
        _fail(file, line);
    }
}

#endif
