/*
 * The note `# cnpg-dr back: …`: what revert cannot tell from the text alone. recover writes it above the
 * recovery block, revert obeys it and takes it out. A person can read it, and delete it: revert then does the
 * usual.
 */
#ifndef PLAN_NOTE_H
#define PLAN_NOTE_H

#include "plan/draft.h"

enum note_part { NOTE_BOOTSTRAP, NOTE_RECOVERY, NOTE_LIST, NOTE_ENTRY, NOTE_PART_COUNT };

struct note {
    bool found;
    size_t line;          /* where it stands */
    bool entry_stays;     /* the external cluster was active before */
    bool store_stays;     /* the external cluster reads another store, by --from: its generation stays too */
    bool list_stays;      /* `externalClusters:` stood there, empty */
    bool no_bootstrap;    /* there was none: no commented initdb becomes active */
    bool bootstrap_stays; /* `bootstrap:` stood there, empty */
    bool bootstrap_returns; /* the same, and a commented one holds the recovery: they change places */
    size_t initdb;          /* which commented initdb becomes active, from 1; 0: the nearest one */
    struct {
        bool known;
        struct comment_style style;
    } styles[NOTE_PART_COUNT];
};

/* The note in the Cluster's document, or one that is not found. */
struct note note_find(const struct manifest *manifest);

/* Takes every note out: in a steady manifest that somebody made so by hand it is about another recovery. */
void note_remove_all(struct draft *draft, struct edits *edits);

/* True where it says anything. */
bool note_says_anything(const struct note *note);

/* Its text, from "cnpg-dr back: " on. */
struct slice note_text(struct arena *arena, const struct note *note);

#endif
