/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/source.h"

#include <stdlib.h>
#include <string.h>

#include "engine/require.h"

enum {
    CHUNK = 128,    /* sources that draw together: their blocks stay in the L1 cache */
    FEW = 4,        /* sources that are better off one at a time */
    FEW_ORDERS = 16 /* that are sorted without buckets */
};

void source_set_done(struct source_set *self)
{
    free(self->level);
    free(self->gap);
    free(self->keys);
    free(self->next_block);
    free(self->words);
    free(self->village);
    free(self->which);
    free(self->orders);
    free(self->buckets);
    *self = (struct source_set){0};
}

static void grow(struct source_set *self)
{
    size_t capacity = self->capacity = 2 * self->capacity + 16;
    self->level = des_resize(self->level, capacity, sizeof *self->level);
    self->gap = des_resize(self->gap, capacity, sizeof *self->gap);
    self->keys = des_resize(self->keys, capacity, sizeof *self->keys);
    self->next_block = des_resize(self->next_block, capacity, sizeof *self->next_block);
    self->words = des_resize(self->words, capacity, sizeof *self->words);
    self->village = des_resize(self->village, capacity, sizeof *self->village);
    self->which = des_resize(self->which, capacity, sizeof *self->which);
}

/* Draws the next parcel of one source. */
static inline void draw_one(struct source_set *self, size_t source)
{
    struct des_stream stream = {{self->keys[source][0], self->keys[source][1]}, self->replication};
    struct des_block block = des_stream_block(&stream, self->next_block[source]++, 0);
    uint64_t bits = (uint64_t)block.word[1] << 32 | block.word[0];
    self->level[source] += des_exponential_from_bits(bits) * self->gap[source];
    memcpy(self->words[source], &block.word[2], sizeof self->words[source]);
}

/* The same for each of at most CHUNK. */
static void draw_some(struct source_set *self, const uint32_t *which, size_t count)
{
    struct des_block blocks[CHUNK];
    uint32_t pairs[2 * CHUNK];
    double gaps[CHUNK];
    des_streams_next_blocks((const uint32_t(*)[2])self->keys, self->next_block, self->replication,
                            which, blocks, count);
    for (size_t i = 0; i < count; i++) {
        memcpy(&pairs[2 * i], &blocks[i].word[0], 2 * sizeof pairs[0]);
        memcpy(self->words[which[i]], &blocks[i].word[2], sizeof self->words[0]);
    }
    des_exponential_from_word_pairs(pairs, 1, gaps, count);
    for (size_t i = 0; i < count; i++) {
        self->level[which[i]] += gaps[i] * self->gap[which[i]];
    }
}

void source_set_add(struct source_set *self, const uint32_t key[2], uint32_t village, double rate)
{
    DES_REQUIRE(rate > 0);
    if (self->count == self->capacity) {
        grow(self);
    }
    size_t source = self->count++;
    memcpy(self->keys[source], key, sizeof self->keys[source]);
    self->village[source] = village;
    self->gap[source] = 1 / rate;
    self->level[source] = 0;
    self->next_block[source] = 0;
    draw_one(self, source);
}

/* ---- the orders of some hours ---- */

struct span {
    int32_t hour; /* the first */
    des_time until;
    double end; /* operational time beyond which nothing is born by `until` */
    const double *cumulative;
    double base, scale; /* of the first hour: its operational time, and microseconds in it */
    const struct network *network;
    enum direction direction;
    uint64_t first_threshold;        /* of the classes: at hand */
    int32_t more_classes;            /* than one */
    const struct order_sizes *sizes; /* NULL: every order is one parcel */
};

static inline double hour_scale(const double *cumulative)
{
    return (double)DES_HOUR / (cumulative[1] - cumulative[0]);
}

static struct span span_make(const struct source_clock *clock, des_time from, des_time until)
{
    enum { MARGIN = 1000 }; /* microseconds: more than what rounding can do */
    int32_t first = (int32_t)(from / DES_HOUR), last = (int32_t)(until / DES_HOUR);
    const double *cumulative = clock->cumulative;
    const double *in_last = &cumulative[last];
    des_time within = until - last * DES_HOUR + MARGIN;
    double end = in_last[1];
    const struct order_sizes *sizes = &clock->network->order_sizes[clock->direction];
    if (within < DES_HOUR) {
        double earlier = in_last[0] + (double)within / hour_scale(in_last);
        end = earlier < end ? earlier : end;
    }
    return (struct span){
        .hour = first,
        .until = until,
        .end = end,
        .cumulative = cumulative,
        .base = cumulative[first],
        .scale = hour_scale(&cumulative[first]),
        .network = clock->network,
        .direction = clock->direction,
        .first_threshold = clock->network->classes[0].threshold[clock->direction],
        .more_classes = clock->network->class_count - 1,
        .sizes = sizes->most > 1 ? sizes : NULL,
    };
}

