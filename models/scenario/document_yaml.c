/* SPDX-License-Identifier: GPL-3.0-or-later */
/* document_yaml.c - YAML events to nodes.
 *
 * libyaml accepts duplicate keys, cyclic aliases and any depth; what a scenario doesn't need is
 * refused here. Aliases are not expanded, so that memory grows with the file only. */
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "engine/require.h"
#include "models/scenario/document.h"
#include "models/scenario/document_bytes.h"

struct yaml_reader {
    struct document_reader *document;
    const char *file;
    struct source_position start; /* of a text that is no file; line 0 for a file */
    yaml_parser_t parser;
    int depth;
    int muted;    /* > 0: what is read here has been refused already */
    bool stopped; /* after what can't be read on from */
};

/* Growing lists while a collection is read; copied into the arena when it is complete. */
struct node_list {
    struct node **nodes;
    size_t count, room;
};

static void append(struct node_list *list, struct node *node)
{
    if (list->count == list->room) {
        list->room = 2 * list->room + 4;
        list->nodes = des_resize(list->nodes, list->room, sizeof *list->nodes);
    }
    list->nodes[list->count++] = node;
}

/* Moves the list into the arena. */
static struct node **settle(struct yaml_reader *self, struct node_list *list)
{
    struct node **nodes = scenario_arena_take(self->document->arena, list->count, sizeof *nodes);
    if (list->count > 0) {
        memcpy(nodes, list->nodes, list->count * sizeof *nodes);
    }
    free(list->nodes);
    return nodes;
}

static struct source_position position(const struct yaml_reader *self, yaml_mark_t mark)
{
    if (self->start.line > 0) {
        return (struct source_position){self->file, self->start.line,
                                        self->start.column + (int)mark.index};
    }
    return (struct source_position){self->file, (int)mark.line + 1, (int)mark.column + 1};
}

#define REFUSE(self, at, ...)                                                                      \
    do {                                                                                           \
        if ((self)->muted == 0) {                                                                  \
            problem_add((self)->document->problems, at, NULL, NULL, __VA_ARGS__);                  \
        }                                                                                          \
    } while (0)

static struct node *read_node(struct yaml_reader *self, yaml_event_t *event);

/* ---- events ---- */

static void report_syntax(struct yaml_reader *self)
{
    const yaml_parser_t *parser = &self->parser;
    struct source_position at = position(self, parser->problem_mark);
    char text[300];
    snprintf(text, sizeof text, "%s%s%s", parser->problem ? parser->problem : "unknown error",
             parser->context ? ", " : "", parser->context ? parser->context : "");
    self->stopped = true;
    problem_add(self->document->problems, at, NULL, NULL, PROBLEM_YAML_SYNTAX, text);
}

/* False when there is nothing more to read. The caller deletes the event. */
static bool next_event(struct yaml_reader *self, yaml_event_t *ret_event)
{
    if (self->stopped) {
        return false;
    }
    if (!yaml_parser_parse(&self->parser, ret_event)) {
        report_syntax(self);
        return false;
    }
    return true;
}

/* ---- nodes ---- */

static struct node *new_node(struct yaml_reader *self, enum node_kind kind, yaml_mark_t mark)
{
    struct source_position at = position(self, mark);
    if (++self->document->nodes > DOCUMENT_NODES) {
        problem_add(self->document->problems, at, NULL, NULL, PROBLEM_TOO_MANY_NODES,
                    DOCUMENT_NODES);
        self->stopped = true;
        return NULL;
    }
    struct node *node = scenario_arena_take(self->document->arena, 1, sizeof *node);
    node->kind = kind;
    node->at = at;
    node->text = "";
    return node;
}

