/* SPDX-License-Identifier: GPL-3.0-or-later */
/* compile_traces.c - recorded orders, put where and in the order in which they will be met.
 *
 * The rows go from the scenario's file into one of the network's own, place by place (a place being
 * a hub's or a counter's walk-ins, or the stations of a county together), each a run by time:
 * usually they are in that order already, else merging sorts them, stably, so that rows of one
 * moment stay as they were. Both are read and written front to back, so that the memory can be
 * taken back. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <uthash.h>

#include "engine/require.h"
#include "models/network/compile.h"
#include "models/scenario/trace.h"

enum { CHUNK = 1 << 16 }; /* rows read at a time */

/* ---- memory ---- */

/* Room for rows: a mapped file, so that they needn't fit into memory; or memory where there is no
 * room for a file. */
static struct trace_row *take_rows(size_t count, bool *ret_mapped)
{
    size_t bytes = (count > 0 ? count : 1) * sizeof(struct trace_row);
    int descriptor = trace_unnamed_file();
    struct trace_row *rows = MAP_FAILED;
    if (descriptor >= 0 && posix_fallocate(descriptor, 0, (off_t)bytes) == 0) {
        rows = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    }
    if (descriptor >= 0) {
        close(descriptor);
    }
    *ret_mapped = rows != MAP_FAILED;
    return *ret_mapped ? rows : des_allocate(count, sizeof *rows);
}

static void give_rows(struct trace_row *rows, size_t count, bool mapped)
{
    if (mapped) {
        munmap(rows, (count > 0 ? count : 1) * sizeof *rows);
    } else {
        free(rows);
    }
}

/* Pages that are not needed soon; what is in them stays in the file. */
static void let_go(struct trace_row *rows, size_t count, bool mapped)
{
    if (mapped && count > 0) {
        madvise(rows, count * sizeof *rows, MADV_DONTNEED);
    }
}

void network_trace_destroy(struct network_trace *self)
{
    if (self) {
        give_rows(self->rows, (size_t)self->count, self->mapped);
        free(self->walk_ins);
        free(self->drop_offs);
        free(self);
    }
}

/* ---- in order of time ---- */

static void merge(const struct trace_row *rows, size_t middle, size_t count, struct trace_row *out)
{
    size_t left = 0, right = middle;
    for (size_t i = 0; i < count; i++) {
        bool from_left = right == count || (left < middle && trace_row_time(&rows[left]) <=
                                                                 trace_row_time(&rows[right]));
        out[i] = rows[from_left ? left++ : right++];
    }
}

static void sort_rows(struct trace_row *rows, size_t count, struct trace_row *scratch)
{
    size_t middle = count / 2;
    if (count < 2) {
        return;
    }
    sort_rows(rows, middle, scratch);
    sort_rows(rows + middle, count - middle, scratch);
    if (trace_row_time(&rows[middle - 1]) > trace_row_time(&rows[middle])) {
        merge(rows, middle, count, scratch);
        memcpy(rows, scratch, count * sizeof *rows);
    }
}

static bool is_sorted(const struct trace_row *rows, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (trace_row_time(&rows[i - 1]) > trace_row_time(&rows[i])) {
            return false;
        }
    }
    return true;
}

static void sort_place(struct network_trace *trace, struct id_range range)
{
    struct trace_row *rows = trace->rows + range.begin;
    size_t count = (size_t)(range.end - range.begin);
    if (!is_sorted(rows, count)) {
        bool mapped;
        struct trace_row *scratch = take_rows(count, &mapped);
        sort_rows(rows, count, scratch);
        give_rows(scratch, count, mapped);
    }
}

/* ---- place by place ---- */

/* A trace on its way into a network. */
struct sorting {
    struct network *network;
    const struct scenario_trace *from;
    enum direction direction;
    struct network_trace *trace;
    village_id *villages; /* by number of the trace's names */
    int32_t *counts;      /* by village: rows before the end */
};

struct village_name {
    const char *name;
    village_id id;
    UT_hash_handle hh;
};

static void find_villages(struct sorting *self)
{
    const struct network *network = self->network;
    struct village_name *names = des_allocate((size_t)network->village_count, sizeof *names);
    struct village_name *table = NULL;
    for (int32_t v = 0; v < network->village_count; v++) {
        if (network_first_record(network, v) == v) {
            names[v].name = network->villages[v].name;
            names[v].id = v;
            HASH_ADD_KEYPTR(hh, table, names[v].name, strlen(names[v].name), &names[v]);
        }
    }
    self->villages = des_allocate(self->from->village_count, sizeof *self->villages);
    for (size_t i = 0; i < self->from->village_count; i++) {
        const char *name = self->from->villages[i];
        struct village_name *entry = NULL;
        HASH_FIND(hh, table, name, strlen(name), entry);
        DES_REQUIRE(entry != NULL);
        self->villages[i] = entry->id;
    }
    HASH_CLEAR(hh, table);
    free(names);
}