/* The first class whose threshold is above the word; thresholds ascend. */
static inline int32_t choose_class(const struct span *span, uint32_t word)
{
    int32_t class = word >= span->first_threshold;
    for (int32_t c = 1; c < span->more_classes; c++) {
        class += word >= span->network->classes[c].threshold[span->direction];
    }
    return class;
}

/* When the next order of `source` is made, which lies in the span. */
static inline des_time birth_of(const struct source_set *self, const struct span *span,
                                uint32_t source)
{
    double level = self->level[source], base = span->base, scale = span->scale;
    int32_t hour = span->hour;
    if (level >= span->cumulative[hour + 1]) {
        while (level >= span->cumulative[hour + 1]) {
            hour++;
        }
        base = span->cumulative[hour];
        scale = hour_scale(&span->cumulative[hour]);
    }
    des_time within = (des_time)((level - base) * scale);
    /* By rounding it may be the next hour's, to which it doesn't belong. */
    return hour * DES_HOUR + (within < DES_HOUR ? within : DES_HOUR - 1);
}

/* The next order of `source`; false when it is born after `until`. */
static inline bool make_order(const struct source_set *self, const struct span *span,
                              uint32_t source, struct order *ret)
{
    des_time born = birth_of(self, span, source);
    int32_t class = choose_class(span, self->words[source][1]);
    *ret = (struct order){parcel_birth(born, class, span->direction), self->village[source],
                          self->words[source][0]};
    return born <= span->until;
}

static struct order *order_room(struct source_set *self, size_t count, size_t more)
{
    if (count + more > self->order_capacity) {
        self->order_capacity = 2 * (count + more);
        self->orders = des_resize(self->orders, self->order_capacity, sizeof *self->orders);
    }
    return self->orders + count;
}

/* The further parcels of order `made`, which is its source's latest: at the end of the orders.
 * Word 0 of `block`, (i, 1), decides how many, the next words are the luck of the second, ... */
static inline size_t add_parcels(struct source_set *self, uint32_t source, struct des_block block,
                                 const struct order_sizes *sizes, size_t made, size_t count)
{
    int32_t size = 1;
    while (size < sizes->most && block.word[0] >= sizes->threshold[size - 1]) {
        size++;
    }
    struct order first = self->orders[made];
    for (int32_t i = 1; i < size; i++) {
        if (i % 4 == 0) {
            struct des_stream stream = {{self->keys[source][0], self->keys[source][1]},
                                        self->replication};
            block = des_stream_block(&stream, self->next_block[source] - 1, 1 + (uint32_t)i / 4);
        }
        first.luck = block.word[i % 4];
        *order_room(self, count++, 1) = first;
    }
    return count;
}

/* The same for each of at most CHUNK sources, whose latest orders follow on `made`. */
static size_t add_all_parcels(struct source_set *self, const uint32_t *which, size_t sources,
                              const struct order_sizes *sizes, size_t made, size_t count)
{
    struct des_block blocks[CHUNK];
    des_streams_further_blocks((const uint32_t(*)[2])self->keys, self->next_block,
                               self->replication, which, blocks, sources);
    for (size_t i = 0; i < sources; i++) {
        count = add_parcels(self, which[i], blocks[i], sizes, made + i, count);
    }
    return count;
}

/* One order of each of `which`, and the draw of the next one. Leaves in `which` those that have
 * more; returns how many. Adds the orders to *count. */