static void refuse_tag(struct yaml_reader *self, const yaml_char_t *tag, yaml_mark_t mark)
{
    static const char prefix[] = "tag:yaml.org,2002:"; /* what '!!' stands for */
    const char *text = (const char *)tag;
    bool standard = text && strncmp(text, prefix, strlen(prefix)) == 0;
    if (text) {
        REFUSE(self, position(self, mark), PROBLEM_YAML_TAG, standard ? "!!" : "",
               standard ? text + strlen(prefix) : text);
    }
}

static struct node *read_scalar(struct yaml_reader *self, const yaml_event_t *event)
{
    struct node *node = new_node(self, NODE_SCALAR, event->start_mark);
    if (!node) {
        return NULL;
    }
    const char *text = (const char *)event->data.scalar.value;
    size_t length = event->data.scalar.length;
    refuse_tag(self, event->data.scalar.tag, event->start_mark);
    node->quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    if (memchr(text, '\0', length)) {
        REFUSE(self, node->at, PROBLEM_NOT_TEXT);
        node->refused = true;
        return node;
    }
    bool null = !node->quoted && (strcmp(text, "~") == 0 || strcmp(text, "null") == 0);
    node->null = null;
    node->text = null ? "" : scenario_arena_text_of(self->document->arena, text, length);
    return node;
}

static bool go_deeper(struct yaml_reader *self, yaml_mark_t mark)
{
    if (self->depth == DOCUMENT_DEPTH) {
        problem_add(self->document->problems, position(self, mark), NULL, NULL, PROBLEM_TOO_DEEP,
                    DOCUMENT_DEPTH);
        self->stopped = true;
        return false;
    }
    self->depth++;
    return true;
}

static struct node *read_sequence(struct yaml_reader *self, const yaml_event_t *start)
{
    struct node *node = new_node(self, NODE_SEQUENCE, start->start_mark);
    refuse_tag(self, start->data.sequence_start.tag, start->start_mark);
    if (!node || !go_deeper(self, start->start_mark)) {
        return NULL;
    }
    struct node_list items = {0};
    yaml_event_t event;
    while (next_event(self, &event)) {
        bool end = event.type == YAML_SEQUENCE_END_EVENT;
        struct node *item = end ? NULL : read_node(self, &event);
        yaml_event_delete(&event);
        if (end) {
            break;
        }
        if (item) {
            append(&items, item);
        }
    }
    self->depth--;
    node->count = items.count;
    node->items = settle(self, &items);
    return node;
}

/* ---- mappings ---- */

struct entry {
    struct node *key, *value;
    size_t order;
};

static int by_key(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = strcmp(a->key->text, b->key->text);
    return order != 0 ? order : (a->order > b->order) - (a->order < b->order);
}

static int by_order(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    return (a->order > b->order) - (a->order < b->order);
}

/* Leaves out, with a problem, every key that was there before. Sorting instead of comparing
 * each with each keeps a mapping of a million keys bounded. */
static size_t drop_duplicates(struct yaml_reader *self, struct entry *entries, size_t count)
{
    if (count < 2) {
        return count;
    }
    qsort(entries, count, sizeof *entries, by_key);
    size_t kept = 1;
    for (size_t i = 1; i < count; i++) {
        const struct node *before = entries[kept - 1].key, *key = entries[i].key;
        if (strcmp(before->text, key->text) == 0) {
            REFUSE(self, key->at, PROBLEM_DUPLICATE_KEY, key->text, before->at.line);
        } else {
            entries[kept++] = entries[i];
        }
    }
    qsort(entries, kept, sizeof *entries, by_order);
    return kept;
}

static void settle_mapping(struct yaml_reader *self, struct node *node, struct node_list *keys,
                           struct node_list *values)
{
    struct entry *entries = des_allocate(keys->count, sizeof *entries);
    for (size_t i = 0; i < keys->count; i++) {
        entries[i] = (struct entry){keys->nodes[i], values->nodes[i], i};
    }
    keys->count = values->count = drop_duplicates(self, entries, keys->count);
    for (size_t i = 0; i < keys->count; i++) {
        keys->nodes[i] = entries[i].key;
        values->nodes[i] = entries[i].value;
    }
    free(entries);
    node->count = keys->count;
    node->keys = settle(self, keys);
    node->items = settle(self, values);
}

