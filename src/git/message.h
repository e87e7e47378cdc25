/*
 * What a commit says: a subject of under 72 characters, a body for the reviewer, and the trailers that a bot
 * reads (git-interpret-trailers(1)): Cnpg-Cluster, Cnpg-Reads, Cnpg-Writes.
 */
#ifndef GIT_MESSAGE_H
#define GIT_MESSAGE_H

#include "plan/plan.h"

/*
 * The whole message, ended by a line end. Cnpg-Reads is what a recovery by that manifest reads: after revert
 * that is the generation it writes, which its commented block has moved on to.
 *
 * own, where not empty, takes the place of subject and body; a block of trailers at its end (Signed-off-by)
 * is continued by ours. ERROR_USAGE where it holds nothing but blanks. Nothing in it depends on the time: a
 * second run composes the same message.
 */
struct error message_compose(struct arena *arena, enum plan_verb verb, const struct plan_report *report,
                             struct slice own, struct slice *message);

#endif
