/*
 * The table of rules: their ids, how grave each is, what it means, and the function that looks for it.
 *
 * Ids are stable. Output carries them, `cnpg-dr help DR008` explains a row, the README prints the table.
 */
#ifndef CHECK_RULES_H
#define CHECK_RULES_H

#include "check/subject.h"

/* Looks at one Cluster and adds what it finds. */
typedef void check_run(struct check_subject *subject);

struct rule_text {
    const char *id;          /* "DR008" */
    enum severity severity;  /* unless a finding of it says otherwise */
    const char *title;       /* a few words */
    const char *explanation; /* why it matters */
    check_run *run;          /* NULL: it is no matter of one Cluster alone */
};

/* One row per enum check_rule, in its order. */
extern const struct rule_text rule_table[RULE_COUNT];

/* The rule of that id; RULE_COUNT where there is none. */
enum check_rule rule_find(struct slice id);

check_run check_methods, check_reads_what_it_writes, check_source, check_block_behind, check_names,
    check_server_name, check_in_tree, check_archiver, check_target, check_drill, check_duplicate_keys,
    check_both_shapes, check_text;

#endif
