/* SPDX-License-Identifier: GPL-3.0-or-later */
/* plain_twin_places.c - orders, shelves and sorters of the plain twin. */
#include "tests/plain_twin_world.h"

#include <stdlib.h>

#include "engine/require.h"

/* ---- orders ---- */

static int32_t class_of(const struct network *network, enum direction direction, uint32_t word)
{
    int32_t class = 0;
    while (class < network->class_count - 1 &&
           !(word < network->classes[class].threshold[direction])) {
        class ++;
    }
    return class;
}

void plain_note_next_order(struct plain *self, int32_t source)
{
    struct plain_source *from = &self->sources[source];
    const struct village *village = &self->network->villages[from->village];
    struct des_block block = des_stream_block(&from->stream, from->next++, 0);
    uint64_t bits = (uint64_t)block.word[1] << 32 | block.word[0];
    from->luck = block.word[2];
    from->class = class_of(self->network, from->direction, block.word[3]);
    from->index = from->next - 1;
    from->level += des_exponential_from_bits(bits) * (1 / village->rate[from->direction]);
    const double *cumulative = from->own_shape ? from->own_shape : self->shape[from->direction];
    for (int32_t h = 0; h < self->network->hours; h++) {
        if (from->level < cumulative[h + 1]) {
            double scale = (double)DES_HOUR / (cumulative[h + 1] - cumulative[h]);
            plain_note(self, h * DES_HOUR + (des_time)((from->level - cumulative[h]) * scale),
                       PLAIN_ON_FOOT, NOTE_ORDER, source);
            return;
        }
    }
}

/* By Huff: the first station whose share of the lots, added to those before, exceeds the parcel's;
 * then, whether the way there deters. */
void plain_choose_station(const struct plain *self, struct plain_parcel *it)
{
    const struct village *village = &self->network->villages[it->village];
    uint64_t kept = village->kept, lot = des_lot(it->luck, LOT_STATION);
    it->station = village->station;
    for (int32_t o = village->options.end - 1; o >= village->options.begin; o--) {
        const struct station_choice_option *option = &self->network->options[o];
        if (lot <= option->last) {
            it->station = option->station;
            kept = option->kept;
        }
    }
    it->deterred = des_lot(it->luck, LOT_WAY) >= kept;
}

static int32_t new_parcel(struct plain *self, const struct plain_source *source)
{
    if (self->parcel_count == self->parcel_capacity) {
        self->parcel_capacity = 2 * self->parcel_capacity + 256;
        self->parcels = des_resize(self->parcels, self->parcel_capacity, sizeof *self->parcels);
    }
    self->parcels[self->parcel_count] = (struct plain_parcel){
        .direction = source->direction,
        .village = source->village,
        .class = source->class,
        .luck = source->luck,
        .where = NOWHERE,
        .locker = -1,
    };
    plain_choose_station(self, &self->parcels[self->parcel_count]);
    plain_decide_local(self, &self->parcels[self->parcel_count]);
    return (int32_t)self->parcel_count++;
}

static void enter(struct plain *self, int32_t parcel)
{
    struct plain_parcel *it = &self->parcels[parcel];
    it->born = self->now;
    plain_book(self, it)->entered++;
    struct fact fact = plain_fact_of(it, FACT_ENTERED);
    fact.a = it->class;
    plain_tell(self, fact);
}

/* Takes its place among those that wait for the same vehicle: ready earlier, then born
 * earlier, then who came first. */
void plain_wait_in_line(struct plain *self, struct plain_list *list, int32_t parcel)
{
    const struct plain_parcel *it = &self->parcels[parcel];
    plain_list_add(list, parcel);
    size_t at = list->count - 1;
    for (; at > 0; at--) {
        const struct plain_parcel *other = &self->parcels[list->items[at - 1]];
        if (other->ready < it->ready || (other->ready == it->ready && other->born <= it->born)) {
            break;
        }
        list->items[at] = list->items[at - 1];
    }
    list->items[at] = parcel;
}

void plain_drop_off(struct plain *self, int32_t parcel)
{
    struct plain_parcel *it = &self->parcels[parcel];
    enter(self, parcel);
    it->where = AT_STATION_WAITING;
    it->at = it->station;
    it->ready = self->now;
    if (plain_keepers_need_time(self, it->station)) {
        plain_comes(self, parcel);
    } else {
        plain_wait_in_line(self, &self->boxes[it->station], parcel);
    }
}

