/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/operation/sorting_line.h"

#include <stdlib.h>

#include "engine/require.h"
#include "models/operation/centre.h"
#include "models/operation/dispatch.h"
#include "models/operation/routes.h"
#include "models/operation/transport.h"

enum { CHUNK = 128 };

/* What has begun and wasn't passed on yet; all in one direction. */
struct begun {
    struct parcel parcels[CHUNK];
    des_time starts[CHUNK];
    double works[CHUNK];
    size_t count;
    bool any; /* was passed on */
};

static struct sorting_line *line_of(const struct world *world, int32_t centre)
{
    return world->sorters[centre].line;
}

void sorting_crew_init(struct des_crew *self, const struct sorter *sorter)
{
    const struct centre *centre = sorter->centre;
    des_crew_init(self, centre->plan->crew_count > 0);
    for (int32_t c = 0; c < network_crew_count(centre); c++) {
        des_crew_add(self, network_crew_servers(centre, c), sorter_shifts(sorter, c));
    }
}

struct sorting_line *sorting_line_create(const struct sorter *sorter)
{
    const struct centre *centre = sorter->centre;
    const struct sorting_plan *plan = centre->plan;
    if (!plan || !sorting_plan_chooses(plan)) {
        return NULL;
    }
    struct sorting_line *self = des_allocate(1, sizeof *self);
    self->plan = plan;
    self->full_since = DES_NEVER;
    sorting_crew_init(&self->crew, sorter);
    if (plan->setup > 0) { /* at the beginning for inbound, 0 */
        self->facing = des_allocate(self->crew.count, sizeof *self->facing);
    }
    return self;
}

void sorting_line_destroy(struct sorting_line *self)
{
    if (!self) {
        return;
    }
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int r = 0; r < LINE_RANKS; r++) {
            parcel_queue_done(&self->waiting[d][r]);
        }
    }
    des_crew_done(&self->crew);
    free(self->facing);
    free(self->dock);
    free(self);
}

/* ---- who waits ---- */

static void join(struct world *world, struct sorting_line *self, const struct parcel *parcel)
{
    int rank = self->plan->by_priority
                   ? LINE_RANKS - 1 - world->network->classes[parcel_class(parcel)].priority
                   : 0;
    int side = self->facing && parcel_heads_out(parcel) ? OUTBOUND : INBOUND;
    parcel_queue_add(&self->waiting[side][rank], &world->store, parcel);
    self->occupied[side] |= 1u << rank;
    self->clock = parcel->arrived;
    self->count++;
    if (self->plan->in_waves && self->full_since == DES_NEVER &&
        self->plan->wave_size != UNLIMITED && self->count >= (size_t)self->plan->wave_size) {
        self->full_since = parcel->arrived;
    }
}

/* The next of a side, which isn't empty. */
static const struct parcel *next_of(const struct sorting_line *self, int side)
{
    return parcel_queue_first(&self->waiting[side][__builtin_ctz(self->occupied[side])]);
}

/* Takes it out. */
static void drop_next(struct sorting_line *self, int side)
{
    int rank = __builtin_ctz(self->occupied[side]);
    struct parcel_queue *queue = &self->waiting[side][rank];
    parcel_queue_drop(queue, 1);
    bool empty = parcel_queue_count(queue) == 0; /* and keeps its block for the next ones */
    self->occupied[side] &= ~((unsigned)empty << rank);
    self->count--;
}

/* When the first of all that wait came; there is one. */
static des_time first_arrival(const struct sorting_line *self)
{
    des_time first = DES_NEVER;
    for (unsigned ranks = self->occupied[0]; ranks > 0; ranks &= ranks - 1) {
        const struct parcel *parcel = parcel_queue_first(&self->waiting[0][__builtin_ctz(ranks)]);
        first = parcel->arrived < first ? parcel->arrived : first;
    }
    return first;
}

/* ---- what is next ---- */

/* The next clock time at which a wave begins; DES_NEVER when there is none. */
static des_time next_call(const struct sorting_line *self)
{
    int32_t count = self->plan->wave_time_count;
    if (count == 0) {
        return DES_NEVER;
    }
    return self->wave_calls / count * DES_DAY + self->plan->wave_times[self->wave_calls % count];
}

static void tell(struct world *world, int32_t centre, struct sorter_deed deed)
{
    deed.centre = world->sorters[centre].id;
    world->observer->sorter_did(world->observer->self, &deed);
}

