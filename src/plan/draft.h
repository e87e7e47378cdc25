/*
 * A manifest while it is edited, step by step: after each step it is read again, and the edits of all steps
 * together lead from the manifest that was given to the one that stands now.
 */
#ifndef PLAN_DRAFT_H
#define PLAN_DRAFT_H

#include "plan/manifest.h"
#include "yaml/entry.h"

struct draft {
    struct arena *arena;
    const struct manifest *before; /* as it was given */
    struct manifest now;
    struct edits total; /* from before to now, sorted */
    struct remark *remarks;
    size_t remark_count, remark_capacity;
};

struct draft draft_begin(struct arena *arena, const struct manifest *before);

/* For edits of the text as it stands now; they go to edits. */
struct editing draft_editing(struct draft *draft, struct edits *edits);

/* Does the edits, in any order, and reads the result. None is fine. What is refused has its place in the
 * manifest that was given. */
struct error draft_apply(struct draft *draft, struct edits *edits);

/* The same for blocks that become active or comments: where the result does not parse, a block is stale. */
struct error draft_toggle(struct draft *draft, struct edits *edits);

/* Something to tell the user, at the line of the byte that stands at offset now; NOWHERE: about the whole
 * document. */
enum { NOWHERE = -1 };
__attribute__((format(printf, 4, 5))) void draft_remark(struct draft *draft, enum remark_kind kind,
                                                        long offset, const char *format, ...);

/* Where that byte of the text as it stands now was in the one that was given; the place before it if it is
 * new. */
size_t draft_origin(const struct draft *draft, size_t offset);

/* The same for many bytes, in ascending order: the walk begins with zeros, and goes over the edits once. */
struct origin_walk {
    size_t edits;          /* that lie before */
    size_t added, removed; /* bytes of theirs */
};
size_t draft_origin_next(const struct draft *draft, struct origin_walk *walk, size_t offset);

/* A refusal whose cause is the byte at offset of the text as it stands now: it gets its place in the one that
 * was given, which is the one that the user has. */
struct error draft_refuse(const struct draft *draft, struct error error, size_t offset);

/* The same for an error that has its place in the text as it stands now, if it is one. */
struct error draft_place(const struct draft *draft, struct error error);

#endif
