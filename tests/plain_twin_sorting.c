/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_sorting.c - sorters of the plain twin at which more than who came first decides who
 * is next, or whose servers differ. */
#include "tests/plain_twin_world.h"

#include <stdlib.h>

#include "engine/require.h"

struct plain_server {
    const struct des_calendar *shifts;
    bool busy;
    int facing;
    des_time noted; /* its next shift */
};

struct plain_docked {
    int32_t trip;
    size_t parcels;
    des_time since;
};

struct plain_line {
    struct plain_server *servers;
    size_t server_count;
    bool after_hours; /* finishes what has begun */
    size_t called;    /* parcels, for a wave */
    int64_t calls;
    struct plain_docked *dock;
    size_t docked;
};

static const struct sorting_plan *plan_of(const struct plain *self, centre_id centre)
{
    return self->network->centres[centre].plan;
}

static void add_servers(struct plain_line *line, unsigned count, const struct des_calendar *shifts)
{
    line->servers = des_resize(line->servers, line->server_count + count, sizeof *line->servers);
    for (unsigned s = 0; s < count; s++) {
        line->servers[line->server_count++] = (struct plain_server){.shifts = shifts};
    }
}

static void note_choice(struct plain *self, centre_id centre, des_time time)
{
    plain_note(self, time, PLAIN_CHOOSE, NOTE_CHOOSE, centre);
}

static void note_call(struct plain *self, centre_id centre)
{
    struct plain_line *line = self->centres[centre].line;
    const struct sorting_plan *plan = plan_of(self, centre);
    if (plan->wave_time_count > 0) {
        int64_t day = line->calls / plan->wave_time_count;
        int64_t which = line->calls % plan->wave_time_count;
        plain_note(self, day * DES_DAY + plan->wave_times[which], PLAIN_CALL, NOTE_WAVE_CALL,
                   centre);
    }
}

void plain_line_open(struct plain *self, centre_id centre)
{
    const struct centre *about = &self->network->centres[centre];
    if (!about->plan) {
        return;
    }
    struct plain_line *line = self->centres[centre].line = des_allocate(1, sizeof *line);
    line->after_hours = about->plan->crew_count > 0;
    for (int32_t c = 0; c < about->plan->crew_count; c++) {
        add_servers(line, about->plan->crews[c].servers, &self->shifts[centre][c]);
    }
    if (!line->after_hours) {
        add_servers(line, about->servers, &self->shifts[centre][0]);
    }
    note_call(self, centre);
}

void plain_line_close(struct plain_line *line)
{
    if (line) {
        free(line->servers);
        free(line->dock);
        free(line);
    }
}

void plain_wave_call(struct plain *self, centre_id centre)
{
    struct plain_line *line = self->centres[centre].line;
    line->called = self->centres[centre].queue.count;
    line->calls++;
    note_call(self, centre);
    note_choice(self, centre, self->now);
}

/* ---- one after the other ---- */

static int way_of(const struct plain_parcel *parcel)
{
    return plain_heads_out(parcel) ? OUTBOUND : INBOUND;
}

/* In the queue, the one that goes first of those bound that way (-1: any way); -1: nobody. */
static int32_t first_of(const struct plain *self, centre_id centre, int direction)
{
    const struct plain_list *queue = &self->centres[centre].queue;
    int32_t best = -1, most = -1;
    for (size_t i = 0; i < queue->count; i++) {
        const struct plain_parcel *it = &self->parcels[queue->items[i]];
        int32_t priority =
            plan_of(self, centre)->by_priority ? self->network->classes[it->class].priority : 0;
        if ((direction < 0 || direction == way_of(it)) && priority > most) {
            most = priority;
            best = (int32_t)i;
        }
    }
    return best;
}

static des_time draw(struct plain *self, centre_id centre)
{
    return des_time_round(des_distribution_draw(&self->network->centres[centre].sort_time,
                                                &self->centres[centre].rng));
}

