/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/scenario/node_index.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "engine/require.h"

struct entry {
    const char *name;
    size_t place;
    UT_hash_handle hh;
};

struct node_index {
    struct entry *entries;
};

struct node_index *node_index_create(void)
{
    return des_allocate(1, sizeof(struct node_index));
}

struct node_index *node_index_of_keys(const struct node *mapping)
{
    struct node_index *self = node_index_create();
    for (size_t k = 0; mapping->kind == NODE_MAPPING && k < mapping->count; k++) {
        node_index_add(self, mapping->keys[k]->text, k);
    }
    return self;
}

void node_index_destroy(struct node_index *self)
{
    if (!self) {
        return;
    }
    struct entry *entry, *next;
    HASH_ITER(hh, self->entries, entry, next)
    {
        HASH_DEL(self->entries, entry);
        free(entry);
    }
    free(self);
}

static struct entry *find(const struct node_index *self, const char *name)
{
    struct entry *entry = NULL;
    HASH_FIND(hh, self->entries, name, strlen(name), entry);
    return entry;
}

bool node_index_add(struct node_index *self, const char *name, size_t place)
{
    if (find(self, name)) {
        return false;
    }
    struct entry *entry = des_allocate(1, sizeof *entry);
    entry->name = name;
    entry->place = place;
    HASH_ADD_KEYPTR(hh, self->entries, entry->name, strlen(entry->name), entry);
    return true;
}

size_t node_index_find(const struct node_index *self, const char *name)
{
    const struct entry *entry = find(self, name);
    return entry ? entry->place : NODE_INDEX_NONE;
}
