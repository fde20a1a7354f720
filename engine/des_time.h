/* SPDX-License-Identifier: GPL-3.0-or-later */
/* des_time.h - simulated time.
 *
 * Whole microseconds since the scenario's start, signed 64 bit: ties are exact, and
 * 292,000 years fit. Times observed in histograms and packed in parcels are below 2^55. */
#ifndef ENGINE_DES_TIME_H
#define ENGINE_DES_TIME_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>

typedef int64_t des_time;

#define DES_MICROSECOND ((des_time)1)
#define DES_SECOND      ((des_time)1000000)
#define DES_MINUTE      (60 * DES_SECOND)
#define DES_HOUR        (60 * DES_MINUTE)
#define DES_DAY         (24 * DES_HOUR)
#define DES_WEEK        (7 * DES_DAY)

/* Later than any event: 'never'. Small enough that adding a delay can't overflow. */
#define DES_NEVER ((des_time)1 << 60)

/* Nearest microsecond to a non-negative number of microseconds; saturates at DES_NEVER. */
static inline des_time des_time_round(double microseconds)
{
    return microseconds < (double)DES_NEVER ? (des_time)(microseconds + 0.5) : DES_NEVER;
}

/* Nearest microsecond to `seconds` >= 0; saturates at DES_NEVER. */
static inline des_time des_time_from_seconds(double seconds)
{
    return des_time_round(seconds * 1e6);
}

static inline double des_time_seconds(des_time time)
{
    return (double)time * 1e-6;
}

/* Sum and multiple of times from 0 to DES_NEVER; saturate at DES_NEVER. */
static inline des_time des_time_later(des_time time, des_time delay)
{
    return time < DES_NEVER - delay ? time + delay : DES_NEVER;
}
static inline des_time des_time_times(des_time time, size_t times)
{
    return times == 0 || time <= DES_NEVER / (des_time)times ? time * (des_time)times : DES_NEVER;
}

/* Length of the part of [from, to) that lies within [begin, end); 0 when they don't meet. */
static inline des_time des_time_overlap(des_time from, des_time to, des_time begin, des_time end)
{
    des_time low = from > begin ? from : begin;
    des_time high = to < end ? to : end;
    return high > low ? high - low : 0;
}

#endif
