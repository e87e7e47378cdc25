/*
 * The blocks of a manifest that take part in a recovery, active and commented out: `bootstrap:`, its methods,
 * `externalClusters:` and the items of that list.
 *
 * A commented block is found by its first line and by the column in which it would stand; its lines come from
 * yaml/block.h, and what it says is read by parsing them with one level of comment off.
 */
#ifndef CNPG_BLOCKS_H
#define CNPG_BLOCKS_H

#include "cnpg/cluster.h"
#include "yaml/block.h"

enum block_kind {
    BLOCK_BOOTSTRAP, /* the line `bootstrap:`, with its value where that is in flow style */
    BLOCK_RECOVERY,
    BLOCK_INITDB,
    BLOCK_EXTERNALS, /* the line `externalClusters:` */
    BLOCK_EXTERNAL   /* one item of that list */
};

struct block {
    enum block_kind kind;
    bool active;
    bool in_line;         /* part of the parent's flow collection: it comes and goes with it */
    struct block *parent; /* of a method the bootstrap, of an item the list; NULL for these two */
    size_t column;        /* in which its head stands when it is active */
    size_t head, last;    /* its first line, and its last one with content */
    const struct node
        *value;        /* what it holds, in the document's tree or in that of the fragment; may be NULL */
    struct slice name; /* of an external cluster its name, of a recovery its source; empty: none */
    /* of a commented one: */
    struct comment_style style;
    struct block_lines lines;
    struct block_lines
        target;            /* of a recovery: the lines of a recoveryTarget, which belongs to an earlier one */
    struct tree *fragment; /* NULL where it does not parse; see fault */
    struct error fault;
};

struct blocks {
    struct block **items; /* in the order of their heads; parents come before their parts */
    size_t count, capacity;
    struct block *bootstrap, *initdb, *recovery, *externals; /* the active ones, or NULL */
    size_t column;                                           /* of spec's keys */
    size_t *stray; /* lines with a commented recovery in a column where it would be no method */
    size_t stray_count, stray_capacity;
};

/* By which rule a block of that kind is looked for, or becomes a comment. */
struct block_rule block_rule_for(enum block_kind kind, struct comment_style style);

/* Finds all blocks of the Cluster. A spec in flow style has active blocks only, all of them in line. */
struct blocks blocks_find(struct arena *arena, const struct sheet *sheet, const struct cluster *cluster);

/* The active item for that external cluster (a node of the active list), or NULL. */
struct block *blocks_active_external(const struct blocks *blocks, const struct node *entry);

/* Of a bootstrap or a list of external clusters, or NULL: true for an empty { } or [ ]. No part can join it,
 * so it gives way to one that holds the recovery's, and comes back when that goes. */
bool block_is_hollow(const struct block *block);

/* How many lines the block is away from that one. */
size_t block_distance(const struct block *block, size_t line);

/* The line of the last byte of a node; of an empty one, the line it would stand on. */
size_t node_last_line(const struct lines *lines, const struct node *node);

#endif