/* Where the village's parcels of this direction come up. */
static struct id_range *place_of(const struct sorting *self, village_id village)
{
    const struct village *its = &self->network->villages[village];
    if (self->direction == INBOUND) {
        return &self->trace->walk_ins[self->network->centres[its->county].parent];
    }
    return its->service == SERVED_BY_STATION ? &self->trace->drop_offs[its->county]
                                             : &self->trace->walk_ins[its->county];
}

/* Calls `take` for every row. */
static void for_each_row(struct sorting *self, void (*take)(struct sorting *, struct trace_row))
{
    struct trace_row *chunk = des_allocate(CHUNK, sizeof *chunk);
    uint64_t done = 0;
    while (done < self->from->rows) {
        ssize_t got = pread(self->from->descriptor, chunk, CHUNK * sizeof *chunk,
                            (off_t)(done * sizeof *chunk));
        DES_REQUIRE(got >= (ssize_t)sizeof *chunk);
        size_t count = (size_t)got / sizeof *chunk;
        for (size_t i = 0; i < count; i++) {
            take(self, chunk[i]);
        }
        done += count;
        let_go(self->trace->rows, (size_t)self->trace->count, self->trace->mapped);
    }
    free(chunk);
}

/* Where carriers share the parcels, each of them has every row: which it keeps is the parcel's
 * luck. */
static void count_row(struct sorting *self, struct trace_row row)
{
    village_id v = self->villages[row.village];
    for (; v != NO_PLACE; v = network_next_record(self->network, v)) {
        place_of(self, v)->end++; /* a count, for now */
        self->counts[v] += trace_row_time(&row) < self->network->end;
    }
}

static void place_row(struct sorting *self, struct trace_row row)
{
    village_id v = self->villages[row.village];
    row.time_class |= self->direction;
    for (; v != NO_PLACE; v = network_next_record(self->network, v)) {
        row.village = (uint32_t)v;
        self->trace->rows[place_of(self, v)->end++] = row;
    }
}

/* Turns a count into an empty range behind the places before. */
static void begin_place(struct id_range *range, int32_t *next)
{
    int32_t count = range->end;
    range->begin = range->end = *next;
    *next += count;
}

static void compile_trace(struct compiler *compiler, enum direction direction)
{
    struct network *network = compiler->network;
    const struct scenario_trace *from = compiler->scenario->demand[direction].recorded;
    struct network_trace *trace = network->traces[direction] = des_allocate(1, sizeof *trace);
    size_t centres = (size_t)network->centre_count;
    trace->count = (int32_t)from->rows * (network->carrier_count > 0 ? network->carrier_count : 1);
    trace->rows = take_rows((size_t)trace->count, &trace->mapped);
    trace->walk_ins = des_allocate(centres, sizeof *trace->walk_ins);
    trace->drop_offs = des_allocate(centres, sizeof *trace->drop_offs);
    struct sorting self = {network, from, direction, trace, NULL, NULL};
    self.counts = des_allocate((size_t)network->village_count, sizeof *self.counts);
    find_villages(&self);
    for_each_row(&self, count_row);
    int32_t next = 0;
    for (size_t c = 0; c < centres; c++) {
        begin_place(&trace->walk_ins[c], &next);
        begin_place(&trace->drop_offs[c], &next);
    }
    for_each_row(&self, place_row);
    for (size_t c = 0; c < centres; c++) {
        sort_place(trace, trace->walk_ins[c]);
        sort_place(trace, trace->drop_offs[c]);
    }
    let_go(trace->rows, (size_t)trace->count, trace->mapped);
    for (int32_t v = 0; v < network->village_count; v++) {
        double hours = (double)network->end / (double)DES_HOUR;
        network->villages[v].rate[direction] = self.counts[v] / hours;
    }
    free(self.villages);
    free(self.counts);
}

void compile_traces(struct compiler *self)
{
    for (int d = 0; d < DIRECTIONS; d++) {
        if (self->scenario->demand[d].recorded) {
            compile_trace(self, (enum direction)d);
        }
    }
}
