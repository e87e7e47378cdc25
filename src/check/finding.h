/*
 * What a check found: a rule, how grave it is, where, a sentence, and what to do next.
 */
#ifndef CHECK_FINDING_H
#define CHECK_FINDING_H

#include "base/arena.h"

/* The rules, by their subject. The stable id of each ("DR000" ...) stands in check/rules.h, in this order. */
enum check_rule {
    RULE_UNREADABLE,
    RULE_METHODS,
    RULE_READS_WHAT_IT_WRITES,
    RULE_SOURCE,
    RULE_SYNC_BRANCH,
    RULE_BLOCK_BEHIND,
    RULE_NAMES,
    RULE_BUMP,
    RULE_NO_SERVER_NAME,
    RULE_IN_TREE,
    RULE_NO_ARCHIVER,
    RULE_TARGET,
    RULE_DRILL,
    RULE_DUPLICATE_KEY,
    RULE_SHARED_GENERATION,
    RULE_BOTH_SHAPES,
    RULE_NO_TEXT,
    RULE_COUNT
};

/* A note is something to know; a warning or an error makes the exit status 1. */
enum severity {
    SEVERITY_DEFAULT, /* of a setting: the rule's own */
    SEVERITY_OFF,
    SEVERITY_NOTE,
    SEVERITY_WARNING,
    SEVERITY_ERROR
};

struct finding {
    enum check_rule rule;
    enum severity severity;
    size_t line, column;             /* from 1, column in characters */
    struct slice message;            /* one sentence, no full stop */
    struct slice next;               /* what to do next; FILE in it stands for the file's name */
    struct slice cluster, namespace; /* of the Cluster it is about; may be empty */
};

struct findings {
    struct finding *items;
    size_t count, capacity;
};

/* Adds one at the end. */
void findings_add(struct arena *arena, struct findings *findings, const struct finding *finding);

/* By place, then by rule. */
void findings_sort(struct findings *findings);

#endif
