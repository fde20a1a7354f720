/* SPDX-License-Identifier: GPL-3.0-or-later */
/* normal_bulk.c - as random_bulk.c, for draws by inversion: all as if they were near the median,
 * then those that aren't again. */
#include "engine/normal.h"

#include "engine/avx2.h"

enum { CHUNK = 64 };

static inline __attribute__((always_inline)) void middles(const uint32_t *restrict words,
                                                          double *restrict out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = des_normal_middle(des_unit_from_word(words[i]) - 0.5);
    }
}

static inline __attribute__((always_inline)) void exps(double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        values[i] = des_exp(values[i]);
    }
}

DES_WITH_AVX2 static void middles_avx2(const uint32_t *words, double *out, size_t count)
{
    middles(words, out, count);
}

DES_WITH_AVX2 static void exps_avx2(double *values, size_t count)
{
    exps(values, count);
}

static void fill_tails(const uint32_t *words, double *out, size_t count)
{
    uint32_t tails[CHUNK];
    size_t found = 0;
    for (size_t i = 0; i < count; i++) { /* which they are can't be guessed: no branch */
        tails[found] = (uint32_t)i;
        found += fabs(des_unit_from_word(words[i]) - 0.5) > DES_NORMAL_MIDDLE;
    }
    for (size_t i = 0; i < found; i++) {
        double u = des_unit_from_word(words[tails[i]]);
        double size = des_normal_tail(u < 0.5 ? u : 1 - u);
        out[tails[i]] = u < 0.5 ? -size : size;
    }
}

void des_normal_from_words(const uint32_t *words, double *out, size_t count)
{
    for (size_t done = 0; done < count; done += CHUNK) {
        size_t some = count - done < CHUNK ? count - done : CHUNK;
        (des_has_avx2() ? middles_avx2 : middles)(words + done, out + done, some);
        fill_tails(words + done, out + done, some);
    }
}

void des_exp_all(double *values, size_t count)
{
    (des_has_avx2() ? exps_avx2 : exps)(values, count);
}
