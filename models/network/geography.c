/* SPDX-License-Identifier: GPL-3.0-or-later */
/* geography.c - distances and directions on a sphere (haversine formula, Sinnott 1984). */
#include <math.h>

#include "models/network/compile.h"

static const double earth_radius_m = 6371008.8; /* IUGG mean radius */

static double radians(double degrees)
{
    return degrees * (M_PI / 180);
}

double network_distance_m(double lat_a, double lon_a, double lat_b, double lon_b)
{
    double half_lat = sin(radians(lat_b - lat_a) / 2);
    double half_lon = sin(radians(lon_b - lon_a) / 2);
    double h =
        half_lat * half_lat + cos(radians(lat_a)) * cos(radians(lat_b)) * half_lon * half_lon;
    return 2 * earth_radius_m * asin(sqrt(h < 1 ? h : 1));
}

void compile_point_at(double lat, double lon, double distance_m, double bearing, double *ret_lat,
                      double *ret_lon)
{
    double angle = distance_m / earth_radius_m;
    double from = radians(lat);
    double to = asin(sin(from) * cos(angle) + cos(from) * sin(angle) * cos(bearing));
    double turn = atan2(sin(bearing) * sin(angle) * cos(from), cos(angle) - sin(from) * sin(to));
    *ret_lat = to * (180 / M_PI);
    *ret_lon = lon + turn * (180 / M_PI);
}

double network_leg_m(const struct network *self, double lat_a, double lon_a, double lat_b,
                     double lon_b)
{
    return round(network_distance_m(lat_a, lon_a, lat_b, lon_b) * self->detour);
}