/* False for a key that the schema shall not see; its value is read over in silence. */
static bool accept_key(struct yaml_reader *self, const struct node *key)
{
    if (!key) {
        return false;
    }
    if (key->refused) {
        return false;
    }
    if (key->kind != NODE_SCALAR) {
        REFUSE(self, key->at, PROBLEM_KEY_NOT_TEXT, node_kind_name(key));
        return false;
    }
    if (!key->quoted && strcmp(key->text, "<<") == 0) {
        REFUSE(self, key->at, PROBLEM_MERGE_KEY);
        return false;
    }
    return true;
}

/* One key with its value; false at the mapping's end. */
static bool read_entry(struct yaml_reader *self, struct node_list *keys, struct node_list *values)
{
    yaml_event_t event;
    if (!next_event(self, &event)) {
        return false;
    }
    bool end = event.type == YAML_MAPPING_END_EVENT;
    struct node *key = end ? NULL : read_node(self, &event);
    yaml_event_delete(&event);
    if (end) {
        return false;
    }
    bool accepted = accept_key(self, key);
    if (!next_event(self, &event)) {
        return false;
    }
    self->muted += !accepted;
    struct node *value = read_node(self, &event);
    self->muted -= !accepted;
    yaml_event_delete(&event);
    if (accepted && value) {
        append(keys, key);
        append(values, value);
    }
    return true;
}

static struct node *read_mapping(struct yaml_reader *self, const yaml_event_t *start)
{
    struct node *node = new_node(self, NODE_MAPPING, start->start_mark);
    refuse_tag(self, start->data.mapping_start.tag, start->start_mark);
    if (!node || !go_deeper(self, start->start_mark)) {
        return NULL;
    }
    struct node_list keys = {0}, values = {0};
    while (read_entry(self, &keys, &values)) {
    }
    self->depth--;
    settle_mapping(self, node, &keys, &values);
    return node;
}

/* The value can't be known, but it is there. */
static struct node *read_alias(struct yaml_reader *self, const yaml_event_t *event)
{
    struct node *node = new_node(self, NODE_SCALAR, event->start_mark);
    if (node) {
        REFUSE(self, node->at, PROBLEM_ALIAS, (const char *)event->data.alias.anchor);
        node->refused = true;
    }
    return node;
}

/* NULL after what can't be read on from. */
static struct node *read_node(struct yaml_reader *self, yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return read_scalar(self, event);
    case YAML_SEQUENCE_START_EVENT:
        return read_sequence(self, event);
    case YAML_MAPPING_START_EVENT:
        return read_mapping(self, event);
    case YAML_ALIAS_EVENT:
        return read_alias(self, event);
    default:
        self->stopped = true;
        return NULL;
    }
}

/* ---- documents ---- */

/* The first document's root, or NULL; a second document is a problem. */
static struct node *read_stream(struct yaml_reader *self)
{
    struct node *root = NULL;
    int documents = 0;
    yaml_event_t event;
    while (next_event(self, &event)) {
        yaml_event_type_t type = event.type;
        struct source_position at = position(self, event.start_mark);
        if (type == YAML_DOCUMENT_START_EVENT && ++documents == 2) {
            problem_add(self->document->problems, at, NULL, NULL, PROBLEM_SEVERAL_DOCUMENTS);
            self->stopped = true;
        } else if (type == YAML_SCALAR_EVENT || type == YAML_SEQUENCE_START_EVENT ||
                   type == YAML_MAPPING_START_EVENT || type == YAML_ALIAS_EVENT) {
            root = read_node(self, &event);
        }
        yaml_event_delete(&event);
        if (type == YAML_STREAM_END_EVENT) {
            break;
        }
    }
    return self->stopped ? NULL : root;
}

