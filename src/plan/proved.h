/*
 * A result that has been proved. Sinks (file, diff, commit, API server) take nothing else, and only the proof
 * (plan/proof.c) can make one.
 */
#ifndef PLAN_PROVED_H
#define PLAN_PROVED_H

#include "text/edits.h"

struct proved;

/* The manifest after the edits, whole. */
struct slice proved_bytes(const struct proved *proved);

/* The manifest that was given. */
struct slice proved_before(const struct proved *proved);

/* The edits that lead from the one to the other, sorted. */
const struct edits *proved_edits(const struct proved *proved);

#endif
