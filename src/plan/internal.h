/*
 * The steps of a plan that the proof takes too: it goes the way back with them, in memory.
 */
#ifndef PLAN_INTERNAL_H
#define PLAN_INTERNAL_H

#include "cnpg/generation.h"
#include "plan/note.h"

/* What a plan wanted, for the proof to hold the result against. */
struct intent {
    enum plan_verb verb;
    struct slice read, write;    /* the generations after it; read is empty after revert */
    struct slice entry;          /* the external cluster that the recovery reads */
    struct slice entry_before;   /* and what it was called before, if it shares an anchor with a generation */
    struct slice imported;       /* the one that an initdb reads from, which toggles with it; may be empty */
    bool entry_was_active;       /* and so must keep all but its generation */
    bool other_store;            /* --from named a generation of the block's own store */
    bool entry_written;          /* the external cluster is new */
    bool structure;              /* no comment keeps the way back (plan/structure.h) */
    const struct node *recovery; /* the recovery as it was: active, or in the commented block; NULL: none */
    const struct node *external; /* the same for its external cluster */
    const struct recovery_target *target; /* what the recovery must have; NULL: not looked at */
    struct comment_style style;           /* of the recovery block, for the note's own line */
    bool whole;                           /* the recovery block begins with `bootstrap:` */
    struct note note; /* what the way back from a steady manifest needs to know, if the text cannot tell */
};

/* What a report says before the plan, and of its result. */
void report_before(const struct draft *draft, struct plan_report *report);
void report_after(const struct draft *draft, struct plan_report *report);

/* Edits the draft into steady. Refused, or ERROR_NOTHING on a steady manifest, as plan_revert. */
struct error revert_draft(struct draft *draft, struct intent *intent);

/* The same in two steps: what is still to be done to the draft, and the doing of it, after which the draft is
 * read again. Whoever only wants to know what the text would be needs no second step. */
struct error revert_edits(struct draft *draft, struct intent *intent, struct edits *edits);
struct error revert_finish(struct draft *draft, struct edits *edits);

/* Edits the draft into recovery, or what an option names on one that is recovering. */
struct error recover_draft(struct draft *draft, const struct recover_options *options,
                           const struct generation_rule *rule, struct intent *intent);

/* The part of it that a steady manifest needs. */
struct error recover_steady(struct draft *draft, const struct recover_options *options,
                            const struct generation_rule *rule, struct intent *intent);

#endif