static void pass_on(struct world *world, int32_t centre, struct begun *begun)
{
    if (begun->count > 0) {
        begun->any = true;
        centre_sorted(world, centre, begun->parcels, begun->starts, begun->works, begun->count);
        begun->count = 0;
    }
}

/* The next of a side begins at `start` and is done at `ready`. */
static void begin_next(struct world *world, int32_t centre, int side, des_time start,
                       des_time ready, double work, struct begun *begun)
{
    struct sorting_line *self = line_of(world, centre);
    const struct parcel *next = next_of(self, side);
    if (begun->count == CHUNK ||
        (begun->count > 0 && parcel_direction(&begun->parcels[0]) != parcel_direction(next))) {
        pass_on(world, centre, begun);
    }
    size_t at = begun->count++;
    begun->parcels[at] = *next;
    begun->parcels[at].ready = ready;
    begun->starts[at] = start;
    begun->works[at] = work;
    drop_next(self, side);
}

/* ---- one after the other ---- */

/* Bit d: somebody waits for a server that faces direction d. */
static unsigned waiting_sides(const struct sorting_line *self)
{
    return (self->occupied[0] != 0) | (unsigned)(self->occupied[1] != 0) << 1;
}

struct turn {
    des_time start;
    unsigned server;
};

/* Who is next, of those that wait: the first server that can begin then and faces one of them;
 * else the first that can, which has to turn round. DES_NEVER: nobody waits. */
static struct turn next_turn(struct sorting_line *self)
{
    enum { LOOK = 8 };
    struct turn turn = {DES_NEVER, 0};
    if (self->count == 0) {
        return turn;
    }
    const uint64_t turns[DIRECTIONS] = {self->occupied[0] == 0, self->occupied[1] == 0};
    struct des_crew_member *members = self->crew.members;
    const uint8_t *facing = self->facing;
    des_time clock = self->clock;
    uint64_t best = UINT64_MAX; /* the start, then whether it has to turn round */
    for (unsigned s = 0, count = self->crew.count; s < count; s++) {
        uint64_t own = (uint64_t)des_crew_member_start(&members[s], clock);
        uint64_t key = own << 1 | (facing ? turns[facing[s]] : 0);
        turn.server = key < best ? s : turn.server;
        best = key < best ? key : best;
        if (s % LOOK == LOOK - 1 && best == (uint64_t)clock << 1) {
            break; /* nobody can be before; asked now and then, because it can't be guessed */
        }
    }
    turn.start = (des_time)(best >> 1);
    return turn;
}

/* The first moment after so much more of the server's time. */
static des_time after(const struct sorting_line *self, unsigned server, des_time start,
                      des_time time)
{
    const struct des_calendar *shifts = self->crew.members[server].shifts;
    return self->crew.finishes
               ? start + time
               : des_calendar_next_open(shifts, des_calendar_add(shifts, start, time));
}

/* What the next one takes, or the next wave; microseconds. */
static double next_work(struct sorter *sorter)
{
    struct sorting_line *self = sorter->line;
    if (self->works_left == 0) {
        des_distribution_fill(&sorter->centre->sort_time, &sorter->rng, self->works, LINE_WORKS);
        self->works_left = LINE_WORKS;
    }
    return self->works[LINE_WORKS - self->works_left--];
}

static void begin_one(struct world *world, int32_t centre, struct turn turn, struct begun *begun)
{
    struct sorter *sorter = &world->sorters[centre];
    struct sorting_line *self = sorter->line;
    int side = self->facing ? self->facing[turn.server] : 0;
    bool turns = !self->occupied[side];
    double work = next_work(sorter);
    des_time begins = turn.start, time = des_time_round(work);
    if (turns) {
        side = 1 - side;
        self->facing[turn.server] = (uint8_t)side;
        begins = after(self, turn.server, turn.start, self->plan->setup);
        time = des_time_later(self->plan->setup, time);
        tell(world, centre,
             (struct sorter_deed){.kind = DEED_SETUP, .begin = turn.start, .end = begins});
    }
    des_time ready = des_crew_begin(&self->crew, turn.server, turn.start, time);
    self->clock = turn.start;
    begin_next(world, centre, side, begins < ready ? begins : ready, ready, work, begun);
}

/* ---- in waves ---- */

