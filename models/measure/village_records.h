/* SPDX-License-Identifier: GPL-3.0-or-later */
/* village_records.h - a village as its people know it: once, whoever carries its parcels.
 *
 * Where carriers share the parcels, the network has a record of every village for each of them.
 * Here they are one again; `first` is the first of its records (network_first_record). */
#ifndef MODELS_MEASURE_VILLAGE_RECORDS_H
#define MODELS_MEASURE_VILLAGE_RECORDS_H

#include "models/measure/origins.h"
#include "models/network/network.h"

/* How many villages there are. */
int32_t village_count(const struct network *network);
/* Does at least one carrier serve it? */
bool village_is_served(const struct network *network, village_id first);
/* The way, as a mean over its parcels that somebody carries; NaN when one is unknown. */
double village_access_m(const struct network *network, village_id first);
/* Delivery times of all its parcels; the origins are the whole network's. */
struct origin_sum village_times(const struct network *network, const struct origins *origins,
                                enum direction direction, village_id first);
/* Names of the places where it is served, each once: "Ash (North), Ash (South)". `kind` is
 * "station" where one of them is one, else "counter", or "" (and the text empty). The caller frees
 * it. */
char *village_places(const struct network *network, village_id first, const char **ret_kind);

#endif
