/* SPDX-License-Identifier: GPL-3.0-or-later */
/* avx2.h - loops that are compiled a second time, for processors with AVX2.
 *
 * Same bits either way: every multiplication and addition rounds by itself in AVX2 as elsewhere,
 * since AVX2 is asked for without FMA. Chosen at each call and not by an ifunc, whose resolver
 * would run before the sanitizers are set up. */
#ifndef ENGINE_AVX2_H
#define ENGINE_AVX2_H

#include <stdbool.h>

#if defined(__x86_64__)

#define DES_WITH_AVX2 __attribute__((target("avx2")))
static inline bool des_has_avx2(void)
{
    return __builtin_cpu_supports("avx2");
}

#else

#define DES_WITH_AVX2
static inline bool des_has_avx2(void)
{
    return false;
}

#endif

#endif