/* libyaml compares each %TAG with all before it, so that a megabyte of them takes minutes. As
 * tags aren't read, nobody needs one. */
static bool refuse_tag_directive(struct document_reader *reader, const struct document_bytes *bytes)
{
    const char *text = bytes->text;
    for (const char *found = text; (found = strstr(found, "%TAG")); found++) {
        if (found == text || found[-1] == '\n' || found[-1] == '\r') {
            problem_add(reader->problems, document_position(bytes, (size_t)(found - text)), NULL,
                        NULL, PROBLEM_YAML_TAG, "", "%TAG");
            return true;
        }
    }
    return false;
}

static bool is_nothing(const struct node *root)
{
    return !root || (root->kind == NODE_SCALAR && root->text[0] == '\0' && !root->quoted);
}

/* Sets *ret_good unless there was a problem. */
static struct node *parse(struct document_reader *reader, const struct document_bytes *bytes,
                          struct source_position start, bool *ret_good)
{
    if (refuse_tag_directive(reader, bytes)) {
        return NULL;
    }
    struct yaml_reader self = {.document = reader, .file = bytes->file, .start = start};
    DES_REQUIRE(yaml_parser_initialize(&self.parser));
    yaml_parser_set_encoding(&self.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&self.parser, (const unsigned char *)bytes->text, bytes->length);
    struct node *root = read_stream(&self);
    yaml_parser_delete(&self.parser);
    *ret_good = !self.stopped;
    return root;
}

struct node *document_read_yaml(struct document_reader *reader, const char *path)
{
    struct document_bytes bytes;
    if (!document_bytes_read(reader, path, false, &bytes)) {
        return NULL;
    }
    bool good = false;
    struct node *root = parse(reader, &bytes, (struct source_position){NULL, 0, 0}, &good);
    document_bytes_done(&bytes);
    if (good && is_nothing(root)) {
        problem_add(reader->problems, (struct source_position){.file = bytes.file}, NULL, NULL,
                    PROBLEM_EMPTY_FILE);
        return NULL;
    }
    return root;
}

struct node *document_read_text(struct document_reader *reader, const char *text,
                                struct source_position start)
{
    struct document_bytes bytes;
    if (!document_bytes_copy(reader, text, start.file, &bytes)) {
        return NULL;
    }
    bool good = false;
    struct node *root = parse(reader, &bytes, start, &good);
    document_bytes_done(&bytes);
    if (good && !root) {
        root = scenario_arena_take(reader->arena, 1, sizeof *root);
        *root = (struct node){.kind = NODE_SCALAR, .at = start, .text = ""};
        root->at.file = bytes.file;
    }
    return root;
}

struct node *document_read_named_csv(struct document_reader *reader, const struct node *name)
{
    const char *directory = document_directory(reader->arena, name->at.file);
    return document_read_csv(reader, scenario_arena_print(reader->arena, "%s%s",
                                                          name->text[0] == '/' ? "" : directory,
                                                          name->text));
}

const char *document_directory(struct scenario_arena *arena, const char *file)
{
    const char *slash = strrchr(file, '/');
    return slash ? scenario_arena_text_of(arena, file, (size_t)(slash - file) + 1) : "";
}

const struct node *node_value(const struct node *mapping, const char *key)
{
    for (size_t i = 0; mapping->kind == NODE_MAPPING && i < mapping->count; i++) {
        if (strcmp(mapping->keys[i]->text, key) == 0) {
            return mapping->items[i];
        }
    }
    return NULL;
}

const char *node_kind_name(const struct node *node)
{
    switch (node->kind) {
    case NODE_SEQUENCE:
        return "a list";
    case NODE_MAPPING:
        return "a mapping";
    case NODE_SCALAR:
        break;
    }
    return node->text[0] == '\0' && !node->quoted ? "nothing" : "a single value";
}