void plain_order_parcel(struct plain *self, const struct plain_source *source)
{
    if (!plain_is_carriers(self->network, source->village, source->luck)) {
        return; /* it goes with another */
    }
    if (!plain_is_ordered(self, source)) {
        return;
    }
    int32_t parcel = new_parcel(self, source);
    struct plain_parcel *it = &self->parcels[parcel];
    const struct village *village = &self->network->villages[it->village];
    if (village->service == NOT_SERVED || it->deterred) {
        enter(self, parcel);
        plain_book(self, it)->lost++;
        struct fact fact = plain_fact_of(it, FACT_LOST);
        fact.a = self->now;
        plain_tell(self, fact);
    } else if (it->direction == INBOUND) {
        enter(self, parcel);
        plain_join_sorter(self, parcel, self->network->centres[village->county].parent);
    } else if (village->service == SERVED_BY_COUNTER) {
        enter(self, parcel);
        plain_join_sorter(self, parcel, village->county);
    } else {
        const struct des_calendar *open = &self->network->stations[it->station].open;
        if (plain_is_open(open, self->now)) {
            plain_drop_off(self, parcel);
        } else {
            plain_note(self, plain_next_open(open, self->now), PLAIN_ON_FOOT, NOTE_DROP_OFF,
                       parcel);
        }
    }
}

/* Word w of what an order has beyond its first block. */
static uint32_t further_word(const struct plain_source *source, int w)
{
    return des_stream_block(&source->stream, source->index, (uint32_t)(1 + w / 4)).word[w % 4];
}

void plain_on_order(struct plain *self, int32_t source)
{
    struct plain_source order = self->sources[source];
    const struct order_sizes *sizes = &self->network->order_sizes[order.direction];
    plain_note_next_order(self, source);
    plain_order_parcel(self, &order);
    for (int i = 1; i < sizes->most && further_word(&order, 0) >= sizes->threshold[i - 1]; i++) {
        order.luck = further_word(&order, i);
        plain_order_parcel(self, &order);
    }
}

/* ---- shelves ---- */

/* On the shelf of `station`, or of the county's counter when that is NO_PLACE. */
void plain_put_on_shelf(struct plain *self, int32_t parcel, centre_id county, station_id station)
{
    struct plain_parcel *it = &self->parcels[parcel];
    const struct network *network = self->network;
    const struct des_calendar *open =
        station == NO_PLACE ? &network->centres[county].counter : &network->stations[station].open;
    des_time return_after =
        station == NO_PLACE ? DES_NEVER : network->stations[station].return_after;
    if (it->locker >= 0) {
        open = &network->always;
    }
    des_time available = plain_next_open(open, self->now);
    struct des_stream stream = network->villages[it->village].dwell;
    stream.replication = self->replication;
    double drawn = des_distribution_at(&network->dwell, stream, (uint64_t)it->born, it->luck);
    des_time dwell = des_time_round(plain_reminded(network, drawn));
    des_time leaves = network->dwell_counts == DWELL_WHILE_OPEN
                          ? plain_add_open(open, available, dwell)
                          : plain_next_open(open, available + dwell);
    it->returned = return_after < DES_NEVER && leaves > available + return_after;
    if (it->returned) {
        leaves = available + return_after;
    }
    bool home = plain_goes_home(self, it, station);
    it->returned = it->returned && !home;
    it->available = available;
    bool comes = !home && !it->returned && it->locker < 0 && plain_keepers_need_time(self, station);
    struct fact fact = plain_fact_of(it, FACT_SHELVED);
    fact.place = county;
    fact.other = station;
    fact.a = self->now;
    fact.b = plain_by_end(self, available);
    fact.c = comes || home ? -1 : plain_by_end(self, leaves); /* filled in when it is known */
    fact.d = fact.c < 0 ? 0 : it->returned;
    it->shelved = self->history->facts.count;
    plain_tell(self, fact);
    it->where = ON_SHELF;
    it->at = station;
    if (it->locker >= 0) {
        self->lockers[it->locker]++;
        plain_tell_locker(self, parcel, station, leaves);
    } else if (station != NO_PLACE) {
        self->shelf[station]++;
    }
    if (home) {
        plain_list_add(&self->riders[station].waiting, parcel);
        return;
    }
    plain_note(self, leaves, PLAIN_ON_FOOT, comes ? NOTE_COMES : NOTE_LEAVES, parcel);
}

