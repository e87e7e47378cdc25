/*
 * All that is special about a steady manifest, for the note. Most of it revert finds out by itself: plan.c
 * sees whether the note makes a difference.
 */
#ifndef PLAN_NOTE_FACTS_H
#define PLAN_NOTE_FACTS_H

#include "plan/note.h"
#include "plan/parts.h"

/* The draft is where the blocks have changed places already. */
struct note note_facts(const struct draft *draft, const struct parts *parts);

#endif