/* When the next of those that wait now can begin; DES_NEVER: none of them by itself. */
static des_time next_wave(struct sorting_line *self)
{
    if (self->count == 0) {
        return DES_NEVER;
    }
    des_time due = self->called > 0 ? self->called_at : DES_NEVER;
    des_time waited = des_time_later(first_arrival(self), self->plan->wave_waits);
    due = self->full_since < due ? self->full_since : due;
    due = waited < due ? waited : due;
    if (due == DES_NEVER) {
        return DES_NEVER;
    }
    return des_crew_start(&self->crew, due > self->clock ? due : self->clock);
}

/* A clock time has come: all that wait are called. */
static void call(struct sorting_line *self)
{
    self->called = self->count;
    self->called_at = next_call(self);
    self->wave_calls++;
}

static void begin_wave(struct world *world, int32_t centre, des_time start, struct begun *begun)
{
    struct sorter *sorter = &world->sorters[centre];
    struct sorting_line *self = sorter->line;
    const struct sorting_plan *plan = self->plan;
    size_t most = plan->wave_size == UNLIMITED ? SIZE_MAX : (size_t)plan->wave_size;
    size_t count = self->count < most ? self->count : most;
    double work = next_work(sorter);
    des_time finish = des_crew_begin(&self->crew, 0, start, des_time_round(work));
    for (size_t i = 0; i < count; i++) { /* the wave's work is booked on its first parcel */
        begin_next(world, centre, 0, start, finish, i == 0 ? work : 0, begun);
    }
    self->called -= self->called < count ? self->called : count;
    self->full_since = self->count >= most ? start : DES_NEVER;
    self->clock = start;
    tell(world, centre,
         (struct sorter_deed){.kind = DEED_WAVE, .begin = start, .end = finish, .parcels = count});
}

/* ---- in order of time ---- */

/* A walk-in born by `until` joins, if there is one; and so do the others, where that changes
 * nothing about when the next can begin. */
static void meet(struct world *world, struct sorting_line *self, int32_t centre, des_time until)
{
    bool together = self->count > 0 && !self->plan->in_waves;
    const struct parcel *walk_in;
    do {
        walk_in = centre_take_walk_in(world, centre, until);
        if (walk_in) {
            join(world, self, walk_in);
        }
    } while (together && walk_in);
}

/* Of both: walk-ins born by `walk_ins` join, and what begins before `before` begins. At one
 * moment: who comes joins, then a clock time calls, then it begins. */
static void run_waves(struct world *world, int32_t centre, des_time walk_ins, des_time before,
                      struct begun *begun)
{
    struct sorting_line *self = line_of(world, centre);
    for (;;) {
        des_time start = next_wave(self), called = next_call(self);
        des_time next = called < start ? called : start;
        des_time until = next < walk_ins ? next : walk_ins;
        if (centre_next_walk_in(world, centre) <= until) {
            meet(world, self, centre, until);
        } else if (next >= before) {
            return;
        } else if (called <= start) {
            call(self);
        } else {
            begin_wave(world, centre, start, begun);
        }
    }
}

static void run_turns(struct world *world, int32_t centre, des_time walk_ins, des_time before,
                      struct begun *begun)
{
    struct sorting_line *self = line_of(world, centre);
    des_time walk_in = centre_next_walk_in(world, centre);
    struct turn turn = {DES_NEVER, 0};
    bool known = false;
    for (;;) {
        turn = known ? turn : next_turn(self);
        des_time until = turn.start < walk_ins ? turn.start : walk_ins;
        if (walk_in <= until) {
            unsigned waited = waiting_sides(self);
            meet(world, self, centre, until);
            walk_in = centre_next_walk_in(world, centre);
            known = waiting_sides(self) == waited; /* then who begins next, and when, is the same */
        } else if (turn.start < before) {
            begin_one(world, centre, turn, begun);
            known = false;
        } else {
            return;
        }
    }
}

static void run(struct world *world, int32_t centre, des_time walk_ins, des_time before)
{
    struct begun begun;
    begun.count = 0;
    begun.any = false;
    if (line_of(world, centre)->plan->in_waves) {
        run_waves(world, centre, walk_ins, before, &begun);
    } else {
        run_turns(world, centre, walk_ins, before, &begun);
    }
    pass_on(world, centre, &begun);
    if (begun.any && world->sorters[centre].centre->when_full) {
        dispatch_check_loads(world, centre);
    }
}

void line_advance(struct world *world, int32_t centre, des_time until)
{
    run(world, centre, until, until);
}