static void begin(struct plain *self, centre_id centre, size_t s, size_t at, bool turns)
{
    struct plain_line *line = self->centres[centre].line;
    struct plain_server *server = &line->servers[s];
    int32_t parcel = plain_list_take(&self->centres[centre].queue, at);
    struct plain_parcel *it = &self->parcels[parcel];
    des_time work = draw(self, centre), setup = turns ? plan_of(self, centre)->setup : 0;
    des_time done = line->after_hours ? self->now + setup + work
                                      : plain_add_open(server->shifts, self->now, setup + work);
    it->started = self->now;
    if (turns) {
        it->started =
            line->after_hours
                ? self->now + setup
                : plain_next_open(server->shifts, plain_add_open(server->shifts, self->now, setup));
        struct fact fact = plain_no_parcel(FACT_SORTER, centre);
        fact.other = DEED_SETUP;
        fact.a = self->now;
        fact.b = plain_by_end(self, it->started);
        plain_tell(self, fact);
        it->started = it->started < done ? it->started : done;
        server->facing = way_of(it);
    }
    it->ready = work;
    it->server = (int32_t)s;
    server->busy = true;
    plain_note(self, done, PLAIN_ON_FOOT, NOTE_SORTED, parcel);
}

/* Somebody who is there and idle begins; false when nobody does. */
static bool somebody_begins(struct plain *self, centre_id centre)
{
    struct plain_line *line = self->centres[centre].line;
    bool faces = plan_of(self, centre)->setup > 0;
    for (int turns = 0; turns <= (faces ? 1 : 0); turns++) {
        for (size_t s = 0; s < line->server_count; s++) {
            struct plain_server *server = &line->servers[s];
            int way = !faces ? -1 : turns ? 1 - server->facing : server->facing;
            int32_t at = first_of(self, centre, way);
            if (at >= 0 && !server->busy && plain_is_open(server->shifts, self->now)) {
                begin(self, centre, s, (size_t)at, turns == 1);
                return true;
            }
        }
    }
    return false;
}

static void choose_one_by_one(struct plain *self, centre_id centre)
{
    struct plain_line *line = self->centres[centre].line;
    while (somebody_begins(self, centre)) {
    }
    for (size_t s = 0; self->centres[centre].queue.count > 0 && s < line->server_count; s++) {
        struct plain_server *server = &line->servers[s];
        des_time opens = plain_next_open(server->shifts, self->now);
        if (!server->busy && opens > self->now && opens != server->noted) {
            note_choice(self, centre, opens);
            server->noted = opens;
        }
    }
}

/* ---- in waves ---- */

static void begin_wave(struct plain *self, centre_id centre)
{
    struct plain_centre *at = &self->centres[centre];
    const struct sorting_plan *plan = plan_of(self, centre);
    des_time work = draw(self, centre);
    des_time done = plain_add_open(at->line->servers[0].shifts, self->now, work);
    size_t count = 0;
    while (at->queue.count > 0 &&
           (plan->wave_size == UNLIMITED || count < (size_t)plan->wave_size)) {
        int32_t parcel = plain_list_take(&at->queue, (size_t)first_of(self, centre, -1));
        struct plain_parcel *it = &self->parcels[parcel];
        it->started = self->now;
        it->ready = count == 0 ? work : 0;
        it->server = count == 0 ? 0 : -1;
        plain_note(self, done, PLAIN_ON_FOOT, NOTE_SORTED, parcel);
        count++;
    }
    at->line->servers[0].busy = true;
    at->line->called = at->line->called > count ? at->line->called - count : 0;
    struct fact fact = plain_no_parcel(FACT_SORTER, centre);
    fact.other = DEED_WAVE;
    fact.a = self->now;
    fact.b = plain_by_end(self, done);
    fact.c = (des_time)count;
    plain_tell(self, fact);
}