static size_t emit_round(struct source_set *self, const struct span *span, uint32_t *which,
                         size_t size, size_t *count)
{
    size_t more = 0;
    for (size_t done = 0; done < size; done += CHUNK) {
        size_t some = size - done < CHUNK ? size - done : CHUNK, drawn = 0;
        struct order *orders = order_room(self, *count, some);
        uint32_t *part = which + done;
        for (size_t i = 0; i < some; i++) {
            uint32_t source = part[i];
            bool made = make_order(self, span, source, &orders[drawn]);
            part[drawn] = source;
            drawn += made;
        }
        size_t first = *count;
        *count += drawn;
        if (span->sizes) {
            *count = add_all_parcels(self, part, drawn, span->sizes, first, *count);
        }
        draw_some(self, part, drawn);
        for (size_t i = 0; i < drawn; i++) {
            uint32_t source = part[i];
            which[more] = source;
            more += self->level[source] < span->end;
        }
    }
    return more;
}

/* Fills self->orders, a source's own in order; returns how many. */
static size_t emit_orders(struct source_set *self, struct id_range range, const struct span *span)
{
    uint32_t *which = self->which;
    size_t size = 0, count = 0;
    for (int32_t s = range.begin; s < range.end; s++) {
        which[size] = (uint32_t)s;
        size += self->level[s] < span->end;
    }
    while (size > FEW) {
        size = emit_round(self, span, which, size, &count);
    }
    for (size_t i = 0; i < size; i++) {
        while (self->level[which[i]] < span->end &&
               make_order(self, span, which[i], order_room(self, count, 1))) {
            count++;
            if (span->sizes) {
                count = add_all_parcels(self, &which[i], 1, span->sizes, count - 1, count);
            }
            draw_one(self, which[i]);
        }
    }
    return count;
}

/* Takes out those that go with other carriers: other records of the village have them. */
static size_t keep_own(struct source_set *self, const struct network *network, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        struct order order = self->orders[i];
        self->orders[kept] = order;
        kept += network_carries(network, (village_id)order.village, order.luck);
    }
    return kept;
}

/* ---- in order ---- */

static inline bool after(const struct parcel *left, const struct parcel *right)
{
    des_time born = parcel_born(right);
    return parcel_born(left) > born ||
           (parcel_born(left) == born && left->village > right->village);
}

/* Stable: a village's own stay in the order in which they were drawn. */
static void insertion_sort(struct parcel *parcels, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (!after(&parcels[i - 1], &parcels[i])) {
            continue;
        }
        struct parcel parcel = parcels[i];
        size_t at = i;
        for (; at > 0 && after(&parcels[at - 1], &parcel); at--) {
            parcels[at] = parcels[at - 1];
        }
        parcels[at] = parcel;
    }
}

static inline struct parcel parcel_of(const struct order *order)
{
    des_time born = (des_time)(order->birth >> 8);
    return (struct parcel){order->birth, born, born, order->village, order->luck};
}

/* Orders are spread rather evenly over the time [begins, ends): one bucket each by linear
 * scaling, then insertion. Cost O(n). */
static void order_by_buckets(struct source_set *self, size_t count, des_time begins,
                             des_time ends_at, struct parcel *out)
{
    size_t buckets = 2 * count;
    if (self->bucket_capacity < buckets + 1) {
        self->bucket_capacity = 2 * buckets + 64;
        self->buckets = des_resize(self->buckets, self->bucket_capacity, sizeof *self->buckets);
    }
    uint32_t *ends = self->buckets;
    memset(ends, 0, (buckets + 1) * sizeof *ends);
    uint64_t scale = ((uint64_t)buckets << 32) / (uint64_t)(ends_at - begins);
    for (size_t i = 0; i < count; i++) {
        uint64_t within = (self->orders[i].birth >> 8) - (uint64_t)begins;
        ends[(within * scale >> 32) + 1]++;
    }
    for (size_t b = 1; b <= buckets; b++) {
        ends[b] += ends[b - 1];
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t within = (self->orders[i].birth >> 8) - (uint64_t)begins;
        out[ends[within * scale >> 32]++] = parcel_of(&self->orders[i]);
    }
}

void source_set_emit(struct source_set *self, struct id_range which,
                     const struct source_clock *clock, des_time from, des_time until,
                     struct parcel_batch *batch)
{
    struct span span = span_make(clock, from, until);
    size_t count = emit_orders(self, which, &span);
    if (clock->network->village_parts) {
        count = keep_own(self, clock->network, count);
    }
    struct parcel *out = parcel_batch_room(batch, count);
    if (count > FEW_ORDERS) {
        order_by_buckets(self, count, from, until + 1, out);
    } else {
        for (size_t i = 0; i < count; i++) {
            out[i] = parcel_of(&self->orders[i]);
        }
    }
    insertion_sort(out, count);
    batch->count += count;
}