void line_join(struct world *world, int32_t centre, const struct parcel *parcels, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        join(world, line_of(world, centre), &parcels[i]);
    }
    line_look(world, centre);
}

void line_look(struct world *world, int32_t centre)
{
    struct sorting_line *self = line_of(world, centre);
    if (!world->sorters[centre].centre->when_full && self->docked == 0) {
        return;
    }
    des_time next = self->plan->in_waves ? next_wave(self) : next_turn(self).start;
    des_time walk_in = centre_next_walk_in(world, centre);
    des_time called = self->count > 0 ? next_call(self) : DES_NEVER;
    next = called < next ? called : next;
    next = walk_in < next ? walk_in : next;
    next = next > world->now ? next : world->now;
    if (next >= world->network->end || (self->noted && self->noted_at <= next)) {
        return;
    }
    if (self->noted) {
        des_event_queue_cancel(world->events, self->event);
    }
    self->noted = true;
    self->noted_at = next;
    self->event =
        des_event_queue_push(world->events, (struct des_event){.time = next,
                                                               .rank = RANK_SORTING,
                                                               .kind = EVENT_SORTING,
                                                               .subject = (uint32_t)centre});
}

void line_finish(struct world *world, int32_t centre)
{
    struct sorting_line *self = line_of(world, centre);
    des_time end = world->network->end;
    struct begun left;
    left.count = 0;
    left.any = false;
    run(world, centre, end - 1, end);
    for (int side = 0; side < DIRECTIONS; side++) {
        while (self->occupied[side]) {
            begin_next(world, centre, side, end, end, 0, &left);
        }
    }
    pass_on(world, centre, &left);
    for (size_t d = 0; d < self->docked; d++) {
        tell(world, centre,
             (struct sorter_deed){.kind = DEED_BLOCKED,
                                  .begin = self->dock[d].since,
                                  .end = end,
                                  .parcels = self->dock[d].parcels});
    }
}

/* ---- the dock ---- */

/* Is there room for so many? More than there ever is unload when nothing waits. */
static bool has_room(const struct sorting_line *self, size_t parcels)
{
    return self->count == 0 || self->count + parcels <= (size_t)self->plan->buffer;
}

bool line_blocks(struct world *world, int32_t centre, int32_t trip, size_t parcels)
{
    struct sorting_line *self = line_of(world, centre);
    if (!self || self->plan->buffer == UNLIMITED || parcels == 0) {
        return false;
    }
    line_advance(world, centre, world->now);
    if (self->docked == 0 && has_room(self, parcels)) {
        return false;
    }
    if (self->docked == self->dock_capacity) {
        self->dock_capacity = 2 * self->dock_capacity + 4;
        self->dock = des_resize(self->dock, self->dock_capacity, sizeof *self->dock);
    }
    self->dock[self->docked++] = (struct docked){trip, parcels, world->now};
    line_look(world, centre);
    return true;
}

/* The first at the dock unloads, if there is room for what it brings. */
static bool unload_first(struct world *world, int32_t centre)
{
    struct sorting_line *self = line_of(world, centre);
    if (self->docked == 0 || !has_room(self, self->dock[0].parcels)) {
        return false;
    }
    struct docked first = self->dock[0];
    self->docked--;
    for (size_t d = 0; d < self->docked; d++) {
        self->dock[d] = self->dock[d + 1];
    }
    tell(world, centre,
         (struct sorter_deed){.kind = DEED_BLOCKED,
                              .begin = first.since,
                              .end = world->now,
                              .parcels = first.parcels});
    transport_unload_docked(world, first.trip);
    return true;
}

void line_now(struct world *world, int32_t centre)
{
    struct sorting_line *self = line_of(world, centre);
    bool unloaded;
    self->noted = false;
    do {
        run(world, centre, world->now, world->now + 1);
        unloaded = false;
        while (unload_first(world, centre)) {
            unloaded = true;
        }
    } while (unloaded);
    line_look(world, centre);
}

void line_verify(const struct sorting_line *self)
{
    size_t count = 0;
    for (int d = 0; d < DIRECTIONS; d++) {
        for (int r = 0; r < LINE_RANKS; r++) {
            size_t waiting = parcel_queue_count(&self->waiting[d][r]);
            DES_REQUIRE((waiting > 0) == (self->occupied[d] >> r & 1));
            count += waiting;
        }
    }
    DES_REQUIRE(count == self->count);
}