static void choose_wave(struct plain *self, centre_id centre)
{
    struct plain_centre *at = &self->centres[centre];
    const struct sorting_plan *plan = plan_of(self, centre);
    const struct plain_server *server = &at->line->servers[0];
    if (server->busy || at->queue.count == 0) {
        return;
    }
    bool full = plan->wave_size != UNLIMITED && at->queue.count >= (size_t)plan->wave_size;
    des_time since = self->parcels[at->queue.items[0]].arrived;
    bool waited = plan->wave_waits < DES_NEVER && since + plan->wave_waits <= self->now;
    if (!full && !waited && at->line->called == 0) {
        return;
    }
    if (plain_is_open(server->shifts, self->now)) {
        begin_wave(self, centre);
    } else {
        note_choice(self, centre, plain_next_open(server->shifts, self->now));
    }
}

/* ---- the dock ---- */

static bool has_room(const struct plain *self, centre_id centre, size_t parcels)
{
    size_t waiting = self->centres[centre].queue.count;
    return waiting == 0 || waiting + parcels <= (size_t)plan_of(self, centre)->buffer;
}

bool plain_blocks(struct plain *self, centre_id centre, int32_t trip, size_t parcels)
{
    struct plain_line *line = self->centres[centre].line;
    if (!line || plan_of(self, centre)->buffer == UNLIMITED || parcels == 0 ||
        (line->docked == 0 && has_room(self, centre, parcels))) {
        return false;
    }
    line->dock = des_resize(line->dock, line->docked + 1, sizeof *line->dock);
    line->dock[line->docked++] = (struct plain_docked){trip, parcels, self->now};
    note_choice(self, centre, self->now);
    return true;
}

static void tell_blocked(struct plain *self, centre_id centre, const struct plain_docked *docked,
                         des_time until)
{
    struct fact fact = plain_no_parcel(FACT_SORTER, centre);
    fact.other = DEED_BLOCKED;
    fact.a = docked->since;
    fact.b = plain_by_end(self, until);
    fact.c = (des_time)docked->parcels;
    plain_tell(self, fact);
}

static bool unload_docked(struct plain *self, centre_id centre)
{
    struct plain_line *line = self->centres[centre].line;
    bool any = false;
    while (line->docked > 0 && has_room(self, centre, line->dock[0].parcels)) {
        struct plain_docked first = line->dock[0];
        line->docked--;
        for (size_t d = 0; d < line->docked; d++) {
            line->dock[d] = line->dock[d + 1];
        }
        tell_blocked(self, centre, &first, self->now);
        plain_unload_docked(self, first.trip);
        any = true;
    }
    return any;
}

void plain_tell_docked(struct plain *self, centre_id centre)
{
    const struct plain_line *line = self->centres[centre].line;
    for (size_t d = 0; line && d < line->docked; d++) {
        tell_blocked(self, centre, &line->dock[d], self->network->end);
    }
}

/* ---- what happens ---- */

void plain_choose(struct plain *self, centre_id centre)
{
    do {
        if (plan_of(self, centre)->in_waves) {
            choose_wave(self, centre);
        } else {
            choose_one_by_one(self, centre);
        }
    } while (unload_docked(self, centre));
}

/* Where only the servers differ nobody needs to wait for the end of the moment: only for all that
 * come free in it. */
static void look(struct plain *self, centre_id centre)
{
    bool waits = sorting_plan_chooses(plan_of(self, centre));
    plain_note(self, self->now, waits ? PLAIN_CHOOSE : PLAIN_ON_FOOT, NOTE_CHOOSE, centre);
}

void plain_line_joined(struct plain *self, centre_id centre)
{
    des_time waits = plan_of(self, centre)->wave_waits;
    look(self, centre);
    if (plan_of(self, centre)->in_waves && waits < DES_NEVER) {
        note_choice(self, centre, self->now + waits);
    }
}

void plain_line_sorted(struct plain *self, int32_t parcel, centre_id centre)
{
    int32_t server = self->parcels[parcel].server;
    if (server >= 0) {
        self->centres[centre].line->servers[server].busy = false;
    }
    plain_sorted(self, parcel, centre, self->parcels[parcel].ready);
    look(self, centre);
}