void plain_on_leaves(struct plain *self, int32_t parcel)
{
    struct plain_parcel *it = &self->parcels[parcel];
    if (it->locker >= 0) {
        self->lockers[it->locker]--;
        it->locker = -1;
    } else if (it->at != NO_PLACE) {
        self->shelf[it->at]--;
    }
    if (it->returned && self->network->returns_travel) {
        it->where = AT_STATION_WAITING;
        plain_note(self, self->now, PLAIN_GIVEN_UP, NOTE_GOES_BACK, parcel);
        return;
    }
    it->where = NOWHERE;
    plain_book(self, it)->delivered += !it->returned;
    plain_book(self, it)->returned += it->returned;
}

/* ---- sorting ---- */

void plain_sorted(struct plain *self, int32_t parcel, centre_id centre, des_time work)
{
    struct plain_parcel *it = &self->parcels[parcel];
    const struct network *network = self->network;
    const struct village *village = &network->villages[it->village];
    struct fact fact = plain_fact_of(it, FACT_SORTED);
    fact.place = centre;
    fact.a = it->arrived;
    fact.b = it->started;
    fact.c = it->ready = self->now;
    fact.d = work;
    plain_tell(self, fact);
    bool at_hub = centre < network->hub_count;
    it->where = at_hub ? AT_HUB_WAITING : AT_COUNTY_WAITING;
    if (at_hub && plain_heads_out(it)) {
        it->where = NOWHERE;
        plain_book(self, it)->delivered += !it->returning;
        plain_book(self, it)->returned += it->returning;
    } else if (at_hub) {
        plain_wait_in_line(self, &self->to_county[village->county], parcel);
    } else if (plain_heads_out(it)) {
        plain_wait_in_line(self, &self->to_hub[centre], parcel);
    } else if (village->service == SERVED_BY_COUNTER) {
        plain_put_on_shelf(self, parcel, centre, NO_PLACE);
    } else {
        plain_wait_in_line(self, &self->to_station[it->station], parcel);
    }
    self->centres[centre].looks = true;
}

void plain_try_again(struct plain *self, int32_t parcel)
{
    struct plain_parcel *it = &self->parcels[parcel];
    const struct village *village = &self->network->villages[it->village];
    it->where = AT_COUNTY_WAITING;
    it->ready = self->now;
    plain_wait_in_line(self, &self->to_station[it->station], parcel);
    self->centres[village->county].looks = true;
}

/* Idle servers on shift take from the front of the queue. */
void plain_servers_look(struct plain *self, centre_id centre)
{
    struct plain_centre *at = &self->centres[centre];
    const struct centre *about = &self->network->centres[centre];
    while (at->queue.count > 0 && at->busy < about->servers) {
        if (!plain_is_open(&self->shifts[centre][0], self->now)) {
            des_time opens = plain_next_open(&self->shifts[centre][0], self->now);
            if (at->shift != opens) {
                at->shift = opens;
                plain_note(self, opens, PLAIN_ON_FOOT, NOTE_SHIFT, centre);
            }
            return;
        }
        int32_t parcel = plain_list_take(&at->queue, 0);
        des_time work = des_time_round(des_distribution_draw(&about->sort_time, &at->rng));
        self->parcels[parcel].started = self->now;
        self->parcels[parcel].ready = work; /* how long, until it is done */
        at->busy++;
        plain_note(self, plain_add_open(&self->shifts[centre][0], self->now, work), PLAIN_ON_FOOT,
                   NOTE_SORTED, parcel);
    }
}

static centre_id centre_of_parcel(const struct plain *self, int32_t parcel)
{
    const struct plain_parcel *it = &self->parcels[parcel];
    centre_id county = self->network->villages[it->village].county;
    return it->where == AT_HUB_SORTING ? self->network->centres[county].parent : county;
}

void plain_on_sorted(struct plain *self, int32_t parcel)
{
    centre_id centre = centre_of_parcel(self, parcel);
    if (self->centres[centre].line) {
        plain_line_sorted(self, parcel, centre);
        return;
    }
    self->centres[centre].busy--;
    plain_sorted(self, parcel, centre, self->parcels[parcel].ready);
    plain_servers_look(self, centre);
}

void plain_join_sorter(struct plain *self, int32_t parcel, centre_id centre)
{
    struct plain_parcel *it = &self->parcels[parcel];
    it->arrived = self->now;
    plain_turns_inbound(self, parcel, centre);
    it->where = centre < self->network->hub_count ? AT_HUB_SORTING : AT_COUNTY_SORTING;
    if (!self->network->centres[centre].sorts) {
        it->started = self->now;
        plain_sorted(self, parcel, centre, 0);
        return;
    }
    plain_list_add(&self->centres[centre].queue, parcel);
    if (self->centres[centre].line) {
        plain_line_joined(self, centre);
    } else {
        plain_servers_look(self, centre);
    }
}
